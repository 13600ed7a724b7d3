"""Small nets with known answers, hours to go with them, and pandapower's own word on a value."""

from __future__ import annotations

import numpy as np
import pandapower as pp
import pytest
from stadsstroom.engine.demand import Profiles, ProfilesWriter
from stadsstroom.engine.grid.flow import set_hour
from stadsstroom.engine.holon.hosting import HostingOptions, hosting_capacity
from stadsstroom.engine.progress import finish

START = np.datetime64("2023-01-01T00:00:00")


def two_nodes(r=0.2, x=0.08, max_i_ka=10.0, vm_pu=1.0):
    """A stiff source, one line of a kilometre and a house at its end."""
    net = pp.create_empty_network()
    start, stop = pp.create_bus(net, 0.4, name="source"), pp.create_bus(net, 0.4, name="end")
    pp.create_ext_grid(net, start, vm_pu=vm_pu)
    pp.create_line_from_parameters(net, start, stop, 1.0, r, x, 0.0, max_i_ka, name="line")
    pp.create_load(net, stop, p_mw=0.001, name="house")
    return net


@pytest.fixture
def profiles_for(tmp_path):
    """Hours for the loads of a net: kW (hours, loads) or the net's own power times a day's wave."""
    made = []

    def make(net, kw=None, names=None, hours=24, facts=None, **technologies):
        names = list(net.load["name"]) if names is None else names
        if kw is None:
            wave = 0.5 + 0.5 * np.sin(np.arange(hours) / 24 * 2 * np.pi)[:, None] ** 2
            kw = wave * net.load["p_mw"].to_numpy(float) * 1e3 * 0.5
        kw = np.asarray(kw, float)
        path = tmp_path / f"{len(made)}.profiles"
        made.append(path)
        cos_phi = dict.fromkeys(("base", *technologies), 1.0)
        with ProfilesWriter(path, names, START, len(kw), cos_phi, facts or {}) as writer:
            for name, values in {"base": kw, **technologies}.items():
                writer.kw(name)[...] = values
        return Profiles.open(path)

    return make


@pytest.fixture
def host():
    """hosting_capacity without random placements, if none are asked for."""

    def run(net, profiles, technology="generation", placements=0, **options):
        options.setdefault("year_checks", 2)
        return finish(hosting_capacity(net, profiles, HostingOptions(technology, placements=placements, **options)))

    return run


@pytest.fixture
def over_in_pandapower():
    """Whether pandapower sees a limit passed in some hour, with `kw` (loads,) more of flat power at every load."""

    def judge(net, profiles, kw, tan_phi=0.0, limit=100.0, band=(0.9, 1.1)) -> bool:
        for hour in range(profiles.hours):
            p_kw = profiles.net_kw([hour])[0] + kw
            set_hour(net, p_kw, profiles.net_kvar([hour])[0] + kw * tan_phi, profiles.connection_ids)
            pp.runpp(net, numba=False, tolerance_mva=1e-9)
            loading = max(net.res_line["loading_percent"].max(), net.res_trafo["loading_percent"].max())
            vm = net.res_bus.loc[net.load["bus"], "vm_pu"]
            if loading > limit or vm.min() < band[0] or vm.max() > band[1]:
                return True
        return False

    return judge
