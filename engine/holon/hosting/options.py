"""What is added, how it is placed at random, and which limits hold."""

from __future__ import annotations

import math
from dataclasses import dataclass, field

from ...catalogue import read_catalogue
from ...choices import fill_open, require_within
from ...errors import EngineError
from ...grid.congestion import CongestionOptions

TECHNOLOGIES = ("pv", "charger", "heat_pump", "load", "generation")
ROUNDS = 10_000  # of random placements; beyond these what a connection gets at a time is a slip


@dataclass(frozen=True)
class HostingOptions:
    """technology: pv (kWp), charger, heat_pump (electric kW at design cold), load or generation (flat, every hour).

    limits: limits, source voltage, taps and hours, as for congestion; its allowances and files play no part.
    placements: random draws. seed: of the draws and of the sample that is checked on the whole year. least_kw, most_kw:
    what one connection gets at a time; None: the catalogue's. unit_kw: one device; coincidence_many: part of the kW of
    very many devices that runs at once; None: the catalogue's. tilt_deg, azimuth_deg (clockwise from north): of panels.
    most_kw_each: where no limit binds below this, it is the answer [kW a connection; in random placements what each
    gets when that is the mean]. tolerance: gap between the
    value that passes and the one that fails, as a share. year_checks: values solved again in every hour of the year.
    """

    technology: str = "pv"
    limits: CongestionOptions = field(default_factory=CongestionOptions)
    placements: int = 100
    seed: int = 1
    least_kw: float | None = None
    most_kw: float | None = None
    unit_kw: float | None = None
    coincidence_many: float | None = None
    tilt_deg: float = 35.0
    azimuth_deg: float = 180.0
    most_kw_each: float = 1000.0
    tolerance: float = 8e-4
    year_checks: int = 6

    def __post_init__(self):
        if self.technology not in TECHNOLOGIES:
            raise EngineError(
                "{name} is none of what can be added: {known}.", name=self.technology, known=", ".join(TECHNOLOGIES)
            )
        row = self.figures
        fill_open(self, {name: float(row[name]) for name in ("least_kw", "most_kw", "unit_kw", "coincidence_many")})
        require_within(
            self, ("placements", 0, 100_000), ("least_kw", 1e-3, 1e6), ("most_kw", 1e-3, 1e6), ("unit_kw", 1e-3, 1e6),
            ("coincidence_many", 0.0, 1.0), ("tilt_deg", 0.0, 90.0), ("azimuth_deg", 0.0, 360.0),
            ("most_kw_each", 0.1, 1e7), ("tolerance", 1e-5, 0.05), ("year_checks", 0, 1000),
        )  # fmt: skip
        if self.least_kw > self.most_kw:
            raise EngineError(
                "A connection gets {least} to {most} kW at a time: the least lies above the most.",
                least=self.least_kw, most=self.most_kw,
            )  # fmt: skip
        if self.placements and self.most_rounds > ROUNDS:
            raise EngineError(
                "At {least} to {most} kW at a time it takes {rounds} rounds until connections have {each} kW: let them "
                "get more at a time, or ask for less.",
                least=self.least_kw, most=self.most_kw, rounds=self.most_rounds, each=self.most_kw_each,
            )  # fmt: skip

    @property
    def figures(self):
        """The catalogue's row of the technology."""
        table = read_catalogue("hosting")
        return table[table["technology"] == self.technology].iloc[0]

    @property
    def most_rounds(self) -> int:
        """Rounds of random placements after which a connection has most_kw_each, as a mean."""
        return math.ceil(2.0 * self.most_kw_each / (self.least_kw + self.most_kw))

    @property
    def direction(self) -> int:
        """+1 for what draws, -1 for what feeds in."""
        return -1 if self.technology in ("pv", "generation") else 1

    def at_once(self, kw):
        """Part of `kw` (any shape) of devices that runs at once: Rusck's 1/sqrt(n) law, of at least one device."""
        import numpy as np

        devices = np.maximum(np.asarray(kw, float) / self.unit_kw, 1.0)
        return self.coincidence_many + (1.0 - self.coincidence_many) / np.sqrt(devices)

    @property
    def tan_phi(self) -> float:
        table = read_catalogue("power_factors").set_index("technology")["cos_phi"]
        return math.tan(math.acos(float(table[self.figures["power_factor_of"]])))
