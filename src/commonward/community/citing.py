"""Adding a source, or who paid, to what somebody writes: the form is checked, and it goes where readers look for it.

A source stands at the end; a disclosure comes first, since 16 CFR 255.5 wants it where nobody can miss it.
"""

from typing import Final

from django.utils.translation import gettext as _

from commonward.kernel.errors import Unacceptable
from commonward.oversight import references
from commonward.oversight.references import Form

LONGEST: Final = 300
LONGEST_SPONSOR: Final = 80
#: Accepted by itself at the beginning (rules.md 2.8, disclosure words).
AD: Final = "#ad"


def source_line(raw: str) -> str:
    """The line that names a source: a DOI, a PubMed number, a guideline with its year, or a page of a health body.

    Raises Unacceptable, with what is missing, for anything else.
    """
    value = " ".join(raw.split())
    if not value:
        raise Unacceptable(_("Give a DOI, a PubMed number, a guideline with its year, or a page of a health body."))
    if len(value) > LONGEST:
        raise Unacceptable(_("This is longer than a source is. Give its DOI or PubMed number."))
    if value.isascii() and value.isdigit():
        value = f"PMID {value}"
    found = [one for one in references.find(value) if one.counts] or _guideline(value)
    if not found:
        raise Unacceptable(_why_not(value))
    first = found[0]
    shown = first.url if first.form in {Form.DOI, Form.BODY} else first.label
    return _("Source: %(source)s") % {"source": shown}


def _guideline(value: str) -> list[references.Reference]:
    """ "WHO 2021" is meant as a guideline, though the word is missing."""
    return [one for one in references.find(f"{value} guideline") if one.form is Form.GUIDELINE]


def _why_not(value: str) -> str:
    if any(one.form is Form.LINK for one in references.find(value)):
        return _("This page is not of a listed health body. Give the DOI or PubMed number of what it speaks of.")
    if value.lower().startswith(("10.", "doi")):
        return _("A DOI reads 10., four or more digits, a stroke and a name, such as 10.1136/bmj.n71.")
    if value.upper().startswith("PMID"):
        return _("A PubMed number has one to eight digits, such as PMID 31452104.")
    if not any(part.isdigit() and len(part) == 4 for part in value.replace("(", " ").replace(")", " ").split()):
        return _("A guideline needs its year, such as “NICE guideline NG28, 2022”.")
    return _("Say who issued the guideline, such as NICE, WHO or ADA, with its year.")


def with_source(text: str, raw: str) -> str:
    """The text with a source at its end; as it is when the source stands there already. Raises as `source_line`."""
    line = source_line(raw)
    kept = text.rstrip()
    if line in kept.splitlines():
        return text
    last = kept.splitlines()[-1] if kept else ""
    among_sources = last.startswith(line.partition(" ")[0])
    return f"{kept}{chr(10) if among_sources or not kept else chr(10) * 2}{line}"


def with_disclosure(text: str, raw: str) -> str:
    """The text with who paid in front, or with "#ad" where nobody is named.

    Raises Unacceptable for a name that is too long to be one.
    """
    sponsor = " ".join(raw.split()).rstrip(".")
    if not sponsor:
        return text if text.lstrip().lower().startswith(AD) else f"{AD} {text.lstrip()}"
    if len(sponsor) > LONGEST_SPONSOR:
        raise Unacceptable(_("Name who pays or gives, in a few words."))
    said = _("Sponsored by %(who)s.") % {"who": sponsor}
    return text if text.lstrip().startswith(said) else f"{said} {text.lstrip()}"
