"""How long a whole town takes through `qgis_process`: grid, demand, congestion of 8,760 hours; and the memory of each.

python benchmarks/town.py [--data GEOPACKAGE]

The town is a GeoPackage with layers named as `make demo DATA=` wants them; by default Staphorst, from the folder that
STADSSTROOM_DATA names or `../shared/data`. Times include the start of QGIS and reading and writing every layer.
"""

from __future__ import annotations

import os
import sys
from pathlib import Path

from shared.in_qgis import FILTERS, QgisProcess, files, layers_of, town_arguments


def steps(town: Path, out: Path) -> list[tuple[str, dict]]:
    """The three algorithms and what each is told; everything they can write is written, into `out`."""
    grid = files(out, "NODES", "SECTIONS", "STATIONS_OUT", "CONNECTIONS", "OPEN_POINTS_OUT", "PROBLEMS")
    net, profiles = files(out, "NET", suffix="json"), files(out, "PROFILES", suffix="profiles")
    verdicts = files(out, "SECTIONS", "STATIONS", "CONNECTIONS", prefix="loading_")
    beside = {
        **files(out, "HOURLY", suffix="nc"),
        **files(out, "NET_WORST", suffix="json"),
        **files(out, "REPORT", suffix="html"),
    }
    shares = {"EV_SHARE": 100, "HEAT_PUMP_SHARE": 100, "PV_SHARE": 60, "BATTERY_SHARE": 20}
    people = {**layers_of(town, ("BUILDINGS", "ADDRESSES")), "CONNECTIONS": grid["CONNECTIONS"]}
    return [
        ("buildgrid", {**layers_of(town), **FILTERS, **grid, **net}),
        ("demand", {**people, **shares, **profiles, **files(out, "BUILDINGS_OUT")}),
        ("congestion", {**net, **profiles, **verdicts, **beside, **files(out, "RING_CHECK")}),
    ]


def main() -> int:
    town = town_arguments(__doc__).parse_args().data.resolve()
    if not town.is_file():
        print(f"no town to measure: {town.name} is not on this machine (name one with --data)")
        return 0
    with QgisProcess() as qgis:
        out = qgis.folder / "out"
        out.mkdir()
        print(f"{'algorithm':<12}{'seconds':>9}{'CPU s':>9}{'peak GB':>9}")
        for algorithm, inputs in steps(town, out):
            run = qgis.run(algorithm, inputs)
            print(f"{algorithm:<12}{run.seconds:>9.1f}{run.cpu_seconds:>9.1f}{run.peak_gb:>9.2f}", flush=True)
        written = sum(path.stat().st_size for path in out.iterdir())
        print(f"written: {written / 1e6:,.0f} MB; {os.cpu_count()} cores")
    return 0


if __name__ == "__main__":
    sys.exit(main())
