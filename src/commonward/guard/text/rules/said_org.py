"""Internal matters. Found by `text/speech`.

org.confidential  internal business facts

What it finds: closures, mergers, cuts, contracts, codes and papers that are said to be secret or not announced.
Why it matters: employer policy.
Known misses: secrets that are not called so.
"""

RULES = ("org.confidential",)
