"""The deterministic identifier rules: one file for each rule or close family, with its documentation inside.

A rule file has RULES (the ids it serves) and PATTERNS. RULE_MODULES names them all; `scan` compiles them.
"""

from types import ModuleType

from commonward.guard.text.rules import (
    abroad,
    account,
    age,
    date,
    device,
    email,
    geo,
    handle,
    licence,
    mrn,
    national,
    other_id,
    overseas,
    phone,
    plan,
    vehicle,
    web,
)

RULE_MODULES: tuple[ModuleType, ...] = (
    phone,
    email,
    geo,
    web,
    handle,
    national,
    abroad,
    overseas,
    mrn,
    plan,
    account,
    age,
    date,
    licence,
    vehicle,
    device,
    other_id,
)
