"""The cheapest mix of flexibility that keeps nested sums within their limits: a linear program (HiGHS).

Over every hour t of a window and each cell c the variables are: battery charging, discharging and storage, with its
power and size; what cars charge and have charged; heat pumps earlier and later with the heat that rooms hold; panels
curtailed. Rows: the storage balances, the cars' sum between latest and earliest, and for each element the sum over the
cells behind it between its limits. It minimises euro a year.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace

import numpy as np

from .cars import CarFleet
from .heat import HeatBuffers
from .prices import Prices
from .program import Program
from .windows import Window, with_short_stretches

# Variables solved at once; more are solved stretch after stretch, worst first. Twice as many take four times as long.
LARGEST_PROGRAM = 8_000
SHORTFALL_EUR_PER_KW = 1e4
NO_SHORTFALL_KW = 1e-4
# Plans of equal cost are told apart by how well they can be followed and understood: by shares of a price that count
# in the program and not in the cost.
INNER_SHARE = 1e-3  # more for a battery with each limit around it: one that serves an outer limit stands there
DEEP_SHARE = 0.02  # more for the second half of what rooms can do: rooms differ, and follow an even plan better


@dataclass(frozen=True)
class Devices:
    """What each of c cells can do in the window's w hours; a list is empty or has one item a cell.

    battery: (c,) whether a battery may stand there. battery_most_kwh: (c,) inf where nothing bounds it. cars:
    CarFleet. heat: HeatBuffers. pv_kw: (w, c) what panels generate. battery_least_kw, battery_least_kwh: (c,) what
    stands there in any case, None for nothing.
    """

    battery: np.ndarray
    battery_most_kwh: np.ndarray | None = None
    cars: list[CarFleet | None] = field(default_factory=list)
    heat: list[HeatBuffers | None] = field(default_factory=list)
    pv_kw: np.ndarray | None = None
    battery_least_kw: np.ndarray | None = None
    battery_least_kwh: np.ndarray | None = None


@dataclass(frozen=True)
class Flexibility:
    """Result for w hours and c cells. All kW positive when drawn.

    net_kw, battery_hours_kw, car_kw, heat_change_kw, curtailed_kw: (w, c). battery_kw, battery_kwh, shifted_kwh,
    buffered_kwh, curtailed_kwh: (c,). shortfall_kw: (e,) highest excess that remains over each element's limits.
    eur_per_year: of all. feasible: no excess remains. status: what the solver said; "infeasible, confirmed" where the
    program without limits on excess found none without it either. at_once: whether all hours were one program.
    """

    net_kw: np.ndarray
    battery_hours_kw: np.ndarray
    car_kw: np.ndarray
    heat_change_kw: np.ndarray
    curtailed_kw: np.ndarray
    battery_kw: np.ndarray
    battery_kwh: np.ndarray
    shifted_kwh: np.ndarray
    buffered_kwh: np.ndarray
    curtailed_kwh: np.ndarray
    eur_per_year: float
    feasible: bool
    shortfall_kw: np.ndarray
    status: str
    at_once: bool = True


def cheapest_flexibility(
    need: Window, devices: Devices, prices: Prices | None = None, largest_program: int = LARGEST_PROGRAM
) -> Flexibility:
    """The cheapest flexibility within the limits of `need`.

    Where no plan meets them ("infeasible"), the program is solved again with excess allowed at a price: if it finds a
    plan without excess that is taken, otherwise `shortfall_kw` says what remains. A program of more than
    `largest_program` variables is solved stretch after stretch in order of severity: each may enlarge the batteries of
    the ones before; its cost then lies at or above that of all at once (`at_once` False).
    """
    prices = prices or Prices()
    w, c = need.kw.shape
    per_hour = variables_per_hour(devices)
    if w * per_hour <= largest_program or len(np.unique(need.stretch)) < 2:
        return _solve(need, devices, prices, *_least(devices, c))
    return _in_parts(need, devices, prices, max(int(largest_program // max(per_hour, 1)), 24))


def _least(devices: Devices, cells: int) -> list[np.ndarray]:
    return [np.zeros(cells) if v is None else v for v in (devices.battery_least_kw, devices.battery_least_kwh)]


def variables_per_hour(devices: Devices) -> int:
    return sum(
        3 * int(battery) + 3 * int(_fleet(devices, cell) is not None)
        + 5 * int(_buffers(devices, cell) is not None) + int(devices.pv_kw is not None)
        for cell, battery in enumerate(devices.battery)
    )  # fmt: skip


def fitting(need: Window, devices: Devices, largest_program: int = LARGEST_PROGRAM) -> Window:
    """The same hours, in stretches that are no larger program each; `devices` may have to be made anew for them."""
    return with_short_stretches(need, max(largest_program // max(variables_per_hour(devices), 1), 24))


def _fleet(devices: Devices, cell: int) -> CarFleet | None:
    fleet = devices.cars[cell] if devices.cars else None
    return fleet if fleet is not None and len(fleet.kwh) else None


def _buffers(devices: Devices, cell: int) -> HeatBuffers | None:
    heat = devices.heat[cell] if devices.heat else None
    return heat if heat is not None and heat.store_kwh.sum() > 0 else None


def _solve(need: Window, devices: Devices, prices: Prices, least_kw, least_kwh) -> Flexibility:
    program, parts, _ = _program(need, devices, prices, least_kw, least_kwh, elastic=False)
    values, status = program.solve() if program.columns and program.rows else (np.zeros(program.columns), "optimal")
    excess = np.zeros(len(need.behind))
    if values is None:
        program, parts, slack = _program(need, devices, prices, least_kw, least_kwh, elastic=True)
        values, second = program.solve()
        if values is None:
            raise RuntimeError(f"the program with excess allowed has no solution either: {second}")
        excess = np.where(values[slack] > NO_SHORTFALL_KW, values[slack], 0.0)
        status = f"{status}, confirmed" if excess.any() else f"{status}, but a plan was found"
    return _result(need, devices, prices, parts, values, excess, status)


def _program(need: Window, devices: Devices, prices: Prices, least_kw, least_kwh, elastic: bool):
    program = Program()
    w, c = need.kw.shape
    first = need.first
    parts: list[dict] = []
    for cell in range(c):
        part: dict = {}
        if devices.battery[cell]:
            most = np.inf if devices.battery_most_kwh is None else devices.battery_most_kwh[cell]
            inner = 1.0 + INNER_SHARE * (need.behind[:, cell].sum() - 1)
            part |= _battery(program, need, first, prices, least_kw[cell], least_kwh[cell], most, inner)
        fleet, heat = _fleet(devices, cell), _buffers(devices, cell)
        if fleet is not None:
            part |= _cars(program, fleet, first, prices)
        if heat is not None:
            part |= _heat(program, heat, need, first, prices)
        if devices.pv_kw is not None and (devices.pv_kw[:, cell] > 0).any():
            part["cut"] = program.variables(w, prices.curtailed_eur_per_kwh, 0.0, np.maximum(devices.pv_kw[:, cell], 0))
        parts.append(part)
    slack = program.variables(len(need.behind), SHORTFALL_EUR_PER_KW) if elastic else None
    _limits(program, need, devices, parts, slack)
    return program, parts, slack


def _battery(program: Program, need: Window, first, prices: Prices, least_kw, least_kwh, most_kwh, factor) -> dict:
    w, one_way = len(first), prices.battery_one_way
    kw = program.variables(1, factor * prices.battery_eur_per_kw_year, least_kw)
    kwh = program.variables(1, factor * prices.battery_eur_per_kwh_year, least_kwh, max(most_kwh, least_kwh))
    charge = program.variables(w)
    discharge = program.variables(w, prices.battery_eur_per_kwh_through)
    store = program.variables(w)
    start = program.variables(int(first.sum()))
    number = np.cumsum(first) - 1
    before = np.where(first, start[number], np.r_[0, store[:-1]])
    zero = np.zeros(w)
    program.constrain(
        zero, zero, (None, store, 1.0), (None, before, -1.0), (None, charge, -one_way), (None, discharge, 1 / one_way)
    )
    program.constrain(
        np.full(w, -np.inf), zero, (None, charge, 1.0), (None, discharge, 1.0), (None, np.repeat(kw, w), -1.0)
    )
    every = np.r_[store, start]
    program.constrain(
        np.full(len(every), -np.inf), np.zeros(len(every)), (None, every, 1.0), (None, np.repeat(kwh, len(every)), -1.0)
    )
    if need.cyclic:
        end = store[np.r_[first[1:], True]][: len(start) - need.open_end]
        begin = start[: len(end)]
        program.constrain(np.zeros(len(end)), np.full(len(end), np.inf), (None, end, 1.0), (None, begin, -1.0))
    return {"kw": kw, "kwh": kwh, "charge": charge, "discharge": discharge}


def _cars(program: Program, fleet: CarFleet, first, prices: Prices) -> dict:
    w, base = fleet.rows, fleet.base_kw
    car = program.variables(w, 0.0, 0.0, fleet.most_kw)
    done = program.variables(w, 0.0, fleet.latest_kwh - 1e-9, fleet.earliest_kwh + 1e-9)
    later = program.variables(w, prices.shifted_car_eur_per_kwh)
    here, zero = np.arange(w), np.zeros(w)
    program.constrain(zero, zero, (None, done, 1.0), (here[1:], done[:-1], -1.0), (None, car, -1.0))
    program.constrain(base, np.full(w, np.inf), (None, later, 1.0), (None, car, 1.0))
    return {"car": car, "later": later}


def _heat(program: Program, heat: HeatBuffers, need: Window, first, prices: Prices) -> dict:
    w, store, cop = len(first), heat.store_kwh.sum(), heat.joint_cop
    more = program.variables(w, 0.0, 0.0, (heat.most_kw - heat.base_kw).sum(axis=1))
    less = program.variables(w, prices.buffered_heat_eur_per_kwh, 0.0, heat.base_kw.sum(axis=1))
    last = np.r_[first[1:], True]
    room = program.variables(w, 0.0, np.where(last, 0.0, -store), store)
    go_on = np.flatnonzero(~first)
    zero = np.zeros(w)
    program.constrain(
        zero,
        zero,
        (None, room, 1.0),
        (go_on, room[go_on - 1], -heat.joint_keeps),
        (None, more, -cop),
        (None, less, cop),
    )
    deep_kw = program.variables(w, DEEP_SHARE * prices.buffered_heat_eur_per_kwh)
    deep_kwh = program.variables(w, DEEP_SHARE * prices.buffered_heat_eur_per_kwh)
    most = np.full(w, np.inf)
    program.constrain(-0.5 * heat.base_kw.sum(axis=1), most, (None, deep_kw, 1.0), (None, less, -1.0))
    for sign in (1.0, -1.0):
        program.constrain(np.full(w, -0.5 * store), most, (None, deep_kwh, 1.0), (None, room, sign))
    return {"more": more, "less": less}


SIGNS = {"charge": 1.0, "discharge": -1.0, "car": 1.0, "more": 1.0, "less": -1.0, "cut": 1.0}


def _fixed_kw(need: Window, devices: Devices) -> np.ndarray:
    """(w, c) what is drawn beside the variables: cars that may move are one of them."""
    fixed = need.kw.copy()
    for cell in range(fixed.shape[1]):
        fleet = _fleet(devices, cell)
        if fleet is not None:
            fixed[:, cell] -= fleet.base_kw
    return fixed


def _limits(program: Program, need: Window, devices: Devices, parts: list[dict], slack) -> None:
    fixed = _fixed_kw(need, devices)
    for e, cells in enumerate(need.behind):
        there = fixed[:, cells].sum(axis=1)
        low, high = need.least_kw[:, e] - there, need.most_kw[:, e] - there
        rows = np.flatnonzero(np.isfinite(low) | np.isfinite(high))
        terms = [
            (None, part[name][rows], sign)
            for cell in np.flatnonzero(cells)
            for name, sign in SIGNS.items()
            if name in (part := parts[cell])
        ]
        if not len(rows) or not (terms or slack is not None):
            continue
        if slack is None:
            program.constrain(low[rows], high[rows], *terms)
        else:
            own = np.repeat(slack[e], len(rows))
            program.constrain(np.full(len(rows), -np.inf), high[rows], *terms, (None, own, -1.0))
            program.constrain(low[rows], np.full(len(rows), np.inf), *terms, (None, own, 1.0))


def _result(need, devices, prices, parts, values, excess, status) -> Flexibility:
    shape = need.kw.shape
    hours = {name: np.zeros(shape) for name in (*SIGNS, "later")}
    size = {name: np.zeros(shape[1]) for name in ("kw", "kwh")}
    for cell, part in enumerate(parts):
        for name, variables in part.items():
            if name in size:
                size[name][cell] = values[variables[0]]
            else:
                hours[name][:, cell] = values[variables]
    change = sum(sign * hours[name] for name, sign in SIGNS.items())
    net = _fixed_kw(need, devices) + change
    if not any(parts):  # nothing can be steered: what is over stays over
        excess = _excess(need, net)
    shifted, buffered, cut = (hours[name].sum(axis=0) for name in ("later", "less", "cut"))
    cost = (
        prices.battery_eur_per_year(size["kw"], size["kwh"]).sum()
        + prices.battery_eur_per_kwh_through * hours["discharge"].sum()
        + prices.shifted_car_eur_per_kwh * shifted.sum()
        + prices.buffered_heat_eur_per_kwh * buffered.sum()
        + prices.curtailed_eur_per_kwh * cut.sum()
    )
    return Flexibility(
        net, hours["charge"] - hours["discharge"], hours["car"], hours["more"] - hours["less"], hours["cut"],
        size["kw"], size["kwh"], shifted, buffered, cut, float(cost), not excess.any(), excess, status,
    )  # fmt: skip


def _excess(need: Window, net: np.ndarray) -> np.ndarray:
    sums = net @ need.behind.T.astype(float)
    over = np.maximum(sums - need.most_kw, need.least_kw - sums)
    worst = over.max(axis=0, initial=0.0)
    return np.where(worst > NO_SHORTFALL_KW, worst, 0.0)


def _in_parts(need: Window, devices: Devices, prices: Prices, hours_at_once: int) -> Flexibility:
    """Stretches in order of severity; batteries only grow, and the last word on their size holds for all."""
    c = need.kw.shape[1]
    sums = need.kw @ need.behind.T.astype(float)
    over = np.maximum(np.maximum(sums - need.most_kw, need.least_kw - sums), 0.0).sum(axis=1)
    numbers, place = np.unique(need.stretch, return_inverse=True)
    severity, length = np.bincount(place, over), np.bincount(place)
    kw, kwh = _least(devices, c)
    found: list[tuple[np.ndarray, Flexibility]] = []
    waiting = np.argsort(-severity, kind="stable").tolist()
    while waiting:
        took = [waiting.pop(0)]
        while waiting and length[[*took, waiting[0]]].sum() <= hours_at_once:
            took.append(waiting.pop(0))
        rows = np.flatnonzero(np.isin(need.stretch, numbers[took]))
        part = _solve(need.part(rows), _devices_at(devices, rows), prices, kw, kwh)
        kw, kwh = np.maximum(kw, part.battery_kw), np.maximum(kwh, part.battery_kwh)
        found.append((rows, part))
    return _joined(need, found, prices, kw, kwh)


def _devices_at(devices: Devices, rows: np.ndarray) -> Devices:
    return replace(
        devices,
        cars=[None if fleet is None else fleet.part(rows) for fleet in devices.cars],
        heat=[None if heat is None else heat.part(rows) for heat in devices.heat],
        pv_kw=None if devices.pv_kw is None else devices.pv_kw[rows],
    )


def _joined(need: Window, found, prices: Prices, kw, kwh) -> Flexibility:
    shape = need.kw.shape
    hours = {n: np.zeros(shape) for n in ("net_kw", "battery_hours_kw", "car_kw", "heat_change_kw", "curtailed_kw")}
    sums = {name: np.zeros(shape[1]) for name in ("shifted_kwh", "buffered_kwh", "curtailed_kwh")}
    excess, running = np.zeros(len(need.behind)), 0.0
    for rows, part in found:
        for name, values in hours.items():
            values[rows] = getattr(part, name)
        for name in sums:
            sums[name] += getattr(part, name)
        excess = np.maximum(excess, part.shortfall_kw)
        running += part.eur_per_year - prices.battery_eur_per_year(part.battery_kw, part.battery_kwh).sum()
    cost = running + prices.battery_eur_per_year(kw, kwh).sum()
    status = "optimal" if not excess.any() else "infeasible, confirmed"
    return Flexibility(
        **hours, **sums, battery_kw=kw, battery_kwh=kwh, eur_per_year=float(cost), feasible=not excess.any(),
        shortfall_kw=excess, status=status, at_once=False,
    )  # fmt: skip
