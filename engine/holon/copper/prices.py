"""What reinforcing takes: euro, metal, crew and years, by the catalogue `reinforcement`."""

from __future__ import annotations

from dataclasses import dataclass, fields

from ...catalogue import read_catalogue
from ...choices import fill_open, require_within
from ...errors import EngineError

BANDS = ("low", "central", "high")


@dataclass(frozen=True)
class CopperPrices:
    """Figures of the catalogue's column `band`; None takes the catalogue's. Units stand in the names, or in the
    catalogue.
    """

    band: str = "central"
    lv_trench_rural_eur_per_m: float | None = None
    lv_trench_urban_eur_per_m: float | None = None
    mv_trench_rural_eur_per_m: float | None = None
    mv_trench_urban_eur_per_m: float | None = None
    mv_cable_eur_per_m: float | None = None
    lv_cable_eur_per_m: float | None = None
    urban_connections_per_km: float | None = None
    transformer_change_eur: float | None = None
    new_station_eur: float | None = None
    station_of_kva: float | None = None
    largest_transformer_kva: float | None = None
    detour: float | None = None
    winding_al_kg_per_kva: float | None = None
    winding_cu_kg_per_kva: float | None = None
    crew_lv_m_per_day: float | None = None
    crew_mv_m_per_day: float | None = None
    crew_days_per_station: float | None = None
    crew_days_per_transformer: float | None = None
    crew_days_per_week: float | None = None
    lv_waiting_years: float | None = None
    transformer_waiting_years: float | None = None
    station_waiting_years: float | None = None
    mv_waiting_years: float | None = None
    cable_years: float | None = None
    transformer_years: float | None = None
    interest: float | None = None
    battery_price_factor: float | None = None
    steering_pay_factor: float | None = None

    def __post_init__(self):
        if self.band not in BANDS:
            raise EngineError("The price level {band} is not one of {bands}.", band=self.band, bands=", ".join(BANDS))
        table = read_catalogue("reinforcement")
        fill_open(self, dict(zip(table["name"], table[self.band].astype(float))))
        names = [field.name for field in fields(self) if field.name != "band"]
        least = {
            "detour": 1.0, "cable_years": 1.0, "transformer_years": 1.0, "crew_lv_m_per_day": 0.01,
            "crew_mv_m_per_day": 0.01, "crew_days_per_week": 0.1, "largest_transformer_kva": 1.0,
        }  # fmt: skip
        require_within(self, *((name, least.get(name, 0.0), 1.0 if name == "interest" else 1e9) for name in names))

    def at(self, band: str) -> CopperPrices:
        """The same choices at another column of the catalogue: what was chosen moves in proportion."""
        table = read_catalogue("reinforcement").set_index("name")
        moved = {}
        for field in fields(self):
            if field.name == "band":
                continue
            own, here, there = getattr(self, field.name), *(float(table.at[field.name, b]) for b in (self.band, band))
            moved[field.name] = own * there / here if here else own + there - here
        return CopperPrices(band, **moved)

    def trench_eur_per_m(self, level: str, urban: bool) -> float:
        place = "urban" if urban else "rural"
        return getattr(self, f"{level.lower()}_trench_{place}_eur_per_m")

    def cable_eur_per_m(self, level: str, catalogue_eur: float) -> float:
        """Price of a cable; the catalogue's own price moves with the band."""
        ours = self.lv_cable_eur_per_m if level == "LV" else self.mv_cable_eur_per_m
        if not catalogue_eur > 0:
            return ours
        table = read_catalogue("reinforcement").set_index("name")
        return catalogue_eur * ours / float(table.at[f"{level.lower()}_cable_eur_per_m", "central"])
