"""Steers one group of nested pockets: which mix, who follows it, and how large the batteries must be."""

from __future__ import annotations

from dataclasses import dataclass, field, replace

import numpy as np

from ..steering import (
    CarFleet,
    Devices,
    Flexibility,
    HeatBuffers,
    Prices,
    Window,
    battery_for_limit,
    battery_hours,
    binding_hours,
    cheapest_flexibility,
    follow,
    stretches_of,
)
from ..steering.battery import BatteryNeed
from .best_of_two import batteries_instead, buffered_kwh, shifted_kwh
from .ledger import Ledger, cell_of
from .options import PocketOptions
from .segments import Pocket
from .steered import BATTERY, SteeredProfiles

TRIAL_HOURS = 336  # around the worst moment: enough to prove that a pocket cannot be steered
TIGHTENINGS = 3
LEAST_KW = 1e-3
CARE = 0.1  # of an overload: how far within the limit cars, rooms and panels are planned
SMALLEST_CELL = 0.1  # share of a pocket's connections
SAME_SIZE = 2e-3  # of a battery: rounds of flow and steering end
SAME_PROGRAM_SIZE = 1e-2  # where a program shares it among several
TELLING_HOURS = 48  # of highest power, whose shares spread a battery over connections


@dataclass
class Steering:
    """What was decided for one pocket; kWh are of the year, of what it steers itself (not of pockets within it).

    alone: the battery that would do without anything else. possible: False where steering cannot clear it; then
    shortfall_kw says what remains over and nothing is steered for it. hours, battery_hours_kw: (w,) of its battery.
    connections, weights: (k,) who carries which share of it in the steered profiles.
    """

    battery_kw: float = 0.0
    battery_kwh: float = 0.0
    shifted_kwh: float = 0.0
    buffered_kwh: float = 0.0
    curtailed_kwh: float = 0.0
    through_kwh: float = 0.0
    alone: BatteryNeed | None = None
    shortfall_kw: float = 0.0
    possible: bool = True
    settled: bool = False
    hours: np.ndarray = field(default_factory=lambda: np.zeros(0, np.int64))
    battery_hours_kw: np.ndarray = field(default_factory=lambda: np.zeros(0))
    connections: np.ndarray = field(default_factory=lambda: np.zeros(0, np.int64))
    weights: np.ndarray = field(default_factory=lambda: np.zeros(0))

    def eur_per_year(self, prices: Prices) -> float:
        return float(
            prices.battery_eur_per_year(self.battery_kw, self.battery_kwh)
            + prices.battery_eur_per_kwh_through * self.through_kwh
            + prices.shifted_car_eur_per_kwh * self.shifted_kwh
            + prices.buffered_heat_eur_per_kwh * self.buffered_kwh
            + prices.curtailed_eur_per_kwh * self.curtailed_kwh
        )


