"""Who makes, uses and stores what, and who meets whose need: every holon, every level, every hour."""

from .exchange import Exchange, exchanges
from .options import BalanceOptions
from .power import Power, power_of
from .run import HolonBalance, balance
from .tree import Tree
from .upper import Upper, read_upper

__all__ = [
    "BalanceOptions",
    "Exchange",
    "HolonBalance",
    "Power",
    "Tree",
    "Upper",
    "balance",
    "exchanges",
    "power_of",
    "read_upper",
]
