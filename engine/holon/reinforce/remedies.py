"""Copper beside steering for every pocket and the whole area, and the cheapest mix, proven on the year."""

from __future__ import annotations

from collections.abc import Generator
from dataclasses import dataclass, field

import numpy as np
import pandas as pd

from ...demand import Profiles
from ...phrases import Phrase, phrase_column
from ...problems import Problem
from ...progress import Progress, within
from ...tables import FeatureTable
from ..copper import Copper, reinforce_by_copper
from ..copper.bill import SUMS
from .attribute import pocket_of_measures
from .behind import Behind
from .money import over_horizon
from .nests import cheapest_choice
from .options import RemedyOptions

ALL = slice(None)
OUTSIDE = "outside"
AREA_COLUMNS = (
    "remedy", "possible", "eur_per_year", "eur_horizon", "copper_eur", "copper_eur_per_year", "steering_eur_per_year",
    "trench_m", "cu_kg", "al_kg", "crew_weeks", "waiting_years", "measures", "pockets_steered", "battery_kwh", "note",
)  # fmt: skip


@dataclass
class Remedies:
    """ranked: a row a pocket (and one for measures outside pockets), the largest saving first. areas: three rows, the
    whole area by copper, by steering and by the cheapest mix. copper: what copper alone takes, with its net. mix: the
    copper that remains where pockets are steered, None where none is.
    """

    ranked: FeatureTable
    areas: FeatureTable
    copper: Copper
    mix: Copper | None
    problems: list[Problem] = field(default_factory=list)
    summary: dict = field(default_factory=dict)


class _Mixed:
    """Profiles in which some connections are steered."""

    def __init__(self, plain, steered, members: np.ndarray):
        self.plain, self.steered, self.members = plain, steered, members
        self.connection_ids, self.hours, self.start_utc = plain.connection_ids, plain.hours, plain.start_utc
        self.fingerprint, self.technologies, self.cos_phi = plain.fingerprint, steered.technologies, steered.cos_phi

    def facts(self, name: str) -> dict:
        return self.plain.facts(name)

    def kw(self, technology: str) -> np.ndarray:
        return self.steered.kw(technology)

    def net_kw(self, rows=ALL) -> np.ndarray:
        return self._put(self.plain.net_kw(rows), self.steered.net_kw(rows))

    def net_kvar(self, rows=ALL) -> np.ndarray:
        return self._put(self.plain.net_kvar(rows), self.steered.net_kvar(rows))

    def _put(self, plain, steered) -> np.ndarray:
        plain[:, self.members] = steered[:, self.members]
        return plain


def compare_remedies(
    net, profiles, pockets, options: RemedyOptions | None = None
) -> Generator[Progress, None, Remedies]:
    """Copper beside steering for the pockets that `find_pockets` gave for this net and these profiles.

    pockets: a `Pockets` with its steered profiles written: they prove the mix. What copper takes in a pocket are the
    measures behind its first element and in no pocket within it; measures for voltage, and those in no pocket, are a
    row of their own: the rows sum to the area. A pocket is steered in the mix where that, with all pockets within it,
    is cheaper than copper; the copper that the rest needs is found anew with those steered, and proven on the year. The
    mix is never dearer than copper or steering alone, because either is taken where it is cheaper.
    """
    options = options or RemedyOptions()
    copper = yield from within(reinforce_by_copper(net, profiles, options.copper), 0.0, 0.4)
    behind = Behind(copper.works.before, profiles, options.copper, copper.facts)
    table = pockets.pockets.frame
    heads = _heads(table, behind)
    of = pocket_of_measures(copper.bill, copper.works, behind.segments, heads)
    per_pocket = _sums_of(copper.measures.frame, of, len(table))
    steering = table["mix_eur_per_year"].to_numpy(float)
    able = table["clean"].to_numpy(bool) & np.isfinite(steering) & (table["shortfall_kw"].to_numpy(float) <= 0)
    cost = np.where(able, steering, np.inf)
    place = {name: k for k, name in enumerate(table["pocket_id"])}
    parent = np.array([place.get(name, -1) for name in table["parent_id"]], np.int64)
    chosen = cheapest_choice(parent, cost, per_pocket["eur_per_year"])
    problems = list(copper.problems)
    mix, rest = None, copper.summary
    if chosen.any() and pockets.steered is not None:
        yield Progress(0.4, "Proving the mix: {pockets} pockets steered", {"pockets": int(chosen.sum())})
        members = np.unique(np.concatenate([behind.segments.behind(heads[p]) for p in np.flatnonzero(chosen)]))
        mixed = _Mixed(profiles, Profiles.open(pockets.steered), members)
        mix = yield from within(reinforce_by_copper(net, mixed, options.copper), 0.4, 0.8)
        rest = mix.summary
    steered_eur = float(cost[chosen].sum())
    if mix is None or not mix.clean or steered_eur + rest["eur_per_year"] > copper.summary["eur_per_year"]:
        chosen, steered_eur, rest, mix = np.zeros(len(table), bool), 0.0, copper.summary, None
    voltage = sum(problem.code == "voltage_remains" for problem in pockets.problems)
    alone = bool(able.all()) and not voltage and not pockets.summary.get("overloaded_after", 0)
    areas = _areas(copper, steering, able, alone, voltage, steered_eur, rest, chosen, table, options)
    yield Progress(0.9, "Ranking {pockets} pockets", {"pockets": len(table)})
    ranked = _ranked(pockets.pockets, per_pocket, cost, able, chosen)
    summary = _summary(areas.frame, copper, table, chosen, able, voltage)
    return Remedies(ranked, areas, copper, mix, problems, summary)


