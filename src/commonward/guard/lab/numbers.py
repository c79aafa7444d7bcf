"""Dates, ages, numbers and addresses of the net for training texts, and how values are written in tags and capitals.

All invented: telephone numbers of the ranges kept for fiction where there are such, mail addresses under `example`.
"""

import random
import re
import unicodedata
from collections.abc import Callable

_MONTHS = (
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
)
_MONTHS_ES = (
    "enero",
    "febrero",
    "marzo",
    "abril",
    "mayo",
    "junio",
    "julio",
    "agosto",
    "septiembre",
    "octubre",
    "noviembre",
    "diciembre",
)
_DAYS = (
    "Monday",
    "Tuesday",
    "Wednesday",
    "Thursday",
    "Friday",
    "Saturday",
    "Sunday",
    "Mon",
    "Tue",
    "Wed",
    "Thu",
    "Fri",
    "Sat",
    "Sun",
)
_DAYS_ES = ("lunes", "martes", "miércoles", "jueves", "viernes", "sábado", "domingo")
_LETTERS = "ABCDEFGHJKLMNPRSTUVWXYZ"


def draw(slot: str, rng: random.Random, language: str) -> str:
    """A value for a slot of numbers, "" for a slot that is none."""
    maker = _MAKERS.get(slot)
    return maker(rng, language) if maker else ""


def shaped(text: str, form: str) -> str:
    """The text in small letters, capitals or as a tag when the form of the slot says so."""
    if form.startswith("lower"):
        return text.lower()
    if form.startswith("upper"):
        return text.upper()
    if form.startswith("camel"):
        plain = unicodedata.normalize("NFD", text)
        return "".join(word[0].upper() + word[1:] for word in re.findall(r"[A-Za-z0-9]+", plain))
    return text


def _digits(rng: random.Random, count: int) -> str:
    return "".join(rng.choice("0123456789") for _ in range(count))


def _age(rng: random.Random, language: str) -> str:
    return str(rng.choice((rng.randint(1, 17), rng.randint(18, 89), rng.randint(18, 89), rng.randint(90, 103))))


def _date(rng: random.Random, language: str) -> str:
    day, month, year = rng.randint(1, 28), rng.randint(1, 12), rng.randint(2015, 2026)
    if language == "es":
        name = _MONTHS_ES[month - 1]
        return rng.choice(
            (
                f"{day} de {name} de {year}",
                f"{day:02}/{month:02}/{year}",
                f"{day}-{month}-{year}",
                f"{day} de {name}",
                f"{day} de {name} del {year}",
                f"{day} {name[:3]} {year}",
                f"{day:02}.{month:02}.{year % 100:02}",
                f"{day}/{month}",
            )
        )
    name = _MONTHS[month - 1]
    return rng.choice(
        (
            f"{name} {day}, {year}",
            f"{name} {day}",
            f"{day} {name} {year}",
            f"{month}/{day}/{year}",
            f"{month}/{day}",
            f"{day:02}.{month:02}.{year}",
            f"{year}-{month:02}-{day:02}",
            f"{name[:3]} {day}",
            f"{day} {name[:3]}",
            f"{name} {day}{'st' if day == 1 else 'th'}",
            f"{month:02}/{day:02}/{year % 100:02}",
        )
    )


def _born(rng: random.Random, language: str) -> str:
    day, month, year = rng.randint(1, 28), rng.randint(1, 12), rng.randint(1926, 2020)
    return rng.choice((f"{month}/{day}/{year}", f"{day:02}/{month:02}/{year}", f"{year}-{month:02}-{day:02}"))


def _weekday(rng: random.Random, language: str) -> str:
    return rng.choice(_DAYS_ES if language == "es" else _DAYS)


def _relative(rng: random.Random, language: str) -> str:
    if language == "es":
        return rng.choice(
            ("ayer", "anteayer", "antier", "mañana", "hace tres días", "el lunes pasado", "el próximo jueves")
        )
    return rng.choice(("yesterday", "tomorrow", "3 days ago", "last Tuesday", "two weeks ago", "next Friday"))


