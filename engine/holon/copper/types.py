"""Which cable or transformer is heavy enough, from what can be bought."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache

import numpy as np

from ...catalogue import read_catalogue
from ...grid.construct.transformers import transformer_parameters

MOST_CABLES = 8  # side by side in one trench; what needs more is beyond what cables can mend


@dataclass(frozen=True)
class Laid:
    """Cables of one section together: per km and in ampere."""

    r_ohm_per_km: float
    x_ohm_per_km: float
    c_nf_per_km: float
    ampere: float

    def beside(self, other: Laid, count: int = 1) -> Laid:
        """With `count` cables alongside. Current divides by impedance; the first to be full decides."""
        parts = [(self, 1), (other, count)]
        admittance = sum(n / complex(p.r_ohm_per_km, p.x_ohm_per_km) for p, n in parts if n)
        z = 1 / admittance
        ampere = min(p.ampere * abs(complex(p.r_ohm_per_km, p.x_ohm_per_km)) / abs(z) for p, n in parts if n)
        return Laid(z.real, z.imag, sum(n * p.c_nf_per_km for p, n in parts), ampere)

    def times(self, count: int) -> Laid:
        return Laid(self.r_ohm_per_km / count, self.x_ohm_per_km / count, self.c_nf_per_km * count, self.ampere * count)


@dataclass(frozen=True)
class CableType:
    """A cable that can be bought. al_kg, cu_kg, eur: per metre (eur nan where the catalogue has no price)."""

    name: str
    laid: Laid
    mm2: float
    al_kg: float
    cu_kg: float
    eur: float


@dataclass(frozen=True)
class Choice:
    """What is laid for a section: `count` of `cable`, beside what is there (keeps) or in its place; together `laid`."""

    kind: str
    cable: CableType
    count: int
    keeps: bool
    laid: Laid

    def label(self, there: str) -> str:
        new = self.cable.name if self.count == 1 else f"{self.count} x {self.cable.name}"
        return f"{there} + {new}" if self.keeps else new


@cache
def on_sale(level: str, kv: float, service: bool = False) -> tuple[CableType, ...]:
    """Types of a level (at the voltage nearest to `kv`) that are still bought, the lightest first."""
    table = read_catalogue("cables")
    rows = table[(table["level"] == level) & (table["family"] == "plastic")]
    rows = rows[(rows["use"] == "main") | (service & (rows["use"] == "service"))]
    if level == "MV":
        known = np.array([_kv(name) for name in rows["name"]])
        rows = rows[np.abs(known - kv) == np.abs(known - kv).min()]
    rows = rows.sort_values("max_i_a", kind="stable")
    return tuple(
        CableType(
            row.name, Laid(row.r_ohm_per_km, row.x_ohm_per_km, row.c_nf_per_km, float(row.max_i_a)),
            float(row.cross_section_mm2), float(row.al_kg_per_m), float(row.cu_kg_per_m), float(row.eur_per_m),
        )
        for row in rows.itertuples(index=False)
    )  # fmt: skip


def _kv(name: str) -> float:
    found = re.search(r"(\d+) kV", name)
    return float(found.group(1)) if found else 10.0


def choose_cable(there: Laid, need_a: float, most_r: float, sale: tuple[CableType, ...]) -> Choice | None:
    """The lightest cable in the place of what is `there` that carries `need_a` [A] with at most `most_r` [ohm/km]; else
    a second one alongside; else as many of the heaviest alongside as it takes. None where nothing does.
    """

    def serves(laid: Laid) -> bool:
        return laid.ampere >= need_a * (1 - 1e-9) and laid.r_ohm_per_km <= most_r * (1 + 1e-9)

    for cable in sale:
        if cable.laid.ampere > there.ampere and cable.laid.r_ohm_per_km < there.r_ohm_per_km and serves(cable.laid):
            return Choice("heavier_cable", cable, 1, False, cable.laid)
    for cable in sale:
        if serves(both := there.beside(cable.laid)):
            return Choice("second_cable", cable, 1, True, both)
    for count in range(2, MOST_CABLES):
        if sale and serves(both := there.beside(sale[-1].laid, count)):
            return Choice("second_cable", sale[-1], count, True, both)
    return None


def transformer_sizes(largest_kva: float) -> np.ndarray:
    """Sizes on sale [kVA], ascending, up to the largest allowed (at least the smallest there is)."""
    sizes = np.sort(read_catalogue("transformers")["rating_kva"].to_numpy(float))
    return sizes[sizes <= max(largest_kva, sizes[0])]


def transformer_eur(kva: float) -> float:
    table = read_catalogue("transformers").set_index("rating_kva")
    return float(table.at[int(kva), "eur"])


def put_transformer(net, index, kva: float, count: int) -> None:
    """Give a transformer of the net another size; its voltages and taps stay."""
    row = transformer_parameters(np.array([kva]), float(net.trafo.at[index, "vn_hv_kv"])).iloc[0]
    name = f"{kva:g} kVA"
    for column in ("vk_percent", "vkr_percent", "pfe_kw", "i0_percent"):
        net.trafo.at[index, column] = float(row[column])
    net.trafo.at[index, "sn_mva"], net.trafo.at[index, "parallel"] = kva / 1000, count
    net.trafo.at[index, "std_type"] = name
