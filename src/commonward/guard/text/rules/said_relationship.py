"""Whether there is a relationship, as far as the words themselves say it.

relationship.none  clinical words to somebody one does not care for

What it finds: words that say that the other is nobody's patient here.
Why it matters: ACP/FSMB position 3.
Known misses: letters that do not say so: the platform knows who cares for whom.

relationship.no-consent  a message although messages were not agreed to

What it finds: words that say that consent for messages is missing or was taken back.
Why it matters: the patient decides how to be reached.
Known misses: what only the record knows.
"""

RULES = ("relationship.none", "relationship.no-consent")
