"""What can be chosen about the street graph."""

from __future__ import annotations

from dataclasses import dataclass

from ...choices import require_within


@dataclass(frozen=True)
class StreetOptions:
    """How untidy streets are taken.

    snap_m: ends of streets nearer to each other, or to another street, meet. split_crossings: streets of the same level
    that cross, meet. join_m: pieces of the network nearer to each other than this are joined by a made link (0: none).
    merge: draw the parts of one street between two junctions as one. preferred_factor: cost of preferred streets
    against others. link_factor: cost of made links. surface_exponent: how strongly the surface counts; the published
    weights rank routes and are no prices: 0 leaves them out, 1 takes them as they are (unconfirmed as a factor of
    cost).
    """

    snap_m: float = 2.0
    split_crossings: bool = True
    join_m: float = 20.0
    merge: bool = True
    preferred_factor: float = 0.8
    link_factor: float = 1.0
    surface_exponent: float = 0.5

    def __post_init__(self):
        require_within(
            self,
            ("snap_m", 0.0, 50.0),
            ("join_m", 0.0, 1000.0),
            ("preferred_factor", 0.01, 1.0),
            ("link_factor", 0.1, 100.0),
            ("surface_exponent", 0.0, 1.0),
        )
