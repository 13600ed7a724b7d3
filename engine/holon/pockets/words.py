"""A pocket's remedy and why it is better split, in words for a council."""

from __future__ import annotations

import numpy as np

from ...phrases import Phrase
from .after_moves import MoveMix
from .copper import CopperFigure
from .decided import Steering
from .open_points import Move

LEAST_KWH = 0.5


def remedy_words(
    kind: str, own: Steering, move: Move | None, mix: MoveMix | None, copper: CopperFigure, costs: dict
) -> Phrase:
    """Such as "a 120 kWh battery here; or 430 m of new cable": the remedy of this kind, which is the cheapest, and
    copper beside it. move: that clears alone; mix: another, with steering after it; costs: euro a year of each kind,
    nan where it does not clear.
    """
    if kind == "copper":
        return _copper_words(copper).then(_beside_copper(own, costs))
    words = {
        "steering": lambda: _steering_words(own) or [Phrase("relieved by what is steered around it")],
        "battery": lambda: [_battery_words(own.alone.kwh)],
        "open_point": lambda: [_move_words(move)],
        "mix": lambda: [_move_words(mix.move), *_steering_words(mix)],
    }[kind]()
    return words[0].then(*words[1:], _or_copper(copper))


def _beside_copper(own: Steering, costs: dict) -> Phrase:
    """What copper is cheaper than, or how far everything else falls short."""
    others = [k for k in ("steering", "battery", "open_point", "mix") if np.isfinite(costs.get(k, np.nan))]
    if not others:
        return Phrase("steering alone falls {kw} kW short", kw=_round(own.shortfall_kw))
    best = min(others, key=lambda name: costs[name])
    if best in ("open_point", "mix"):
        return Phrase("cheaper than moving the opening of its loop")
    kwh = own.alone.kwh if best == "battery" else own.battery_kwh
    if kwh >= LEAST_KWH:
        return Phrase("cheaper than a {kwh} kWh battery here", kwh=_round(kwh))
    return Phrase("cheaper than steering here")


def _battery_words(kwh: float) -> Phrase:
    return Phrase("a {kwh} kWh battery here", kwh=_round(kwh))


def _steering_words(own: Steering | MoveMix) -> list[Phrase]:
    words = []
    if own.battery_kwh >= LEAST_KWH:
        words.append(_battery_words(own.battery_kwh))
    if own.shifted_kwh >= LEAST_KWH and own.buffered_kwh >= LEAST_KWH:
        words.append(Phrase("cars charge later and heat pumps run earlier"))
    elif own.shifted_kwh >= LEAST_KWH:
        words.append(Phrase("cars charge later"))
    elif own.buffered_kwh >= LEAST_KWH:
        words.append(Phrase("heat pumps run earlier"))
    if own.curtailed_kwh >= LEAST_KWH:
        words.append(Phrase("panels turned down ({kwh} kWh a year)", kwh=_round(own.curtailed_kwh)))
    return words


def _move_words(move: Move) -> Phrase:
    """By the stations at both ends of the loop: nobody outside the operator knows an open point by its id."""
    one, other = move.between
    if one and other and one != other:
        return Phrase("move the opening of the loop between stations {one} and {other}", one=one, other=other)
    if one or other:
        return Phrase("move the opening of the loop at station {one}", one=one or other)
    return Phrase("move the opening of its loop")


def _or_copper(copper: CopperFigure) -> Phrase:
    if copper.metres:
        return Phrase("or {metres} m of new cable", metres=_round(copper.metres))
    if np.isfinite(copper.rating_kva):
        return Phrase("or a transformer of {kva} kVA", kva=_round(copper.rating_kva))
    return Phrase("or a new station") if copper.stations == 1 else _or_stations(copper)


def _copper_words(copper: CopperFigure) -> Phrase:
    if copper.metres:
        return Phrase("{metres} m of new cable", metres=_round(copper.metres))
    if np.isfinite(copper.rating_kva):
        return Phrase("a transformer of {kva} kVA", kva=_round(copper.rating_kva))
    if copper.stations == 1:
        return Phrase("a new station")
    return Phrase("{stations} new stations", stations=copper.stations)


def _or_stations(copper: CopperFigure) -> Phrase:
    return Phrase("or {stations} new stations", stations=copper.stations)


def _round(value: float) -> int | float:
    """Two figures that count, as people say it."""
    if value <= 0:
        return 0
    if value < 10:
        return round(float(value), 1) if value < 1 else int(np.ceil(value))
    step = 10.0 ** (np.floor(np.log10(value)) - 1)
    return int(np.ceil(value / step - 1e-9) * step)


def split_words(meshed: bool, homes: float, most_homes: float, sources: int, days: float, most_days: float):
    """(better split, why): as an operator of a large net splits it where power passes through, where a piece is too
    large, or where several sources would serve it.
    """
    if meshed:
        return True, Phrase("power passes through it from one side to the other: fed from one side it would not")
    if homes > most_homes and sources > 0:
        return True, Phrase(
            "{homes} homes behind one element, more than {most}; stations beyond its open points: {sources}",
            homes=int(homes), most=int(most_homes), sources=sources,
        )  # fmt: skip
    if days > most_days and sources > 0:
        return True, Phrase(
            "its peak lasts {days} days, too long for a battery; stations beyond its open points: {sources}",
            days=round(float(days), 1), sources=sources,
        )  # fmt: skip
    if sources == 0:
        return False, Phrase("nothing else adjoins it")
    return False, Phrase("it is small and its peak is short")
