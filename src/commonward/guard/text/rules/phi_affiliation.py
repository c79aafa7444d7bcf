"""phi.affiliation  employer, school, team or church of a patient or relative

What it finds: the names of schools, churches, companies, choirs and teams where a person under care or one of their
people works, learns, plays or prays ("her dad coaches at Wexley Middle School").
Why it matters: 45 CFR 164.514(b)(2)(i) covers employers and household members; a small school knows its own.
Known misses: a body whose name has no telling word and no verb of work or play near it. Bodies that invite, open,
win or publish, and the author's own, are left alone.

Bodies come from `text.tagger`; whose they are is judged in `text.whose.places`.
"""

RULES = ("phi.affiliation",)
