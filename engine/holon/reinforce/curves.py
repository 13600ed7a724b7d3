"""How far does a budget reach? Cost of carrying k times what a scenario adds, and k for a budget."""

from __future__ import annotations

from collections.abc import Generator
from dataclasses import dataclass, field

import numpy as np
import pandas as pd

from ...grid.congestion import net_facts
from ...grid.flow import FlowModel
from ...phrases import Phrase, phrase_column
from ...progress import Progress, within
from ..copper import BANDS, HourPower, Works, bill_of, mend_hours, solve_year, what_remains
from ..copper.look import look
from .attribute import pocket_of_measures
from .behind import Behind
from .mixing import cheapest_mix, copper_alone
from .money import over_horizon
from .options import RemedyOptions
from .scaled import ScaledProfiles
from .sized import Fleet, Sized
from .steered_power import StateAt, pockets_at, steered_power, totals_of

REMEDIES = ("copper", "steering", "mix")
COLUMNS = (
    "k", "remedy", "price_level", "possible", "eur_per_year", "eur_horizon", "energy_factor", "peak_factor", "trench_m",
    "measures", "pockets", "pockets_steered", "why_not",
)  # fmt: skip
PARTS = (1.0, 0.5, 0.25, 0.1, 0.03)  # of the power, the first that has a solution in every hour


@dataclass
class Curves:
    """table: a row for each k, remedy and price level. energy_mwh, peak_kw: (factors,) used and generated in a year,
    and highest hour of the area either way, at each k.
    """

    table: pd.DataFrame
    factors: np.ndarray
    energy_mwh: np.ndarray
    peak_kw: np.ndarray
    summary: dict = field(default_factory=dict)

    def cost(self, remedy: str, level: str = "central") -> tuple[np.ndarray, np.ndarray]:
        """k and €/year, inf where not possible."""
        rows = self.table[(self.table["remedy"] == remedy) & (self.table["price_level"] == level)]
        return rows["k"].to_numpy(float), np.where(rows["possible"], rows["eur_per_year"], np.inf).astype(float)


def rising(cost: np.ndarray) -> np.ndarray:
    """The least cost of carrying at least each k: who can carry more can carry less."""
    return np.minimum.accumulate(cost[::-1])[::-1]


def cost_at(k: float, factors: np.ndarray, cost: np.ndarray) -> float:
    """Cost of k, straight between the factors looked at; inf beyond what is possible."""
    if k > factors[-1] or k < factors[0]:
        return np.inf if k > factors[-1] else float(cost[0])
    right = int(np.searchsorted(factors, k))
    if factors[right] == k:
        return float(cost[right])
    if not np.isfinite(cost[right]):
        return np.inf
    share = (k - factors[right - 1]) / (factors[right] - factors[right - 1])
    return float(cost[right - 1] + share * (cost[right] - cost[right - 1]))


def largest_factor(budget: float, factors: np.ndarray, cost: np.ndarray) -> float:
    """Largest k that costs no more than `budget`; nan where not even the smallest does. cost: rising."""
    can = np.flatnonzero(np.isfinite(cost) & (cost <= budget))
    if not len(can):
        return np.nan
    last = int(can[-1])
    if last + 1 == len(factors) or not np.isfinite(cost[last + 1]):
        return float(factors[last])
    step = cost[last + 1] - cost[last]
    return float(factors[last] + (budget - cost[last]) / step * (factors[last + 1] - factors[last]))


