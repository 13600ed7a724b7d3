"""Adds up what each cell receives, direction after direction."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

import numpy as np

from .horizon import LEVELS, cores
from .sky import SkyTable

CELLS_AT_ONCE = 32_768
PARTS_AT_ONCE = 16  # between two chances to stop


class CellLight:
    """Sums for cells of one tile: normal (3, n) float32, place (n,) of each in the tile's core.

    asked: whether the light of cells is wanted: light (blocks, n, width) as in `SkyTable`, kWh/m². on_plane: positions
    (k,) of cells that lie on roof planes; sky (k,): share of the even sky that reaches them, line (k,): of the line
    along the horizon.
    """

    def __init__(self, normal: np.ndarray, place: np.ndarray, on_plane: np.ndarray, table: SkyTable, asked: bool):
        self.normal, self.place, self.table = normal, place, table
        blocks, width = table.light.shape[0], table.light.shape[-1]
        self.light = np.zeros((blocks, len(place), width), np.float32) if asked else None
        self._on_plane = np.ascontiguousarray(normal[:, on_plane]), place[on_plane]
        self.sky, self.line = np.zeros(len(on_plane), np.float32), np.zeros(len(on_plane), np.float32)

    def add(self, directions: list[int], levels: np.ndarray, use_numba: bool) -> Iterator[None]:
        """Add directions; levels: (g, cells of the core) uint8 of their horizons. Yields to be stopped."""
        towards = self.table.towards[directions]
        normal, place = self._on_plane
        seen = (self.table.even, self.table.band)
        if self.light is not None:
            light = np.ascontiguousarray(self.table.light[:, directions])
            yield from self._in_parts(_of_cells, use_numba, self.normal, self.place, levels, towards, light, self.light)
        yield from self._in_parts(_of_sky, use_numba, normal, place, levels, towards, *seen, self.sky, self.line)

    def _in_parts(self, numpy_loop, use_numba, normal, place, levels, towards, *rest) -> Iterator[None]:
        starts = range(0, len(place), CELLS_AT_ONCE)
        if not use_numba:
            for start in starts:
                some = slice(start, start + CELLS_AT_ONCE)
                numpy_loop(some, normal[:, some], levels[:, place[some]], towards, *rest)
                yield
            return
        from . import kernels

        loop = {_of_sky: kernels.gather_sky}.get(numpy_loop)
        if loop is None:
            loop = kernels.gather_year if rest[0].shape[-1] == 1 else kernels.gather_months

        def part(start):
            loop(levels, place, normal, towards, *rest, start, min(start + CELLS_AT_ONCE, len(place)))

        with ThreadPoolExecutor(cores()) as pool:
            for first in range(0, len(starts), PARTS_AT_ONCE):
                list(pool.map(part, starts[first : first + PARTS_AT_ONCE]))
                yield

    def columns(self, cells: slice) -> np.ndarray:
        """kWh/m² of a run of cells: (n, 12) by month or (n, 1) of the year, float32."""
        light = np.moveaxis(self.light[:, cells], 0, 1)
        light = light.reshape(len(light), int(np.prod(light.shape[1:])))  # also of no cells
        return light + ((1 - self.normal[2, cells]) / 2)[:, None] * self.table.ground


def _rows(normal: np.ndarray, level: np.ndarray, towards: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """How far cells face one direction, and their rows in the table: the plane itself hides what is below it."""
    facing = towards @ normal[:2]
    down = np.maximum(-facing, 0)
    own = np.minimum(down / np.hypot(normal[2], down) * LEVELS + 0.5, LEVELS - 1).astype(np.uint8)
    return facing, np.maximum(own, level).astype(int) + LEVELS * (own > 0)


def _of_cells(some, normal, levels, towards, table, light) -> None:
    for g in range(len(levels)):
        _, row = _rows(normal, levels[g], towards[g])
        light[:, some] += np.einsum("kn,wnkm->wnm", normal, table[:, g, row])


def _of_sky(some, normal, levels, towards, even, band, sky, line) -> None:
    for g in range(len(levels)):
        facing, row = _rows(normal, levels[g], towards[g])
        level = row % LEVELS
        sky[some] += facing * even[level, 0] + normal[2] * even[level, 1]
        line[some] += np.maximum(facing, 0) * band[level]
