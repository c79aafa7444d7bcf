"""Who writes, who is known, and what the persons of a text are to it."""

from collections.abc import Mapping, Sequence
from typing import Final

from commonward.guard.contract import Author, Known, KnownRole, Submission
from commonward.guard.text.document import Document
from commonward.guard.text.lexicons import (
    ANY_TITLE,
    CONDITION,
    FIRST_PERSON,
    HEALTH,
    KIN,
    PARTICLE,
    PATIENT,
    STAFF,
    SUFFIX,
    load,
    word_set,
)
from commonward.guard.text.words import Wording, read_words


def infer_author(document: Document, submission: Submission) -> Author:
    """Who seems to write, where the submission does not say. Never "unknown": in doubt a professional.

    A professional is bound by the strictest rules, so doubt never makes them milder.
    """
    if submission.author != "unknown":
        return submission.author
    if submission.credential or submission.profession or submission.context == "professional_case":
        return "professional"
    return _speaker(read_words(document))


def _speaker(wording: Wording) -> Author:
    """Read who writes from what they say of themselves; work speaks louder than family, family than illness."""
    words = wording.lower[:_GUESS_WORDS]
    if _says_one(_STUDENT, words):
        return "student"
    if _says_one(_PROFESSIONAL, words):
        return "professional"
    if _says_one(_ORGANISATION, words):
        return "organisation"
    if _speaks_of_family(wording):
        return "family"
    if _says_one(_PATIENT, words) or _speaks_of_own_illness(wording):
        return "patient"
    return "professional"


def _says_one(cues: Mapping[str, Sequence[str]], words: Sequence[str]) -> bool:
    """Whether one of the cues, which stand under their last words, is said."""
    asked = cues.keys() & set(words)
    if not asked:
        return False
    text = f" {' '.join(words)} "
    return any(cue in text for word in asked for cue in cues[word])


def _by_last_word(*cues: str) -> Mapping[str, Sequence[str]]:
    found: dict[str, list[str]] = {}
    for cue in cues:
        found.setdefault(cue.split()[-1], []).append(cue)
    return found


def _speaks_of_family(wording: Wording) -> bool:
    """ "my mum's dialysis diet": one's own people, and health somewhere in the text."""
    if not (wording.marks & KIN and wording.marks & HEALTH):
        return False
    words = wording.words
    return any(
        word.marks & KIN
        and word.lower not in _NO_KIN
        and index
        and words[index - 1].lower in {"my", "our", "mi", "nuestra", "nuestro"}
        for index, word in enumerate(words[:_GUESS_WORDS])
    )


def _speaks_of_own_illness(wording: Wording) -> bool:
    """ "I have rheumatoid arthritis", "my surgeon says": the illness or the clinician is the author's own."""
    words = wording.words
    for index, word in enumerate(words[: _GUESS_WORDS - 1]):
        if not word.marks & FIRST_PERSON:
            continue
        near = words[index + 1 : index + 6]
        near = tuple(other for other in near if other.sentence == word.sentence)
        if word.lower in {"my", "mi"}:
            clinician = near and near[0].marks & STAFF and near[0].lower in _OWN_CLINICIANS
            works = len(near) > 1 and near[1].lower in _WORKPLACES
            if clinician or (near and near[0].marks & CONDITION and not near[0].marks & PATIENT and not works):
                return True
        elif near and near[0].lower in _HAVE and any(other.marks & CONDITION for other in near[1:]):
            return True
    return False


class KnownPeople:
    """The people whose names may stand in a text, by the parts of their names."""

    def __init__(self, people: Sequence[Known]) -> None:
        marks = load().marks
        self._people: list[tuple[KnownRole, tuple[str, ...]]] = []
        for person in people:
            parts = tuple(
                part
                for part in _parts(person.name)
                if not marks.get(part, 0) & (PARTICLE | SUFFIX)
                and (len(part) > 1)
                and not _is_title(part, marks.get(part, 0))
            )
            if parts:
                self._people.append((person.role, parts))

    def role_of(self, name: str) -> KnownRole | None:
        """What the person of this name is to the text. "subject" when a subject shares it: a patient comes first."""
        if not self._people:
            return None
        parts = [part for part in _parts(name) if len(part) > 1]
        initials = [part for part in _parts(name) if len(part) == 1]
        if not parts:
            return None
        roles = {role for role, known in self._people if _fits(parts, initials, known)}
        if "subject" in roles:
            return "subject"
        return next((role for role in _ROLES if role in roles), None)


