"""How long the heat of a whole town takes through `qgis_process`: demand, network, design day, year; and the memory.

python benchmarks/heat_town.py [--data GEOPACKAGE] [--times N] [--year] [--loop]

The town is a GeoPackage as in `benchmarks/town.py`; where there is none, the demo neighbourhood. --times 4 lays so many
copies of it side by side (10,000 buildings of Staphorst's 2,700 heated ones), with a source each. --year solves 8,760
hours too. --loop makes an ambient loop with cooling. Times include the start of QGIS and reading and writing layers.
"""

from __future__ import annotations

import json
import os
import shutil
import sqlite3
import struct
import sys
from pathlib import Path

import numpy as np
import shapely
from shared.in_qgis import TOWN, QgisProcess, files, layers_of, town_arguments

CABLES = TOWN["LV_CABLES"]
LAYERS = (TOWN["BUILDINGS"], TOWN["ADDRESSES"], CABLES)
APART_M = 500.0
AMBIENT_LOOP, COOL_ALL, WHOLE_YEAR = 4, 2, 2  # positions in the lists of choices
SOURCES = {False: ("waste_heat", 95.0), True: ("surface_water", 12.0)}  # by whether it is an ambient loop


def blob_split(blob: bytes) -> tuple[bytes, bytes]:
    """Header of 8 bytes and WKB of a geometry in a GeoPackage."""
    envelope = {0: 0, 1: 32, 2: 48, 3: 48, 4: 64}[blob[3] >> 1 & 7]
    return blob[:8], blob[8 + envelope :]


def lay_copies(source: Path, target: Path, times: int) -> list[tuple[float, float]]:
    """Copies of the layers side by side (columns that identify get a suffix); a place for the source of each."""
    shutil.copyfile(source, target)
    spots: list[tuple[float, float]] = []
    with sqlite3.connect(target) as db:
        triggers = db.execute("select name from sqlite_master where type = 'trigger'").fetchall()
        for (name,) in triggers:
            db.execute(f'drop trigger "{name}"')
        db.execute("delete from gpkg_ogr_contents")  # its counts of features no longer hold
        width = 0.0
        for layer in LAYERS:
            column, _ = db.execute(
                "select column_name, srs_id from gpkg_geometry_columns where table_name = ?", (layer,)
            ).fetchone()
            names = [row[1] for row in db.execute(f'pragma table_info("{layer}")')]
            at = names.index(column)
            rows = [list(row) for row in db.execute(f'select * from "{layer}" order by 1') if row[at] is not None]
            shapes = shapely.force_2d(shapely.from_wkb([blob_split(row[at])[1] for row in rows]))
            if not width:
                left, _, right, _ = shapely.total_bounds(shapes)
                width = right - left + APART_M
                middle = np.median(shapely.get_coordinates(shapely.centroid(shapes)), axis=0)
                spots = [(float(middle[0] + k * width), float(middle[1])) for k in range(times)]
            first = max(row[0] for row in rows) + 1
            marks = ", ".join("?" * len(names))
            text = [k for k, name in enumerate(names) if "identificatie" in name.lower() and k != at]
            for k in range(1, times):
                moved = shapely.to_wkb(shapely.transform(shapes, lambda xy, by=k * width: xy + np.array([by, 0.0])))
                for number, (row, wkb) in enumerate(zip(rows, moved)):
                    new = list(row)
                    new[0] = first * k + number
                    head = blob_split(row[at])[0]
                    new[at] = head[:3] + struct.pack("B", head[3] & 0b1) + head[4:] + wkb
                    for place in text:
                        new[place] = None if new[place] is None else f"{new[place]}-{k}"
                    db.execute(f'insert into "{layer}" values ({marks})', new)
    return spots


def write_sources(path: Path, spots, kind: str, celsius: float) -> None:
    features = [
        {
            "type": "Feature",
            "properties": {"source_id": f"source {k + 1}", "kind": kind, "temperature_c": celsius},
            "geometry": {"type": "Point", "coordinates": spot},
        }
        for k, spot in enumerate(spots)
    ]
    crs = {"type": "name", "properties": {"name": "urn:ogc:def:crs:EPSG::28992"}}
    path.write_text(json.dumps({"type": "FeatureCollection", "crs": crs, "features": features}))


def steps(town: Path, sources: Path, out: Path, arguments) -> list[tuple[str, str, dict]]:
    """(what, algorithm, its inputs) of every step."""
    heat = {**files(out, "BUILDINGS_OUT", "CELLS"), **files(out, "HEAT_PROFILES", suffix="profiles")}
    net = files(out, "NET", suffix="json")
    made = files(out, "PIPES", "CONNECTIONS", "STATIONS", "EXTRA")
    generation = {"GENERATION": AMBIENT_LOOP} if arguments.loop else {}
    people = layers_of(town, ("BUILDINGS", "ADDRESSES"))
    hours = {**net, "HEAT_PROFILES": heat["HEAT_PROFILES"]}
    tables = ("PIPES", "CONNECTIONS", "STATIONS", "BOTTLENECKS")
    found = [
        ("heat demand", "heatdemand", {**people, **heat, "COOLING": COOL_ALL if arguments.loop else 0}),
        (
            "network",
            "designheatnetwork",
            {
                "BUILDINGS": heat["BUILDINGS_OUT"], "SOURCES": str(sources), "HEAT_PROFILES": heat["HEAT_PROFILES"],
                "CABLES": f"{town}|layername={CABLES}", **generation, **net, **made,
            },
        ),
        (
            "design day",
            "simulateheatnetwork",
            {**hours, **files(out, *tables, prefix="day_"), **files(out, "HOURLY", suffix="nc")},
        ),
    ]  # fmt: skip
    if arguments.year:
        whole = {"SCOPE": WHOLE_YEAR, **files(out, *tables, prefix="year_")}
        found.append(("year", "simulateheatnetwork", {**hours, **whole}))
    return found


def main() -> int:
    parser = town_arguments(__doc__)
    parser.add_argument("--times", type=int, default=1)
    parser.add_argument("--year", action="store_true")
    parser.add_argument("--loop", action="store_true")
    arguments = parser.parse_args()
    with QgisProcess() as qgis:
        town = qgis.town_or_demo(arguments.data.resolve())
        out = qgis.folder / "out"
        out.mkdir()
        copy = qgis.folder / "town.gpkg"
        spots = lay_copies(town, copy, arguments.times)
        sources = qgis.folder / "sources.geojson"
        write_sources(sources, spots, *SOURCES[arguments.loop])
        print(f"{'step':<12}{'seconds':>9}{'CPU s':>9}{'peak GB':>9}")
        for what, algorithm, inputs in steps(copy, sources, out, arguments):
            run = qgis.run(algorithm, inputs)
            print(f"{what:<12}{run.seconds:>9.1f}{run.cpu_seconds:>9.1f}{run.peak_gb:>9.2f}", flush=True)
            told = {k: v for k, v in run.results.items() if not isinstance(v, str) or len(v) < 90}
            print("   " + ", ".join(f"{k.lower()} {v}" for k, v in told.items()))
        written = sum(path.stat().st_size for path in out.iterdir())
        print(f"written: {written / 1e6:,.0f} MB; {os.cpu_count()} cores")
    return 0


if __name__ == "__main__":
    sys.exit(main())
