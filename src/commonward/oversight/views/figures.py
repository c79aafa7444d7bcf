"""How often the guard was wrong, for those who answer for it."""

from datetime import timedelta
from typing import Final

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from commonward.kernel import clock
from commonward.kernel.access import require
from commonward.oversight import access, showing
from commonward.oversight.alarms import FEWEST
from commonward.oversight.alarms import alarms as counted
from commonward.people.requests import PersonRequest, for_persons
from commonward.ui.shapes import Tab

_RECENT: Final = timedelta(days=30)


@require_safe
@for_persons
def alarms(request: PersonRequest) -> HttpResponse:
    """For each rule and policy version: what stood, what authors objected to, what reviewers made of it."""
    require(access.may_review(request.actor))
    every = request.GET.get("when") == "all"
    rules = showing.catalogue().rules
    found = counted(request.actor, since=None if every else clock.now() - _RECENT)
    rows = [
        (alarm, rules[alarm.rule].title if alarm.rule in rules else alarm.rule, showing.rule_url(alarm.rule))
        for alarm in found
    ]
    here = reverse("oversight:alarms")
    context = {
        "rows": rows,
        "fewest": FEWEST,
        "tabs": [
            Tab(here, _("Last 30 days"), current=not every),
            Tab(f"{here}?when=all", _("Since the beginning"), current=every),
        ],
        "title": _("False alarms"),
    }
    return render(request, "oversight/alarms.html", context)