def _heads(table: pd.DataFrame, behind: Behind) -> list[int]:
    facts, far = behind.facts, behind.segments
    row_of = {("section", name): ("line", k) for k, name in enumerate(facts.lines.ids)}
    row_of |= {("station", name): ("trafo", k) for k, name in enumerate(facts.trafos.ids)}
    heads = []
    for kind, element in zip(table["kind"], table["element_id"]):
        key = row_of.get((kind, str(element)))
        heads.append(-1 if key is None else int(far.far[far.edge_of[key]]))
    return heads


def _sums_of(measures: pd.DataFrame, of: np.ndarray, pockets: int) -> pd.DataFrame:
    """(pockets + 1) rows of sums, the last of what lies in none."""
    at = np.where(of >= 0, of, pockets)
    found = {name: np.bincount(at, measures[name].to_numpy(float), pockets + 1) for name in SUMS}
    found["measures"] = np.bincount(at, minlength=pockets + 1)
    waiting = np.zeros(pockets + 1)
    np.maximum.at(waiting, at, measures["waiting_years"].to_numpy(float))
    return pd.DataFrame({**found, "waiting_years": waiting})


def _areas(copper, steering, able, alone, voltage, steered_eur, rest, chosen, table, options) -> FeatureTable:
    interest, years = options.copper.prices.interest, options.horizon_years
    battery = table["battery_kwh"].to_numpy(float)
    whole = float(np.nansum(steering))
    failing = int((~able).sum())
    notes = [
        Phrase("Clean on the whole year")
        if copper.clean
        else Phrase("Not clean: {n} elements have no remedy", n=len(copper.works.stuck)),
        Phrase("Clears every pocket")
        if alone
        else Phrase(
            "{pockets} pockets stay overloaded and {voltages} connections outside the voltage limits; the costs are of "
            "what can be steered",
            pockets=failing,
            voltages=voltage,
        ),
        Phrase("{steered} pockets steered, the others strengthened", steered=int(chosen.sum())),
    ]
    own = copper.summary
    empty = dict.fromkeys(("eur", "eur_per_year", "trench_m", "cu_kg", "al_kg", "crew_weeks", "waiting_years",
                           "measures"), 0.0)  # fmt: skip
    rows = []
    for remedy, possible, bill, steer, count, kwh, note in (
        ("copper", copper.clean, own, 0.0, 0, 0.0, notes[0]),
        ("steering", alone, empty, whole, len(table) - failing, float(battery[able].sum()), notes[1]),
        ("mix", copper.clean, rest, steered_eur, int(chosen.sum()), float(battery[chosen].sum()), notes[2]),
    ):
        yearly = bill["eur_per_year"] + steer
        rows.append((
            remedy, possible, yearly, over_horizon(yearly, interest, years), bill["eur"], bill["eur_per_year"], steer,
            bill["trench_m"], bill["cu_kg"], bill["al_kg"], bill["crew_weeks"], bill["waiting_years"],
            int(bill["measures"]), count, kwh, note,
        ))  # fmt: skip
    if alone and rows[1][2] < rows[2][2]:
        rows[2] = ("mix", *rows[1][1:])
    frame = pd.DataFrame(rows, columns=list(AREA_COLUMNS))
    column = phrase_column(len(rows))
    column[:] = [row[-1] for row in rows]
    frame["note"] = column
    frame.insert(0, "feature_id", frame["remedy"])
    return FeatureTable(frame, np.full(len(rows), None, object), copper.measures.crs, "areas")


