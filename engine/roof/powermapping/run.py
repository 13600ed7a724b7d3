"""Classes of roofs and totals of areas by the quick rule, with what the full method says beside them."""

from __future__ import annotations

from collections.abc import Generator
from dataclasses import dataclass, field

import numpy as np
import pandas as pd
import shapely

from ...columns import number_column, text_column
from ...progress import Progress, within
from ...tables import FeatureTable
from ..heights import HeightRaster
from ..wind import roof_wind
from .options import PowermappingOptions
from .shade import roof_centres, sunlit_moments

POWER_CLASSES = ("sun", "wind_or_sun", "neither")
M2_PER_HA = 10_000
KWH_PER_GWH = 1e6


@dataclass(frozen=True)
class Powermapping:
    """buildings: those given + `sunlit_moments`, `sunlit_how` (surface, blocks), `sun_suitable`, `wind_suitable`,
    `power_class` (sun, wind_or_sun, neither), `roof_m2`, `panel_m2`, `sun_kwh`, `wind_kwh` (by the quick rule), and by
    the full method `full_panel_m2`, `full_kwp`, `full_sun_kwh` (nan where it was not run), `wind_m_per_s`,
    `wind_kwh_promised`, `wind_kwh_measured`.
    areas: one row a neighbourhood, or one for all (`area_id` "all"): `area_id`, `name`, `buildings`, `roof_ha`, and by
    the quick rule `sun_buildings`, `wind_or_sun_buildings`, `neither_buildings`, `sun_ha`, `sun_gwh`, `sun_households`,
    `turbines`, `wind_gwh`, `wind_households`; by the full method `full_ha`, `full_kwp`, `full_gwh`, `full_households`,
    `wind_gwh_promised`, `wind_gwh_measured`, `wind_households_measured`.
    summary: the same figures of all buildings, also those outside every neighbourhood; without what was not run.
    """

    buildings: FeatureTable
    areas: FeatureTable
    summary: dict = field(default_factory=dict)


def powermapping(
    buildings: FeatureTable,
    dsm: HeightRaster | None,
    options: PowermappingOptions,
    solar_buildings: FeatureTable | None = None,
    neighbourhoods: FeatureTable | None = None,
) -> Generator[Progress, None, Powermapping]:
    """The quick rule for roof buildings (`building_id`, `height_m`, `top_m`), and the full method beside it.

    dsm: the surface, trees and all; None: buildings as blocks. solar_buildings: `RoofSolar.buildings` of the same
    buildings. neighbourhoods: polygons (`area_id` or `feature_id`, `name`); a building belongs to the first in which
    its centre lies. Roofs that are both go to wind_or_sun and count in both totals, as they did.
    """
    yield Progress(0.0, "Shadow on the shortest day")
    sunlit, how = yield from within(sunlit_moments(buildings, dsm, options), 0.0, 0.8)
    wind = yield from within(roof_wind(buildings, options.wind), 0.8, 0.95)
    frame = _classes(buildings, sunlit, how, wind.buildings.frame, solar_buildings, options)
    yield Progress(0.95, "Adding up areas")
    centre = roof_centres(buildings.geometry)
    areas = _areas(frame, centre, neighbourhoods, buildings, options)
    summary = _totals(frame, np.zeros(len(frame), int), 1, options).iloc[0].dropna().to_dict()
    yield Progress(1.0)
    return Powermapping(FeatureTable(frame, buildings.geometry, buildings.crs, buildings.name), areas, summary)


