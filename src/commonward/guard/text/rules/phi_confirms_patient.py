"""phi.confirms-patient  a reply that admits that somebody is or was a patient

What it finds: words to a person, where others read them, that speak of their care as a fact: what was done ("we
fitted your crown", "you were discharged"), when ("at your last appointment with us"), from what record ("we have
checked your chart"), and kind ones ("a joy to have you on our ward", "such a brave patient"). Weaker words count
where the text is an answer: to a review, a comment, thanks or an earlier post of the same thread.
Why it matters: even a kind answer to a review tells everybody that the reviewer was treated. Practices paid for it.
Known misses: hints without such words ("you know what you did that day"); answers that only repeat the reviewer's
words. Advice to anybody ("if your test is positive", "before your surgery") and neutral replies stay silent.
"""

import re
from bisect import bisect_left
from collections.abc import Iterable, Iterator, Sequence

from commonward.guard.text.cues import Cue
from commonward.guard.text.lexicons import HEALTH
from commonward.guard.text.scene import Scene

RULES = ("phi.confirms-patient",)

SURE = 0.85
LIKELY = 0.7
_CONTEXTS = frozenset({"public_post", "closed_group"})  # a message to the one who was there tells nobody else
_LONGEST = 120  # characters of the clause that are marked


def find(scene: Scene) -> list[tuple[int, int, float]]:
    """Spans of the normalised text, with confidences, that admit that the one spoken to was a patient. Sorted."""
    if scene.by_patient_side or scene.submission.context not in _CONTEXTS or scene.is_simulated or scene.is_transcript:
        return []
    document = scene.wording.document
    text = document.view.decode("ascii")
    of_reviewer = (
        [match for match in _OF_REVIEWER.finditer(text) if _OF_CARE.search(match.group().lower())]
        if _REVIEWS.search(text)
        else []
    )
    if not of_reviewer and "you" not in text and "You" not in text and not _SPANISH_YOU.search(text):
        return []
    answers = bool(scene.submission.thread) or _ANSWERS.search(document, text) is not None
    found = [(match, SURE) for match in _STRONG.finditer(document, text)]
    found += [(match, LIKELY) for match in of_reviewer]
    if answers:
        found += [(match, LIKELY) for match in _WEAK.finditer(document, text)]
    spans: list[tuple[int, int, float]] = []
    for match, confidence in sorted(found, key=lambda one: (one[0].start(), -one[1])):
        start = match.start()
        if (spans and start < spans[-1][1]) or _is_general(text, start):
            continue
        kind = _KIND.match(text, start) is not None
        spans.append((start, match.end() if kind else _clause_end(text, match.end()), confidence))
    return sorted([*spans, *_beside(spans, _done_to_you(scene, text))]) if answers else spans


def _beside(
    spans: Sequence[tuple[int, int, float]], clauses: Iterable["re.Match[str]"]
) -> Iterator[tuple[int, int, float]]:
    """The clauses in which no span stands. Spans are sorted and lie apart."""
    starts = [start for start, _end, _sure in spans]
    for clause in clauses:
        start, end = clause.start(), _clause_end(text := clause.string, min(clause.end(), clause.start() + _LONGEST))
        place = bisect_left(starts, end)  # the last span that begins before the clause ends
        if (place == 0 or spans[place - 1][1] <= start) and not _is_general(text, start):
            yield start, end, LIKELY


def _done_to_you(scene: Scene, text: str) -> Iterator["re.Match[str]"]:
    """The clauses of an answer that tell of the addressee's care as something that happened."""
    for clause in _CLAUSE.finditer(text):
        told = clause.group().lower()
        if not (_YOU.search(told) and _HAPPENED.search(told)) or _GENERAL.search(told):
            continue
        if _OF_CARE.search(told) or _is_of_health(scene, clause.start(), clause.end()):
            yield clause


def _is_of_health(scene: Scene, start: int, end: int) -> bool:
    wording = scene.wording
    first, last = wording.at(start), wording.at(end)
    return any(word.marks & HEALTH for word in wording.words[first:last])


def _is_general(text: str, start: int) -> bool:
    """Whether a condition or a plan stands before: "if you were treated …" is said to anybody."""
    lead = text[max(0, start - 40) : start]
    return _CONDITION.search(lead) is not None


def _clause_end(text: str, position: int) -> int:
    stop = _STOP.search(text, position)
    end = stop.start() if stop else len(text)
    end = min(end, position + _LONGEST)
    return len(text[:end].rstrip())


