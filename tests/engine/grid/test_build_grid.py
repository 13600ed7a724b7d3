"""The whole build: what it says of a village and of a real town, whatever the order and state of its layers."""

from dataclasses import replace

import numpy as np
import pandapower as pp
import pandapower.topology as top
import pandas as pd
import pytest
import shapely
from stadsstroom.engine import EngineError, FeatureTable, finish
from stadsstroom.engine.grid.construct import GridInputs, GridOptions, build_grid
from stadsstroom.engine.grid.construct.inputs import nothing

from ...real_town import staphorst_inputs
from .village import PLACES, built, codes, homes, house, layer, line, shuffled, stations, street_boxes, village

OUTPUTS = ("nodes", "sections", "stations", "connections", "open_points")


def columns_of(table):
    return table.frame.columns.tolist()


def test_the_street_is_opened_in_the_middle_and_each_half_hangs_on_its_own_station():
    grid = built()
    x = grid.connections.frame.set_index("connection_id")["station_id"]
    west = [f"b{i}-1" for i in (1, 2, 3, 6, 7)]
    assert set(x[west]) == {"West"}
    assert set(x.drop(west)) == {"East"}
    low = grid.open_points.frame[grid.open_points.frame["level"] == "LV"].iloc[0]
    assert {low["station_a"], low["station_b"]} == {"West", "East"}
    assert low["node_id"] == "LV_200.00_0.00"
    assert grid.summary["homes_per_station"] == {"West": 5, "East": 5}
    assert codes(grid) == []


def test_outputs_have_the_columns_of_the_contract():
    grid = built()
    assert columns_of(grid.nodes) == ["node_id", "kind", "level", "vn_kv", "station_id", "feeder_id", "energised"]
    assert columns_of(grid.sections) == [
        "section_id",
        "feature_id",
        "kind",
        "level",
        "cable_type",
        "cable_type_how",
        "cable_type_rule",
        "length_m",
        "r_ohm_per_km",
        "x_ohm_per_km",
        "c_nf_per_km",
        "max_i_a",
        "from_node",
        "to_node",
        "station_id",
        "feeder_id",
        "energised",
        "open_at",
        "downstream_connections",
        "downstream_peak_kw",
    ]
    assert columns_of(grid.stations) == [
        "station_id",
        "feature_id",
        "kind",
        "station_how",
        "station_rule",
        "rating_kva",
        "rating_how",
        "rating_rule",
        "connections",
        "dwellings",
        "peak_kw",
        "feeders",
        "lv_length_m",
        "fed_by",
        "reached_by_drawn_mv",
    ]
    assert columns_of(grid.connections) == [
        "connection_id",
        "building_id",
        "kind",
        "address_ids",
        "addresses",
        "dwellings",
        "use",
        "floor_area_m2",
        "yearly_kwh",
        "level",
        "node_id",
        "station_id",
        "feeder_id",
        "service_length_m",
        "connected_how",
        "connected_rule",
        "peak_kw",
    ]
    assert columns_of(grid.open_points) == [
        "open_point_id",
        "node_id",
        "section_id",
        "level",
        "station_a",
        "station_b",
        "how",
        "rule",
    ]


def test_ids_are_unique_and_ends_exist():
    grid = built()
    for table, column in zip(OUTPUTS, ("node_id", "section_id", "station_id", "connection_id", "open_point_id")):
        assert getattr(grid, table).frame[column].is_unique
    nodes = set(grid.nodes.frame["node_id"])
    assert set(grid.sections.frame["from_node"]) | set(grid.sections.frame["to_node"]) <= nodes
    assert set(grid.open_points.frame["section_id"]) <= set(grid.sections.frame["section_id"])


def test_what_lies_behind_a_section_is_counted():
    grid = built()
    first = grid.sections.frame.query("from_node == 'West/LV' or to_node == 'West/LV'")
    assert first["downstream_connections"].tolist() == [5]
    assert first["downstream_peak_kw"].iloc[0] == pytest.approx(
        grid.stations.frame.set_index("station_id").loc["West", "peak_kw"]
    )
    source = grid.sections.frame.query("from_node == 'Source/MV' or to_node == 'Source/MV'")
    assert source["downstream_connections"].sum() == 10


