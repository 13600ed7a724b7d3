"""Streets as lines and sources of heat of the demo neighbourhood, drawn with the defects that such layers have."""

from __future__ import annotations

# name, surface, wish, parts; in the plan's frame of `buildings`
STREET_LINES = (
    ("Hoofdstraat", "klinkers", "", (((-60, 0), (152.4, 0)), ((152.4, 0), (480, 0)))),  # one feature in two parts
    ("Dorpsstraat", "klinkers", "", (((0, 75), (300, 75)),)),
    ("Esstraat", "klinkers", "", (((0, 145), (298.8, 145)),)),  # ends 1.2 m before the crossing
    ("Noorderlaan", "klinkers", "", (((0, 215), (300, 215)),)),
    ("Westerlaan", "asfalt", "", (((0, 0), (0, 215)),)),
    ("Middenlaan", "klinkers", "", (((150, 0), (150, 240)),)),  # crosses three streets without a vertex
    ("Oosterlaan", "asfalt", "", (((300, 0), (300, 215)),)),
    ("Oosterlaan", "asfalt", "", (((300, 0), (300, 215)),)),  # drawn twice
    ("Industrieweg", "asfalt", "", (((332, 0), (332, 122)),)),
    ("Beukenlaan", "klinkers", "verboden", (((0, 215), (-26, 240), (150, 240)),)),  # old trees: no room for pipes
    ("Boerenpad", "halfverhard", "", (((392, 268), (446, 268)),)),  # an island
)
SOURCE_POINTS = (  # id, kind, kW, °C, price of heat, priority, place
    ("koelhuis", "datacentrum", "260", "30", None, 1, (372, 100)),
    ("beek", "oppervlaktewater", "onbekend", "ca. 12", None, 2, (-44, 30)),  # numbers as text
    ("oude ketel", "boiler", "0", "90", None, 3, (190, 68)),  # out of use
)
