"""Whose a phone number, an address on the net or another number is: the service's own, the author's own, a patient's.

Numbers are findings unless something says that they are not: nobody can see from a number whose it is.
"""

import re
from itertools import islice
from typing import Final

from commonward.guard.contract import Kind
from commonward.guard.text.candidate import Candidate
from commonward.guard.text.lexicons import EVENT, SECOND_PERSON
from commonward.guard.text.whose.tie import Tie

#: The rules of this module. All but phi.url and phi.other-id are somebody's by their nature.
NUMBERS: Final = frozenset(
    {"phi.ssn", "phi.mrn", "phi.plan-id", "phi.account", "phi.licence", "phi.vehicle", "phi.device", "phi.other-id"}
)
CONTACTS: Final = frozenset({"phi.phone", "phi.fax", "phi.email", "phi.ip", "phi.url"})

_LEAST = 0.5
_NAMED: Final = 0.6
_MOST_NAMES: Final = 50
_OWN_STORY: Final = 0.55  # "her blog about the amputation", "my whole story is at"
_WINDOW = 70
_NOBODYS = frozenset({"public", "generic"})


def contact_confidence(tie: Tie, contact: Candidate) -> float:
    """For phones, faxes, e-mail and web addresses: how sure we are that a private person's is shown."""
    if contact.hint in _NOBODYS:
        return 0.0
    scene, setting = tie.scene, tie.setting(contact)
    before, around = _before(tie, contact), _around(tie, contact)
    # Beside a record or insurance number an address is the same person's.
    numbered = bool(scene.kinds_in(scene.sentence_of(contact), Kind.ID))
    somebodys = numbered or _SOMEBODYS.search(around) is not None
    if scene.by_patient_side:
        services = (
            _WORK.search(_STOP.split(before)[-1])
            and not _OWN.search(before)
            and contact.rule != "phi.url"
            and not somebodys
        )
        return 0.0 if services else _link_or_number(tie, contact, somebodys=somebodys)
    if not somebodys and (_OWN.search(before) or _WORK.search(before) or _BLEEP.search(before)):
        return 0.0
    if contact.rule == "phi.email" and _ROLE_MAILBOX.match(scene.quote(contact)) and not somebodys:
        return 0.0
    if not somebodys and setting.subject < 0.5 and _is_of_body(tie, contact):
        return 0.0
    return _link_or_number(tie, contact, somebodys=somebodys)


def _is_of_body(tie: Tie, contact: Candidate) -> bool:
    """Whether an organisation, an event or a public address stands around a contact."""
    scene, setting = tie.scene, tie.setting(contact)
    if scene.author == "organisation" or setting.service or setting.event:
        return True
    if scene.subject >= 0.5:
        return False
    sentence = scene.sentence_of(contact)
    bodies = [entity for near in (sentence - 1, sentence) for entity in scene.kinds_in(near, Kind.ORG)]
    return bool(bodies) or _PUBLIC_ADDRESS.search(_before(tie, contact) + _behind(tie, contact)) is not None


def _link_or_number(tie: Tie, contact: Candidate, *, somebodys: bool) -> float:
    """A page on the net is most often nobody's; it needs a person near it or a path that leads to one."""
    if contact.rule != "phi.url":
        return tie.finding(contact, _LEAST, _LEAST)
    weight = 0.5 if somebodys else 0.0
    weight += 0.6 * max(tie.setting(contact).subject, 0.8 * tie.subject(contact))
    weight += 0.5 if _PERSONAL_PATH.search(tie.scene.quote(contact)) else 0.0
    weight += _NAMED if _names_somebody(tie, contact) else 0.0
    weight += _OWN_STORY if _STORY.search(before := _before(tie, contact)) and not _WORK.search(before[-24:]) else 0.0
    weight += 0.2 if _NUMBERED_PATH.search(tie.scene.quote(contact)) else 0.0
    return tie.finding(contact, weight - tie.apart(contact), _LEAST)


def _names_somebody(tie: Tie, link: Candidate) -> bool:
    """Whether a private person of the text is named in a link ("…/soraya-shines"): a page made for them."""
    scene = tie.scene
    address = scene.quote(link).lower()
    named = (one for one in scene.entities if one.kind is Kind.NAME and not one.hint and one.end != link.end)
    parts = {part for one in islice(named, _MOST_NAMES) for part in _PART.findall(scene.quote(one).lower())}
    return any(part in address for part in parts)


