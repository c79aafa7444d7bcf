"""Who may see which row is decided in the query, by `visible_to`, and nowhere else.

Every model either has it or is exempt for a reason; outside `access` and `queries` nothing reads a model's rows
without it but for the reasons given below; and it gives each of the cast exactly what the pages give them.
"""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.apps import apps
from django.db.models import Model
from django.test import Client

import commonward
from cast import Member
from commonward.care.models import Membership
from commonward.community.models import (
    Attachment,
    ChosenPerson,
    Distance,
    Draft,
    Follow,
    Mention,
    Post,
    Profile,
    ProfileChange,
    Saved,
    Thanks,
    Version,
)
from commonward.consent.models import Grant, Question, Terms
from commonward.kernel.actor import VISITOR, Actor, System
from commonward.oversight.models import EthicsQuery, Lesson, LibraryPicture, Media, Report, Review
from commonward.people.models import Credential, Invitation, Notice, Office, Organisation, Seat
from contracts.scene import Town

pytestmark = [pytest.mark.django_db, pytest.mark.xdist_group("doors")]

#: Models without rows that somebody could ask for.
EXEMPT = {
    "people.Account": "Shown to nobody but itself; others meet its seats and faces.",
    "care.CareFilePiece": "Bytes of a file; read through the file that was obtained.",
    "oversight.Screening": "Read only together with the version, face or review that it belongs to.",
    "oversight.PictureMark": "Codes by which pictures are known again; no page shows them.",
    "oversight.PictureBand": "Numbers by which such codes are found; no page shows them.",
    "oversight.Fingerprint": "Numbers by which texts that may be alike are found; no page shows them.",
    "oversight.ReferenceText": "Compared with by machine. Of a match its name is told, to those it is kept for.",
    "oversight.CareWord": "Keyed numbers of words; no page shows them, and none says whose they are.",
    "oversight.RetentionDay": "Numbers of a day. Belongs to nobody.",
    "oversight.HelpCount": "How often in a month, in the whole place. Belongs to nobody.",
    "community.PostWords": "Folded words by which a post is found; what was found is asked for through `visible_to`.",
    "community.PersonWords": "The same for a face.",
    "community.Tag": "A word. Which posts bear it is asked of the posts, through `visible_to`.",
    "kernel.Entry": "The ledger: read by verification and by the history of a review that one reads.",
    "kernel.Tip": "The ledger's last link; no page shows it.",
    "kernel.Installation": "What this database is for; no page shows it.",
    "kernel.Beat": "Workers' signs of life, for `commonward doctor`.",
    "kernel.DataKey": "Keys, themselves locked. `commonward keys` shows their names.",
    "specimen.Specimen": "A table of tests alone.",
    "oversight.LookingUp": "One row: whether articles are looked up. Belongs to nobody.",
    "oversight.Article": "Numbers of articles, and what a register says of them. Who named one is not kept.",
    "people.Ways": "One row: whether push is on in this place. Belongs to nobody.",
    "people.NoticeDoer": "Who did what a notice counts, for counting them. No page shows them.",
    "kernel.ClockMark": "A time; no page shows it.",
    "kernel.Nudge": "Topics by number, for listeners of ours; no page shows them.",
    "kernel.Work": "Kinds and identifiers for workers, for `commonward doctor`.",
    "auth.Permission": "Django's own; not used here.",
    "auth.Group": "Django's own; not used here.",
    "contenttypes.ContentType": "Django's own: names of models.",
    "sessions.Session": "Django's own: asked for by the key in one's cookie.",
    "account.EmailAddress": "allauth's own: asked for by the account that is signed in.",
    "mfa.Authenticator": "allauth's own: asked for by the account that is signed in.",
    "people.ChildWish": "Asked for by the token in the mail that a parent got, as an address that was confirmed.",
    "socialaccount.SocialApp": "allauth's own; not used here: people.SignOn is.",
    "socialaccount.SocialAccount": "allauth's own; not used here: people.SignOnConnection is.",
    "socialaccount.SocialToken": "allauth's own; not used here: no token is kept.",
    "community.SpentHandle": "A keyed digest of a handle that is nobody's any more. Shown to nobody.",
    "people.EntryRules": "One row: what the place asks of those who come in. Belongs to nobody.",
    "account.EmailConfirmation": "allauth's own: asked for by the key in a mail.",
    "oauth2_provider.Application": "The list of applications that can be connected: no secret.",
    "oauth2_provider.Grant": "The library's own: codes, asked for by whoever holds one.",
    "oauth2_provider.AccessToken": "The library's own: fingerprints, asked for by whoever holds the token.",
    "oauth2_provider.RefreshToken": "The same.",
    "oauth2_provider.IDToken": "The library's own; not used here.",
    "oauth2_provider.DeviceGrant": "The library's own; not used here.",
    "django_tasks_database.DBTaskResult": "The queue's own: identifiers for workers.",
}
#: What a queryset may begin with: it decides who sees what, or reads nothing.
DECIDES = frozenset(
    {
        "visible_to",
        "serving",
        "in_force",
        "to_write_by",
        "to_review_by",
        "permitted",
        "to_read_by",
        "to_answer_by",
        "by_author",
        "to_answer_for",
        "create",
        "bulk_create",
        "none",
    }
)
#: Whole modules in which rows are read otherwise, and why that is safe.
MODULES = {
    "community.access": "decides",
    "community.queries": "chooses among what `visible_to` gave, counts, or asks for the person's own",
    "consent.access": "decides",
    "consent.overview": "starts at the person's own grants; organisations that care for people are known by name",
    "consent.queries": "answers for one exact scope, or for whoever cares for the patient or obtained the grant",
    "oversight.access": "decides",
    "people.access": "decides",
    "people.readiness": "what an organisation asks of the seat at hand, or of the staff that the reader looks after",
    "people.verifying": "chooses among what `visible_to` gave, or asks whom a notice goes to",
    "people.queries": "asks for a person's own seats, or is asked by access",
    "community.subjects": "asked with the identifiers of reviews that the reader may read",
    "community.handlers": "acts on what the event names, inside its transaction; shows nothing to anybody",
    "community.voices": "names that the guard is to expect; shown to nobody",
    "community.rendering": "which handles exist, to make them links; the pages behind them decide",
    "community.waiting": "starts at the person's own rows and at what they read or verify",
    "oversight.accounting": "names of the seats in entries that the reader answers for, or of those who read theirs",
    "oversight.parts": "asked for one account, by its person or by the worker",
    "oversight.own_parts": "asked by the worker that makes a person's own copy, for that account alone",
    "oversight.own_reviews": "asked by the worker that makes a person's own copy, for that account alone",
    "care.access": "decides",
    "fhir.reach": "decides, beginning with what `visible_to` gave",
    "fhir.own_parts": "asked by the worker that makes a person's own copy, for that account alone",
    "care.queries": "chooses among what `visible_to` gave, or counts for the seat of the frame",
    "care.own_files": "asked by the worker that makes a person's own copy, for that account alone",
    "care.own_parts": "asked by the worker that makes a person's own copy, for that account alone",
    "community.own_parts": "asked by the worker that makes a person's own copy, for that account alone",
    "community.purging": "takes away what nobody may see any more; shows nothing",
    "people.badges": "asked with the seats whose faces are on the page",
    "people.management.commands.give_seat": "for whoever runs the machine",
    "config.demo.build": "builds the demo, as its people",
    "config.demo.earlier": "the same",
}
#: Functions in which rows are read otherwise.
FUNCTIONS = {
    ("oversight.branding", "offered"): "the picture that its administrators offered, for them",
    ("oversight.branding", "shown"): "a logo, which is for everybody, by the organisation that shows it",
    ("oversight.branding", "settle"): "a job: which organisation waits for this picture",
    ("oversight.branding", "forget"): "a job: whether a picture is a logo still",
    ("oversight.stored", "sweep_folder"): "a job: which numbers of files belong to no picture",
    ("people.actions.credentials", "verify_credential"): "whether a number is verified elsewhere, for its verifier",
    ("people.actions.house", "put_text"): "the number of the next version, for whoever may write it",
    ("people.actions.house", "sign_text"): "the person's own",
    ("people.actions.house", "_ask_for"): "the staff that is told of a new policy",
    ("people.actions.organisations", "invite"): "whether this address has this seat, told to its administrator only",
    ("people.actions.organisations", "_free_slug"): "which short names are taken; none of them is told",
    ("people.management.commands.give_office", "handle"): "for whoever runs the machine",
    ("config.management.commands.open_organisation", "handle"): "for whoever runs the machine",
    ("people.devices", "note"): "the device of the session at hand",
    ("people.devices", "see"): "the device of the session at hand",
    ("people.devices", "forget"): "the device of the session that ends",
    ("config.verbs_init", "_seat_administrator"): "for whoever runs the machine",
    ("people.notices", "forget"): "what an act told, once the act is taken back",
    ("people.notices", "notify"): "an act tells the person in that seat",
    ("people.notices", "unread_count"): "a number, for the seat that the frame belongs to",
    ("oversight.erasing", "_erase_here"): "takes away what a closed account had; shows nothing",
    ("oversight.quarantine", "unused_of"): "pictures of a closed account, to be taken away",
    ("oversight.quarantine", "shown_nowhere"): "pictures out of a library, to be taken away",
    ("oversight.quarantine", "_settle"): "whether the worker's picture is one of a library",
    ("oversight.crediting", "is_turned_back"): "whether the worker's picture is one of a library",
    ("oversight.resembling", "stands"): "codes of the pictures of the act at hand",
    ("oversight.quarantine", "remove_rows"): "takes away; shows nothing",
    ("oversight.retention", "hold"): "the seat of a handle, for those who answer for it",
    ("oversight.lessons", "forget"): "upkeep: what is older than ninety days goes",
    ("oversight.ethics", "_committee"): "who may be asked; named are those who show their name here",
    ("oversight.quarantine", "look_at"): "the worker's picture",
    ("oversight.reports", "report"): "joins the open review of the same thing; shows nothing of it",
    ("oversight.reviews", "_decide"): "of the review that was just decided",
    ("oversight.reviews", "close_unread"): "of words that are gone for good",
    ("oversight.quarantine", "_is_awaited"): "upkeep: which files some picture still waits for",
    ("oversight.quarantine", "end_choices"): "upkeep: pictures whose authors had their day",
    ("config.doctor", "_words"): "a number, for whoever runs the machine",
    ("config.doctor", "_pictures"): "a number, for whoever runs the machine",
    ("community.actions.publishing", "said_before"): "the person's own words under the name of the form at hand",
    ("community.actions.publishing", "is_spent"): "whether other words went out under the name of an attempt",
    ("fhir.answers.consents", "_of_patient"): "part of a question that begins with `fhir.reach`",
    ("fhir.answers.messages", "_event_of"): "the same",
    ("people.bearer", "_holding"): "whoever holds the token; that is what it is for",
    ("community.actions.publishing", "_unused"): "whether the name of a form was used",
    ("community.actions.appraising", "_write_mark"): "what the reviewer is here, and the words that were just compared",
    ("community.actions.appraising", "take_back_mark"): "the words that the mark just went from",
    ("community.actions.faces", "settle_face"): "of the face that was just decided",
    ("community.actions.faces", "_shaped"): "whether a handle is taken: handles are public names",
    ("community.actions.faces", "_show"): "the person's own",
    ("community.actions.advancing", "_pictures_of"): "how far the pictures of the version at hand are",
    ("community.actions.advancing", "rescreen"): "the worker's version",
    ("community.actions.advancing", "settle_review"): "of the review that was just decided",
    ("community.actions.advancing", "go_on"): "the worker's versions, after a pause of all publishing",
    ("community.actions.advancing", "_hold"): "whether the version at hand is being read already",
    ("community.actions.advancing", "count_reply"): "counts at the post that the reply at hand answers",
    ("community.search.answers", "place_at"): "the same",
    ("community.search.answers", "organisations"): "those at which somebody works whom `visible_to` gives",
    ("community.overview", "_newest_versions"): "part of a question that begins with `visible_to`",
    ("community.overview", "_refusals_of"): "of the person's own versions",
}


