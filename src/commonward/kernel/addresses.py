"""Addresses of pages that a list makes by the hundred.

`reverse` walks the whole map of addresses each time; a feed asks for a hundred and fifty. An `Address` asks once, with
a sample in the gap, and fills the gap from then on. For everything else `reverse` is right.
"""

from functools import cache

from django.core.signals import setting_changed
from django.dispatch import receiver
from django.urls import get_script_prefix, get_urlconf, reverse

_SAMPLE_NUMBER = 9_007_199_254_740_881
_SAMPLE_NAME = "sample-of-a-name"


class Address:
    """The address of one kind of page with one gap: `POST = Address("community:post")`, then `POST.of(81)`.

    The gap holds a number or a handle, of ASCII letters, digits, "-" and "_" alone; `of` raises ValueError for others,
    which would need quoting.
    """

    def __init__(self, name: str) -> None:
        self._name = name

    def of(self, what: int | str) -> str:
        """The address for this identifier or handle."""
        if isinstance(what, int):
            before, after = _around(self._name, _SAMPLE_NUMBER, get_urlconf(), get_script_prefix())
            return f"{before}{what}{after}"
        if not (what.isascii() and what.replace("-", "").replace("_", "").isalnum()):
            raise ValueError("Only plain names fit into an address as they are.")
        before, after = _around(self._name, _SAMPLE_NAME, get_urlconf(), get_script_prefix())
        return f"{before}{what}{after}"


@cache
def _around(name: str, sample: int | str, urlconf: str | None, prefix: str) -> tuple[str, str]:
    """What stands before and after the gap. The map and the prefix are asked for so that each has its own answer."""
    before, _gap, after = reverse(name, urlconf=urlconf, args=[sample]).partition(str(sample))
    return before, after


@receiver(setting_changed)
def _forget(*, setting: str, **kwargs: object) -> None:
    if setting == "ROOT_URLCONF":
        _around.cache_clear()
