"""What care keeps about an account as a patient: who they are to a place, with whom in care, and every message.

What somebody wrote as one of a team belongs to the patient's record, so it is in the patient's copy and not in theirs.
When an account is deleted only drafts go: the record is kept as the law of the place says (rules.md 7).
"""

from collections.abc import Iterator

from django.db.models import Model, Q
from django.utils.translation import gettext as _

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
from commonward.oversight.parts import Part, register, register_owned


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
            ("requested_at", _("Asked")),
            ("established_at", _("From")),
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
                tie.requested_at,
                tie.established_at,
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
        (("id", _("Number")), ("topic", _("Topic")), ("opened_at", _("Begun")), ("closed_at", _("Closed"))),
        tuple((one.pk, one.topic, one.opened_at, one.closed_at) for one in threads),
    )
    filed = Q(state=RecordEntry.State.FILED) | Q(author__account_id=account)
    entries = RecordEntry.objects.filter(filed, patient__account_id=account).select_related("message")
    yield Part(
        "care_messages",
        _("Messages with your care teams"),
        (
            ("thread", _("Conversation")),
            ("message", _("Message")),
            ("version", _("Version")),
            ("from_team", _("From the team")),
            ("author", _("By")),
            ("text", _("Words")),
            ("urgency", _("Urgency")),
            ("state", _("State")),
            ("filed_at", _("When")),
        ),
        tuple(
            (
                one.message.thread_id,
                one.message_id,
                one.number,
                one.message.from_team,
                one.author_name,
                one.text,
                one.urgency,
                one.state,
                one.filed_at,
            )
            for one in entries.order_by("pk")
        ),
    )
    read = Reading.objects.filter(message__thread__relationship__chart__seat__account_id=account)
    yield Part(
        "care_readings",
        _("When messages were first read"),
        (("message", _("Message")), ("by_you", _("By you")), ("role", _("Role")), ("read_at", _("When"))),
        tuple(
            (message, reader == account, role, at)
            for message, reader, role, at in read.order_by("pk").values_list(
                "message", "reader__account", "reader__role", "read_at"
            )
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
    proxies = Proxy.objects.filter(Q(chart__seat__account_id=account) | Q(seat__account_id=account)).order_by("pk")
    yield Part(
        "proxies",
        _("Who acts for you in care, and for whom you act"),
        (
            ("for_you", _("For you")),
            ("proof", _("Proof")),
            ("may_message", _("May write")),
            ("may_consent", _("May permit")),
            ("starts_at", _("From")),
            ("until", _("Until")),
            ("ended_at", _("Ended")),
        ),
        tuple(
            (owner == account, proof, writes, permits, starts, until, ended)
            for owner, proof, writes, permits, starts, until, ended in proxies.values_list(
                "chart__seat__account", "proof", "may_message", "may_consent", "starts_at", "until", "ended_at"
            )
        ),
    )
    opened = EmergencyAccess.objects.filter(chart__seat__account_id=account).select_related("seat").order_by("pk")
    yield Part(
        "care_emergencies",
        _("Who opened your record in an emergency"),
        (("role", _("Role")), ("why", _("Why")), ("at", _("When")), ("until", _("Until"))),
        tuple((one.seat.role, one.reason, one.opened_at, one.until) for one in opened),
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
