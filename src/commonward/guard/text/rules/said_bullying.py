"""Attacks on persons. Found by `text/speech`; these rules bind everyone.

bullying.harass  threats, pile-ons, campaigns

What it finds: threats, calls to go for somebody, wishes that somebody should suffer.
Why it matters: harm follows words like these.
Known misses: threats by hint ("nice car you have").

bullying.dox  passing on what leaked

What it finds: offers of and links to leaked or stolen facts about persons.
Why it matters: each copy hurts again.
Known misses: links without words.
"""

RULES = ("bullying.harass", "bullying.dox")
