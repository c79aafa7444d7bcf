"""What care keeps about an account as a patient: who they are to a place, with whom in care, and every message.

What somebody wrote as one of a team belongs to the patient's record, so it is in the patient's copy and not in theirs.
When an account is deleted only drafts go: the record is kept as the law of the place says (rules.md 7).
"""

from collections.abc import Callable, Iterator
from typing import Final

from django.db.models import Model, Q
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from commonward.care import names
from commonward.care.models import (
    Alert,
    Chart,
    EmergencyAccess,
    Membership,
    Message,
    MessageDraft,
    Proxy,
    Reading,
    RecordEntry,
    Relationship,
    Thread,
    Turn,
)
from commonward.oversight import erasing
from commonward.oversight.parts import Cell, Part, register, register_owned

#: Every field of a message in the record (rules.md section 4): how programs and people call it, and how it is read.
_ENTRY: Final[tuple[tuple[str, str, Callable[[RecordEntry], Cell]], ...]] = (
    ("thread", gettext_noop("Conversation"), lambda one: one.message.thread_id),
    ("message", gettext_noop("Message"), lambda one: one.message_id),
    ("version", gettext_noop("Version"), lambda one: one.number),
    ("answers", gettext_noop("Answers message"), lambda one: one.message.replies_to_id),
    ("from_team", gettext_noop("From the team"), lambda one: one.message.from_team),
    ("author", gettext_noop("By"), lambda one: one.author_name),
    ("role", gettext_noop("In which role"), lambda one: one.role),
    ("for_you", gettext_noop("Written for you by somebody"), lambda one: one.on_behalf_of_id is not None),
    ("text", gettext_noop("Words"), lambda one: one.text),
    ("files", gettext_noop("Files, with SHA-256"), lambda one: _files_said(one)),
    ("category", gettext_noop("Kind of matter"), lambda one: one.category or ""),
    ("urgency", gettext_noop("Urgency"), lambda one: one.urgency),
    ("channel", gettext_noop("By which way"), lambda one: one.channel),
    ("relationship", gettext_noop("Relationship"), lambda one: one.relationship_id),
    ("relationship_step", gettext_noop("As it stood after so many changes"), lambda one: one.relationship_step),
    ("consent", gettext_noop("Receipt of what you permitted"), lambda one: one.grant_id),
    ("wording", gettext_noop("Number of its words"), lambda one: one.wording),
    ("decision", gettext_noop("What the check said"), lambda one: one.verdict),
    ("second_reader_at", gettext_noop("Read by a second person before"), lambda one: one.reviewed_at),
    ("state", gettext_noop("State"), lambda one: one.state),
    ("sent_at", gettext_noop("Sent"), lambda one: one.message.sent_at),
    ("delivered_at", gettext_noop("Delivered"), lambda one: one.message.delivered_at),
    ("answered_at", gettext_noop("Answered"), lambda one: one.message.answered_at),
    ("filed_at", gettext_noop("When"), lambda one: one.filed_at),
    ("filed_by", gettext_noop("Filed by"), lambda one: one.filed_by),
)


def _files_said(entry: RecordEntry) -> str:
    return "\n".join(f"{one['name']}, {one['kind']}, {one['bytes']}: {one['sha256']}" for one in entry.listed)


def listen() -> None:
    """Register them, and what goes. Called once, when the app is ready."""
    register(_known, is_confidential=True)
    register(_said, is_confidential=True)
    register(_given, is_confidential=True)
    _own("chart", Chart, "")
    _own("relationship", Relationship, "chart__")
    _own("proxy", Proxy, "chart__")
    _own("emergency", EmergencyAccess, "chart__")
    _own("thread", Thread, "relationship__chart__")
    _own("message", Message, "thread__relationship__chart__")
    _own("turn", Turn, "thread__relationship__chart__")
    _own("alert", Alert, "message__thread__relationship__chart__")
    _own("care_entry", RecordEntry, "message__thread__relationship__chart__")
    erasing.register(_erase)


def _own(kind: str, model: type[Model], to_chart: str) -> None:
    """What a team and a patient have together is the patient's, and the place of care alone answers for it."""
    register_owned(
        kind,
        lambda seats: model._default_manager.filter(**{f"{to_chart}seat__in": seats}).values_list("pk", flat=True),
        within=lambda organisation: model._default_manager.filter(
            **{f"{to_chart}organisation_id": organisation}
        ).values_list("pk", flat=True),
    )


def _known(account: int) -> Iterator[Part]:
    charts = Chart.objects.filter(seat__account_id=account).select_related("organisation").order_by("pk")
    yield Part(
        "charts",
        _("Who you are to a place of care"),
        (("organisation", _("Organisation")), ("name", _("Name")), ("born", _("Born")), ("opened_at", _("Since"))),
        tuple((one.organisation.name, one.name, one.born, one.opened_at) for one in charts),
    )
    ties = Relationship.objects.filter(chart__seat__account_id=account).select_related("team__organisation")
    yield Part(
        "relationships",
        _("With whom you are or were in care"),
        (
            ("id", _("Number")),
            ("organisation", _("Organisation")),
            ("team", _("Team")),
            ("state", _("State")),
            ("step", _("How often it changed")),
            ("proof", _("How the team knows you")),
            ("requested_at", _("Asked")),
            ("verified_at", _("Identity checked")),
            ("established_at", _("From")),
            ("last_contact_at", _("Last contact")),
            ("until", _("Stands until")),
            ("ended_at", _("Until")),
            ("ending", _("How it ended")),
            ("handover", _("Where to turn next")),
        ),
        tuple(
            (
                tie.pk,
                tie.team.organisation.name,
                tie.team.name,
                tie.state,
                tie.step,
                tie.proof,
                tie.requested_at,
                tie.verified_at,
                tie.established_at,
                tie.last_contact_at,
                tie.until,
                tie.ended_at,
                tie.ending,
                tie.handover,
            )
            for tie in ties.order_by("pk")
        ),
    )


