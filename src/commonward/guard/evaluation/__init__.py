"""Scores of the guard on data: how much it finds, how often it is wrong, how fast it is, and whether that got worse."""
