"""Power flow of many hours: Stadsstroom beside pandapower's `run_timeseries`, in the same run.

    python benchmarks/flow.py [--quick] [--nodes 1000 10000 50000] [--repeat 3]

A radial district (10 kV feeders, stations of 400 kVA, low-voltage feeders, a service cable to every home) with random
household-like loads. pandapower runs with recycle and numba on and logs voltages and loadings only; its milliseconds a
step are the slope between two lengths of run, so that its fixed cost does not count against it. Ours gives every result
of a `FlowBlock` for every hour, all copying included; compilation is shown apart. The voltages of both are compared, so
that what is fast is seen to be right.
"""

from __future__ import annotations

import argparse
import importlib
import importlib.util
import os
import sys
import tempfile
import time
import warnings
from pathlib import Path

import numpy as np

ROOT = Path(__file__).resolve().parents[1]
HOMES_PER_FEEDER, FEEDERS_PER_STATION, STATIONS_PER_FEEDER = 18, 5, 14


def stadsstroom():
    """The checkout as the package `stadsstroom`, as QGIS loads it."""
    sys.path[:] = [p for p in sys.path if Path(p or os.curdir).resolve() != ROOT]
    spec = importlib.util.spec_from_file_location(
        "stadsstroom", ROOT / "__init__.py", submodule_search_locations=[str(ROOT)]
    )
    package = importlib.util.module_from_spec(spec)
    sys.modules["stadsstroom"] = package
    spec.loader.exec_module(package)
    return importlib.import_module("stadsstroom.engine.grid.flow")


def district(nodes: int, seed: int = 0):
    """A radial pandapower net of about `nodes` buses with a home at the end of every service cable."""
    import pandapower as pp

    random = np.random.default_rng(seed)
    homes = HOMES_PER_FEEDER * FEEDERS_PER_STATION
    stations = max(1, round((nodes - 1) / (2 * homes + 2)))
    net = pp.create_empty_network()
    source = pp.create_bus(net, 10.5, name="source")
    pp.create_ext_grid(net, source, vm_pu=1.0, name="source")
    mv = pp.create_buses(net, stations, 10.5)
    lv = pp.create_buses(net, stations, 0.4)
    tee = pp.create_buses(net, stations * homes, 0.4)
    home = pp.create_buses(net, stations * homes, 0.4)
    before = np.where(np.arange(stations) % STATIONS_PER_FEEDER == 0, source, np.roll(mv, 1))
    cable = {"g_us_per_km": 0.0, "df": 1.0, "parallel": 1}
    pp.create_lines_from_parameters(
        net, before, mv, random.uniform(0.2, 0.6, stations), 0.125, 0.11, 360.0, 0.36, **cable
    )
    rating = {
        "sn_mva": 0.4,
        "vn_hv_kv": 10.5,
        "vn_lv_kv": 0.4,
        "vk_percent": 4.0,
        "vkr_percent": 1.3,
        "shift_degree": 150,
    }
    pp.create_transformers_from_parameters(net, mv, lv, **rating, pfe_kw=0.6, i0_percent=0.24)
    chain = np.where(np.arange(len(tee)) % HOMES_PER_FEEDER == 0, np.repeat(lv, homes), np.roll(tee, 1))
    pp.create_lines_from_parameters(
        net, chain, tee, random.uniform(0.008, 0.016, len(tee)), 0.208, 0.079, 800.0, 0.27, **cable
    )
    pp.create_lines_from_parameters(
        net, tee, home, random.uniform(0.004, 0.012, len(home)), 1.83, 0.09, 300.0, 0.08, **cable
    )
    pp.create_loads(net, home, p_mw=0.001, q_mvar=0.0003, name=[f"home {k}" for k in range(len(home))])
    pp.set_user_pf_options(net, trafo_model="pi")
    return net


def household_power(hours: int, homes: int, seed: int = 0) -> tuple[np.ndarray, np.ndarray]:
    """Random active and reactive power, (hours, homes) kW and kvar: a daily wave, people who differ, panels at noon."""
    random = np.random.default_rng(seed)
    clock = np.arange(hours)[:, None] % 24
    wave = 0.35 + 0.25 * np.exp(-((clock - 8) ** 2) / 4) + 0.75 * np.exp(-((clock - 19) ** 2) / 8)
    size = random.lognormal(0, 0.4, homes)
    need = wave * size * random.gamma(2.0, 0.5, (hours, homes))
    panels = np.where(random.random(homes) < 0.4, random.uniform(2, 5, homes), 0)
    sun = np.exp(-((clock - 12.5) ** 2) / 9) * random.uniform(0.1, 0.8, (hours, 1))
    return need - panels * sun, need * 0.33