def test_a_drawn_cable_has_one_type_and_the_maps_own_where_given():
    cables = layer(
        "lv", village().lv_cables.geometry.tolist(), feature_id=["L1", "L2"], cable_type=["4x50 alk", "wire"]
    )
    grid = built(village(lv_cables=cables))
    main = grid.sections.frame.query("kind == 'main' and level == 'LV'").groupby("feature_id")
    assert (main["cable_type"].nunique() == 1).all()
    assert main["cable_type"].first().to_dict() == {"L1": "4x50 Al", "L2": "4x150 Al"}
    assert main["cable_type_how"].first().to_dict() == {"L1": "measured", "L2": "inferred"}
    assert codes(grid) == ["unknown_cable_type"]


def test_cables_are_inferred_heavy_enough_for_the_voltage_but_measured_ones_are_left():
    boxes = [house(600 + 14 * i, 6) for i in range(25)] + [house(600 + 14 * i, -14) for i in range(25)]
    buildings, addresses = homes(boxes)
    long = dict(buildings=buildings, addresses=addresses, stations=stations(PLACES, sources=["Source"], lv=["West"]))
    street = [line((0, 0), (600, 0)), line((600, 0), (960, 0))]
    free = built(village(lv_cables=layer("lv", street, feature_id=["L1", "L2"]), **long))
    given = built(village(lv_cables=layer("lv", street, feature_id=["L1", "L2"], cable_type=["4x50 Al"] * 2), **long))
    lowest = []
    for grid in (free, given):
        pp.runpp(grid.net)
        lowest.append(grid.net.res_bus["vm_pu"].min())
    assert lowest[0] > 0.98 > 0.95 > lowest[1]
    assert free.sections.frame["cable_type_rule"].str.contains("voltage drop").any()
    assert set(given.sections.frame.query("kind == 'main' and level == 'LV'")["cable_type"]) == {"4x50 Al"}


def test_the_users_open_point_wins():
    grid = built(village(open_points=layer("open", [line((30, 0), (30, 0)).centroid], level=["LV"])))
    low = grid.open_points.frame.query("level == 'LV'")
    assert low["how"].tolist() == ["measured"]
    assert (grid.connections.frame["station_id"] == "East").sum() > 5


def test_row_order_changes_nothing_but_row_order():
    first = built()
    inputs = village()
    mixed = GridInputs(**{name: shuffled(getattr(inputs, name), 7) for name in GridInputs.__dataclass_fields__})
    again = built(mixed)
    for name in OUTPUTS:
        a, b = getattr(first, name), getattr(again, name)
        pd.testing.assert_frame_equal(a.frame, b.frame)
        assert all(p.equals(q) for p, q in zip(a.geometry, b.geometry))


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"stations": nothing("stations", "EPSG:28992")}, "STATIONS holds no feature"),
        ({"lv_cables": nothing("lv", "EPSG:28992")}, "LV_CABLES holds no feature"),
        ({"buildings": nothing("b", "EPSG:28992")}, "BUILDINGS holds no feature"),
        ({"stations": stations(PLACES, sources=["Source"])}, "has an LV side"),
        ({"buildings": homes([house(9e5, 9e5)])[0], "addresses": None}, "None of the 1 buildings"),
    ],
)
def test_where_nothing_can_be_fed_one_sentence_says_why(change, sentence):
    with pytest.raises(EngineError, match=sentence):
        built(village(**change))


def test_missing_layers_and_columns_are_not_errors():
    bare = {
        name: FeatureTable(getattr(village(), name).frame[["feature_id"]], getattr(village(), name).geometry)
        for name in ("lv_cables", "mv_cables", "stations", "buildings", "addresses")
    }
    grid = built(GridInputs(**bare))
    assert len(grid.connections) == 10
    assert {"no_source", "building_without_id"} <= set(codes(grid))
    pp.runpp(grid.net)


