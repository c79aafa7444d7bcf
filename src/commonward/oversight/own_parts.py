"""What people and consent keep about an account: the parts of its copy that come from there. `own_reviews` has ours."""

from collections.abc import Iterable

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from commonward.consent import kinds
from commonward.consent.models import Grant, Question, Terms
from commonward.consent.queries import receipt_of
from commonward.oversight.models import Lesson
from commonward.oversight.parts import Cell, Part, register, register_owned
from commonward.people.applications import Application
from commonward.people.entry import Device
from commonward.people.evidence import Evidence
from commonward.people.house import Signature, Training
from commonward.people.models import (
    Account,
    Credential,
    Digest,
    Hush,
    Notice,
    Office,
    ParentalConsent,
    PushDevice,
    Seat,
    SignOnConnection,
)
from commonward.people.notice_kinds import KINDS


def listen() -> None:
    """Register them. Called once, when the app is ready."""
    register(_account)
    register(_signed_in)
    register(_seats)
    register(_applications)
    register(_notices_for_recipients, is_confidential=True)
    register(_consents, is_confidential=True)
    register(_asked, is_confidential=True)
    register(_told)
    register_owned("seat", lambda seats: seats.values_list("pk", flat=True))
    register_owned(
        "credential",
        lambda seats: Credential.objects.filter(seat__in=seats).values_list("pk", flat=True),
        title=gettext_noop("Licences that you stated"),
    )
    register_owned(
        "evidence", lambda seats: Evidence.objects.filter(credential__seat__in=seats).values_list("pk", flat=True)
    )
    register_owned("training", lambda seats: Training.objects.filter(seat__in=seats).values_list("pk", flat=True))
    register_owned("application", lambda seats: Application.objects.filter(seat__in=seats).values_list("pk", flat=True))
    register_owned("office", lambda seats: Office.objects.filter(seat__in=seats).values_list("pk", flat=True))
    register_owned(
        "grant",
        lambda seats: Grant.objects.filter(seat__in=seats).values_list("pk", flat=True),
        within=lambda organisation: Grant.objects.filter(organisation_id=organisation).values_list("pk", flat=True),
    )
    register_owned(
        "consent_question",
        lambda seats: Question.objects.filter(seat__in=seats).values_list("pk", flat=True),
        within=lambda organisation: Question.objects.filter(organisation_id=organisation).values_list("pk", flat=True),
    )


def _account(account: int) -> Iterable[Part]:
    mine = Account.objects.filter(pk=account)
    yield Part(
        "account",
        _("Your account"),
        (
            ("id", _("Number")),
            ("email", _("E-mail address")),
            ("time_zone", _("Time zone")),
            ("language", _("Language")),
            ("country", _("Country")),
            ("age_band", _("Age band")),
            ("band_ends_on", _("It ends on")),
            ("created_at", _("Opened")),
        ),
        tuple(
            mine.values_list(
                "pk", "email", "time_zone", "language", "country", "age_band", "band_ends_on", "created_at"
            )
        ),
    )
    yield Part(
        "addresses",
        _("Your addresses"),
        (("email", _("E-mail address")), ("verified", _("Confirmed")), ("primary", _("For signing in"))),
        tuple(EmailAddress.objects.filter(user_id=account).values_list("email", "verified", "primary")),
    )
    yield from _signing_in(account)
    yield from _permitted(account)


def _signing_in(account: int) -> Iterable[Part]:
    yield Part(
        "devices",
        _("Where you are signed in"),
        (
            ("browser", _("Browser")),
            ("system", _("System")),
            ("signed_in_with", _("By the sign-on of")),
            ("signed_in_at", _("Since")),
            ("seen_at", _("Last seen")),
        ),
        tuple(
            Device.objects.filter(account_id=account).values_list(
                "browser", "system", "signed_in_with__name", "signed_in_at", "seen_at"
            )
        ),
    )
    ties = SignOnConnection.objects.filter(account_id=account).order_by("pk")
    yield Part(
        "sign_ons",
        _("Organisations that let you in"),
        (
            ("organisation", _("Organisation")),
            ("subject", _("Its server's name for you")),
            ("made_at", _("Since")),
            ("used_at", _("Last used")),
        ),
        tuple(ties.values_list("sign_on__organisation__name", "subject", "made_at", "used_at")),
    )
    shown = Authenticator.objects.filter(user_id=account).order_by("pk")  # what they are, never their keys
    yield Part(
        "second_steps",
        _("Your second steps of signing in"),
        (("kind", _("Kind")), ("created_at", _("Added")), ("last_used_at", _("Last used"))),
        tuple(shown.values_list("type", "created_at", "last_used_at")),
    )