def pandapower_run(net, p_kw, q_kvar, steps: int) -> tuple[float, np.ndarray]:
    """Seconds of `run_timeseries` over the first `steps` hours, and the voltages it logged."""
    import pandas as pd
    from pandapower.control import ConstControl
    from pandapower.timeseries import DFData, OutputWriter, run_timeseries

    net.controller.drop(net.controller.index, inplace=True)
    for column, values in (("p_mw", p_kw), ("q_mvar", q_kvar)):
        data = DFData(pd.DataFrame(values[:steps] / 1e3, columns=net.load.index))
        ConstControl(net, "load", column, net.load.index, profile_name=net.load.index.tolist(), data_source=data)
    logged = [("res_bus", "vm_pu"), ("res_line", "loading_percent"), ("res_trafo", "loading_percent")]
    writer = OutputWriter(net, time_steps=range(steps), output_path=None, log_variables=logged)
    start = time.perf_counter()
    run_timeseries(net, time_steps=range(steps), verbose=False, numba=True)
    return time.perf_counter() - start, np.asarray(writer.output["res_bus.vm_pu"])


def flow_run(model, p_kw, q_kvar) -> float:
    """Seconds to solve every hour, block after block."""
    start = time.perf_counter()
    for block in model.solve(p_kw, q_kvar):
        if not block.converged.all():
            raise RuntimeError("an hour did not converge")
    return time.perf_counter() - start


def measure(flow, nodes: int, hours: int, steps: tuple[int, int], repeat: int) -> dict:
    """Best milliseconds a time step of each way, interleaved so that they share the machine's good and bad moments."""
    net = district(nodes)
    p_kw, q_kvar = household_power(hours, len(net.load))
    short, long = steps
    start = time.perf_counter()
    models = {"numba": flow.FlowModel.from_net(net), "numpy": flow.FlowModel.from_net(net, use_numba=False)}
    read_s = (time.perf_counter() - start) / 2
    first_s = flow_run(models["numba"], p_kw[:32], q_kvar[:32])
    pandapower_run(net, p_kw, q_kvar, short)
    best = {"numba": np.inf, "numpy": np.inf}
    fixed_s, whole_s = np.inf, np.inf
    for _ in range(repeat):
        fixed_s = min(fixed_s, pandapower_run(net, p_kw, q_kvar, short)[0])
        seconds, theirs = pandapower_run(net, p_kw, q_kvar, long)
        whole_s = min(whole_s, seconds)
        best["numba"] = min(best["numba"], 1e3 * flow_run(models["numba"], p_kw, q_kvar) / hours)
        part = hours // 4
        best["numpy"] = min(best["numpy"], 1e3 * flow_run(models["numpy"], p_kw[:part], q_kvar[:part]) / part)
    best["pandapower"] = 1e3 * (whole_s - fixed_s) / (long - short)
    ours = models["numba"].at_hours(np.arange(long), p_kw, q_kvar).vm_pu
    return {"nodes": len(net.bus), "read_s": read_s, "first_s": first_s, "off_pu": np.abs(ours - theirs).max(), **best}


def report(found: list[dict]) -> None:
    print(f"Compilation and first solve, once on a machine: {found[0]['first_s']:.1f} s.")
    for one in found:
        print(f"Reading the net of {one['nodes']} nodes: {one['read_s']:.2f} s.")
    for small, large in zip(found, found[1:]):
        times = {name: large[name] / small[name] for name in ("pandapower", "numba", "numpy")}
        text = ", ".join(f"{name} {value:.1f}" for name, value in times.items())
        print(
            f"{small['nodes']} to {large['nodes']} nodes is {large['nodes'] / small['nodes']:.1f}; time grows: {text}."
        )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--quick", action="store_true", help="fewer hours and steps, and no 50,000 nodes")
    parser.add_argument("--nodes", type=int, nargs="+")
    parser.add_argument("--repeat", type=int, default=3)
    given = parser.parse_args()
    sizes = given.nodes or ([1000, 10000] if given.quick else [1000, 10000, 50000])
    repeat, work = (1, 4e6) if given.quick else (given.repeat, 2e7)
    warnings.simplefilter("ignore")
    with tempfile.TemporaryDirectory() as folder:
        os.environ["NUMBA_CACHE_DIR"] = folder  # so that compilation is measured, not read back from an earlier run
        flow = stadsstroom()
        print(f"{len(os.sched_getaffinity(0))} cores; milliseconds a time step, best of {repeat}")
        print("  nodes  pandapower  with numba  ratio  numpy only  ratio  voltages differ")
        found = []
        for nodes in sizes:
            hours = max(int(work / nodes) // 384, 1) * 384
            steps = (5, 25) if given.quick or nodes > 20000 else (5, 65)
            one = measure(flow, nodes, hours, steps, repeat)
            found.append(one)
            ratio = {name: one["pandapower"] / one[name] for name in ("numba", "numpy")}
            print(
                f"{one['nodes']:>7} {one['pandapower']:>11.1f} {one['numba']:>11.3f} {ratio['numba']:>6.0f} "
                f"{one['numpy']:>11.3f} {ratio['numpy']:>6.0f} {one['off_pu']:>13.0e} pu",
                flush=True,
            )
        report(found)


if __name__ == "__main__":
    main()
