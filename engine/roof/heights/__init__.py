"""Rasters of heights as the engine sees them: read by window, tile by tile with a halo, and checked for sense.

Rows run north to south, columns west to east; the centre of a cell lies at x0 + (col + .5) cell_m,
y0 - (row + .5) cell_m. Unknown heights are nan, whatever the file wrote for them.
"""

from .checks import HEIGHT_UNITS, check_ground, check_heights
from .rasters import (
    USUAL_UNKNOWN,
    ArrayRaster,
    ArrayWriter,
    GridPlace,
    HeightRaster,
    RasterWriter,
    Tile,
    known_heights,
    read_padded,
    tiles,
)
from .sampling import heights_at, read_on

__all__ = [
    "HEIGHT_UNITS",
    "USUAL_UNKNOWN",
    "ArrayRaster",
    "ArrayWriter",
    "GridPlace",
    "HeightRaster",
    "RasterWriter",
    "Tile",
    "check_ground",
    "check_heights",
    "heights_at",
    "known_heights",
    "read_on",
    "read_padded",
    "tiles",
]
