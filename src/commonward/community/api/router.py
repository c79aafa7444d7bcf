"""The one router of the interface: operations of several modules share addresses."""

from ninja import Router

router = Router()
