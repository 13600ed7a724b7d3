"""HEAT_PROFILES through a network: tables, bottlenecks, hours on the map."""

from __future__ import annotations

import numpy as np
import pytest
from stadsstroom.engine import EngineError
from stadsstroom.engine.demand import Profiles, ProfilesWriter
from stadsstroom.engine.heat.simulate import (
    HeatFiles,
    HeatHourly,
    HeatModel,
    ModelOptions,
    SimulateOptions,
    simulate_heat,
)
from stadsstroom.engine.heat.simulate.meshed import solve_meshed
from stadsstroom.engine.progress import finish

from .nets import heat_net, street

START = np.datetime64("2023-01-01T00:00:00")


@pytest.fixture
def profiles(tmp_path):
    """96 hours of three houses of 10 kW; the third day is the coldest, hot water 0.5 kW always."""

    def write(ids=("h1", "h2", "h3"), hours=96):
        shape = 4 + 2 * np.cos(np.arange(hours) / 24 * 2 * np.pi)
        shape[48:72] += 3.5
        with ProfilesWriter(tmp_path / "heat.profiles", ids, START, hours, {"space_heat": 1.0, "hot_water": 1.0}) as w:
            w.kw("space_heat")[...] = np.repeat(shape[:, None], len(ids), axis=1)
            w.kw("hot_water")[...] = 0.5
        return Profiles.open(tmp_path / "heat.profiles")

    return write


def test_the_design_day_is_the_coldest_and_its_totals_add_up(profiles):
    found = finish(simulate_heat(street(3), profiles()))
    s = found.summary
    assert (s["first_hour"], s["last_hour"], s["hours"]) == ("2023-01-03 00:00", "2023-01-03 23:00", 24)
    assert s["delivered_mwh"] == pytest.approx(3 * 24 * 8 / 1e3, rel=1e-4)
    assert s["source_mwh"] == pytest.approx(s["delivered_mwh"] + s["loss_mwh"], rel=1e-5)
    assert s["loss_mwh"] == pytest.approx(found.pipes.frame["loss_mwh"].sum())
    assert s["heat_balance"] < 1e-6
    assert s["mass_balance"] < 1e-6
    assert s["check_bar"] < 4e-4
    assert s["check_kelvin"] < 4e-3
    assert s["peak_hour"] == "2023-01-03 00:00"
    assert s["hours_not_solved"] == 0


def test_hours_and_year_are_what_is_asked(profiles):
    given = profiles()
    some = finish(simulate_heat(street(3), given, SimulateOptions(scope="hours", hours=(10, 12))))
    assert (some.summary["hours"], some.summary["first_hour"]) == (3, "2023-01-01 10:00")
    year = finish(simulate_heat(street(3), given, SimulateOptions(scope="year")))
    assert year.summary["hours"] == 96
    with pytest.raises(EngineError, match="do not lie within"):
        finish(simulate_heat(street(3), given, SimulateOptions(scope="hours", hours=(90, 96))))


def test_without_profiles_every_house_asks_what_the_net_tells():
    found = finish(simulate_heat(street(3, 12.0)))
    assert found.summary["hours"] == 1
    assert found.summary["delivered_mwh"] == pytest.approx(0.036, rel=1e-5)


def test_a_narrow_pipe_is_a_bottleneck_with_its_speed_limit_and_hour(profiles):
    net = street(3)
    net.pipe.loc[net.pipe["name"].isin(["S main1", "R main1"]), "diameter_m"] = 0.012
    found = finish(simulate_heat(net, profiles(), SimulateOptions(max_velocity_m_per_s=1.5)))
    frame = found.bottlenecks.frame
    fast = frame[frame["code"] == "velocity"]
    assert fast["element"].tolist() == ["main1"]
    assert "m/s, above its limit of 1.5 m/s, at 2023-01-03 00:00" in str(fast["reason"].iloc[0])
    pipes = found.pipes.frame.set_index("pipe_id")
    assert pipes.loc["main1", "verdict"] == "over"
    assert pipes.loc["main3", "verdict"] == "free"
    assert found.bottlenecks.geometry[0].distance(found.pipes.geometry[0]) < 1e-9


