"""Settles the hours of a community and what they cost: each member, all together, and those who can hardly pay."""

from __future__ import annotations

from collections.abc import Generator, Iterator
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
import pandas as pd

from ...demand import ProfilesWriter
from ...problems import Problem
from ...progress import Progress, within
from ...tables import FeatureTable
from .bills import bills, poverty, years_of
from .keys import share_hours
from .members import Members, match_members
from .options import SharingOptions

BLOCK_CELLS = 300_000  # hours x members settled at once: a tenth of a second with the cascade
ROUNDING_KW = 1e-6
READ_CELLS = 2_000_000  # hours x connections of the profiles read at once: the file may come from a slow disk


@dataclass
class Sharing:
    """members: `connection_id, drawn_kwh, fed_in_kwh, received_kwh, given_kwh, share_percent, bill_before_eur,
    bill_after_eur, saving_eur, quote_before, quote_after` (bill and other energy over income, nan without income),
    `poor` (share of its households, 0 to 1), `peak_kw` (highest hour drawn, less what is fed in). All kWh and € are of
    the hours of the profiles. hours: fed_in, drawn, shared (h,) kWh of all. summary: plain numbers by name.
    """

    members: FeatureTable
    hours: dict
    problems: list[Problem] = field(default_factory=list)
    summary: dict = field(default_factory=dict)


def share_energy(
    profiles,
    member_ids,
    options: SharingOptions | None = None,
    households: FeatureTable | None = None,
    path=None,
    report=None,
) -> Generator[Progress, None, Sharing]:
    """Settle a community in every hour of the profiles.

    member_ids: ids of connections. households: rows by `connection_id` with, where known, `weight` (share for the
    static keys), `income_eur` and `other_energy_eur` a year of a household, `vulnerable` (0 to 1: whether, or which
    share of its households, is energy-poor), `dwellings`; its geometry is that of the members. path: a profiles file of
    what each receives and gives. report: an HTML page. Where the profiles are no year, what is paid or earned by the
    year counts for their part of it. In an hour without a number a member draws and feeds in nothing.
    Raises EngineError where no member has a profile.
    """  # fmt: skip
    options = options or SharingOptions()
    yield Progress(0.0, "Settling every hour")
    members = match_members(profiles, member_ids, households)
    *at_meter, unknown = yield from within(_year_at_meter(profiles, members.column), 0.0, 0.4)
    m, hours = len(members.ids), profiles.hours
    years = years_of(profiles.start_utc, hours)
    before = bills(members, options, years, *at_meter, 0.0, 0.0, 0.0)
    poor = poverty(members, before, years, options)
    sums = {name: np.zeros(m) for name in ("drawn", "fed_in", "received", "given")}
    hourly = {name: np.zeros(hours) for name in ("fed_in", "drawn", "shared")}
    peak = np.zeros(m)
    writer = _Writer(path, profiles, members.ids)
    with writer:
        for rows in _blocks(profiles, m):
            net = np.nan_to_num(_net(profiles, rows, members.column))
            drawn, fed_in = np.maximum(net, 0.0), np.maximum(-net, 0.0)
            received, given = share_hours(fed_in, drawn, options.key, members.weights, poor.share)
            for name, side in (("drawn", drawn), ("fed_in", fed_in), ("received", received), ("given", given)):
                sums[name] += side.sum(axis=0)
            for name, side in (("drawn", drawn), ("fed_in", fed_in), ("shared", received)):
                hourly[name][rows] = side.sum(axis=1)
            peak = np.maximum(peak, net.max(axis=0, initial=0.0))
            writer.write(rows, received, given)
            yield Progress(0.4 + 0.5 * rows.stop / hours)
    price = options.price_eur_per_kwh(float(sums["received"].sum()), years)
    after = bills(members, options, years, *(sums[name] for name in ("drawn", "fed_in", "received", "given")), price)
    quotes = [poverty(members, each, years, options).quote for each in (before, after)]
    frame = pd.DataFrame(
        {
            "connection_id": members.ids,
            **{f"{name}_kwh": values for name, values in sums.items()},
            "share_percent": 100 * (np.full(m, 1 / m) if members.weights is None else members.weights),
            "bill_before_eur": before,
            "bill_after_eur": after,
            "saving_eur": before - after,
            "quote_before": quotes[0],
            "quote_after": quotes[1],
            "poor": poor.share,
            "peak_kw": peak,
        }
    )
    found = Sharing(_as_features(frame, members, households), hourly)
    place = dict(zip(members.ids, found.members.geometry))
    found.problems = [
        *members.problems, *_unknown_hours(members.ids, unknown, place), *_part_of_a_year(hours, years),
        *_problems(sums, price, options),
    ]  # fmt: skip
    found.summary = {**_summary(frame, members, sums, price, options), **_contract(frame, hourly, years, options)}
    if report is not None:
        from .report import write_sharing_report

        yield Progress(0.95, "Writing the report")
        write_sharing_report(found, options, profiles.start_utc, Path(report))
    yield Progress(1.0)
    return found


