"""Whether heights can be what they are taken for: metres, of the earth, of the surface and the ground of one place."""

from __future__ import annotations

import numpy as np

from ...errors import EngineError
from ...problems import Problem
from .rasters import HeightRaster
from .sampling import read_on

HEIGHT_UNITS = {"m": 1.0, "dm": 0.1, "cm": 0.01, "ft": 0.3048}  # metres in one unit
LOWEST_M, HIGHEST_M = -450.0, 8900.0  # shores of the Dead Sea, Mount Everest
DUTCH_CRS = ("EPSG:28992", "EPSG:7415")
DUTCH_LOWEST_M, DUTCH_HIGHEST_M = (
    -30.0,
    700.0,
)  # quarries and pits; the Vaalserberg (322 m) and the mast of Gerbrandy (373 m)
COARSE_CELL_M = 2.0  # from here on a house counts too few cells for its planes
SAMPLE_SIDE_M = 64.0
SAMPLES_PER_SIDE = 6
MOST_SAMPLE_CELLS = 256
# Height differences within 64 m: some 5 to 40 m where people live, so hundreds tell another unit.
RELIEF_OF_DECIMETRES, RELIEF_OF_CENTIMETRES = 90.0, 350.0


def check_heights(raster: HeightRaster, layer: str) -> list[Problem]:
    """Problems of a raster as a whole; `layer` is its name for the sentences.

    Looks at 36 samples of 64 m spread over it. Raises EngineError where the heights cannot be metres: beyond what the
    earth (or, in the Dutch CRS, the Netherlands) has, or as rough as only centimetres or decimetres are.
    """
    problems = []
    cell = raster.place.cell_m
    if cell >= COARSE_CELL_M:
        problems.append(
            Problem(
                layer,
                "",
                "coarse_cells",
                "The cells of {layer} measure {cell_m} m: too coarse to tell the planes of a house.",
                "Use heights in cells of 0.5 or 1 m; with these, roofs are taken as flat.",
                {"layer": layer, "cell_m": round(cell, 2)},
            )
        )
    blocks = [z[np.isfinite(z)] for z in _samples(raster)]
    blocks = [z for z in blocks if len(z) >= 16]
    if not blocks:
        return problems
    everything = np.concatenate(blocks)
    low, high = (float(v) for v in np.percentile(everything, (5, 95)))
    relief = float(np.median([np.subtract(*np.percentile(z, (95, 5))) for z in blocks]))
    whole = bool(np.all(everything == np.round(everything)))
    unit = "cm" if relief > RELIEF_OF_CENTIMETRES else "dm" if relief > RELIEF_OF_DECIMETRES and whole else ""
    if unit:
        raise EngineError(
            "The heights of {layer} differ by {relief} within 64 m, so they seem to be in {unit} and not in metres: "
            "give their unit.",
            layer=layer,
            relief=round(relief),
            unit=unit,
        )
    dutch = raster.crs in DUTCH_CRS
    lowest, highest = (DUTCH_LOWEST_M, DUTCH_HIGHEST_M) if dutch else (LOWEST_M, HIGHEST_M)
    if low < lowest or high > highest:
        raise EngineError(
            "The heights of {layer} run from {low} to {high}: these cannot be metres above the sea at this place. "
            "Give their unit, or the value that stands for no data.",
            layer=layer,
            low=round(low),
            high=round(high),
        )
    if whole and len(np.unique(everything)) > 1:
        problems.append(
            Problem(
                layer,
                "",
                "whole_metres",
                "{layer} holds whole metres only: tilts come out rough and low roofs may look flat.",
                "Use heights with decimals, or give their unit if they are centimetres or decimetres.",
                {"layer": layer},
            )
        )
    return problems


def check_ground(dsm: HeightRaster, dtm: HeightRaster, dsm_layer: str, dtm_layer: str) -> list[Problem]:
    """Problems of a surface and a ground raster together: on open ground they must agree.

    Raises EngineError where they share no known cell, or where the surface's low tenth lies more than 5 m off
    the ground.
    """
    apart = []
    overlap = _overlap(dsm, dtm)
    if overlap is not None:
        for rows, cols in _windows(overlap, dsm.place.cell_m):
            gap = dsm.read(rows, cols) - read_on(dtm, dsm.place, rows, cols)
            apart.append(gap[np.isfinite(gap)])
    apart = np.concatenate(apart) if apart else np.empty(0)
    if not len(apart):
        raise EngineError(
            "{layer} and {dtm} know no height at the same place: choose rasters of the same area.",
            layer=dsm_layer,
            dtm=dtm_layer,
        )
    low = float(np.percentile(apart, 10))
    if abs(low) > 5:
        raise EngineError(
            "On open ground {dsm} lies {gap_m} m from {dtm}: they differ in unit or in height datum. "
            "Give their units, or rasters of one source.",
            dsm=dsm_layer,
            dtm=dtm_layer,
            gap_m=round(low, 1),
        )
    if abs(low) > 0.5:
        return [
            Problem(
                dsm_layer,
                "",
                "surface_off_ground",
                "On open ground {dsm} lies {gap_m} m from {dtm}.",
                "Check that both rasters come from one flight and one height datum: roofs may be off by as much.",
                {"dsm": dsm_layer, "dtm": dtm_layer, "gap_m": round(low, 1)},
            )
        ]
    return []


def _samples(raster: HeightRaster):
    for rows, cols in _windows((slice(0, raster.place.rows), slice(0, raster.place.cols)), raster.place.cell_m):
        yield raster.read(rows, cols)


def _windows(area: tuple[slice, slice], cell_m: float):
    """Up to 6 × 6 windows of 64 m (at most 256 cells) spread over an area of rows and columns."""
    side = int(np.clip(round(SAMPLE_SIDE_M / cell_m), 4, MOST_SAMPLE_CELLS))
    starts = []
    for part in area:
        last = max(part.stop - part.start - side, 0)
        starts.append(part.start + np.unique(np.linspace(0, last, SAMPLES_PER_SIDE).astype(int)))
    for row in starts[0]:
        for col in starts[1]:
            yield (
                slice(int(row), min(int(row) + side, area[0].stop)),
                slice(int(col), min(int(col) + side, area[1].stop)),
            )


def _overlap(a: HeightRaster, b: HeightRaster) -> tuple[slice, slice] | None:
    rows, cols = a.place.window(*b.place.bounds)
    return (rows, cols) if rows.stop > rows.start and cols.stop > cols.start else None
