"""The first screen, the maps and the tables."""

from __future__ import annotations

import html

import numpy as np
import shapely

from ....report import drawing, frame_of, path_of, table
from ..prices import PARTIES, price_table, uncertain_prices
from .material import COLOURS, PARTY_WORDS, Material

MOST_AREAS = 60


def cards(m: Material) -> str:
    """Key figures: what is cheapest for most buildings, and how surely."""
    w, s = m.words, m.found.summary
    shown = []
    for party in PARTIES:
        key = m.most_often(party)
        told = {"option": html.unescape(m.labels[key]), "whom": w.tr(PARTY_WORDS[party])}
        text = w.say("of the buildings: {option} is cheapest for {whom}", **told)
        shown.append((f"{w.number(m.share(party, key))} %", text))
    if len(m.found.sensitivity):
        shown.append((f"{w.number(s['sure_percent'])} %", w.say("of these choices of society no single price changes")))
        shown.append(
            (
                f"{w.number(s['sure_resident_percent'])} %",
                w.say("of these choices of residents no single price changes"),
            )
        )
    shown.append((f"{w.number(s['heat_mwh'] / 1000, 1)}", w.say("GWh of heat a year, as the buildings are")))
    return (
        '<ul class="cards">'
        + "".join(f"<li><strong>{figure}</strong><span>{text}</span></li>" for figure, text in shown)
        + "</ul>"
    )


def sentences(m: Material) -> str:
    """What the comparison is and is not, in plain words."""
    w, o = m.words, m.found.options
    told = [
        w.say(
            "Society pays prices without taxes and the heavier electricity grid; the resident pays taxes, value added "
            "tax, tariffs and fixed charges, and receives subsidies."
        )
    ]
    if "gas" in o.options and not o.rank_reference and len(o.options) > 1:
        told.append(w.say("The gas boiler is shown as the reference and is not ranked."))
    frame = m.found.buildings.frame
    hows = np.unique(np.concatenate([frame[c].to_numpy(str) for c in frame if c.endswith("_how")] or [[""]]))
    if "estimated" in hows:
        told.append(
            w.say(
                "A network that was not designed is estimated from the distances between buildings; its true cost may "
                "differ much."
            )
        )
    if "hybrid" in o.options:
        told.append(w.say("Renewable gas is scarce: its price assumes that there is enough of it."))
    return f"<p>{' '.join(told)}</p>"


def maps(m: Material) -> str:
    """The cheapest option of each building, for society and for the resident."""
    w, buildings = m.words, m.found.buildings
    there = ~shapely.is_missing(buildings.geometry) & (shapely.get_dimensions(buildings.geometry) == 2)
    shapes = buildings.geometry[there]
    frame = frame_of(shapes, np.zeros(0, object), False)
    if frame is None:
        return f"<p>{w.say('The layers have no geometry, so there is no map.')}</p>"
    outlines = _outlines(m, frame)
    key = "".join(m.swatch(COLOURS[option], m.labels[option]) for option in m.found.options.ranked)
    figures = []
    for party in PARTIES:
        first = buildings.frame[f"cheapest_{party}"].to_numpy(object)[there]
        layers = [
            f'<path fill="{COLOURS[option]}" stroke="#33383d" stroke-width="0.25" '
            f'd="{path_of(frame, shapely.boundary(shapes[first == option]))}"/>'
            for option in dict.fromkeys(first)
        ]
        title = w.say("Cheapest for {whom}", whom=w.tr(PARTY_WORDS[party]))
        svg = drawing(frame, [*layers, outlines], title)
        figures.append(f"<figure><figcaption>{title}</figcaption>{svg}</figure>")
    return f'<p class="legend">{key}</p><div class="pair">{"".join(figures)}</div>'


def _outlines(m: Material, frame) -> str:
    """The neighbourhoods, where there are some."""
    areas = m.found.areas
    shapes = areas.geometry[~shapely.is_missing(areas.geometry)]
    if len(areas) < 2 or not len(shapes):
        return ""
    path = path_of(frame, shapely.boundary(shapes))
    return f'<path fill="none" stroke="#1b2733" stroke-width="1" stroke-dasharray="6 4" d="{path}"/>'


