"""The hours of one kW of what is added, as a share of its highest."""

from __future__ import annotations

import numpy as np
import pandas as pd

from ...demand import Weather, simulate_panels
from ...demand.figures import figures
from ...errors import EngineError
from ...phrases import Phrase
from .options import HostingOptions

DAY = 24
HEATING_LIMIT_C = "heating_limit_c"


def shape_of(profiles, options: HostingOptions) -> tuple[np.ndarray, Phrase]:
    """kW per kW added in every hour of the profiles, 0 to 1 (hours,), and in words where it comes from.

    Panels follow the profiles' weather; without it the mean of the panels that are there. Chargers: the busiest kW of
    all cars there in each hour of the day, over the busiest of all; any hour, where there are no cars. Heat pumps:
    what the temperature asks of a machine that runs at full power on a day of design cold.
    Raises EngineError where the profiles know neither weather nor panels.
    """
    if options.technology == "pv":
        return _panels(profiles, options)
    if options.technology == "charger":
        return _chargers(profiles)
    if options.technology == "heat_pump":
        return _heat_pumps(profiles)
    return np.ones(profiles.hours), Phrase("the same in every hour")


def _panels(profiles, options) -> tuple[np.ndarray, Phrase]:
    facts = profiles.facts("weather")
    if len(facts.get("ghi_w_per_m2", ())) == profiles.hours:
        weather = Weather(profiles.start_utc, facts["temperature_c"], facts["ghi_w_per_m2"])
        plane = {"kwp": [1.0], "roof_tilt_deg": [options.tilt_deg], "roof_azimuth_deg": [options.azimuth_deg]}
        out = np.zeros((profiles.hours, 1), np.float32)
        simulate_panels(pd.DataFrame({"key": ["plane"], **plane}), weather, 1, out)
        return np.maximum(-out[:, 0].astype(float), 0.0), Phrase(
            "panels at {tilt}° facing {azimuth}° in the weather of the profiles",
            tilt=f"{options.tilt_deg:g}", azimuth=f"{options.azimuth_deg:g}",
        )  # fmt: skip
    kwp = float(np.sum(profiles.facts("pv").get("kwp", 0.0)))
    if "pv" in profiles.technologies and kwp > 0:
        return np.maximum(-_total(profiles, "pv") / kwp, 0.0), Phrase("the mean of the panels that are there")
    raise EngineError(
        "The profiles hold neither weather nor panels, so nothing tells when panels feed in: make them again, or add "
        "flat generation."
    )


def _chargers(profiles) -> tuple[np.ndarray, Phrase]:
    total = _total(profiles, "car") if "car" in profiles.technologies else np.zeros(profiles.hours)
    if not total.max(initial=0.0) > 0:
        return np.ones(profiles.hours), Phrase("any hour: the profiles hold no cars")
    hour = np.arange(profiles.hours) % DAY
    busiest = np.array([total[hour == k].max(initial=0.0) for k in range(DAY)])
    return (busiest / busiest.max())[hour], Phrase("the busiest of all cars in each hour of the day")


def _heat_pumps(profiles) -> tuple[np.ndarray, Phrase]:
    temperature = profiles.facts("weather").get("temperature_c", np.zeros(0))
    f = figures("heat_pumps")
    if len(temperature) != profiles.hours:
        total = _total(profiles, "heat_pump") if "heat_pump" in profiles.technologies else np.zeros(profiles.hours)
        if not total.max(initial=0.0) > 0:
            return np.ones(profiles.hours), Phrase("every hour: the profiles hold neither weather nor heat pumps")
        return total / total.max(), Phrase("all heat pumps that are there")

    def electric(outside_c):
        return (f["setpoint_c"] - outside_c) / np.maximum(f["cop_a"] + f["cop_b"] * outside_c, 1.0)

    share = electric(temperature) / electric(f["design_outside_c"])
    share[temperature > f[HEATING_LIMIT_C]] = 0.0
    return np.clip(share, 0.0, 1.0), Phrase(
        "the temperature of the profiles; full power at {design} °C", design=f"{f['design_outside_c']:g}"
    )


def _total(profiles, technology: str) -> np.ndarray:
    kw = profiles.kw(technology)
    return np.concatenate(
        [np.nan_to_num(kw[first : first + 730]).sum(axis=1, dtype=float) for first in range(0, profiles.hours, 730)]
    )
