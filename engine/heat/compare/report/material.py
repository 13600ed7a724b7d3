"""What the page is made from, and the colours of its options and parts."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np

from ....catalogue import read_catalogue
from ....report import Wording
from ..prices import PARTIES

# Okabe and Ito's colours, which stay apart for the colour-blind; the same as on the layers.
COLOURS = {
    "gas": "#8a9096", "air_pump": "#0072b2", "ground_pump": "#56b4e9", "hybrid": "#e69f00", "high_network": "#d55e00",
    "mid_network": "#cc79a7", "low_network": "#f0e442", "loop": "#009e73", "": "#e3e7ea",
}  # fmt: skip
PART_COLOURS = {
    "insulation": "#56b4e9", "machine": "#0072b2", "network": "#d55e00", "upkeep": "#b7c0c8", "energy": "#e69f00",
    "fixed": "#7a6a9b", "grid": "#33383d", "co2": "#009e73", "subsidy": "#9ad0b4",
}  # fmt: skip
PART_WORDS = {
    "insulation": "insulation and radiators", "machine": "machines at home", "network": "heat network",
    "upkeep": "upkeep", "energy": "energy", "fixed": "fixed charges and gas grid", "grid": "heavier electricity grid",
    "co2": "CO2", "subsidy": "subsidy",
}  # fmt: skip
PARTY_WORDS = {"society": "society", "resident": "the resident"}


@dataclass(frozen=True)
class Material:
    """A `run.HeatComparison` and how to say it."""

    found: object
    words: Wording

    @property
    def keys(self) -> tuple[str, ...]:
        return self.found.options.options

    @cached_property
    def labels(self) -> dict[str, str]:
        """Names of the options, safe to stand in HTML."""
        table = read_catalogue("heat_options").set_index("option")["label"]
        return {**{key: self.words.say(table[key]) for key in self.keys}, "": self.words.say("none")}

    def parts_of(self, key: str, party: str) -> np.ndarray:
        """€ a year of a mean dwelling (or building) by part, in the order of PARTS."""
        rows = self.found.parts[self.found.parts["option"] == key]
        return rows[f"mean_{party}_eur"].to_numpy(float)

    def swatch(self, colour: str, text: str) -> str:
        """A patch of colour and what it stands for."""
        return (
            f'<span><svg viewBox="0 0 14 14" width="14" height="14" aria-hidden="true">'
            f'<rect width="14" height="14" fill="{colour}"/></svg>{text}</span>'
        )

    def share(self, party: str, key: str) -> float:
        """Buildings of which the option is cheapest, in percent."""
        return 100 * float(np.mean(self.found.buildings.frame[f"cheapest_{party}"] == key))

    def most_often(self, party: str) -> str:
        """The option that is cheapest for most buildings."""
        return max(self.keys, key=lambda key: self.share(party, key))


__all__ = ["COLOURS", "PARTIES", "PARTY_WORDS", "PART_COLOURS", "PART_WORDS", "Material"]
