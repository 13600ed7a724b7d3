"""The catalogues hold together, and the rules that read them give known answers."""

import numpy as np
import pytest
from stadsstroom.engine import EngineError
from stadsstroom.engine.catalogue import read_catalogue
from stadsstroom.engine.grid.construct.cable_types import (
    choose_main_types,
    choose_service_types,
    default_type,
    match_type,
)
from stadsstroom.engine.grid.construct.coincidence import coefficients, peak_kw, shares_kw, steady_and_spread
from stadsstroom.engine.grid.construct.design_drop import next_heavier
from stadsstroom.engine.grid.construct.transformers import size_transformers, transformer_parameters

OHM_MM2_PER_KM = {"Al": 28.3, "Cu": 17.2}  # resistivity at 20 degrees C, IEC 60028 (Cu) and IEC 60889 (Al)
KG_PER_M_MM2 = {"Al": 2.70e-3, "Cu": 8.96e-3}


@pytest.mark.parametrize("name", ["cables", "cable_rules", "transformers", "coincidence", "dwellings_capacity"])
def test_every_row_names_its_source(name):
    assert (read_catalogue(name)["source"].fillna("").str.len() > 3).all()


@pytest.mark.parametrize("name", ["cables", "transformers"])
def test_every_price_has_a_year(name):
    table = read_catalogue(name)
    price = table["eur_per_m" if name == "cables" else "eur"]
    assert (table["price_year"].notna() == price.notna()).all()


def test_resistance_and_metal_follow_from_conductor_and_cross_section():
    cables = read_catalogue("cables")
    cores = cables["name"].str[0].astype(int)
    mm2 = cables["cross_section_mm2"]
    expected = cables["conductor"].map(OHM_MM2_PER_KM) / mm2
    assert np.allclose(cables["r_ohm_per_km"], expected, rtol=0.15)
    metal = np.where(cables["conductor"] == "Al", cables["al_kg_per_m"], cables["cu_kg_per_m"])
    assert np.allclose(metal, cores * mm2 * cables["conductor"].map(KG_PER_M_MM2), atol=0.006)


def test_thicker_cables_carry_more_and_dry_soil_less():
    cables = read_catalogue("cables")
    for _, rows in cables.groupby(["level", "family", "conductor", "use", cables["name"].str[-5:]]):
        rows = rows.sort_values("cross_section_mm2")
        assert rows["max_i_a"].is_monotonic_increasing
    assert ((cables["max_i_a_g050"] > cables["max_i_a"]) & (cables["max_i_a"] > cables["max_i_a_g100"])).all()
    assert cables["name"].is_unique


def test_rules_choose_cables_that_exist_and_always_choose_one():
    known = set(read_catalogue("cables")["name"])
    assert set(read_catalogue("cable_rules")["cable_type"]) <= known
    for level, kv in (("LV", 0.4), ("MV", 10.0), ("MV", 20.0)):
        for place in ("trunk", "branch"):
            for built in (np.nan, 1900, 1975, 2020):
                chosen = choose_main_types(level, np.array([""]), [place], np.array([built]), np.array([1.0]), "", kv)
                assert chosen.cable_type[0] in known
        assert choose_service_types(level, np.array([1.0, 1e5]), "", kv).cable_type[1] in known


@pytest.mark.parametrize(
    ("written", "level", "meant"),
    [
        ("4x95 Al", "LV", "4x95 Al"),
        ("4 X 95 AL", "LV", "4x95 Al"),
        ("4×150 VVMvKsas/Alk", "LV", "4x150 Al"),
        ("GPLK 4x50", "LV", "4x50 Cu GPLK"),
        ("VVMvKas 4x10", "LV", "4x10 Cu"),
        ("3x95 Cu GPLK", "MV", "3x95 Cu GPLK 10 kV"),
        ("4x95 Al", "MV", ""),
        ("bronze rope", "LV", ""),
        ("", "LV", ""),
    ],
)
def test_types_are_found_however_they_are_written(written, level, meant):
    assert match_type(written, level) == meant


def test_the_map_comes_before_the_users_default_and_that_before_the_rule():
    def choose(measured, default):
        one = choose_main_types(
            "LV", np.array([measured]), ["trunk"], np.array([1990.0]), np.array([10.0]), default, 0.4
        )
        return one.cable_type[0], one.how[0]

    assert choose("4x50 Al", "4x95 Al") == ("4x50 Al", "measured")
    assert choose("", "4x95 Al") == ("4x95 Al", "assumed")
    assert choose("", "") == ("4x150 Al", "inferred")
    with pytest.raises(EngineError, match="not in the catalogue"):
        default_type("bronze rope", "LV")


@pytest.mark.parametrize(
    ("built", "meant"), [(1950, "4x95 Cu GPLK"), (1974, "4x95 Cu GPLK"), (1975, "4x150 Al"), (np.nan, "4x150 Al")]
)
def test_old_streets_have_paper_and_copper(built, meant):
    chosen = choose_main_types("LV", np.array([""]), ["trunk"], np.array([float(built)]), np.array([10.0]), "", 0.4)
    assert chosen.cable_type[0] == meant


