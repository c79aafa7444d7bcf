"""What oversight itself keeps about an account: readings, reports, objections, questions, and pictures."""

from collections.abc import Iterator
from functools import partial

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from commonward.kernel.errors import NotFound
from commonward.oversight import quarantine
from commonward.oversight.models import Correction, EthicsQuery, Export, Media, Objection, Report, Review
from commonward.oversight.parts import Part, register, register_owned


def listen() -> None:
    """Register them. Called once, when the app is ready."""
    register(_decided)
    register(_pictures)
    register_owned("review", lambda seats: Review.objects.filter(author__in=seats).values_list("pk", flat=True))
    register_owned("report", lambda seats: Report.objects.filter(reporter__in=seats).values_list("pk", flat=True))
    register_owned(
        "ethics_query", lambda seats: EthicsQuery.objects.filter(seat__in=seats).values_list("pk", flat=True)
    )
    register_owned("correction", lambda seats: Correction.objects.filter(seat__in=seats).values_list("pk", flat=True))
    register_owned(
        "media",
        lambda seats: Media.objects.filter(owner__in=seats).values_list("pk", flat=True),
        title=gettext_noop("Pictures"),
    )
    register_owned("export", lambda seats: Export.objects.filter(seat__in=seats).values_list("pk", flat=True))


def _decided(account: int) -> Iterator[Part]:
    reviews = Review.objects.filter(author__account_id=account).order_by("pk")
    yield Part(
        "readings",
        _("When a second person read your words"),
        (
            ("id", _("Number")),
            ("kind", _("Why")),
            ("state", _("State")),
            ("plea", _("Your words")),
            ("words", _("Their words to you")),
            ("created_at", _("Asked")),
            ("decided_at", _("Decided")),
        ),
        tuple(reviews.values_list("pk", "kind", "state", "plea", "words", "created_at", "decided_at")),
    )
    yield Part(
        "reports",
        _("What you reported"),
        (
            ("reason", _("Reason")),
            ("words", _("Your words")),
            ("state", _("State")),
            ("created_at", _("When")),
            ("answered_at", _("Answered")),
        ),
        tuple(
            Report.objects.filter(reporter__account_id=account)
            .order_by("pk")
            .values_list("reason", "words", "state", "created_at", "answered_at")
        ),
    )
    yield Part(
        "objections",
        _("Findings that you did not agree with"),
        (("rule", _("Rule")), ("ground", _("Ground")), ("outcome", _("Outcome")), ("created_at", _("When"))),
        tuple(
            Objection.objects.filter(seat__account_id=account)
            .order_by("pk")
            .values_list("rule", "ground", "outcome", "created_at")
        ),
    )
    yield Part(
        "corrections",
        _("What you asked to be put right"),
        (
            ("words", _("Your words")),
            ("state", _("State")),
            ("answer", _("Their words to you")),
            ("created_at", _("Asked")),
            ("answered_at", _("Answered")),
        ),
        tuple(
            Correction.objects.filter(seat__account_id=account)
            .order_by("pk")
            .values_list("words", "state", "answer", "created_at", "answered_at")
        ),
    )
    yield Part(
        "ethics_queries",
        _("Your questions about rules"),
        (
            ("rule", _("Rule")),
            ("text", _("Words it was about")),
            ("question", _("Question")),
            ("view", _("View")),
            ("answer", _("Answer")),
            ("created_at", _("Asked")),
            ("answered_at", _("Answered")),
        ),
        tuple(
            EthicsQuery.objects.filter(seat__account_id=account)
            .order_by("pk")
            .values_list("rule", "text", "question", "view", "answer", "created_at", "answered_at")
        ),
    )


def _rendition(media: Media, name: str) -> bytes | None:
    try:
        with quarantine.open_rendition(media, name) as file:
            return file.read()
    except NotFound:
        return None


def _pictures(account: int) -> Iterator[Part]:
    rows, files = [], {}
    for media in Media.objects.filter(owner__account_id=account).order_by("pk"):
        names = []
        for item in media.renditions:
            name = f"media/{media.pk}-{item['name']}"
            files[name] = partial(_rendition, media, item["name"])
            names.append(name)
        rows.append(
            (media.pk, media.state, media.created_at, ", ".join(names), media.licence, media.source, media.plea)
        )
    columns = (
        ("id", _("Number")),
        ("state", _("State")),
        ("brought_at", _("Brought")),
        ("files", _("Files")),
        ("licence", _("By what right")),
        ("source", _("Whose it is")),
        ("plea", _("Why you asked to show it")),
    )
    yield Part("pictures", _("Pictures that you brought"), columns, tuple(rows), files)
