"""Limits of cables, transformers and voltages, and what the source holds: the same for every algorithm that judges."""

from __future__ import annotations

from ..parameters import choice, number

LIMITS = {
    "LV_CABLE_LIMIT": "lv_cable_limit_percent",
    "MV_CABLE_LIMIT": "mv_cable_limit_percent",
    "MV_STUB_LIMIT": "mv_stub_limit_percent",
    "TRANSFORMER_LIMIT": "transformer_limit_percent",
    "V_MIN": "v_min_pu",
    "V_MAX": "v_max_pu",
}
SOURCE = {"SOURCE_VM_PU": "source_vm_pu"}
TAP_RULES = {
    "as_in_net": "As in the grid model",
    "neutral": "Neutral",
    "centre_voltage": "Best for each station's own voltages",
}


def limits():
    """Parameters of `LIMITS`."""
    yield number(
        "LV_CABLE_LIMIT",
        "Limit of low-voltage cables (%)",
        100.0,
        "Highest loading allowed, in percent of the cable's ampacity.",
        low=1,
    )
    yield number(
        "MV_CABLE_LIMIT",
        "Limit of medium-voltage cables in a ring (%)",
        50.0,
        "Highest loading allowed in the normal state: half, where a cable must carry the other half of its ring "
        "when that fails.",
        low=1,
    )
    yield number(
        "MV_STUB_LIMIT",
        "Limit of medium-voltage cables outside rings (%)",
        100.0,
        "Highest loading allowed of cables that have no other half to carry.",
        low=1,
        advanced=True,
    )
    yield number(
        "TRANSFORMER_LIMIT",
        "Limit of transformers (%)",
        100.0,
        "Highest loading allowed, in percent of the transformer's rating.",
        low=1,
    )
    yield number("V_MIN", "Lowest voltage (pu)", 0.9, "Lowest voltage allowed, per unit of nominal.", 0.5, 1)
    yield number("V_MAX", "Highest voltage (pu)", 1.1, "Highest voltage allowed, per unit of nominal.", 1, 1.5)


def source_and_taps():
    """Parameters of `SOURCE`, and TAP_RULE."""
    yield number(
        "SOURCE_VM_PU",
        "Voltage at the source (pu)",
        None,
        "Voltage that the source of the medium-voltage grid holds; with the taps it decides every other voltage. "
        "Empty: as in the grid model.",
        low=0.8,
        high=1.2,
        optional=True,
    )
    yield choice(
        "TAP_RULE",
        "Transformer taps",
        TAP_RULES,
        "as_in_net",
        "Position of the transformers' taps. The best for each station puts the middle of its year's voltages "
        "nearest to the middle of the band.",
    )
