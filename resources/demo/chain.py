"""Runs the algorithms one after the other and loads what they give, as the toolbox does."""

from __future__ import annotations

import time
from pathlib import Path

from qgis.core import QgsProcessingContext, QgsProcessingFeedback, QgsProject, QgsProviderRegistry


class Chain:
    """results: the GeoPackage in the folder out that holds every layer of results."""

    def __init__(self, out: Path):
        self.out = out
        self.results = out / "stadsstroom.gpkg"

    def run(self, name: str, parameters: dict) -> dict:
        """Run `stadsstroom:<name>`, load its layers, say how long it took."""
        from qgis import processing

        context = QgsProcessingContext()
        context.setProject(QgsProject.instance())
        began = time.monotonic()
        results = processing.runAndLoadResults(f"stadsstroom:{name}", parameters, QgsProcessingFeedback(False), context)
        print(f"  {name}: {time.monotonic() - began:.1f} s", flush=True)
        return results

    def table(self, name: str) -> str:
        """A layer of the GeoPackage with results, as a destination."""
        return f"ogr:dbname='{self.results}' table=\"{name}\" (geom)"

    def tables(self, before: str, names) -> dict[str, str]:
        """{output: destination} for each of the outputs `names`, its table called `<before>_<output>`."""
        return {name: self.table(f"{before}_{name.lower().replace('_out', '')}") for name in names}

    def layer(self, name: str) -> str:
        """A table that has been written, as a source."""
        return f"{self.results}|layername={name}"

    def file(self, name: str) -> str:
        return str(self.out / name)


def town_layers(path: Path, needed: tuple[str, ...]) -> dict[str, str]:
    """{table: source} of a GeoPackage; stops with a sentence where a needed layer is not there."""
    found = {part.name(): part.uri() for part in QgsProviderRegistry.instance().querySublayers(str(path))}
    missing = [name for name in needed if name not in found]
    if missing:
        raise SystemExit(f"{path} has no layer {', '.join(missing)}. It needs {', '.join(needed)}.")
    return found
