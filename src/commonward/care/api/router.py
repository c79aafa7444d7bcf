"""The router of care's operations."""

from ninja import Router

router = Router(tags=["care"])
