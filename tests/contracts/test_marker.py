"""What a person writes stands where it belongs and nowhere else: no log, ledger, task, error, notice, mail, address.

The word of `contracts.marker` is sent everywhere a person can write; then every table is searched, every log record,
every letter and every answer.
"""

import json
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.apps import apps
from django.conf import settings
from django.contrib.messages.storage.cookie import CookieStorage
from django.contrib.sessions.models import Session
from django.core.cache import cache
from django.db import connection
from django.test import RequestFactory

from commonward.kernel import work
from contracts.marker import HANDLE_MARK, MARKER, TAG_MARK, Records, Sending, listening, released_words
from contracts.scene import Town

pytestmark = [pytest.mark.django_db, pytest.mark.xdist_group("marker"), pytest.mark.slow]

#: The columns where a person's words belong. Everything else in the database must be free of them.
CARRIERS = {
    "community_version.text": "the words of a post",
    "community_version.html": "the same as HTML",
    "community_postwords.words": "the words by which a live post is found",
    "community_personwords.words": "the words by which a face is found",
    "community_attachment.alt": "the alternative text of a picture",
    "community_draft.text": "words not sent yet",
    "community_draft.colleague": "the handle of a colleague who is to be asked: a name",
    "community_draft.media": "alternative texts not sent yet",
    "community_profile.display_name": "the name somebody shows",
    "community_profile.biography": "the words beside it",
    "community_profilechange.display_name": "a face that waits",
    "community_profilechange.biography": "a face that waits",
    "oversight_screening.reasons": "why a warning was kept, in the author's words",
    "oversight_report.words": "a reader's words to the moderators",
    "oversight_review.words": "a reviewer's words to the author",
    "oversight_review.plea": "the author's words with an appeal",
    "oversight_curation.wording": "what a clinician says in place of a red flag's words",
    "oversight_media.source": "who made a picture, as its author says",
    "oversight_media.plea": "why its author asks that a picture is shown",
    "oversight_librarypicture.title": "what a picture of a library shows",
    "oversight_librarypicture.source": "who made a picture of a library",
    "oversight_correction.words": "what somebody asks to have put right",
    "oversight_correction.answer": "what a privacy officer answers",
    "oversight_ethicsquery.text": "the words that somebody asks about",
    "oversight_ethicsquery.question": "what they ask",
    "oversight_ethicsquery.answer": "what an ethics reviewer answers",
    "oversight_pack.changes": "why an organisation decides otherwise than the catalogue",
    "care_cover.away": "what a team says to whoever writes out of hours",
    "people_housetext.words": "what an organisation writes for others to read",
    "people_credential.number": "the number of a licence",
    "people_application.name": "what somebody calls an application of theirs",
    "oauth2_provider_application.name": "the name of an application that can be connected",
    "people_invitation.email": "where an invitation was sent",
    "people_account.email": "the address of an account",
    "account_emailaddress.email": "the address of an account, as allauth keeps it",
}
#: The words by which posts and faces are found once more, as PostgreSQL's index wants them.
ON_POSTGRESQL = {"community_postwords.found", "community_personwords.found"}
#: What stands in the fields of a form.
_FIELDS = re.compile(r"<textarea.*?</textarea>|value=\"[^\"]*\"", re.DOTALL)


@pytest.fixture(scope="module")
def records() -> Iterator[Records]:
    """Every logger, for as long as this module runs."""
    with listening() as heard:
        yield heard


@pytest.fixture(scope="module")
def sent(town: Town, records: Records) -> Sending:
    """The word went everywhere, and the worker did what there was to do."""
    sending = Sending(town)
    sending.everywhere()
    work.drain()
    return sending


def test_it_went_all_the_way(sent: Sending) -> None:
    statuses = {answer.response.status_code for answer in sent.answers}
    assert {200, 201, 204, 302, 400, 401, 403, 404, 405, 406, 409, 415, 422} >= statuses, statuses
    assert {200, 302, 404, 422} <= statuses
    assert any(MARKER in words for words in released_words())


def test_only_the_carriers_hold_it(sent: Sending) -> None:
    found = {column for column, values in columns() if MARKER in values}
    carriers = set(CARRIERS) | (ON_POSTGRESQL if connection.vendor == "postgresql" else set())
    assert not found - carriers, f"These hold a word: {found - carriers}. If they may, say why in CARRIERS."
    assert found == carriers, f"The word did not reach {carriers - found}: send it there too."


