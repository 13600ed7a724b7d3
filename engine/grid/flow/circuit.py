"""The electrical model of a net, taken from pandapower itself.

pandapower turns its tables into a per-unit bus and branch model before it solves. That model is read here, so that
lines, transformers (pi or t), taps, switches, shunts, wards and impedances are exactly what pandapower makes of them.
"""

from __future__ import annotations

import copy
import logging
from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from ...errors import EngineError

SQRT3 = np.sqrt(3.0)


@dataclass(frozen=True)
class Circuit:
    """n energised buses and m branches in service, per unit on `base_kva`.

    Branch currents into the branch: i_from = yff v_from + yft v_to, i_to = ytf v_from + ytt v_to.
    bus_shunt: (n,) admittance of shunt elements. bus_constant_kva: (n,) complex demand beside `net.load`.
    tap: (m,) complex ratio of the from side (1 for lines). const_z, const_i: (n,) shares of voltage-dependent demand.
    source_bus, source_v: the buses with a fixed voltage and that voltage (complex, per unit).
    bus_of_net_bus: (net buses,) position among the n buses, -1 where a bus is not energised.
    branch_of_line, branch_of_trafo: position among the m branches, -1 where out of service or cut off.
    line_ka_per_pu: (lines, 2) kA per unit current at from and to; line_percent_per_ka: (lines,).
    trafo_percent: (trafos, 2) loading per unit current (or power) at hv and lv.
    """

    base_kva: float
    branch_from: np.ndarray
    branch_to: np.ndarray
    yff: np.ndarray
    yft: np.ndarray
    ytf: np.ndarray
    ytt: np.ndarray
    tap: np.ndarray
    bus_shunt: np.ndarray
    bus_constant_kva: np.ndarray
    const_z: np.ndarray
    const_i: np.ndarray
    source_bus: np.ndarray
    source_v: np.ndarray
    bus_of_net_bus: np.ndarray
    branch_of_line: np.ndarray
    branch_of_trafo: np.ndarray
    line_ka_per_pu: np.ndarray
    line_percent_per_ka: np.ndarray
    trafo_percent: np.ndarray
    trafo_by_power: bool
    only_pandapower: str

    @property
    def buses(self) -> int:
        return len(self.bus_shunt)

    @property
    def depends_on_voltage(self) -> bool:
        return bool(self.const_z.any() or self.const_i.any())


def prepared_copy(net, source_vm_pu: float | None, tap_pos: int | Mapping[str, int] | None, pf_options: Mapping):
    """A copy of the net with the voltage of its sources, its tap positions and its options set as asked."""
    import pandapower as pp

    net = copy.deepcopy(net)
    if source_vm_pu is not None:
        net.ext_grid["vm_pu"] = float(source_vm_pu)
        if len(net.gen):
            net.gen.loc[net.gen["slack"].astype(bool), "vm_pu"] = float(source_vm_pu)
    if tap_pos is not None and len(net.trafo):
        has_tap = net.trafo["tap_neutral"].notna() & net.trafo["tap_step_percent"].notna()
        if isinstance(tap_pos, Mapping):
            names = element_keys(net.trafo)
            rows = np.array([name in tap_pos for name in names]) & has_tap.to_numpy()
            values = [tap_pos[name] for name, row in zip(names, rows) if row]
        else:
            rows, values = has_tap.to_numpy(), tap_pos
        net.trafo.loc[rows, "tap_pos"] = np.asarray(values, net.trafo["tap_pos"].dtype)
    pp.set_user_pf_options(net, **dict(pf_options))
    return net


def element_keys(table) -> list[str]:
    """Names of a pandapower table's rows: `name` where given and unique, else the row's index as text."""
    names = table["name"].tolist() if "name" in table else [None] * len(table)
    texts = [name.strip() if isinstance(name, str) else "" for name in names]
    count: dict[str, int] = {}
    for text in texts:
        count[text] = count.get(text, 0) + 1
    return [text if text and count[text] == 1 else str(index) for text, index in zip(texts, table.index)]


