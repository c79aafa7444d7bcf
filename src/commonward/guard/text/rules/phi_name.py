"""phi.name  name of a patient or relative

What it finds: given and family names, initials and nicknames of a patient, a relative or another person whose health is
told, in any letter case, with or without a title, also names that no list knows when they stand like names.
Why it matters: one name is enough. Everybody who knows the person now knows what they were in hospital for.
Known misses: names that are ordinary words, alone in a sentence; a name in a text that tells nobody's health and names
nobody under care; single given names in small letters without a cue.

The names come from `text.tagger`, what they are to the text is judged in `text.whose`.
"""

RULES = ("phi.name",)
