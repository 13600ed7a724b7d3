"""Sun on roofs: Stadsstroom beside GRASS r.horizon and r.sun and UMEP's shadows, on the same raster in the same run.

    python benchmarks/roofs.py [--quick] [--large] [--mega-cells N] [--umep-python PATH] [--numpy]

A synthetic town (gables, flats, trees; 0.5 m), every cell of it, the same physics each time:

- r.horizon in 36 directions beside our horizons in 36 directions;
- r.sun's clear days beside our year: hourly beam with shadow, Perez' sky from the same 64 horizons, ground. A year is
  365 days of r.sun, of which a few are run; once with the maps of r.horizon, once with its own rays;
- SEBE's year in one band beside our year in one band. SEBE casts 145 shadows, one for each patch of its sky; the
  package `umep` brings its shadow function and not SEBE itself, so one patch of each ring is run, counted for all of
  its ring, and nothing else of SEBE: a lower bound of its time.

Ours is also shown with twelve months, which SEBE and r.sun do not give here. Wall time, and time of the processor over
all cores, which other work on the machine disturbs less. Compilation is shown apart. --large: 80 Mpx (or
--mega-cells), every cell, with the peak of memory. --umep-python: an interpreter that has `umep`, which needs other
versions of packages than ours.
"""

from __future__ import annotations

import argparse
import importlib
import importlib.util
import json
import os
import resource
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import numpy as np

ROOT = Path(__file__).resolve().parents[1]
CELL_M, DIRECTIONS, SEARCH_M = 0.5, 64, 300.0
X0, Y0 = 85_000.0, 447_000.0  # Delft, so that r.sun knows its latitude
GRASS_DAYS, GRASS_DIRECTIONS = (20, 80, 172), 36
# Rings of SEBE's sky: elevation, an azimuth in it to run, and how many patches it has.
SEBE_RINGS = [
    (6, 97, 30),
    (18, 203, 30),
    (30, 311, 24),
    (42, 71, 24),
    (54, 163, 18),
    (66, 283, 12),
    (78, 29, 6),
    (90, 0, 1),
]


def timed(work, *args, **kwargs) -> tuple[tuple[float, float], object]:
    """((seconds, seconds of the processor of this and ended child processes), what the work returns)."""
    began, before = time.perf_counter(), os.times()
    result = work(*args, **kwargs)
    took, after = time.perf_counter() - began, os.times()
    return (took, sum(after[:4]) - sum(before[:4])), result


def stadsstroom():
    """The checkout as the package `stadsstroom`, as QGIS loads it."""
    sys.path[:] = [p for p in sys.path if Path(p or os.curdir).resolve() != ROOT]
    spec = importlib.util.spec_from_file_location(
        "stadsstroom", ROOT / "__init__.py", submodule_search_locations=[str(ROOT)]
    )
    package = importlib.util.module_from_spec(spec)
    sys.modules["stadsstroom"] = package
    spec.loader.exec_module(package)


def town(side: int, seed: int = 4) -> np.ndarray:
    """Heights (side, side) float32 of streets of houses with gables, flats among them, and trees."""
    rng = np.random.default_rng(seed)
    z = rng.normal(0, 0.03, (side, side)).astype(np.float32)
    for row in range(10, side - 40, 56):
        for col in range(10, side - 40, 26):
            kind = rng.random()
            if kind < 0.15:
                z[row : row + 36, col : col + 24] = rng.choice([6, 9, 15, 24])
            elif kind < 0.9:
                depth = np.abs(np.arange(20) - 9.5) * CELL_M
                z[row : row + 20, col : col + 20] = 5.5 + 0.8 * (5 - depth)[:, None]
            if rng.random() < 0.5:
                z[row + 30 : row + 38, col + 4 : col + 12] = rng.uniform(4, 12) + rng.normal(0, 0.5, (8, 8))
    return z


class Town:
    """A raster of any size made of one block again and again: what is read is made, nothing is kept."""

    def __init__(self, block: np.ndarray, rows: int, cols: int, place_of):
        self.block, self.crs = block, "EPSG:28992"
        self.place = place_of(X0, Y0, CELL_M, rows, cols)

    def read(self, rows: slice, cols: slice) -> np.ndarray:
        side = len(self.block)
        return self.block[np.ix_(np.arange(rows.start, rows.stop) % side, np.arange(cols.start, cols.stop) % side)]


class Sum:
    """A writer that keeps the sum of the year only."""

    def __init__(self):
        self.cells, self.kwh = 0, 0.0

    def write(self, row0, col0, block):
        self.cells += np.isfinite(block[0]).sum()
        self.kwh += np.nansum(block[0], dtype=float)


