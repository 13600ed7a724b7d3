"""Names in the catalogue, to choose from in a parameter; read without the packages the engine needs."""

from __future__ import annotations

import csv
from pathlib import Path

CATALOGUE = Path(__file__).resolve().parents[1] / "resources" / "catalogue"


def cable_names(level: str, use: str) -> list[str]:
    """Cable types of a level (LV, MV) and use (main, service), in the catalogue's order."""
    with (CATALOGUE / "cables.csv").open(encoding="utf-8", newline="") as file:
        rows = csv.DictReader(line for line in file if not line.startswith("#"))
        return [row["name"] for row in rows if (row["level"], row["use"]) == (level, use)]
