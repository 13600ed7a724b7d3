"""From heights, or from footprints alone, to the hours on the cable."""

import importlib.util
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
import shapely
from stadsstroom.engine import FeatureTable, finish
from stadsstroom.engine.demand import DemandOptions, Profiles, simulate_demand, typical_year
from stadsstroom.engine.roof.heights import ArrayRaster, GridPlace
from stadsstroom.engine.roof.light import LightOptions, light_on_roofs
from stadsstroom.engine.roof.panels import PanelOptions, lay_panels
from stadsstroom.engine.roof.planes import find_roof_planes
from stadsstroom.engine.roof.powermapping import PowermappingOptions, powermapping
from stadsstroom.engine.roof.solar import SolarOptions, roof_solar

WEATHER = typical_year()
CELL, SIDE = 0.5, 240  # 120 x 120 m
NAMES = ("open", "behind_trees", "flat")


def village():
    """Two equal gables facing south and north, the second with a hedge of 9 m before it, and a flat hall."""
    place = GridPlace(0.0, SIDE * CELL, CELL, SIDE, SIDE)
    y, x = np.meshgrid(place.y_of(slice(0, SIDE)), place.x_of(slice(0, SIDE)), indexing="ij")
    heights = np.zeros((SIDE, SIDE), np.float32)
    shapes = [shapely.box(20, 80, 32, 90), shapely.box(80, 80, 92, 90), shapely.box(20, 20, 40, 35)]
    for west in (20, 80):
        house = (x > west) & (x < west + 12) & (y > 80) & (y < 90)
        heights[house] = 3 + (5 - np.abs(y[house] - 85)) * np.tan(np.radians(40))
    heights[(x > 20) & (x < 40) & (y > 20) & (y < 35)] = 6
    heights[(x > 75) & (x < 97) & (y > 72) & (y < 76)] = 9
    frame = pd.DataFrame({"feature_id": NAMES, "building_id": NAMES, "build_year": 1980.0})
    buildings = FeatureTable(frame, np.array(shapes, object), name="buildings")
    return buildings, ArrayRaster(heights, place, "EPSG:28992")


def chain(buildings, dsm, path, weather=WEATHER):
    roofs = finish(find_roof_planes(buildings, dsm, None))
    panels = finish(lay_panels(roofs.planes, PanelOptions()))
    light = finish(light_on_roofs(dsm, roofs.planes, weather, LightOptions(directions=32, search_m=60)))
    return roofs, finish(roof_solar(roofs.buildings, panels, light, weather, SolarOptions(), profiles_path=path))


@pytest.fixture(scope="module")
def solved(tmp_path_factory):
    path = tmp_path_factory.mktemp("chain") / "roofs"
    return *chain(*village(), path), Profiles.open(path)


def test_the_shadow_of_trees_reaches_plane_panel_building_and_hour(solved):
    _, solar, profiles = solved
    planes = solar.planes.frame
    south = planes[(planes["roof_kind"] == "pitched") & planes["azimuth_deg"].between(170, 190)].set_index(
        "building_id"
    )
    assert south.loc["open", "suitability"] == "very_suitable"
    assert south.loc["open", "shadow_loss_percent"] < 3
    assert south.loc["behind_trees", "shadow_loss_percent"] > 8
    assert south.loc["behind_trees", "kwh_per_kwp"] < 0.95 * south.loc["open", "kwh_per_kwp"]
    kw = -profiles.kw("pv")[:].astype(float)
    open_house, behind = (profiles.connection_ids.index(n) for n in NAMES[:2])
    january = slice(0, 31 * 24)
    assert kw[january, behind].sum() < 0.7 * kw[january, open_house].sum()  # the low sun is what trees take
    buildings = solar.buildings.frame.set_index("building_id")
    for name in NAMES:
        assert buildings.loc[name, "kwh"] == pytest.approx(kw[:, profiles.connection_ids.index(name)].sum(), rel=1e-6)
    assert planes["kwh"].sum() == pytest.approx(solar.panels.frame["kwh"].sum(), rel=1e-9)


def test_a_flat_hall_carries_racks_to_east_and_west(solved):
    _, solar, _ = solved
    panels = solar.panels.frame[solar.panels.frame["building_id"] == "flat"]
    assert set(panels["azimuth_deg"].round()) == {90, 270}
    assert 0.55 < panels["area_m2"].sum() / (20 * 15) < 0.85
    east, west = (panels[panels["azimuth_deg"].round() == a]["kwh"].mean() for a in (90, 270))
    assert east == pytest.approx(west, rel=0.06)