def budget_curves(net, scenario, today=None, options: RemedyOptions | None = None) -> Generator[Progress, None, Curves]:
    """Cost(k) by copper only, steering only and the cheapest mix, at low, central and high prices.

    Method: for each k the hours that tell (highest of every element that comes near its limit today, in the scenario,
    or in the scaled extremes) are reinforced by rule from today's net; steering is sized pocket by pocket on kW limits
    taken from the flow of its worst hour; the mix takes per nest of pockets what is cheaper (`cheapest_mix`), and the
    copper that then remains is found anew by flow. Voltages count in all three. Who can carry more can carry less:
    costs never fall with k. The year proves k = 1 alone (`compare_remedies`).
    """
    options = options or RemedyOptions()
    factors = np.array(options.factors)
    scaled = ScaledProfiles(scenario, today, 1.0, options.added)
    yield Progress(0.0, "Reading the hours of today and of the scenario")
    copper = options.copper
    model = FlowModel.from_net(net)
    facts = net_facts(net, model, copper.limits, scaled.facts("pv"), scaled.connection_ids)
    behind = Behind(net, scaled, copper, facts)
    hours = yield from within(_telling(net, scaled, facts, behind, factors, copper), 0.0, 0.15)
    states: list[StateAt] = []
    for number, k in enumerate(factors):
        power = HourPower.of(scaled.at(k), hours)
        seen = _first_look(Works(net, copper), power, facts)
        states.append(pockets_at(float(k), power, seen, behind, options.chain_share))
        yield Progress(0.15 + 0.05 * (number + 1) / len(factors))
    totals = yield from within(totals_of(scaled, behind, states), 0.20, 0.30)
    fleet = Fleet(scaled, options.steering, options.band_k)
    rows, hopeless = [], {}
    for number, state in enumerate(states):
        yield Progress(0.30 + 0.7 * number / len(states), "Scaling what is added by {k}", {"k": f"{state.k:g}"})
        sized = state.size(totals, fleet, hopeless)
        yield Progress(0.30 + 0.7 * (number + 0.4) / len(states))
        part = yield from within(
            _at(net, state, sized, facts, behind, options),
            0.30 + 0.7 * (number + 0.4) / len(states), 0.30 + 0.7 * (number + 1) / len(states),
        )  # fmt: skip
        rows.append(part)
    return _curves(rows, factors, totals, states, options)


