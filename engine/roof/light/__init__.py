"""How much sun falls where, with the shadow of trees and neighbours: horizons, shadow, irradiance by hour and year."""
