"""Where could a small turbine stand, and what would it give: as promised, and as measured on real roofs?

Which roofs: Powermapping Amsterdam's rule, high enough and no higher building near. Wind: the station's mean through
the logarithmic law up to the blending height over open land and down again over the town. Hours of wind: Weibull.
The turbine: its power curve. What field trials measured is a fraction of that, and stands beside it.
"""

from __future__ import annotations

from collections.abc import Generator
from dataclasses import dataclass

import numpy as np
import pandas as pd
import shapely

from ..catalogue import read_catalogue
from ..choices import fill_open, require_within
from ..columns import number_column
from ..demand.figures import figures
from ..errors import EngineError
from ..progress import Progress
from ..tables import FeatureTable

HOURS_A_YEAR = 8760
SPEED_STEP_M_PER_S = 0.05
HIGHEST_SPEED_M_PER_S = 40.0
CHUNK_ROOFS = 4096
BUILDINGS_A_STEP = 2000


@dataclass(frozen=True)
class WindOptions:
    """Every figure is an input; what is None comes from the catalogue `powermapping`, turbines from `turbines`.

    least_height_m: lowest building that may carry a turbine [m]. clear_distance_m: no higher building so near [m].
    mean_wind_m_per_s: yearly mean at the station, measured at station_height_m over land of station_roughness_m (z0).
    town_roughness_m, town_displacement_m: z0 and d of the town. speed_up: wind over the roof against free wind at hub
    height. turbine: a name of the catalogue. power_curve: ((m/s, kW), …) in place of the catalogue's turbine.
    measured_share: what turbines on buildings gave of what was promised; None: the catalogue's.
    """

    least_height_m: float | None = None
    clear_distance_m: float | None = None
    mean_wind_m_per_s: float | None = None
    station_height_m: float | None = None
    station_roughness_m: float | None = None
    blending_height_m: float | None = None
    town_roughness_m: float | None = None
    town_displacement_m: float | None = None
    weibull_shape: float | None = None
    air_density_kg_per_m3: float | None = None
    speed_up: float | None = None
    turbine: str = "vertical axis 2 x 2 m"
    hub_above_roof_m: float | None = None
    power_curve: tuple | None = None
    measured_share: float | None = None

    def __post_init__(self):
        turbine = _turbine(self.turbine)
        known = {**figures("powermapping"), **{n: float(turbine[n]) for n in ("hub_above_roof_m", "measured_share")}}
        fill_open(self, known)
        require_within(
            self,
            ("least_height_m", 0.0, 1000.0),
            ("clear_distance_m", 0.0, 10_000.0),
            ("mean_wind_m_per_s", 0.0, 20.0),
            ("station_height_m", 1.0, 200.0),
            ("station_roughness_m", 1e-5, min(5.0, self.station_height_m / 2)),
            ("town_roughness_m", 1e-3, 5.0),
            ("town_displacement_m", 0.0, 40.0),
            ("weibull_shape", 1.0, 5.0),
            ("air_density_kg_per_m3", 0.5, 2.0),
            ("speed_up", 0.0, 3.0),
            ("hub_above_roof_m", 0.0, 100.0),
            ("measured_share", 0.0, 1.0),
        )
        if self.blending_height_m <= self.town_displacement_m + self.town_roughness_m:
            raise EngineError(
                "The blending height of {height} m must lie above the town's displacement height and roughness.",
                height=self.blending_height_m,
            )


@dataclass(frozen=True)
class RoofWind:
    """buildings: those given + `wind_suitable` (bool), `higher_within_m` (distance to the nearest higher building, nan
    where there is none within reach), `hub_m`, `wind_m_per_s`, `kwh_promised`, `kwh_measured` (0 where not suitable).
    summary: totals.
    """

    buildings: FeatureTable
    summary: dict


