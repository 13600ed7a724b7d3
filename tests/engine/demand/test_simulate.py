"""The whole demand: everyone's hours in one file, the same for the same seed, whole or not at all."""

import dataclasses

import numpy as np
import pandas as pd
import pytest
import shapely
from stadsstroom.engine import EngineError, FeatureTable, finish
from stadsstroom.engine.demand import (
    DemandOptions,
    Profiles,
    outcome,
    read_weather,
    simulate,
    simulate_demand,
    typical_year,
)

ALL = DemandOptions(ev_share=60, heat_pump_share=50, pv_share=40, battery_share=30, seed=3)
WEATHER = typical_year()


def street(n=30, shops=3):
    """n houses in a row of detached boxes and shops beyond; one address each."""
    boxes = np.array([shapely.box(20 * i, 0, 20 * i + 8, 10) for i in range(n + shops)], object)
    ids = [f"0180100000{i:06d}" for i in range(n + shops)]
    buildings = pd.DataFrame(
        {"feature_id": [str(i) for i in range(n + shops)], "building_id": ids, "build_year": 1975.0}
    )
    addresses = pd.DataFrame(
        {
            "feature_id": [str(i) for i in range(n + shops)],
            "address_id": [f"0180010000{i:06d}" for i in range(n + shops)],
            "building_id": ids,
            "use": ["woonfunctie"] * n + ["winkelfunctie"] * shops,
            "floor_area_m2": 120.0,
            "yearly_kwh": 3000.0,
            "yearly_gas_m3": 1300.0,
        }
    )
    return FeatureTable(buildings, boxes, name="buildings"), FeatureTable(
        addresses, shapely.centroid(boxes), name="addresses"
    )


def points(**columns):
    """Extra points north of the street, 40 m apart."""
    n = len(columns["kind"])
    frame = pd.DataFrame(
        {"feature_id": [f"x{i}" for i in range(n)], "extra_id": [f"extra{i}" for i in range(n)], **columns}
    )
    return FeatureTable(frame, np.array([shapely.Point(40 * i, 30) for i in range(n)], object), name="extra")


def connections(ids, **columns):
    frame = pd.DataFrame({"feature_id": ids, "connection_id": ids, **columns})
    for name in ("building_id", "address_ids", "station_id"):
        frame[name] = frame.get(name, "")
    frame["kind"] = columns.get("kind", "building")
    return FeatureTable(
        frame, np.array([shapely.Point(40 * i, 30) for i in range(len(ids))], object), name="connections"
    )


def run(path, buildings, addresses, options=ALL, connected=None, extra=None, weather=WEATHER):
    return finish(simulate_demand(buildings, addresses, connected, extra, weather, options, path))


@pytest.fixture(scope="module")
def town(tmp_path_factory):
    path = tmp_path_factory.mktemp("town") / "street.profiles"
    result = run(path, *street())
    return result, Profiles.open(path)


def test_every_building_has_its_hours(town):
    result, profiles = town
    frame = result.connections.frame
    assert profiles.connection_ids == frame["connection_id"].tolist()
    assert profiles.connection_ids[0] == "0180100000000000-1"
    assert profiles.technologies == ["base", "heat_pump", "car", "pv", "battery"]
    assert profiles.hours == 8760
    assert all(np.isfinite(profiles.kw(t)).all() for t in profiles.technologies)
    assert (profiles.kw("base")[:] > 0).all()
    assert (profiles.kw("pv")[:] <= 0).all()
    assert not result.problems


def test_yearly_totals_equal_their_inputs(town):
    result, profiles = town
    kwh = profiles.kw("base")[:].sum(axis=0, dtype=float)
    assert kwh[:30].sum() == pytest.approx(30 * 3000, rel=1e-3)
    np.testing.assert_allclose(kwh[30:], 120 * 84.8, rtol=1e-3)
    assert kwh[:30].std() > 500  # homes of one postcode are not all its mean
    np.testing.assert_allclose(result.connections.frame["base_kwh"], kwh, rtol=1e-6)


