"""REPORT of a comparison: one self-contained page with what is relieved, what is not, and where."""

from .page import write_comparison_report

__all__ = ["write_comparison_report"]
