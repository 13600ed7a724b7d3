"""What a home takes from the network, and what it must still do itself with electricity."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from .lift import booster_cop, central_spf, home_cop
from .options import HeatDesignOptions
from .users import Users


@dataclass(frozen=True)
class HomeSide:
    """One entry a building, all (n,). *_kw, *_mwh: what the network must bring; cold_*: heat that cooling gives to it.

    remains: none, booster or heat_pump. electric_kw, electric_mwh: of that machine. cop_space, cop_water: nan where
    there is none. machine_eur: what it costs. too_cold: the network cannot serve it.
    """

    space_kw: np.ndarray
    water_kw: np.ndarray
    space_mwh: np.ndarray
    water_mwh: np.ndarray
    cold_kw: np.ndarray
    cold_mwh: np.ndarray
    remains: np.ndarray
    electric_kw: np.ndarray
    electric_mwh: np.ndarray
    cop_space: np.ndarray
    cop_water: np.ndarray
    machine_eur: np.ndarray
    too_cold: np.ndarray

    @property
    def mwh(self) -> np.ndarray:
        return self.space_mwh + self.water_mwh

    @property
    def kw(self) -> np.ndarray:
        return self.space_kw + self.water_kw


def home_side(users: Users, options: HeatDesignOptions) -> HomeSide:
    """Direct heat where the supply is warm enough; a booster where only hot water needs more; a heat pump at home on an
    ambient loop (and, if `too_cold` is lift, where a building needs a warmer supply than the network has).

    On a loop that heat pump warms what a heat pump without a network would: its radiators are made fit for it, and
    only the source differs. Elsewhere it lifts the supply to what the radiators there are need.
    """
    supply = options.supply_c
    loop = options.is_loop
    machines = np.maximum(users.homes, 1)
    direct = np.full(len(users), False) if loop else supply >= users.supply_c_needed
    too_cold = np.zeros(len(users), bool) if loop or options.too_cold == "lift" else ~direct
    heated = users.space_mwh + users.space_kw > 0
    pumped = ~direct & heated
    warm_enough = supply >= options.direct_water_c
    wet = users.water_mwh + users.water_kw > 0
    boosted = wet & (not warm_enough)

    source_c = (supply + options.return_c) / 2 if loop else supply
    if loop:
        cop_space, cop_water = home_cop(source_c)
    else:
        cop_space, cop_water = central_spf(source_c, users.supply_c_needed), booster_cop(supply, options.water_c)
    cop_space = np.where(pumped & np.isfinite(cop_space), cop_space, np.nan)
    cop_water = np.where(boosted & np.isfinite(cop_water), cop_water, np.nan)
    by_space, by_water = np.nan_to_num(1 / cop_space), np.nan_to_num(1 / cop_water)

    machine = pumped | boosted
    # a machine of its own fills a tank; taps at once are for exchangers
    tank_kw = np.where(boosted, np.minimum(users.water_kw, options.tank_kw * machines), users.water_kw)
    # one machine makes heat or hot water in turn
    electric_kw = np.where(
        pumped, np.maximum(users.space_kw * by_space, tank_kw * by_water), np.where(boosted, tank_kw * by_water, 0)
    )
    pump_eur = options.home_pump_eur * machines + options.home_pump_eur_per_kw * users.space_kw
    machine_eur = np.where(pumped, pump_eur, np.where(boosted, options.booster_eur * machines, 0.0))
    cold_eer = np.inf if supply <= options.free_cold_c else options.cold_eer
    cold = 1 + 1 / cold_eer if loop else 0.0
    cold_electric = users.cooling_mwh / cold_eer if loop else 0.0
    return HomeSide(
        space_kw=users.space_kw * (1 - by_space),
        water_kw=tank_kw * (1 - by_water),
        space_mwh=users.space_mwh * (1 - by_space),
        water_mwh=users.water_mwh * (1 - by_water),
        cold_kw=users.cooling_kw * cold,
        cold_mwh=users.cooling_mwh * cold,
        remains=np.where(pumped, "heat_pump", np.where(machine, "booster", "none")).astype(object),
        electric_kw=electric_kw,
        electric_mwh=users.space_mwh * by_space + users.water_mwh * by_water + cold_electric,
        cop_space=cop_space,
        cop_water=cop_water,
        machine_eur=machine_eur * options.price_index,
        too_cold=too_cold,
    )