def number_confidence(tie: Tie, number: Candidate) -> float:
    """For record, insurance, account and device numbers and the like: theirs unless marked as somebody else's."""
    if number.kind is Kind.CONTACT:
        return _handle_confidence(tie, number)
    if number.hint in _NOBODYS:
        return 0.0
    scene, setting = tie.scene, tie.setting(number)
    if number.rule == "phi.vehicle" and _OWN.search(_before(tie, number)):
        return 0.0
    if number.rule != "phi.other-id":
        return tie.finding(number, _LEAST, _LEAST)
    # A ticket or a booking is an event's; a tattoo or a subject of a trial is a person's.
    tied = max(tie.here(scene.sentence_of(number)), 0.75 * tie.subject(number))
    of_person = _OF_PERSON.search(_before(tie, number)) is not None
    weight = 0.5 * tied + (0.2 if scene.has_health else 0.0) + (0.35 if of_person else 0.0)
    weight += 0.1 if scene.kinds_in(scene.sentence_of(number), Kind.ID)[1:] else 0.0
    if number.hint == "mark" or _TATTOO.search(scene.quote(number) + _behind(tie, number)[:20]):
        weight += 0.2 if tied >= 0.5 else -0.2
        if scene.author == "patient" and tied < 0.5:
            return 0.0  # what is inked on oneself is one's own to tell
    elif len(_SIGNS.findall(scene.quote(number))) >= _LONG_CODE:
        weight += 0.45 if scene.author == "patient" else 0.25
    if setting.service and tied < 0.5:
        weight -= 0.4
    return tie.finding(number, weight - tie.apart(number) * (0.4 if tied >= 0.5 or of_person else 1.0), 0.45)


def _handle_confidence(tie: Tie, handle: Candidate) -> float:
    """A handle is a patient's where somebody under care, or the one spoken to, has an illness or had a visit."""
    scene, setting = tie.scene, tie.setting(handle)
    before = _before(tie, handle)
    subject = max(setting.subject, 0.9 if _NEXT_TO_PATIENT.search(before) else 0.0)
    weight = 0.6 * subject + (0.4 if setting.health else 0.15 if scene.has_health else 0.0)
    if scene.marks(scene.sentence_of(handle)) & SECOND_PERSON and (setting.health or scene.has_health):
        weight += 0.25
    if _SOMEBODYS.search(_around(tie, handle)):
        weight += 0.2
    if tie.confirms and not before.strip():
        weight += 0.8
    social = _SOCIAL_CUE.search(before) or _SOCIAL_CUE.search(_behind(tie, handle)[:8])
    if (social and subject < 0.5) or scene.marks(scene.sentence_of(handle)) & EVENT:
        weight -= 0.6
    if scene.author == "patient":
        weight -= 0.4
    return tie.finding(handle, weight, _LEAST)


def is_own(tie: Tie, entity: Candidate) -> bool | None:
    """Whether a patient or family member gives out what is their own; None when the words around do not tell."""
    if _SOMEBODYS.search(_before(tie, entity)):
        return False
    return True if _OWN.search(_before(tie, entity)) or tie.scene.author == "patient" else None


def _before(tie: Tie, entity: Candidate) -> str:
    return tie.scene.wording.document.original[max(0, entity.start - _WINDOW) : entity.start]


def _behind(tie: Tie, entity: Candidate) -> str:
    return tie.scene.wording.document.original[entity.end : entity.end + _WINDOW]


def _around(tie: Tie, entity: Candidate) -> str:
    """The entity's sentence, of which at most some hundred characters around it."""
    text = tie.scene.wording.document.original
    lead = _STOP.split(text[max(0, entity.start - 2 * _WINDOW) : entity.start])[-1]
    return f"{lead} {_STOP.split(_behind(tie, entity))[0]}"


