"""HOURLY: every hour of every section, station and node, as a mesh and read back."""

from __future__ import annotations

import shutil
from collections import namedtuple

import numpy as np
import pytest
import scipy.io
from stadsstroom.engine import EngineError, finish
from stadsstroom.engine.grid.congestion import (
    CongestionFiles,
    CongestionOptions,
    HourlyResults,
    expected_hourly_bytes,
    run_congestion,
)
from stadsstroom.engine.grid.flow import FlowModel
from stadsstroom.engine.mesh import hourly as mesh

HOMES = 12


@pytest.fixture
def year(town, write_profiles, day_of_homes):
    """Net and profiles of 100 hours."""
    net = town()
    return net, write_profiles(net.load["name"], day_of_homes(HOMES, hours=100, pv_kw=5.0))


@pytest.fixture
def hourly(year, run, tmp_path):
    run(*year, CongestionFiles(hourly=tmp_path / "hourly.nc"))
    return tmp_path / "hourly.nc"


@pytest.fixture
def solved(year):
    net, profiles = year
    model = FlowModel.from_net(net)
    return model, next(model.solve(profiles.net_kw(), profiles.net_kvar(), profiles.connection_ids))


def test_sections_stations_and_nodes_read_back_as_solved(hourly, solved):
    model, block = solved
    results = HourlyResults.open(hourly)
    assert len(results.times) == 100
    assert results.times[0] == np.datetime64("2023-01-01T00:00:00")
    assert results.times[-1] == np.datetime64("2023-01-05T03:00:00")
    for name in ("S-A", "A.0", "C.2"):
        np.testing.assert_allclose(
            results.section(name), block.line_loading_percent[:, model.line_names.index(name)], rtol=1e-6
        )
    for name in results.stations:
        np.testing.assert_allclose(
            results.station(name), block.trafo_loading_percent[:, model.trafo_names.index(name)], rtol=1e-6
        )
    for name in ("S_mv", "A_lv", "C2"):
        np.testing.assert_allclose(results.node(name), block.vm_pu[:, model.bus_names.index(name)], rtol=1e-6)
    assert results.stations == ["A", "B", "C", "D"]


def test_service_cables_are_left_out_unless_asked_for(hourly, year, run, tmp_path):
    results = HourlyResults.open(hourly)
    assert "A0_service" not in results.sections
    with pytest.raises(KeyError):
        results.section("A0_service")
    run(*year, CongestionFiles(hourly=tmp_path / "more.nc"), mesh_services=True)
    assert "A0_service" in HourlyResults.open(tmp_path / "more.nc").sections


def test_edges_follow_the_drawn_line_simplified_to_a_metre(hourly, year, solved):
    """S-C bends once for real and once by 20 cm: two edges; the voltage of the bend lies between its ends."""
    with scipy.io.netcdf_file(hourly, mmap=False) as file:
        v = file.variables
        xy = np.c_[v["mesh_node_x"].data, v["mesh_node_y"].data]
        edges, loading, voltage = v["mesh_edge_nodes"].data, v["loading_percent"].data, v["voltage_pu"].data
        assert v["mesh_edge_nodes"].start_index == 0
        assert v["time"].units == b"hours since 2023-01-01 00:00:00"
        first = dict(zip([b"".join(row).decode() for row in v["section_id"].data], v["first_edge_of_section"].data))
    at = first["S-C"]
    chain = edges[at : at + 2]
    assert xy[chain].tolist() == [[[0, 0], [600, 0]], [[600, 0], [600, -400]]]
    np.testing.assert_array_equal(loading[:, at], loading[:, at + 1])
    start, bend, end = voltage[:, chain[0, 0]], voltage[:, chain[0, 1]], voltage[:, chain[1, 1]]
    np.testing.assert_allclose(bend, 0.4 * start + 0.6 * end, rtol=1e-6)
    lengths = np.hypot(*(xy[edges[:, 1]] - xy[edges[:, 0]]).T)
    drawn = year[0].line["kind"] != "service"
    assert len(edges) > drawn.sum()
    assert lengths.min() > 1


def test_the_size_is_told_before_and_holds(hourly, year):
    net, _ = year
    expected = expected_hourly_bytes(net, CongestionOptions(), 100)
    assert expected <= hourly.stat().st_size <= expected + 200_000
    told = [
        step
        for step in run_congestion(*year, CongestionOptions(), CongestionFiles(hourly=hourly))
        if "mb" in step.values
    ]
    assert told[0].template == "Hourly results: {hours} hours of {edges} edges, {mb} MB"
    assert told[0].fraction < 0.1


