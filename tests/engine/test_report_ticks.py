"""Axes of charts say the values at which their lines lie."""

import re

import numpy as np
import pytest
from stadsstroom.engine.report import Curve, Wording, curves, nice_ticks, tick_digits

DUTCH = Wording("nl", str, "Europe/Amsterdam")


@pytest.mark.parametrize(
    ("low", "high", "step", "digits"),
    [(0, 10, 2, 0), (0, 12, 2.5, 1), (-0.5, 0.73, 0.25, 2), (0, 0.9, 0.2, 1), (0, 900, 200, 0), (0, 0.004, 0.001, 3)],
)
def test_ticks_have_the_decimals_they_need(low, high, step, digits):
    ticks = nice_ticks(low, high)
    np.testing.assert_allclose(np.diff(ticks), step)
    assert ticks[0] <= low
    assert ticks[-1] >= high
    assert tick_digits(ticks) == digits


def test_quarters_are_written_as_quarters():
    drawn = curves([Curve("a", np.array([0, 1.0]), np.array([-0.5, 0.73]))], [], "MW", DUTCH.number, low=-0.5)
    assert re.findall(r">(-?[\d,]+) MW<", drawn) == ["-0,50", "-0,25", "0,00", "0,25", "0,50", "0,75"]
