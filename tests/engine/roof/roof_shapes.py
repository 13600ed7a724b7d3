"""Roofs as formulas, the planes they are made of, and whether what was found is these."""

from __future__ import annotations

import numpy as np
import shapely
from stadsstroom.engine import finish
from stadsstroom.engine.roof.planes import PlaneOptions, find_roof_planes
from stadsstroom.tests.engine.roof.drawn_roofs import tan

HOUSE = shapely.box(-6, -4, 6, 4)
ELL = shapely.union_all([shapely.box(-8, -4, 8, 4), shapely.box(0, 0, 8, 14)])


def flat(u, v):
    return 6 + 0 * u


def gable(u, v):
    return 5 + tan(40) * (4 - abs(v))


def hip(u, v):
    return 5 + tan(35) * np.minimum(4 - abs(v), 6 - abs(u))


def mansard(u, v):
    in_m = 4 - abs(v)
    return 5 + np.minimum(tan(60) * in_m, tan(60) * 2 + tan(25) * (in_m - 2))


def shed(u, v):
    return 3 + tan(15) * (v + 4)


def ell(u, v):
    """Two wings whose ridges meet, a hip at the outer corner."""
    return 5 + tan(40) * np.minimum(np.minimum(v + 4, 8 - u), np.maximum(4 - v, u))


def crossed(u, v):
    """The ridge of one wing runs on beyond that of the other: its north plane shows on both sides of it."""
    main, wing = gable(u, v), 5 + tan(40) * (4 - abs(u - 4))
    return np.maximum(np.where(abs(v) <= 4, main, -9), np.where(v >= 0, wing, -9))


def with_dormer(u, v):
    return np.where((abs(u) < 1.5) & (v > 1) & (v < 3.5), np.maximum(gable(u, v), 7.6), gable(u, v))


def with_chimney(u, v):
    return np.where((abs(u - 2) < 0.5) & (abs(v - 1.5) < 0.5), 10, gable(u, v))


def stepped(u, v):
    return np.where(u > 2, 3.0, 6.0)


# name: footprint, roof, planes as (tilt, azimuth, area in plan); azimuth None where flat
DRAWN = {
    "flat": (HOUSE, flat, [(0, None, 96)]),
    "gable": (HOUSE, gable, [(40, 0, 48), (40, 180, 48)]),
    "hip": (HOUSE, hip, [(35, 0, 32), (35, 180, 32), (35, 90, 16), (35, 270, 16)]),
    "mansard": (HOUSE, mansard, [(60, 0, 24), (60, 180, 24), (25, 0, 24), (25, 180, 24)]),
    "shed": (HOUSE, shed, [(15, 180, 96)]),
    "ell": (ELL, ell, [(40, 180, 56), (40, 90, 64), (40, 0, 40), (40, 270, 48)]),
    "crossed": (ELL, crossed, [(40, 180, 64), (40, 90, 48), (40, 270, 48), (40, 0, 40), (40, 0, 8)]),
    "dormer": (HOUSE, with_dormer, [(40, 180, 48), (40, 0, 48 - 7.5)]),
    "chimney": (HOUSE, with_chimney, [(40, 180, 48), (40, 0, 47)]),
    "stepped": (HOUSE, stepped, [(0, None, 64), (0, None, 32)]),
}


def planes_of(street, dtm=True, **options):
    return finish(find_roof_planes(street.buildings, street.dsm, street.dtm if dtm else None, PlaneOptions(**options)))


def turned_azimuth(azimuth, turn_deg):
    return None if azimuth is None else (azimuth - turn_deg) % 360


def apart(a, b):
    return abs((a - b + 180) % 360 - 180)


def assert_planes(found, drawn, turn_deg=0.0, area_share=0.03):
    """Each drawn plane has its own found one, within 2° of tilt and azimuth and 3 % of area, and there are no more."""
    rows = found.frame.to_dict("records")
    assert len(rows) == len(drawn), [(round(r["tilt_deg"]), r["azimuth_deg"], r["plan_area_m2"]) for r in rows]
    for tilt, azimuth, plan in drawn:
        azimuth, area = turned_azimuth(azimuth, turn_deg), plan / np.cos(np.radians(tilt))
        fits = [
            r
            for r in rows
            if abs(r["tilt_deg"] - tilt) < 2
            and (np.isnan(r["azimuth_deg"]) if azimuth is None else apart(r["azimuth_deg"], azimuth) < 2)
            and abs(r["area_m2"] / area - 1) < area_share
        ]
        assert fits, (tilt, azimuth, area, [(r["tilt_deg"], r["azimuth_deg"], r["area_m2"]) for r in rows])
        rows.remove(fits[0])
