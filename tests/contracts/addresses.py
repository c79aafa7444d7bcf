"""Every named address of the site, found by walking the resolver."""

from collections.abc import Iterator, Mapping

from django.urls import URLPattern, URLResolver, get_resolver, reverse
from django.urls.resolvers import RegexPattern

#: What takes no session: its doors are tried with tokens, the JSON interface's in tests/api, FHIR's in tests/fhir.
BY_TOKEN = ("api:", "fhir:")


def named() -> dict[str, frozenset[str]]:
    """The full names of all addresses of pages, each with the names of the arguments it takes."""
    return {name: takes for name, takes in _walk(get_resolver(), "", frozenset()) if not name.startswith(BY_TOKEN)}


def path_of(name: str, args: Mapping[str, object]) -> str:
    """The address with those of the arguments that it takes."""
    return reverse(name, kwargs={key: args[key] for key in named()[name]})


def _walk(resolver: URLResolver, space: str, taken: frozenset[str]) -> Iterator[tuple[str, frozenset[str]]]:
    for pattern in resolver.url_patterns:
        takes = taken | _arguments(pattern)
        if isinstance(pattern, URLResolver):
            yield from _walk(pattern, f"{space}{pattern.namespace}:" if pattern.namespace else space, takes)
        else:
            assert pattern.name, f"{pattern.pattern} has no name. Name it, so that the contracts can ask for it."
            yield f"{space}{pattern.name}", takes


def _arguments(pattern: URLPattern | URLResolver) -> frozenset[str]:
    if isinstance(pattern.pattern, RegexPattern):
        return frozenset(pattern.pattern.regex.groupindex)
    return frozenset(pattern.pattern.converters)
