"""Who lives in the demo and what they say. All of it is invented."""

from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Character:
    """An invented person in one seat. `named` ones stand first on the page of seats."""

    handle: str
    name: str
    role: str
    at: str = ""
    profession: str = ""
    verified: bool = False
    pseudonym: bool = False
    says: str = ""
    named: str = ""


@dataclass(frozen=True, slots=True)
class Said:
    """Something said, how many hours ago, and the answers to it. `expect` is what should become of it."""

    by: str
    text: str = field(repr=False)
    hours: float
    answers: tuple[tuple[str, str], ...] = ()
    audience: str = "public"
    picture: str = ""
    alt: str = ""
    expect: str = "live"
    thanks: tuple[str, ...] = ()


ORGANISATIONS = (
    ("harbour", "Harbour Clinic", "clinic"),
    ("larkmoor", "Larkmoor Regional", "hospital"),
    ("heart-friends", "Quill Harbor Heart Friends", "association"),
)

PEOPLE = (
    Character("nadia", "Nadia Okafor", "professional", "harbour", "nurse", True, named="Nurse"),
    Character("ifeoma", "Ifeoma Nwosu", "professional", "larkmoor", "physician", True, named="Physician"),
    Character("mei", "Mei Tanaka", "professional", "harbour", "pharmacist", True, named="Pharmacist"),
    Character("pat", "Pat Lindqvist", "patient", named="Patient", says="New valve, old hills."),
    Character("elsa", "Elsa Lindqvist", "caregiver", named="Daughter"),
    Character("ravi", "Ravi Menon", "moderator", "larkmoor", named="Moderator"),
    Character("samira", "Samira Haddad", "privacy_officer", "harbour", named="Privacy officer"),
    Character("jonas", "Jonas Weber", "administrator", "harbour", named="Administrator"),
    Character("ada", "Ada Voss", "administrator", "larkmoor"),
    Character("marisol", "Marisol Quispe", "professional", "larkmoor", "nurse", True, says="Diabetes nurse."),
    Character("amara", "Amara Diallo", "professional", "larkmoor", "nurse", True, says="Wounds heal in company."),
    Character("wei", "Wei-Ling Chen", "professional", "", "physiotherapist"),
    Character("tomasz", "Tomasz Wieczorek", "professional", "", "dietitian"),
    Character("yusuf", "Yusuf Karaca", "caregiver"),
    Character("quiet-river", "quiet river", "patient", pseudonym=True, says="Reading more than writing."),
    Character("grace", "Grace Mbeki", "organisation", "heart-friends", says="News from the Heart Friends."),
    Character("lena", "Lena Fischer", "student", "", says="Nursing student, second year."),
    Character("diego", "Diego Rojas", "patient"),
    Character("aisha", "Aisha Rahman", "professional", "harbour", "midwife", True),
    Character("henrik", "Henrik Solberg", "patient"),
    Character("priya", "Priya Raman", "professional", "larkmoor", "physician", True),
    Character("olu", "Olu Bright", "moderator", "harbour"),
    Character("noor", "Noor Aziz", "caregiver"),
    Character("tess", "Tess Moreau", "support_worker", "heart-friends"),
    Character("kofi", "Kofi Asante", "professional", "harbour", "physiotherapist", True),
    Character("ines", "Ines Duarte", "patient", pseudonym=True),
)

