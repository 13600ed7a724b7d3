"""What flexibility keeps power within a limit, and at what price? Arrays only, no map.

`battery_for_limit` is the closed form of one battery and one limit; `cheapest_flexibility` finds the cheapest mix of
batteries, later charging, warmed-up homes and curtailed panels under several nested limits at once (a linear program).
`binding_hours` says which hours can bind; `CarFleet` and `HeatBuffers` make the room of many cars and heat pumps one,
and hand a joint plan back to each of them.
"""

from .battery import BatteryNeed, battery_for_limit, battery_hours
from .cars import CarFleet
from .flexibility import Devices, Flexibility, cheapest_flexibility, fitting
from .follow import Followed, follow
from .heat import HeatBuffers
from .prices import Prices, annuity
from .windows import Window, binding_hours, stretches_of

__all__ = [
    "BatteryNeed",
    "CarFleet",
    "Devices",
    "Flexibility",
    "Followed",
    "HeatBuffers",
    "Prices",
    "Window",
    "annuity",
    "battery_for_limit",
    "battery_hours",
    "binding_hours",
    "cheapest_flexibility",
    "fitting",
    "follow",
    "stretches_of",
]
