"""REPORT: one self-contained page that tells a council member what happens and an engineer why."""

from .page import write_report

__all__ = ["write_report"]
