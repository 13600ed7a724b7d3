"""A line and a house: what fits follows from Ohm's law."""

from __future__ import annotations

import importlib.util
from pathlib import Path

import numpy as np
import pytest
from stadsstroom.engine.grid.congestion import CongestionOptions

spec = importlib.util.spec_from_file_location("hosting_nets", Path(__file__).with_name("conftest.py"))
nets = importlib.util.module_from_spec(spec)
spec.loader.exec_module(nets)

U0 = 400.0


def kw_at_voltage(u1: float, r: float, x: float, tan: float, sign: int) -> float:
    """Power at the end that brings the voltage there to u1 (V): |u0|² = |u1 + z (p − jq)/u1|², p drawn."""
    low, high = 0.0, 1e6
    for _ in range(200):
        p = (low + high) / 2
        u0 = abs(u1 + (r + 1j * x) * sign * p * (1 - 1j * tan) / u1)
        low, high = (p, high) if sign * (u0 - U0) < 0 else (low, p)
    return low / 1e3


@pytest.mark.parametrize(("r", "x"), [(0.2, 0.0), (0.2, 0.08), (0.6, 0.08)])
def test_feed_in_up_to_the_highest_voltage(profiles_for, host, r, x):
    net = nets.two_nodes(r, x)
    found = host(net, profiles_for(net, np.zeros((24, 1)))).connections.frame.iloc[0]
    assert found["fits_kw"] == pytest.approx(kw_at_voltage(1.1 * U0, r, x, 0.0, -1), rel=1e-3)
    assert (found["binding_kind"], found["binding_element"]) == ("voltage", "end")
    assert found["binds"] == "voltage too high at end"


@pytest.mark.parametrize("x", [0.0, 0.08])
def test_offtake_down_to_the_lowest_voltage(profiles_for, host, x):
    net = nets.two_nodes(0.2, x)
    found = host(net, profiles_for(net, np.zeros((24, 1))), "load").connections.frame.iloc[0]
    tan = np.tan(np.arccos(0.95))
    assert found["fits_kw"] == pytest.approx(kw_at_voltage(0.9 * U0, 0.2, x, tan, 1), rel=1e-3)
    assert (found["binding_kind"], found["binds"]) == ("voltage", "voltage too low at end")


@pytest.mark.parametrize("percent", [100.0, 50.0])
def test_feed_in_up_to_the_ampacity(profiles_for, host, percent):
    r, x, max_a = 0.2, 0.08, 60.0
    net = nets.two_nodes(r, x, max_a / 1e3)
    limits = CongestionOptions(lv_cable_limit_percent=percent)
    found = host(net, profiles_for(net, np.zeros((24, 1))), limits=limits).connections.frame.iloc[0]
    amps = max_a * percent / 100
    u1 = np.sqrt(3) * r * amps + np.sqrt(U0**2 - 3 * (x * amps) ** 2)
    assert found["fits_kw"] == pytest.approx(np.sqrt(3) * u1 * amps / 1e3, rel=1e-3)
    assert (found["binding_kind"], found["binding_element"]) == ("section", "line")
    assert found["binds"] == "cable line is full"


def test_own_use_leaves_more_room_for_feed_in_and_less_for_offtake(profiles_for, host):
    net = nets.two_nodes(0.2, 0.0, 0.1)
    kw = np.r_[np.full(12, 3.0), np.full(12, 8.0)][:, None]
    feed_in = host(net, profiles_for(net, kw)).connections.frame.iloc[0]
    offtake = host(net, profiles_for(net, kw), "load").connections.frame.iloc[0]
    alone = host(net, profiles_for(net, 0 * kw)).connections.frame.iloc[0]
    assert feed_in["fits_kw"] == pytest.approx(alone["fits_kw"] + 3.0, rel=2e-3)
    assert feed_in["binding_hour"] < "2023-01-01T12"
    assert offtake["binding_hour"] >= "2023-01-01T12"


def test_an_overload_that_is_there_leaves_nothing_and_is_named(profiles_for, host):
    net = nets.two_nodes(0.02, 0.0, 0.05)
    found = host(net, profiles_for(net, np.full((24, 1), 60.0)), "load")
    row = found.connections.frame.iloc[0]
    assert (row["fits_kw"], row["over_already"], row["fits"]) == (0, True, "nothing")
    assert (row["binding_element"], row["binding_hour"][:10]) == ("line", "2023-01-01")
    # panels relieve it: it does not bind them
    row = host(net, profiles_for(net, np.full((24, 1), 60.0))).connections.frame.iloc[0]
    assert row["fits_kw"] > 60
    assert not row["over_already"]


def test_where_nothing_binds_the_highest_asked_is_the_answer(profiles_for, host):
    net = nets.two_nodes(1e-4, 0.0)
    row = host(net, profiles_for(net, np.zeros((24, 1))), most_kw_each=50.0).connections.frame.iloc[0]
    assert (row["fits_kw"], row["binding_kind"], row["binding_hour"], row["binds"]) == (50.0, "", "", "")
