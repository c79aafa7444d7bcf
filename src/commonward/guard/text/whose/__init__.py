"""Whose an entity is: the step from what is there to what could hurt somebody.

One module for each family of entities: persons, moments (dates and ages), places (with employers and schools), numbers
(with addresses on the net). Each answers with a confidence: how sure we are that the entity belongs to somebody under
care or to their people. 0 means that it is nobody's, or somebody's who needs no cover here; what follows is policy.
"""
