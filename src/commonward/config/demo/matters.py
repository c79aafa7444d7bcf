"""What needs a second person in the demo, and what became of it: held stories, decisions, appeals, reports, drafts.

The names in held texts are invented, and no reader of the demo sees them but their author and a moderator.
"""

from dataclasses import dataclass, field
from typing import Final


@dataclass(frozen=True, slots=True)
class Held:
    """Words that the guard keeps for a second person. `fate` is what a reviewer did `after` so many hours.

    "" waits, "taken" is being read, "released", "returned" and "refused" are decided with `words`. An author may
    appeal (`plea`) or write anew (`anew`, which must pass).
    """

    key: str
    by: str
    hours: float
    text: str = field(repr=False)
    fate: str = ""
    reader: str = ""
    after: float = 0.0
    words: str = field(default="", repr=False)
    plea: str = field(default="", repr=False)
    anew: str = field(default="", repr=False)


HELD: Final = (
    Held(
        "neighbour",
        "yusuf",
        1.4,
        "My neighbour Odalys Ferriman came home from Larkmoor Regional on March 3rd and sings again! We heard her "
        "through the wall and cried into the dishes.",
    ),
    Held(
        "next-bed",
        "diego",
        3.2,
        "The man in the next bed, Tibor Halvane, had a stroke. He taught me to fold paper birds with one hand, and I "
        "still owe him a crane.",
    ),
    Held(
        "helmet",
        "noor",
        5.2,
        "My cousin Ilse Brandt has epilepsy. She is fine with me telling it, and she asks which helmets look good.",
        "taken",
        "olu",
        0.9,
    ),
    Held(
        "tea-was-terrible",
        "elsa",
        7.5,
        "Thank you to the whole team of bed 12 at Larkmoor Regional, who sat with my uncle Arvid through the night. He "
        "says the tea was terrible and the company was not.",
        "taken",
        "ravi",
        6.4,
    ),
    Held(
        "marta",
        "pat",
        31,
        "Marta Ilves, who lay beside me on the heart ward, had her bypass the day after mine. Does anybody know how "
        "I can thank her? She hummed something, and I have been humming it ever since.",
        "returned",
        "bea",
        2.1,
        "What a lovely thank-you, Pat. Please write “the woman beside me” and leave out her name: she may not want to "
        "be found here. The clinic will send her a card if you leave one at the desk. Then this can go out at once.",
    ),
    Held(
        "chess",
        "elsa",
        57,
        "My uncle Lucan Brill has dementia and is looking for somebody to play chess. He wins, and forgets it.",
        "refused",
        "olu",
        3.0,
        "A name and an illness together are his to tell, not ours. I know it is meant well. You could ask for a chess "
        "partner without his name and without the illness.",
        "He asked me to write this, and he signed a note. I can leave his name out, but the dementia is why people are "
        "patient with him.",
    ),
    Held(
        "helm",
        "yusuf",
        79,
        "Garrine Voss came home from the yard with a new mast, and my uncle, who has been ill for a year, took the "
        "helm and cried. She sails like a lady of twenty.",
        "released",
        "olu",
        1.5,
        "That is the name of a boat. Fair winds.",
    ),
    Held(
        "waiting-room",
        "henrik",
        133,
        "In the waiting room I met Priska Holm, who has lupus. She laughs at everything. I want to be like her.",
        "returned",
        "bea",
        4.0,
        "Please leave out her name and what she has. The laughing can stay.",
        anew="In the waiting room I met somebody who laughs at everything: the clock, the fish, the form. I want to be "
        "like her.",
    ),
    Held(
        "brother",
        "diego",
        205,
        "My brother Emil Sandoval starts dialysis soon and will not say that he is afraid. What helped you?",
        "refused",
        "ravi",
        5.0,
        "Your brother did not say it to us. Ask for yourself: “how do I sit beside somebody who is afraid?”",
    ),
)


@dataclass(frozen=True, slots=True)
class Doubt:
    """A reader's report of a post that is said in `words.SAID` or in `DOUBTFUL`, and what a moderator did with it."""

    about: str
    by: str
    reason: str
    hours: float
    words: str = field(default="", repr=False)
    fate: str = ""
    reader: str = ""
    after: float = 0.0
    answer: str = field(default="", repr=False)


@dataclass(frozen=True, slots=True)
class Doubtful:
    """Something said that the machine lets pass and people look after."""

    key: str
    by: str
    hours: float
    text: str = field(repr=False)


DOUBTFUL: Final = (
    Doubtful(
        "tonic",
        "wei",
        17,
        "I have started to sell a ginger tonic. It makes tired nurses fly. Write to me, the first is half price!",
    ),
    Doubtful(
        "grapefruit",
        "mei",
        47,
        "Grapefruit juice and tablets do not always like each other. I drink mine at noon, and that settles it.",
    ),
    Doubtful(
        "joke",
        "amara",
        27,
        "Overheard at the dressing trolley: some people only come for the biscuits. You know who you are.",
    ),
    Doubtful(
        "shift", "aisha", 21, "Whoever plans the rota at our clinic has never met a human being. There, I said it."
    ),
)

