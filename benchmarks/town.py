"""How long a whole town takes through `qgis_process`: grid, demand, congestion of 8,760 hours; and the memory of each.

python benchmarks/town.py [--data GEOPACKAGE]

The town is a GeoPackage with layers named as `make demo DATA=` wants them; by default Staphorst, from the folder that
STADSSTROOM_DATA names or `../shared/data`. Times include the start of QGIS and reading and writing every layer.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import sysconfig
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
LAYERS = {
    "LV_CABLES": "laagspanningskabel",
    "MV_CABLES": "middenspanningskabel",
    "STATIONS": "middenspanningsstation",
    "BUILDINGS": "pand",
    "ADDRESSES": "verblijfsobject",
}
FILTERS = {
    "LV_FILTER": "\"omschrijving\" LIKE '%functie LS%'",
    "STATION_FILTER": "\"omschrijving\" LIKE 'Netstation%' OR \"omschrijving\" LIKE '%medegebruik%'",
    "SOURCE_FILTER": "\"omschrijving\" LIKE 'Transport%'",
}


def steps(town: Path, out: Path) -> list[tuple[str, dict]]:
    """The three algorithms and what each is told; everything they can write is written, into `out`."""
    layers = {name: f"{town}|layername={layer}" for name, layer in LAYERS.items()}
    people = {name: layers[name] for name in ("BUILDINGS", "ADDRESSES")}

    def files(*names: str, suffix: str = "gpkg") -> dict:
        return {name: str(out / f"{name.lower()}.{suffix}") for name in names}

    grid = files("NODES", "SECTIONS", "STATIONS_OUT", "CONNECTIONS", "OPEN_POINTS_OUT", "PROBLEMS")
    net, profiles = files("NET", suffix="json"), files("PROFILES", suffix="profiles")
    verdicts = {name: str(out / f"loading_{name.lower()}.gpkg") for name in ("SECTIONS", "STATIONS", "CONNECTIONS")}
    beside = {**files("HOURLY", suffix="nc"), **files("NET_WORST", suffix="json"), **files("REPORT", suffix="html")}
    shares = {"EV_SHARE": 100, "HEAT_PUMP_SHARE": 100, "PV_SHARE": 60, "BATTERY_SHARE": 20}
    return [
        ("buildgrid", {**layers, **FILTERS, **grid, **net}),
        ("demand", {**people, "CONNECTIONS": grid["CONNECTIONS"], **shares, **profiles, **files("BUILDINGS_OUT")}),
        ("congestion", {**net, **profiles, **verdicts, **beside, **files("RING_CHECK")}),
    ]


def run(algorithm: str, inputs: dict, environment: dict) -> tuple[float, float]:
    """Seconds on the clock and peak memory [GB] of one `qgis_process` run, measured by a process of its own."""
    child = (
        "import json, resource, subprocess, sys, time\n"
        "began = time.time()\n"
        "code = subprocess.run(['qgis_process', 'run', 'stadsstroom:' + sys.argv[1], '-'], stdin=sys.stdin,"
        " stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True)\n"
        "peak = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1e6\n"
        "print(json.dumps([time.time() - began, peak, code.returncode, code.stderr[-2000:]]))\n"
    )
    told = subprocess.run(
        ["/usr/bin/python3", "-c", child, algorithm],
        input=json.dumps({"inputs": inputs}),
        env=environment,
        capture_output=True,
        text=True,
        check=True,
    )
    seconds, peak_gb, code, error = json.loads(told.stdout)
    if code:
        sys.exit(f"{algorithm} failed:\n{error}")
    return seconds, peak_gb


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    data = Path(os.environ.get("STADSSTROOM_DATA") or ROOT.parent / "shared" / "data")
    parser.add_argument("--data", type=Path, default=data / "staphorst" / "staphorst.gpkg")
    town = parser.parse_args().data.resolve()
    if not town.is_file():
        print(f"no town to measure: {town.name} is not on this machine (name one with --data)")
        return 0
    with tempfile.TemporaryDirectory() as folder:
        home, out = Path(folder) / "home", Path(folder) / "out"
        plugins = home / "profiles" / "default" / "python" / "plugins"
        plugins.mkdir(parents=True)
        out.mkdir()
        (plugins / "stadsstroom").symlink_to(ROOT)
        environment = {
            **os.environ,
            "QT_QPA_PLATFORM": "offscreen",
            "XDG_RUNTIME_DIR": folder,
            "QGIS_CUSTOM_CONFIG_PATH": str(home),
            "PYTHONPATH": sysconfig.get_path("purelib"),
        }
        enable = ["qgis_process", "plugins", "enable", "stadsstroom"]
        subprocess.run(enable, env=environment, capture_output=True, check=True)
        print(f"{'algorithm':<12}{'seconds':>9}{'peak GB':>9}")
        for algorithm, inputs in steps(town, out):
            seconds, peak_gb = run(algorithm, inputs, environment)
            print(f"{algorithm:<12}{seconds:>9.1f}{peak_gb:>9.2f}", flush=True)
        written = sum(path.stat().st_size for path in out.iterdir())
        print(f"written: {written / 1e6:,.0f} MB; {os.cpu_count()} cores")
    return 0


if __name__ == "__main__":
    sys.exit(main())