def test_a_cable_too_light_for_its_peak_is_made_heavier():
    # 4x150 Al carries 260 A: 171 kW at cos phi 0.95.
    chosen = choose_main_types(
        "LV", np.array(["", ""]), ["trunk"] * 2, np.full(2, 2000.0), np.array([170.0, 172.0]), "", 0.4
    )
    assert chosen.cable_type.tolist() == ["4x150 Al", "4x240 Al"]
    assert "heavier" in chosen.rule[1]
    assert "heavier" not in chosen.rule[0]
    assert "too light" not in chosen.rule[1]
    # 250 kW is 380 A, more than the 340 A of the heaviest cable for LV.
    beyond = choose_main_types("LV", np.array([""]), ["trunk"], np.array([1950.0]), np.array([250.0]), "", 0.4)
    assert beyond.cable_type.tolist() == ["4x150 Cu GPLK"]
    assert beyond.rule[0].endswith("too light")
    assert next_heavier()["4x95 Al"] == "4x150 Al"
    assert "4x240 Al" not in next_heavier()


def test_service_cables_grow_with_the_connection():
    chosen = choose_service_types("LV", np.array([2.0, 30.0, 70.0, 100.0, 250.0]), "", 0.4)
    assert chosen.cable_type.tolist() == ["4x6 Cu", "4x10 Cu", "4x16 Cu", "4x95 Al", "4x150 Al"]
    assert chosen.parallel.tolist() == [1, 1, 1, 1, 2]


@pytest.mark.parametrize(
    ("kind", "kwh", "homes", "kw_per_home"),
    [
        ("detached", 4400, 10, 1.51),
        ("terraced", 3300, 50, 0.90),
        ("terraced", 3300, 1, 1.68),
        ("flat", 2400, 200, 0.57),
    ],
)
def test_strand_axelsson_of_like_homes(kind, kwh, homes, kw_per_home):
    """Published coefficients (Phase to Phase): kW a home at n homes."""
    steady, spread = steady_and_spread(np.full(homes, "dwelling"), np.full(homes, kind), np.full(homes, kwh))
    assert peak_kw(steady.sum(), spread.sum()) / homes == pytest.approx(kw_per_home, abs=0.006)


def test_shares_add_up_to_the_peak_of_each_station():
    rng = np.random.default_rng(1)
    kind = rng.choice(["detached", "terraced", "flat"], 300)
    steady, spread = steady_and_spread(np.full(300, "dwelling"), kind, rng.uniform(0, 9000, 300))
    station = rng.integers(0, 4, 300)
    share = shares_kw(steady, spread, station)
    for number in range(4):
        at = station == number
        assert share[at].sum() == pytest.approx(peak_kw(steady[at].sum(), spread[at].sum()), rel=1e-12)
    alone = shares_kw(steady, spread, np.full(300, -1))
    assert np.allclose(alone, peak_kw(steady, spread))
    assert (alone >= share - 1e-12).all()


def test_unknown_need_counts_as_none():
    steady, spread = steady_and_spread(np.array(["dwelling", "shop"]), np.array(["flat", ""]), np.array([np.nan, -5.0]))
    assert steady.tolist() == spread.tolist() == [0, 0]
    assert np.isfinite(coefficients(np.array(["never heard of"]), np.array([""]))).all()


def test_transformers_are_the_next_standard_size():
    peak = np.array([10.0, 160.0, 253.0, 254.0, 1e4, 0.0, 50.0, 10.0])
    known = np.array([np.nan] * 6 + [315.0, np.nan])
    has_lv = np.array([True] * 5 + [False, True, True])
    back = np.array([0.0] * 7 + [390.0])
    found = size_transformers(peak, back, known, has_lv, 1.5, 250.0)
    # 253 kW x 1.5 / 0.95 = 399.5 kVA; 254 kW makes 401 kVA; 10 MW takes ten units of 1,600 kVA.
    assert found.rating_kva[:5].tolist() == [250, 400, 400, 630, 16000]
    assert found.parallel.tolist() == [1, 1, 1, 1, 10, 1, 1, 1]
    assert np.isnan(found.rating_kva[5])
    assert (found.rating_kva[6], found.how[6]) == (315, "measured")
    assert found.rating_kva[7] == 400
    assert found.how[:5].tolist() == ["inferred"] * 5
    assert "at least 250 kVA" in found.rule[0]
    assert "10 x 1600 kVA" in found.rule[4]


def test_transformer_parameters_hold_the_losses_of_the_type():
    table = transformer_parameters(np.array([400.0, 315.0]), 20.0)
    assert table["vkr_percent"][0] == pytest.approx(100 * 3.75 / 400)
    assert table["pfe_kw"][0] == pytest.approx(0.52)
    assert table["pfe_kw"][1] == pytest.approx(0.365 * 315 / 250)  # scaled from the nearest size
    assert table["vn_hv_kv"][0] == pytest.approx(21)
    assert (table["vkr_percent"] < table["vk_percent"]).all()
