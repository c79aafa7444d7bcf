"""What others made travels with its source, its licence and its notice, and is the file that was taken."""

import re
import tomllib
from hashlib import sha256
from pathlib import Path

import pytest

import commonward

ROOT = Path(__file__).parents[2]
PACKAGE = Path(commonward.__file__).parent
NOTICE = (ROOT / "NOTICE").read_text(encoding="utf-8")
MANIFESTS = sorted(PACKAGE.glob("**/MANIFEST.toml"))

#: Each licence that may travel with Apache-2.0, and what the notice must then hold.
OURS = ("written for Commonward", "words by hand", "July", "May", "year")
HELD = {
    "Apache-2.0": "Apache License, Version 2.0",
    "MIT": "Permission is hereby granted, free of charge",
    "public domain": "public domain",
    "SCOWL licence": "Copyright 2000-2011 by Kevin Atkinson",
    "WordNet 3.0 licence": "WordNet 3.0 Copyright 2006 by Princeton University",
    "CC BY 4.0": "Creative Commons Attribution 4.0",
    "CC BY 3.0 IGO": "Creative Commons Attribution 3.0 IGO",
    "OFL-1.1": "SIL Open Font License 1.1",
    "0BSD": "Zero-Clause BSD",
}


def test_there_are_manifests() -> None:
    assert {path.parent.name for path in MANIFESTS} >= {"resources", "ui"}


@pytest.mark.parametrize("manifest", MANIFESTS, ids=lambda path: path.parent.name)
def test_every_file_says_whence_under_what_and_is_unchanged(manifest: Path) -> None:
    for one in tomllib.loads(manifest.read_text(encoding="utf-8"))["file"]:
        path = manifest.parent / one.get("path", one.get("name"))
        assert one.get("source") or (one["package"] and one["version"]), path.name
        assert sha256(path.read_bytes()).hexdigest() == one["sha256"], path.name
        for licence in re.split(r"[;,] ", re.sub(r" \([^)]*\)", "", one["licence"])):
            if not licence.startswith("attribution"):
                assert HELD[licence] in NOTICE, f"{path.name}: {licence}"


@pytest.mark.parametrize("manifest", MANIFESTS, ids=lambda path: path.parent.name)
def test_every_source_is_credited(manifest: Path) -> None:
    """A source begins with its name; "by" and a package say how it came here."""
    for one in tomllib.loads(manifest.read_text(encoding="utf-8"))["file"]:
        for source in re.split(r", (?=[A-Z]|by )|; ", one.get("source", "")):
            name = re.sub(r"^by |\(.*|\b\d.*", "", source).strip()
            if name and not name.startswith(OURS):
                assert name in NOTICE, f"{one['name']}: {name}"


def test_every_list_of_the_guard_is_in_its_manifest() -> None:
    folder = PACKAGE / "guard" / "resources"
    listed = {one["name"] for one in tomllib.loads((folder / "MANIFEST.toml").read_text(encoding="utf-8"))["file"]}
    models = set()
    for name in sorted({path.name for path in folder.glob("*.toml")} - listed - {"MANIFEST.toml"}):
        card = tomllib.loads((folder / name).read_text(encoding="utf-8"))
        assert card["licence"]
        assert card["sources"]
        for holder in card.get("copyright", "").split("; "):
            assert holder.partition(" (")[0] in NOTICE
        models |= {name, card["name"]}
    assert {path.name for path in folder.iterdir() if path.is_file()} == listed | models | {"MANIFEST.toml"}
    said = folder / "speech"
    named = {one["name"] for one in tomllib.loads((said / "MANIFEST.toml").read_text(encoding="utf-8"))["file"]}
    assert {path.name for path in said.iterdir() if path.is_file()} == named | {"MANIFEST.toml"}


def test_licence_and_notice_are_installed_with_the_package() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    assert project["license"] == "Apache-2.0"
    assert set(project["license-files"]) == {"LICENSE", "NOTICE"}
    assert "Apache License" in (ROOT / "LICENSE").read_text(encoding="utf-8")
