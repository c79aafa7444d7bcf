"""Signing in by an organisation's own server: the way there and back, and setting it."""

from typing import Final

from allauth.account.internal.flows.reauthentication import resume_request
from allauth.account.utils import perform_login
from django.contrib import messages
from django.contrib.auth import logout
from django.db import transaction
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST, require_safe

from commonward.kernel import clock, ledger, limits
from commonward.kernel.access import require
from commonward.kernel.actor import VISITOR, System
from commonward.kernel.errors import Conflict, Denied, NotFound
from commonward.kernel.limits import Limit
from commonward.kernel.logs import log_event
from commonward.kernel.ref import Ref
from commonward.people import access, actions, queries
from commonward.people.actions.signing_on import Wish
from commonward.people.middleware import SEAT_KEY
from commonward.people.models import Organisation, SignOn, SignOnConnection
from commonward.people.proof import COUNTS_SECONDS, ask_proof, is_proven
from commonward.people.requests import (
    AccountRequest,
    ActorRequest,
    PersonRequest,
    for_accounts,
    for_persons,
    next_url,
)
from commonward.people.sign_on_forms import NewcomerForm, SignOnForm
from commonward.people.signon import endings, flow, sessions
from commonward.people.signon.claims import LEEWAY_SECONDS, Claims
from commonward.people.signon.failures import FAILURES, SignOnFailed
from commonward.people.views.seats import get_or_post

SIGN_ON: Final = Limit("sign_on", times=60, seconds=60)  # a ward shares one address
#: From one address: a server may end a whole shift at once.
OVER: Final = Limit("sign_on_over", times=600, seconds=60)
SET: Final = Limit("set_sign_on", times=20, seconds=600)

#: In the session: whom a server named, until they said what to do with it.
_PENDING: Final = "sign_on_pending"
_PENDING_SECONDS: Final = 900
_JOB: Final = System("sign-on")


@never_cache
@require_safe
def begin(request: ActorRequest, slug: str) -> HttpResponse:
    """To the organisation's server."""
    limits.spend(SIGN_ON, request.actor, request)
    sign_on = access.get_open_sign_on(slug)
    try:
        return flow.lead_there(request, sign_on, process=flow.LOGIN, next_url=next_url(request, ""))
    except SignOnFailed as failed:
        return _failed(request, sign_on.organisation, failed)


@never_cache
@require_safe
def back(request: ActorRequest, slug: str) -> HttpResponse:
    """Back from it: signed in, or asked what to do, or told what went wrong."""
    limits.spend(SIGN_ON, request.actor, request)
    sign_on = access.get_open_sign_on(slug)
    try:
        state, claims = flow.read_answer(request, sign_on)
        ties = SignOnConnection.objects.visible_to(_JOB).filter(sign_on=sign_on, subject=claims.subject)
        tie = ties.select_related("account").first()
        wanted = str(state.get("next") or "")
        if state.get("process") == flow.AGAIN:
            return _shown_again(request, tie, claims, wanted)
        if tie is None:
            return _ask_newcomer(request, sign_on, claims)
        return _signed_in(request, sign_on, tie, claims, wanted)
    except SignOnFailed as failed:
        return _failed(request, sign_on.organisation, failed)


@csrf_exempt  # a server sends it, and what it sends is signed
@never_cache
@require_POST
def over(request: ActorRequest, slug: str) -> HttpResponse:
    """The server says that a session there is over (OpenID Connect Back-Channel Logout 1.0, sections 2.5 to 2.8).

    Whatever does not hold is answered alike, with 400 and no more; why is in the log.
    """
    limits.spend(OVER, VISITOR, request)
    try:
        sign_on = access.get_open_sign_on(slug)
        told = endings.read(request.POST.get("logout_token", ""), issuer=sign_on.issuer, client_id=sign_on.client_id)
        if not actions.end_by_server(sign_on, told):
            raise SignOnFailed("again")
    except NotFound:
        return JsonResponse({"error": "invalid_request"}, status=400)
    except SignOnFailed as failed:
        log_event("sign_on.over_refused", organisation=sign_on.organisation_id, reason=failed.code)
        return JsonResponse({"error": "invalid_request"}, status=400)
    return HttpResponse()


