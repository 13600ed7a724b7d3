"""The cables and stations of the demo neighbourhood, drawn as grid operators draw them: with defects.

The same plan frame as `buildings`. A cable may have several parts, as in published layers.
"""

from __future__ import annotations

from dataclasses import dataclass

Parts = tuple[tuple[tuple[float, float], ...], ...]
SUPPLY = "Laagspanningskabel met functie LS"
BOTH = "Laagspanningskabel met functie LS/OV"
LIGHTING = "Laagspanningskabel met functie OV"
MV = "Middenspanningskabel met functie MS"


@dataclass(frozen=True)
class Cable:
    description: str
    parts: Parts


@dataclass(frozen=True)
class Station:
    description: str
    place: tuple[float, float]


# Placed a metre or two off the cables, as published points are
STATIONS = (
    Station("Transportverdeelstation", (-228.0, -64.0)),
    Station("Netstation", (144.0, 64.0)),
    Station("Netstation", (309.0, 140.0)),
    Station("Klantstation", (383.5, 60.0)),
    Station("Klantstation met medegebruik", (338.5, 25.0)),
)


def _one(description: str, *points: tuple[float, float]) -> Cable:
    return Cable(description, (points,))


LV_CABLES = (
    # from the first station: both sides of the first street, the flats, the school; the cable to the west branches off
    # the one to the second street, which has no vertex there
    _one(BOTH, (149.5, 80), (112, 80), (64, 80), (8, 80)),
    _one(BOTH, (145.2, 63.5), (154, 63.5), (154, 80), (225, 80), (292, 80)),
    _one(SUPPLY, (143, 65.2), (141, 70), (95, 70), (20, 70)),
    _one(SUPPLY, (145.1, 63), (158, 62), (166, 70), (228, 70), (286, 70)),
    # up to the second street; the branch at x = 160 crosses the first street's cable without a joint
    _one(BOTH, (144.8, 65.2), (149.5, 68), (149.5, 140)),
    _one(BOTH, (149.5, 140), (100, 140), (8, 140)),
    _one(BOTH, (149.5, 140), (149.5, 150)),
    _one(BOTH, (149.5, 150), (96, 150), (8, 150)),
    _one(BOTH, (8, 150), (96, 150), (149.5, 150)),  # the same cable drawn twice, the other way round
    _one(SUPPLY, (145, 63.8), (160, 64.5), (160, 140), (228, 140)),
    # from the second station; the ends at x = 228 miss each other by 0.4 m
    _one(SUPPLY, (228.4, 140), (264, 140), (296, 140)),
    _one(SUPPLY, (307.6, 140), (302, 140), (296, 140)),
    _one(BOTH, (307.8, 141), (296, 150), (230, 150), (149.5, 150)),
    _one(BOTH, (296, 150), (298, 156), (298, 210), (240, 210), (150, 210)),
    Cable(BOTH, (((150, 210), (132, 210), (80, 210)), ((80, 210), (8, 210)))),  # one feature in two parts
    # ends halfway along the cable of the third street, which has no vertex there
    _one(SUPPLY, (150, 210), (150, 220)),
    _one(BOTH, (20, 220), (280, 220)),
    # cables that join the ends of streets, and with them the stations
    _one(SUPPLY, (8, 140), (3.5, 145), (3.5, 205), (8, 210)),
    _one(SUPPLY, (8, 80), (3.5, 85), (3.5, 135), (8, 140)),
    _one(SUPPLY, (292, 80), (296.5, 84), (296.5, 136), (296, 140)),
    # Hoofdstraat
    _one(BOTH, (20, 70), (4, 66), (4, 8), (62, 8)),
    _one(SUPPLY, (144.6, 62.9), (150, 56), (150, 8)),
    _one(BOTH, (337.2, 25.2), (322, 22), (312, 8), (230, 8), (150, 8)),
    _one(BOTH, (150, 8), (104, 8), (62, 8)),
    # the yards of the workshops; a part of no length was left behind at the bend
    Cable(SUPPLY, (((337.5, 25.8), (337.5, 62), (337.5, 118)), ((337.5, 62), (337.5, 62)))),
    _one(SUPPLY, (348, 226), (372, 226)),  # hangs on nothing
    # street lighting only
    _one(LIGHTING, (-30, -7), (150, -7), (460, -7)),
    _one(LIGHTING, (20, 226), (150, 226), (280, 226)),
    _one(LIGHTING, (145.3, 64.2), (156, 58), (156, -7)),
    Cable("Laagspanningskabel met functie OV/OV", (((302, 8), (302, 60), (302, 136)),)),
)

# A ring through every station; the cable from the first to the second has a gap of 0.4 m in it
MV_CABLES = (
    _one(MV, (-227, -63), (-150, -38), (-40, -10.5), (138, -10.5), (138, 55), (143, 63)),
    _one(MV, (145.4, 64.6), (152, 74), (152, 132), (190, 134.5)),
    _one(MV, (190.4, 134.5), (300, 134.5), (308.2, 139)),
    _one(MV, (310.3, 140), (330, 140), (376, 122), (376, 62), (382.2, 60.2)),
    _one(MV, (382.4, 59), (376, 54), (376, 37), (341, 37), (339.8, 26)),
    Cable(MV, (((338, 23.8), (330, -12.5), (150, -12.5)), ((150, -12.5), (-40, -12.5), (-150, -40), (-227, -65.2)))),
)
