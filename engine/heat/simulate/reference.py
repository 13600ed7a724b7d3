"""pandapipes itself, hour by hour: the reference for trees, and the solver of meshed nets."""

from __future__ import annotations

import copy
import logging
from dataclasses import replace

import numpy as np

from .elements import KELVIN

ROUNDS = {"iter": 100, "max_iter_bidirect": 100, "max_iter_hyd": 100, "max_iter_therm": 100}
FINEST = 200  # sections of a pipe
STEP_ERROR_K = 5e-4


def run_pandapipes(net, friction: str, tighter: bool = True) -> bool:
    """`pipeflow` of flows and temperatures together; False where it does not converge."""
    import pandapipes as pps
    from pandapower.auxiliary import ppException

    logger = logging.getLogger("pandapipes")
    level = logger.level
    logger.setLevel(logging.CRITICAL)
    finer = {"tol_p": 1e-7, "tol_m": 1e-7, "tol_T": 1e-5, "tol_res": 1e-4} if tighter else {}
    options = {"max_iter_colebrook": 100, "use_numba": False, **ROUNDS, **finer}
    try:
        with np.errstate(all="ignore"):
            pps.pipeflow(net, mode="bidirectional", friction_model=friction, **options)
    except (ppException, UserWarning, np.linalg.LinAlgError, FloatingPointError, ValueError, RuntimeWarning):
        return False
    finally:
        logger.setLevel(level)
    return bool(net.converged)


def net_of_hour(model, kw, out_c, flow, source_flow, lift_bar, fixed_flow: bool):
    """A copy of the model's net that stands for one hour.

    kw, out_c, flow: (houses,) delivered, temperature of the water given back, kg/s (negative: a house that gives heat,
    which then stands between return and supply). source_flow: (sources,); lift_bar: (sources,) of those that hold the
    pressure. fixed_flow: give houses their flow in place of the temperature they return. Pipes are cut in sections so
    short that pandapipes' linear cooling comes within `STEP_ERROR_K` of the exponential one.
    """
    net, houses = copy.deepcopy(model.net), model.houses
    table = net.heat_consumer
    table["in_service"] = False
    index = table.index[houses.row]
    given = np.asarray(flow) < 0
    table.loc[index, "in_service"] = np.abs(flow) > 1e-9
    table.loc[index, "qext_w"] = np.asarray(kw) * 1e3
    free = (np.asarray(kw) > 1e-9) & ~given & (not fixed_flow)
    table.loc[index, "treturn_k"] = np.where(free, np.asarray(out_c) + KELVIN, np.nan)
    table.loc[index, "deltat_k"] = np.nan
    table.loc[index, "controlled_mdot_kg_per_s"] = np.where(free, np.nan, np.abs(flow))
    swapped = index[given]
    front, back = table.loc[swapped, "from_junction"].copy(), table.loc[swapped, "to_junction"].copy()
    table.loc[swapped, "from_junction"], table.loc[swapped, "to_junction"] = back, front
    for pump in ("circ_pump_pressure", "circ_pump_mass"):
        if pump not in net:
            continue
        rows = net[pump]
        names = rows["name"].astype(str).tolist()
        at = [model.source_names.index(name) if name in model.source_names else -1 for name in names]
        if pump == "circ_pump_mass":
            rows["mdot_flow_kg_per_s"] = [source_flow[k] if k >= 0 else 0.0 for k in at]
            rows["in_service"] = [k >= 0 and source_flow[k] > 1e-9 for k in at]
        else:
            least = rows["p_flow_bar"] - rows["plift_bar"]
            rows["plift_bar"] = [lift_bar[k] if k >= 0 else 0.0 for k in at]
            rows["p_flow_bar"] = least + rows["plift_bar"]
    return net


