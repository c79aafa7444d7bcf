"""What the patient agreed to, as far as the words themselves say it. Files and dates are looked at elsewhere.

consent.no-publication  a story or picture of a patient without permission, by the text's own words

What it finds: words that say that nobody was asked, that a form is missing, that the patient does not know.
Why it matters: 45 CFR 164.508(c); the story belongs to the patient.
Known misses: texts that say nothing of consent: the platform asks there.

consent.revoked  use after the patient said no

What it finds: words that say that permission was taken back and the item stays.
Why it matters: 45 CFR 164.508(b)(5): a withdrawal works at once.
Known misses: withdrawals that only a file knows.

consent.marketing  patients' data or stories used to sell

What it finds: patients' names, pictures, results or stories in adverts, mailings and sales.
Why it matters: 45 CFR 164.508(a)(3).
Known misses: adverts that do not say where their story comes from.
"""

RULES = ("consent.no-publication", "consent.revoked", "consent.marketing")
