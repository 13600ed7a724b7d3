"""What every test of the flow compares with: pandapower's own `runpp`, hour by hour."""

import numpy as np
import pandapower as pp
from stadsstroom.engine.grid.flow import FlowModel

VOLTAGE_PU, LOADING_PERCENT, BALANCE = 1e-6, 0.01, 1e-6


def hourly(net, hours=4, seed=3, low=-0.4, high=1.1):
    """Random power around the net's own loads, feed-in too: (hours, loads) kW and kvar."""
    random = np.random.default_rng(seed)
    scaled = net.load[["p_mw", "q_mvar"]].mul(net.load["scaling"], axis=0).to_numpy() * 1e3
    factor = random.uniform(low, high, (hours, len(net.load)))
    return factor * scaled[:, 0], factor * scaled[:, 1]


def assert_equals_pandapower(net, use_numba=True, kind=None, hours=4, low=-0.4, high=1.1, **options):
    """Every hour of a `FlowModel` against a plain `runpp` of the same hour; the power balance closes."""
    p_kw, q_kvar = hourly(net, hours, low=low, high=high)
    model = FlowModel.from_net(net, pf_options=options, use_numba=use_numba)
    (block,) = model.solve(p_kw, q_kvar)
    assert block.converged.all()
    assert kind is None or model.kind == kind
    for hour in range(hours):
        net.load["scaling"] = 1.0
        net.load["p_mw"], net.load["q_mvar"] = p_kw[hour] / 1e3, q_kvar[hour] / 1e3
        pp.runpp(net, numba=False, **options)
        close = {"rtol": 0, "equal_nan": True}
        np.testing.assert_allclose(block.vm_pu[hour], net.res_bus["vm_pu"], atol=VOLTAGE_PU, **close)
        for ours, theirs, tolerance in (
            (block.line_loading_percent, net.res_line["loading_percent"], LOADING_PERCENT),
            (block.trafo_loading_percent, net.res_trafo["loading_percent"], LOADING_PERCENT),
            (block.line_i_ka, net.res_line["i_ka"], 1e-5),
            (block.line_p_kw, net.res_line["p_from_mw"] * 1e3, 0.05),
            (block.trafo_p_kw, net.res_trafo["p_hv_mw"] * 1e3, 0.05),
        ):
            np.testing.assert_allclose(ours[hour], np.nan_to_num(theirs), atol=tolerance, rtol=1e-6)
        source_kw = (net.res_ext_grid["p_mw"].sum() + net.res_gen["p_mw"][net.gen["slack"]].sum()) * 1e3
        np.testing.assert_allclose(block.source_p_kw[hour], source_kw, rtol=1e-6, atol=1e-3)
    scale = np.abs(block.demand_kw) + np.abs(block.loss_kw)
    assert (np.abs(block.source_p_kw - block.demand_kw - block.loss_kw) <= BALANCE * scale).all()
    return block
