"""Names and figures of the catalogue, for parameters; read without the packages the engine needs."""

from __future__ import annotations

import csv
from functools import cache
from pathlib import Path

CATALOGUE = Path(__file__).resolve().parents[1] / "resources" / "catalogue"


def cable_names(level: str, use: str) -> list[str]:
    """Cable types of a level (LV, MV) and use (main, service), in the catalogue's order."""
    return [row["name"] for row in rows("cables") if (row["level"], row["use"]) == (level, use)]


def turbine_names() -> list[str]:
    """Small wind turbines, in the catalogue's order."""
    return [row["turbine"] for row in rows("turbines")]


def turbine_figure(turbine: str, name: str) -> float:
    """A figure of a turbine."""
    return float(next(row[name] for row in rows("turbines") if row["turbine"] == turbine))


def figure(table: str, name: str) -> float:
    """A figure of a table with columns name and value."""
    return float(next(row["value"] for row in rows(table) if row["name"] == name))


@cache
def rows(table: str) -> list[dict[str, str]]:
    """The rows of a table as text, in the catalogue's order."""
    with (CATALOGUE / f"{table}.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(line for line in file if not line.startswith("#")))