def _named(model: type[Model]) -> str:
    return model._meta.label


def test_every_model_decides_or_says_why_not() -> None:
    for model in apps.get_models():
        decides = hasattr(model._default_manager.all(), "visible_to")
        name = _named(model)
        assert decides != (name in EXEMPT), (
            f"Give {name} a `visible_to`, or say in EXEMPT why nobody asks for its rows."
        )


# --- Nobody goes around it ----------------------------------------------------------------------------------------
HIDDEN = {model.__name__ for model in apps.get_models() if _named(model) not in EXEMPT}
ROOT = Path(commonward.__file__).parent


def _reads() -> Iterator[tuple[str, str, str]]:
    """Every queryset of a model with hidden rows that does not begin with a decision: module, function, statement."""
    for layer in ("people", "oversight", "community", "care", "config", "consent", "fhir"):
        for path in sorted((ROOT / layer).rglob("*.py")):
            module = ".".join(path.relative_to(ROOT).with_suffix("").parts)
            if "migrations" in module or ".models" in module or module.endswith(".triggers"):
                continue
            for function, node in _chains(ast.parse(path.read_text(encoding="utf-8"))):
                if not _is_safe(node):
                    yield module, function, ast.unparse(node)[:120]


def _chains(tree: ast.Module) -> Iterator[tuple[str, ast.Call]]:
    """The first call of every `Model.objects.…`, with the name of the function around it."""
    for outer in ast.walk(tree):
        if not isinstance(outer, ast.FunctionDef | ast.AsyncFunctionDef):
            continue
        for node in ast.walk(outer):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
                manager = node.func.value
                if (
                    isinstance(manager, ast.Attribute)
                    and manager.attr in {"objects", "_default_manager"}
                    and isinstance(manager.value, ast.Name)
                    and manager.value.id in HIDDEN
                ):
                    yield outer.name, node


