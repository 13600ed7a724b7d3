"""A made-up neighbourhood to try everything on: some 150 homes, three low-voltage stations, a ring and its source.

Its layers have the names and attributes that Dutch open data have (`pand`, `verblijfsobject`, `laagspanningskabel`,
`middenspanningskabel`, `middenspanningsstation`), streets (`straat`) and sources of heat (`warmtebron`), and the
defects that real layers have, each listed in `DEFECTS`.
`demo_heights` gives its surface and ground, with trees, gables and flat roofs.
"""

from .heights import FLIGHT_YEAR, DemoHeights, demo_heights
from .neighbourhood import DEFECTS, demo_neighbourhood

__all__ = ["DEFECTS", "FLIGHT_YEAR", "DemoHeights", "demo_heights", "demo_neighbourhood"]