_PART = re.compile(r"[^\W\d_]{4,}")
_STOP = re.compile(r"[.!?](?:\s|$)|\n")
# Words that make a number that of a private person.
_SOMEBODYS = re.compile(
    r"\b(?:his|her|hers|their|theirs|him|patient|patient's|pt|pts|mum|mom|dad|son|daughter|wife|husband|mother|father"
    r"|brother|sister|neighbou?r|family's|nok|mr|mrs|ms|su|paciente|madre|padre|hijo|hija|bed)\b",
    re.IGNORECASE,
)
_WORK = re.compile(
    r"\b(?:clinic|office|desk|reception|surgery|practice|pharmacy|switchboard|helpline|hotline|line|department"
    r"|ward phone"
    r"|website|web site|form|book|booking|bookings|appointments?|register|registration|rsvp|visit us|info|information"
    r"|enquir\w{1,24}|tickets?|repeats?|prescriptions?|source|details|guideline|leaflet|download|slides|poster|paper"
    r"|study|team"
    r"|manager|vacanc\w{1,24}|apply|council|newsletter|donate|read more|more at|lifeline|samaritans|centre|center"
    r"|hospital"
    r"|contact|questions|enrol|sign up)\b",
    re.IGNORECASE,
)
_BLEEP = re.compile(r"\b(?:bleep|pager|ext(?:ension)?\.?|dect)[ :#]{0,2}$", re.IGNORECASE)
_OWN = re.compile(
    r"\b(?:my|our)(?: (?:own|home|private|personal|work|direct|cell|mobile|new|number|phone|extension))*"
    r" (?:number|cell|mobile|phone|whatsapp|e-?mail|address|insta\w{0,24}|handle|account|line|extension|car|bleep)\b"
    r"|\b(?:call|ring|text|dm|message|whatsapp|reach|phone|page|bleep|e-?mail|contact) (?:me|us|our)\b"
    r"|\bwrite to (?:me|us)\b|\b(?:me|us) (?:on|at|by)\b|\bll[aá]m(?:a|e)(?:me|nos)\b|\bmi (?:m[oó]vil|correo"
    r"|n[uú]mero)\b",
    re.IGNORECASE,
)
_ROLE_MAILBOX = re.compile(
    r"^(?:jobs|info|contact|admin|council|events?|press|hello|support|office|reception|appointments?|help|helpdesk|team"
    r"|enquir\w{1,24}|inquir\w{1,24}|hr|news|media|no-?reply|privacy|careers|recruitment|bookings?|feedback"
    r"|complaints|webmaster"
    r"|secretary|library|training|education|research|study|trials?|conference|registration|donations?|marketing|\d+)"
    r"[\w.+-]*@",
    re.IGNORECASE,
)
_PUBLIC_ADDRESS = re.compile(
    r"https?://|\bwww\.|\b[A-Z]{2} \d{5}(?:-\d{4})?\b|\b(?:suite|foundation|institute|national|federal"
    r"|toll[- ]?free)\b",
    re.IGNORECASE,
)
_PERSONAL_PATH = re.compile(
    r"/@|/(?:live|p|u|user|users|patient|patients|profile|visit|my|me|id|s|share)/", re.IGNORECASE
)
# A page that one person tells of their illness on, or that money is asked for on.
_STORY = re.compile(
    r"\b(?:my|her|his|their|[A-Z][a-z]+'s|su|mi) (?:\w{1,10} ){0,2}(?:blog|vlog|story|channel|journey|diary"
    r"|fundraiser|appeal|page)\b"
    r"|\b(?:blog|diary)\b[^.!?\n]{0,40}$|\b(?:raise|raising|donate|fund|help (?:her|him|them|us))\b[^.!?\n]{0,40}$"
)
_NUMBERED_PATH = re.compile(r"[?&=][\w-]{0,40}\d|/\w{0,20}\d{3,}")
_SOCIAL_CUE = re.compile(
    r"\b(?:follow|via|by|thanks|thank you|thx|credit|h/t|cc|with|join|from|rt|ft|feat|hosted|see|and|shoutout to"
    r"|congrats)"
    r"(?: to)? ?$|^ ?(?:[,&] ?@|and @)",
    re.IGNORECASE,
)
_NEXT_TO_PATIENT = re.compile(r"\b(?:patients?|pt|client|resident|paciente),? (?:is |on \w{1,24}:? ?)?$", re.IGNORECASE)
_OF_PERSON = re.compile(
    r"\b(?:subject|participant|volunteer|donor|specimen|sample|accession|police|court|docket|prescription|rx|passport"
    r"|wristband|registry|biobank|vial|locker|complaint|safeguarding|expediente|encounter|episode|admission"
    r"|randomi[sz]ation)\b[^.\n]{0,12}$",
    re.IGNORECASE,
)
_SIGNS = re.compile(r"\d|[A-Z]")
_LONG_CODE = 7  # letters and digits: nobody counts cases so far; who has the list finds one person
_TATTOO = re.compile(r"tattoo|tatua|\bink(?:ed)?\b|branded|birthmark|stain\b|mole\b|scar\b", re.IGNORECASE)
