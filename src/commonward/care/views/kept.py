"""Words that somebody wrote in care where they can not send them now: to read, to take elsewhere, to throw away."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from commonward.care import access, composing
from commonward.care.actions import drafts
from commonward.care.models import MessageDraft
from commonward.kernel import limits
from commonward.kernel.access import Permission, deny
from commonward.kernel.actor import Person
from commonward.kernel.errors import Denied, NotFound
from commonward.people.requests import PersonRequest, for_persons


@require_http_methods(["GET", "HEAD", "POST"])
@for_persons
def kept(request: PersonRequest, pk: int) -> HttpResponse:
    """One's own words, why they can not be sent, and where to go on. Where they can be, that page has them."""
    draft = drafts.get(request.actor, pk)
    address, permission = _place(request.actor, draft)
    if request.method == "POST":
        limits.spend(limits.GESTURE, request.actor)
        drafts.throw_away(draft)
        messages.success(request, _("Your words are thrown away."))
        return redirect(address or "care:home")
    if permission and address:
        return redirect(address)
    context = {
        "refusal": permission,
        "kept": draft,
        "words": composing.words_kept(draft),
        "back": reverse("care:home"),
        "back_name": _("Care"),
        "title": _("Kept, and not sent"),
    }
    return render(request, "care/kept.html", context)


def _place(person: Person, draft: MessageDraft) -> tuple[str, Permission]:
    """Where these words belong, "" where that is closed to their author, and whether they may be sent there now."""
    try:
        if draft.thread_id is not None:
            thread = access.get_thread(person, draft.thread_id)
            return reverse("care:thread", args=[thread.pk]), access.may_write(person, thread)
        relationship = access.get_relationship(person, draft.relationship_id)
        permission = access.may_open(person, relationship)
        return reverse("care:new_thread", args=[relationship.pk]) if permission else "", permission
    except Denied as refusal:
        return "", deny(refusal.sentence, ways=refusal.ways)
    except NotFound:
        return "", deny(_("Where you wrote them is no longer open to you."))