def _is_safe(node: ast.Call) -> bool:
    """Whether it decides, locks what its caller obtained, or acts on exactly that."""
    assert isinstance(node.func, ast.Attribute)
    if node.func.attr in DECIDES or node.func.attr == "select_for_update":
        return True
    # `filter(pk=post.pk, …)`: the one row that the function was given.
    return any(
        keyword.arg == "pk" and isinstance(keyword.value, ast.Attribute) and keyword.value.attr in {"pk", "account"}
        for keyword in node.keywords
    )


def test_nothing_reads_hidden_rows_without_a_decision() -> None:
    around = [(module, function, what) for module, function, what in _reads() if module not in MODULES]
    strange = [one for one in around if one[:2] not in FUNCTIONS]
    assert not strange, "\n".join(f"{module}.{function}: {what}" for module, function, what in strange)


def test_no_reason_is_left_over() -> None:
    around = {(module, function) for module, function, _what in _reads()}
    assert {module for module, _function in around} >= set(MODULES) - {"oversight.access", "people.access"}
    assert around >= set(FUNCTIONS)


def test_no_view_has_a_reason() -> None:
    assert not [module for module in MODULES if ".views" in module]
    assert not [module for module, _function in FUNCTIONS if ".views" in module]


# --- What it gives is what the pages give -------------------------------------------------------------------------
CAST = ["nadia", "priya", "lena", "sam", "fay", "mo", "olu", "ada", "lew", "pia", "bo", "quiet"]


