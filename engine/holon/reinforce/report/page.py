"""Puts the page together and writes it."""

from __future__ import annotations

import html
from pathlib import Path

import numpy as np

from ....report import Wording, table, whole_page, write_page
from ...copper import BANDS
from ..curves import Curves, cost_at, largest_factor
from ..options import RemedyOptions
from ..remedies import Remedies
from .chart import CLAIM_SMART, NAMES, budget_chart, factor_of

POCKETS_SHOWN = 40
EXTRA_STYLE = "<style>td:last-child { white-space: normal; }</style>"
KIND_WORDS = {
    "heavier_cable": "Heavier cable", "second_cable": "Second cable", "larger_transformer": "Larger transformer",
    "second_transformer": "Second transformer", "new_station": "New station", "station_cable": "Cable to a new station",
    "new_way": "Split feeder",
}  # fmt: skip


def write_report(found: Remedies, curves: Curves | None, options: RemedyOptions, path) -> None:
    """Write the page of a comparison as one HTML file. Raises EngineError where it cannot be written."""
    write_page(page(found, curves, options), Path(path))


def page(found: Remedies, curves: Curves | None, options: RemedyOptions) -> str:
    """The whole page."""
    w = Wording(options.report_language, options.tr, options.time_zone)
    subject, name = w.say("Copper or steering"), html.escape(options.report_title)
    heading = f'<p class="kicker">{subject}</p><h1>{name}</h1>' if name else f"<h1>{subject}</h1>"
    lead = w.say(
        "{pockets} pockets in which the grid is overloaded: heavier cables and stations beside batteries and steering, "
        "and the cheapest mix of both.", pockets=found.summary["pockets"],
    )  # fmt: skip
    chapters = [
        ("In short", EXTRA_STYLE + _cards(found, w)),
        ("What it costs", _areas(found, w, options)),
        ("How far a budget reaches", _reach(curves, w, options) if curves is not None else ""),
        ("Pockets, the largest saving first", _pockets(found, w)),
        ("Measures of copper", _measures(found, w)),
        ("What to keep in mind", _notes(found, curves, w)),
    ]
    return whole_page(w, f"{name} · {subject}" if name else subject, heading, lead, chapters)


def _cards(found: Remedies, w: Wording) -> str:
    s = found.summary
    cards = [
        (f"€ {w.number(s['copper_eur'] / 1e3)}k", "copper alone, at once", s["copper_stuck"] > 0),
        (f"€ {w.number(s['mix_eur_per_year'])}", "a year for the cheapest mix", False),
        (f"€ {w.number(s['copper_eur_per_year'])}", "a year for copper alone", False),
        (f"{w.number(s['copper_trench_m'] / 1000, 1)} km", "trench for copper alone", False),
        (f"{w.number(s['mix_trench_m'] / 1000, 1)} km", "trench in the mix", False),
        (w.number(s["pockets_not_steerable"]), "pockets that steering cannot clear", s["pockets_not_steerable"] > 0),
    ]
    items = "".join(
        f"<li{' class=bad' if bad else ''}><strong>{value}</strong><span>{w.say(text)}</span></li>"
        for value, text, bad in cards
    )
    return f'<ul class="cards">{items}</ul>'


def _areas(found: Remedies, w: Wording, options: RemedyOptions) -> str:
    rows = []
    for row in found.areas.frame.itertuples():
        note = _said(row.note, w)
        rows.append([
            w.say(NAMES[row.remedy]), w.number(row.eur_per_year), w.number(row.eur_horizon), w.number(row.copper_eur),
            w.number(row.trench_m), w.number(row.cu_kg), w.number(row.al_kg), w.number(row.crew_weeks, 1),
            w.number(row.waiting_years, 1), w.number(row.pockets_steered), w.number(row.battery_kwh), note,
        ])  # fmt: skip
    headings = [
        "Remedy", "€ a year", "€ over the horizon", "€ at once for copper", "Trench (m)", "Copper (kg)",
        "Aluminium (kg)", "Crew-weeks", "Longest wait (years)", "Pockets steered", "Batteries (kWh)", "",
    ]  # fmt: skip
    said = w.say(
        "A year: investments as annuities over their lifetime at {interest} % interest, and what steering pays. "
        "Horizon: {years} years.", interest=100 * options.copper.prices.interest, years=options.horizon_years,
    )  # fmt: skip
    return table([w.say(h) if h else "" for h in headings], rows, set(range(1, 11))) + f'<p class="note">{said}</p>'


