"""What do people and businesses need, hour by hour? Buildings and addresses -> yearly need -> hourly need."""

from .need import AddressNeed, address_need
from .profiles import Profiles, ProfilesWriter, fingerprint

__all__ = ["AddressNeed", "Profiles", "ProfilesWriter", "address_need", "fingerprint"]