def our_year(raster, use_numba=None, months=True) -> float:
    """Mean kWh/m² of all cells."""
    light = importlib.import_module("stadsstroom.engine.roof.light")
    demand = importlib.import_module("stadsstroom.engine.demand")
    finish = importlib.import_module("stadsstroom.engine.progress").finish
    options = light.LightOptions(
        directions=DIRECTIONS, search_m=SEARCH_M, every_cell=True, months=months, use_numba=use_numba
    )
    total = Sum()
    finish(light.light_on_roofs(raster, None, demand.typical_year(), options, total))
    return total.kwh / max(total.cells, 1)


def our_horizons(z: np.ndarray, directions: int) -> None:
    """The horizons of all cells in all directions."""
    horizon = importlib.import_module("stadsstroom.engine.roof.light.horizon")
    around, out = horizon.Surroundings(z, CELL_M, search_m=SEARCH_M), np.empty((2, *z.shape), np.float32)
    for azimuth in horizon.azimuths(directions)[: directions // 2]:
        list(around.horizons(float(azimuth), *out))


def by_grass(z: np.ndarray, folder: Path, quick: bool) -> dict | None:
    """Times of r.horizon and of r.sun a day, by running this file inside a session of GRASS."""
    if shutil.which("grass") is None:
        return None
    z.astype("<f4").tofile(folder / "z.bin")
    (folder / "job.json").write_text(json.dumps({"shape": z.shape, "quick": quick, "folder": str(folder)}))
    command = [
        "grass",
        "--tmp-location",
        "EPSG:28992",
        "--exec",
        sys.executable,
        __file__,
        "--inside-grass",
        str(folder),
    ]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    answer = folder / "grass.json"
    if not answer.exists():
        print("GRASS stopped:", done.stderr.strip().splitlines()[-1:])
        return None
    return json.loads(answer.read_text())


def inside_grass(folder: Path) -> None:
    job = json.loads((folder / "job.json").read_text())
    rows, cols = job["shape"]

    def run(*words) -> tuple[float, float]:
        return timed(subprocess.run, words, check=True, capture_output=True)[0]

    place = [f"north={Y0}", f"south={Y0 - rows * CELL_M}", f"west={X0}", f"east={X0 + cols * CELL_M}"]
    run("r.in.bin", "-f", f"input={folder / 'z.bin'}", "output=z", "bytes=4", *place, f"rows={rows}", f"cols={cols}")
    run("g.region", "raster=z")
    run("r.slope.aspect", "elevation=z", "slope=slope", "aspect=aspect")
    step = 360 / GRASS_DIRECTIONS
    horizon = run("r.horizon", "elevation=z", f"step={step:g}", "output=h", f"maxdistance={SEARCH_M:g}")
    given = ["elevation=z", "slope=slope", "aspect=aspect", "linke_value=3", "step=1", "nprocs=2", "--overwrite"]
    out = ["glob_rad=day"]
    days = GRASS_DAYS[1:2] if job["quick"] else GRASS_DAYS
    with_maps = [run("r.sun", *given, *out, f"day={d}", "horizon_basename=h", f"horizon_step={step:g}") for d in days]
    rays = [run("r.sun", *given, *out, f"day={d}") for d in days]
    answer = {"horizon": horizon, "days_with_maps": with_maps, "days_with_rays": rays}
    (folder / "grass.json").write_text(json.dumps(answer))


SEBE = """
import json, sys, time
import numpy as np
from umep.util.SEBESOLWEIGCommonFiles.shadowingfunction_wallheight_13 import shadowingfunction_wallheight_13 as shadow
z = np.load(sys.argv[1]).astype(float)
walls = np.zeros_like(z)
walls[1:-1, 1:-1] = np.maximum.reduce([z[:-2, 1:-1], z[2:, 1:-1], z[1:-1, :-2], z[1:-1, 2:]]) - z[1:-1, 1:-1]
walls[walls < 2] = 0
aspect = np.full_like(z, 180.0)
seconds = []
for altitude, azimuth, _ in json.loads(sys.argv[2]):
    began, before = time.perf_counter(), time.process_time()
    shadow(z, azimuth, altitude, 1 / 0.5, walls, aspect * np.pi / 180)
    seconds.append((time.perf_counter() - began, time.process_time() - before))
print(json.dumps(seconds))
"""


def by_sebe(z: np.ndarray, folder: Path, python: str) -> np.ndarray | None:
    """Time of one of SEBE's shadows in each ring of its sky: (rings, 2)."""
    np.save(folder / "z.npy", z)
    words = [python, "-c", SEBE, str(folder / "z.npy"), json.dumps(SEBE_RINGS)]
    done = subprocess.run(words, capture_output=True, text=True, check=False)
    if done.returncode:
        print("  ", (done.stderr.strip().splitlines() or ["it stopped"])[-1])
        return None
    return np.array(json.loads(done.stdout.strip().splitlines()[-1]))


def seconds(took) -> str:
    return f"{took[0]:.2f} ({took[1]:.2f} of the processor)"


def told(what: str, theirs, ours) -> None:
    print(
        f"{what}: {seconds(theirs)} = {theirs[0] / ours[0]:.0f} times ours ({theirs[1] / ours[1]:.0f} of the processor)"
    )


def best(runs: int, work, *args, **kwargs) -> tuple[tuple[float, float], object]:
    """The run with the least wall time, with its processor time."""
    return min((timed(work, *args, **kwargs) for _ in range(runs)), key=lambda run: run[0])


def beside(args) -> None:
    mega = 0.25 if args.quick else args.mega_cells or 1.0
    side, runs = round(1000 * mega**0.5), 1 if args.quick else 3
    heights = importlib.import_module("stadsstroom.engine.roof.heights")
    block = town(side)
    raster = Town(block, side, side, heights.GridPlace)
    print(f"{side * side / 1e6:g} Mpx at {CELL_M} m, {os.cpu_count()} cores, all times in seconds")
    first, _ = timed(our_year, Town(block[:64, :64].copy(), 64, 64, heights.GridPlace))
    print(f"first run of a speck, with compilation or loading it: {first[0]:.1f}")
    year, mean = best(runs, our_year, raster, months=False)
    print(f"ours, a year for every cell, {DIRECTIONS} directions: {seconds(year)} (mean {mean:.0f} kWh/m²)")
    print(f"ours, with twelve months beside it: {seconds(best(runs, our_year, raster)[0])}")
    swept = {d: best(runs, our_horizons, block, d)[0] for d in (GRASS_DIRECTIONS, DIRECTIONS)}
    print("ours, horizons only: " + "; ".join(f"{d} directions {seconds(took)}" for d, took in swept.items()))
    if args.numpy:
        slow, again = timed(our_year, raster, use_numba=False, months=False)
        print(f"ours without numba: {seconds(slow)}, {slow[0] / year[0]:.0f} times as long (mean {again:.0f} kWh/m²)")
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        grass = by_grass(block, folder, args.quick)
        if grass is None:
            print("GRASS: skipped, there is no `grass` on this machine (Debian: grass-core)")
        else:
            horizon = np.array(grass["horizon"])
            maps, rays = np.mean(grass["days_with_maps"], axis=0), np.mean(grass["days_with_rays"], axis=0)
            told(f"r.horizon, {GRASS_DIRECTIONS} directions", horizon, swept[GRASS_DIRECTIONS])
            told(f"r.sun with these maps, {maps[0]:.2f} a day, a year", horizon + 365 * maps, year)
            told(f"r.sun with its own rays, {rays[0]:.2f} a day, a year", 365 * rays, year)
        sebe = by_sebe(block, folder, args.umep_python)
        if sebe is None:
            print("SEBE: skipped, the package `umep` is not in that interpreter (--umep-python)")
        else:
            patches = np.array([ring[2] for ring in SEBE_RINGS])
            told(f"SEBE's {patches.sum()} shadows and nothing else of it, a year", patches @ sebe, year)


def large(mega: float) -> None:
    heights = importlib.import_module("stadsstroom.engine.roof.heights")
    side = round(1000 * mega**0.5)
    raster = Town(town(1500), side, side, heights.GridPlace)
    our_year(Town(raster.block[:64, :64].copy(), 64, 64, heights.GridPlace))
    took, mean = timed(our_year, raster)
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024**2
    print(f"{side * side / 1e6:.0f} Mpx, every cell, 12 months: {seconds(took)} s, at most {peak:.2f} GB")
    print(f"mean of all cells: {mean:.0f} kWh/m²")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--quick", action="store_true", help="a quarter of a million cells, one day of GRASS")
    parser.add_argument("--large", action="store_true", help="ours alone on 80 Mpx, with the peak of memory")
    parser.add_argument("--numpy", action="store_true", help="also without numba")
    parser.add_argument("--mega-cells", type=float, help="million cells: 1, or 80 with --large")
    parser.add_argument("--umep-python", default=sys.executable)
    parser.add_argument("--inside-grass", help=argparse.SUPPRESS)
    args = parser.parse_args()
    if args.inside_grass:
        inside_grass(Path(args.inside_grass))
        return
    stadsstroom()
    large(args.mega_cells or 80.0) if args.large else beside(args)


if __name__ == "__main__":
    main()
