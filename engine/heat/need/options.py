"""What a run is asked for; figures that are left open come from the catalogue `heat_need`."""

from __future__ import annotations

from dataclasses import asdict, dataclass

from ...choices import fill_open, require_within
from ...demand.figures import figures
from ...errors import EngineError
from .insulation import STEPS

HOT_WATER = ("tank", "tap")
COOLING = ("none", "non_residential", "all")


@dataclass(frozen=True)
class HeatNeedOptions:
    """insulation: step of the buildings that do not tell theirs (as_is, label_c, label_b, standard), and
    insulation_share: of how many of them [%]; the others stay as they are. design_outside_c: coldest day to be built
    for. design_inside_c, reheat_w_per_m2: what rooms are kept at then, and what warms them up again on top of the loss;
    connection_reheat_share: how much of that a connection to a heat network gives on top of the loss.
    hot_water: tank (stored) or tap (heated while it is tapped); tank_kw_house, tank_kw_flat, tap_kw: of one home.
    cooling: whose heat is taken away in summer by a machine or a network (none, non_residential, all; uses of
    cooling.csv). coincidence: rule of heat_coincidence.csv by which homes in one building do not tap at once. seed:
    which buildings are insulated, and who lives there. given_use_holds_for: dwellings or all, see
    `demand.address_need`.
    """

    insulation: str = "as_is"
    insulation_share: float = 100.0
    hot_water: str = "tank"
    cooling: str = "none"
    coincidence: str = "winter"
    seed: int = 1
    given_use_holds_for: str = "dwellings"
    design_outside_c: float | None = None
    design_inside_c: float | None = None
    reheat_w_per_m2: float | None = None
    connection_reheat_share: float | None = None
    tank_kw_house: float | None = None
    tank_kw_flat: float | None = None
    tap_kw: float | None = None

    def __post_init__(self):
        fill_open(self, {**figures("heat_need"), "design_outside_c": figures("heat_pumps")["design_outside_c"]})
        for name, choices in (("insulation", STEPS), ("hot_water", HOT_WATER), ("cooling", COOLING)):
            if getattr(self, name) not in choices:
                raise EngineError(
                    "{name} must be one of {choices}, not {value}.",
                    name=name,
                    choices=", ".join(choices),
                    value=getattr(self, name),
                )
        require_within(
            self,
            ("insulation_share", 0.0, 100.0),
            ("design_outside_c", -40.0, 15.0),
            ("design_inside_c", 15.0, 26.0),
            ("reheat_w_per_m2", 0.0, 200.0),
            ("connection_reheat_share", 0.0, 1.0),
            ("tank_kw_house", 0.0, 100.0),
            ("tank_kw_flat", 0.0, 100.0),
            ("tap_kw", 0.0, 100.0),
        )

    def as_dict(self) -> dict:
        """The options as plain values, for the header of a profiles file; what is not asked for is not in it."""
        return {name: value for name, value in asdict(self).items() if (name, value) != ("cooling", "none")}


@dataclass(frozen=True)
class DensityOptions:
    """street_reach_m: a building farther from every street belongs to none. Classes, MWh a year: poor below the first,
    good from the second on; of streets a metre, of cells a hectare.
    """

    street_reach_m: float = 50.0
    street_poor_below: float | None = None
    street_good_from: float | None = None
    cell_poor_below: float | None = None
    cell_good_from: float | None = None

    def __post_init__(self):
        fill_open(self, figures("heat_need"))
        require_within(self, ("street_reach_m", 0.0, 10_000.0))
        for kind, poor, good in (
            ("street", self.street_poor_below, self.street_good_from),
            ("cell", self.cell_poor_below, self.cell_good_from),
        ):
            if not 0 <= poor <= good:
                raise EngineError(
                    "Density of a {kind}: poor below {poor} and good from {good} do not fit together; the second must "
                    "not be the smaller, and neither below zero.",
                    kind=kind,
                    poor=poor,
                    good=good,
                )
