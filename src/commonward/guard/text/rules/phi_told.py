"""phi.affiliation  employer, school, team or church of a patient or relative

What it finds: a named school, employer, team or church in a sentence about somebody under care.
Why it matters: a school and an illness point to one child for the whole town.
Known misses: bodies that no list and no closing word ("School", "Church") gives away.

phi.confirms-patient  a reply that admits that somebody is or was a patient

What it finds: public words to a person that speak of their visit, stay, treatment or results, such as "as we told you"
and "your biopsy was".
Why it matters: even a kind answer to a review tells everybody that the reviewer was treated.
Known misses: hints without these words.

phi.third-party  another patient in a care conversation

What it finds: the name of somebody else in a sentence of a professional that compares or tells of another patient.
Why it matters: a patient's conversation is theirs alone; nobody else's illness belongs into it.
Known misses: another patient who is told of without a name, or without a word that sets them apart.

All three are judged over the whole text in `text.subject`.
"""

RULES = ("phi.affiliation", "phi.confirms-patient", "phi.third-party")
