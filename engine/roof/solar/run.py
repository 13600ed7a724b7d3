"""From light on the faces of panels to planes, panels, buildings and hours."""

from __future__ import annotations

from collections.abc import Generator, Iterator
from contextlib import nullcontext
from dataclasses import asdict, dataclass
from functools import cached_property
from pathlib import Path

import numpy as np
import pandas as pd

from ...catalogue import catalogue_fingerprint, read_catalogue
from ...columns import text_column
from ...demand.profiles import Profiles, ProfilesWriter
from ...demand.same_weather import require_same_weather
from ...demand.weather import Weather
from ...errors import EngineError
from ...progress import Progress, within
from ...tables import FeatureTable
from ..light import light_year
from ..panels.lay import Panels
from ..panels.output import BestPlane, PanelOutput, best_plane
from .hours import OwnUse, fill_hours
from .options import SolarOptions
from .outcome import MONTHS, building_table, counted_panels, panel_table, plane_table, totals
from .suitability import CLASSES, judged_planes, light_on_faces, lit_planes

PANELS_AT_ONCE = 50_000  # drawn, with their columns: some 50 MB


@dataclass(frozen=True)
class RoofSolar:
    """planes: those of the panels + the light's columns (`kwh_per_m2`, `kwh_per_m2_01` … `_12`, `sky_view`,
    `shadow_loss_percent`, `light_how`), `panel_kwh_per_m2` (on its panels), `share_of_best_percent`, `suitability`
    (very_suitable, suitable, less_suitable), `panels_fit` (how many fit), `panels`, `kwp` (those counted), `kwh` a year
    and `kwh_per_kwp`.
    buildings: those given + `panels`, `panel_area_m2`, `kwp`, `kwh`, `kwh_01` … `kwh_12`, `kwh_per_kwp`,
    `suitable_area_m2`, and, where its demand is known (else nan): `demand_kwh`, `self_consumed_kwh`,
    `self_consumption_percent` (of what the roof gives), `self_sufficiency_percent` (of what the building needs).
    path: the ROOF_PROFILES file, or None. summary: totals.
    """

    planes: FeatureTable
    buildings: FeatureTable
    path: Path | None
    summary: dict
    _laid: Panels
    _faces: pd.DataFrame

    @cached_property
    def panels(self) -> FeatureTable:
        """The panels that count, drawn: those of `Panels.panels` + `kwh_per_m2`, `kwh` and `suitability`."""
        return panel_table(self._laid, self.planes.frame, self._faces, counted_panels(self._laid, self._faces))

    def panel_parts(self, size: int = PANELS_AT_ONCE) -> Iterator[FeatureTable]:
        """`panels` in parts of at most `size`, drawn one after the other: a city's do not fit in memory at once."""
        rows = counted_panels(self._laid, self._faces)
        for first in range(0, len(rows), size):
            yield panel_table(self._laid, self.planes.frame, self._faces, rows[first : first + size])


