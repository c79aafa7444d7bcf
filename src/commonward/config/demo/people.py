"""Who lives in the demo: invented people in three invented organisations."""

from dataclasses import dataclass
from typing import Final


@dataclass(frozen=True, slots=True)
class Character:
    """An invented person in one seat.

    `licence` says how far its proof has come: "verified", "stated" (it waits for a verifier), "refused" or "". The
    main characters are `named` on the page of seats, with a line about what to `try_` with them.
    """

    handle: str
    name: str
    role: str
    at: str = ""
    profession: str = ""
    licence: str = ""
    pseudonym: bool = False
    says: str = ""
    named: str = ""
    try_: str = ""


ORGANISATIONS: Final = (
    ("harbour", "Harbour Clinic", "clinic"),
    ("larkmoor", "Larkmoor Regional", "hospital"),
    ("heart-friends", "Quill Harbor Heart Friends", "association"),
)

#: Who compares the licences of an organisation with the register, first and second.
VERIFIERS: Final = {"harbour": ("samira", "jonas"), "larkmoor": ("imani", "ada")}

_STAFF = (
    Character(
        "nadia",
        "Nadia Okafor",
        "professional",
        "harbour",
        "nurse",
        "verified",
        says="Nurse on the heart ward. Night shifts, short sentences, strong tea.",
        named="Nurse",
        try_="Under Care, a patient waits for her answer. A draft with a name in it lies open, too.",
    ),
    Character(
        "ifeoma",
        "Ifeoma Nwosu",
        "professional",
        "larkmoor",
        "physician",
        "verified",
        says="Physician. I answer questions about questions.",
        named="Physician",
        try_="A reply is half written, and somebody asks her for a word.",
    ),
    Character(
        "mei",
        "Mei Tanaka",
        "professional",
        "harbour",
        "pharmacist",
        "verified",
        says="Pharmacist. Ask me before you split a tablet.",
        named="Pharmacist",
        try_="One of her posts came back with a reader's doubt. Change it and send it again.",
    ),
    Character(
        "leyla",
        "Leyla Demir",
        "professional",
        "harbour",
        "physician",
        "verified",
        says="Heart physician. I ask how the stairs went before I ask anything else.",
        named="Heart physician",
        try_="Under Care, a nurse handed her a patient's question, and words of a colleague wait for a second reader.",
    ),
    Character(
        "kofi",
        "Kofi Asante",
        "professional",
        "harbour",
        "physiotherapist",
        "stated",
        says="Physiotherapist. Small steps count.",
    ),
    Character(
        "aisha",
        "Aisha Rahman",
        "professional",
        "harbour",
        "midwife",
        "verified",
        says="Midwife. I bring people, and I bring snacks.",
    ),
    Character(
        "marisol",
        "Marisol Quispe",
        "professional",
        "larkmoor",
        "nurse",
        "verified",
        says="Diabetes nurse. I count what goes well, too.",
    ),
    Character(
        "amara",
        "Amara Diallo",
        "professional",
        "larkmoor",
        "nurse",
        "stated",
        says="Wound care. Wounds heal in company.",
    ),
    Character(
        "priya",
        "Priya Raman",
        "professional",
        "larkmoor",
        "physician",
        "verified",
        says="Physician and reader of small print.",
    ),
    Character(
        "wei",
        "Wei-Ling Chen",
        "professional",
        "",
        "physiotherapist",
        says="Physiotherapist on my own, collecting stretches.",
    ),
    Character(
        "tomasz",
        "Tomasz Wieczorek",
        "professional",
        "",
        "dietitian",
        says="Dietitian. “Good enough, most days” is a plan.",
    ),
    Character(
        "lena",
        "Lena Fischer",
        "student",
        says="Nursing student in my second year, with a full notebook.",
        named="Student",
        try_="Read, ask, keep posts for later, and tell a moderator about one.",
    ),
)

_NEW = (
    Character(
        "jun",
        "Jun Park",
        "student",
        "larkmoor",
        says="First weeks on the wards. I ask a lot.",
        named="Student, new here",
        try_="First public words lie ready. Publish them, and see what is asked once.",
    ),
)

_KEEPERS = (
    Character(
        "ravi",
        "Ravi Menon",
        "moderator",
        "larkmoor",
        says="I read what is held, so that nobody is given away.",
        named="Moderator",
        try_="The desk is full: held stories, an appeal, a reader's report. Take one and decide.",
    ),
    Character(
        "samira",
        "Samira Haddad",
        "privacy_officer",
        "harbour",
        says="Privacy officer. Ask me first, not last.",
        named="Privacy officer",
        try_="The privacy desk: the ledger, an incident, what people want put right, the pause of all publishing.",
    ),
    Character(
        "jonas",
        "Jonas Weber",
        "administrator",
        "harbour",
        says="I keep the doors of the clinic open.",
        named="Administrator",
        try_="A licence waits to be verified, and an invitation is on its way.",
    ),
    Character("olu", "Olu Bright", "moderator", "harbour", says="Moderator, mornings mostly."),
    Character("ada", "Ada Voss", "administrator", "larkmoor", says="I look after people who look after people."),
    Character(
        "imani",
        "Imani Achterberg",
        "administrator",
        says="I look after the place itself, so that the houses in it can do their work.",
        named="Administrator of the place",
        try_="Decide who may open an account here, and read as the second person what a hospital's licences say.",
    ),
    Character(
        "bea",
        "Bea Lindholm",
        "moderator",
        "heart-friends",
        says="I read along for the Heart Friends and bring the cake.",
    ),
    Character(
        "grace",
        "Grace Mbeki",
        "organisation",
        "heart-friends",
        says="News from the Heart Friends: walks, talks, and a thermos.",
        named="Communication staff",
        try_="Speaks for the Heart Friends, with a draft for the next walk.",
    ),
    Character(
        "tess", "Tess Moreau", "support_worker", "heart-friends", says="I walk at the end, so that nobody is last."
    ),
)

_PATIENTS = (
    Character(
        "pat",
        "Pat Lindqvist",
        "patient",
        "heart-friends",
        says="New valve, old hills.",
        named="Patient",
        try_="Talk with the heart team under Care, and see who read it. A kind post came back, too.",
    ),
    Character(
        "elsa",
        "Elsa Lindqvist",
        "caregiver",
        says="Daughter of a hill walker. I ask the second question.",
        named="Daughter",
        try_="Her father lets her read and write for him under Care. A post of hers was not let out, too.",
    ),
    Character("yusuf", "Yusuf Karaca", "caregiver", says="Son, cook, driver, and slowly a gardener."),
    Character("quiet-river", "quiet river", "patient", pseudonym=True, says="Reading more than writing."),
    Character("diego", "Diego Rojas", "patient", says="Skin with a mind of its own. Pancakes help."),
    Character("henrik", "Henrik Solberg", "patient", "heart-friends", says="Retired from hurrying. Knits."),
    Character("noor", "Noor Aziz", "caregiver", says="Cooking for one who is not hungry."),
    Character("ines", "paper birds", "patient", pseudonym=True, says="New mother, awake at odd hours."),
)

PEOPLE: Final = (*_STAFF, *_KEEPERS, *_PATIENTS, *_NEW)
