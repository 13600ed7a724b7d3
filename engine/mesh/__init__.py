"""Hours on a map: a 1-D UGRID mesh of drawn lines with any named hourly values, and the hours of places beside it.

`mesh_of_lines` turns lines into edges and nodes, `HourlyWriter` writes the file, `HourlyFile` reads it back. What the
values are is the caller's.
"""

from .hourly import LARGEST_VARIABLE_BYTES, Beside, HourlyFile, HourlyWriter, Values
from .lines import LineMesh, mesh_of_lines
from .places import Places, places_of

__all__ = [
    "LARGEST_VARIABLE_BYTES",
    "Beside",
    "HourlyFile",
    "HourlyWriter",
    "LineMesh",
    "Places",
    "Values",
    "mesh_of_lines",
    "places_of",
]
