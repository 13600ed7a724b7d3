"""The hours of the panels on a roof, for the dock."""

from __future__ import annotations

from pathlib import Path

import numpy as np
from qgis.core import QgsFeature, QgsVectorLayer

from ..processing.words import number_text, said, tr
from .element import Element, Unit
from .results import id_of, scenario_of
from .values import value_of

KINDS = ("roof",)
HOURS_GONE = "The file with the hours of layer {name} is gone ({path}): run Rooftop solar potential again."


def read(layer: QgsVectorLayer, kind: str, feature: QgsFeature, path: Path) -> Element:
    """What the panels give [kW]."""
    from ..engine import EngineError
    from ..engine.demand import Profiles

    profiles, building = Profiles.open(path), id_of(kind, feature)
    ids = list(profiles.connection_ids)
    if building not in ids:
        raise EngineError("The file {path} does not hold the hours of {id}.", path=str(path), id=building)
    kwp, panels, how = (value_of(feature, name) for name in ("kwp", "panels", "how"))
    about = (
        f"{number_text(float(kwp), 1)} kWp" if kwp is not None else "",
        said("{count} panels", {"count": int(panels)}) if panels is not None else "",
        said("roof {how}", {"how": tr(how)}) if how else "",
    )
    return Element(
        kind,
        building,
        said("Roof of {id}", {"id": building}),
        " · ".join(filter(None, about)),
        scenario_of(layer),
        np.datetime64(profiles.start_utc, "s") + np.arange(profiles.hours) * np.timedelta64(3600, "s"),
        -np.array(profiles.kw("pv")[:, ids.index(building)], float),
        (float(kwp or 0.0) or 1.0,),
        (Unit("kW", 1.0, 2),),
        path=path,
        has_limit=False,
    )
