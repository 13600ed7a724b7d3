"""How thick must a heat pipe be, what does it lose and cost, and how much heat do homes ask for at once?

Knows no map. `pipe_sizes` gives every size of the catalogue heat_pipes.csv with its capacity under the options;
`choose_size` takes the smallest that carries a flow. SI units; a pipe is one of the two, a trench metre is both.
"""

from .coincidence import RULES, Coincidence, coincident_kw, equal_homes, own_kw
from .friction import flow_at_gradient, friction_factor, pressure_gradient
from .generations import GENERATIONS, REMAINS, Generation, generation
from .losses import buried_u_w_per_m_k, heat_loss_w_per_m, temperature_along, thermos_u_w_per_m_k
from .options import PipeOptions
from .sizes import Pipes, choose_size, pipe_sizes
from .water import Water, water_at

__all__ = [
    "GENERATIONS",
    "REMAINS",
    "RULES",
    "Coincidence",
    "Generation",
    "PipeOptions",
    "Pipes",
    "Water",
    "buried_u_w_per_m_k",
    "choose_size",
    "coincident_kw",
    "equal_homes",
    "flow_at_gradient",
    "friction_factor",
    "generation",
    "heat_loss_w_per_m",
    "own_kw",
    "pipe_sizes",
    "pressure_gradient",
    "temperature_along",
    "thermos_u_w_per_m_k",
    "water_at",
]
