"""Advice to one person. Found by `text/speech`.

advice.individual  a dose or a diagnosis for one person outside care

What it finds: what to take, how much, or what somebody has, told to one person in public, in a group or in a direct
message.
Why it matters: who has not examined someone can hurt them.
Known misses: advice in general words to one person.
"""

RULES = ("advice.individual",)
