"""How words that tell much stand together when one person is meant: "the only … in the valley", "who sells … at …".

A sentence is written down as one sign for each word (`classes`), and the forms are looked for in these signs, so that
a form knows kinds of words and no word. What a form finds is a description of somebody; whether that is somebody under
care is judged elsewhere (`rules.phi_indirect`).
"""

import re
from bisect import bisect_right
from collections.abc import Iterator
from functools import cache
from itertools import accumulate
from typing import Final

from commonward.guard.text.cues import loosened
from commonward.guard.text.lexicons import CALENDAR, CLINICIAN, PROFESSION, STAFF
from commonward.guard.text.telling.classes import CRAFT_ENDINGS, CRAFTS_OF_ALL, KINDS
from commonward.guard.text.which import Which
from commonward.guard.text.words import TITLE_CASE, Word, Wording


def tellings(wording: Wording) -> Iterator[tuple[int, int]]:
    """Where somebody is described so that few others are meant, as spans of the normalised text. May overlap."""
    words = wording.words
    parts = _signs(words, shouted=wording.is_shouted)
    signs = "".join(parts)
    may_match = _which()(signs.encode("ascii"))
    for number, form in enumerate(_FORMS):
        if number not in may_match:
            continue
        for match in form.finditer(signs):
            if _NAMED.search(match.group()):
                continue  # a body or place with a name of its own is judged by its own rule
            start, end = _whole(signs, *match.span())
            ends = list(accumulate(map(len, parts)))
            last = words[bisect_right(ends, end - 1)]
            yield words[bisect_right(ends, start)].start, last.end + (2 if signs[end - 1] == "'" else 0)


@cache
def _which() -> Which:
    """Which forms can be in a text at all, asked at once. Capitals count as small letters: it says yes too often."""
    return Which(loosened(form.pattern) for form in _FORMS)


def _whole(signs: str, start: int, end: int) -> tuple[int, int]:
    """The whole description around what a form found: from its own article to where something else is told."""
    head = _HEAD.search(signs, start, end)
    articles = [place for place in range(start, head.start() if head else start) if signs[place] in "daR"]
    if articles and signs[start] not in "vWHAyg":
        start = articles[-1]
    elif signs[start] not in "vWHAyg" and (before := _LEADS_UP.search(signs, max(0, start - 5), start)):
        start = before.start()
    else:
        while start < end - 1 and signs[start] in "pDb":
            start += 1
    return start, _GOES_ON.match(signs, end).end()  # type: ignore[union-attr]  # it matches nothing, too


def _signs(words: tuple[Word, ...], *, shouted: bool) -> list[str]:
    """For each word its sign, with "," at a pause or "." between sentences before it and "'" for a possessive."""
    signs: list[str] = []
    sentence = 0
    known = KINDS.get
    for place, word in enumerate(words):
        sign = known(word.lower) or _kind(word, shouted=shouted)
        if word.is_possessive:
            sign += "'"
        if word.sentence != sentence:
            sentence = word.sentence
            sign = "." + sign
        elif place and word.gap != " " and word.gap != "-":
            sign = "," + sign
        signs.append(sign)
    return signs


def _kind(word: Word, *, shouted: bool) -> str:
    if word.lower.endswith(CRAFT_ENDINGS) and word.lower not in CRAFTS_OF_ALL:
        return "t"
    if word.marks & PROFESSION and not word.marks & (STAFF | CLINICIAN):
        return "j"
    return "N" if word.case == TITLE_CASE and not word.marks & CALENDAR and not word.is_first and not shouted else "w"


