"""The user's own points: public chargers, neighbourhood batteries, solar fields, collective heat pumps and others."""

from __future__ import annotations

import numpy as np
import pandas as pd
import shapely

from ..columns import number_column, text_column
from ..problems import Problem
from ..randomness import keys_of, uniform
from ..tables import FeatureTable
from .batteries import simulate_batteries
from .cars import simulate_cars
from .figures import figures
from .heat_pumps import simulate_heat_pumps
from .panels import simulate_panels
from .weather import Weather

KINDS = ("charger", "battery", "solar", "heat_pump")
TECHNOLOGY = {"charger": "car", "battery": "battery", "solar": "pv", "heat_pump": "heat_pump", "other": "extra"}
WALK_TO_CHARGER_M = 300.0  # how far people park from home: unconfirmed
FIELD_TILT_DEG, FIELD_AZIMUTH_DEG = 25.0, 180.0  # of solar fields: unconfirmed
MEETING_ROUNDS = 60
BATTERY_KWH_PER_KW = 2.0  # half an hour's power an hour, as home batteries
# A collective heat pump follows the warmth of such a block and is scaled to its own figures.
BLOCK = {"dwelling_type": "flat", "floor_area_m2": 75.0, "build_year": 1975.0}


def extra_figures(extra: FeatureTable) -> tuple[np.ndarray, np.ndarray, np.ndarray, list[Problem]]:
    """kind (n,), one of KINDS or other; kw and yearly_kwh (n,), sizes without sign, nan where unknown; problems.

    What feeds in and what draws is told by the kind; a sign, and a kind that is none of them, are reported.
    """
    words = np.array([k.lower() for k in text_column(extra.frame, "kind")], object)
    kw, kwh = number_column(extra.frame, "kw"), number_column(extra.frame, "yearly_kwh")
    kind = np.where(np.isin(words, KINDS), words, "other").astype(object)
    feature, problems = text_column(extra.frame, "feature_id"), []

    def report(rows, code, reason, remedy, given):
        for row in np.flatnonzero(rows):
            problems.append(
                Problem(
                    "EXTRA_CONNECTIONS", feature[row], code, reason, remedy, {"given": given[row]}, extra.geometry[row]
                )
            )

    report(
        ~np.isin(words, [*KINDS, "other", ""]),
        "extra_kind_unknown",
        "The kind of the extra point is unknown ({given}); it counts as other, which draws evenly through the year.",
        "Use charger, battery, solar, heat_pump or other.",
        words,
    )
    report(
        (kw < 0) | ((kwh < 0) & (kind != "solar")),
        "extra_negative",
        "The extra point has a negative power or energy; its size counts, and its kind ({given}) tells the direction.",
        "Give what feeds in the kind solar.",
        kind,
    )
    return kind, np.abs(kw), np.abs(kwh), problems


def extra_points(
    extra: FeatureTable | None, connection: np.ndarray, connection_ids: np.ndarray, problems: list[Problem]
) -> pd.DataFrame:
    """The extra points that take part: columns `key`, `connection` (position), `kind`, `kw`, `yearly_kwh`, `x`, `y`,
    `feature_id`, `station_id` (of the heat network, "" where it belongs to none).

    connection (n,): the position of each point's connection, -1 where it has none. What gives neither kW nor kWh is
    reported, and so are kinds that are unknown.
    """
    columns = ["key", "connection", "kind", "kw", "yearly_kwh", "x", "y", "feature_id", "station_id"]
    if extra is None or not len(extra):
        words = ("key", "kind", "feature_id", "station_id")
        return pd.DataFrame({c: pd.Series(dtype=object if c in words else float) for c in columns})
    kind, kw, kwh, found = extra_figures(extra)
    problems += found
    powered = (kw > 0) | ((kwh > 0) & (kind != "battery"))
    for row in np.flatnonzero(~powered & (connection >= 0)):
        problems.append(
            Problem(
                "EXTRA_CONNECTIONS",
                text_column(extra.frame, "feature_id")[row],
                "extra_without_power",
                "The extra point gives neither its power nor its yearly energy; it needs nothing."
                if kind[row] != "battery"
                else "The battery gives no power; it does nothing.",
                "Fill in its power in kW.",
                {},
                extra.geometry[row],
            )
        )
    use = powered & (connection >= 0)
    points = shapely.centroid(extra.geometry[use])
    frame = pd.DataFrame(
        {
            "key": connection_ids[connection[use]],
            "connection": connection[use],
            "kind": kind[use],
            "kw": kw[use],
            "yearly_kwh": kwh[use],
            "x": shapely.get_x(points),
            "y": shapely.get_y(points),
            "feature_id": text_column(extra.frame, "feature_id")[use],
            "station_id": text_column(extra.frame, "station_id")[use],
        }
    )
    return frame.sort_values(["connection", "key"], ignore_index=True)


