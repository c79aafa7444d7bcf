"""Street addresses of other languages: "Calle Mayor 5, 2 B", "12 rue de la Paix", "Kiannonkatu 98", "Via Roma 5"."""

from commonward.guard.contract import Kind
from commonward.guard.text.pattern import Found, Pattern, Sight, words

# Words that merely end like a street ("Brigade 5").
_NOT_STREETS = words("brigade norway subway kidstrade")

_KIND = (
    r"(?:(?:calle|avenida|paseo|plaza|carretera|camino|travesia|ronda|rambla|rua|callejon|glorieta|pasaje) |c/ ?|"
    r"av/ ?|(?:pso|pje|avda|av|pza|ctra)\.? )"
)
_OF = r"(?:de(?: la| los| las| l')? |del |d')?"
_NAME = r"(?-i:[A-Z][a-zA-Z'.\-]+)(?: (?:de|la|los|las|del|y|(?-i:[A-Z][a-zA-Z'.\-]+))){0,4}"
_NUMBER = r",? ?(?:n[o.]{1,2} ?|numero |km ?|#)?\d{1,4}(?:[.,]\d)?(?:, ?\d{1,2}[ ,]{0,2}(?-i:[A-Z]|Izq|Der|Dcha)?\b)?"


def _suffixed(sight: Sight) -> Found | None:
    """One word that ends like a street in Germanic, Nordic or Slavic languages, with a number."""
    return None if sight.text.split()[0].lower().strip(",") in _NOT_STREETS else sight.found()


PATTERNS = (
    Pattern("phi.geo", Kind.LOCATION, rf"\b({_KIND}{_OF}{_NAME}(?:{_NUMBER})?)", 0.8),
    Pattern(
        "phi.geo",
        Kind.LOCATION,
        rf"\b({_KIND}(?:(?:de|la|las|los|el|del) ){{0,2}}[a-z]{{3,20}}(?: [a-z]{{3,20}}){{0,3}}{_NUMBER})",
        0.8,
    ),
    Pattern(
        "phi.geo",
        Kind.LOCATION,
        r"\b((?:rue|via|viale|piazza|corso|quai|allee|chemin|place|rua|ulica|ul\.) (?:de(?: la| l')? |du |des |"
        r"della |di |d')?(?-i:[A-Z][a-zA-Z'\-]+(?: [A-Z][a-zA-Z'\-]+){0,3}),? \d{1,4})\b",
        0.8,
    ),
    Pattern(
        "phi.geo",
        Kind.LOCATION,
        r"\b(\d{1,3},? (?:bis )?(?:rue|avenue|place|quai|chemin|allee) (?:de(?: la| l')? |du |des |"
        r"d')?(?-i:[A-Z][a-zA-Z\-]+(?: [A-Z][a-zA-Z\-]+){0,3}))\b",
        0.85,
    ),
    Pattern(
        "phi.geo",
        Kind.LOCATION,
        r"\b((?-i:[A-Z][a-z\-]{2,20}(?:strasse|straat|gatan|gata|gaten|gade|veien|vegen|vagen|vangen|vej|weg|katu|"
        r"strade|stien|torg|allee|laan|gasse|platz|plein|utca|ulica)),? \d{1,4} ?(?-i:[a-zA-Z])?)\b",
        0.85,
        _suffixed,
    ),
)