def _classes(
    buildings: FeatureTable,
    sunlit: np.ndarray,
    how: np.ndarray,
    wind: pd.DataFrame,
    solar: FeatureTable | None,
    options: PowermappingOptions,
) -> pd.DataFrame:
    sun = (sunlit >= options.moments) & (how != "")
    turbine = wind["wind_suitable"].to_numpy(bool)
    panel_m2 = np.where(sun, options.roof_share * np.nan_to_num(shapely.area(buildings.geometry)), 0.0)
    full = {name: np.full(len(buildings), np.nan) for name in ("panel_area_m2", "kwp", "kwh")}
    if solar is not None:
        ids = pd.Series(text_column(solar.frame, "building_id"))
        once = ~ids.duplicated().to_numpy()
        for name in full:
            by_id = pd.Series(number_column(solar.frame, name)[once], ids[once])
            full[name] = by_id.reindex(text_column(buildings.frame, "building_id")).to_numpy(float)
    return buildings.frame.assign(
        sunlit_moments=sunlit,
        sunlit_how=how,
        sun_suitable=sun,
        wind_suitable=turbine,
        power_class=np.select([turbine, sun], [POWER_CLASSES[1], POWER_CLASSES[0]], POWER_CLASSES[2]).astype(object),
        roof_m2=np.nan_to_num(shapely.area(buildings.geometry)),
        panel_m2=panel_m2,
        sun_kwh=panel_m2 * options.kwh_per_m2,
        wind_kwh=np.where(turbine, options.turbine_households * options.kwh_per_household, 0.0),
        full_panel_m2=full["panel_area_m2"],
        full_kwp=full["kwp"],
        full_sun_kwh=full["kwh"],
        wind_m_per_s=wind["wind_m_per_s"].to_numpy(float),
        wind_kwh_promised=wind["kwh_promised"].to_numpy(float),
        wind_kwh_measured=wind["kwh_measured"].to_numpy(float),
    )


def _areas(
    frame: pd.DataFrame,
    centre: np.ndarray,
    neighbourhoods: FeatureTable | None,
    buildings: FeatureTable,
    options: PowermappingOptions,
) -> FeatureTable:
    if neighbourhoods is None:
        totals = _totals(frame, np.zeros(len(frame), int), 1, options)
        totals.insert(0, "name", "")
        totals.insert(0, "area_id", "all")
        drawn = shapely.GeometryCollection([g for g in buildings.geometry if g is not None])
        return FeatureTable(totals, np.array([shapely.convex_hull(drawn)], object), buildings.crs, "areas")
    point, area = shapely.STRtree(neighbourhoods.geometry).query(centre, predicate="intersects")
    first = pd.Series(area).groupby(point).min()
    of = np.full(len(frame), -1)
    of[first.index.to_numpy(int)] = first.to_numpy(int)
    totals = _totals(frame, of, len(neighbourhoods), options)
    ids, feature = text_column(neighbourhoods.frame, "area_id"), text_column(neighbourhoods.frame, "feature_id")
    totals.insert(0, "name", text_column(neighbourhoods.frame, "name"))
    totals.insert(0, "area_id", np.where(ids == "", feature, ids))
    return FeatureTable(totals, neighbourhoods.geometry, neighbourhoods.crs, "areas")


def _totals(frame: pd.DataFrame, area: np.ndarray, count: int, options: PowermappingOptions) -> pd.DataFrame:
    """One row for each of `count` areas; area (n,): that of each building, -1 in none."""
    inside = area >= 0

    def total(values) -> np.ndarray:
        return np.bincount(area[inside], np.asarray(values, float)[inside], count)

    def total_known(values) -> np.ndarray:
        """nan where nothing is known of any building."""
        values = np.asarray(values, float)
        known = total(np.isfinite(values)) > 0
        return np.where(known, total(np.nan_to_num(values)), np.nan)

    household = options.kwh_per_household
    columns = {"buildings": total(np.ones(len(frame))).astype(int), "roof_ha": total(frame["roof_m2"]) / M2_PER_HA}
    for name in POWER_CLASSES:
        columns[f"{name}_buildings"] = total(frame["power_class"] == name).astype(int)
    sun_kwh, wind_kwh = total(frame["sun_kwh"]), total(frame["wind_kwh"])
    full_kwh, measured = total_known(frame["full_sun_kwh"]), total(frame["wind_kwh_measured"])
    columns |= {
        "sun_ha": total(frame["panel_m2"]) / M2_PER_HA,
        "sun_gwh": sun_kwh / KWH_PER_GWH,
        "sun_households": sun_kwh / household,
        "turbines": total(frame["wind_suitable"]).astype(int),
        "wind_gwh": wind_kwh / KWH_PER_GWH,
        "wind_households": wind_kwh / household,
        "full_ha": total_known(frame["full_panel_m2"]) / M2_PER_HA,
        "full_kwp": total_known(frame["full_kwp"]),
        "full_gwh": full_kwh / KWH_PER_GWH,
        "full_households": full_kwh / household,
        "wind_gwh_promised": total(frame["wind_kwh_promised"]) / KWH_PER_GWH,
        "wind_gwh_measured": measured / KWH_PER_GWH,
        "wind_households_measured": measured / household,
    }
    return pd.DataFrame(columns)
