"""Panels that take the hours of the roof they lie on."""

import dataclasses

import numpy as np
import pandas as pd
import pytest
import shapely
from stadsstroom.engine import EngineError, FeatureTable, finish
from stadsstroom.engine.demand import DemandOptions, Profiles, ProfilesWriter, simulate_demand, typical_year

WEATHER = typical_year()
HOUR = np.arange(WEATHER.hours) % 24
MORNING = np.where((HOUR >= 6) & (HOUR < 9), 0.5, 0.0)  # kW per kWp of a roof that only sees the morning


def town(addresses_in=(1, 1, 1, 4)):
    """Buildings of 8 x 10 m with so many dwellings each."""
    boxes = np.array([shapely.box(20 * i, 0, 20 * i + 8, 10) for i in range(len(addresses_in))], object)
    ids = [f"b{i}" for i in range(len(addresses_in))]
    buildings = pd.DataFrame({"feature_id": ids, "building_id": ids, "build_year": 1975.0})
    of = np.repeat(np.arange(len(ids)), addresses_in)
    addresses = pd.DataFrame(
        {
            "feature_id": [f"a{i}" for i in range(len(of))],
            "address_id": [f"a{i}" for i in range(len(of))],
            "building_id": [ids[i] for i in of],
            "use": "woonfunctie",
            "floor_area_m2": 90.0,
        }
    )
    return FeatureTable(buildings, boxes, name="buildings"), FeatureTable(addresses, shapely.centroid(boxes)[of])


def roofs(path, kwp_by_building, weather=WEATHER, shape=MORNING):
    ids, kwp = list(kwp_by_building), np.array(list(kwp_by_building.values()), float)
    facts = {
        "pv": {"connection": np.flatnonzero(kwp > 0), "kwp": kwp[kwp > 0]},
        "weather": {"ghi_w_per_m2": weather.ghi_w_per_m2},
    }
    with ProfilesWriter(path, ids, weather.start_utc, weather.hours, {"pv": 1.0}, facts) as w:
        w.kw("pv")[:] = -shape[:, None] * kwp
    return Profiles.open(path)


def run(path, roof_profiles, share=100.0, **more):
    result = finish(
        simulate_demand(*town(), None, None, WEATHER, DemandOptions(pv_share=share, **more), path, roof_profiles)
    )
    return result, Profiles.open(path)


def test_a_roof_in_the_file_gives_its_hours_and_others_keep_the_estimate(tmp_path):
    _, plain = run(tmp_path / "plain", None)
    result, profiles = run(tmp_path / "own", roofs(tmp_path / "roofs", {"b0": 20.0, "b1": 3.0, "b9": 5.0}))
    pv, before = profiles.kw("pv")[:], plain.kw("pv")[:]
    ids = profiles.connection_ids
    b0, b1, b2 = (ids.index(f"b{i}-1") for i in range(3))
    kwp = result.connections.frame["pv_kwp"].to_numpy()
    assert kwp[b0] == 8.0  # as much as one connection takes, of the 20 that fit
    assert 1.5 <= kwp[b1] <= 3.0  # a household fills half to all of what fits
    for column in (b0, b1):
        np.testing.assert_allclose(pv[:, column], -MORNING * kwp[column], rtol=1e-6)
    np.testing.assert_array_equal(pv[:, b2], before[:, b2])
    assert profiles.facts("pv")["kwp"].sum() == pytest.approx(kwp.sum())
    for technology in set(profiles.technologies) - {"pv"}:
        np.testing.assert_array_equal(profiles.kw(technology)[:], plain.kw(technology)[:])
    assert not [p for p in result.problems if p.layer == "ROOF_PROFILES"]


def test_who_has_panels_stays_with_the_adopters(tmp_path):
    some = roofs(tmp_path / "roofs", {f"b{i}": 6.0 for i in range(4)})
    plain, _ = run(tmp_path / "plain", None, share=40.0)
    own, _ = run(tmp_path / "own", some, share=40.0)
    assert ((own.connections.frame["pv_kwp"] > 0) == (plain.connections.frame["pv_kwp"] > 0)).all()


def test_homes_under_one_roof_share_it(tmp_path):
    result, profiles = run(tmp_path / "own", roofs(tmp_path / "roofs", {"b3": 12.0}))
    column = profiles.connection_ids.index("b3-1")
    kwp = result.connections.frame["pv_kwp"][column]
    assert 6.0 <= kwp <= 12.0  # four homes with 3 kWp each of which they fill half to all
    np.testing.assert_allclose(profiles.kw("pv")[:, column], -MORNING * kwp, rtol=1e-5)


def test_several_connections_of_one_building_share_its_roof(tmp_path):
    buildings, addresses = town()
    frame = pd.DataFrame(
        {
            "feature_id": ["c0", "c1"],
            "connection_id": ["b3-1", "b3-2"],
            "building_id": "b3",
            "kind": "building",
            "address_ids": ["a3", "a4;a5;a6"],
        }
    )
    connections = FeatureTable(frame, np.array([shapely.Point(64, 10), shapely.Point(64, 0)], object))
    options = DemandOptions(pv_share=100.0)
    own = roofs(tmp_path / "roofs", {"b3": 12.0})
    result = finish(
        simulate_demand(buildings, addresses, connections, None, WEATHER, options, tmp_path / "p", roof_profiles=own)
    )
    kwp = result.connections.frame["pv_kwp"].to_numpy()
    assert 1.5 <= kwp[0] <= 3.0
    assert 4.5 <= kwp[1] <= 9.0
    np.testing.assert_allclose(Profiles.open(tmp_path / "p").kw("pv")[:], -MORNING[:, None] * kwp, rtol=1e-5)


def test_a_roof_without_room_gives_nothing(tmp_path):
    result, profiles = run(tmp_path / "own", roofs(tmp_path / "roofs", {"b0": 0.0, "b1": 3.0}), battery_share=100.0)
    assert result.connections.frame["pv_kwp"][0] == 0
    assert not profiles.kw("pv")[:, 0].any()
    assert np.isfinite(profiles.net_kw()).all()


def test_roofs_of_another_year_or_kind_end_in_a_sentence(tmp_path):
    later = dataclasses.replace(WEATHER, start_utc=np.datetime64("2022-01-01T00"))
    with pytest.raises(EngineError, match="same weather"):
        run(tmp_path / "own", roofs(tmp_path / "roofs", {"b0": 1.0}, weather=later))
    sunny = dataclasses.replace(WEATHER, ghi_w_per_m2=WEATHER.ghi_w_per_m2 * 1.1)
    with pytest.raises(EngineError, match="other weather"):
        run(tmp_path / "own", roofs(tmp_path / "roofs", {"b0": 1.0}, weather=sunny))
    _, plain = run(tmp_path / "plain", None, share=0.0)
    with pytest.raises(EngineError, match="holds no roofs"):
        run(tmp_path / "own", plain)
    assert not (tmp_path / "own").exists()


def test_roofs_of_another_town_are_told(tmp_path):
    result, profiles = run(tmp_path / "own", roofs(tmp_path / "roofs", {"x": 1.0}))
    assert [p.code for p in result.problems if p.layer == "ROOF_PROFILES"] == ["no_roof_matches"]
    assert profiles.kw("pv")[:].min() < 0
