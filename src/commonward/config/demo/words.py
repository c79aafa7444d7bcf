"""What people say in the demo, over four weeks. All of it is invented, and all of it goes through the guard."""

from dataclasses import dataclass, field
from typing import Final


@dataclass(frozen=True, slots=True)
class Answer:
    """An answer, so many hours after what it answers: the post, or its answer of that number."""

    by: str
    text: str = field(repr=False)
    after: float = 1.0
    to: int | None = None


@dataclass(frozen=True, slots=True)
class Said:
    """Something said, how many hours ago, and the answers to it. `now` are the words after a change by the author."""

    key: str
    by: str
    hours: float
    text: str = field(repr=False)
    answers: tuple[Answer, ...] = ()
    audience: str = "public"
    picture: str = ""
    alt: str = ""
    thanks: tuple[str, ...] = ()
    saved: tuple[str, ...] = ()
    now: str = field(default="", repr=False)


_RECENT = (
    Said(
        "weary",
        "marisol",
        2.2,
        "# When diabetes wears you out\n\nYou count, weigh, prick and plan, every day, with no day off. "
        "Feeling tired of it is not a failure. Here is what people in our circle say keeps them going.\n\n"
        "- **One rest day for the mind.** Keep the medicine, drop the diary for a day.\n"
        "- **Ask for one thing.** “I need help” is hard to answer.\n"
        "- **Say it at your visit.** Your team should ask how you feel, not only what you measured.\n\n"
        "Never stop insulin or tablets on your own. #diabetes",
        (
            Answer("quiet-river", "Thank you for giving it a name. I put the diary in a drawer for a night.", 0.3),
            Answer("nadia", "That sounds like a good drawer. Your worth is not a number on a meter.", 0.2, to=0),
            Answer(
                "yusuf", "My father never said he was tired. I asked him for one thing, as you wrote. He smiled.", 0.9
            ),
            Answer(
                "tomasz",
                "Meals do not have to be perfect either. “Good enough, most days” is a plan I believe in.",
                1.2,
            ),
            Answer("marisol", "Tell him the smile counts as a number, too.", 0.3, to=2),
        ),
        picture="shoes",
        alt="Drawing of two walking shoes, one teal and one red, beside a short list with three ticks",
        thanks=("pat", "nadia", "quiet-river", "yusuf", "diego", "mei", "lena", "elsa"),
        saved=("lena", "quiet-river"),
        now="# When diabetes wears you out\n\nYou count, weigh, prick and plan, every day, with no day off. "
        "Feeling tired of it is not a failure. Here is what people in our circle say keeps them going.\n\n"
        "- **One rest day for the mind.** Keep the medicine, drop the diary for a day.\n"
        "- **Ask for one thing.** “Could you cook this week?” works better than “I need help”.\n"
        "- **Say it at your visit.** Your team should ask how you feel, not only what you measured.\n\n"
        "Never stop insulin or tablets on your own. If numbers feel like a judge, tell us: we can change the plan "
        "together. #diabetes",
    ),
    Said(
        "lamp-posts",
        "pat",
        4,
        "Weeks since my new valve, and I climbed the hill behind the library without stopping. To whoever told "
        "me to count lamp posts instead of minutes: it works. #walking",
        (
            Answer("kofi", "Lamp posts never rush anybody. Well done.", 0.5),
            Answer("elsa", "I counted with you. Next: the lighthouse.", 0.8),
            Answer("pat", "The lighthouse has no lamp posts. I will count gulls.", 0.4, to=1),
        ),
        thanks=("elsa", "nadia", "kofi", "grace", "henrik", "tess", "marisol"),
    ),
    Said(
        "stretches",
        "wei",
        5.5,
        "Question for the night shift: how do you keep your own back well? I am putting together five stretches "
        "that fit between two call bells, and would love your tricks. #nightshift",
        (
            Answer("amara", "Both hands on the counter, hips back, breathe out slowly. Nobody notices.", 0.7),
            Answer("nadia", "A tennis ball between back and wall. It lives in my locker.", 1.1),
            Answer("lena", "I thought the tennis ball was for the ward dog.", 0.4, to=1),
        ),
        thanks=("nadia", "lena", "aisha"),
    ),
    Said(
        "oranges",
        "amara",
        9,
        "A good wound heals in company. Ask who changes the dressing at home, and thank them too. #wounds",
        (
            Answer("lena", "We practised this on an orange. The orange is doing fine.", 1.5),
            Answer("amara", "Then you are ready for a grapefruit.", 0.4, to=0),
        ),
        thanks=("lena", "wei", "noor"),
    ),
    Said(
        "two-habits",
        "mei",
        14,
        "Two small habits for many tablets: one box with the days on it, and one list in your wallet. Ask your "
        "pharmacist before you split or crush anything. #medicines",
        (
            Answer("henrik", "The list saved me a long talk at the dentist.", 2),
            Answer("noor", "Is there a box that does not look like a hospital?", 3),
            Answer(
                "mei",
                "Yes: a row of small spice jars, if nobody in the kitchen minds. Lids that close well.",
                0.6,
                to=1,
            ),
        ),
        picture="box",
        alt="Drawing of a pill box with seven lids in different colours and a glass of water",
        thanks=("henrik", "pat", "noor", "elsa"),
        saved=("pat", "noor"),
    ),
    Said(
        "walk",
        "grace",
        20,
        "The Heart Friends walk every week, slowly and with a thermos. No sign-up, no speed. Bring a hat. #walking",
        (
            Answer("pat", "I bring the ginger biscuits.", 1),
            Answer("tess", "I walk at the end, so that nobody is last.", 2),
            Answer("henrik", "And I sit on the wall in the middle, so that somebody is always ahead.", 3),
        ),
        picture="harbour",
        alt="Drawing of a harbour at dusk: low sun, two sailing boats, a lighthouse on the hill",
        thanks=("pat", "tess", "elsa", "henrik", "bea", "kofi"),
        saved=("elsa",),
    ),
    Said(
        "question",
        "ifeoma",
        26,
        "“Is it worth a visit?” is a good question, not a silly one. If breathing is hard, the face droops or "
        "the chest hurts, do not ask here: call the emergency number.",
        (Answer("noor", "I needed to read this sentence. Thank you.", 4),),
        thanks=("nadia", "noor", "elsa", "priya", "grace"),
    ),
    Said(
        "soup",
        "noor",
        30,
        "What do you cook for somebody who is not hungry but should eat? Soup again makes her sigh. #food",
        (
            Answer(
                "tomasz", "Small plates, strong colours, and one thing she may leave. Soup can be a sauce, too.", 1.5
            ),
            Answer("diego", "Pancakes at odd hours. Nobody refuses a pancake.", 2),
            Answer("noor", "She ate two. With pepper. I am not asking.", 6, to=1),
        ),
        thanks=("tomasz", "yusuf"),
    ),
    Said(
        "night",
        "nadia",
        38,
        "Four in the morning is a place of its own. The corridor hums, the tea is too strong, and somebody always "
        "tells you the story that they kept from the day shift. I never write those down. I carry them out carefully "
        "and leave them at the door. #nightshift",
        (
            Answer("lena", "This is why I want to do this.", 2),
            Answer("amara", "Too strong is the right strength.", 3),
        ),
        picture="window",
        alt="Drawing of a night window with a crescent moon, a plant on the sill and a steaming mug",
        thanks=("lena", "amara", "aisha", "wei", "ifeoma", "pat", "quiet-river"),
        saved=("lena", "amara"),
    ),
)

