"""How large a battery is found, against the smallest that the full flow allows, found by bisection hour by hour."""

import numpy as np
import pandapower as pp
import pandapower.networks as networks
import pytest
from stadsstroom.engine.demand import Profiles
from stadsstroom.engine.grid.congestion import CongestionOptions, run_congestion
from stadsstroom.engine.grid.flow import FlowModel, set_hour
from stadsstroom.engine.holon.pockets import PocketOptions, find_pockets
from stadsstroom.engine.holon.steering import Prices, battery_for_limit
from stadsstroom.engine.progress import finish

from .small_nets import cars, days, dressed, evening, feeder, profiles_of, street, two_buses

ONLY_BATTERIES = PocketOptions(open_points=False)
ROUND_TRIP = Prices().battery_round_trip


def smallest_by_bisection(net, profiles, limits_percent, weights):
    """(kW, kWh) of the smallest battery spread over `weights` that keeps every loading at its limit: its power in each
    hour by bisection with the flow, its storage from those hours.
    """
    model = FlowModel.from_net(net)
    p_kw, q_kvar = profiles.net_kw(), profiles.net_kvar()
    low, high = np.full(len(p_kw), -300.0), np.full(len(p_kw), 300.0)  # of the battery; more draws more
    for _ in range(25):
        middle = (low + high) / 2
        block = next(model.solve(p_kw + np.outer(middle, weights), q_kvar, profiles.connection_ids, len(p_kw)))
        loading = np.hstack([block.line_loading_percent, block.trafo_loading_percent]) / limits_percent
        over = ~(loading.max(axis=1) <= 1.0)
        # feeding in as much would overload as well: below the middle of the two, over means too much feed-in
        too_little = over & (block.demand_kw < 0)
        low, high = np.where(too_little | ~over, middle, low), np.where(too_little | ~over, high, middle)
    need = battery_for_limit(-low, 0.0, ROUND_TRIP)
    return need.kw, need.kwh


def assert_clean(net, steered, before_kw=None):
    """Nothing over its limit in the whole year, nor in pandapower's own flow of its worst hours."""
    found = finish(run_congestion(net, steered, CongestionOptions()))
    assert (found.sections.frame["verdict"] != "congested").all()
    assert (found.stations.frame["verdict"] != "congested").all()
    p_kw, q_kvar = steered.net_kw(), steered.net_kvar()
    for hour in np.argsort(-p_kw.sum(axis=1))[:3]:
        set_hour(net, p_kw[hour], q_kvar[hour], steered.connection_ids)
        pp.runpp(net)
        assert net.res_line["loading_percent"].max() <= 100.0001
        assert not len(net.trafo) or net.res_trafo["loading_percent"].max() <= 100.0001


def solved(net, base, path, options=ONLY_BATTERIES, **more):
    profiles = profiles_of(net, path / "town.profiles", base, **more)
    found = finish(find_pockets(net, profiles, options, path / "steered.profiles"))
    return profiles, found, Profiles.open(path / "steered.profiles")


def test_two_buses(tmp_path):
    net = two_buses()
    base = days(evening(30, 75), 20)[:, None]
    profiles, found, steered = solved(net, base, tmp_path)
    kw, kwh = smallest_by_bisection(net, profiles, np.array([100.0]), np.ones(1))
    row = found.pockets.frame.iloc[0]
    assert len(found.pockets) == 1
    assert kw <= row["battery_kw"] * 1.0001 <= 1.02 * kw
    assert 0.99 * kwh <= row["battery_kwh"] <= 1.02 * kwh
    assert bool(row["clean"])
    assert_clean(net, steered)


def test_three_sections_one_behind_another(tmp_path):
    """All three and the transformer are over; a battery behind the last serves them all."""
    net = feeder()
    base = np.column_stack([days(evening(10, 38), 15, k) for k in range(3)])
    base[:, 2] += np.tile(evening(0, 30, (19,)), 15)
    profiles, found, steered = solved(net, base, tmp_path)
    assert found.summary["overloaded_before"] >= 3
    limits = np.full(4, 100.0)
    weights = np.array([0, 0, 1.0])
    kw, _ = smallest_by_bisection(net, profiles, limits, weights)
    assert found.pockets.frame["battery_kw"].sum() <= 1.02 * kw
    assert found.pockets.frame["clean"].all()
    assert found.summary["overloaded_after"] == 0
    assert_clean(net, steered)


