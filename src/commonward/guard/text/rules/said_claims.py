"""What we say is true. Found by `text/speech`; a reference beside a claim is looked for by form.

claims.no-reference  a claim of effect, risk or number without a source

What it finds: "studies show", percentages, more and less likely, without DOI, PMID, guideline with year or
health-body page in the text.
Why it matters: readers cannot check it.
Known misses: claims in plain words without a number; whether a source supports the sentence is not read.

claims.cure  absolute and speedy cures

What it finds: cures that always work, at once, or for ever.
Why it matters: FTC Act s.5; hope is sold.
Known misses: new ways of promising.

claims.false  what contradicts well-known facts

What it finds: common false statements on vaccines, cancer, infection, infants, first aid and medicines.
Why it matters: people have died of them.
Known misses: false statements that nobody has told before; the guard does not know what is true.

claims.stop-treatment  urging to stop prescribed care

What it finds: advice to stop, bin, refuse or replace medicines and treatments.
Why it matters: people have died of it.
Known misses: stories that only hint at it.

claims.incomplete  news of a treatment without its stage

What it finds: breakthroughs, first of their kind, without stage, number of people or limits.
Why it matters: readers take a hope for a help.
Known misses: news in sober words.

claims.outdated  past its date

What it finds: guidance that tells an old year or a passed review date.
Why it matters: advice changes.
Known misses: dates that are not in the text.
"""

RULES = (
    "claims.no-reference",
    "claims.cure",
    "claims.false",
    "claims.stop-treatment",
    "claims.incomplete",
    "claims.outdated",
)
