"""Writes `docs/algorithms.md` from the algorithms' own help and the fields of their outputs: `make docs`.

With `--check` it writes nothing and fails where the file is out of date.
"""

from __future__ import annotations

import importlib.util
import os
import re
import sys
from pathlib import Path

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
ROOT = Path(__file__).resolve().parents[1]
REFERENCE = ROOT / "docs" / "algorithms.md"
FIELDS = {
    "buildgrid": {
        "SECTIONS": "SECTIONS",
        "NODES": "NODES",
        "STATIONS_OUT": "STATIONS",
        "CONNECTIONS": "CONNECTIONS",
        "OPEN_POINTS_OUT": "OPEN_POINTS",
        "PROBLEMS": "PROBLEMS",
    },
    "reinforce": {
        "MEASURES": "MEASURES",
        "RANKED": "RANKED",
        "AREAS": "REMEDY_AREAS",
        "CURVES": "CURVES",
        "PROBLEMS": "PROBLEMS",
    },
    "demand": {"BUILDINGS_OUT": "BUILDINGS_DEMAND", "PROBLEMS": "PROBLEMS"},
    "congestion": {
        "SECTIONS": "LOADED_SECTIONS",
        "STATIONS": "LOADED_STATIONS",
        "CONNECTIONS": "LOADED_CONNECTIONS",
        "RING_CHECK": "RING_CHECK",
        "PROBLEMS": "PROBLEMS",
    },
    "comparecongestion": {
        "SECTIONS": "COMPARED_SECTIONS",
        "STATIONS": "COMPARED_STATIONS",
        "AREAS": "COMPARED_AREAS",
        "PROBLEMS": "PROBLEMS",
    },
    "roofplanes": {"PLANES": "ROOF_PLANES", "BUILDINGS_OUT": "ROOFS", "PROBLEMS": "PROBLEMS"},
    "roofsolar": {
        "PLANES_OUT": "SOLAR_PLANES",
        "PANELS": "PANELS",
        "BUILDINGS_OUT": "SOLAR_BUILDINGS",
        "PROBLEMS": "PROBLEMS",
    },
    "roofwind": {"BUILDINGS_OUT": "WIND_BUILDINGS", "PROBLEMS": "PROBLEMS"},
    "powermapping": {"BUILDINGS_OUT": "POWER_BUILDINGS", "AREAS": "POWER_AREAS", "PROBLEMS": "PROBLEMS"},
    "designheatnetwork": {
        "PIPES": "HEAT_PIPES",
        "CONNECTIONS": "HEAT_CONNECTIONS",
        "STATIONS": "HEAT_STATIONS",
        "EXTRA": "EXTRA_OUT",
        "PROBLEMS": "PROBLEMS",
    },
    "compareheat": {"BUILDINGS_OUT": "HEAT_OPTIONS", "AREAS": "HEAT_OPTION_AREAS", "PROBLEMS": "PROBLEMS"},
    "shareenergy": {"MEMBERS_OUT": "SHARING_MEMBERS", "PROBLEMS": "PROBLEMS"},
    "holons": {"HOLONS": "HOLONS", "FLOWS": "HOLON_FLOWS", "LEVELS": "HOLON_LEVELS", "PROBLEMS": "PROBLEMS"},
    "hostingcapacity": {
        "CONNECTIONS": "HOSTING_CONNECTIONS",
        "FEEDERS": "HOSTING_FEEDERS",
        "STATIONS": "HOSTING_STATIONS",
        "PLACED": "HOSTING_PLACEMENTS",
        "PROBLEMS": "PROBLEMS",
    },
    "makestreets": {"STREETS": "STREETS", "PROBLEMS": "PROBLEMS"},
    "heatdemand": {
        "BUILDINGS_OUT": "HEAT_BUILDINGS",
        "STREETS_OUT": "HEAT_STREETS",
        "CELLS": "HEAT_CELLS",
        "PROBLEMS": "PROBLEMS",
    },
}


def plain(text: str) -> str:
    """Text without tags, on one line, safe in a table."""
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", "", text)).replace("|", "\\|").strip()


def default_of(parameter) -> str:
    value = parameter.defaultValue()
    if value is None or value == "":
        return ""
    if hasattr(parameter, "options") and isinstance(value, int):
        return parameter.options()[value]
    if isinstance(value, bool):
        return "yes" if value else "no"
    return f"{value:g}" if isinstance(value, float) else str(value)


def chapter(algorithm, output_fields, is_advanced) -> list[str]:
    lines = [f"## {algorithm.displayName()}", "", f"`stadsstroom:{algorithm.name()}`", "", plain(algorithm.ABOUT), ""]
    inputs = [each for each in algorithm.parameterDefinitions() if not each.isDestination()]
    lines += ["| parameter | what | default |", "|---|---|---|"]
    for parameter in sorted(inputs, key=is_advanced):
        optional = parameter.flags() & parameter.FlagOptional
        notes = [word for word, holds in (("advanced", is_advanced(parameter)), ("optional", optional)) if holds]
        note = f" ({', '.join(notes)})" if notes else ""
        what = f"**{parameter.description()}**{note}. {plain(parameter.help())}"
        lines.append(f"| `{parameter.name()}` | {what} | {default_of(parameter)} |")
    lines += ["", "| output | what |", "|---|---|"]
    for parameter in algorithm.parameterDefinitions():
        if parameter.isDestination():
            lines.append(f"| `{parameter.name()}` | **{parameter.description()}**. {plain(parameter.help())} |")
    destinations = {each.name() for each in algorithm.parameterDefinitions() if each.isDestination()}
    for output in algorithm.outputDefinitions():
        if output.name() not in destinations:
            lines.append(f"| `{output.name()}` | {output.description()} |")
    for output, constant in FIELDS.get(algorithm.name(), {}).items():
        lines += ["", f"Fields of `{output}`", "", "| field | type | what |", "|---|---|---|"]
        for field in getattr(output_fields, constant):
            lines.append(f"| `{field.name}` | {field.kind} | {plain(field.label)}. {plain(field.about)} |")
    return [*lines, ""]


def reference() -> str:
    """The whole text, in English."""
    from qgis.core import QgsApplication
    from qgis.PyQt.QtCore import QLocale

    application = QgsApplication([], False)
    application.setLocale(QLocale("en"))
    spec = importlib.util.spec_from_file_location(
        "stadsstroom", ROOT / "__init__.py", submodule_search_locations=[str(ROOT)]
    )
    package = importlib.util.module_from_spec(spec)
    sys.modules["stadsstroom"] = package
    spec.loader.exec_module(package)
    from stadsstroom.processing import output_fields
    from stadsstroom.processing.algorithms import ALGORITHMS
    from stadsstroom.processing.compat import is_advanced

    lines = [
        "# Algorithms",
        "",
        "Made by `make docs` from the help of the algorithms themselves; change it there.",
        "",
    ]
    for algorithm in ALGORITHMS:
        lines += chapter(algorithm().create(), output_fields, is_advanced)
    return "\n".join(lines)


def main(given: list[str]) -> int:
    text = reference()
    current = REFERENCE.read_text(encoding="utf-8") if REFERENCE.exists() else ""
    if "--check" in given:
        print("docs/algorithms.md is up to date" if text == current else "docs/algorithms.md is old: run make docs")
        return int(text != current)
    REFERENCE.write_text(text, encoding="utf-8")
    print(REFERENCE.relative_to(ROOT))
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
