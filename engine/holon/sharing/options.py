"""By which key a community shares, at what price, and what its suppliers ask."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

from ...choices import fill_open, require_within
from ...demand.figures import figures
from ...errors import EngineError
from .keys import KEYS

PRICE_RULES = ("cost_price", "mid_market", "tariff")


@dataclass(frozen=True)
class SharingOptions:
    """Figures left None come from the catalogue sharing.csv; prices in €/kWh, VAT included where households pay it.

    key: dynamic, static, cascade, hybrid or social, see `keys`. price_rule: cost_price (yearly_cost_eur over what is
    shared, or cost_eur_per_kwh where that is None), mid_market (half way between what sharing saves a receiver and the
    feed-in price) or tariff (tariff_eur_per_kwh). buy: all that a kWh from the supplier costs; feed_in: what the
    supplier pays for one; tax: the energy tax within buy, due on shared energy too if tax_on_shared. fixed, tax
    reduction: € a year of each home. capacity: €/kW a year of contracted capacity. contract_kw: one contract of all,
    both ways; None where none is thought of. poverty_quote: bill over income above which a household is energy-poor.
    report_language, time_zone, tr: of the report.
    """

    key: str = "dynamic"
    price_rule: str = "mid_market"
    buy_eur_per_kwh: float | None = None
    feed_in_eur_per_kwh: float | None = None
    tax_eur_per_kwh: float | None = None
    tax_on_shared: bool = True
    tariff_eur_per_kwh: float | None = None
    cost_eur_per_kwh: float | None = None
    yearly_cost_eur: float | None = None
    fixed_eur_per_year: float | None = None
    tax_reduction_eur_per_year: float | None = None
    capacity_eur_per_kw_year: float | None = None
    contract_kw: float | None = None
    poverty_quote: float | None = None
    report_language: str = "en"
    time_zone: str = "Europe/Amsterdam"
    tr: Callable[[str], str] = field(default=str, repr=False)

    def __post_init__(self):
        fill_open(self, figures("sharing"))
        for name, known in (("key", KEYS), ("price_rule", PRICE_RULES)):
            if getattr(self, name) not in known:
                raise EngineError(
                    "{name} must be one of {known}, not {value}.",
                    name=name, known=", ".join(known), value=getattr(self, name),
                )  # fmt: skip
        prices = ("buy", "feed_in", "tax", "tariff", "cost")
        require_within(
            self,
            *((f"{name}_eur_per_kwh", -10.0, 10.0) for name in prices),
            ("fixed_eur_per_year", 0.0, 1e6),
            ("tax_reduction_eur_per_year", 0.0, 1e6),
            ("capacity_eur_per_kw_year", 0.0, 1e5),
            ("poverty_quote", 0.0, 1.0),
        )
        for name in ("yearly_cost_eur", "contract_kw"):
            if getattr(self, name) is not None:
                require_within(self, (name, 0.0, 1e12))

    @property
    def taxed_eur_per_kwh(self) -> float:
        """Energy tax on a shared kWh."""
        return self.tax_eur_per_kwh if self.tax_on_shared else 0.0

    def price_eur_per_kwh(self, shared_kwh: float, years: float) -> float:
        """What receivers pay givers for a kWh, where shared_kwh are shared in that many years."""
        if self.price_rule == "tariff":
            return self.tariff_eur_per_kwh
        if self.price_rule == "mid_market":
            return (self.buy_eur_per_kwh - self.taxed_eur_per_kwh + self.feed_in_eur_per_kwh) / 2
        if self.yearly_cost_eur is not None and shared_kwh > 0:
            return self.yearly_cost_eur * years / shared_kwh
        return self.cost_eur_per_kwh
