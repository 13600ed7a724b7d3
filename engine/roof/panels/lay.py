"""Lays panels on roof planes: plane by plane, in the plane's own axes, and draws each of them on the map."""

from __future__ import annotations

import time
from collections.abc import Generator
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import pandas as pd
import shapely

from ...columns import number_column, text_column
from ...progress import Progress
from ...tables import FeatureTable
from .fit import most_units
from .options import PanelOptions
from .racks import Rack, flat_racks, pitched_racks

PANEL_COLUMNS = (
    "panel_id", "plane_id", "face_id", "building_id", "tilt_deg", "azimuth_deg", "orientation", "kwp", "area_m2",
)  # fmt: skip
FACE_COLUMNS = ("plane_id", "roof_plane_id", "face_panels", "face_kwp", "face_panel_area_m2")
PLANES_A_STEP = 50
REPORT_S = 0.3  # fewer planes a step where they are halls
STEEPEST_DEG = 80.0  # a wall is no roof


@dataclass(frozen=True)
class Panels:
    """Panels on planes. A town has millions: they are held as corners, and drawn when asked.

    planes: the planes given + `panels`, `kwp`, `orientation` (portrait, landscape, "" without panels) and `layout`
    (on_roof, east_west, south, "").
    faces: what the light falls on: one row a plane and direction of panels (also planes on which none fits), with
    all columns of the planes, `plane_id` the face's own id, `roof_plane_id` its plane's, `tilt_deg` and `azimuth_deg`
    those of the panels, and `face_panels`, `face_kwp`, `face_panel_area_m2`.
    corners: (n, 4, 2) on the map [m], plane by plane; face: (n,) row of the faces. kwp, area_m2: of one panel.
    """

    planes: FeatureTable
    faces: FeatureTable
    corners: np.ndarray
    face: np.ndarray
    kwp: float
    area_m2: float

    def __len__(self) -> int:
        return len(self.face)

    @cached_property
    def panels(self) -> FeatureTable:
        """All panels, drawn: one polygon a panel as seen from above (`PANEL_COLUMNS`)."""
        return self.drawn(np.arange(len(self)))

    def drawn(self, rows: np.ndarray) -> FeatureTable:
        """The panels `rows` (positions) as polygons with `PANEL_COLUMNS`."""
        faces, face = self.faces.frame, self.face[rows]
        plane_id = text_column(self.planes.frame, "plane_id")
        count = self.planes.frame["panels"].to_numpy(int)
        plane = np.searchsorted(np.cumsum(count), rows, side="right")
        number = rows - (np.cumsum(count) - count)[plane] + 1
        frame = pd.DataFrame(
            {
                "panel_id": [f"{p}-{n}" for p, n in zip(plane_id[plane], number)],
                "plane_id": plane_id[plane],
                "face_id": faces["plane_id"].to_numpy(object)[face],
                "building_id": text_column(self.planes.frame, "building_id")[plane],
                "tilt_deg": faces["tilt_deg"].to_numpy(float)[face],
                "azimuth_deg": faces["azimuth_deg"].to_numpy(float)[face],
                "orientation": self.planes.frame["orientation"].to_numpy(object)[plane],
                "kwp": np.full(len(rows), self.kwp),
                "area_m2": np.full(len(rows), self.area_m2),
            }
        )
        corners = self.corners[rows]
        shapes = shapely.polygons(np.concatenate([corners, corners[:, :1]], axis=1))
        return FeatureTable(frame, np.asarray(shapes, object).reshape(-1), self.planes.crs, "panels")


@dataclass
class _Laid:
    """One plane's panels: corners (n, 4, 2) on the map and the face each lies on."""

    corners: np.ndarray
    face: np.ndarray
    orientation: str
    layout: str
    face_tilt_deg: list
    face_azimuth_deg: list


def lay_panels(planes: FeatureTable, options: PanelOptions) -> Generator[Progress, None, Panels]:
    """As many panels as fit on every plane, upright or lying, whichever are more; see `PanelOptions`.

    planes: polygons in plan, obstacles cut out, with columns plane_id, building_id, roof_kind, tilt_deg, azimuth_deg.
    On a pitched plane they lie along the eaves, on a flat one on racks along the building or to the sun. Planes without
    a shape, or steeper than 80°, hold none.
    """
    frame = planes.frame
    tilt, azimuth = number_column(frame, "tilt_deg"), number_column(frame, "azimuth_deg")
    flat = (text_column(frame, "roof_kind") == "flat") | ~np.isfinite(azimuth) | ~(tilt > 0)
    racks = pitched_racks(options)
    laid: list[_Laid] = []
    heard = 0.0
    for row, shape in enumerate(planes.geometry):
        if row % PLANES_A_STEP == 0 or time.monotonic() - heard > REPORT_S:
            heard = time.monotonic()
            told = {"first": row + 1, "last": min(row + PLANES_A_STEP, len(planes)), "all": len(planes)}
            yield Progress(0.95 * row / len(planes), "Laying panels on planes {first} to {last} of {all}", told)
        if flat[row]:
            laid.append(_on_flat_roof(shape, options))
        else:
            laid.append(_on_pitched_roof(shape, tilt[row], azimuth[row], racks, options))
    yield Progress(0.95)
    result = _tables(planes, laid, options)
    yield Progress(1.0)
    return result


def _on_pitched_roof(shape, tilt_deg: float, azimuth_deg: float, racks: list[Rack], options: PanelOptions) -> _Laid:
    shrink = np.cos(np.radians(tilt_deg))
    if tilt_deg > STEEPEST_DEG or shape is None:
        return _Laid(np.empty((0, 4, 2)), np.empty(0, int), "", "", [tilt_deg], [azimuth_deg])
    corners, face, orientation = _fill(shape, azimuth_deg, shrink, options.setback_pitched_m, racks)
    return _Laid(corners, face, orientation, "on_roof" if len(face) else "", [tilt_deg], [azimuth_deg])


