"""Service tees and branches are added to a network without losing a metre of it."""

import numpy as np
import pytest
import shapely
from stadsstroom.engine.grid.construct.splitting import add_branches, cut_pieces, split_edges
from stadsstroom.tests.engine.grid.drawing import kinds, pieces, town

STREET = """
S-----A
      |
      B-----C
"""


@pytest.fixture
def street():
    return town(STREET, lv="SABC", stations_at="S")[0]


def test_several_tees_on_one_edge(street):
    network, nodes = split_edges(street, [0, 0, 0], [130.0, 30.0, 70.0])
    assert kinds(network) == ["end", "service_tee", "service_tee", "service_tee", "station_lv"]
    assert len(set(nodes)) == 3
    assert np.stack([network.node_x, network.node_y], axis=1)[nodes].tolist() == [[110, -20], [30, 0], [60, -10]]
    assert sorted(network.edge_length_m) == pytest.approx([10, 30, 40, 60])
    assert pieces(network) == 1


def test_the_pieces_follow_the_drawn_line_from_end_to_end(street):
    network, _ = split_edges(street, [0, 0, 0, 0], [130.0, 30.0, 70.0, 60.0])
    assert shapely.length(network.edge_geometry) == pytest.approx(network.edge_length_m)
    merged = shapely.line_merge(shapely.union_all(network.edge_geometry))
    assert merged.equals(street.edge_geometry[0])
    for end, index in ((network.edge_from, 0), (network.edge_to, -1)):
        drawn = shapely.get_coordinates(shapely.get_point(network.edge_geometry, index))
        assert np.stack([network.node_x[end], network.node_y[end]], axis=1) == pytest.approx(drawn)


def test_equal_distances_share_a_node(street):
    network, nodes = split_edges(street, [0, 0, 0, 0], [30.0, 30.004, 30.0, 45.0])
    assert len(set(nodes[:3])) == 1
    assert network.n_nodes == street.n_nodes + 2


@pytest.mark.parametrize(
    ("along", "end"), [(0.0, "from"), (0.009, "from"), (-3.0, "from"), (139.995, "to"), (999.0, "to")]
)
def test_near_an_end_the_node_there_is_used(street, along, end):
    network, nodes = split_edges(street, [0], [along])
    assert network.n_edges == street.n_edges
    assert nodes[0] == (street.edge_from if end == "from" else street.edge_to)[0]


def test_nothing_to_split(street):
    network, nodes = split_edges(street, [], [])
    assert network is street
    assert len(nodes) == 0


def test_old_numbers_stay_and_cables_are_inherited():
    network, _ = town("A-----B\n\n\nC-----D", lv="AB CD")
    split, nodes = split_edges(network, [1, 1], [10.0, 20.0])
    assert split.edge_cable[:2].tolist() == network.edge_cable.tolist()
    assert split.edge_cable[2:].tolist() == [network.edge_cable[1]] * 2
    assert split.edge_geometry[0].equals(network.edge_geometry[0])
    assert nodes.tolist() == [network.n_nodes, network.n_nodes + 1]
    assert split.edge_from[1] == network.edge_from[1]
    assert split.edge_to.tolist().count(network.edge_to[1]) == 1


def test_many_random_splits_keep_every_metre():
    rng = np.random.default_rng(2)
    lines = np.array([shapely.LineString(rng.uniform(0, 100, (5, 2))) for _ in range(40)], object)
    start = rng.uniform(0, 0.5, 40) * shapely.length(lines)
    stop = start + rng.uniform(0.1, 0.5, 40) * shapely.length(lines)
    cut = cut_pieces(lines, start, stop)
    assert shapely.length(cut) == pytest.approx(stop - start)
    assert shapely.distance(shapely.get_point(cut, 0), shapely.line_interpolate_point(lines, start)).max() < 1e-9
    assert shapely.distance(shapely.get_point(cut, -1), shapely.line_interpolate_point(lines, stop)).max() < 1e-9


def test_branches_end_in_connections(street):
    network, tees = split_edges(street, [0, 0], [30.0, 45.0])
    service = [shapely.LineString([(30, 0), (30, 12)]), shapely.LineString([(45, 0), (45, 7), (50, 7)])]
    network, nodes = add_branches(network, tees, service)
    assert network.node_kind[nodes].tolist() == ["connection"] * 2
    assert network.node_y[nodes].tolist() == [12, 7]
    branch = network.edge_kind == "service"
    assert network.edge_length_m[branch] == pytest.approx([12, 12])
    assert network.edge_from[branch].tolist() == tees.tolist()
    assert set(network.edge_cable[branch]) == {-1}
