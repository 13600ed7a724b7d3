"""What the layers of a scenario say in figures, and scenarios beside each other in one table."""

from __future__ import annotations

import sqlite3
from pathlib import Path

import numpy as np
import pandas as pd

LEVELS = {"connection": "connection", "feeder": "LV feeder", "station": "station", "ring": "MV feeder", "all": "town"}
REMEDIES = ("copper", "steering", "mix")
BUDGETS = (1.0, 2.0, 3.0)  # what copper takes for so many times the growth


def layer_frame(path: Path) -> pd.DataFrame:
    """The attributes of the one layer of a GeoPackage."""
    with sqlite3.connect(f"file:{path}?mode=ro", uri=True) as file:
        (name,) = file.execute("select table_name from gpkg_contents").fetchone()
        frame = pd.read_sql(f'select * from "{name}"', file)
    return frame.drop(columns=["geom"], errors="ignore")


def figures(out: Path, scenario: str) -> dict[str, str]:
    """{what: figure} of a scenario whose layers lie in `out`."""

    def frame(name: str) -> pd.DataFrame:
        return layer_frame(out / f"{scenario}_{name}.gpkg")

    told = {**_balance(frame("levels"), frame("holons"))}
    if (out / f"{scenario}_found_levels.gpkg").is_file():
        told |= _found(frame("areas_levels"), frame("found_levels"))
    told |= _grid(frame("sections"), frame("stations"), frame("connections"))
    told |= _pockets(frame("pockets")) | _remedies(frame("areas"))
    if (out / f"{scenario}_curves.gpkg").is_file():
        told |= _budgets(frame("curves"))
    return told


def print_table(told: dict[str, dict[str, str]]) -> None:
    """A row for each figure, a column for each scenario."""
    names = list(dict.fromkeys(name for column in told.values() for name in column))
    wide = max(len(name) for name in names)
    print(f"{'':<{wide}}" + "".join(f"{scenario:>20}" for scenario in told))
    for name in names:
        print(f"{name:<{wide}}" + "".join(f"{column.get(name, '–'):>20}" for column in told.values()))


def _n(value: float, digits: int = 0) -> str:
    return f"{value:,.{digits}f}".replace(",", " ")


def _balance(levels: pd.DataFrame, holons: pd.DataFrame) -> dict:
    of = levels.set_index("kind")
    told = {"made, used (MWh)": f"{_n(of.at['all', 'made_mwh'])}, {_n(of.at['all', 'used_mwh'])}"}
    for kind, name in LEVELS.items():
        told[f"self-sufficiency, {name} (%)"] = _n(100 * of.at[kind, "self_sufficiency"], 1)
    for kind, name in LEVELS.items():
        if kind != "all":
            told[f"{name}: from, to neighbours (MWh)"] = ", ".join(
                _n(of.at[kind, column]) for column in ("siblings_in_mwh", "siblings_out_mwh")
            )
    told["from, to outside (MWh)"] = ", ".join(_n(of.at["all", name]) for name in ("import_mwh", "export_mwh"))
    told["import, export peak (kW)"] = ", ".join(
        _n(of.at["all", name]) for name in ("import_peaks_kw", "export_peaks_kw")
    )
    apart, together = of.at["connection", "import_peaks_kw"], of.at["all", "import_peaks_kw"]
    told["gain of different peaks, town over connections (%)"] = _n(100 * (1 - together / apart), 1)
    stations = holons[holons["kind"] == "station"]["coincidence_gain"].dropna()
    told["the same over its feeders, middle station (%)"] = _n(100 * stations.median(), 1)
    return told


def _found(areas: pd.DataFrame, found: pd.DataFrame) -> dict:
    inside = [frame.set_index("kind").at[kind, "inside_mwh"] for frame, kind in ((areas, "area"), (found, "found"))]
    count = [int(frame.set_index("kind").at[kind, "holons"]) for frame, kind in ((areas, "area"), (found, "found"))]
    return {
        "met inside neighbourhoods, found groups (MWh)": ", ".join(_n(value) for value in inside),
        "neighbourhoods, found groups": ", ".join(map(str, count)),
        "found groups meet more (%)": _n(100 * (inside[1] / inside[0] - 1), 1),
    }


