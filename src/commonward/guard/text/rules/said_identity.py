"""Who speaks. Found by `text/speech`.

identity.misrepresented  a title that is not held

What it finds: titles with the words that take them back: student, lapsed, failed, bought.
Why it matters: title laws; patients rely on it.
Known misses: false titles without such words: the platform knows what was verified.

identity.no-disclosure  a health post that hides its writer's role

What it finds: words that say that the role is left out on purpose.
Why it matters: GMC 2024.
Known misses: posts that just say nothing.

identity.speaks-for-org  speaking for an employer

What it finds: opinions in the name of a hospital, clinic or all its staff.
Why it matters: GMC 2024.
Known misses: "we" alone.
"""

RULES = ("identity.misrepresented", "identity.no-disclosure", "identity.speaks-for-org")
