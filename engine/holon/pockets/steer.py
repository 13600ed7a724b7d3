"""Steers one group of nested pockets: which mix, who follows it, and how large the batteries must be."""

from __future__ import annotations

from collections.abc import Generator
from dataclasses import replace

import numpy as np

from ...progress import Progress
from ..steering import (
    BatteryNeed,
    Devices,
    Prices,
    Window,
    battery_for_limit,
    battery_hours,
    binding_hours,
    cheapest_flexibility,
    fitting,
    stretches_of,
)
from .best_of_two import batteries_instead, buffered_kwh, shifted_kwh
from .decided import Steering
from .ledger import Ledger, cell_of
from .means import Means
from .options import PocketOptions
from .parts import LEAST_KW, SOMEWHERE, Part, closest, parts_of, top_of, with_care
from .segments import Pocket, trees
from .steered import BATTERY

TRIAL_HOURS = 336  # around the worst moment: enough to prove that a pocket cannot be steered
SAME_SIZE = 2e-3  # of a battery: rounds of flow and steering end
SAME_PROGRAM_COST = 5e-3  # of batteries that a program shares among several: which of them is large may shift
LEAST_EUR = 1.0
TELLING_HOURS = 48  # of highest power, whose shares spread a battery over connections
Steps = Generator[Progress, None, None]


