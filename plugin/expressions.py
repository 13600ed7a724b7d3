"""What styles can ask of the hours of a layer's features."""

from __future__ import annotations

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
        self._open: tuple = ("", None, {})
        self._hour: tuple = ("", -1, None)

    def func(self, values, context, parent, node):
        if context is None or not values:
            return None
        time, path = context.variable("map_start_time"), context.variable(HOURS_VARIABLE)
        if time is None or not path or not time.isValid():
            return None
        try:
            kw, columns = self._row(str(path), str(context.variable("project_folder") or ""), time.toSecsSinceEpoch())
        except OSError:
            return None
        column = columns.get(str(values[0]))
        return None if kw is None or column is None else float(kw[column])

    def _row(self, path: str, folder: str, seconds: int):
        """kW (k,) of all features in an hour, None where there are none, and {id: column}."""
        if self._open[0] != path:
            self._open = (path, *_open(path, folder))
        _, profiles, columns = self._open
        if profiles is None:
            return None, columns
        hour = (seconds - int(profiles.start_utc.astype("datetime64[s]").astype(int))) // 3600
        if self._hour[:2] != (path, hour):
            there = 0 <= hour < profiles.hours
            self._hour = (path, hour, profiles.net_kw(slice(hour, hour + 1))[0] if there else None)
        return self._hour[2], columns


def _open(path: str, folder: str):
    """The file with hours where it was written, or beside the project; (None, {}) where there is none."""
    from ..engine import EngineError  # late: pandas
    from ..engine.demand import Profiles

    for place in (Path(path), Path(folder) / Path(path).name if folder else None):
        if place is not None and place.is_file():
            try:
                profiles = Profiles.open(place)
            except EngineError:
                continue
            return profiles, {name: column for column, name in enumerate(profiles.connection_ids)}
    return None, {}


def register() -> HourOfMap:
    """Offer the function to all expressions; QGIS does not keep it, the caller must."""
    function = HourOfMap()
    QgsExpression.registerFunction(function)
    return function


def unregister() -> None:
    QgsExpression.unregisterFunction(HourOfMap.NAME)
