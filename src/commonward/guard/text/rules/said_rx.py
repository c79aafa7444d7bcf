"""Prescribing. Found by `text/speech`.

rx.no-evaluation  prescribing or selling without seeing anybody

What it finds: offers of prescription medicines without questions, visit or prescription.
Why it matters: AMA Code 1.2.12.
Known misses: offers in code.

rx.controlled  a controlled medicine offered or asked for

What it finds: sale, swap, gift and request of medicines that can make dependent.
Why it matters: 21 USC 829(e).
Known misses: street names.
"""

RULES = ("rx.no-evaluation", "rx.controlled")