_EARLIER = (
    Said(
        "not-today",
        "aisha",
        44,
        "New parents: you may say “not today” to visitors. Put a note on the door and sleep. #family",
        (
            Answer("ines", "Ours hangs on the door now: “we are lovely tomorrow”.", 2),
            Answer("aisha", "I am stealing that sentence for my next class.", 1, to=0),
        ),
        thanks=("ines", "noor", "lena"),
    ),
    Said(
        "warm",
        "quiet-river",
        52,
        "I read here for weeks before I wrote. It is warm in this room.",
        (
            Answer("tess", "Good that you came in.", 1),
            Answer("pat", "The chair by the window is free.", 3),
            Answer("quiet-river", "I took it.", 5, to=1),
        ),
        thanks=("tess", "pat", "nadia", "elsa", "grace", "henrik", "marisol", "diego"),
    ),
    Said(
        "rests",
        "kofi",
        61,
        "Small steps count, and so do rests. A rest is a step you take sitting down. #walking",
        (Answer("henrik", "Then I am a marathon runner.", 2),),
        picture="bench",
        alt="Drawing of a garden bench under a round tree, with leaves on the path",
        thanks=("pat", "henrik", "wei", "elsa", "tess"),
        saved=("pat",),
    ),
    Said(
        "notebook",
        "lena",
        70,
        "What did you wish somebody had told you before your first night shift? I have a notebook ready. #nightshift",
        (
            Answer("nadia", "Eat before you are hungry, ask before you are sure.", 1),
            Answer("amara", "Bring second socks.", 2),
            Answer("ifeoma", "“I do not know yet” is a full sentence. Doctors should learn it as well.", 3),
            Answer("lena", "Socks bought. The sentence is on page one.", 4, to=2),
        ),
        picture="notebook",
        alt="Ink drawing of an open notebook with a pencil, a heart line running over both pages",
        thanks=("nadia", "amara", "priya"),
    ),
    Said(
        "small-print",
        "priya",
        84,
        "Reading tip for colleagues: when an article says “studies show”, look for which ones, how many "
        "people, and who paid. Three questions, one minute. #evidence",
        (Answer("mei", "And whether the people in it look anything like the person in front of you.", 3),),
        thanks=("ifeoma", "mei", "tomasz"),
        saved=("lena", "mei"),
    ),
    Said(
        "scarf",
        "henrik",
        96,
        "I was told to rest and did not know how. Knitting turned out to be resting with a scarf at the end.",
        (
            Answer("elsa", "Scarf number two is mine, please.", 4),
            Answer("henrik", "Number two is for the bench by the pier. Number three.", 2, to=0),
        ),
        picture="yarn",
        alt="Drawing of balls of yarn in three colours, two needles and a striped piece of knitting",
        thanks=("elsa", "noor", "pat", "bea"),
    ),
    Said(
        "handover",
        "nadia",
        101,
        "For colleagues: the new hand-over sheet lies at the desk. Short, readable, and it fits a pocket.",
        (Answer("mei", "It even has room for the medicines. Who do I thank?", 2),),
        audience="organisation",
        thanks=("mei", "kofi", "aisha"),
    ),
    Said(
        "quiet-hour",
        "priya",
        110,
        "Idea for the team: one quiet hour after lunch. Phones on silent, doors half closed, no rounds. Who tries it "
        "with me for a month?",
        (
            Answer("ifeoma", "I do. My ears as well.", 3),
            Answer("marisol", "Count the diabetes room in.", 5),
        ),
        audience="organisation",
        thanks=("ifeoma", "marisol", "amara"),
    ),
    Said(
        "stares",
        "diego",
        121,
        "I have psoriasis and summer plans. How do you answer stares without spoiling your own day?",
        (
            Answer("quiet-river", "I say “it is not catching, but my mood is”, and smile.", 2),
            Answer("ines", "My little one asked if you are a map. I thought that was kind.", 5),
            Answer("diego", "I am a map. That is the best thing anybody has said about it.", 2, to=1),
        ),
        thanks=("quiet-river", "noor", "ines", "tess"),
    ),
    Said(
        "plates",
        "tomasz",
        141,
        "Plates do not need to be perfect. Half vegetables, a quarter filling, a quarter strong. Most days. #food",
        (Answer("yusuf", "My plates are a quarter everything. We are getting there.", 6),),
        picture="fruit",
        alt="Drawing of a blue bowl with pears, oranges and apples on a striped cloth",
        thanks=("noor", "diego", "marisol"),
    ),
    Said(
        "second-question",
        "elsa",
        160,
        "Caring for my mother taught me to ask the second question: not “how are you”, but “what was good?” #family",
        (
            Answer("yusuf", "I will ask that tonight.", 2),
            Answer("tess", "I ask “who made you laugh?”. It works on bad days, too.", 4),
        ),
        thanks=("yusuf", "noor", "tess", "pat", "marisol", "aisha"),
        saved=("yusuf",),
    ),
    Said(
        "birds",
        "ines",
        178,
        "The baby sleeps when I fold. So there are ninety paper birds in our kitchen, and I have slept four hours.",
        (
            Answer("aisha", "Four hours is a good flock.", 3),
            Answer("ines", "I hang them where she can see them.", 2, to=0),
        ),
        picture="birds",
        alt="Drawing of folded paper birds in five colours hanging on threads",
        thanks=("aisha", "noor", "quiet-river", "lena", "henrik"),
    ),
)

