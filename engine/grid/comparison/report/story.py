"""The first screen: what the one scenario spares, in large figures and plain sentences."""

from __future__ import annotations

from .material import Material


def cards(m: Material) -> str:
    """Key figures, before and after."""
    s, w = m.found.summary, m.words
    figures = [
        (_arrow(w.number(s["stations_over_before"]), w.number(s["stations_over_after"])),
         w.say("stations over their limit, of {n}", n=s["stations"]), s["stations_over_after"]),
        (_arrow(w.significant(_km(s, "before")), w.significant(_km(s, "after"))),
         w.say("km of cable over its limit"), _km(s, "after")),
        (_arrow(*(w.significant(s[f"stations_kwh_above_{side}"] / 1e3) for side in ("before", "after"))),
         w.say("MWh a year above the limits of stations"), s["stations_kwh_above_after"]),
    ]  # fmt: skip
    if "dwellings_over_before" in s:
        figures.append(
            (_arrow(w.number(s["dwellings_over_before"]), w.number(s["dwellings_over_after"])),
             w.say("homes behind a limit of a cable, a station or their voltage"), s["dwellings_over_after"])
        )  # fmt: skip
    if "peak_kw_before" in s:
        before, after = (w.number(s[f"peak_kw_{side}"] / 1e3, 1) for side in ("before", "after"))
        figures.append((_arrow(before, after), w.say("MW in the busiest hour of all connections"), 0))
    return '<ul class="cards">' + "".join(
        f'<li class="{"bad" if bad else "calm"}"><strong>{figure}</strong><span>{text}</span></li>'
        for figure, text, bad in figures
    ) + "</ul>"  # fmt: skip


def sentences(m: Material) -> str:
    """The same as plain sentences; the other side of the coin is never left out."""
    s, w = m.found.summary, m.words
    before, after = m.found.names
    told = [_relieved(m), _new(m), _still(m)]
    if "dwellings_relieved" in s and (s["dwellings_relieved"] or s["dwellings_newly_congested"]):
        told.append(
            w.say(
                "{relieved} homes no longer lie behind a limit, and {new} newly do.",
                relieved=s["dwellings_relieved"], new=s["dwellings_newly_congested"],
            )
        )  # fmt: skip
    if "peak_kw_before" in s:
        spared = s["peak_kw_spared"]
        template = (
            "The busiest hour of all connections together falls by {kw} kW, from {before} in {name_before} to {after} "
            "in {name_after}."
            if spared >= 0
            else "The busiest hour of all connections together rises by {kw} kW, from {before} in {name_before} to "
            "{after} in {name_after}."
        )
        values = {
            "kw": w.number(abs(spared)), "before": w.number(s["peak_kw_before"]), "after": w.number(s["peak_kw_after"]),
            "name_before": before, "name_after": after,
        }  # fmt: skip
        told.append(w.say(template, **values))
    return "<p>" + " ".join(text for text in told if text) + "</p>"


def _relieved(m: Material) -> str:
    s, w = m.found.summary, m.words
    if not s["stations_relieved"] and not s["sections_relieved"]:
        return w.say("With {after}, no station and no cable falls below its limit.", after=m.found.names[1])
    return w.say(
        "With {after} in place of {before}, {stations} and {lv} km of low-voltage and {mv} km of "
        "medium-voltage cable are no longer over their limit.",
        before=m.found.names[0], after=m.found.names[1], stations=_stations(m, s["stations_relieved"]),
        lv=w.significant(s["lv_km_relieved"]), mv=w.significant(s["mv_km_relieved"]),
    )  # fmt: skip


def _new(m: Material) -> str:
    s, w = m.found.summary, m.words
    if not s["stations_newly_congested"] and not s["sections_newly_congested"]:
        return w.say("Nothing newly goes over its limit.")
    return w.say(
        "{stations} and {km} km of cable newly go over theirs.",
        stations=_stations(m, s["stations_newly_congested"]), km=w.significant(s["km_newly_congested"]),
    )  # fmt: skip


def _still(m: Material) -> str:
    s, w = m.found.summary, m.words
    if not s["stations_still_over"] and not s["km_still_over"]:
        return ""
    return w.say(
        "{stations} and {km} km of cable are over their limit in both.",
        stations=_stations(m, s["stations_still_over"]), km=w.significant(s["km_still_over"]),
    )  # fmt: skip


def _stations(m: Material, count: int) -> str:
    return m.words.tr("one station") if count == 1 else m.words.tr("{n} stations").format(n=m.words.number(count))


def _km(s: dict, side: str) -> float:
    return s[f"km_over_{side}"]


def _arrow(before: str, after: str) -> str:
    return f"{before}&nbsp;→&nbsp;{after}"
