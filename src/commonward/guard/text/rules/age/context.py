"""What stands around a number when it is a person's age, and when it is a thing's, a group's or a measure."""

import re

from commonward.guard.text.pattern import words

OLD = 90
OLDEST = 122  # nobody is known to have lived longer

THING = re.compile(
    r"^[- ]?(?:hospital|building|church|bridge|company|tradition|tree|house|institution|university|school|drug|"
    r"vaccine|system|software|machine|scanner|ward|practice|law|rule|guideline|paper|study|trial|book|record|data|"
    r"survival|history|war|club|charity|organi[sz]ation|foundation|city|town|history|follow|anniversary|mortgage|"
    r"plan|lease|whisk|wine|smok|scar|phone|car\b|tattoo|implant|device|stent|graft|valve|prosthesis|computer|bed\b|"
    r"photo|x-?ray|scan|wound|fracture|injury|memory|experience|marriage|career|relationship|habit|survivors?)"
)
# Groups of people, not a person: "adults over 65", "aged 18 to 65", "50 years and older".
GROUP_AFTER = re.compile(
    r"^[ ,]*(?:\(?(?:and|or|&) (?:older|over|above|up|under|younger|below|beyond|olds?\b)|\+|or more\b|to \d|"
    r"through \d|plus\b|s\b|-? ?\d{1,3} (?:years|months))"
)
GROUP_BEFORE = re.compile(
    r"\b(?:over|under|above|below|than|least|most|between|ages|up to|after|before|until|by|from|to|about the|"
    r"age groups?|older|younger|every|or|through|starting|beginning|begins|are|minimum|maximum|average|mean|median|"
    r"per|for|within|past|last|next|first|at) (?:the )?(?:ages? (?:of )?)?$|\b(?:people|adults|women|men|children|"
    r"patients|persons|those|anyone|everyone|individuals|girls|boys|infants) (?:who are |who is |are )?"
    r"(?:about |around |usually |mostly )?(?:aged? )?$|\bbetween [^.;\n]{1,20} and $|\d ?(?:-|to|or) ?$"
)
PERSON_BEFORE = re.compile(
    r"(?:\b(?:he|she|they|patient|pt|who|i|mum|mom|dad|mother|father|gran\w*|nan\w*|wife|husband|son|daughter|"
    r"brother|sister|uncle|aunt\w*|man|woman|lady|gentleman|baby|boy|girl|neighbou?r|friend|kid|child|twin|cousin|"
    r"resident|client) (?:is|was|'s|just turned|turned|turns|turning|has turned)|\b(?:i'm|she's|he's|im|"
    r"they're)) (?:now |only |nearly |almost |already |just |about )?$"
)
# A name before "is": capitals inside or measured things ("HR is 98", "Potassium was 6") are no names.
NAME_BEFORE = re.compile(
    r"\b([A-Z][a-z]{2,}) (?:is|was|turned|just turned)(?: now| only| nearly| almost| already| just)? $"
)
MEASURED = words(
    "potassium sodium albumin haemoglobin hemoglobin temperature weight pressure pulse glucose sugar score level "
    "count rate oxygen creatinine ferritin lactate bilirubin saturation sats heart room bed ward number answer dose "
    "total this that it there what which age height urea calcium magnesium platelets dose risk limit target maximum "
    "minimum average mean median normal gestation week day step page chapter question grade stage sensitivity "
    "specificity result troponin"
)
# "72m R hip" at the head of a note, after "pt" or initials.
NOTE_START = re.compile(r"(?:^|\n|\b(?:pt|patient|case|ref|re)[: ]{1,2})(?:[a-z]{2,3} )?$")
NOT_AGE_AFTER = re.compile(
    r"^ ?(?:%|mg|mcg|kg|g\b|ml|cm|mm|weeks? (?:pregnant|gestation)|hours?|minutes?|days?\b(?! old)|miles?|times|"
    r"years? (?:ago|later|of (?!age)|in|with|on|since|from|sober|clean|free|post|after|into|now)|weeks? (?:ago|later|"
    r"of|in|post|after|into)|months? (?:ago|later|of (?!age)|in|post|after|into|sober|clean)|percent|out of|lbs?|"
    r"pounds|kilos?|[/.:]\d|th\b|st\b|nd\b|rd\b|st(?:one)?\b|and a half (?:hours|miles)|degrees|points|beds|"
    r"on (?:the|a)|in (?:the|a)|to \d|patients|people|of (?!age))"
)