def roof_wind(buildings: FeatureTable, options: WindOptions) -> Generator[Progress, None, RoofWind]:
    """Small wind of every building: roof buildings with `height_m` (above ground) and, if known, `top_m` (as heights of
    the raster; tells which of two buildings is higher), one turbine on each suitable roof.
    """
    frame = buildings.frame
    height, top = number_column(frame, "height_m"), tops_m(frame)
    yield Progress(0.0, "Looking for roofs above their surroundings")
    tall = np.flatnonzero((height >= options.least_height_m) & (shapely.area(buildings.geometry) > 0))
    near = np.full(len(frame), np.nan)
    tree = shapely.STRtree(buildings.geometry)
    for first in range(0, len(tall), BUILDINGS_A_STEP):
        some = tall[first : first + BUILDINGS_A_STEP]
        near[some] = nearest_higher_m(tree, top, some, options.clear_distance_m)
        yield Progress(0.8 * (first + len(some)) / max(len(tall), 1))
    suitable = np.zeros(len(frame), bool)
    suitable[tall] = ~np.isfinite(near[tall])
    hub = height + options.hub_above_roof_m
    wind = np.where(suitable, options.speed_up * wind_at_height(np.nan_to_num(hub), options), np.nan)
    kwh = np.zeros(len(frame))
    kwh[suitable] = yearly_kwh(wind[suitable], options)
    table = frame.assign(
        wind_suitable=suitable,
        higher_within_m=near,
        hub_m=np.where(suitable, hub, np.nan),
        wind_m_per_s=wind,
        kwh_promised=kwh,
        kwh_measured=kwh * options.measured_share,
    )
    summary = {
        "buildings": len(frame),
        "tall": len(tall),
        "turbines": int(suitable.sum()),
        "kwh_promised": float(kwh.sum()),
        "kwh_measured": float(kwh.sum() * options.measured_share),
    }
    yield Progress(1.0)
    return RoofWind(FeatureTable(table, buildings.geometry, buildings.crs, buildings.name), summary)


def tops_m(frame: pd.DataFrame) -> np.ndarray:
    """Top of each building [m] (n,): `top_m`, else its height above the ground that most others stand on."""
    top, height = number_column(frame, "top_m"), number_column(frame, "height_m")
    ground = top - height
    ground = np.median(ground[np.isfinite(ground)]) if np.isfinite(ground).any() else 0.0
    return np.where(np.isfinite(top), top, height + ground)


def nearest_higher_m(tree: shapely.STRtree, top_m: np.ndarray, rows: np.ndarray, reach_m: float) -> np.ndarray:
    """Distance (k,) from the buildings `rows` of the tree to the nearest with a higher top within reach, nan: none."""
    geometry = tree.geometries
    bounds = shapely.bounds(geometry[rows])
    around = shapely.box(bounds[:, 0] - reach_m, bounds[:, 1] - reach_m, bounds[:, 2] + reach_m, bounds[:, 3] + reach_m)
    which, other = tree.query(around)
    higher = np.nan_to_num(top_m, nan=-np.inf)[other] > top_m[rows[which]]
    which, other = which[higher], other[higher]
    away = shapely.distance(geometry[rows[which]], geometry[other])
    nearest = np.full(len(rows), np.inf)
    np.minimum.at(nearest, which, away)
    return np.where(nearest <= reach_m, nearest, np.nan)


def wind_at_height(height_m: np.ndarray, options: WindOptions) -> np.ndarray:
    """Mean wind [m/s] at heights above the ground of the town, from the station's mean.

    u(z) = u_ref ln((z - d) / z0) / ln((z_ref - d) / z0): with the station's z0 from the station up to the blending
    height (and beyond it), from there down with the town's z0 and d. No wind below z0 + d.
    """
    z = np.asarray(height_m, float)
    open_land = options.station_roughness_m
    reference = options.mean_wind_m_per_s / np.log(options.station_height_m / open_land)
    z0, d, blend = options.town_roughness_m, options.town_displacement_m, options.blending_height_m
    above = reference * np.log(np.maximum(z, blend) / open_land)
    within = np.log(np.maximum(z - d, z0) / z0) / np.log((blend - d) / z0)
    return np.where(z >= blend, above, reference * np.log(blend / open_land) * within)


