"""What a feature of a result layer stands for, and its hours."""

from __future__ import annotations

import math
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from qgis.core import QgsFeature, QgsProject, QgsVectorLayer

from ..processing.outputs import ELEMENT, HOURLY, LIMITS, ROOFS
from ..processing.words import number_text, said, tr
from . import holons
from .values import value_of

# the kinds of element and the field with the id of each
KEYS = {
    "connection": "connection_id",
    "section": "section_id",
    "station": "station_id",
    "roof": "building_id",
    "heat_pipe": "pipe_id",
    "heat_house": "building_id",
    **holons.KINDS,
}
BAND = (0.9, 1.1)
HOURS_GONE = "The file with the hours of layer {name} is gone ({path}): run Grid congestion again."
HEAT_HOURS_GONE = "The file with the hours of layer {name} is gone ({path}): run Simulate heat network again."
ROOF_HOURS_GONE = "The file with the hours of layer {name} is gone ({path}): run Rooftop solar potential again."
PHASES = math.sqrt(3)
TEMPERATURE = "temperature"  # the kind of what stands beside heat; no layer has it


@dataclass(frozen=True)
class Unit:
    """A way to show the values: value in this unit = stored value × factor."""

    name: str
    factor: float
    digits: int


@dataclass(frozen=True)
class Element:
    """One section, station, connection or roof and its hours.

    values: (hours,) loading [%], voltage [pu] or a roof's power [kW], nan where unknown; times: (hours,) UTC. limits:
    one highest loading [%], the power of a roof's panels [kWp], or the lowest and highest voltage [pu].
    others: (label, values): the same element in other results, or what the values are made of. also: what else the
    file tells of the element by the hour, each to be chosen by its units.
    path: the file with the hours. label: of the values, "" for the scenario. year: a sentence on the year, "" for one
    on the worst hour.
    """

    kind: str
    element_id: str
    title: str
    about: str
    scenario: str
    times: np.ndarray
    values: np.ndarray
    limits: tuple[float, ...]
    units: tuple[Unit, ...]
    others: tuple[tuple[str, np.ndarray], ...] = ()
    path: Path | None = None
    label: str = ""
    year: str = ""
    also: tuple[Element, ...] = ()

    @property
    def choices(self) -> tuple[tuple[Element, Unit], ...]:
        """What can be shown, each in its unit; the first is what the element is judged by."""
        return tuple((each, unit) for each in (self, *self.also) for unit in each.units)

    @property
    def from_zero(self) -> bool:
        """Whether pictures begin at zero, which says nothing of a voltage or a temperature."""
        return not self.is_voltage and self.kind != TEMPERATURE

    @property
    def is_voltage(self) -> bool:
        return len(self.limits) == 2

    @property
    def is_roof(self) -> bool:
        return self.kind == "roof"

    @property
    def has_limit(self) -> bool:
        """Whether a limit stands in the pictures: roofs, holons, houses of a heat network have not."""
        return not self.is_roof and self.kind not in ("heat_house", TEMPERATURE, *holons.KINDS)

    def strain(self, values: np.ndarray | None = None) -> np.ndarray:
        """How near the limit, (hours,): 1 is at it; for a voltage above nominal, -1 is at the upper limit."""
        values = self.values if values is None else values
        if not self.is_voltage:
            return values / self.limits[0]
        low, high = self.limits
        return np.where(values <= 1, (1 - values) / (1 - low), (1 - values) / (high - 1))

    def worst_hour(self) -> int:
        """Position of the hour nearest to, or furthest beyond, a limit; 0 when nothing is known."""
        strain = np.abs(self.strain())
        return int(np.nanargmax(strain)) if np.isfinite(strain).any() else 0


def kind_of(layer) -> str | None:
    """connection, section, station or roof when the layer is a Stadsstroom result with hours; else None."""
    if not isinstance(layer, QgsVectorLayer) or not _hours_of(layer):
        return None
    kind = "roof" if layer.customProperty(ROOFS) else layer.customProperty(ELEMENT)
    return kind if kind in KEYS and layer.fields().indexFromName(KEYS[kind]) >= 0 else None


def _hours_of(layer: QgsVectorLayer) -> str:
    """What the layer says of where its hours are."""
    return str(layer.customProperty(ROOFS) or layer.customProperty(HOURLY) or "")