def test_a_house_that_gets_too_cold_water_is_named_with_its_hours(profiles):
    net = street(3)
    net.heat_consumer["supply_c_needed"] = [60.0, 60.0, 69.9]
    found = finish(simulate_heat(net, profiles()))
    houses = found.connections.frame.set_index("building_id")
    assert houses["cold_hours"].tolist() == [0, 0, 24]
    assert houses.loc["h3", "verdict"] == "cold"
    assert found.bottlenecks.frame["element"].tolist()[-1] == "h3"


def test_the_hours_read_back_as_solved(profiles, tmp_path):
    net, given = street(3), profiles()
    finish(simulate_heat(net, given, SimulateOptions(scope="year"), HeatFiles(tmp_path / "heat.nc")))
    hourly = HeatHourly.open(tmp_path / "heat.nc")
    model = HeatModel.from_net(net, ModelOptions())
    block = next(model.solve(given.net_kw(), given.connection_ids))
    assert hourly.times[0] == START
    assert len(hourly.times) == 96
    np.testing.assert_allclose(hourly.house("h3"), block.supply_c[:, model.houses.node[2]], rtol=1e-6)
    np.testing.assert_allclose(hourly.house("h3", "house_kw"), block.house_kw[:, 2], rtol=1e-6)
    np.testing.assert_allclose(
        hourly.pipe("main2", "pressure_pa_per_m"), block.pa_per_m[:, model.pipe_names.index("main2")], rtol=1e-6
    )
    np.testing.assert_allclose(hourly.station("plant"), block.source_kw[:, 0], rtol=1e-6)


def test_of_a_year_the_map_holds_the_week_around_the_coldest_day_unless_all_is_wanted(profiles, tmp_path):
    given = profiles(hours=240)
    for wanted, first, hours in ((False, "2023-01-01T00", 168), (True, "2023-01-01T00", 240)):
        options = SimulateOptions(scope="year", map_all_hours=wanted)
        found = finish(simulate_heat(street(3), given, options, HeatFiles(tmp_path / "heat.nc")))
        hourly = HeatHourly.open(tmp_path / "heat.nc")
        assert found.summary["hours"] == 240
        assert (str(hourly.times[0].astype("datetime64[h]")), len(hourly.times)) == (first, hours)


def test_a_house_is_unmet_only_in_hours_in_which_it_asks(profiles, tmp_path):
    """Without a bypass the water stands and is cold in hours without demand: that is no shortage."""
    with ProfilesWriter(tmp_path / "some.profiles", ("h1", "h2", "h3"), START, 48, {"space_heat": 1.0}) as writer:
        writer.kw("space_heat")[...] = 0.0
        writer.kw("space_heat")[6:12] = 8.0
    net = street(3)
    net.heat_consumer["supply_c_needed"] = 60.0
    given = Profiles.open(tmp_path / "some.profiles")
    options = SimulateOptions(scope="year", model=ModelOptions(bypass_percent=0.0))
    found = finish(simulate_heat(net, given, options, HeatFiles(tmp_path / "heat.nc")))
    assert HeatHourly.open(tmp_path / "heat.nc").house("h3")[0] < 15
    assert found.summary["houses_unmet"] == 0
    assert found.summary["supply_min_c"] > 60


def test_next_to_no_heat_is_not_called_unmet_for_the_rounding_of_a_temperature(tmp_path):
    with ProfilesWriter(tmp_path / "tiny.profiles", ("h1", "h2", "h3"), START, 60, {"space_heat": 1.0}) as writer:
        writer.kw("space_heat")[...] = np.geomspace(1e-8, 1e-5, 60)[:, None]
    found = finish(simulate_heat(street(3), Profiles.open(tmp_path / "tiny.profiles"), SimulateOptions(scope="year")))
    assert found.summary["houses_unmet"] == 0
    assert set(found.connections.frame["verdict"]) == {"warm"}


def test_stopping_leaves_no_file(profiles, tmp_path):
    given = profiles()
    finish(simulate_heat(street(3), given))  # the first of a process may compile, in steps of its own
    steps = sum(1 for _ in simulate_heat(street(3), given, files=HeatFiles(tmp_path / "heat.nc")))
    (tmp_path / "heat.nc").unlink()
    before = set(tmp_path.iterdir())
    for stop in range(1, steps):
        going = simulate_heat(street(3), given, files=HeatFiles(tmp_path / "heat.nc"))
        for _ in range(stop):
            next(going)
        going.close()
        assert set(tmp_path.iterdir()) == before


