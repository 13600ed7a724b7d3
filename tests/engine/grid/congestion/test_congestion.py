"""A year of hours through a small town: verdicts, hours, energies and directions."""

from __future__ import annotations

import pytest


def row(table, column, value):
    return table.frame.set_index(column).loc[value]


def test_every_hour_power_in_is_demand_and_losses(town, write_profiles, day_of_homes, run):
    net = town()
    result = run(net, write_profiles(net.load["name"], day_of_homes(12, pv_kw=6.0)))
    s = result.summary
    assert s["largest_imbalance_kw"] < 1e-6
    assert s["source_mwh"] == pytest.approx(s["demand_mwh"] + s["loss_mwh"], rel=1e-6)
    assert s["loss_mwh"] > 0
    assert result.problems == []
