"""What the tables' own words are in English, and the colours of verdicts."""

# English words of the verdicts, directions, origins and levels as the tables hold them.
WORDS = {
    "free": "free", "busy": "busy", "full": "full", "congested": "congested", "not_refed": "cannot be fed again",
    "": "–", "offtake": "offtake", "feed_in": "feed-in", "sure": "sure", "likely": "likely", "unsure": "unsure",
    "measured": "from the map", "inferred": "inferred by a rule", "assumed": "assumed", "as_in_net": "as in the net",
    "neutral": "neutral", "centre_voltage": "per station, so that its year of voltages lies in the middle of the band",
}  # fmt: skip
VERDICTS = {"free": "#a9cbe3", "busy": "#2f77b0", "full": "#f5a31f", "congested": "#a81e1e", "": "#9b9b9b"}