def test_numbers_that_are_none_do_no_harm():
    inputs = village()
    inputs.addresses.frame["yearly_kwh"] = [np.nan, -5, np.inf, *[3000] * 7]
    inputs.addresses.frame["floor_area_m2"] = [np.nan, 0, 1e9, *[100] * 7]
    inputs.buildings.frame["build_year"] = [np.nan, 0, 99999, *[1990] * 7]
    grid = built(inputs)
    assert np.isfinite(grid.connections.frame["peak_kw"]).all()
    assert (grid.connections.frame["peak_kw"] > 0).all()


def test_a_grid_where_nobody_takes_power_at_one_end_still_builds():
    buildings, addresses = homes(street_boxes()[:1])
    grid = built(village(buildings=buildings, addresses=addresses))
    assert grid.stations.frame.set_index("station_id")["connections"].to_dict() == {"Source": 0, "West": 1, "East": 0}
    assert grid.stations.frame.set_index("station_id").loc["East", "rating_kva"] == 250


def test_stations_may_be_drawn_as_outlines_and_those_without_a_place_are_named():
    inputs = village()
    outlines = np.append(shapely.buffer(inputs.stations.geometry, 2, cap_style="square"), None)
    frame = pd.concat(
        [inputs.stations.frame, inputs.stations.frame.tail(1).assign(feature_id="Lost")], ignore_index=True
    )
    grid = built(replace(inputs, stations=replace(inputs.stations, frame=frame, geometry=outlines)))
    assert set(grid.connections.frame["station_id"]) == {"West", "East"}
    assert "no_geometry" in codes(grid)
    assert shapely.get_type_id(grid.stations.geometry[:3]).tolist() == [0, 0, 0]
    pp.runpp(grid.net)


@pytest.mark.parametrize("given", [-400.0, 0.0, 400_000.0])
def test_a_rating_that_cannot_be_right_is_named_and_not_used(given):
    changed = village()
    changed.stations.frame["rating_kva"] = [np.nan, given, 315.0]
    grid = built(changed)
    stations = grid.stations.frame.set_index("station_id")
    assert stations["rating_kva"].tolist()[1:] == [250, 315]
    assert stations["rating_how"].tolist()[1:] == ["inferred", "measured"]
    assert codes(grid) == ["rating_implausible"]


def test_build_years_that_are_none_make_no_old_street():
    changed = village()
    changed.buildings.frame["build_year"] = [1005, 9999, 0] + [np.nan] * 7
    grid = built(changed)
    assert grid.sections.frame["cable_type_rule"].str.contains("before 19|1960 to").sum() == 0
    assert codes(grid) == ["build_year_implausible"] * 3


def test_ids_that_come_twice_in_a_layer_do_no_harm():
    inputs = village()
    for table in (inputs.lv_cables, inputs.mv_cables, inputs.stations, inputs.buildings):
        table.frame["feature_id"] = "same"
    grid = built(inputs)
    assert grid.sections.frame["section_id"].is_unique
    assert sorted(grid.stations.frame["station_id"]) == ["same", "same#2", "same#3"]
    pp.runpp(grid.net)


def test_it_stops_when_closed_and_reports_on_the_way():
    steps = build_grid(village(), GridOptions())
    shares = [next(steps).fraction for _ in range(3)]
    assert shares == sorted(shares)
    steps.close()
    with pytest.raises(StopIteration):
        next(steps)


@pytest.fixture(scope="module")
def town(data_folder):
    inputs = GridInputs(**staphorst_inputs(data_folder))
    return finish(build_grid(inputs, GridOptions())), inputs


def test_the_town_is_fed(town):
    grid, _ = town
    assert grid.summary["energised_share"] >= 0.98
    assert grid.summary["addresses_connected_share"] >= 0.97
    assert len(grid.connections) >= 0.95 * 2739
    assert grid.summary["stations_reached_by_drawn_mv"] >= 45


