"""National and health numbers of Latin America, Africa, Asia and the Pacific, for phi.ssn, phi.plan-id and phi.mrn.

As in `abroad`: a form that little else has counts by itself, a bare run of digits needs its label.
"""

from commonward.guard.contract import Kind
from commonward.guard.text import checksums_abroad as checks
from commonward.guard.text.pattern import Pattern
from commonward.guard.text.rules.abroad import NO, form, label

RULES: tuple[str, ...] = ()  # they belong to the files that document them
_NATIONAL = "phi.ssn"
_HEALTH = "phi.plan-id"
_RECORD = "phi.mrn"

_DOTTED = r"\d{1,3}(?:[. ]?\d{3}){2,3}"
_CURP = r"(?-i:[A-Z]{4}\d{6}[HMX][A-Z]{5}[A-Z\d]\d)"
_RUT = r"\d{1,2}\.?\d{3}\.?\d{3}-[\dk]"
_OF = r"(?: (?:de|del|para) (?:mi |su |la |el )?[a-z]{3,12})?"  # "la CURP de mi esposo"

PATTERNS = (
    # Latin America
    label(_NATIONAL, rf"curp{NO}{_OF}", _CURP, checks.mexican),
    Pattern(_NATIONAL, Kind.ID, rf"\b({_CURP})\b", 0.93),
    label(
        _HEALTH, rf"(?:nss|imss){NO}{_OF}", r"\d{2}[ \-]?\d{2}[ \-]?\d{2}[ \-]?\d{4}[ \-]?\d|\d{4} \d{4} \d{3}|\d{11}"
    ),
    label(_NATIONAL, rf"ru[tn]{NO}{_OF}", _RUT, checks.chilean),
    form(_NATIONAL, r"\d{1,2}\.\d{3}\.\d{3}-[\dk]", checks.chilean, 0.93),
    label(_NATIONAL, rf"cpf{NO}{_OF}", r"\d{3}\.?\d{3}\.?\d{3}-?\d{2}", checks.brazilian),
    form(_NATIONAL, r"\d{3}\.\d{3}\.\d{3}-\d{2}", checks.brazilian, 0.95),
    label(_NATIONAL, rf"(?:d\.?n\.?i\.?|documento){NO}{_OF}", rf"{_DOTTED}|\d{{7,8}}"),
    label(
        _NATIONAL,
        rf"(?:cedula(?: de (?:identidad|ciudadania))?|c\.c\.|c\.i\.){NO}{_OF}",
        rf"(?:[ve]-?)?(?:{_DOTTED}|\d{{6,11}}|\d{{3}}-\d{{6}}-\d{{4}}[a-z]?)",
    ),
    label(
        _HEALTH,
        rf"(?:pami|obra social|eps|sisben|n(?:um)?ero de (?:afiliad[oa]|beneficiari[oa]))(?: es)?{NO}",
        r"\d{2,4}[ \-/]?\d{5,9}(?:[ \-/]\d{1,3})?",
    ),
    # Africa
    label(
        _NATIONAL, rf"(?:(?:sa|rsa|south african) )?id{NO}(?: is)?", r"\d{6} ?\d{4} ?\d{2} ?\d", checks.south_african
    ),
    form(_NATIONAL, r"\d{6} ?\d{4} ?[01][89]\d", checks.south_african, 0.9),
    Pattern(_NATIONAL, Kind.ID, r"\b(gha-\d{9}-\d)\b", 0.97),
    label(_NATIONAL, rf"(?:nin|national identification|national id|huduma|bvn){NO}", r"\d{11}|\d{8}|\d{4} \d{3} \d{4}"),
    label(_HEALTH, rf"(?:nhis|nhif|sha|discovery|bonitas|gems|momentum){NO}", r"\d{3} ?\d{3} ?\d{3,4}|\d{7,10}"),
    # Asia and the Pacific
    label(
        _NATIONAL,
        rf"(?:nric|fin|ic){NO}",
        r"(?-i:[STFGM]\d{7}[A-Z])|\d{6}-?\d{2}-?\d{4}|(?-i:[STFGM]?\d{4}[A-Z])",
        checks.singapore,
    ),
    form(_NATIONAL, r"(?-i:[STFGM]\d{7}[A-Z])", checks.singapore, 0.95),
    label(_NATIONAL, rf"(?:mykad|my ?kad){NO}", r"\d{6}-?\d{2}-?\d{4}"),
    label(_NATIONAL, rf"(?:hkid|hk id){NO}", r"[a-z]{1,2}\d{6} ?\(?[\da]\)?"),
    label(_HEALTH, rf"(?:philhealth|phic|pin){NO}", r"\d{2}-\d{9}-\d"),
    Pattern(_HEALTH, Kind.ID, r"\b(\d{2}-\d{9}-\d)\b", 0.85),
    label(_NATIONAL, rf"(?:philsys|phil ?id|umid|crn){NO}", r"\d{4}-?\d{4}-?\d{4}(?:-?\d{4})?|\d{4}-\d{7}-\d"),
    label(_NATIONAL, rf"(?:cnic|nadra){NO}", r"\d{5}-?\d{7}-?\d"),
    label(_RECORD, rf"nhi{NO}", r"(?-i:[A-Z]{3}\d{4}|[A-Z]{3}\d{2}[A-Z]{2})", checks.new_zealand),
    # The Caribbean
    label(
        _NATIONAL,
        rf"(?:trn|tax(?:payer)? registration|nis){NO}(?: on (?:the|her|his) \w{{3,8}})?(?: is)?",
        r"\d{3}[ \-]?\d{3}[ \-]?\d{3}|[a-z]\d{6}",
    ),
)
