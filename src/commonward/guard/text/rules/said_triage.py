"""Symptoms that cannot wait, in a patient's or relative's message. Found by a list and by `text/speech`.

triage.red-flag  words of an emergency

What it finds: chest pain, signs of stroke, breathing, throat, bleeding, fits, infants, rashes, pregnancy, poison,
confusion with fever, sight, glucose, head injury.
Why it matters: minutes count; the message comes first and the emergency number is shown.
Known misses: symptoms in rare words; of the list a clinician must approve every entry.

triage.urgent  symptoms for today

What it finds: infected wounds, fever for days, pain on passing water, vomiting, swelling and the like.
Why it matters: hours count.
Known misses: symptoms told as an aside.
"""

RULES = ("triage.red-flag", "triage.urgent")
