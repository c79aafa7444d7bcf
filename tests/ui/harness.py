"""A small site for tests of the composer: it finds a few words, keeps a draft, and shows what was published.

It stands for the pages that other apps build, so that the front end is tried against the contract and nothing else.
"""

import copy
import re
import time
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.template import engines
from django.urls import include, path

from commonward.ui import composing, findings
from commonward.ui.composing import Composer
from commonward.ui.shapes import Audience, Face

PAGE = """{% extends "ui/base.html" %}{% load ui %}
{% block title %}Write{% endblock %}
{% block lead %}<h1 class="unseen">Write</h1>{% include "ui/composer/form.html" %}{% endblock %}
{% block side %}{% include "ui/composer/beside.html" %}{% endblock %}
{% block main %}<p class="soft">Nothing else is here.</p>{% endblock %}"""

RULES = (
    (r"Mrs\. Ferriman", "block", "phi.name", "This names a patient", "One of our patients", "Use her role"),
    (r"non-compliant", "warn", "stigma.language", "“Non-compliant” blames", "not able to take it", "Use these words"),
    (r"the harpist", "hold", "phi.indirect", "Neighbours may know who this is", "a musician", "Use “a musician”"),
    (r"plenty of water", "note", "claims.false", "Not right for everyone", "some water", "Use these words"),
)


@dataclass
class State:
    """What a test may look at and change."""

    drafts: list[str] = field(default_factory=list)
    published: list[str] = field(default_factory=list)
    reasons: dict[str, str] = field(default_factory=dict)
    checks: int = 0
    check_status: int = 200
    late_about: str = ""
    draft_status: int = 204
    signed_out: bool = False


STATE = State()


@dataclass(frozen=True, slots=True)
class Edit:
    """An edit as the guard gives it."""

    start: int
    end: int
    text: str


@dataclass(frozen=True, slots=True)
class Fix:
    """A fix as the guard gives it."""

    label: str
    edits: tuple[Edit, ...]


@dataclass(frozen=True, slots=True)
class Finding:
    """A finding as the guard gives it."""

    rule: str
    start: int | None
    end: int | None
    decision: str
    title: str
    reason: str = "Because of this."
    source: str = "A source"
    fixes: tuple[Fix, ...] = ()
    media: int | None = None


def alone(static_root: Path) -> dict[str, Any]:
    """Settings under which the design system stands alone: these urls, its own frame, files served as they are."""
    templates = copy.deepcopy(settings.TEMPLATES)
    options = templates[0]["OPTIONS"]
    options["context_processors"] = [name for name in options["context_processors"] if "commonward" not in name]
    plain = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
    return {
        "ROOT_URLCONF": "ui.harness",
        "TEMPLATES": templates,
        "STATIC_ROOT": static_root,
        "STORAGES": {**settings.STORAGES, "staticfiles": plain},
    }


def found_in(text: str) -> list[Finding]:
    """The findings of these few rules, in the order of the text."""
    found = [
        Finding(rule, hit.start(), hit.end(), level, title, fixes=(Fix(label, (Edit(hit.start(), hit.end(), new),)),))
        for pattern, level, rule, title, new, label in RULES
        for hit in re.finditer(pattern, text)
    ]
    return sorted(found, key=lambda finding: finding.start or 0)


def write(request: HttpRequest) -> HttpResponse:
    """The page with the composer; without script it does everything by itself."""
    text = composing.words_of(request.POST)
    reasons = composing.reasons_of(request.POST)
    found = found_in(text)
    check = findings.read(text, found, reasons=reasons) if request.method == "POST" else None
    if "fix" in request.POST:
        number, place = request.POST["fix"].split(".")
        for edit in reversed(found[int(number)].fixes[int(place)].edits):
            text = text[: edit.start] + edit.text + text[edit.end :]
        check = findings.read(text, found_in(text), reasons=reasons)
    if "publish" in request.POST and check is not None and check.can_publish:
        STATE.published.append(text)
        STATE.reasons = reasons
        messages.success(request, "Published.", extra_tags="done:7:new")
        return HttpResponseRedirect("/write/")
    composer = Composer(
        action="/write/",
        check_url="/check/",
        draft_url="/draft/",
        key="7:new",
        text=text,
        face=Face("Nadia Okafor", "/", "nadia", "", "Nurse", "verified"),
        audiences=(Audience("public", "Public"), Audience("followers", "People who follow you", "people")),
        audience=request.POST.get("audience", "public"),
        max_pictures=2,
        limit=2000,
    )
    return HttpResponse(engines["django"].from_string(PAGE).render({"composer": composer, "check": check}, request))


def check(request: HttpRequest) -> HttpResponse:
    """The answer to a pause in typing."""
    STATE.checks += 1
    if STATE.signed_out:
        return HttpResponseRedirect("/write/?signed-out")
    if STATE.check_status != 200:
        return HttpResponse(status=STATE.check_status)
    text = composing.words_of(request.POST)
    if STATE.late_about and STATE.late_about in text:
        time.sleep(0.6)
    context = {"composer": composing.answering(request.POST), "check": findings.read(text, found_in(text))}
    return render(request, "ui/composer/check.html", context)


def draft(request: HttpRequest) -> HttpResponse:
    """Keeps the draft."""
    if STATE.draft_status == 204:
        STATE.drafts.append(composing.words_of(request.POST))
    return HttpResponse(status=STATE.draft_status)


urlpatterns = [
    path("", include("commonward.ui.urls")),
    path("write/", write),
    path("check/", check),
    path("draft/", draft),
]
