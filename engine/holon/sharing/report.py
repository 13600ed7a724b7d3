"""REPORT of a community: bills before and after, what is shared through the year, and for whom it matters most."""

from __future__ import annotations

import html
from pathlib import Path

import numpy as np

from ...hours import wall_clock
from ...report import Curve, Wording, columns, curves, table, whole_page, write_page
from ...report.wording import SHORT_MONTHS
from .options import SharingOptions

KEY_WORDS = {
    "dynamic": "in proportion to what each draws in the hour",
    "static": "by fixed shares; what a member cannot use is sold",
    "cascade": "by fixed shares, repeated until nothing is left",
    "hybrid": "by fixed shares, and the rest in proportion to need",
    "social": "to energy-poor households first, then to the others",
}
MEMBERS_SHOWN = 20
FAR_ABOVE = 1.5  # times the saving that one in twenty exceeds


def write_sharing_report(found, options: SharingOptions, start_utc, path: Path) -> None:
    """Write the report of a `settle.Sharing` as one HTML page. Raises EngineError where it cannot be written."""
    w, s = Wording(options.report_language, options.tr, options.time_zone), found.summary
    subject = w.say("Energy shared in a community")
    lead = w.say(
        "{members} members share {kwh} kWh {period} at {price} €/kWh, {key}.",
        members=s["members"], kwh=w.number(s["received_kwh"]), price=w.number(s["price_eur_per_kwh"], 3),
        period=_period(w, s), key=options.tr(KEY_WORDS[options.key]),
    )  # fmt: skip
    chapters = [
        ("In short", _cards(w, s)),
        ("Bills before and after", _savings(w, found)),
        ("Through the year", _months(w, found, start_utc)),
        ("Energy-poor households", _poor(w, found, options)),
        ("One contract for all", _contract(w, s, options)),
        ("Members who save most", _members(w, found)),
        ("Prices", _prices(w, s, options)),
    ]
    write_page(whole_page(w, subject, f"<h1>{subject}</h1>", lead, chapters), path)


def _period(w: Wording, s: dict) -> str:
    if s["years"] == 1.0:
        return w.tr("a year")
    return w.tr("in {hours} hours ({percent} % of a year)").format(
        hours=w.number(s["hours"]), percent=_plainly(w, 100 * s["years"])
    )


def _cards(w: Wording, s: dict) -> str:
    figures = [
        (w.number(s["received_kwh"] / 1000, 1), w.say("MWh shared"), False),
        (f"{w.number(100 * s['shared_of_fed_in'])} %", w.say("of what members feed in"), False),
        (f"€ {w.number(s['saving_eur'])}", w.say("saved by all together"), s["saving_eur"] < 0),
        (w.number(s["worse_off"]), w.say("members who pay more than before"), s["worse_off"] > 0),
        (f"{w.number(s['capacity_spared_kw'])} kW", w.say("less than the members' own peaks added up"), False),
    ]
    items = "".join(
        f'<li class="{"bad" if bad else "calm"}"><strong>{figure}</strong><span>{text}</span></li>'
        for figure, text, bad in figures
    )
    return f'<ul class="cards">{items}</ul>'


def _savings(w: Wording, found) -> str:
    """What all pay before and after, and the savings from the highest; a few far above all others are left out."""
    s, saving = found.summary, np.sort(found.members.frame["saving_eur"].to_numpy(float))[::-1]
    told = w.say(
        "All members together pay € {before} without sharing and € {after} with it. Half of them save € {half} or "
        "more.",
        before=w.number(s["bills_before_eur"]), after=w.number(s["bills_after_eur"]),
        half=w.number(float(np.median(saving))),
    )  # fmt: skip
    shown = saving[saving <= max(FAR_ABOVE * float(np.quantile(saving, 0.95)), 1.0)]
    if len(shown) < 2:
        return f"<p>{told}</p>"
    title = w.say("Saving of every member, from the highest to the lowest")
    ticks = [(0.0, w.say("highest")), (1.0, w.say("lowest"))]
    line = Curve(w.say("Saving (€)"), np.linspace(0, 1, len(shown)), shown)
    chart = curves([line], ticks, "€", w.number, low=min(float(shown.min()), 0.0), title=title)
    note = ""
    if len(shown) < len(saving):
        text = w.say("{count} members who save far more are left out of the chart.", count=len(saving) - len(shown))
        note = f'<p class="note">{text}</p>'
    return f"<p>{told}</p><figure><figcaption>{title}</figcaption>{chart}</figure>{note}"


