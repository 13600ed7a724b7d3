"""The net opens and solves in pandapower alone, and says what the tables say."""

import numpy as np
import pandapower as pp
import pandapower.topology as top
import pandas as pd
import pytest
from stadsstroom.engine.demand import fingerprint

from .village import PLACES, built, codes, layer, line, stations, village


@pytest.fixture(scope="module")
def grid():
    return built()


@pytest.fixture(scope="module")
def solved(grid):
    net = pp.from_json_string(pp.to_json(grid.net))
    pp.runpp(net)
    return net


def test_names_are_map_ids(grid, solved):
    assert set(solved.bus["name"]) == set(grid.nodes.frame["node_id"])
    assert set(solved.line["name"]) == set(grid.sections.frame["section_id"])
    assert set(solved.load["name"]) == set(grid.connections.frame["connection_id"])
    assert set(solved.switch["name"]) == set(grid.open_points.frame["open_point_id"])
    assert sorted(solved.trafo["name"]) == ["East", "West"]
    assert solved.ext_grid["name"].tolist() == ["Source"]
    assert (solved.switch["et"] == "l").all()
    assert not solved.switch["closed"].any()


def test_switches_say_who_chose_them(grid, solved):
    chosen = grid.open_points.frame.set_index("open_point_id")["how"]
    assert solved.switch.set_index("name")["how"].to_dict() == chosen.to_dict()
    assert set(chosen) == {"inferred"}


def test_the_net_knows_what_it_was_made_of(grid, solved):
    about = solved["stadsstroom"]
    assert about["fingerprint"] == fingerprint(grid.connections.frame["connection_id"])
    assert (about["crs"], about["version"], about["options"]["growth_margin"]) == ("EPSG:28992", 1, 1.5)
    assert solved.user_pf_options["trafo_model"] == "pi"


def test_std_types_lie_in_the_net(solved):
    assert set(solved.line["std_type"]) <= set(solved.std_types["line"])
    assert set(solved.trafo["std_type"]) <= set(solved.std_types["trafo"])
    for _, line_ in solved.line.iterrows():
        assert solved.std_types["line"][line_["std_type"]]["r_ohm_per_km"] == line_["r_ohm_per_km"]
    assert (solved.trafo["vector_group"] == "Dyn5").all()
    assert (solved.trafo["tap_side"] == "hv").all()
    assert (solved.trafo["tap_pos"] == 0).all()
    assert (solved.trafo["tap_step_percent"] == 2.5).all()


def test_lines_have_the_length_and_resistance_of_the_sections(grid, solved):
    sections = grid.sections.frame.set_index("section_id").loc[solved.line["name"]]
    assert np.allclose(solved.line["length_km"] * 1000, sections["length_m"])
    assert np.allclose(solved.line["r_ohm_per_km"] / solved.line["parallel"], sections["r_ohm_per_km"])
    assert np.allclose(solved.line["max_i_ka"] * solved.line["parallel"] * 1000, sections["max_i_a"])


def test_loads_hold_their_part_of_the_stations_peak(grid, solved):
    peaks = grid.stations.frame.set_index("station_id")["peak_kw"]
    of_load = grid.connections.frame.set_index("connection_id").loc[solved.load["name"], "station_id"]
    sums = solved.load.groupby(of_load.to_numpy())["p_mw"].sum() * 1000
    assert np.allclose(sums, peaks[sums.index])
    assert (solved.load["p_mw"] > 0).all()
    assert np.allclose(solved.load["q_mvar"] / solved.load["p_mw"], np.tan(np.arccos(0.95)))


def test_what_goes_in_comes_out(solved):
    source = solved.res_ext_grid["p_mw"].sum()
    losses = solved.res_line["pl_mw"].sum() + solved.res_trafo["pl_mw"].sum()
    assert source == pytest.approx(solved.res_load["p_mw"].sum() + losses, abs=1e-9)
    assert solved.res_bus["vm_pu"].between(0.95, 1.06).all()