def _telling(net, scaled, facts, behind, factors, copper) -> Generator[Progress, None, np.ndarray]:
    """Hours that tell: of the flow today and in the scenario, and of stations' sums at the largest k."""
    found = []
    for number, k in enumerate((0.0, 1.0)):
        year = yield from within(
            solve_year(net, scaled.at(k), facts, np.arange(scaled.hours)), number / 3, (number + 1) / 3
        )
        found.append(year.telling(copper, copper.telling_hours // 3, near=0.6))
    heads = np.unique([b for b in np.flatnonzero(behind.segments.tree.parent >= 0) if _is_head(behind, b)])
    top, top_hour = np.zeros((2, len(heads))), np.zeros((2, len(heads)), np.int64)
    far = scaled.at(float(factors[-1]))
    for start in range(0, scaled.hours, 730):
        part = slice(start, min(start + 730, scaled.hours))
        sums = behind.sums(far.net_kw(part), heads)
        for side, values in enumerate((sums, -sums)):
            at = values.argmax(axis=0)
            best = values[at, np.arange(len(heads))]
            new = best > top[side]
            top[side, new], top_hour[side, new] = best[new], start + at[new]
        yield Progress(2 / 3 + part.stop / scaled.hours / 3)
    order = np.argsort(-top, axis=None, kind="stable")
    hours = list(dict.fromkeys(top_hour.ravel()[order].tolist()))[: copper.telling_hours // 3]
    return np.unique(np.concatenate([*found, np.array(hours, np.int64)])).astype(np.int64)


def _is_head(behind: Behind, bus: int) -> bool:
    edge = behind.segments.tree.parent_edge[bus]
    return behind.facts.edges.table[edge] == "trafo" or behind.segments.tree.parent[bus] in behind.facts.sources


def _first_look(works: Works, power: HourPower, facts):
    seen = None
    for part in PARTS:
        seen = look(works, power, facts, part)
        if not seen.unsolved:
            break
    return seen


def _at(net, state: StateAt, sized: list[Sized], facts, behind, options) -> Generator[Progress, None, dict]:
    """The three remedies at one k: {(remedy, level): (eur_per_year, possible)} and what they take."""
    prices = options.copper.prices
    levels = {band: prices.at(band) for band in BANDS}
    works = Works(net, options.copper)
    clean = yield from within(mend_hours(works, state.power, facts), 0.0, 0.3)
    bills = {band: bill_of(works, own) for band, own in levels.items()}
    of = pocket_of_measures(bills["central"], works, behind.segments, [p.head_bus for p in state.pockets])
    yearly = bills["central"].measures.frame["eur_per_year"].to_numpy(float)
    own = np.bincount(of[of >= 0], yearly[of >= 0], len(state.pockets))
    steering = np.array([s.eur_per_year() for s in sized])
    why_not = [_remains(works, state.power, facts, clean), _by_steering(net, state, steering, facts, options)]
    alone, copper = not why_not[1], copper_alone(works, clean, len(state.pockets))
    mix = yield from within(cheapest_mix(net, state, sized, own, copper, alone, facts), 0.3, 1.0)
    why_not.append(Phrase("") if mix.clean else why_not[0])
    out: dict = {"state": state, "cost": {}, "steered": int(mix.steered.sum()), "why_not": why_not}
    for band, at in levels.items():
        factors = (at.battery_price_factor, at.steering_pay_factor)
        all_steered = sum(s.eur_per_year(*factors) for s in sized)
        picked = sum(s.eur_per_year(*factors) for s, yes in zip(sized, mix.steered) if yes)
        by_copper = bills[band].summary["eur_per_year"] if clean else np.inf
        by_steering = all_steered if alone else np.inf
        rest = bill_of(mix.works, at).summary["eur_per_year"] if mix.clean else np.inf
        out["cost"][band] = (by_copper, by_steering, min(picked + rest, by_copper, by_steering))
    out["took"] = (bills["central"].summary, {}, bill_of(mix.works, prices).summary)
    return out


def _remains(works: Works, power: HourPower, facts, clean: bool) -> Phrase:
    return Phrase("") if clean else what_remains(works, _first_look(works, power, facts))


def _by_steering(net, state: StateAt, steering: np.ndarray, facts, options) -> Phrase:
    """Why steering alone does not do; "" where it does."""
    failing = int((~np.isfinite(steering)).sum())
    if failing:
        return Phrase("pockets that cannot be steered: {failing} of {pockets}", failing=failing, pockets=len(steering))
    works = Works(net, options.copper)
    return what_remains(works, _first_look(works, steered_power(state, np.ones(len(steering), bool)), facts))


def _curves(parts: list[dict], factors, totals, states, options) -> Curves:
    energy = totals.energy_mwh(factors)
    peak = totals.peak_kw(factors)
    prices = options.copper.prices
    rows = []
    for band in parts[0]["cost"]:
        for column, remedy in enumerate(REMEDIES):
            cost = rising(np.array([part["cost"][band][column] for part in parts]))
            for k, eur, part, e, p in zip(factors, cost, parts, energy, peak):
                took = part["took"][column]
                possible = bool(np.isfinite(eur))
                rows.append((
                    float(k), remedy, band, possible, float(eur) if possible else np.nan,
                    over_horizon(eur, prices.interest, options.horizon_years) if possible else np.nan,
                    e / energy[0] if energy[0] else np.nan, p / peak[0] if peak[0] else np.nan,
                    float(took.get("trench_m", 0.0)), int(took.get("measures", 0)), len(part["state"].pockets),
                    part["steered"] if remedy == "mix" else len(part["state"].pockets) if remedy == "steering" else 0,
                    Phrase("") if possible else part["why_not"][column],
                ))  # fmt: skip
    table = pd.DataFrame(rows, columns=list(COLUMNS))
    why_not = phrase_column(len(rows))
    why_not[:] = [row[-1] for row in rows]
    table["why_not"] = why_not
    found = Curves(table, factors, energy, peak)
    found.summary = _summary(found)
    return found


def _summary(found: Curves) -> dict:
    """Largest k of each remedy, and what the money that copper takes for k = 1 brings otherwise."""
    summary = {}
    factors, by_copper = found.cost("copper")
    for remedy in REMEDIES:
        _, cost = found.cost(remedy)
        can = np.flatnonzero(np.isfinite(cost))
        summary[f"largest_k_{remedy}"] = float(factors[can[-1]]) if len(can) else float("nan")
        for level in (1.0, 2.0, 3.0):
            budget = cost_at(level, factors, by_copper)
            k = largest_factor(budget, factors, cost) if np.isfinite(budget) else float("nan")
            summary[f"k_{remedy}_for_copper_{level:g}"] = float(k)
    return summary
