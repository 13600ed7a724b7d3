"""What `make demo` does: a neighbourhood, or a town of your own, today, all-electric and on a heat network, in a QGIS
without window.

Leaves in the folder `demo`: a QGIS project, a GeoPackage with all layers, per scenario the hourly mesh and the report,
the nets of cables and of pipes, the hours of roofs, heat and holons, and pictures of the maps; and prints where they
are and what they say.

    run_demo.py --data <GeoPackage> --today EV=5,HP=8,PV=25 --future EV=100,HP=100,PV=60 --heat 3gdh --out demo
"""

from __future__ import annotations

import argparse
import importlib.util
import os
import sys
import time
from pathlib import Path

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
ROOT = Path(__file__).resolve().parents[2]
TOWN = ("pand", "verblijfsobject", "laagspanningskabel", "middenspanningskabel", "middenspanningsstation")
GENERATIONS = ("3gdh", "mt", "4gdh", "lt", "5gdh", "none")
# what an earlier run may have left, by its ending; nothing else in the folder is touched
LEFT_BEHIND = {
    "gpkg*": ("town", "stadsstroom"),
    "nc": ("today", "all_electric", "heat_network", "heat"),
    "profiles": ("today", "all_electric", "heat_network", "roofs", "heat", "holons", "flows", "steered"),
    "tif*": ("surface", "ground", "irradiation"),
    "json": ("net", "heat", "reinforced"),
    "html": ("today", "all_electric", "heat_network", "relief", "heat", "copper", "sharing"),
    "png": ("map", "roofs", "heat", "relief", "holons", "pockets"),
}


def arguments(given: list[str] | None = None) -> argparse.Namespace:
    from stadsstroom.resources.demo.scenarios import shares_of

    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", default="", help="GeoPackage of your own town; empty: the demo neighbourhood")
    parser.add_argument("--dsm", default="", help="surface heights of your own town; empty: its roofs are assumed")
    parser.add_argument("--dtm", default="", help="ground heights of your own town")
    parser.add_argument("--today", type=shares_of, default=shares_of("EV=5,HP=8,PV=25"))
    parser.add_argument("--future", type=shares_of, default=shares_of("EV=100,HP=100,PV=60"))
    parser.add_argument("--heat", choices=GENERATIONS, default="3gdh", help="generation of the heat network")
    parser.add_argument("--out", type=Path, default=ROOT / "demo")
    chosen = parser.parse_args(given)
    for file in filter(None, (chosen.data, chosen.dsm, chosen.dtm)):
        if not Path(file).is_file():
            parser.error(f"there is no file {file}")
    if (chosen.dsm or chosen.dtm) and not chosen.data:
        parser.error("heights go with a town of your own: give its GeoPackage too (--data, DATA=)")
    if chosen.out.exists() and not chosen.out.is_dir():
        parser.error(f"{chosen.out} is a file: choose a folder")
    return chosen


def load_package() -> None:
    """The checkout under its package name, without the root on sys.path (its `processing` would hide QGIS' own)."""
    spec = importlib.util.spec_from_file_location(
        "stadsstroom", ROOT / "__init__.py", submodule_search_locations=[str(ROOT)]
    )
    package = importlib.util.module_from_spec(spec)
    sys.modules["stadsstroom"] = package
    spec.loader.exec_module(package)


def start_qgis(profile: Path):
    """A QGIS without window, with Processing and this plugin's algorithms, that neither reads nor writes the user's own
    settings; keep what it returns."""
    profile.mkdir(exist_ok=True, mode=0o700)
    os.environ["QGIS_CUSTOM_CONFIG_PATH"] = str(profile)
    os.environ.setdefault("XDG_RUNTIME_DIR", str(profile))
    os.environ.setdefault("CPL_LOG", str(profile / "gdal.log"))  # GDAL's remarks on versions
    from qgis.core import QgsApplication
    from qgis.PyQt.QtCore import QSettings

    for kind in (QSettings.Format.NativeFormat, QSettings.Format.IniFormat):
        QSettings.setPath(kind, QSettings.Scope.UserScope, str(profile))
    application = QgsApplication([], True)
    application.initQgis()
    sys.path.append(str(Path(QgsApplication.pkgDataPath()) / "python" / "plugins"))
    from processing.core.Processing import Processing
    from processing.core.ProcessingConfig import ProcessingConfig

    Processing.initialize()
    # all layers lie in one file: their names, and not those of its tables, belong in the legends
    ProcessingConfig.setSettingValue(ProcessingConfig.PREFER_FILENAME_AS_LAYER_NAME, False)
    from stadsstroom.processing import StadsstroomProvider

    provider = StadsstroomProvider()
    QgsApplication.processingRegistry().addProvider(provider)
    return application, provider


def main(given: list[str] | None = None) -> int:
    """Run the demo; what a user can mend is one sentence."""
    load_package()
    from qgis.core import QgsProcessingException

    try:
        return calculate(arguments(given))
    except QgsProcessingException as error:
        print(f"\n{error}", file=sys.stderr)
        return 1


