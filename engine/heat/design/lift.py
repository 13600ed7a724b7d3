"""How much electricity it takes to lift heat: yearly performance factors by the temperatures between."""

from __future__ import annotations

import numpy as np

from ...catalogue import read_catalogue

KELVIN = 273.15
LEAST_SPF = 1.0


def central_spf(from_c, to_c) -> np.ndarray:
    """Yearly performance (n,) of a heat pump that lifts heat from from_c to to_c; inf where no lift is needed.

    Between the rows of the catalogue `heat_spf` by temperature lift; above its highest lift by the share of Carnot's
    performance of its last row, below its lowest flat.
    """
    from_c, to_c = np.broadcast_arrays(np.asarray(from_c, float), np.asarray(to_c, float))
    rows = read_catalogue("heat_spf").query("kind == 'central'").assign(lift=lambda t: t["to_c"] - t["from_c"])
    rows = rows.sort_values("lift")
    lift = to_c - from_c
    spf = np.interp(lift, rows["lift"], rows["spf"])
    last = rows.iloc[-1]
    beyond = lift > last["lift"]
    spf = np.where(beyond, _carnot_share(last) * (to_c + KELVIN) / np.where(beyond, lift, 1.0), spf)
    return np.where(lift > 0, np.maximum(spf, LEAST_SPF), np.inf)


def booster_cop(from_c, to_c) -> np.ndarray:
    """Performance (n,) of a booster for hot water at home: the catalogue's share of Carnot's; inf without lift.

    A small lift never gives more than the best row of the central heat pumps.
    """
    table = read_catalogue("heat_spf")
    row = table.query("kind == 'booster'").iloc[0]
    best = table.query("kind == 'central'")["spf"].max()
    from_c, to_c = np.broadcast_arrays(np.asarray(from_c, float), np.asarray(to_c, float))
    lift = to_c - from_c
    cop = _carnot_share(row) * (to_c + KELVIN) / np.where(lift > 0, lift, 1.0)
    return np.where(lift > 0, np.clip(cop, LEAST_SPF, best), np.inf)


def _carnot_share(row) -> float:
    return float(row["spf"] * (row["to_c"] - row["from_c"]) / (row["to_c"] + KELVIN))
