"""How it is sent, as far as the words say it. Found by `text/speech`.

channel.unsecured  health content by an unsafe way

What it finds: results, reports and diagnoses by e-mail, text message or social network.
Why it matters: 78 FR 5634: allowed if warned and still preferred.
Known misses: ways that the text does not name.

channel.wrong-recipient  sent to somebody else

What it finds: words that say that something went to the wrong person or to many.
Why it matters: 45 CFR 164.530(c).
Known misses: what nobody noticed.

channel.excess  more than was needed

What it finds: words that say that a whole record went where a part was asked for.
Why it matters: 45 CFR 164.502(b).
Known misses: what only the file shows.
"""

RULES = ("channel.unsecured", "channel.wrong-recipient", "channel.excess")