def read_circuit(net) -> Circuit:
    """The circuit of a net from `prepared_copy`. `net.load` is left out of it: loads come hour by hour.

    Raises EngineError where nothing is fed.
    """
    _let_pandapower_build(net)
    ppc, lookup = net._ppc, net._pd2ppc_lookups
    from pandapower.pypower.idx_brch import BR_STATUS, F_BUS, SHIFT, T_BUS, TAP
    from pandapower.pypower.idx_bus import BASE_KV, BS, BUS_TYPE, CID, CZD, GS, NONE, PD, PV, QD, REF, VA
    from pandapower.pypower.idx_gen import GEN_BUS, GEN_STATUS, VG
    from pandapower.pypower.makeYbus import branch_vectors

    bus, branch, gen = ppc["bus"], ppc["branch"].real, ppc["gen"].real
    base_mva = float(ppc["baseMVA"])
    energised = bus[:, BUS_TYPE] != NONE
    position = np.where(energised, np.cumsum(energised) - 1, -1)
    start, stop = branch[:, F_BUS].astype(np.int64), branch[:, T_BUS].astype(np.int64)
    live = (branch[:, BR_STATUS] > 0) & energised[start] & energised[stop]
    of_branch = np.where(live, np.cumsum(live) - 1, -1)
    bus, branch, start, stop = bus[energised], branch[live], position[start[live]], position[stop[live]]
    ytt, yff, yft, ytf = branch_vectors(branch, len(branch))

    source = np.flatnonzero(bus[:, BUS_TYPE] == REF)
    if not len(source):
        raise EngineError("The net has no source in service: it needs an external grid (ext_grid) on a bus in service.")
    magnitude = np.ones(len(bus))
    running = gen[(gen[:, GEN_STATUS] > 0) & energised[gen[:, GEN_BUS].astype(np.int64)]]
    magnitude[position[running[:, GEN_BUS].astype(np.int64)]] = running[:, VG]
    tap = np.where(branch[:, TAP] == 0, 1.0, branch[:, TAP]) * np.exp(1j * np.deg2rad(branch[:, SHIFT]))

    net_bus = net.bus.index.to_numpy()
    bus_of_net_bus = np.full(len(net_bus), -1)
    inside = lookup["bus"][net_bus]
    bus_of_net_bus[inside >= 0] = position[inside[inside >= 0]]
    branch_of = {
        name: of_branch[slice(*lookup["branch"][name])] if name in lookup["branch"] else np.zeros(0, np.int64)
        for name in ("line", "trafo")
    }
    base_ka = base_mva / (SQRT3 * bus[:, BASE_KV])
    return Circuit(
        base_kva=base_mva * 1e3,
        branch_from=start,
        branch_to=stop,
        yff=yff,
        yft=yft,
        ytf=ytf,
        ytt=ytt,
        tap=tap,
        bus_shunt=(bus[:, GS] + 1j * bus[:, BS]) / base_mva,
        bus_constant_kva=(bus[:, PD] + 1j * bus[:, QD]) * 1e3,
        const_z=bus[:, CZD],
        const_i=bus[:, CID],
        source_bus=source,
        source_v=magnitude[source] * np.exp(1j * np.deg2rad(bus[source, VA])),
        bus_of_net_bus=bus_of_net_bus,
        branch_of_line=branch_of["line"],
        branch_of_trafo=branch_of["trafo"],
        line_ka_per_pu=_at_both_ends(branch_of["line"], base_ka, start, stop),
        line_percent_per_ka=_line_percent_per_ka(net.line),
        trafo_percent=_trafo_percent(net, _at_both_ends(branch_of["trafo"], base_ka, start, stop), base_mva),
        trafo_by_power=net._options["trafo_loading"] == "power",
        only_pandapower=_beyond_this_solver(net, ppc, bool((bus[:, BUS_TYPE] == PV).any())),
    )


def _let_pandapower_build(net) -> None:
    import pandapower as pp
    from pandapower.powerflow import LoadflowNotConverged

    own = net.load[["p_mw", "q_mvar"]].copy()
    net.load[["p_mw", "q_mvar"]] = 0.0
    logger = logging.getLogger("pandapower")
    level = logger.level
    logger.setLevel(logging.ERROR)
    try:
        # No iteration is asked for: the model is wanted, not its solution.
        pp.runpp(net, max_iteration=0, init="flat", numba=False)
    except LoadflowNotConverged:
        pass
    except (UserWarning, ValueError, KeyError, IndexError, NotImplementedError) as error:
        raise EngineError("pandapower cannot calculate this net: {why}", why=str(error)) from error
    finally:
        net.load[["p_mw", "q_mvar"]] = own
        logger.setLevel(level)


def _beyond_this_solver(net, ppc, controls_voltage: bool) -> str:
    """Why only pandapower itself can solve the net; empty where this solver can."""
    if controls_voltage:
        return "generators that hold a voltage"
    if net._options["tdpf"]:
        return "resistances that depend on temperature"
    if net._options["distributed_slack"]:
        return "a distributed slack"
    if any(len(ppc[name]) for name in ("svc", "tcsc", "ssc", "vsc", "bus_dc") if name in ppc):
        return "power electronics (svc, tcsc, ssc, vsc or DC)"
    return ""


def _at_both_ends(branches, base_ka, start, stop) -> np.ndarray:
    ends = np.zeros((len(branches), 2))
    live = branches >= 0
    ends[live, 0] = base_ka[start[branches[live]]]
    ends[live, 1] = base_ka[stop[branches[live]]]
    return ends


def _line_percent_per_ka(line) -> np.ndarray:
    capacity_ka = (line["max_i_ka"] * line["df"] * line["parallel"]).to_numpy(float)
    with np.errstate(divide="ignore"):
        return np.where(np.isnan(capacity_ka), np.nan, 100.0 / capacity_ka)


def _trafo_percent(net, ka_per_pu, base_mva) -> np.ndarray:
    trafo = net.trafo
    rating_mva = (trafo["sn_mva"] * trafo["parallel"] * trafo["df"]).to_numpy(float)[:, None]
    if net._options["trafo_loading"] == "power":
        return np.where(ka_per_pu > 0, base_mva, 0.0) / rating_mva * 100.0
    return ka_per_pu * trafo[["vn_hv_kv", "vn_lv_kv"]].to_numpy(float) * SQRT3 / rating_mva * 100.0
