"""How much more found groups meet inside than neighbourhoods and station areas do, and how long finding them takes.

python benchmarks/holons_found.py --profiles FILE --connections GEOPACKAGE --areas GEOPACKAGE [--layer buurt]

The profiles are of the demand algorithm, the connections of the grid algorithm; areas are polygons. Groups are asked
for at the number and the largest size of the areas, once with the areas as a second start and once without any hint.
"""

from __future__ import annotations

import argparse
import importlib.util
import resource
import sys
import time
from pathlib import Path

import numpy as np
import shapely

ROOT = Path(__file__).resolve().parents[1]


def load(name: str, path: Path, **more):
    spec = importlib.util.spec_from_file_location(name, path, **more)
    module = importlib.util.module_from_spec(spec)
    sys.modules[name] = module
    spec.loader.exec_module(module)
    return module


def only_layer(path: Path) -> str:
    import sqlite3

    with sqlite3.connect(f"file:{path}?mode=ro", uri=True) as file:
        return file.execute("select table_name from gpkg_contents").fetchone()[0]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    for name in ("profiles", "connections", "areas"):
        parser.add_argument(f"--{name}", type=Path, required=True)
    parser.add_argument("--layer", default="buurt")
    given = parser.parse_args()
    load("stadsstroom", ROOT / "__init__.py", submodule_search_locations=[str(ROOT)])
    read_layer = load("real_town", ROOT / "tests" / "real_town.py").read_layer
    from stadsstroom.engine.demand import Profiles
    from stadsstroom.engine.holon.found import FoundOptions, find_holons
    from stadsstroom.engine.holon.nesting import neighbours
    from stadsstroom.engine.progress import finish

    profiles = Profiles.open(given.profiles)
    table = read_layer(given.connections, only_layer(given.connections))
    row = {name: k for k, name in enumerate(table.frame["connection_id"])}
    table = table.take(np.array([row[name] for name in profiles.connection_ids]))
    polygons = read_layer(given.areas, given.layer)
    point, area = shapely.STRtree(polygons.geometry).query(table.geometry, predicate="intersects")
    in_area = np.full(len(table), -1)
    in_area[point] = area
    places, edges = shapely.get_coordinates(table.geometry), neighbours(table.geometry)
    station = table.frame["station_id"].fillna("").to_numpy(object)
    print(f"{len(table)} connections, {len(edges)} neighbours, {profiles.hours} hours")
    print(f"{'beside':<22}{'groups':>7}{'largest':>8}{'inside MWh':>12}{'areas MWh':>11}{'margin %':>10}"
          f"{'modularity':>11}{'seconds':>9}{'CPU s':>7}")  # fmt: skip
    for name, areas in ((given.layer, in_area), ("stations", station)):
        size = np.unique(areas[areas != (-1 if areas is in_area else "")].astype(str), return_counts=True)[1]
        alone = len(areas) - int(size.sum())
        runs = {
            f"{name}, a second start": (FoundOptions(like_areas=True), areas),
            f"{name}, no hint": (FoundOptions(number=len(size) + alone, most_connections=int(size.max())), None),
        }
        for label, (options, start) in runs.items():
            began, cpu = time.perf_counter(), time.process_time()
            found = finish(find_holons(profiles, places, edges, options, start))
            took = time.perf_counter() - began, time.process_time() - cpu
            s = found.summary
            theirs = (s["areas_met_inside_mwh"], s["margin_percent"]) if start is not None else (np.nan, np.nan)
            print(f"{label:<22.22}{s['groups']:>7}{s['largest']:>8}{s['met_inside_mwh']:>12,.1f}{theirs[0]:>11,.1f}"
                  f"{theirs[1]:>10.2f}{s['modularity']:>11.4f}{took[0]:>9.1f}{took[1]:>7.1f}", flush=True)  # fmt: skip
    print(f"memory: {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1e6:.2f} GB")


if __name__ == "__main__":
    main()