def _months(w: Wording, found, start_utc) -> str:
    times = start_utc + np.arange(len(found.hours["shared"])) * np.timedelta64(1, "h")
    months = wall_clock(times, w.zone).astype("datetime64[M]")
    names, of = np.unique(months, return_inverse=True)
    kwh = np.bincount(of.ravel(), found.hours["shared"])
    kept = np.bincount(of.ravel()) >= 24  # a few hours of a month before or after, in local time
    one_year = len(np.unique(names[kept].astype("datetime64[Y]"))) == 1
    labels = [w.tr(SHORT_MONTHS[name.item().month - 1]) if one_year else str(name) for name in names[kept]]
    title = w.say("Energy shared in each month (kWh)")
    return f"<figure><figcaption>{title}</figcaption>{columns(kwh[kept], labels, w.number, title=title)}</figure>"


def _poor(w: Wording, found, options: SharingOptions) -> str:
    s = found.summary
    if not s["poor_households"]:
        return f"<p>{w.say('No income, vulnerability or statistics were given, or nobody is above the quote.')}</p>"
    told = [
        w.say(
            "{count} households are energy-poor; together they save € {saving}, € {each} each.",
            count=_plainly(w, s["poor_households"]), saving=w.number(s["poor_saving_eur"]),
            each=w.number(s["poor_saving_per_household_eur"]),
        )
    ]  # fmt: skip
    if found.members.frame["quote_before"].notna().any():
        told.append(
            w.say(
                "{before} households with known income pay more than {quote} % of it before and {after} after: "
                "{lifted} are lifted below it.",
                before=w.number(s["over_quote_before"]), after=w.number(s["over_quote_after"]),
                lifted=w.number(s["lifted"]), quote=_plainly(w, 100 * options.poverty_quote),
            )
        )  # fmt: skip
    return "".join(f"<p>{text}</p>" for text in told)


def _plainly(w: Wording, value: float) -> str:
    """A number with one decimal where it is no whole one."""
    return w.number(value, 0 if round(value, 1) == round(value) else 1)


def _contract(w: Wording, s: dict, options: SharingOptions) -> str:
    spared = w.say(
        "The members' own peaks add up to {apart} kW; together they never draw more than {pooled} kW. One contract for "
        "the group spares {kw} kW, € {eur} where capacity is contracted by the kilowatt.",
        apart=w.number(s["sum_of_peaks_kw"]), pooled=w.number(s["pooled_peak_kw"]),
        kw=w.number(s["capacity_spared_kw"]), eur=w.number(s["capacity_spared_eur"]),
    )  # fmt: skip
    if options.contract_kw is None:
        return f"<p>{spared}</p>"
    enough = "One contract of {kw} kW is enough in every hour, both for what they draw and for what they feed in."
    short = (
        "One contract of {kw} kW falls short in {hours} hours: {kwh} kWh would have to be drawn or fed in at another "
        "time. Together they draw at most {pooled} kW and feed in at most {fed_in} kW."
    )
    judged = w.say(
        short if s["contract_hours_over"] else enough,
        kw=w.number(options.contract_kw), hours=s["contract_hours_over"], kwh=w.number(s["contract_kwh_over"]),
        pooled=w.number(s["pooled_peak_kw"]), fed_in=w.number(s["pooled_feed_in_kw"]),
    )  # fmt: skip
    return f"<p>{spared}</p><p>{judged}</p>"


def _members(w: Wording, found) -> str:
    frame = found.members.frame.sort_values("saving_eur", ascending=False, kind="stable").head(MEMBERS_SHOWN)
    texts = ("Member", "Received (kWh)", "Given (kWh)", "Bill before (€)", "Bill after (€)", "Saving (€)")
    rows = [
        [html.escape(str(r.connection_id))]
        + [
            w.number(value)
            for value in (r.received_kwh, r.given_kwh, r.bill_before_eur, r.bill_after_eur, r.saving_eur)
        ]
        for r in frame.itertuples()
    ]
    return table([w.say(text) for text in texts], rows, {1, 2, 3, 4, 5})


def _prices(w: Wording, s: dict, o: SharingOptions) -> str:
    facts = [
        ("From the supplier", f"{w.number(o.buy_eur_per_kwh, 3)} €/kWh"),
        ("To the supplier", f"{w.number(o.feed_in_eur_per_kwh, 3)} €/kWh"),
        ("Energy tax on shared energy", f"{w.number(o.taxed_eur_per_kwh, 3)} €/kWh"),
        ("Among members", f"{w.number(s['price_eur_per_kwh'], 3)} €/kWh"),
        (
            "Fixed charges less reduction of tax",
            f"{w.number(o.fixed_eur_per_year - o.tax_reduction_eur_per_year)} € {w.tr('a year')}",
        ),
    ]
    items = "".join(f"<dt>{w.say(name)}</dt><dd>{value}</dd>" for name, value in facts)
    note = w.say("Prices are inputs; those of the catalogue are unconfirmed. Netting over the year is left out.")
    return f'<dl class="facts">{items}</dl><p class="note">{note}</p>'
