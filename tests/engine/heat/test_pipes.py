"""Sizes of heat pipes: what they carry, lose and weigh."""

import numpy as np
import pytest
from stadsstroom.engine.errors import EngineError
from stadsstroom.engine.heat.pipes import (
    PipeOptions,
    Water,
    choose_size,
    flow_at_gradient,
    friction_factor,
    generation,
    heat_loss_w_per_m,
    pipe_sizes,
    pressure_gradient,
    temperature_along,
    thermos_u_w_per_m_k,
    water_at,
)
from stadsstroom.engine.heat.simulate import SimulateOptions

# what pipes carry at ΔT 30 K, 975 kg/m3 and 0.01 mm [kW] at 100 and 250 Pa/m, and their velocity at 100 Pa/m
KNOWN = {
    20: (19, 31, 0.42), 25: (42, 69, 0.51), 32: (80, 133, 0.60), 40: (119, 196, 0.67), 50: (223, 366, 0.78),
    65: (439, 719, 0.92), 80: (671, 1097, 1.02), 100: (1338, 2183, 1.21), 125: (2348, 3820, 1.39),
    150: (3878, 6299, 1.57), 200: (7898, 12799, 1.86), 250: (14236, 23027, 2.14), 300: (22400, 36200, 2.38),
    400: (40900, 66000, 2.74), 500: (74600, 120000, 3.16),
}  # fmt: skip
WATER = Water(975.0, 4190.0, water_at(75).viscosity_pa_s)


def sizes(gradient=100.0, velocity=np.inf, **options):
    chosen = PipeOptions(pressure_gradient_pa_per_m=gradient, max_velocity_m_per_s=velocity, **options)
    return pipe_sizes(chosen, WATER, 30.0)


@pytest.mark.parametrize(("gradient", "column"), [(100.0, 0), (250.0, 1)])
def test_capacities_are_those_of_the_published_table(gradient, column):
    pipes = sizes(gradient)
    for dn, known in KNOWN.items():
        assert pipes.capacity_kw[pipes.dn == dn][0] == pytest.approx(known[column], rel=0.03)


def test_velocities_are_those_of_the_published_table():
    pipes = sizes(100.0)
    velocity = pipes.capacity_kg_per_s / 975 / (np.pi * pipes.inner_m**2 / 4)
    for dn, known in KNOWN.items():
        assert velocity[pipes.dn == dn][0] == pytest.approx(known[2], rel=0.03)


def test_large_sizes_go_on_as_the_smaller_ones():
    """Beyond DN600 walls are unconfirmed, prices of the slope before; no column may turn."""
    pipes = sizes()
    assert pipes.dn[-1] == 1000
    for name in ("inner_m", "outer_m", "casing_m", "capacity_kg_per_s", "eur_per_m", "steel_kg_per_m"):
        assert (np.diff(getattr(pipes, name)[-6:]) > 0).all(), name
    slope = np.diff(pipes.eur_per_m) / np.diff(pipes.dn)
    assert slope[-4:] == pytest.approx(7.75, abs=0.1)
    assert sizes(largest_dn=600).dn[-1] == 600


def test_a_pipe_at_capacity_loses_the_design_gradient():
    pipes = sizes(170.0)
    assert pressure_gradient(pipes.capacity_kg_per_s, pipes.inner_m, 1e-5, WATER) == pytest.approx(170.0, rel=1e-6)


def test_velocity_limits_where_it_is_the_tighter_one():
    slow, free = sizes(velocity=0.5), sizes()
    assert np.all(slow.capacity_kw <= free.capacity_kw)
    velocity = slow.capacity_kg_per_s[-1] / 975 / (np.pi * slow.inner_m[-1] ** 2 / 4)
    assert velocity == pytest.approx(0.5)
    by_diameter = sizes(5000.0, velocity=np.nan)  # -0.4834 + 4.7617 d^0.3701
    velocity = by_diameter.capacity_kg_per_s / 975 / (np.pi * by_diameter.inner_m**2 / 4)
    assert velocity[by_diameter.dn == 100][0] == pytest.approx(-0.4834 + 4.7617 * 0.1071**0.3701)
    assert velocity.max() == pytest.approx(SimulateOptions().max_velocity_m_per_s)  # what it sizes is not too fast


def test_friction_meets_moody_and_poiseuille():
    assert friction_factor(1000.0, 0.0, 0.1) == pytest.approx(0.064)
    assert friction_factor(1e5, 0.0, 0.1) == pytest.approx(0.0180, rel=0.02)  # smooth pipe on Moody's chart
    assert friction_factor(1e7, 1e-4, 0.1) == pytest.approx(0.0197, rel=0.02)  # relative roughness 0.001
    poiseuille = 128 * WATER.viscosity_pa_s * 0.001 / (np.pi * 975 * 0.05**4)
    assert pressure_gradient(0.001, 0.05, 1e-5, WATER) == pytest.approx(poiseuille)
    assert pressure_gradient(-0.001, 0.05, 1e-5, WATER) == pytest.approx(-poiseuille)
    assert pressure_gradient(0.0, 0.05, 1e-5, WATER) == 0


