"""Plain words.

access.readability  a sentence for the public that few can read without effort

What it finds: sentences of at least fourteen long words far above school grade eight, by Kincaid's grade.
Why it matters: many readers are tired, worried or new to the language.
Known misses: hard words in short sentences; tables.
"""

RULES = ("access.readability",)
