"""What can be chosen about a comparison of ways of heating."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from types import MappingProxyType

from ...catalogue import read_catalogue
from ...choices import require_within
from ...demand.figures import figures
from ...errors import EngineError
from .prices import known_prices

REFERENCE = "gas"
ESTIMATES = ("missing", "all", "none")
UNKNOWN = "{name} must be one of {choices}, not {value}."


def option_keys() -> tuple[str, ...]:
    """The options of heat_options.csv in its order, the reference first."""
    return tuple(read_catalogue("heat_options")["option"])


@dataclass(frozen=True)
class CompareOptions:
    """options: which are compared (None: all of heat_options.csv). rank_reference: whether the gas boiler may be
    cheapest too. estimate: of networks that are not designed (missing), also where a designed one leaves buildings out
    (all), or none. estimate_source: kind of heat_sources.csv that feeds an estimated network; an ambient loop has its
    own. prices: {name: value} in place of heat_prices.csv. figures: the same for heat_compare.csv. sensitivity:
    whether uncertain prices are tried. design_outside_c: weather of the peak. names: of options in the report, by key.
    report_title, report_language (en, nl), tr (English template to the reader's) and time_zone: of the report.
    """

    options: tuple[str, ...] | None = None
    rank_reference: bool = False
    estimate: str = "missing"
    estimate_source: str = "surface_water"
    prices: Mapping[str, float] = field(default_factory=dict)
    figures: Mapping[str, float] = field(default_factory=dict)
    sensitivity: bool = True
    design_outside_c: float | None = None
    report_title: str = ""
    report_language: str = "en"
    tr: Callable[[str], str] = str
    time_zone: str = "Europe/Amsterdam"

    def __post_init__(self):
        known = option_keys()
        asked = known if self.options is None else tuple(key for key in known if key in self.options)
        wrong = [key for key in self.options or () if key not in known]
        if wrong or not asked:
            raise EngineError(UNKNOWN, name="options", choices=", ".join(known), value=", ".join(wrong) or "-")
        sources = [kind for kind in read_catalogue("heat_sources")["kind"] if kind != "boiler"]
        for name, choices in (("estimate", ESTIMATES), ("estimate_source", sources)):
            if getattr(self, name) not in choices:
                raise EngineError(UNKNOWN, name=name, choices=", ".join(choices), value=getattr(self, name))
        outside = figures("heat_pumps")["design_outside_c"] if self.design_outside_c is None else self.design_outside_c
        own = {**figures("heat_compare"), **self.figures}
        unknown = [name for name in self.figures if name not in figures("heat_compare")]
        if unknown:
            raise EngineError("{name} is no figure of heat_compare.csv.", name=unknown[0])
        object.__setattr__(self, "options", asked)
        object.__setattr__(self, "design_outside_c", outside)
        object.__setattr__(self, "prices", MappingProxyType(known_prices(self.prices)))
        object.__setattr__(self, "figures", MappingProxyType(own))
        require_within(self, ("design_outside_c", -40.0, 15.0))

    @property
    def ranked(self) -> tuple[str, ...]:
        """Options that may be cheapest: all but the reference, unless it is asked for or alone."""
        others = tuple(key for key in self.options if key != REFERENCE)
        return self.options if self.rank_reference or not others else others
