"""Commonward: a social platform that healthcare organisations can safely run."""

__version__ = "0.1.0"
