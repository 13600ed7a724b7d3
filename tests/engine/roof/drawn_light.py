"""A street with known planes, its true shadow by marching rays over formulas or cells, and weather to light it."""

from __future__ import annotations

import numpy as np
import pandas as pd
import shapely
from stadsstroom.engine import FeatureTable
from stadsstroom.engine.roof.heights import ArrayRaster, GridPlace

CELL_M = 0.5


class Scene:
    """Level ground of `size_m` square with things on it; heights at any point by formula, planes as they are drawn."""

    def __init__(self, size_m: float = 80.0, cell_m: float = CELL_M):
        n = round(size_m / cell_m)
        self.place = GridPlace(0.0, size_m, cell_m, n, n)
        self._things, self._planes = [], []

    def flat(self, x0, y0, width, depth, height):
        self._add(x0, y0, width, depth, lambda x, y: np.full(np.shape(x), float(height)))
        return self._plane(shapely.box(x0, y0, x0 + width, y0 + depth), 0, np.nan, height, 0.0)

    def gable(self, x0, y0, width, depth, eaves, tilt_deg):
        """Ridge from west to east."""
        steep, middle = np.tan(np.radians(tilt_deg)), y0 + depth / 2
        self._add(x0, y0, width, depth, lambda x, y: eaves + steep * (depth / 2 - np.abs(y - middle)))
        half = eaves + steep * depth / 4
        self._plane(shapely.box(x0, y0, x0 + width, middle), tilt_deg, 180.0, half, steep)
        return self._plane(shapely.box(x0, middle, x0 + width, y0 + depth), tilt_deg, 0.0, half, -steep)

    def cone(self, x0, y0, radius, height):
        self._things.append(
            lambda x, y: np.maximum(height * (1 - np.hypot(x - x0, y - y0) / radius), 0.0),
        )
        return self

    def _add(self, x0, y0, width, depth, roof):
        def z(x, y):
            inside = (x > x0) & (x < x0 + width) & (y > y0) & (y < y0 + depth)
            return np.where(inside, roof(x, y), 0.0)

        self._things.append(z)

    def _plane(self, shape, tilt, azimuth, z0, slope_y):
        self._planes.append((shape, tilt, azimuth, z0, slope_y))
        return self

    def z(self, x, y) -> np.ndarray:
        return np.maximum.reduce([thing(x, y) for thing in self._things])

    @property
    def centres(self):
        return np.meshgrid(self.place.x_of(slice(0, self.place.cols)), self.place.y_of(slice(0, self.place.rows)))

    @property
    def heights(self) -> np.ndarray:
        return self.z(*self.centres).astype(np.float32)

    @property
    def dsm(self) -> ArrayRaster:
        return ArrayRaster(self.heights, self.place)

    @property
    def planes(self) -> FeatureTable:
        shapes = np.array([*(p[0] for p in self._planes), None], object)[:-1]
        n = len(shapes)
        middle = shapely.centroid(shapes)
        tilt = np.array([p[1] for p in self._planes], float)
        frame = pd.DataFrame(
            {
                "feature_id": [f"plane {i}" for i in range(n)],
                "plane_id": [f"plane {i}" for i in range(n)],
                "tilt_deg": tilt,
                "azimuth_deg": [p[2] for p in self._planes],
                "plan_area_m2": shapely.area(shapes),
                "area_m2": shapely.area(shapes) / np.cos(np.radians(tilt)),
                "z0": [p[3] for p in self._planes],
                "slope_x": 0.0,
                "slope_y": [p[4] for p in self._planes],
                "cx": shapely.get_x(middle),
                "cy": shapely.get_y(middle),
            }
        )
        return FeatureTable(frame, shapes)

    def true_shadow(self, elevation_deg, azimuth_deg, step_m=0.05) -> np.ndarray:
        """By the formulas themselves, in steps much finer than cells."""
        x, y = self.centres
        z = self.z(x, y)
        east, north = np.sin(np.radians(azimuth_deg)), np.cos(np.radians(azimuth_deg))
        rise, highest = np.tan(np.radians(elevation_deg)), z.max()
        shaded = np.zeros(z.shape, bool)
        for far in np.arange(step_m, (highest - z.min()) / rise + step_m, step_m):
            shaded |= self.z(x + far * east, y + far * north) > z + far * rise + 1e-6
        return shaded


def street(size_m: float = 80.0) -> Scene:
    """Two rows of gabled houses across a street with a tree, a low flat roof and a tower beside them."""
    scene = Scene(size_m)
    for k in range(5):
        scene.gable(5 + 12 * k, 20, 8, 9, eaves=5.5, tilt_deg=40)
    for k in range(4):
        scene.gable(9 + 14 * k, 45, 9, 10, eaves=6, tilt_deg=35)
    return scene.flat(66, 10, 10, 40, 18).flat(20, 2, 20, 8, 3).cone(37, 36, 5, 10)


def sees_sun(heights: np.ndarray, place: GridPlace, x, y, z, direction, step_cells: float = 0.5) -> np.ndarray:
    """Whether points see the sun, bool (n,), by marching each ray over the cells; bilinear except across walls."""
    cell = place.cell_m
    flat = float(np.hypot(direction[0], direction[1]))
    east, north, rise = direction[0] / flat, direction[1] / flat, direction[2] / flat
    highest = np.nanmax(heights)
    lit, active = np.ones(len(x), bool), np.arange(len(x))
    for far in np.arange(step_cells, 2000, step_cells) * cell:
        col = (x[active] + far * east - place.x0) / cell - 0.5
        row = (place.y0 - y[active] - far * north) / cell - 0.5
        ray = z[active] + far * rise
        inside = (col >= 0) & (col < place.cols - 1) & (row >= 0) & (row < place.rows - 1) & (ray <= highest)
        active, col, row, ray = active[inside], col[inside], row[inside], ray[inside]
        if not len(active):
            break
        c, r = col.astype(int), row.astype(int)
        right, down = col - c, row - r
        corner = np.stack([heights[r, c], heights[r, c + 1], heights[r + 1, c], heights[r + 1, c + 1]])
        weight = np.stack([(1 - down) * (1 - right), (1 - down) * right, down * (1 - right), down * right])
        near = heights[np.floor(row + 0.5).astype(int), np.floor(col + 0.5).astype(int)]
        smooth = np.ptp(corner, axis=0) <= 3 * cell
        met = np.where(smooth, (corner * weight).sum(axis=0), near)
        hidden = met > ray + 0.02
        lit[active[hidden]] = False
        active = active[~hidden]
    return lit