def test_flow_at_a_gradient_is_the_way_back_also_when_laminar():
    gradient = np.array([1e-4, 1e-3, 30.0, 300.0])
    flow = flow_at_gradient(gradient, 0.05, 1e-5, WATER)
    assert pressure_gradient(flow, 0.05, 1e-5, WATER) == pytest.approx(gradient, rel=1e-6)


def test_the_smallest_size_that_fits_is_chosen():
    pipes = sizes()
    at = pipes.capacity_kg_per_s
    assert choose_size(pipes, [0.0, at[2], at[2] * 1.001, -at[4], at[-1] * 1.01, np.nan]).tolist() == [
        0,
        2,
        3,
        4,
        -1,
        -1,
    ]


def test_mass_and_trench_follow_from_geometry():
    pipes = sizes(insulation_series=1)
    row = np.flatnonzero(pipes.dn == 100)[0]
    assert pipes.steel_kg_per_m[row] / 2 == pytest.approx(9.8, rel=0.02)  # 114.3 x 3.6 in EN 10220: 9.83 kg/m
    assert pipes.insulation_kg_per_m[row] == pytest.approx(2 * np.pi / 4 * (0.2**2 - 0.1143**2) * 60)
    assert pipes.trench_m3_per_m[row] == pytest.approx((2 * 0.2 + 0.2 + 2 * 0.15) * (0.8 + 0.2 + 0.1))
    assert np.all(np.diff(pipes.eur_per_m) > 0)
    assert sizes(price_factor=2.0, price_index=1.5).eur_per_m == pytest.approx(3 * pipes.eur_per_m)


def test_insulation_series_lower_the_loss_and_every_size_has_one():
    thin, middle, thick = (sizes(insulation_series=series).u_w_per_m_k for series in (1, 2, 3))
    assert np.all(np.isfinite(thin))
    assert np.all(thick < middle)
    assert np.all(middle < thin)


@pytest.mark.parametrize("rule", ["geometry", "thermos"])
def test_other_ways_to_the_loss_agree_roughly_with_the_manufacturer(rule):
    """THERMOS' pair is of twin-like pipes: same order, no more."""
    of_maker, other = sizes(insulation_series=2).u_w_per_m_k, sizes(insulation_series=2, u_rule=rule).u_w_per_m_k
    assert np.all((other > 0.45 * of_maker) & (other < 1.35 * of_maker))


def test_a_pair_loses_to_the_ground_what_each_loses():
    assert heat_loss_w_per_m(0.2, 70.0, 40.0, 10.0) == pytest.approx(0.2 * 60 + 0.2 * 30)
    assert heat_loss_w_per_m(0.2, 10.0, 10.0, 10.0) == 0
    pair = heat_loss_w_per_m(thermos_u_w_per_m_k(0.1), 70.0, 40.0, 8.0)
    assert pair == pytest.approx((55 - 8) * (0.16807 * np.log(0.1) + 0.85684))


def test_water_cools_towards_the_ground():
    start, ground, u, cp, flow = 80.0, 8.0, 0.25, 4190.0, 2.0
    end = temperature_along(start, ground, u, 1000.0, flow, cp)
    steps = start
    for _ in range(100_000):
        steps -= u * (steps - ground) * 0.01 / (flow * cp)
    assert end == pytest.approx(steps, abs=1e-4)
    assert temperature_along(start, ground, u, 10.0, 0.0, cp) == ground


def test_water_is_that_of_pandapipes_tables():
    pp = pytest.importorskip("pandapipes")
    net = pp.create_empty_network(fluid="water")
    fluid = pp.get_fluid(net)
    for t in (10.0, 25.0, 40.0, 60.0, 75.0, 90.0):
        water = water_at(t)
        assert water.density_kg_per_m3 == pytest.approx(fluid.get_density(t + 273.15), rel=2e-4)
        assert water.heat_capacity_j_per_kg_k == pytest.approx(fluid.get_heat_capacity(t + 273.15), rel=2e-4)
        assert water.viscosity_pa_s == pytest.approx(fluid.get_viscosity(t + 273.15), rel=0.01)


def test_generations_say_what_stays_electric():
    assert generation("mt").delta_t_k == 20
    assert [generation(name).remains for name in ("3gdh", "mt", "4gdh", "lt", "5gdh")] == [
        "none", "none", "none", "booster", "heat_pump",
    ]  # fmt: skip
    with pytest.raises(EngineError, match="generation"):
        generation("6gdh")


def test_what_cannot_be_is_refused():
    with pytest.raises(EngineError):
        water_at(-5.0)
    with pytest.raises(EngineError):
        pipe_sizes(PipeOptions(), WATER, 0.0)
    with pytest.raises(EngineError):
        PipeOptions(pressure_gradient_pa_per_m=float("nan"))
    with pytest.raises(EngineError):
        PipeOptions(insulation_series=4)
