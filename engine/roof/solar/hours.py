"""The hours of every building's roof, piece by piece: into the profiles file, and against what the building uses."""

from __future__ import annotations

from collections.abc import Generator

import numpy as np
import pandas as pd

from ...demand.profiles import Profiles, ProfilesWriter
from ...demand.weather import Weather
from ...progress import Progress
from ..panels.output import PanelOutput
from .suitability import hours_on

FACES_AT_ONCE = 256  # a year of hours of so many in memory: some 40 MB with what is made of them
CONNECTIONS_AT_ONCE = 1024  # 36 MB of a technology's hours; towers have hundreds each
NOT_DEMAND = ("pv", "battery")  # a battery follows the panels that were estimated


class OwnUse:
    """What buildings use of their own roof: `demand_kwh` and `self_consumed_kwh` (buildings,), nan where unknown.

    A building's demand is that of the connections whose id is its own and a number ("<building_id>-1").
    """

    def __init__(self, profiles: Profiles, building_ids: list[str]):
        self._profiles = profiles
        self._technologies = [t for t in profiles.technologies if t not in NOT_DEMAND]
        stem = [i.rsplit("-", 1)[0] for i in profiles.connection_ids]
        building = pd.Series(np.arange(len(building_ids)), building_ids).reindex(stem).fillna(-1).to_numpy(int)
        connection = np.flatnonzero(building >= 0)
        order = np.argsort(building[connection], kind="stable")
        self._connection, self._building = connection[order], building[connection][order]
        self.demand_kwh = np.full(len(building_ids), np.nan)
        self.self_consumed_kwh = np.full(len(building_ids), np.nan)

    def meet(self, first: int, kw: np.ndarray) -> None:
        """Hold the roofs' kW (hours, n) of the buildings first … first + n - 1 against their demand."""
        start, stop = np.searchsorted(self._building, [first, first + kw.shape[1]])
        connection, building = self._connection[start:stop], self._building[start:stop] - first
        if not len(connection):
            return
        known, place = np.unique(building, return_inverse=True)
        need = np.zeros((len(kw), len(known)))
        for at in range(0, len(connection), CONNECTIONS_AT_ONCE):
            some = slice(at, at + CONNECTIONS_AT_ONCE)
            begins = _begins(place[some])
            for technology in self._technologies:
                drawn = self._profiles.kw(technology)[:, connection[some]]
                need[:, place[some][begins]] += np.add.reduceat(drawn, begins, axis=1, dtype=float)
        need = np.maximum(need, 0.0)
        self.demand_kwh[first + known] = need.sum(axis=0)
        self.self_consumed_kwh[first + known] = np.minimum(need, kw[:, known]).sum(axis=0)


def fill_hours(
    light,
    output: PanelOutput,
    weather: Weather,
    faces: pd.DataFrame,
    own: OwnUse | None,
    writer: ProfilesWriter | None,
    buildings: int,
    inverter_kw_per_kwp: float,
) -> Generator[Progress, None, np.ndarray]:
    """Yields as it goes and returns the faces' yield by month, kWh per kWp (faces, 12).

    faces: as for `suitability.hours_on`, with `building` (0 … buildings - 1) and `kwp` (of its counted panels; hours
    are only asked for faces with some). inverter_kw_per_kwp: largest power of a building, of all its counted panels:
    faces that have their sun at other hours share it. The roofs' kW go to the writer's `pv`, negative as they feed in,
    and to `own`.
    """

    def power(some: np.ndarray) -> np.ndarray:
        return output.kw_per_kwp(hours_on(faces.iloc[some], light))

    month = weather.times_utc.astype("datetime64[M]").astype(int) % 12
    starts = _begins(month)
    kwp, building = faces["kwp"].to_numpy(float), faces["building"].to_numpy(int)
    by_month = np.zeros((len(faces), 12))
    order = np.argsort(building, kind="stable")
    first_face = np.searchsorted(building[order], np.arange(buildings + 1))
    first = 0
    while first < buildings:
        last = int(np.searchsorted(first_face, first_face[first] + FACES_AT_ONCE, side="right")) - 1
        last = min(max(last, first + 1), buildings, first + FACES_AT_ONCE)
        mine = order[first_face[first] : first_face[last]]
        mine = mine[kwp[mine] > 0]
        pieces = [mine[at : at + FACES_AT_ONCE] for at in range(0, len(mine), FACES_AT_ONCE)]
        kw, of_faces = np.zeros((weather.hours, last - first)), None
        for some in pieces:
            of_faces = power(some)
            own_building = building[some] - first
            begins = _begins(own_building)
            kw[:, own_building[begins]] += np.add.reduceat(of_faces * kwp[some], begins, axis=1)
        # What the inverter cuts off, all faces of its building lose alike.
        most = inverter_kw_per_kwp * np.bincount(building[mine] - first, kwp[mine], last - first)
        passed = np.minimum(1.0, np.divide(most, kw, out=np.ones_like(kw), where=kw > 0))
        kw *= passed
        for some in pieces:
            if len(pieces) > 1:  # only a building of more faces than are worked on at once
                of_faces = power(some)
            of_faces *= passed[:, building[some] - first]
            sums = np.add.reduceat(of_faces, starts, axis=0)
            for part, number in enumerate(month[starts]):
                by_month[some, number] += sums[part]
        if writer is not None:
            writer.put("pv", first, -kw)
        if own is not None:
            own.meet(first, kw)
        first = last
        yield Progress(
            first / buildings, "Hours of the roofs of {done} of {all} buildings", {"done": first, "all": buildings}
        )
    return by_month


def _begins(group: np.ndarray) -> np.ndarray:
    """Where each group begins among members (n,) that stand together."""
    return np.flatnonzero(np.r_[True, group[1:] != group[:-1]])
