"""Boundaries. Found by `text/speech`.

boundary.friend-request  personal networks between staff and patients

What it finds: requests to follow, add or be friends, either way.
Why it matters: ACP/FSMB: do not befriend patients.
Known misses: requests that are made elsewhere.

boundary.personal-contact  a private number or account

What it finds: private numbers, addresses and accounts offered or asked for past the clinic.
Why it matters: AMA Code 9.1.1.
Known misses: a number without words.

boundary.romantic  courting

What it finds: invitations, declarations and compliments of that kind.
Why it matters: AMA Code 9.1.1; NMC.
Known misses: what could be kindness.

boundary.search-patient  looking a patient up

What it finds: words that say that a patient was searched for online out of curiosity.
Why it matters: ACP/FSMB: weigh the intent.
Known misses: searches nobody speaks of.
"""

RULES = ("boundary.friend-request", "boundary.personal-contact", "boundary.romantic", "boundary.search-patient")
