"""Pipes, houses and stations with what the hours did to them, as features."""

from __future__ import annotations

import numpy as np
import pandas as pd

from ...mesh import Places
from ...tables import FeatureTable
from .elements import FLOW
from .heat_hours import HeatHours
from .options import SimulateOptions
from .statistics import HeatStatistics

VERDICTS = ("free", "busy", "over")


def _times(hours: HeatHours, rows: np.ndarray) -> list[str]:
    return [hours.text(int(row)) for row in rows]


def _column(net, table: str, name: str, rows: np.ndarray, none=""):
    values = net[table]
    return values[name].to_numpy()[rows] if name in values else np.full(len(rows), none, object)


def velocity(model, kg_per_s: np.ndarray) -> np.ndarray:
    """m/s in the supply pipes of kg/s (pipes,)."""
    inner = model.parts.supply.inner_m[model.pipe_rows]
    return kg_per_s / (np.pi / 4 * inner**2 * model.parts.density)


def pipe_table(model, year: HeatStatistics, hours: HeatHours, places: Places, options: SimulateOptions) -> FeatureTable:
    """Lines; one row a pipe (pair)."""
    parts, rows = model.parts, model.pipe_rows
    speed, steep = velocity(model, year.flow_kg_per_s.value), year.pa_per_m.value
    strain = np.fmax(speed / options.max_velocity_m_per_s, steep / options.max_pa_per_m)
    verdict = np.select([strain > 1, strain > options.near], ["over", "busy"], "free").astype(object)
    verdict[~(np.nan_to_num(year.flow_kg_per_s.value) > 1e-6)] = ""
    supply = parts.supply.row[rows]
    frame = pd.DataFrame(
        {
            "feature_id": model.pipe_names,
            "pipe_id": model.pipe_names,
            "kind": _column(model.net, "pipe", "kind", supply),
            "dn": pd.to_numeric(pd.Series(_column(model.net, "pipe", "dn", supply, np.nan)), errors="coerce"),
            "inner_mm": parts.supply.inner_m[rows] * 1e3,
            "length_m": parts.supply.length_m[rows],
            "from_node": [model.node_names[k] for k in model.pipe_from],
            "to_node": [model.node_names[k] for k in model.pipe_to],
            "max_kg_per_s": year.flow_kg_per_s.value,
            "max_velocity_m_per_s": speed,
            "max_velocity_hour": _times(hours, year.flow_kg_per_s.hour),
            "max_pa_per_m": steep,
            "max_pa_per_m_hour": _times(hours, year.pa_per_m.hour),
            "supply_max_c": year.warm_c.value,
            "supply_min_c": year.cold_c.value,
            "supply_min_hour": _times(hours, year.cold_c.hour),
            "loss_mwh": year.loss_kwh / 1e3,
            "back_hours": year.back_hours,
            "limit_percent": 100.0 * strain,
            "verdict": verdict,
        }
    )
    return FeatureTable(frame, places.lines, places.crs, "pipes")


def house_table(model, year: HeatStatistics, hours: HeatHours, places: Places) -> FeatureTable:
    """Points; one row a house, those that no source reaches as well."""
    houses, cut = model.houses, model.cut_off
    pad = len(cut)

    def more(values, fill=np.nan):
        return np.concatenate([np.asarray(values), np.full(pad, fill)])

    frame = pd.DataFrame(
        {
            "feature_id": [*houses.names, *cut],
            "building_id": [*houses.names, *cut],
            "node_id": [*(model.node_names[k] for k in houses.node), *[""] * pad],
            "served": more(np.ones(len(houses.names), bool), False).astype(bool),
            "design_kw": more(houses.design_w / 1e3),
            "heat_mwh": more(year.house_kwh / 1e3),
            "supply_min_c": more(year.supply_c.value),
            "supply_min_hour": _times(hours, year.supply_c.hour) + [""] * pad,
            "supply_c_needed": more(year.needed_c),
            "pressure_min_bar": more(year.bar.value),
            "pressure_min_hour": _times(hours, year.bar.hour) + [""] * pad,
            "cold_hours": more(year.cold_hours, 0).astype(int),
            "low_pressure_hours": more(year.low_hours, 0).astype(int),
            "unmet_hours": more(year.unmet_hours, len(hours.hours)).astype(int),
            "unmet_mwh": more(year.unmet_kwh / 1e3),
        }
    )
    frame["verdict"] = np.where(
        ~frame["served"], "cut_off",
        np.where(frame["cold_hours"] > 0, "cold", np.where(frame["low_pressure_hours"] > 0, "low_pressure", "warm")),
    )  # fmt: skip
    points = np.concatenate([places.bus_points(houses.node), np.full(pad, None, object)])
    return FeatureTable(frame, points, places.crs, "connections")


def station_table(model, year: HeatStatistics, hours: HeatHours, places: Places) -> FeatureTable:
    """Points; one row a source."""
    sources = model.sources
    peak = year.source_kw.value
    with np.errstate(invalid="ignore", divide="ignore"):
        full_load = np.where(peak > 0, year.source_kwh / peak, 0.0)
        share = year.source_kwh / year.source_kwh.sum() if year.source_kwh.sum() else np.zeros(len(peak))
    frame = pd.DataFrame(
        {
            "feature_id": sources.names,
            "station_id": sources.names,
            "node_id": [model.node_names[k] for k in sources.node],
            "holds_pressure": sources.holds,
            "priority": sources.priority,
            "kw": np.where(np.isfinite(sources.kw), sources.kw, np.nan),
            "supply_c": sources.supply_c,
            "peak_kw": peak,
            "peak_hour": _times(hours, year.source_kw.hour),
            "heat_mwh": year.source_kwh / 1e3,
            "share": share,
            "full_load_hours": full_load,
            "hours_over_kw": year.over_hours,
            "lift_max_bar": year.lift_bar.value,
            "pump_kw": year.pump_kw.value,
            "pump_mwh": year.pump_kwh / 1e3,
        }
    )
    return FeatureTable(frame, places.bus_points(sources.node), places.crs, "stations")


def fixed_flows(model) -> list[str]:
    """Names of houses that take a fixed flow whatever heat they need."""
    return [model.house_names[k] for k in np.flatnonzero(model.houses.control == FLOW)]
