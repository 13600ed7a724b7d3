"""What `make demo` does: a neighbourhood, or a town of your own, today and in the future, in a QGIS without window.

Leaves in the folder `demo`: a QGIS project, a GeoPackage with all layers, per scenario the hourly mesh and the report,
the net, the hours of the roofs, and pictures of the maps; and prints where they are and what they say.

    run_demo.py --data <GeoPackage> --today EV=5,HP=8,PV=25 --future EV=100,HP=100,PV=60 --out demo
"""

from __future__ import annotations

import argparse
import importlib.util
import os
import sys
import time
from dataclasses import dataclass, field
from pathlib import Path

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
ROOT = Path(__file__).resolve().parents[2]
SHARES = {"EV": "EV_SHARE", "HP": "HEAT_PUMP_SHARE", "PV": "PV_SHARE", "BATTERY": "BATTERY_SHARE"}
NAMES = {"EV": "cars", "HP": "heat pumps", "PV": "solar roofs", "BATTERY": "batteries"}
TOWN = ("pand", "verblijfsobject", "laagspanningskabel", "middenspanningskabel", "middenspanningsstation")
GRID = ("NODES", "SECTIONS", "STATIONS_OUT", "CONNECTIONS", "OPEN_POINTS_OUT", "PROBLEMS")


@dataclass(frozen=True)
class Scenario:
    """name: its group in the project and the title of its report; word: the beginning of its files' names; shares:
    {"EV": percent, …}; findings: what its results say, line by line."""

    name: str
    word: str
    shares: dict[str, float]
    findings: list[str] = field(default_factory=list)

    def said(self) -> str:
        """The shares in the user's language."""
        from stadsstroom.processing.words import tr

        return ", ".join(f"{share:g} % {tr(NAMES[key])}" for key, share in self.shares.items() if share)


def shares_of(text: str) -> dict[str, float]:
    """{"EV": 5.0, "HP": 8.0, …} from "EV=5,HP=8"."""
    shares = {}
    for part in filter(None, text.replace(" ", "").split(",")):
        key, _, value = part.partition("=")
        if key.upper() not in SHARES:
            raise argparse.ArgumentTypeError(f"{key} is not one of {', '.join(SHARES)}")
        try:
            share = float(value)
        except ValueError:
            share = -1.0
        if not 0 <= share <= 100:
            raise argparse.ArgumentTypeError(f"{key} is {value!r}: give a share from 0 to 100")
        shares[key.upper()] = share
    return shares


