"""How fast is a year of a radial heat network, beside pandapipes' time for one hour times 8,760?

    python benchmarks/heat_hours.py [houses …]

Prints read, sweep and file-writing times of our year, the time of one pandapipes solution, and the ratio. pandapipes
knows no thermostats that keep the ends of a network warm in summer: the ratio is of the year without them, and the year
with them is shown beside it.
"""

from __future__ import annotations

import importlib.util
import sys
import tempfile
import time
import warnings
from pathlib import Path

import numpy as np

ROOT = Path(__file__).resolve().parents[1]
HOURS = 8760


def load(name: str, path: Path, **more):
    spec = importlib.util.spec_from_file_location(name, path, **more)
    module = importlib.util.module_from_spec(spec)
    sys.modules[name] = module
    spec.loader.exec_module(module)
    return module


def year_of_heat(design_kw: np.ndarray) -> np.ndarray:
    """kW (hours, houses): cold in winter, noise by hour and house."""
    rng = np.random.default_rng(1)
    shape = 0.5 + 0.45 * np.cos(np.arange(HOURS) / HOURS * 2 * np.pi) + rng.normal(0, 0.04, HOURS)
    return np.clip(shape, 0.03, 1.0)[:, None] * design_kw * rng.uniform(0.8, 1.1, (HOURS, len(design_kw)))


def measure(houses: int) -> None:
    from stadsstroom.engine.heat.simulate import HeatModel, ModelOptions
    from stadsstroom.engine.heat.simulate.hourly import HeatHoursWriter
    from stadsstroom.engine.heat.simulate.places import mesh_of_net, read_places
    from stadsstroom.engine.heat.simulate.reference import net_of_hour, run_pandapipes

    nets = load("drawn_heat_nets", ROOT / "tests" / "engine" / "heat" / "simulate" / "nets.py")
    net = nets.random_tree(houses, 1)
    began = time.perf_counter()
    model = HeatModel.from_net(net, ModelOptions(bypass_c=0.0))
    read = time.perf_counter() - began
    kw = year_of_heat(model.design_kw)
    sweep, cpu = _year(model, kw)
    kept_warm, kept_cpu = _year(HeatModel.from_net(net), kw)
    coldest = model.at_hours([int(kw.sum(axis=1).argmax())], kw)
    single = net_of_hour(
        model, coldest.house_kw[0], coldest.house_out_c[0], coldest.house_kg_per_s[0].astype(float),
        coldest.source_kg_per_s[0], coldest.source_bar[0], False,
    )  # fmt: skip
    solved = [run_pandapipes(single, model.law)]
    began = time.perf_counter()
    solved.append(run_pandapipes(single, model.law))
    one = time.perf_counter() - began
    print(
        f"{houses} houses: read {read:.2f} s, year {sweep:.2f} s ({cpu:.2f} s of processor), pandapipes {one:.2f} s a "
        f"solution (solved: {all(solved)}), times 8,760 = {one * HOURS / 60:.0f} min: {one * HOURS / sweep:.0f} times"
    )
    print(f"  with thermostats that keep its ends warm: year {kept_warm:.2f} s ({kept_cpu:.2f} s of processor)")
    _writing(model, kw, HeatHoursWriter, read_places, mesh_of_net)


def _year(model, kw: np.ndarray) -> tuple[float, float]:
    """Seconds by the clock and of the processor of a year; what must be compiled is compiled before."""
    next(model.solve(kw[:64]))
    began, cpu = time.perf_counter(), time.process_time()
    for block in model.solve(kw):
        if not block.converged.all():
            print(f"  {int((~block.converged).sum())} hours without a solution")
    return time.perf_counter() - began, time.process_time() - cpu


def _writing(model, kw, writer_of, read_places, mesh_of_net) -> None:
    rng = np.random.default_rng(2)
    table = model.net.junction
    for row in table.index:
        if table.at[row, "name"].startswith("S "):
            x, y = rng.uniform(0, 2000, 2)
            table.at[row, "geo"] = f'{{"type": "Point", "coordinates": [{x}, {y}]}}'
    places = read_places(model)
    shape = mesh_of_net(model, places, True)
    times = np.datetime64("2023-01-01T00:00:00") + np.arange(HOURS) * np.timedelta64(1, "h")
    with tempfile.TemporaryDirectory() as folder:
        path, spent = Path(folder) / "heat.nc", 0.0
        with writer_of(path, shape, times, places, model) as writer:
            for block in model.solve(kw):
                began = time.perf_counter()
                writer.write(block.first_hour, block)
                spent += time.perf_counter() - began
        print(f"  writing {path.stat().st_size / 1e6:.0f} MB of hours: {spent:.2f} s")


if __name__ == "__main__":
    warnings.simplefilter("ignore")
    load("stadsstroom", ROOT / "__init__.py", submodule_search_locations=[str(ROOT)])
    for count in [int(word) for word in sys.argv[1:]] or [50, 500, 3000]:
        measure(count)