class Steerer:
    """Holds the profiles under change and what was decided; steers groups of pockets in them."""

    def __init__(self, steered, options: PocketOptions, free: np.ndarray | None = None):
        """free: (n,) whose cars, heat pumps and panels may be steered, None for all."""
        self.steered, self.options = steered, options
        self.means = Means(steered, options, free)
        self.of: dict[tuple, Steering] = {}

    def own(self, pocket: Pocket) -> Steering:
        return self.of.setdefault(pocket.key, Steering())

    def live(self, pockets: list[Pocket]) -> list[Pocket]:
        return [pocket for pocket in pockets if self.own(pocket).possible]

    def first(self, group: list[Pocket], ledger: Ledger) -> Steps:
        """Find the cheapest mix for nested pockets together and put it into the profiles."""
        for pocket in group:
            self._consider(pocket, ledger)
            yield SOMEWHERE
        waiting = trees(self.live(group))
        while waiting:
            tree = waiting.pop(0)
            window = self._window(tree, ledger)
            if window is None:
                continue
            parts = yield from self._plans(tree, window, ledger)
            if parts[-1].plan.feasible:
                yield from self._put(tree, window, parts, ledger)
                continue
            for pocket, kw in zip(parts[-1].live, parts[-1].plan.shortfall_kw):
                if kw > 0:
                    self._give_up(pocket, float(kw))
            waiting += trees(self.live(tree))

    def again(
        self, group: list[Pocket], ledger: Ledger, over: set, whole: bool, grow: bool
    ) -> Generator[Progress, None, bool]:
        """Correct what was put, with what the flow has told since: the `whole` mix anew, or the batteries, which may
        only `grow`. Nothing is touched where none of the elements is `over` its limit and other batteries would cost
        as much. Returns whether any of them changed.
        """
        changed = False
        for tree in trees(self.live(group)):
            clean = not any(key in over for pocket in tree for key in pocket.elements)
            if whole and not clean and (yield from self._mix_anew(tree, ledger)):
                changed = True
                continue
            for part in trees(self._needing(tree, ledger)):
                window = self._window(part, ledger)
                clean = not any(key in over for pocket in part for key in pocket.elements)
                changed |= window is not None and self._size(part, ledger, window, clean, grow)
                yield SOMEWHERE
        return changed

    def _mix_anew(self, tree: list[Pocket], ledger: Ledger) -> Generator[Progress, None, bool]:
        """Undo what was put for a tree and find its mix within the limits as they are known now; False and as it was
        where nothing but batteries was put, or where there is no mix.
        """
        hours = self.own(tree[0]).hours
        changes = [change for pocket in tree for change in self.own(pocket).changes]
        if not changes:
            return False
        self._add(changes, -1.0)
        for pocket in tree:
            self._battery(pocket, ledger, hours, np.zeros(len(hours)))
        ledger.note(hours, self.steered.net_kw(hours))
        window = self._window(tree, ledger)
        parts = [] if window is None else (yield from self._plans(tree, window, ledger))
        if parts and parts[-1].plan.feasible:
            yield from self._put(tree, window, parts, ledger)
            return True
        self._add(changes, 1.0)
        ledger.note(hours, self.steered.net_kw(hours))
        return False

    def _add(self, changes: list[tuple], sign: float) -> None:
        for technology, hours, connections, kw in changes:
            self.steered.add(technology, hours, connections, sign * kw)

    def _needing(self, tree: list[Pocket], ledger: Ledger) -> list[Pocket]:
        """Those of a tree that have a battery, or would be over their limit without those within them."""
        found = []
        for pocket in tree:
            kw = ledger.total_kw(pocket).copy()
            for own in (self.own(inner) for inner in tree if pocket.holds(inner)):
                kw[own.hours] -= own.battery_hours_kw
            if self.own(pocket).battery_kwh > 0 or ledger.most_over_kw(pocket, kw) > LEAST_KW:
                found.append(pocket)
        return found

    def _plans(self, tree: list[Pocket], window: Window, ledger: Ledger) -> Generator[Progress, None, list[Part]]:
        """Of each part of a window the cheapest plan; the last one given does not clear where none does. Batteries
        only grow from part to part, the worst first.
        """
        found: list[Part] = []
        kw, kwh = (dict.fromkeys((p.key for p in tree), 0.0) for _ in range(2))
        for live, hours in parts_of(tree, window):
            inside = [[p.key for p in tree if top_of(p, live) is pocket] for pocket in live]
            least = np.array([[sum(size[key] for key in keys) for keys in inside] for size in (kw, kwh)])
            plain = self._window(live, ledger, hours)
            cells = [cell_of(pocket, live) for pocket in live]
            devices = self._devices(live, plain, cells)
            if (short := fitting(plain, devices)).stretch[-1] > plain.stretch[-1]:  # cars stay within a stretch
                plain, devices = short, self._devices(live, short, cells)
            devices = replace(devices, battery_least_kw=least[0], battery_least_kwh=least[1])
            window = with_care(plain)
            plan = cheapest_flexibility(window, devices, self.options.prices)
            if not plan.feasible:
                window = plain
                plan = cheapest_flexibility(window, devices, self.options.prices)
            found.append(Part(live, window, devices, plan))
            yield SOMEWHERE
            if not plan.feasible:
                break
            for column, pocket in enumerate(live):
                kw[pocket.key] += max(plan.battery_kw[column] - least[0, column], 0.0)
                kwh[pocket.key] += max(plan.battery_kwh[column] - least[1, column], 0.0)
        return found

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
        plan = cheapest_flexibility(trial, self._devices([pocket], trial, [pocket.connections]), prices)
        if not plan.feasible:
            self._give_up(pocket, float(plan.shortfall_kw.max()))

    def _window(self, live: list[Pocket], ledger: Ledger, hours: np.ndarray | None = None) -> Window | None:
        """What is drawn and may be in these hours, without the pockets' own batteries; None: in those that can bind, if
        there are any.
        """
        if not live:
            return None
        behind = np.array([[outer.holds(inner) for inner in live] for outer in live], bool)
        kw = ledger.cells_kw(live)
        most, least = ledger.limits_kw(live, kw, behind)
        for column, pocket in enumerate(live):
            own = self.own(pocket)
            kw[own.hours, column] -= own.battery_hours_kw
        if hours is None:
            sums = kw @ behind.T.astype(float)
            hours = np.flatnonzero(binding_hours(sums, most, least, self.options.prices.battery_round_trip))
        if not len(hours):
            return None
        open_end = bool(hours[-1] == len(kw) - 1)
        return Window(kw[hours], behind, most[hours], least[hours], stretches_of(hours), hours, open_end=open_end)

    def _devices(self, live: list[Pocket], window: Window, cells: list[np.ndarray]) -> Devices:
        each = self.options.prices.battery_kwh_per_connection
        suitable = [self.own(pocket).alone.suitable for pocket in live]
        most = [np.inf if good else each * len(members) for good, members in zip(suitable, cells)]
        return self.means.devices(live, window, np.array(most), cells)

    def _put(self, tree: list[Pocket], window: Window, parts: list[Part], ledger: Ledger) -> Steps:
        """Let everyone follow the plans, as closely as they can, and write what they do; batteries for the rest, or
        batteries alone where those turn out cheaper.
        """
        prices, hours = self.options.prices, window.hours
        for pocket in tree:
            self.own(pocket).forget()
        for part in parts:
            self._write((yield from closest(part, prices)))
            yield SOMEWHERE
        ledger.note(hours, self.steered.net_kw(hours))
        for column, pocket in enumerate(tree):
            own, members = self.own(pocket), cell_of(pocket, tree)
            own.hours, own.battery_hours_kw = hours, np.zeros(len(hours))
            top = hours[np.sort(np.argsort(-np.abs(window.kw[:, column]), kind="stable")[:TELLING_HOURS])]
            own.connections, own.weights = members, self._weights(members, top)
        self._size_all(tree, ledger)
        yield SOMEWHERE
        moved = sum(self.own(pocket).moved_eur(prices) for pocket in tree)
        rest = sum(self.own(pocket).battery_eur(prices) for pocket in tree)
        if not batteries_instead(window, self.means.may_have_battery(tree), moved, rest, self._alone_eur(tree), prices):
            return
        yield SOMEWHERE
        for pocket in tree:
            self._add(self.own(pocket).changes, -1.0)
            self._battery(pocket, ledger, hours, np.zeros(len(hours)))
            self.own(pocket).forget()
        ledger.note(hours, self.steered.net_kw(hours))
        self._size_all(tree, ledger)

    def _alone_eur(self, tree: list[Pocket]) -> float:
        """What batteries without anything else cost at least: one limit after another, of any the dearest."""
        prices, needs = self.options.prices, [self.own(pocket).alone for pocket in tree]
        return max(float(prices.battery_eur_per_year(need.kw, need.kwh)) for need in needs)

    def _size_all(self, tree: list[Pocket], ledger: Ledger) -> None:
        for part in trees(self._needing(tree, ledger)):
            if (window := self._window(part, ledger)) is not None:
                self._size(part, ledger, window)

    def _write(self, part: Part) -> None:
        """Put what is done in a part into the profiles."""
        devices, done, hours = part.devices, part.done, part.window.hours
        for column, pocket in enumerate(part.live):
            own, changes = self.own(pocket), []
            if devices.cars and done.car_kwh[column] is not None:
                fleet = devices.cars[column]
                who = np.unique(fleet.connection)
                own.shifted_kwh += shifted_kwh(devices, done, column)
                kw = fleet.by_connection(done.car_kwh[column] - fleet.early_kwh, who)
                changes.append(("car", hours, who, kw))
            if devices.heat and done.heat_kw[column] is not None:
                who, place = np.unique(devices.heat[column].connection, return_inverse=True)
                own.buffered_kwh += buffered_kwh(devices, done, column)
                change = np.zeros((len(hours), len(who)))
                np.add.at(change, (slice(None), place), done.heat_kw[column])
                changes.append(("heat_pump", hours, who, change))
            if devices.pv_kw is not None:
                cut, members = part.plan.curtailed_kw[:, column], self.means.free_of(cell_of(pocket, part.live))
                own.curtailed_kwh += float(cut.sum())
                changes += self.means.turned_down(members, hours, cut, devices.pv_kw[:, column])
            self._add(changes, 1.0)
            own.changes += changes

    def _weights(self, members: np.ndarray, hours: np.ndarray) -> np.ndarray:
        """(k,) shares of the pocket's battery: by the power each has in these hours, so that no cable within the
        pocket carries more for it.
        """
        if not len(members):
            return np.zeros(0)
        power = np.abs(self.steered.net_kw(hours)[:, members]).mean(axis=0) + 1e-6
        return power / power.sum()

    def _size(self, live: list[Pocket], ledger: Ledger, window: Window, clean=False, grow=False) -> bool:
        """Batteries for what cars, heat pumps and panels leave; in closed form where one limit and one way decide.

        clean: the flow found nothing over; then only what would cost less is put. grow: batteries stay as large as they
        are at least, and only stretches that are over are solved. Returns whether any of them changed.
        """
        prices = self.options.prices
        if len(live) == 1 and (need := self._simple(window, prices)) is not None:
            changed = self._differs(live[0], need.kw, need.kwh)
            if changed or not clean:
                hours_kw = battery_hours(window.kw[:, 0], window.most_kw[:, 0], need, prices.battery_round_trip)
                self._keep(live[0], ledger, window.hours, need.kw, need.kwh, hours_kw)
            return changed
        own = [self.own(pocket) for pocket in live]
        devices = Devices(self.means.may_have_battery(live))
        if grow:
            window = self._stretches_over(live, window)
            devices = replace(
                devices, battery_least_kw=np.array([o.battery_kw for o in own]),
                battery_least_kwh=np.array([o.battery_kwh for o in own]),
            )  # fmt: skip
        if grow and (clean or not len(window.hours)):
            return False
        members = [self.means.free_of(cell_of(pocket, live)) for pocket in live]
        devices = replace(devices, pv_kw=self.means.panels_kw(members, window.hours))
        window = fitting(window, devices)
        plan = cheapest_flexibility(window, devices, prices)
        eur = sum(o.battery_eur(prices) for o in own)
        spared = eur - plan.eur_per_year
        if clean and not spared > SAME_PROGRAM_COST * eur + LEAST_EUR:
            return False
        for column, (pocket, o, kw, kwh) in enumerate(zip(live, own, plan.battery_kw, plan.battery_kwh)):
            if devices.pv_kw is not None:
                cut = plan.curtailed_kw[:, column]
                changes = self.means.turned_down(members[column], window.hours, cut, devices.pv_kw[:, column])
                self._add(changes, 1.0)
                o.changes += changes
                o.curtailed_kwh += float(cut.sum())
                ledger.changed(pocket, window.hours, cut)
            hours = np.union1d(o.hours, window.hours)
            hours_kw = o.battery_at(hours) if grow else np.zeros(len(hours))
            hours_kw[np.searchsorted(hours, window.hours)] = plan.battery_hours_kw[:, column]
            self._keep(pocket, ledger, hours, kw, kwh, hours_kw)
        return grow or abs(spared) > SAME_PROGRAM_COST * eur + LEAST_EUR

    def _stretches_over(self, live: list[Pocket], window: Window) -> Window:
        """Those stretches of a window in which a limit is exceeded, with the batteries as they are."""
        kw = window.kw + np.column_stack([self.own(pocket).battery_at(window.hours) for pocket in live])
        sums = kw @ window.behind.T.astype(float)
        over = ((sums > window.most_kw + LEAST_KW) | (sums < window.least_kw - LEAST_KW)).any(axis=1)
        return window.part(np.flatnonzero(np.isin(window.stretch, window.stretch[over])))

    def _simple(self, window: Window, prices: Prices) -> BatteryNeed | None:
        if not self.options.steer_batteries:
            return None
        kw, most, least = window.kw[:, 0], window.most_kw[:, 0], window.least_kw[:, 0]
        need = battery_for_limit(kw, most, prices.battery_round_trip, prices.battery_longest_days)
        full_again = window.open_end or need.deficit_kwh[-1:].max(initial=0.0) <= 1e-9
        return need if full_again and not (kw < least - LEAST_KW).any() else None

    def _differs(self, pocket: Pocket, kw: float, kwh: float, share: float = SAME_SIZE) -> bool:
        own = self.own(pocket)
        before, after = np.array([own.battery_kw, own.battery_kwh]), np.array([kw, kwh])
        return bool((np.abs(after - before) > share * np.maximum(after, 1.0)).any())

    def _keep(self, pocket, ledger, hours: np.ndarray, kw: float, kwh: float, hours_kw: np.ndarray) -> None:
        own = self.own(pocket)
        self._battery(pocket, ledger, hours, hours_kw)
        own.battery_kw, own.battery_kwh = (float(kw), float(kwh)) if kw > LEAST_KW else (0.0, 0.0)
        own.through_kwh = float(-np.minimum(hours_kw, 0.0).sum())

    def _battery(self, pocket: Pocket, ledger: Ledger, hours: np.ndarray, kw: np.ndarray) -> None:
        """Put a battery's hours in the place of those it had."""
        own = self.own(pocket)
        if not len(own.connections):
            return
        every = np.union1d(own.hours, hours)
        before, after = own.battery_at(every), np.zeros(len(every))
        after[np.searchsorted(every, hours)] = kw
        self.steered.add(BATTERY, every, own.connections, np.outer(after - before, own.weights))
        ledger.changed(pocket, every, after - before)
        own.hours, own.battery_hours_kw = every, after
