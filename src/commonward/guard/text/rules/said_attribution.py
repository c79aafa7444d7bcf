"""Credit. Found by `text/speech` where a text admits it; near-copies are looked for elsewhere.

attribution.uncredited  the work of others as one's own

What it finds: words that say that text, figure or idea was taken, translated or changed without credit.
Why it matters: ICMJE and COPE: it is plagiarism.
Known misses: copies that say nothing.

attribution.image-licence  a picture without a right to use it

What it finds: words that say that a picture was taken from elsewhere, or a mark was removed.
Why it matters: 17 USC 106, 1202.
Known misses: pictures of which nobody says where they are from.
"""

RULES = ("attribution.uncredited", "attribution.image-licence")
