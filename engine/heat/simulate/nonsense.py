"""What pandapipes calls solved and yet cannot be: named by pipe, house and station."""

from __future__ import annotations

import numpy as np

from ...problems import Problem
from .elements import KELVIN
from .reading import read_parts

START_K = 293.15
FREEZING_C = 0.0


def find_nonsense(net) -> list[Problem]:
    """Problems of a solved pandapipes heat net: water colder than the ground around it or below freezing, return
    pressure above supply, and stubs that keep the temperature they started from because no water flows in them.
    """
    parts = read_parts(net)
    result = net.res_junction
    celsius = result["t_k"].to_numpy(float) - KELVIN
    bar = result["p_bar"].to_numpy(float)
    ground = np.full(len(parts.nodes), np.nan)
    still = np.ones(len(parts.nodes), bool)
    flow = np.abs(net.res_pipe["mdot_from_kg_per_s"].to_numpy(float))
    for pipes in (parts.supply, parts.back):
        for ends in (parts.pipe_from, parts.pipe_to):
            ground[ends] = np.fmin(ground[ends], pipes.ground_c)
            still[ends[np.nan_to_num(flow[pipes.row]) > 1e-9]] = False
    problems = []
    house_at = {node: name for name, node in zip(parts.houses.names, parts.houses.node)}
    for rows in (parts.supply_row, parts.return_row):
        limit = np.fmax(np.nan_to_num(ground, nan=FREEZING_C), FREEZING_C) - 0.01
        for k in np.flatnonzero(~still & (celsius[rows] < limit)):
            problems.append(_cold(parts, house_at, k, celsius[rows[k]], ground[k]))
    for k in np.flatnonzero(~still & (bar[parts.return_row] > bar[parts.supply_row])):
        problems.append(
            _reversed(house_at.get(k, ""), parts.nodes[k], bar[parts.return_row[k]] - bar[parts.supply_row[k]])
        )
    for k in np.flatnonzero(still & (np.abs(celsius[parts.supply_row] + KELVIN - START_K) < 1e-6)):
        problems.append(
            Problem(
                "NET", parts.nodes[k], "still_water",
                "No water flows at node {id}: the {celsius} °C that pandapipes gives there is where it started from.",
                "Take the pipe out, or read the temperature of the ground there.",
                {"id": parts.nodes[k], "celsius": 20},
            )
        )  # fmt: skip
    return problems


def _cold(parts, house_at, k, celsius, ground) -> Problem:
    return Problem(
        "NET", house_at.get(k, ""), "colder_than_ground",
        "At node {id} the water is {celsius} °C, colder than the ground around it ({ground} °C): a fixed flow or "
        "temperature drop takes more heat than there is.",
        "Give the house a return temperature in place of a fixed flow or temperature drop.",
        {"id": parts.nodes[k], "celsius": round(float(celsius), 1), "ground": round(float(ground), 1)},
    )  # fmt: skip


def _reversed(house, node, bar) -> Problem:
    return Problem(
        "NET", house, "pump_too_small",
        "At node {id} the return has {bar} bar more pressure than the supply: the pump is too small, and no water "
        "would flow there.",
        "Give the pump more lift, or wider pipes on the way there.", {"id": node, "bar": round(float(bar), 2)},
    )  # fmt: skip
