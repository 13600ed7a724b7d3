"""Several sources, colder sources, and what a network takes from the electricity grid."""

import numpy as np
import pytest
from stadsstroom.engine.demand import Profiles, ProfilesWriter, typical_year
from stadsstroom.engine.heat.design.duration import HourlyDuration, RuleDuration, hourly_heat
from stadsstroom.engine.heat.design.lift import air_cop, booster_cop, central_spf, home_cop
from stadsstroom.engine.progress import finish

from .drawn_village import design, houses, of, row, sources, streets

STREET = streets([(0, 0), (400, 0)])
HOMES = houses(*row(10))


def test_a_third_of_the_power_gives_most_of_the_heat():
    rule = RuleDuration.through(0.30, 0.85)
    assert rule.energy_share([0.0, 0.30, 1.0]) == pytest.approx([0.0, 0.85, 1.0])
    shares = rule.energy_share(np.linspace(0, 1, 50))
    assert (np.diff(shares) > 0).all()
    assert (np.diff(shares, 2) < 1e-12).all()  # what runs first runs longest


def test_hours_say_it_where_there_are_any():
    flat, peaked = HourlyDuration(np.ones(100)), HourlyDuration(np.r_[1.0, np.full(99, 0.1)])
    assert flat.energy_share(0.3) == pytest.approx(0.3)
    assert peaked.energy_share(0.1) == pytest.approx(10 / 10.9)
    assert peaked.pump_hours == pytest.approx((10.9, 1.099))


def test_the_lowest_priority_runs_first_and_the_peak_boiler_last():
    heat = sources({"at": (0, 5), "kw": 30.0, "priority": 1}, {"at": (0, 6), "kind": "boiler", "priority": 2})
    result = design(HOMES, STREET, heat)
    base, boiler = of(result, "stations", "station_id")["W0"], of(result, "stations", "station_id")["W1"]
    peak = base["kw"] + boiler["kw"]
    assert base["kw"] == pytest.approx(30)
    assert base["share"] == pytest.approx(float(RuleDuration.through(0.3, 0.85).energy_share(30 / peak)))
    given = base["heat_mwh_per_year"] + boiler["heat_mwh_per_year"]
    assert given == pytest.approx(10 * 11 + result.summary["loss_mwh"], rel=1e-9)
    assert np.isnan(boiler["head_bar"])  # one holds the pressure


def test_a_helper_elsewhere_gets_a_pipe_and_the_net_solves_with_it():
    pandapipes = pytest.importorskip("pandapipes")
    heat = sources({"at": (0, 5), "kw": 40.0, "priority": 1}, {"at": (400, 5), "kw": 500.0, "priority": 2})
    result = design(HOMES, STREET, heat)
    stations = of(result, "stations", "station_id")
    assert stations["W1"]["kw"] > 20
    net = result.net
    assert net.circ_pump_mass["name"].tolist() == ["W1"]
    pandapipes.pipeflow(net)
    power = net.res_circ_pump_mass["qext_w"].sum() + net.res_circ_pump_pressure["qext_w"].sum()
    assert power / 1000 == pytest.approx(result.stations.frame["kw"].sum(), rel=0.03)
    assert result.pipes.frame["length_m"].max() > 0
    assert result.summary["main_m"] == pytest.approx(400 + 10 * 1.1, abs=3)


def test_two_equal_sources_make_two_networks_each_with_its_pump():
    far = [(x + 2000, y) for x, y in row(10)]
    lines = streets([(0, 0), (400, 0)], [(2000, 0), (2400, 0)])
    result = design(houses(*row(10), *far), lines, sources({"at": (0, 5)}, {"at": (2000, 5)}))
    assert result.summary["networks"] == 2
    assert (result.stations.frame["head_bar"] > 0.5).all()
    assert result.stations.frame["connections"].tolist() == [10, 10]
    pandapipes = pytest.importorskip("pandapipes")
    pandapipes.pipeflow(result.net)
    assert len(result.net.circ_pump_pressure) == 2


