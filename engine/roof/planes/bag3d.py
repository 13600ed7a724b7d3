"""What 3DBAG says of a roof, under the names of each of its generations (3dbag.nl, attributes since v21.09).

Attributes of roof parts (layer lod22_2d: one row a part) give tilt and azimuth; those of whole buildings (layers pand,
lod12_2d) give the kind of roof, its heights above NAP and its flat and sloping area.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from ...columns import number_column, text_column

FLAT_TYPES = ("horizontal", "multiple horizontal")
PITCHED_TYPES = ("slanted",)


@dataclass(frozen=True)
class RoofFacts:
    """One value a row of the footprints (n,), nan or "" where not given; heights [m] above NAP, areas [m²].

    tilt_deg, azimuth_deg: of a roof part. low_z, middle_z, high_z: lowest, median and highest point of the roof.
    """

    tilt_deg: np.ndarray
    azimuth_deg: np.ndarray
    kind: np.ndarray
    ground_z: np.ndarray
    low_z: np.ndarray
    middle_z: np.ndarray
    high_z: np.ndarray
    flat_m2: np.ndarray
    sloping_m2: np.ndarray

    @property
    def any_part(self) -> bool:
        return bool(np.isfinite(self.tilt_deg).any())

    @property
    def level_z(self) -> np.ndarray:
        """Height (n,) of the middle of a row's roof: the median, else halfway between lowest and highest."""
        return np.where(np.isfinite(self.middle_z), self.middle_z, (self.low_z + self.high_z) / 2)

    @property
    def known(self) -> np.ndarray:
        """Rows (n,) that tell the kind of the whole building's roof."""
        return np.isin(self.kind, FLAT_TYPES + PITCHED_TYPES)


def read_3dbag(frame: pd.DataFrame) -> RoofFacts:
    """The columns of 3DBAG in a table of footprints; names in lower case, with or without `b3_` and `dak_`."""

    def number(*names: str) -> np.ndarray:
        values = np.full(len(frame), np.nan)
        for name in names:
            for column in (f"b3_{name}", name):
                values = np.where(np.isfinite(values), values, number_column(frame, column))
        return values

    def height(which: str) -> np.ndarray:
        return number(f"h_dak_{which}", f"h_{which}")

    kind = text_column(frame, "b3_dak_type")
    older = text_column(frame, "dak_type")
    tilt = number("hellingshoek")
    return RoofFacts(
        np.where((tilt >= 0) & (tilt < 89), tilt, np.nan),
        number("azimut", "azimuth") % 360,
        np.where(kind == "", older, kind),
        number("h_maaiveld"),
        height("min"),
        height("50p"),
        _first(height("max"), number("h_nok"), height("70p")),
        number("opp_dak_plat"),
        number("opp_dak_schuin"),
    )


def tilt_by_area(footprint_m2: float, flat_m2: float, sloping_m2: float) -> float:
    """Tilt [deg] of the sloping part of a roof from its area and the ground it covers; nan where these disagree."""
    covered = footprint_m2 - (flat_m2 if np.isfinite(flat_m2) else 0.0)
    if not np.isfinite(sloping_m2) or sloping_m2 <= 0 or not 0.3 < covered / sloping_m2 <= 1:
        return np.nan
    return float(np.degrees(np.arccos(covered / sloping_m2)))


def _first(*columns: np.ndarray) -> np.ndarray:
    out = columns[0]
    for column in columns[1:]:
        out = np.where(np.isfinite(out), out, column)
    return out