def result_layers(project: QgsProject | None = None) -> list[QgsVectorLayer]:
    """The project's layers whose features have hours, the topmost of its legend first."""
    project = project or QgsProject.instance()
    shown = [node.layer() for node in project.layerTreeRoot().findLayers()]
    return [layer for layer in shown if kind_of(layer)]


def hourly_path(layer: QgsVectorLayer) -> Path | None:
    """The file with the hours: where it was written, else beside the layer's own file or the project (moved along)."""
    written = Path(_hours_of(layer))
    own = Path(layer.source().split("|")[0])
    project = QgsProject.instance().absolutePath()
    beside = [own.parent / written.name] + ([Path(project) / written.name] if project else [])
    return next((path for path in (written, *beside) if path.is_file()), None)


def scenario_of(layer: QgsVectorLayer) -> str:
    """The name of the layer's group, which names the scenario; else the layer's own."""
    node = QgsProject.instance().layerTreeRoot().findLayer(layer.id())
    parent = node.parent() if node is not None else None
    return (parent.name() if parent is not None else "") or layer.name()


def read_element(layer: QgsVectorLayer, feature: QgsFeature) -> Element:
    """The feature's hours, and the same element's hours in the project's other results.

    Raises EngineError where the file with hours is gone or does not hold the element.
    """
    from ..engine import EngineError  # late: pandas

    kind = kind_of(layer)
    element_id = str(feature[KEYS[kind]])
    path = hourly_path(layer)
    if path is None:
        gone = {"roof": ROOF_HOURS_GONE, **dict.fromkeys(holons.KINDS, holons.HOURS_GONE)}.get(
            kind, HEAT_HOURS_GONE if kind.startswith("heat") else HOURS_GONE
        )
        raise EngineError(gone, name=layer.name(), path=_hours_of(layer))
    if kind in holons.KINDS:
        return _holon(layer, kind, feature, path)
    times, values, note = _series(path, layer, feature)
    others = []
    for other in result_layers():
        if other.id() == layer.id() or kind_of(other) != kind:
            continue
        twin = _twin(other, kind, element_id)
        other_path = hourly_path(other)
        if twin is None or other_path is None or other_path == path:
            continue
        try:
            other_times, other_values, _ = _series(other_path, other, twin)
        except EngineError:
            continue
        if len(other_times) == len(times) and (other_times == times).all():
            others.append((scenario_of(other), other_values))
    title, about = _words(kind, feature)
    about = " · ".join(filter(None, (about, note)))
    warm = _warm_series(path, kind, feature)
    return Element(
        kind,
        element_id,
        title,
        about,
        scenario_of(layer),
        times,
        values,
        _limits(layer, kind, feature),
        _units(kind, feature),
        tuple(others),
        path,
        year=_year_words(kind, feature),
        also=() if warm is None else (_temperature(warm, element_id, title, times, path),),
    )


def _year_words(kind: str, feature: QgsFeature) -> str:
    """What all hours calculated tell of a house: the file may hold a week of them."""
    mwh, celsius = value_of(feature, "heat_mwh"), value_of(feature, "supply_min_c")
    if kind != "heat_house" or mwh is None or celsius is None:
        return ""
    return said(
        "{mwh} MWh; supply at least {celsius} °C; hours too cold, or with too little heat or pressure: {count}",
        {
            "mwh": number_text(float(mwh), 1),
            "celsius": number_text(float(celsius), 1),
            "count": int(value_of(feature, "unmet_hours", 0)),
        },
    )


def _temperature(values: np.ndarray, element_id: str, title: str, times: np.ndarray, path: Path) -> Element:
    known = values[np.isfinite(values)]
    return Element(
        TEMPERATURE, element_id, title, "", "", times, values, (float(known.max(initial=0.0)) or 1.0,),
        (Unit("°C", 1.0, 1),), (), path, tr("supply temperature"),
    )  # fmt: skip


def _warm_series(path: Path, kind: str, feature: QgsFeature) -> np.ndarray | None:
    """Supply temperature [°C] by the hour at a house, or at the end of a pipe where the file tells it; else None."""
    if not kind.startswith("heat"):
        return None
    from ..engine.heat.simulate import HeatHourly

    results = HeatHourly.open(path)
    try:
        if kind == "heat_house":
            return np.array(results.house(str(feature[KEYS[kind]])), float)
        return np.array(results.node(str(value_of(feature, "to_node", ""))), float)
    except KeyError:
        return None