def remove_earlier(out: Path, kept: list[Path]) -> None:
    """Remove what an earlier run left in the folder, but for the files kept."""
    for pattern in (f"{name}.{ending}" for ending, names in LEFT_BEHIND.items() for name in names):
        for old in out.glob(pattern):
            if old.resolve() not in kept:
                old.unlink(missing_ok=True)


def calculate(chosen: argparse.Namespace) -> int:
    out = chosen.out.resolve()
    out.mkdir(parents=True, exist_ok=True)
    _alive = start_qgis(out / ".qgis")  # QGIS lives as long as this does
    from stadsstroom.engine.demo import FLIGHT_YEAR
    from stadsstroom.processing.words import said, tr
    from stadsstroom.resources.demo import congestion, heat, holons, project, roofs
    from stadsstroom.resources.demo.chain import Chain, town_layers
    from stadsstroom.resources.demo.scenarios import Scenario, build_grid, compare, run_scenario

    began = time.monotonic()
    remove_earlier(out, [Path(file).resolve() for file in (chosen.data, chosen.dsm, chosen.dtm) if file])
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
    town = town_layers(town_file, TOWN)

    name = town_file.stem if chosen.data else tr("Demo neighbourhood")
    network = None if chosen.heat == "none" else heat.Heat(chain, town, chosen.heat, name)
    extra = town.get("extra_aansluiting")
    if network is not None:
        network.design()
        extra = network.extra()
        network.simulate()
        network.compare()
    grid = build_grid(chain, town, extra)
    on_roofs = roofs.run_roofs(chain, town, heights)

    given = {"CONNECTIONS": grid["CONNECTIONS"], "ROOF_PROFILES": on_roofs["ROOF_PROFILES"]}
    # the network serves businesses: heat that nobody makes in the other scenario would be held against it
    fair = network is not None
    scenarios = [
        Scenario(tr("Today"), "today", chosen.today),
        Scenario(tr("All-electric"), "all_electric", chosen.future, tr("businesses too") if fair else ""),
    ]
    of_network = {}
    if network is not None:
        scenarios.append(
            Scenario(
                tr("Heat network"), "heat_network", chosen.future, tr("businesses too, none where the network serves")
            )
        )
        of_network = {
            "EXTRA_CONNECTIONS": extra,
            "HEAT_CONNECTIONS": chain.layer("heat_connections"),
            "HEAT_PROFILES": chain.file("heat.profiles"),
        }
    for scenario in scenarios:
        print(f"{scenario.name}: {scenario.said()}", flush=True)
        own = of_network if scenario.word == "heat_network" else {}
        own = {**own, "BUSINESSES_TOO": fair and scenario.word != "today"}
        run_scenario(chain, scenario, town, {**given, **own})
        project.rename_group(tr("Demand"), said("{scenario}: demand", {"scenario": scenario.name}))
        scenario.findings.extend(congestion.findings(scenario))

    balanced = holons.Holons(chain, town, scenarios[1], scenarios[0])
    balanced.run(curves=not chosen.data)

    told = {tr("Roofs"): roofs.findings(on_roofs)}
    below = project.background(town)
    extent = project.town_extent(project.element_layer(scenarios[0].name, "section"))
    pictures = [congestion.picture(out, below, scenarios[:2], extent), roofs.picture(out, below, told[tr("Roofs")])]
    if network is not None:
        relief = heat.relief_findings(compare(chain, *scenarios[1:], town))
        told[tr("Heat")] = network.findings()
        told[tr("Relief by the heat network")] = relief
        extent.combineExtentWith(project.layer_of("heat_pipes").extent())
        pictures.append(heat.network_picture(out, below, told[tr("Heat")], extent))
        pictures.append(heat.relief_picture(out, below, *scenarios[1:], relief, extent))
    told |= balanced.findings()
    pictures.extend(balanced.pictures(out, below))
    roofs.add_themes()
    balanced.add_themes()
    if network is not None:
        heat.add_themes()
    congestion.add_themes(scenarios)
    project.set_clock(scenarios[0].name)
    project.save(out / "stadsstroom.qgz")
    project.close()

    print("\n" + said("Done in {seconds:.0f} s.", {"seconds": time.monotonic() - began}))
    told = {f"{scenario.name} ({scenario.said()})": scenario.findings for scenario in scenarios} | told
    for name, lines in told.items():
        print("\n".join([f"{name}:", *(f"  {line}" for line in lines)]))
    reports = [f"{scenario.word}.html" for scenario in scenarios] + ["relief.html", "heat.html"] * (network is not None)
    reports += balanced.reports
    hours = [f"{scenario.word}.nc" for scenario in scenarios] + ["heat.nc"] * (network is not None)
    opened = tr("open it in QGIS: its themes, and the temporal controller for the hours")
    left = {
        tr("Map"): ", ".join(map(str, pictures)),
        tr("Project"): f"{out / 'stadsstroom.qgz'} ({opened})",
        tr("Layers"): chain.results,
        tr("Reports"): ", ".join(str(out / name) for name in reports),
        tr("Hours"): ", ".join(str(out / name) for name in hours),
    }
    print("\n" + "\n".join(f"{name:<10}{where}" for name, where in left.items()))
    return 0


if __name__ == "__main__":
    sys.exit(main())
