"""The hours of holons and of the flows between them, for the dock."""

from __future__ import annotations

from pathlib import Path

import numpy as np
from qgis.core import QgsExpression, QgsFeature, QgsFeatureRequest, QgsVectorLayer

from ..processing.words import number_text, said, tr
from .element import Element, Unit
from .results import id_of, scenario_of
from .values import value_of

KINDS = ("holon", "holon_flow")
HOURS_GONE = "The file with the hours of layer {name} is gone ({path}): run Make holons again."
NOT_KEPT = (
    "This result keeps no hours of single connections: run Make holons with the hours of single connections, or pick a "
    "larger holon."
)


def read(layer: QgsVectorLayer, kind: str, feature: QgsFeature, path: Path) -> Element:
    """What comes into a holon [kW], negative where it goes out, beside what it is made of: used - made + stored, where
    stored is negative when a battery gives; or a flow [kW]."""
    from ..engine import EngineError  # late: pandas
    from ..engine.demand import Profiles

    profiles, element_id = Profiles.open(path), id_of(kind, feature)
    try:
        column = profiles.connection_ids.index(element_id)
    except ValueError as error:
        raise EngineError(NOT_KEPT) from error
    kw = {name: np.array(profiles.kw(name)[:, column], float) for name in profiles.technologies}
    if kind == "holon":
        values, label, verdict = -kw["siblings"] - kw["outward"], tr("comes in"), holon_verdict(feature)
        stored = ((tr("stored"), kw["stored"]),) if kw["stored"].any() else ()
        parts = ((tr("used"), kw["used"]), (tr("made"), -kw["made"]), *stored, (tr("from neighbours"), -kw["siblings"]))
    else:
        values, label, verdict, parts = sum(kw.values()), tr("flows"), "", ()
    title, about = holon_words(kind, feature, layer)
    return Element(
        kind,
        element_id,
        title,
        about,
        scenario_of(layer),
        np.datetime64(profiles.start_utc, "s") + np.arange(profiles.hours) * np.timedelta64(3600, "s"),
        values,
        (float(np.abs(values).max(initial=0.0)) or 1.0,),
        (Unit("kW", 1.0, 1),),
        parts,
        path,
        label,
        verdict,
        has_limit=False,
    )


def holon_words(kind: str, feature: QgsFeature, layer: QgsVectorLayer) -> tuple[str, str]:
    """Title and a line about it, in the user's language. layer: of all holons, where it is one."""
    if kind == "holon_flow":
        ends = [value_of(feature, name) for name in ("from_name", "to_name")]
        title = said("Flow from {giver} to {taker}", {"giver": ends[0], "taker": ends[1]})
        return title, said("{mwh} MWh in the year", {"mwh": number_text(float(value_of(feature, "mwh", 0.0)), 1)})
    connections = int(value_of(feature, "connections", 0))
    parts = [said("level {number}", {"number": int(feature["level"])})]
    parts.append(said("{count} connections", {"count": number_text(connections)}) if connections > 1 else "")
    parts.append(
        said("in {id}", {"id": name_of(layer, feature["parent_id"])}) if value_of(feature, "parent_id") else ""
    )
    return said("Holon {name}", {"name": value_of(feature, "name") or feature["holon_id"]}), " · ".join(
        filter(None, parts)
    )


def name_of(layer: QgsVectorLayer, holon_id: str) -> str:
    """What a holon of the layer is called; its id where the layer does not show it."""
    named = QgsFeatureRequest().setFilterExpression(QgsExpression.createFieldEqualityExpression("holon_id", holon_id))
    found = next(layer.getFeatures(named.setFlags(QgsFeatureRequest.Flag.NoGeometry)), None)
    return holon_id if found is None else value_of(found, "name") or holon_id


def holon_verdict(feature: QgsFeature) -> str:
    """The year of a holon in a sentence."""
    energy = {name: number_text(float(value_of(feature, f"{name}_mwh", 0.0)), 1) for name in ENERGIES}
    words = said(
        "In the year {used} MWh used and {made} MWh made; {import} MWh in ({siblings_in} from neighbours), {export} "
        "MWh out ({siblings_out} to neighbours)",
        energy,
    )
    if energy["stored"] != number_text(0, 1):
        words += "; " + said("{stored} MWh stored", energy)
    for name, template in SHARES.items():
        share = value_of(feature, name)
        words += "; " + said(template, {"percent": number_text(100 * float(share))}) if share is not None else ""
    return words


ENERGIES = ("used", "made", "stored", "import", "export", "siblings_in", "siblings_out")
SHARES = {
    "self_sufficiency": "self-sufficiency {percent} %",
    "self_consumption": "self-consumption {percent} %",
}
