"""Lays ways of heating beside each other."""

from __future__ import annotations

from collections.abc import Generator
from dataclasses import dataclass

import numpy as np
import pandas as pd
import shapely

from ...catalogue import read_catalogue
from ...problems import Problem
from ...progress import Progress, within
from ...tables import FeatureTable
from ..pipes.generations import generation
from .at_home import boiler_bill, close, hybrid_bill, network_bill, pump_bill
from .bill import PARTS, Bill, co2_t, yearly_parts
from .buildings import Heated, heated_buildings, insulated
from .network import NetworkShare, designed, estimated, lifted, option_of
from .options import CompareOptions
from .prices import PARTIES
from .ranking import totals, try_prices
from .tables import area_of, area_table, building_table

LOOP = "5gdh"
HALF = (
    "A designed network comes with connections, pipes and stations; {missing} is not given, so that no network is "
    "taken as designed.",
    "Give all three layers that the design of a heat network writes, or none.",
)
NO_TEMPERATURE = (
    "The stations of the network tell no supply temperature, so that it is unknown which option it is.",
    "Use the stations that the design of a heat network writes.",
)
NOWHERE = (
    "{buildings} buildings lie in no neighbourhood: they count in no sum.",
    "Draw the neighbourhoods wider, or leave these buildings out.",
)
OVERLAP = (
    "Neighbourhood {name} overlaps another one: a building counts for the first that holds it.",
    "Correct the outlines, where it should be otherwise.",
)
STRANGERS = (
    "{connections} connections of the network belong to no building that is compared.",
    "Compare the buildings that the network was designed for.",
)


@dataclass(frozen=True)
class HeatComparison:
    """buildings: polygons, columns of `HEAT_OPTIONS`. areas: one row a neighbourhood. sensitivity: frame, see
    `ranking.try_prices` (without rows where it was not asked for). parts: frame of option, part, society_eur and
    resident_eur (a year, of all buildings that can have it), mean_society_eur and mean_resident_eur. means: frame by
    option of co2_t, grid_kw (mean) and counted: of how many these are the means: dwellings in buildings of nothing else
    that can have the option (of_homes), or buildings, where there are none. summary: numbers for people to read.
    """

    buildings: FeatureTable
    areas: FeatureTable
    sensitivity: pd.DataFrame
    parts: pd.DataFrame
    means: pd.DataFrame
    of_homes: bool
    problems: list[Problem]
    summary: dict
    options: CompareOptions


def compare_heat(
    buildings: FeatureTable,
    options: CompareOptions,
    connections: FeatureTable | None = None,
    pipes: FeatureTable | None = None,
    stations: FeatureTable | None = None,
    neighbourhoods: FeatureTable | None = None,
) -> Generator[Progress, None, HeatComparison]:
    """Yearly cost for society and resident, CO2 and grid peak of each option, by building and neighbourhood.

    buildings: columns of `HEAT_BUILDINGS`. connections, pipes, stations: of a designed network. Costs are annuities of
    what is bought, upkeep and energy (a bill of quantities times prices). Raises EngineError where no building needs
    heat.
    """
    yield Progress(0.0, "Laying options of heat beside each other")
    here, problems = heated_buildings(buildings)
    area = area_of(here, neighbourhoods)
    problems += _area_problems(area, neighbourhoods)
    network, told = _network(connections, pipes, stations)
    problems += told
    yield Progress(0.1)
    bills = []
    for number, key in enumerate(options.options):
        bills.append(_bill(key, here, area, network, options))
        yield Progress(0.1 + 0.4 * (number + 1) / len(options.options))
    problems += _strangers(network, buildings)
    tonnes = np.array([co2_t(bill, options.figures) for bill in bills])
    bills = [close(bill, tonnes[at]) for at, bill in enumerate(bills)]
    eur = totals(bills, options.prices, options.figures)
    ranked = [at for at, bill in enumerate(bills) if bill.option in options.ranked]
    tried, sure = pd.DataFrame(), {party: np.zeros(len(here), bool) for party in PARTIES}
    if options.sensitivity:
        of_ranked = [bills[at] for at in ranked]
        tried, sure = yield from within(try_prices(of_ranked, options.prices, options.figures), 0.5, 0.95)
    table = building_table(here, bills, eur, tonnes, ranked, sure, buildings.crs)
    areas = area_table(here, bills, eur, tonnes, ranked, area, neighbourhoods, buildings.crs)
    yield Progress(1.0)
    counted = np.where(here.only_homes, here.users, 0)
    of_homes = bool(counted.any())
    counted = counted if of_homes else np.ones(len(here), int)
    parts, means = _parts(bills, counted, options), _means(bills, counted, tonnes)
    return HeatComparison(
        table, areas, tried, parts, means, of_homes, problems, _summary(table, here, options), options
    )


def _bill(key: str, here: Heated, area: np.ndarray, network, options: CompareOptions) -> Bill:
    row = read_catalogue("heat_options").set_index("option").loc[key]
    f, supply = options.figures, float(row["supply_c"])
    now = insulated(here, supply, row["step"], f["radiators_k"])
    if row["kind"] == "boiler":
        return boiler_bill(here, f)
    if row["kind"] == "hybrid":
        return hybrid_bill(now, supply, f)
    if row["kind"] != "network":
        return pump_bill(key, now, supply, options.design_outside_c, f)
    share = None
    if network is not None and network[0] == key:
        if row["generation"] != LOOP:
            now = now.where(~lifted(here, network[1]), here)
        share = designed(now, here, *network[1:])
    if options.estimate == "all" or (options.estimate == "missing" and share is None):
        guess = estimated(now, area, generation(row["generation"]), options.estimate_source, f)
        share = guess if share is None else share.where_better(guess)
    if share is None:
        share = _nobody(len(here))
    return network_bill(key, now, supply, share, f)