def _phone(rng: random.Random, language: str) -> str:
    end = f"01{_digits(rng, 2)}"
    if language == "es":
        return rng.choice(
            (
                f"6{_digits(rng, 8)}",
                f"91 {_digits(rng, 3)} {_digits(rng, 2)} {_digits(rng, 2)}",
                f"+34 6{_digits(rng, 8)}",
                f"6{_digits(rng, 2)} {_digits(rng, 2)} {_digits(rng, 2)} {_digits(rng, 2)}",
                f"55 {_digits(rng, 4)} {_digits(rng, 4)}",
                f"+52 1 33 {_digits(rng, 4)} {_digits(rng, 4)}",
                f"011 15-{_digits(rng, 4)}-{_digits(rng, 4)}",
                f"+57 3{_digits(rng, 2)} {_digits(rng, 7)}",
                f"+56 9 {_digits(rng, 4)} {_digits(rng, 4)}",
                f"(787) 555-{end}",
            )
        )
    return rng.choice(
        (
            f"(555) 555-{end}",
            f"212-555-{end}",
            f"555-{end}",
            f"07700 900{_digits(rng, 3)}",
            f"+1 416 555 {end}",
            f"020 7946 0{_digits(rng, 3)}",
        )
    )


def _mail(rng: random.Random, language: str) -> str:
    name = "".join(rng.choice("abcdefghiklmnoprstuvw") for _ in range(rng.randint(4, 10)))
    return f"{name[:3]}.{name[3:]}@{rng.choice(('mail', 'clinic', 'health', 'post'))}.example"


def _url(rng: random.Random, language: str) -> str:
    host = rng.choice(("care", "wardtalk", "events", "clinic"))
    return f"{rng.choice(('https://', 'http://', 'www.'))}{host}.example/{_digits(rng, 3)}"


def _handle(rng: random.Random, language: str) -> str:
    syllables = (
        "ka",
        "mo",
        "ri",
        "ze",
        "lu",
        "ta",
        "ni",
        "bo",
        "sha",
        "del",
        "mar",
        "jo",
        "ki",
        "na",
        "vi",
        "ex",
        "bri",
        "lo",
    )
    name = "".join(rng.choice(syllables) for _ in range(rng.randint(2, 4)))
    return rng.choice(
        (
            name,
            name.capitalize(),
            f"{name}{rng.randint(1, 99)}",
            f"{name}_{rng.choice(syllables)}",
            f"The{name.capitalize()}",
        )
    )


def _record(rng: random.Random, language: str) -> str:
    return rng.choice(
        (
            _digits(rng, 7),
            _digits(rng, 8),
            f"{rng.choice(_LETTERS)}{_digits(rng, 6)}",
            f"{_digits(rng, 3)}-{_digits(rng, 4)}",
        )
    )


def _zip(rng: random.Random, language: str) -> str:
    if language == "es":
        return f"{rng.randint(1, 52):02}{_digits(rng, 3)}"
    letters = rng.choice(_LETTERS) + rng.choice(_LETTERS)
    return rng.choice((_digits(rng, 5), _digits(rng, 5), f"{letters}{rng.randint(1, 20)} {rng.randint(1, 9)}{letters}"))


_MAKERS: dict[str, Callable[[random.Random, str], str]] = {
    "age": _age,
    "date": _date,
    "dob": _born,
    "weekday": _weekday,
    "reldate": _relative,
    "phone": _phone,
    "email": _mail,
    "url": _url,
    "handle": _handle,
    "mrn": _record,
    "ssn": lambda rng, _: f"9{_digits(rng, 2)}-{_digits(rng, 2)}-{_digits(rng, 4)}",
    "nhs": lambda rng, _: f"{_digits(rng, 3)} {_digits(rng, 3)} {_digits(rng, 4)}",
    "dni": lambda rng, _: f"{_digits(rng, 8)}{rng.choice(_LETTERS)}",
    "zip": _zip,
    "roomno": lambda rng, _: str(rng.randint(1, 420)),
    "houseno": lambda rng, _: str(rng.randint(1, 99)),
    "code": lambda rng, _: "".join(rng.choice("abcdefghijkXYZ0123456789") for _ in range(8)),
    "minute": lambda rng, _: f"{rng.randint(0, 59):02}",
}
