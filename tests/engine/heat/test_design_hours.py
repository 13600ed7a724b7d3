"""A network designed with the hours of its houses carries them: pipe by pipe, and in the simulation."""

import numpy as np
import pytest
from stadsstroom.engine.demand import Profiles, ProfilesWriter
from stadsstroom.engine.heat.simulate import SimulateOptions, simulate_heat
from stadsstroom.engine.progress import finish

from .drawn_village import design, houses, of, row, sources, streets

STREETS = streets([(0, 0), (300, 0)], [(150, 0), (150, -200)])
SIDE = [(160.0, -40.0 - 20 * k) for k in range(7)]
PLACES = [*row(12), *SIDE]
DAYS = 3


@pytest.fixture
def hours_of(tmp_path):
    """Profiles of kW (hours, houses) by technology; houses are B0, B1 …"""

    def write(**kw):
        path = tmp_path / "heat.profiles"
        hours, count = next(iter(kw.values())).shape
        ids = [f"B{k}" for k in range(count)]
        with ProfilesWriter(path, ids, np.datetime64("2023-01-01T00:00"), hours, dict.fromkeys(kw, 1.0)) as writer:
            for name, values in kw.items():
                writer.kw(name)[...] = values
        return Profiles.open(path)

    return write


def morning_rush(count: int, most=9.0) -> np.ndarray:
    """All houses warm up in the same hours, each day a little more, and none twice the same."""
    rng = np.random.default_rng(4)
    rush = np.where(np.isin(np.arange(24 * DAYS) % 24, (6, 7)), 1.0, 0.4) * np.repeat([0.8, 0.9, 1.0], 24)
    return (rush[:, None] * most * rng.uniform(0.7, 1.0, (24 * DAYS, count))).astype(np.float32)


def behind(pipes, pipe_id: str) -> list[str]:
    """Houses behind a pipe, found by walking away from the source."""
    mine, nodes, found = pipes.set_index("pipe_id"), [], []
    ways = [pipe_id]
    while ways:
        here = mine.loc[ways.pop()]
        if here["kind"] == "connection":
            found.append(here.name.split()[1])
        nodes = pipes[pipes["from_node"] == here["to_node"]]["pipe_id"]
        ways += nodes.tolist()
    return found


def test_every_pipe_carries_every_hour_of_the_houses_behind_it(hours_of):
    space, water = morning_rush(len(PLACES)), 0.1 * morning_rush(len(PLACES))[::-1]
    village = (houses(*PLACES), STREETS, sources({"at": (0, 5)}))
    by_rule, by_hours = design(*village), design(*village, profiles=hours_of(space_heat=space, hot_water=water))
    pipes, total = by_hours.pipes.frame, space + water
    for pipe in pipes.itertuples():
        columns = [int(name[1:]) for name in behind(pipes, pipe.pipe_id)]
        most = total[:, columns].sum(axis=1, dtype=float).max()
        own = of(by_rule, "pipes", "pipe_id")[pipe.pipe_id]["heat_kw"]
        assert pipe.heat_kw == pytest.approx(max(most, own), rel=1e-5), pipe.pipe_id
    first = pipes.loc[pipes["heat_kw"].idxmax(), "heat_kw"]
    assert first > 1.05 * by_rule.pipes.frame["heat_kw"].max()  # the rule had not seen them rush
    assert by_hours.summary["peak_kw"] > first
    (head,), (usual,) = by_hours.stations.frame["head_bar"], by_rule.stations.frame["head_bar"]
    assert head > 0.5
    assert by_hours.summary["pipe_eur"] >= by_rule.summary["pipe_eur"]
    assert usual > 0.5


def test_a_house_without_hours_follows_the_others(hours_of):
    known = len(PLACES) - 3
    flat = np.full((24, known), 8.0, np.float32)
    result = design(houses(*PLACES), STREETS, sources({"at": (0, 5)}), profiles=hours_of(space_heat=flat))
    assert result.pipes.frame["heat_kw"].max() == pytest.approx(8.0 * len(PLACES))


