"""What styles can ask of the hours of a layer's features."""

from __future__ import annotations

import contextlib
import os
from functools import lru_cache
from pathlib import Path

from qgis.core import QgsExpression, QgsExpressionFunction

from ..processing.styles import HOURS_VARIABLE
from ..processing.words import tr

GROUP = "Stadsstroom"
ABOUT = (
    "Power [kW] of a feature in the hour that the map shows, from the file with the hours of its layer; nothing where "
    "the map shows no hour."
)


class HourOfMap(QgsExpressionFunction):
    """`stadsstroom_kw(id)`: kW of a feature of the layer that is drawn, in the hour of the temporal controller."""

    NAME = "stadsstroom_kw"

    def __init__(self):
        super().__init__(self.NAME, 1, GROUP, tr(ABOUT))

    def func(self, values, context, parent, node):
        if context is None or not values:
            return None
        time, path = context.variable("map_start_time"), context.variable(HOURS_VARIABLE)
        if time is None or not path or not time.isValid():
            return None
        folder, hour = context.variable("project_folder"), time.toSecsSinceEpoch() // 3600
        for place in (str(path), os.path.join(str(folder), Path(path).name) if folder else ""):
            with contextlib.suppress(OSError):
                return kw_in_hour(place, os.stat(place).st_mtime_ns, hour).get(str(values[0]))
        return None


@lru_cache(maxsize=8)
def kw_in_hour(path: str, written: int, hour: int) -> dict[str, float]:
    """{id: kW} in an hour, counted from 1970, of the file with hours that was written at this time; {} where it holds
    no such hour. Maps are drawn by several threads at a time, and runs write files anew: nothing is kept open."""
    from ..engine import EngineError  # late: pandas
    from ..engine.demand import Profiles

    try:
        profiles = Profiles.open(path)
    except EngineError:
        return {}
    at = hour - int(profiles.start_utc.astype("datetime64[h]").astype(int))
    if not 0 <= at < profiles.hours:
        return {}
    return dict(zip(profiles.connection_ids, profiles.net_kw(slice(at, at + 1))[0].tolist()))


def register() -> HourOfMap:
    """Offer the function to all expressions; QGIS does not keep it, the caller must."""
    function = HourOfMap()
    QgsExpression.registerFunction(function)
    return function


def unregister() -> None:
    QgsExpression.unregisterFunction(HourOfMap.NAME)
