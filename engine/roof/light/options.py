"""What can be chosen about light."""

from __future__ import annotations

from dataclasses import dataclass, field

from ...choices import require_within
from ...demand.sun import ground_albedo


@dataclass(frozen=True)
class LightOptions:
    """How light is calculated.

    directions: in how many directions each cell's horizon is sought. search_m: obstacles at least this near are seen;
    farther ones where a tile happens to hold them, so that another size of tiles changes light where what stands beyond
    rises above all nearer. albedo: share of the global radiation that the ground reflects. far_horizon_deg: elevation
    of what lies beyond the raster, evenly spread clockwise from north; () is none. every_cell: fill the raster wherever
    there are heights, by the slope of the cell itself, instead of on planes only. months: give the raster a band for
    each month beside the year. tile_cells: side of the tiles the raster is cut in, at most. use_numba: None uses it
    where it is installed.
    """

    directions: int = 64
    search_m: float = 300.0
    albedo: float = field(default_factory=ground_albedo)
    far_horizon_deg: tuple[float, ...] = ()
    every_cell: bool = False
    months: bool = True
    tile_cells: int = 2048
    use_numba: bool | None = None

    def __post_init__(self):
        require_within(
            self,
            ("directions", 8, 360),
            ("search_m", 1.0, 20_000.0),
            ("albedo", 0.0, 1.0),
            ("tile_cells", 16, 4096),
        )
