"""Flow and copper in turn until the flow is clean; the year proves it."""

from __future__ import annotations

import copy
from collections.abc import Generator
from dataclasses import dataclass, field

import numpy as np

from ...grid.congestion import HourlyPower, NetFacts, match_problems, model_with_taps, net_facts
from ...phrases import Phrase
from ...problems import Problem
from ...progress import Progress, within
from ...tables import FeatureTable
from .bill import Bill, bill_of
from .look import HourPower, LoadBuses, Look, look, solve_year
from .options import CopperOptions
from .overloads import mend_sections, mend_transformers
from .shape import Shape
from .voltages import mend_voltages
from .works import Works

LOOKS_AT_THE_YEAR = 4
PART, LEAST_SHARE = 3.0, 0.01  # of the power that is solved where more has no solution


@dataclass
class Copper:
    """measures: FeatureTable, one row a measure, ranked. net: reinforced. clean: whether no limit is violated in the
    hours it was proven on. before, after: elements and buses outside their limits. bill, works: to price it otherwise.
    """

    measures: FeatureTable
    net: object
    clean: bool
    before: dict
    after: dict
    bill: Bill
    works: Works
    facts: NetFacts
    hours: np.ndarray
    problems: list[Problem] = field(default_factory=list)
    summary: dict = field(default_factory=dict)


def reinforce_by_copper(net, profiles, options: CopperOptions | None = None) -> Generator[Progress, None, Copper]:
    """Reinforce a pandapower net until no limit is violated in any hour of `profiles`.

    Rules: an overloaded section gets the lightest cable that carries enough, else a second one alongside; a
    transformer the next size that suffices, beyond the largest a new station at the load centre of its farthest
    feeders or a second transformer; where voltage lies outside, heavier cable from the station on, then a way of its
    own for half of the feeder's load, then what feeds the station (order as in eDisGo: overloads, voltage, overloads).
    The telling hours are those in which elements near their limits are at their highest; the whole year proves the
    result. What no rule mends is a problem. The net itself is not changed.
    """
    options = options or CopperOptions()
    power = HourlyPower(profiles, options.limits.hours)
    yield Progress(0.0, "Reading the net")
    model, _ = yield from within(model_with_taps(net, options.limits, power), 0.0, 0.05)
    start = copy.deepcopy(net)
    start.trafo["tap_pos"] = model.net.trafo["tap_pos"]
    start.ext_grid["vm_pu"] = model.net.ext_grid["vm_pu"]
    problems = match_problems(start, model.match(profiles.connection_ids), profiles)
    facts = net_facts(start, model, options.limits, profiles.facts("pv"), profiles.connection_ids)
    yield Progress(0.05, "Solving {hours} hours", {"hours": len(power.hours)})
    year = yield from within(solve_year(start, profiles, facts, power.hours), 0.05, 0.25)
    before = year.over(options)
    hours = year.telling(options, options.telling_hours)
    works = Works(start, options)
    after, done = before, not any(before.values())
    for attempt in range(0 if done else LOOKS_AT_THE_YEAR):
        low = 0.25 + 0.7 * attempt / LOOKS_AT_THE_YEAR
        step = 0.7 / LOOKS_AT_THE_YEAR
        yield from within(mend_hours(works, HourPower.of(profiles, hours), facts), low, low + step / 2)
        if not options.whole_year:
            break
        now = net_facts(works.net, model_of(works), options.limits, profiles.facts("pv"), profiles.connection_ids)
        yield Progress(low + step / 2, "Solving {hours} hours again, reinforced", {"hours": len(power.hours)})
        year = yield from within(solve_year(works.net, profiles, now, power.hours), low + step / 2, low + step)
        after = year.over(options)
        more = np.union1d(hours, year.telling(options, options.telling_hours, near=1.0))
        if not any(after.values()) or len(more) == len(hours):
            break
        hours = more
    bill = bill_of(works)
    problems += stuck_problems(works)
    clean = not any(after.values())
    summary = {**bill.summary, "clean": clean, "stuck": len(works.stuck), "telling_hours": len(hours)}
    summary |= {f"{name}_before": count for name, count in before.items()}
    summary |= {f"{name}_after": count for name, count in after.items()}
    yield Progress(1.0)
    return Copper(bill.measures, works.net, clean, before, after, bill, works, facts, hours, problems, summary)


