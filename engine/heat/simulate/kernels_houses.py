"""The flows that houses want by the temperatures they get, compiled; see `kernels`."""

from __future__ import annotations

import numpy as np

from .compiling import TILE, compiled
from .elements import DROP, FLOW, RETURN
from .limits import BYPASS_BAND_K, LEAST_COOLING_K, LEAST_FLOW, LEAST_STEP, NEWTON_STEPS, STRONG


@compiled
def adjust(
    calm, capacity, coldest_c, top_c, ground_c, node, control, setting, warm_c, keep_c, least, most, kw, supply,
    back, flow, worst,
):  # fmt: skip
    """New flows of the houses by the temperatures that the last ones gave; worst: (tile,) largest relative change.

    The flow that a house wants falls as its water gets warmer, and the water gets warmer as more flows: a step of
    1 / (1 + r), r being how strongly the one answers to the other, meets in the middle at once. calm: factor on
    all steps.
    """
    for c in range(len(node)):
        k = node[c]
        returns = control[c] == RETURN
        low, high, cool = least[c], most[c], setting[c] if returns else coldest_c
        largest = setting[c] if control[c] == DROP else 1e6
        for t in range(TILE):
            q = kw[c, t] * 1e3
            if q >= 0.0:
                inlet = supply[k, t]
                span = inlet - cool
            else:
                inlet = back[k, t]
                span = warm_c[c] - inlet if returns else 1e6
            span = max(min(span, largest), LEAST_COOLING_K)
            want = setting[c] if control[c] == FLOW else abs(q) / (capacity * span)
            near = max(inlet - keep_c[c], LEAST_COOLING_K)
            open_to = low * BYPASS_BAND_K / near
            bypass = q >= 0.0 and open_to > want and control[c] != FLOW
            if bypass:
                want, span = open_to, near
            bounded = min(max(want, low if q >= 0.0 else 0.0), high)
            step = 1.0
            if q >= 0.0 and (returns or bypass) and bounded == want:
                lost = max(top_c - inlet, 0.0)
                r = max(inlet - ground_c, 0.0) * lost / (span * max(0.5 * (top_c + inlet) - ground_c, 1.0))
                step = max(1.0 / (1.0 + r), LEAST_STEP)
            old = abs(flow[c, t])
            worst[t] = max(worst[t], abs(bounded - old) / max(bounded, LEAST_FLOW))
            new = old + calm * step * (bounded - old)
            flow[c, t] = new if q >= 0.0 else -new


@compiled
def careful(
    calm, worst, tolerance, capacity, top_c, ground_c, node, control, setting, keep_c, least, most, kw,
    supply, before, flow,
):  # fmt: skip
    """The flows of houses whose water cools strongly on its way, each as if all water on its way grew with its own.

    Then Ts(m) = Tg + (T0 - Tg) exp(-a / m), with a known from the last round, and m = q / (cp (Ts(m) - Tr)) has one
    solution, found by Newton's steps from the largest flow (the function is convex). A step along the slope would
    overshoot to and fro.
    """
    for c in range(len(node)):
        if control[c] != RETURN:
            continue
        k = node[c]
        for t in range(TILE):
            if worst[t] <= tolerance:
                continue
            old, inlet, q = before[c, t], supply[k, t], kw[c, t] * 1e3 / capacity
            warmest, above = top_c - ground_c, max(inlet - ground_c, 1e-6)
            cool = setting[c]
            span, near = max(inlet - cool, LEAST_COOLING_K), max(inlet - keep_c[c], LEAST_COOLING_K)
            if least[c] * BYPASS_BAND_K * span > q * near and q >= 0.0:
                q, cool, span = least[c] * BYPASS_BAND_K, keep_c[c], near
            if q <= 0.0 or old <= 0.0 or warmest <= above:
                continue
            if above * (warmest - above) < STRONG * span * 0.5 * (warmest + above):
                continue
            a = old * np.log(warmest / above)
            m = most[c]
            for _ in range(NEWTON_STEPS):
                kept = warmest * np.exp(-a / m)
                cooled = ground_c - cool + kept
                slope = cooled + kept * a / m
                if slope <= 0.0:
                    break
                m = max(m - (m * cooled - q) / slope, 1e-3 * m)
            m = min(max(min(m, q / LEAST_COOLING_K), least[c]), most[c])
            flow[c, t] = old + calm * (m - old)
