"""The platform's verbs, as an administrator meets them: what they say and their exit codes."""

import base64
import json
import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.db import transaction
from pytest_django import Settings

from commonward.cli.main import main
from commonward.config import groundwork
from commonward.kernel import clock, heads
from commonward.kernel.models import Beat, Entry, Installation, Work
from commonward.oversight import screening
from commonward.oversight.models import Fingerprint, ReferenceText
from kernel.ledgers import change, write_entries

pytestmark = pytest.mark.django_db
Capture = pytest.CaptureFixture[str]


@pytest.fixture(autouse=True)
def _folders(settings: Settings, tmp_path: Path) -> Iterator[None]:
    """Folders and a key of this test's own; the verbs narrow what this process writes, so that is put back."""
    settings.LEDGER_KEY = base64.b64encode(bytes(32)).decode()
    for name in ("DATA_DIR", "QUARANTINE_DIR", "MEDIA_ROOT", "STATIC_ROOT", "LEDGER_HEADS_DIR"):
        setattr(settings, name, tmp_path / name.lower())
    settings.SEALING_KEYS_FILE = tmp_path / "sealing_keys"
    umask = os.umask(0o022)
    yield
    os.umask(umask)


@pytest.fixture
def opened() -> None:
    """A ledger as `setup` leaves it."""
    groundwork.make_folders()
    groundwork.begin_keys()
    groundwork.begin_ledger(lambda sentence: None)


def said(capsys: Capture, *arguments: str) -> tuple[int, str]:
    """What a verb answers: its exit code and its words."""
    try:
        code = main(list(arguments))
    except SystemExit as end:
        code = int(str(end.code))
    captured = capsys.readouterr()
    return code, captured.out + captured.err


def test_an_empty_ledger_holds(capsys: Capture) -> None:
    assert said(capsys, "ledger", "verify") == (0, "The ledger is empty.\n")


@pytest.mark.usefixtures("opened")
class TestLedger:
    """The parts of `commonward ledger`."""

    def test_verify_says_that_it_holds(self, capsys: Capture) -> None:
        assert said(capsys, "ledger", "verify") == (0, "The ledger holds: 2 entries, 1 signed head.\n")

    def test_verify_says_what_no_head_covers_yet(self, capsys: Capture) -> None:
        write_entries(3)
        code, words = said(capsys, "ledger", "verify")
        assert code == 0
        assert words.endswith("The last 3 are not covered by a head yet; the worker signs at intervals.\n")

    def test_verify_says_where_it_does_not_hold(self, capsys: Capture) -> None:
        change(1, outcome="refused")
        code, words = said(capsys, "ledger", "verify")
        assert code == 1
        assert words.startswith("Entry 1 was changed: its content does not give its hash.\n")

    def test_export_writes_a_line_for_each_entry(self, capsys: Capture, tmp_path: Path) -> None:
        out = tmp_path / "ledger.jsonl"
        assert said(capsys, "ledger", "export", "--out", str(out)) == (0, f"2 entries written to {out}.\n")
        assert said(capsys, "ledger", "export") == (0, out.read_text(encoding="ascii"))
        actions = [json.loads(line)["action"] for line in out.read_text(encoding="ascii").splitlines()]
        assert actions == ["ledger.opened", "ledger.key_used"]

    def test_sign_signs_what_is_new(self, capsys: Capture, settings: Settings) -> None:
        assert said(capsys, "ledger", "sign") == (0, "Nothing new to sign.\n")
        write_entries(1)
        assert said(capsys, "ledger", "sign") == (0, f"Signed at entry 3 in {settings.LEDGER_HEADS_DIR}.\n")

    def test_sign_does_not_vouch_for_what_does_not_hold(self, capsys: Capture) -> None:
        write_entries(2)
        change(3, outcome="refused")
        code, words = said(capsys, "ledger", "sign")
        assert code == 1
        assert "Nothing was signed: the ledger does not hold. Entry 3 was changed" in words

    def test_head_shows_the_newest_and_the_key(self, capsys: Capture) -> None:
        code, words = said(capsys, "ledger", "head")
        assert code == 0
        assert f"hash       {Entry.objects.get(pk=2).hash}\n" in words
        assert "public key " in words

    def test_a_key_that_is_none_is_said(self, capsys: Capture, settings: Settings) -> None:
        settings.LEDGER_KEY = "short"
        assert said(capsys, "ledger", "verify") == (
            2,
            "commonward: COMMONWARD_LEDGER_KEY must be 32 bytes in base64.\n",
        )


