"""Pressure that flow loses in a pipe, and the flow that a pressure gradient drives."""

from __future__ import annotations

import numpy as np

from .water import Water

LAMINAR_RE = 2300.0


def friction_factor(reynolds, roughness_m, inner_m) -> np.ndarray:
    """Darcy's friction factor: 64/Re below Re 2300, else Haaland, J. Fluids Eng. 105 (1983) 89; 0 without flow."""
    re = np.abs(np.asarray(reynolds, float))
    safe = np.maximum(re, 1e-12)
    turbulent = (-1.8 * np.log10((np.asarray(roughness_m, float) / inner_m / 3.7) ** 1.11 + 6.9 / safe)) ** -2
    return np.where(re == 0, 0.0, np.where(re < LAMINAR_RE, 64 / safe, turbulent))


def pressure_gradient(kg_per_s, inner_m, roughness_m: float, water: Water) -> np.ndarray:
    """Darcy-Weisbach: pressure lost per metre of one pipe [Pa/m], with the sign of the flow. Arrays broadcast.

    kg_per_s: mass flow. inner_m: inner diameter [m]. roughness_m: of the wall [m].
    """
    flow, d = np.asarray(kg_per_s, float), np.asarray(inner_m, float)
    velocity = flow / (water.density_kg_per_m3 * np.pi * d**2 / 4)
    reynolds = water.density_kg_per_m3 * np.abs(velocity) * d / water.viscosity_pa_s
    factor = friction_factor(reynolds, roughness_m, d)
    return factor * water.density_kg_per_m3 * velocity * np.abs(velocity) / (2 * d)


def flow_at_gradient(pa_per_m, inner_m, roughness_m: float, water: Water) -> np.ndarray:
    """The largest mass flow [kg/s] that loses no more than `pa_per_m`, by bisection in Re. Arrays broadcast.

    Friction jumps up where flow turns turbulent: gradients within the jump give the laminar flow at Re 2300.
    """
    d = np.asarray(inner_m, float)
    gradient = np.broadcast_to(np.asarray(pa_per_m, float), np.broadcast(pa_per_m, d).shape)
    per_re = np.pi * d * water.viscosity_pa_s / 4  # mass flow of Re 1
    low = np.full(gradient.shape, LAMINAR_RE)
    high = np.full(gradient.shape, 1e9)
    for _ in range(60):
        middle = np.sqrt(low * high)
        fits = pressure_gradient(middle * per_re, d, roughness_m, water) <= gradient
        low, high = np.where(fits, middle, low), np.where(fits, high, middle)
    slope = 128 * water.viscosity_pa_s / (np.pi * water.density_kg_per_m3 * d**4)  # Hagen-Poiseuille
    laminar = np.minimum(gradient / slope, LAMINAR_RE * per_re)
    return np.where(low > LAMINAR_RE, low * per_re, laminar)
