"""Moving an open point: close it, open another section of the loop, and see what each side then carries.

Every loop is screened with power that adds up over the tree (no losses); the best moves of each pocket are then solved.
"""

from __future__ import annotations

import copy
from collections.abc import Generator
from dataclasses import dataclass

import numpy as np

from ...grid.flow import FlowModel
from ...progress import Progress
from .rooms import SQRT3
from .segments import Pocket, Segments
from .switches import bounding_switches, model_switch_names, switch_ends

WORTH_SHARE = 0.05  # a move must take off at least this share of the highest loading
MOVES_SOLVED = 3  # of each pocket, those that leave least by the screening
BATCHES = 12


@dataclass
class Move:
    """Close `switch` (row in net.switch), open `line` at `bus`. loading: highest over its limit that then remains in
    the pocket or on the way that feeds what moved. touched: edges whose power changes. between: stations at both ends
    of the loop, "" where the net names none. confirmed: by the flow.
    """

    switch: int
    name: str
    line: int
    bus: int
    loading: float
    touched: frozenset
    moved_bus: int
    between: tuple[str, str] = ("", "")
    confirmed: bool = False

    @property
    def clears(self) -> bool:
        return self.loading <= 1.0


class Loadings:
    """Of every edge at some hours: power away from the source and how much makes it full (kW, with its present power
    factor)."""

    def __init__(self, model: FlowModel, segments: Segments, block):
        net, facts, edges = model.net, segments.facts, segments.facts.edges
        hours, count = len(block.hours), len(edges.a)
        self.away_kw, self.full_kw = np.zeros((hours, count)), np.full((hours, count), np.inf)
        for table, power, loading, elements, kva in (
            ("line", block.line_p_kw, block.line_loading_percent, facts.lines, _line_kva(net)),
            ("trafo", block.trafo_p_kw, block.trafo_loading_percent, facts.trafos, _trafo_kva(net)),
        ):
            at = np.flatnonzero(edges.table == table)
            row = edges.row[at]
            away = np.nan_to_num(power[:, row] * elements.sign[row])
            share = np.nan_to_num(loading[:, row] / elements.limit_percent[row])
            self.away_kw[:, at] = away
            own = np.divide(np.abs(away), share, out=np.zeros_like(away), where=share > 0.02)
            most = kva[row] * elements.limit_percent[row] / 100.0
            self.full_kw[:, at] = np.where(own > 0.5 * most, own, 0.93 * most)


def find_moves(
    pockets: list[Pocket], model: FlowModel, segments: Segments, places, profiles, hours: np.ndarray
) -> Generator[Progress, None, dict]:
    """{pocket key: moves that the flow confirms, which leave least first}. hours: in which they are judged."""
    p_kw, q_kvar = profiles.net_kw(hours), profiles.net_kvar(hours)
    block = model.at_hours(np.arange(len(hours)), p_kw, q_kvar, profiles.connection_ids)
    loadings = Loadings(model, segments, block)
    found: dict = {}
    ends = switch_ends(model.net)
    for number, pocket in enumerate(pockets):
        if pocket.guard:
            continue
        moves = sorted(_moves(pocket, model, segments, places, loadings, ends), key=_rank)
        if moves:
            found[pocket.key] = moves[:MOVES_SOLVED]
        yield Progress(0.3 * (number + 1) / len(pockets))
    yield from _confirm(found, pockets, model, segments, profiles.connection_ids, p_kw, q_kvar, block)
    confirmed = {key: sorted((m for m in moves if m.confirmed), key=_rank) for key, moves in found.items()}
    return {key: moves for key, moves in confirmed.items() if moves}


def _rank(move: Move):
    return max(move.loading, 1.0), move.loading, move.name, move.line


def _moves(pocket: Pocket, model, segments: Segments, places, loadings: Loadings, ends) -> list[Move]:
    tree, edges = segments.tree, segments.facts.edges
    names = model_switch_names(model.net)
    own = [segments.edge_of[key] for key in pocket.elements]
    present = float((np.abs(loadings.away_kw[:, own]) / loadings.full_kw[:, own]).max())
    found = []
    for switch in bounding_switches(pocket, segments, model, places, ends):
        if switch.row < 0:
            continue
        a, b = ends[switch.row].tolist()
        inside, outside = (a, b) if segments.feeds(pocket.head_bus, a) else (b, a)
        if tree.depth[outside] < 0 or tree.depth[inside] < 0:
            continue
        down, up = _way(inside, tree), _way(outside, tree)
        shared = set(down) & set(up)
        down, up = [e for e in down if e not in shared], [e for e in up if e not in shared]
        lowest = max((down.index(e) for e in own if e in down), default=len(down) - 1)
        for position, edge in enumerate(down):
            if position > lowest or edges.table[edge] != "line" or _is_service(model.net, edges.row[edge]):
                continue
            moved = loadings.away_kw[:, [edge]]
            new = {
                "up": np.abs(loadings.away_kw[:, up] + moved) / loadings.full_kw[:, up],
                "turned": np.abs(moved - loadings.away_kw[:, down[:position]]) / loadings.full_kw[:, down[:position]],
                "eased": np.abs(loadings.away_kw[:, down[position + 1 :]] - moved)
                / loadings.full_kw[:, down[position + 1 :]],
            }
            created = max(_most(new["up"]), _most(new["turned"]))
            rest = [e for e in own if e not in down]
            left = max(_most(new["eased"][:, [k for k, e in enumerate(down[position + 1 :]) if e in own]]),
                       _most(np.abs(loadings.away_kw[:, rest]) / loadings.full_kw[:, rest]))  # fmt: skip
            if created <= 1.0 and left < present * (1.0 - WORTH_SHARE):
                bus = int(tree.parent[segments.far[edge]])
                found.append(
                    Move(switch.row, names[switch.row], int(edges.row[edge]), bus, max(left, created),
                         frozenset([*down, *up]), int(segments.far[edge]),
                         (_station_above(inside, model.net, tree), _station_above(outside, model.net, tree)))
                )  # fmt: skip
    return found