_KIND = re.compile(
    r"(?:lovely|great|nice|good|wonderful|a pleasure|our pleasure|happy|glad|loved|enjoyed|thanks|thank you"
    r"|fue un placer|un placer)\b",
    re.IGNORECASE,
)
_STOP = re.compile(r"[.!?\n;]|, (?:so|and we|please|twins)\b")
_SPANISH_YOU = re.compile(r"\b(?:su|le|usted|tu|te)\b", re.IGNORECASE)
_ANSWERS = Cue(
    r"\b(?:reviews?|reviewer|feedback|comments?|stars?|rating|kind words|your (?:words|message|post|reply|complaint)"
    r"|(?:thanks|thank you) (?:so much |very much |again )?(?:for|to you)|sorry (?:to (?:hear|read)|you feel"
    r"|about your|that you)"
    r"|(?:we|i) (?:have |just )?(?:checked|looked into)|in (?:reply|answer|response) to|we do not agree|rese[nñ]a"
    r"|repl(?:y|ying) (?:from|to)|(?:owner|manager|practice|clinic|author)'?s? (?:answer|reply|response)"
    r"|respuesta|respond\w{1,6}"
    r"|le respondemos|lamentamos|sentimos que|nos alegra|ante (?:el comentario|la publicacion)"
    r"|su comentario|sus palabras|gracias por)\b|^(?:dear|hello|hola|sr|sra|senor|senora|dona|don|mr|mrs|ms|to \W"
    r"|hi|hey|estimad[oa])\b|^@\w|^(?-i:[A-Z][a-z]{1,15}), |, (?-i:[A-Z][a-z]{1,15})(?:[!.]|, (?:the|your|we|i)\b)",
)
_CONDITION = re.compile(
    r"\b(?:if|when|once|unless|until|before|should|in case|whether|how|what|why|imagine|suppose"
    r"|after) (?:[\w']+ ){0,2}$",
    re.IGNORECASE,
)
_CARED = (
    r"(?:saw|treated|operated on|operated|admitted|discharged|told|informed|explained to|discussed with|examined"
    r"|scanned"
    r"|prescribed|fitted|removed|extracted|delivered|looked after|cared for|helped|vaccinated|stitched|sutured|tested"
    r"|diagnosed|referred|called|saw to|met|put in|did|repaired|fixed|replaced|took out|gave you)"
)
_THING = (
    r"(?:visits?|appointments?|stay|surger(?:y|ies)|procedures?|admission|treatments?|operations?|biops(?:y|ies)|scans?"
    r"|tests?|results?|x-?rays?|blood (?:work|tests?)|crowns?|implants?|fillings?|root canals?|braces|stitches"
    r"|dressings?"
    r"|deliver(?:y|ies)|births?|sessions?|consultations?|check-?ups?|exams?|injections?|infusions?|chemo(?:therapy)?"
    r"|colonoscop(?:y|ies)|mammograms?|cataracts?|casts?|prescriptions?|referrals?|transplant|epidural|c-section|mole"
    r"|tooth|teeth|extraction|gallbladder|appendix|tonsils|therapy|medication|insulin|dose)"
)
_TREATED = (
    r"(?:chair|ward|clinic|unit|hearing aids?|dentures?|glasses|lens(?:es)?|drip|line|needle|jab|vaccine|filler|botox"
    r"|peel|vasectomy|hernia|verruca|root canal|molar|premolar|gum|insurer|consent|discharged?|refill|tablets?|pills"
    r"|symptoms|pain|labou?r|birth|pregnancy|embryos?|eggs|cycle|screening|smear|swab|sedation|anaesthetic"
    r"|transfer|ivf|iui|fertility|retainer|aligners?|whitening|gout|lasik|laser|tummy tuck|balloon|band|slot|physio"
    r"|cirug\w+|operaci\w+|endodoncia|muela|implante|parto|biopsia|mamografia|resonancia|vacuna|alta|urgencias|quimio\w*"
    r"|sesion(?:es)?|anestesia|epidural|tratamiento|protesis|audifonos?|ecografia|ultrasonido|hospitalizacion)"
)
_BODY = r"(?:knee|hip|shoulder|back|heart|eye|eyes|ear|wound|leg|arm|baby|twins|foot|hand|wrist|ankle|jaw)"
#: A reviewer told of in the third person: "the gentleman whose gout we sorted is leaving us three stars".
_OF_REVIEWER = re.compile(
    r"\b(?:some(?:body|one)|(?:the|a|that|this) (?:[\w-]{1,14} ){0,2}(?:lady|gentleman|man|woman|person|chap|bloke"
    r"|guy|reviewer))\b"
    r"(?=[^.!?\n]{0,110}\b(?:stars?|reviews?|reviewing|rating|one-star)\b)[^.!?\n]{0,60}?\b(?:we|our|us|my|i)\b[^.!?\n,]{0,60}",
    re.IGNORECASE,
)
#: A review of a reviewer must be spoken of: without it, nothing of the above is looked for.
_REVIEWS = re.compile("[sS][tT][aA][rR]|[rR][eE][vV][iI][eE][wW]|[rR][aA][tT][iI][nN][gG]")
_CLAUSE = re.compile(r"[^\s.!?;:,][^.!?;:\n,]*(?:, (?!but|and|so|please|then)[^.!?;:\n,]+)?")
_YOU = re.compile(
    rf"\b(?:you|your|yours|usted|su|sus|te|tu|tus|le|(?:we|i) (?:have |had )?{_CARED}|(?:we|i) did|with us)\b"
)
_HAPPENED = re.compile(
    r"\b(?:was|were|had|did|been|came|fell|went|took|left|broke|got|saw|gave|told|put|made|met|cut|sat|rang|kept|chose"
    r"|held|said|brought|owed?|wore|survived|[a-z]{3,18}ed|didn't|wasn't|are holding|is holding|loved|remember"
    r"|still talks"
    r"|sorry|glad|delighted|lamentamos|sentimos|alegra"
    r"|fue|fueron|vino|salio|quedo|llego|pidio|dio|hizo|saco|entro|volvio|firmo|pago|aplico|explico|resultara|hiciera|haya"
    r"|[a-z]{3,14}(?:aste|iste|amos|imos|aron|ieron)|abandono|tardo|extravio|saque|hice|puse"
    r"|(?:our|the) (?:records?|notes?|files?|system) shows?)\b"
)
_GENERAL = re.compile(
    r"\b(?:if|unless|whenever|whether|should|(?<!in )(?<!\d )may(?! \d)|might"
    r"|(?<!all we )(?<!everything we )(?<!all i )could|would|will|can|cannot"
    r"|please|always|never discuss|anyone"
    r"|anybody|everyone|everybody|people|patients|any patient|si|cuando quiera|puede|podr\w+|deben?|todos?)\b"
)
_OF_CARE = re.compile(rf"\b(?:{_THING}|{_BODY}|{_TREATED})\b")
_STRONG = Cue(
    r"\b(?:"
    # We did this to you.
    rf"(?:as|when|since|after|that|because|the day|while) (?:we|i) (?:have |had )?{_CARED} (?:with )?(?:you\b"
    rf"|on you\b|your\b)"
    rf"|\b(?:we|i) (?:have |had )?(?:also )?(?:saw|treated|operated on|examined|fitted|extracted|diagnosed|cared for"
    rf"|looked after|discharged|admitted|vaccinated|removed|replaced|repaired|filled|performed|delivered|stitched"
    rf"|took out"
    rf"|fixed|placed|did|cleaned|operated|booked|rebooked) (?:you\b(?! all)|your (?:{_THING}|{_BODY}|child|son"
    rf"|daughter|mother|father))"
    rf"|\b(?:i|we) (?:still )?remember (?:treating|seeing|you\b|your (?:{_THING}|{_BODY}))"
    # Your visit with us.
    rf"|(?:(?:sorry about|thank you for|regarding|about|after|during|at|from) )?your (?:recent |last |first |next "
    rf"|\w{{3,9}} )?{_THING} (?:with|to|at|here|in) (?:us\b|our\b|me\b|here\b|the clinic)"
    rf"|your {_THING} (?:here|with us)\b"
    rf"|(?:at|during|in|after|from|on) your (?:last |recent |first |six |two |three |\w{{3,9}} )?"
    rf"{_THING}(?: with (?:us|me)| here| in our| at our)"
    rf"|your {_THING} (?:was|were) (?:placed|fitted|done|performed|taken|carried out|prescribed|given) (?:by|at|in"
    rf"|with) (?:me|us|our)"
    rf"|your {_THING} (?:was|were) (?:fitted|placed|done|performed|extracted|removed) (?:in|on|over|within)\b"
    # You came to us.
    r"|you (?:came|come|were brought|were sent|were referred|checked in|walked in) (?:in )?to (?:us\b|our\b|me\b"
    r"|see (?:us|me))"
    r"|when you (?:came|were) (?:in (?:for|with)|to (?:us|our|my)|here|under our|on our|at our|with us)"
    r"|you (?:were|have been|are) (?:such )?(?:a |an |our |my )(?:\w{1,24} ){0,2}patient\b"
    r"|(?:having|had|have) you as (?:a |our |my )(?:\w{1,24} )?patient"
    r"|you (?:were|was) (?:discharged|admitted|readmitted|operated|sedated|intubated|transferred|triaged|treated"
    r"|examined)\b"
    r"|you (?:left|came to|visited|entered|stormed out of|called|rang) our (?:clinic|practice|ward|office|hospital"
    r"|surgery|unit|pharmacy)"
    r"|you (?:left|walked out|discharged yourself) (?:\w{1,24} ){0,3}against medical advice"
    r"|you (?!feel)(?:\w{1,24} ){0,3}(?:during|at|in|after|for|to) your (?:last |first |six |two |three |four |five "
    r"|\w{3,9} )?"
    rf"{_THING} (?:with|at|in) (?:me|us|our)"
    r"|you (?:\w{1,24} )?(?:missed|refused|skipped|cancelled|declined|did not attend) (?:your|two|three|four|the"
    r"|several|all|our) "
    rf"(?:[\w-]{1, 24} ){{0,3}}{_THING}"
    r"|you (?:came|left|arrived|showed up) (?:\w{1,24} ){0,4}(?:with|without) (?:\w{1,24} ){0,3}(?:cavities|pain"
    r"|infection|fever|abscess)"
    # Records.
    r"|(?:our|the) (?:records|files|charts?|notes|system) (?:shows?|says?|indicates?|confirms?|tells? us)"
    r"(?: \w{1,24}){0,3} (?:you\b|your\b)"
    r"|(?:we|i) (?:have |had |just |also )*(?:checked|reviewed|looked at|looked into|looked up|pulled|opened"
    r"|went through|read)"
    r" your (?:chart|records?|files?|notes|case|history|x-?rays?|results)"
    r"|(?:according to|in|from|per) your (?:chart|record|records|file|medical (?:record|history)|patient file)\b"
    # Kind words.
    r"|(?:lovely|great|nice|good|wonderful|a pleasure|our pleasure|a joy|an honou?r|privilege|delight|happy|glad"
    r"|loved|enjoyed)"
    r"(?: (?:to|for us to|it was))?(?: have)? (?:looking|look|looked|taking care|take care|caring|care|treating|treat"
    r"|having"
    r"|have|nursing) (?:after |of |for )?(?:you|your)\b(?! (?:here in the group|join|all|back on|as a member"
    r"|on the (?:team|show|panel)))"
    r"|(?:joy|pleasure|privilege|honou?r|delight) (?:to have|having|to treat|treating|to meet|to care for"
    r"|to look after) you"
    r"(?: (?:on|in|at) (?:our|the|my) (?:ward|unit|clinic|practice|care|hospital|list))?"
    r"|(?:thanks|thank you) for (?:trusting|choosing|visiting|coming to|letting) (?:us|me|our \w{1,24})"
    rf" (?:with|for|to (?:treat|do|fix|look after)) your? ?(?:\w{1, 24} )?(?:{_THING}|{_BODY}|care|health|smile"
    rf"|treatment)?"
    r"|(?:glad|happy|pleased|good|great|delighted) (?:to (?:hear|see) )?(?:that )?your "
    rf"(?:new )?(?:{_BODY}|{_THING}) (?:is|are|feels?|heals?|healed|works?|looks?)[^.!?\n]{{0,40}}"
    r"(?:since|after|now that|thanks to) (?:we|i|our|the (?:operation|surgery))"
    rf"|(?:about|regarding|with) your {_THING} (?:last|on) (?:week|month|monday|tuesday|wednesday|thursday|friday)"
    # Who writes.
    r"|your (?:physiotherapist|physio|surgeon|nurse|dentist|doctor|midwife|therapist|oncologist|anaesthetist"
    r"|consultant)"
    r" (?:from|at|on) (?:the|our) (?:hospital|clinic|ward|practice|unit|surgery)"
    # Spanish.
    r"|(?:cuando|despues de que|como) (?:le|la|lo|te) (?:atendimos|operamos|vimos|dijimos|ingresamos|tratamos)"
    r"|(?:su|tu) (?:visita|cita|operacion|ingreso|biopsia|tratamiento|consulta) (?:con nosotros|en nuestr[oa]|de marzo"
    r"|fue|salio)|(?:fue )?un placer (?:atender|cuidar|tratar|operar)(?:le|la|lo|te)"
    r")",
)
_WEAK = Cue(
    r"\b(?:"
    rf"your (?:\w{1, 24} )?(?:{_THING}|{_BODY}) (?:was|were|took|came|went|is|are|has|have|showed|needed|looks"
    rf"|looked)\b"
    rf"|after your {_THING}\b(?: with us)?"
    r"|you (?:were|was) (?:seen|told|given|offered|prescribed|diagnosed|referred|late|scheduled|advised|booked|due)\b"
    rf"|you (?:missed|refused|skipped|cancelled|declined|received|had|got|needed) (?:your|an?|the|two|three|four) "
    rf"(?:[\w-]{1, 24} )?{_THING}"
    r"|(?:as|when) (?:dr|doctor|our \w{1,24}) [\w.' -]{0,24}(?:explained|told|saw|discussed)"
    rf"|how is (?:your|the) (?:{_BODY})\b"
    r"|(?:hope|glad|happy|pleased)[^.!?\n]{0,24} (?:you (?:are|feel|felt)|your \w{1,24} (?:is"
    r"|feels)) (?:\w{1,24} )?(?:better|recovering|healing)"
    r")",
)