@pytest.fixture
def hours_of_heat(tmp_path):
    """One kW of each home in all hours of a year, 11 kW in the first."""
    hours = np.zeros((8760, 10), np.float32)
    hours[:, :] = 1.0
    hours[0] = 11.0
    path = tmp_path / "heat.profiles"
    ids = HOMES.frame["building_id"].tolist()
    start = np.datetime64("2023-01-01T00:00:00")
    with ProfilesWriter(path, ids, start, 8760, cos_phi={"space_heat": 1.0}) as writer:
        writer.kw("space_heat")[...] = hours
    return Profiles.open(path)


def test_hours_are_read_in_steps_that_can_be_stopped(hours_of_heat):
    ids, share = ["B3", "elsewhere", "B0"], np.array([0.5, 1.0, 1.0])
    steps = hourly_heat(hours_of_heat, ids, share, share, share)
    told = [next(steps).fraction for _ in range(10)]
    assert told == sorted(told)
    assert told[-1] < 1
    taken, given, found = finish(steps)
    assert taken.tolist() == pytest.approx([11 * 1.5] + 8759 * [1.5])
    assert not given.any()
    assert found == 2


def test_heat_of_the_hours_shares_the_year_among_the_sources(hours_of_heat):
    heat = sources({"at": (0, 5), "kw": 30.0, "priority": 1}, {"at": (0, 6), "kind": "boiler", "priority": 2})
    result = design(HOMES, STREET, heat, profiles=hours_of_heat)
    base = of(result, "stations", "station_id")["W0"]
    assert base["share"] > 0.99  # ten kW and losses nearly all the year
    (told,) = [problem for problem in result.problems if problem.code == "hours_above_design"]
    assert told.values["kw"] == pytest.approx(110)  # all ask 11 kW in the first hour
    assert told.values["peak"] < 100
    assert result.stations.frame["kw"].sum() > 110  # they are sized for it, and pipes lose heat
    at_once = design(HOMES, STREET, heat, profiles=hours_of_heat, simultaneity="none")
    assert "hours_above_design" not in {problem.code for problem in at_once.problems}


def test_the_colder_the_source_the_more_electricity():
    spf = central_spf([15, 30, 15, 30, 15], [30, 50, 50, 70, 70])
    assert spf == pytest.approx([7.9, 4.2, 3.2, 3.2, 3.0])
    assert np.isinf(central_spf(80, 70))
    assert central_spf(5, 90) < 3.0
    assert booster_cop(40, 60) == pytest.approx(4.4)


def test_a_central_heat_pump_is_an_extra_connection():
    heat = sources({"at": (0, 5), "kind": "surface_water", "temperature_c": 15.0, "kw": 2000.0})
    result = design(HOMES, STREET, heat)
    station = result.stations.frame.iloc[0]
    extra = of(result, "extra", "kind")
    # 1/3.0 lifts it; 0.042 of the rest runs the source
    share = 1 / 3.0 + 0.042 * (1 - 1 / 3.0)
    assert station["electric_kw"] == pytest.approx(share * station["kw"], rel=1e-6)
    assert extra["heat_pump"]["yearly_kwh"] == pytest.approx(1000 * station["electric_mwh_per_year"])
    assert extra["heat_pump"]["voltage"] == "LV"
    assert station["kw_available"] == pytest.approx(3000)  # its own heat and the electricity
    assert extra["other"]["kw"] == pytest.approx(station["pump_kw"])


def test_pumps_take_the_usual_share_or_what_pressure_and_flow_say():
    given = (HOMES, STREET, sources({"at": (0, 5)}))
    usual, hydraulic = design(*given), design(*given, pump_by_hydraulics=True)
    assert usual.summary["pump_mwh"] == pytest.approx(0.0072 * usual.summary["source_mwh"])
    station = hydraulic.stations.frame.iloc[0]
    watts = station["flow_kg_per_s"] / 983 * (station["head_bar"] + 0.3) * 1e5 / 0.65
    assert station["pump_kw"] == pytest.approx(watts / 1000, rel=0.005)
    assert 0 < hydraulic.summary["pump_mwh"] < 8.76 * station["pump_kw"]


