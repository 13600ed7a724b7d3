"""The hour in which the net is nearest to, or furthest over, a limit: as a net and as a table."""

from __future__ import annotations

import copy
import os
from pathlib import Path

import numpy as np
import pandas as pd

from ...errors import EngineError
from ..flow import FlowBlock, FlowModel, set_hour


def worst_hour_net(model: FlowModel, p_kw, q_kvar, load_names, time: str):
    """A copy of the net as calculated (taps and source voltage set) whose loads hold one hour: p_kw, q_kvar (k,).

    Its plain `runpp` gives that hour. The hour stands in `net["stadsstroom"]["worst_hour"]`.
    """
    import pandapower as pp

    net = copy.deepcopy(model.net)
    pp.clear_result_tables(net)
    for scratch in ("_ppc", "_ppc0", "_ppc1", "_ppc2"):
        if scratch in net:
            net[scratch] = None
    match = model.match(load_names)
    known = match.position >= 0
    set_hour(net, p_kw[known], q_kvar[known], np.array(load_names, object)[known])
    own = net["stadsstroom"] if "stadsstroom" in net and isinstance(net["stadsstroom"], dict) else {}
    net["stadsstroom"] = {**own, "worst_hour": time}
    return net


def worst_hour_table(model: FlowModel, block: FlowBlock) -> pd.DataFrame:
    """Columns element (section, station, node), id, value, unit: loadings and voltages of a block of one hour."""
    parts = (
        ("section", model.line_names, block.line_loading_percent[0], "percent"),
        ("station", model.trafo_names, block.trafo_loading_percent[0], "percent"),
        ("node", model.bus_names, block.vm_pu[0], "pu"),
    )
    frames = [pd.DataFrame({"element": kind, "id": ids, "value": v, "unit": unit}) for kind, ids, v, unit in parts]
    return pd.concat(frames, ignore_index=True)


def write_net(net, path: Path) -> None:
    """Write a net as pandapower JSON; the file appears when it is whole. Raises EngineError where that fails."""
    import pandapower as pp

    path = Path(path)
    part = path.with_name(path.name + ".part")
    try:
        part.write_text(pp.to_json(net), encoding="utf-8")
        os.replace(part, path)
    except OSError as error:
        raise EngineError(
            "The net of the worst hour cannot be written to {path} ({reason}): make room or choose another folder.",
            path=str(path), reason=error.strerror or str(error),
        ) from error  # fmt: skip
    finally:
        part.unlink(missing_ok=True)
