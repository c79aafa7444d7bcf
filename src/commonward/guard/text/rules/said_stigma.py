"""Tales and words that shame. Found by `text/speech`, with the list of person-first words.

stigma.myth  false tales of how illness spreads, blame, and calls to shun people

What it finds: that an illness spreads by touch, talk or food when it does not, that people brought it on themselves,
that others should keep away; those of the list of myths come with their correction and its page (docs/guard-facts.md).
Why it matters: tales like these have cost people schools, work and homes.
Known misses: new tales, and irony; a tale that is told to answer it is meant to be left alone and sometimes is not.

stigma.language  words that turn a person into an illness

What it finds: terms of the list in `resources/speech/person_first.toml` and words like them.
Why it matters: words shape how people are treated; each term of the list comes with other words.
Known misses: words that people use of themselves are found too.
"""

RULES = ("stigma.myth", "stigma.language")
