"""How far to trust it: what was assumed, what was checked, what could not enter."""

from __future__ import annotations

import html

import numpy as np
import pandas as pd

from ....allowances import default_single_phase_share, unbalance_factor, within_hour_factor
from ....report import table
from ..verdicts import class_bounds
from .material import Material

EXAMPLES = 3


def assumptions(m: Material) -> str:
    """Limits, source, taps and allowances as the run used them; and how types, ratings and open points are known."""
    o, w = m.options, m.words
    busy, full, _ = class_bounds()
    source = w.say("as in the net") if np.isnan(o.source_vm_pu) else f"{w.number(o.source_vm_pu, 3)} pu"
    facts = [
        ("Limit of low-voltage cables", f"{w.number(o.lv_cable_limit_percent)} %"),
        ("Limit of medium-voltage cables on a ring, which must be able to carry its other half",
         f"{w.number(o.mv_cable_limit_percent)} %"),
        ("Limit of other medium-voltage cables", f"{w.number(o.mv_stub_limit_percent)} %"),
        ("Limit while a ring section is out", f"{w.number(o.ring_limit_percent)} %"),
        ("Limit of transformers", f"{w.number(o.transformer_limit_percent)} %"),
        ("Permitted voltage", f"{w.number(o.v_min_pu, 2)}–{w.number(o.v_max_pu, 2)} pu"),
        ("Voltage of the source", source),
        ("Taps of the transformers", w.word(o.tap_rule)),
        ("Free, busy, full, congested",
         f"< {w.number(100 * busy)} %, < {w.number(100 * full)} %, ≤ 100 %, > 100 %"),
        ("Peaks within the hour: factor for 1, 10 and 100 homes",
         _factors(m, within_hour_factor, o.within_hour is True)),
        ("Homes on one phase: factor for 1, 10 and 100 homes", _factors(m, _phases(m), o.unbalance)),
    ]  # fmt: skip
    items = "".join(f"<dt>{w.say(name)}</dt><dd>{value}</dd>" for name, value in facts)
    return f'<dl class="facts">{items}</dl>{_how(m)}{_hours(m)}'


def _open_switches(m: Material):
    switches = m.model.net.switch
    return switches[switches["et"].isin(["l", "b"]) & ~switches["closed"].astype(bool)]


def _phases(m: Material):
    share = m.options.single_phase_share
    share = default_single_phase_share() if np.isnan(share) else share
    return lambda homes: unbalance_factor(homes, share)


def _factors(m: Material, factor, used: bool) -> str:
    if not used:
        return m.words.say("own table or none")
    return " · ".join(m.words.number(float(factor(homes)), 2) for homes in (1, 10, 100))


def _hours(m: Material) -> str:
    """What the profiles say about themselves, where they do."""
    w, about = m.words, getattr(m.power.profiles, "about", {}) or {}
    shares = [
        f"{w.say(name)}: {w.number(float(about[key]))} %"
        for key, name in (
            ("ev_share", "homes with an electric car"), ("heat_pump_share", "homes with a heat pump"),
            ("pv_share", "homes with solar panels"), ("battery_share", "homes with a battery"),
        )
        if isinstance(about.get(key), (int, float))
    ]  # fmt: skip
    told = f"<p>{w.say('The hours of use and generation:')} {'; '.join(shares)}.</p>" if shares else ""
    weather = about.get("weather")
    return told + (f"<p>{w.say('Weather: {weather}', weather=w.tr(weather))}</p>" if isinstance(weather, str) else "")


def _how(m: Material) -> str:
    """Kilometres of cable, transformers and open points by how their type, rating or place is known."""
    w, sections, stations = m.words, m.result.sections.frame, m.result.stations.frame
    switches = _open_switches(m)
    origins = switches["how"] if "how" in switches else pd.Series("", switches.index)
    rows = []
    for name, how, size, unit in (
        ("Cable types", sections["cable_type_how"], sections["length_m"] / 1e3, "km"),
        ("Transformer ratings", stations["rating_how"], None, ""),
        ("Open points, which decide what hangs on which station", origins, None, ""),
    ):
        known = how.fillna("").astype(str)
        sums = [(size[known == key].sum() if size is not None else (known == key).sum())
                for key in ("measured", "inferred", "assumed", "")]  # fmt: skip
        cells = [f"{w.number(value, 1 if unit else 0)} {unit}".strip() for value in sums]
        rows.append([w.say(name), *cells])
    headings = ["", *(w.word(key) for key in ("measured", "inferred", "assumed")), w.say("the net does not tell")]
    return table(headings, rows, {1, 2, 3, 4})


def checks(m: Material) -> str:
    """Energy balance and the comparison with pandapower."""
    s, w = m.result.summary, m.words
    share = 100 * s["loss_mwh"] / s["source_mwh"] if s["source_mwh"] > 0 else np.nan
    told = [
        w.say(
            "{hours} hours were solved; {source} MWh came in, {demand} MWh was used and {loss} MWh ({share} %) was "
            "lost in cables and transformers.",
            hours=s["hours"] - s["hours_not_solved"], source=s["source_mwh"], demand=s["demand_mwh"],
            loss=s["loss_mwh"], share=w.number(share, 1),
        ),
        w.say(
            "The worst hours were solved again by pandapower: voltages differ by at most {vm} pu, loadings by at most "
            "{loading} percentage points.",
            vm=w.number(max(s["check_vm_pu"], 1e-6), 6),
            loading=w.number(max(s["check_line_loading_percent"], s["check_trafo_loading_percent"], 1e-4), 4),
        ),
    ]  # fmt: skip
    if s["check_failed"]:
        told.append(w.say("In {n} of those hours only one of the two found a solution.", n=s["check_failed"]))
    return "".join(f"<p>{text}</p>" for text in told)


def problems(m: Material) -> str:
    """What could not enter, grouped by kind with examples."""
    w = m.words
    if not m.result.problems:
        return f"<p>{w.say('Everything could enter the calculation.')}</p>"
    groups: dict[str, list] = {}
    for problem in m.result.problems:
        groups.setdefault(problem.code, []).append(problem)
    parts = []
    for members in groups.values():
        examples = [w.say(p.reason, **_plain(m, p.values)) for p in members[:EXAMPLES]]
        more = len(members) - len(examples)
        if more:
            examples.append(w.say("… and {more} more like this.", more=more))
        remedy = html.escape(w.tr(members[0].remedy).format(**members[0].values), quote=False)
        parts.append(f"<li>{'<br>'.join(examples)}<br><em>{remedy}</em></li>")
    return f'<ul class="problems">{"".join(parts)}</ul>'


def _plain(m: Material, values: dict) -> dict:
    """A problem's values as the reader's language writes them."""
    return {k: m.words.significant(v) if isinstance(v, float) else v for k, v in values.items()}