def refine(net, kg_per_s, model) -> None:
    """Sections of the net's pipes by the flow (pipes,) that they carry."""
    parts = model.parts
    sections = np.ones(len(net.pipe), int)
    for pipes in (parts.supply, parts.back):
        rows = pipes.row[model.pipe_rows]
        part = {name: getattr(pipes, name)[model.pipe_rows] for name in ("u_w_per_m2_k", "inner_m", "length_m")}
        heat = np.pi * part["u_w_per_m2_k"] * part["inner_m"] * part["length_m"]
        x = np.minimum(heat / np.maximum(np.abs(kg_per_s) * parts.heat_capacity, 1e-9), 20.0)
        apart = 60.0 / 12.0 * np.exp(-np.minimum(x, 5.0))
        sections[rows] = np.clip(np.ceil(np.sqrt(apart * x**3 / STEP_ERROR_K)), 1, FINEST)
    net.pipe["sections"] = sections


def check_against_pandapipes(model, kw, names=None, hours=None) -> dict:
    """The largest differences from pandapipes' own `pipeflow` in chosen hours of a radial net.

    kw: (hours, k) as in `HeatModel.solve`. hours: rows; None takes all (choose few: each costs a solution). Returns
    {"bar", "kelvin", "kg_per_s": largest absolute differences where water flows, "hours" compared, "failed" hours that
    pandapipes does not solve, "flows_given" hours that it solves only with the houses' flows given, "law"}. A model by
    Colebrook-White is compared by Swamee and Jain's formula on both sides.
    """
    if model.law == "colebrook":
        # pandapipes ends its Colebrook-White iteration by the mean over all pipes: up to 0.1 bar too early
        options = replace(model.options, friction="swamee-jain")
        model = type(model).from_net(model.net, options, model.uses_numba, model.peak_kw)
    hours = np.arange(len(kw)) if hours is None else np.asarray(hours, np.int64)
    block = model.at_hours(hours, kw, names)
    found: dict = {"bar": 0.0, "kelvin": 0.0, "kg_per_s": 0.0, "hours": [], "failed": [], "flows_given": []}
    found["law"] = model.law
    parts, nodes = model.parts, model.node_rows
    for row, hour in enumerate(hours.tolist()):
        for fixed, tight in ((False, True), (True, True), (True, False)):
            net = net_of_hour(
                model, np.abs(block.house_kw[row]) * np.sign(block.house_kw[row]), block.house_out_c[row],
                block.house_kg_per_s[row].astype(float), block.source_kg_per_s[row], block.source_bar[row], fixed,
            )  # fmt: skip
            refine(net, block.kg_per_s[row], model)
            solved = bool(block.converged[row]) and run_pandapipes(net, model.law, tight)
            if solved:
                break
        if not solved:
            found["failed"].append(hour)
            continue
        found["hours"].append(hour)
        if fixed:
            found["flows_given"].append(hour)
        live = _live(model, block, row)
        for side, bar, celsius in (
            (parts.supply_row, block.supply_bar, block.supply_c),
            (parts.return_row, block.return_bar, block.return_c),
        ):
            theirs = net.res_junction.iloc[side[nodes]][live]
            apart = np.abs(theirs["p_bar"].to_numpy(float) - bar[row, live])
            found["bar"] = max(found["bar"], float(np.nanmax(apart, initial=0.0)))
            apart = np.abs(theirs["t_k"].to_numpy(float) - KELVIN - celsius[row, live])
            found["kelvin"] = max(found["kelvin"], float(np.nanmax(apart, initial=0.0)))
        theirs = net.res_pipe["mdot_from_kg_per_s"].to_numpy(float)[parts.supply.row[model.pipe_rows]]
        apart = np.abs(theirs - block.kg_per_s[row])
        found["kg_per_s"] = max(found["kg_per_s"], float(np.nanmax(apart, initial=0.0)))
    return found


def _live(model, block, row: int) -> np.ndarray:
    """(nodes,) where water flows; elsewhere pandapipes keeps the temperature it started from."""
    live = np.zeros(len(model.node_names), bool)
    carried = np.abs(block.kg_per_s[row]) > 1e-6
    live[model.pipe_from[carried]] = live[model.pipe_to[carried]] = True
    return live
