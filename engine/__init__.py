"""What is true of cities. No QGIS, no Qt, no printing: tables in, tables out.

Long work is a generator that yields `Progress` and returns its result; `finish` runs one to its end.
"""

from .errors import EngineError
from .problems import Problem, problem_table
from .progress import Progress, finish
from .tables import FeatureTable

__all__ = ["EngineError", "FeatureTable", "Problem", "Progress", "finish", "problem_table"]
