"""How a sentence stands to what it says: asserted, or asked, denied, hedged, quoted, told of others' beliefs.

A tale that is told to answer it is no tale told on: "It is a myth that …", "No, vaccines don't …", "Vaccines cause …?
They don't." What somebody says of their own body is their own.
"""

from typing import Final

from commonward.guard.text.words import Wording


def is_asserted(wording: Wording, sentence: int, first: int, last: int) -> bool:
    """Whether the words [first, last) of this sentence say of themselves that something is so."""
    return not (
        is_reported(wording, sentence, first)
        or _is_asked(wording, sentence)
        or _is_quoted(wording, first, last)
        or negations(wording, sentence, first, last) % 2
        or _is_answered(wording, sentence)
        or _is_hedged(wording, sentence, first, last)
        or _is_own(wording, sentence, first, last)
    )


def is_told_plainly(wording: Wording, sentence: int, first: int, last: int) -> bool:
    """As `is_asserted`, for what studies are said to show: a hedge or a denial makes it no less a claim."""
    return not (
        is_reported(wording, sentence, first)
        or _is_asked(wording, sentence)
        or _is_quoted(wording, first, last)
        or _is_answered(wording, sentence)
        or _is_own(wording, sentence, first, last)
        or not _UNKNOWN.isdisjoint(word.lower for word in wording.words[max(0, first - 2) : last])
    )


def is_told(wording: Wording, sentence: int, first: int, last: int) -> bool:
    """As `is_asserted`, for what is false however carefully it is put: a hedge or an own story does not make it true.

    Denials are not looked at: whoever asks counts them (`negations`) against those of the tale.
    """
    return not (
        is_reported(wording, sentence, first)
        or _is_asked(wording, sentence)
        or _is_quoted(wording, first, last)
        or _is_answered(wording, sentence)
    )


def is_opposed(wording: Wording, sentence: int, first: int, last: int) -> bool:
    """Whether it is told to answer it or to ask about it: called a myth, taken back by the next sentence, asked."""
    return _is_called_false(wording, sentence, first) or _is_asked(wording, sentence) or _is_answered(wording, sentence)


def negations(wording: Wording, sentence: int, first: int, last: int) -> int:
    """How many words deny from shortly before the first to the last of these words, in this clause."""
    words = wording.words
    begin = first
    while begin > max(wording.sentences[sentence].first, first - _DENIES_FROM) and not _starts_clause(wording, begin):
        begin -= 1
    return sum(
        is_denial(words[place].lower)
        and not (place + 1 < len(words) and (words[place].lower, words[place + 1].lower) in _NO_DENIALS)
        and not _MYTHS & {word.lower for word in words[place + 1 : place + 3]}  # "it is no myth that …"
        and not (words[place].lower == "no" and "," in wording.gap_after(place))  # "No, they don't": one denial
        for place in range(begin, last)
    )


def _starts_clause(wording: Wording, place: int) -> bool:
    word = wording.words[place]
    return bool(_CLAUSE_SIGNS & set(word.gap)) or word.lower in _BUT or word.lower in _AND


def is_denial(word: str) -> bool:
    """Whether a word denies: "not", "don't", "never"."""
    return word in _DENIALS or word.endswith("n't")


def is_reported(wording: Wording, sentence: int, first: int) -> bool:
    """Whether it is told as what others believe, or named a myth."""
    words = wording.words
    begin = wording.sentences[sentence].first
    for place in range(begin, first):
        if words[place].lower not in _BELIEVES or _turns(wording, place, first):
            continue
        if not any(is_denial(words[at].lower) for at in range(max(begin, place - _DENIES_FROM), place)):
            return True  # and "doctors won't tell you that …" tells it
    return _is_called_false(wording, sentence, first)


def _is_called_false(wording: Wording, sentence: int, first: int) -> bool:
    """Whether this sentence or a heading before it calls it a myth; "a myth, but …" and "no myth" take that back."""
    words = wording.words
    whole = wording.sentences[sentence]
    for place in range(whole.first, whole.last):
        if words[place].lower not in _MYTHS or (place < first and _turns(wording, place, first)):
            continue
        if not any(is_denial(words[at].lower) for at in range(max(whole.first, place - 2), place)):
            return True
    for earlier in range(max(0, sentence - _HEADED), sentence):
        said = wording.sentences[earlier]
        if any(words[place].lower in _MYTHS for place in range(said.first, said.last)):
            return True
    return False


def _turns(wording: Wording, start: int, end: int) -> bool:
    return any(wording.words[place].lower in _BUT for place in range(start, end))


def _is_asked(wording: Wording, sentence: int) -> bool:
    whole = wording.sentences[sentence]
    if "?" in wording.gap_after(whole.last - 1):
        return True
    if whole.last - whole.first < 2 or wording.words[whole.first].lower not in _ASKS:
        return False
    return not is_denial(wording.words[whole.first + 1].lower)  # "Do not …" asks nothing


