"""The bill of each option: a boiler, heat pumps at home, and a place on a heat network."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from ..design.lift import air_cop, home_cop
from .bill import Bill
from .buildings import Heated
from .network import NetworkShare

GAS, GREEN = ("gas_eur_per_mwh", "gas_retail_eur_per_mwh"), ("green_gas_eur_per_mwh", "green_gas_retail_eur_per_mwh")
ELECTRICITY = ("electricity_eur_per_mwh", "electricity_retail_eur_per_mwh")


def boiler_bill(b: Heated, f: Mapping[str, float]) -> Bill:
    """A condensing boiler on natural gas."""
    bill = _empty("gas", b)
    gas = b.space_mwh / f["boiler_space"] + b.water_mwh / f["boiler_water"]
    _both(bill.once, "machine", b.users, "boiler_eur", "machine_years")
    bill.yearly("upkeep", b.users, "boiler_upkeep_eur", "boiler_upkeep_eur")
    bill.yearly("energy", gas, *GAS)
    bill.takes("gas", gas)
    bill.yearly("fixed", b.users, "gas_grid_eur_per_year", "gas_fixed_eur_per_year")
    return bill


def pump_bill(key: str, b: Heated, supply_c: float, outside_c: float, f: Mapping[str, float]) -> Bill:
    """A heat pump of its own, on outside air (air_pump) or the ground (ground_pump); no gas.

    The machine of the hourly demand and of ambient loops, so that all of them can be laid side by side: radiators are
    made fit for supply_c, and only what it draws from differs.
    """
    bill = _empty(key, b)
    on_air = key == "air_pump"
    cop_space, cop_water = air_cop() if on_air else home_cop(f["brine_c"])
    electric = b.space_mwh / cop_space + b.water_mwh / cop_water
    cop_cold = home_cop(outside_c)[0] if on_air else cop_space
    bill.home_kw = b.space_kw / cop_cold * _together(b, f)
    _insulation(bill, b, supply_c)
    _pump(bill, b, f"{key}_eur", b.space_kw, f"{key}_eur_per_kw")
    bill.once("subsidy", -b.users, "", "pump_subsidy_eur", "machine_years")
    bill.yearly("energy", electric, *ELECTRICITY)
    bill.takes("electricity", electric)
    _off_gas(bill, b)
    _both(bill.once, "machine", b.users * b.is_home, "heavier_connection_eur", "indoor_years")
    return bill


def hybrid_bill(b: Heated, supply_c: float, f: Mapping[str, float]) -> Bill:
    """A small heat pump beside a boiler on renewable gas, which heats on the coldest days and makes hot water."""
    bill = _empty("hybrid", b)
    pumped = b.space_mwh * f["hybrid_share"]
    gas = (b.space_mwh - pumped) / f["boiler_space"] + b.water_mwh / f["boiler_water"]
    pump_kw = b.space_kw * f["hybrid_kw_share"]
    bill.home_kw = pump_kw / f["hybrid_least_cop"] * _together(b, f)
    _insulation(bill, b, supply_c)
    _both(bill.once, "machine", b.users, "boiler_eur", "machine_years")
    _both(bill.once, "machine", b.users, "hybrid_eur", "machine_years")
    _both(bill.once, "machine", pump_kw, "hybrid_eur_per_kw", "machine_years")
    bill.once("subsidy", -b.users, "", "hybrid_subsidy_eur", "machine_years")
    bill.yearly("upkeep", b.users, "hybrid_upkeep_eur", "hybrid_upkeep_eur")
    bill.yearly("energy", pumped / f["hybrid_spf"], *ELECTRICITY)
    bill.yearly("energy", gas, *GREEN)
    bill.takes("electricity", pumped / f["hybrid_spf"])
    bill.takes("green_gas", gas)
    bill.yearly("fixed", b.users, "gas_grid_eur_per_year", "gas_fixed_eur_per_year")
    return bill


def network_bill(key: str, b: Heated, supply_c: float, net: NetworkShare, f: Mapping[str, float]) -> Bill:
    """A place on a heat network; what its supply is too cold for stays electric at home. The resident pays a tariff."""
    bill = Bill(key, net.served, b.step, net.how)
    space, water = (
        np.where(np.isfinite(cop), mwh / np.where(np.isfinite(cop), cop, 1.0), 0.0)
        for mwh, cop in ((b.space_mwh, net.cop_space), (b.water_mwh, net.cop_water))
    )
    users, pumps, boosters = b.users * net.served, b.users * net.lifts, b.users * net.boosts
    _insulation(bill, b, supply_c if key == "loop" else np.where(net.lifts, np.inf, supply_c))
    _pump(bill, b, "loop_pump_eur", b.space_kw * net.lifts, "loop_pump_eur_per_kw", pumps)
    _both(bill.once, "machine", boosters, "booster_eur", "machine_years")
    bill.yearly("upkeep", boosters, "booster_upkeep_eur", "booster_upkeep_eur")
    bill.once("subsidy", -pumps, "", "pump_subsidy_eur", "machine_years")
    bill.yearly("energy", space + water, *ELECTRICITY)
    _both(bill.once, "machine", users * b.is_flat, "indoor_flat_eur", "indoor_years")
    _both(bill.once, "machine", users * ~b.is_flat, "indoor_eur", "indoor_years")
    _off_gas(bill, b)
    _shared(bill, net, users, f)
    _tariff(bill, net, users)
    bill.takes("electricity", space + water + net.electric_mwh)
    bill.takes("gas", net.gas_mwh / f["boiler_space"])
    bill.takes("bought", net.bought_mwh)
    with np.errstate(invalid="ignore"):
        pump_kw = np.where(net.lifts, b.space_kw / net.cop_space, 0.0) * _together(b, f)
        booster_kw = np.where(net.boosts, b.water_kw / net.cop_water, 0.0) * f["water_coincidence"]
    bill.home_kw = pump_kw + booster_kw
    bill.station_kw = net.station_kw
    return bill


def _shared(bill: Bill, net: NetworkShare, users: np.ndarray, f: Mapping[str, float]) -> None:
    """What a network costs society: pipes, stations and sources, their upkeep, and what they take."""
    bill.once("network", users, "delivery_set_eur", "", "machine_years")
    for quantity, price in ((net.metres, "network_eur_per_m"), (net.pipes_eur, "network_index")):
        bill.once("network", quantity, price, "", "pipe_years")
        bill.yearly("upkeep", quantity * f["pipe_om_share"], price)
    for quantity, price, share in (
        (net.stations_eur, "network_index", "source_om_share"),
        (net.source_eur, "source_index", "source_om_share"),
        (net.source_kw, "station_eur_per_kw", "station_om_share"),
    ):
        bill.once("network", quantity, price, "", "station_years")
        bill.yearly("upkeep", quantity * f[share], price)
    bill.yearly("energy", net.bought_eur, "bought_heat_index")
    bill.yearly("energy", net.gas_mwh / f["boiler_space"], "gas_eur_per_mwh")
    bill.yearly("energy", net.electric_mwh, "station_electricity_eur_per_mwh")


def _tariff(bill: Bill, net: NetworkShare, users: np.ndarray) -> None:
    fixed, heat = {
        "loop": ("loop_fixed_eur_per_year", ""),
        "low_network": ("low_heat_fixed_eur_per_year", "low_heat_tariff_eur_per_mwh"),
    }.get(bill.option, ("heat_fixed_eur_per_year", "heat_tariff_eur_per_mwh"))
    bill.yearly("fixed", users, "", fixed)
    bill.yearly("energy", net.network_mwh, "", heat)
    bill.once("network", users, "", "connection_fee_eur", "indoor_years")
    bill.once("subsidy", -users, "", "network_subsidy_eur", "indoor_years")


def _empty(key: str, b: Heated) -> Bill:
    n = len(b)
    return Bill(key, np.ones(n, bool), b.step, np.full(n, "", object))


def _both(pay, part: str, quantity, price: str, years: str) -> None:
    pay(part, quantity, price, price, years)


def _pump(bill: Bill, b: Heated, price: str, kw, kw_price: str, machines=None) -> None:
    machines = b.users if machines is None else machines
    _both(bill.once, "machine", machines, price, "machine_years")
    _both(bill.once, "machine", kw, kw_price, "machine_years")
    bill.yearly("upkeep", machines, "pump_upkeep_eur", "pump_upkeep_eur")


def _insulation(bill: Bill, b: Heated, supply_c) -> None:
    """The step, and larger radiators where it does not bring them down to the supply."""
    _both(bill.once, "insulation", b.insulation_eur, "insulation_index", "insulation_years")
    larger = np.where(b.supply_c > supply_c, b.floor_m2, 0.0)
    _both(bill.once, "insulation", larger, "radiators_eur_per_m2", "indoor_years")


def _off_gas(bill: Bill, b: Heated) -> None:
    _both(bill.once, "fixed", b.users * ~b.is_flat, "gas_removal_eur", "indoor_years")
    _both(bill.once, "fixed", b.users * b.is_flat, "gas_removal_flat_eur", "indoor_years")


def close(bill: Bill, tonnes: np.ndarray) -> Bill:
    """The bill with what follows from the others: a heavier electricity grid and the price of CO2, for society."""
    bill.once("grid", bill.home_kw, "grid_eur_per_kw", "", "grid_years")
    bill.once("grid", bill.station_kw, "station_grid_eur_per_kw", "", "grid_years")
    bill.yearly("co2", np.nan_to_num(tonnes), "co2_eur_per_t")
    return bill


def _together(b: Heated, f: Mapping[str, float]) -> np.ndarray:
    return np.where(b.is_home, f["home_coincidence"], f["other_coincidence"])
