"""The type of every section, constant along a drawn cable, and its electrical data."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from ...columns import number_column
from ...phrases import phrase_column
from ...problems import Problem
from ...tables import FeatureTable
from .cable_types import (
    BRANCH_FROM,
    catalogue_by_name,
    choose_main_types,
    choose_service_types,
    default_type,
    measured_types,
)
from .design_drop import RULE as RULE_DROP
from .design_drop import heavier_for_voltage
from .network import CableNetwork
from .options import GridOptions
from .supply import Behind, Supply

FIRST_GUESS = {"LV": "4x150 Al", "MV": "3x1x240 Al 10 kV"}


@dataclass(frozen=True)
class SectionTypes:
    """Per edge (m,): type ("" for links), how, rule, cables side by side, and the data of these together."""

    cable_type: np.ndarray
    how: np.ndarray
    rule: np.ndarray
    parallel: np.ndarray
    r_ohm_per_km: np.ndarray
    x_ohm_per_km: np.ndarray
    c_nf_per_km: np.ndarray
    max_i_a: np.ndarray


def known_types(cables: dict[str, FeatureTable]) -> tuple[dict[str, np.ndarray], list[Problem]]:
    """The types the map gives, by level, "" where it gives none."""
    types, problems = {}, []
    for level, table in cables.items():
        types[level], found = measured_types(table, level, f"{level}_CABLES")
        problems += found
    return types, problems


def first_ohm(network: CableNetwork, known: dict[str, np.ndarray]) -> np.ndarray:
    """Resistance of each edge before types are chosen: the map's type, else one usual type throughout. float (m,)."""
    r = catalogue_by_name()["r_ohm_per_km"]
    ohm = np.zeros(network.n_edges)
    for level, types in known.items():
        rows = np.flatnonzero((network.edge_level == level) & (network.edge_kind != "link"))
        usual = float(r[FIRST_GUESS[level]])
        of_cable = np.append(pd.Series(types).map(r).fillna(usual).to_numpy(float), usual)
        ohm[rows] = of_cable[network.edge_cable[rows]] * network.edge_length_m[rows] / 1000
    return ohm


def choose_types(
    network: CableNetwork,
    supply: Supply,
    cables: dict[str, FeatureTable],
    known: dict[str, np.ndarray],
    own_kw: np.ndarray,
    options: GridOptions,
) -> SectionTypes:
    """Types by the map, else by rule, for drawn cables and service cables.

    own_kw: float (n,), at each connection's node what its own cable must carry.
    """
    m = network.n_edges
    types, rule = np.full(m, "", object), phrase_column(m)
    how, parallel = np.full(m, "", object), np.ones(m, int)
    below = supply.below.at(supply.trace.edge_child)
    for level, default, kv in (
        ("LV", options.lv_cable_type, options.lv_kv),
        ("MV", options.mv_cable_type, options.mv_kv),
    ):
        of_level = network.edge_level == level
        drawn = np.flatnonzero(of_level & (network.edge_kind == "main"))
        count = len(cables[level])
        cable = network.edge_cable[drawn]
        place = _places(network, supply, below, level, drawn, count)
        built = _build_years(network, supply, below, cables[level], level, drawn)
        peak = np.zeros(count)
        np.maximum.at(peak, cable, below.peak_kw[drawn])
        chosen = choose_main_types(level, known[level], place, built, peak, default_type(default, level), kv)
        name, why = chosen.cable_type, chosen.rule
        if level == "LV":
            may = chosen.how == "inferred"
            name, raised = heavier_for_voltage(network, supply, below, drawn, name, may, kv)
            why[raised] = [rule.then(RULE_DROP) for rule in why[raised]]
        types[drawn], rule[drawn], how[drawn] = name[cable], why[cable], chosen.how[cable]

        service = np.flatnonzero(of_level & (network.edge_kind == "service"))
        own_type = default_type(options.service_cable_type, "LV") if level == "LV" else ""
        chosen = choose_service_types(level, own_kw[network.edge_to[service]], own_type, kv)
        types[service], rule[service], how[service] = chosen.cable_type, chosen.rule, chosen.how
        parallel[service] = chosen.parallel
    table = catalogue_by_name().reindex(types)
    return SectionTypes(
        types,
        how,
        rule,
        parallel,
        table["r_ohm_per_km"].fillna(0).to_numpy(float) / parallel,
        table["x_ohm_per_km"].fillna(0).to_numpy(float) / parallel,
        table["c_nf_per_km"].fillna(0).to_numpy(float) * parallel,
        table["max_i_a"].to_numpy(float) * parallel,
    )