def model_of(works: Works):
    from ...grid.flow import FlowModel

    return FlowModel.from_net(works.net)


def mend_hours(works: Works, power: HourPower, facts: NetFacts) -> Generator[Progress, None, bool]:
    """Alternate flow and measures in the hours that tell until they are clean; whether they are.

    Where the full power has no solution yet, a part of it is solved, and loadings and voltages are extrapolated.
    """
    options = works.options
    loads = LoadBuses(works.net, power)
    share, failed = 1.0, 2.0
    for number in range(options.rounds):
        seen = look(works, power, facts, share)
        yield Progress((number + 1) / options.rounds)
        if seen.unsolved:
            failed, share = share, share / PART
            if share < LEAST_SHARE:
                return False
            continue
        if seen.clean(options.voltage) and share == 1.0:
            works.stuck.clear()
            return True
        works.stuck.clear()  # what another measure has relieved is stuck no longer
        changed = mend_sections(works, seen, Shape(works.net), loads)
        if (seen.trafo_ratio > 1.0).any():
            changed += mend_transformers(works, seen, Shape(works.net), loads)
        if not changed and options.voltage and (seen.outside > 0).any():
            changed += mend_voltages(works, seen, Shape(works.net), loads)
        if share < 1.0 and (not changed or share * PART < failed):
            share = min(1.0, share * PART)
        elif share < 1.0 and changed:
            failed = 2.0
        elif not changed:
            return False
    return False


def what_remains(works: Works, seen: Look) -> Phrase:
    """What lies outside its limits in a look at the net, by the worst of each kind; "" where nothing does."""
    found = []
    if seen.unsolved or seen.share < 1.0:
        found.append(Phrase("the flow has no solution at full power"))
    for ratio, table, template in (
        (seen.line_ratio, works.net.line, "sections above their limit: {n}, the worst {element} at {percent} %"),
        (seen.trafo_ratio, works.net.trafo, "transformers above their limit: {n}, the worst {element} at {percent} %"),
    ):
        if (ratio > 1.0).any():
            worst = int(ratio.argmax())
            values = {"n": int((ratio > 1.0).sum()), "element": str(table["name"].iloc[worst])}
            found.append(Phrase(template, **values, percent=round(100 * float(ratio[worst]))))
    if works.options.voltage and (seen.outside > 0).any():
        worst = int(seen.outside.argmax())
        values = {"n": int((seen.outside > 0).sum()), "element": str(works.net.bus["name"].iloc[worst])}
        off = int(np.ceil(100 * float(seen.outside[worst])))
        found.append(
            Phrase("places outside the voltage limits: {n}, the worst {element} by {percent} %", **values, percent=off)
        )
    return found[0].then(*found[1:]) if found else Phrase("")


def stuck_problems(works: Works) -> list[Problem]:
    """What no rule could mend."""
    found = []
    for table, row in works.stuck:
        names = {"line": works.line_names, "trafo": works.trafo_names, "bus": works.net.bus["name"].tolist()}[table]
        name = str(names[row]) if row < len(names) else str(row)
        found.append(
            Problem(
                "NET", name, "copper_does_not_mend",
                "No rule mends {element}: cables, transformers and stations from the catalogue do not suffice.",
                "Look at its length, voltage and load; a grid at another voltage or a source nearby may be needed.",
                {"element": name},
            )
        )  # fmt: skip
    if Shape(works.net).meshed:
        found.append(
            Problem(
                "NET", "", "meshed_not_split",
                "The net has meshes: feeders and stations are not split, only cables and transformers made heavier.",
                "Open it where it is operated open to have feeders and stations split as well.",
            )
        )  # fmt: skip
    return found
