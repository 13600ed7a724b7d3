"""The real town for two winter weeks: everything fits together, and stays right."""

from __future__ import annotations

import numpy as np
import pandapower as pp
import pytest
from stadsstroom.engine.demand import DemandOptions, Profiles, simulate_demand
from stadsstroom.engine.grid.congestion import (
    CongestionFiles,
    CongestionOptions,
    HourlyResults,
    expected_hourly_bytes,
    run_congestion,
)
from stadsstroom.engine.grid.construct import GridInputs, GridOptions, build_grid
from stadsstroom.engine.progress import finish

from ....real_town import staphorst_inputs

HOURS = (0, 14 * 24 - 1)


@pytest.fixture(scope="module")
def town_run(data_folder, tmp_path_factory):
    """Net, result and folder of Staphorst with a heat pump and a car at every home."""
    folder = tmp_path_factory.mktemp("town")
    inputs = staphorst_inputs(data_folder)
    built = finish(build_grid(GridInputs(**inputs), GridOptions()))
    demand = DemandOptions(ev_share=100, heat_pump_share=100, pv_share=40)
    path = folder / "town.profiles"
    finish(simulate_demand(inputs["buildings"], inputs["addresses"], built.connections, None, None, demand, path))
    files = CongestionFiles(folder / "hourly.nc", folder / "worst.json", folder / "report.html")
    result = finish(run_congestion(built.net, Profiles.open(path), CongestionOptions(hours=HOURS), files))
    return built.net, result, folder


def test_it_agrees_with_pandapower_and_loses_nothing(town_run):
    _, result, _ = town_run
    s = result.summary
    assert s["check_vm_pu"] < 1e-6
    assert s["check_line_loading_percent"] < 0.01
    assert s["check_trafo_loading_percent"] < 0.01
    assert s["check_failed"] == s["hours_not_solved"] == 0
    assert s["source_mwh"] == pytest.approx(s["demand_mwh"] + s["loss_mwh"], rel=1e-6)
    assert s["largest_imbalance_kw"] < 1e-6 * s["peak_source_kw"]


def test_every_connection_is_judged(town_run):
    net, result, _ = town_run
    frame = result.connections.frame
    assert len(frame) == len(net.load)
    assert frame.loc[frame["energised"], "limiting_kind"].isin(["section", "station", "voltage"]).all()
    assert result.summary["connections_fed"] / len(frame) > 0.97


def test_heat_pumps_and_cars_at_every_home_congest_the_town(town_run):
    _, result, _ = town_run
    stations = result.stations.frame
    assert (stations["verdict"] == "congested").sum() > 5
    over = stations[stations["hours_above"] > 0]
    assert (over["kwh_above"] > 0).all()
    assert (stations["max_loading_allowed_percent"] >= stations["max_loading_percent"] - 1e-9).all()


def test_the_written_net_gives_the_worst_hour_in_pandapower(town_run):
    _, result, folder = town_run
    worst = pp.from_json(str(folder / "worst.json"))
    pp.runpp(worst)
    table = result.worst_hour.set_index(["element", "id"])["value"]
    np.testing.assert_allclose(worst.res_bus["vm_pu"], table["node"][worst.bus["name"]], atol=1e-6)
    np.testing.assert_allclose(worst.res_trafo["loading_percent"], table["station"][worst.trafo["name"]], atol=0.01)


def test_the_mesh_holds_the_same_maxima_as_the_table(town_run):
    net, result, folder = town_run
    hourly = HourlyResults.open(folder / "hourly.nc")
    assert len(hourly.times) == HOURS[1] + 1
    expected = expected_hourly_bytes(net, hours=len(hourly.times))
    assert expected <= (folder / "hourly.nc").stat().st_size < 1.1 * expected + 2e6
    stations = result.stations.frame.set_index("station_id")["max_loading_percent"]
    for name in stations.nlargest(5).index:
        assert hourly.station(name).max() == pytest.approx(stations[name], rel=1e-5)
    sections = result.sections.frame.set_index("section_id")["max_loading_percent"]
    for name in sections[hourly.sections].nlargest(5).index:
        assert hourly.section(name).max() == pytest.approx(sections[name], rel=1e-5)


def test_rings_are_checked(town_run):
    _, result, _ = town_run
    rings = result.ring_check.frame
    assert len(rings) > 20
    carrying = rings[rings["worst_section"] != ""]
    assert len(carrying) > 20
    assert carrying["open_point_id"].ne("").all()
    assert (rings.drop(carrying.index)["verdict"] == "free").all()
    assert result.sections.frame.set_index("section_id").loc[rings["section_id"], "limit_percent"].eq(50).all()