def _gives(browser: Client, path: str) -> bool:
    return bool(browser.get(path).status_code == 200)


def _in(browser: Client, paths: list[str], words: str) -> bool:
    return any(words in answer.content.decode() for path in paths if (answer := browser.get(path)).status_code == 200)


@pytest.fixture(params=[*CAST, "nobody"])
def reader(request: pytest.FixtureRequest, town: Town) -> tuple[Actor, Client]:
    """Each of the cast, and somebody signed out."""
    member: Member | None = getattr(town, request.param, None)
    return (VISITOR, town.out) if member is None else (member.person, member.client)


Reader = tuple[Actor, Client]


@pytest.mark.slow
def test_posts(reader: Reader, town: Town) -> None:
    actor, browser = reader
    seen = set(Post.objects.visible_to(actor).values_list("pk", flat=True))
    assert {pk for pk in Post.objects.values_list("pk", flat=True) if _gives(browser, f"/p/{pk}/")} == seen


@pytest.mark.slow
def test_versions_and_the_pictures_in_them(reader: Reader, town: Town) -> None:
    actor, browser = reader
    seen = set(Version.objects.visible_to(actor).values_list("post_id", "number"))
    for post in Post.objects.all():
        page = browser.get(f"/p/{post.pk}/history/")
        words = page.content.decode() if page.status_code == 200 else ""
        for version in post.versions.all():
            assert (f'id="v{version.number}"' in words) == ((post.pk, version.number) in seen)
    shown = set(Attachment.objects.visible_to(actor).values_list("media_id", flat=True))
    pictures = {
        media.pk
        for media in Media.objects.filter(state="clean")
        if _gives(browser, f"/pictures/{media.pk}/{media.renditions[0]['name']}")
    }
    own = set(Media.objects.visible_to(actor).filter(state="clean").values_list("pk", flat=True))
    own |= set(LibraryPicture.objects.visible_to(actor).values_list("media_id", flat=True))
    assert pictures == {pk for pk in shown if Media.objects.get(pk=pk).state == "clean"} | own
    assert set(Mention.objects.visible_to(actor).values_list("post_id", flat=True)) <= set(
        Post.objects.visible_to(actor).values_list("pk", flat=True)
    )


