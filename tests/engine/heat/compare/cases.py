"""Two houses in a street, the second with three times the heat, and a network that was designed for them."""

import numpy as np
import pandas as pd
import shapely
from stadsstroom.engine import FeatureTable, finish
from stadsstroom.engine.heat.compare import CompareOptions, compare_heat

# Round prices, so that sums can be done by hand. Society without interest: a purchase costs its price over its life.
PRICES = {
    "society_rate": 0.0, "resident_rate": 0.05, "vat": 0.20,
    "gas_eur_per_mwh": 50, "gas_retail_eur_per_mwh": 150,
    "green_gas_eur_per_mwh": 90, "green_gas_retail_eur_per_mwh": 200,
    "electricity_eur_per_mwh": 100, "electricity_retail_eur_per_mwh": 300, "station_electricity_eur_per_mwh": 80,
    "bought_heat_index": 1, "gas_grid_eur_per_year": 100, "gas_fixed_eur_per_year": 250,
    "heat_fixed_eur_per_year": 700, "heat_tariff_eur_per_mwh": 140,
    "low_heat_fixed_eur_per_year": 550, "low_heat_tariff_eur_per_mwh": 100, "loop_fixed_eur_per_year": 500,
    "connection_fee_eur": 4000, "gas_removal_eur": 600, "gas_removal_flat_eur": 150, "heavier_connection_eur": 240,
    "insulation_index": 1, "radiators_eur_per_m2": 30, "boiler_eur": 1800, "boiler_upkeep_eur": 90,
    "air_pump_eur": 9000, "air_pump_eur_per_kw": 400, "ground_pump_eur": 9000, "ground_pump_eur_per_kw": 1500,
    "hybrid_eur": 2400, "hybrid_eur_per_kw": 250, "pump_upkeep_eur": 150, "hybrid_upkeep_eur": 180,
    "booster_eur": 1800, "booster_upkeep_eur": 60, "loop_pump_eur": 6000, "loop_pump_eur_per_kw": 400,
    "delivery_set_eur": 1200, "indoor_eur": 2400, "indoor_flat_eur": 1100,
    "network_eur_per_m": 1000, "network_index": 1, "station_eur_per_kw": 130, "source_index": 1,
    "pump_subsidy_eur": 2500, "hybrid_subsidy_eur": 1800, "network_subsidy_eur": 3000,
    "grid_eur_per_kw": 1000, "station_grid_eur_per_kw": 500, "co2_eur_per_t": 0,
}  # fmt: skip
FIGURES = {
    "machine_years": 15, "indoor_years": 30, "insulation_years": 30, "pipe_years": 40, "station_years": 30,
    "grid_years": 40, "pipe_om_share": 0.018, "station_om_share": 0.03, "source_om_share": 0.05,
    "boiler_space": 1.04, "boiler_water": 0.76, "hybrid_spf": 4.25, "hybrid_share": 0.65, "hybrid_kw_share": 0.4,
    "hybrid_least_cop": 2.6, "home_coincidence": 0.6, "other_coincidence": 0.95, "water_coincidence": 0.1,
    "space_kw_share": 0.5, "base_kw_share": 0.3, "base_mwh_share": 0.85, "loss_mwh_high": 2.9, "loss_mwh_low": 0.7,
    "pump_share": 0.0072, "co2_electricity": 0.3, "co2_gas": 0.2, "co2_green_gas": 0.03, "co2_bought_heat": 0.01,
    "longest_gap_m": 60, "least_mwh": 0, "detour": 1.15, "service_m": 6, "brine_c": 10,
    "radiators_k": 15,
}  # fmt: skip


def houses(number=2, apart=20.0, **columns):
    """Houses of 8 by 8 m in a row; the second takes three times the heat of the others."""
    times = np.where(np.arange(number) == 1, 3.0, 1.0)
    west = np.arange(number) * apart
    frame = pd.DataFrame(
        {
            "feature_id": [str(k) for k in range(number)],
            "building_id": [f"{k:02d}" for k in range(number)],
            "category": "dwelling",
            "dwelling_type": "terraced",
            "dwellings": 1,
            "floor_area_m2": 100.0,
            "build_year": 1970.0,
            "insulation": "as_is",
            "space_mwh_per_year": 10.0 * times,
            "water_mwh_per_year": 2.0 * times,
            "space_kw": 7.0 * times,
            "water_kw": 4.0 * times,
            "supply_c_needed": 80.0,
        }
    )
    return FeatureTable(frame.assign(**columns), shapely.box(west, 0, west + 8, 8), name="houses")


def design(served=(True, True), supply_c=70.0):
    """(connections, pipes, stations): a main of € 40,000, a pipe of € 5,000 to each house, a station of € 30,000."""
    ids = [f"{k:02d}" for k in range(len(served))]
    points = shapely.points(np.arange(len(served)) * 20.0 + 4, 0)
    connections = pd.DataFrame(
        {
            "feature_id": ids, "building_id": ids, "served": served,
            "station_id": np.where(served, "S", ""),
            "pipe_id": [f"house {i}" if s else "" for i, s in zip(ids, served)],
            "heat_mwh_per_year": np.where(served, [12.0, 36.0, 12.0][: len(ids)], np.nan),
            "remains": np.where(served, "none", "all"), "cop_space": np.nan, "cop_water": np.nan,
        }
    )  # fmt: skip
    pipes = pd.DataFrame(
        {
            "feature_id": ["m", *ids], "pipe_id": ["main", *(f"house {i}" for i in ids)],
            "kind": ["main"] + ["connection"] * len(ids), "station_id": "S",
            "eur": [40_000.0] + [5_000.0 if s else 0.0 for s in served],
        }
    )  # fmt: skip
    stations = pd.DataFrame(
        {
            "feature_id": ["s"], "station_id": ["S"], "kind": ["waste_heat"], "supply_c": [supply_c], "eur": [30_000.0],
            "heat_mwh_per_year": [60.0], "bought_eur_per_year": [600.0], "electric_kw": [0.0],
            "electric_mwh_per_year": [0.0], "pump_kw": [0.8], "pump_mwh_per_year": [1.0],
        }
    )  # fmt: skip
    lines = np.full(len(pipes), shapely.LineString([(0, 0), (1, 0)]), object)
    return (
        FeatureTable(connections, points), FeatureTable(pipes, lines),
        FeatureTable(stations, np.array([shapely.Point(0, -5)], object)),
    )  # fmt: skip


def compare(buildings=None, network=(None, None, None), areas=None, prices=None, figures=None, **options):
    """A comparison with the round prices."""
    asked = CompareOptions(
        prices={**PRICES, **(prices or {})}, figures={**FIGURES, **(figures or {})},
        **{"estimate_source": "waste_heat", **options},
    )  # fmt: skip
    return finish(compare_heat(houses() if buildings is None else buildings, asked, *network, areas))
