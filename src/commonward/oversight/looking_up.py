"""Whether an article that a public post names exists: asked of the registers of DOIs and of PubMed, where that is on.

Off until an administrator of the place turned it on. What leaves the house is the number of the article, never the
text, who wrote it, or who reads; and only of public posts that are out. A worker asks, once for each number, and what
was answered is kept with its day. doi.org says only whether a DOI was given out (its handle API); PubMed (NCBI's
E-utilities) says title, journal and year as well. Only the two addresses of the settings are called, without following
redirects. Whether the article says what the post says nobody has checked.
"""

import http.client
import json
import re
from collections.abc import Iterable, Mapping
from datetime import timedelta
from typing import Final
from urllib.parse import quote, urlencode, urlsplit

from django.conf import settings
from django.db import transaction

from commonward.kernel import calling, clock, ledger, work
from commonward.kernel.access import require
from commonward.kernel.actor import Person
from commonward.kernel.logs import log_event
from commonward.kernel.ref import Ref
from commonward.oversight.models import Article, LookingUp
from commonward.oversight.references import Form, Reference
from commonward.people import access

LOOK_UP: Final = "article.look_up"
#: NCBI asks for at most three a second without a key; one place needs far fewer.
MOST_A_MINUTE: Final = 60
PATIENCE_SECONDS: Final = 10
#: After so many days a number is asked for again, when a post names it.
HOLDS_DAYS: Final = 180
_LONGEST_ANSWER: Final = 1 << 20
_LONGEST_NUMBER: Final = 300
_DOI_THERE, _DOI_UNKNOWN = 1, 100  # response codes of the handle API
_ERRORS: Final = (OSError, http.client.HTTPException, ValueError)

#: An article's form and number.
Named = tuple[str, str]


def is_on() -> bool:
    """Whether an administrator turned it on."""
    return LookingUp.objects.filter(on=True).exists()


def turn(person: Person, *, on: bool) -> None:
    """Turn it on or off for the whole place. What was answered stays. Raises Denied."""
    require(access.may_set_entry(person))
    with transaction.atomic():
        LookingUp.objects.update_or_create(pk=1, defaults={"on": on, "changed_at": clock.now()})
        ledger.record(person, "looking_up.turned_on" if on else "looking_up.turned_off", Ref("looking_up", 1))


def hosts() -> tuple[str, ...]:
    """Who is called while it is on, for the page that says so."""
    return tuple(urlsplit(address).hostname or "" for address in (settings.DOI_REGISTER, settings.PUBMED_REGISTER))


def named_in(references: Iterable[Reference]) -> dict[Reference, Named]:
    """Those of a text's references that a register knows by a number."""
    named = {}
    for one in references:
        number = one.label.split(":", 1)[-1].split(" ")[-1].strip()
        if one.form in (Form.DOI, Form.PMID) and number and len(number) <= _LONGEST_NUMBER:
            named[one] = (str(one.form), number.lower() if one.form is Form.DOI else number.lstrip("0"))
    return named


def ask(references: Iterable[Reference]) -> None:
    """Have the articles looked up that a public text names, once it is out. In the caller's transaction."""
    if not (named := set(named_in(references).values())) or not is_on():
        return
    stale = clock.now() - timedelta(days=HOLDS_DAYS)
    for form, number in sorted(named):
        article, made = Article.objects.get_or_create(form=form, number=number)
        if (
            made
            or article.state == Article.State.FAILED
            or (article.looked_at is not None and article.looked_at < stale)
        ):
            work.enqueue(LOOK_UP, article.pk)


def answers(references: Iterable[Reference]) -> Mapping[Reference, Article]:
    """What is known of the articles that a text names. One query, none where it names none."""
    named = named_in(references)
    if not named:
        return {}
    numbers = [number for _form, number in named.values()]
    known = {(one.form, one.number): one for one in Article.objects.filter(number__in=numbers)}
    return {reference: known[name] for reference, name in named.items() if name in known}


@work.carries(LOOK_UP, given_up=lambda number: _settle(number, Article.State.FAILED))
def look_up(number: int) -> None:
    """Worker: ask the register of an article for it. Asks nobody where it was turned off meanwhile."""
    article = Article.objects.filter(pk=number).first()
    if article is None or not is_on():
        return
    if Article.objects.filter(looked_at__gte=clock.now() - timedelta(minutes=1)).count() >= MOST_A_MINUTE:
        raise work.TryAgain
    try:
        found = _doi(article.number) if article.form == Form.DOI else _pubmed(article.number)
    except _ERRORS as error:
        log_event("looking_up.failed", article=number, error=type(error).__name__)
        raise work.TryAgain from None
    if found is None:
        _settle(number, Article.State.UNKNOWN)
    else:
        _settle(number, Article.State.THERE, **found)


def failing() -> int:
    """How many numbers no register answered for in the last week. For the doctor."""
    week = clock.now() - timedelta(days=7)
    return Article.objects.filter(state=Article.State.FAILED, looked_at__gte=week).count()


def _settle(number: int, state: Article.State, **found: str) -> None:
    values = {"title": "", "journal": "", "year": ""} | found
    Article.objects.filter(pk=number).update(state=state, looked_at=clock.now(), **values)


def _doi(number: str) -> dict[str, str] | None:
    """Empty where the DOI was given out: its register says no more. None where it was not."""
    status, said = _call(f"{settings.DOI_REGISTER}{quote(number, safe='/')}")
    code = said.get("responseCode")
    if status == 404 or code == _DOI_UNKNOWN:
        return None
    if code != _DOI_THERE:
        raise ValueError
    return {}


def _pubmed(number: str) -> dict[str, str] | None:
    """Title, journal and year. None where PubMed has no such number."""
    asked = urlencode({"db": "pubmed", "id": number, "retmode": "json", "tool": "commonward"})
    _status, said = _call(f"{settings.PUBMED_REGISTER}?{asked}")
    result = said.get("result")
    one = result.get(number) if isinstance(result, dict) else None
    if not isinstance(one, dict):
        if "error" in said and "result" not in said:
            raise ValueError
        return None
    if "error" in one:
        return None
    year = re.match(r"\d{4}", str(one.get("pubdate", "")))
    journal = str(one.get("fulljournalname") or one.get("source") or "")
    return {
        "title": _plain(str(one.get("title", ""))).rstrip(".")[:300],
        "journal": _plain(journal)[:160],
        "year": year[0] if year else "",
    }


def _plain(words: str) -> str:
    return " ".join(re.sub(r"<[^>]{0,40}>", "", words).split())


def _call(address: str) -> tuple[int, dict[str, object]]:
    """What a register answers. Raises OSError, HTTPException or ValueError when it does not, or with something else."""
    with calling.call("GET", address, headers={"Accept": "application/json"}, seconds=PATIENCE_SECONDS) as response:
        content = response.read(_LONGEST_ANSWER)
    if response.status not in (200, 404):
        raise ValueError
    said = json.loads(content)
    if not isinstance(said, dict):
        raise ValueError
    return response.status, said