def options_table(m: Material) -> str:
    """All options in figures of a home: cost, CO2 and power on the coldest day."""
    w, found = m.words, m.found
    can = found.means["counted"]
    who = "Dwellings that can have it" if found.of_homes else "Buildings that can have it"
    headings = [
        w.say(text) for text in (
            "Option", who, "Society (€ a year)", "Resident (€ a year)", "CO2 (t a year)", "Grid peak (kW)",
            "Cheapest for society", "Cheapest for the resident",
        )
    ]  # fmt: skip
    rows = []
    for key in m.keys:
        cells = [m.labels[key], w.number(can[key])]
        cells += [w.number(m.parts_of(key, party).sum()) if can[key] else "–" for party in PARTIES]
        cells += [w.number(found.means.at[key, name], 1) for name in ("co2_t", "grid_kw")]
        ranked = key in found.options.ranked
        cells += [f"{w.number(m.share(party, key))} %" if ranked else "–" for party in PARTIES]
        rows.append(cells)
    note = w.say(
        "Means of a dwelling in buildings of nothing else; the last two columns are of all buildings. Peak: on the "
        "coldest day, of all together, stations in it."
        if found.of_homes
        else "Means of a building. Peak: on the coldest day, of all together, stations in it."
    )
    return table(headings, rows, set(range(1, 8))) + f'<p class="note">{note}</p>'


def areas_table(m: Material) -> str:
    """Neighbourhoods: cost of each option for society for each MWh, the cheapest in bold, and the resident's."""
    w, frame = m.words, m.found.areas.frame
    if not len(frame) or not frame["buildings"].sum():
        return ""
    headings = [w.say(text) for text in ("Neighbourhood", "Homes", "GWh")]
    headings += [_breakable(m.labels[key]) for key in m.keys]
    headings.append(w.say("Cheapest for the resident"))
    rows = []
    for row in frame[frame["buildings"] > 0].head(MOST_AREAS).to_dict("records"):
        name = row["name"] or (w.say("everything") if row["area_id"] == "all" else row["area_id"])
        cells = [html.escape(html.unescape(str(name))), w.number(row["dwellings"])]
        cells.append(w.number(row["heat_mwh_per_year"] / 1000, 1))
        for key in m.keys:
            text = w.number(row[f"{key}_society_eur"] / row["heat_mwh_per_year"])
            cells.append(f"<b>{text}</b>" if key == row["cheapest_society"] else text)
        rows.append([*cells, m.labels[row["cheapest_resident"]]])
    note = w.say(
        "€ for each MWh of heat that the buildings need as they are, for society. Buildings that cannot have a network "
        "take the cheapest of the other options; a network that reaches less than half of the heat is left out."
    )
    return table(headings, rows, set(range(1, 3 + len(m.keys)))) + f'<p class="note">{note}</p>'


def _breakable(label: str) -> str:
    """A heading that a narrow column may break: Dutch writes such names as one long word."""
    return label.replace("temperatuur", "&shy;temperatuur&shy;").replace("warmtepomp", "warmte&shy;pomp")


def prices(m: Material) -> str:
    """Every price with its year and source."""
    w, used = m.words, m.found.options.prices
    tried = {(name, end): value for name, end, value in uncertain_prices(used)}
    headings = [w.say(text) for text in ("Price", "Value", "Tried from", "to", "Year", "Source")]
    rows = []
    for name, row in price_table().iterrows():
        own = used[name] != row["value"]
        source = w.say("your own") if own else html.escape(str(row["source"]))
        ends = [tried.get((name, end), used[name]) for end in ("low", "high")]
        bounds = [_as_written(w, end) for end in ends] if ends != [used[name]] * 2 else ["", ""]
        cells = [w.say(row["label"]), _as_written(w, used[name]), *bounds]
        rows.append([*cells, "" if own else str(row["price_year"]), f'<span class="source">{source}</span>'])
    return table(headings, rows, {1, 2, 3, 4})


def _as_written(w, price: float) -> str:
    """A price with the decimals that it has, four at most."""
    return w.number(price, len(f"{price:.4f}".rstrip("0").partition(".")[2]))
