"""Fields of the members of a community."""

from .field import fields

SHARING_MEMBERS = fields(
    ("connection_id", "text", "Member", "Connection that shares"),
    ("saving_eur", "real", "Saving (€)", "Bill before less bill after; negative where sharing costs"),
    ("bill_before_eur", "real", "Bill before (€)", "For electricity in the hours of the profiles, without sharing"),
    ("bill_after_eur", "real", "Bill after (€)", "For electricity in the hours of the profiles, with sharing"),
    ("drawn_kwh", "real", "Drawn (kWh)", "Energy drawn from the grid past its meter"),
    ("fed_in_kwh", "real", "Fed in (kWh)", "Energy fed in past its meter"),
    ("received_kwh", "real", "Received (kWh)", "Energy it has from other members"),
    ("given_kwh", "real", "Given (kWh)", "Energy that other members have of it"),
    ("share_percent", "real", "Share (%)", "Its share with the static keys"),
    ("poor", "real", "Energy-poor (0 to 1)", "Share of its households that is energy-poor, as told or by the quote"),
    ("quote_before", "real", "Energy quote before (0 to 1)", "Energy bill over income; empty without income"),
    ("quote_after", "real", "Energy quote after (0 to 1)", "Energy bill over income; empty without income"),
    ("peak_kw", "real", "Own peak (kW)", "Highest hour drawn, less what is fed in"),
)
