"""What the algorithms of holons read beside profiles and the grid."""

from __future__ import annotations

from dataclasses import replace

from .roles import BUILDINGS, CONNECTIONS, NEIGHBOURHOODS

AREAS = tuple(
    replace(NEIGHBOURHOODS, word=word) for word in ("smallest areas", "larger areas", "largest areas")
)  # fmt: skip
HOLON_ROLES = {
    "CONNECTIONS": CONNECTIONS,
    # only to know them by: nothing else about a building matters here
    "BUILDINGS": replace(BUILDINGS, columns={"building_id": BUILDINGS.columns["building_id"]}),
    **{f"AREAS_{number}": role for number, role in enumerate(AREAS, 1)},
}