def _on_flat_roof(shape, options: PanelOptions) -> _Laid:
    south = options.flat_layout == "south"
    facing = 180.0 if south else 90.0
    if options.flat_alignment == "building" and shape is not None:
        facing = _along_building(shape, facing)
    if south:
        racks, tilts, azimuths = flat_racks(options, facing - 180), [options.south_tilt_deg], [facing]
    else:
        racks = flat_racks(options)
        tilts, azimuths = [options.east_west_tilt_deg] * 2, [facing, (facing + 180) % 360]
    if shape is None:
        return _Laid(np.empty((0, 4, 2)), np.empty(0, int), "", "", tilts, azimuths)
    corners, face, orientation = _fill(shape, facing, 1.0, options.setback_flat_m, racks)
    return _Laid(corners, face, orientation, options.flat_layout if len(face) else "", tilts, azimuths)


def _along_building(shape, wanted_deg: float) -> float:
    """The direction across a wall of the shape's smallest enclosing box that is nearest to the one wanted."""
    box = shapely.get_coordinates(shapely.oriented_envelope(shape))
    if len(box) < 4:
        return wanted_deg
    east, north = box[1] - box[0]
    wall = np.degrees(np.arctan2(east, north))
    return wanted_deg + (wall - wanted_deg + 45) % 90 - 45


def _fill(shape, azimuth_deg: float, shrink: float, setback_m: float, racks: list[Rack]):
    """Corners (n, 4, 2) on the map and faces (n,) of the panels of the rack of which most fit, and its orientation."""
    turn = np.radians(azimuth_deg)
    # The roof's axes on the map: x along the eaves, y up the slope; seen from above the slope looks shorter.
    along, up = np.array([-np.cos(turn), np.sin(turn)]), -np.array([np.sin(turn), np.cos(turn)])
    to_map = np.array([along, up * shrink])
    coordinates = shapely.get_coordinates(shape)
    centre = coordinates.mean(axis=0) if len(coordinates) else np.zeros(2)
    to_roof = np.array([along, up / shrink]).T
    free = shapely.transform(shape, lambda xy: (xy - centre) @ to_roof)
    if not shapely.is_valid(free):
        free = shapely.make_valid(free)
    if setback_m:
        free = shapely.buffer(free, -setback_m, join_style="mitre")
    best, rack = np.empty((0, 2)), racks[0]
    for tried in racks:
        corners = most_units(free, tried.width_m, tried.depth_m, tried.pitch_x_m, tried.pitch_y_m)
        if len(corners) * len(tried.panels) > len(best) * len(rack.panels):
            best, rack = corners, tried
    if not len(best):
        return np.empty((0, 4, 2)), np.empty(0, int), ""
    x, y, width, depth = rack.panels.T
    low = best[:, None, :] + np.stack([x, y], axis=1)[None]
    box = np.stack(
        [np.stack([0 * width, 0 * width], 1), np.stack([width, 0 * width], 1), np.stack([width, depth], 1),
         np.stack([0 * width, depth], 1)], axis=1,
    )  # fmt: skip
    corners = (low[:, :, None, :] + box[None]).reshape(-1, 4, 2)
    return corners @ to_map + centre, np.tile(rack.face, len(best)), rack.orientation


def _tables(planes: FeatureTable, laid: list[_Laid], options: PanelOptions) -> Panels:
    frame = planes.frame
    count = np.array([len(one.face) for one in laid], int)
    faces_of = np.array([len(one.face_tilt_deg) for one in laid], int)
    face_plane = np.repeat(np.arange(len(laid)), faces_of)
    first_face = np.cumsum(faces_of) - faces_of
    face_number = np.arange(len(face_plane)) - first_face[face_plane]
    plane_id = text_column(frame, "plane_id")
    several = faces_of[face_plane] > 1
    face_id = np.array(
        [f"{p}/{n + 1}" if s else p for p, n, s in zip(plane_id[face_plane], face_number, several)], object
    )
    face_tilt = np.array([t for one in laid for t in one.face_tilt_deg], float)
    face_azimuth = np.array([a for one in laid for a in one.face_azimuth_deg], float)

    face = np.repeat(first_face, count) + np.concatenate([one.face for one in laid] + [np.empty(0, int)]).astype(int)
    kwp, area_m2 = options.panel_wp / 1000, options.panel_width_m * options.panel_length_m
    on_face = np.bincount(face, minlength=len(face_plane))
    faces = frame.iloc[face_plane].reset_index(drop=True)
    faces = faces.assign(
        roof_plane_id=plane_id[face_plane],
        plane_id=face_id,
        tilt_deg=face_tilt,
        azimuth_deg=face_azimuth,
        face_panels=on_face,
        face_kwp=on_face * kwp,
        face_panel_area_m2=on_face * area_m2,
    )
    counted = frame.assign(
        panels=count,
        kwp=count * kwp,
        orientation=np.array([one.orientation for one in laid], object),
        layout=np.array([one.layout for one in laid], object),
    )
    return Panels(
        FeatureTable(counted, planes.geometry, planes.crs, planes.name),
        FeatureTable(faces, planes.geometry[face_plane], planes.crs, "panel faces"),
        np.concatenate([one.corners for one in laid] + [np.empty((0, 4, 2))]),
        face.astype(np.int32),
        kwp,
        area_m2,
    )
