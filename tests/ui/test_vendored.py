"""Files that others made are the ones we took, each with its licence."""

import tomllib
from hashlib import sha256
from pathlib import Path

import commonward

ROOT = Path(commonward.__file__).parent / "ui" / "static" / "ui"
FILES = tomllib.loads((ROOT / "MANIFEST.toml").read_text(encoding="utf-8"))["file"]
#: Licences that may travel with Apache-2.0.
LICENCES = {"OFL-1.1", "0BSD", "MIT", "BSD-3-Clause", "Apache-2.0"}


def test_every_file_is_the_one_that_was_taken() -> None:
    changed = [one["path"] for one in FILES if sha256((ROOT / one["path"]).read_bytes()).hexdigest() != one["sha256"]]
    assert not changed


def test_every_file_in_these_folders_is_listed() -> None:
    there = {str(path.relative_to(ROOT)) for folder in ("fonts", "vendor") for path in (ROOT / folder).iterdir()}
    assert there == {one["path"] for one in FILES}


def test_every_package_brings_its_licence() -> None:
    assert {one["licence"] for one in FILES} <= LICENCES
    with_text = {one["package"] for one in FILES if "LICENSE" in one["path"]}
    assert with_text == {one["package"] for one in FILES}