def _nobody(n: int) -> NetworkShare:
    """A network that serves no building."""
    empty = {name: np.zeros(n) for name in NetworkShare.__dataclass_fields__}
    no, none = np.zeros(n, bool), np.full(n, np.nan)
    empty |= {"cop_space": none, "cop_water": none}
    return NetworkShare(**{**empty, "served": no, "lifts": no, "boosts": no, "how": np.full(n, "", object)})


def _network(connections, pipes, stations) -> tuple[tuple | None, list[Problem]]:
    """(key of the option, connections, pipes, stations), or None; and what is wrong with it."""
    given = {"connections": connections, "pipes": pipes, "stations": stations}
    missing = [name for name, table in given.items() if table is None or not len(table)]
    if len(missing) == 3:
        return None, []
    if missing:
        return None, [Problem("CONNECTIONS", "", "network_incomplete", *HALF, {"missing": ", ".join(missing)})]
    key = option_of(stations)
    if not key:
        return None, [Problem("STATIONS", "", "no_supply_temperature", *NO_TEMPERATURE)]
    return (key, connections, pipes, stations), []


def _strangers(network, buildings: FeatureTable) -> list[Problem]:
    if network is None:
        return []
    known = set(buildings.frame.get("building_id", pd.Series(dtype=str)).astype(str))
    unknown = int((~network[1].frame["building_id"].astype(str).isin(known)).sum())
    return [Problem("CONNECTIONS", "", "unknown_building", *STRANGERS, {"connections": unknown})] if unknown else []


def _area_problems(area: np.ndarray, neighbourhoods: FeatureTable | None) -> list[Problem]:
    if neighbourhoods is None or not len(neighbourhoods):
        return []
    problems, lost = [], int((area < 0).sum())
    if lost:
        problems.append(Problem("NEIGHBOURHOODS", "", "outside", *NOWHERE, {"buildings": lost}))
    shapes = neighbourhoods.geometry
    one, other = shapely.STRtree(shapes).query(shapes, predicate="overlaps")
    for row in np.unique(one[one > other]):
        crossed = shapely.area(shapely.intersection(shapes[row], shapes[other[(one == row) & (other < row)]]))
        if crossed.sum() > 0.01 * shapely.area(shapes[row]):
            feature = str(neighbourhoods.frame["feature_id"].iloc[row])
            name = str(neighbourhoods.frame.get("name", pd.Series([feature] * len(shapes))).iloc[row])
            problems.append(Problem("NEIGHBOURHOODS", feature, "overlap", *OVERLAP, {"name": name}, shapes[row]))
    return problems


def _parts(bills: list[Bill], counted: np.ndarray, options: CompareOptions) -> pd.DataFrame:
    """counted (n,): how often each building counts in a mean; it divides the sums of those that count at all."""
    rows = []
    for bill in bills:
        eur = yearly_parts(bill, options.prices, options.figures)
        there = bill.served & (counted > 0)
        many = max(int(counted[there].sum()), 1)
        for at, part in enumerate(PARTS):
            of_all = (float(np.nansum(eur[party][at])) for party in PARTIES)
            mean = (float(eur[party][at, there].sum()) / many for party in PARTIES)
            rows.append((bill.option, part, *of_all, *mean))
    money = [f"{which}{party}_eur" for which in ("", "mean_") for party in PARTIES]
    return pd.DataFrame(rows, columns=["option", "part", *money])


def _means(bills: list[Bill], counted: np.ndarray, tonnes: np.ndarray) -> pd.DataFrame:
    rows = []
    for bill, co2 in zip(bills, tonnes):
        there = bill.served & (counted > 0)
        many = int(counted[there].sum())
        values = (float(figure[there].sum()) / many if many else np.nan for figure in (co2, bill.grid_kw))
        rows.append((bill.option, many, *values))
    return pd.DataFrame(rows, columns=["option", "counted", "co2_t", "grid_kw"]).set_index("option")


def _summary(table: FeatureTable, here: Heated, options: CompareOptions) -> dict:
    frame = table.frame
    found = {
        "buildings": len(frame), "dwellings": int(frame["dwellings"].sum()),
        "heat_mwh": float(frame["heat_mwh_per_year"].sum()),
        "sure_percent": float(100 * frame["sure"].mean()),
        "sure_resident_percent": float(100 * frame["sure_resident"].mean()),
        "users": int(here.users.sum()),
    }  # fmt: skip
    for key in options.options:
        found[f"{key}_served"] = int(frame[f"{key}_society_eur"].notna().sum())
        found[f"{key}_cheapest_society"] = int((frame["cheapest_society"] == key).sum())
        found[f"{key}_cheapest_resident"] = int((frame["cheapest_resident"] == key).sum())
        for name in ("society_eur", "resident_eur", "co2_t", "grid_kw"):
            found[f"{key}_{name}"] = float(np.nansum(frame[f"{key}_{name}"]))
    for party in PARTIES:
        best = np.zeros(len(frame))
        for key in options.ranked:
            best += np.where(frame[f"cheapest_{party}"] == key, np.nan_to_num(frame[f"{key}_{party}_eur"]), 0.0)
        found[f"cheapest_{party}_eur"] = float(best.sum())
    return found