def test_cigre_low_voltage(tmp_path):
    net = dressed(networks.create_cigre_network_lv())
    net.line["max_i_ka"] = 0.25
    rng = np.random.default_rng(0)
    peak = net.load["p_mw"].to_numpy() * 1e3
    base = np.column_stack([kw * days(evening(0.4, 1.0), 10, k) for k, kw in enumerate(peak)])
    base *= 1 + 0.02 * rng.standard_normal(base.shape)
    profiles, found, steered = solved(net, base, tmp_path)
    before = finish(run_congestion(net, profiles, CongestionOptions()))
    assert (before.sections.frame["verdict"] == "congested").any()
    assert found.pockets.frame["clean"].all()
    assert_clean(net, steered)


def test_feed_in_is_steered_too(tmp_path):
    net = two_buses()
    sun = np.where(np.isin(np.arange(24), (11, 12, 13)), -105.0, 0.0)
    base = days(evening(15, 30), 12)[:, None]
    pv = np.tile(sun, 12)[:, None]
    options = PocketOptions(open_points=False, prices=Prices(curtailed_eur_per_kwh=100.0))
    _, found, steered = solved(net, base, tmp_path, options, more={"pv": pv})
    row = found.pockets.frame.iloc[0]
    assert row["direction"] == "feed_in"
    assert row["battery_kwh"] > 10
    assert row["curtailed_mwh"] == pytest.approx(0, abs=1e-6)
    assert_clean(net, steered)
    cheap = PocketOptions(open_points=False, prices=Prices(curtailed_eur_per_kwh=0.001))
    _, found, steered = solved(net, base, tmp_path, cheap, more={"pv": pv})
    assert found.pockets.frame["curtailed_mwh"][0] > 0.1
    assert_clean(net, steered)


class Without:
    """Steered profiles but for their batteries: what cars, rooms and panels leave."""

    def __init__(self, steered):
        self.steered, self.connection_ids = steered, steered.connection_ids

    def net_kw(self):
        return self.steered.net_kw() - np.asarray(self.steered.kw("battery"), float)

    def net_kvar(self):
        return self.steered.net_kvar()  # a battery of power factor 1 has none


def test_a_battery_beside_cars_is_the_smallest_that_they_leave(tmp_path):
    """Cars take part of the peak; of what they leave, bisection with the full flow finds the same battery."""
    net = two_buses()
    facts, drawn = cars(19, 0, kwh=16.0, kw=8.0)
    base = days(evening(30, 72), 20)[:, None]
    _, found, steered = solved(
        net, base, tmp_path, more={"car": drawn[:, None]}, facts={"car_sessions": facts}
    )  # fmt: skip
    row = found.pockets.frame.iloc[0]
    assert row["shifted_mwh"] > 0.1
    assert steered.cos_phi["battery"] == 1.0
    kw, kwh = smallest_by_bisection(net, Without(steered), np.array([100.0]), np.ones(1))
    assert kw > 4
    assert 0.9999 * kw <= row["battery_kw"] <= 1.02 * kw
    assert 0.99 * kwh <= row["battery_kwh"] <= 1.02 * kwh
    assert_clean(net, steered)


def test_limits_of_both_voltages_are_met_by_one_program(tmp_path):
    """Section, transformer and medium voltage are over in the same evenings: the homes' battery serves all three, and
    what the shop adds is the only other one.
    """
    net = street()
    homes = [days(evening(10, 52), 15, k) for k in range(2)]
    base = np.column_stack([days(evening(100, 160), 15, 5), *homes])
    limits = CongestionOptions(mv_stub_limit_percent=70.0)
    options = PocketOptions(limits=limits, open_points=False)
    profiles, found, _ = solved(net, base, tmp_path, options)
    rows = found.pockets.frame
    assert set(rows["level"]) == {"LV", "MV"}
    assert rows["clean"].all()
    assert found.summary["overloaded_after"] == 0
    kw, _ = smallest_by_bisection(net, profiles, np.array([70.0, 100, 100, 100]), np.array([0, 0, 1.0]))
    assert rows["battery_kw"].sum() <= 1.02 * kw
    assert (rows.set_index("pocket_id").loc[rows["parent_id"][rows["parent_id"] != ""], "level"] != "").all()


def test_a_peak_at_the_very_end_needs_no_hour_to_recharge(tmp_path):
    """The profiles end at nine in the evening, in the last hour over the limit: the battery need not be full after."""
    base = days(evening(30, 75), 6)[:-3, None]
    profiles, found, steered = solved(two_buses(), base, tmp_path)
    row = found.pockets.frame.iloc[0]
    kw, kwh = smallest_by_bisection(two_buses(), profiles, np.array([100.0]), np.ones(1))
    assert row["clean"]
    assert 0.9999 * kw <= row["battery_kw"] <= 1.02 * kw
    assert 0.99 * kwh <= row["battery_kwh"] <= 1.02 * kwh
    assert_clean(two_buses(), steered)