class Steerer:
    """Holds the profiles under change and the facts of cars and heat pumps; steers groups of pockets in them."""

    def __init__(self, steered: SteeredProfiles, options: PocketOptions):
        self.steered, self.options = steered, options
        self.sessions = steered.facts("car_sessions") if options.steer_cars and steered.has("car") else {}
        self.pumps = steered.facts("heat_pumps") if options.steer_heat_pumps and steered.has("heat_pump") else {}
        self.temperature_c = steered.facts("weather").get("temperature_c")
        if self.temperature_c is None:
            self.pumps = {}
        self.panels = options.steer_panels and steered.has("pv")
        self.moved = np.zeros(len(steered.connection_ids), bool)  # whose cars and heat pumps are steered already
        self.of: dict[tuple, Steering] = {}

    def own(self, pocket: Pocket) -> Steering:
        return self.of.setdefault(pocket.key, Steering())

    def live(self, pockets: list[Pocket]) -> list[Pocket]:
        return [pocket for pocket in pockets if self.own(pocket).possible]

    def first(self, group: list[Pocket], ledger: Ledger) -> None:
        """Find the cheapest mix for nested pockets together and put it into the profiles."""
        for pocket in group:
            self._consider(pocket, ledger)
        waiting = trees(self.live(group))
        while waiting:
            tree = waiting.pop(0)
            window = self._window(tree, ledger)
            if window is None:
                continue
            devices = self._devices(tree, window)
            careful = _with_care(window)
            plan = cheapest_flexibility(careful, devices, self.options.prices)
            planned = careful
            if not plan.feasible:
                planned = window
                plan = cheapest_flexibility(window, devices, self.options.prices)
            if plan.feasible:
                self._put(tree, ledger, window, planned, devices, plan)
                continue
            for pocket, kw in zip(tree, plan.shortfall_kw):
                if kw > LEAST_KW:
                    self._give_up(pocket, float(kw))
            waiting += trees(self.live(tree))

    def again(self, group: list[Pocket], ledger: Ledger, clean: bool) -> bool:
        """Size the batteries anew, with what the flow has told since; where the flow was `clean` and the sizes hold,
        nothing is touched. Returns whether any of them changed.
        """
        changed = False
        for tree in trees(self.live(group)):
            window = self._window(tree, ledger, np.unique(np.concatenate([self.own(p).hours for p in tree])))
            changed |= window is not None and self._size(tree, ledger, window, clean)
        return changed

    def spread_anew(self, pockets: list[Pocket], ledger: Ledger) -> None:
        """After guards have come: batteries stand outside of pockets within, and a guard may have one too."""
        live = self.live(pockets)
        for pocket in live:
            own, members = self.own(pocket), cell_of(pocket, live)
            if own.alone is None:
                self._consider(pocket, ledger)
            if pocket.guard and not len(own.hours):
                within = [self.own(p).hours for p in live if p.holds(pocket) or pocket.holds(p)]
                own.hours = np.unique(np.concatenate(within))
                own.battery_hours_kw = np.zeros(len(own.hours))
            if np.array_equal(members, own.connections) or not len(own.hours):
                continue
            hours, kw = own.hours, own.battery_hours_kw
            self._battery(pocket, ledger, np.zeros(0, np.int64), np.zeros(0))
            top = hours[np.unique(np.linspace(0, len(hours) - 1, TELLING_HOURS).astype(int))]
            own.connections, own.weights = members, self._weights(members, top)
            self._battery(pocket, ledger, hours, kw)

    def _give_up(self, pocket: Pocket, shortfall_kw: float) -> None:
        own = self.own(pocket)
        own.possible, own.shortfall_kw = False, shortfall_kw

    def _consider(self, pocket: Pocket, ledger: Ledger) -> None:
        """A pocket by itself: its battery without anything else; and where that would be away from full for days, a
        trial over the worst days. By itself is easier than with its neighbours: who fails here fails in all.
        """
        own, prices = self.own(pocket), self.options.prices
        kw, place = ledger.total_kw(pocket), ledger.place[pocket.key]
        most, least = ledger.most_kw[:, place], ledger.least_kw[:, place]
        needs = [
            battery_for_limit(sign * kw, sign * limit, prices.battery_round_trip, prices.battery_longest_days)
            for sign, limit in ((1.0, most), (-1.0, least))
        ]
        own.alone = max(needs, key=lambda need: need.kwh)
        if own.alone.suitable and self.options.steer_batteries:
            return
        worst = int(np.argmax(own.alone.deficit_kwh))
        hours = np.arange(max(worst - TRIAL_HOURS + 24, 0), min(worst + 24, len(kw)))
        trial = Window(
            kw[hours][:, None], np.ones((1, 1), bool), most[hours][:, None], least[hours][:, None],
            np.zeros(len(hours), np.int64), hours, cyclic=False,
        )  # fmt: skip
        plan = cheapest_flexibility(trial, self._devices([pocket], trial, pocket.connections), prices)
        if not plan.feasible:
            self._give_up(pocket, float(plan.shortfall_kw.max()))

    def _window(self, live: list[Pocket], ledger: Ledger, hours: np.ndarray | None = None) -> Window | None:
        """The hours that can bind and what holds there, without the pockets' own batteries."""
        if not live:
            return None
        behind = np.array([[outer.holds(inner) for inner in live] for outer in live], bool)
        kw = ledger.cells_kw(live)
        most, least = ledger.limits_kw(live, kw, behind)
        for column, pocket in enumerate(live):
            own = self.own(pocket)
            kw[own.hours, column] -= own.battery_hours_kw
        sums = kw @ behind.T.astype(float)
        binding = np.flatnonzero(binding_hours(sums, most, least, self.options.prices.battery_round_trip))
        hours = binding if hours is None else np.union1d(hours, binding)
        if not len(hours):
            return None
        return Window(kw[hours], behind, most[hours], least[hours], stretches_of(hours), hours)

    def _devices(self, live: list[Pocket], window: Window, cell: np.ndarray | None = None) -> Devices:
        prices = self.options.prices
        cells = [cell_of(pocket, live) if cell is None else cell for pocket in live]
        most = np.full(len(live), np.inf)
        for column, pocket in enumerate(live):
            if not self.own(pocket).alone.suitable:
                most[column] = prices.battery_kwh_per_connection * len(cells[column])
        free = [members[~self.moved[members]] for members in cells]
        cars = [CarFleet.from_facts(self.sessions, members, window.hours, window.stretch) for members in free]
        heat = [self._buffers(members, window.hours) for members in free]
        battery = self._may_have_battery(live, cells)
        pv = np.column_stack([self._pv_kw(members, window.hours) for members in cells]) if self.panels else None
        return Devices(battery, most, cars if self.sessions else [], heat if self.pumps else [], pv)

    def _may_have_battery(self, live: list[Pocket], cells: list[np.ndarray]) -> np.ndarray:
        """Not where next to nobody is left beside the pockets within: a battery there serves the one around as well."""
        return np.array(
            [
                self.options.steer_batteries and len(cell) > SMALLEST_CELL * len(pocket.connections)
                for pocket, cell in zip(live, cells)
            ],
            bool,
        )

    def _buffers(self, members: np.ndarray, hours: np.ndarray) -> HeatBuffers | None:
        if not self.pumps:
            return None
        kw = self.steered.columns("heat_pump", hours, members)
        return HeatBuffers.from_facts(self.pumps, self.temperature_c[hours], members, kw, self.options.band_k)

    def _pv_kw(self, members: np.ndarray, hours: np.ndarray) -> np.ndarray:
        return np.maximum(-self.steered.columns("pv", hours, members).sum(axis=1), 0.0)

    def _put(self, live, ledger: Ledger, plain: Window, window: Window, devices: Devices, plan: Flexibility) -> None:
        """Let everyone follow the plan of a window, as closely as they can, and write what they do; batteries alone
        where those turn out cheaper in the `plain` window.
        """
        done = follow(window, devices, plan)
        for _ in range(TIGHTENINGS):
            if np.abs(done.over_kw).max(initial=0.0) <= LEAST_KW:
                break
            tighter = Window(
                window.kw, window.behind, window.most_kw - np.maximum(done.over_kw, 0.0),
                window.least_kw - np.minimum(done.over_kw, 0.0), window.stretch, window.hours, window.cyclic,
            )  # fmt: skip
            again = cheapest_flexibility(tighter, devices, self.options.prices)
            if not again.feasible:
                break
            followed = follow(window, devices, again)
            if np.abs(followed.over_kw).sum() >= np.abs(done.over_kw).sum():
                break
            plan, done = again, followed
        if (alone := batteries_instead(plain, devices, plan, done, self.options.prices)) is not None:
            devices = Devices(devices.battery, devices.battery_most_kwh)
            plan, done = alone, follow(window, devices, alone)
        for column, pocket in enumerate(live):
            self._write(pocket, column, live, window, devices, plan, done)
            ledger.changed(pocket, window.hours, done.kw[:, column] - window.kw[:, column])
        self._size(live, ledger, self._window(live, ledger, window.hours))

    def _write(self, pocket, column, live, window, devices, plan, done) -> None:
        own, members = self.own(pocket), cell_of(pocket, live)
        hours = window.hours
        own.hours, own.battery_hours_kw = hours, np.zeros(len(hours))
        if devices.cars and done.car_kwh[column] is not None:
            fleet = devices.cars[column]
            who = np.unique(fleet.connection)
            own.shifted_kwh += shifted_kwh(devices, done, column)
            self.steered.add("car", hours, who, fleet.by_connection(done.car_kwh[column] - fleet.early_kwh, who))
        if devices.heat and done.heat_kw[column] is not None:
            given, who = done.heat_kw[column], devices.heat[column].connection
            own.buffered_kwh += buffered_kwh(devices, done, column)
            connections, place = np.unique(who, return_inverse=True)
            change = np.zeros((len(hours), len(connections)))
            np.add.at(change, (slice(None), place), given)
            self.steered.add("heat_pump", hours, connections, change)
        self._curtail(own, members, hours, plan.curtailed_kw[:, column], devices.pv_kw, column)
        self.moved[members] = True
        top = hours[np.sort(np.argsort(-np.abs(window.kw[:, column]), kind="stable")[:TELLING_HOURS])]
        own.connections, own.weights = members, self._weights(members, top)

    def _curtail(self, own: Steering, members, hours, kw, pv_kw, column: int) -> None:
        if pv_kw is None or kw.max(initial=0.0) <= 0:
            return
        there = pv_kw[:, column]
        keeps = 1.0 - np.divide(kw, there, out=np.zeros(len(kw)), where=there > 0)
        self.steered.scale("pv", hours, members, np.clip(keeps, 0.0, 1.0))
        own.curtailed_kwh += float(kw.sum())

    def _weights(self, members: np.ndarray, hours: np.ndarray) -> np.ndarray:
        """(k,) shares of the pocket's battery: by the power each has in these hours, so that no cable within the
        pocket carries more for it.
        """
        if not len(members):
            return np.zeros(0)
        power = np.abs(self.steered.net_kw(hours)[:, members]).mean(axis=0) + 1e-6
        return power / power.sum()

    def _size(self, live: list[Pocket], ledger: Ledger, window: Window, clean: bool = False) -> bool:
        """Batteries for what cars, heat pumps and panels leave; in closed form where one limit and one way decide."""
        prices = self.options.prices
        if len(live) == 1 and (need := self._simple(window, prices)) is not None:
            changed = self._differs(live[0], need.kw, need.kwh)
            if changed or not clean:
                hours_kw = battery_hours(window.kw[:, 0], window.most_kw[:, 0], need, prices.battery_round_trip)
                self._keep(live[0], ledger, window, need.kw, need.kwh, hours_kw)
            return changed
        members = [cell_of(pocket, live) for pocket in live]
        battery = self._may_have_battery(live, members)
        pv = np.column_stack([self._pv_kw(cell, window.hours) for cell in members]) if self.panels else None
        plan = cheapest_flexibility(window, Devices(battery, pv_kw=pv), prices)
        sizes = list(zip(live, plan.battery_kw, plan.battery_kwh))
        changed = any(self._differs(*size, SAME_PROGRAM_SIZE) for size in sizes)
        if not changed and clean:
            return False
        for column, (pocket, kw, kwh) in enumerate(sizes):
            own, cut = self.own(pocket), plan.curtailed_kw[:, column]
            self._curtail(own, members[column], window.hours, cut, pv, column)
            ledger.changed(pocket, window.hours, cut)
            self._keep(pocket, ledger, window, kw, kwh, plan.battery_hours_kw[:, column])
        return changed

    def _simple(self, window: Window, prices: Prices) -> BatteryNeed | None:
        if not self.options.steer_batteries:
            return None
        kw, most, least = window.kw[:, 0], window.most_kw[:, 0], window.least_kw[:, 0]
        need = battery_for_limit(kw, most, prices.battery_round_trip, prices.battery_longest_days)
        one_way = not (kw < least - LEAST_KW).any() and need.deficit_kwh[-1:].max(initial=0.0) <= 1e-9
        return need if one_way else None

    def _differs(self, pocket: Pocket, kw: float, kwh: float, share: float = SAME_SIZE) -> bool:
        own = self.own(pocket)
        before, after = np.array([own.battery_kw, own.battery_kwh]), np.array([kw, kwh])
        return bool((np.abs(after - before) > share * np.maximum(after, 1.0)).any())

    def _keep(self, pocket, ledger, window, kw: float, kwh: float, hours_kw: np.ndarray) -> None:
        own = self.own(pocket)
        self._battery(pocket, ledger, window.hours, hours_kw)
        own.battery_kw, own.battery_kwh = (float(kw), float(kwh)) if kw > LEAST_KW else (0.0, 0.0)
        own.through_kwh = float(-np.minimum(hours_kw, 0.0).sum())

    def _battery(self, pocket: Pocket, ledger: Ledger, hours: np.ndarray, kw: np.ndarray) -> None:
        """Put a battery's hours in the place of those it had."""
        own = self.own(pocket)
        if not len(own.connections):
            return
        for where, values in ((own.hours, -own.battery_hours_kw), (hours, kw)):
            if len(values):
                self.steered.add(BATTERY, where, own.connections, np.outer(values, own.weights))
                ledger.changed(pocket, where, values)
        own.hours, own.battery_hours_kw = (hours, kw) if len(hours) else (own.hours, np.zeros(len(own.hours)))


def _with_care(window: Window) -> Window:
    """Limits a little inside, by a share of what is over them: what may be drawn is extrapolated from an overload, and
    a small error there should cost some more charging later, not a battery.
    """
    sums = window.kw @ window.behind.T.astype(float)
    over = np.maximum(sums - window.most_kw, 0.0), np.maximum(window.least_kw - sums, 0.0)
    return replace(window, most_kw=window.most_kw - CARE * over[0], least_kw=window.least_kw + CARE * over[1])


def trees(live: list[Pocket]) -> list[list[Pocket]]:
    """Pockets that lie within one another together, each of the others by itself."""
    found: dict = {}
    for pocket in live:
        top = min((other for other in live if other.holds(pocket)), key=lambda other: len(other.around))
        found.setdefault(top.key, []).append(pocket)
    return list(found.values())
