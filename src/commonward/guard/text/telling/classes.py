"""What kind of thing a word names, as far as it helps to single a person out: one sign for each kind.

English and Spanish stand in one table, because the forms that are read from it are the same in both. Words are written
as texts are looked up: small letters, no accents. A word has one kind, the one that tells most.
"""

from collections.abc import Iterator, Mapping
from typing import Final

_ENGLISH: Final[Mapping[str, str]] = {
    # d: definite, of a thing the reader knows; R: "that", which may point or relate; a: indefinite
    "d": "the our this your",
    "R": "that",
    "a": "a an",
    # C: what anybody in care does or has done; it tells nothing
    "C": """
        came comes went arrived presented presents refused refuses refusing needs needed takes took smokes smoked drinks
        drank wants wanted thinks thought says said asked asks told tells died lives lived feels felt gets got stays
        stayed walked fell woke cried cries slept hurts cares cared helped helps works worked likes loves waited waits
        lost fainted collapsed suffered suffers forgot sits visits visited brings services cleans mops fixes uses used
        receives received keeps kept
        """,
    # I: what few have made
    "I": "invented founded designed composed discovered choreographed",
    # Z: after it something else is told than who it is
    "Z": """
        with and but or came comes presented presents presenting passed taught asked now today tonight yesterday said
        wants needs told asks did will would can could please because so while when after
        """,
    "P": "his her their su",
    "r": "who whose which",
    "p": "of from in at on by off behind outside near around for to inside",
    "b": "is was are were be been got gets",
    "H": "has have had",
    "n": "one two three four five six seven eight nine ten twelve both",
    "u": "only sole first last oldest youngest eldest tallest smallest heaviest richest longest-serving else",
    "e": "former ex retired famous celebrated reigning serving legendary ex-",
    "y": "everyone everybody nobody half all",
    "K": "know knows knew talk talks talked talking remember remembers recognise recognises recognize",
    "A": "went made seen saw appeared featured appeared hit watched starred",
    "V": "viral",
    "h": """
        man woman lady gentleman guy girl boy lad lass bloke chap fellow fella kid child baby toddler teenager teen
        couple family pair twins passenger pupil schoolboy schoolgirl pensioner person people widow widower
        youngster pedestrian cyclist motorcyclist hiker climber diver sailor bride groom owner tenant neighbour
        neighbor
        """,
    "k": """
        wife husband son daughter mother father mum mom dad sister brother twin partner ex-wife ex-husband niece
        nephew grandson granddaughter grandmother grandfather daughter-in-law son-in-law mother-in-law father-in-law
        cousin aunt uncle stepson stepdaughter stepfather stepmother fiance fiancee girlfriend boyfriend brothers
        sisters parents
        """,
    # o: an office or post that a place has once or has few of
    "o": """
        mayor mayoress sheriff vicar priest pastor rabbi imam bishop archbishop deacon nun monk abbot headmaster
        headmistress headteacher principal councillor minister senator governor judge magistrate coroner constable
        mp ambassador consul postmaster postmistress harbourmaster harbormaster landlord landlady publican librarian
        organist newsreader presenter president chairman chairwoman chief inspector lollipop verger sexton squire
        caretaker lighthouse-keeper lock-keeper alderman superintendent commissioner undertaker
        """,
    # t: a craft, an art or a sport of which a region has few, or whose people are known
    "t": """
        singer drummer guitarist pianist violinist cellist harpist trumpeter bandleader conductor composer soprano
        tenor actor actress comedian magician acrobat juggler clown stuntman stuntwoman performer fire-eater dancer
        ballerina artist painter sculptor poet novelist author influencer youtuber blogger broadcaster goalkeeper
        goalie striker footballer jockey boxer wrestler archer skater swimmer skier cyclist rower bullfighter crier
        bell-ringer falconer farrier thatcher cooper wheelwright luthier blacksmith beekeeper shepherd gamekeeper
        ferryman astronaut strongman puppeteer ventriloquist taxidermist harpsichord lacemaker mountaineer explorer
        paralympian olympian weatherman weathergirl hermit coach choirmaster tamer busker
        """,
    # j: other occupations that the word list does not mark
    "j": """
        baker butcher barber florist grocer chemist dentist teacher farmer fisherman driver cashier postman milkman
        plumber builder carpenter cook chef waiter waitress tailor hairdresser welder miner
        """,
    "s": """
        town village county country island valley region state province district parish peninsula estate coast
        street road neighbourhood neighborhood hamlet borough town's village's world continent
        """,
    # l: what a town has one of, or few, and everybody knows
    "l": """
        market seafront harbour harbor pier church cathedral chapel abbey monastery convent mosque synagogue temple
        square school mall bingo hall roundabout terminal garage pub bakery tower bridge pond river reservoir mill
        lake quarry circus zoo castle lighthouse museum library theatre theater cinema stadium racecourse airport
        station garden promenade beach marina shop cafe hotel mine crossing stage band team choir orchestra club
        """,
    "m": """
        news tv telly television radio newspaper newspapers paper papers gazette headlines headline documentary
        lottery festival parade carnival tiktok youtube weather draw podcast billboard front
        """,
    "M": "show film movie final series programme soap musical band club team league squad charity crew",
    "c": """
        champion champions championship championships medal medals medallist olympics olympic paralympics winter
        games cup record prize award title trophy national winner
        """,
    "x": """
        crash avalanche collapse flood floods fire blast explosion sinking shipwreck trawler derailment robbery
        shooting siege earthquake tornado landslide hurricane stabbing kidnapping hijacking disaster bombing
        accident attack ferry tsunami pile-up
        """,
    # g: what is done to somebody in an event, or who comes out of it
    "g": """
        survivor survivors survived surviving survive victim rescued pulled dragged saved bitten mauled struck
        killed stabbed shot swerved found hijacked kidnapped trapped buried airlifted plucked died dug
        """,
    # v: what somebody does for all to see
    "v": """
        plays played runs run ran owns own owned keeps kept drives drove sells sold climbs climbed conducts
        conducted sings sang teaches taught reads read paints painted builds built raises breeds won wins fell holds
        held hosts hosted presents presented leads led rides represented organises organizes carves carved plays
        busks serves served broke smashed set crossed chairs rings edits coaches coached campaigns campaigned
        """,
    # W: to move, which all do, so that it tells only with what is moved
    "W": "walks walked walk swam swims rowed rows pushes pulls",
    "q": """
        greyhound dog dogs parrot parrots huskies husky pugs pony llama llamas alpacas snake cats house mural van
        hearse motorbike sidecar tractor caravan houseboat boat barge unicycle penny-farthing mohawk moustache
        eyepatch cape
        """,
    "T": "quadruplets triplets quintuplets quads sextuplets",
}
_SPANISH: Final[Mapping[str, str]] = {
    "d": "el la los las nuestro nuestra este esta",
    "a": "un una",
    "Z": "con y e pero ingreso ingresa viene vino tiene tuvo hoy ayer",
    "r": "que cuyo cuya quien",
    "p": "de en por desde a",
    "q": "",
    "D": "del al",  # a preposition and "the" in one
    "b": "es era fue esta",
    "u": "unico unica primer primera ultimo ultima",
    "e": "antiguo antigua exalcalde jubilado jubilada famoso famosa",
    "y": "todos todas todo",
    "K": "sabe saben conoce conocen sabeis habla",
    "A": "salio salieron aparecio",
    "h": "hombre mujer senora senor chico chica nino nina familia pareja joven anciano anciana alumno alumna vecino",
    "k": """
        esposa marido hijo hija madre padre hermana hermano nuera yerno suegra suegro sobrino sobrina nieto nieta
        abuela abuelo cunado cunada
        """,
    "o": """
        alcalde alcaldesa concejal concejala cura parroco obispo presidente presidenta director directora juez jueza
        ministro ministra monja cartero comisario sacristan
        """,
    "t": """
        torero torera cantante actor actriz bailarina bailaor bailaora futbolista portero campanero farero herrero
        bombera bombero pintor pintora escultor escultora guitarrista ciclista boxeador payaso poeta locutor
        locutora
        """,
    "j": "panadero panadera carnicero farmaceutico farmaceutica maestro maestra taxista camarero pescador peluquera",
    "s": "pueblo comarca provincia isla valle region barrio ciudad aldea pais calle zona",
    "l": "plaza mercado iglesia catedral puerto colegio escuela playa faro ermita bar panaderia estanco teatro",
    "m": "noticias tele television prensa periodico radio portada loteria feria",
    "M": "club equipo pelicula programa serie banda",
    "c": "campeon campeona medalla olimpiadas copa record",
    "x": "accidente incendio inundacion terremoto atentado naufragio derrumbe choque avalancha",
    "g": "superviviente sobreviviente victima rescatado rescatada herido herida",
    "W": "pasea",
    "v": "vende vendia dirige toca canta lleva regenta gano cruzo preside conduce",
}
#: Peoples, by their adjectives: a few of a people live in a small place, whichever it is.
_PEOPLES: Final = """
    sikh somali samoan hmong romani sami inuit navajo cherokee maori tongan eritrean bhutanese tibetan mongolian chechen
    yazidi kurdish amish mennonite hasidic druze basque faroese icelandic ukrainian syrian afghan rohingya ghanaian
    nigerian ethiopian kenyan vietnamese cambodian korean filipino filipina iraqi iranian lebanese sudanese congolese
    senegalese haitian jamaican cuban peruvian bolivian albanian georgian armenian maltese finnish lithuanian latvian
    gitano gitana rumano rumana marroqui senegales ucraniana ucraniano
"""


def _kinds() -> Iterator[tuple[str, str]]:
    for table in (_SPANISH, _ENGLISH):
        for kind, listed in table.items():
            for word in listed.split():
                yield word, kind
    for word in _PEOPLES.split():
        yield word, "G"


#: The kind of each listed word.
KINDS: Final[Mapping[str, str]] = dict(_kinds())
#: Crafts by their endings: the lacemaker, the bell-founder.
CRAFT_ENDINGS: Final = (
    "maker",
    "councilman",
    "master",
    "councilwoman",
    "smith",
    "ringer",
    "blower",
    "wright",
    "breeder",
    "founder",
    "-keeper",
    "grower",
)
CRAFTS_OF_ALL: Final = frozenset(
    {"troublemaker", "pacemaker", "decision-maker", "policymaker", "pacesetter", "locksmith"}
)
