"""What staff do with what waits: hand a conversation over, take up an alert."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from commonward.care import access, standing
from commonward.care.actions import alerts, otherwise, turns
from commonward.care.models import Alert, Thread
from commonward.kernel.access import require
from commonward.kernel.errors import Conflict, NotFound, Unacceptable
from commonward.kernel.limits import Limit, spend
from commonward.people.requests import PersonRequest, for_persons

TURN = Limit("turn", times=240, seconds=3600)


@require_http_methods(["GET", "HEAD", "POST"])
@for_persons
def hand_over(request: PersonRequest, pk: int) -> HttpResponse:
    """Give what waits to a colleague of the team: who is there, and who has how much already. Or it was answered."""
    thread = access.get_thread(request.actor, pk)
    require(access.may_decide(request.actor, thread.relationship))
    error = ""
    if request.method == "POST":
        spend(TURN, request.actor, request)
        try:
            messages.success(request, _done(request, thread))
        except (Unacceptable, Conflict) as refusal:
            error = refusal.sentence
        else:
            return redirect("care:thread", pk=pk)
    context = {
        "thread": thread,
        "standing": standing.of_turn(request.actor, thread.turn),
        "people": standing.burden(request.actor, thread.relationship.team_id),
        "error": error,
        "title": _("Hand this over"),
    }
    return render(request, "care/hand_over.html", context, status=422 if error else 200)


def _done(request: PersonRequest, thread: Thread) -> str:
    """Give it to somebody, or note that it was answered in another way; what to say of it."""
    if request.POST.get("do") == "otherwise":
        otherwise.answered(request.actor, thread)
        return _("It is noted. Nobody waits for an answer here any more, and the patient is told.")
    seat = request.POST.get("seat", "")
    turns.hand_over(request.actor, thread, int(seat) if seat.isdecimal() and len(seat) < 19 else 0)
    return _("It is handed over. They are told.")


@require_POST
@for_persons
def take(request: PersonRequest, pk: int) -> HttpResponse:
    """Say that one has an alert."""
    alert = Alert.objects.visible_to(request.actor).select_related("message").filter(pk=pk).first()
    if alert is None:
        raise NotFound(_("There is nothing here for you."))
    spend(TURN, request.actor, request)
    try:
        alerts.take(request.actor, alert)
    except Conflict as refusal:
        messages.error(request, refusal.sentence)
    else:
        messages.success(request, _("You have it. The patient sees that somebody takes care of it."))
    return redirect("care:thread", pk=alert.message.thread_id)