def _permitted(account: int) -> Iterable[Part]:
    given = ParentalConsent.objects.filter(parent_id=account).order_by("pk")
    columns = (
        ("called", _("What you call it")),
        ("wording", _("Number of the words")),
        ("given_at", _("Permitted")),
        ("ended_at", _("Ended")),
        ("ending", _("How")),
    )
    rows = tuple(given.values_list("called", "wording", "given_at", "ended_at", "ending"))
    yield Part("children", _("Accounts of children that you permitted"), columns, rows)
    held = ParentalConsent.objects.filter(child_id=account).order_by("pk")
    of_me = tuple(held.values_list("wording", "given_at", "ended_at", "ending"))
    yield Part("permitted_by_a_parent", _("What a parent permitted for you"), columns[1:], of_me)


def _signed_in(account: int) -> Iterable[Part]:
    columns = (("browser", _("Browser")), ("system", _("System")), ("signed_in_at", _("Signed in")))
    devices = Device.objects.filter(account_id=account).order_by("pk").values_list("browser", "system", "signed_in_at")
    yield Part("devices", _("Where you are signed in"), columns, tuple(devices))


def _seats(account: int) -> Iterable[Part]:
    seats = Seat.objects.filter(account_id=account).order_by("pk")
    yield Part(
        "seats",
        _("Your seats"),
        (
            ("id", _("Number")),
            ("role", _("Role")),
            ("organisation", _("Organisation")),
            ("profession", _("Profession")),
            ("started_at", _("From")),
            ("ended_at", _("Until")),
        ),
        tuple(seats.values_list("pk", "role", "organisation__name", "profession", "started_at", "ended_at")),
    )
    yield Part(
        "credentials",
        _("Licences that you stated"),
        (
            ("seat", _("Seat")),
            ("kind", _("Kind")),
            ("profession", _("Profession")),
            ("number", _("Number")),
            ("place", _("Place")),
            ("state", _("State")),
            ("stated_at", _("Stated")),
            ("decided_at", _("Decided")),
        ),
        tuple(
            Credential.objects.filter(seat__account_id=account)
            .order_by("pk")
            .values_list("seat", "kind", "profession", "number", "jurisdiction", "state", "stated_at", "decided_at")
        ),
    )
    shows = Evidence.objects.filter(credential__seat__account_id=account).order_by("pk")
    yield Part(
        "evidence",
        _("Files that show a licence; you can open each where you brought it"),
        (("seat", _("Seat")), ("form", _("Kind")), ("size", _("Bytes")), ("brought_at", _("Brought"))),
        tuple(shows.values_list("credential__seat_id", "form", "size", "brought_at")),
    )
    signed = Signature.objects.filter(seat__account_id=account).order_by("pk")
    yield Part(
        "signatures",
        _("Policies that you signed"),
        (("seat", _("Seat")), ("organisation", _("Organisation")), ("version", _("Version")), ("signed_at", _("When"))),
        tuple(signed.values_list("seat_id", "text__organisation__name", "text__number", "signed_at")),
    )
    trained = Training.objects.filter(seat__account_id=account, withdrawn_at=None).order_by("pk")
    yield Part(
        "trainings",
        _("Trainings that were noted"),
        (("seat", _("Seat")), ("kind", _("Kind")), ("done_on", _("Day")), ("expires_on", _("Counts until"))),
        tuple(trained.values_list("seat_id", "kind", "done_on", "expires_on")),
    )
    yield Part(
        "offices",
        _("Offices that you were named for"),
        (("seat", _("Seat")), ("kind", _("Office")), ("given_at", _("From")), ("ended_at", _("Until"))),
        tuple(
            Office.objects.filter(seat__account_id=account)
            .order_by("pk")
            .values_list("seat", "kind", "given_at", "ended_at")
        ),
    )


def _applications(account: int) -> Iterable[Part]:
    own = Application.objects.filter(seat__account_id=account).order_by("pk")
    yield Part(
        "applications",
        _("Programs that may act in your seats"),
        (
            ("id", _("Number")),
            ("seat", _("Seat")),
            ("name", _("Name")),
            ("scopes", _("What it may do")),
            ("created_at", _("Since")),
            ("used_on", _("Last used on")),
            ("revoked_at", _("Taken away")),
        ),
        tuple(own.values_list("pk", "seat_id", "name", "scopes", "created_at", "used_on", "revoked_at")),
    )


