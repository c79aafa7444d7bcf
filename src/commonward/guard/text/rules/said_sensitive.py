"""Facts that hurt most, told of a person who can be singled out. Found by `text/speech`.

sensitive.hiv  HIV status, tests and medicines of another person

What it finds: that somebody other than the writer lives with HIV, was tested, or takes the medicines for it.
Why it matters: people lose work, homes and friends over it; in many places the law protects it more strictly than the
rest.
Known misses: facts told over several sentences, or by a medicine alone that has other uses; facts of groups are left
alone.

sensitive.sud  treatment for substance use of another person

What it finds: rehabilitation, withdrawal, relapse, methadone and the like, told of somebody else.
Why it matters: 42 CFR Part 2: it can cost children, work and freedom.
Known misses: hints ("he is at that clinic again"); one's own sobriety is left alone.

sensitive.mental-health  psychiatric facts of another person

What it finds: diagnoses, stays, medicines and therapy of somebody else.
Why it matters: 45 CFR 164.508(a)(2); stigma keeps people from help.
Known misses: everyday words for moods are left alone, and so are most hints.

sensitive.reproductive  pregnancy, its loss or end, sexual infections of another person

What it finds: what somebody else has not told the world about pregnancy, its end, fertility and sexual infections.
Why it matters: it can cost safety and, in some places, freedom.
Known misses: hints by dates or by gestures.

sensitive.genetic  gene results of another person

What it finds: carrier states, gene tests and doubts of fatherhood, told of somebody else.
Why it matters: a result speaks of a whole family that was not asked.
Known misses: rare names of genes.

sensitive.abuse  violence that another person suffers

What it finds: violence and abuse told of somebody else.
Why it matters: the one who did it may read it.
Known misses: hints ("she walked into a door again") are found only sometimes.

sensitive.minor  a child who may be recognised

What it finds: words that tell that the person spoken of is under eighteen.
Why it matters: 45 CFR 164.502(g)(3); children cannot agree for themselves.
Known misses: children whose age nobody tells; writers' own children are often found too.
"""

RULES = (
    "sensitive.hiv",
    "sensitive.sud",
    "sensitive.mental-health",
    "sensitive.reproductive",
    "sensitive.genetic",
    "sensitive.abuse",
    "sensitive.minor",
)
