"""Demo mode: invented people in invented organisations, whose seats anybody may take.

It refuses to run on a database that it did not make: `config.installation` says which kind a database is.
"""

from commonward.config.demo.build import DOMAIN, ensure, seats

__all__ = ["DOMAIN", "ensure", "seats"]