def park(homes: pd.DataFrame, place: np.ndarray, points: pd.DataFrame, seed: int) -> np.ndarray:
    """Which charger (row of points) each home's car uses, -1 where it charges at its own connection: int (homes,).

    place (homes, 2) in metres. Cars without a driveway go to the nearest charger within WALK_TO_CHARGER_M that has
    room; where there is none, they load their own connection, as a charger in their street hangs on the same cable.
    """
    charger = np.full(len(homes), -1)
    rows = np.flatnonzero((points["kind"] == "charger").to_numpy())
    street = np.flatnonzero((homes["car"] & ~homes["driveway"]).to_numpy() & np.isfinite(place).all(axis=1))
    if not len(rows) or not len(street):
        return charger
    from scipy.spatial import cKDTree

    room = _sockets(points.iloc[rows]) * figures("cars")["cars_per_public_socket"]
    near = cKDTree(points[["x", "y"]].to_numpy(float)[rows])
    nearest = min(len(rows), 8)
    away, which = near.query(place[street], k=np.arange(1, nearest + 1), distance_upper_bound=WALK_TO_CHARGER_M)
    keys = keys_of(homes["key"].iloc[street], seed)
    for i in np.lexsort((keys, uniform(keys, "extras/park"))):
        for c, distance in zip(which[i], away[i]):
            if np.isfinite(distance) and room[c] >= 1:
                room[c] -= 1
                charger[street[i]] = rows[c]
                break
    return charger


def _sockets(points: pd.DataFrame) -> np.ndarray:
    kw = points["kw"].to_numpy(float)
    return np.where(kw > 0, np.maximum(np.round(kw / figures("cars")["public_kw"]), 1), 2)


