"""The professions that a person may name, by code. What each may call itself is their register's to say.

The code goes into a seat and to the guard; the label is for people. A profession is a claim until a credential of it
has been verified (`people.badges`).
"""

from typing import Final

from django.utils.translation import gettext_lazy as _

PROFESSIONS: Final = {
    "audiologist": _("Audiologist"),
    "dental_hygienist": _("Dental hygienist"),
    "dentist": _("Dentist"),
    "dietitian": _("Dietitian"),
    "genetic_counsellor": _("Genetic counsellor"),
    "laboratory_scientist": _("Laboratory scientist"),
    "midwife": _("Midwife"),
    "nurse": _("Nurse"),
    "nurse_practitioner": _("Nurse practitioner"),
    "occupational_therapist": _("Occupational therapist"),
    "optometrist": _("Optometrist"),
    "paramedic": _("Paramedic"),
    "pharmacist": _("Pharmacist"),
    "pharmacy_technician": _("Pharmacy technician"),
    "physician": _("Physician"),
    "physician_assistant": _("Physician assistant"),
    "physiotherapist": _("Physiotherapist"),
    "podiatrist": _("Podiatrist"),
    "psychologist": _("Psychologist"),
    "psychotherapist": _("Psychotherapist"),
    "public_health_specialist": _("Public health specialist"),
    "radiographer": _("Radiographer"),
    "respiratory_therapist": _("Respiratory therapist"),
    "social_worker": _("Social worker"),
    "speech_therapist": _("Speech and language therapist"),
    "other": _("Other health profession"),
}


#: Professions that diagnose, treat or give medicines, and so can answer for what is said to be true of health.
CLINICIANS: Final = frozenset(
    {"physician", "physician_assistant", "nurse", "nurse_practitioner", "midwife", "pharmacist", "dentist", "paramedic"}
)


def label_of(code: str) -> str:
    """The profession in the reader's language; "" for none and for a code that is no longer kept."""
    return str(PROFESSIONS.get(code, ""))


def choices() -> list[tuple[str, str]]:
    """For a form: sorted in the reader's language, "other" last."""
    named = sorted(((code, str(label)) for code, label in PROFESSIONS.items() if code != "other"), key=lambda it: it[1])
    return [*named, ("other", str(PROFESSIONS["other"]))]