def test_shares_are_of_dwellings_and_exact(town):
    result, _ = town
    frame = result.connections.frame
    assert frame["cars"].sum() == 18
    assert frame["heat_pumps"].sum() == 15
    assert (frame["pv_kwp"] > 0).sum() == 12
    assert (frame["battery_capacity_kwh"] > 0).sum() == 9
    assert not frame.loc[30:, ["cars", "heat_pumps", "pv_kwp"]].to_numpy().any()
    assert (frame.loc[frame["battery_capacity_kwh"] > 0, "pv_kwp"] > 0).all()


def test_the_table_says_what_the_file_holds(town):
    result, profiles = town
    frame = result.connections.frame
    net = profiles.net_kw()
    np.testing.assert_allclose(frame["peak_kw"], net.max(axis=0), rtol=1e-5)
    np.testing.assert_allclose(frame["feed_in_kw"], np.maximum(-net.min(axis=0), 0), rtol=1e-5, atol=1e-6)
    np.testing.assert_allclose(frame["net_kwh"], net.sum(axis=0), rtol=1e-5)
    hour = profiles.start_utc + net[:, 4].argmax() * np.timedelta64(1, "h")
    assert frame["peak_hour"][4] == f"{hour.astype('datetime64[m]')}Z"
    np.testing.assert_allclose(frame["pv_peak_kw"], profiles.kw("pv")[:].min(axis=0))
    assert result.summary["peak_kw"] == pytest.approx(net.sum(axis=1).max(), rel=1e-6)


def test_facts_belong_to_the_hours(town):
    _, profiles = town
    sessions = profiles.facts("car_sessions")
    charged = np.bincount(sessions["connection"], sessions["kwh"], len(profiles.connection_ids))
    np.testing.assert_allclose(charged, profiles.kw("car")[:].sum(axis=0, dtype=float), rtol=1e-4, atol=1e-3)
    assert len(profiles.facts("heat_pumps")["thermal_kw"]) == 15
    assert set(profiles.facts("pv")["connection"]) == set(np.flatnonzero(profiles.kw("pv")[:].any(axis=0)))
    battery = profiles.facts("batteries")
    assert (np.abs(profiles.kw("battery")[:]).max(axis=0)[battery["connection"]] <= battery["kw"] + 1e-5).all()
    np.testing.assert_array_equal(profiles.facts("weather")["temperature_c"], WEATHER.temperature_c)
    assert profiles.about["seed"] == 3
    assert profiles.about["ev_share"] == 60
    assert profiles.about["weather"] == WEATHER.about


def test_a_higher_share_keeps_the_earlier_adopters(tmp_path, town):
    few = town[0].connections.frame
    more = dataclasses.replace(ALL, ev_share=80, heat_pump_share=70, pv_share=90)
    many = run(tmp_path / "many", *street(), more).connections.frame
    for column in ("cars", "heat_pumps", "pv_kwp"):
        has = few[column] > 0
        assert (many[column][has] > 0).all()
        assert (many[column] > 0).sum() > has.sum()
    np.testing.assert_array_equal(few["base_kwh"], many["base_kwh"])


def test_the_same_seed_gives_the_same_file_and_another_seed_does_not(tmp_path, town):
    result, profiles = town
    run(tmp_path / "again", *street())
    assert (tmp_path / "again").read_bytes() == result.path.read_bytes()
    run(tmp_path / "other", *street(), dataclasses.replace(ALL, seed=4))
    assert not np.array_equal(Profiles.open(tmp_path / "other").kw("base"), profiles.kw("base"))


