"""A designed network keeps heat, power and pressure together, and pandapipes finds the same."""

import numpy as np
import pytest
from stadsstroom.engine.heat.pipes import coincident_kw

from .drawn_village import design, houses, of, row, sources, streets

MAIN = [(0, 0), (400, 0)]
SIDE = [(200, 0), (200, 200)]
PLACES = [*row(8), *[(206.0, 30.0 + 20 * k) for k in range(7)]]


@pytest.fixture(scope="module")
def village():
    """Fifteen homes on two streets; the source is at the far end of one."""
    return design(houses(*PLACES), streets(MAIN, SIDE), sources({"at": (400, 10)}))


@pytest.fixture(scope="module")
def at_once():
    """The same, every home at its peak at once."""
    return design(houses(*PLACES), streets(MAIN, SIDE), sources({"at": (400, 10)}), simultaneity="none")


def feeding(pipes):
    """For each pipe the row of the pipe that feeds it, -1 at the source."""
    to = {node: k for k, node in enumerate(pipes["to_node"])}
    return np.array([to.get(node, -1) for node in pipes["from_node"]])


def test_every_home_is_served_along_the_streets(village):
    assert village.summary["buildings"] == 15
    assert village.summary["main_m"] == pytest.approx(11 + 376 + 154, abs=3)  # to the last house of each street
    assert village.connections.frame["served"].all()
    assert set(village.connections.frame["remains"]) == {"none"}


def test_what_sources_give_is_what_homes_get_and_pipes_lose(village):
    given = village.stations.frame["heat_mwh_per_year"].sum()
    lost = village.pipes.frame["loss_mwh_per_year"].sum()
    assert given == pytest.approx(15 * 11 + lost, rel=1e-9)
    assert village.summary["loss_percent"] == pytest.approx(100 * lost / given)


def test_a_pipe_carries_no_less_than_one_behind_it_and_is_no_thinner(village):
    pipes = village.pipes.frame
    above = feeding(pipes)
    fed = above >= 0
    for column in ("heat_kw", "flow_kg_per_s", "dn", "homes", "heat_mwh_per_year"):
        values = pipes[column].to_numpy()
        assert (values[above[fed]] >= values[fed] * (1 - 1e-12)).all(), column


def test_pressure_along_each_path_adds_up(village):
    pipes = village.pipes.frame
    above = feeding(pipes)
    own = 2 * pipes["pressure_pa_per_m"] * pipes["length_m"] * 1.1 / 1e5  # supply and return, bends a tenth
    before = np.where(above >= 0, pipes["path_bar"].to_numpy()[above], 0.0)
    assert pipes["path_bar"].to_numpy() == pytest.approx(before + own.to_numpy(), rel=1e-9)
    assert village.stations.frame["head_bar"].iloc[0] == pytest.approx(pipes["path_bar"].max() + 0.5)


def test_pipes_keep_to_pressure_and_velocity(village):
    pipes = village.pipes.frame
    assert (pipes["pressure_pa_per_m"] <= 100 * (1 + 1e-6)).all()
    assert (pipes["velocity_m_per_s"] < 1.0).all()


def test_homes_share_pipes_by_the_rule(village):
    first = village.pipes.frame.iloc[0]
    # equal homes: the rule at fifteen
    assert first["heat_kw"] == pytest.approx(float(coincident_kw(15 * 7.0, 15 * 4.0, 15, "winter")), rel=1e-6)
    own = village.pipes.frame.query("kind == 'connection'")["heat_kw"]
    assert own.to_numpy() == pytest.approx(np.full(15, 11.0))


def test_flow_follows_heat_and_the_temperature_that_is_left(at_once):
    pipes, homes = at_once.pipes.frame, of(at_once, "connections", "building_id")
    for pipe in pipes[pipes["kind"] == "connection"].to_dict("records"):
        supply = homes[pipe["pipe_id"].split()[-1]]["supply_c"]
        assert supply < 70
        assert pipe["flow_kg_per_s"] == pytest.approx(11 / (4.184 * (supply - 50)), rel=5e-3)


def test_pandapipes_finds_the_flows_of_the_design(at_once):
    pandapipes = pytest.importorskip("pandapipes")
    net, pipes = at_once.net, at_once.pipes.frame
    pandapipes.pipeflow(net)
    flow = net.res_pipe["mdot_from_kg_per_s"].to_numpy()
    n = len(pipes)
    assert flow[:n] == pytest.approx(pipes["flow_kg_per_s"].to_numpy(), rel=1e-4)
    assert flow[n:] == pytest.approx(flow[:n], rel=1e-9)
    homes = of(at_once, "connections", "building_id")
    supply = np.array([homes[name]["supply_c"] for name in net.heat_consumer["name"]])
    assert net.res_heat_consumer["t_from_k"].to_numpy() - 273.15 == pytest.approx(supply, abs=0.01)
    # design: Haaland, pandapipes: Colebrook-White
    left = net.res_heat_consumer["p_from_bar"] - net.res_heat_consumer["p_to_bar"]
    assert left.min() == pytest.approx(0.5, abs=0.02)
    power = at_once.stations.frame["kw"].iloc[0]
    assert net.res_circ_pump_pressure["qext_w"].iloc[0] / 1000 == pytest.approx(power, rel=2e-3)


