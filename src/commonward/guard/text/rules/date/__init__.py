"""phi.date  any date element but the year

What it finds: dates in figures in every usual order and sign (04/11/1967, 2024-03-03, 29.08.24, "admitted 2/3"), with
a month's name ("March 3rd", "Weds 8 Oct", "the third of March", "Mar '24", "your March visit"), weekdays, feasts, and
days told from today ("yesterday", "3 days ago", "last Tuesday"). A birth year said to be one is found with the ages.
Why it matters: 45 CFR 164.514(b)(2)(i)(C). A day is enough to look up who came, fell, was born or died.
Known misses: a month alone that is also a word ("may", "march") with nothing around it that says month; two numbers
with a slash and no word of time before them, which are more often a fraction or a score.
"""

from commonward.guard.text.pattern import Pattern
from commonward.guard.text.rules.date import named, numeric, relative

RULES = ("phi.date",)

PATTERNS: tuple[Pattern, ...] = (*numeric.PATTERNS, *named.PATTERNS, *relative.PATTERNS)
