"""Profiles that are being steered: the same file format, changed in place while flow and steering alternate."""

from __future__ import annotations

import contextlib
import math
from collections.abc import Generator

import numpy as np

from ...catalogue import read_catalogue
from ...demand import ProfilesWriter
from ...progress import Progress

BATTERY = "battery"
HOURS_AT_ONCE = 730


class SteeredProfiles(contextlib.AbstractContextManager):
    """A copy of `profiles` with a battery technology, written to `path` when the block ends well.

    Reads like `Profiles` while it grows (connection_ids, hours, start_utc, technologies, net_kw, net_kvar, facts).
    """

    def __init__(self, profiles, path, about: dict):
        self.source = profiles
        self.connection_ids, self.hours, self.start_utc = profiles.connection_ids, profiles.hours, profiles.start_utc
        self.fingerprint = profiles.fingerprint
        self.cos_phi = dict(profiles.cos_phi)
        if BATTERY not in self.cos_phi:
            table = read_catalogue("power_factors")
            self.cos_phi[BATTERY] = float(table.loc[table["technology"] == BATTERY, "cos_phi"].iloc[0])
        self.technologies = list(self.cos_phi)
        facts = {name: profiles.facts(name) for name in profiles.fact_names}
        self._writer = ProfilesWriter(
            path, self.connection_ids, self.start_utc, self.hours, self.cos_phi, facts,
            {**profiles.about, "steered": about},
        )  # fmt: skip

    def __enter__(self) -> SteeredProfiles:
        self._writer.__enter__()
        return self

    def __exit__(self, kind, error, trace) -> None:
        self._writer.__exit__(kind, error, trace)

    def copy(self) -> Generator[Progress, None, None]:
        """Fill it with the hours of the source."""
        for number, technology in enumerate(self.source.technologies):
            for start in range(0, self.hours, HOURS_AT_ONCE):
                part = slice(start, min(start + HOURS_AT_ONCE, self.hours))
                self.kw(technology)[part] = self.source.kw(technology)[part]
                yield Progress((number + part.stop / max(self.hours, 1)) / len(self.source.technologies))

    def kw(self, technology: str):
        return self._writer.kw(technology)

    def has(self, technology: str) -> bool:
        return technology in self.cos_phi

    def facts(self, name: str) -> dict:
        return self.source.facts(name)

    def add(self, technology: str, hours: np.ndarray, connections: np.ndarray, kw: np.ndarray) -> None:
        """Add kW (w, k) at these hours and connections."""
        self.kw(technology)[hours[:, None], connections[None, :]] += kw.astype(np.float32)

    def columns(self, technology: str, hours: np.ndarray, connections: np.ndarray) -> np.ndarray:
        """float64 kW (w, k) of one technology."""
        return np.asarray(self.kw(technology)[hours[:, None], connections[None, :]], float)

    def source_columns(self, technology: str, hours: np.ndarray, connections: np.ndarray) -> np.ndarray:
        """The same, as it was before steering."""
        if technology not in self.source.technologies:
            return np.zeros((len(hours), len(connections)))
        return np.asarray(self.source.kw(technology)[hours[:, None], connections[None, :]], float)

    @property
    def kvar_per_kw(self) -> dict[str, float]:
        return {t: math.tan(math.acos(value)) for t, value in self.cos_phi.items()}

    def net_kw(self, rows) -> np.ndarray:
        return self._sum(rows, dict.fromkeys(self.technologies, 1.0))

    def net_kvar(self, rows) -> np.ndarray:
        return self._sum(rows, self.kvar_per_kw)

    def _sum(self, rows, factors: dict[str, float]) -> np.ndarray:
        total = None
        for technology, factor in factors.items():
            if factor == 0.0:
                continue
            part = np.asarray(self.kw(technology)[rows], float) * factor
            total = part if total is None else np.add(total, part, out=total)
        return np.zeros((len(np.arange(self.hours)[rows]), len(self.connection_ids))) if total is None else total
