"""A whole real town: how much of what is drawn hangs together and is fed."""

import numpy as np
import pytest
import shapely
from stadsstroom.engine.grid.construct.assemble import assemble_cables
from stadsstroom.engine.grid.construct.missing import complete_missing
from stadsstroom.engine.grid.construct.open_points import choose_open_points
from stadsstroom.engine.grid.construct.options import GridOptions
from stadsstroom.engine.grid.construct.splitting import add_branches, split_edges
from stadsstroom.engine.grid.construct.tracing import trace
from stadsstroom.engine.grid.construct.unfed import unfed_cables
from stadsstroom.tests.real_town import staphorst_inputs

OHM_PER_M = 0.2e-3


@pytest.fixture(scope="module")
def inputs(data_folder):
    return staphorst_inputs(data_folder)


@pytest.fixture(scope="module")
def assembled(inputs):
    return assemble_cables(inputs["lv_cables"], inputs["mv_cables"], inputs["stations"], GridOptions())


@pytest.fixture(scope="module")
def served(assembled, inputs):
    """The network with a straight line to every building within 50 m of an LV cable, and 1 kW at each."""
    network = assembled[0]
    lv = np.flatnonzero(network.edge_level == "LV")
    home = shapely.centroid(inputs["buildings"].geometry)
    building, edge = shapely.STRtree(network.edge_geometry[lv]).query_nearest(home, max_distance=50, all_matches=False)
    along = shapely.line_locate_point(network.edge_geometry[lv[edge]], home[building])
    network, tees = split_edges(network, lv[edge], along)
    at = np.stack([network.node_x[tees], network.node_y[tees]], axis=1)
    far = shapely.distance(shapely.points(at), home[building]) > 0.01
    lines = shapely.linestrings(np.stack([at[far], shapely.get_coordinates(home[building[far]])], axis=1))
    network, nodes = add_branches(network, tees[far], lines)
    node_kw = np.zeros(network.n_nodes)
    node_kw[nodes] = 1.0
    return network, node_kw


def is_radial(network, level, points, traced):
    closed = network.edge_level == level
    closed[points.edge] = False
    closed &= traced.source[network.edge_from] >= 0
    fed = traced.energised & (network.node_level == level)
    within = traced.source[network.edge_from[closed]] == traced.source[network.edge_to[closed]]
    return within.all() and closed.sum() == fed.sum() - len(np.unique(traced.source[fed]))


def test_most_lv_cable_is_fed_and_every_piece_is_radial_with_one_source(served, inputs):
    network, node_kw = served
    sources = np.flatnonzero(network.node_kind == "station_lv")
    points = choose_open_points(network, node_kw, network.edge_length_m * OHM_PER_M, sources, "LV")
    traced = trace(network, points, sources)
    assert is_radial(network, "LV", points, traced)
    main = (network.edge_level == "LV") & (network.edge_kind == "main")
    fed = network.edge_length_m[main & (traced.edge_source >= 0)].sum() / network.edge_length_m[main].sum()
    assert fed >= 0.98
    named = unfed_cables(network, traced, inputs["lv_cables"], "LV")
    assert sum(p.values["length"] for p in named) == pytest.approx((1 - fed) * network.edge_length_m[main].sum())
    # Opened where a switch can be, but for loops that have no joint.
    node = np.where(points.end == "from", network.edge_from[points.edge], network.edge_to[points.edge])
    switchable = np.isin(network.node_kind[node], ["joint", "cabinet", "station_lv"])
    at_tee = np.array(["opened at a tee" in rule for rule in points.rule])
    assert (switchable | at_tee).all()
    assert at_tee.mean() < 0.15
    assert (points.station_a != points.station_b).sum() >= 30
    assert not any("cut short" in rule for rule in points.rule)


def test_stations_are_reached_through_drawn_mv_cables(assembled, inputs):
    network, problems = assembled
    stations = inputs["stations"].frame
    nodes = network.station_nodes("MV", len(stations))
    sources = nodes[stations["is_source"].to_numpy()]
    node_kw = np.zeros(network.n_nodes)
    node_kw[nodes] = 100.0
    points = choose_open_points(network, node_kw, network.edge_length_m * OHM_PER_M, sources, "MV")
    traced = trace(network, points, sources)
    assert is_radial(network, "MV", points, traced)
    assert traced.energised[nodes].sum() >= 45
    said = [p.feature_id for p in problems if p.code == "station_without_mv_cable"]
    joined = {
        stations["feature_id"][row]
        for row in np.flatnonzero(np.isin(nodes, network.edge_from[network.edge_level == "MV"]))
    }
    assert not joined & set(said)


def test_cable_ends_in_a_row_are_taken_for_a_missing_station(assembled, inputs):
    """Beside the road in the west eighteen MV cables end within ten metres, with no station in the layer."""
    (found,) = complete_missing(assembled[0], inputs["stations"], "no").problems
    assert np.hypot(found.place.x - 210207, found.place.y - 517745) < 5
    assert 12 <= found.values["count"] <= 20


def test_every_metre_of_cable_is_in_the_network_or_named(assembled, inputs):
    network, problems = assembled
    for level, name in (("LV", "lv_cables"), ("MV", "mv_cables")):
        main = (network.edge_level == level) & (network.edge_kind == "main")
        drawn = shapely.length(inputs[name].geometry).sum()
        left_out = sum(p.place.length for p in problems if p.code == "duplicate" and p.layer == f"{level}_CABLES")
        assert network.edge_length_m[main].sum() == pytest.approx(drawn - left_out, rel=1e-4)


def test_row_order_changes_nothing(assembled, inputs):
    rng = np.random.default_rng(1)
    shuffled = {
        name: t.take(rng.permutation(len(t))) for name, t in inputs.items() if name in ("lv_cables", "mv_cables")
    }
    other, _ = assemble_cables(shuffled["lv_cables"], shuffled["mv_cables"], inputs["stations"], GridOptions())
    network = assembled[0]
    for name in ("node_x", "node_y", "node_kind", "node_station", "edge_from", "edge_to", "edge_length_m"):
        assert (getattr(network, name) == getattr(other, name)).all()
