"""How much electricity it takes to lift heat: yearly performance factors by the temperatures between."""

from __future__ import annotations

from functools import cache

import numpy as np

from ...catalogue import read_catalogue
from ...demand import typical_year
from ...demand.figures import figures

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


def home_cop(from_c) -> tuple[np.ndarray, np.ndarray]:
    """Performance (n,) for rooms and for hot water of a heat pump at home that draws from from_c.

    The machine is that of a home without a network, as the hourly demand has it (catalogue `heat_pumps`): it warms the
    same emitters along the same line over the temperature it draws from, water of the loop in place of air.
    """
    f = figures("heat_pumps")
    best = read_catalogue("heat_spf")["spf"].max()
    from_c = np.asarray(from_c, float)
    space, water = (f[f"{name}_a"] + f[f"{name}_b"] * from_c for name in ("cop", "cop_water"))
    return np.clip(space, LEAST_SPF, best), np.clip(water, LEAST_SPF, best)


@cache
def air_cop() -> tuple[float, float]:
    """Yearly performance for rooms and for hot water of the same machine on outside air.

    Heat over electricity of the typical year: rooms ask by the degrees below the heating limit, taps the same in every
    hour. The hourly demand of a town comes out some 4 % lower, by its electric elements and lowered nights.
    """
    outside_c = typical_year().temperature_c
    space, water = home_cop(outside_c)
    asks = np.maximum(figures("heat_pumps")["heating_limit_c"] - outside_c, 0)
    return float(asks.sum() / (asks / space).sum()), float(1 / (1 / water).mean())


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