def _consents(account: int) -> Iterable[Part]:
    grants = Grant.objects.filter(seat__account_id=account).select_related("organisation", "terms").order_by("pk")
    kept = [receipt_of(grant).as_file(grant) for grant in grants]
    labels = (
        ("receipt", _("Receipt")),
        ("kind", _("What")),
        ("organisation", _("To whom")),
        ("wording", _("Wording")),
        ("words", _("Words")),
        ("given_at", _("From")),
        ("given_for_you_by", _("Given for you by")),
        ("until", _("Until")),
        ("ended_at", _("Ended")),
        ("ending", _("How it ended")),
        ("item_sha256", _("Item")),
        ("audience", _("Audience")),
        ("purpose", _("Purpose")),
    )
    rows = tuple(tuple(one[key] for key, _label in labels) for one in kept)
    yield Part("consents", _("What you permitted"), labels, rows)


def _notices_for_recipients(account: int) -> Iterable[Part]:
    """What whoever is given this copy has to know, while a release of records about HIV or addiction stands."""
    released = Grant.objects.in_force().filter(seat__account_id=account, kind__in=kinds.RELEASES)
    notices = {str(kinds.NOTICES[kinds.Kind(kind)]) for kind in released.values_list("kind", flat=True)}
    if notices:
        labels = (("notice", _("Notice")),)
        yield Part(
            "notice_to_recipients",
            _("For whoever is given this copy"),
            labels,
            tuple((one,) for one in sorted(notices)),
        )


def _asked(account: int) -> Iterable[Part]:
    """What exactly was asked and permitted, with how each question ended."""
    about = Terms.objects.filter(seat__account_id=account).select_related("organisation", "question").order_by("pk")
    labels = (
        ("kind", _("What")),
        ("organisation", _("To whom")),
        ("about", _("What exactly")),
        ("receipts", _("Receipts")),
        ("parts", _("Permitted")),
        ("asked_at", _("Asked")),
        ("state", _("What became of it")),
        ("answered_at", _("Answered")),
        ("entered_in_error", _("Entered in error")),
    )
    rows: list[tuple[Cell, ...]] = []
    for one in about.prefetch_related("grants"):
        grants, question = list(one.grants.all()), getattr(one, "question", None)
        rows.append(
            (
                one.kind,
                one.organisation.name,
                "\n".join(f"{label}: {said}" for label, said in one.named.lines),
                " ".join(str(grant.pk) for grant in grants),
                "; ".join(grant.parts for grant in grants if grant.parts),
                question.asked_at if question is not None else None,
                question.state if question is not None else "",
                question.answered_at if question is not None else None,
                (question.mistake or "") if question is not None else "",
            )
        )
    yield Part("consent_terms", _("What exactly you were asked and permitted"), labels, tuple(rows))


def _told(account: int) -> Iterable[Part]:
    told = Notice.objects.filter(seat__account_id=account).order_by("pk")
    yield Part(
        "notices",
        _("Notices"),
        (
            ("seat", _("Seat")),
            ("kind", _("Kind")),
            ("sentence", _("What it says")),
            ("created_at", _("When")),
            ("read_at", _("Read")),
        ),
        tuple((one.seat_id, one.kind, _said(one), one.created_at, one.read_at) for one in told if one.kind in KINDS),
    )
    yield Part(
        "hushes",
        _("Notices you do not want"),
        (("group", _("What")), ("way", _("By which way"))),
        tuple(Hush.objects.filter(account_id=account).order_by("pk").values_list("group", "way")),
    )
    yield Part(
        "digest",
        _("Your digest by e-mail"),
        (("every", _("How often")), ("next_at", _("Next")), ("sent_at", _("Last"))),
        tuple(Digest.objects.filter(account_id=account).values_list("every", "next_at", "sent_at")),
    )
    yield Part(
        "push_devices",
        _("Devices that take pushes"),
        (
            ("browser", _("Browser")),
            ("system", _("System")),
            ("begun_at", _("Since")),
            ("reached_at", _("Last reached")),
            ("stays", _("Goes on after you sign out")),
        ),
        tuple(
            PushDevice.objects.filter(account_id=account)
            .order_by("pk")
            .values_list("browser", "system", "begun_at", "reached_at", "stays")
        ),
    )
    yield Part(
        "lessons",
        _("What the checker told you"),
        (("rule", _("Rule")), ("outcome", _("What became of it")), ("told_on", _("Day")), ("times", _("How often"))),
        tuple(
            Lesson.objects.filter(seat__account_id=account)
            .order_by("told_on", "rule")
            .values_list("rule", "outcome", "told_on", "times")
        ),
    )


def _said(notice: Notice) -> str:
    return _(KINDS[notice.kind].once) % {"name": _("Somebody"), "count": notice.count}