def test_the_same_shadow_reaches_the_connection(solved, tmp_path):
    _, solar, roofs = solved
    buildings, _ = village()
    demand = finish(
        simulate_demand(
            buildings,
            None,
            None,
            None,
            WEATHER,
            DemandOptions(pv_share=100, businesses_too=True),
            tmp_path / "p",
            roofs,
        )
    )
    profiles = Profiles.open(tmp_path / "p")
    for name in NAMES[:2]:
        column = profiles.connection_ids.index(f"{name}-1")
        kwp = demand.connections.frame["pv_kwp"][column]
        of_roof = roofs.kw("pv")[:, roofs.connection_ids.index(name)]
        roof_kwp = solar.buildings.frame.set_index("building_id").loc[name, "kwp"]
        assert 0 < kwp <= roof_kwp
        np.testing.assert_allclose(profiles.kw("pv")[:, column], of_roof * kwp / roof_kwp, rtol=1e-4, atol=1e-6)


def test_a_building_without_an_id_finds_its_roof(tmp_path):
    buildings, dsm = village()
    nameless = FeatureTable(
        buildings.frame.assign(building_id=[None, "", "flat"]), buildings.geometry, name="buildings"
    )
    _, solar = chain(nameless, dsm, tmp_path / "roofs")
    roofs = Profiles.open(tmp_path / "roofs")
    options = DemandOptions(pv_share=100)
    demand = finish(simulate_demand(nameless, None, None, None, WEATHER, options, tmp_path / "p", roofs)).connections
    ids = demand.frame["connection_id"].str.rsplit("-", n=1).str[0]
    assert set(ids) <= set(roofs.connection_ids)
    fits = solar.buildings.frame.set_index("building_id")["kwp"]
    assert (demand.frame["pv_kwp"].to_numpy() <= fits.reindex(ids).to_numpy() + 1e-9).all()
    assert (demand.frame["pv_kwp"] > 0).all()


def test_powermapping_beside_the_full_method(solved):
    roofs, solar, _ = solved
    result = finish(powermapping(roofs.buildings, village()[1], PowermappingOptions(), solar.buildings))
    frame = result.buildings.frame.set_index("building_id")
    assert frame.loc["open", "power_class"] == "sun"
    assert frame.loc["flat", "power_class"] == "sun"
    assert set(frame["sunlit_how"]) == {"surface"}
    assert result.summary["full_gwh"] == pytest.approx(solar.summary["kwh"] / 1e6)
    assert result.summary["full_gwh"] > result.summary["sun_gwh"]


def test_a_town_without_heights_gets_plausible_roofs(data_folder, tmp_path):
    """300 buildings of Staphorst, from footprints and build years alone, as far as the connections' hours."""
    spec = importlib.util.spec_from_file_location("real_town", Path(__file__).resolve().parents[2] / "real_town.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    town = module.staphorst_inputs(data_folder)
    buildings = town["buildings"].take(np.arange(300))
    _, solar = chain(buildings, None, tmp_path / "roofs")
    assert set(solar.planes.frame["how"]) == {"assumed"}
    assert set(solar.planes.frame["light_how"]) == {"assumed"}
    frame = solar.buildings.frame
    profiles = Profiles.open(tmp_path / "roofs")
    assert profiles.connection_ids == frame["building_id"].tolist()
    assert (frame["kwp"] > 0).mean() > 0.95
    assert frame["kwh_per_kwp"].dropna().between(650, 1000).all()
    options = DemandOptions(pv_share=40)
    inside = town["addresses"].take(town["addresses"].frame["building_id"].isin(frame["building_id"]).to_numpy())
    results = [
        finish(simulate_demand(buildings, inside, None, None, WEATHER, options, tmp_path / f"d{i}", roof))
        for i, roof in enumerate((None, profiles))
    ]
    estimate, own = (r.summary for r in results)
    assert not [p for p in results[1].problems if p.layer == "ROOF_PROFILES"]
    assert own["pv_kwp"] == pytest.approx(estimate["pv_kwp"], rel=0.35)  # the same homes, other roofs
    assert own["pv_kwh"] != estimate["pv_kwh"]
    adopters = results[1].connections.frame.query("pv_kwp > 0").index
    assert len(adopters) > 50
    column = adopters[0]
    of_roof = profiles.kw("pv")[:, profiles.connection_ids.index(results[1].connections.frame["building_id"][column])]
    hours = Profiles.open(tmp_path / "d1").kw("pv")[:, column]
    assert np.corrcoef(of_roof, hours)[0, 1] > 0.999999