_LONG_AGO = (
    Said(
        "tea",
        "henrik",
        206,
        "After the operation they asked what I would miss least. I said hurrying. Nobody laughed, so I said the food.",
        (Answer("pat", "I laughed.", 5), Answer("bea", "So did the kitchen.", 8)),
        thanks=("pat", "tess", "nadia"),
    ),
    Said(
        "board",
        "grace",
        228,
        "For members: the shed at the pier is ours now. It needs paint, two benches and somebody with a drill.",
        (Answer("henrik", "I have a drill and no sense. Pair me with somebody.", 4),),
        audience="organisation",
        thanks=("henrik", "tess", "pat"),
    ),
    Said(
        "garden",
        "yusuf",
        251,
        "My father wants to garden and his knees do not. So we lifted the garden: four old drawers on bricks. He is "
        "out there now, telling the beans what to do. #family",
        (
            Answer("kofi", "That is the best knee therapy I have seen all month.", 3),
            Answer("noor", "Do the beans listen?", 5),
            Answer("yusuf", "Better than I do, he says.", 1, to=1),
        ),
        picture="garden",
        alt="Drawing of four raised garden beds with young plants and a watering can under the sun",
        thanks=("kofi", "noor", "elsa", "tomasz", "marisol"),
    ),
    Said(
        "teach",
        "ifeoma",
        290,
        "Try this at your next visit: after the doctor has explained, say it back in your own words. If it comes out "
        "wrong, that is our fault, not yours, and we get a second try.",
        (
            Answer("elsa", "We did it last time. We had understood the opposite.", 6),
            Answer("nadia", "And nobody was cross? That is how it should be.", 2, to=0),
        ),
        thanks=("elsa", "nadia", "priya", "mei", "grace", "yusuf", "noor"),
        saved=("elsa", "lena", "noor"),
    ),
    Said(
        "label",
        "mei",
        330,
        "A label that says “as directed” helps nobody. Ask us to print what it is for, in words that you would use "
        "yourself: “for the heart, mornings”. #medicines",
        (Answer("henrik", "Mine says “the bitter one”. She wrote it for me, with a straight face.", 9),),
        thanks=("henrik", "ifeoma", "elsa"),
    ),
    Said(
        "quilt",
        "tess",
        371,
        "Everybody at the circle brought one square of cloth. Nobody's square matches, and the quilt is warm.",
        (
            Answer("quiet-river", "Mine would be grey with one blue thread.", 10),
            Answer("tess", "There is room.", 2, to=0),
        ),
        picture="quilt",
        alt="Drawing of a quilt made of many squares, no two alike",
        thanks=("bea", "grace", "pat", "quiet-river", "noor"),
    ),
    Said(
        "list",
        "noor",
        420,
        "Caregivers, what is on your door? Ours: keys, glasses, the green bag, “you have eaten”, and a drawing of a "
        "goat. The goat is for morale.",
        (
            Answer("elsa", "“You have eaten” is the one I forget.", 5),
            Answer("yusuf", "We have no goat. This explains a lot.", 7),
        ),
        thanks=("elsa", "yusuf", "tess", "aisha"),
    ),
    Said(
        "kettle",
        "tomasz",
        470,
        "If plain water bores you: a slice of something, a nice glass, and a place where you can see it. We drink what "
        "we see. Ask your team first if they told you to limit what you drink. #food",
        (),
        picture="kettle",
        alt="Drawing of a glass jug with lemon slices and two glasses on a table by a window",
        thanks=("diego", "noor"),
    ),
    Said(
        "welcome",
        "grace",
        560,
        "The Heart Friends have a room here now. Come in, take the chair you like, and tell us how you take your tea.",
        (
            Answer("pat", "Strong, with a story.", 8),
            Answer("henrik", "Weak, with two stories.", 14),
            Answer("bea", "I put the kettle on.", 3, to=1),
        ),
        thanks=("pat", "henrik", "bea", "tess", "elsa"),
    ),
)

SAID: Final = (*_RECENT, *_EARLIER, *_LONG_AGO)
