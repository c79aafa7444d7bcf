"""phi.geo  place smaller than a state

What it finds: street addresses and named streets, boxes and apartments, ZIP codes and other postcodes, ward, room,
bed, bay and floor, coordinates. Towns, counties and hospitals by name are the tagger's and the lexicon's.
Why it matters: 45 CFR 164.514(b)(2)(i)(B). A street or a bed is known to everyone who was there. Of a ZIP code the
first three digits may stay where more than 20,000 people live; else 000.
Known misses: five digits with nothing around them that says ZIP; a street named by its first word alone ("she lives on
Tern"); rooms named after people.
"""

from commonward.guard.text.pattern import Pattern
from commonward.guard.text.rules.geo import abroad, coordinates, street, ward, zip

RULES = ("phi.geo",)

PATTERNS: tuple[Pattern, ...] = (
    *coordinates.PATTERNS,
    *zip.PATTERNS,
    *ward.PATTERNS,
    *street.PATTERNS,
    *abroad.PATTERNS,
)
