"""What do people and businesses need, hour by hour? Buildings and addresses -> yearly need -> hourly need."""

from .need import AddressNeed, address_need
from .options import DemandOptions
from .panels import simulate_panels
from .profiles import Profiles, ProfilesWriter, fingerprint
from .simulate import DemandResult, simulate_demand
from .typical_year import typical_year
from .weather import Weather, read_weather

__all__ = [
    "AddressNeed",
    "DemandOptions",
    "DemandResult",
    "Profiles",
    "ProfilesWriter",
    "Weather",
    "address_need",
    "fingerprint",
    "read_weather",
    "simulate_demand",
    "simulate_panels",
    "typical_year",
]