SPANISH_TIME_BEFORE = re.compile(
    r"\b(?:hace|hacia|durante|ultimos|cada|tras|mas de|menos de|unos|casi|lleva|llevaba|dentro de|en|por|proximos|"
    r"primeros|desde|despues de|antes de|seguimiento de|cabo de|periodo de|intervalos? de|evolucion de|plazo de|"
    r"historia de|luego de) (?:aproximadamente |unos |mas de )?$"
)
SPANISH_TIME_AFTER = re.compile(
    r"^ (?:y medio )?(?:despues|mas\b|antes|mas tarde|atras|de (?:evolucion|seguimiento|tratamiento|duracion|"
    r"historia|experiencia|enfermedad)|previos?|de antiguedad|consecutivos|posteriores|siguientes|con (?:tratamiento|"
    r"seguimiento))"
)
SPANISH_OLD = {"noventa": 90}
ADDRESS_BEFORE = re.compile(
    r"\b(?:calle|c/|av|avda|avenida|plaza|paseo|domicilio|ctra|address|street|road|lane|row|figure|table|chapter|"
    r"january|february|march|april|may|june|july|august|september|october|november|december|number|page|vol|volume|"
    r"room|bed|ward|rule|day|grade|stage|type|psalm|verse|via|rua|rue)\b[^\n;:!?]{0,40}$"
)
# Before a high age: things that are measured, and groups.
HIGH_MEASURED = re.compile(
    r"\b(?:sats?|spo2|saturation|o2|bp|hr|pulse|heart ?rate|rate|map|systolic|diastolic|temp\w*|glucose"
    r"|sugars?|bm|bms|creatinine|urea"
    r"|crp|hb|haemoglobin|hemoglobin|egfr|inr|score\w*|level\w*|percent|weigh\w*|kilos?|kg|number|no|page|room"
    r"|bed|bay|flat|house|route"
    r"|bus|platform|grade|mark|exam|test|iq|batch|degrees|oxygen|reading|count|platelets|ferritin|sodium|psa"
    r"|oxygen|minutes?|hours?"
    r"|days?|weeks?|miles?|km|pages?|patients|people|adults|women|men|those|anyone|everyone|over|under|above"
    r"|below|than|least"
    r"|saturacion|tension|glucosa|cama|habitacion|frecuencia|pulso|pesa|peso|kilos|mide|menos|mas)\b[^.!?\n]{0,30}$"
)
# What has birthdays and is nobody.
HIGH_THING = re.compile(
    r"\b(?:ward|hospital|clinic|unit|charity|building|lodge|house|home|school|centre|society|department|service|library"
    r"|sala|escuela) (?:is|was|turn\w*|tiene|cumple)(?: now| nearly| almost)? $"
)
HIGH_PERSON = re.compile(
    r"\b(?:he|she|who|i|my|our|his|her|mum|mom|mam|mama|dad|papa|mother|father|gran\w*|nan\w*|nonna|nain|taid"
    r"|wife|husband|uncle|aunt\w*"
    r"|great-aunt|man|woman|lady|gent\w*|chap|bloke|fella|lad|neighbou?r|patient|pt|resident|tenant|client"
    r"|widow\w*|eldest|oldest|tia|tio"
    r"|abuel\w+|suegr\w+|madre|padre|senor\w*|vecin\w+|lola|lolo|ms|mrs|mr|don|dona|usuario|el de|la de|tiene"
    r"|sister|brother|dame|sir"
    r"|shes|hes|she's|he's|deputy|granny|old|veteran|yesterday|today)\b"
)
TENS_BEFORE = re.compile(r"(?:twen|thir|for|fif|six|seven|eigh|nine)ty[ -]$")
FULLER = re.compile(
    r"^(?:[ -]and[ -]a[ -]half|\.5)?[ -]?(?:year|yr|month|week|day|y/?o|yo)s?(?:[ -]old|/o| of age| young|\b)"
)
