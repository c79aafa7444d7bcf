"""Alerts. Found by `text/speech`.

emergency.unsourced-alert  a public danger without an issuing body

What it finds: claims of poison, attack, leak, outbreak and closure, often with a call to share.
Why it matters: rumours have filled emergency rooms.
Known misses: calm rumours.
"""

RULES = ("emergency.unsourced-alert",)
