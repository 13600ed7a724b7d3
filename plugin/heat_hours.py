"""The hours of pipes and houses of a heat network, for the dock."""

from __future__ import annotations

import math
from dataclasses import replace
from pathlib import Path

import numpy as np
from qgis.core import QgsFeature, QgsVectorLayer

from ..processing.outputs import LIMITS
from ..processing.words import number_text, said, tr
from .element import Element, Unit
from .results import id_of, scenario_of
from .values import value_of

KINDS = ("heat_pipe", "heat_house")
HOURS_GONE = "The file with the hours of layer {name} is gone ({path}): run Simulate heat network again."


def read(layer: QgsVectorLayer, kind: str, feature: QgsFeature, path: Path) -> Element:
    """Velocity [m/s] of a pipe or heat [kW] of a house; also the supply temperature [°C] at its end."""
    from ..engine import EngineError
    from ..engine.heat.simulate import HeatHourly

    element_id = id_of(kind, feature)
    try:
        element = (_house if kind == "heat_house" else _pipe)(HeatHourly.open(path), layer, feature, element_id)
    except KeyError as error:
        raise EngineError("The file {path} does not hold the hours of {id}.", path=str(path), id=element_id) from error
    return replace(element, path=path)


def _house(results, layer: QgsVectorLayer, feature: QgsFeature, house: str) -> Element:
    title, times = said("Heat of {id}", {"id": house}), np.array(results.times)
    return Element(
        "heat_house",
        house,
        title,
        "",
        scenario_of(layer),
        times,
        np.array(results.house(house, "house_kw"), float),
        (float(value_of(feature, "design_kw", 0.0)) or 1.0,),
        (Unit("kW", 1.0, 1),),
        year=_year_words(feature),
        also=(_temperature(house, title, times, results.house(house)),),
        has_limit=False,
    )


def _pipe(results, layer: QgsVectorLayer, feature: QgsFeature, pipe: str) -> Element:
    title, times = said("Heat pipe {id}", {"id": pipe}), np.array(results.times)
    dn, length, inner = (value_of(feature, name) for name in ("dn", "length_m", "inner_mm"))
    size = (f"DN {float(dn):.0f}" if dn is not None else "", f"{float(length):.0f} m" if length is not None else "")
    to_m3_an_hour = math.pi / 4 * (float(inner) / 1e3) ** 2 * 3600 if inner else 0.0
    try:
        warm = (_temperature(pipe, title, times, results.node(str(value_of(feature, "to_node", "")))),)
    except KeyError:
        warm = ()
    return Element(
        "heat_pipe",
        pipe,
        title,
        " · ".join(filter(None, (*size, tr("velocity of the water")))),
        scenario_of(layer),
        times,
        np.array(results.pipe(pipe), float),
        (float(layer.customProperty(LIMITS) or 0) or 1.0,),
        (Unit("m/s", 1.0, 2), *((Unit("m³/h", to_m3_an_hour, 2),) if to_m3_an_hour else ())),
        also=warm,
    )


def _temperature(element_id: str, title: str, times: np.ndarray, celsius) -> Element:
    values = np.array(celsius, float)
    known = values[np.isfinite(values)]
    return Element(
        "temperature",
        element_id,
        title,
        "",
        "",
        times,
        values,
        (float(known.max(initial=0.0)) or 1.0,),
        (Unit("°C", 1.0, 1),),
        label=tr("supply temperature"),
        has_limit=False,
        from_zero=False,
    )


def _year_words(feature: QgsFeature) -> str:
    """What all hours calculated tell of a house: the file may hold a week of them."""
    mwh, celsius = value_of(feature, "heat_mwh"), value_of(feature, "supply_min_c")
    if mwh is None or celsius is None:
        return ""
    return said(
        "{mwh} MWh; supply at least {celsius} °C; hours too cold, or with too little heat or pressure: {count}",
        {
            "mwh": number_text(float(mwh), 1),
            "celsius": number_text(float(celsius), 1),
            "count": int(value_of(feature, "unmet_hours", 0)),
        },
    )