def test_the_order_of_rows_and_the_size_of_chunks_change_nothing(tmp_path, town, monkeypatch):
    whole, profiles = town
    monkeypatch.setattr(simulate, "CHUNK_ADDRESSES", 7)
    monkeypatch.setattr(outcome, "KW_AT_ONCE", 5000)
    buildings, addresses = street()
    rng = np.random.default_rng(5)
    result = run(tmp_path / "mixed", buildings.take(rng.permutation(33)), addresses.take(rng.permutation(33)))
    mixed = Profiles.open(tmp_path / "mixed")
    assert mixed.connection_ids != profiles.connection_ids
    assert mixed.fingerprint == profiles.fingerprint
    columns = [mixed.connection_ids.index(i) for i in profiles.connection_ids]
    for technology in profiles.technologies:
        np.testing.assert_array_equal(mixed.kw(technology)[:, columns], profiles.kw(technology), err_msg=technology)
    one, other = (r.connections.frame.set_index("connection_id") for r in (whole, result))
    pd.testing.assert_frame_equal(other.loc[one.index, list(one)], one, rtol=1e-6)


def test_connections_of_the_grid_gather_their_addresses_and_tell_what_does_not_match(tmp_path, town):
    _, profiles = town
    buildings, addresses = street()
    keys = addresses.frame["address_id"]
    grid = connections(
        ["two-1", "one-1", "empty-1", "barn-1", "one-1"],
        address_ids=[f"{keys[0]};{keys[1]}", f"{keys[2]};unheard", "", "", ""],
        yearly_kwh=[np.nan, np.nan, np.nan, 100.0, np.nan],
    )
    found = run(tmp_path / "grid", buildings, addresses, connected=grid)
    hours = Profiles.open(tmp_path / "grid")
    assert hours.connection_ids == ["two-1", "one-1", "empty-1", "barn-1"]
    np.testing.assert_allclose(hours.kw("base")[:, 0], profiles.kw("base")[:, [0, 1]].sum(axis=1), rtol=1e-6)
    np.testing.assert_array_equal(hours.kw("base")[:, 1], profiles.kw("base")[:, 2])
    assert not hours.net_kw()[:, 2].any()
    assert hours.kw("base")[:, 3].sum(dtype=float) == pytest.approx(100, rel=1e-4)
    codes = pd.Series([p.code for p in found.problems]).value_counts()
    assert codes.to_dict() == {
        "address_not_connected": 30,
        "address_not_known": 1,
        "connection_without_own_id": 1,
        "connection_without_need": 1,
    }


def test_extra_points_get_the_hours_of_their_kind(tmp_path):
    extra = points(
        kind=["charger", "solar", "heat_pump", "other", "charger", "solar"],
        kw=[22.0, 100.0, 50.0, 4.0, np.nan, np.nan],
        yearly_kwh=[np.nan, np.nan, np.nan, np.nan, 6000.0, 50_000.0],
    )
    result = run(tmp_path / "extra", *street(4, 0), DemandOptions(), extra=extra)
    profiles = Profiles.open(tmp_path / "extra")
    assert profiles.technologies == ["base", "heat_pump", "car", "pv", "extra"]
    assert set(shapely.get_type_id(result.connections.geometry)) == {3}  # one layer of polygons
    frame = result.connections.frame.set_index("connection_id")
    assert 2000 < frame.at["extra0-1", "car_kwh"] < 22_000
    assert frame.at["extra0-1", "car_peak_kw"] <= 22
    assert 80_000 < -frame.at["extra1-1", "pv_kwh"] < 110_000
    assert frame.at["extra2-1", "heat_pump_peak_kw"] == pytest.approx(50, rel=1e-4)
    assert frame.at["extra3-1", "extra_kwh"] == pytest.approx(4 * 8760, rel=1e-5)
    assert frame.at["extra4-1", "car_kwh"] == pytest.approx(6000, rel=1e-3)
    assert frame.at["extra5-1", "pv_kwh"] == pytest.approx(-50_000, rel=1e-3)
    assert not result.problems


