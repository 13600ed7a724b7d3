"""Which cable ends, and which cables passing by, belong to which station."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import shapely

from ...problems import Problem
from ...tables import FeatureTable
from .joints import TOUCHING_M, Cuts, EndClusters, end_points
from .parts import CableParts


@dataclass(frozen=True)
class StationRoles:
    """What each station is: bool (s,) each. has_lv includes customer stations shared with the public."""

    has_lv: np.ndarray
    is_source: np.ndarray
    is_customer: np.ndarray
    is_shared: np.ndarray


def station_roles(stations: FeatureTable) -> StationRoles:
    """Read the roles; a missing column means no, except that a station without `has_lv` has an LV side unless it is a
    source or a customer's own."""

    def flag(name: str, default: np.ndarray) -> np.ndarray:
        if name not in stations.frame:
            return default
        values = stations.frame[name]
        return np.where(values.isna(), default, values.fillna(False).astype(bool)).astype(bool)

    no = np.zeros(len(stations), bool)
    is_source, is_customer, is_shared = (flag(name, no) for name in ("is_source", "is_customer", "is_shared"))
    has_lv = flag("has_lv", ~is_source & ~is_customer) | is_shared
    return StationRoles(has_lv, is_source, is_customer, is_shared)


@dataclass(frozen=True)
class StationTies:
    """joint_station: int (j,), the station whose busbar each joint is part of, or -1.
    cuts: where passing cables are cut; `cuts.joint` holds the station.
    distance_m: float64 (s,), how near the nearest cable comes to each station, inf where there is none.
    """

    joint_station: np.ndarray
    cuts: Cuts
    distance_m: np.ndarray

    def reached(self) -> np.ndarray:
        """Stations with at least one cable, int positions."""
        return np.union1d(self.joint_station[self.joint_station >= 0], self.cuts.joint)


def tie_stations(
    parts: CableParts, clusters: EndClusters, stations: FeatureTable, groups: list[np.ndarray], tolerance_m: float
) -> StationTies:
    """Tie joints and passing cables of one level to stations.

    Every joint with an end within `tolerance_m` belongs to the nearest station. A cable that passes is cut and tied
    where it goes through the station itself; at a station where no cable ends, the nearest that passes is.
    groups: bool (s,) masks; a joint goes to a station of an earlier group before one of a later group is considered,
    and passing cables are tied to the first group only.
    """
    place = np.asarray(stations.geometry, object)
    located = ~shapely.is_missing(place) & ~shapely.is_empty(place)
    # Stations in an order that rows do not change, for ties.
    centre = shapely.get_coordinates(shapely.centroid(np.where(located, place, shapely.Point(0, 0))))
    ids = stations.frame["feature_id"].astype(str).to_numpy()
    rank = np.empty(len(stations), int)
    rank[np.lexsort((ids, centre[:, 1], centre[:, 0]))] = np.arange(len(stations))

    ends = shapely.points(end_points(parts))
    joint_station = np.full(len(clusters.x), -1)
    for group in groups:
        rows = np.flatnonzero(group & located)
        end, near = shapely.STRtree(place[rows]).query(ends, "dwithin", tolerance_m)
        station, joint = rows[near], clusters.of_end[end]
        distance = shapely.distance(ends[end], place[station])
        order = np.lexsort((rank[station], np.round(distance, 6), joint))
        order = order[np.diff(joint[order], prepend=-1) != 0]
        order = order[joint_station[joint[order]] < 0]
        joint_station[joint[order]] = station[order]

    rows = np.flatnonzero(groups[0] & located)
    cuts = _passing(parts, clusters, joint_station, place, rows, tolerance_m)
    nearest = np.full(len(stations), np.inf)
    if len(parts):
        at = np.flatnonzero(located)
        _, nearest[at] = shapely.STRtree(parts.geometry).query_nearest(
            place[at], return_distance=True, all_matches=False
        )
    return StationTies(joint_station, cuts, nearest)


def _passing(parts, clusters, joint_station, place, rows, tolerance_m) -> Cuts:
    """Cuts in cables that pass stations `rows` on their way; `joint` of the cuts is the station."""
    p = len(parts)
    near, part = shapely.STRtree(parts.geometry).query(place[rows], "dwithin", tolerance_m)
    station = rows[near]
    own = (joint_station[clusters.of_end[part]] == station) | (joint_station[clusters.of_end[part + p]] == station)
    along = shapely.line_locate_point(parts.geometry[part], shapely.centroid(place[station]))
    # Where the nearest point is an end that went to another station, the cable does not pass.
    taken = (along <= tolerance_m) & (joint_station[clusters.of_end[part]] >= 0)
    taken |= (along >= parts.length_m[part] - tolerance_m) & (joint_station[clusters.of_end[part + p]] >= 0)
    passes = ~own & ~taken
    station, part, along = station[passes], part[passes], along[passes]
    distance = shapely.distance(place[station], parts.geometry[part])
    ended = np.isin(station, joint_station)
    nearest = np.full(len(place), np.inf)
    np.minimum.at(nearest, station, distance)
    take = (distance <= TOUCHING_M) | (~ended & (distance <= nearest[station] + TOUCHING_M))
    return Cuts(part[take], along[take], station[take])


def unreached(ties: StationTies, expected: np.ndarray, stations: FeatureTable, level: str, tolerance_m: float):
    """Problems for the stations in `expected` (bool (s,)) that no cable of `level` reaches."""
    ids = stations.frame["feature_id"].to_numpy(object)
    problems = []
    for row in np.setdiff1d(np.flatnonzero(expected), ties.reached()):
        place = stations.geometry[row]
        if place is None or place.is_empty:
            continue
        distance = float(ties.distance_m[row])
        code = f"station_without_{level.lower()}_cable"
        if np.isfinite(distance):
            problems.append(
                Problem(
                    "STATIONS",
                    ids[row],
                    code,
                    "No {level} cable within {tolerance:.1f} m of the station; the nearest is {distance:.1f} m away.",
                    "Draw the cable to the station, or raise the station tolerance.",
                    {"level": level, "tolerance": tolerance_m, "distance": distance},
                    place,
                    distance,
                )
            )
        else:
            problems.append(
                Problem(
                    "STATIONS",
                    ids[row],
                    code,
                    "There is no {level} cable to reach the station.",
                    "Check the layer of {level} cables and its filter.",
                    {"level": level},
                    place,
                )
            )
    return problems