def _said(account: int) -> Iterator[Part]:
    threads = Thread.objects.filter(relationship__chart__seat__account_id=account).order_by("pk")
    yield Part(
        "care_threads",
        _("Conversations with your care teams"),
        (
            ("id", _("Number")),
            ("relationship", _("Relationship")),
            ("topic", _("Topic")),
            ("category", _("Kind of matter")),
            ("urgency", _("Urgency")),
            ("private", _("Kept between you and the team")),
            ("opened_at", _("Begun")),
            ("closed_at", _("Closed")),
        ),
        tuple(
            (
                one.pk,
                one.relationship_id,
                one.topic,
                one.category or "",
                one.urgency,
                one.is_private,
                one.opened_at,
                one.closed_at,
            )
            for one in threads
        ),
    )
    filed = Q(state=RecordEntry.State.FILED) | Q(author__account_id=account)
    entries = RecordEntry.objects.filter(filed, patient__account_id=account).select_related("message")
    yield Part(
        "care_messages",
        _("Messages with your care teams"),
        tuple((key, _(label)) for key, label, _read in _ENTRY),
        tuple(tuple(read(one) for _key, _label, read in _ENTRY) for one in entries.order_by("pk")),
    )
    read = Reading.objects.filter(message__thread__relationship__chart__seat__account_id=account)
    rows = read.select_related("reader__profile", "message__thread__relationship__chart").order_by("pk")
    yield Part(
        "care_readings",
        _("When messages were first read"),
        (
            ("message", _("Message")),
            ("by", _("By")),
            ("by_you", _("By you")),
            ("role", _("Role")),
            ("read_at", _("When")),
        ),
        tuple(
            (
                one.message_id,
                names.by_seat(one.message.thread.relationship.chart, [one.reader])[one.reader_id].name,
                one.reader.account_id == account,
                one.reader.role,
                one.read_at,
            )
            for one in rows
        ),
    )


def _given(account: int) -> Iterator[Part]:
    drafts = MessageDraft.objects.filter(seat__account_id=account).order_by("pk")
    yield Part(
        "care_drafts",
        _("Drafts of messages"),
        (("topic", _("Topic")), ("text", _("Words")), ("updated_at", _("Last changed"))),
        tuple((one.topic, one.text, one.updated_at) for one in drafts),
    )
    acting = Proxy.objects.filter(Q(chart__seat__account_id=account) | Q(seat__account_id=account)).order_by("pk")
    yield Part(
        "proxies",
        _("Who acts for you in care, and for whom you act"),
        (
            ("for_you", _("For you")),
            ("who", _("Who acts")),
            ("proof", _("Proof")),
            ("may_view", _("May read")),
            ("may_message", _("May write")),
            ("may_book", _("May book")),
            ("may_consent", _("May permit")),
            ("starts_at", _("From")),
            ("until", _("Until")),
            ("ended_at", _("Ended")),
        ),
        tuple(
            (
                one.chart.seat.account_id == account,
                names.caregiver(one.seat).name,
                one.proof,
                one.may_view,
                one.may_message,
                one.may_book,
                one.may_consent,
                one.starts_at,
                one.until,
                one.ended_at,
            )
            for one in acting.select_related("chart__seat", "seat__profile")
        ),
    )
    opened = EmergencyAccess.objects.filter(chart__seat__account_id=account).order_by("pk")
    yield Part(
        "care_emergencies",
        _("Who opened your record in an emergency"),
        (
            ("who", _("Who")),
            ("role", _("Role")),
            ("why", _("Why")),
            ("at", _("When")),
            ("until", _("Until")),
            ("reviewed_at", _("Looked at by a privacy officer")),
            ("justified", _("Found to be needed")),
        ),
        tuple(
            (
                names.staff(one.seat).name,
                one.seat.role,
                one.reason,
                one.opened_at,
                one.until,
                one.reviewed_at,
                one.is_justified,
            )
            for one in opened.select_related("seat__profile")
        ),
    )
    serving = Membership.objects.filter(seat__account_id=account).order_by("pk")
    yield Part(
        "care_teams",
        _("Teams that you worked in"),
        (("team", _("Team")), ("joined_at", _("From")), ("left_at", _("Until"))),
        tuple(serving.values_list("team__name", "joined_at", "left_at")),
    )


def _erase(account_id: int) -> int:
    """Drafts go; what was sent is the record."""
    MessageDraft.objects.filter(seat__account_id=account_id).delete()
    return 0