def test_cars_without_a_driveway_charge_at_the_nearest_public_charger(tmp_path):
    """Flats have no driveway: their cars are at the charger in the street, as far as it has room."""
    flats = FeatureTable(
        pd.DataFrame({"feature_id": ["f"], "building_id": ["flats"]}), np.array([shapely.box(0, 0, 30, 12)], object)
    )
    homes = pd.DataFrame(
        {
            "feature_id": [str(i) for i in range(12)],
            "address_id": [f"flat{i}" for i in range(12)],
            "building_id": "flats",
            "use": "woonfunctie",
            "floor_area_m2": 70.0,
        }
    )
    homes = FeatureTable(homes, np.array([shapely.Point(2 * i, 5) for i in range(12)], object))
    charger = points(kind=["charger", "charger"], kw=[44.0, 22.0])
    charger.geometry[1] = shapely.Point(5000, 5000)
    frame = run(tmp_path / "a", flats, homes, DemandOptions(ev_share=100), extra=charger).connections.frame
    kwh = frame.set_index("connection_id")["car_kwh"]
    assert frame["cars"].tolist() == [12, 0, 0]
    assert kwh["extra0-1"] > 1.5 * kwh["flats-1"] > 0  # 8 of the 12 find a place


def test_a_neighbourhood_battery_stores_its_own_station_s_sunlight(tmp_path):
    buildings, addresses = street(6, 0)
    keys = addresses.frame["address_id"]
    grid = connections(
        [*(f"house{i}-1" for i in range(6)), "extra0-1"],
        address_ids=[*keys, ""],
        station_id=["west"] * 3 + ["east"] * 3 + ["west"],
        kind=["building"] * 6 + ["extra"],
    )
    battery = points(kind=["battery"], kw=[3.0], yearly_kwh=[np.nan])
    run(tmp_path / "b", buildings, addresses, DemandOptions(pv_share=100), connected=grid, extra=battery)
    profiles = Profiles.open(tmp_path / "b")
    store = profiles.kw("battery")[:, 6].astype(float)
    west = profiles.net_kw()[:, :3].sum(axis=1)
    assert store.max() == pytest.approx(3, rel=1e-5)
    assert (store[west > 0] <= 1e-6).all()
    assert (store[west < 0] >= -1e-6).all()
    assert (np.abs(store) <= np.abs(west) + 1e-5).all()
    assert profiles.facts("batteries")["kwh"].tolist() == [6.0]


def test_an_extra_point_without_connection_does_not_take_its_neighbour_s(tmp_path):
    """A heat station's heat pump and pump stand on one spot, and the grid could connect the pump alone."""
    buildings, addresses = street(1, 0)
    grid = connections(
        ["a-1", "extra1-1"], address_ids=[addresses.frame["address_id"][0], ""], kind=["building", "extra"]
    )
    extra = points(kind=["heat_pump", "other"], kw=[500.0, 4.0])
    extra.geometry[:] = grid.geometry[1]
    found = run(tmp_path / "x", buildings, addresses, DemandOptions(), connected=grid, extra=extra)
    assert [p.code for p in found.problems] == ["extra_not_connected"]
    assert found.connections.frame["peak_kw"][1] == pytest.approx(4.0)


def test_extra_points_that_match_nothing_are_named(tmp_path):
    buildings, addresses = street(2, 0)
    keys = addresses.frame["address_id"]
    grid = connections(
        ["a-1", "b-1", "gone-1"], address_ids=[keys[0], keys[1], ""], kind=["building", "building", "extra"]
    )
    extra = points(kind=["charger", "battery"], kw=[np.nan, 10.0])
    extra.geometry[:] = shapely.Point(900, 900)
    found = run(tmp_path / "x", buildings, addresses, DemandOptions(), connected=grid, extra=extra)
    assert sorted(p.code for p in found.problems) == ["extra_not_connected", "extra_not_connected", "extra_not_known"]
    powerless = points(kind=["charger", "battery"], kw=[np.nan, np.nan], yearly_kwh=[np.nan, 500.0])
    found = run(tmp_path / "y", buildings, addresses, DemandOptions(), extra=powerless)
    assert [p.code for p in found.problems] == ["extra_without_power"] * 2


