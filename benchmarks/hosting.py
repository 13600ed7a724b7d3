"""How long hosting capacity takes for a whole town, its memory, and what fits: grid and demand of today, then panels.

python benchmarks/hosting.py [--data GEOPACKAGE] [--technology pv] [--placements 100] [--net JSON --profiles FILE]

Without a net and profiles they are made first, as `benchmarks/town.py` does, with today's shares. The engine runs in a
process of its own, so that the memory is its own too.
"""

from __future__ import annotations

import argparse
import importlib.util
import os
import resource
import subprocess
import sys
import sysconfig
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
TODAY = {"EV_SHARE": 5, "HEAT_PUMP_SHARE": 8, "PV_SHARE": 25, "BATTERY_SHARE": 0}


def load(name: str, path: Path, **more):
    spec = importlib.util.spec_from_file_location(name, path, **more)
    module = importlib.util.module_from_spec(spec)
    sys.modules[name] = module
    spec.loader.exec_module(module)
    return module


def make_town(data: Path, out: Path) -> tuple[Path, Path]:
    """The net and today's profiles of the town, made by `qgis_process`."""
    town = load("town", ROOT / "benchmarks" / "town.py")
    plugins = out / "home" / "profiles" / "default" / "python" / "plugins"
    plugins.mkdir(parents=True)
    (plugins / "stadsstroom").symlink_to(ROOT)
    environment = {
        **os.environ,
        "QT_QPA_PLATFORM": "offscreen",
        "XDG_RUNTIME_DIR": str(out),
        "QGIS_CUSTOM_CONFIG_PATH": str(out / "home"),
        "PYTHONPATH": sysconfig.get_path("purelib"),
    }
    subprocess.run(
        ["qgis_process", "plugins", "enable", "stadsstroom"], env=environment, capture_output=True, check=True
    )
    for algorithm, inputs in town.steps(data, out)[:2]:
        if algorithm == "demand":
            inputs.update(TODAY)
        town.run(algorithm, inputs, environment)
    return out / "net.json", out / "profiles.profiles"


def measure(net_file: str, profiles_file: str, technology: str, placements: int) -> None:
    """One run of the engine: seconds of each part, memory, and the run in numbers."""
    sys.path[:] = [p for p in sys.path if Path(p or os.curdir).resolve() != ROOT]
    load("stadsstroom", ROOT / "__init__.py", submodule_search_locations=[str(ROOT)])
    import pandapower
    from stadsstroom.engine.demand import Profiles
    from stadsstroom.engine.holon.hosting import HostingOptions, hosting_capacity

    net, profiles = pandapower.from_json(net_file), Profiles.open(profiles_file)
    steps = hosting_capacity(net, profiles, HostingOptions(technology, placements=placements))
    began = told = time.perf_counter()
    part = "Starting"
    while True:
        try:
            step = next(steps)
        except StopIteration as end:
            found = end.value
            break
        words = step.template.format(**{**step.values, "number": ""}) if step.template else ""
        if words and words != part:
            print(f"{time.perf_counter() - told:8.1f} s  {part}", flush=True)
            told, part = time.perf_counter(), words
    peak_gb = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1e6
    spent = time.process_time()
    print(f"{time.perf_counter() - began:8.1f} s in all, {spent:.0f} s of the processors, {peak_gb:.2f} GB")
    for name, value in found.summary.items():
        print(f"  {name}: {value:,.1f}" if isinstance(value, float) else f"  {name}: {value}")


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    data = Path(os.environ.get("STADSSTROOM_DATA") or ROOT.parent / "shared" / "data")
    parser.add_argument("--data", type=Path, default=data / "staphorst" / "staphorst.gpkg")
    parser.add_argument("--technology", default="pv")
    parser.add_argument("--placements", type=int, default=100)
    parser.add_argument("--net", type=Path)
    parser.add_argument("--profiles", type=Path)
    given = parser.parse_args()
    if given.net and given.profiles:
        measure(str(given.net), str(given.profiles), given.technology, given.placements)
        return 0
    if not given.data.is_file():
        print(f"no town to measure: {given.data.name} is not on this machine (name one with --data)")
        return 0
    with tempfile.TemporaryDirectory() as folder:
        net, profiles = make_town(given.data.resolve(), Path(folder))
        command = [sys.executable, __file__, "--net", str(net), "--profiles", str(profiles)]
        command += ["--technology", given.technology, "--placements", str(given.placements)]
        return subprocess.run(command, check=False).returncode


if __name__ == "__main__":
    sys.exit(main())
