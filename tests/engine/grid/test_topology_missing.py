"""Where MV cables end side by side and no station is drawn."""

import numpy as np
import pytest
import shapely
from stadsstroom.engine.grid.construct import GridOptions
from stadsstroom.engine.grid.construct.assemble import assemble_cables
from stadsstroom.engine.grid.construct.missing import complete_missing
from stadsstroom.engine.grid.construct.tracing import trace

from .drawing import node_at, places, stations, table, town
from .village import built, codes, layer, line, shuffled, village

# Eight cable ends in a row, 1.8 m apart; S is a station on one of the cables.
ROW = """
S A B C D
| | | | |
| | | | |
| | | | |
a b c d e f g h
          | | |
          | | |
  X       | | |
          F G H
"""
WORDS = "Sa Ab Bc Cd De Ff Gg Hh"
SCALE = {"metres": 0.9, "snap_tolerance_m": 0.5, "station_tolerance_m": 0.1}


def completed(how, words=WORDS):
    at = places(ROW, SCALE["metres"])
    network, _ = town(ROW, mv=words, sources="S", **SCALE)
    return complete_missing(network, stations(at, "", sources="S"), how), network, at


@pytest.mark.parametrize("how", ["no", "busbar", "source"])
def test_the_place_is_named_whatever_is_done(how):
    done, _, at = completed(how)
    (problem,) = done.problems
    assert (problem.code, problem.values["count"]) == ("station_missing", 8)
    assert problem.values.get("station") == (None if how == "no" else "missing-1")
    assert (problem.place.x, problem.place.y) == pytest.approx(((at["a"][0] + at["h"][0]) / 2, at["a"][1]))
    problem.reason.format(**problem.values)


def test_no_leaves_the_network_as_drawn():
    done, network, _ = completed("no")
    assert done.network is network
    assert len(done.stations) == 1


@pytest.mark.parametrize("how", ["busbar", "source"])
def test_the_ends_become_one_busbar_and_no_cable_is_added(how):
    done, before, at = completed(how)
    network = done.network
    assert network.n_nodes == before.n_nodes - 8 + 1
    assert (network.edge_cable == before.edge_cable).all()
    assert network.edge_length_m.sum() == before.edge_length_m.sum()
    busbar = network.station_nodes("MV", 2)[1]
    assert network.node_kind[busbar] == "station_mv"
    assert ((network.edge_from == busbar) | (network.edge_to == busbar)).sum() == 8
    assert done.stations.frame["feature_id"].tolist() == ["S", "missing-1"]
    assert done.stations.frame["is_source"].tolist() == [True, how == "source"]
    assert done.stations.frame["has_lv"].tolist() == [False, False]
    assert done.station_rule[0] == ""
    assert done.station_rule[1].startswith("8 MV cables end side by side; joined on")
    # What comes in by one cable leaves by the others.
    fed = trace(network, None, network.station_nodes("MV", 2)[:1])
    assert fed.energised.all()
    assert not trace(before, None, before.station_nodes("MV", 1)).energised[node_at(before, at["H"], "MV")]


def test_seven_ends_are_no_row_and_neither_are_eight_at_a_station():
    assert completed("source", words=WORDS[:-3])[0].problems == []
    network, _ = town(ROW, mv=WORDS, sources="a", metres=0.9, snap_tolerance_m=0.5, station_tolerance_m=13)
    assert complete_missing(network, stations(places(ROW), "", sources="a"), "source").problems == []


def test_a_cable_that_runs_through_does_not_end():
    """Five cables that meet each other's runs within a row are five ends, however often they are cut."""
    at = {"a": (0, 0), "b": (1.5, 0), "c": (3, 0), "d": (4.5, 0), "e": (6, 0)}
    lines = [line((x, 0), (x, 0.9), (x - 1.6, 0.9), (x - 1.6, 30 + x)) for x, _ in at.values()]
    network, _ = assemble_cables(table([], []), table([*at], lines), table([], []), GridOptions(snap_tolerance_m=1.0))
    assert (network.edge_level == "MV").sum() > 5
    assert complete_missing(network, table([], []), "no").problems == []


def test_a_cable_within_the_row_comes_back_to_the_busbar():
    done, before, _ = completed("busbar", words=WORDS + " aXc")
    loops = done.network.edge_from == done.network.edge_to
    assert loops.sum() == 1
    assert done.network.n_edges == before.n_edges


def test_places_are_numbered_from_west_to_east_in_any_order():
    lines = [line((x0 + i, 0), (x0 + i, 40 + 3 * i)) for x0 in (500, 0) for i in range(9)]
    drawn = layer("mv", lines)
    taken = table(["missing-1"], [shapely.Point(900, 0)], has_lv=[False], is_source=[True])
    for seed in range(3):
        network, _ = assemble_cables(table([], []), shuffled(drawn, seed), taken, GridOptions())
        done = complete_missing(network, taken, "source")
        assert done.stations.frame["feature_id"].tolist() == ["missing-1", "missing-1#2", "missing-2"]
        assert shapely.get_x(done.stations.geometry).tolist() == [900, 4, 504]


def with_a_hub():
    """The village with its source's cables ending in a row at x = -100, where nobody drew the switchgear."""
    given = village()
    row = [(-100 + 1.5 * i, 0) for i in range(8)]
    return village(
        mv_cables=layer(
            "mv",
            [
                line((-300, 0), row[0]),
                line(row[7], (0, 0)),
                line(row[6], (row[6][0], 100), (400, 100), (400, 0)),
                *(line(end, (end[0], -50.0 - 3 * i)) for i, end in enumerate(row[1:6])),
            ],
        ),
        stations=given.stations,
    )


def test_an_assumed_station_says_what_it_is():
    said = {}
    for how in ("no", "busbar", "source"):
        grid = built(with_a_hub(), complete_missing_stations=how)
        said[how] = grid.stations.frame.set_index("station_id")
        assert codes(grid).count("station_missing") == 1
        assert grid.summary["stations_assumed"] == (how != "no")
        assert set(grid.net.ext_grid["name"]) >= ({"Source", "missing-1"} if how == "source" else {"Source"})
    assert set(said["no"].index) == {"Source", "West", "East"}
    for how, kind in (("busbar", "switchgear"), ("source", "source")):
        row = said[how].loc["missing-1"]
        assert (row["kind"], row["feature_id"], row["station_how"]) == (kind, "", "assumed")
        assert np.isnan(row["rating_kva"])
        assert (said[how].drop("missing-1")["station_how"] == "measured").all()
    assert said["no"].loc["West", "fed_by"] == "own"
    assert said["busbar"].loc["West", "fed_by"] == "Source"
    assert said["source"].loc["West", "fed_by"] == "missing-1"
    assert not said["no"]["reached_by_drawn_mv"][["West", "East"]].any()
    assert said["busbar"]["reached_by_drawn_mv"].all()


def test_another_word_is_refused():
    with pytest.raises(ValueError, match="complete_missing_stations"):
        GridOptions(complete_missing_stations="perhaps")
