"""The sources of heat: what each can give at the network's temperature, and at what price."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from ...catalogue import read_catalogue
from ...columns import number_column, text_column
from ...problems import Problem
from ...tables import FeatureTable
from .lift import central_spf
from .options import HeatDesignOptions, annuity

SOURCES = "SOURCES"
DEFAULT_KIND = "waste_heat"
HIGHEST_LIFT_K = 80.0
DUTCH_KINDS = {
    "restwarmte": "waste_heat",
    "oppervlaktewater": "surface_water",
    "aquathermie": "surface_water",
    "teo": "surface_water",
    "afvalwater": "waste_water",
    "rwzi": "waste_water",
    "tea": "waste_water",
    "geothermie": "geothermal",
    "aardwarmte": "geothermal",
    "datacentrum": "data_centre",
    "datacenter": "data_centre",
    "ketel": "boiler",
    "warmtepomp": "heat_pump",
    "bron": "ambient",
    "wko": "ambient",
}
TOO_COLD = (
    "Source {source} is too cold: {source_c:g} °C where the network needs {supply_c:g} °C.",
    "Let a central heat pump lift it, choose a network with a lower temperature, or another source.",
)
NO_KIND = (
    "Source {source} has the kind {given}, which is not known; its figures are those of waste heat.",
    "Choose one of: {known}.",
)
NO_POWER = (
    "Source {source} has no power (kw is {kw:g}); it is left out.",
    "Give its power in kW, or leave it empty for a source that gives whatever is asked.",
)
NO_PLACE = ("Source {source} has no place on the map; it is left out.", "Give it a point.")


@dataclass(frozen=True)
class Sources:
    """One entry a source that can serve, all (s,). kw: at the supply temperature (inf: whatever is asked).

    spf: of the central heat pump that lifts it, inf where none is needed. eur_per_mwh: of a MWh that enters the
    network, electricity of the lift and of the source in it. eur_per_kw: paid once for a kW that enters the network,
    eur_fixed besides; om_share of it each year. row: in the table of sources, -1 assumed. kw_available: kw, whatever
    part of it is used.
    """

    source_id: np.ndarray
    kind: np.ndarray
    point: np.ndarray
    kw: np.ndarray
    temperature_c: np.ndarray
    priority: np.ndarray
    spf: np.ndarray
    heat_eur_per_mwh: np.ndarray
    electric_share: np.ndarray
    eur_per_mwh: np.ndarray
    eur_per_kw: np.ndarray
    eur_fixed: np.ndarray
    om_share: np.ndarray
    row: np.ndarray
    kw_available: np.ndarray

    def __len__(self) -> int:
        return len(self.source_id)

    def take(self, rows) -> Sources:
        return Sources(*(getattr(self, name)[rows] for name in self.__dataclass_fields__))

    @property
    def is_lifted(self) -> np.ndarray:
        """Whether a central heat pump is part of it (s,)."""
        return np.isfinite(self.spf)

    def with_boiler(self, at: int, kw: float, options: HeatDesignOptions) -> Sources:
        """These sources and a boiler of this power beside source `at`, last in order."""
        boiler = _priced(
            np.array([f"{self.source_id[at]}-boiler"], object),
            np.array(["boiler"], object),
            self.point[at : at + 1],
            np.array([kw]),
            np.full((4, 1), np.nan),
            np.array([self.priority.max() + 1]),
            np.array([-1]),
            options,
        )
        names = self.__dataclass_fields__
        return Sources(*(np.concatenate([getattr(self, name), getattr(boiler, name)]) for name in names))


def read_sources(table: FeatureTable, options: HeatDesignOptions) -> tuple[Sources, list[Problem]]:
    """Sources that can serve the network, and the others as problems. Figures not given come from `heat_sources`."""
    frame, problems = table.frame, []
    known = list(read_catalogue("heat_sources")["kind"])
    own = text_column(frame, "source_id")
    own = np.where(own == "", text_column(frame, "feature_id"), own).astype(object)
    given = text_column(frame, "kind")
    kind = np.array([_kind(word, known) for word in given], object)
    kw = number_column(frame, "kw")
    keep = np.ones(len(table), bool)
    for row in range(len(table)):
        place, values = table.geometry[row], {"source": own[row]}
        if place is None or place.is_empty:
            problems.append(Problem(SOURCES, own[row], "source_without_place", *NO_PLACE, values))
            keep[row] = False
        elif kw[row] <= 0:
            problems.append(Problem(SOURCES, own[row], "no_power", *NO_POWER, {**values, "kw": kw[row]}, place))
            keep[row] = False
        elif kind[row] == "":
            values.update(given=given[row], known=", ".join(known))
            problems.append(Problem(SOURCES, own[row], "unknown_kind", *NO_KIND, values, place))
    kind[kind == ""] = DEFAULT_KIND
    given_figures = np.array(
        [number_column(frame, name) for name in ("temperature_c", "eur_per_mwh", "eur_per_kw", "priority")]
    ).reshape(4, -1)
    priority = np.where(np.isnan(given_figures[3]), 1.0, given_figures[3])
    places = np.array([None if p is None or p.is_empty else p.centroid for p in table.geometry], object)
    kw = np.where(np.isnan(kw), np.inf, kw)
    sources = _priced(own, kind, places, kw, given_figures, priority, np.arange(len(table)), options)
    for row in np.flatnonzero(keep & _hopeless(sources, options)):
        values = {
            "source": own[row],
            "source_c": float(sources.temperature_c[row]),
            "supply_c": float(options.supply_c),
        }
        problems.append(Problem(SOURCES, own[row], "source_too_cold", *TOO_COLD, values, places[row]))
        keep[row] = False
    order = np.flatnonzero(keep)
    return sources.take(order[np.argsort(own[order].astype(str), kind="stable")]), problems


def _hopeless(sources: Sources, options: HeatDesignOptions) -> np.ndarray:
    table = read_catalogue("heat_sources").set_index("kind")
    lifts = (table["lifts"].reindex(sources.kind) == "yes").to_numpy() & options.lift_sources
    lift = options.supply_c - sources.temperature_c
    # a heat pump's own temperature is that of what it draws from
    lifts |= sources.kind == "heat_pump"
    return (lift > 0) & (~lifts | (lift > HIGHEST_LIFT_K))


def _kind(word: str, known: list[str]) -> str:
    plain = word.strip().lower().replace(" ", "_").replace("-", "_")
    plain = DUTCH_KINDS.get(plain, plain)
    return DEFAULT_KIND if not plain else plain if plain in known else ""


def _priced(own, kind, points, kw, given, priority, rows, options: HeatDesignOptions) -> Sources:
    table = read_catalogue("heat_sources").set_index("kind").reindex(kind)
    temperature, heat_price, power_price = given[:3]
    column = {name: table[name].to_numpy(float) for name in _FIGURES}
    index = options.price_index
    temperature = np.where(np.isnan(temperature), column["temperature_c"], temperature)
    heat_price = np.where(np.isnan(heat_price), column["eur_per_mwh"] * index, heat_price)
    power_price = np.where(np.isnan(power_price), column["eur_per_kw"] * index, power_price)
    spf = central_spf(temperature, options.supply_c)
    electric = 1 / spf
    of_source = 1 - electric
    is_pump = kind == "heat_pump"
    # a heat pump's kW are what it gives; of other sources the lift adds its electricity to their heat
    kw_out = np.where(is_pump, kw, kw / of_source)
    machine = np.where((electric > 0) & ~is_pump, options.heat_pump_eur_per_kw * index, 0.0)
    per_kw = np.where(is_pump, power_price, power_price * of_source) + machine + options.station_eur_per_kw * index
    electric_share = electric + column["aux_gje_per_gj"] * of_source
    return Sources(
        own,
        kind,
        points,
        kw_out,
        temperature,
        np.asarray(priority, float),
        spf,
        heat_price,
        electric_share,
        heat_price * of_source + electric_share * options.electricity_eur_per_mwh * index,
        per_kw,
        column["eur_fixed"] * index,
        column["om_share"],
        np.asarray(rows),
        kw_out,
    )


def yearly_eur_per_kw(sources: Sources, options: HeatDesignOptions) -> np.ndarray:
    """What a kW of a source costs in a year (s,): annuity and upkeep."""
    return sources.eur_per_kw * (annuity(options.interest, options.station_years) + sources.om_share)


_FIGURES = ("temperature_c", "eur_per_mwh", "eur_per_kw", "eur_fixed", "om_share", "aux_gje_per_gj")
