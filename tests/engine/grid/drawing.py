"""Grids drawn as text: a letter is a place, a word of letters a cable, `picture` says where they are.

    picture = '''
    S-----A-----B
          |
          C
    '''
    town(picture, lv="SAB AC", stations="S")

One character is `metres` wide and one line as high, y upwards; the strokes are for the reader. `shift` moves places.
"""

from __future__ import annotations

import numpy as np
import pandas as pd
import shapely
from stadsstroom.engine import FeatureTable
from stadsstroom.engine.grid.construct.assemble import assemble_cables
from stadsstroom.engine.grid.construct.options import GridOptions


def places(picture: str, metres: float = 10.0, shift: dict | None = None) -> dict[str, tuple[float, float]]:
    """Where each letter of the picture is, shifted by (dx, dy) metres where asked."""
    lines = [line for line in picture.splitlines() if line.strip()]
    at = {}
    for row, line in enumerate(lines):
        for column, letter in enumerate(line):
            if letter.isalnum():
                dx, dy = (shift or {}).get(letter, (0, 0))
                at[letter] = (column * metres + dx, -row * metres + dy)
    return at


def table(ids: list[str], geometry: list, name: str = "", **columns) -> FeatureTable:
    array = np.empty(len(geometry), object)
    array[:] = geometry
    return FeatureTable(pd.DataFrame({"feature_id": np.array(ids, object), **columns}), array, name=name)


def cables(at: dict, words: str) -> FeatureTable:
    """A cable per word; `AB+CD` is one multipart cable; a word met before gets a number: AB, AB2."""
    ids, lines = [], []
    for word in words.split():
        parts = [shapely.LineString([at[letter] for letter in part]) for part in word.split("+")]
        lines.append(parts[0] if len(parts) == 1 else shapely.MultiLineString(parts))
        ids.append(word if word not in ids else f"{word}{ids.count(word) + 1}")
    return table(ids, lines)


def stations(at: dict, letters: str, sources: str = "", customers: str = "", shared: str = "") -> FeatureTable:
    everyone = list(letters + sources + customers + shared)
    return table(
        everyone,
        [shapely.Point(at[letter]) for letter in everyone],
        has_lv=[letter in letters + shared for letter in everyone],
        is_source=[letter in sources for letter in everyone],
        is_customer=[letter in customers + shared for letter in everyone],
        is_shared=[letter in shared for letter in everyone],
    )


def town(
    picture, lv="", mv="", stations_at="", sources="", customers="", shared="", metres=10.0, shift=None, **options
):
    """The network of a drawn town and its problems."""
    at = places(picture, metres, shift)
    return assemble_cables(
        cables(at, lv),
        cables(at, mv),
        stations(at, stations_at, sources, customers, shared),
        GridOptions(**options),
    )


def node_at(network, at: tuple[float, float], level: str = "LV") -> int:
    """The node of a level at a place."""
    far = np.hypot(network.node_x - at[0], network.node_y - at[1])
    far[network.node_level != level] = np.inf
    return int(np.argmin(far))


def kinds(network, level: str = "LV") -> list[str]:
    return sorted(network.node_kind[network.node_level == level].tolist())


def pieces(network, level: str = "LV", opened=()) -> int:
    """How many connected pieces with at least one edge a level falls into."""
    edges = [e for e in range(network.n_edges) if network.edge_level[e] == level and e not in set(opened)]
    root = {}

    def find(node):
        while root.setdefault(node, node) != node:
            node = root[node]
        return node

    for e in edges:
        root[find(int(network.edge_from[e]))] = find(int(network.edge_to[e]))
    return len({find(node) for node in list(root)})


def codes(problems) -> list[str]:
    return sorted(problem.code for problem in problems)
