"""The hours of a scenario of which only a part, or more than all, has been added."""

from __future__ import annotations

import math

import numpy as np

from ...errors import EngineError

ALL = slice(None)


class ScaledProfiles:
    """P(k) = today + k · (scenario − today). Reads like `Profiles` (connection_ids, hours, net_kw, net_kvar, facts).

    scenario: Profiles. today: Profiles, or None: then what `added` technologies hold in the scenario is what k scales.
    Connections of today that the scenario lacks are left out; those it lacks today have nothing yet.
    """

    def __init__(self, scenario, today, factor: float, added: tuple):
        self.scenario, self.today, self.factor, self.added = scenario, today, float(factor), tuple(added)
        self.connection_ids, self.hours = list(scenario.connection_ids), scenario.hours
        self.start_utc, self.fingerprint = scenario.start_utc, scenario.fingerprint
        self.cos_phi = dict(scenario.cos_phi)
        self.technologies = list(self.cos_phi)
        self._columns = None
        if today is not None:
            if today.hours != scenario.hours or today.start_utc != scenario.start_utc:
                raise EngineError(
                    "The hours of today ({today}) and of the scenario ({scenario}) differ: make both for one year.",
                    today=today.hours, scenario=scenario.hours,
                )  # fmt: skip
            at = {name: k for k, name in enumerate(today.connection_ids)}
            self._columns = np.array([at.get(name, -1) for name in self.connection_ids], np.int64)
            if not (self._columns >= 0).any():
                raise EngineError("The hours of today and of the scenario have no connection in common.")

    def at(self, factor: float) -> ScaledProfiles:
        return ScaledProfiles(self.scenario, self.today, factor, self.added)

    def facts(self, name: str) -> dict:
        return self.scenario.facts(name)

    def share(self, technology: str) -> float:
        """How much of the scenario's technology there is."""
        return self.factor if self.today is not None or technology in self.added else 1.0

    def net_kw(self, rows=ALL) -> np.ndarray:
        return self._sum(rows, lambda profiles: dict.fromkeys(profiles.technologies, 1.0))

    def net_kvar(self, rows=ALL) -> np.ndarray:
        return self._sum(rows, lambda p: {t: math.tan(math.acos(value)) for t, value in p.cos_phi.items()})

    def _sum(self, rows, weights) -> np.ndarray:
        total = np.zeros((len(np.arange(self.hours)[rows]), len(self.connection_ids)))
        for technology, weight in weights(self.scenario).items():
            factor = weight * self.share(technology)
            if factor:
                total += np.asarray(self.scenario.kw(technology)[rows], float) * factor
        if self.today is not None and self.factor != 1.0:
            known = self._columns >= 0
            for technology, weight in weights(self.today).items():
                if weight:
                    kw = np.asarray(self.today.kw(technology)[rows], float)[:, self._columns[known]]
                    total[:, known] += kw * (weight * (1.0 - self.factor))
        return total
