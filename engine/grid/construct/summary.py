"""The figures of a built grid that tell whether to believe it."""

from __future__ import annotations

import numpy as np


def summarise(parts, wanted: int, addresses: int, nodes, sections, stations, connections, open_points) -> dict:
    """Shares, counts and lists: energised supply cable, addresses connected, stations reached, homes per station …

    Supply cable is LV cable: what the layer of LV cables holds after its filter. wanted: connections asked for.
    addresses: all there are, each once, connected or not. The others are output tables.
    """
    main = sections[sections["kind"] == "main"]
    low, high = main[main["level"] == "LV"], main[main["level"] == "MV"]
    with_lv = stations[stations["feeders"] > 0]
    feeders = low[low["feeder_id"] != ""].groupby("feeder_id")["length_m"].sum()
    in_feeder = connections[connections["level"] == "LV"]
    homes = in_feeder.groupby("feeder_id")["dwellings"].sum()
    ohm = parts.supply.trace
    return {
        "supply_cable_km": float(low["length_m"].sum() / 1000),
        "energised_share": _share(low.loc[low["energised"], "length_m"].sum(), low["length_m"].sum()),
        "mv_cable_km": float(high["length_m"].sum() / 1000),
        "mv_energised_share": _share(high.loc[high["energised"], "length_m"].sum(), high["length_m"].sum()),
        "addresses": addresses,
        "addresses_connected_share": _share(int(connections["addresses"].sum()), addresses),
        "connections": len(connections),
        "connections_wanted": wanted,
        "stations": len(stations),
        "stations_reached_by_drawn_mv": int(stations["reached_by_drawn_mv"].sum()),
        "stations_assumed": int((stations["station_how"] == "assumed").sum()),
        "own_sources": int((parts.supply.fed_here & ~parts.roles.is_source).sum()),
        "homes_per_station": with_lv.set_index("station_id")["dwellings"].to_dict(),
        "feeder_length_m": [float(v) for v in feeders],
        "homes_per_feeder": [int(v) for v in homes],
        "longest_way_m": float(np.nanmax(_way_m(parts), initial=0)),
        "highest_ohm": float(np.nanmax(np.where(parts.network.node_level == "LV", ohm.ohm, np.nan), initial=0)),
        "open_points": open_points.groupby("level").size().to_dict() if len(open_points) else {},
        "rating_kva": {float(k): int(v) for k, v in stations["rating_kva"].value_counts().sort_index().items()},
        "cable_km_by_type": (main.groupby("cable_type")["length_m"].sum() / 1000).to_dict(),
        "cable_types_how": sections.loc[sections["kind"] != "link", "cable_type_how"].value_counts().to_dict(),
        "connected_by_rule": connections["connected_rule"].value_counts().to_dict(),
        "nodes_by_kind": nodes["kind"].value_counts().to_dict(),
        "peak_kw": float(connections["peak_kw"].sum()),
        "yearly_mwh": float(connections["yearly_kwh"].sum() / 1000),
    }


def _share(part, whole) -> float:
    return float(part / whole) if whole else 0.0


def _way_m(parts) -> np.ndarray:
    """Cable between each LV node and its station [m], nan where not fed: float (n,)."""
    network, fed = parts.network, parts.supply.trace
    way = np.where(fed.depth == 0, 0.0, np.nan)
    for depth in range(1, fed.depth.max(initial=0) + 1):
        here = fed.nodes_at_depth(depth)
        way[here] = way[fed.parent[here]] + network.edge_length_m[fed.parent_edge[here]]
    return np.where(network.node_level == "LV", way, np.nan)
