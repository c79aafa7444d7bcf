"""How we behave. Found by `text/speech`; filthy words also by a list.

conduct.profanity  filthy words, masked ones too

What it finds: words of a list and their masks ("f**k", "sh1t", "f u c k"); milder ones where they are meant so.
Why it matters: patients read it and trust less.
Known misses: words of languages other than English and Spanish; old-fashioned oaths.

conduct.intoxication  drink or drugs beside work

What it finds: boasts of being drunk, high or hung over in a place of care or on duty.
Why it matters: patients ask themselves if they are safe; boards have acted on posts like this.
Known misses: irony; a drink after work is left alone.

conduct.alcohol-image  alcohol with uniform or workplace in a picture

What it finds: alternative texts and words that put drink and uniform, badge or workplace together.
Why it matters: AMA Code 2.3.2.
Known misses: what the words do not say; the picture itself is looked at elsewhere.

conduct.weapon-image  a weapon with uniform or workplace in a picture

What it finds: alternative texts and words that put a weapon and uniform, badge or workplace together.
Why it matters: patients are frightened.
Known misses: as for alcohol.

conduct.sexual  sexual remarks

What it finds: remarks on bodies, wishes and jokes of that kind, of patients above all.
Why it matters: AMA Code 9.1.1; it is abuse of trust.
Known misses: double meanings.

conduct.surgical-photo  an open body shown

What it finds: pictures said to show open bodies, organs, specimens and operations.
Why it matters: AMA Code 3.1.3.
Known misses: what the words do not say.

conduct.device-photo  a patient's picture on a private device

What it finds: words that say that a picture or a recording of a patient was made or is kept on one's own device.
Why it matters: ANA and NCSBN: no photos on personal devices.
Known misses: ways of saying it that name neither picture nor device.

conduct.disparage-patient  mocking or demeaning patients

What it finds: names, jokes and contempt for patients, named or not.
Why it matters: people who fear contempt come late.
Known misses: irony and politeness with a sting are often missed.

conduct.disparage-colleague  a personal attack on a colleague

What it finds: insults and contempt for people one works with; pay, staffing, safety and union talk are left alone.
Why it matters: ANA and NCSBN: no disparagement; NLRA s.7 protects the rest.
Known misses: icy contempt without a single hard word.

conduct.discrimination  slurs and denial of care by group

What it finds: attacks on people for what they are, and care refused for it.
Why it matters: care is for everyone.
Known misses: coded words; slurs that a group has taken back may be found.
"""

RULES = (
    "conduct.profanity",
    "conduct.intoxication",
    "conduct.alcohol-image",
    "conduct.weapon-image",
    "conduct.sexual",
    "conduct.surgical-photo",
    "conduct.device-photo",
    "conduct.disparage-patient",
    "conduct.disparage-colleague",
    "conduct.discrimination",
)
