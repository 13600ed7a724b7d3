"""What can be chosen about a heat network."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np

from ...catalogue import read_catalogue
from ...choices import fill_open, require_within
from ...demand.figures import figures
from ...errors import EngineError
from ..pipes import PipeOptions

COVERAGES = ("all", "density", "budget", "best")
TOO_COLD = ("leave_out", "lift")
PEAK_BOILERS = ("never", "heat_pumps", "always")
UNKNOWN = "{name} must be one of {choices}, not {value}."


@dataclass(frozen=True)
class HeatDesignOptions:
    """What is None comes from the catalogues `heat_generations` (temperatures) and `heat_costs` (all other figures).

    generation: a row of `heat_generations`. supply_c, return_c: design temperatures at the source and behind the house.
    coverage: all; density (buildings on streets of at least density_mwh_per_m); budget (the best that budget_eur buys);
    best (every building that is worth its connection at reference_eur_per_mwh). effort: how long the search for the
    cheapest streets goes on (0: takes the first good ones). too_cold: what happens to buildings
    that need a warmer supply: leave_out, or lift (with a heat pump at home). lift_sources: colder sources get a
    central heat pump. peak_boiler: where a boiler is assumed for the highest loads: never, heat_pumps (beside central
    ones, of which base_kw_share of the peak is used), or always (there, and where sources have too little power).
    seasonal_store: heat and cold of an ambient loop meet over the year instead of over the hour. pump_by_hydraulics:
    energy of pumps from head and flow in place of the catalogue's share. detour: length of house connections over the
    straight line.
    """

    generation: str = "3gdh"
    supply_c: float | None = None
    return_c: float | None = None
    pipes: PipeOptions = field(default_factory=PipeOptions)
    simultaneity: str = "winter"
    coverage: str = "all"
    density_mwh_per_m: float = 1.5
    budget_eur: float = np.inf
    effort: float = 1.0
    too_cold: str = "leave_out"
    lift_sources: bool = True
    peak_boiler: str = "heat_pumps"
    seasonal_store: bool = True
    pump_by_hydraulics: bool = False
    longest_connection_m: float = 100.0
    longest_source_m: float = 500.0
    detour: float = 1.1
    interest: float | None = None
    price_index: float | None = None
    pipe_years: float | None = None
    station_years: float | None = None
    machine_years: float | None = None
    set_years: float | None = None
    station_eur_per_kw: float | None = None
    heat_pump_eur_per_kw: float | None = None
    delivery_set_eur: float | None = None
    indoor_ground_eur: float | None = None
    indoor_flat_eur: float | None = None
    home_pump_eur: float | None = None
    home_pump_eur_per_kw: float | None = None
    booster_eur: float | None = None
    pipe_om_share: float | None = None
    station_om_share: float | None = None
    indoor_om_share: float | None = None
    machine_om_share: float | None = None
    electricity_eur_per_mwh: float | None = None
    home_electricity_eur_per_mwh: float | None = None
    heat_eur_per_mwh: float | None = None
    reference_eur_per_mwh: float | None = None
    base_kw_share: float | None = None
    base_mwh_share: float | None = None
    pump_gje_per_gj: float | None = None
    pump_efficiency: float | None = None
    house_bar: float | None = None
    station_bar: float | None = None
    hold_bar: float | None = None
    minor_losses: float | None = None
    water_c: float | None = None
    direct_water_c: float | None = None
    needed_c: float | None = None
    tank_kw: float | None = None
    loop_below_c: float | None = None
    free_cold_c: float | None = None
    cold_eer: float | None = None
    exchange_share: float | None = None
    mv_from_kw: float | None = None

    def __post_init__(self):
        fill_open(self, {**figures("heat_costs"), **_temperatures(self.generation)})
        for name, known in (("coverage", COVERAGES), ("too_cold", TOO_COLD), ("peak_boiler", PEAK_BOILERS)):
            if getattr(self, name) not in known:
                raise EngineError(UNKNOWN, name=name, choices=", ".join(known), value=getattr(self, name))
        require_within(
            self,
            ("supply_c", 1.0, 130.0),
            ("return_c", 0.5, 100.0),
            ("interest", 0.0, 0.2),
            ("price_index", 0.1, 10.0),
            ("detour", 1.0, 3.0),
            ("longest_connection_m", 1.0, 1e4),
            ("longest_source_m", 1.0, 1e5),
            ("density_mwh_per_m", 0.0, 1000.0),
            ("effort", 0.0, 100.0),
            ("base_kw_share", 0.01, 0.99),
            ("base_mwh_share", self.base_kw_share, 0.999),
            ("pump_efficiency", 0.05, 1.0),
            *((name, 1.0, 200.0) for name in ("pipe_years", "station_years", "machine_years", "set_years")),
        )
        if self.supply_c < self.return_c + 1:
            raise EngineError(
                "The supply temperature ({supply:g} °C) must be at least 1 K above the return ({back:g} °C).",
                supply=self.supply_c,
                back=self.return_c,
            )

    @property
    def delta_k(self) -> float:
        return self.supply_c - self.return_c

    @property
    def is_loop(self) -> bool:
        """Whether the network is an ambient loop: every home has a heat pump on it."""
        return self.supply_c < self.loop_below_c


def annuity(interest: float, years: float) -> float:
    """Yearly part of an investment that pays it back with interest: r / (1 − (1 + r)^−n)."""
    return 1 / years if interest == 0 else interest / (1 - (1 + interest) ** -years)


def _temperatures(generation: str) -> dict[str, float]:
    table = read_catalogue("heat_generations")
    names = list(table["generation"])
    if generation not in names:
        raise EngineError(UNKNOWN, name="generation", choices=", ".join(names), value=generation)
    row = table.iloc[names.index(generation)]
    return {"supply_c": float(row["supply_c"]), "return_c": float(row["return_c"])}
