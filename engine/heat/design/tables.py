"""The network as tables: pipes and connections."""

from __future__ import annotations

import numpy as np
import pandas as pd

from ...phrases import phrase_column
from ..pipes import Pipes
from .at_home import HomeSide
from .layout import Layout
from .sizing import Sized
from .users import Users

HOURS_A_YEAR = 8_760


def pipe_ids(layout: Layout, users: Users) -> np.ndarray:
    """A name for each pipe (p,): of the house it ends at, else of the node it leads to."""
    to_node = layout.node_id[layout.tree.child]
    houses = users.building_id[np.maximum(layout.house, 0)]
    return np.array(
        [f"house {h}" if at >= 0 else f"main {n}" for n, at, h in zip(to_node, layout.house, houses)], object
    )


def pipe_table(
    layout: Layout, sized: Sized, pipes: Pipes, users: Users, home: HomeSide, graph, year_loss_w_per_m, station_id
) -> pd.DataFrame:
    """Columns of `HEAT_PIPES`. station_id (r,): of each root. year_loss_w_per_m (p,): mean of the year."""
    tree, served = layout.tree, layout.house >= 0
    at_house = np.maximum(layout.house, 0)
    mwh = tree.downstream(np.where(served, home.mwh[at_house], 0.0))
    metres = tree.downstream(layout.length_m)
    street = np.where(layout.edge >= 0, graph.street[np.maximum(layout.edge, 0)], -1)
    frame = graph.streets.frame
    known = street >= 0
    names, how = (
        np.where(known, frame[column].to_numpy(object)[np.maximum(street, 0)] if len(frame) else "", other)
        for column, other in (("street_id", ""), ("how", "inferred"))
    )
    size = sized.size
    return pd.DataFrame(
        {
            "pipe_id": pipe_ids(layout, users),
            "kind": layout.kind,
            "street_id": names,
            "from_node": layout.node_id[tree.parent],
            "to_node": layout.node_id[tree.child],
            "dn": pipes.dn[size],
            "inner_mm": pipes.inner_m[size] * 1000,
            "length_m": layout.length_m,
            "heat_kw": sized.kw,
            "flow_kg_per_s": sized.flow_kg_per_s,
            "velocity_m_per_s": sized.velocity_m_per_s,
            "pressure_pa_per_m": sized.pressure_pa_per_m,
            "loss_w_per_m": sized.loss_w_per_m,
            "loss_mwh_per_year": year_loss_w_per_m * layout.length_m * HOURS_A_YEAR / 1e6,
            "eur": pipes.eur_per_m[size] * layout.length_m,
            "homes": tree.downstream(np.where(served, users.homes[at_house], 0)).round().astype(int),
            "connections": tree.downstream(served).round().astype(int),
            "heat_mwh_per_year": mwh,
            "heat_mwh_per_m": np.divide(mwh, metres, out=np.zeros(len(tree)), where=metres > 0),
            "station_id": station_id[tree.root],
            "path_bar": sized.path_bar,
            "how": how,
        }
    )


def connection_table(
    layout: Layout, sized: Sized, pipes: pd.DataFrame, users: Users, home: HomeSide, eur: np.ndarray, why, reason
) -> pd.DataFrame:
    """Columns of `HEAT_CONNECTIONS`, one row a building. eur (n,): what its connection costs once, without its pipe.
    why, reason (n,): word and Phrase for staying out.
    """
    n = len(users)
    pipe = np.full(n, -1, np.int64)
    at = np.flatnonzero(layout.house >= 0)
    pipe[layout.house[at]] = at
    served = pipe >= 0
    own = np.maximum(pipe, 0)

    def of_pipe(values, none):
        return np.where(served, np.asarray(values)[own], none) if len(layout.tree) else np.full(n, none)

    def at_home(values):
        return np.where(served, values, np.nan)

    said = phrase_column(n)
    said[~served] = reason[~served]
    return pd.DataFrame(
        {
            "building_id": users.building_id,
            "served": served,
            "reason": said,
            "reason_code": np.where(served, "", why),
            "station_id": of_pipe(pipes["station_id"].to_numpy(object), ""),
            "pipe_id": of_pipe(pipes["pipe_id"].to_numpy(object), ""),
            "heat_kw": at_home(home.kw),
            "heat_mwh_per_year": at_home(home.mwh),
            "length_m": of_pipe(layout.length_m, np.nan),
            "eur": of_pipe(pipes["eur"].to_numpy(float), np.nan) + eur,
            "supply_c": of_pipe(sized.supply_c, np.nan),
            "remains": np.where(served, home.remains, "all"),
            "electric_kw": at_home(home.electric_kw),
            "electric_mwh_per_year": at_home(home.electric_mwh),
            "cop_space": at_home(home.cop_space),
            "cop_water": at_home(home.cop_water),
        }
    )