def test_in_the_coincident_hour_no_pipe_carries_more_than_designed(village):
    pandapipes = pytest.importorskip("pandapipes")
    pandapipes.pipeflow(village.net)
    ratio = village.net.res_pipe["mdot_from_kg_per_s"].to_numpy()[: len(village.pipes)]
    ratio = ratio / village.pipes.frame["flow_kg_per_s"].to_numpy()
    assert ratio.max() < 1.02  # where less flows the water cools more
    assert ratio[0] == pytest.approx(1.0, abs=0.02)
    assert village.net.heat_consumer["qext_w"].sum() / 1000 == pytest.approx(village.pipes.frame["heat_kw"].iloc[0])


def test_the_net_is_as_the_contract_says_and_survives_its_file(village, tmp_path):
    pandapipes = pytest.importorskip("pandapipes")
    path = str(tmp_path / "net.json")
    pandapipes.to_json(village.net, path)
    net = pandapipes.from_json(path)
    nodes = {name[2:] for name in net.junction["name"]}
    assert {name[:2] for name in net.junction["name"]} == {"S ", "R "}
    assert len(net.junction) == 2 * len(nodes)
    assert {name[2:] for name in net.pipe["name"]} == set(village.pipes.frame["pipe_id"])
    assert set(net.heat_consumer["name"]) == set(village.connections.frame["building_id"])
    assert net["stadsstroom"]["crs"] == "EPSG:28992"
    assert net["stadsstroom"]["options"]["pipes"]["ground_c"] == 8
    assert net.fluid.get_density(300.0) == net.fluid.get_density(350.0)
    pandapipes.pipeflow(net)  # the options it needs are its own
    assert net.converged


def test_the_order_of_the_rows_changes_nothing(village):
    turned = houses(*PLACES).take(np.arange(len(PLACES))[::-1])
    again = design(turned, streets(SIDE, MAIN), sources({"at": (400, 10)}))
    assert of(again, "connections", "building_id").keys() == of(village, "connections", "building_id").keys()
    for name, one in of(village, "pipes", "pipe_id").items():
        other = of(again, "pipes", "pipe_id")[name]
        assert (one["dn"], one["from_node"], one["to_node"]) == (other["dn"], other["from_node"], other["to_node"])
    assert again.summary["eur"] == pytest.approx(village.summary["eur"])


def test_totals_are_the_sums_of_the_layers(village):
    pipes, total = village.pipes.frame, village.summary
    assert total["length_m"] == pytest.approx(pipes["length_m"].sum())
    assert total["pipe_eur"] == pytest.approx(pipes["eur"].sum())
    connections, stations = village.connections.frame["eur"].sum(), village.stations.frame["eur"].sum()
    mains = pipes.query("kind == 'main'")["eur"].sum()
    assert total["eur"] == pytest.approx(connections + mains + stations)
    steel = {20: 1.46, 25: 1.76, 32: 2.46, 40: 2.9, 50: 4.1, 65: 5.2}  # kg/m of EN 10220 tube, a fifth off at most
    assert total["steel_kg"] == pytest.approx(
        2 * sum(steel[d] * m for d, m in zip(pipes["dn"], pipes["length_m"])), rel=0.2
    )


def test_twice_the_prices_twice_the_cost():
    given = (houses(*row(4)), streets(MAIN), sources({"at": (0, 5)}))
    once, twice = design(*given), design(*given, price_index=2.0)
    assert twice.summary["eur"] == pytest.approx(2 * once.summary["eur"])
    assert twice.summary["eur_per_mwh"] == pytest.approx(2 * once.summary["eur_per_mwh"])


def test_thicker_insulation_loses_less_and_a_colder_network_too():
    from stadsstroom.engine.heat.pipes import PipeOptions

    given = (houses(*row(4), supply_c_needed=40.0), streets(MAIN), sources({"at": (0, 5)}))
    thin, thick = (design(*given, pipes=PipeOptions(insulation_series=s)).summary["loss_mwh"] for s in (1, 3))
    cold = design(*given, generation="4gdh").summary["loss_mwh"]
    assert thick < 0.9 * thin
    assert cold < 0.8 * thin
