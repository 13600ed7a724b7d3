"""Buildings on a heat network: what remains electric there, and nothing else changes."""

import numpy as np
import pandas as pd
import pytest
import shapely
from stadsstroom.engine import EngineError, FeatureTable, finish
from stadsstroom.engine.demand import DemandOptions, Profiles, ProfilesWriter, simulate_demand, typical_year
from stadsstroom.engine.demand.heat_need import yearly_heat

WEATHER = typical_year()
IDS = [f"b{i}" for i in range(6)]
ALL = {"heat_pump_share": 100.0, "ev_share": 50.0, "pv_share": 50.0}


def town(use="woonfunctie"):
    """Six buildings of two addresses each."""
    boxes = np.array([shapely.box(20 * i, 0, 20 * i + 8, 10) for i in range(len(IDS))], object)
    buildings = pd.DataFrame({"feature_id": IDS, "building_id": IDS, "build_year": 1975.0})
    of = np.repeat(np.arange(len(IDS)), 2)
    ids = [f"a{i}" for i in range(len(of))]
    addresses = pd.DataFrame(
        {"feature_id": ids, "address_id": ids, "building_id": [IDS[i] for i in of], "use": use, "floor_area_m2": 90.0}
    )
    return FeatureTable(buildings, boxes, name="buildings"), FeatureTable(addresses, shapely.centroid(boxes)[of])


def served(rows, **more):
    """Heat connections: {building: what remains}, or a list of rows."""
    rows = [{"building_id": b, "served": True, "remains": r, **more} for b, r in rows.items()]
    frame = pd.DataFrame(rows).assign(feature_id=[str(k) for k in range(len(rows))])
    return FeatureTable(frame, np.array([shapely.Point(0, 0)] * len(rows), object))


def simulate(path, network=None, heat=None, extra=None, use="woonfunctie", **options):
    demand = DemandOptions(**{**ALL, **options})
    steps = simulate_demand(*town(use), None, extra, WEATHER, demand, path, None, network, heat)
    return finish(steps), Profiles.open(path)


@pytest.fixture(scope="module")
def without(tmp_path_factory):
    return simulate(tmp_path_factory.mktemp("without") / "p")


def column(profiles, building):
    return profiles.connection_ids.index(f"{building}-1")


def test_served_with_nothing_left_needs_no_heat_pump(tmp_path, without):
    result, profiles = simulate(tmp_path / "p", served({"b0": "none", "b1": "none"}))
    heat, before = profiles.kw("heat_pump")[:], without[1].kw("heat_pump")[:]
    for building in ("b0", "b1"):
        assert not heat[:, column(profiles, building)].any()
        assert before[:, column(profiles, building)].sum() > 1000
    assert result.summary["served_dwellings"] == 4
    assert result.summary["heat_pumps"] == 8
    assert result.problems == []
    words = result.connections.frame.set_index("building_id")["heat_network"]
    assert list(words[IDS]) == ["none", "none", "", "", "", ""]


def test_nothing_else_changes(tmp_path, without):
    _, profiles = simulate(tmp_path / "p", served({"b0": "none", "b1": "booster"}, cop_water=4.0))
    assert profiles.technologies == without[1].technologies
    for technology in ("base", "car", "pv"):
        np.testing.assert_array_equal(profiles.kw(technology)[:], without[1].kw(technology)[:])
    others = [column(profiles, b) for b in IDS[2:]]
    np.testing.assert_array_equal(profiles.kw("heat_pump")[:, others], without[1].kw("heat_pump")[:, others])


def test_an_empty_network_changes_nothing(tmp_path, without):
    nobody = served({b: "all" for b in IDS})
    nobody.frame["served"] = False
    _, profiles = simulate(tmp_path / "p", nobody)
    np.testing.assert_array_equal(profiles.kw("heat_pump")[:], without[1].kw("heat_pump")[:])
    # without the layer, the file is the same to the last bit
    simulate(tmp_path / "again")
    assert (tmp_path / "again").read_bytes() == without[1].path.read_bytes()