def test_every_lv_piece_is_radial_with_one_source(solved):
    graph = top.create_nxgraph(solved, include_trafos=False, multi=True)
    low = solved.bus.index[solved.bus["vn_kv"] < 1]
    fed = set(solved.trafo["lv_bus"])
    for piece in top.connected_components(graph.subgraph(low)):
        assert graph.subgraph(piece).number_of_edges() == len(piece) - 1
        assert len(piece & fed) == 1
    assert not top.unsupplied_buses(solved)


def test_map_coordinates_are_in_the_net(grid, solved):
    geo = pd.Series(solved.bus["geo"].to_numpy(), index=solved.bus["name"])
    assert geo["West/LV"].replace(" ", "") == '{"type":"Point","coordinates":[0.0,0.0]}'
    assert solved.line["geo"].str.contains("LineString").all()


def test_meshed_lv_stays_as_drawn_and_solves():
    grid = built(keep_lv_meshed=True)
    assert (grid.open_points.frame["level"] == "MV").all()
    pp.runpp(grid.net)
    joined = top.create_nxgraph(grid.net, include_trafos=False)
    low = grid.net.trafo["lv_bus"]
    assert low.iloc[1] in top.connected_component(joined, low.iloc[0])
    assert grid.nodes.frame["energised"].all()


def test_a_station_no_cable_reaches_is_fed_on_its_own_or_left_without():
    far = village(stations=stations({**PLACES, "Alone": (200, 300)}, sources=["Source"], lv=["West", "East", "Alone"]))
    fed, dark = built(far), built(far, feed_unreached_stations=False)
    assert "station_without_source" in codes(fed)
    assert "station_without_source" in codes(dark)
    alone = fed.stations.frame.set_index("station_id").loc["Alone"]
    assert (alone["fed_by"], alone["reached_by_drawn_mv"]) == ("own", False)
    assert sorted(fed.net.ext_grid["name"]) == ["Alone", "Source"]
    assert not top.unsupplied_buses(fed.net)
    assert dark.stations.frame.set_index("station_id").loc["Alone", "fed_by"] == "none"
    assert dark.net.ext_grid["name"].tolist() == ["Source"]
    assert len(top.unsupplied_buses(dark.net)) == 2
    assert dark.sections.frame["feature_id"].isin(["L1", "L2", "M1", "M2", "M3", ""]).all()  # no cable was invented


def test_lv_behind_an_unfed_station_is_not_energised():
    dark = built(village(mv_cables=None), feed_unreached_stations=False)
    low = dark.nodes.frame["level"] == "LV"
    assert not dark.nodes.frame.loc[low, "energised"].any()
    assert not dark.sections.frame["energised"].any()


def test_parallel_units_and_services_are_in_the_net():
    from .village import dwellings_in, homes, house

    buildings, _ = homes([house(20, 6, 60, 30)])
    many = dwellings_in(buildings.take(np.zeros(3000, int)))
    grid = built(village(buildings=buildings, addresses=many))
    assert grid.net.trafo["parallel"].max() > 1
    big = grid.stations.frame.set_index("station_id").loc["West"]
    assert grid.net.trafo.set_index("name").loc["West", "sn_mva"] * grid.net.trafo[
        "parallel"
    ].max() * 1000 == pytest.approx(big["rating_kva"])


def test_gaps_within_tolerance_carry_no_impedance():
    cables = layer("lv", [line((0, 0), (200, 0)), line((200.5, 0), (400, 0))], feature_id=["L1", "L2"])
    grid = built(village(lv_cables=cables))
    pp.runpp(grid.net)
    assert grid.net.line["length_km"].min() >= 1e-4
    assert set(grid.net.bus["name"]) <= set(grid.nodes.frame["node_id"])
    assert not top.unsupplied_buses(grid.net)
