"""Buildings are called and counted alike whether or not a grid was built."""

import numpy as np
import pandas as pd
import shapely
from stadsstroom.engine import FeatureTable, finish
from stadsstroom.engine.demand import DemandOptions, simulate_demand
from stadsstroom.engine.grid.construct import GridInputs, GridOptions, build_grid


def street(**columns):
    """Four houses of 8 x 8 m north of a cable with a station at its end."""
    boxes = np.array([shapely.box(20 * i, 6, 20 * i + 8, 14) for i in range(1, 5)], object)
    frame = pd.DataFrame({"feature_id": ["1", "2", "3", "4"], "building_id": ["a", "b", "c", "d"], **columns})
    return FeatureTable(frame, boxes, name="buildings")


def layer(geometry, **columns):
    frame = pd.DataFrame({"feature_id": ["f1"], **columns})
    return FeatureTable(frame, np.array([geometry], object))


def grid(buildings, addresses=None):
    inputs = GridInputs(
        lv_cables=layer(shapely.LineString([(0, 0), (100, 0)])),
        mv_cables=None,
        stations=layer(shapely.Point(0, 0), has_lv=[True]),
        buildings=buildings,
        addresses=addresses,
    )
    return finish(build_grid(inputs, GridOptions()))


def demand(path, buildings, addresses, connections=None):
    return finish(simulate_demand(buildings, addresses, connections, None, None, DemandOptions(), path))


def codes(result):
    return sorted(p.code for p in result.problems)


def test_houses_without_an_id_or_addresses_keep_their_hours(tmp_path):
    buildings = street(building_id=["a", None, "", "d"])
    connections = grid(buildings).connections
    result = demand(tmp_path / "p", buildings, None, connections)
    assert codes(result) == ["no_addresses"]
    assert result.connections.frame["dwellings"].tolist() == [1, 1, 1, 1]
    alone = demand(tmp_path / "q", buildings, None)
    assert sorted(alone.connections.frame["connection_id"]) == sorted(connections.frame["connection_id"])


def test_what_does_not_stand_needs_nothing_and_is_named(tmp_path):
    buildings = street(status=["Pand in gebruik", "Pand gesloopt", None, "Pand in gebruik"])
    addresses = FeatureTable(
        pd.DataFrame(
            {
                "feature_id": ["1", "2", "3", "4"],
                "address_id": ["1a", "2a", "3a", "4a"],
                "building_id": ["a", "b", "c", "d"],
                "use": "woonfunctie",
                "yearly_kwh": 3000.0,
            }
        ),
        shapely.centroid(buildings.geometry),
    )
    result = demand(tmp_path / "p", buildings, addresses)
    assert result.connections.frame["building_id"].tolist() == ["a", "c", "d"]
    assert codes(result) == ["address_of_missing_building", "not_standing"]
    without = demand(tmp_path / "q", buildings, None)
    assert without.connections.frame["building_id"].tolist() == ["a", "c", "d"]
    assert codes(without) == ["no_addresses", "not_standing"]


def test_a_connection_without_address_or_need_is_named(tmp_path):
    buildings = street()
    connections = grid(buildings).connections
    connections.frame.loc[1, "address_ids"] = ""
    connections.frame.loc[1, "yearly_kwh"] = np.nan
    result = demand(tmp_path / "p", buildings, None, connections)
    assert codes(result) == ["address_not_connected", "connection_without_need", "no_addresses"]
    assert result.connections.frame["net_kwh"][1] == 0


def test_an_address_on_two_connections_stays_with_the_same_one_in_any_order(tmp_path):
    buildings = street()
    connections = grid(buildings).connections
    connections.frame.loc[3, "address_ids"] = connections.frame["address_ids"][0]
    kept = []
    for name, rows in (("p", [0, 1, 2, 3]), ("q", [3, 2, 1, 0])):
        result = demand(tmp_path / name, buildings, None, connections.take(np.array(rows)))
        assert "address_on_two_connections" in codes(result)
        kept.append(result.connections.frame.set_index("connection_id")["dwellings"].sort_index().to_dict())
    assert kept[0] == kept[1]
