"""Files of care in a backup: locked in it, and byte by byte the same when they are opened after a restore."""

import json
import secrets
import tarfile
from pathlib import Path
from typing import Any

import pytest

from config.installed import SRC, Installation, database_of_its_own

pytestmark = pytest.mark.slow

TESTS = Path(__file__).parents[1]
#: Pat sends the heart team a document and a picture. What a worker would draw of them is put there.
_LIFE = """
from cast import member
from cast.caring import begun, in_care, licensed, permits, seat_of, team_of
from cast.papers import document, picture
from commonward.care.actions import files
from commonward.care.models import CareFile, CareFilePiece
from commonward.kernel import clock
from commonward.kernel.actor import Role
from commonward.people.models import Organisation
harbour = Organisation.objects.create(name="Harbour Clinic", slug="harbour-clinic", kind="clinic")
ada = member("Ada Voss", Role.ADMINISTRATOR, at=harbour)
nurse = licensed(member("Nora Okafor", Role.PROFESSIONAL, at=harbour, profession="nurse"), ada, "RN 4411")
pat = member("Pat Lindqvist", Role.PATIENT)
relationship = in_care(pat, nurse, team_of(ada, harbour, nurse))
permits(pat, harbour)
talk = begun(pat, relationship, "I feel light in the head when I stand up.")
papers = [document("Blood pressure, one week", pages=2), picture("a rash on the arm")]
brought = [files.bring(pat.person, relationship, talk.thread, one) for one in papers]
talk.sent(pat, "Here they are.", files=tuple(one.pk for one in brought))
for one in CareFile.objects.all():
    one.state, one.number, one.looked_at = "ready", 1, clock.now()
    one.pages = [{"type": "image/png", "width": 8, "height": 8}]
    one.save()
    for use, drawn in ((CareFilePiece.Use.PAGE, b"a drawn page " * 60_000), (CareFilePiece.Use.SMALL, b"a small one")):
        CareFilePiece.objects.bulk_create(CareFilePiece.made_of(one, use, 1, drawn))
"""
_OPENED = """
import hashlib, json
from commonward.care.actions import files
from commonward.care.models import CareFile, CareFilePiece, RecordEntry
Use = CareFilePiece.Use
def of(data):
    return hashlib.sha256(data).hexdigest()
def told(one):
    pages = range(1, len(one.pages) + 1)
    drawn = [of(files.content(one, use, page)) for use in (Use.PAGE, Use.SMALL) for page in pages]
    listed = [row["sha256"] for row in RecordEntry.objects.get(message=one.message).listed if row["id"] == one.pk]
    return [one.state, one.name, one.digest, listed, of(files.content(one, Use.ORIGINAL)), drawn]
print(json.dumps({one.pk: told(one) for one in CareFile.objects.order_by("pk")}))
"""

_SAID = """
from commonward.care.models import RecordEntry, Thread
print([one.text for one in RecordEntry.objects.order_by("pk")], [one.topic for one in Thread.objects.all()])
"""


def _opened(installation: Installation) -> dict[str, Any]:
    answer = installation.python(_OPENED)
    assert answer.returncode == 0, answer.stderr
    told: dict[str, Any] = json.loads(answer.stdout)
    return told


def test_files_are_locked_in_a_backup_and_the_same_after_a_restore(installed: Installation, tmp_path: Path) -> None:
    installed.told = {"PYTHONPATH": f"{SRC}:{TESTS}"}
    lived = installed.python(_LIFE)
    assert lived.returncode == 0, lived.stderr
    before = _opened(installed)
    assert [row[:2] for row in before.values()] == [["ready", "letter.pdf"], ["ready", "IMG 2041.jpg"]]
    assert all(row[2] == row[4] and row[3] == [row[4]] for row in before.values())
    assert [len(row[5]) for row in before.values()] == [2, 2]

    made = installed.run("backup", str(tmp_path / "backups"), "--keys", str(tmp_path / "keys"))
    assert made.returncode == 0, made.stderr
    backup, keys = next((tmp_path / "backups").glob("*.tar.gz")), next((tmp_path / "keys").glob("*.keys.json"))
    with tarfile.open(backup) as tar:
        held = b"".join(file.read() for info in tar if (file := tar.extractfile(info)) is not None)
    for secret in (b"Blood pressure, one week", b"letter.pdf", b"IMG 2041", b"%PDF-1.4", b"a drawn page"):
        assert secret not in held
    assert not [row for row in before.values() if bytes.fromhex(row[4]) in held or row[4].encode() in held]

    with database_of_its_own(f"empty_{secrets.token_hex(4)}") as url:
        place = Installation(tmp_path / "elsewhere", url)
        answer = place.run("restore", str(backup), "--keys", str(keys))
        assert answer.returncode == 0, answer.stderr
        assert _opened(place) == before


def test_a_backup_from_before_a_rotation_is_read_with_the_keys_from_after_it(
    installed: Installation, tmp_path: Path
) -> None:
    """In a fresh place, with nothing but the older backup and either keys: those of that day, and the newest."""
    installed.told = {"PYTHONPATH": f"{SRC}:{TESTS}"}
    lived = installed.python(_LIFE)
    assert lived.returncode == 0, lived.stderr
    before, said = _opened(installed), installed.python(_SAID).stdout
    assert "I feel light in the head when I stand up." in said
    made = installed.run("backup", str(tmp_path / "backups"), "--keys", str(tmp_path / "keys"))
    assert made.returncode == 0, made.stderr
    backup, older = next((tmp_path / "backups").glob("*.tar.gz")), next((tmp_path / "keys").glob("*.keys.json"))

    rotated = installed.run("keys", "rotate")
    assert rotated.returncode == 0, rotated.stderr
    assert (_opened(installed), installed.python(_SAID).stdout) == (before, said)
    made = installed.run("backup", str(tmp_path / "later"), "--keys", str(tmp_path / "later_keys"))
    assert made.returncode == 0, made.stderr
    newer = next((tmp_path / "later_keys").glob("*.keys.json"))
    assert newer.read_bytes() != older.read_bytes()

    for keys in (older, newer):
        with database_of_its_own(f"empty_{secrets.token_hex(4)}") as url:
            place = Installation(tmp_path / keys.parent.name / "elsewhere", url)
            answer = place.run("restore", str(backup), "--keys", str(keys))
            assert answer.returncode == 0, answer.stderr
            assert (_opened(place), place.python(_SAID).stdout) == (before, said)
