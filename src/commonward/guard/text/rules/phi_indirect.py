"""phi.indirect  small facts that add up, or one rare one

What it finds: of somebody under care, one rare fact ("the only harp maker in the county", "the mayor's sister", "who
won the spelling final on TV", "from the Dunmore crash", "one of the quadruplets"), or two and more small ones in a
sentence that together fit hardly anybody nearby ("a barber from Quill Harbor", "a Somali taxi driver with leprosy").
Why it matters: 45 CFR 164.514(b)(2)(ii). No name is needed when only one person fits, and neighbours know who that
is.
Where a place with known people is named, it is counted how many of them fit all that is told, wherever it stands in the
text ("between 2 and 20 people in a place of 4,100"), and that decides.
Known misses: facts that are rare only where people live; without a known place, facts that are told apart from each
other, and how many fit is then judged in orders of magnitude. Facts of public people, of colleagues at work, of
patients who write about themselves and of people made up are left alone.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from commonward.guard.text.crowd.estimate import SMALL
from commonward.guard.text.cues import Cue
from commonward.guard.text.document import Document
from commonward.guard.text.scene import Scene
from commonward.guard.text.telling import (
    asks_for_silence,
    is_of_public_life,
    speaks_of_care,
    tellings,
    tells_of_author,
    tells_what_was_done,
)
from commonward.guard.text.whose.quasi import ENOUGH, RARE_ILLNESS, RARE_WORK, Quasi, small_facts
from commonward.guard.text.whose.story import Story, read_story
from commonward.guard.text.whose.tie import Tie

RULES = ("phi.indirect",)

RARE = 0.7
ADDED_UP = 0.6
FEW = 0.75
SOME = 0.4  # a near miss: a note
_SOME_TIMES = 4  # so many times the small crowd
_TIED = 0.5

Span = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Counted:
    """A story of which it could be counted how many people fit it: where it is told, and how sure that few do."""

    story: Story
    span: Span
    sure: float  # 0 when many people fit


def counted(tie: Tie) -> Counted | None:
    """The story of the person under care, where it could be counted."""
    scene = tie.scene
    if scene.author == "patient" or scene.is_simulated or not scene.has_health:
        return None
    story = read_story(tie)
    if story is None:
        return None
    sure = FEW if story.crowd.is_small else SOME if story.crowd.people.middle < _SOME_TIMES * SMALL else 0.0
    return Counted(story, story.span(tie), sure)


def find(tie: Tie, known: Counted | None = None) -> list[tuple[int, int, float]]:
    """Spans of the normalised text by which people nearby would know somebody, with confidences. Not overlapping.

    Where it was counted how many people fit, the count stands for facts that only add up, whatever it says.
    """
    scene = tie.scene
    if scene.is_simulated or scene.submission.context == "care_conversation":
        return []
    text = scene.wording.document.view.decode("ascii")
    if not scene.has_health and not _CARES.search(text.lower()) and not speaks_of_care(scene.wording.document, text):
        return []  # nobody's care is told
    found = [(span, RARE) for span in _rare(scene.wording.document, text)]  # the more telling forms come first
    if known is None:
        found += [(span, ADDED_UP) for span in _added_up(scene)]
    found += [(span, RARE) for span in tellings(scene.wording)]
    if known is not None and known.sure:
        found = [(span, sure) for span, sure in found if span[1] <= known.span[0] or known.span[1] <= span[0]]
    kept: list[tuple[int, int, float]] = []
    for (start, end), confidence in found:
        if any(start < other_end and other_start < end for other_start, other_end, _ in kept):
            continue
        if _is_of_somebody(tie, start, text[start:end]):
            kept.append((start, end, confidence))
    return sorted(kept)


def _rare(document: Document, text: str) -> Iterator[Span]:
    """One fact that is enough by itself."""
    for pattern in _RARE:
        for match in pattern.finditer(document, text):
            if not _NOT_HUMAN.search(match.group()):
                yield match.span(match.lastgroup or 0)


def _added_up(scene: Scene) -> Iterator[Span]:
    """Facts of different kinds in one sentence that together tell enough; at least two of them tell much."""
    by_sentence: dict[int, list[Quasi]] = {}
    words = scene.wording.words
    for fact in small_facts(scene):
        at = min(scene.wording.at(fact.start), len(words) - 1)
        by_sentence.setdefault(words[at].sentence if words else 0, []).append(fact)
    for facts in by_sentence.values():
        best: dict[str, Quasi] = {}
        for fact in facts:
            if fact.kind not in best or fact.bits > best[fact.kind].bits:
                best[fact.kind] = fact
        telling = [fact for fact in best.values() if fact.bits >= 6]
        # A place with an age is two identifiers already; what a person does or is has to come to them.
        if (
            len(telling) > 1
            and _LOCAL & best.keys()
            and _OWN & best.keys()
            and sum(fact.bits for fact in best.values()) >= ENOUGH
        ):
            yield min(fact.start for fact in telling), max(fact.end for fact in telling)


def _is_of_somebody(tie: Tie, start: int, quote: str) -> bool:
    """Whether the fact is told of somebody under care, and not of an event, a colleague, the author or the public."""
    scene = tie.scene
    words = scene.wording.words
    if not words or tells_of_author(scene, start):
        return False
    sentence = words[min(scene.wording.at(start), len(words) - 1)].sentence
    case = 0.7 if scene.submission.context == "professional_case" and scene.has_health else 0.0
    subject = max(tie.here(sentence), 0.75 * max(tie.here(sentence - 1), tie.here(sentence + 1)), case)
    told = scene.told(start, start + len(quote), sentence)
    weight = 0.6 * subject + _care_near(scene, sentence, told)
    weight -= 0.4 if scene.around(sentence).service and subject < 0.5 else 0.0
    return weight - _elsewhere(scene, sentence, told, quote) >= _TIED


def _care_near(scene: Scene, sentence: int, told: str) -> float:
    """How much of illness, treatment and care is told in a sentence, beside it, or anywhere."""
    document = scene.wording.document
    beside, before = scene.beside(sentence + 1), scene.beside(sentence - 1)
    cares = _CARES.search(told) or _CARES.search(beside) or tells_what_was_done(document, told)
    here = scene.around(sentence).health or speaks_of_care(document, told)
    near = (
        RARE_ILLNESS.pattern.search(told)
        or scene.around(sentence + 1).health
        or scene.around(sentence - 1).health
        or speaks_of_care(document, before)
        or speaks_of_care(document, beside)
    )
    weight = 0.5 if here else 0.35 if near else 0.15
    weight += 0.25 if asks_for_silence(document, scene.wording.document.view.decode("ascii")) else 0.0
    return weight + (0.5 if cares else 0.0)


def _elsewhere(scene: Scene, sentence: int, told: str, quote: str) -> float:
    """How much says that this is public life, an event, history or the author's own service."""
    setting = scene.around(sentence)
    weight = 0.4 * setting.event * (0.4 if _HAPPENED.search(quote) else 1.0) + 0.5 * setting.public
    weight += 0.7 if is_of_public_life(told) else 0.0
    weight += (1.0 if setting.history or setting.cites else 0.0) + (0.5 if setting.applause else 0.0)
    return weight


