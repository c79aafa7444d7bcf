"""Connecting an application: what it asks for, the person's answer, its tokens; and the list of registered ones."""

import json
from typing import Final

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.views import redirect_to_login
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST, require_safe

from commonward.fhir import access, actions, oauth, queries, scopes
from commonward.fhir.oauth import Asked, Refused
from commonward.kernel.access import require
from commonward.kernel.actor import VISITOR
from commonward.kernel.errors import NotFound, Unacceptable
from commonward.kernel.limits import Limit, spend
from commonward.kernel.sealing import seal, unseal
from commonward.people.proof import ask_proof, is_proven
from commonward.people.requests import PersonRequest, for_persons
from commonward.people.views.seats import get_or_post

CONNECT: Final = Limit("connect", times=30, seconds=3600)
#: From one address, by programs: a hospital's people share one.
TOKENS: Final = Limit("tokens", times=240, seconds=60)
_KEY: Final = "connect"  # in the session, while somebody signs in first
_PURPOSE: Final = "connect"
_LONGEST: Final = 4000


@require_safe
def authorize(request: HttpRequest) -> HttpResponseBase:
    """Where an application sends people (RFC 6749, section 4.1.1). Leads to signing in first, then to the question."""
    query = request.META.get("QUERY_STRING", "")
    if query:
        request.session[_KEY] = query[:_LONGEST]
    if not request.user.is_authenticated:
        # The request waits in the session: an address to come back to must not carry what somebody else put there.
        return redirect(redirect_to_login(request.path).url)
    return _examined(request)


@for_persons
def _examined(request: PersonRequest) -> HttpResponse:
    query = request.session.pop(_KEY, "")
    if not query:
        raise NotFound(_("An application sends people here. Open it, and connect it from there."))
    asked = _asked(request, query)
    if isinstance(asked, HttpResponse):
        return asked
    sealed = seal(query, purpose=_PURPOSE, reader=str(request.actor.account))
    return redirect("connect:asked", asked=sealed)


@get_or_post
@for_persons
def asked(request: PersonRequest, asked: str) -> HttpResponse:
    """What an application asks for, to be let or refused. The seat one acts in is the one that it would read in."""
    query = unseal(asked, purpose=_PURPOSE, reader=str(request.actor.account))
    if query is None:
        raise NotFound(_("There is nothing to decide here any more. Open the application, and connect it from there."))
    wants = _asked(request, query)
    if isinstance(wants, HttpResponse):
        return wants
    if request.method == "POST" and "refuse" in request.POST:
        return wants.answer([])
    if not is_proven(request):
        # Proof is asked before the page is shown: after the form, the browser would not follow us out of this site.
        return _prove(request)
    client = queries.client_with(wants.client_id)
    chosen = [one for one in wants.scopes if one in request.POST.getlist("scopes")]
    error = ""
    if request.method == "POST":
        spend(CONNECT, request.actor, request)
        if chosen:
            with transaction.atomic():
                actions.connect(request.actor, client, scopes=chosen)
                return wants.answer(chosen)
        error = _("Choose at least one thing that it may read, or refuse.")
    context = {
        "client": client,
        "host": wants.redirect_uri.removeprefix("https://").partition("/")[0],
        "scopes": [(name, label, not error) for name, label in scopes.words(wants.scopes)],
        "error": error,
        "asked": asked,
        "seat": request.seat,
    }
    response = render(request, "fhir/asked.html", context, status=422 if error else 200)
    # The answer to this form leads out, to where the application is; a strict policy would stop the browser there.
    response._csp_update = {"form-action": [f"https://{context['host']}"]}  # type: ignore[attr-defined]  # as django-csp reads it
    return response


def _prove(request: PersonRequest) -> HttpResponse:
    if request.method == "POST":
        return redirect(request.path)
    ask_proof(request)
    return redirect(request.path)


