"""What was found, held together: parts before wholes, samples to check, tables and the run in a few numbers."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from ...randomness import keys_of, uniform
from . import tables
from .limits import KINDS


@dataclass
class Outcome:
    """found: {level: Found} of the levels connection, feeder and station; groups: {level: (names, of (n,))}."""

    model: object
    facts: object
    connections: object
    limits: object
    power: object
    options: object
    groups: dict
    found: dict
    places: object

    def hold_to_parts(self) -> None:
        """An even spread gives none more than it takes alone, and no feeder more than it takes evenly by itself.

        The flow says so too, but for its tolerance and for devices of which fewer run less evenly.
        """
        count = len(self.connections)
        _, feeder = self.groups["feeder"]
        _, station = self.groups["station"]
        self._hold("feeder", feeder, np.arange(count), "connection", np.ones(count))
        self._hold("station", station, np.arange(count), "connection", np.ones(count))
        self._hold("station", station, feeder, "feeder", np.bincount(feeder[feeder >= 0], minlength=1).astype(float))

    def _hold(self, level: str, of: np.ndarray, part_of: np.ndarray, part_level: str, part_size: np.ndarray) -> None:
        whole, part = self.found[level], self.found[part_level]
        for row in range(len(whole.kw)):
            members = np.flatnonzero((of == row) & (part_of >= 0))
            if not len(members):
                continue
            parts = np.unique(part_of[members])
            each = part.kw[parts] / part_size[parts]
            least = int(each.argmin())
            if each[least] * np.sum(of == row) < whole.kw[row]:
                whole.kw[row] = each[least] * np.sum(of == row)
                whole.fails_kw[row] = part.fails_kw[parts[least]] / part_size[parts[least]] * np.sum(of == row)
                whole.element[row], whole.hour[row] = part.element[parts[least]], part.hour[parts[least]]

    def shared_rows(self, demand) -> np.ndarray:
        """(rows,) whether more than one station, or a connection of none, takes room there."""
        _, station = self.groups["station"]
        coo = demand.tocoo()
        highest, lowest = np.full(demand.shape[0], -2), np.full(demand.shape[0], np.iinfo(np.int64).max)
        np.maximum.at(highest, coo.row, station[coo.col])
        np.minimum.at(lowest, coo.row, station[coo.col])
        return (highest != lowest) | (lowest < 0)

    def sample(self, count: int) -> list[tuple[str, int]]:
        """Values to check in every hour: the smallest of each level, then others by seed."""
        chosen = []
        for level in ("connection", "station", "feeder"):
            kw = self.found[level].kw
            some = np.flatnonzero((kw > 0) & (self.found[level].element >= 0))
            if len(some):
                keys = keys_of([str(row) for row in some.tolist()], self.options.seed)
                turn = some[np.argsort(uniform(keys, f"hosting/check {level}"))]
                chosen.append([int(some[kw[some].argmin()]), *turn.tolist()[:count]])
            else:
                chosen.append([])
        taken: list[tuple[str, int]] = []
        for turn in range(count + 1):
            for level, rows in zip(("connection", "station", "feeder"), chosen):
                if turn < len(rows) and (level, rows[turn]) not in taken:
                    taken.append((level, rows[turn]))
        return taken[:count]

    def added(self, asked, level: str, row: int) -> np.ndarray:
        """(1, n) kW that run at full share, of a value found."""
        kw = float(self.found[level].kw[row])
        return asked.weight[row].toarray() * kw * float(self.options.at_once(kw))

    def connection_table(self):
        net, found = self.model.net, self.found["connection"]
        row = self.connections.row
        bus = self.facts.load_bus[row]
        stations, of_station = self.groups["station"]
        feeders, of_feeder = self.groups["feeder"]

        def named(names, of):
            return np.where(of >= 0, names[np.maximum(of, 0)] if len(names) else "", "")

        def column(name, default):
            values = net.load[name].to_numpy(object)[row] if name in net.load else np.full(len(row), default, object)
            return [default if pd.isna(value) else value for value in values]

        frame = pd.DataFrame(
            {
                "feature_id": self.connections.names,
                "connection_id": self.connections.names,
                "kind": column("kind", ""),
                "dwellings": column("dwellings", np.nan),
                "level": np.where(self.facts.bus_is_mv[bus], "MV", "LV"),
                "node_id": np.array(self.model.bus_names, object)[bus],
                "station_id": named(stations, of_station),
                "feeder_id": named(feeders, of_feeder),
                "fits_kw": found.kw,
                "fits": tables.in_words(found.kw, tables.ALONE_KW),
                **tables.binding_columns(self.limits, found.element, found.hour, self.power.time_text),
                "over_already": found.fails_kw <= 0.0,
            }
        )
        return tables.table(frame, self.places.bus_points(bus), self.places.crs, "connections")

    def group_table(self, level: str, frame: pd.DataFrame):
        """Feeders or stations: what fits when all get the same, what their connections take alone, random draws."""
        names, of = self.groups[level]
        found, alone = self.found[level], self.found["connection"].kw
        member = of >= 0
        size = np.bincount(of[member], minlength=len(names))
        each = found.kw / np.maximum(size, 1)
        rows = pd.DataFrame(
            {
                "feature_id": names,
                f"{level}_id": names,
                "connections": size,
                "fits_kw": found.kw,
                "fits_each_kw": each,
                "fits": tables.in_words(each),
                "alone_sum_kw": np.bincount(of[member], alone[member], minlength=len(names)),
                **tables.binding_columns(self.limits, found.element, found.hour, self.power.time_text),
                "over_already": found.fails_kw <= 0.0,
                **tables.percentile_columns(frame, level, names),
            }
        )
        net = self.model.net
        if level == "feeder":
            stations, of_station = self.groups["station"]
            first = np.array([np.flatnonzero(of == k)[0] for k in range(len(names))], np.int64)
            rows.insert(2, "station_id", [stations[of_station[k]] if of_station[k] >= 0 else "" for k in first])
            lines = (
                net.line["feeder_id"].to_numpy(object) if "feeder_id" in net.line else np.array([""] * len(net.line))
            )
            geometry = tables.lines_of(names, lines, self.places.lines)
        else:
            lv = net.bus.index.get_indexer(net.trafo["lv_bus"])
            own = net.trafo.get("station_id", self.model.trafo_names)
            at = {str(name): bus for name, bus in zip(own, lv)}
            at = {**at, **dict(zip(self.model.trafo_names, lv.tolist()))}
            fallback = self.facts.load_bus[self.connections.row]
            bus = [at.get(str(n), int(fallback[np.flatnonzero(of == k)[0]])) for k, n in enumerate(names)]
            geometry = self.places.bus_points(np.array(bus, np.int64))
        return tables.table(rows, geometry, self.places.crs, f"{level}s")

    def placements(self, placed: list) -> tuple[pd.DataFrame, pd.DataFrame]:
        """One row a draw and group, and how often each element binds."""
        columns = ["draw", "level", "id", "kw", "connections", "binding_kind", "binding_element", "binding_hour"]
        if not placed:
            empty = pd.DataFrame(columns=columns)
            return empty, tables.how_often(empty)
        groups, cases = zip(*placed)
        element = np.array([case.element for case in cases])
        hour = np.array([case.hour for case in cases])
        frame = pd.DataFrame(
            {
                "draw": [case.draw + 1 for case in cases],
                "level": [group.level for group in groups],
                "id": [group.name for group in groups],
                "kw": [float(case.total[case.passes]) for case in cases],
                "connections": [min(case.passes, len(group.member)) for group, case in placed],
                **tables.binding_columns(self.limits, element, hour, self.power.time_text),
            }
        )
        return frame, tables.how_often(frame)

    def summary(self, result, shape_words, judge, room, highest: np.ndarray, hours: int) -> dict:
        """Plain numbers and texts."""
        kw = self.found["connection"].kw
        lv = ~self.facts.bus_is_mv[self.facts.load_bus[self.connections.row]]
        stations = self.found["station"].kw
        summary = {
            "technology": self.options.technology,
            "shape": shape_words,
            "connections": len(kw),
            "connections_nothing": int((kw <= 0).sum()),
            "median_kw": float(np.median(kw[lv])) if lv.any() else float(np.median(kw)),
            "least_kw": float(kw.min()),
            "feeders": len(self.found["feeder"].kw),
            "stations": len(stations),
            "stations_nothing": int((stations <= 0).sum()),
            "stations_kw": float(stations.sum()),
            "draws": self.options.placements,
            "hours": hours,
            "hours_that_tell": len(judge.at),
            "hours_not_solved": len(room.unsolved),
            "solved": judge.columns_solved,
            "method": self.model.kind,
            "checked": len(highest),
            "checked_over": int((highest > 1.0 + 1e-5).sum()),
            "checked_highest_percent": 100.0 * float(highest.max(initial=0.0)),
        }
        for kind_at, kind in enumerate(KINDS):
            bound = self.found["connection"].element
            summary[f"bound_by_{kind}"] = int(((bound >= 0) & (self.limits.kind[bound] == kind_at)).sum())
        frame = result.placements
        town = frame.loc[frame["level"] == "town", "kw"].to_numpy(float) if len(frame) else np.zeros(0)
        station = frame[frame["level"] == "station"] if len(frame) else frame
        by_draw = station.groupby("draw")["kw"].sum().to_numpy() if len(station) else np.zeros(0)
        for p in tables.PERCENTILES:
            summary[f"town_p{p:02d}_kw"] = float(np.percentile(town, p)) if len(town) else float("nan")
            summary[f"stations_p{p:02d}_kw"] = float(np.percentile(by_draw, p)) if len(by_draw) else float("nan")
        return summary