def _fits(parts: Sequence[str], initials: Sequence[str], known: Sequence[str]) -> bool:
    return all(part in known for part in parts) and all(
        any(part[0] == initial for part in known) for initial in initials
    )


def _parts(name: str) -> list[str]:
    """The parts of a name, without accents, in lower case."""
    view = Document(name, "").view.decode("ascii").lower()
    return [
        part for part in "".join(character if character.isalpha() else " " for character in view).split() if part != "s"
    ]


def _is_title(part: str, marks: int) -> bool:
    return bool(marks & ANY_TITLE) and part in _PLAIN_TITLES


_ROLES: Final[tuple[KnownRole, ...]] = ("author", "colleague", "public")
_PLAIN_TITLES = word_set("mr mrs ms miss mx dr prof doctor professor nurse sister sir madam")
_GUESS_WORDS: Final = 200
_NO_KIN = word_set("ex partner partners carer caregiver parent parents twin twins guardian nok relative")
_WORKPLACES = word_set("clinic clinics list lists ward unit practice patients patient service round rounds team lab")
_HAVE = word_set("have had got had've take am im been tengo tuve")
_OWN_CLINICIANS = word_set(
    """
    surgeon doctor gp oncologist cardiologist neurologist consultant rheumatologist psychiatrist therapist dermatologist
    gynaecologist gynecologist obstetrician midwife urologist nephrologist endocrinologist dentist physio nurse
    gastroenterologist
    """
)
_STUDENT = _by_last_word(
    " medical student ",
    " nursing student ",
    " med student ",
    " my placement ",
    " placement diary ",
    " year student ",
    " student nurse ",
    " my preceptor ",
    " my osce ",
    " my anatomy ",
    " first clerking ",
)
_PROFESSIONAL = _by_last_word(
    " my patient ",
    " my patients ",
    " our patient ",
    " our patients ",
    " one of my patients ",
    " a patient of mine ",
    " as a nurse ",
    " as a doctor ",
    " as a physician ",
    " as a physio ",
    " as a pharmacist ",
    " as a midwife ",
    " as a paramedic ",
    " as a clinician ",
    " as an oncologist ",
    " i'm a nurse ",
    " i am a nurse ",
    " i'm a doctor ",
    " i am a doctor ",
    " nurse here ",
    " doctor here ",
    " pharmacist here ",
    " midwife here ",
    " my clinic ",
    " our ward ",
    " my ward ",
    " our unit ",
    " on my shift ",
    " night shift ",
    " my shift ",
    " post call ",
    " post-call ",
    " handover ",
    " ward round ",
    " grand rounds ",
    " in my practice ",
    " mi paciente ",
    " nuestro paciente ",
    " la paciente ",
    " we admitted ",
    " we operated ",
    " i operated ",
    " i treated ",
    " we treated ",
    " looking after you ",
    " your results ",
    " nurselife ",
    " nurse life ",
    " admitted with ",
    " presents with ",
)
_ORGANISATION = _by_last_word(
    " our clinic ",
    " our practice ",
    " our hospital ",
    " our surgery ",
    " our pharmacy ",
    " our office manager ",
    " our records ",
    " open day ",
    " our members ",
    " our service ",
    " our patients' ",
)
_PATIENT = _by_last_word(
    " i was diagnosed ",
    " i got diagnosed ",
    " my diagnosis ",
    " my chemo ",
    " my surgery ",
    " my operation ",
    " my biopsy ",
    " my scan ",
    " my insulin ",
    " my medication ",
    " my meds ",
    " my tablets ",
    " my treatment ",
    " my symptoms ",
    " me diagnosticaron ",
    " my refill ",
    " my appointment ",
    " my results ",
    " my bp ",
    " my blood pressure ",
    " i have the pills ",
    " my pills ",
)
