"""The first screen: what a council member takes home."""

from __future__ import annotations

import numpy as np

from .material import Material


def cards(m: Material) -> str:
    """Key figures, large."""
    s, w = m.result.summary, m.words
    lv_km = sum(s[f"lv_{name}_km"] for name in ("free", "busy", "full", "congested"))
    mv_km = sum(s[f"mv_{name}_km"] for name in ("free", "busy", "full", "congested"))
    figures = [
        (w.number(s["stations_congested"]),
         w.say("of {n} stations over their limit", n=s["stations"]), s["stations_congested"]),
        (f"{w.significant(s['lv_congested_km'])} km",
         w.say("of {km} km low-voltage cable over its limit", km=w.number(lv_km)), s["lv_congested_km"]),
        (f"{w.significant(s['mv_congested_km'])} km",
         w.say("of {km} km medium-voltage cable over its limit", km=w.number(mv_km)), s["mv_congested_km"]),
        (w.number(s["connections_outside_voltage"]),
         w.say("of {n} connections outside the voltage band", n=s["connections_fed"]),
         s["connections_outside_voltage"]),
        (f"{w.number(s['peak_source_kw'] / 1e3, 1)} MW", w.say("drawn in the busiest hour"), 0),
        (f"{w.number(max(-s['least_source_kw'], 0) / 1e3, 1)} MW", w.say("fed back in the sunniest hour"), 0),
    ]  # fmt: skip
    return '<ul class="cards">' + "".join(
        f'<li class="{"bad" if bad else "calm"}"><strong>{figure}</strong><span>{text}</span></li>'
        for figure, text, bad in figures
    ) + "</ul>"  # fmt: skip


def sentences(m: Material) -> str:
    """The same as plain sentences, with the names and hours."""
    s, w = m.result.summary, m.words
    told = [_stations(m), _worst_station(m), _cables(m), _voltages(m), _feed_in(m), _rings(m)]
    if s["hours_collapsed"]:
        told.append(
            w.say(
                "In {n} hours more is asked than the cables can bring: the voltage collapses. Loadings of those hours "
                "are at least what is told.",
                n=s["hours_collapsed"],
            )
        )
    if s["hours_not_solved"] > s["hours_collapsed"]:
        left_out = s["hours_not_solved"] - s["hours_collapsed"]
        told.append(w.say("{n} hours have no solution and are left out.", n=left_out))
    return "<p>" + " ".join(text for text in told if text) + "</p>"


def _stations(m: Material) -> str:
    s, w = m.result.summary, m.words
    if not s["stations"]:
        return ""
    over, allowed = s["stations_congested"], s["stations_congested_allowed"]
    if not over:
        text = w.say("No station goes over its limit in these hours.")
    elif over == 1:
        text = w.say("One of {n} stations goes over its limit.", n=s["stations"])
    else:
        text = w.say("{over} of {n} stations go over their limit.", over=over, n=s["stations"])
    if allowed > over:
        more = "Counting peaks within the hour and homes on one phase, {more} more do."
        one = "Counting peaks within the hour and homes on one phase, one more does."
        text += " " + (w.say(one) if allowed - over == 1 else w.say(more, more=allowed - over))
    return text


def _worst_station(m: Material) -> str:
    w, frame = m.words, m.result.stations.frame
    if not len(frame) or not np.isfinite(frame["max_loading_percent"]).any():
        return ""
    row = frame.loc[frame["max_loading_percent"].idxmax()]
    text = w.say(
        "Station {name} is loaded most: {percent} % on {moment}.",
        name=str(row["station_id"]), percent=row["max_loading_percent"], moment=w.moment(row["max_loading_hour"]),
    )  # fmt: skip
    if row["hours_above"]:
        text += " " + w.say("It is over its limit for {hours} hours.", hours=int(row["hours_above"]))
    return text


def _cables(m: Material) -> str:
    s, w = m.result.summary, m.words
    if s["lv_congested_km"] + s["mv_congested_km"] == 0:
        return w.say("No cable goes over its limit.")
    return w.say(
        "Of the cables, {lv} km of low voltage and {mv} km of medium voltage go over their limit.",
        lv=w.significant(s["lv_congested_km"]), mv=w.significant(s["mv_congested_km"]),
    )  # fmt: skip


def _voltages(m: Material) -> str:
    s, w = m.result.summary, m.words
    if not np.isfinite(s["vm_min_pu"]):
        return ""
    values = {"low": w.number(230 * s["vm_min_pu"]), "high": w.number(230 * s["vm_max_pu"])}
    if s["connections_outside_voltage"]:
        return w.say(
            "Voltages run from {low} to {high} V; {n} connections leave the permitted band.",
            n=s["connections_outside_voltage"], **values,
        )  # fmt: skip
    return w.say("Voltages run from {low} to {high} V and stay within the permitted band.", **values)


def _feed_in(m: Material) -> str:
    s, w = m.result.summary, m.words
    if s["export_mwh"] < 0.01 * max(s["source_mwh"], 1.0):
        return ""
    return w.say(
        "The area feeds {mwh} MWh back, most of all on {moment}.",
        mwh=s["export_mwh"], moment=w.moment(s["least_source_hour"]),
    )  # fmt: skip


def _rings(m: Material) -> str:
    s, w = m.result.summary, m.words
    if not s["ring_sections"]:
        return ""
    bad = s["ring_sections_congested"] + s["ring_sections_not_refed"]
    if not bad:
        return w.say("If any one section of a medium-voltage ring fails, the rest of the ring can carry it all.")
    return w.say(
        "Of {n} sections of medium-voltage rings, {bad} cannot fail without overloading the rest.",
        n=s["ring_sections"], bad=bad,
    )  # fmt: skip