def test_buildings_of_one_side_only_are_told(profiles):
    found = finish(simulate_heat(street(3), profiles(("h1", "h2", "elsewhere"))))
    codes = {p.code: p.feature_id for p in found.problems}
    assert codes["no_hours"] == "h3"
    assert "not_in_net" in codes
    with pytest.raises(EngineError, match="None of the hours"):
        finish(simulate_heat(street(3), profiles(("x", "y"))))


def ring():
    pipes = {
        "a": ("s", "n", 40.0, 0.05, 0.2), "b": ("n", "e", 40.0, 0.05, 0.2), "c": ("s", "w", 40.0, 0.05, 0.2),
        "d": ("w", "e", 60.0, 0.05, 0.2),
    }  # fmt: skip
    return heat_net(pipes, {"h1": ("e", 30.0), "h2": ("n", 10.0)}, {"plant": "s"})


def test_a_meshed_net_is_solved_by_pandapipes_and_says_so(profiles):
    found = finish(simulate_heat(ring(), profiles(("h1", "h2")), SimulateOptions(scope="hours", hours=(0, 1))))
    assert found.summary["solver"] == "meshed"
    assert found.summary["hours_not_solved"] == 0
    assert found.summary["source_mwh"] == pytest.approx(
        found.summary["delivered_mwh"] + found.summary["loss_mwh"], rel=1e-5
    )
    assert found.summary["heat_balance"] < 1e-4
    flow = found.pipes.frame.set_index("pipe_id")["max_kg_per_s"]
    assert flow["a"] > flow["b"] > 0
    assert flow["c"] == pytest.approx(flow["d"], rel=1e-4)


def test_heat_that_houses_give_to_a_meshed_net_is_left_out_and_told(tmp_path):
    with ProfilesWriter(tmp_path / "cool.profiles", ("h1", "h2"), START, 2, {"space_heat": 1.0}) as writer:
        writer.kw("space_heat")[...] = [[30.0, 10.0], [5.0, -2.0]]
    given = Profiles.open(tmp_path / "cool.profiles")
    told = {}
    for hours in ((0, 0), (0, 1)):
        found = finish(simulate_heat(ring(), given, SimulateOptions(scope="hours", hours=hours)))
        told[hours] = [p.values for p in found.problems if p.code == "cooling_left_out"]
    assert told[0, 0] == []
    assert told[0, 1] == [{"mwh": pytest.approx(0.002)}]


@pytest.mark.parametrize("celsius", [50.0, 60.0])
def test_pandapipes_hour_by_hour_and_all_hours_at_once_agree_at_any_load(celsius):
    """The same tree by the solver of meshes: thermostats open as far in both."""
    model = HeatModel.from_net(street(3, 10.0), ModelOptions(bypass_c=celsius))
    kw = model.design_kw * np.array([1.0, 0.2, 0.05, 0.01, 0.0])[:, None]
    kw[3, 2] = 0.0
    tree, mesh = next(model.solve(kw)), solve_meshed(model, np.arange(5), kw)
    assert mesh.converged.all()
    node = model.houses.node
    by_name = [model.parts.nodes.index(model.node_names[k]) for k in node]
    np.testing.assert_allclose(mesh.supply_c[:, by_name], tree.supply_c[:, node], atol=0.1)
    np.testing.assert_allclose(mesh.house_kg_per_s, tree.house_kg_per_s, rtol=0.01)
    np.testing.assert_allclose(mesh.house_kw, kw, rtol=1e-3, atol=1e-4)


def test_a_meshed_net_is_solved_at_every_load():
    model = HeatModel.from_net(ring())
    kw = np.array([[30.0, 10.0], [2.0, 1.0], [0.05, 0.0], [0.0, 0.0]])
    found = list(model.solve(kw))
    assert [bool(block.converged[0]) for block in found] == [True] * 4
    np.testing.assert_allclose(np.concatenate([block.house_kw for block in found]), kw, rtol=1e-4, atol=1e-6)
    assert min(block.supply_c[:, model.houses.node].min() for block in found[1:]) > 60
    assert max(block.balance[0] for block in found) < 1e-6


def test_one_building_and_no_demand(profiles):
    found = finish(simulate_heat(street(1, 10.0), profiles(("h1",), 24)))
    assert found.connections.frame["verdict"].tolist() == ["warm"]
    model = HeatModel.from_net(street(1))
    still = next(model.solve(np.zeros((2, 1))))
    assert still.converged.all()
    assert still.delivered_kw.max() == pytest.approx(0.0, abs=1e-9)
