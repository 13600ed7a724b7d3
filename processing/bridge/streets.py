"""Layers that streets are made of."""

from __future__ import annotations

import numpy as np
import pandas as pd

from ...engine.tables import FeatureTable


def together(*tables: FeatureTable | None) -> FeatureTable | None:
    """Layers of one CRS as one, None where none is given."""
    given = [table for table in tables if table is not None]
    if not given:
        return None
    frame = pd.concat([table.frame for table in given], ignore_index=True)
    return FeatureTable(frame, np.concatenate([table.geometry for table in given]), given[0].crs, given[0].name)