def test_hours_of_other_buildings_change_nothing(hours_of):
    village = (
        houses(*PLACES, building_id=[f"other {k}" for k in range(len(PLACES))]),
        STREETS,
        sources({"at": (0, 5)}),
    )
    told = design(*village, profiles=hours_of(space_heat=morning_rush(4)))
    assert told.pipes.frame["heat_kw"].tolist() == design(*village).pipes.frame["heat_kw"].tolist()


@pytest.mark.parametrize("generation", ["mt", "4gdh", "5gdh"])
def test_the_simulated_design_day_is_clean(hours_of, generation):
    pytest.importorskip("pandapipes")
    profiles = hours_of(space_heat=morning_rush(len(PLACES)), hot_water=0.1 * morning_rush(len(PLACES)))
    homes = houses(*PLACES, supply_c_needed=45.0)
    result = design(homes, STREETS, sources({"at": (0, 5)}), profiles=profiles, generation=generation)
    day = finish(simulate_heat(result.net, profiles, SimulateOptions()))
    assert day.bottlenecks.frame["code"].tolist() == []
    assert day.summary["houses_unmet"] == 0
    assert day.summary["peak_kw"] <= result.summary["peak_kw"] * 1.001


def test_a_heat_pump_on_a_loop_takes_heat_from_water_that_has_cooled_on_its_way(hours_of):
    """Only the farthest house asks, and so little that the water comes to it colder than the loop's own return."""
    pytest.importorskip("pandapipes")
    last = np.arange(len(PLACES)) == len(PLACES) - 1
    profiles = hours_of(space_heat=np.where(last, 0.1, 0.0) * np.ones((24 * DAYS, 1)))
    result = design(houses(*PLACES), STREETS, sources({"at": (0, 5)}), profiles=profiles, generation="5gdh")
    day = finish(simulate_heat(result.net, profiles, SimulateOptions()))
    assert day.summary["supply_min_c"] < 10.0
    assert day.summary["houses_unmet"] == 0
    share = result.net.heat_consumer["net_share"].iloc[-1]
    assert day.summary["delivered_mwh"] * 1000 == pytest.approx(24 * 0.1 * share, rel=1e-3)


def test_an_ambient_loop_with_cooling_balances_and_its_source_takes_heat_back(hours_of):
    pytest.importorskip("pandapipes")
    count, hours = len(PLACES), 24 * DAYS
    warm = np.arange(hours) < 48
    space = np.where(warm[:, None], morning_rush(count), 0).astype(np.float32)
    cold = np.where(warm[:, None], 0.0, -3.0 * np.ones((hours, count))).astype(np.float32)
    water = np.full((hours, count), 0.2, np.float32)
    profiles = hours_of(space_heat=space, hot_water=water, cooling=cold)
    homes = houses(*PLACES, cooling_mwh_per_year=1.0, cooling_kw=3.0)
    result = design(homes, STREETS, sources({"at": (0, 5)}), profiles=profiles, generation="5gdh")
    share = result.connections.frame["heat_mwh_per_year"].to_numpy() / 11.0  # their heat pumps make the rest
    np.testing.assert_allclose(np.sort(result.net.heat_consumer["net_share"]), np.sort(share))
    assert (share < 0.85).all()
    year = finish(simulate_heat(result.net, profiles, SimulateOptions(scope="year")))
    told = year.summary
    assert told["hours_not_solved"] == 0
    assert told["heat_balance"] < 1e-6
    assert told["mass_balance"] < 1e-6
    asked = space + water + cold  # what a home takes of its own hot water it need not give
    asked = np.where(asked > 0, share * asked, asked).sum(dtype=float)
    assert told["delivered_mwh"] * 1000 == pytest.approx(asked, rel=1e-5)
    summer = finish(simulate_heat(result.net, profiles, SimulateOptions(scope="hours", hours=(48, hours - 1)))).summary
    assert summer["source_mwh"] < 0  # heat of cooling goes to the source
    assert summer["heat_balance"] < 1e-6
