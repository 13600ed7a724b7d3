"""Which building hangs on which cable, and what is said of those that do not."""

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest
import shapely
from stadsstroom.engine.grid.construct.service_capacity import dwellings_kw

from .village import PLACES, built, codes, dwellings_in, homes, house, layer, line, stations, street_boxes, village


def only(grid, connection_id):
    frame = grid.connections.frame
    return frame[frame["connection_id"] == connection_id].iloc[0]


def problem(grid, code):
    found = [p for p in grid.problems if p.code == code]
    assert len(found) == 1, [p.code for p in grid.problems]
    return found[0]


def with_buildings(boxes, **columns):
    buildings, addresses = homes(boxes, **columns)
    return village(buildings=buildings, addresses=addresses)


def test_every_house_gets_one_service_cable_as_long_as_its_distance():
    grid = built()
    frame = grid.connections.frame
    assert sorted(frame["connection_id"]) == sorted(f"b{i}-1" for i in range(1, 11))
    assert np.allclose(frame["service_length_m"], 6)
    assert set(frame["connected_rule"]) == {"nearest supply cable"}
    assert set(frame["connected_how"]) == {"inferred"}
    services = grid.sections.frame["kind"] == "service"
    lines = grid.sections.geometry[services.to_numpy()]
    walls = np.array(street_boxes(), object)
    crossed = shapely.length(shapely.intersection(lines[:, None], walls[None, :]))
    assert crossed.max() == 0


def test_a_house_behind_another_takes_the_cable_that_is_free():
    # The back house is 16 m from the street, behind b1; a side street passes it at 20 m.
    cables = layer("lv", [line((0, 0), (400, 0)), line((0, 0), (0, 60))], feature_id=["street", "side"])
    buildings, addresses = homes([house(10, 2, 30, 8), house(20, 16)])
    grid = built(village(lv_cables=cables, buildings=buildings, addresses=addresses))
    back = only(grid, "b2-1")
    assert back["connected_rule"].startswith("the nearest cable lies behind another building")
    assert back["service_length_m"] == pytest.approx(20)


def test_a_house_half_behind_another_is_served_from_the_free_part_of_its_wall():
    # b1 hides the left part of b2; straight down from the right part nothing is in the way.
    buildings, addresses = homes([house(18, 4, 10, 4), shapely.Polygon([(20, 10), (40, 10.5), (40, 18), (20, 18)])])
    grid = built(village(buildings=buildings, addresses=addresses))
    half = only(grid, "b2-1")
    assert half["connected_rule"].startswith("straight lines from the nearest wall cross")
    row = (grid.sections.frame["section_id"] == "service-b2-1").to_numpy()
    assert shapely.length(shapely.intersection(grid.sections.geometry[row][0], buildings.geometry[0])) == 0


def test_a_house_walled_in_crosses_its_neighbour_and_says_so():
    ring = shapely.Polygon(shapely.box(10, 5, 60, 55).exterior, [shapely.box(12, 7, 58, 53).exterior])
    buildings, addresses = homes([ring, house(30, 20)])
    grid = built(village(buildings=buildings, addresses=addresses))
    named = problem(grid, "service_crosses_building")
    assert named.values["connection"] == "b2-1"
    assert named.values["metres"] == pytest.approx(2)
    assert only(grid, "b2-1")["connected_rule"].startswith("every line to a cable within reach crosses")


def test_a_house_too_far_off_is_a_problem_with_the_distance_found():
    grid = built(with_buildings([house(20, 6), house(20, 80)]), max_service_length_m=50)
    named = problem(grid, "no_cable_within_reach")
    assert (named.layer, named.feature_id) == ("BUILDINGS", "building2")
    assert named.distance_m == pytest.approx(80)
    assert len(grid.connections) == 1
    assert grid.summary["addresses_connected_share"] == pytest.approx(0.5)


def test_a_cable_that_hangs_on_no_station_feeds_nobody():
    dead = layer("lv", [line((0, 0), (400, 0)), line((10, 100), (60, 100))], feature_id=["street", "dead"])
    buildings, addresses = homes([house(20, 6), house(20, 104)])
    grid = built(village(lv_cables=dead, buildings=buildings, addresses=addresses))
    named = problem(grid, "cable_without_station")
    assert named.distance_m == pytest.approx(4)
    assert grid.connections.frame["connection_id"].tolist() == ["b1-1"]


