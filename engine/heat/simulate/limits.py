"""Numbers that keep the iteration of flows and temperatures within bounds; none of them shows in a result."""

LEAST_COOLING_K = 0.1  # a house that would cool the water by less asks for more flow than it ever gets
LEAST_FLOW = 1e-6  # kg/s below which a relative change does not count
LEAST_STEP = 0.002
PATIENCE = 40  # rounds after which all steps are halved, again and again
CAREFUL_AFTER = 7  # rounds after which houses whose water cools strongly are solved by themselves
STRONG = 2.0  # how strongly the temperature answers to the flow there
NEWTON_STEPS = 9
# A house's bypass opens by a thermostat: its least flow so far above the temperature that it keeps, twice that flow at
# half of it, and so on: the same law as of a house that asks heat, so that the same steps find its flow.
BYPASS_BAND_K = 5.0
LEAST_BELOW_SOURCE_K = 10.0  # a bypass keeps at most so much less than what the source gives
NO_BYPASS_C = -1e9
BYPASS_FROM_C = 40.0  # networks that are supplied below it have no bypasses
ROOM_C = 20.0  # colder water heats no house; down to it a house cools its least flow where it asks next to nothing
STILL_KG_PER_S = 1e-9  # water that stands: it has the temperature of the ground
TRICKLE_KG_PER_S = 1e-12  # that comes to every node from the ground, so that water that stands has a temperature
TOLERANCE = 1e-6  # largest relative change of a flow
MOST_ROUNDS = 200
MOST_ROUNDS_BOTH = 500  # where flows turn, and sources share them by what comes back to each
# Newton's steps on the whole tree leave a house at least a share of its flow: the first ones boldly, later ones with
# care, because a house whose water gets colder than its return asks for all there is, and shakes its neighbours.
BOLD_ROUNDS, BOLD_SHRINK = 2, 0.02
CAREFUL_SHRINK = 0.2  # of its flow that a house then loses at most in a round, half of it after every so many rounds
CALMER_AFTER = 20
