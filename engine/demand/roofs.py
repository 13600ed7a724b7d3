"""Panels whose hours come from the roof they lie on, with its shadow, in place of the estimate."""

from __future__ import annotations

import numpy as np
import pandas as pd

from ..errors import EngineError
from .panels import simulate_panels
from .profiles import Profiles
from .same_weather import require_same_weather
from .weather import Weather


class RoofHours:
    """The hours of roofs, from a ROOF_PROFILES file: profiles whose ids are building ids and whose technology is pv.

    Who has panels stays with the adopters. The panels that fit on a building are shared evenly by its addresses,
    however many connections these hang on. A home fills its part as far as the estimate would have it (`least_fill`,
    the cap on one connection, so that scenarios stay comparable), and each kilowatt peak gives the mean of all counted
    panels of the building. A building in the file without panels gives none; one that is not in it keeps the estimate.
    Raises EngineError where the file holds something else, or other hours than the weather.
    """

    def __init__(self, profiles: Profiles, weather: Weather):
        if "pv" not in profiles.technologies or "kwp" not in profiles.facts("pv"):
            raise EngineError("{path} holds no roofs: choose a file made by rooftop solar.", path=str(profiles.path))
        require_same_weather(profiles, weather)
        self._profiles = profiles
        self._column = pd.Series(np.arange(len(profiles.connection_ids)), profiles.connection_ids)
        facts = profiles.facts("pv")
        self._kwp = np.bincount(facts["connection"], facts["kwp"], len(profiles.connection_ids))

    def column_of(self, building_ids) -> np.ndarray:
        """Column of each building in the file, -1 where it is not in it: int (n,)."""
        return self._column.reindex(np.asarray(building_ids, object)).fillna(-1).to_numpy(int)

    def simulate(self, homes: pd.DataFrame, weather: Weather, seed: int, out: np.ndarray) -> dict[str, np.ndarray]:
        """As `panels.simulate_panels`; homes also has `building_id` and `roof_share`, its part of that building's."""
        column = self.column_of(homes["building_id"])
        known = np.flatnonzero(column >= 0)
        roof_kwp = np.full(len(homes), np.nan)
        roof_kwp[known] = self._kwp[column[known]] * homes["roof_share"].to_numpy(float)[known]
        facts = simulate_panels(homes.assign(roof_kwp=roof_kwp), weather, seed, out)
        # Homes of one building use one column; it is read once.
        of_roof, which = np.unique(column[known], return_inverse=True)
        kw = np.ascontiguousarray(self._profiles.kw("pv")[:, of_roof])
        per_kwp = np.divide(1.0, self._kwp[of_roof], out=np.zeros(len(of_roof)), where=self._kwp[of_roof] > 0)
        out[:, known] = kw[:, which] * (facts["kwp"][known] * per_kwp[which]).astype(np.float32)
        return facts
