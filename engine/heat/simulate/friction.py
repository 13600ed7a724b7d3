"""Friction of water in pipes: the laws that pandapipes knows, and the constants of a pipe that they take.

dp = (lambda(Re) L / D + zeta) m |m| / (2 rho A^2). Laws: "nikuradse" (hydraulically rough plus laminar, pandapipes'
default; too low in smooth pipes), "swamee-jain" and "colebrook" (Colebrook-White, with 64 / Re where that is higher).
Colebrook-White is solved by one Newton step from Haaland's formula, within 2e-5 of its solution.
Sources: C. F. Colebrook, J. Inst. Civ. Eng. 11 (1939); S. E. Haaland, J. Fluids Eng. 105 (1983); P. K. Swamee and
A. K. Jain, J. Hydraulics Div. ASCE 102 (1976); D. Lohmeier et al., "pandapipes", Sustainability 12 (2020).
"""

from __future__ import annotations

import numpy as np

LAWS = {"nikuradse": 0, "swamee-jain": 1, "colebrook": 2}
STILL_REYNOLDS = 1e-6
LAMINAR_REYNOLDS = (
    500.0  # below it 64 / Re alone: Colebrook-White would be lower, and Haaland's formula loses its sense
)


def pipe_constants(length_m, inner_m, roughness_m, loss_coefficient, density, viscosity) -> np.ndarray:
    """(pipes, 4) Reynolds number per kg/s, roughness over diameter, Pa per (kg/s)² and lambda, Pa per (kg/s)²."""
    area = np.pi / 4 * inner_m**2
    dynamic = 1.0 / (2.0 * density * area**2)
    reynolds = inner_m / (area * viscosity)
    return np.column_stack([reynolds, roughness_m / inner_m, dynamic * length_m / inner_m, dynamic * loss_coefficient])


def friction_factor(reynolds: np.ndarray, roughness: np.ndarray, law: int) -> np.ndarray:
    """lambda of the law (a value of `LAWS`) at Reynolds numbers above 0; roughness: over the diameter."""
    if law == LAWS["nikuradse"]:
        return 64.0 / reynolds + (-2.0 * np.log10(roughness / 3.71)) ** -2.0
    if law == LAWS["swamee-jain"]:
        return 0.25 / np.log10(roughness / 3.7 + 5.74 / reynolds**0.9) ** 2
    turbulent = np.maximum(reynolds, LAMINAR_REYNOLDS)
    x = -1.8 * np.log10(6.9 / turbulent + (roughness / 3.7) ** 1.11)
    a, b = roughness / 3.71, 2.51 / turbulent
    inside = a + b * x
    x -= (x + 2.0 * np.log10(inside)) / (1.0 + 2.0 / np.log(10.0) * b / inside)
    return np.where(reynolds > LAMINAR_REYNOLDS, np.maximum(x**-2.0, 64.0 / reynolds), 64.0 / reynolds)


def pressure_drop(kg_per_s: np.ndarray, constants: np.ndarray, law: int) -> np.ndarray:
    """Pa along a pipe, of the sign of its flow (h,), with the `pipe_constants` (4,) of that pipe."""
    per_kg, roughness, along, local = constants
    size = np.abs(kg_per_s)
    reynolds = np.maximum(size * per_kg, STILL_REYNOLDS)
    return (friction_factor(reynolds, roughness, law) * along + local) * size * kg_per_s