def _is_quoted(wording: Wording, first: int, last: int) -> bool:
    """Whether it stands in quotation marks: one opens before it in the line and closes behind it."""
    text = wording.document.view
    start, end = wording.words[first].start, wording.words[last - 1].end
    line = text.rfind(b"\n", 0, start) + 1
    stop = text.find(b"\n", end)
    return text.count(b'"', line, start) % 2 == 1 and b'"' in text[end : stop if stop >= 0 else len(text)]


def _is_answered(wording: Wording, sentence: int) -> bool:
    """Whether the next sentence takes it back at its beginning: "That is false." "No, they don't." "Wrong." """
    if sentence + 1 >= len(wording.sentences):
        return False
    answer = wording.sentences[sentence + 1]
    words = [word.lower for word in wording.words[answer.first : min(answer.last, answer.first + _ANSWER)]]
    if not words:
        return False
    return words[0] in _ANSWERS or (
        words[0] in _POINTS and any(word in _FALSE or is_denial(word) for word in words[1:])
    )


def _is_hedged(wording: Wording, sentence: int, first: int, last: int) -> bool:
    return any(
        word.lower in _HEDGES for word in wording.words[max(wording.sentences[sentence].first, first - 4) : last]
    )


def _is_own(wording: Wording, sentence: int, first: int, last: int) -> bool:
    """Whether it tells of the writer's own body: "magnesium helps me", "turmeric eased my knees"."""
    words = wording.words
    begin = max(wording.sentences[sentence].first, first - 2)
    end = last
    while end < min(last + 2, wording.sentences[sentence].last) and not words[end].gap.strip():
        end += 1
    return any(word.lower in _OWN for word in words[begin:end])


_DENIES_FROM: Final = 4
_NO_DENIALS: Final = frozenset(
    {("not", "only"), ("nothing", "but"), ("not", "just"), ("no", "doubt"), ("no", "wonder")}
)
_CLAUSE_SIGNS: Final = frozenset(",;:()")
_AND: Final = frozenset({"and", "so", "y"})
_HEADED: Final = 3  # sentences under a heading such as "Myths:"
_ASKS: Final = frozenset({"do", "does", "did", "is", "are", "can", "could", "should", "will", "would"})
_ANSWER: Final = 6
_DENIALS: Final = frozenset(
    {"not", "no", "never", "cannot", "cant", "dont", "doesnt", "didnt", "wont", "isnt", "arent", "neither", "nobody",
     "none", "nothing", "hardly", "nunca", "jamas", "tampoco"}
)  # fmt: skip
_MYTHS: Final = frozenset(
    {"myth", "myths", "false", "falsely", "untrue", "wrong", "wrongly", "nonsense", "rubbish", "debunk", "debunked",
     "debunking", "misinformation", "disinformation", "misconception", "misconceptions", "rumour", "rumours",
     "rumor", "rumors", "disproved", "disproven", "retracted", "hearsay", "superstition", "baseless", "unfounded",
     "mito", "mitos", "bulo", "bulos", "falso", "falsa", "mentira", "desmentir", "desinformacion"}
)  # fmt: skip
_BELIEVES: Final = frozenset(
    {"believe", "believes", "believed", "think", "thinks", "thought", "claim", "claims", "claimed", "claiming",
     "heard", "hear", "ask", "asks", "asked", "asking", "wonder", "wondered", "wondering", "whether", "fear",
     "fears", "feared", "worry", "worried", "told", "tells", "says", "supposedly", "allegedly", "convinced",
     "insists", "insisted", "idea", "notion", "belief", "theory", "read", "say", "said", "tell", "telling", "creen",
     "creer", "cree", "dicen", "dice", "pregunta", "preguntan", "pregunto", "temen", "miedo", "supuestamente",
     "dijo", "decian"}
)  # fmt: skip
_BUT: Final = frozenset({"but", "yet", "however", "though", "although", "actually", "pero", "aunque"})
_ANSWERS: Final = frozenset(
    {"no", "nope", "wrong", "false", "untrue", "nonsense", "rubbish", "falso", "mentira", "fact"}
)
_POINTS: Final = frozenset(
    {"that", "that's", "this", "it", "it's", "they", "these", "he", "she", "neither", "none", "eso", "esto", "es", "in"}
)
_FALSE: Final = frozenset(
    {"false", "wrong", "untrue", "myth", "nonsense", "rubbish", "lie", "falso", "mentira", "mito"}
)
_HEDGES: Final = frozenset(
    {"may", "might", "could", "perhaps", "possibly", "maybe", "seems", "appears", "unclear", "sometimes", "likely",
     "hopes", "aims", "intended", "designed", "used", "podria", "podrian", "quizas", "puede", "pueden", "can",
     "would", "should"}
)  # fmt: skip
_UNKNOWN: Final = frozenset(
    {"no", "any", "need", "needs", "good", "mixed", "thin", "ongoing", "conflicting", "little", "some"}
)
_OWN: Final = frozenset({"me", "my", "i", "mine", "myself", "i've", "i'm", "us", "mi", "mis", "yo", "conmigo"})