def _holon(layer: QgsVectorLayer, kind: str, feature: QgsFeature, path: Path) -> Element:
    element_id = str(feature[KEYS[kind]])
    found = holons.holon_hours(path, kind, element_id)
    title, about = holons.holon_words(kind, feature)
    whole = kind == "holon"
    return Element(
        kind, element_id, title, about, scenario_of(layer), found.times, found.values,
        (float(np.abs(found.values).max(initial=0.0)) or 1.0,), (Unit("kW", 1.0, 1),), found.parts, path,
        tr("comes in") if whole else tr("flows"), holons.holon_verdict(feature) if whole else "",
    )  # fmt: skip


def _series(path: Path, layer: QgsVectorLayer, feature: QgsFeature) -> tuple[np.ndarray, np.ndarray, str]:
    """Times and values (hours,), and a remark on what they are where that is not plain."""
    from ..engine import EngineError
    from ..engine.grid.congestion import HourlyResults

    if kind_of(layer) == "roof":
        return _roof_series(path, str(feature[KEYS["roof"]]))
    kind = kind_of(layer)
    if kind.startswith("heat"):
        return _heat_series(path, kind, str(feature[KEYS[kind]]))
    results = HourlyResults.open(path)
    element_id, note = str(feature[KEYS[kind]]), ""
    try:
        if kind == "section":
            values = results.section(element_id)
        elif kind == "station":
            values = results.station(element_id)
        else:
            node, note = _node_with_hours(set(results.nodes), path, str(feature["node_id"]))
            values = results.node(node)
    except KeyError as error:
        if kind == "section" and value_of(feature, "kind") == "service":
            raise EngineError(
                "This result holds no hours of service cables: pick the main cable or the connection, or run Grid "
                "congestion with the hours of service cables."
            ) from error
        raise EngineError("The file {path} does not hold the hours of {id}.", path=str(path), id=element_id) from error
    return np.array(results.times), np.array(values, float), note


def _heat_series(path: Path, kind: str, element_id: str) -> tuple[np.ndarray, np.ndarray, str]:
    """Velocity [m/s] of a pipe, heat [kW] of a house."""
    from ..engine import EngineError
    from ..engine.heat.simulate import HeatHourly

    results = HeatHourly.open(path)
    try:
        if kind == "heat_house":
            values = results.house(element_id, "house_kw")
            return np.array(results.times), np.array(values, float), ""
        values = results.pipe(element_id)
    except KeyError as error:
        raise EngineError("The file {path} does not hold the hours of {id}.", path=str(path), id=element_id) from error
    return np.array(results.times), np.array(values, float), tr("velocity of the water")


def _roof_series(path: Path, building_id: str) -> tuple[np.ndarray, np.ndarray, str]:
    from ..engine import EngineError
    from ..engine.demand import Profiles

    profiles = Profiles.open(path)
    ids = list(profiles.connection_ids)
    if building_id not in ids:
        raise EngineError("The file {path} does not hold the hours of {id}.", path=str(path), id=building_id)
    times = np.datetime64(profiles.start_utc, "s") + np.arange(profiles.hours) * np.timedelta64(3600, "s")
    return times, -np.array(profiles.kw("pv")[:, ids.index(building_id)], float), ""


def _node_with_hours(known: set[str], path: Path, node: str) -> tuple[str, str]:
    """The node, or where service cables are not in the hours, the one at the other end of its service cable."""
    if node in known:
        return node, ""
    literal = node.replace("'", "''")
    for layer in result_layers():
        if kind_of(layer) == "section" and hourly_path(layer) == path:
            for section in layer.getFeatures(f"\"from_node\" = '{literal}' OR \"to_node\" = '{literal}'"):
                other = section["to_node"] if section["from_node"] == node else section["from_node"]
                if other in known:
                    return other, tr("voltage where its service cable leaves the main cable")
    return node, ""


def _twin(layer: QgsVectorLayer, kind: str, element_id: str) -> QgsFeature | None:
    key = KEYS[kind]
    literal = element_id.replace("'", "''")
    return next(layer.getFeatures(f"\"{key}\" = '{literal}'"), None)