def test_a_booster_draws_the_hot_water_over_its_cop(tmp_path, without):
    result, profiles = simulate(tmp_path / "p", served({"b0": "booster"}, cop_water=4.0))
    kw = profiles.kw("heat_pump")[:, column(profiles, "b0")]
    home = pd.DataFrame({"dwelling_type": ["flat"], "floor_area_m2": [90.0]})
    water_kwh = 2 * yearly_heat(home).water_kwh[0]
    assert kw.sum(dtype=float) == pytest.approx(water_kwh / 4.0, rel=1e-4)
    # the tank heats at hours of its own all year round: no winter peak of rooms is left
    months = np.add.reduceat(kw.astype(float), np.arange(0, 8760, 730))
    assert months.max() < 1.35 * months.min()
    own = without[1].kw("heat_pump")[:, column(profiles, "b0")]
    assert kw.max() < 0.5 * own.max()
    assert result.summary["boosters"] == 2


def test_a_heat_pump_on_the_loop_has_the_field_s_cop_whatever_the_weather(tmp_path):
    def hours(cop):
        path = tmp_path / f"{cop}"
        return simulate(path, served({"b0": "heat_pump"}, cop_space=cop, cop_water=cop))[1]

    three, six = hours(3.0), hours(6.0)
    kw3, kw6 = (p.kw("heat_pump")[:, column(p, "b0")].astype(float) for p in (three, six))
    np.testing.assert_allclose(kw3, 2 * kw6, atol=1e-5)  # the heat is the same, hour by hour
    facts = {name: values[three.facts("heat_pumps")["connection"] == column(three, "b0")]
             for name, values in three.facts("heat_pumps").items()}  # fmt: skip
    assert facts["cop_a"].tolist() == [3.0, 3.0]
    assert facts["cop_b"].tolist() == [0.0, 0.0]


def test_what_the_network_does_by_itself_takes_no_electricity(tmp_path):
    _, both = simulate(tmp_path / "both", served({"b0": "heat_pump"}, cop_space=4.0, cop_water=4.0))
    _, rooms = simulate(tmp_path / "rooms", served({"b0": "heat_pump"}, cop_space=4.0, cop_water=np.nan))
    _, water = simulate(tmp_path / "water", served({"b0": "booster"}, cop_space=np.nan, cop_water=4.0))
    at = column(both, "b0")
    parts = [p.kw("heat_pump")[:, at].astype(float) for p in (both, rooms, water)]
    np.testing.assert_allclose(parts[0], parts[1] + parts[2], atol=1e-5)
    assert parts[1].sum() > 3 * parts[2].sum() > 0


def test_a_hybrid_leaves_its_peak_to_the_network(tmp_path):
    _, whole = simulate(tmp_path / "whole", served({"b0": "heat_pump"}, cop_space=4.0, cop_water=4.0))
    _, capped = simulate(tmp_path / "cap", served({"b0": "hybrid"}, cop_space=4.0, cop_water=4.0, electric_kw=1.0))
    at = column(whole, "b0")
    assert whole.kw("heat_pump")[:, at].max() > 1.2
    assert capped.kw("heat_pump")[:, at].max() <= 1.0 + 1e-6
    assert capped.kw("heat_pump")[:, at].sum() > 0.5 * whole.kw("heat_pump")[:, at].sum()


def test_a_cop_that_is_not_given_follows_from_the_electricity_or_is_told(tmp_path):
    given, profiles = simulate(tmp_path / "mwh", served({"b0": "booster"}, cop_water=np.nan, electric_mwh_per_year=0.5))
    assert profiles.kw("heat_pump")[:, column(profiles, "b0")].sum(dtype=float) == pytest.approx(500, rel=1e-3)
    assert given.problems == []
    guessed, _ = simulate(tmp_path / "none", served({"b0": "booster", "b1": "heat_pump", "b2": "none"}))
    assert [(p.code, p.values["count"]) for p in guessed.problems] == [("heat_connection_without_cop", 2)]


def test_what_does_not_fit_is_told(tmp_path):
    network = served({"b0": "none", "b1": "stove", "nowhere": "none", "gone": "none"})
    result, profiles = simulate(tmp_path / "p", network)
    assert [(p.code, p.values.get("count")) for p in result.problems] == [
        ("heat_remains_unknown", None),
        ("served_building_unknown", 2),
    ]
    assert not profiles.kw("heat_pump")[:, column(profiles, "b1")].any()