def _most(values: np.ndarray) -> float:
    return float(values.max()) if values.size else 0.0


def _station_above(bus: int, net, tree) -> str:
    """The station that feeds a bus: the first on its way to the source whose name the net knows."""
    if "station_id" not in net.bus:
        return ""
    while bus >= 0:
        name = net.bus["station_id"].iloc[bus]
        if isinstance(name, str) and name:
            return name
        bus = int(tree.parent[bus])
    return ""


def _way(bus: int, tree) -> list[int]:
    way = []
    while tree.parent[bus] >= 0:
        way.append(int(tree.parent_edge[bus]))
        bus = int(tree.parent[bus])
    return way


def _is_service(net, row: int) -> bool:
    return "kind" in net.line and net.line["kind"].iloc[row] == "service"


def _confirm(found, pockets, model, segments, names, p_kw, q_kvar, block) -> Generator[Progress, None, None]:
    """Solve moves that do not touch each other's ways together, in a few nets."""
    waiting = sorted(((key, move) for key in found for move in found[key]), key=lambda w: (_rank(w[1]), w[0]))
    own = {pocket.key: [segments.edge_of[e] for e in pocket.elements] for pocket in pockets}
    before = _ratios(segments, block)
    for batch in range(BATCHES):
        took = apart(waiting, lambda w: (w[1].switch, w[1].touched))
        if not took:
            return
        solved = moved_model(model, [move for _, move in took])
        yield Progress(0.3 + 0.7 * (batch + 0.5) / BATCHES)
        after = _ratios(segments, solved.at_hours(np.arange(len(p_kw)), p_kw, q_kvar, names))
        for key, move in took:
            touched = np.array(sorted(move.touched), np.int64)
            worse = (after[touched] > 1.0) & (after[touched] > before[touched] + 1e-6)
            move.loading = float(after[own[key]].max())
            move.confirmed = not worse.any() and move.loading < float(before[own[key]].max()) * (1.0 - WORTH_SHARE)
        waiting = [w for w in waiting if not any(w is t for t in took)]
        yield Progress(0.3 + 0.7 * (batch + 1) / BATCHES)


def apart(waiting: list, touch) -> list:
    """The first of `waiting` and those after it that no switch and no edge joins to one taken before. touch: gives
    (switch, edges) of one.
    """
    took, busy, used = [], set(), set()
    for one in waiting:
        switch, edges = touch(one)
        if switch not in used and not edges & busy:
            took.append(one)
            used.add(switch)
            busy |= edges
    return took


def moved_model(model: FlowModel, moves: list[Move]) -> FlowModel:
    import pandapower as pp

    net = copy.deepcopy(model.net)
    for move in moves:
        switch = net.switch.index[move.switch]
        net.switch.loc[switch, "closed"] = True
        if net.switch.loc[switch, "et"] == "l":  # a section that is open at both ends is closed at both
            same = (net.switch["et"] == "l") & (net.switch["element"] == net.switch.loc[switch, "element"])
            net.switch.loc[same, "closed"] = True
        pp.create_switch(net, net.bus.index[move.bus], net.line.index[move.line], et="l", closed=False)
    return FlowModel.from_net(net)


def _ratios(segments: Segments, block) -> np.ndarray:
    """(edges,) highest loading over its limit at the block's hours."""
    edges, facts = segments.facts.edges, segments.facts
    ratio = np.zeros(len(edges.a))
    for table, loading, elements in (
        ("line", block.line_loading_percent, facts.lines),
        ("trafo", block.trafo_loading_percent, facts.trafos),
    ):
        at = np.flatnonzero(edges.table == table)
        highest = np.nanmax(np.where(block.converged[:, None], loading, 0.0), axis=0, initial=0.0)
        ratio[at] = (highest / elements.limit_percent)[edges.row[at]]
    return ratio


def _line_kva(net) -> np.ndarray:
    kv = net.bus["vn_kv"].reindex(net.line["from_bus"]).to_numpy(float)
    return SQRT3 * kv * (net.line["max_i_ka"] * net.line["df"] * net.line["parallel"]).to_numpy(float) * 1e3


def _trafo_kva(net) -> np.ndarray:
    return (net.trafo["sn_mva"] * net.trafo["parallel"] * net.trafo["df"]).to_numpy(float) * 1e3
