"""Layers that the congestion algorithm wrote, as another algorithm reads them back."""

from __future__ import annotations

from .roles import LINE, NEIGHBOURHOODS, POINT, Column, Role


def _columns(texts: tuple[str, ...], numbers: tuple[str, ...]) -> dict[str, Column]:
    kinds = {**dict.fromkeys(texts, "text"), **dict.fromkeys(numbers, "number")}
    return {name: Column(kind, "result of congestion", (name,), cut=False) for name, kind in kinds.items()}


LOADING_NUMBERS = (
    "limit_percent",
    "max_loading_percent",
    "max_loading_kw",
    "hours_above",
    "kwh_above",
    "max_loading_allowed_percent",
    "hours_above_allowed",
    "hours_solved",
    "hours_collapsed",
    "connections",
    "dwellings",
)
VERDICTS = ("feature_id", "verdict", "verdict_allowed")
LOADED_SECTIONS = Role(
    "sections",
    (LINE,),
    "section_id",
    _columns(
        ("section_id", "kind", "level", "cable_type", "station_id", "feeder_id", *VERDICTS),
        ("length_m", "max_i_a", *LOADING_NUMBERS),
    ),
)
LOADED_STATIONS = Role(
    "stations", (POINT,), "station_id", _columns(("station_id", *VERDICTS), ("rating_kva", *LOADING_NUMBERS))
)
LOADED_CONNECTIONS = Role(
    "connections",
    (POINT,),
    "connection_id",
    _columns(("connection_id", "verdict", "voltage_ok"), ("dwellings",)),
)
COMPARISON_ROLES = {
    "SECTIONS_A": LOADED_SECTIONS,
    "STATIONS_A": LOADED_STATIONS,
    "CONNECTIONS_A": LOADED_CONNECTIONS,
    "SECTIONS_B": LOADED_SECTIONS,
    "STATIONS_B": LOADED_STATIONS,
    "CONNECTIONS_B": LOADED_CONNECTIONS,
    "NEIGHBOURHOODS": NEIGHBOURHOODS,
}
