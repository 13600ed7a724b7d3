"""Which cable ends meet each other, and which end on the run of another cable."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import shapely

from .parts import CableParts
from .splitting import distance_along

TOUCHING_M = 0.01


@dataclass(frozen=True)
class EndClusters:
    """Cable ends gathered into joints.

    of_end: int (2p,), joint of each part's first point (0..p-1) and last point (p..2p-1).
    x, y: float64 (j,), place of each joint: where most of its ends lie.
    gap_m: float64 (2p,), distance from each end to the nearest other end within the tolerance (inf where it is alone).
    group: int (j,), the same for joints that a chain of near ends holds together, though they stay apart.
    link_a, link_b: int (l,), joints that are closer than the tolerance to each other and still apart.
    """

    of_end: np.ndarray
    x: np.ndarray
    y: np.ndarray
    gap_m: np.ndarray
    group: np.ndarray
    link_a: np.ndarray
    link_b: np.ndarray


def end_points(parts: CableParts) -> np.ndarray:
    """First points of all parts, then last points: float64 (2p, 2)."""
    return np.concatenate(
        [shapely.get_coordinates(shapely.get_point(parts.geometry, index)) for index in (0, -1)]
    ).reshape(-1, 2)


def cluster_ends(parts: CableParts, tolerance_m: float) -> EndClusters:
    """Gather ends within `tolerance_m`.

    The closest ends join first, and a joint is never wider than the tolerance (complete linkage), so a row of near ends
    does not fall together into one far-stretched joint. Joints that stay apart though some of their ends are within the
    tolerance are given as links. A cable shorter than twice the tolerance keeps its two ends apart.
    """
    p = len(parts)
    ends = end_points(parts)
    if p == 0:
        none = np.empty(0, int)
        return EndClusters(none, np.empty(0), np.empty(0), np.empty(0), none, none, none)
    # Sites: ends at the same millimetre, in order of place.
    _, first, site, count = np.unique(
        np.round(ends, 3), axis=0, return_index=True, return_inverse=True, return_counts=True
    )
    site = site.reshape(-1)
    place = ends[first]
    points = shapely.points(place)
    a, b = shapely.STRtree(points).query(points, "dwithin", tolerance_m)
    a, b = a[a < b], b[a < b]
    far = np.hypot(*(place[a] - place[b]).T)
    order = np.lexsort((b, a, np.round(far, 6)))
    pairs = list(zip(a[order].tolist(), b[order].tolist()))
    short = np.flatnonzero(parts.length_m <= 2 * tolerance_m)
    own = {frozenset((int(site[i]), int(site[i + p]))) for i in short}

    near = set(pairs)
    root = list(range(len(place)))
    members = {s: [s] for s in root}
    for i, j in pairs:
        one, other = members[root[i]], members[root[j]]
        if root[i] == root[j]:
            continue
        across = [(min(s, t), max(s, t)) for s in one for t in other]
        if all(pair in near and frozenset(pair) not in own for pair in across):
            gone = root[j]
            one.extend(other)
            for s in other:
                root[s] = root[i]
            del members[gone]

    _, joint_of_site = np.unique([min(members[r]) for r in root], return_inverse=True)
    joint_of_site = joint_of_site.reshape(-1)
    # The joint lies where most of its ends do; the first in order of place where several have as many.
    best = np.lexsort((np.arange(len(place)), -count, joint_of_site))
    best = best[np.flatnonzero(np.diff(joint_of_site[best], prepend=-1))]

    joint_a, joint_b = joint_of_site[a], joint_of_site[b]
    n_joints = len(best)
    group = components(n_joints, joint_a, joint_b)
    tied = {(min(u, v), max(u, v)) for u, v in zip(joint_a.tolist(), joint_b.tolist()) if u != v}
    for u, v in joint_of_site[np.stack([site[short], site[short + p]], axis=1)].tolist():
        tied.discard((min(u, v), max(u, v)))  # a cable lies between them already
    links = np.array(sorted(tied), int).reshape(-1, 2)

    gap = np.where(count > 1, 0.0, np.inf)
    others = np.array([frozenset(pair) not in own for pair in zip(a.tolist(), b.tolist())], bool)
    np.minimum.at(gap, a[others], far[others])
    np.minimum.at(gap, b[others], far[others])
    return EndClusters(joint_of_site[site], place[best, 0], place[best, 1], gap[site], group, links[:, 0], links[:, 1])


def components(n: int, a: np.ndarray, b: np.ndarray) -> np.ndarray:
    """The smallest number among all that pairs a-b hold together: int (n,)."""
    label = np.arange(n)
    while True:
        low = np.minimum(label[a], label[b])
        before = label.copy()
        np.minimum.at(label, a, low)
        np.minimum.at(label, b, low)
        label = label[label]
        if (label == before).all():
            return label


@dataclass(frozen=True)
class Cuts:
    """Places on the run of a part that belong to a joint (k,): part int, along_m float64 from its start, joint int."""

    part: np.ndarray
    along_m: np.ndarray
    joint: np.ndarray


def find_tees(
    parts: CableParts, clusters: EndClusters, tolerance_m: float, lonely_piece: np.ndarray | None = None
) -> Cuts:
    """Where cables end on the run of another cable (or on their own).

    An end belongs to the nearest run within the tolerance if that is nearer than the other ends at its joint: a joint
    in a trench does not catch the cable beside it. An end that lies on a run (1 cm) always belongs to it. Two runs
    that cross, at a vertex or not, have no joint.

    lonely_piece: int (p,), where given, the piece of the grid each part is in, negative for pieces that hang on
    nothing: the ends of those belong to the nearest run of a piece that does, whatever else they meet.
    """
    p = len(parts)
    if p == 0 or (lonely_piece is not None and (lonely_piece >= 0).all()):
        return Cuts(np.empty(0, int), np.empty(0), np.empty(0, int))
    coords, line = shapely.get_coordinates(parts.geometry, return_index=True)
    along = distance_along(coords, line)
    at = np.flatnonzero(line[:-1] == line[1:])  # segments by their first vertex
    segments = shapely.linestrings(np.stack([coords[at], coords[at + 1]], axis=1))
    points = shapely.points(end_points(parts))
    end, segment = shapely.STRtree(segments).query(points, "dwithin", max(tolerance_m, TOUCHING_M))
    part = line[at[segment]]
    distance = shapely.distance(points[end], segments[segment])
    position = along[at[segment]] + shapely.line_locate_point(segments[segment], points[end])

    # The stretch of a run next to its own end at this joint is that end, not a run passing by.
    joint = clusters.group[clusters.of_end]
    beside = 2 * max(tolerance_m, TOUCHING_M)
    near_start = (joint[part] == joint[end]) & (position <= beside)
    near_stop = (joint[part + p] == joint[end]) & (position >= parts.length_m[part] - beside)
    inside = (position > TOUCHING_M) & (position < parts.length_m[part] - TOUCHING_M)
    counts = inside & ~near_start & ~near_stop
    if lonely_piece is None:
        counts &= (distance <= TOUCHING_M) | (distance < clusters.gap_m[end])
    else:
        own = lonely_piece[end % p]
        counts &= (own < 0) & (lonely_piece[part] >= 0)
    end, part, distance, position = end[counts], part[counts], distance[counts], position[counts]

    order = np.lexsort((position, part, np.round(distance, 6), end))
    end, part, distance, position = end[order], part[order], distance[order], position[order]
    nearest = np.diff(end, prepend=-1) != 0
    chosen = nearest | (distance <= TOUCHING_M)
    joint, part, position, distance = clusters.of_end[end[chosen]], part[chosen], position[chosen], distance[chosen]

    # Ends of one joint that reach one run at nearly one place cut it once, where the nearest of them touches.
    order = np.lexsort((position, np.round(distance, 6), part, joint))
    kept: list[int] = []
    for i in order:
        if not any(
            joint[k] == joint[i] and part[k] == part[i] and abs(position[k] - position[i]) <= beside for k in kept[-8:]
        ):
            kept.append(int(i))
    return Cuts(part[kept], position[kept], joint[kept])
