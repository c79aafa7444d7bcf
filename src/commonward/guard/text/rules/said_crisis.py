"""A person in danger of their life. Help comes first; nothing is blocked for it. Found by `text/speech`.

crisis.suicide-risk  one's own wish to die

What it finds: intent, plan, means, farewell and the wish not to live, in the first person.
Why it matters: help shown early saves lives.
Known misses: veiled farewells; long posts where one clause tells it; recovery stories may be found.

crisis.self-harm  one's own self-harm

What it finds: self-harm now or lately, in the first person.
Why it matters: help shown early.
Known misses: words of a group of its own.

crisis.concern-other  worry about another person

What it finds: another person's wish to die, plan, farewell or self-harm.
Why it matters: who worries needs to know how to ask and to stay.
Known misses: worry in general words.

crisis.unsafe-reporting  a suicide told so that others may follow

What it finds: method, place, note, "committed", glamour.
Why it matters: WHO and IASP 2023.
Known misses: headlines without a verb.
"""

RULES = ("crisis.suicide-risk", "crisis.self-harm", "crisis.concern-other", "crisis.unsafe-reporting")