def _places(network, supply: Supply, below: Behind, level: str, drawn, count: int) -> np.ndarray:
    """trunk, branch or end for each drawn cable of a level: str (count,)."""
    cable = network.edge_cable[drawn]
    behind = np.zeros(count)
    np.maximum.at(behind, cable, below.connections[drawn])
    if level == "MV":
        spur = np.ones(count, bool)
        spur[cable[~_bridges(network, drawn)]] = False
        stations = _stations_behind(network, supply)[drawn]
        several = np.zeros(count)
        np.maximum.at(several, cable, stations)
        return np.where(spur & (several <= 1), "branch", "trunk")
    feeder = supply.trace.edge_feeder[drawn]
    whole = np.where(feeder >= 0, below.connections[feeder], 0)
    leaves, carries = np.zeros(count, bool), np.zeros(count, bool)
    np.logical_or.at(leaves, cable, feeder == drawn)
    half = (below.connections[drawn] >= BRANCH_FROM) & (below.connections[drawn] * 2 >= whole)
    np.logical_or.at(carries, cable, half)
    between = np.zeros(count, bool)  # a cable towards another station is laid to take over
    opened = np.isin(drawn, supply.open_points.edge)
    np.logical_or.at(between, cable, opened)
    return np.where(leaves | carries, "trunk", np.where((behind >= BRANCH_FROM) | between, "branch", "end"))


def _stations_behind(network: CableNetwork, supply: Supply) -> np.ndarray:
    busbar = ((network.node_station >= 0) & (network.node_level == "MV")).astype(float)
    total = supply.trace.sum_downstream(busbar)
    child = supply.trace.edge_child
    return np.where(child >= 0, total[child], 0)


def _bridges(network: CableNetwork, edges: np.ndarray) -> np.ndarray:
    """Edges that are part of no ring, open points closed: bool (k,)."""
    import networkx as nx

    here = np.flatnonzero(network.edge_level == "MV")
    graph = nx.Graph()
    pairs = [tuple(sorted(p)) for p in zip(network.edge_from[here].tolist(), network.edge_to[here].tolist())]
    twice = {p for p, c in pd.Series(pairs).value_counts().items() if c > 1} if pairs else set()
    graph.add_edges_from(pairs)
    found = {tuple(sorted(p)) for p in nx.bridges(graph)} - twice
    return np.array(
        [tuple(sorted(p)) in found for p in zip(network.edge_from[edges].tolist(), network.edge_to[edges].tolist())],
        bool,
    )


def _build_years(network, supply: Supply, below: Behind, cables: FeatureTable, level: str, drawn) -> np.ndarray:
    """Build year along each drawn cable: its own, else the median of the buildings on it, else the mean behind it."""
    own = number_column(cables.frame, "build_year")
    own[(own < 1850) | (own > 2100)] = np.nan
    cable = network.edge_cable[drawn]
    behind = np.full(len(cables), np.nan)
    year = pd.Series(below.mean_year[drawn]).groupby(cable).median()
    behind[year.index.to_numpy(int)] = year.to_numpy()
    along = np.full(len(cables), np.nan)
    if level == "LV":
        service = np.flatnonzero((network.edge_kind == "service") & (network.edge_level == "LV"))
        tee = network.edge_from[service]
        on_it = supply.below.at(network.edge_to[service]).mean_year
        run = pd.Series(np.append(cable, cable), index=np.append(network.edge_from[drawn], network.edge_to[drawn]))
        run = run[~run.index.duplicated()]
        of_service = run.reindex(tee).to_numpy(float)
        known = np.isfinite(of_service) & np.isfinite(on_it)
        year = pd.Series(on_it[known]).groupby(of_service[known].astype(int)).median()
        along[year.index.to_numpy(int)] = year.to_numpy()
    return np.where(np.isfinite(own), own, np.where(np.isfinite(along), along, behind))
