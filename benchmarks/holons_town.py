"""Holons, pockets and copper beside steering of a whole town through `qgis_process`: today, in 2030 and in 2050.

python benchmarks/holons_town.py [--data GEOPACKAGE] [--out FOLDER] [--scenarios today 2030 2050] [--no-curves]
                                 [--draw]

The town is a GeoPackage as in `benchmarks/town.py`; where there is none, the demo neighbourhood. The shares are those
of `resources/catalogue/scenarios.csv`. Prints what every step takes and one table of what the scenarios say; leaves
layers, reports and maps in the folder. --no-curves leaves out how far a budget reaches, which takes longest. --draw
draws and tells what an earlier run has left.
"""

from __future__ import annotations

import os
import sys
from pathlib import Path

from shared.figures import figures, layer_frame, print_table
from shared.in_qgis import FILTERS, ROOT, QgisProcess, files, layers_of, load_package, town_arguments

BY_AREAS, FOUND, SINGLE_CONNECTIONS = 1, 2, 0  # positions in the lists of choices
SCENARIOS = ("today", "2030", "2050")
AREAS = "buurt"


class Town:
    """One grid, several scenarios; every file lies in the folder `out`, those of a scenario begin with its name."""

    def __init__(self, qgis: QgisProcess, town: Path, out: Path, curves: bool):
        self.qgis, self.town, self.out, self.curves = qgis, town, out, curves
        self.people = layers_of(town, ("BUILDINGS", "ADDRESSES"))
        self.net = files(out, "NET", suffix="json")
        self.grid = files(out, "SECTIONS", "STATIONS_OUT", "CONNECTIONS", prefix="grid_")

    def build(self) -> None:
        self._run("", "buildgrid", {**layers_of(self.town), **FILTERS, **self.grid, **self.net})

    def demand(self, name: str) -> dict:
        """The hours of a scenario's shares."""
        hours = files(self.out, "PROFILES", suffix="profiles", prefix=f"{name}_")
        on_grid = {"CONNECTIONS": self.grid["CONNECTIONS"]}
        self._run(name, "demand", {**self.people, **on_grid, **shares_of(name), **hours})
        return hours

    def calculate(self, name: str) -> None:
        """Everything of one scenario; growth is counted from the first, whose hours must be there."""
        out, begin = self.out, f"{name}_"
        hours = self.demand(name)
        loaded = files(out, "SECTIONS", "STATIONS", "CONNECTIONS", prefix=begin)
        both = {**self.net, **hours}
        self._run(name, "congestion", {**both, **loaded})
        self._holons(name, {**hours, "CONNECTIONS": self.grid["CONNECTIONS"]})
        made = files(out, "POCKETS", "REMEDIES", "SWITCHES", prefix=begin)
        self._run(name, "pockets", {**both, **made, **files(out, "STEERED", suffix="profiles", prefix=begin)})
        growth = {} if name == SCENARIOS[0] else {"BASE_PROFILES": str(out / f"{SCENARIOS[0]}_profiles.profiles")}
        curves = self.curves and bool(growth)
        compared = files(out, "MEASURES", "RANKED", "AREAS", *(("CURVES",) if curves else ()), prefix=begin)
        page = files(out, "REPORT", suffix="html", prefix=begin)
        self._run(name, "reinforce", {**both, **growth, "CURVES_TOO": curves, "SCENARIO": name, **compared, **page})

    def _holons(self, name: str, hours: dict) -> None:
        """By the grid with all hours; then by areas, and as many found ones that grow no larger."""
        out = self.out
        by_grid = {
            **self.net,
            "BUILDINGS": self.people["BUILDINGS"],
            **files(out, "HOLONS", "FLOWS", "LEVELS", prefix=f"{name}_"),
            **files(out, "HOLON_PROFILES", "FLOW_HOURS", suffix="profiles", prefix=f"{name}_"),
        }
        self._run(name, "holons", {**hours, **by_grid})
        if AREAS not in self._tables():
            return
        areas = {"AREAS_1": f"{self.town}|layername={AREAS}"}
        made = files(out, "HOLONS", "LEVELS", prefix=f"{name}_areas_")
        self._run(name, "holons", {**hours, **areas, "METHOD": BY_AREAS, **made})
        holons = layer_frame(Path(made["HOLONS"]))
        holons = holons[holons["kind"] == "area"]
        limits = {"FOUND_NUMBER": len(holons), "FOUND_MOST": int(holons["connections"].max())}
        found = {"METHOD": FOUND, "FOUND_UNIT": SINGLE_CONNECTIONS, **limits}
        made = files(out, "HOLONS", "LEVELS", prefix=f"{name}_found_")
        self._run(name, "holons", {**hours, **areas, **found, **made})

    def _tables(self) -> set[str]:
        import sqlite3

        with sqlite3.connect(f"file:{self.town}?mode=ro", uri=True) as file:
            return {name for (name,) in file.execute("select table_name from gpkg_contents")}

    def _run(self, scenario: str, algorithm: str, inputs: dict) -> None:
        run = self.qgis.run(algorithm, inputs)
        print(f"{scenario:<8}{algorithm:<12}{run.seconds:>9.1f}{run.cpu_seconds:>9.1f}{run.peak_gb:>9.2f}", flush=True)


def shares_of(scenario: str) -> dict[str, float]:
    """{parameter of the demand algorithm: percent}."""
    from stadsstroom.engine.catalogue import read_catalogue

    table = read_catalogue("scenarios")
    rows = table[table["scenario"].astype(str) == scenario]
    return dict(zip(rows["parameter"], rows["percent"].astype(float)))


def main() -> int:
    parser = town_arguments(__doc__)
    parser.add_argument("--out", type=Path, default=ROOT / "build" / "holons_town")
    parser.add_argument("--scenarios", nargs="+", choices=SCENARIOS, default=SCENARIOS)
    parser.add_argument("--no-curves", action="store_true")
    parser.add_argument("--draw", action="store_true")
    given = parser.parse_args()
    out = given.out.resolve()
    out.mkdir(parents=True, exist_ok=True)
    load_package()
    with QgisProcess() as qgis:
        town_file = qgis.town_or_demo(given.data.resolve())
        if not given.draw:
            town = Town(qgis, town_file, out, not given.no_curves)
            print(f"{'':<8}{'algorithm':<12}{'seconds':>9}{'CPU s':>9}{'peak GB':>9}")
            town.build()
            if SCENARIOS[0] not in given.scenarios:
                town.demand(SCENARIOS[0])
            for scenario in given.scenarios:
                town.calculate(scenario)
            written = sum(path.stat().st_size for path in out.iterdir() if path.is_file())
            print(f"written: {written / 1e6:,.0f} MB; {os.cpu_count()} cores\n")
        print_table({scenario: figures(out, scenario) for scenario in given.scenarios})
        draw(out, town_file, given.scenarios)
    return 0


def draw(out: Path, town: Path, scenarios) -> None:
    """The maps of each scenario, in a QGIS without window."""
    from stadsstroom.resources.demo.run_demo import start_qgis

    _alive = start_qgis(out / ".qgis")  # QGIS lives as long as this does
    from qgis.core import QgsProject
    from shared.maps import Maps
    from stadsstroom.plugin import expressions

    _function = expressions.register()  # QGIS does not keep it

    for scenario in scenarios:
        for picture in Maps(out, scenario, {name: f"{town}|layername={name}" for name in ("pand",)}).draw():
            print(picture)
        QgsProject.instance().clear()
    expressions.unregister()


if __name__ == "__main__":
    sys.exit(main())
