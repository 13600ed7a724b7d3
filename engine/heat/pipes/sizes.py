"""The sizes of heat pipes: what each carries, loses, costs and is made of."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from ...catalogue import read_catalogue
from ...demand.figures import figures
from ...errors import EngineError
from .friction import flow_at_gradient
from .losses import buried_u_w_per_m_k, thermos_u_w_per_m_k
from .options import PipeOptions
from .water import Water


@dataclass(frozen=True)
class Pipes:
    """Sizes in order of diameter, all arrays (k,). Diameters in m; capacity, U: one pipe.

    eur_per_m, steel_kg_per_m, insulation_kg_per_m, trench_m3_per_m: of a metre of trench, with flow and return.
    price_year: text as in the catalogue.
    """

    dn: np.ndarray
    inner_m: np.ndarray
    outer_m: np.ndarray
    casing_m: np.ndarray
    capacity_kg_per_s: np.ndarray
    u_w_per_m_k: np.ndarray
    eur_per_m: np.ndarray
    steel_kg_per_m: np.ndarray
    insulation_kg_per_m: np.ndarray
    trench_m3_per_m: np.ndarray
    price_year: np.ndarray
    kw_per_kg_per_s: float

    def __len__(self) -> int:
        return len(self.dn)

    @property
    def capacity_kw(self) -> np.ndarray:
        """Heat (k,) [kW] that the capacity carries at the difference of temperature the sizes were made for."""
        return self.capacity_kg_per_s * self.kw_per_kg_per_s


def greatest_velocity(inner_m) -> np.ndarray:
    """THERMOS' limit of velocity [m/s] by inner diameter [m]: a + b d^c, and never more than a simulation allows."""
    rule = figures("heat_pipe_rules")
    by_diameter = rule["velocity_a"] + rule["velocity_b"] * np.asarray(inner_m, float) ** rule["velocity_c"]
    return np.minimum(by_diameter, rule["velocity_most"])


def pipe_sizes(options: PipeOptions, water: Water, delta_t_k: float) -> Pipes:
    """Every size up to `options.largest_dn`. delta_t_k: supply less return at design, above 0 [K]."""
    if not delta_t_k > 0:
        raise EngineError(
            "The supply must be warmer than the return; the difference is {difference} K.", difference=delta_t_k
        )
    table = read_catalogue("heat_pipes").sort_values("inner_mm")
    table = table[table["dn"] <= options.largest_dn]
    series = options.insulation_series
    inner, outer, casing = (table[c].to_numpy(float) / 1000 for c in ("inner_mm", "outer_mm", f"casing_{series}_mm"))
    by_gradient = flow_at_gradient(options.pressure_gradient_pa_per_m, inner, options.roughness_mm / 1000, water)
    limit = options.max_velocity_m_per_s
    velocity = greatest_velocity(inner) if np.isnan(limit) else np.full(len(inner), limit)
    by_velocity = velocity * water.density_kg_per_m3 * np.pi * inner**2 / 4
    rule = figures("heat_pipe_rules")
    width = 2 * casing + options.gap_m + 2 * options.side_m
    return Pipes(
        dn=table["dn"].to_numpy(int),
        inner_m=inner,
        outer_m=outer,
        casing_m=casing,
        capacity_kg_per_s=np.minimum(by_gradient, by_velocity),
        u_w_per_m_k=_u_values(options, table[f"u_{series}_w_per_m_k"].to_numpy(float), inner, outer, casing),
        eur_per_m=table["eur_per_m"].to_numpy(float) * options.price_factor * options.price_index,
        steel_kg_per_m=2 * np.pi / 4 * (outer**2 - inner**2) * rule["steel_kg_per_m3"],
        insulation_kg_per_m=2 * np.pi / 4 * (casing**2 - outer**2) * rule["foam_kg_per_m3"],
        trench_m3_per_m=width * (options.cover_m + casing + options.bedding_m),
        price_year=table["price_year"].astype(str).to_numpy(object),
        kw_per_kg_per_s=water.heat_capacity_j_per_kg_k * delta_t_k / 1000,
    )


def _u_values(options: PipeOptions, given, inner, outer, casing) -> np.ndarray:
    if options.u_rule == "thermos":
        return thermos_u_w_per_m_k(inner)
    depth = options.cover_m + casing / 2
    by_geometry = buried_u_w_per_m_k(outer, casing, depth, options.ground_w_per_m_k, options.insulation_w_per_m_k)
    if options.u_rule == "geometry":
        return by_geometry
    return np.where(np.isfinite(given), given, by_geometry)


def choose_size(pipes: Pipes, kg_per_s) -> np.ndarray:
    """Position (n,) of the smallest size that carries each flow [kg/s]; -1 where none is large enough or it is nan."""
    flow = np.atleast_1d(np.abs(np.asarray(kg_per_s, float)))
    most = np.maximum.accumulate(pipes.capacity_kg_per_s)
    position = np.searchsorted(most, flow * (1 - 1e-9))
    return np.where(np.isfinite(flow) & (position < len(pipes)), position, -1)