@pytest.mark.slow
def test_faces(reader: Reader, town: Town) -> None:
    actor, browser = reader
    seen = set(Profile.objects.visible_to(actor).values_list("handle", flat=True))
    assert {one for one in Profile.objects.values_list("handle", flat=True) if _gives(browser, f"/@{one}/")} == seen


@pytest.mark.slow
def test_reviews_and_reports(reader: Reader, town: Town) -> None:
    actor, browser = reader
    seen = set(Review.objects.visible_to(actor).values_list("pk", flat=True))
    given = {
        pk
        for pk in Review.objects.values_list("pk", flat=True)
        if _gives(browser, f"/review/{pk}/") or _gives(browser, f"/review/{pk}/decision/")
    }
    assert given == seen
    told = _in(browser, [f"/review/{town.report.review_id}/"], "Look here.") or _in(
        browser, ["/reports/"], "Something else"
    )
    assert Report.objects.visible_to(actor).filter(pk=town.report.pk).exists() == told


@pytest.mark.slow
def test_questions_about_rules(reader: Reader, town: Town) -> None:
    actor, browser = reader
    seen = set(EthicsQuery.objects.visible_to(actor).values_list("pk", flat=True))
    assert {pk for pk in EthicsQuery.objects.values_list("pk", flat=True) if _gives(browser, f"/ethics/{pk}/")} == seen