def roof_solar(
    buildings: FeatureTable,
    panels: Panels,
    light,
    weather: Weather,
    options: SolarOptions,
    demand_profiles: Profiles | None = None,
    profiles_path=None,
) -> Generator[Progress, None, RoofSolar]:
    """What planes, panels and buildings give in a year, and by hour in the file `profiles_path`.

    buildings: roof buildings (`building_id`). light: the `RoofLight` of the panels' planes in the same weather. Flat
    roofs are judged by the light on their racks, as Zonatlas does (the mean of a plane's two faces counts). The
    region's best is the best unshaded orientation in this weather. Panels count on suitable and very suitable planes
    (or on all, `every_plane`); each gives its face's light. Own use is judged hour by hour against the demand of the
    connections whose id is the building's and a number, without their estimated panels and batteries. The profiles
    file holds every building, by building id; those without counted panels feed in nothing. Raises EngineError where
    the tables or the years do not belong together.
    """
    yield Progress(0.0, "Finding the best orientation of the region")
    if demand_profiles is not None:
        require_same_weather(demand_profiles, weather)
    best = best_plane(light_year(weather, options.albedo))
    yield Progress(0.08, "Judging the planes")
    lit, light_row = lit_planes(panels, light)
    ids, row = _first_of_each(buildings)
    faces = _faces(panels, ids, light_row)
    faces["kwh_per_m2"] = yield from within(light_on_faces(faces, lit, light), 0.08, 0.25)
    judged = judged_planes(lit, faces, best, options)
    counts = judged["suitability"].isin(CLASSES[:2]).to_numpy() | options.every_plane
    kwp = np.where(counts[faces["plane"]], faces["face_kwp"].to_numpy(float), 0.0)
    faces = faces.assign(kwp=kwp)

    output = PanelOutput(weather, best, options)
    own = None if demand_profiles is None else OwnUse(demand_profiles, ids)
    with _writer(profiles_path, ids, faces, weather, options, best) as writer:
        steps = fill_hours(light, output, weather, faces, own, writer, len(ids), options.inverter_kw_per_kwp)
        by_month = yield from within(steps, 0.25, 0.95)
    yield Progress(0.95, "Adding up planes, panels and buildings")
    per_kwp = by_month.sum(axis=1)
    faces = faces.assign(
        kwh_per_kwp=per_kwp,
        kwh=kwp * per_kwp,
        **{name: kwp * by_month[:, number] for number, name in enumerate(MONTHS)},
    )
    planes = plane_table(panels.planes, judged, faces)
    result = building_table(buildings, row, planes.frame, faces, own)
    summary = totals(planes.frame, result.frame, best)
    yield Progress(1.0)
    return RoofSolar(planes, result, None if profiles_path is None else Path(profiles_path), summary, panels, faces)


def _faces(panels: Panels, ids: list[str], light_row: np.ndarray) -> pd.DataFrame:
    """The faces with `plane` (row of the planes), `building` (position in ids) and `light_row`."""
    faces = panels.faces.frame
    planes = pd.Series(np.arange(len(panels.planes)), text_column(panels.planes.frame, "plane_id"))
    plane = planes.reindex(text_column(faces, "roof_plane_id")).to_numpy(int)
    building = pd.Series(np.arange(len(ids)), ids).reindex(text_column(faces, "building_id"))
    if building.isna().any():
        raise EngineError(
            "{count} roof planes belong to buildings that are not given: give the buildings the planes were found on.",
            count=int(building.isna().sum()),
        )
    return faces.assign(plane=plane, building=building.to_numpy(int), light_row=light_row[plane])


def _first_of_each(buildings: FeatureTable) -> tuple[list[str], np.ndarray]:
    """Building ids, each once, and the row of each (of double ids the first)."""
    ids = pd.Series(text_column(buildings.frame, "building_id"))
    row = np.flatnonzero(~ids.duplicated().to_numpy())
    return ids.iloc[row].tolist(), row


def _writer(path, ids: list[str], faces: pd.DataFrame, weather: Weather, options: SolarOptions, best: BestPlane):
    if path is None:
        return nullcontext()
    cos_phi = read_catalogue("power_factors").set_index("technology")["cos_phi"]
    about = {
        **asdict(options),
        "weather": weather.about,
        "catalogue_sha256": catalogue_fingerprint(),
        "best_tilt_deg": best.tilt_deg,
        "best_azimuth_deg": best.azimuth_deg,
        "best_kwh_per_m2": best.kwh_per_m2,
    }
    kwp = np.bincount(faces["building"], faces["kwp"], len(ids))
    with_panels = np.flatnonzero(kwp > 0)
    facts = {
        "pv": {"connection": with_panels, "kwp": kwp[with_panels]},
        "weather": {"temperature_c": weather.temperature_c, "ghi_w_per_m2": weather.ghi_w_per_m2},
    }
    return ProfilesWriter(path, ids, weather.start_utc, weather.hours, {"pv": float(cos_phi["pv"])}, facts, about)
