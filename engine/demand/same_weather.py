"""Roofs and demand are held against each other hour by hour: only where both were made with the same weather."""

from __future__ import annotations

import numpy as np

from ..errors import EngineError
from .profiles import Profiles
from .weather import Weather


def require_same_weather(profiles: Profiles, weather: Weather) -> None:
    """Raises EngineError where the profiles hold other hours than the weather, or were made with other weather."""
    start = np.datetime64(weather.start_utc, "s")
    if profiles.start_utc != start or profiles.hours != weather.hours:
        raise EngineError(
            "{path} holds {hours} hours from {start} UTC and the weather {weather_hours} from {weather_start} UTC: "
            "calculate roofs and demand with the same weather.",
            path=str(profiles.path),
            hours=profiles.hours,
            start=str(profiles.start_utc)[:16],
            weather_hours=weather.hours,
            weather_start=str(start)[:16],
        )
    if not profiles.made_with(weather.ghi_w_per_m2):
        raise EngineError(
            "{path} was made with other weather ({made_with}) than is given now ({given}): calculate roofs and demand "
            "with the same weather.",
            path=str(profiles.path),
            made_with=profiles.about.get("weather", ""),
            given=weather.about,
        )