def _limits(layer: QgsVectorLayer, kind: str, feature: QgsFeature) -> tuple[float, ...]:
    """What the results were judged by: the layer holds `v_min;v_max`, the feature its own `limit_percent`."""
    if kind == "connection":
        written = str(layer.customProperty(LIMITS) or "").split(";")
        return (float(written[0]), float(written[1])) if len(written) == 2 else BAND
    if kind == "roof":
        return (float(value_of(feature, "kwp", 0.0)) or 1.0,)
    if kind == "heat_pipe":
        return (float(layer.customProperty(LIMITS) or 0) or 1.0,)
    if kind == "heat_house":
        return (float(value_of(feature, "design_kw", 0.0)) or 1.0,)
    return (float(value_of(feature, "limit_percent", 100.0)),)


def _units(kind: str, feature: QgsFeature) -> tuple[Unit, ...]:
    if kind == "connection":
        nominal = 230.0 if value_of(feature, "level", "LV") == "LV" else None
        return ((Unit("V", nominal, 1),) if nominal else ()) + (Unit("pu", 1.0, 3),)
    if kind == "roof":
        return (Unit("kW", 1.0, 2),)
    if kind == "heat_house":
        return (Unit("kW", 1.0, 1),)
    if kind == "heat_pipe":
        inner = value_of(feature, "inner_mm")
        to_m3 = math.pi / 4 * (float(inner) / 1e3) ** 2 * 3600 if inner else 0.0
        return (Unit("m/s", 1.0, 2), *((Unit("m³/h", to_m3, 2),) if to_m3 else ()))
    percent = Unit("%", 1.0, 0)
    if kind == "section":
        ampere = value_of(feature, "max_i_a")
        return (percent, Unit("A", float(ampere) / 100, 0)) if ampere else (percent,)
    rating = value_of(feature, "rating_kva")
    return (percent, Unit("kVA", float(rating) / 100, 0)) if rating else (percent,)


def _words(kind: str, feature: QgsFeature) -> tuple[str, str]:
    """Title and a line about the element, in the user's language."""
    if kind == "section":
        title = said("Cable section {id}", {"id": feature["section_id"]})
        how = value_of(feature, "cable_type_how", "")
        parts = [value_of(feature, "level", ""), value_of(feature, "cable_type", "") + (f" ({tr(how)})" if how else "")]
        length = value_of(feature, "length_m")
        parts.append(f"{float(length):.0f} m" if length is not None else "")
        count = value_of(feature, "connections")
        parts.append(said("{count} connections behind it", {"count": int(count)}) if count is not None else "")
    elif kind == "station":
        title = said("Station {id}", {"id": feature["station_id"]})
        rating, how = value_of(feature, "rating_kva"), value_of(feature, "rating_how", "")
        parts = [f"{float(rating):.0f} kVA ({tr(how)})" if rating is not None else ""]
        homes = value_of(feature, "dwellings")
        parts.append(said("{count} homes", {"count": int(homes)}) if homes is not None else "")
    elif kind == "heat_pipe":
        title = said("Heat pipe {id}", {"id": feature["pipe_id"]})
        dn, length = value_of(feature, "dn"), value_of(feature, "length_m")
        parts = [
            f"DN {float(dn):.0f}" if dn is not None else "",
            f"{float(length):.0f} m" if length is not None else "",
        ]
    elif kind == "heat_house":
        title = said("Heat of {id}", {"id": feature["building_id"]})
        parts = []
    elif kind == "roof":
        title = said("Roof of {id}", {"id": feature["building_id"]})
        kwp, panels = value_of(feature, "kwp"), value_of(feature, "panels")
        parts = [f"{number_text(float(kwp), 1)} kWp" if kwp is not None else ""]
        parts.append(said("{count} panels", {"count": int(panels)}) if panels is not None else "")
        how = value_of(feature, "how", "")
        parts.append(said("roof {how}", {"how": tr(how)}) if how else "")
    else:
        title = said("Connection {id}", {"id": feature["connection_id"]})
        addresses = value_of(feature, "addresses")
        parts = [said("{count} addresses", {"count": int(addresses)}) if addresses is not None else ""]
        limiting = value_of(feature, "limiting_element", "")
        parts.append(said("limited by {id}", {"id": limiting}) if limiting else "")
    return title, " · ".join(str(part) for part in parts if part)
