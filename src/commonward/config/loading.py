"""How a verb begins: load Django, or say in a sentence why not."""

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager

import django
from django.core.exceptions import ImproperlyConfigured
from django.db.utils import OperationalError
from pydantic import ValidationError

#: The exit code of a verb that could not begin.
CANNOT_START = 2


class CannotStart(Exception):
    """It must not, or cannot, run like this. The message says why and what to do, to the person who started it."""


@contextmanager
def spoken() -> Iterator[None]:
    """Turn the ways in which a verb cannot begin into a sentence and exit code 2."""
    os.umask(0o077)  # whatever we write is for the account that runs us
    try:
        yield
    except (CannotStart, ImproperlyConfigured) as error:
        _leave(str(error))
    except OperationalError as error:
        _leave(f"the database does not answer ({type(error.__cause__ or error).__name__}). `commonward doctor` looks.")
    except KeyboardInterrupt:
        sys.exit(130)  # Ctrl-C before there was anything to stop


def load_django(*, port: int | None = None) -> None:
    """Read the settings and load the apps. Raises CannotStart when a setting cannot be read."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "commonward.config.settings")
    if port is not None:
        os.environ["PORT"] = str(port)  # for the settings, and for children
    try:
        django.setup()
    except ValidationError as error:
        wrong = (_told(item["loc"], item["msg"]) for item in error.errors())
        raise CannotStart("a setting cannot be read. " + " ".join(wrong)) from None
    except (ValueError, PermissionError) as error:
        # Django refuses an unknown time zone itself; a data folder of somebody else's cannot hold the secret key.
        raise CannotStart(f"the settings cannot be used: {error}") from None


def _told(place: tuple[int | str, ...], why: str) -> str:
    """Which setting, by the name it was given by, and why. What was given is not repeated: it may be a secret."""
    name = "_".join(map(str, place)).upper()
    if not name:
        return f"{why.removeprefix('Value error, ')}."
    return f"{name if name.startswith('COMMONWARD_') else f'COMMONWARD_{name}'}: {why}."


def _leave(sentence: str) -> None:
    sys.stderr.write(f"commonward: {sentence}\n")
    sys.exit(CANNOT_START)
