"""Yearly costs as money over a horizon."""

from __future__ import annotations

from ..steering import annuity


def over_horizon(eur_per_year: float, interest: float, years: float) -> float:
    """Present value of a yearly cost over `years` at `interest`."""
    return eur_per_year / annuity(interest, years)