SAID = (
    Said(
        "marisol",
        "# When diabetes wears you out\n\nYou count, weigh, prick and plan, every day, with no day off. "
        "Feeling tired of it is not a failure. Here is what people in our circle say keeps them going.\n\n"
        "- **One rest day for the mind.** Keep the medicine, drop the diary for a day.\n"
        "- **Ask for one thing.** “Could you cook this week?” works better than “I need help”.\n"
        "- **Say it at your visit.** Your team should ask how you feel, not only what you measured.\n\n"
        "Never stop insulin or tablets on your own. If numbers feel like a judge, tell us. #diabetes",
        2,
        (
            ("quiet-river", "Thank you for giving it a name. I put the diary in a drawer for a night."),
            ("nadia", "That sounds like a good drawer. Your worth is not a number on a meter."),
            ("yusuf", "My father never said he was tired. I asked him for one thing, as you wrote. He smiled."),
            ("tomasz", "Meals do not have to be perfect either. “Good enough, most days” is a plan I believe in."),
        ),
        picture="shoes",
        alt="Drawing of two walking shoes, one teal and one red",
        thanks=("pat", "nadia", "quiet-river", "yusuf", "diego", "mei"),
    ),
    Said(
        "pat",
        "Weeks since my new valve, and I climbed the hill behind the library without stopping. To whoever told "
        "me to count lamp posts instead of minutes: it works.",
        4,
        (("kofi", "Lamp posts never rush anybody. Well done."), ("elsa", "I counted with you. Next: the lighthouse.")),
        thanks=("elsa", "nadia", "kofi", "grace"),
    ),
    Said(
        "wei",
        "Question for the night shift: how do you keep your own back well? I am putting together five stretches "
        "that fit between two call bells, and would love your tricks.",
        5,
        (
            ("amara", "Both hands on the counter, hips back, breathe out slowly. Nobody notices."),
            ("nadia", "A tennis ball between back and wall. It lives in my locker."),
        ),
    ),
    Said(
        "amara",
        "A good wound heals in company. Ask who changes the dressing at home, and thank them too. #wounds",
        9,
        (("lena", "We practised this on an orange. The orange is doing fine."),),
        thanks=("lena", "wei"),
    ),
    Said(
        "mei",
        "Two small habits for many tablets: one box with the days on it, and one list in your wallet. Ask your "
        "pharmacist before you split or crush anything. #medicines",
        14,
        (("henrik", "The list saved me a long talk at the dentist."),),
        picture="box",
        alt="Drawing of a pill box with seven lids and a glass of water",
        thanks=("henrik", "pat"),
    ),
    Said(
        "grace",
        "The Heart Friends walk every week, slowly and with a thermos. No sign-up, no speed. Bring a hat.",
        20,
        (("pat", "I bring the ginger biscuits."), ("tess", "I walk at the end, so that nobody is last.")),
        picture="hill",
        alt="Drawing of a path over a green hill with an evening sun",
        thanks=("pat", "tess", "elsa"),
    ),
    Said(
        "ifeoma",
        "“Is it worth a visit?” is a good question, not a silly one. If breathing is hard, the face droops or "
        "the chest hurts, do not ask here: call the emergency number.",
        26,
        thanks=("nadia", "noor", "elsa"),
    ),
    Said(
        "noor",
        "What do you cook for somebody who is not hungry but should eat? Soup again makes her sigh.",
        30,
        (
            ("tomasz", "Small plates, strong colours, and one thing she may leave. Soup can be a sauce, too."),
            ("diego", "Pancakes at odd hours. Nobody refuses a pancake."),
        ),
    ),
    Said(
        "aisha",
        "New parents: you may say “not today” to visitors. Put a note on the door and sleep.",
        40,
        (("ines", "The note on our door said “we are lovely tomorrow”."),),
        thanks=("ines", "noor"),
    ),
    Said(
        "quiet-river",
        "I read here for weeks before I wrote. It is warm in this room.",
        50,
        (("tess", "Good that you came in."), ("pat", "The chair by the window is free.")),
    ),
    Said(
        "kofi",
        "Small steps count, and so do rests. A rest is a step you take sitting down. #walking",
        60,
        picture="bench",
        alt="Drawing of a garden bench under a tree at sunset",
        thanks=("pat", "henrik", "wei", "elsa"),
    ),
    Said(
        "lena",
        "What did you wish somebody had told you before your first night shift? I have a notebook ready.",
        70,
        (("nadia", "Eat before you are hungry, ask before you are sure."), ("amara", "Bring second socks.")),
    ),
    Said(
        "priya",
        "Reading tip for colleagues: when an article says “studies show”, look for which ones, how many "
        "people, and who paid.",
        84,
        thanks=("ifeoma", "mei"),
    ),
    Said(
        "henrik",
        "I was told to rest and did not know how. Knitting turned out to be resting with a scarf at the end.",
        96,
        (("elsa", "Scarf number two is mine, please."),),
        picture="yarn",
        alt="Drawing of three balls of yarn and two needles",
        thanks=("elsa", "noor"),
    ),
    Said(
        "nadia",
        "For colleagues: the new hand-over sheet lies at the desk. Short, readable, and it fits a pocket.",
        100,
        audience="organisation",
        thanks=("mei",),
    ),
    Said(
        "diego",
        "I have psoriasis and summer plans. How do you answer stares without spoiling your own day?",
        120,
        (("quiet-river", "I say “it is not catching, but my mood is”, and smile."),),
    ),
    Said(
        "tomasz",
        "Plates do not need to be perfect. Half vegetables, a quarter filling, a quarter strong. Most days.",
        140,
        picture="fruit",
        alt="Drawing of a bowl with red and yellow fruit",
        thanks=("noor", "diego"),
    ),
    Said(
        "elsa",
        "Caring for my mother taught me to ask the second question: not “how are you”, but “what was good?”",
        160,
        (("yusuf", "I will ask that tonight."),),
        thanks=("yusuf", "noor", "tess"),
    ),
    # Held: people who are bound less may speak of others, after a second person has read it.
    Said(
        "yusuf",
        "My neighbour Odalys Ferriman came home from Larkmoor Regional on March 3rd and sings again!",
        3,
        expect="held",
    ),
    Said("noor", "My aunt Garrine Voss has cancer and lives near the harbour. Who walks with her?", 6, expect="held"),
    Said("henrik", "My friend Tibor Halvane had a stroke and wants visitors at Larkmoor Regional.", 12, expect="held"),
    Said("elsa", "My uncle Lucan Brill has dementia and is looking for somebody to play chess.", 33, expect="held"),
    Said("diego", "My cousin Ilse Brandt has epilepsy, who knows a good school?", 55, expect="held"),
    Said("ines", "My sister Priska Holm has lupus and cannot sleep. Any ideas?", 75, expect="held"),
)