def test_only_the_worst_weeks(town, write_profiles, day_of_homes, run, tmp_path):
    net = town()
    kw = day_of_homes(HOMES, hours=24 * 70)
    kw["base"][24 * 30 : 24 * 31] *= 2  # 31 January is the worst day
    profiles = write_profiles(net.load["name"], kw)
    run(net, profiles, CongestionFiles(hourly=tmp_path / "weeks.nc"), mesh_hours="worst_weeks")
    results = HourlyResults.open(tmp_path / "weeks.nc")
    assert 168 <= len(results.times) < 24 * 70
    assert np.datetime64("2023-01-31T18:00:00") in results.times
    worst = results.station("D").argmax()
    assert str(results.times[worst])[:10] == "2023-01-31"
    model = FlowModel.from_net(net)
    hour = int((results.times[worst] - profiles.start_utc) / np.timedelta64(1, "h"))
    block = model.at_hours([hour], profiles.net_kw(), profiles.net_kvar(), profiles.connection_ids)
    assert results.station("D")[worst] == pytest.approx(block.trafo_loading_percent[0, 3], rel=1e-6)


def test_an_hour_without_a_solution_is_empty_in_the_mesh(town, write_profiles, day_of_homes, run, tmp_path):
    net = town()
    kw = day_of_homes(HOMES)
    kw["base"][7, 2] = np.nan
    run(net, write_profiles(net.load["name"], kw), CongestionFiles(hourly=tmp_path / "h.nc"))
    series = HourlyResults.open(tmp_path / "h.nc").section("A.0")
    assert np.flatnonzero(np.isnan(series)).tolist() == [7]


def test_a_net_without_coordinates_has_no_mesh_and_says_so(year, run, tmp_path):
    net, profiles = year
    net.bus["geo"], net.line["geo"] = None, None
    result = run(net, profiles, CongestionFiles(hourly=tmp_path / "h.nc"))
    assert [p.code for p in result.problems] == ["no_places"]
    assert not (tmp_path / "h.nc").exists()


def test_stopping_at_any_moment_leaves_no_file(year, tmp_path):
    files = CongestionFiles(tmp_path / "h.nc", tmp_path / "worst.json", tmp_path / "report.html")
    before = set(tmp_path.iterdir())
    finish(run_congestion(*year, CongestionOptions(), files))  # the first of a process may compile, in steps of its own
    assert set(tmp_path.iterdir()) - before == {files.hourly, files.net_worst, files.report}
    steps = sum(1 for _ in run_congestion(*year, CongestionOptions(), files))
    for path in (files.hourly, files.net_worst, files.report):
        path.unlink()
    for stop in range(1, steps):
        going = run_congestion(*year, CongestionOptions(), files)
        for _ in range(stop):
            next(going)
        going.close()
        assert set(tmp_path.iterdir()) == before


def test_a_full_disk_is_told_and_leaves_no_file(year, run, tmp_path, monkeypatch):
    usage = namedtuple("usage", "total used free")
    monkeypatch.setattr(mesh.shutil, "disk_usage", lambda path: usage(10**9, 10**9, 1000))
    before = set(tmp_path.iterdir())
    with pytest.raises(EngineError, match="has 0 MB free"):
        run(*year, CongestionFiles(hourly=tmp_path / "h.nc"))
    assert set(tmp_path.iterdir()) == before


def test_a_disk_that_fills_while_taking_room_leaves_no_file(year, run, tmp_path, monkeypatch):
    def no_room(*_):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(mesh.os, "posix_fallocate", no_room)
    before = set(tmp_path.iterdir())
    with pytest.raises(EngineError, match="No space left"):
        run(*year, CongestionFiles(hourly=tmp_path / "h.nc"))
    assert set(tmp_path.iterdir()) == before


def test_a_folder_that_is_not_there_is_told(year, run, tmp_path):
    for name in ("hourly", "net_worst", "report"):
        with pytest.raises(EngineError, match="cannot be written"):
            run(*year, CongestionFiles(**{name: tmp_path / "nowhere" / "file"}))


@pytest.mark.parametrize("content", [b"", b"CDF\x02", b"text that is no mesh at all", None])
def test_a_file_that_is_no_mesh_is_refused_in_a_sentence(hourly, content):
    hourly.write_bytes(hourly.read_bytes()[:20_000] if content is None else content)
    with pytest.raises(EngineError, match="holds no hourly results"):
        HourlyResults.open(hourly)
    shutil.rmtree(hourly, ignore_errors=True)


def test_a_missing_file_is_refused_in_a_sentence(tmp_path):
    with pytest.raises(EngineError, match="cannot be read"):
        HourlyResults.open(tmp_path / "none.nc")
