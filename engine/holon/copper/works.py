"""A net under reinforcement, and what has been decided for each of its elements."""

from __future__ import annotations

import copy
from dataclasses import dataclass, field

import numpy as np

from ...grid.congestion import read_places
from ...grid.congestion.topology import MV_ABOVE_KV
from ...grid.flow.circuit import element_keys
from .options import CopperOptions
from .types import Choice, Laid, choose_cable, on_sale, put_transformer


@dataclass
class Cause:
    """Why an element was touched: code (current, voltage) and how far it was over its limit when first met (1 is at
    the limit; of a voltage 1 + what it lies outside).
    """

    code: str
    ratio: float


@dataclass
class NewLine:
    """A cable that was not there. kind: new_way or new_station (its MV cable). path: (n, 2). opened: names of the
    sections that it relieves, open from now on.
    """

    kind: str
    index: int
    path: np.ndarray | None
    opened: list[str] = field(default_factory=list)
    near: str = ""


class Works:
    """net: a copy that is changed. lines[index]: what is laid for a section; trafos[index]: (kVA, count).

    causes: {(table, index)}. stuck: elements for which there is no remedy, {(table, index): ratio}.
    """

    def __init__(self, net, options: CopperOptions):
        self.net, self.options = copy.deepcopy(net), options
        self.before = net
        self.line_names, self.trafo_names = element_keys(net.line), element_keys(net.trafo)
        kv = net.bus["vn_kv"]
        self.line_kv = kv.reindex(net.line["from_bus"]).to_numpy(float)
        self.is_mv = self.line_kv > MV_ABOVE_KV
        self.is_service = (
            (net.line["kind"] == "service").to_numpy(bool) if "kind" in net.line else np.zeros(len(net.line), bool)
        )
        self.there = [
            Laid(r / n, x / n, c * n, max(ka * df * n * 1000, 1e-6))
            for r, x, c, ka, df, n in net.line[
                ["r_ohm_per_km", "x_ohm_per_km", "c_nf_per_km", "max_i_ka", "df", "parallel"]
            ].itertuples(index=False)
        ]
        self.lines: dict[int, Choice] = {}
        self.needs: dict[int, tuple[float, float]] = {}
        self.trafos: dict[int, tuple[float, int]] = {}
        self.new_lines: list[NewLine] = []
        self.new_stations: list[dict] = []
        self.causes: dict[tuple[str, int], Cause] = {}
        self.stuck: dict[tuple[str, int], float] = {}
        self.places = read_places(net)
        self.bus_xy = {index: xy for index, xy in zip(net.bus.index, self.places.buses)}

    @property
    def old_lines(self) -> int:
        return len(self.line_names)

    def sale(self, row: int):
        return on_sale("MV" if self._kv(row) > MV_ABOVE_KV else "LV", self._kv(row), self._service(row))

    def _kv(self, row: int) -> float:
        return self.line_kv[row] if row < self.old_lines else float(
            self.net.bus.at[self.net.line["from_bus"].iloc[row], "vn_kv"]
        )  # fmt: skip

    def _service(self, row: int) -> bool:
        return row < self.old_lines and bool(self.is_service[row])

    def laid(self, row: int) -> Laid:
        """What a section (row of the net's lines) is now."""
        choice = self.lines.get(row)
        return choice.laid if choice else self.there[row]

    def carry(self, row: int, need_a: float, most_r: float, cause: Cause) -> bool:
        """Make a section carry `need_a` [A] with at most `most_r` [ohm/km]; False where nothing more can be done."""
        had_a, had_r = self.needs.get(row, (0.0, np.inf))
        need_a, most_r = max(had_a, need_a), min(had_r, most_r)
        choice = self._new_line(row, need_a, most_r) if row >= self.old_lines else choose_cable(
            self.there[row], need_a, most_r, self.sale(row)
        )  # fmt: skip
        key = ("line", row)
        if choice is None:
            return False
        changed = choice != self.lines.get(row)
        self.needs[row], self.lines[row] = (need_a, most_r), choice
        self.causes.setdefault(key, cause)
        self._lay(row, choice)
        return changed

    def _new_line(self, row: int, need_a: float, most_r: float) -> Choice | None:
        """A cable of ours has nothing beside it: the lightest, or several of the heaviest."""
        sale = self.sale(row)
        for count in range(1, 8):
            for cable in sale if count == 1 else sale[-1:]:
                laid = cable.laid.times(count)
                if laid.ampere >= need_a and laid.r_ohm_per_km <= most_r * (1 + 1e-9):
                    return Choice(self.lines[row].kind, cable, count, False, laid)
        return None

    def _lay(self, row: int, choice: Choice) -> None:
        line, index = self.net.line, self.net.line.index[row]
        laid = choice.laid
        before = "" if row >= self.old_lines else str(self.before.line["std_type"].iloc[row] or "cable")
        values = {
            "r_ohm_per_km": laid.r_ohm_per_km, "x_ohm_per_km": laid.x_ohm_per_km, "c_nf_per_km": laid.c_nf_per_km,
            "max_i_ka": laid.ampere / 1000, "parallel": 1, "df": 1.0, "std_type": choice.label(before),
        }  # fmt: skip
        for column, value in values.items():
            line.at[index, column] = value

    def add_line(self, kind: str, start, stop, length_m: float, path, choice: Choice, tags: dict, opened: int) -> int:
        """Lay a cable between two buses (indices of the net); open line row `opened` (-1: none) at its end by `stop`.

        Returns the row of the new line.
        """
        import pandapower as pp

        net, laid = self.net, choice.laid
        name = self._free_name(f"{kind}-{len(self.new_lines) + 1}")
        index = pp.create_line_from_parameters(
            net, start, stop, max(length_m, 0.1) / 1000, laid.r_ohm_per_km, laid.x_ohm_per_km, laid.c_nf_per_km,
            laid.ampere / 1000, name=name,
        )  # fmt: skip
        row = len(net.line) - 1
        net.line.at[index, "std_type"] = choice.label("")
        if path is not None and "geo" in net.line:
            text = ",".join(f"[{x:.3f},{y:.3f}]" for x, y in path)
            net.line.at[index, "geo"] = f'{{"coordinates":[{text}],"type":"LineString"}}'
        for column, value in {"feature_id": "", "kind": "main", "cable_type_how": "assumed", **tags}.items():
            if column in net.line:
                net.line.at[index, column] = value
        made = NewLine(kind, row, path)
        self.new_lines.append(made)
        self.lines[row], self.needs[row] = choice, (0.0, np.inf)
        if opened >= 0:
            self.open(opened, stop, made)
        return row

    def open(self, row: int, bus, made: NewLine) -> None:
        """Open a section at its end at `bus`."""
        import pandapower as pp

        net = self.net
        pp.create_switch(
            net, bus, net.line.index[row], et="l", closed=False, name=f"{made.kind}-open-{len(net.switch)}"
        )
        made.opened.append(element_keys(net.line)[row])

    def _free_name(self, name: str) -> str:
        taken = set(self.net.line["name"])
        while name in taken:
            name += "'"
        return name

    def size(self, row: int, kva: float, count: int, cause: Cause) -> None:
        """Give a transformer another size, or some of it side by side."""
        put_transformer(self.net, self.net.trafo.index[row], kva, count)
        self.trafos[row] = (kva, count)
        self.causes.setdefault(("trafo", row), cause)
