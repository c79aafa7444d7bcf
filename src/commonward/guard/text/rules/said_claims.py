"""What we say is true. Found by `text/speech`, and by the lists and grammar of `text/claims`.

claims.no-reference  a claim of effect, risk or number without a source

What it finds: "studies show", percentages, more and less likely; and by grammar an effect that is said of a food, a
supplement, a habit or a medicine ("vitamin C prevents colds").
Why it matters: readers cannot check it.
A DOI, a PubMed or PubMed Central number, a guideline with its year or a page of a listed health body that stands by the
claim is its source; what cannot be one is said, and a title that shares no word with the claim is asked about.
Known misses: remedies and illnesses that stand in no list; effects told in a story; nobody looks a source up.

claims.cure  absolute and speedy cures

What it finds: cures that always work, at once, or for ever.
Why it matters: FTC Act s.5; hope is sold.
Known misses: new ways of promising.

claims.false  what contradicts well-known facts

What it finds: common false statements on vaccines, cancer, infection, infants, first aid and medicines; those of the
list of facts come with their correction and the page that it rests on (docs/guard-facts.md).
Why it matters: people have died of them.
Known misses: false statements that nobody has told before; the guard does not know what is true.

claims.stop-treatment  urging to stop prescribed care

What it finds: advice to stop, bin, refuse or replace medicines and treatments.
Why it matters: people have died of it.
Known misses: stories that only hint at it.

claims.incomplete  news of a treatment without its stage

What it finds: breakthroughs, first of their kind, without stage, number of people or limits; what is missing is said
where the news is of an illness.
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
