"""Round numbers along an axis."""

from __future__ import annotations

import math


def round_steps(low: float, high: float, most: int) -> list[float]:
    """At most about `most` round numbers (1, 2 or 5 times a power of ten apart) that span low to high."""
    if not math.isfinite(low + high) or high <= low or most < 1:
        return [low]
    rough = (high - low) / most
    power = 10.0 ** math.floor(math.log10(rough))
    step = next(power * factor for factor in (1, 2, 5, 10) if power * factor >= rough * 0.999)
    first, last = math.floor(low / step + 1e-9), math.ceil(high / step - 1e-9)
    return [round(number * step, 10) for number in range(first, last + 1)]


def decimals(steps: list[float]) -> int:
    """How many decimals the labels of these steps need."""
    if len(steps) < 2:
        return 0
    return max(0, -math.floor(math.log10(abs(steps[1] - steps[0])) + 1e-9))
