"""Reads the project's tables of types and key figures; every row names its source and price year."""

from functools import cache
from pathlib import Path

import pandas as pd

FOLDER = Path(__file__).resolve().parents[1] / "resources" / "catalogue"


@cache
def read_catalogue(name: str) -> pd.DataFrame:
    """The table `resources/catalogue/<name>.csv` (comma-separated, UTF-8), read once. Do not change it in place."""
    return pd.read_csv(FOLDER / f"{name}.csv", comment="#", keep_default_na=False, na_values=[""])
