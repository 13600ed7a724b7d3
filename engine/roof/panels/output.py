"""What a panel gives the meter for the light that falls on it."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from ...demand.weather import Weather

COARSE_DEG, FINE_DEG = 10, 1


@dataclass(frozen=True)
class BestPlane:
    """The unshaded plane with most light in a year of weather: its angles, kwh_per_m2 and W/m² by hour (hours,)."""

    tilt_deg: float
    azimuth_deg: float
    kwh_per_m2: float
    light_w_per_m2: np.ndarray


def best_plane(year) -> BestPlane:
    """The best orientation of a `light.LightYear`, to one degree: the region's best, against which roofs are held."""
    tilts, azimuths = np.meshgrid(np.arange(0, 71, COARSE_DEG), np.arange(90, 271, COARSE_DEG))
    tilt, azimuth, _ = _best_of(year, tilts.ravel(), azimuths.ravel())
    near = np.arange(-COARSE_DEG, COARSE_DEG + 1, FINE_DEG)
    # One angle after the other: the yearly sum is smooth and has one top.
    for _ in range(2):
        tilt, azimuth, _ = _best_of(year, np.clip(tilt + near, 0, 90), np.full(len(near), azimuth))
        tilt, azimuth, light = _best_of(year, np.full(len(near), tilt), azimuth + near)
    return BestPlane(float(tilt), float(azimuth % 360), float(light.sum() / 1000), light)


def _best_of(year, tilt_deg: np.ndarray, azimuth_deg: np.ndarray):
    best, light = None, None
    for first in range(0, len(tilt_deg), 64):  # 64 planes of a year are 4.5 MB
        some = slice(first, first + 64)
        hourly = year.on_open_planes(tilt_deg[some], azimuth_deg[some])
        sums = hourly.sum(axis=0)
        top = int(sums.argmax())
        if light is None or sums[top] > light.sum():
            best, light = (tilt_deg[some][top], azimuth_deg[some][top]), hourly[:, top].copy()
    return (*best, light)


class PanelOutput:
    """Turns light into power by hour: linear in the light and less when the cells are hot, before the inverter's limit.

    kW per kWp = light / 1000 * performance_ratio * heat. heat = 1 + power_per_k * (T_air + heating * light - 25),
    divided by its mean (weighted by light) on the best unshaded plane, so that this plane comes out at the performance
    ratio in the year: the ratio holds everything, heat too.
    Cell temperature and linear power: as in PVWatts (Dobos, NREL/TP-6A20-62641, 2014).
    """

    def __init__(self, weather: Weather, best: BestPlane, options):
        self._per_w2 = options.power_per_k * options.heating_k_m2_per_w
        self._of_air = 1 + options.power_per_k * (weather.temperature_c - 25)
        light = best.light_w_per_m2
        mean = (light * (self._of_air + self._per_w2 * light)).sum() / max(light.sum(), 1e-9)
        self._scale = options.performance_ratio / mean / 1000

    def kw_per_kwp(self, light_w_per_m2: np.ndarray) -> np.ndarray:
        """kW per kWp (hours, n) float64 for light (hours, n)."""
        light = np.asarray(light_w_per_m2, float)
        kw = light * self._per_w2
        kw += self._of_air[:, None]
        kw *= light
        kw *= self._scale
        return np.maximum(kw, 0, out=kw)
