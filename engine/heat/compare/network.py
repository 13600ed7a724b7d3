"""What a heat network takes for each building: from a design where there is one, else estimated."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import pandas as pd

from ...catalogue import read_catalogue
from ...columns import number_column, text_column
from ...tables import FeatureTable
from ..design.lift import booster_cop, central_spf, home_cop
from ..pipes.generations import Generation
from .buildings import Heated, centres
from .spread import clusters

WATER_C = 60.0
WARMER_FROM_C = (30.0, 52.0, 78.0)  # low, middle and high temperature


@dataclass(frozen=True)
class NetworkShare:
    """Each building's part of a network, (n,), zeros where it is not served.

    network_mwh: heat from the network in a year; cop_space, cop_water: of machines at home, nan where there are none;
    lifts, boosts: bool, a heat pump or a booster at home. metres: of estimated trench. pipes_eur, stations_eur: of a
    designed network, once. source_eur, source_kw: of the source and stations of an estimated one. bought_eur: heat
    bought a year, at the prices of the sources; bought_mwh, gas_mwh, electric_mwh: what the stations take a year.
    station_kw: electricity of stations on the coldest day.
    """

    served: np.ndarray
    how: np.ndarray
    network_mwh: np.ndarray
    cop_space: np.ndarray
    cop_water: np.ndarray
    lifts: np.ndarray
    boosts: np.ndarray
    metres: np.ndarray
    pipes_eur: np.ndarray
    stations_eur: np.ndarray
    source_eur: np.ndarray
    source_kw: np.ndarray
    bought_eur: np.ndarray
    bought_mwh: np.ndarray
    gas_mwh: np.ndarray
    electric_mwh: np.ndarray
    station_kw: np.ndarray

    def where_better(self, other: NetworkShare) -> NetworkShare:
        """This network, and the other where this one serves nobody."""
        pick = {name: getattr(self, name) for name in self.__dataclass_fields__}
        return NetworkShare(**{name: np.where(self.served, mine, getattr(other, name)) for name, mine in pick.items()})


def option_of(stations: FeatureTable) -> str:
    """Key of the option that a designed network is, by its supply temperature; "" where the stations tell none."""
    supply = number_column(stations.frame, "supply_c")
    supply = supply[np.isfinite(supply)]
    if not len(supply):
        return ""
    at = np.searchsorted(WARMER_FROM_C, float(supply.max()), side="right")
    return ("loop", "low_network", "mid_network", "high_network")[at]


def lifted(buildings: Heated, connections: FeatureTable) -> np.ndarray:
    """Which buildings the design gives a heat pump at home, bool (n,): they need no warmer supply, nor insulation."""
    own = text_column(connections.frame, "building_id")[text_column(connections.frame, "remains") == "heat_pump"]
    return np.isin(buildings.building_id.astype(str), own.astype(str))


def designed(
    buildings: Heated, before: Heated, connections: FeatureTable, pipes: FeatureTable, stations: FeatureTable
) -> NetworkShare:
    """Shares of the network that was designed: its true costs by station, divided by the MWh that buildings take.

    before: the buildings as the network was designed for; with less heat now, the network costs as much and takes less.
    """
    n = len(buildings)
    frame = connections.frame.assign(building_id=text_column(connections.frame, "building_id"))
    frame = frame.drop_duplicates("building_id").set_index("building_id").reindex(buildings.building_id)
    served = _is_true(frame["served"])
    station = text_column(frame, "station_id")
    asked = np.where(served, np.nan_to_num(number_column(frame, "heat_mwh_per_year")), 0.0)
    total = _stations(pipes.frame, stations.frame)
    known = total.reindex(station).fillna(0.0)
    # everybody the network was designed for shares, also who is not compared here
    all_asked = number_column(connections.frame, "heat_mwh_per_year") * _is_true(connections.frame["served"])
    sums = pd.Series(np.nan_to_num(all_asked)).groupby(text_column(connections.frame, "station_id")).sum()
    whole = sums.reindex(station).fillna(0.0).to_numpy()
    share = np.divide(asked, whole, out=np.zeros(n), where=whole > 0)
    own_pipe = pd.Series(number_column(pipes.frame, "eur"), text_column(pipes.frame, "pipe_id"))
    own_pipe = own_pipe[~own_pipe.index.duplicated()].reindex(text_column(frame, "pipe_id")).fillna(0.0).to_numpy()
    cop = {name: np.where(served, number_column(frame, name), np.nan) for name in ("cop_space", "cop_water")}
    network_mwh = np.where(served, _from_network(buildings, **cop), 0.0)
    at_design = _from_network(before, **cop)
    less = np.divide(network_mwh, at_design, out=np.zeros(n), where=at_design > 0)
    part = {name: known[name].to_numpy() * share for name in total.columns}
    remains = text_column(frame, "remains")
    return NetworkShare(
        served, np.where(served, "designed", "").astype(object), network_mwh,
        **cop, lifts=served & (remains == "heat_pump"), boosts=served & (remains == "booster"),
        metres=np.zeros(n),
        pipes_eur=part["main_eur"] + np.where(served, own_pipe, 0.0),
        stations_eur=part["eur"],
        source_eur=np.zeros(n), source_kw=np.zeros(n),
        bought_eur=part["bought_eur"] * less, bought_mwh=part["bought_mwh"] * less, gas_mwh=part["gas_mwh"] * less,
        electric_mwh=part["electric_mwh"] * less, station_kw=part["electric_kw"],
    )  # fmt: skip


def _stations(pipes: pd.DataFrame, stations: pd.DataFrame) -> pd.DataFrame:
    """Sums of each network by the station that its pipes name; stations without pipes belong to the one before them."""
    station = text_column(pipes, "station_id")
    main = text_column(pipes, "kind") == "main"
    ids, kind = text_column(stations, "station_id"), text_column(stations, "kind")
    leads = np.isin(ids, station) | (np.arange(len(ids)) == 0)
    network = ids[np.maximum.accumulate(np.where(leads, np.arange(len(ids)), 0))] if len(ids) else ids
    read = {
        name: np.nan_to_num(number_column(stations, name))
        for name in ("eur", "heat_mwh_per_year", "electric_mwh_per_year", "electric_kw", "pump_mwh_per_year", "pump_kw")
    }
    boiler = kind == "boiler"
    price = read_catalogue("heat_sources").set_index("kind")["eur_per_mwh"].reindex(kind).fillna(0.0).to_numpy()
    told = number_column(stations, "bought_eur_per_year")
    bought = np.where(np.isfinite(told), told, price * read["heat_mwh_per_year"])
    table = pd.DataFrame(
        {
            "eur": read["eur"],
            "bought_eur": np.where(boiler, 0.0, bought),
            "bought_mwh": np.where(boiler, 0.0, read["heat_mwh_per_year"] - read["electric_mwh_per_year"]),
            "gas_mwh": np.where(boiler, read["heat_mwh_per_year"], 0.0),
            "electric_mwh": read["electric_mwh_per_year"] + read["pump_mwh_per_year"],
            "electric_kw": read["electric_kw"] + read["pump_kw"],
        }
    )
    sums = table.groupby(network).sum()
    eur = pd.Series(np.nan_to_num(number_column(pipes, "eur")) * main).groupby(station).sum()
    return sums.assign(main_eur=eur.reindex(sums.index).fillna(0.0))


def estimated(
    buildings: Heated, area: np.ndarray, generation: Generation, source: str, figures: Mapping[str, float]
) -> NetworkShare:
    """Shares of a network that joins all buildings of a cluster in a neighbourhood (area (n,), -1 in none).

    Pipes: the shortest tree between the buildings, with a detour and a service each, shared by MWh: a × c × L / Q of
    the cluster. Clusters with little heat get none.
    """
    n, f = len(buildings), figures
    cluster, metres = clusters(centres(buildings), f["longest_gap_m"])
    group = pd.factorize(pd.MultiIndex.from_arrays([cluster, area]))[0]
    supply, loop = generation.supply_c, generation.remains == "heat_pump"
    cops = {
        "none": (np.nan, np.nan),
        "booster": (np.nan, booster_cop(supply, WATER_C)),
        "heat_pump": home_cop((supply + generation.return_c) / 2),
    }[generation.remains]
    cop_space, cop_water = (np.full(n, float(cop)) for cop in cops)
    mwh = _from_network(buildings, cop_space, cop_water)

    def of_group(values):
        return np.bincount(group, values)[group]

    place = metres > 0
    served = place & (of_group(mwh * place) >= f["least_mwh"])
    mwh = np.where(served, mwh, 0.0)
    share = np.divide(mwh, of_group(mwh), out=np.zeros(n), where=served)
    length = of_group(np.where(served, metres * f["detour"] + f["service_m"], 0.0)) * share
    loss = 0.0 if loop else f["loss_mwh_low" if generation.remains == "booster" else "loss_mwh_high"]
    source_mwh = mwh + of_group(np.where(served, loss * buildings.users, 0.0)) * share
    one = np.where(np.isfinite(cop_space), 1 - 1 / cop_space, 1.0)
    space = np.where(buildings.is_home, f["space_kw_share"], f["other_coincidence"]) * buildings.space_kw * one
    water = np.where(buildings.is_home, f["water_coincidence"], f["other_coincidence"]) * buildings.water_kw
    kw = of_group(np.where(served, space + water, 0.0)) * share
    base_kw, base_mwh = (1.0, 1.0) if loop else (f["base_kw_share"], f["base_mwh_share"])
    row = read_catalogue("heat_sources").set_index("kind").loc["ambient" if loop else source]
    spf = np.inf if loop else float(central_spf(row["temperature_c"], supply))
    lift = 1 / spf
    machine = read_catalogue("heat_costs").set_index("name")["value"]["heat_pump_eur_per_kw"] if lift > 0 else 0.0
    per_kw = row["eur_per_kw"] * (1 - lift) + machine if source != "heat_pump" or loop else row["eur_per_kw"]
    electric = lift + row["aux_gje_per_gj"] * (1 - lift)
    gas_kw = kw * (1 - base_kw)
    boiler = read_catalogue("heat_sources").set_index("kind").loc["boiler"]
    return NetworkShare(
        served, np.where(served, "estimated", "").astype(object), mwh,
        np.where(served, cop_space, np.nan), np.where(served, cop_water, np.nan),
        lifts=served & loop, boosts=served & (generation.remains == "booster"),
        metres=length * generation.pipe_price_factor,
        pipes_eur=np.zeros(n), stations_eur=np.zeros(n),
        source_eur=kw * base_kw * per_kw + row["eur_fixed"] * share + gas_kw * boiler["eur_per_kw"],
        source_kw=kw,
        bought_eur=source_mwh * base_mwh * (1 - lift) * row["eur_per_mwh"],
        bought_mwh=source_mwh * base_mwh * (1 - lift),
        gas_mwh=source_mwh * (1 - base_mwh),
        electric_mwh=source_mwh * (base_mwh * electric + f["pump_share"]),
        station_kw=kw * (base_kw * electric + f["pump_share"]),
    )  # fmt: skip


def _from_network(buildings: Heated, cop_space, cop_water) -> np.ndarray:
    """MWh that the network brings (n,), without what machines at home draw from the electricity grid."""
    return sum(
        mwh * np.where(np.isfinite(cop), 1 - 1 / np.where(np.isfinite(cop), cop, 1.0), 1.0)
        for mwh, cop in ((buildings.space_mwh, cop_space), (buildings.water_mwh, cop_water))
    )


def _is_true(column: pd.Series) -> np.ndarray:
    """Whether a column says so; also as text and numbers, as files give it back."""
    return column.map(lambda value: str(value).strip().lower() in ("true", "1", "1.0")).to_numpy(bool)
