"""What the checker told somebody: a page for them alone."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from commonward.oversight import lessons, showing
from commonward.oversight.models import Lesson
from commonward.people.requests import PersonRequest, for_persons


@require_http_methods(["GET", "HEAD", "POST"])
@for_persons
def told(request: PersonRequest) -> HttpResponse:
    """One's own counts by rule; sending the form throws them away."""
    if request.method == "POST":
        lessons.forget_all(request.actor)
        messages.success(request, _("It is gone. Nobody else ever saw it."))
        return redirect("oversight:told")
    words = dict(Lesson.Outcome.choices)
    rows = [
        (one, showing.rule_url(one.rule), [(words[outcome], times) for outcome, times in one.outcomes])
        for one in lessons.told_to(request.actor)
    ]
    return render(request, "oversight/told.html", {"rows": rows, "title": _("What the checker told you")})
