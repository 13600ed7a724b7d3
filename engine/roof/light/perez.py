"""How the diffuse light of a sky is spread over it, and what falls on a tilted plane.

Perez, Ineichen, Seals, Michalsky and Stewart, Solar Energy 44 (5), 1990: an even sky, a spot around the sun that falls
like beam, and a bright (or dark) line along the horizon. Coefficients: table 6 there, all sites together.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

CLEARNESS_EDGES = np.array([1.065, 1.23, 1.5, 1.95, 2.8, 4.5, 6.2])
CIRCUMSOLAR = np.array(
    [
        (-0.008, 0.588, -0.062),
        (0.130, 0.683, -0.151),
        (0.330, 0.487, -0.221),
        (0.568, 0.187, -0.295),
        (0.873, -0.392, -0.362),
        (1.132, -1.237, -0.412),
        (1.060, -1.600, -0.359),
        (0.678, -0.327, -0.250),
    ]
)
HORIZON = np.array(
    [
        (-0.060, 0.072, -0.022),
        (-0.019, 0.066, -0.029),
        (0.055, -0.064, -0.026),
        (0.109, -0.152, -0.014),
        (0.226, -0.462, 0.001),
        (0.288, -0.823, 0.056),
        (0.264, -1.127, 0.131),
        (0.156, -1.377, 0.251),
    ]
)
ZENITH_WEIGHT = 1.041  # of the cube of the zenith angle [rad], in the clearness
LOWEST_COSINE = float(np.cos(np.radians(85.0)))  # of the zenith angle, for the spot around the sun


@dataclass(frozen=True)
class DiffuseParts:
    """Diffuse light by part, arrays (n,) in W/m²: even sky on the horizontal, the spot on a plane that faces the sun,
    and the line along the horizon on a vertical plane (negative where the horizon is darker than the sky)."""

    even_sky: np.ndarray
    around_sun: np.ndarray
    horizon: np.ndarray

    def on_plane(self, tilt_deg, cosine_of_incidence: np.ndarray) -> np.ndarray:
        """Diffuse light on a plane [W/m²], never negative. Angles broadcast with the parts."""
        tilt = np.radians(tilt_deg)
        light = self.even_sky * (1 + np.cos(tilt)) / 2
        light = light + self.around_sun * np.maximum(cosine_of_incidence, 0) + self.horizon * np.sin(tilt)
        return np.maximum(light, 0)


def relative_airmass(elevation_deg: np.ndarray) -> np.ndarray:
    """Air the beam passes, in units of a vertical passage (Kasten and Young, Applied Optics 28 (22), 1989).

    elevation_deg: as seen, refraction included.
    """
    elevation = np.maximum(elevation_deg, 0.0)
    return 1.0 / (np.sin(np.radians(elevation)) + 0.50572 * (elevation + 6.07995) ** -1.6364)


def refraction_deg(elevation_deg: np.ndarray) -> np.ndarray:
    """How much higher the sun is seen than it stands, at sea level and 12 °C (Saemundsson, Sky & Tel. 72, 1986)."""
    elevation = np.maximum(elevation_deg, -0.575)
    return 1013.25 / 1010 * 283 / 285 * 1.02 / (60 * np.tan(np.radians(elevation + 10.3 / (elevation + 5.11))))


def diffuse_parts(
    beam: np.ndarray, diffuse: np.ndarray, extraterrestrial: np.ndarray, seen_deg: np.ndarray
) -> DiffuseParts:
    """Parts of the diffuse light of a sky.

    beam: on a plane that faces the sun; diffuse: on the horizontal; extraterrestrial: on a plane that faces the sun
    (all W/m², (n,)). seen_deg: elevation of the sun, refraction included. Where the sun is down all
    diffuse light is even.
    """
    seen_deg = np.asarray(seen_deg, float)
    zenith = np.radians(90.0 - seen_deg)
    some = (np.asarray(diffuse) > 0) & (seen_deg > 0)
    safe = np.where(some, diffuse, 1.0)
    cubed = ZENITH_WEIGHT * zenith**3
    clearness = ((safe + beam) / safe + cubed) / (1 + cubed)
    brightness = safe * relative_airmass(seen_deg) / extraterrestrial
    of_sky = np.digitize(clearness, CLEARNESS_EDGES)
    terms = np.stack([np.ones_like(zenith), brightness, zenith], axis=-1)
    near_sun = np.where(some, np.maximum((CIRCUMSOLAR[of_sky] * terms).sum(-1), 0), 0.0)
    line = np.where(some, (HORIZON[of_sky] * terms).sum(-1), 0.0)
    diffuse = np.maximum(diffuse, 0.0)
    return DiffuseParts(
        even_sky=diffuse * (1 - near_sun),
        around_sun=diffuse * near_sun / np.maximum(np.sin(np.radians(seen_deg)), LOWEST_COSINE),
        horizon=diffuse * line,
    )
