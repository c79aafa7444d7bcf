"""Files that come with the guard: lists held to the hashes of their MANIFEST.toml, models to that of their card."""

import hashlib
import io
import tomllib
import zipfile
from collections.abc import Iterator, Set
from contextlib import contextmanager
from importlib.resources.abc import Traversable
from typing import Any

import numpy as np
from numpy.typing import NDArray

from commonward.guard.contract import GuardUnavailable


def verified_files(folder: Traversable, wanted: Set[str], *, what: str) -> dict[str, bytes]:
    """Every file that a folder's manifest names, by name. `what` says in an error what they are: "word lists".

    Raises GuardUnavailable when a file is missing or altered, or when a wanted one is not in the manifest.
    """
    try:
        manifest = tomllib.loads(folder.joinpath("MANIFEST.toml").read_text(encoding="utf-8"))
        expected = {str(entry["name"]): str(entry["sha256"]) for entry in manifest["file"]}
        contents = {name: folder.joinpath(name).read_bytes() for name in expected}
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError, KeyError, TypeError) as error:
        raise GuardUnavailable(f"A file of the guard's {what} is missing. Install it again.") from error
    for name, content in contents.items():
        if hashlib.sha256(content).hexdigest() != expected[name]:
            raise GuardUnavailable(f"{name} is not the file that the guard came with. Install it again.")
    missing = wanted - contents.keys()
    if missing:
        raise GuardUnavailable(f"{min(missing)} is missing from the guard's {what}. Install it again.")
    return contents


def verified_model(folder: Traversable, name: str, *, what: str) -> tuple[bytes, str]:
    """The content of a model file and its SHA-256, which its card (the same name, .toml) must tell. `what`: as in
    `verified_files`.

    Raises GuardUnavailable when file or card is missing, or when the file is another one.
    """
    try:
        card = folder.joinpath(f"{name.rpartition('.')[0]}.toml").read_text(encoding="utf-8")
        expected = str(tomllib.loads(card)["sha256"])
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError, KeyError) as error:
        raise GuardUnavailable(f"The card of the guard's {what} is missing. Install the guard again.") from error
    try:
        content = folder.joinpath(name).read_bytes()
    except OSError as error:
        raise GuardUnavailable(f"The guard's {what} is missing. Install the guard again.") from error
    digest = hashlib.sha256(content).hexdigest()
    if digest != expected:
        raise GuardUnavailable(f"{name} is not the file that the guard came with. Install the guard again.")
    return content, digest


@contextmanager
def arrays_of(content: bytes, name: str) -> Iterator[dict[str, NDArray[Any]]]:
    """The arrays of a model file, to make a model of. Raises GuardUnavailable when they cannot be read, also while the
    model is made.
    """
    try:
        with np.load(io.BytesIO(content), allow_pickle=False) as arrays:
            parts = {part: arrays[part] for part in arrays.files}
        yield parts
    except (KeyError, ValueError, TypeError, OSError, zipfile.BadZipFile) as error:
        raise GuardUnavailable(f"{name} cannot be read. Install the guard again.") from error
