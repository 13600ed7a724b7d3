"""The page of a comparison: what copper, steering and the mix take, and how far a budget reaches."""

from .page import write_report

__all__ = ["write_report"]