def test_a_building_of_37_homes_is_one_connection():
    buildings, _ = homes([house(20, 6, 20, 20)])
    addresses = dwellings_in(buildings.take(np.zeros(37, int)))
    grid = built(village(buildings=buildings, addresses=addresses))
    row = only(grid, "b1-1")
    assert (row["addresses"], row["dwellings"]) == (37, 37)
    assert sorted(row["address_ids"].split(";")) == sorted(f"a{i}" for i in range(1, 38))
    assert row["yearly_kwh"] == pytest.approx(addresses.frame["yearly_kwh"].sum())


def test_buildings_with_one_id_are_numbered_by_place_whatever_their_order():
    boxes = [house(100, 6), house(20, 6)]
    place = {}
    for order in ([0, 1], [1, 0]):
        buildings = layer("building", [boxes[i] for i in order], building_id=["b", "b"], build_year=[1990, 1990])
        grid = built(village(buildings=buildings, addresses=None))
        assert codes(grid).count("duplicate_building") == 2
        place[tuple(order)] = dict(
            zip(grid.connections.frame["connection_id"], shapely.get_x(grid.connections.geometry))
        )
    assert place[0, 1] == place[1, 0]
    assert place[0, 1]["b-1"] < place[0, 1]["b-2"]


def test_a_building_drawn_twice_is_connected_once():
    buildings = layer("building", [house(20, 6), house(20, 6)], building_id=["b", "b"])
    grid = built(village(buildings=buildings, addresses=None))
    assert grid.connections.frame["connection_id"].tolist() == ["b-1"]
    assert "drawn_twice" in codes(grid)


def test_a_building_without_id_is_named_by_its_place():
    buildings = layer("building", [house(20, 6), house(60, 6)], building_id=[None, "b2"])
    grid = built(village(buildings=buildings, addresses=None))
    assert sorted(grid.connections.frame["connection_id"]) == ["at_24.0_10.0-1", "b2-1"]
    assert "building_without_id" in codes(grid)


def test_an_address_whose_building_id_is_unknown_joins_the_building_it_lies_in():
    buildings, addresses = homes([house(20, 6)])
    addresses.frame["building_id"] = ["not there"]
    grid = built(village(buildings=buildings, addresses=addresses))
    assert only(grid, "b1-1")["address_ids"] == "a1"


def test_what_does_not_stand_and_sheds_are_left_out_and_named():
    buildings = layer(
        "building",
        [house(20, 6), house(60, 6), house(100, 6, 5, 5), house(140, 6, 10, 10)],
        building_id=["home", "gone", "shed", "hall"],
        status=["Pand in gebruik", "Pand gesloopt", "Pand in gebruik", "Pand in gebruik"],
    )
    addresses = dwellings_in(buildings.take([0]))
    grid = built(village(buildings=buildings, addresses=addresses))
    assert sorted(grid.connections.frame["connection_id"]) == ["hall-1", "home-1"]
    assert {"not_standing", "shed"} <= set(codes(grid))
    hall = only(grid, "hall-1")
    assert hall["addresses"] == 0
    assert hall["connected_how"] == "assumed"
    assert 0 < hall["peak_kw"] < 1


def test_without_addresses_every_house_counts_as_a_dwelling():
    grid = built(village(addresses=None))
    assert len(grid.connections) == 10
    assert grid.connections.frame["dwellings"].sum() == 10


@pytest.mark.parametrize("outline", [None, shapely.Polygon(), shapely.LineString([(0, 9), (9, 9)])])
def test_a_building_without_outline_is_a_problem(outline):
    buildings, addresses = homes([house(20, 6), house(60, 6)])
    geometry = buildings.geometry.copy()
    geometry[1] = outline
    grid = built(village(buildings=replace(buildings, geometry=geometry), addresses=addresses))
    assert {"no_geometry", "no_area"} & set(codes(grid))
    assert grid.connections.frame["connection_id"].tolist() == ["b1-1"]


def test_an_outline_that_crosses_itself_is_connected():
    bow = shapely.Polygon([(20, 6), (30, 16), (30, 6), (20, 16)])
    grid = built(with_buildings([bow, house(60, 6)]))
    assert len(grid.connections) == 2


def extras(rows):
    names = ["extra_id", "kw", "yearly_kwh", "kind", "voltage"]
    frame = pd.DataFrame([r[:5] for r in rows], columns=names)
    return layer("extra", [shapely.Point(r[5]) for r in rows], **frame.to_dict("list"))


