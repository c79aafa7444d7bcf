"""What an author asks an ethics reviewer: beside a draft, and beside words that were sent."""

from collections.abc import Mapping

from django.http import QueryDict
from django.utils.translation import gettext as _

from commonward.community.models import Version
from commonward.community.objecting import written
from commonward.kernel.actor import Person
from commonward.kernel.ref import Ref
from commonward.oversight import ethics, screening
from commonward.oversight.ethics import Where
from commonward.oversight.models import Screening
from commonward.oversight.screening import Checked
from commonward.ui.composing import words_of
from commonward.ui.findings import Check, with_inquiries

_WORDS = "ask-words-"


def beside(person: Person, key: str, checked: Checked, check: Check, data: QueryDict | None = None) -> Check:
    """The check of a draft with what was asked and answered about it, and what is being asked. Two queries at most."""
    if not checked.findings or checked.report is None:
        return check
    asked = ethics.inquiries(person, _where(person, key, checked), checked.findings, checked.policy)
    return with_inquiries(check, asked, ethics.whom(person), _questions(data))


def answer(person: Person, key: str, checked: Checked, data: QueryDict) -> bool:
    """Ask what a button named, or take a question back. Whether anything changed.

    The button is `ask` or `unask` with the finding's number. Raises what `ethics.ask` raises.
    """
    number = _number(data, len(checked.findings))
    if number is None or checked.report is None:
        return False
    where = _where(person, key, checked)
    it = ethics.about(checked.findings[number], checked.policy)
    if "unask" in data:
        return _unask(person, where, it)
    name = screening.keys_of([finding.rule for finding in checked.findings])[number]
    ethics.ask(person, where, it, to=data.get(f"ask-to-{name}", ethics.ANY), question=words_of(data, _WORDS + name))
    return True


def beside_sent(person: Person, version: Version, check: Check, data: QueryDict | None = None) -> Check:
    """The same for words that were sent."""
    rows = version.screening.findings
    found = [ethics.Kept(str(row["rule"]), row["start"], row["end"], str(row["decision"])) for row in rows]
    asked = ethics.inquiries(person, _where_sent(version), found, version.screening.policy)
    return with_inquiries(check, asked, ethics.whom(person), _questions(data))


def answer_sent(person: Person, version: Version, data: QueryDict) -> bool:
    """The same for words that were sent."""
    kept: Screening = version.screening
    number = _number(data, len(kept.findings))
    if number is None:
        return False
    row = kept.findings[number]
    it = ethics.About(row["rule"], row["start"], row["end"], row["decision"], kept.policy)
    if "unask" in data:
        return _unask(person, _where_sent(version), it)
    name = screening.keys_of([str(one["rule"]) for one in kept.findings])[number]
    to = data.get(f"ask-to-{name}", ethics.ANY)
    ethics.ask(person, _where_sent(version), it, to=to, question=words_of(data, _WORDS + name))
    return True


def said(data: QueryDict) -> str:
    """What the page says after a button was followed."""
    if "unask" in data:
        return _("The question is taken back.")
    return _("It is asked. You hear from us when there is an answer.")


def _unask(person: Person, where: Where, it: ethics.About) -> bool:
    query = ethics.query_about(person, where, it)
    if query is None:
        return False
    ethics.take_back(person, query)
    return True


def _number(data: QueryDict, most: int) -> int | None:
    raw = data.get("ask") or data.get("unask") or ""
    return int(raw) if raw.isascii() and raw.isdigit() and len(raw) <= 4 and int(raw) < most else None


def _where(person: Person, key: str, checked: Checked) -> Where:
    assert checked.report is not None  # whoever asks was answered by the guard
    return Where(checked.report.text, place=key, written=tuple(written(person, key)))


def _where_sent(version: Version) -> Where:
    earlier = version.post.versions.exclude(pk=version.pk).values_list("pk", flat=True)
    return Where(version.text, subject=Ref("version", version.pk), written=tuple(Ref("version", pk) for pk in earlier))


def _questions(data: QueryDict | None) -> Mapping[str, str]:
    """What is being asked, by the key of its card: not sent yet, and not to be lost."""
    if data is None:
        return {}
    return {name.removeprefix(_WORDS): words_of(data, name) for name in data if name.startswith(_WORDS)}