def _blocks(profiles, members: int) -> Iterator[slice]:
    """The hours, in blocks small enough to stop after each."""
    size = max(1, min(BLOCK_CELLS // members, READ_CELLS // len(profiles.connection_ids)))
    for first in range(0, profiles.hours, size):
        yield slice(first, min(first + size, profiles.hours))


def _net(profiles, rows: slice, column: np.ndarray) -> np.ndarray:
    """kW (h, members) drawn, nan where some technology has no finite number."""
    net = np.zeros((len(range(*rows.indices(profiles.hours))), len(column)))
    for technology in profiles.technologies:
        net += profiles.kw(technology)[rows][:, column]
    return np.where(np.isfinite(net), net, np.nan)


def _year_at_meter(profiles, column: np.ndarray) -> Generator[Progress, None, tuple]:
    """kWh (m,) that each draws and feeds in, and the hours (m,) in which it has no number."""
    drawn, fed_in, unknown = np.zeros(len(column)), np.zeros(len(column)), np.zeros(len(column), int)
    for rows in _blocks(profiles, len(column)):
        net = _net(profiles, rows, column)
        unknown += np.isnan(net).sum(axis=0)
        drawn += np.nansum(np.maximum(net, 0.0), axis=0)
        fed_in += np.nansum(np.maximum(-net, 0.0), axis=0)
        yield Progress(rows.stop / profiles.hours)
    return drawn, fed_in, unknown


def _as_features(frame: pd.DataFrame, members: Members, households: FeatureTable | None) -> FeatureTable:
    geometry = np.full(len(frame), None, object)
    crs = "EPSG:28992"
    frame.insert(0, "feature_id", frame["connection_id"])
    if households is not None:
        crs, there = households.crs, members.row >= 0
        geometry[there] = households.geometry[members.row[there]]
    return FeatureTable(frame, geometry, crs, "members")


def _unknown_hours(ids, unknown: np.ndarray, place: dict) -> list[Problem]:
    return [
        Problem(
            "members", ids[at], "hours_without_number",
            "Member {id} has no number in {count} hours; it counts as drawing and feeding in nothing in them.",
            "Make the profiles again, or leave the member out.",
            {"id": ids[at], "count": int(unknown[at])}, place[ids[at]],
        )
        for at in np.flatnonzero(unknown)
    ]  # fmt: skip


def _part_of_a_year(hours: int, years: float) -> list[Problem]:
    if years == 1.0:
        return []
    return [
        Problem(
            "PROFILES", "", "not_a_year",
            "The profiles hold {hours} hours, {percent:.1f} % of a year: kilowatt-hours, bills and savings are of "
            "these hours; what is paid or earned by the year counts for that part of it.",
            "Use profiles of a whole year to see the bills of a year.",
            {"hours": hours, "percent": 100.0 * years},
        )
    ]  # fmt: skip


def _problems(sums: dict, price: float, options: SharingOptions) -> list[Problem]:
    problems = []
    if sums["received"].sum() <= 0:
        problems.append(
            Problem(
                "members", "", "nothing_shared",
                "Nothing is shared: no member feeds in while another draws, or only those without a share do.",
                "Add members with panels, or members without.",
            )
        )  # fmt: skip
    most, least = options.buy_eur_per_kwh - options.taxed_eur_per_kwh, options.feed_in_eur_per_kwh
    if most < least - 1e-12:
        problems.append(
            Problem(
                "members", "", "sharing_costs",
                "A kilowatt-hour shared saves a receiver {most:.3f} € and costs its giver {least:.3f} €: together "
                "members lose, whatever the price.",
                "Check the prices, or leave the energy tax off what is shared.",
                {"least": float(least), "most": float(most)},
            )
        )  # fmt: skip
    elif not least - 1e-12 <= price <= most + 1e-12:
        problems.append(
            Problem(
                "members", "", "price_outside",
                "At {price:.3f} €/kWh some members lose: givers below {least:.3f}, receivers above {most:.3f}.",
                "Choose a price between the two.",
                {"price": float(price), "least": float(least), "most": float(most)},
            )
        )  # fmt: skip
    return problems


def _summary(frame, members: Members, sums: dict, price: float, options: SharingOptions) -> dict:
    """Plain numbers by name; € and kWh of the hours of the profiles."""
    total = {name: float(values.sum()) for name, values in sums.items()}
    share = frame["poor"].to_numpy()
    homes, saving = members.homes, frame["saving_eur"].to_numpy()
    quote = [frame[f"quote_{side}"].to_numpy() > options.poverty_quote for side in ("before", "after")]
    paid = price * sums["received"] - price * sums["given"]
    poor_homes = float((share * homes).sum())
    return {
        "members": len(frame),
        "price_eur_per_kwh": float(price),
        **{f"{name}_kwh": value for name, value in total.items()},
        "shared_of_fed_in": total["received"] / total["fed_in"] if total["fed_in"] > 0 else float("nan"),
        "shared_of_drawn": total["received"] / total["drawn"] if total["drawn"] > 0 else float("nan"),
        "bills_before_eur": float(frame["bill_before_eur"].sum()),
        "bills_after_eur": float(frame["bill_after_eur"].sum()),
        "saving_eur": float(saving.sum()),
        "cash_eur": float(paid.sum()),
        "cash_turned_over_eur": float(np.abs(paid).sum() / 2),
        "worse_off": int((saving < -1e-6).sum()),
        "poor_households": poor_homes,
        "poor_bills_before_eur": float((share * frame["bill_before_eur"]).sum()),
        "poor_bills_after_eur": float((share * frame["bill_after_eur"]).sum()),
        "poor_saving_eur": float((share * saving).sum()),
        "poor_saving_per_household_eur": float((share * saving).sum() / poor_homes) if poor_homes else 0.0,
        "over_quote_before": float(homes[quote[0]].sum()),
        "over_quote_after": float(homes[quote[1]].sum()),
        "lifted": float(homes[quote[0] & ~quote[1]].sum()),
    }


def _contract(frame, hourly: dict, years: float, options: SharingOptions) -> dict:
    """What one contract for all would spare, and when its capacity, if one is thought of, is too small either way."""
    net = hourly["drawn"] - hourly["fed_in"]
    apart, pooled = float(frame["peak_kw"].sum()), float(net.max(initial=0.0))
    summary = {
        "hours": len(net),
        "years": years,
        "sum_of_peaks_kw": apart,
        "pooled_peak_kw": pooled,
        "pooled_feed_in_kw": float((-net).max(initial=0.0)),
        "capacity_spared_kw": apart - pooled,
        "capacity_spared_eur": (apart - pooled) * options.capacity_eur_per_kw_year * years,
    }
    if options.contract_kw is not None:
        over = np.maximum(np.abs(net) - options.contract_kw, 0.0)
        summary["contract_hours_over"] = int((over > ROUNDING_KW).sum())
        summary["contract_kwh_over"] = float(over.sum())
    return summary


class _Writer:
    """The hours each member receives and gives, if they are asked for."""

    def __init__(self, path, profiles, ids):
        about = {"what": "energy shared in a community: received as drawn, given as negative"}
        power = {"received": 1.0, "given": 1.0}
        self.file = None if path is None else ProfilesWriter(
            path, ids, profiles.start_utc, profiles.hours, power, about=about
        )  # fmt: skip

    def __enter__(self):
        if self.file is not None:
            self.file.__enter__()
        return self

    def __exit__(self, *what):
        if self.file is not None:
            self.file.__exit__(*what)

    def write(self, rows: slice, received: np.ndarray, given: np.ndarray) -> None:
        if self.file is not None:
            self.file.kw("received")[rows] = received
            self.file.kw("given")[rows] = -given
