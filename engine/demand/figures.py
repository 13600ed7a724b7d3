"""Key figures by name from a table with the columns name, value, unit, source, year, note."""

from __future__ import annotations

from functools import cache
from types import MappingProxyType

from ..catalogue import read_catalogue


@cache
def figures(catalogue: str) -> MappingProxyType:
    """The figures of `resources/catalogue/<catalogue>.csv`: name -> value, in the unit the table gives."""
    table = read_catalogue(catalogue)
    return MappingProxyType(dict(zip(table["name"], table["value"].astype(float))))
