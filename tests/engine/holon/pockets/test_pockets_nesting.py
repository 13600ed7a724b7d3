"""Which pocket lies in which, and which moves touch what."""

from types import SimpleNamespace

import numpy as np
import pytest
from stadsstroom.engine.grid.congestion import CongestionOptions, net_facts
from stadsstroom.engine.grid.flow import FlowModel
from stadsstroom.engine.holon.pockets import PocketOptions, find_pockets
from stadsstroom.engine.holon.pockets.after_moves import harmless
from stadsstroom.engine.holon.pockets.run import parent_ids
from stadsstroom.engine.holon.pockets.segments import Segments
from stadsstroom.engine.progress import finish

from .small_nets import days, evening, loop, profiles_of, street


def pocket(key, *around):
    return SimpleNamespace(key=key, around=frozenset(around))


def test_a_pocket_lies_within_the_nearest_that_is_told():
    """street ⊃ guard ⊃ transformer ⊃ section; the guard, which only steering would overload, is not told."""
    street_, guard = pocket("street"), pocket("guard", "street")
    station = pocket("station", "street", "guard")
    section = pocket("section", "street", "guard", "station")
    told = [SimpleNamespace(pocket=p, pocket_id=f"of {p.key}") for p in (section, station, street_)]
    assert parent_ids(told, [street_, guard, station, section]) == ["of station", "of street", ""]


def test_each_limit_of_a_street_lies_within_the_one_before(tmp_path):
    net = street()
    base = np.column_stack([days(evening(100, 160), 8, 5), *(days(evening(10, 52), 8, k) for k in range(2))])
    options = PocketOptions(limits=CongestionOptions(mv_stub_limit_percent=70.0), open_points=False)
    rows = finish(find_pockets(net, profiles_of(net, tmp_path / "a.profiles", base), options)).pockets.frame
    element = rows.set_index("pocket_id")["element_id"]
    within = {row.element_id: element.get(row.parent_id, "") for row in rows.itertuples()}
    assert within["section mv"] == ""
    assert within["T"] == "section mv"
    assert {outer for inner, outer in within.items() if inner.startswith("section ") and inner != "section mv"} <= {"T"}


@pytest.fixture
def ways():
    """The loop's net as a tree, and one that touches each of its ways; section a1 is row 0, b1 row 3."""
    net = loop()
    model = FlowModel.from_net(net)
    facts = net_facts(model.net, model, CongestionOptions(), {}, list(net.load["name"]))
    segments = Segments(facts, facts.load_bus)
    rows = {"a": (1, 2), "b": (4,)}
    return segments, [
        SimpleNamespace(way=way, edges=frozenset(segments.edge_of["line", row] for row in rows[way])) for way in "ab"
    ]


@pytest.mark.parametrize(("overloaded", "left"), [((), "ab"), ((0,), "b"), ((3,), "a"), ((0, 3), ""), ((2,), "b")])
def test_only_a_move_on_the_way_of_a_new_overload_is_dropped(ways, overloaded, left):
    segments, tries = ways
    kept = harmless(tries, {("line", row) for row in overloaded}, segments)
    assert "".join(one.way for one in kept) == left
