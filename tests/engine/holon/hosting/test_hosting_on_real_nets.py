"""What is said to fit on a real net, of a region in Germany, passes pandapower's own flow; one percent more fails."""

from __future__ import annotations

import numpy as np
import pandapower.networks as pn
import pytest
from stadsstroom.engine.grid.congestion import CongestionOptions

LIMITS = CongestionOptions(lv_cable_limit_percent=100, mv_cable_limit_percent=100)


def oberrhein():
    net = pn.mv_oberrhein(scenario="generation", include_substations=False)
    net.load["name"] = [f"station {k}" for k in range(len(net.load))]
    net.sgen["in_service"] = False
    net.load[["p_mw", "q_mvar"]] *= 0.5
    return net


@pytest.mark.parametrize("technology", ["generation", "load"])
def test_the_value_passes_and_one_percent_more_fails(profiles_for, host, over_in_pandapower, technology):
    net = oberrhein()
    profiles = profiles_for(net, net.load["p_mw"].to_numpy(float)[None] * 1e3, hours=1)
    found = host(net, profiles, technology, limits=LIMITS, year_checks=0, most_kw_each=50_000)
    table = found.connections.frame.set_index("connection_id")
    sign, tan = (-1, 0.0) if technology == "generation" else (1, np.tan(np.arccos(0.95)))
    known = np.flatnonzero(np.isin(net.load["name"], table.index[table["binding_kind"] != ""]))
    for row in known[np.linspace(0, len(known) - 1, 6).astype(int)]:
        kw = np.zeros(len(net.load))
        kw[row] = sign * table.loc[net.load["name"].iloc[row], "fits_kw"]
        assert kw[row] != 0
        assert not over_in_pandapower(net, profiles, kw, tan)
        assert over_in_pandapower(net, profiles, 1.01 * kw, tan)