def _asked(request: HttpRequest, query: str) -> Asked | HttpResponse:
    """What is asked for, or the way back for what will not be done. Raises Unacceptable where there is none."""
    try:
        wants = Asked(request, query)
    except Refused as refused:
        if refused.to:
            return oauth.back(refused.to)
        raise Unacceptable(
            _("This place does not know the application that sent you, or not from there. Tell those who make it.")
        ) from None
    if wants.audience() not in {"", base(), f"{base()}/"}:
        return wants.refuse("invalid_request")
    return wants


def base() -> str:
    """The address of FHIR here."""
    return f"{settings.SITE_URL}/fhir"


# --- For programs -------------------------------------------------------------------------------------------------
@csrf_exempt
@require_POST
def token(request: HttpRequest) -> HttpResponse:
    """Tokens for a code or a refresh token (RFC 6749, sections 4.1.3 and 6)."""
    spend(TOKENS, VISITOR, request)
    return oauth.token_answer(request)


@csrf_exempt
@require_POST
def revoke(request: HttpRequest) -> HttpResponse:
    """An application gives a token back (RFC 7009)."""
    spend(TOKENS, VISITOR, request)
    return oauth.revocation_answer(request)


@require_safe
def smart_configuration(request: HttpRequest) -> HttpResponse:
    """What of SMART App Launch is true here: connecting by PKCE and reading. No launch, no sign-on by OpenID."""
    told = {
        "authorization_endpoint": f"{settings.SITE_URL}{reverse('connect:authorize')}",
        "token_endpoint": f"{settings.SITE_URL}{reverse('connect:token')}",
        "revocation_endpoint": f"{settings.SITE_URL}{reverse('connect:revoke')}",
        "grant_types_supported": ["authorization_code"],
        "response_types_supported": ["code"],
        "code_challenge_methods_supported": ["S256"],
        "token_endpoint_auth_methods_supported": ["none"],
        "scopes_supported": scopes.every(),
        "capabilities": ["client-public", "permission-patient", "permission-user", "permission-v1"],
    }
    return HttpResponse(json.dumps(told), content_type="application/json")


# --- Taking it back, and the list ---------------------------------------------------------------------------------
@require_POST
@for_persons
def disconnect(request: PersonRequest, pk: int) -> HttpResponse:
    """Take back what an application may read."""
    actions.disconnect(request.actor, pk)
    messages.success(request, _("It may read nothing here any more."))
    return redirect("people:applications")


@get_or_post
@for_persons
def registered(request: PersonRequest) -> HttpResponse:
    """The applications that people may connect; a form for one more."""
    require(access.may_register(request.actor))
    name, addresses, errors = request.POST.get("name", ""), request.POST.get("addresses", ""), {}
    if request.method == "POST":
        ask_proof(request)
        spend(CONNECT, request.actor, request)
        try:
            actions.register(request.actor, name=name, addresses=addresses)
        except Unacceptable as refusal:
            errors = {refusal.field: refusal.sentence}
        else:
            messages.success(request, _("People can connect it now. Give its number below to those who make it."))
            return redirect("connect:registered")
    clients = [(one, one.redirect_uris.split()) for one in queries.registered()]
    context = {"clients": clients, "name": name, "addresses": addresses, "errors": errors, "base": base()}
    return render(request, "fhir/registered.html", context, status=422 if errors else 200)


@get_or_post
@for_persons
def remove(request: PersonRequest, pk: int) -> HttpResponse:
    """Say what taking an application away means, and do it."""
    require(access.may_register(request.actor))
    client = next((one for one in queries.registered() if one.pk == pk), None)
    if client is None:
        raise NotFound(_("There is no such application."))
    if request.method == "POST":
        ask_proof(request)
        actions.remove(request.actor, pk)
        messages.success(request, _("It is gone, and reads nothing here any more."))
        return redirect("connect:registered")
    return render(request, "fhir/remove.html", {"client": client})
