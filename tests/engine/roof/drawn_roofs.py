"""Roofs drawn as formulas on a 0.5 m raster, beside each other on level ground, and a small reader of real heights."""

from __future__ import annotations

import sqlite3
import struct
import zlib

import numpy as np
import pandas as pd
import shapely
from stadsstroom.engine import FeatureTable
from stadsstroom.engine.roof.heights import ArrayRaster, GridPlace

GROUND_M = 1.5


def tan(deg: float) -> float:
    return float(np.tan(np.radians(deg)))


def turned(shape, deg: float):
    return shapely.affinity.rotate(shape, deg, origin=(0, 0))


class Street:
    """Buildings side by side on a raster; `z(x, y)` of each is its roof above ground in its own frame."""

    def __init__(self, width_m=60.0, depth_m=60.0, cell_m=0.5, noise_m=0.0, seed=1, x0=85000.0, y0=447060.0):
        self.place = GridPlace(x0, y0, cell_m, round(depth_m / cell_m), round(width_m / cell_m))
        self.noise_m, self.seed = noise_m, seed
        self.shapes, self.ids, self.years = [], [], []
        fine = 4  # a cell holds the mean of what lies in it
        part = GridPlace(x0, y0, cell_m / fine, self.place.rows * fine, self.place.cols * fine)
        self._x, self._y = np.meshgrid(part.x_of(slice(0, part.cols)), part.y_of(slice(0, part.rows)))
        self._fine, self._z = fine, np.full(part.shape, GROUND_M)

    def build(self, shape, roof, at=(30.0, 30.0), turn_deg=0.0, name=None, year=1990):
        """Adds a building: a polygon about (0, 0) and roof(u, v) [m above ground] in the same frame."""
        x, y = self._x - self.place.x0 - at[0], self._y - (self.place.y0 - self.place.rows * self.place.cell_m) - at[1]
        c, s = np.cos(np.radians(turn_deg)), np.sin(np.radians(turn_deg))
        u, v = x * c + y * s, y * c - x * s
        shapely.prepare(shape)
        inside = shapely.contains_xy(shape, u, v)
        self._z[inside] = GROUND_M + np.broadcast_to(roof(u, v), u.shape)[inside]
        south = self.place.y0 - self.place.rows * self.place.cell_m
        self.shapes.append(shapely.affinity.translate(turned(shape, turn_deg), self.place.x0 + at[0], south + at[1]))
        self.ids.append(name or f"{len(self.ids) + 1:016d}")
        self.years.append(year)
        return self

    def tree(self, at, radius_m=3.0, height_m=12.0, rough_m=0.6, seed=2):
        """A rough crown, over whatever stands there."""
        south = self.place.y0 - self.place.rows * self.place.cell_m
        off = np.hypot(self._x - self.place.x0 - at[0], self._y - south - at[1])
        crown = GROUND_M + height_m - 0.25 * off**2 + np.random.default_rng(seed).normal(0, rough_m, off.shape)
        self._z = np.where(off < radius_m, np.maximum(self._z, crown), self._z)
        return self

    @property
    def heights(self) -> np.ndarray:
        f = self._fine
        z = self._z.reshape(self.place.rows, f, self.place.cols, f).mean(axis=(1, 3))
        return (z + self.noise_m * np.random.default_rng(self.seed).normal(size=z.shape)).astype(np.float32)

    @property
    def dsm(self) -> ArrayRaster:
        return ArrayRaster(self.heights, self.place)

    @property
    def dtm(self) -> ArrayRaster:
        return ArrayRaster(np.full(self.place.shape, GROUND_M, np.float32), self.place)

    @property
    def buildings(self) -> FeatureTable:
        return footprints(self.shapes, self.ids, self.years)


def footprints(shapes, ids=None, years=None, **columns) -> FeatureTable:
    n = len(shapes)
    ids = [f"{i + 1:016d}" for i in range(n)] if ids is None else ids
    years = [1990.0] * n if years is None else years
    frame = pd.DataFrame(
        {"feature_id": [f"f{i}" for i in range(n)], "building_id": ids, "build_year": years, **columns}
    )
    return FeatureTable(frame, np.array([*shapes, None], object)[:-1], "EPSG:28992", "pand")


def read_tif(path):
    """Heights and place of a GeoTIFF of one float32 band in deflated tiles with the floating-point predictor."""
    data = path.read_bytes()
    end = "<" if data[:2] == b"II" else ">"
    start = struct.unpack(end + "I", data[4:8])[0]
    kinds = {1: "B", 2: "s", 3: "H", 4: "I", 12: "d"}
    tags = {}
    for i in range(struct.unpack(end + "H", data[start : start + 2])[0]):
        at = start + 2 + 12 * i
        tag, kind, count = struct.unpack(end + "HHI", data[at : at + 8])
        form = end + (f"{count}s" if kind == 2 else f"{count}{kinds[kind]}")
        if struct.calcsize(form) > 4:
            at = struct.unpack(end + "I", data[at + 8 : at + 12])[0] - 8
        values = struct.unpack(form, data[at + 8 : at + 8 + struct.calcsize(form)])
        tags[tag] = values
    cols, rows = tags[256][0], tags[257][0]
    width, height = tags[322][0], tags[323][0]
    out = np.zeros((rows + height, cols + width), np.float32)
    across = -(-cols // width)
    for i, (offset, size) in enumerate(zip(tags[324], tags[325])):
        raw = np.frombuffer(zlib.decompress(data[offset : offset + size]), np.uint8).reshape(height, 4 * width)
        planes = np.cumsum(raw, axis=1, dtype=np.uint8).reshape(height, 4, width)
        tile = np.ascontiguousarray(planes.transpose(0, 2, 1)).view(">f4")[..., 0]
        r, c = i // across * height, i % across * width
        out[r : r + height, c : c + width] = tile
    place = GridPlace(tags[33922][3], tags[33922][4], tags[33550][0], rows, cols)
    return ArrayRaster(out[:rows, :cols], place, nodata=float(tags[42113][0].rstrip(b"\0")))


def read_gpkg_polygons(path, table, column):
    """(shapes, values of a column) of a table of a GeoPackage."""
    with sqlite3.connect(f"file:{path}?immutable=1", uri=True) as db:
        name = db.execute("select column_name from gpkg_geometry_columns where table_name = ?", (table,)).fetchone()[0]
        rows = db.execute(f'select "{name}", "{column}" from "{table}"').fetchall()
    envelope = (0, 32, 48, 48, 64)
    shapes = [shapely.from_wkb(blob[8 + envelope[blob[3] >> 1 & 7] :]) for blob, _ in rows]
    return shapely.force_2d(shapes), [value for _, value in rows]