@never_cache
@get_or_post
def new(request: ActorRequest) -> HttpResponse:
    """An account for somebody whom the server named and nobody here knows."""
    pending, sign_on = _pending(request)
    if pending is None or sign_on is None:
        return _gone(request)
    if request.user.is_authenticated or queries.has_account(str(pending["email"])):
        return redirect("people:sign_on_connect")
    form = NewcomerForm(request, request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        subject, email, band = str(pending["subject"]), str(pending["email"]), form.cleaned_data["band"]
        account = form.attempt(lambda: actions.open_by_sign_on(sign_on, subject=subject, email=email, band=band))
        if account is not None:
            del request.session[_PENDING]
            claim = sessions.claim(
                sign_on.organisation_id,
                proven_at=_int(pending, "proven_at"),
                factor=pending.get("factor") is True,
                session=str(pending.get("session") or ""),
            )
            return _let_in(request, account, claim, reverse("community:face"))
    context = {"form": form, "organisation": sign_on.organisation, "email": pending["email"], "sign_on": sign_on}
    return render(request, "people/sign_on_new.html", context, status=422 if form.errors else 200)


@never_cache
@get_or_post
def connect(request: ActorRequest) -> HttpResponse:
    """Connect an account that is here already, once its owner has shown that it is theirs."""
    pending, sign_on = _pending(request)
    if pending is None or sign_on is None:
        return _gone(request)
    if request.method == "POST" and request.user.is_authenticated:
        if sessions.place_of(request.session) is not None:
            raise Denied(_("Sign out, then sign in by your own way. Only so can you connect your account."))
        ask_proof(request)
        actions.connect_sign_on(request.user, sign_on, str(pending["subject"]))
        del request.session[_PENDING]
        messages.success(request, _("Connected. From now on you can sign in by your organisation, too."))
        return redirect("people:sign_ons")
    context = {
        "organisation": sign_on.organisation,
        "email": pending["email"],
        "here": reverse("people:sign_on_connect"),
    }
    return render(request, "people/sign_on_connect.html", context)


@never_cache
@require_safe
@for_accounts
def again(request: AccountRequest) -> HttpResponse:
    """Show once more who sits here, at the server that is one's way in; then go on with what was asked."""
    if is_proven(request):
        return resume_request(request) or redirect("people:settings")
    limits.spend(SIGN_ON, request.actor, request)
    place = queries.way_in_of(request.user.pk)
    if place is None:
        return redirect("account_reauthenticate")
    sign_on = access.get_open_sign_on(place.slug)
    here = f"{reverse('people:sign_on_again')}?{urlencode({'next': next_url(request, '/')})}"
    try:
        return flow.lead_there(request, sign_on, process=flow.AGAIN, next_url=here)
    except SignOnFailed as failed:
        return _failed(request, place, failed)


@get_or_post
@for_persons
def own(request: PersonRequest) -> HttpResponse:
    """The servers that one's account is connected with."""
    if request.method == "POST":
        which = request.POST.get("end", "")
        ask_proof(request)
        if which.isascii() and which.isdigit() and len(which) < 20:
            actions.disconnect_sign_on(request.actor, int(which))
        messages.success(request, _("It is not connected any more."))
        return redirect("people:sign_ons")
    ties = list(queries.sign_ons_of(request.actor))
    held = {tie.sign_on.organisation_id for tie in ties}
    place = request.seat.organisation
    offered = None
    if place is not None and place.pk not in held and place.slug in dict(queries.sign_ons_open()):
        offered = place
    has_own_way = request.user.has_usable_password()
    context = {"ties": ties, "offered": offered, "has_own_way": has_own_way}
    return render(request, "people/sign_ons.html", context)


@get_or_post
@for_persons
def organisation(request: PersonRequest, slug: str) -> HttpResponse:
    """Set by which server an organisation's people sign in; turn it on and off."""
    place = access.get_organisation(request.actor, slug)
    require(access.may_set_sign_on(request.actor, place))
    sign_on = SignOn.objects.visible_to(request.actor).filter(organisation=place).first()
    wanted = request.POST.get("do", "")
    if request.method == "POST":
        limits.spend(SET, request.actor, request)
        ask_proof(request)
    if request.method == "POST" and wanted in {"on", "off"}:
        return _turn(request, place, on=wanted == "on")
    form = SignOnForm(request.POST if request.method == "POST" else None, initial=SignOnForm.initial_of(sign_on))
    if request.method == "POST" and form.is_valid():
        given = dict(form.cleaned_data)
        seen = given.pop("seen")
        form.attempt(lambda: actions.set_sign_on(request.actor, place, Wish(**given), seen=seen))
        if not form.errors:
            messages.success(request, _("It is kept. Look at it, then turn it on."))
            return redirect("people:organisation_sign_on", slug=slug)
    context = {
        "form": form,
        "organisation": place,
        "sign_on": sign_on,
        "callback": flow.callback_url(place.slug),
        "over": flow.over_url(place.slug),
    }
    return render(request, "people/organisation_sign_on.html", context, status=422 if form.errors else 200)


def _turn(request: PersonRequest, place: Organisation, *, on: bool) -> HttpResponse:
    try:
        actions.turn_sign_on(request.actor, place, on=on)
    except Conflict as refusal:
        messages.error(request, _("It is not on: %(why)s") % {"why": refusal.sentence})
    else:
        done = (
            _("It is on: the page to sign in has a button for it.") if on else _("It is off, and ends what came by it.")
        )
        messages.success(request, done)
    return redirect("people:organisation_sign_on", slug=place.slug)


def _signed_in(
    request: ActorRequest, sign_on: SignOn, tie: SignOnConnection, claims: Claims, wanted: str
) -> HttpResponse:
    if not tie.account.is_active:
        raise SignOnFailed("closed")
    seats = queries.open_seats(tie.account_id).filter(organisation=sign_on.organisation_id)
    if not seats.exists():
        raise SignOnFailed("no_seat")
    SignOnConnection.objects.visible_to(_JOB).filter(pk=tie.pk).update(used_at=clock.now())
    factor = claims.has_factor and sign_on.counts_factor
    claim = sessions.claim(
        sign_on.organisation_id,
        proven_at=_at_most_now(claims.proven_at),
        factor=factor,
        session=sessions.digest(sign_on.pk, claims.session),
    )
    return _let_in(request, tie.account, claim, wanted or None)


def _let_in(request: ActorRequest, account: object, claim: sessions.Claim, wanted: str | None) -> HttpResponse:
    """By allauth, so that a second step is asked for and everything is on record."""
    if request.user.is_authenticated:
        logout(request)
    request.session.pop(SEAT_KEY, None)
    answer: HttpResponse = perform_login(
        request, account, email_verification="none", redirect_url=wanted, signal_kwargs={"sign_on": claim}
    )
    return answer


def _shown_again(request: ActorRequest, tie: SignOnConnection | None, claims: Claims, wanted: str) -> HttpResponse:
    if tie is None or not request.user.is_authenticated or tie.account_id != request.user.pk:
        raise SignOnFailed("somebody_else")
    proven_at = _at_most_now(claims.proven_at)
    if proven_at <= int(clock.now().timestamp()) - min(COUNTS_SECONDS, LEEWAY_SECONDS * 2):
        raise SignOnFailed("not_fresh")
    sessions.prove(request, proven_at)
    return redirect(wanted or "people:settings")


def _ask_newcomer(request: ActorRequest, sign_on: SignOn, claims: Claims) -> HttpResponse:
    request.session[_PENDING] = {
        "sign_on": sign_on.pk,
        "subject": claims.subject,
        "email": claims.email,
        "factor": claims.has_factor and sign_on.counts_factor,
        "proven_at": _at_most_now(claims.proven_at),
        "session": sessions.digest(sign_on.pk, claims.session),
        "until": int(clock.now().timestamp()) + _PENDING_SECONDS,
    }
    known = request.user.is_authenticated or queries.has_account(claims.email)
    return redirect("people:sign_on_connect" if known else "people:sign_on_new")


def _pending(request: HttpRequest) -> tuple[dict[str, object] | None, SignOn | None]:
    kept = request.session.get(_PENDING)
    if not isinstance(kept, dict) or _int(kept, "until") < int(clock.now().timestamp()):
        return None, None
    found = SignOn.objects.visible_to(_JOB).filter(pk=_int(kept, "sign_on"), is_on=True)
    return kept, found.select_related("organisation").first()


def _gone(request: HttpRequest) -> HttpResponse:
    request.session.pop(_PENDING, None)
    messages.info(request, _("That was begun too long ago. Nothing happened; begin once more."))
    return redirect("people:settings" if request.user.is_authenticated else "account_login")


def _failed(request: ActorRequest, place: Organisation, failed: SignOnFailed) -> HttpResponse:
    failure = FAILURES[failed.code]
    log_event("sign_on.failed", organisation=place.pk, reason=failed.code)
    if failed.code not in {"state", "cancelled"}:
        with transaction.atomic():
            ledger.record(
                VISITOR, "sign_on.failed", Ref("organisation", place.pk), outcome="refused", reason=failed.code
            )
    context = {"organisation": place, "failure": failure, "signed_in": request.user.is_authenticated}
    return render(request, "people/sign_on_failed.html", context, status=failure.status)


def _at_most_now(at: int) -> int:
    """A server whose clock is ahead does not prove anything for longer."""
    return min(at, int(clock.now().timestamp()))


def _int(kept: dict[str, object], name: str) -> int:
    found = kept.get(name)
    return found if isinstance(found, int) else 0
