"""The page that shows a comparison of ways of heating: what each costs whom, where, and what that hangs on."""

from .page import write_heat_report

__all__ = ["write_heat_report"]
