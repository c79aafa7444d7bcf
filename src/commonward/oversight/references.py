"""References in what people write, found by their form, as the guard finds them: what the quality card tells and what
"add a source" accepts is what the guard counts.
"""

from functools import lru_cache

from commonward.guard.text.claims.references import MOST, Body, Form, Reference, bodies, body_of
from commonward.guard.text.claims.references import find as found_in

__all__ = ["MOST", "Body", "Form", "Reference", "bodies", "body_of", "find"]

#: The references of a text, in its order, each place once. Kept for texts that many read.
find = lru_cache(maxsize=2048)(found_in)
