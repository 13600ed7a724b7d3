"""Solar panels: how much fits on a roof and what it yields each hour."""

from __future__ import annotations

import numpy as np
import pandas as pd

from ..randomness import keys_of, normal, uniform
from .figures import figures
from .sun import PlaneLight, sun_path
from .weather import Weather

DWELLINGS = ("detached", "semi_detached", "corner", "terraced", "flat")
FLAT_ROOFED = ("flat",)
CHUNK_VALUES = 2_000_000  # hours × systems worked on at once: some 50 MB


def panel_systems(homes: pd.DataFrame, seed: int) -> pd.DataFrame:
    """The panels of each home: columns kwp, tilt_deg, azimuth_deg, one row a home.

    homes: `key` (unique str) and, each optional or nan: `dwelling_type` (detached, semi_detached, corner, terraced,
    flat; anything else is no dwelling and has a flat roof), `footprint_m2` (the roof this home can use, from above),
    `roof_kwp` (all panels that fit there, where that is known), and `kwp`, `roof_tilt_deg`, `roof_azimuth_deg`
    (clockwise from north), which win over what would be assumed.
    Unknown pitched roofs turn their better side anywhere between east and west.
    """
    f = figures("panels")
    keys = keys_of(homes["key"], seed)
    kind = _column(homes, "dwelling_type", "").astype(str)
    dwelling = np.isin(kind, DWELLINGS)
    pitched = dwelling & ~np.isin(kind, FLAT_ROOFED)

    tilt = np.where(
        pitched,
        np.clip(f["pitched_tilt_deg"] + f["pitched_tilt_spread_deg"] * normal(keys, "panels/tilt"), 20, 55),
        f["flat_tilt_deg"],
    )
    tilt = _given(homes, "roof_tilt_deg", tilt)
    azimuth = _given(homes, "roof_azimuth_deg", 90 + 180 * uniform(keys, "panels/azimuth"))

    face = np.where(
        pitched,
        f["pitched_roof_usable_share"] / 2 / np.cos(np.radians(np.clip(tilt, 0, 60))),
        f["flat_roof_usable_share"],
    )
    fill = f["least_fill"] + (1 - f["least_fill"]) * uniform(keys, "panels/fill")
    fits = _column(homes, "footprint_m2", np.nan).astype(float) * face * f["panel_kwp_per_m2"]
    roof_kwp = _column(homes, "roof_kwp", np.nan).astype(float)
    known = np.isfinite(roof_kwp)
    fits = np.where(known, roof_kwp, fits) * fill
    default = np.where(dwelling, f["dwelling_default_kwp"], f["other_default_kwp"])
    cap = np.where(dwelling, f["dwelling_cap_kwp"], f["other_cap_kwp"])
    kwp = _given(homes, "kwp", np.minimum(np.where(known | (fits > 0), fits, default), cap))
    return pd.DataFrame({"kwp": kwp, "tilt_deg": tilt, "azimuth_deg": azimuth})


def simulate_panels(homes: pd.DataFrame, weather: Weather, seed: int, out: np.ndarray) -> dict[str, np.ndarray]:
    """Fills `out` (hours, n) float32 with the panels' kW, negative as they feed in; homes as for `panel_systems`.

    Returns the facts `connection` (row of `homes`) and `kwp`. Irradiance on the roof by Erbs and Hay-Davies
    (`sun.PlaneLight`), panel power falling with cell temperature, losses and inverter as in PVWatts
    (Dobos, PVWatts version 5 manual, NREL/TP-6A20-62641, 2014).
    """
    f = figures("panels")
    systems = panel_systems(homes, seed)
    sun = sun_path(weather.start_utc, weather.hours, weather.latitude_deg, weather.longitude_deg)
    light = PlaneLight(weather.ghi_w_per_m2, sun)
    kwp = systems["kwp"].to_numpy(float)
    tilt, azimuth = systems["tilt_deg"].to_numpy(float), systems["azimuth_deg"].to_numpy(float)
    efficiency = f["inverter_efficiency"] * (1 - f["system_loss_share"]) * (1 - f["reflection_loss_share"])
    most = f["inverter_kw_per_kwp"]
    block = max(1, CHUNK_VALUES // max(1, len(kwp)))
    for first in range(0, weather.hours, block):
        rows = slice(first, min(first + block, weather.hours))
        suns = light.on_planes(tilt, azimuth, rows)
        suns /= 1000
        # 1 + per_k * (T_air + heating * irradiance - 25), the cell's power against standard conditions
        derating = suns * (f["power_per_k"] * f["heating_k_m2_per_w"] * 1000)
        derating += (1 + f["power_per_k"] * (weather.temperature_c[rows] - 25))[:, None]
        suns *= derating
        suns *= efficiency
        np.clip(suns, 0, most, out=suns)
        suns *= -kwp
        out[rows] = suns
    return {"connection": np.arange(len(homes)), "kwp": kwp}


def _column(homes: pd.DataFrame, name: str, default) -> np.ndarray:
    return homes[name].to_numpy() if name in homes else np.full(len(homes), default)


def _given(homes: pd.DataFrame, name: str, assumed: np.ndarray) -> np.ndarray:
    """The given values where there are any, else the assumed ones."""
    given = _column(homes, name, np.nan).astype(float)
    return np.where(np.isfinite(given), given, assumed)
