"""The first screen: what the one scenario spares, in large figures and plain sentences."""

from __future__ import annotations

from .material import Material


def cards(m: Material) -> str:
    """Key figures, before and after; red where it is no better and anything is over its limit."""
    s, w = m.found.summary, m.words
    figures = [
        _card(m, "stations_over", w.number, w.say("stations over their limit, of {n}", n=s["stations"])),
        _card(m, "km_over", w.significant, w.say("km of cable over its limit")),
        _card(m, "stations_kwh_above", w.significant, w.say("MWh a year above the limits of stations"), 1e3),
        _card(m, "dwellings_of_stations_over", w.number, w.say("homes fed by a station over its limit")),
        _card(m, "dwellings_outside_voltage", w.number, w.say("homes outside the voltage band")),
        _card(m, "peak_kw", lambda mw: w.number(mw, 1), w.say("MW in the busiest hour of all connections"), 1e3),
    ]
    return f'<ul class="cards">{"".join(figures)}</ul>'


def _card(m: Material, name: str, number, text: str, divided_by: float = 1.0) -> str:
    """A figure before and after; nothing where the runs do not tell it."""
    if f"{name}_before" not in m.found.summary:
        return ""
    before, after = (m.found.summary[f"{name}_{side}"] / divided_by for side in ("before", "after"))
    tone = "bad" if after >= before and after > 0 else "calm"
    figure = f'<strong style="font-size:1.4rem">{number(before)}&nbsp;→ {number(after)}</strong>'
    return f'<li class="{tone}">{figure}<span>{text}</span></li>'


def sentences(m: Material) -> str:
    """The same as plain sentences; the other side of the coin is never left out."""
    s, w = m.found.summary, m.words
    before, after = m.found.names
    told = [_relieved(m), _new(m), _still(m), _collapse(m)]
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


def _collapse(m: Material) -> str:
    s, w = m.found.summary, m.words
    if not s["hours_collapsed_before"] and not s["hours_collapsed_after"]:
        return ""
    return w.say(
        "In {hours_before} hours of {before} and {hours_after} of {after} more is asked than cables can bring: the "
        "lights would go out somewhere. Those hours count as over the limit, by at least what is told.",
        before=m.found.names[0], after=m.found.names[1],
        hours_before=w.number(s["hours_collapsed_before"]), hours_after=w.number(s["hours_collapsed_after"]),
    )  # fmt: skip


def _stations(m: Material, count: int) -> str:
    return m.words.tr("one station") if count == 1 else m.words.tr("{n} stations").format(n=m.words.number(count))