DOUBTS: Final = (
    Doubt("tonic", "lena", "promotion", 11, "It sells something and says it works. Is that allowed here?"),
    Doubt("joke", "noor", "unkind", 8.5, "I come for the biscuits sometimes. It stung a little."),
    Doubt("birds", "bea", "worried", 2.5, "Four hours of sleep for weeks, and it sounds less like a joke each time."),
    Doubt("shift", "kofi", "unkind", 6.5, "I know who plans it. He reads this."),
    Doubt(
        "grapefruit",
        "priya",
        "harmful",
        40,
        "Leaving out a tablet can hurt. I am sure she meant the juice.",
        "returned",
        "olu",
        12,
        "Readers may leave out a tablet because of this. Did you mean the juice? Please turn the sentence around.",
    ),
    Doubt(
        "stares",
        "henrik",
        "other",
        100,
        "Is the picture of a map made fun of here? I could not tell.",
        "released",
        "ravi",
        20,
        "It was said with love, and taken so.",
    ),
)


#: Who is named for what: (who names, who is named, office).
OFFICES: Final = (
    ("ada", "ravi", "crisis"),
    ("jonas", "olu", "crisis"),
    ("jonas", "samira", "ethics"),
    ("ada", "priya", "ethics"),
)

#: Who chose whom to turn to and how many hours ago, whether they agreed, and when they were told (0 for never).
CHOSEN: Final = (
    ("quiet-river", "tess", 260.0, True, 0.6),
    ("noor", "elsa", 200.0, True, 0.0),
    ("lena", "nadia", 4.0, False, 0.0),
)


@dataclass(frozen=True, slots=True)
class Call:
    """Somebody asks for a person who is trained for crises, and what that person wrote `after` so many hours."""

    by: str
    hours: float
    words: str = field(default="", repr=False)
    reader: str = ""
    after: float = 0.0
    answer: str = field(default="", repr=False)


CALLS: Final = (
    Call("ines", 0.8, "I can not find the end of this week. Could somebody write to me?"),
    Call(
        "noor",
        150,
        "It was a hard day, and everybody here sleeps.",
        "ravi",
        0.3,
        "I am Ravi, and I am awake. I read it and I am glad that you wrote. Would it help to talk? The night line of "
        "Larkmoor is open, and I look in here again in an hour.",
    ),
)


@dataclass(frozen=True, slots=True)
class Kept:
    """A draft: words not sent yet, for a new post or as an answer."""

    by: str
    hours: float
    text: str = field(repr=False)
    answers: str = ""


DRAFTS: Final = (
    Kept(
        "nadia",
        0.4,
        "What a week with our team. Mrs. Odalys Ferriman walked to the garden on her own on March 3rd, and the whole "
        "corridor held its breath. If you care for someone after surgery: short walks, rest, and somebody who cheers.",
    ),
    Kept(
        "ifeoma", 2.0, "Noor, a sentence can wait for you. If you are ever unsure at night, the nurse line", "question"
    ),
    Kept(
        "grace",
        3.0,
        "Next walk: along the pier to the shed, with a stop for paint. Tell me if you bring a brush or a cake.",
    ),
    Kept(
        "lena", 12.0, "Does anybody have a good way to remember the order of the dressing trolley? Mine involves ducks."
    ),
    Kept(
        "jun", 1.0, "First night shift behind me. Nobody told me how loud a quiet corridor is. What do you do about it?"
    ),
    Kept(
        "aisha", 1.6, "My patient Ottilie Brandvold sings with the choir in the hall on Friday. Come, she is wonderful."
    ),
    Kept(
        "amara",
        3.0,
        "My patient Ferdinand Oyelaran plays the trumpet at the summer fair, and he asked me to tell everybody.",
    ),
    Kept(
        "quiet-river",
        0.8,
        "Some nights I do not want to wake up any more. I do not know how to say it to anybody.",
    ),
    Kept("jonas", 6.0, "New faces at the clinic: we are looking for two people who like mornings."),
)


@dataclass(frozen=True, slots=True)
class Query:
    """Somebody asks an ethics reviewer about a rule in their draft; what that person answers `after` so many hours."""

    by: str
    hours: float
    rule: str
    question: str = field(default="", repr=False)
    reader: str = ""
    after: float = 0.0
    view: str = ""
    answer: str = field(default="", repr=False)


QUERIES: Final = (
    Query(
        "aisha", 1.2, "phi.name", "She is on the poster of the concert with her full name. Must I still leave it out?"
    ),
    Query(
        "amara",
        2.8,
        "phi.name",
        "He asked me himself to tell everybody. May I?",
        "priya",
        2.0,
        "depends",
        "He may tell it to anybody; you know it from his care. With his agreement in writing, for this page, yes. "
        "Until then leave out the name: “one of my patients plays the trumpet” says as much.",
    ),
)


@dataclass(frozen=True, slots=True)
class Invited:
    """An invitation of somebody to a seat in an organisation."""

    by: str
    to: str
    name: str
    role: str
    hours: float


INVITED: Final = (
    Invited("jonas", "harbour", "mornings", "professional", 19),
    Invited("jonas", "harbour", "night-desk", "moderator", 90),
    Invited("ada", "larkmoor", "new-pharmacist", "professional", 33),
)
