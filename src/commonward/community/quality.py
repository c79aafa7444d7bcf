"""The quality card of a public health post: what it stands on, from listed facts only (rules.md S59, S60, S66, S67).

Never from popularity: nothing here reads thanks, replies, followers or how often something was seen. What is missing
is said. In lists the card is one line, from what the post carries along, without a question to the database; the whole
card asks two: who marked these words, and who disputes them; and where it names articles by a number, what a register
said of them (`appraisals_of`).
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Final

from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from commonward.community import evidence
from commonward.community.faces import shown_badge
from commonward.community.models import Post, ReviewMark, ReviewRequest, Version
from commonward.kernel import clock
from commonward.kernel.actor import Actor
from commonward.kernel.addresses import Address
from commonward.oversight import curating, looking_up, references
from commonward.oversight.curating import Correction
from commonward.oversight.models import Article
from commonward.oversight.references import Form, Reference
from commonward.people.badges import Badge
from commonward.people.models import Seat
from commonward.people.professions import label_of
from commonward.ui.shapes import Face, QualityFact, QualityLine, QualityPoint

QUALITY: Final = Address("community:quality")
#: Sources, marks and disputes shown on one card.
MOST_LINES: Final = 12
_FORMS: Final = {
    Form.DOI: gettext_lazy("article with a DOI"),
    Form.PMID: gettext_lazy("article in PubMed"),
    Form.PMCID: gettext_lazy("article in PubMed Central"),
    Form.GUIDELINE: gettext_lazy("guideline, with its year"),
    Form.BODY: gettext_lazy("page of a health body"),
    Form.LINK: gettext_lazy("link, not to a listed health body"),
}


def has_card(post: Post) -> bool:
    """Whether the card stands beside this post: health information that everybody may read."""
    return post.live is not None and post.live.is_health and post.audience == Post.Audience.PUBLIC


def line_of(post: Post, face: Face) -> QualityLine | None:
    """The card in one line, for lists. No query."""
    version = post.live
    if version is None or not has_card(post):
        return None
    found = references.find(version.text)
    points = [_source_point(found)]
    if face.proof:
        verified = face.proof == "verified"
        points.append(QualityPoint(_("author verified") if verified else _("author not verified"), good=verified))
    if version.mark_count:
        points.append(QualityPoint(_("reviewed")))
    else:
        points.append(QualityPoint(_("not reviewed yet"), good=False))
    if version.review_on is not None and version.review_on < _today():
        points.append(QualityPoint(_("past its review date"), good=False))
    return QualityLine(QUALITY.of(post.pk), tuple(points), disputed=post.dispute_count > 0)


def _source_point(found: Sequence[Reference]) -> QualityPoint:
    if any(one.counts for one in found):
        return QualityPoint(_("source given"))
    return QualityPoint(_("source not listed") if found else _("no source"), good=False)


@dataclass(frozen=True, slots=True)
class Appraisals:
    """Who marked the live words of a post, and who disputes it, as this reader may see."""

    marks: tuple[ReviewMark, ...] = ()
    disputes: tuple[Post, ...] = ()
    articles: Mapping[Reference, Article] = field(default_factory=dict)

    @property
    def seats(self) -> set[int]:
        """The seats whose badges the card needs."""
        return {mark.reviewer.seat_id for mark in self.marks} | {one.author.seat_id for one in self.disputes}


def appraisals_of(actor: Actor, post: Post, replies: Sequence[Post] | None = None) -> Appraisals:
    """For the whole card. Two queries, three where it names articles by number; none where there is no card.

    Whoever has all visible replies at hand, with their authors, gives them: disputes are among them, for a query less.
    """
    if not has_card(post):
        return Appraisals()
    marks = ReviewMark.objects.visible_to(actor).filter(version_id=post.live_id).select_related("reviewer__seat")
    if replies is None:
        rows = Post.objects.visible_to(actor).filter(parent=post, disputes__isnull=False, state=Post.State.LIVE)
        newest = list(rows.select_related("author__seat").order_by("-pk")[:MOST_LINES])
    else:
        live = (one for one in replies if one.parent_id == post.pk and one.state == Post.State.LIVE)
        newest = sorted((one for one in live if one.disputes_id is not None), key=lambda one: -one.pk)[:MOST_LINES]
    articles = looking_up.answers(references.find(post.live.text)) if post.live is not None else {}
    return Appraisals(tuple(marks.order_by("pk")[:MOST_LINES]), tuple(newest), articles)


def facts_of(post: Post, appraisals: Appraisals, badges: Mapping[int, Badge]) -> list[QualityFact]:
    """The whole card, row by row; empty where there is none. No query. `badges` are of the author and `appraisals`."""
    version = post.live
    if version is None or not has_card(post):
        return []
    return [
        _source(version, appraisals.articles),
        _date(post, version),
        _review_date(version),
        _author(shown_badge(post.author, badges[post.author.seat_id])),
        _evidence(version),
        _marks(appraisals.marks, badges, changed=version.number > 1),
        _disputes(appraisals.disputes, badges, version),
    ]


def policy_shown(post: Post) -> str:
    """The policy that a post was judged by, for its readers; "" while it is on its way.

    An organisation's policy bears its name, so beside a chosen name only the catalogue's version is told.
    """
    version = post.live.screening.policy if post.live is not None else ""
    return version.partition("+")[0] if post.author.is_pseudonym else version


def corrections_of(post: Post, reader: Seat | None) -> tuple[Correction, ...]:
    """What is known about what a post says, where clinicians answer for it: the reader's, or the author's. No query.

    Beside a chosen name only the reader's own count: what the author's decided would tell where they work.
    """
    if post.live is None:
        return ()
    asked = [reader, None if post.author.is_pseudonym else post.author.seat]
    found = [
        curating.corrections_of(post.live.screening, seat.organisation.curated_until)
        for seat in asked
        if seat is not None and seat.organisation is not None
    ]
    return tuple(dict.fromkeys(one for some in found for one in some))


def asked_of(actor: Actor, post: Post) -> list[tuple[str, date, bool]]:
    """Whom the author asked to review it: name, day, and whether they answered. One query."""
    requests = ReviewRequest.objects.visible_to(actor).filter(post=post).select_related("colleague").order_by("pk")
    return [
        (one.colleague.display_name, timezone.localtime(one.asked_at).date(), one.answered_at is not None)
        for one in requests
    ]


def _source(version: Version, articles: Mapping[Reference, Article]) -> QualityFact:
    found = references.find(version.text)
    lines = tuple(
        (f"{_FORMS[one.form]}: {one.body or one.label}{_register_says(one, articles)}", one.url)
        for one in found[:MOST_LINES]
    )
    if not found:
        return QualityFact(_("Source"), _("None given."), missing=True)
    if not any(one.counts for one in found):
        return QualityFact(_("Source"), _("None that is listed."), missing=True, lines=lines)
    if any(one.state == Article.State.UNKNOWN for one in articles.values()):
        return QualityFact(_("Source"), _("Given, with a number that nobody gave out."), missing=True, lines=lines)
    if any(one.state == Article.State.THERE for one in articles.values()):
        words = _("Given, and there is such an article. Nobody has read for you whether it says this.")
        return QualityFact(_("Source"), words, lines=lines)
    return QualityFact(_("Source"), _("Given. Nobody has looked it up for you."), lines=lines)


def _register_says(reference: Reference, articles: Mapping[Reference, Article]) -> str:
    """What a register said of an article, behind its number; "" for what has no number."""
    if reference.form not in (Form.DOI, Form.PMID):
        return ""
    article = articles.get(reference)
    if article is None or article.looked_at is None or article.state in (Article.State.WAITING, Article.State.FAILED):
        return _(" (not looked up)")
    day = _day(timezone.localtime(article.looked_at).date())
    if article.state == Article.State.UNKNOWN:
        return _(" (no such number, looked up %(day)s)") % {"day": day}
    about = ", ".join(words for words in (article.title, article.journal, article.year) if words)
    if about:
        return _(" (exists: %(about)s; looked up %(day)s)") % {"about": about, "day": day}
    return _(" (exists, looked up %(day)s)") % {"day": day}


def _date(post: Post, version: Version) -> QualityFact:
    written = post.published_at or post.created_at
    words = _("Written %(day)s") % {"day": _day(timezone.localtime(written).date())}
    if version.number > 1 and version.passed_at is not None:
        changed = _day(timezone.localtime(version.passed_at).date())
        words = _("%(written)s, changed %(day)s") % {"written": words, "day": changed}
    return QualityFact(_("Date"), words)


def _review_date(version: Version) -> QualityFact:
    if version.review_on is None:
        return QualityFact(_("Review date"), _("The author names none."), missing=True)
    day = _day(version.review_on)
    if version.review_on < _today():
        return QualityFact(_("Review date"), _("Was %(day)s. It may be out of date.") % {"day": day}, missing=True)
    return QualityFact(_("Review date"), _("The author looks at it again by %(day)s.") % {"day": day})


def _author(badge: Badge) -> QualityFact:
    if badge.state == "verified":
        words = (
            _("%(what)s. Verified by %(who)s on %(day)s.")
            if badge.verifier_organisation
            else _("%(what)s. Verified on %(day)s.")
        )
        day = _day(badge.verified_on) if badge.verified_on is not None else ""
        return QualityFact(_("Author"), words % {"what": badge.label, "who": badge.verifier_organisation, "day": day})
    if badge.state == "unverified":
        return QualityFact(_("Author"), _("%(what)s. Not verified.") % {"what": badge.label}, missing=True)
    return QualityFact(_("Author"), _("%(what)s. Speaks for no profession.") % {"what": badge.label}, missing=True)


def _evidence(version: Version) -> QualityFact:
    kinds = evidence.stated(version.text)
    if not kinds:
        return QualityFact(_("Evidence"), _("The post does not say of what kind."), missing=True)
    named = ", ".join(str(evidence.LABELS[kind]) for kind in kinds)
    return QualityFact(_("Evidence"), _("The post says: %(kinds)s.") % {"kinds": named})


def _marks(marks: Sequence[ReviewMark], badges: Mapping[int, Badge], *, changed: bool) -> QualityFact:
    if not marks:
        nobody = _("Nobody has reviewed these words since they changed.") if changed else _("By nobody yet.")
        return QualityFact(_("Reviewed"), nobody, missing=True)
    lines = []
    for mark in marks:
        still = badges[mark.reviewer.seat_id].state == "verified"
        words = _("%(name)s, %(profession)s, on %(day)s") % {
            "name": mark.reviewer.display_name,
            "profession": label_of(mark.profession),
            "day": _day(timezone.localtime(mark.made_at).date()),
        }
        lines.append((words if still else _("%(words)s (licence verified then)") % {"words": words}, ""))
    words = ngettext(
        "By a verified professional, these very words:",
        "By verified professionals, these very words:",
        len(marks),
    )
    return QualityFact(_("Reviewed"), words, lines=tuple(lines), icon="seal")


def _disputes(disputes: Sequence[Post], badges: Mapping[int, Badge], version: Version) -> QualityFact:
    if not disputes:
        return QualityFact(_("Disputes"), _("None."), icon="check")
    lines = []
    for one in disputes:
        badge = badges[one.author.seat_id]
        proof = _("verified") if badge.state == "verified" else _("not verified")
        words = _("%(name)s, %(what)s, %(proof)s") % {
            "name": one.author.display_name,
            "what": badge.label,
            "proof": proof,
        }
        if one.disputes_id != version.pk:
            words = _("%(words)s (of an earlier version)") % {"words": words}
        lines.append((words, f"{reverse('community:post', args=[one.parent_id])}#post-{one.pk}"))
    return QualityFact(
        _("Disputes"), _("Read why, and what the author answers:"), missing=True, lines=tuple(lines), icon="scale"
    )


def dispute_words(post: Post) -> str:
    """What stands over a reply that disputes what it answers; "" over every other."""
    return _("Disputes what it answers") if post.disputes_id is not None else ""


def _day(day: date) -> str:
    return date_format(day, "DATE_FORMAT")


def _today() -> date:
    return timezone.localtime(clock.now()).date()