def arguments(given: list[str] | None = None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", default="", help="GeoPackage of your own town; empty: the demo neighbourhood")
    parser.add_argument("--dsm", default="", help="surface heights of your own town; empty: its roofs are assumed")
    parser.add_argument("--dtm", default="", help="ground heights of your own town")
    parser.add_argument("--today", type=shares_of, default=shares_of("EV=5,HP=8,PV=25"))
    parser.add_argument("--future", type=shares_of, default=shares_of("EV=100,HP=100,PV=60"))
    parser.add_argument("--out", type=Path, default=ROOT / "demo")
    chosen = parser.parse_args(given)
    for file in filter(None, (chosen.data, chosen.dsm, chosen.dtm)):
        if not Path(file).is_file():
            parser.error(f"there is no file {file}")
    return chosen


def start_qgis(profile: Path):
    """A QGIS without window, with Processing and this plugin's algorithms; keep what it returns."""
    profile.mkdir(exist_ok=True, mode=0o700)
    os.environ.setdefault("XDG_RUNTIME_DIR", str(profile))
    os.environ.setdefault("CPL_LOG", str(profile / "gdal.log"))  # GDAL's remarks on versions
    from qgis.core import QgsApplication

    application = QgsApplication([], True, str(profile))
    application.initQgis()
    sys.path.append(str(Path(QgsApplication.pkgDataPath()) / "python" / "plugins"))
    from processing.core.Processing import Processing

    Processing.initialize()
    # the checkout under its package name, without the root on sys.path (its `processing` would hide QGIS' own)
    spec = importlib.util.spec_from_file_location(
        "stadsstroom", ROOT / "__init__.py", submodule_search_locations=[str(ROOT)]
    )
    package = importlib.util.module_from_spec(spec)
    sys.modules["stadsstroom"] = package
    spec.loader.exec_module(package)
    from stadsstroom.processing import StadsstroomProvider

    provider = StadsstroomProvider()
    QgsApplication.processingRegistry().addProvider(provider)
    return application, provider


class Chain:
    """Runs the algorithms and loads what they give, as the toolbox does, into the project."""

    def __init__(self, out: Path):
        self.out = out
        self.results = out / "stadsstroom.gpkg"

    def run(self, name: str, parameters: dict) -> dict:
        """Run `stadsstroom:<name>`, load its layers, say how long it took."""
        from qgis import processing
        from qgis.core import QgsProcessingContext, QgsProcessingFeedback, QgsProject

        context = QgsProcessingContext()
        context.setProject(QgsProject.instance())
        began = time.monotonic()
        results = processing.runAndLoadResults(f"stadsstroom:{name}", parameters, QgsProcessingFeedback(False), context)
        print(f"  {name}: {time.monotonic() - began:.1f} s", flush=True)
        return results

    def table(self, name: str) -> str:
        """A layer of the GeoPackage with results, as a destination."""
        return f"ogr:dbname='{self.results}' table=\"{name}\" (geom)"

    def grid(self, town: dict[str, str]) -> dict:
        from stadsstroom.plugin.demo import FILTERS

        return self.run(
            "buildgrid",
            {
                "LV_CABLES": town["laagspanningskabel"],
                "MV_CABLES": town["middenspanningskabel"],
                "STATIONS": town["middenspanningsstation"],
                "BUILDINGS": town["pand"],
                "ADDRESSES": town["verblijfsobject"],
                "EXTRA_CONNECTIONS": town.get("extra_aansluiting"),
                **FILTERS,
                **{name: self.table(f"grid_{name.lower().replace('_out', '')}") for name in GRID},
                "NET": str(self.out / "net.json"),
            },
        )

    def scenario(self, scenario: Scenario, town: dict[str, str], connections: str, roofs: str) -> dict:
        profiles = str(self.out / f"{scenario.word}.profiles")
        demand = self.run(
            "demand",
            {
                "BUILDINGS": town["pand"],
                "ADDRESSES": town["verblijfsobject"],
                "CONNECTIONS": connections,
                "EXTRA_CONNECTIONS": town.get("extra_aansluiting"),
                "ROOF_PROFILES": roofs,
                **{SHARES[key]: share for key, share in scenario.shares.items()},
                "PROFILES": profiles,
                "BUILDINGS_OUT": self.table(f"{scenario.word}_buildings"),
                "PROBLEMS": self.table(f"{scenario.word}_demand_problems"),
            },
        )
        found = self.run(
            "congestion",
            {
                "NET": str(self.out / "net.json"),
                "PROFILES": profiles,
                "SCENARIO": scenario.name,
                **{
                    name: self.table(f"{scenario.word}_{name.lower()}")
                    for name in ("SECTIONS", "STATIONS", "CONNECTIONS", "RING_CHECK", "PROBLEMS")
                },
                "HOURLY": str(self.out / f"{scenario.word}.nc"),
                "REPORT": str(self.out / f"{scenario.word}.html"),
            },
        )
        return {**demand, **found}


def main(given: list[str] | None = None) -> int:
    """Run the demo; what a user can mend is one sentence."""
    from qgis.core import QgsProcessingException

    try:
        return calculate(given)
    except QgsProcessingException as error:
        print(f"\n{error}", file=sys.stderr)
        return 1


def beside(name: str):
    """The module of this name that stands beside this script."""
    spec = importlib.util.spec_from_file_location(name, Path(__file__).with_name(f"{name}.py"))
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def calculate(given: list[str] | None) -> int:
    chosen = arguments(given)
    out = chosen.out.resolve()
    out.mkdir(parents=True, exist_ok=True)
    _alive = start_qgis(out / ".qgis")  # QGIS lives as long as this does
    demo_project, demo_roofs = beside("demo_project"), beside("demo_roofs")
    from stadsstroom.engine.demo import FLIGHT_YEAR
    from stadsstroom.processing.words import said, tr

    began = time.monotonic()
    for old in (*out.glob("*.gpkg*"), *out.glob("*.nc"), *out.glob("*.profiles"), *out.glob("*.tif"), out / "net.json"):
        if old.resolve() not in [Path(file).resolve() for file in (chosen.data, chosen.dsm, chosen.dtm) if file]:
            old.unlink(missing_ok=True)
    chain = Chain(out)
    town_file = Path(chosen.data).resolve() if chosen.data else out / "town.gpkg"
    what = "Town: {path}" if chosen.data else "Demo neighbourhood: {path}"
    print(said(what, {"path": town_file}), flush=True)
    if not chosen.data:
        heights = {"DSM": str(out / "surface.tif"), "DTM": str(out / "ground.tif")}
        chain.run("demoneighbourhood", {"OUTPUT": str(town_file), **heights})
        heights["RASTER_YEAR"] = FLIGHT_YEAR
    else:
        heights = {key: value for key, value in (("DSM", chosen.dsm), ("DTM", chosen.dtm)) if value}
    town = demo_project.town_layers(town_file, TOWN)
    grid = chain.grid(town)
    roofs = demo_roofs.run_roofs(chain, town, heights)
    demo_roofs.gather()
    scenarios = [
        Scenario(tr("Today"), "today", chosen.today),
        Scenario(tr("All-electric"), "all_electric", chosen.future),
    ]
    for scenario in scenarios:
        print(f"{scenario.name}: {scenario.said()}", flush=True)
        chain.scenario(scenario, town, grid["CONNECTIONS"], roofs["ROOF_PROFILES"])
        demo_project.rename_group(tr("Demand"), said("{scenario}: demand", {"scenario": scenario.name}))
        scenario.findings.extend(demo_project.findings(scenario.name))
    on_roofs = demo_roofs.findings(roofs)
    picture, roof_picture = demo_project.finish(out, scenarios, town, demo_roofs, on_roofs)
    demo_project.close()
    print("\n" + said("Done in {seconds:.0f} s.", {"seconds": time.monotonic() - began}))
    for scenario in scenarios:
        print("\n".join([f"{scenario.name} ({scenario.said()}):", *(f"  {line}" for line in scenario.findings)]))
    print("\n".join([tr("Roofs") + ":", *(f"  {line}" for line in on_roofs)]))
    opened = tr("open it in QGIS: its themes, and the temporal controller for the hours")
    left = {
        tr("Map"): f"{picture}, {roof_picture}",
        tr("Project"): f"{out / 'stadsstroom.qgz'} ({opened})",
        tr("Layers"): chain.results,
        tr("Reports"): ", ".join(str(out / f"{scenario.word}.html") for scenario in scenarios),
        tr("Hours"): ", ".join(str(out / f"{scenario.word}.nc") for scenario in scenarios),
    }
    print("\n" + "\n".join(f"{name:<10}{where}" for name, where in left.items()))
    return 0


if __name__ == "__main__":
    sys.exit(main())
