"""NET_WORST: pandapower alone gives the worst hour's table."""

from __future__ import annotations

import numpy as np
import pandapower as pp
import pandapower.networks as pn
import pytest
from stadsstroom.engine.grid.congestion import CongestionFiles


def values(result, element):
    table = result.worst_hour
    return table[table["element"] == element].set_index("id")["value"]


def solved(path):
    net = pp.from_json(str(path))
    pp.runpp(net)
    return net


def test_plain_runpp_of_the_written_net_gives_the_worst_hour(town, write_profiles, day_of_homes, run, tmp_path):
    net = town()
    profiles = write_profiles(net.load["name"], day_of_homes(12, pv_kw=9.0))
    path = tmp_path / "worst.json"
    result = run(net, profiles, CongestionFiles(net_worst=path), source_vm_pu=1.03, tap_rule="centre_voltage")
    worst = solved(path)
    assert worst["stadsstroom"]["worst_hour"] == result.summary["worst_hour"]
    assert worst["stadsstroom"]["crs"] == "EPSG:28992"
    np.testing.assert_allclose(worst.res_bus["vm_pu"], values(result, "node")[worst.bus["name"]], atol=1e-6)
    np.testing.assert_allclose(
        worst.res_line["loading_percent"], values(result, "section")[worst.line["name"]], atol=0.01
    )
    np.testing.assert_allclose(
        worst.res_trafo["loading_percent"], values(result, "station")[worst.trafo["name"]], atol=0.01
    )
    # It is the worst: somewhere in it stands the year's highest ratio of loading and limit.
    sections, stations = (frame.set_index(f"{kind}_id") for kind, frame in (
        ("section", result.sections.frame), ("station", result.stations.frame)))  # fmt: skip
    year = max((f["max_loading_percent"] / f["limit_percent"]).max() for f in (sections, stations))
    hour = max(
        (values(result, "section") / sections["limit_percent"]).max(),
        (values(result, "station") / stations["limit_percent"]).max(),
    )
    assert hour == pytest.approx(year)


def test_the_input_net_is_not_changed(town, write_profiles, day_of_homes, run, tmp_path):
    net = town()
    before = pp.to_json(net)
    run(net, write_profiles(net.load["name"], day_of_homes(12)), CongestionFiles(net_worst=tmp_path / "w.json"),
        tap_rule="neutral", source_vm_pu=1.0)  # fmt: skip
    assert pp.to_json(net) == before


@pytest.mark.parametrize(
    "make", [pn.mv_oberrhein, pn.create_cigre_network_mv, pn.create_cigre_network_lv, pn.create_kerber_landnetz_kabel_1]
)
def test_any_pandapower_net_is_accepted(make, write_profiles, run, tmp_path):
    """Nets of others: their own columns, options and coordinates, loads matched by name."""
    net = make()
    if not net.load["name"].is_unique or net.load["name"].isna().any():
        net.load["name"] = [f"load {k}" for k in range(len(net.load))]
    kw = net.load["p_mw"].to_numpy() * 1e3 * np.array([0.3, 1.1, 0.6])[:, None]
    result = run(net, write_profiles(net.load["name"], {"base": kw}), CongestionFiles(net_worst=tmp_path / "w.json"))
    worst = solved(tmp_path / "w.json")
    assert result.summary["worst_hour"] == "2023-01-01T01:00Z"
    np.testing.assert_allclose(np.nan_to_num(worst.res_line["loading_percent"]), values(result, "section"), atol=0.01)
    np.testing.assert_allclose(worst.res_trafo["loading_percent"], values(result, "station"), atol=0.01)
    assert result.summary["check_vm_pu"] < 1e-6
    assert len(result.connections) == len(net.load)


def test_a_meshed_net_is_accepted(data_folder, write_profiles, run, tmp_path):
    net = pn.lv_schutterwald()
    net.load["name"] = [f"load {k}" for k in range(len(net.load))]
    kw = net.load["p_mw"].to_numpy()[None] * 1e3 * np.ones((2, 1))
    result = run(
        net, write_profiles(net.load["name"], {"base": kw}), CongestionFiles(tmp_path / "h.nc", tmp_path / "w.json")
    )
    assert result.summary["method"] == "meshed"
    worst = solved(tmp_path / "w.json")
    np.testing.assert_allclose(worst.res_trafo["loading_percent"], values(result, "station"), atol=0.01)
    assert result.stations.crs == "EPSG:4326"
    assert (result.stations.frame["verdict"] == "congested").any()
