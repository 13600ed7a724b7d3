"""The stations of a network: power, heat of the year, pumps, electricity and cost of every source that is used."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from ..pipes import Water
from .costs import YearlyFactors
from .dispatch import dispatch
from .options import HeatDesignOptions
from .sources import Sources, yearly_eur_per_kw


@dataclass(frozen=True)
class Network:
    """What one network asks of its stations. rows: its sources in the order they run, the leading one first.

    peak_kw, heat_mwh: what enters it, losses in it. lift_bar, path_bar: of the pump, and the part of it that pipes
    lose. flow_kg_per_s: in the design hour. connections: houses served. served_mwh, lost_mwh, exchanged_mwh: what
    heat_mwh is made of, the last with a minus.
    """

    rows: np.ndarray
    peak_kw: float
    heat_mwh: float
    lift_bar: float
    path_bar: float
    flow_kg_per_s: float
    connections: int
    duration: object
    served_mwh: float
    lost_mwh: float
    exchanged_mwh: float


def station_rows(
    network: Network, sources: Sources, water: Water, factors: YearlyFactors, options: HeatDesignOptions
) -> tuple[pd.DataFrame, float]:
    """The table of one network's stations (columns of `HEAT_STATIONS`), and the kW that its sources lack."""
    rows = network.rows
    part = dispatch(sources.kw[rows], network.peak_kw, network.heat_mwh, network.duration)
    electric = sources.electric_share[rows]
    pump_kw, pump_mwh = _pump(network, water, options)
    leads = np.arange(len(rows)) == 0
    eur = sources.eur_fixed[rows] * (part.kw > 0) + sources.eur_per_kw[rows] * part.kw
    per_kw = yearly_eur_per_kw(sources, options)[rows]
    fixed_share = np.divide(
        per_kw, sources.eur_per_kw[rows], out=np.zeros(len(rows)), where=sources.eur_per_kw[rows] > 0
    )
    yearly = eur * np.where(fixed_share > 0, fixed_share, factors.stations)
    pumping = np.where(leads, pump_mwh, 0.0)
    running = sources.eur_per_mwh[rows] * part.mwh + pumping * options.electricity_eur_per_mwh * options.price_index
    return pd.DataFrame(
        {
            "station_id": sources.source_id[rows],
            "source_id": np.where(sources.row[rows] >= 0, sources.source_id[rows], ""),
            "kind": sources.kind[rows],
            "priority": sources.priority[rows],
            "kw": part.kw,
            "kw_available": np.where(np.isfinite(sources.kw_available[rows]), sources.kw_available[rows], np.nan),
            "temperature_c": sources.temperature_c[rows],
            "supply_c": options.supply_c,
            "return_c": options.return_c,
            "heat_mwh_per_year": part.mwh,
            "share": part.mwh / network.heat_mwh if network.heat_mwh > 0 else 0.0,
            "head_bar": np.where(leads, network.lift_bar, np.nan),
            "flow_kg_per_s": network.flow_kg_per_s * (part.kw / part.kw.sum() if part.kw.sum() > 0 else 0.0),
            "pump_kw": np.where(leads, pump_kw, 0.0),
            "pump_mwh_per_year": pumping,
            "electric_kw": part.kw * electric,
            "electric_mwh_per_year": part.mwh * electric,
            "eur": eur,
            "eur_per_year": yearly + running,
            "bought_eur_per_year": (
                sources.eur_per_mwh[rows] - electric * options.electricity_eur_per_mwh * options.price_index
            )
            * part.mwh,
            "eur_per_mwh": np.divide(yearly + running, part.mwh, out=np.full(len(rows), np.nan), where=part.mwh > 0),
            "connections": network.connections,
            "holds": leads,
        }
    ), part.short_kw


def _pump(network: Network, water: Water, options: HeatDesignOptions) -> tuple[float, float]:
    """Power [kW] in the design hour and electricity [MWh a year] of the network's pump."""
    kw_per_bar = network.flow_kg_per_s / water.density_kg_per_m3 * 1e5 / 1000 / options.pump_efficiency
    kw = kw_per_bar * (network.lift_bar + options.station_bar)
    if not options.pump_by_hydraulics:
        return kw, network.heat_mwh * options.pump_gje_per_gj
    flow_hours, loss_hours = network.duration.pump_hours
    # the house keeps its pressure difference, what pipes lose falls with the square of the flow
    fixed = network.lift_bar - network.path_bar + options.station_bar
    return kw, kw_per_bar * (fixed * flow_hours + network.path_bar * loss_hours) / 1000


def extra_connections(stations: pd.DataFrame, options: HeatDesignOptions) -> tuple[pd.DataFrame, np.ndarray]:
    """What the stations take from the electricity grid (columns of `EXTRA_CONNECTIONS`), and the station (row) of
    each. All of a station is on one voltage.
    """
    parts = []
    on_mv = (stations["electric_kw"] + stations["pump_kw"]).to_numpy(float) > options.mv_from_kw
    for ending, kind, kw, mwh in (
        ("heat", "heat_pump", "electric_kw", "electric_mwh_per_year"),
        ("pump", "other", "pump_kw", "pump_mwh_per_year"),
    ):
        used = np.flatnonzero((stations[kw] > 0).to_numpy())
        chosen = stations.iloc[used]
        lifts = kind == "heat_pump"
        parts.append(
            pd.DataFrame(
                {
                    "extra_id": [f"{name} {ending}" for name in chosen["station_id"]],
                    "kw": chosen[kw].to_numpy(float),
                    "yearly_kwh": chosen[mwh].to_numpy(float) * 1000,
                    "kind": np.where(lifts, kind, "other"),
                    "voltage": np.where(on_mv[used], "MV", "LV"),
                    "station_id": chosen["station_id"].to_numpy(object),
                    "row": used,
                }
            )
        )
    table = pd.concat(parts, ignore_index=True)
    return table.drop(columns="row"), table["row"].to_numpy(np.int64)
