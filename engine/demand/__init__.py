"""What do people and businesses need, hour by hour? Buildings and addresses -> yearly need -> hourly need."""

from .profiles import Profiles, ProfilesWriter, fingerprint

__all__ = ["Profiles", "ProfilesWriter", "fingerprint"]
