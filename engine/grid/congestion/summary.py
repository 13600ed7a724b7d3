"""The run in a few numbers."""

from __future__ import annotations

import numpy as np

from .verdicts import CLASSES


def summarise(result, year, power, model, taps, worst: np.ndarray, checked: dict) -> dict:
    """Plain numbers and texts; energies in MWh of the calculated hours, lengths in km.

    worst: positions of the hours that were solved again by pandapower, the worst first; checked: the differences found.
    """
    sections, stations, connections = result.sections.frame, result.stations.frame, result.connections.frame
    energy = {name: value / 1e3 for name, value in year.energy_kwh.items()}
    fed = connections["energised"].to_numpy(bool)
    peak = int(np.nanargmax(year.source_kw))
    trough = int(np.nanargmin(year.source_kw))
    rings = result.ring_check.frame
    summary = {
        "hours": len(power.hours),
        "hours_not_solved": len(year.unsolved),
        "hours_collapsed": len(year.collapsed),
        "first_hour": power.time_text(power.hours[0]),
        "last_hour": power.time_text(power.hours[-1]),
        "method": model.kind,
        "sections": len(sections),
        "stations": len(stations),
        "connections": len(connections),
        "connections_fed": int(fed.sum()),
        "source_mwh": energy["source"],
        "demand_mwh": energy["demand"],
        "loss_mwh": energy["loss"],
        "export_mwh": energy["export"],
        "peak_source_kw": float(year.source_kw[peak]),
        "peak_source_hour": power.time_text(power.hours[peak]),
        "least_source_kw": float(year.source_kw[trough]),
        "least_source_hour": power.time_text(power.hours[trough]),
        "largest_imbalance_kw": year.balance_kw,
        "worst_hour": power.time_text(power.hours[worst[0]]),
        "vm_min_pu": float(connections["vm_min_pu"].min()),
        "vm_max_pu": float(connections["vm_max_pu"].max()),
        "connections_outside_voltage": int((fed & ~connections["voltage_ok"].to_numpy(bool)).sum()),
        "ring_sections": len(rings),
        "ring_sections_congested": int((rings["verdict"] == "congested").sum()),
        "ring_sections_not_refed": int((rings["verdict"] == "not_refed").sum()),
        "stations_that_flip": int(stations["flips"].sum()),
        "checked_hours": [power.time_text(power.hours[worst[row]]) for row in checked["hours"]],
        "check_vm_pu": checked["vm_pu"],
        "check_line_loading_percent": checked["line_loading_percent"],
        "check_trafo_loading_percent": checked["trafo_loading_percent"],
        "check_failed": len(checked["failed"]),
        "taps": dict(taps),
    }
    length_km = sections["length_m"].to_numpy(float) / 1e3
    for level in ("LV", "MV"):
        here = (sections["level"] == level).to_numpy()
        for name in CLASSES:
            summary[f"{level.lower()}_{name}_km"] = float(length_km[here & (sections["verdict"] == name)].sum())
    for name in CLASSES:
        summary[f"stations_{name}"] = int((stations["verdict"] == name).sum())
        summary[f"stations_{name}_allowed"] = int((stations["verdict_allowed"] == name).sum())
    return summary