def _reach(curves: Curves, w: Wording, options: RemedyOptions) -> str:
    charts = "".join(budget_chart(curves, w, measure, options) for measure in ("k", "energy", "peak"))
    said = w.say(
        "The seed essay says that smart design lets the same money carry a factor 5 instead of 2 to 3. Here k is how "
        "many times what the scenario adds is carried with no limit violated; bands run from low to high prices."
    )
    return f"<p>{said}</p>{charts}{_claim(curves, w)}{_factors(curves, w)}"


def _claim(curves: Curves, w: Wording) -> str:
    """What the money that brings copper to 2 and 3 brings with steering and the mix, by k, energy and peak."""
    rows = []
    for measure, name in (("k", "k"), ("energy", "Energy"), ("peak", "Peak")):
        for plain in (2.0, 3.0):
            k = _k_of(curves, measure, plain)
            budget = cost_at(k, *curves.cost("copper")) if np.isfinite(k) else np.inf
            cells = [w.say(name), w.number(plain)]
            if not np.isfinite(budget):
                rows.append([*cells, "–", "–", "–", w.say("beyond the factors that were looked at")])
                continue
            steering, mix = (_carried(curves, measure, k, remedy, w) for remedy in ("steering", "mix"))
            rows.append([*cells, w.number(budget), steering, mix, _verdict(curves, measure, budget, w)])
    headings = [
        "Factor by",
        "Copper carries",
        "for € a year",
        "Steering carries",
        "The mix carries",
        "The essay's factor",
    ]
    said = w.say("In brackets: at the low and at the high prices of copper, batteries and steering together.")
    return table([w.say(h) for h in headings], rows, {1, 2, 3, 4}) + f'<p class="note">{said}</p>'


def _carried(curves: Curves, measure: str, k: float, remedy: str, w: Wording) -> str:
    """The factor that a remedy carries for what copper costs at k, at each of the price levels."""
    shown = {}
    for level in BANDS:
        reached = largest_factor(cost_at(k, *curves.cost("copper", level)), *curves.cost(remedy, level))
        shown[level] = float(factor_of(curves, measure, np.array([reached]))[0])
    low, high = sorted((shown["low"], shown["high"]))
    return f"{w.number(shown['central'], 2)} ({w.number(low, 2)}–{w.number(high, 2)})"


def _verdict(curves: Curves, measure: str, budget: float, w: Wording) -> str:
    got = largest_factor(budget, *curves.cost("mix"))
    shown = float(factor_of(curves, measure, np.array([got]))[0])
    if shown >= CLAIM_SMART - 1e-9:
        return w.say("as much as the essay says")
    if got >= _largest(curves, "mix") - 1e-9:
        return w.say("at least {got}: beyond the factors that were looked at", got=w.number(shown, 2))
    return w.say("less than the essay says: {got} instead of 5", got=w.number(shown, 2))


def _factors(curves: Curves, w: Wording) -> str:
    """A row for each factor looked at: what it means, what it costs, and why it cannot be carried."""
    by = {remedy: rows for remedy, rows in curves.table[curves.table["price_level"] == "central"].groupby("remedy")}
    rows = []
    for copper, steering, mix in zip(*(by[remedy].itertuples() for remedy in NAMES)):
        told = [(NAMES[row.remedy], row.why_not) for row in (copper, steering, mix) if not row.possible]
        costs = [w.number(row.eur_per_year) if row.possible else "–" for row in (copper, steering, mix)]
        spared = 1.0 - mix.eur_per_year / copper.eur_per_year if copper.possible and copper.eur_per_year else np.nan
        rows.append([
            w.number(copper.k, 2), w.number(copper.energy_factor, 2), w.number(copper.peak_factor, 2),
            w.number(copper.pockets), w.number(mix.pockets_steered), *costs, w.number(100 * spared),
            "<br>".join(f"{w.say(name)}: {_said(why, w)}" for name, why in told),
        ])  # fmt: skip
    headings = ["k", "Energy", "Peak", "Pockets", "Steered in the mix", "Copper (€ a year)", "Steering (€ a year)",
                "Mix (€ a year)", "Spared by the mix (%)", "What stands in the way"]  # fmt: skip
    said = w.say(
        "Steering moves use by hours or a few days. What lasts longer, such as heat pumps in a cold week, and voltages "
        "take copper."
    )
    return table([w.say(h) for h in headings], rows, set(range(9))) + f'<p class="note">{said}</p>'


