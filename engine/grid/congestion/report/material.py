"""What the page is made from, gathered once."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from ....hours import wall_clock
from ....report import Wording
from ..elements import NetFacts
from ..options import CongestionOptions
from ..power import HourlyPower
from ..statistics import YearStatistics
from .series import ShownHours


@dataclass(frozen=True)
class Material:
    """A run and the hours of its worst elements. wall: (hours,) clock time of the calculated hours."""

    result: object
    model: object
    facts: NetFacts
    year: YearStatistics
    power: HourlyPower
    options: CongestionOptions
    shown: ShownHours
    words: Wording

    @property
    def wall(self) -> np.ndarray:
        return wall_clock(self.power.times, self.words.zone)

    def station_name(self, row: int) -> str:
        """A transformer as the charts name it."""
        frame = self.result.stations.frame
        return f"{self.words.tr('Station')} {frame['station_id'].iloc[row]}"

    def section_name(self, row: int) -> str:
        """A section as the charts name it: its own id and its station's."""
        frame = self.result.sections.frame
        station = frame["station_id"].iloc[row]
        name = frame["section_id"].iloc[row]
        return f"{name} ({self.words.tr('station')} {station})" if station else str(name)
