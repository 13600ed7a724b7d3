"""What the measures take, one row a measure: euro, trench, metal, crew, years."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd
import shapely

from ...phrases import Phrase
from ...tables import FeatureTable
from ..steering import annuity
from .prices import CopperPrices
from .types import Choice, transformer_eur
from .works import Works

KINDS = (
    "heavier_cable", "second_cable", "larger_transformer", "second_transformer", "new_station", "station_cable",
    "new_way",
)  # fmt: skip
SQUARE_M = 6.0  # how a transformer is drawn among lines
SUMS = ("eur", "eur_per_year", "trench_m", "cu_kg", "al_kg", "crew_weeks")
COLUMNS = (
    "measure_id", "kind", "element_id", "level", "station_id", "from_type", "to_type", "length_m", "trench_m", "eur",
    "eur_per_year", "cu_kg", "al_kg", "crew_weeks", "waiting_years", "cause", "over_percent", "order", "measure",
)  # fmt: skip


@dataclass(frozen=True)
class Bill:
    """measures: a FeatureTable of lines (transformers and stations as small squares), in the order in which they are
    urgent. keys: (table, row) of each in the net that was made. summary: sums by name.
    """

    measures: FeatureTable
    keys: list[tuple[str, int]]
    summary: dict


def bill_of(works: Works, prices: CopperPrices | None = None) -> Bill:
    """The bill of all that has been decided, at `prices` (None: those of the options)."""
    prices = prices or works.options.prices
    writer = _Writer(works, prices)
    new = {line.index: line for line in works.new_lines}
    for row, choice in works.lines.items():
        writer.cable(row, choice, new.get(row))
    stations = {station["trafo"]: station for station in works.new_stations}
    for row, (kva, count) in works.trafos.items():
        writer.transformer(row, kva, count, stations.get(row))
    return writer.bill()


class _Writer:
    def __init__(self, works: Works, prices: CopperPrices):
        self.works, self.prices, self.rows, self.keys, self.geometry = works, prices, [], [], []
        self.urban, self.everywhere = _urban_stations(works.before, prices)
        self.cable_share = annuity(prices.interest, prices.cable_years)
        self.station_share = annuity(prices.interest, prices.transformer_years)

    def _in_town(self, line) -> bool:
        if not self.urban and not hasattr(line, "station_id"):
            return self.everywhere
        net = self.works.net
        names = {getattr(line, "station_id", "")}
        if "station_id" in net.bus:
            names |= {net.bus.at[line.from_bus, "station_id"], net.bus.at[line.to_bus, "station_id"]}
        known = [self.urban[name] for name in names if name in self.urban]
        return any(known) if known else self.everywhere

    def cable(self, row: int, choice: Choice, new) -> None:
        works, prices = self.works, self.prices
        line = works.net.line.iloc[row]
        level = "MV" if works.net.bus.at[line["from_bus"], "vn_kv"] > 1.0 else "LV"
        metres = float(line["length_km"]) * 1000
        each = prices.cable_eur_per_m(level, choice.cable.eur)
        eur = metres * (prices.trench_eur_per_m(level, self._in_town(line)) + choice.count * each)
        speed = prices.crew_mv_m_per_day if level == "MV" else prices.crew_lv_m_per_day
        waiting = prices.mv_waiting_years if level == "MV" else prices.lv_waiting_years
        kind = choice.kind if new is None else "station_cable" if new.kind == "new_station" else "new_way"
        if kind == "station_cable":
            waiting = max(waiting, prices.station_waiting_years)
        before = "" if new is not None else str(works.before.line["std_type"].iloc[row] or "")
        name = works.line_names[row] if new is None else str(line["name"])
        label = choice.label(before) if new is None or choice.count > 1 else choice.cable.name
        values = {"metres": round(metres), "count": choice.count, "type": choice.cable.name, "before": before or "?"}
        template = {
            "heavier_cable": "{metres} m of {type} in the place of {before}",
            "second_cable": "{metres} m of {type} beside the cable that is there"
            if choice.count == 1 else "{metres} m of {count} x {type} beside the cable that is there",
            "new_way": "A way of its own for half of the feeder: {metres} m of {type}",
            "station_cable": "{metres} m of {type} to the new station",
        }[kind]  # fmt: skip
        path = new.path if new is not None else None
        geometry = shapely.LineString(path) if path is not None else (
            works.places.lines[row] if row < len(works.places.lines) else None
        )  # fmt: skip
        self._add(
            ("line", row), kind, name, level, line.get("station_id", ""), before, label, metres, metres, eur,
            eur * self.cable_share, metres * choice.count * choice.cable.cu_kg,
            metres * choice.count * choice.cable.al_kg, metres / speed / prices.crew_days_per_week, waiting,
            Phrase(template, **values), geometry,
        )  # fmt: skip

    def transformer(self, row: int, kva: float, count: int, station) -> None:
        works, prices = self.works, self.prices
        more = prices.new_station_eur + transformer_eur_known(kva) - transformer_eur_known(prices.station_of_kva)
        days, waiting = prices.crew_days_per_station, prices.station_waiting_years
        if station is not None:
            kind, before, bought, eur = "new_station", "", 1, more
            template, values = "New station of {kva:g} kVA beside {near}", {"kva": kva, "near": station["near"]}
            place, level_station = station["place"], str(works.net.trafo["name"].iloc[row])
        else:
            old = works.before.trafo.iloc[row]
            had_kva, had = float(old["sn_mva"]) * 1000, int(old["parallel"])
            before = _transformer_words(had_kva, had)
            place, level_station = works.bus_xy.get(old["lv_bus"]), works.trafo_names[row]
            if count == 1 and had == 1:
                kind, bought = "larger_transformer", 1
                eur = transformer_eur_known(kva) + prices.transformer_change_eur
                days, waiting = prices.crew_days_per_transformer, prices.transformer_waiting_years
                template, values = "Transformer of {kva:g} kVA in the place of {before}", {"kva": kva, "before": before}
            else:
                same = abs(had_kva - kva) < 1e-6
                kind, bought = "second_transformer", count - had if same else count
                # Each stands in a house of its own beside what is there; one takes the place that there is.
                houses = count - had
                eur = houses * more + (bought - houses) * (
                    transformer_eur_known(kva) + prices.transformer_change_eur
                )  # fmt: skip
                days = days * houses + prices.crew_days_per_transformer * (bought - houses)
                template, values = "{count} transformers of {kva:g} kVA in all", {"count": count, "kva": kva}
        geometry = None
        if place is not None and np.isfinite(place).all():
            geometry = shapely.box(*(np.array(place) - SQUARE_M / 2), *(np.array(place) + SQUARE_M / 2)).exterior
            geometry = shapely.LineString(geometry.coords)
        self._add(
            ("trafo", row), kind, level_station, "LV", level_station, before, _transformer_words(kva, count), 0.0, 0.0,
            eur, eur * self.station_share, bought * kva * prices.winding_cu_kg_per_kva,
            bought * kva * prices.winding_al_kg_per_kva, days / prices.crew_days_per_week, waiting,
            Phrase(template, **values), geometry,
        )  # fmt: skip

    def _add(self, key, kind, element, level, station, before, after, length, trench, eur, yearly, cu, al, crew, wait,
             said, geometry) -> None:  # fmt: skip
        cause = self.works.causes.get(key)
        self.keys.append(key)
        self.geometry.append(geometry)
        self.rows.append(
            ("", kind, element, level, station, before, after, length, trench, eur, yearly, cu, al, crew, wait,
             cause.code if cause else "", 100.0 * (cause.ratio - 1.0) if cause else np.nan, 0, said)
        )  # fmt: skip

    def bill(self) -> Bill:
        frame = pd.DataFrame(self.rows, columns=COLUMNS)
        ranked = np.lexsort((frame["element_id"].astype(str), -frame["over_percent"].fillna(0).to_numpy(float)))
        frame = frame.iloc[ranked].reset_index(drop=True)
        frame["order"] = np.arange(1, len(frame) + 1)
        frame["measure_id"] = [f"M{k}" for k in frame["order"]]
        geometry = np.empty(len(frame), object)
        geometry[:] = [self.geometry[k] for k in ranked]
        frame.insert(0, "feature_id", frame["measure_id"])
        keys = [self.keys[k] for k in ranked]
        crs = self.works.places.crs or "EPSG:28992"
        return Bill(FeatureTable(frame, geometry, crs, "measures"), keys, summary_of(frame))


def summary_of(frame: pd.DataFrame) -> dict:
    """Sums of measures, numbers of them by kind, and the longest wait."""
    found = {name: float(frame[name].sum()) for name in SUMS}
    found["waiting_years"] = float(frame["waiting_years"].max()) if len(frame) else 0.0
    found["measures"] = len(frame)
    for level in ("LV", "MV"):
        found[f"{level.lower()}_cable_m"] = float(frame.loc[frame["level"] == level, "length_m"].sum())
    return {**found, **{kind: int((frame["kind"] == kind).sum()) for kind in KINDS}}


def transformer_eur_known(kva: float) -> float:
    """Price of a transformer of any size: that of the next one on sale, in proportion beyond the largest."""
    from ...catalogue import read_catalogue

    sizes = np.sort(read_catalogue("transformers")["rating_kva"].to_numpy(float))
    size = sizes[min(np.searchsorted(sizes, kva - 1e-9), len(sizes) - 1)]
    return transformer_eur(size) * max(kva / size, 1.0)


def _transformer_words(kva: float, count: int) -> str:
    return f"{kva:g} kVA" if count == 1 else f"{count} x {kva:g} kVA"


def _urban_stations(net, prices: CopperPrices) -> tuple[dict[str, bool], bool]:
    """Whether each station lies in town, and whether the net as a whole does: connections on a km of LV main cable."""
    low = net.bus["vn_kv"].reindex(net.line["from_bus"]).to_numpy(float) <= 1.0
    main = low & ((net.line["kind"] != "service").to_numpy(bool) if "kind" in net.line else True)
    km = float(net.line["length_km"].to_numpy(float)[main].sum())
    everywhere = len(net.load) >= prices.urban_connections_per_km * km
    if "station_id" not in net.bus or "station_id" not in net.line:
        return {}, everywhere
    metres = net.line[main].groupby("station_id")["length_km"].sum()
    homes = net.bus["station_id"].reindex(net.load["bus"]).value_counts()
    return {
        str(name): bool(homes.get(name, 0) >= prices.urban_connections_per_km * metres.get(name, 0.0))
        for name in homes.index
    }, everywhere
