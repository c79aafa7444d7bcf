"""Numbers to call or text, for everybody and at any time; and what an author says of the help card."""

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from commonward.oversight import access, crisis, helplines
from commonward.people import countries
from commonward.people.requests import ActorRequest, PersonRequest, for_persons, next_url


@require_safe
def help_now(request: ActorRequest) -> HttpResponse:
    """The numbers of one's country first, then those of every other. Works without script, seat and guard."""
    language = request.GET.get("lang", "")
    chosen = request.GET.get("country", "")
    context: dict[str, object] = {
        "everywhere": helplines.everywhere(language),
        "checked": helplines.checked(language),
        "title": helplines.title(language),
        "countries": [("", ""), *countries.choices()],
        "country": chosen,
        "languages": helplines.languages(),
        "lang": language if language in helplines.directory().languages else "",
    }
    if chosen in countries.COUNTRIES or language:
        context["here"] = helplines.for_reader(chosen or _stated(request), language)
    return render(request, "oversight/help_now.html", context)


def _stated(request: ActorRequest) -> str:
    return request.user.country if request.user.is_authenticated else ""


@require_POST
@for_persons
def said_of_help(request: PersonRequest, pk: int) -> HttpResponse:
    """The author closes the card that stands with a text that they sent, or says that it does not fit."""
    access.get_own_help(request.actor, pk)
    crisis.say(request.actor, pk, crisis.said(request.POST.get("help-close", "")))
    return redirect(next_url(request, reverse("community:home")))
