"""Where a pandapower net's elements lie."""

from __future__ import annotations

from ...mesh import Places, places_of

__all__ = ["Places", "read_places"]


def read_places(net) -> Places:
    """Places of a net's buses and lines, from its GeoJSON columns; a line that is not drawn runs straight between its
    buses.
    """
    start = net.bus.index.get_indexer(net.line["from_bus"])
    stop = net.bus.index.get_indexer(net.line["to_bus"])
    own = net.get("stadsstroom", {})
    crs = str(own.get("crs") or "") if isinstance(own, dict) else ""
    buses = net.bus["geo"] if "geo" in net.bus else [None] * len(net.bus)
    lines = net.line["geo"] if "geo" in net.line else [None] * len(net.line)
    return places_of(buses, lines, start, stop, crs)