def power_curve(options: WindOptions) -> tuple[np.ndarray, np.ndarray]:
    """The turbine's power: wind speeds [m/s] (n,) and power [kW] (n,), on a fine even grid from 0."""
    speed = (np.arange(round(HIGHEST_SPEED_M_PER_S / SPEED_STEP_M_PER_S)) + 0.5) * SPEED_STEP_M_PER_S
    if options.power_curve is not None:
        given = np.asarray(sorted(options.power_curve), float)
        return speed, np.interp(speed, given[:, 0], given[:, 1], left=0.0, right=0.0)
    turbine = _turbine(options.turbine)
    cubed = np.minimum(speed, turbine["rated_m_per_s"]) ** 3
    watt = 0.5 * options.air_density_kg_per_m3 * turbine["swept_area_m2"] * turbine["power_coefficient"] * cubed
    turns = (speed >= turbine["cut_in_m_per_s"]) & (speed <= turbine["cut_out_m_per_s"])
    return speed, np.where(turns, watt / 1000, 0.0)


def yearly_kwh(mean_wind_m_per_s: np.ndarray, options: WindOptions) -> np.ndarray:
    """Energy [kWh a year] of the turbine at mean winds (n,): the power curve over the Weibull spread of the hours.

    Scale c = mean / gamma(1 + 1/k).
    """
    from scipy.special import gamma

    speed, kw = power_curve(options)
    k = options.weibull_shape
    mean = np.asarray(mean_wind_m_per_s, float)
    edges = np.append(speed - SPEED_STEP_M_PER_S / 2, speed[-1] + SPEED_STEP_M_PER_S / 2)
    kwh = np.zeros(len(mean))
    for first in range(0, len(mean), CHUNK_ROOFS):
        some = slice(first, first + CHUNK_ROOFS)
        scale = np.maximum(mean[some], 1e-9) / gamma(1 + 1 / k)
        beyond = np.exp(-((edges / scale[:, None]) ** k))
        kwh[some] = HOURS_A_YEAR * ((beyond[:, :-1] - beyond[:, 1:]) @ kw)
    return kwh


def _turbine(name: str) -> pd.Series:
    table = read_catalogue("turbines").set_index("turbine")
    if name not in table.index:
        raise EngineError(
            "Turbine {name} is not in the catalogue: choose one of {choices}.",
            name=name,
            choices=", ".join(table.index),
        )
    return table.loc[name]


def mean_station_wind(path) -> float:
    """Yearly mean wind [m/s] of a station from a KNMI hourly file (column FH, 0.1 m/s) or an EPW file (column 22).

    Raises EngineError that says what the file lacks.
    """
    try:
        with open(path, encoding="utf-8-sig", errors="replace") as file:
            lines = file.read().splitlines()
    except OSError as error:
        raise EngineError("Weather file {file} cannot be read: {error}.", file=str(path), error=str(error)) from error
    if lines and lines[0].upper().startswith("LOCATION,"):
        cells = [line.split(",") for line in lines[8:]]
        speed = pd.to_numeric(pd.Series([c[21] for c in cells if len(c) > 21], dtype=object), errors="coerce")
        speed = speed[speed < 99]
    else:
        heads = [i for i, line in enumerate(lines) if "YYYYMMDD" in line and "," in line]
        names = [n.strip() for n in lines[heads[-1]].lstrip("# ").split(",")] if heads else []
        at = names.index("FH") if "FH" in names else None
        body = lines[heads[-1] + 1 :] if at is not None else []
        cells = [line.split(",") for line in body if line.strip() and not line.lstrip().startswith("#")]
        speed = pd.to_numeric(pd.Series([c[at] for c in cells if len(c) > at], dtype=object), errors="coerce") / 10
    speed = speed[speed >= 0]
    if not len(speed):
        raise EngineError(
            "Weather file {file} holds no wind speed: give the station's yearly mean wind instead.", file=str(path)
        )
    return float(speed.mean())
