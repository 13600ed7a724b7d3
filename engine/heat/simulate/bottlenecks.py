"""What the network falls short of, each named with its reason."""

from __future__ import annotations

import numpy as np
import pandas as pd
import shapely

from ...phrases import Phrase, phrase_column
from ...problems import Problem
from ...tables import FeatureTable
from .options import SimulateOptions

FAST = "pipe {id} (DN {dn}): {value} m/s, above its limit of {limit} m/s, at {hour}"
STEEP = "pipe {id} (DN {dn}): {value} Pa/m, above its limit of {limit} Pa/m, at {hour}"
COLD = "house {id}: {value} °C where it needs {limit} °C, at {hour}; {hours} hours too cold"
SHORT = "house {id}: less heat than it asks for in {hours} hours, coldest {value} °C at {hour}"
LOW = "house {id}: {value} bar between supply and return where it needs {limit} bar, at {hour}; {hours} hours"
OVER = "station {id}: the network asks {value} kW at {hour} and it has {limit} kW; {hours} hours"


def bottleneck_table(pipes: FeatureTable, houses: FeatureTable, stations: FeatureTable, options: SimulateOptions):
    """Points, worst first of every kind. Columns: bottleneck_id, kind (pipe, house, station), element, code (velocity,
    pressure_gradient, cold, pressure, too_small), reason, value, limit, unit, hour, hours.
    """
    rows, places = [], []

    def found(table, k, kind, code, phrase, value, limit, unit, hour, hours=0, **more):
        element = table.frame["feature_id"].iloc[k]
        shown = {"id": element, "value": _short(value), "limit": _short(limit), "hour": hour, "hours": int(hours)}
        rows.append((kind, element, code, Phrase(phrase, **shown, **more), value, limit, unit, hour, int(hours)))
        place = table.geometry[k]
        places.append(None if place is None else shapely.line_interpolate_point(place, 0.5, normalized=True)
                      if place.geom_type == "LineString" else place)  # fmt: skip

    p, h, s = pipes.frame, houses.frame, stations.frame
    dn = [("?" if v != v else f"{v:.0f}") for v in p["dn"].to_numpy(float)]
    for column, limit, unit, code, phrase in (
        ("max_velocity_m_per_s", options.max_velocity_m_per_s, "m/s", "velocity", FAST),
        ("max_pa_per_m", options.max_pa_per_m, "Pa/m", "pressure_gradient", STEEP),
    ):
        values = p[column].to_numpy(float)
        hour = "max_velocity_hour" if code == "velocity" else "max_pa_per_m_hour"
        for k in _worst(values, values > limit):
            found(pipes, k, "pipe", code, phrase, values[k], limit, unit, p[hour].iloc[k], dn=dn[k])
    supply, needed = h["supply_min_c"].to_numpy(float), h["supply_c_needed"].to_numpy(float)
    cold = h["cold_hours"].to_numpy()
    for k in _worst(-supply, cold > 0):
        phrase = COLD if supply[k] < needed[k] else SHORT
        found(houses, k, "house", "cold", phrase, supply[k], needed[k], "°C", h["supply_min_hour"].iloc[k], cold[k])
    bar, low = h["pressure_min_bar"].to_numpy(float), h["low_pressure_hours"].to_numpy()
    for k in _worst(-bar, low > 0):
        found(
            houses, k, "house", "pressure", LOW, bar[k], options.model.least_bar, "bar", h["pressure_min_hour"].iloc[k],
            low[k],
        )  # fmt: skip
    peak, over = s["peak_kw"].to_numpy(float), s["hours_over_kw"].to_numpy()
    for k in _worst(peak, over > 0):
        found(
            stations, k, "station", "too_small", OVER, peak[k], s["kw"].iloc[k], "kW", s["peak_hour"].iloc[k], over[k]
        )
    names = ["kind", "element", "code", "reason", "value", "limit", "unit", "hour", "hours"]
    frame = pd.DataFrame(rows, columns=names)
    reasons = phrase_column(len(rows))
    reasons[:] = [row[3] for row in rows]
    frame["reason"] = reasons
    frame.insert(0, "bottleneck_id", [str(k + 1) for k in range(len(rows))])
    frame.insert(0, "feature_id", frame["bottleneck_id"])
    geometry = np.empty(len(rows), object)
    geometry[:] = places
    return FeatureTable(frame, geometry, pipes.crs, "bottlenecks")


