"""What a text claims of health, and what stands behind it: effects said of remedies and medicines, facts and myths of
the curated list, the references beside a claim, news without its stage, codes that sell.

Lists and rules of grammar; the network of `text/speech` hears the rest. `judging` puts both together.
"""