@pytest.mark.parametrize("yes", [True, 1, "true", "1", 1.0])
def test_served_is_read_from_whatever_a_layer_holds(tmp_path, yes):
    network = served({"b0": "none", "b1": "none"})
    network.frame["served"] = [yes, False if isinstance(yes, bool) else 0]
    result, _ = simulate(tmp_path / "p", network, ev_share=0.0, pv_share=0.0)
    assert result.summary["served_dwellings"] == 2


def test_a_shop_on_the_loop_gets_its_heat_pump_though_no_share_does(tmp_path):
    network = served({"b0": "heat_pump"}, cop_space=4.0, cop_water=np.nan)
    _, profiles = simulate(tmp_path / "p", network, use="winkelfunctie", heat_pump_share=0.0)
    assert profiles.kw("heat_pump")[:, column(profiles, "b0")].max() > 1
    assert profiles.kw("heat_pump")[:, [column(profiles, b) for b in IDS[1:]]].max() == 0


# The network's own machines


def extras(**more):
    frame = pd.DataFrame(
        {"feature_id": ["0", "1"], "extra_id": ["central", "pump"], "kw": [40.0, 4.0], "yearly_kwh": [30e3, 4e3],
         "kind": ["heat_pump", "other"], "voltage": "LV", "station_id": ["west", "west"], **more}
    )  # fmt: skip
    return FeatureTable(frame, np.array([shapely.Point(0, 50), shapely.Point(1, 50)], object))


@pytest.fixture
def heat(tmp_path):
    """Heat of every building: b0 in January, b1 in July, the others all year."""
    shape = np.ones((WEATHER.hours, len(IDS)), np.float32)
    hour = np.arange(WEATHER.hours)
    shape[:, 0], shape[:, 1] = hour < 744, (hour > 4344) & (hour < 5088)
    facts = {"weather": {"ghi_w_per_m2": WEATHER.ghi_w_per_m2}}
    technologies = {"space_heat": 1.0, "hot_water": 1.0}
    with ProfilesWriter(tmp_path / "heat", IDS, WEATHER.start_utc, WEATHER.hours, technologies, facts) as w:
        w.kw("space_heat")[:] = 9 * shape
        w.kw("hot_water")[:] = shape
    return Profiles.open(tmp_path / "heat")


def test_central_heat_pumps_and_pumps_follow_the_heat_of_those_they_serve(tmp_path, heat):
    network = served({"b0": "none"}, station_id="west")
    result, profiles = simulate(tmp_path / "p", network, heat, extras())
    for name, technology, kwh in (("central", "heat_pump", 30e3), ("pump", "extra", 4e3)):
        # 744 hours at 40 kW are less than was asked: it comes to what its power can
        kw = profiles.kw(technology)[:, profiles.connection_ids.index(f"{name}-1")].astype(float)
        assert kw[:744].sum() == pytest.approx(min(kwh, 744 * (40.0 if name == "central" else 4.0)), rel=1e-3)
        assert not kw[744:].any()
    assert {p.code for p in result.problems} == {"extra_energy_not_met"}


def test_a_station_that_serves_none_by_name_follows_all_that_are_served(tmp_path, heat):
    network = served({"b1": "none", "b2": "none"}, station_id="west")
    _, profiles = simulate(tmp_path / "p", network, heat, extras(station_id=["east", ""]))
    kw = profiles.kw("heat_pump")[:, profiles.connection_ids.index("central-1")].astype(float)
    assert kw.sum() == pytest.approx(30e3, rel=1e-3)
    assert kw[4400] == pytest.approx(2 * kw[0])
    # a point that belongs to no heat network draws as before
    pump = profiles.kw("extra")[:, profiles.connection_ids.index("pump-1")]
    assert pump.max() == pump.min() > 0


def test_without_hours_of_heat_the_block_model_stays(tmp_path):
    _, with_network = simulate(tmp_path / "a", served({"b0": "none"}, station_id="west"), None, extras())
    _, plain = simulate(tmp_path / "b", None, None, extras())
    at = plain.connection_ids.index("central-1")
    np.testing.assert_array_equal(with_network.kw("heat_pump")[:, at], plain.kw("heat_pump")[:, at])


def test_a_file_that_holds_no_heat_is_refused(tmp_path, without):
    with pytest.raises(EngineError, match="holds no heat"):
        simulate(tmp_path / "p", None, without[1])
