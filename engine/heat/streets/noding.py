"""Untidy lines cut and drawn together into edges between nodes."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import shapely

from .crossings import SAME_M, Crossings, crossings
from .graph import cut, distance_along


@dataclass(frozen=True)
class Edges:
    """xy: (n, 2) nodes; edges: int (m, 2); lines: (m,) from node to node; part: int (m,), the line each is of."""

    xy: np.ndarray
    edges: np.ndarray
    lines: np.ndarray
    part: np.ndarray


def node_lines(parts: np.ndarray, level: np.ndarray, snap_m: float, split_crossings: bool) -> Edges:
    """Cut lines (p,) where they meet. level: (p,), lines cross only lines of their own level; ends meet any level."""
    p = len(parts)
    length = shapely.length(parts)
    number = np.arange(p)
    ends = np.concatenate([shapely.get_coordinates(shapely.get_point(parts, i)) for i in (0, -1)]).reshape(-1, 2)
    spot = _end_spots(ends, np.tile(number, 2), length, snap_m)
    line = np.concatenate([number, number])
    along = np.concatenate([np.zeros(p), length])

    tees = _tees(parts, ends, spot, level, snap_m)
    if split_crossings:
        found = crossings(parts, level)
        tees, real = _one_of_both(found, tees, spot, length, snap_m)
        line = np.concatenate([line, found.line[real].T.reshape(-1)])
        along = np.concatenate([along, found.along_m[real].T.reshape(-1)])
    tee_spot, tee_line, tee_along = tees
    foot = shapely.get_coordinates(shapely.line_interpolate_point(parts[tee_line], tee_along))
    target = ends.copy()
    target[tee_spot[::-1]] = foot[::-1]  # ends that reach a line move onto it
    place = [target[spot], *([found.place[real]] * 2 if split_crossings else []), foot]
    line, along = np.concatenate([line, tee_line]), np.concatenate([along, tee_along])
    node, xy = _same_place(np.concatenate(place))
    return _pieces(parts, line, along, node, xy, snap_m)


def _end_spots(ends: np.ndarray, part: np.ndarray, length: np.ndarray, snap_m: float) -> np.ndarray:
    """For each end (e,) the end whose place it takes: the nearest join first, none moves further than snap_m, and the
    two ends of one short line stay apart."""
    at, first, group = np.unique(np.round(ends, 3), axis=0, return_index=True, return_inverse=True)
    group = group.reshape(-1)
    spot_of = np.arange(len(at))
    if snap_m > 0 and len(at) > 1:
        points = shapely.points(at)
        a, b = shapely.STRtree(points).query(points, "dwithin", snap_m)
        a, b = a[a < b], b[a < b]
        far = np.hypot(*(at[a] - at[b]).T)
        half = len(ends) // 2
        short = np.flatnonzero(length <= 2 * snap_m)
        apart = {frozenset(pair) for pair in zip(group[short].tolist(), group[short + half].tolist())}
        count = np.bincount(group, minlength=len(at))
        members = {}
        for i in np.lexsort((b, a, np.round(far, 6))):
            u, v = int(spot_of[a[i]]), int(spot_of[b[i]])
            if u == v:
                continue
            keep, gone = (u, v) if (count[u], -u) >= (count[v], -v) else (v, u)
            mine, yours = members.get(keep, [keep]), members.get(gone, [gone])
            close = all(np.hypot(*(at[m] - at[keep])) <= snap_m for m in yours)
            if close and not any(frozenset((m, y)) in apart for m in mine for y in yours):
                members[keep] = mine + yours
                count[keep] += count[gone]
                spot_of[yours] = keep
    return first[spot_of[group]]


def _tees(parts, ends, spot, level, snap_m):
    """Ends that lie near the run of another line (or of their own, further on): spot, line, along_m, each (k,).

    An end reaches the nearest line within snap_m; one that lies on several lines (1 cm) meets them all.
    """
    p = len(parts)
    coords, line = shapely.get_coordinates(parts, return_index=True)
    along = distance_along(coords, line)
    at = np.flatnonzero(line[:-1] == line[1:])
    segments = shapely.linestrings(np.stack([coords[at], coords[at + 1]], axis=1))
    spots = np.unique(spot)
    points = shapely.points(ends[spots])
    i, segment = shapely.STRtree(segments).query(points, "dwithin", max(snap_m, SAME_M))
    owner = line[at[segment]]
    far = shapely.distance(points[i], segments[segment])
    position = along[at[segment]] + shapely.line_locate_point(segments[segment], points[i])
    # Not where the line itself ends at this spot, nor close to its ends, where it would have met them.
    reach = max(snap_m, SAME_M)
    total = along[np.searchsorted(line, np.arange(len(parts)), "right") - 1]
    starts, stops = spot[owner] == spots[i], spot[owner + p] == spots[i]
    beside = (starts & (position <= 2 * reach)) | (stops & (position >= total[owner] - 2 * reach))
    inner = (position > SAME_M) & (position < total[owner] - SAME_M)
    good = inner & ~beside & ((far <= SAME_M) | (level[spots[i] % p] == level[owner]))
    i, owner, far, position = i[good], owner[good], far[good], position[good]
    order = np.lexsort((position, owner, np.round(far, 6), i))
    i, owner, far, position = i[order], owner[order], far[order], position[order]
    nearest = np.diff(i, prepend=-1) != 0
    chosen = nearest | (far <= SAME_M)
    return spots[i[chosen]], owner[chosen], position[chosen]


def _one_of_both(found: Crossings, tees: tuple, spot, length, snap_m: float) -> tuple[tuple, np.ndarray]:
    """Where a line crosses another just before it ends, the end or the crossing meets the other line, not both.

    The crossing where the line ends alone (what sticks out is cut off), the end where others meet it there.
    Returns the tees that stay, and which crossings do: bool (k,).
    """
    p = len(length)
    tee_spot, tee_line, _ = tees
    whole = length[found.line]
    start, stop = found.along_m <= snap_m, found.along_m >= whole - snap_m
    late = stop & (~start | (2 * found.along_m > whole))
    near = np.where(late, spot[found.line + p], np.where(start, spot[found.line], -1))
    met = (near[:, 0] >= 0) & (near[:, 0] == near[:, 1]) & (found.line[:, 0] != found.line[:, 1])
    crossed = np.where(near >= 0, near * p + found.line[:, ::-1], -1)
    key = tee_spot * p + tee_line
    alone = np.bincount(spot, minlength=2 * p)[tee_spot] == 1
    stays = ~(alone & np.isin(key, crossed))
    met |= np.isin(crossed, key[stays]).any(axis=1)
    return tuple(column[stays] for column in tees), ~met


def _same_place(place: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Nodes of places (k, 2): those within 1 cm of each other are one, numbered in order of place."""
    from scipy.sparse import coo_matrix
    from scipy.sparse.csgraph import connected_components

    at, group = np.unique(np.round(place, 3), axis=0, return_inverse=True)
    points = shapely.points(at)
    a, b = shapely.STRtree(points).query(points, "dwithin", SAME_M)
    _, label = connected_components(coo_matrix((np.ones(len(a)), (a, b)), (len(at), len(at))), False)
    _, first, label = np.unique(label, return_index=True, return_inverse=True)
    order = np.argsort(first)
    rank = np.empty(len(first), int)
    rank[order] = np.arange(len(first))
    return rank[label.reshape(-1)][group.reshape(-1)], at[first[order]]


