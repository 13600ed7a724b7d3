"""Friction and pressures of a tile of hours, compiled; see `kernels`."""

from __future__ import annotations

import numpy as np

from .compiling import TILE, compiled


@compiled
def _logarithms(values, bits, exponent):
    """values: (tile,) above 0, turned into their natural logarithms within 1e-9; bits: the same memory as int64.

    exponent: (tile,) working memory.
    """
    for t in range(TILE):
        exponent[t] = (bits[t] >> 52) - 1023
        bits[t] = (bits[t] & 0xFFFFFFFFFFFFF) | 0x3FF0000000000000
    for t in range(TILE):
        s = (values[t] - 1.4142135623730951) / (values[t] + 1.4142135623730951)
        q = s * s
        series = 1.0 + q * (1 / 3 + q * (0.2 + q * (1 / 7 + q * (1 / 9 + q * (1 / 11)))))
        values[t] = (exponent[t] + 0.5) * 0.6931471805599453 + 2.0 * s * series


@compiled
def _exponential(x):
    """exp(x) for -18 < x < 14, relatively 1e-7 off at most, by a Padé approximant of the 64th part."""
    y = x * 0.015625
    e = (120.0 + y * (60.0 + y * (12.0 + y))) / (120.0 - y * (60.0 - y * (12.0 - y)))
    e *= e
    e *= e
    e *= e
    e *= e
    e *= e
    return e * e


@compiled
def _friction(flow, constants, law, values, bits, exponent, inside, found):
    """found: (tile,) Pa of the sign of the flow; see `friction`. The others before it are working memory."""
    per_kg, roughness, along, local = constants[0], constants[1], constants[2], constants[3]
    if law == 2:
        a, c = roughness / 3.71, (roughness / 3.7) ** 1.11
        for t in range(TILE):
            values[t] = 6.9 / max(abs(flow[t]) * per_kg, 1e-6) + c
        _logarithms(values, bits, exponent)
        for t in range(TILE):
            found[t] = -0.7817300673426554 * values[t]  # -1.8 / ln 10
            values[t] = a + 2.51 / max(abs(flow[t]) * per_kg, 1e-6) * found[t]
        for t in range(TILE):
            # Haaland's formula is below 0 at Reynolds numbers under 7, where 64 / Re holds anyway
            values[t] = max(values[t], 1e-12)
            inside[t] = values[t]
        _logarithms(values, bits, exponent)
        for t in range(TILE):
            reynolds = max(abs(flow[t]) * per_kg, 1e-6)
            x = found[t]
            x -= (x + 0.8685889638065037 * values[t]) / (1.0 + 0.8685889638065037 * 2.51 / (reynolds * inside[t]))
            factor = 64.0 / reynolds
            if reynolds > 500.0:
                factor = max(1.0 / (x * x), factor)
            found[t] = (factor * along + local) * abs(flow[t]) * flow[t]
        return
    if law == 1:
        c = roughness / 3.7
        for t in range(TILE):
            values[t] = max(abs(flow[t]) * per_kg, 1e-6)
        _logarithms(values, bits, exponent)
        for t in range(TILE):
            values[t] = c + 5.74 * _exponential(-0.9 * values[t])
        _logarithms(values, bits, exponent)
        for t in range(TILE):
            x = 0.4342944819032518 * values[t]
            found[t] = (0.25 / (x * x) * along + local) * abs(flow[t]) * flow[t]
        return
    rough = -2.0 * np.log10(roughness / 3.71)
    for t in range(TILE):
        reynolds = max(abs(flow[t]) * per_kg, 1e-6)
        found[t] = ((64.0 / reynolds + 1.0 / (rough * rough)) * along + local) * abs(flow[t]) * flow[t]


@compiled
def pressures(parent, friction, same, law, per_height, height, flow, drops, highest, spare):
    """drops: (2, n, tile) bar lost from the root to a node in the supply, and from a node to the root in the return.

    highest: (n, tile) the larger friction of both [Pa]. spare: (5, tile).
    """
    values, out, back, exponent, inside = spare[0], spare[1], spare[2], spare[3], spare[4]
    bits = values.view(np.int64)
    for k in range(len(parent)):
        p = parent[k]
        if p == k:
            for t in range(TILE):
                drops[0, k, t] = 0.0
                drops[1, k, t] = 0.0
                highest[k, t] = 0.0
            continue
        up = per_height * (height[k] - height[p])
        _friction(flow[k], friction[0, k], law, values, bits, exponent, inside, out)
        if same[k]:
            for t in range(TILE):
                back[t] = out[t]
        else:
            _friction(flow[k], friction[1, k], law, values, bits, exponent, inside, back)
        for t in range(TILE):
            drops[0, k, t] = drops[0, p, t] + out[t] * 1e-5 + up
            drops[1, k, t] = drops[1, p, t] + back[t] * 1e-5 - up
            highest[k, t] = max(abs(out[t]), abs(back[t]))
