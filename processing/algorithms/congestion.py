"""Grid congestion through the year."""

from __future__ import annotations

from ..algorithm import StadsstroomAlgorithm
from ..parameters import LINES, file_in, sink

NUMBERS = {
    "LV_CABLE_LIMIT": "lv_cable_limit_percent",
    "MV_CABLE_LIMIT": "mv_cable_limit_percent",
    "TRANSFORMER_LIMIT": "transformer_limit_percent",
    "V_MIN": "v_min_pu",
    "V_MAX": "v_max_pu",
    "SOURCE_VM_PU": "source_vm_pu",
}


class Congestion(StadsstroomAlgorithm):
    ID = "congestion"
    TITLE = "Grid congestion through the year"
    ABOUT = (
        "Solves the power flow of every hour and shows where and when the grid congests: the highest loading of every "
        "cable and transformer, the hours above its limit, the lowest and highest voltage of every connection, "
        "and what "
        "happens when a cable of a medium-voltage ring fails."
    )
    TAGS = ("congestion", "power flow", "loading", "voltage", "pandapower", "electricity")

    def initAlgorithm(self, configuration=None):
        for parameter in (*self._inputs(), *self._outputs()):
            self.addParameter(parameter)

    def _inputs(self):
        yield file_in(
            "NET",
            "Grid model",
            "pandapower JSON (*.json);;All files (*)",
            "A pandapower net: one that the grid algorithm wrote, or any other, meshed too, whose loads have names.",
        )
        yield file_in(
            "PROFILES",
            "Profiles",
            "Profiles (*.profiles);;All files (*)",
            "The hours of every connection, as the demand algorithm writes them. They are matched with the "
            "loads of the "
            "grid by name.",
        )

    def _outputs(self):
        yield sink("SECTIONS", "Sections: loading", LINES, "Lines: the loading of every piece of cable.")

    def calculate(self, parameters, context, feedback) -> dict:
        raise NotImplementedError