def test_extra_points_hang_on_the_voltage_they_ask_for():
    grid = built(
        village(
            extra_connections=extras(
                [
                    ("charger", 22.0, np.nan, "charger", "LV", (50, 4)),
                    ("field", 350.0, np.nan, "solar", "MV", (200, 110)),
                    ("next door", 900.0, np.nan, "battery", None, (10, 20)),
                    ("nothing", np.nan, np.nan, "other", "LV", (50, -4)),
                ]
            )
        )
    )
    charger, field, battery = only(grid, "charger-1"), only(grid, "field-1"), only(grid, "next door-1")
    assert (charger["level"], charger["kind"], charger["service_length_m"]) == ("LV", "extra", pytest.approx(4))
    assert (field["level"], field["service_length_m"]) == ("MV", pytest.approx(10))
    assert (battery["level"], battery["station_id"]) == ("MV", "Source")  # 900 kW is no matter for LV
    assert battery["connected_rule"].startswith("busbar")
    assert "extra_without_power" in codes(grid)
    assert (grid.net.load["p_mw"] > 0).all()


def business(building_id, area, point):
    return {
        "address_id": f"shop {building_id}",
        "building_id": building_id,
        "use": "winkelfunctie",
        "floor_area_m2": area,
        "point": point,
    }


def with_business(inputs, rows):
    addresses = inputs.addresses
    frame = pd.concat([addresses.frame, pd.DataFrame(rows).drop(columns="point")], ignore_index=True)
    frame["feature_id"] = [str(i) for i in range(len(frame))]
    points = np.append(addresses.geometry, np.array([r["point"] for r in rows], object))
    return replace(inputs, addresses=replace(addresses, frame=frame, geometry=points))


def customer_village(boxes, dwelling_in_shop):
    buildings, addresses = homes([house(20, 6), *boxes])
    kept = addresses if dwelling_in_shop else addresses.take([0])
    places = {**PLACES, "Customer": (200, 130)}
    mv = village().mv_cables
    spur = layer("mv", [*mv.geometry, line((200, 100), (200, 130))])
    return village(
        buildings=buildings,
        addresses=kept,
        mv_cables=spur,
        stations=stations(places, sources=["Source"], lv=["West", "East"], customers=["Customer"]),
    )


def test_a_customers_station_feeds_its_large_customer_at_mv():
    hall = house(190, 140, 40, 40)
    grid = built(with_business(customer_village([hall], False), [business("b2", 1600.0, hall.centroid)]))
    customer = only(grid, "b2-1")
    assert (customer["kind"], customer["level"], customer["station_id"]) == ("customer", "MV", "Customer")
    assert grid.connections.frame["building_id"].tolist().count("b2") == 1
    station = grid.stations.frame.set_index("station_id").loc["Customer"]
    assert (station["kind"], station["connections"]) == ("customer", 1)
    assert np.isnan(station["rating_kva"])


def test_dwellings_above_the_customer_keep_their_own_lv_connection():
    hall = house(190, 20, 40, 80)
    inputs = with_business(customer_village([hall], True), [business("b2", 1600.0, hall.centroid)])
    grid = built(inputs)
    low, high = only(grid, "b2-1"), only(grid, "b2-2")
    assert (low["level"], low["dwellings"], low["address_ids"]) == ("LV", 1, "a2")
    assert (high["level"], high["dwellings"], high["address_ids"]) == ("MV", 0, "shop b2")


def test_a_shared_station_counts_its_customer_in_its_peak_but_not_in_its_transformer():
    hall = house(190, 140, 40, 40)
    inputs = with_business(customer_village([hall], False), [business("b2", 1600.0, hall.centroid)])
    places = {**PLACES, "Customer": (200, 130)}
    shared = stations(places, sources=["Source"], lv=["West", "East", "Customer"], customers=["Customer"])
    grid = built(replace(inputs, stations=shared))
    row = grid.stations.frame.set_index("station_id").loc["Customer"]
    assert (row["kind"], row["connections"]) == ("shared", 1)
    assert row["peak_kw"] == pytest.approx(only(grid, "b2-1")["peak_kw"])
    assert row["rating_rule"].startswith("coincident 0 kW")


