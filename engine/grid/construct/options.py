"""What the user may choose when a grid is built."""

from __future__ import annotations

from dataclasses import dataclass

MISSING_STATIONS = ("no", "busbar", "source")


@dataclass(frozen=True)
class GridOptions:
    """Choices of a build, with the defaults the user sees.

    snap_tolerance_m: cable ends (and an end and a cable passing by) closer than this are one joint.
    station_tolerance_m: cables coming this close to a station are tied to it.
    max_service_length_m: the longest service cable from a supply cable to a building.
    max_extra_service_m: the same of an extra connection on MV: so far a cable of its own is assumed to be laid to it.
    growth_margin: factor on the coincident load before a transformer is chosen.
    min_station_kva: the smallest transformer chosen.
    lv_cable_type, mv_cable_type, service_cable_type: types where the map gives none ("" = let the rules choose).
    keep_lv_meshed: leave the LV grid as drawn, without choosing open points in it.
    feed_unreached_stations: give a station that no drawn MV cable reaches a source of its own.
    complete_missing_stations: what is done where many MV cables end side by side and no station is drawn: "no" (only
        said), "busbar" (joined on the busbar of an assumed station) or "source" (that station feeds the MV grid too).
    mv_kv, lv_kv: nominal voltages.
    """

    snap_tolerance_m: float = 1.0
    station_tolerance_m: float = 5.0
    max_service_length_m: float = 50.0
    max_extra_service_m: float = 500.0
    growth_margin: float = 1.5
    min_station_kva: float = 250.0
    lv_cable_type: str = ""
    mv_cable_type: str = ""
    service_cable_type: str = ""
    keep_lv_meshed: bool = False
    feed_unreached_stations: bool = True
    complete_missing_stations: str = "no"
    mv_kv: float = 10.0
    lv_kv: float = 0.4

    def __post_init__(self):
        if self.complete_missing_stations not in MISSING_STATIONS:
            raise ValueError(f"complete_missing_stations is one of {MISSING_STATIONS}")