def test_names_in_addresses_are_only_where_names_are(sent: Sending) -> None:
    handles = {column for column, values in columns() if HANDLE_MARK in values}
    names = {"community_profile.handle", "community_profilechange.handle", "community_personwords.words"}
    assert handles <= names | ON_POSTGRESQL
    tags = {column for column, values in columns() if TAG_MARK in values}
    words = {"community_version.text", "community_version.html", "community_draft.text", "community_postwords.words"}
    assert tags <= words | {"community_tag.name"} | ON_POSTGRESQL


def test_no_session_holds_it(sent: Sending) -> None:
    assert Session.objects.count() > 5
    for session in Session.objects.all():
        kept = session.get_decoded()
        # While somebody signs up, allauth keeps the address of the account, until its mail was opened.
        kept.get("account_login", {}).pop("email", None)
        assert MARKER not in json.dumps(kept).lower()


def test_no_cookie_holds_it(sent: Sending) -> None:
    reader = CookieStorage(RequestFactory().get("/"))
    for answer in sent.answers:
        for name, cookie in answer.response.cookies.items():
            read = reader._decode(cookie.value) if name == "messages" and cookie.value else None
            told = " ".join(f"{message.message} {message.extra_tags}" for message in read or [] if message)
            assert MARKER not in f"{cookie.value} {told}".lower(), f"{answer.method} {answer.path}: {name}"


def test_no_log_line_holds_it(sent: Sending, records: Records) -> None:
    assert len(records.kept) > 20
    for line, _raw in records.kept:
        assert MARKER not in line.lower()
        assert HANDLE_MARK not in line.lower()


def test_no_record_holds_it_before_it_is_formatted(sent: Sending, records: Records) -> None:
    # Django itself puts the path into the record of a request that failed; our formatter leaves it out. Of what was
    # sent in a form nothing is in any record.
    typed = {answer.path for answer in sent.answers if answer.is_named}
    for _line, raw in records.kept:
        if MARKER in raw.lower():
            assert any(path.partition("?")[0] in raw for path in typed), raw[:300]


def test_no_letter_holds_it(sent: Sending) -> None:
    assert len(sent.letters) >= 6
    for letter in sent.letters:
        # A letter knows where it goes; beyond that it says nothing that anybody wrote.
        assert MARKER not in f"{letter.subject} {letter.body} {letter.from_email} {letter.extra_headers}".lower()
        assert not letter.attachments


def test_no_address_to_go_on_to_holds_it(sent: Sending) -> None:
    for answer in sent.answers:
        for header in ("Location", "HX-Redirect", "HX-Push-Url", "Refresh", "Link"):
            assert MARKER not in answer.response.headers.get(header, "").lower(), f"{answer.method} {answer.path}"


def test_no_error_page_holds_it(sent: Sending) -> None:
    # A refused form gives its words back to the person who sent it, in its fields; no page says them anywhere else.
    refused = [one for one in sent.answers if one.response.status_code >= 400]
    for answer in refused:
        page = answer.response.content.decode().lower()
        if answer.method == "POST":
            page = _FIELDS.sub("", page)
        if answer.response.status_code != 422:
            assert MARKER not in page, f"{answer.method} {answer.path}"
    assert {404, 422} <= {one.response.status_code for one in refused}


def test_nothing_that_is_counted_is_counted_under_it(sent: Sending) -> None:
    kept = getattr(cache, "_cache", None)
    assert kept is not None
    assert MARKER not in repr(kept).lower()


def test_no_file_is_named_after_it(sent: Sending) -> None:
    names = [path.name.lower() for path in Path(settings.DATA_DIR).rglob("*")]
    assert not [name for name in names if MARKER in name]


def columns() -> Iterator[tuple[str, str]]:
    """Every column of every table of this database, with all its values as one text in lower case."""
    with connection.cursor() as cursor:
        tables = connection.introspection.table_names(cursor)
        assert {model._meta.db_table for model in apps.get_models(include_auto_created=True)} <= set(tables)
        for table in tables:
            if "words_index" in table:
                continue  # SQLite's index over the words of the table before it, in parts of its own
            quoted = connection.ops.quote_name(table)
            cursor.execute(f"SELECT * FROM {quoted}")
            names = [column.name if hasattr(column, "name") else column[0] for column in cursor.description]
            for name, values in zip(names, zip(*cursor.fetchall(), strict=True), strict=False):
                yield f"{table}.{name}", " ".join(_text(value) for value in values).lower()


def _text(value: object) -> str:
    if isinstance(value, bytes | memoryview):
        return bytes(value).decode("utf-8", "replace")
    return json.dumps(value, ensure_ascii=False) if isinstance(value, dict | list) else str(value)
