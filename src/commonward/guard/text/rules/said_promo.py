"""Promotion. Found by `text/speech`; codes that sell also by a list (`text/claims/selling.py`).

promo.undisclosed  payment, gift, code or tie that is not said openly

What it finds: codes, links, gifts, paid trips, family ties and shares beside praise, without a plain disclosure at
the beginning.
Why it matters: 16 CFR 255.5; readers weigh it differently when they know.
Known misses: ties that the text does not mention.

promo.no-risk-info  a benefit without its risks

What it finds: praise of a medicine or device without risks, or said to have none.
Why it matters: 21 CFR 202.1.
Known misses: praise in sober words.

promo.off-label  praised for a use that it is not approved for

What it finds: uses outside the licence, offered or praised.
Why it matters: 21 CFR 202.1.
Known misses: it does not know what is licensed: the text must say so.

promo.testimonial  a patient's praise as proof

What it finds: stories and quotations of single patients that promise the same to others.
Why it matters: 16 CFR 255.2.
Known misses: praise that promises nothing.
"""

RULES = ("promo.undisclosed", "promo.no-risk-info", "promo.off-label", "promo.testimonial")
