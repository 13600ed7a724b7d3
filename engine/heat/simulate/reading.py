"""The parts of a heat net in pandapipes' tables, paired and checked: what is at fault is named."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from ...columns import number_column, text_column
from ...errors import EngineError
from .elements import DROP, FLOW, KELVIN, RETURN, Houses, Sources

NO_PAIR = (
    "The net is not a heat net of supply and return: junction {id} has no counterpart. Every node must be two "
    "junctions, S <node> and R <node>."
)
NO_PIPE_PAIR = "Pipe {id} has no counterpart: every pipe must be two, S <pipe> and R <pipe>."
LIMITS = (("length_m", 0), ("inner_m", 0), ("roughness_m", -1), ("u_w_per_m2_k", -1), ("ground_c", -99))
USUAL_COOLING_K = 30.0  # only to read varying water properties at the middle, where no return temperature is told
LEAST_COOLING_K = 0.5


@dataclass(frozen=True)
class PipeSide:
    """One side (supply or return) of every pipe, (p,) each. row: in `net.pipe`."""

    row: np.ndarray
    length_m: np.ndarray
    inner_m: np.ndarray
    roughness_m: np.ndarray
    loss_coefficient: np.ndarray
    u_w_per_m2_k: np.ndarray
    ground_c: np.ndarray


@dataclass(frozen=True)
class NetParts:
    """Nodes, pairs of pipes, houses and sources in service; positions count in these lists.

    supply_row, return_row: (n,) rows of `net.junction`. pipe_from, pipe_to: (p,) nodes, as the supply is drawn.
    density, heat_capacity, viscosity: of the water; fluid_varies: whether the net's fluid has them vary (they are then
    taken halfway between supply and return).
    """

    nodes: list[str]
    supply_row: np.ndarray
    return_row: np.ndarray
    height_m: np.ndarray
    pipes: list[str]
    supply: PipeSide
    back: PipeSide
    pipe_from: np.ndarray
    pipe_to: np.ndarray
    houses: Houses
    sources: Sources
    density: float
    heat_capacity: float
    viscosity: float
    fluid_varies: bool


def read_parts(net) -> NetParts:
    """The net's parts. Raises EngineError naming the element at fault."""
    names = text_column(net.junction, "name")
    sides = np.array([name[:2] for name in names])
    for row in np.flatnonzero(~np.isin(sides, ("S ", "R "))):
        raise EngineError(NO_PAIR, id=str(names[row]))
    rows = {side: {name[2:]: k for k, name in enumerate(names) if name[:2] == side} for side in ("S ", "R ")}
    supply, back = rows["S "], rows["R "]
    lonely = next((key for key in (*supply, *back) if key not in supply or key not in back), None)
    if lonely is not None:
        raise EngineError(NO_PAIR, id=lonely)
    if len(supply) + len(back) != len(names):
        raise EngineError("Two junctions of the net have the same name: names must be unique.")
    nodes = list(supply)
    position = {key: k for k, key in enumerate(nodes)}
    at = {index: position[name[2:]] for index, name in zip(net.junction.index, names)}
    is_supply = {index: name[:2] == "S " for index, name in zip(net.junction.index, names)}

    pumps = [net[name] for name in ("circ_pump_pressure", "circ_pump_mass") if name in net and len(net[name])]
    supply_c = max((float(table["t_flow_k"].max()) for table in pumps), default=np.nan) - KELVIN
    fluid = _fluid(net, supply_c)
    houses = _houses(net, at, is_supply, fluid[1], supply_c)
    return NetParts(
        nodes, np.array([supply[key] for key in nodes], int), np.array([back[key] for key in nodes], int),
        np.nan_to_num(number_column(net.junction, "height_m"))[[supply[key] for key in nodes]],
        *_pipes(net, at), houses, _sources(pumps, at, is_supply, _usual_return_c(net.heat_consumer, supply_c)), *fluid,
    )  # fmt: skip


def _fluid(net, supply_c: float) -> tuple[float, float, float, bool]:
    fluid = net.get("fluid")
    if fluid is None:
        raise EngineError("The net has no fluid: give it water with constant properties.")
    back_c = _usual_return_c(net.get("heat_consumer"), supply_c)
    gets = (fluid.get_density, fluid.get_heat_capacity, fluid.get_viscosity)

    def at(celsius):
        return [float(np.ravel(get(np.array([celsius + KELVIN])))[0]) for get in gets]

    middle, warm = at((supply_c + back_c) / 2), at(supply_c)
    return (*middle, not np.allclose(middle, warm, rtol=1e-9, atol=0))


def _usual_return_c(houses, supply_c: float) -> float:
    """The median of what houses give back, by their return temperature or their drop."""
    if houses is not None:
        back, drop = number_column(houses, "treturn_k") - KELVIN, number_column(houses, "deltat_k")
        back = np.where(np.isfinite(back), back, supply_c - drop)
        if np.isfinite(back).any():
            return float(np.nanmedian(back))
    return supply_c - USUAL_COOLING_K


