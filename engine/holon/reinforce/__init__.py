"""Copper or steering: what does each cost, for every pocket and for the whole area, and how far does a budget reach?

`compare_remedies` lays copper beside steering and finds the cheapest mix; `budget_curves` tells how far the load and
generation that a scenario adds can be scaled with no limit violated, by either or by both, for any budget.
"""

from .curves import Curves, budget_curves, cost_at, largest_factor
from .options import RemedyOptions
from .remedies import Remedies, compare_remedies
from .report import write_report
from .run import Plan, plan_reinforcement
from .scaled import ScaledProfiles

__all__ = [
    "Curves",
    "Plan",
    "Remedies",
    "RemedyOptions",
    "ScaledProfiles",
    "budget_curves",
    "compare_remedies",
    "cost_at",
    "largest_factor",
    "plan_reinforcement",
    "write_report",
]
