"""Calls the engine's roof rooms one after the other: roofs, panels, light, yield."""

from __future__ import annotations

from contextlib import nullcontext
from pathlib import Path

from ...engine.roof.light import light_on_roofs
from ...engine.roof.panels import lay_panels
from ...engine.roof.planes import RoofPlanes, find_roof_planes
from ...engine.roof.planes.regroup import buildings_of, planes_given, tell_heights, with_given_heights
from ...engine.roof.solar import RoofSolar, roof_solar
from ..words import tr
from .rasters import GeoTiffWriter
from .runner import run

BANDS = (
    "Whole year", "January", "February", "March", "April", "May", "June", "July", "August", "September", "October",
    "November", "December",
)  # fmt: skip


def find_roofs(planes, buildings, dsm, dtm, options, feedback, start: float, stop: float) -> RoofPlanes:
    """The planes a user gave (FeatureTable) or, without them, those found on the buildings."""
    if planes is None:
        return run(find_roof_planes(buildings, dsm, dtm, options), feedback, start, stop)
    planes = planes_given(planes)
    return RoofPlanes(planes, buildings_of(planes, buildings), [])


def roofs_with_heights(buildings, dsm, dtm, options, feedback, start: float, stop: float) -> tuple:
    """Buildings with their height as the layer tells it, or as it is found: (FeatureTable, problems)."""
    if tell_heights(buildings):
        return buildings, []
    found = run(find_roof_planes(buildings, dsm, dtm, options), feedback, start, stop)
    return with_given_heights(found, buildings), found.problems


def with_heights_of(found: RoofPlanes, buildings):
    """The roof buildings found, with the heights the user's buildings bring (FeatureTable)."""
    return with_given_heights(found, buildings) if "height_m" in buildings.frame else found.buildings


def sun_on_roofs(
    found: RoofPlanes, dsm, weather, options, demand, raster: Path | None, hours, feedback, start: float, stop: float
) -> tuple[RoofSolar, list]:
    """Lay panels, light and yield on roofs: what they give, and the problems met.

    options: of panels, light and yield. demand: Profiles or None.
    raster, hours: where the irradiation (13 bands) and the hours of the buildings are written, or None.
    """
    of_panels, of_light, of_yield = options
    part = (stop - start) / 100
    panels = run(lay_panels(found.planes, of_panels), feedback, start, start + 15 * part)
    writer = nullcontext() if raster is None else GeoTiffWriter(raster, dsm.place, dsm.crs, tuple(map(tr, BANDS)))
    with writer as irradiation:
        steps = light_on_roofs(dsm, found.planes, weather, of_light, irradiation)
        light = run(steps, feedback, start + 15 * part, start + 80 * part)
    steps = roof_solar(found.buildings, panels, light, weather, of_yield, demand, hours)
    return run(steps, feedback, start + 80 * part, stop), light.problems
