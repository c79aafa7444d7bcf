"""Files that come with the guard, held to the hashes of the MANIFEST.toml beside them."""

import hashlib
import tomllib
from collections.abc import Set
from importlib.resources.abc import Traversable

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
