"""What a station is, told by the words in its description where the user gives no filter."""

from __future__ import annotations

from dataclasses import replace

from .roles import CUSTOMER_WORDS, SHARED_WORDS, SOURCE_WORDS

WORDS = {"is_source": SOURCE_WORDS, "is_customer": CUSTOMER_WORDS, "is_shared": SHARED_WORDS}


def with_roles(stations):
    """The stations with the columns is_source, is_customer and is_shared, where a description can tell them.

    Columns that a filter has filled stay as they are; a source is no customer.
    """
    frame = stations.frame.copy()
    if "description" not in frame:
        return stations
    description = frame["description"].fillna("").str.lower()
    for column, words in WORDS.items():
        if column not in frame:
            frame[column] = description.str.contains("|".join(words), regex=True).to_numpy(bool)
    frame["is_customer"] &= ~frame["is_source"]
    return replace(stations, frame=frame)