def _ranked(pockets: FeatureTable, sums: pd.DataFrame, cost, able, chosen) -> FeatureTable:
    table = pockets.frame
    n = len(table)
    outside = bool(sums["measures"].iloc[n] > 0)
    size = n + outside

    def column(values, last):
        return np.array([*values, *([last] if outside else [])], object if isinstance(last, str) else None)

    frame = pd.DataFrame({
        "pocket_id": column(table["pocket_id"], OUTSIDE), "kind": column(table["kind"], OUTSIDE),
        **{name: column(table[name], "") for name in ("element_id", "parent_id", "level", "station_id")},
        "connections": column(table["connections"].astype(int), 0),
        **{f"copper_{name}": sums[name].to_numpy(float)[:size] for name in ("eur", "eur_per_year")},
        **{name: sums[name].to_numpy(float)[:size]
           for name in ("trench_m", "cu_kg", "al_kg", "crew_weeks", "waiting_years")},
        "measures": sums["measures"].to_numpy(int)[:size],
        "steering_possible": column(able, False),
        "steering_eur_per_year": column(np.where(np.isfinite(cost), cost, np.nan), np.nan),
        "battery_kwh": column(table["battery_kwh"], 0.0),
        "shortfall_kw": column(table["shortfall_kw"], 0.0),
        "choice": column(np.where(chosen, "steering", "copper"), "copper"),
    })  # fmt: skip
    picked = np.where(frame["choice"] == "steering", frame["steering_eur_per_year"], frame["copper_eur_per_year"])
    frame["mix_eur_per_year"] = picked.astype(float)
    frame["saving_eur_per_year"] = frame["copper_eur_per_year"] - frame["mix_eur_per_year"]
    words = phrase_column(size)
    for k, row in enumerate(frame.itertuples()):
        words[k] = _words(row)
    frame["remedy"] = words
    order = np.lexsort((frame["pocket_id"].astype(str), -frame["copper_eur_per_year"], -frame["saving_eur_per_year"]))
    geometry = np.empty(size, object)
    geometry[:n] = pockets.geometry
    frame = frame.iloc[order].reset_index(drop=True)
    frame.insert(0, "rank", np.arange(1, size + 1))
    frame.insert(0, "feature_id", frame["pocket_id"])
    return FeatureTable(frame, geometry[order], pockets.crs, "ranked")


ONLY_COPPER = (  # without and with a trench; each where a pocket within is not cleared, and where power falls short
    (
        "Transformers only, {eur} € a year: steering does not clear it",
        "Transformers only, {eur} € a year: steering falls {short} kW short",
    ),
    (
        "{metres} m of trench at {eur} € a year: steering does not clear it",
        "{metres} m of trench at {eur} € a year: steering falls {short} kW short",
    ),
)


def _words(row) -> Phrase:
    """The choice for one pocket in a sentence."""
    values = {"metres": int(np.ceil(row.trench_m)), "eur": round(row.copper_eur_per_year)}
    values["kwh"] = round(row.battery_kwh)
    values["steer"] = round(row.steering_eur_per_year) if np.isfinite(row.steering_eur_per_year) else 0
    if row.choice == "steering":
        return Phrase(
            "Steer for {steer} € a year (battery {kwh} kWh) instead of {metres} m of trench at {eur} € a year"
            if row.battery_kwh >= 1 else
            "Steer for {steer} € a year without a battery instead of {metres} m of trench at {eur} € a year", **values
        )  # fmt: skip
    if not row.steering_possible and row.kind != OUTSIDE:
        values["short"] = int(np.ceil(row.shortfall_kw))
        copper, steering = int(values["metres"] > 0), int(values["short"] > 0)
        return Phrase(ONLY_COPPER[copper][steering], **values)
    if row.kind == OUTSIDE:
        return Phrase("{metres} m of trench at {eur} € a year outside pockets", **values)
    return Phrase("{metres} m of trench at {eur} € a year; steering would take {steer} €", **values)


def _summary(areas: pd.DataFrame, copper: Copper, table, chosen, able, voltage) -> dict:
    found = {
        "pockets": len(table), "pockets_steered": int(chosen.sum()), "pockets_not_steerable": int((~able).sum()),
        "voltages_left_by_steering": voltage, "clean": copper.clean,
    }  # fmt: skip
    for row in areas.itertuples():
        found[f"{row.remedy}_eur_per_year"] = float(row.eur_per_year)
        found[f"{row.remedy}_eur_horizon"] = float(row.eur_horizon)
        found[f"{row.remedy}_trench_m"] = float(row.trench_m)
    names = ("eur", "cu_kg", "al_kg", "crew_weeks", "waiting_years", "measures", "stuck")
    return {**found, **{f"copper_{name}": float(copper.summary[name]) for name in names}}