@pytest.mark.slow
def test_credentials_seats_and_invitations(reader: Reader, town: Town) -> None:
    actor, browser = reader
    for credential in Credential.objects.all():
        paths = [f"/you/credentials/{credential.pk}", f"/you/credentials/{credential.pk}/decide"]
        seen = Credential.objects.visible_to(actor).filter(pk=credential.pk).exists()
        # Nobody decides on their own; whoever answers for it and stated it meets it on their own page.
        assert seen == any(_gives(browser, path) for path in paths), (credential.number, actor)
    members = ["/you/organisations/harbour/members", "/you/organisations/larkmoor/members"]
    for seat in Seat.objects.exclude(organisation=None).select_related("account"):
        shown = _in(browser, members, seat.account.email)
        own = getattr(actor, "account", None) == seat.account_id
        assert Seat.objects.visible_to(actor).filter(pk=seat.pk).exists() == (shown or own), seat.account.email
    invited = Invitation.objects.visible_to(actor).filter(pk=town.invitation.pk).exists()
    assert invited == _in(browser, members, town.invitation.email)
    given = Office.objects.visible_to(actor).filter(pk=town.office.pk).exists()
    assert given == (
        _in(browser, ["/you/organisations/harbour/offices"], town.olu.account.email) or actor == town.olu.person
    )
    for place in Organisation.objects.all():
        seen = Organisation.objects.visible_to(actor).filter(pk=place.pk).exists()
        assert seen == _gives(browser, f"/you/organisations/{place.slug}/members")


def test_what_is_for_one_person_alone(reader: Reader, town: Town) -> None:
    actor, _browser = reader
    seat, profile = getattr(actor, "seat", None), getattr(actor, "profile", None)
    for model, owner, mine in (
        (Notice, "seat_id", seat),
        (Grant, "seat_id", seat),
        (Draft, "seat_id", seat),
        (ProfileChange, "seat_id", seat),
        (Media, "owner_id", seat),
        (Lesson, "seat_id", seat),
        (Saved, "profile_id", profile),
        (Thanks, "profile_id", profile),
        (Distance, "keeper_id", profile),
    ):
        rows = model._default_manager.all()
        assert set(rows.visible_to(actor)) == set(rows.filter(**{owner: mine}) if mine else []), model  # type: ignore[attr-defined]
    for tie in ChosenPerson.objects.visible_to(actor):
        assert profile in {tie.chooser_id, tie.chosen_id}
    assert ChosenPerson.objects.visible_to(actor).exists() == (
        actor in {town.sam.person, town.fay.person, town.lena.person}
    )
    for follow in Follow.objects.visible_to(actor):
        assert profile in {follow.follower_id, follow.followed_id}


def test_jobs_see_everything_but_what_is_nobodys_business(town: Town) -> None:
    job = System("tests")
    for model in apps.get_models():
        rows = model._default_manager.all()
        if not hasattr(rows, "visible_to"):
            continue
        seen = rows.visible_to(job).count()
        assert seen == (0 if model in {Draft, Saved, Lesson} else rows.count()), model


def test_what_a_patient_is_asked(reader: Reader, town: Town) -> None:
    actor, browser = reader
    seen = set(Question.objects.visible_to(actor).values_list("pk", flat=True))
    given = {
        pk for pk in Question.objects.values_list("pk", flat=True) if _gives(browser, f"/you/consent/questions/{pk}/")
    }
    assert given == seen
    assert seen <= set(Question.objects.values_list("pk", flat=True) if actor in _near(town) else ())
    terms = set(Terms.objects.visible_to(actor).values_list("pk", flat=True))
    assert terms >= set(Question.objects.filter(pk__in=seen).values_list("terms_id", flat=True))
    assert bool(terms) == (actor in _near(town))


def _near(town: Town) -> tuple[object, ...]:
    """Lena, whom her team asked, and who serves in it."""
    return (town.lena.person, town.ivo.person, *_serving(town))


def _serving(town: Town) -> list[object]:
    serve = set(Membership.objects.serving().filter(team=town.team).values_list("seat_id", flat=True))
    return [one.person for one in town.cast if one.person.seat in serve]