def test_the_towns_missing_addresses_are_named(town):
    grid, _ = town
    missing = grid.summary["connections_wanted"] - grid.summary["connections"]
    named = [p for p in grid.problems if p.code in ("no_cable_within_reach", "cable_without_station", "no_cable")]
    assert len(named) == missing
    assert all(np.isfinite(p.distance_m) for p in named)


def test_the_towns_net_solves_in_pandapower_alone(town):
    net = pp.from_json_string(pp.to_json(town[0].net))
    pp.runpp(net)
    assert len(top.unsupplied_buses(net)) < 0.02 * len(net.bus)
    assert net.res_bus["vm_pu"].between(0.88, 1.06).all()
    assert net.res_trafo["loading_percent"].max() < 100
    graph = top.create_nxgraph(net, include_trafos=False)
    low = graph.subgraph(net.bus.index[net.bus["vn_kv"] < 1])
    for piece in top.connected_components(low):
        assert low.subgraph(piece).number_of_edges() == len(piece) - 1


def test_the_towns_services_cross_next_to_nothing(town):
    grid, _ = town
    crossing = [p for p in grid.problems if p.code == "service_crosses_building"]
    assert len(crossing) <= 0.01 * len(grid.connections)
    assert (grid.connections.frame["service_length_m"] <= 50 + 1e-6).mean() > 0.99


def test_the_town_is_the_same_in_any_order(town):
    grid, inputs = town
    mixed = replace(
        inputs,
        **{name: shuffled(getattr(inputs, name), 3) for name in ("lv_cables", "mv_cables", "stations", "buildings")},
        addresses=shuffled(inputs.addresses, 4),
    )
    again = finish(build_grid(mixed, GridOptions()))
    for name in OUTPUTS:
        pd.testing.assert_frame_equal(getattr(grid, name).frame, getattr(again, name).frame)


@pytest.mark.parametrize("how", ["busbar", "source"])
def test_the_towns_missing_switchgear_can_be_assumed(town, how):
    """No cable is added; the ends in a row carry the town's current on, whatever the order of the layers."""
    as_drawn, inputs = town
    grid = finish(build_grid(inputs, GridOptions(complete_missing_stations=how)))
    stations = grid.stations.frame
    assumed = stations[stations["station_how"] == "assumed"]
    assert assumed["kind"].tolist() == ["source" if how == "source" else "switchgear"] * len(assumed)
    said = [p.values["station"] for p in grid.problems if p.code == "station_missing"]
    assert said == assumed["station_id"].tolist() == [f"missing-{i + 1}" for i in range(len(assumed))]
    assert len(assumed) == [p.code for p in as_drawn.problems].count("station_missing") > 0
    assert grid.summary["mv_cable_km"] == pytest.approx(as_drawn.summary["mv_cable_km"])
    assert grid.summary["mv_energised_share"] >= as_drawn.summary["mv_energised_share"]
    assert grid.summary["stations_reached_by_drawn_mv"] >= as_drawn.summary["stations_reached_by_drawn_mv"]
    fed = dict(zip(stations["station_id"], stations["fed_by"]))
    if how == "source":
        assert all(fed[station] == "own" for station in assumed["station_id"])
    else:
        assert all(fed[station] not in ("own", "none") for station in assumed["station_id"])
    pp.runpp(grid.net)
    pp.runpp(as_drawn.net)
    if how == "source":
        assert highest_mv_a(grid.net) < highest_mv_a(as_drawn.net)

    mixed = replace(inputs, mv_cables=shuffled(inputs.mv_cables, 5), stations=shuffled(inputs.stations, 6))
    again = finish(build_grid(mixed, GridOptions(complete_missing_stations=how)))
    for name in OUTPUTS:
        pd.testing.assert_frame_equal(getattr(grid, name).frame, getattr(again, name).frame)


def highest_mv_a(net) -> float:
    return 1000 * float(net.res_line["i_ka"][net.line["level"] == "MV"].max())
