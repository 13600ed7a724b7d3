"""The user's own points: what is given holds, and what cannot hold is said."""

import numpy as np
import pandas as pd
import pytest
import shapely
from stadsstroom.engine import FeatureTable
from stadsstroom.engine.demand.extras import extra_figures, extra_points, simulate_extra, unmet_energy
from stadsstroom.engine.demand.typical_year import typical_year


def points(**columns):
    n = len(columns["kind"])
    frame = pd.DataFrame({"feature_id": [f"x{i}" for i in range(n)], **columns})
    return FeatureTable(frame, np.array([shapely.Point(40 * i, 0) for i in range(n)], object))


def hours(kind, kw, yearly_kwh):
    """The hours of points of one kind, and the problems with their energy."""
    n, problems = len(kw), []
    extra = points(kind=[kind] * n, kw=kw, yearly_kwh=yearly_kwh)
    table = extra_points(extra, np.arange(n), np.array([f"x{i}-1" for i in range(n)], object), problems)
    out, _ = simulate_extra(kind, table, np.zeros(n, int), typical_year(), 1)
    return out.astype(float), problems + unmet_energy(table, out)


@pytest.mark.parametrize(
    ("kind", "kw", "kwh"), [("heat_pump", 20.0, 40_000.0), ("solar", 30.0, 40_000.0), ("other", 10.0, 40_000.0)]
)
def test_power_and_energy_hold_together(kind, kw, kwh):
    out, problems = hours(kind, [kw], [kwh])
    assert np.abs(out.sum()) == pytest.approx(kwh, rel=1e-3)
    assert np.abs(out).max() <= kw * 1.0001
    assert problems == []


@pytest.mark.parametrize("kind", ["charger", "heat_pump", "solar", "other"])
def test_energy_beyond_the_power_is_named(kind):
    out, problems = hours(kind, [11.0], [500_000.0])
    assert np.abs(out).max() <= 11.0001
    assert [p.code for p in problems] == ["extra_energy_not_met"]
    assert problems[0].values["got"] == pytest.approx(np.abs(out.sum()))


def test_words_that_are_no_kind_and_signs_are_named():
    extra = points(kind=["Charger", "windmill", None, "other", "solar"], kw=[11.0, 5.0, 5.0, -20.0, np.nan])
    extra.frame["yearly_kwh"] = [np.nan, np.nan, np.nan, np.nan, -9000.0]
    kind, kw, kwh, problems = extra_figures(extra)
    assert kind.tolist() == ["charger", "other", "other", "other", "solar"]
    assert kw.tolist()[:4] == [11, 5, 5, 20]
    assert kwh[4] == 9000
    assert [(p.feature_id, p.code) for p in problems] == [("x1", "extra_kind_unknown"), ("x3", "extra_negative")]
