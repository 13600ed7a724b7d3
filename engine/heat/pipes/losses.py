"""Heat that buried pipes lose to the ground."""

from __future__ import annotations

import numpy as np

from ...demand.figures import figures


def buried_u_w_per_m_k(outer_m, casing_m, depth_m, ground_w_per_m_k: float, insulation_w_per_m_k: float) -> np.ndarray:
    """U of one buried preinsulated pipe by its geometry [W/(m K)], as topotherm.

    outer_m: of the steel; casing_m: of the insulation; depth_m: of the axis. The two pipes do not warm each other.
    """
    outer, casing = np.asarray(outer_m, float), np.asarray(casing_m, float)
    ground = np.log(4 * np.asarray(depth_m, float) / casing) / (2 * np.pi * ground_w_per_m_k)
    foam = np.log(casing / outer) / (2 * np.pi * insulation_w_per_m_k)
    return 1 / (ground + foam)


def thermos_u_w_per_m_k(inner_m) -> np.ndarray:
    """U of one pipe [W/(m K)] such that a pair loses what THERMOS' fit says: ΔT (a ln d + b) with d in m."""
    rule = figures("heat_pipe_rules")
    return (rule["thermos_loss_slope"] * np.log(np.asarray(inner_m, float)) + rule["thermos_loss_offset"]) / 2


def heat_loss_w_per_m(u_w_per_m_k, supply_c, return_c, ground_c) -> np.ndarray:
    """What flow and return lose together [W/m]: U (T_supply − T_ground) + U (T_return − T_ground). Arrays broadcast.

    u_w_per_m_k: of one pipe. Negative where the ground warms the pipes.
    """
    return np.asarray(u_w_per_m_k, float) * (np.asarray(supply_c, float) + return_c - 2 * np.asarray(ground_c, float))


def temperature_along(start_c, ground_c, u_w_per_m_k, metres, kg_per_s, heat_capacity_j_per_kg_k) -> np.ndarray:
    """Temperature of the water [°C] after `metres`: T_g + (T_0 − T_g) exp(−U x / (m c)); T_g where nothing flows."""
    flow = np.abs(np.asarray(kg_per_s, float))
    exponent = np.asarray(u_w_per_m_k, float) * metres / np.where(flow > 0, flow, 1.0) / heat_capacity_j_per_kg_k
    left = np.where(flow > 0, np.exp(-exponent), np.where(np.asarray(metres) > 0, 0.0, 1.0))
    return ground_c + (np.asarray(start_c, float) - ground_c) * left
