"""Coincidence of heat."""

import numpy as np
import pytest
from stadsstroom.engine.errors import EngineError
from stadsstroom.engine.heat.pipes import RULES, Coincidence, coincident_kw, equal_homes, own_kw


def test_winter_at_published_points():
    factor = Coincidence.named("winter").factor("space", [1, 10, 20, 50, 100, 200, 1e7])
    assert factor == pytest.approx([1.0, 0.974, 0.919, 0.743, 0.588, 0.499, 0.4497], abs=6e-4)


def test_other_rules_at_known_points():
    assert Coincidence.named("thermos").factor("space", 10) == pytest.approx(0.62 + 0.038)
    assert Coincidence.named("hestia_mt").factor("space", [1, 100]) == pytest.approx([1, 0.5])
    assert Coincidence.named("hestia_lt").factor("space", 100) == pytest.approx(0.55)
    assert Coincidence.named("winter").factor("water", [1, 4, 25, 400]) == pytest.approx([1, 0.5, 0.2, 0.1])
    assert coincident_kw(80.0, 250.0, 10, "none", 100.0, 5) == 430


def test_hundred_equal_homes():
    kw = coincident_kw(100 * 8.0, 100 * 25.0, 100, "winter")
    assert kw == pytest.approx(0.58825 * 800 + 0.1 * 2500, rel=1e-4)
    assert equal_homes(np.full(100, 8.0), np.ones(100)) == pytest.approx(100)
    assert equal_homes([50 * 8.0, 50 * 8.0], [50, 50]) == pytest.approx(100)


def test_a_building_keeps_its_own_coincidence_when_it_stands_alone():
    own = own_kw("water", 60.0, 24, "winter")
    assert coincident_kw(0.0, own, 24, "winter") == pytest.approx(60.0)


def test_groups_go_as_arrays():
    kw = coincident_kw(np.array([8.0, 80.0]), np.zeros(2), np.array([1, 10]), "winter")
    assert kw == pytest.approx([8.0, 80 * 0.97395], rel=1e-4)


@pytest.mark.parametrize("rule", RULES)
@pytest.mark.parametrize("part", ["space", "water", "other"])
def test_no_consumer_lowers_the_sum_and_none_is_above_it(rule, part):
    random = np.random.default_rng(7)
    factor = Coincidence.named(rule).factor
    for _ in range(40):
        kw = np.exp(random.normal(2, 1.5, 60))
        sums, squares = np.cumsum(kw), np.cumsum(kw**2)
        coincident = sums * factor(part, sums**2 / squares)
        assert np.all(np.diff(coincident) > -1e-9 * coincident[1:])
        assert np.all(coincident >= np.maximum.accumulate(kw) * (1 - 1e-9))
        assert np.all(coincident <= sums * (1 + 1e-12))


def test_an_unknown_rule_is_named():
    with pytest.raises(EngineError, match="summer"):
        coincident_kw(1.0, 1.0, 1, "summer")
