"""Columns of a table as plain arrays, also where a column is not given."""

from __future__ import annotations

import numpy as np
import pandas as pd


def text_column(frame: pd.DataFrame, column: str) -> np.ndarray:
    """A column of ids or words as text (n,), "" where there is none."""
    if column not in frame:
        return np.full(len(frame), "", object)
    missing = frame[column].isna().to_numpy()
    return np.array(["" if m else str(v).strip() for v, m in zip(frame[column], missing)], object)


def number_column(frame: pd.DataFrame, column: str) -> np.ndarray:
    """A column of numbers as float (n,), nan where there is none or it is no number."""
    if column not in frame:
        return np.full(len(frame), np.nan)
    values = pd.to_numeric(frame[column], errors="coerce").to_numpy(float, na_value=np.nan)
    return np.where(np.isfinite(values), values, np.nan)


def at_rows(values: np.ndarray, rows: np.ndarray, none) -> np.ndarray:
    """values[rows], and `none` where a row is -1."""
    if not len(values):
        return np.full(len(rows), none)
    return np.where(rows >= 0, values[rows], none)