def _worst(values: np.ndarray, chosen: np.ndarray) -> np.ndarray:
    rows = np.flatnonzero(chosen)
    return rows[np.argsort(-np.nan_to_num(values[rows], nan=-np.inf), kind="stable")]


def _short(value: float) -> str:
    return "?" if value != value else f"{value:.3g}" if abs(value) < 100 else f"{value:.0f}"


def net_problems(model, match, year, hours, houses: FeatureTable) -> list[Problem]:
    """What could not be matched or solved, and stations and pumps that the network is too much for."""
    found = [
        Problem(
            "NET", name, "cut_off",
            "No pipe leads from a source to house {id}.", "Connect its pipe to the network.", {"id": name},
        )
        for name in model.cut_off
    ]  # fmt: skip
    if hours.profiles is not None:
        found += [
            Problem(
                "NET", name, "no_hours",
                "House {id} has no hours of its own: it follows the other houses at its design heat.",
                "Give HEAT_PROFILES that hold this building.", {"id": name},
            )
            for name in match.only_in_net
        ]  # fmt: skip
        if match.only_given:
            found.append(
                Problem(
                    "HEAT_PROFILES", "", "not_in_net",
                    "{count} buildings of the profiles are not in the net; their heat is left out.",
                    "That is right for buildings that the network does not serve.", {"count": len(match.only_given)},
                )
            )  # fmt: skip
    sources = model.sources
    for k in np.flatnonzero(year.over_hours):
        found.append(
            Problem(
                "NET", sources.names[k], "source_too_small",
                "Source {id} can deliver {kw} kW and the network asks up to {asked} kW of it; it falls short in "
                "{hours} hours.",
                "Add a source, or connect fewer buildings.",
                {"id": sources.names[k], "kw": round(float(sources.kw[k])),
                 "asked": round(float(year.source_kw.value[k])), "hours": int(year.over_hours[k])},
            )
        )  # fmt: skip
    low = houses.frame["low_pressure_hours"].to_numpy()
    if low.any():
        worst = int(np.nanargmin(houses.frame["pressure_min_bar"].to_numpy(float)))
        pump = sources.names[int(np.flatnonzero(sources.holds)[0])]
        found.append(
            Problem(
                "NET", pump, "pump_too_small",
                "The pump of {id} lifts {lift} bar and {count} houses get too little pressure, least at house {house}: "
                "{bar} bar.",
                "Give the pump more lift, or widen the pipes with the steepest pressure gradient.",
                {"id": pump, "lift": round(float(sources.lift_bar[sources.holds][0]), 2), "count": int((low > 0).sum()),
                 "house": houses.frame["building_id"].iloc[worst],
                 "bar": round(float(houses.frame["pressure_min_bar"].iloc[worst]), 2)},
            )
        )  # fmt: skip
    if model.kind == "meshed" and year.given_kwh > 0:
        found.append(
            Problem(
                "NET", "", "cooling_left_out",
                "A net with meshes is solved without the heat that cooled houses give: {mwh:,.1f} MWh are left out.",
                "Open the mesh at one pipe, and heat and cold are exchanged.", {"mwh": year.given_kwh / 1000},
            )
        )  # fmt: skip
    if model.parts.fluid_varies:
        found.append(
            Problem(
                "NET", "", "varying_fluid",
                "The net's water changes with its temperature; its properties halfway are used, so that heat is kept.",
                "Give the net a fluid of constant properties to have both solvers use the same.",
            )
        )  # fmt: skip
    return found
