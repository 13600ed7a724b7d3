"""Reads the project's tables of types and key figures; every row names its source and price year."""

import hashlib
from functools import cache
from pathlib import Path

import pandas as pd

FOLDER = Path(__file__).resolve().parents[1] / "resources" / "catalogue"


@cache
def read_catalogue(name: str) -> pd.DataFrame:
    """The table `resources/catalogue/<name>.csv` (comma-separated, UTF-8), read once. Do not change it in place."""
    return pd.read_csv(FOLDER / f"{name}.csv", comment="#", keep_default_na=False, na_values=[""])


def catalogue_fingerprint() -> str:
    """16 hex digits that change when any table of the catalogue changes: SHA-256 over all of them by name."""
    whole = hashlib.sha256()
    for path in sorted(FOLDER.glob("*.csv")):
        whole.update(path.name.encode() + b"\n" + path.read_bytes().replace(b"\r\n", b"\n"))
    return whole.hexdigest()[:16]
