"""What flexibility costs in a year."""

from __future__ import annotations

from dataclasses import dataclass, fields

from ...catalogue import read_catalogue
from ...choices import fill_open, require_within


def annuity(interest: float, years: float) -> float:
    """Share of an investment to pay each year for `years` at `interest` [1/year]."""
    return 1.0 / years if interest == 0 else interest / (1.0 - (1.0 + interest) ** -years)


@dataclass(frozen=True)
class Prices:
    """Figures of the catalogue `flexibility`; None takes the catalogue's. Units stand in the names."""

    interest: float | None = None
    battery_eur_per_kw: float | None = None
    battery_eur_per_kwh: float | None = None
    battery_years: float | None = None
    battery_round_trip: float | None = None
    battery_eur_per_kwh_through: float | None = None
    battery_longest_days: float | None = None
    battery_kwh_per_connection: float | None = None
    shifted_car_eur_per_kwh: float | None = None
    buffered_heat_eur_per_kwh: float | None = None
    curtailed_eur_per_kwh: float | None = None
    move_open_point_eur: float | None = None
    lv_cable_eur_per_m: float | None = None
    mv_cable_eur_per_m: float | None = None
    transformer_change_eur: float | None = None
    new_station_eur: float | None = None
    copper_years: float | None = None
    homes_per_station: float | None = None

    def __post_init__(self):
        table = read_catalogue("flexibility")
        fill_open(self, dict(zip(table["name"], table["value"].astype(float))))
        least = {"battery_round_trip": 0.01, "battery_years": 1.0, "copper_years": 1.0}
        most = {"battery_round_trip": 1.0, "interest": 1.0}
        names = [field.name for field in fields(self)]
        require_within(self, *((name, least.get(name, 0.0), most.get(name, 1e9)) for name in names))

    @property
    def battery_one_way(self) -> float:
        """Efficiency of charging and of discharging alike."""
        return float(self.battery_round_trip) ** 0.5

    @property
    def battery_eur_per_kw_year(self) -> float:
        return self.battery_eur_per_kw * annuity(self.interest, self.battery_years)

    @property
    def battery_eur_per_kwh_year(self) -> float:
        return self.battery_eur_per_kwh * annuity(self.interest, self.battery_years)

    def battery_eur_per_year(self, kw, kwh):
        """Yearly cost of a battery [€], without wear."""
        return self.battery_eur_per_kw_year * kw + self.battery_eur_per_kwh_year * kwh

    def copper_eur_per_year(self, eur):
        """Yearly cost of copper that costs `eur` at once."""
        return eur * annuity(self.interest, self.copper_years)
