"""The public page of what was decided here, in numbers."""

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from commonward.oversight import transparency as numbers
from commonward.people.requests import ActorRequest


@require_safe
def transparency(request: ActorRequest) -> HttpResponse:
    """By month, without anybody in it. For everybody, signed in or not."""
    context = {"tables": numbers.tables(), "fewest": numbers.FEWEST, "title": _("What was decided here")}
    return render(request, "oversight/transparency.html", context)
