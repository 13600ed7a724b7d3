"""Liquid water as a fluid whose properties do not change along the network."""

from __future__ import annotations

from dataclasses import dataclass

from ...errors import EngineError

LEAST_C, MOST_C = 0.0, 150.0
# least squares through IAPWS-95 values at 0.1 MPa, above 100 °C at saturation; within 0.5 J/(kg K); of t / 100 °C
HEAT_CAPACITY = (4219.25024, -312.07095466, 907.29670401, -1292.70482566, 1042.71864663, -415.50640895, 66.44890554)
VISCOSITY = ((280.68, -1.9), (511.45, -7.7), (61.131, -19.6), (0.45903, -40.0))


@dataclass(frozen=True)
class Water:
    """A fluid of constant density [kg/m3], heat capacity [J/(kg K)] and dynamic viscosity [Pa s]."""

    density_kg_per_m3: float
    heat_capacity_j_per_kg_k: float
    viscosity_pa_s: float


def water_at(temperature_c: float) -> Water:
    """Water at one temperature [°C], 0 to 150 (above 100 under pressure); EngineError outside.

    Density: Kell, J. Chem. Eng. Data 20 (1975) 97. Viscosity: IAPWS SR6-08 (2011), Table 4, stated up to 110 °C and
    0.1 % high at 120. Heat capacity: own polynomial through the values of IAPWS-95.
    """
    t = float(temperature_c)
    if not LEAST_C <= t <= MOST_C:
        raise EngineError(
            "Water of {temperature} °C is outside {least} to {most} °C: mend the temperatures of the network.",
            temperature=t,
            least=LEAST_C,
            most=MOST_C,
        )
    over = 999.83952 + t * (
        16.945176 + t * (-7.9870401e-3 + t * (-46.170461e-6 + t * (105.56302e-9 - 280.54253e-12 * t)))
    )
    capacity = sum(c * (t / 100) ** i for i, c in enumerate(HEAT_CAPACITY))
    reduced = (t + 273.15) / 300
    viscosity = 1e-6 * sum(a * reduced**b for a, b in VISCOSITY)
    return Water(over / (1 + 16.879850e-3 * t), capacity, viscosity)