def test_head_says_that_there_is_none(capsys: Capture) -> None:
    code, words = said(capsys, "ledger", "head")
    assert code == 1
    assert "Run `commonward ledger sign`." in words


@pytest.mark.usefixtures("opened")
class TestDoctor:
    """One line each, and what to do."""

    @pytest.fixture(autouse=True)
    def _well(self, settings: Settings) -> None:
        groundwork.collect_static()
        Beat.objects.create(worker="one", at=clock.now())
        settings.KEYS_DIR, settings.BACKUP_DIR = settings.DATA_DIR, settings.DATA_DIR.with_name("backups")
        settings.BACKUP_DIR.mkdir()
        (settings.BACKUP_DIR / f"commonward-{clock.now():%Y%m%dT%H%M%SZ}.tar.gz").touch()

    def test_all_is_well(self, capsys: Capture) -> None:
        code, words = said(capsys, "doctor")
        assert (code, words.count("PROBLEM")) == (0, 0), words
        assert words.count("ok       ") == len(words.splitlines())

    def test_programs_get_the_same_as_data(self, capsys: Capture) -> None:
        Beat.objects.all().delete()
        code, words = said(capsys, "doctor", "--json")
        answers = {answer["about"]: answer for answer in json.loads(words)}
        assert code == 1
        assert [about for about, answer in answers.items() if not answer["well"]] == ["Workers"]
        assert answers["Workers"]["remedy"].startswith("Start `commonward serve`")
        assert answers["Tables"] == {"about": "Tables", "well": True, "found": "up to date.", "remedy": ""}

    def test_what_is_missing_comes_with_a_remedy(self, capsys: Capture, settings: Settings) -> None:
        Beat.objects.all().delete()
        settings.QUARANTINE_DIR.rmdir()
        (settings.STATIC_ROOT / groundwork.MARK).unlink()
        with transaction.atomic():
            Work.objects.create(kind="deliver", subject_id=5, state="failed")
        change(2, outcome="refused")
        code, words = said(capsys, "doctor")
        assert code == 1
        for problem in (
            "Workers: 0 gave a sign of life in the last minute.\n         → Start `commonward serve`",
            f"Folder: {settings.QUARANTINE_DIR} does not exist.\n         → Run `commonward setup`.",
            "Files for pages: missing.\n         → Run `commonward setup`.",
            "Work: 1 failed (deliver).\n",
            "Ledger: Entry 2 was changed: its content does not give its hash.\n",
        ):
            assert f"PROBLEM  {problem}" in words

    def test_a_key_that_is_none_does_not_hide_the_rest(self, capsys: Capture, settings: Settings) -> None:
        settings.LEDGER_KEY = "short"
        code, words = said(capsys, "doctor")
        assert code == 1
        assert "PROBLEM  Heads: COMMONWARD_LEDGER_KEY must be 32 bytes in base64." in words
        assert "ok       Work: " in words

    def test_heads_that_another_key_signed_are_not_signed_anew_unseen(
        self, capsys: Capture, settings: Settings
    ) -> None:
        before = heads.newest()
        assert before is not None
        settings.LEDGER_KEY = base64.b64encode(bytes([7] * 32)).decode()
        code, words = said(capsys, "doctor")
        assert code == 1
        assert f"PROBLEM  Heads: all were signed by another key than the one here: {before.key}.\n" in words
        assert "→ Put the file ledger_key back" in words

    def test_a_place_in_use_is_told_to_upgrade_and_a_folder_of_pictures_to_be_looked_for(
        self, capsys: Capture, settings: Settings, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(groundwork, "pending_migrations", lambda: 2)
        Path(settings.MEDIA_ROOT).rmdir()
        Installation.objects.get_or_create(pk=1, defaults={"is_demo": False})
        words = said(capsys, "doctor")[1]
        assert "Tables: 2 changes are not made yet.\n         → Run `commonward upgrade`.\n" in words
        assert "does not exist.\n         → See whether its disk is there" in words

    def test_a_damaged_guard_is_to_be_installed_again(self, capsys: Capture, monkeypatch: pytest.MonkeyPatch) -> None:
        wrong = "tagger.bin is not the file that the guard came with. Install the guard again. Until then words wait."
        monkeypatch.setattr(screening, "self_check", lambda: [wrong])
        words = said(capsys, "doctor")[1]
        assert f"PROBLEM  Guard: {wrong}\n         → Install the same version again: pip install" in words
        monkeypatch.setattr(screening, "self_check", lambda: ["The guard did not answer in time."])
        assert "         → See whether something else keeps this machine busy" in said(capsys, "doctor")[1]


@pytest.mark.parametrize("verb", ["setup", "serve", "web", "worker", "ledger", "doctor"])
def test_every_verb_explains_itself(capsys: Capture, verb: str) -> None:
    code, words = said(capsys, verb, "--help")
    assert code == 0
    assert words.startswith(f"usage: commonward {verb}")


@pytest.mark.parametrize(
    "call",
    [["serve", "--port", "0"], ["serve", "--workers", "none"], ["ledger"], ["ledger", "burn"], ["doctor", "who"]],
)
def test_a_call_that_makes_no_sense_is_refused(capsys: Capture, call: list[str]) -> None:
    code, words = said(capsys, *call)
    assert code == 2
    assert words.startswith(f"usage: commonward {call[0]}")


def test_manage_passes_on(capsys: Capture) -> None:
    code, words = said(capsys, "manage", "check", "--help")
    assert code == 0
    assert words.startswith("usage: commonward manage check")


LEAFLET = (
    "Wash your hands for as long as you sing a song twice, and dry them well, because wet hands carry more than dry."
)


class TestReference:
    """Texts that are nobody's own, kept from files."""

    def test_files_and_folders_are_kept_listed_and_removed(self, capsys: Capture, tmp_path: Path) -> None:
        folder = tmp_path / "leaflets"
        folder.mkdir()
        (folder / "clean_hands.txt").write_text(LEAFLET, encoding="utf-8")
        (folder / "more.jsonl").write_text(json.dumps({"id": "Feet", "text": LEAFLET * 60}) + "\n", encoding="utf-8")
        (folder / "picture.png").write_bytes(b"\x89PNG")
        code, words = said(capsys, "reference", "add", str(folder))
        assert (code, words.count("1 text kept.")) == (0, 2)
        assert said(capsys, "reference", "list") == (0, "everybody  Feet  (2 parts)\neverybody  clean hands\n")
        assert said(capsys, "reference", "add", str(folder))[0] == 0
        assert ReferenceText.objects.count() == 3  # twice does no harm
        assert said(capsys, "reference", "remove", "Feet", "clean hands")[0] == 0
        assert not ReferenceText.objects.exists()
        assert not Fingerprint.objects.exists()
        acts = Entry.objects.filter(action__startswith="reference.").values_list("action", flat=True)
        assert sorted(acts) == ["reference.added"] * 4 + ["reference.removed"] * 2

    def test_what_cannot_be_taken_is_said_and_nothing_of_it_repeated(self, capsys: Capture, tmp_path: Path) -> None:
        wrong = tmp_path / "wrong.jsonl"
        wrong.write_text('{"id": "a", "text": "Odalys Ferriman"}\nOdalys Ferriman\n', encoding="utf-8")
        odd = tmp_path / "odd.txt"
        odd.write_bytes(b"\xff\xfeOdalys")
        code, words = said(capsys, "reference", "add", str(wrong), str(odd), str(tmp_path / "none.txt"))
        assert code == 1
        assert "line 2 is no JSON object with id and text" in words
        assert "this is no UTF-8 text" in words
        assert "this cannot be read" in words
        assert "Odalys" not in words
        assert not ReferenceText.objects.exists()

    def test_an_organisation_is_named_by_its_short_name(self, capsys: Capture, harbour: object, tmp_path: Path) -> None:
        file = tmp_path / "hands.md"
        file.write_text(LEAFLET, encoding="utf-8")
        code, words = said(capsys, "reference", "add", "--for", "nowhere", str(file))
        assert (code, words) == (2, "commonward: There is no organisation of this short name.\n")
        assert said(capsys, "reference", "add", "--for", "harbour", str(file))[0] == 0
        assert said(capsys, "reference", "list")[1] == "harbour  hands\n"
        assert said(capsys, "reference", "remove", "hands")[0] == 1  # not everybody's

    def test_nothing_kept_says_how_and_filling_counts(self, capsys: Capture) -> None:
        assert said(capsys, "reference", "list")[1].startswith("There are no reference texts.")
        assert said(capsys, "reference", "fill") == (0, "0 published texts are known.\n")