_LOCAL = {"place", "work", "people"}
_OWN = {"work", "people", "illness"}
_HUMAN = (
    r"(?:man|woman|lady|gentleman|guy|girl|boy|kid|child|baby|person|patient|family|couple|one|twins?|triplets?"
    r"|quadruplets?"
    r"|pensioner|teenager|veteran|survivor|widow(?:er)?|nun|priest|vicar|judge|doctor|dentist|nurse|midwife|vet"
    r"|teacher|barber"
    r"|baker|butcher|farmer|fisherman|pilot|captain|driver|player|singer|dancer|painter|writer|maker|keeper|smith"
    r"|ringer|cooper"
    r"|goalkeeper|goalie|archer|rider|runner|swimmer|climber|champion|winner|mayor|sheriff|councillor|midwife|organist"
    r"|[a-z]{3,}(?:smith|maker|keeper|ringer|monger|wright|ist|woman|man|grower|breeder|blower|diver)|hombre|mujer"
    r"|chica|chico"
    r"|campanero|pastor|herrero|[a-z]{4,}ero|[a-z]{4,}era)"
)
_LIMIT = (
    r"(?:in (?:the|our|this|that|town|my) ?(?:whole |entire |little |small )?(?:county|country|town|village|valley"
    r"|state|region"
    r"|city|island|province|district|parish|school|area|north|south|east|west|world|land|street|neighbou?rhood)?"
    r"|in town"
    r"|(?:on|of|around) (?:the|our|this) (?:whole )?(?:island|world|country|lake|coast|street|town|county|estate"
    r"|village|valley|region)"
    r"|around here|for miles|ever(?: \w{1,20}){0,3}|who ever|that ever|here\b|del pueblo|de la comarca|de la isla"
    r"|del valle|en la zona)"
)
_KIN = (
    r"(?:wife|husband|son|daughter|mother|father|mum|mom|dad|sister|brother|twin|partner|ex-wife|ex-husband"
    r"|widow(?:er)?|girlfriend"
    r"|boyfriend|niece|nephew|grandson|granddaughter|grandmother|grandfather|daughter-in-law|son-in-law|mother-in-law"
    r"|cousin|aunt"
    r"|uncle|baby|kid|child|fiancee?)"
)
_OFFICE = (
    r"(?:mayor|sheriff|vicar|priest|pastor|rabbi|imam|headmaster|headmistress|head teacher|principal|councillor"
    r"|minister|senator"
    r"|governor|judge|coach|baker|butcher|florist|barber|grocer|blacksmith|landlord|publican|postman|postwoman"
    r"|milkman|farmer"
    r"|lighthouse[- ]keeper|harbou?r ?master|fire chief|police chief|police officer|constable|coroner|undertaker"
    r"|chemist|vet"
    r"|librarian|organist|newsreader|presenter|consultant|registrar|ward sister|chief executive|ceo|chairman|director"
    r"|professor"
    r"|postmaster|postmistress|headteacher|goldsmith|cheesemaker|harbou?r pilot|coxswain|choirmaster|alderman"
    r"|dentist|gp|chaplain|town clerk|bishop|lock-?keeper|shopkeeper|caretaker|janitor|lollipop lady|bus driver)"
)
_CROWD = (
    r"(?:papers?|newspapers?|news|tv|television|telly|radio|headlines?|front page|(?:cup )?final|lottery"
    r"|champion(?:ship)?s?|parade"
    r"|carnival|crash|floods?|fire|mine|mineshaft|sinking|sank|explosion|avalanche|landslide|earthquake"
    r"|tornado"
    r"|shark|bear|lightning|half marathon|marathon|cathedral|church tower|tower|bridge|pier|ferry|helicopter"
    r"|airlift(?:ed)?"
    r"|mayor|prime minister|president|king|queen|olympics?|olympic|world cup|talent show|baking show|quiz show|viral"
    r"|documentary"
    r"|siege|shooting|hijack\w{1,4}|kidnap\w{1,5})"
)
_RARE = (
    # The only, the first, the youngest … of a place.
    Cue(
        rf"\b(?P<a>(?:the|our|this|el|la)(?: \w{{1,12}}'s)? (?:only|first|youngest|oldest|last|sole|tallest|smallest"
        rf"|heaviest|richest|[uú]nic[oa])"
        rf" (?:[\w-]{{1,20}} ){{0,3}}?{_HUMAN}s?\b(?: (?:to|who"
        rf"|that) (?:ever )?[\w-]{{1,20}}(?: [\w-]{{1,20}}){{0,4}}?)? {_LIMIT})"
        rf"|\b(?P<b>(?:the|our) (?:town|village|county|island|valley|parish|city|school|street|region)'s (?:only|last"
        rf"|first|youngest|oldest)"
        rf" [\w-]{{2,20}}(?: (?!and\b|or\b|has\b|had\b|is\b|was\b|who\b|with\b|in\b|on\b|to\b|for\b)[\w-]{{2,20}})?)"
        rf"|\b(?P<c>the (?:only|first|last|youngest|oldest)(?: (?:person|man|woman|patient|child|one))? (?:to|who"
        rf"|that) (?:have |has |had )?"
        rf"(?:ever )?(?:survive|row|climb|swim|walk|win|won|cross|sail|have|receive|get|reach|play"
        rf"|sing)\w{{0,3}}(?: [\w-]{{1,20}}){{0,6}}? "
        rf"{_LIMIT})",
    ),
    # Only three children in the state; one of the four known cases in the country.
    Cue(
        rf"\b(?P<a>(?:(?:one|two) of (?:the |only |just |fewer than |maybe )*|only |just |fewer than )"
        rf"(?:(?:about|some|around) )?(?:\d{{1,2}}|two|three|four|five|six|seven|eight|nine|ten|twelve|a dozen"
        rf"|a handful of)"
        rf" (?:(?:known|living|reported|documented|diagnosed|confirmed|other) )*"
        rf"(?:kids|children|babies|bab(?:y|ies)|people|women|men|boys|girls|patients|cases|famil(?:y|ies)|carriers)"
        rf"(?: (?:alive|left|known|with (?:[\w'-]{{1,20}} ){{0,3}}[\w'-]{{1,20}}))? {_LIMIT})"
        r"|\b(?P<b>(?:(?:solo|apenas) (?:hay|existen|quedan|conocemos) |un[oa] de l[oa]s (?:unic[oa]s )?)"
        r"(?:\d{1,2}|dos|tres|cuatro|cinco|seis|siete|ocho|nueve|diez) "
        r"(?:casos|ninos|ninas|personas|pacientes|familias|mujeres|hombres)(?: (?:conocid|diagnosticad|descrit)[oa]s)?"
        r" (?:en|de) (?:tod[oa] )?(?:la|el|este|esta|nuestra|nuestro) "
        r"(?:provincia|pais|region|comunidad|isla|pueblo|ciudad|mundo|comarca|valle|zona))",
    ),
    # The mayor's sister.
    Cue(
        rf"\b(?P<a>(?:the|our|that|this) (?:old |former |local |own |town |village )?{_OFFICE}'s (?:own |late "
        rf"|eldest |youngest |only |pregnant )?{_KIN})\b"
        rf"|\b(?P<b>(?:la|el) (?:hija|hijo|mujer|esposa|marido|madre|padre|hermana|hermano|nuera|yerno) (?:del|de la)"
        r" (?:alcalde(?:sa)?|concejal|panader[oa]|carnicer[oa]|farmac[eé]utic[oa]|cura|m[eé]dic[oa]|maestr[oa]|juez"
        r"|director|cartero))\b",
    ),
    # Who won the final, who was in the papers.
    Cue(
        rf"\b(?P<a>(?:who|that|whose|which) (?:[\w'-]{{1,20}} ){{0,7}}?(?:on|in|at|from|by|of|during"
        rf"|to) (?:[\w'-]{{1,20}} ){{0,3}}?{_CROWD})\b"
        rf"|\b(?P<b>(?:rescued|pulled|dug|saved|bitten|mauled|struck|evacuated|airlifted|survived|survivor|victim"
        rf"|injured|hurt|fell)"
        rf" (?:[\w'-]{{1,20}} ){{0,4}}?{_CROWD}(?: (?:off|in|at|near|on) (?:[\w'-]{{1,20}} ?){{1,3}})?)\b"
        rf"|\b(?P<c>who (?:reads?|read|presents?|hosts?|did) the (?:evening |morning |local )?(?:news|weather"
        rf"|traffic)(?: on [\w ]{{1,20}})?)\b"
        rf"|\b(?P<d>(?:the|that|a) (?:guy|man|woman|lady|bloke|chap|boy|girl|couple|kid) (?:who|with"
        rf"|whose) (?:[\w'-]{{1,20}} ){{1,7}}?"
        rf"(?:around|all over|through|in|about) (?:the )?(?:town|village|high street|market|roundabout"
        rf"|neighbou?rhood))\b"
        rf"|\b(?P<e>[\w-]{{3,20}} with the (?:[\w-]{{1,20}} ){{1,4}}(?:on|in|at|by) the (?:roundabout|market square"
        rf"|high street|harbou?r|pier|town hall|square))\b"
        r"|\b(?P<g>(?:from|in) (?:the|that) (?:[\w-]{1,20} )?(?:viral|famous) (?:video|clip|photo|picture|post|meme)"
        r"|who (?:once |just |also )?(?:ran|stood|is running|was elected|campaigned) (?:for|to) (?:the )?"
        r"(?:[\w-]{1,20} ){0,2}(?:council|mayor|parliament|congress|senate|sheriff|governor|school board))\b"
        rf"|\b(?P<f>from (?:the|that) [A-Z][\w'-]{{2,20}} (?:crash|fire|flood|shooting|explosion|sinking|avalanche"
        rf"|derailment|disaster|bombing))\b",
    ),
    # One of the quadruplets.
    Cue(
        r"\b(?P<a>(?:one of (?:the|our|those) (?:\w{1,12} )?(?:triplets|quadruplets|quads|quintuplets|sextuplets"
        r"|conjoined twins)"
        r"|(?:identical|conjoined) (?:triplets|quadruplets|twins)(?:, (?:all|both) (?:[\w'-]{1,20} ){1,8}[\w'-]{1,20})?"
        r"|(?:the|our|these|those) (?:triplets|quadruplets|quintuplets)"
        r"|(?:triplets|quadruplets|quintuplets) who [\w ]{1,30})[^.,;!?\n]{0,40})",
    ),
    # A former champion, a retired bell-ringer.
    Cue(
        rf"\b(?P<a>(?:a |the |our |an )?(?:former|retired|ex-?|famous|celebrated|reigning|two-time"
        rf"|three-time) ?(?:[\w-]{{1,20}} ){{0,3}}?"
        rf"(?:{RARE_WORK.pattern}|champion|winner|medallist|star|captain)(?: (?:of|from"
        rf"|at) (?:[\w'-]{{1,20}} ){{0,3}}[\w'-]{{1,20}})?)",
    ),
    # A trade of which there is one.
    Cue(
        rf"\b(?P<a>(?:the|our|that|a|an) (?:[\w-]{{1,20}} ){{0,1}}?(?:{RARE_WORK.pattern})(?: (?:from|at|of|on"
        rf"|in) (?:the |our )?"
        rf"[\w'-]{{2,20}}(?: (?-i:[A-Z])[\w'-]{{1,20}})?| with (?:the "
        rf"|a )(?:[\w'-]{{1,20}} ){{0,3}}[\w'-]{{2,20}})?)(?![\w'-])",
    ),
    # What everybody in town has seen; where one works when there is one of its kind.
    Cue(
        r"\b(?P<a>(?:keeps?|owns?|drives?|rides?|lives? (?:in|on)|runs?|built) (?:[\w'-]{1,20} ){0,3}?(?:houseboat"
        r"|lighthouse|windmill"
        r"|castle|hearse|treehouse|parrots|ostrich(?:es)?|llamas|alpacas|penny-farthing|unicycle|lighthouse cafe"
        r"|funfair|circus"
        r"|vintage tractor|steam train|ice cream van|only (?:pub|shop|garage|school|hotel"
        r"|pharmacy)(?: \w{1,20}){0,3})"
        r"(?: (?:on|in|at|by|around) (?:a |an |the |our |his |her |old )*[\w'-]{2,20}){0,2})"
        r"|\b(?P<b>from (?:the|our) (?:bakery|butcher'?s|post office|corner shop|pub|chip shop|fish shop|garage"
        r"|flower shop|florist'?s"
        r"|sweet shop|ice cream parlou?r|lighthouse|village shop|cinema|circus|zoo|fire station))\b"
        r"|\b(?P<c>(?:you (?:all )?know who(?! (?:you|they|we) are\b)"
        r"|everyone (?:here |in town )?knows (?:her|him|them)"
        r"|you will all know (?:her|him)))\b",
    ),
    # That people will know who it is, and why: there is one of the kind, or half the town was there.
    Cue(
        r"\b(?P<a>(?:so |and |by now )?(?:half|all|most) (?:of )?(?:the|this|our) (?:town|village|coast|county"
        r"|island|parish|valley"
        r"|school|street|estate)(?:'s|'ll| has| have| will| is| was| knows?| saw| turned)(?: (?:\w[\w'-]{0,14})){1,5}"
        r"|(?:everyone|everybody|anyone|people|folk|locals|you)(?: (?:in|at|round|around|from) (?:the |this "
        r"|our )?[\w'-]{2,14}(?: \w{3,14})?)?"
        r" (?:will|would|'ll|can) (?:\w{2,10} )?(?:place|recognise|recognize|know|spot) (?:her|him"
        r"|them)\b(?: (?:at once|inside [\w ]{2,20}))?"
        r"|you'll (?:find|have seen|see|recogni[sz]e|know) (?:her|him|them) (?:on|from|in|by"
        r"|at) (?:[\w'-]{1,14} ?){1,5}"
        r"|(?:there(?:'s| is)|has|have|we have|we've) (?:only|just) (?:got )?(?:the )?one (?!of\b|more\b|thing\b"
        r"|way\b|reason\b|question\b|day\b|week\b|left\b)"
        r"[\w'-]{2,16}(?: (?:out here|round here|here|in [\w ]{3,16}|and only the one [\w'-]{2,16}))"
        r"|the (?:only|first) (?:wo)?man (?:doing|to do|in the county doing) (?:it|that|this)"
        r"|(?:the )?(?:country|county|world|region|island|state|nation|town)'s (?:only|first|last|sole) (?:known "
        r"|living |surviving )?(?:case|patient|family|carrier|survivor)"
        r"(?: of [\w' -]{3,24})?"
        r"|(?:in|en) (?:this|our|este|nuestro) (?:town|village|pueblo),? (?:there is|there's|solo hay"
        r"|no hay mas que) (?:only |just )?(?:one|una?) [\w'-]{3,16}"
        r"|(?:solo|nada mas) hay (?:una?|un solo) [\w'-]{4,16}(?: [\w'-]{2,16}){0,5}"
        r"|used to (?:be on|read|present|host) (?:the )?(?:telly|tv|television|news|weather|radio)(?: on \w{2,12})?"
        r"|(?:you|we)(?: all)? saw (?:it|her|him|them) on the (?:news|telly|tv)"
        r"|plays? the (?:dame|lead|giant|piper) in (?:our|the) (?:town |village )?(?:panto|pantomime|parade|pageant"
        r"|musical)(?: every year)?)",
    ),
    # One postman, one vicar: an office in the mouth of those who live there.
    Cue(
        rf"\b(?P<a>(?:he|she|patient|pt)(?:'s| is) (?:our|the) (?:\w{{3,12}} )?(?:{_OFFICE}|{RARE_WORK.pattern}"
        rf"|weather girl|harbou?r pilot"
        r"|ferry captain|midwife|schoolteacher|teacher|shopkeeper|cox(?:swain)?|bobby|piper|goldsmith|cheesemaker"
        r"|chorister|town drummer)"
        r"(?: (?:here|up here|round here|on the island|in town|of the village))?)\b",
    ),
    # A family whose trade is told with its place.
    Cue(
        r"\b(?P<a>(?:her|his|their) (?:two|three|four|five|six) (?:sisters|brothers|sons|daughters|children) (?:all "
        r"|both )?(?:work|are|play|sing|serve)"
        r" (?:[\w'-]{1,20} ){1,8}?(?:here|in town|in the village|on the \w{1,20}|at the \w{1,20}))\b",
    ),
)
_NOT_HUMAN = re.compile(
    r"\b(?:first|last|only) (?:thing|time|line|drug|treatment|day|week|option|choice|reason|way|dose|one (?:in|of) \d"
    r"|aid|year"
    r"|question|case|patient of the day)\b",
    re.IGNORECASE,
)
_CARES = re.compile(
    r"\b(?:my (?:patient|clinic|list|ward|care|surgery|practice)|our (?:patient|ward|unit|clinic)|on (?:the|our"
    r"|my) (?:ward|unit)"
    r"|i (?:treat\w{0,3}|look(?:ed)? after|t(?:ook|ake) care of|nursed|stitched|saw|met|see|have|operated|delivered"
    r"|care)|we (?:treated|admitted|saw|have|lost|delivered|nursed|intubated|operated)|patients?|paciente"
    r"|(?:en|a) (?:la|mi|nuestra) (?:uci|uvi|planta|unidad|consulta|urgencias|sala|turno|guardia)"
    r"|en (?:mi|nuestro) turno"
    r"|(?:operamos|atendimos|intubamos|perdimos|tratamos|operaron|atendi|opere) (?:a|al) "
    r"|under my care|came in|walked in(?:to)?|was brought|admitted|(?:first|second"
    r"|third|fourth) admission|emergency section|lost (?:two|three) lit|(?:smear|biopsy|scan|test|bloods"
    r"|results?) came back"
    r"|tested positive|is in with|broken \w{2,12}|broke (?:his|her) \w{2,12}|dio positivo|vih\b|ingres\w{1,6}|(?:days"
    r"|weeks|months) to live|dying|terminal(?:ly)?)\b"
)
_HAPPENED = re.compile(_CROWD, re.IGNORECASE)