def _said(phrase, w: Wording) -> str:
    return "; ".join(w.say(template, **values) for template, values in phrase.parts)


def _largest(curves: Curves, remedy: str) -> float:
    """The largest factor looked at that the remedy carries: what lies between it and the next is not known."""
    factors, cost = curves.cost(remedy)
    can = np.flatnonzero(np.isfinite(cost))
    return float(factors[can[-1]]) if len(can) else np.nan


def _k_of(curves: Curves, measure: str, factor: float) -> float:
    """The k at which energy or peak is so many times that of today; nan beyond what was looked at."""
    if measure == "k":
        return factor if factor <= curves.factors[-1] else np.nan
    values = factor_of(curves, measure, curves.factors)
    above = np.flatnonzero(values >= factor)
    if not len(above):
        return np.nan
    at = int(above[0])
    if at == 0:
        return float(curves.factors[0])
    share = (factor - values[at - 1]) / (values[at] - values[at - 1])
    return float(curves.factors[at - 1] + share * (curves.factors[at] - curves.factors[at - 1]))


def _pockets(found: Remedies, w: Wording) -> str:
    rows = []
    for row in found.ranked.frame.head(POCKETS_SHOWN).itertuples():
        remedy = _said(row.remedy, w)
        rows.append([
            w.number(row.rank), html.escape(row.pocket_id), html.escape(str(row.element_id)), w.number(row.connections),
            w.number(row.copper_eur_per_year), w.number(row.steering_eur_per_year), w.number(row.saving_eur_per_year),
            remedy,
        ])  # fmt: skip
    headings = ["Rank", "Pocket", "Element", "Connections", "Copper (€ a year)", "Steering (€ a year)",
                "Saving (€ a year)", "Remedy"]  # fmt: skip
    return table([w.say(h) for h in headings], rows, {0, 3, 4, 5, 6})


def _measures(found: Remedies, w: Wording) -> str:
    frame = found.copper.measures.frame
    rows = []
    for kind, name in KIND_WORDS.items():
        some = frame[frame["kind"] == kind]
        if len(some):
            rows.append([
                w.say(name), w.number(len(some)), w.number(some["trench_m"].sum()), w.number(some["eur"].sum()),
                w.number(some["cu_kg"].sum()), w.number(some["al_kg"].sum()), w.number(some["crew_weeks"].sum(), 1),
            ])  # fmt: skip
    headings = ["Measure", "Number", "Trench (m)", "€", "Copper (kg)", "Aluminium (kg)", "Crew-weeks"]
    return table([w.say(h) for h in headings], rows, set(range(1, 7))) if rows else ""


def _notes(found: Remedies, curves: Curves | None, w: Wording) -> str:
    notes = [
        "Copper is chosen by rule, as a planner would begin; it is clean in the flow of the whole year, not the "
        "cheapest that could be found.",
        "Prices, crews and waiting years are those of the catalogue unless given; most are unconfirmed.",
        "Metal counts what is laid, not what is taken out. Joints, road surfaces and land are not counted.",
    ]
    if curves is not None:
        notes.append(
            "Curves are looked at in the hours that tell; steering in them is sized on the kW of the worst hour's "
            "flow. Between the factors looked at they run straight."
        )
    if found.summary["voltages_left_by_steering"]:
        notes.append("Steering is sized for currents: voltages that remain outside the limits need copper.")
    return "".join(f"<p>{w.say(note)}</p>" for note in notes)
