"""Demo mode: invented people in invented organisations, whose seats anybody may take.

It refuses to run on a database that it did not make: `config.installation` says which kind a database is.
"""

from commonward.config.demo.build import DOMAIN, ensure, is_there, seats
from commonward.config.demo.people import PEOPLE, Character

__all__ = ["DOMAIN", "PEOPLE", "Character", "ensure", "is_there", "seats"]