def test_a_low_temperature_leaves_a_booster_and_a_loop_a_heat_pump():
    homes = houses(*row(10), supply_c_needed=45.0)
    low = design(homes, STREET, sources({"at": (0, 5)}), generation="lt")
    assert set(low.connections.frame["remains"]) == {"booster"}
    one = low.connections.frame.iloc[0]
    assert one["electric_mwh_per_year"] == pytest.approx(2 / one["cop_water"])
    assert one["heat_mwh_per_year"] == pytest.approx(9 + 2 - one["electric_mwh_per_year"])
    loop = design(homes, STREET, sources({"at": (0, 5), "kind": "ambient", "temperature_c": 16.0}), generation="5gdh")
    assert set(loop.connections.frame["remains"]) == {"heat_pump"}
    one = loop.connections.frame.iloc[0]
    assert one["heat_mwh_per_year"] + one["electric_mwh_per_year"] == pytest.approx(11)
    assert one["cop_space"] == pytest.approx(
        3.25 + 0.0875 * 12.5
    )  # the machine of a home without a network, on another source


def test_on_a_loop_with_as_much_cold_as_heat_the_source_gives_only_the_losses():
    heat = sources({"at": (0, 5), "kind": "ambient", "temperature_c": 16.0})
    bare = design(houses(*row(10), supply_c_needed=45.0), STREET, heat, generation="5gdh")
    taken = bare.connections.frame["heat_mwh_per_year"].iloc[0]
    homes = houses(*row(10), supply_c_needed=45.0, cooling_mwh_per_year=taken)
    both = design(homes, STREET, heat, generation="5gdh")
    assert both.summary["exchanged_mwh"] == pytest.approx(10 * taken)
    assert both.summary["source_mwh"] == pytest.approx(both.summary["loss_mwh"])
    hour = design(homes, STREET, heat, generation="5gdh", seasonal_store=False)
    assert bare.summary["source_mwh"] > hour.summary["source_mwh"] > both.summary["source_mwh"]


def test_a_central_heat_pump_gives_the_base_and_a_boiler_the_peak():
    cold = sources({"at": (0, 5), "kind": "waste_water", "temperature_c": 30.0})
    both = design(HOMES, STREET, cold)
    alone = design(HOMES, STREET, cold, peak_boiler="never")
    stations = of(both, "stations", "station_id")
    peak = sum(one["kw"] for one in stations.values())
    assert stations["W0"]["kw"] == pytest.approx(0.30 * peak)
    assert stations["W0"]["share"] == pytest.approx(0.85)
    assert both.summary["electric_kw"] == pytest.approx(0.30 * alone.summary["electric_kw"], rel=1e-6)
    assert both.summary["electric_mwh"] == pytest.approx(0.85 * alone.summary["electric_mwh"], rel=1e-6)
    assert both.summary["eur"] < alone.summary["eur"]
    assert len(alone.stations) == 1


def test_a_small_heat_pump_serves_no_more_than_with_its_boiler():
    small = sources({"at": (0, 5), "kind": "waste_water", "temperature_c": 30.0, "kw": 7.0})
    result = design(HOMES, STREET, small)
    assert 0 < result.summary["buildings"] < 10
    assert of(result, "stations", "station_id")["W0"]["kw"] >= 0.29 * result.summary["peak_kw"]


def test_a_loop_at_home_draws_less_than_a_machine_on_frosty_air():
    """The same house, the same machine: only the source differs, so that both scenarios can be laid side by side."""
    spaces, waters = home_cop(np.array([-10.0, 7.0, 12.5]))
    assert spaces == pytest.approx([2.375, 3.8625, 4.34375])
    assert waters == pytest.approx([1.43, 2.161, 2.3975])


def test_a_year_on_air_is_worse_than_its_mean_and_better_than_its_frost():
    """Rooms are warmed on cold days, taps all year; both lie just under the COP at the temperature they draw at."""
    space, water = air_cop()
    outside = typical_year().temperature_c
    asks = np.maximum(16 - outside, 0)
    assert 0.97 < space / home_cop(np.average(outside, weights=asks))[0] < 1
    assert 0.97 < water / home_cop(outside.mean())[1] < 1
    loop = home_cop(12.5)
    assert home_cop(-10)[0] < space < loop[0]
    assert water < loop[1]


def test_a_network_too_cold_for_its_buildings_says_so():
    cold = sources({"at": (0, 5), "temperature_c": 45.0})
    result = design(HOMES, STREET, cold, generation="4gdh", return_c=40.0)
    told = next(problem for problem in result.problems if problem.code == "buildings_need_warmer")
    assert told.values["count"] == 10
    assert result.summary["buildings"] == 0
