"""Asking an ethics reviewer about words that were sent, and what they answered."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from commonward.community import access, asking, queries
from commonward.kernel import limits
from commonward.kernel.errors import NotFound, Refusal
from commonward.oversight import showing
from commonward.people.requests import PersonRequest, for_persons


@require_http_methods(["GET", "HEAD", "POST"])
@for_persons
def questions(request: PersonRequest, pk: int) -> HttpResponse:
    """The newest words of one's own post with what was found in them; from each finding one can ask."""
    post = access.get_own_post(request.actor, pk)
    version = queries.latest_version(post)
    if version is None:
        raise NotFound(_("There are no words here."))
    error, status = "", 200
    if request.method == "POST":
        limits.spend(limits.GESTURE, request.actor)
        try:
            if asking.answer_sent(request.actor, version, request.POST):
                messages.success(request, asking.said(request.POST))
            return redirect("community:questions", pk=pk)
        except Refusal as refusal:
            error, status = refusal.sentence, refusal.status
    check = showing.check_of_screening(version.text, version.screening)
    context = {
        "check": asking.beside_sent(request.actor, version, check, request.POST),
        "back": post,
        "error": error,
        "title": _("Ask about what was found"),
    }
    return render(request, "community/questions.html", context, status=status)
