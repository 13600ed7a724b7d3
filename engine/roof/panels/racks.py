"""The unit that repeats on a roof: one panel on a pitched plane, a pair back to back or a row on a flat one."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from ...errors import EngineError
from .options import PanelOptions

SOLSTICE_DECLINATION_DEG = -23.44


@dataclass(frozen=True)
class Rack:
    """What repeats over a roof, in its own axes [m]: x along the rows, y up the slope (against the way it faces).

    width_m, depth_m: the unit's box; pitch_x_m, pitch_y_m: from unit to unit. panels: (p, 4) x, y, width, depth of each
    panel in the unit; face: (p,) which face each lies on. orientation: portrait or landscape.
    """

    width_m: float
    depth_m: float
    pitch_x_m: float
    pitch_y_m: float
    panels: np.ndarray
    face: np.ndarray
    orientation: str


def pitched_racks(options: PanelOptions) -> list[Rack]:
    """One panel flat on the roof, upright and lying."""
    racks = []
    for orientation, width, depth in _sides(options):
        panel = np.array([[0.0, 0.0, width, depth]])
        racks.append(
            Rack(width, depth, width + options.gap_m, depth + options.gap_m, panel, np.zeros(1, int), orientation)
        )
    return racks


def flat_racks(options: PanelOptions, turn_from_south_deg: float = 0.0) -> list[Rack]:
    """Racks on a flat roof, upright and lying. turn_from_south_deg: how far rows of the south layout turn from south.

    In the east-west layout face 0 lies on the low side of y and face 1 behind it, looking the other way.
    """
    racks = []
    for orientation, width, slope_length in _sides(options):
        pitch_x = width + options.gap_m
        if options.flat_layout == "south":
            depth = slope_length * np.cos(np.radians(options.south_tilt_deg))
            panel = np.array([[0.0, 0.0, width, depth]])
            pitch_y = max(row_pitch_m(slope_length, options, turn_from_south_deg), depth + options.gap_m)
            racks.append(Rack(width, depth, pitch_x, pitch_y, panel, np.zeros(1, int), orientation))
            continue
        half = slope_length * np.cos(np.radians(options.east_west_tilt_deg))
        behind = half + options.gap_m
        pair = np.array([[0.0, 0.0, width, half], [0.0, behind, width, half]])
        depth = behind + half
        racks.append(Rack(width, depth, pitch_x, depth + options.east_west_aisle_m, pair, np.arange(2), orientation))
    return racks


def row_pitch_m(slope_length_m: float, options: PanelOptions, turn_from_south_deg: float = 0.0) -> float:
    """Distance from row to row [m], by `row_pitch_m` of the options or so that the shadow of a row ends at the next.

    The sun stands where it stands at `south_shadow_hour` (solar time) on 21 December at `latitude_deg`; the shadow of
    an edge at height h reaches h / tan(profile angle) behind it. Raises EngineError where the sun is not in front.
    """
    if options.row_pitch_m is not None:
        return options.row_pitch_m
    tilt = np.radians(options.south_tilt_deg)
    latitude, declination = np.radians(options.latitude_deg), np.radians(SOLSTICE_DECLINATION_DEG)
    hour_angle = np.radians(15 * (options.south_shadow_hour - 12))
    up = np.sin(latitude) * np.sin(declination) + np.cos(latitude) * np.cos(declination) * np.cos(hour_angle)
    south = np.sin(latitude) * np.cos(declination) * np.cos(hour_angle) - np.cos(latitude) * np.sin(declination)
    west = np.cos(declination) * np.sin(hour_angle)
    turn = np.radians(turn_from_south_deg)
    ahead = south * np.cos(turn) + west * np.sin(turn)
    if up < 0.02 or ahead < 0:
        raise EngineError(
            "At {hour} h on the shortest day at {latitude}° the sun does not shine on the rows: choose an hour nearer "
            "to noon, or give the row pitch.",
            hour=options.south_shadow_hour,
            latitude=options.latitude_deg,
        )
    return slope_length_m * (np.cos(tilt) + np.sin(tilt) * ahead / up)


def _sides(options: PanelOptions):
    return (
        ("portrait", options.panel_width_m, options.panel_length_m),
        ("landscape", options.panel_length_m, options.panel_width_m),
    )