def test_a_second_station_of_a_customer_takes_no_shed_for_another():
    """Two stations at one hall, and garage boxes beside them: the boxes stay on LV."""
    hall, box = house(190, 140, 80, 80), house(178, 130, 6, 9)
    places = {**PLACES, "Customer": (189, 150), "Second": (189, 141)}
    inputs = replace(
        customer_village([hall, box], False),
        stations=stations(places, sources=["Source"], lv=["West", "East"], customers=["Customer", "Second"]),
    )
    shops = [business("b2", 9000.0, hall.centroid), business("b3", 60.0, box.centroid)]
    grid = built(with_business(inputs, shops), max_service_length_m=140)
    assert only(grid, "b2-1")["level"] == "MV"
    assert only(grid, "b3-1")["level"] == "LV"
    assert problem(grid, "customer_second_station").layer == "STATIONS"


def test_a_customer_too_small_for_its_station_is_named():
    hall = house(190, 140, 40, 40)
    grid = built(with_business(customer_village([hall], False), [business("b2", 200.0, hall.centroid)]))
    assert only(grid, "b2-1")["level"] == "MV"
    assert problem(grid, "small_customer").values["kw"] < 20


def test_the_cable_to_flats_is_laid_for_all_their_homes_and_one_to_a_charger_for_its_power():
    """29 homes: between 55 kVA for 10 and 101.5 for 100 by the logarithm, 76.5 kVA; today they peak at some 22 kW."""
    assert dwellings_kw([1, 2, 10, 29, 100]) / 0.95 == pytest.approx([0, 24, 55, 76.5, 101.5], abs=0.1)
    assert dwellings_kw([200])[0] / 0.95 == pytest.approx(101.5 + 14, abs=0.1)
    buildings, _ = homes([house(20, 6), house(60, 6)])
    flats = layer(
        "address",
        [shapely.Point(62, 8)] * 29,
        address_id=[f"f{i}" for i in range(29)],
        building_id="b2",
        use="woonfunctie",
        floor_area_m2=70.0,
        yearly_kwh=2400.0,
    )
    charger = layer("x", [shapely.Point(100, 3)], extra_id=["c"], kw=[150.0], kind=["charger"], voltage=["LV"])
    grid = built(village(buildings=buildings, addresses=flats, extra_connections=charger))
    cable = grid.sections.frame.set_index("section_id")["cable_type"]
    assert cable["service-b2-1"] == "4x16 Cu"
    assert cable["service-c-1"] == "4x150 Al"


def test_a_customers_station_without_customer_is_named():
    grid = built(customer_village([], False))
    assert "customer_without_building" in codes(grid)


def test_lv_cables_at_the_door_make_a_customers_station_shared():
    inputs = village(stations=stations(PLACES, sources=["Source"], lv=["East"], customers=["West"]))
    grid = built(inputs)
    west = grid.stations.frame.set_index("station_id").loc["West"]
    assert west["kind"] == "shared"
    assert west["connections"] > 0


def test_a_business_too_large_for_lv_goes_to_mv_and_is_named():
    hall = house(150, 104, 60, 60)
    inputs = customer_village([hall], False)
    inputs = replace(inputs, stations=village().stations)
    grid = built(with_business(inputs, [business("b2", 9000.0, hall.centroid)]))
    row = only(grid, "b2-1")
    assert row["level"] == "MV"
    assert row["connected_rule"].startswith("too large for a low voltage cable")
    assert problem(grid, "large_connection").values["kw"] > 173


def test_a_cable_that_enters_a_building_ends_just_inside():
    buildings, addresses = homes([house(20, -40, 60, 60), house(100, 0)])
    grid = built(village(buildings=buildings, addresses=addresses))
    assert np.allclose(grid.connections.frame["service_length_m"], 0.5)
    assert codes(grid) == []


def test_a_large_machine_far_from_every_cable_gets_one_of_its_own():
    far = extras(
        [
            ("hp", 1200.0, np.nan, "heat_pump", "MV", (100.0, -280.0)),
            ("pole", 22.0, np.nan, "charger", "LV", (100.0, -280.0)),
        ]
    )
    grid = built(village(extra_connections=far))
    at = grid.connections.frame.set_index("connection_id")
    near = built(village(extra_connections=far), max_extra_service_m=100.0)
    assert "pole-1" not in at.index  # nobody lays a long cable on low voltage
    assert "hp-1" not in near.connections.frame["connection_id"].tolist()
    assert at.loc["hp-1", "level"] == "MV"
    assert at.loc["hp-1", "service_length_m"] > 100
    assert "cable of its own" in str(at.loc["hp-1", "connected_rule"])
    assert "cable_of_its_own" in codes(grid)
