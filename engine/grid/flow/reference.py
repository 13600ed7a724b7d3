"""pandapower itself, hour by hour: the reference, and the way out where the fast solvers do not serve."""

from __future__ import annotations

import copy
import logging

import numpy as np

from .circuit import element_keys


def set_hour(net, p_kw, q_kvar, load_names) -> None:
    """Write one hour into the net's own loads (matched by name, scaling set to 1), so that its `runpp` gives that hour.

    p_kw, q_kvar: (k,) for load_names (k,). Loads that are not named keep their values.
    """
    row_of = {key: row for row, key in enumerate(element_keys(net.load))}
    rows = np.array([row_of.get(str(name), -1) for name in load_names], np.int64)
    known = np.flatnonzero(rows >= 0)
    index = net.load.index[rows[known]]
    net.load.loc[index, "p_mw"] = np.asarray(p_kw, float)[known] * 1e-3
    net.load.loc[index, "q_mvar"] = np.asarray(q_kvar, float)[known] * 1e-3
    net.load.loc[index, "scaling"] = 1.0


def run_pandapower(net) -> bool:
    """`runpp` with the net's own options; False where it does not converge."""
    import pandapower as pp
    from pandapower.powerflow import LoadflowNotConverged

    logger = logging.getLogger("pandapower")
    level = logger.level
    logger.setLevel(logging.ERROR)
    # Compiling pandapower's numba parts costs seconds at the first call: the few hours solved here do not earn them.
    options = {"numba": False}
    try:
        with np.errstate(all="ignore"):
            try:
                pp.runpp(net, **options)
            except FloatingPointError:  # its usual start, a DC flow, divides by reactance, which may be zero
                pp.runpp(net, init="flat", **options)
    except (LoadflowNotConverged, FloatingPointError, np.linalg.LinAlgError):
        return False
    finally:
        logger.setLevel(level)
    return bool(net.converged)


class PandapowerHours:
    """Solves single hours on a copy of a prepared net."""

    def __init__(self, net, load_names):
        self.net = copy.deepcopy(net)
        self.load_names = load_names

    def run(self, p_kw, q_kvar) -> bool:
        """Solve one hour, p_kw and q_kvar (k,), on `self.net`; whether it converged."""
        set_hour(self.net, p_kw, q_kvar, self.load_names)
        return run_pandapower(self.net)

    def solve_row(self, p_kw, q_kvar, out, row: int) -> bool:
        """Solve one hour, p_kw and q_kvar (k,), into row `row` of a FlowBlock."""
        if not self.run(p_kw, q_kvar):
            out.converged[row] = False
            return False
        net = self.net
        out.vm_pu[row] = net.res_bus["vm_pu"]
        out.line_loading_percent[row] = np.nan_to_num(net.res_line["loading_percent"])
        out.trafo_loading_percent[row] = np.nan_to_num(net.res_trafo["loading_percent"])
        out.line_p_kw[row] = np.nan_to_num(net.res_line["p_from_mw"]) * 1e3
        out.trafo_p_kw[row] = np.nan_to_num(net.res_trafo["p_hv_mw"]) * 1e3
        slack = net.gen["slack"].to_numpy(bool)
        sources = net.res_ext_grid["p_mw"].sum() + net.res_gen["p_mw"].to_numpy()[slack].sum()
        tables = ("line", "trafo", "trafo3w", "impedance")
        loss = sum(net[f"res_{table}"]["pl_mw"].sum() for table in tables)
        out.source_p_kw[row] = sources * 1e3
        out.loss_kw[row] = loss * 1e3
        out.demand_kw[row] = (sources - loss) * 1e3
        out.error_pu[row] = np.nan
        out.converged[row] = True
        return True


def check_against_pandapower(model, p_kw, q_kvar, load_names=None, hours=None) -> dict:
    """The largest differences from pandapower's own `runpp` in chosen hours.

    p_kw, q_kvar: (hours, k). hours: positions; None takes all given rows (choose few: each costs a `runpp`).
    Returns {"vm_pu", "line_loading_percent", "trafo_loading_percent"} as largest absolute differences over hours that
    both solve, "hours" the hours compared, "failed" hours that only one of both solves.
    """
    hours = np.arange(len(p_kw)) if hours is None else np.asarray(hours, np.int64)
    q_kvar = np.zeros_like(p_kw) if q_kvar is None else q_kvar
    ours = model.at_hours(hours, p_kw, q_kvar, load_names)
    single = PandapowerHours(model.net, model.load_names if load_names is None else load_names)
    found: dict = {"vm_pu": 0.0, "line_loading_percent": 0.0, "trafo_loading_percent": 0.0, "hours": [], "failed": []}
    tables = {"vm_pu": "res_bus", "line_loading_percent": "res_line", "trafo_loading_percent": "res_trafo"}
    for row, hour in enumerate(hours.tolist()):
        solved = single.run(p_kw[hour], q_kvar[hour])
        if solved != bool(ours.converged[row]):
            found["failed"].append(hour)
        if not (solved and ours.converged[row]):
            continue
        found["hours"].append(hour)
        for name, table in tables.items():
            theirs = single.net[table]["vm_pu" if name == "vm_pu" else "loading_percent"].to_numpy(float)
            difference = np.abs(getattr(ours, name)[row] - theirs)
            found[name] = max(found[name], float(np.nanmax(difference, initial=0.0)))
    return found