def _pipes(net, at):
    table = net.pipe[net.pipe["in_service"].to_numpy(bool)]
    names, rows = text_column(table, "name"), net.pipe.index.get_indexer(table.index)
    row_of = {side: {n[2:]: k for k, n in enumerate(names) if n[:2] == side} for side in ("S ", "R ")}
    ids = list(row_of["S "])
    odd = [key for key in (*ids, *row_of["R "]) if key not in row_of["S "] or key not in row_of["R "]]
    odd += [n for n in names if n[:2] not in row_of]
    if odd or len(ids) + len(row_of["R "]) != len(names):
        raise EngineError(NO_PIPE_PAIR, id=(odd or [str(names[0])])[0])
    columns = {
        "length_m": number_column(table, "length_km") * 1e3,
        "inner_m": number_column(table, "diameter_m"),
        "roughness_m": number_column(table, "k_mm") * 1e-3,
        "loss_coefficient": np.nan_to_num(number_column(table, "loss_coefficient")),
        "u_w_per_m2_k": number_column(table, "u_w_per_m2k"),
        "ground_c": number_column(table, "text_k") - KELVIN,
    }
    for name, least in LIMITS:
        for k in np.flatnonzero(~(columns[name] > least)):
            raise EngineError(
                "Pipe {id} has {name} {value}: correct it in the net.",
                id=str(names[k]), name=name, value=float(columns[name][k]),
            )  # fmt: skip
    start = np.array([at[j] for j in table["from_junction"]], int)
    stop = np.array([at[j] for j in table["to_junction"]], int)
    s, r = (np.array([row_of[side][key] for key in ids], int) for side in ("S ", "R "))
    same = (start[s] == start[r]) & (stop[s] == stop[r]) | (start[s] == stop[r]) & (stop[s] == start[r])
    for k in np.flatnonzero(~same):
        raise EngineError("The supply and the return of pipe {id} run between different nodes.", id=ids[k])
    sides = [PipeSide(rows[part], **{name: values[part] for name, values in columns.items()}) for part in (s, r)]
    return ids, *sides, start[s], stop[s]


def _houses(net, at, is_supply, heat_capacity: float, supply_c: float) -> Houses:
    table = net.get("heat_consumer")
    rows = np.zeros(0, int) if table is None else np.flatnonzero(table["in_service"].to_numpy(bool))
    if not len(rows):
        raise EngineError("The net has no heat consumers.")
    table = table.iloc[rows]
    names = [name or str(index) for name, index in zip(text_column(table, "name"), table.index)]
    node = np.array([at[j] for j in table["from_junction"]], int)
    for name, here, start, stop in zip(names, node, table["from_junction"], table["to_junction"]):
        if at[stop] != here or not is_supply[start]:
            raise EngineError("House {id} does not lie between the supply and the return of one node.", id=name)
    back, drop = number_column(table, "treturn_k") - KELVIN, number_column(table, "deltat_k")
    flow, heat = number_column(table, "controlled_mdot_kg_per_s"), number_column(table, "qext_w")
    control = np.where(np.isfinite(back), RETURN, np.where(np.isfinite(drop), DROP, FLOW))
    setting = np.choose(control, [back, drop, flow])
    cooling = np.where(control == RETURN, supply_c - back, drop)
    heat = np.where(np.isfinite(heat), heat, flow * heat_capacity * cooling)
    for k in np.flatnonzero(~np.isfinite(setting) | ~np.isfinite(heat)):
        raise EngineError(
            "House {id} needs two of design heat, flow, temperature drop and return temperature.", id=names[k]
        )
    for k in np.flatnonzero((control != FLOW) & ~(cooling > LEAST_COOLING_K)):
        raise EngineError(
            "House {id} should cool the water by {cooling} K and the net supplies {supply} °C: it has nothing to take.",
            id=names[k], cooling=round(float(cooling[k]), 1), supply=round(supply_c, 1),
        )  # fmt: skip
    warm = number_column(table, "t_warm_k") - KELVIN
    with np.errstate(invalid="ignore", divide="ignore"):
        design = np.where(control == FLOW, flow, np.abs(heat) / (heat_capacity * cooling))
    share = number_column(table, "net_share")
    return Houses(
        names, rows, node, control, setting, np.where(np.isfinite(warm), warm, supply_c), heat, design,
        number_column(table, "supply_c_needed"), np.where(np.isfinite(share), share, 1.0),
    )  # fmt: skip


def _sources(pumps, at, is_supply, usual_c: float) -> Sources:
    found = []
    for table in pumps:
        holds = "plift_bar" in table
        names = text_column(table, "name")
        own = {name: number_column(table, name) for name in ("kw", "priority", "t_cold_k")}
        for row in np.flatnonzero(table["in_service"].to_numpy(bool)):
            pump = table.iloc[row]
            name = str(names[row]) or f"{'pump' if holds else 'source'} {table.index[row]}"
            front, back = pump["flow_junction"], pump["return_junction"]
            if at[back] != at[front] or not is_supply[front]:
                raise EngineError("Source {id} does not lie between the return and the supply of one node.", id=name)
            supply, cold = float(pump["t_flow_k"]) - KELVIN, own["t_cold_k"][row] - KELVIN
            if not np.isfinite(supply):
                raise EngineError("Source {id} has no supply temperature.", id=name)
            cold = cold if np.isfinite(cold) else usual_c
            kw, first = own["kw"][row], own["priority"][row]
            bar = (float(pump["p_flow_bar"]), float(pump["plift_bar"])) if holds else (np.nan, np.nan)
            found.append(
                (name, at[front], supply, cold, kw if np.isfinite(kw) else np.inf,
                 first if np.isfinite(first) else 1.0 + (not holds), holds, *bar)
            )  # fmt: skip
    if not any(row[6] for row in found):
        raise EngineError(
            "No source holds the pressure of the net: it needs a circulation pump with constant pressure."
        )
    names, *columns = zip(*found)
    return Sources(list(names), *(np.array(column) for column in columns))