_HEAD = re.compile("[hotjkugeGxlmT]")
_LEADS_UP = re.compile("[daRP][wuejGtnm]{0,3}$")
_GOES_ON = re.compile("[^.,ZbHyA]{0,9}")
_NAMED = re.compile("N[lmM]+$")
_FORMS: Final = tuple(
    re.compile(form)
    for form in (
        # the only female coroner in the county; one of only three people in the country; la primera torera de …
        r"[dn]?p?(?<![iI])u[^.,']{0,4}?[hotjk][^.,]{0,7}?[slNM](?:l|s|N|M)*",
        r"d[sl]'[^.,]{0,3}?u[^.,]{0,3}[hotj]",
        r"u[^.,']{0,2}l[pD]d?w?s",
        r"yu[pD][dR]?w?s",
        r"u[^.,']{0,3}T",
        # the bishop's brother; la hermana de la alcaldesa; his wife is our MP; mother of the boy killed in the collapse
        r"d[^.,']{0,2}[otj]'[^.,]{0,2}[kh]",
        r"dm[ht]'k",
        r"d?k(?:[pD]|[pD]?d)[^.,']{0,2}[ot](?:[^.,']{0,2}[sl])?",
        r"[dP]?kbd[^.,']{0,2}o",
        r"k[pD]dh[^.,]{0,3}g[^.,]{0,5}[xl]?",
        # the fellow who plays Santa at the mall; the lad whose parents own …; la señora que vende …
        r"[dRa]?[^.,']{0,2}[hotj],?[rR][^.,]{0,4}?v[^.,]{1,9}?[lmMcxsq](?:[lsm])*",
        r"[dR][^.,']{0,2}[hotj],?[rR][^.,]{0,3}?g(?:[^.,]{0,6}?[lx])?",
        r"[dR][^.,']{0,2}[hotj]g[^.,]{0,6}?[lmx]",
        r"d[^.,']{0,1}[ot],?r[^.,]{2,9}",
        r"[dR][^.,']{0,2}[hotj][pD][^.,]{0,3}?[mMc](?:[^.,]{0,4}[mM])?",
        r"a[^.,']{0,2}[ot]r[^.,]{0,1}v[^.,]{1,6}",
        # the chap who dresses as a pirate; that cyclist everyone filmed: whatever it is, unless all in care do it
        r"[dR][^.,']{0,2}[hotj],?r(?![bHZCd])[^.,]{3,9}",
        r"[dR][^.,']{0,2}[hotj]y[^.,]{1,7}",
        # the lady from the cheese stall at the market; el farero del cabo
        r"[dR][^.,']{0,2}h[pD]d?[^.,]{0,5}?[ls]",
        r"d[wu]?[ot](?:D|pd)w",
        # in the grain silo explosion; lives on the last farm; has delivered milk on our island; invented the game
        r"[pD]d[wNl]{1,3}x",
        r"Cpdu[^.,]{1,4}",
        r"Hw[^.,]{1,3}pds",
        r"Id[^.,]{1,8}",
        r"bp[dw]m",
        r"dk(?:D|pd)j",
        # conducts the brass band in our town; holds the national record; has the pink house on the seafront
        r"H?v(?!p)[^.,]{0,6}?[dDR][^.,]{0,4}?[lmcs](?:[ls])*",
        r"vPs",
        r"[Hvd][^.,']{0,4}q[^.,]{0,6}[ls]",
        r"dn[pD]d?[^.,']{0,3}q",
        r"W[na][^.,]{1,8}?[lmcs](?:[ls])*",
        # made the front page; went viral; everybody saw it; the footballer everyone is talking about
        r"A[^.,]{0,6}?m",
        r"[Aw]V",
        r"y[^.,]{0,4}[KA](?!R)[^.,]{0,7}?[lhs]",
        r"[othx]yb?K",
        # a former minister; ex goalkeeper of our team
        r"a?d?e[^.,']{0,3}?[otc](?:[pD][^.,]{0,4}[slcN])?",
        # head teacher at the village school; presidente del club; stuntman from that film
        r"d?[ot]h?[pD][dR]?[^.,']{0,5}?[slMmx](?:[ls])*",
        r"d?j[pD]d[^.,']{0,2}?s",
        r"a?t[^.]{0,4}?pN",
        # a Mongolian throat singer
        r"G[^.,']{0,2}[tj]",
        # a survivor of the trawler that sank
        r"g[^.,']{0,6}?x(?:[^.,']{0,2}[sl])?",
    )
)