def test_shops_take_part_when_asked(tmp_path):
    options = DemandOptions(heat_pump_share=100, pv_share=100, ev_share=100, businesses_too=True)
    frame = run(tmp_path / "b", *street(2, 2), options).connections.frame
    assert frame["heat_pumps"].tolist() == [1, 1, 1, 1]
    assert (frame["pv_kwp"] > 0).all()
    assert frame["cars"].tolist() == [1, 1, 0, 0]


def test_stopping_at_any_moment_leaves_no_file(tmp_path, monkeypatch):
    monkeypatch.setattr(outcome, "BLOCK_HOURS", 8760)
    path, done, stops = tmp_path / "town.profiles", 0.0, 0
    while done < 1:
        work = simulate_demand(*street(8, 1), None, None, WEATHER, ALL, path)
        stops += 1
        done = [next(work).fraction for _ in range(stops)][-1]
        work.close()
        assert path.exists() == (done == 1)  # the last step comes after the file is whole
        assert not list(tmp_path.glob("*.part"))
    assert stops > 8


def test_a_failure_on_the_way_leaves_no_file(tmp_path, monkeypatch):
    def fails(*args):
        raise MemoryError

    monkeypatch.setattr(simulate, "simulate_cars", fails)
    with pytest.raises(MemoryError):
        run(tmp_path / "town.profiles", *street(3, 0), DemandOptions(ev_share=100))
    assert not list(tmp_path.iterdir())


def test_what_cannot_go_on_says_so(tmp_path):
    buildings, addresses = street(2, 0)
    with pytest.raises(EngineError, match="holds no buildings"):
        run(tmp_path / "n", buildings.take(np.zeros(2, bool)), addresses)
    sheds = FeatureTable(buildings.frame, np.array([shapely.box(0, 0, 3, 3)] * 2, object), name="sheds")
    with pytest.raises(EngineError, match="nothing needs power"):
        run(tmp_path / "n", sheds, None)
    with pytest.raises(EngineError, match="holds no connection_id"):
        run(tmp_path / "n", buildings, addresses, connected=connections([]))
    with pytest.raises(EngineError, match="between 0 and 100"):
        DemandOptions(ev_share=101)
    assert not list(tmp_path.iterdir())


def test_leap_years_and_measured_weather(tmp_path, data_folder):
    leap = dataclasses.replace(
        WEATHER,
        start_utc=np.datetime64("2024-01-01T00:00"),
        temperature_c=np.append(WEATHER.temperature_c, WEATHER.temperature_c[:24]),
        ghi_w_per_m2=np.append(WEATHER.ghi_w_per_m2, WEATHER.ghi_w_per_m2[:24]),
    )
    result = run(tmp_path / "leap", *street(5, 1), weather=leap)
    assert Profiles.open(result.path).hours == 8784
    assert result.connections.frame["base_kwh"].sum() == pytest.approx(5 * 3000 + 120 * 84.8, rel=1e-3)
    knmi = next(p for p in sorted((data_folder / "weather").iterdir()) if "bilt" in p.name.lower())
    result = run(tmp_path / "bilt", *street(5, 1), weather=read_weather(knmi))
    assert "2023" in Profiles.open(result.path).about["weather"]


def test_the_real_town(staphorst, tmp_path):
    full = DemandOptions(ev_share=100, heat_pump_share=100, pv_share=100, battery_share=50)
    result = run(tmp_path / "town", staphorst["buildings"], staphorst["addresses"], full)
    summary = result.summary
    assert summary["addresses"] == 3237
    assert summary["dwellings"] == summary["heat_pumps"] == summary["cars"] == 2795
    assert summary["base_kwh"] == pytest.approx(27.2e6, rel=0.02)
    # Some 8 GWh of homes with a peak of twice their mean beside 19 GWh of businesses, most of them closed by then.
    assert 4000 < summary["base_peak_kw"] < 7500
    assert np.isfinite(Profiles.open(result.path).net_kw(slice(0, 48))).all()
