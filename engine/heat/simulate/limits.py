"""Numbers that keep the iteration of flows and temperatures within bounds; none of them shows in a result."""

LEAST_COOLING_K = 0.1  # a house that would cool the water by less asks for more flow than it ever gets
LEAST_FLOW = 1e-6  # kg/s below which a relative change does not count
LEAST_STEP = 0.002
PATIENCE = 40  # rounds after which all steps are halved, again and again
CAREFUL_AFTER = 7  # rounds after which houses whose water cools strongly are solved by themselves
STRONG = 2.0  # how strongly the temperature answers to the flow there
NEWTON_STEPS = 9
STILL_KG_PER_S = 1e-9  # water that stands: it has the temperature of the ground
TOLERANCE = 1e-6  # largest relative change of a flow
MOST_ROUNDS = 200
