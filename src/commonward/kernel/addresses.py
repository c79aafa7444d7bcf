"""Addresses of pages that a list makes by the hundred, or that stand on every page.

`reverse` walks the whole map of addresses each time; a feed asks for a hundred and fifty. An `Address` asks once, with
a sample in the gap, and fills the gap from then on. For everything else `reverse` is right.
"""

from functools import cache
from typing import NamedTuple

from django.core.signals import setting_changed
from django.dispatch import receiver
from django.urls import get_script_prefix, get_urlconf, reverse

_SAMPLE_NUMBER = 9_007_199_254_740_881
_SAMPLE_NAME = "sample-of-a-name"


class Here(NamedTuple):
    """By which map and under which prefix addresses are told in this request."""

    urlconf: str | None
    prefix: str


def here() -> Here:
    """For now. A list that tells hundreds of addresses looks once."""
    return Here(get_urlconf(), get_script_prefix())


class Address:
    """The address of one kind of page with one gap: `POST = Address("community:post")`, then `POST.of(81)`.

    The gap holds a number or a handle, of ASCII letters, digits, "-" and "_" alone; `of` raises ValueError for others,
    which would need quoting.
    """

    def __init__(self, name: str) -> None:
        self._name = name

    def of(self, what: int | str, where: Here | None = None) -> str:
        """The address for this identifier or handle. `where` is what `here` told a moment ago."""
        if isinstance(what, int):
            before, after = _around(self._name, _SAMPLE_NUMBER, where or here())
            return f"{before}{what}{after}"
        if not (what.isascii() and what.replace("-", "").replace("_", "").isalnum()):
            raise ValueError("Only plain names fit into an address as they are.")
        before, after = _around(self._name, _SAMPLE_NAME, where or here())
        return f"{before}{what}{after}"


def address_of(name: str) -> str:
    """The address of a page without a gap, asked for once: for what stands on every page."""
    return _whole(name, here())


@cache
def _whole(name: str, where: Here) -> str:
    return reverse(name, urlconf=where.urlconf)


@cache
def _around(name: str, sample: int | str, where: Here) -> tuple[str, str]:
    """What stands before and after the gap. The prefix is asked for so that each has its own answer."""
    before, _gap, after = reverse(name, urlconf=where.urlconf, args=[sample]).partition(str(sample))
    return before, after


@receiver(setting_changed)
def _forget(*, setting: str, **kwargs: object) -> None:
    if setting == "ROOT_URLCONF":
        _around.cache_clear()
        _whole.cache_clear()