def _grid(sections: pd.DataFrame, stations: pd.DataFrame, connections: pd.DataFrame) -> dict:
    over = sections[sections["verdict"] == "congested"]
    km = {level: over.loc[over["level"] == level, "length_m"].sum() / 1000 for level in ("LV", "MV")}
    return {
        "overloaded sections, stations": f"{len(over)}, {(stations['verdict'] == 'congested').sum()}",
        "overloaded LV, MV cable (km)": f"{_n(km['LV'], 1)}, {_n(km['MV'], 1)}",
        "connections outside voltage": _n((connections["voltage_ok"] == 0).sum()),
    }


def _pockets(pockets: pd.DataFrame) -> dict:
    of = pockets["cheapest"].value_counts()
    clear = pockets[pockets["clean"].astype(bool)]
    return {
        "pockets, cleared by steering": f"{len(pockets)}, {len(clear)}",
        "cheapest: steering, mix, copper": ", ".join(str(of.get(name, 0)) for name in ("steering", "mix", "copper")),
        "battery alone unsuitable": _n((~pockets["battery_suitable"].astype(bool)).sum()),
        "batteries in cleared pockets (kW, kWh)": f"{_n(clear['battery_kw'].sum())}, {_n(clear['battery_kwh'].sum())}",
        "shifted, buffered, curtailed there (MWh)": ", ".join(
            _n(clear[name].sum(), 1) for name in ("shifted_mwh", "buffered_mwh", "curtailed_mwh")
        ),
    }


def _remedies(areas: pd.DataFrame) -> dict:
    of = areas.set_index("remedy")
    told = {
        "remedy possible: copper, steering, mix": ", ".join("yes" if of.at[r, "possible"] else "no" for r in REMEDIES)
    }
    for name, label in (
        ("copper_eur", "copper at once (€): alone, in the mix"),
        ("trench_m", "trench (m): alone, in the mix"),
        ("cu_kg", "copper (kg): alone, in the mix"),
        ("al_kg", "aluminium (kg): alone, in the mix"),
        ("crew_weeks", "crew-weeks: alone, in the mix"),
        ("waiting_years", "longest wait (years): alone, in the mix"),
    ):
        told[label] = ", ".join(_n(of.at[remedy, name]) for remedy in ("copper", "mix"))
    told["€ a year: copper, mix"] = ", ".join(_n(of.at[remedy, "eur_per_year"]) for remedy in ("copper", "mix"))
    told["€ a year: what can be steered"] = _n(of.at["steering", "eur_per_year"])
    told["pockets steered in the mix"] = _n(of.at["mix", "pockets_steered"])
    return told


def _budgets(curves: pd.DataFrame) -> dict:
    """k of steering and the mix for copper's money, in brackets at low and high prices."""
    from stadsstroom.engine.holon.reinforce import cost_at, largest_factor

    def cost(remedy: str, level: str):
        rows = curves[(curves["remedy"] == remedy) & (curves["price_level"] == level)].sort_values("k")
        return rows["k"].to_numpy(float), np.where(rows["possible"], rows["eur_per_year"], np.inf).astype(float)

    told = {}
    for k in BUDGETS:
        row = {}
        for level in ("central", "low", "high"):
            budget = cost_at(k, *cost("copper", level))
            for remedy in REMEDIES:
                known = np.isfinite(budget)
                row[remedy, level] = largest_factor(budget, *cost(remedy, level)) if known else np.nan
            row["eur", level] = budget
        eur = row["eur", "central"]
        told[f"money of copper at k = {k:g} (€ a year)"] = _n(eur) if np.isfinite(eur) else "beyond"
        for remedy in ("steering", "mix"):
            band = sorted(row[remedy, level] for level in ("low", "high"))
            told[f"  k of {remedy} for that money ({k:g})"] = (
                f"{row[remedy, 'central']:.2f} ({band[0]:.2f}–{band[1]:.2f})"
            )
    for measure in ("energy_factor", "peak_factor"):
        rows = curves[(curves["remedy"] == "mix") & (curves["price_level"] == "central")].sort_values("k")
        told[f"{measure.replace('_', ' ')} at k = 1, 2, 5"] = ", ".join(
            f"{np.interp(k, rows['k'], rows[measure]):.2f}" for k in (1, 2, 5)
        )
    for remedy in REMEDIES:
        can = curves[(curves["remedy"] == remedy) & curves["possible"].astype(bool)]["k"]
        told[f"largest k of {remedy}"] = f"{can.max():g}" if len(can) else "none"
    return told