def _pieces(parts, line, along, node, xy, snap_m) -> Edges:
    order = np.lexsort((node, along, line))
    line, along, node = line[order], along[order], node[order]
    inner = np.diff(line, prepend=-1) == 0
    inner &= np.diff(line, append=-1) == 0
    pieces, owner, _ = cut(parts, line[inner], along[inner])
    first = np.flatnonzero(np.diff(line, append=-1) == 0)
    edges = np.stack([node[first], node[first + 1]], axis=1)
    made = _between(pieces, xy[edges[:, 0]], xy[edges[:, 1]])
    length = shapely.length(made)
    keep = length > SAME_M
    edges, made, owner, length = edges[keep], made[keep], owner[keep], length[keep]
    alone = np.bincount(owner, minlength=len(parts))[owner] == 1
    keep = alone | (edges[:, 0] != edges[:, 1]) | (length > 2 * snap_m)
    edges, made, owner = edges[keep], made[keep], owner[keep]
    count = np.bincount(edges.reshape(-1), minlength=len(xy))
    # What sticks out over a crossing by less than ends may miss is no street.
    alone = np.bincount(owner, minlength=len(parts))[owner] == 1
    lone = count[edges] == 1
    over = lone.any(axis=1) & ~lone.all(axis=1) & ~alone & (shapely.length(made) <= snap_m)
    edges, made, owner = edges[~over], made[~over], owner[~over]
    # Lines that run on each other give the same piece twice.
    key = shapely.to_wkb(shapely.normalize(shapely.set_precision(made, SAME_M, mode="pointwise")))
    _, once = np.unique(key, return_index=True)
    once = np.sort(once)
    edges, made, owner = edges[once], made[once], owner[once]
    used, edges = np.unique(edges, return_inverse=True)
    return Edges(xy[used], edges.reshape(-1, 2), made, owner)


def _between(lines: np.ndarray, first: np.ndarray, last: np.ndarray) -> np.ndarray:
    """Lines (l,) that begin and end at these places (l, 2): the stretch to them is added to what was drawn."""
    coords, line = shapely.get_coordinates(lines, return_index=True)
    number = np.arange(len(lines))
    start, stop = np.searchsorted(line, number), np.searchsorted(line, number, "right") - 1
    far_first = np.hypot(*(coords[start] - first).T) > SAME_M
    far_last = np.hypot(*(coords[stop] - last).T) > SAME_M
    coords[start[~far_first]] = first[~far_first]
    coords[stop[~far_last]] = last[~far_last]
    kind = np.repeat([0, 1, 2], [int(far_first.sum()), len(coords), int(far_last.sum())])
    owner = np.concatenate([number[far_first], line, number[far_last]])
    place = np.concatenate([first[far_first], coords, last[far_last]])
    index = np.concatenate([np.zeros(far_first.sum()), np.arange(len(coords)), np.zeros(far_last.sum())])
    order = np.lexsort((index, kind, owner))
    return shapely.linestrings(place[order], indices=owner[order])