def simulate_extra(
    kind: str, points: pd.DataFrame, parked: np.ndarray, weather: Weather, seed: int, network_hours=None
) -> tuple[np.ndarray, dict[str, np.ndarray]]:
    """kW (hours, n) float32 of the points, all of one kind but battery, and their facts (`connection` = row of points).

    parked (n,): how many of the town's cars charge at each; a charger that none of them uses is filled with the usual
    number of visitors. network_hours: `heat_connections.NetworkHours`, which heat pumps follow and others that belong
    to a heat network; without them a heat pump follows a block of flats and the others draw evenly.
    """
    kw = np.zeros((weather.hours, len(points)), np.float32)
    power, yearly = points["kw"].to_numpy(float), points["yearly_kwh"].to_numpy(float)
    if kind == "charger":
        sockets = _sockets(points)
        visitors = sockets * figures("cars")["cars_per_public_socket"]
        socket_kw = np.where(power > 0, power / sockets, np.nan)
        cars = np.where(parked > 0, parked, visitors)
        chargers = points.assign(cars=cars, public=True, sockets=sockets, charger_kw=socket_kw)
        return kw, simulate_cars(chargers, weather, seed, kw)
    if kind == "solar":
        fields = points[["key"]].assign(
            kwp=np.where(power > 0, power, 1.0), roof_tilt_deg=FIELD_TILT_DEG, roof_azimuth_deg=FIELD_AZIMUTH_DEG
        )
        facts = simulate_panels(fields, weather, seed, kw)
        factor = _meet(kw, yearly, power, np.ones(len(points)))
        return kw, {**facts, "kwp": facts["kwp"] * np.where(power > 0, 1.0, factor)}
    if kind == "heat_pump":
        facts = simulate_heat_pumps(points[["key"]].assign(**BLOCK), weather, seed, kw)
        factor = _meet(kw, yearly, power, power / np.maximum(kw.max(axis=0), 1e-6))
        if network_hours is not None:
            kw[:] = network_hours.kw(points["station_id"])
            _meet(kw, yearly, power, power / np.maximum(kw.max(axis=0), 1e-6))
        grows = ("conductance_w_per_k", "capacity_kwh_per_k", "thermal_kw")
        return kw, {name: values * factor if name in grows else values for name, values in facts.items()}
    even = np.where(yearly > 0, yearly / weather.hours, power)
    kw[:] = np.where(power > 0, np.minimum(even, power), even)
    pumps = np.flatnonzero((points["station_id"] != "").to_numpy())
    if kind == "other" and network_hours is not None and len(pumps):
        flow = network_hours.kw(points["station_id"].iloc[pumps])
        _meet(flow, yearly[pumps], power[pumps], power[pumps] / np.maximum(flow.max(axis=0), 1e-6))
        kw[:, pumps] = flow
    return kw, {}


def _meet(kw: np.ndarray, yearly_kwh: np.ndarray, power_kw: np.ndarray, otherwise: np.ndarray) -> np.ndarray:
    """Scale kw (hours, n) in place to yearly_kwh, never beyond power_kw where that is given too; factors (n,).

    Where no yearly_kwh is given the factor is `otherwise`.
    """
    size = np.abs(kw, dtype=float)
    total = size.sum(axis=0)
    asked = (yearly_kwh > 0) & (total > 0)
    factor = np.where(asked, yearly_kwh / np.maximum(total, 1e-9), otherwise)
    most = np.where(asked & (power_kw > 0), power_kw, np.inf)
    for _ in range(MEETING_ROUNDS if np.isfinite(most).any() else 0):
        reached = np.minimum(size * factor, most).sum(axis=0)
        factor = np.where(asked & (reached > 0), factor * yearly_kwh / np.maximum(reached, 1e-9), factor)
    kw[...] = np.sign(kw) * np.minimum(size * factor, most)
    return factor


def unmet_energy(points: pd.DataFrame, kw: np.ndarray) -> list[Problem]:
    """Points whose hours kw (hours, n) do not come to the yearly energy that was given, by more than 0.1 %."""
    given, got = points["yearly_kwh"].to_numpy(float), np.abs(kw.sum(axis=0, dtype=float))
    return [
        Problem(
            "EXTRA_CONNECTIONS",
            points["feature_id"].iloc[row],
            "extra_energy_not_met",
            "The extra point was given {given:.0f} kWh a year, and with its power it comes to {got:.0f} kWh.",
            "Correct its power or its yearly energy.",
            {"given": float(given[row]), "got": float(got[row])},
            shapely.Point(points["x"].iloc[row], points["y"].iloc[row]),
        )
        for row in np.flatnonzero(np.abs(got - given) > 0.001 * given)
    ]


def simulate_neighbourhood_batteries(points: pd.DataFrame, net_kw: np.ndarray) -> tuple[np.ndarray, dict]:
    """kW (hours, n) of batteries that keep their neighbourhood's own sunlight; net_kw (hours, n) float, its need.

    Batteries that share a neighbourhood are each given their part of net_kw.
    """
    kw = np.zeros(net_kw.shape, np.float32)
    power = points["kw"].to_numpy(float)
    sized = points[["key"]].assign(battery_kw=power, battery_kwh=power * BATTERY_KWH_PER_KW)
    return kw, simulate_batteries(sized, net_kw, kw)
