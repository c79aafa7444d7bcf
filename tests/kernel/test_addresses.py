"""Addresses filled into a gap are those that `reverse` makes."""

import pytest
from django.urls import get_script_prefix, reverse, set_script_prefix

from commonward.kernel.addresses import Address

POST = Address("community:post")
PERSON = Address("community:person")


@pytest.mark.parametrize("number", [0, 81, 9_223_372_036_854_775_807])
def test_a_number_stands_where_reverse_puts_it(number: int) -> None:
    assert POST.of(number) == reverse("community:post", args=[number])
    assert Address("community:thank").of(number) == reverse("community:thank", args=[number])


@pytest.mark.parametrize("handle", ["nadia", "quiet-river", "p_81", "9"])
def test_a_handle_stands_where_reverse_puts_it(handle: str) -> None:
    assert PERSON.of(handle) == reverse("community:person", args=[handle])


@pytest.mark.parametrize("handle", ["", "a/b", "ä", "a b", "a?b", "a%2fb"])
def test_what_would_need_quoting_is_refused(handle: str) -> None:
    with pytest.raises(ValueError, match="plain names"):
        PERSON.of(handle)


def test_a_prefix_of_the_whole_site_is_kept() -> None:
    assert POST.of(81) == "/p/81/"
    before = get_script_prefix()
    set_script_prefix("/inside/")
    try:
        assert POST.of(81) == "/inside/p/81/"
    finally:
        set_script_prefix(before)
    assert POST.of(81) == "/p/81/"
