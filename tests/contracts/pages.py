"""Every page that somebody gets, and what its HTML holds."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from html.parser import HTMLParser

from django.http import HttpResponse

from contracts.addresses import path_of
from contracts.scene import Town
from contracts.test_doors import BODIES, ROWS, people_of


@dataclass(frozen=True, slots=True)
class Answer:
    """What somebody got at an address."""

    where: str
    signed_in: bool
    response: HttpResponse


def answers(town: Town, **headers: str) -> Iterator[Answer]:
    """The answers to every row of the door matrix: for its owner, and for somebody who is signed out."""
    for row in ROWS:
        thing = town.things[row.of]
        body = BODIES.get(row.name, {}) if row.method == "POST" else None
        for number, cell in enumerate(row.cells):
            is_reader = number in {0, 3} or (number > 3 and cell == "200" and row.cells[0] != "200")
            if not is_reader:
                continue
            who = people_of(town, thing)[number]
            answer = town.ask(who, row.method, path_of(row.name, thing.args), body, **headers)
            yield Answer(f"{row.method} {row.name} of {row.of}", who is not town.out, answer)


@dataclass(slots=True)
class Markup(HTMLParser):
    """What a page loads, and what in it a strict policy forbids."""

    loads: list[str] = field(default_factory=list)
    forbidden: list[str] = field(default_factory=list)
    text: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        HTMLParser.__init__(self)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Note what it loads and what may not be."""
        given = dict(attrs)
        is_data = given.get("type") == "application/json"  # nothing that runs: no policy forbids it
        if tag == "style" or (tag == "script" and not given.get("src") and not is_data):
            self.forbidden.append(f"<{tag}>")
        for name, value in attrs:
            if name == "style" or (name.startswith("on") and tag not in {"svg"}):
                self.forbidden.append(f"<{tag} {name}>")
            if (value or "").strip().lower().startswith(("javascript:", "data:text")):
                self.forbidden.append(f"<{tag} {name}=…>")
        if tag == "script" and given.get("src"):
            self.loads.append(given["src"] or "")
        if tag == "link" and (given.get("rel") or "") in {"stylesheet", "preload", "modulepreload", "icon"}:
            self.loads.append(given.get("href") or "")
        is_brought = (given.get("href") or "").startswith("/pictures/")  # by people: no part of the page itself
        if tag in {"use", "image"} and given.get("href") and not is_brought:
            self.loads.append((given["href"] or "").split("#")[0])

    def handle_data(self, data: str) -> None:
        """Keep the words."""
        self.text.append(data)


def markup(page: str) -> Markup:
    """A page taken apart."""
    found = Markup()
    found.feed(page)
    return found
