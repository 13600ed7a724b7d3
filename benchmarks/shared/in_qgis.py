"""Algorithms run through `qgis_process` as a user has them, what each run takes, and the layers of a town."""

from __future__ import annotations

import argparse
import importlib.util
import json
import os
import subprocess
import sys
import sysconfig
import tempfile
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
TOWN = {
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
CHILD = """
import json, resource, subprocess, sys, time
began = time.time()
done = subprocess.run(
    ["qgis_process", "run", "stadsstroom:" + sys.argv[1], "-"], stdin=sys.stdin, capture_output=True, text=True)
taken = resource.getrusage(resource.RUSAGE_CHILDREN)
print(json.dumps([time.time() - began, taken.ru_utime + taken.ru_stime, taken.ru_maxrss / 1e6,
                  done.returncode, done.stdout, done.stderr[-3000:]]))
"""


@dataclass(frozen=True)
class Run:
    """seconds: on the clock, with the start of QGIS and all reading and writing. cpu_seconds: of all threads together.
    peak_gb: highest memory. results: what the algorithm told, without what it was given.
    """

    seconds: float
    cpu_seconds: float
    peak_gb: float
    results: dict


class QgisProcess:
    """A QGIS with this plugin alone, settings of its own and a folder `folder` that goes when it is left."""

    def __enter__(self) -> QgisProcess:
        self._temporary = tempfile.TemporaryDirectory()
        self.folder = Path(self._temporary.name)
        home = self.folder / "home"
        plugins = home / "profiles" / "default" / "python" / "plugins"
        plugins.mkdir(parents=True)
        (plugins / "stadsstroom").symlink_to(ROOT)
        self._environment = {
            **os.environ,
            "QT_QPA_PLATFORM": "offscreen",
            "XDG_RUNTIME_DIR": str(self.folder),
            "QGIS_CUSTOM_CONFIG_PATH": str(home),
            "PYTHONPATH": sysconfig.get_path("purelib"),
        }
        enable = ["qgis_process", "plugins", "enable", "stadsstroom"]
        subprocess.run(enable, env=self._environment, capture_output=True, check=True)
        return self

    def __exit__(self, *error) -> None:
        self._temporary.cleanup()

    def run(self, algorithm: str, inputs: dict) -> Run:
        """Run `stadsstroom:<algorithm>` in a process of its own; stops the measurement where it fails."""
        told = subprocess.run(
            ["/usr/bin/python3", "-c", CHILD, algorithm],
            input=json.dumps({"inputs": inputs}),
            env=self._environment,
            capture_output=True,
            text=True,
            check=True,
        )
        seconds, cpu_seconds, peak_gb, code, output, error = json.loads(told.stdout)
        if code:
            sys.exit(f"{algorithm} failed:\n{error}")
        results = json.loads(output[output.index("{") :]).get("results", {})
        told = {name: value for name, value in results.items() if name not in inputs}
        return Run(seconds, cpu_seconds, peak_gb, told)

    def town_or_demo(self, town: Path) -> Path:
        """The town where it is on this machine, else the demo neighbourhood."""
        if town.is_file():
            return town
        print(f"{town.name} is not on this machine (name one with --data): the demo neighbourhood")
        demo = self.folder / "demo.gpkg"
        self.run("demoneighbourhood", {"OUTPUT": str(demo)})
        return demo


def town_arguments(description: str) -> argparse.ArgumentParser:
    """A parser that knows --data, by default Staphorst from STADSSTROOM_DATA or `../shared/data`."""
    parser = argparse.ArgumentParser(description=description, formatter_class=argparse.RawDescriptionHelpFormatter)
    data = Path(os.environ.get("STADSSTROOM_DATA") or ROOT.parent / "shared" / "data")
    parser.add_argument("--data", type=Path, default=data / "staphorst" / "staphorst.gpkg")
    return parser


def layers_of(town: Path, names=tuple(TOWN)) -> dict[str, str]:
    """{input: layer of the town}."""
    return {name: f"{town}|layername={TOWN[name]}" for name in names}


def files(out: Path, *names: str, suffix: str = "gpkg", prefix: str = "") -> dict[str, str]:
    """{output: file in the folder `out`}."""
    return {name: str(out / f"{prefix}{name.lower()}.{suffix}") for name in names}


def load_package() -> None:
    """The checkout under its package name, without the root on sys.path (its `processing` would hide QGIS' own)."""
    spec = importlib.util.spec_from_file_location(
        "stadsstroom", ROOT / "__init__.py", submodule_search_locations=[str(ROOT)]
    )
    package = importlib.util.module_from_spec(spec)
    sys.modules["stadsstroom"] = package
    spec.loader.exec_module(package)
