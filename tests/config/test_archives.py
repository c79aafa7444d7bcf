"""The form of a backup: whatever happened to the file, that is found before anything is taken out."""

import gzip
import io
import tarfile
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from commonward.config.keeping import archive
from commonward.config.keeping.errors import Unusable

ABOUT = archive.About(
    made_at="2026-11-26T04:00:00.000000Z",
    version="0.1.0",
    vendor="sqlite",
    demo=False,
    migrations=("kernel.0001_initial",),
    entries=3,
    tip="0" * 64,
    holds=True,
    keys={"secret_key": "0123456789abcdef"},
)


def written(folder: Path, name: str = "whole.tar.gz") -> Path:
    """A small whole archive."""
    picture, table = folder / "picture", folder / "table"
    picture.write_bytes(bytes(range(256)) * 40)
    table.write_bytes(b"rows " * 900)
    path = folder / name
    writer = archive.Writer(path)
    writer.add("database.sqlite3", table)
    writer.add("files/media/81/1", picture)
    writer.finish(ABOUT)
    return path


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return written(tmp_path_factory.mktemp("whole"))


def refusal(path: Path) -> str:
    with pytest.raises(Unusable) as refused:
        archive.read_back(path)
    return str(refused.value)


def test_what_was_written_is_read_back_and_taken_out(whole: Path, tmp_path: Path) -> None:
    manifest = archive.read_back(whole)
    assert manifest.about == ABOUT
    assert [member.name for member in manifest.members] == ["database.sqlite3", "files/media/81/1"]
    archive.extract(whole, manifest, tmp_path / "out")
    assert (tmp_path / "out" / "files" / "media" / "81" / "1").read_bytes() == bytes(range(256)) * 40
    assert (tmp_path / "out" / "database.sqlite3").read_bytes() == b"rows " * 900
    assert (tmp_path / "out" / "database.sqlite3").stat().st_mode & 0o777 == 0o600


@given(share=st.floats(0, 1, exclude_max=True))
def test_cut_off_anywhere_it_is_refused(whole: Path, share: float) -> None:
    content = whole.read_bytes()
    cut = whole.with_name("cut.tar.gz")
    cut.write_bytes(content[: int(len(content) * share)])
    assert refusal(cut).startswith("cut.tar.gz is ")


@given(share=st.floats(0, 1, exclude_max=True), bit=st.integers(0, 7))
def test_one_bit_anywhere_is_found_or_changes_nothing_that_is_taken_out(whole: Path, share: float, bit: int) -> None:
    content = bytearray(whole.read_bytes())
    content[int(len(content) * share)] ^= 1 << bit
    changed = whole.with_name("changed.tar.gz")
    changed.write_bytes(content)
    try:
        found = archive.read_back(changed)
    except Unusable:
        return
    assert found == archive.read_back(whole)  # a bit of the envelope, such as its time


@pytest.mark.parametrize(
    "content", [b"", b"PK\x03\x04", b"SQLite format 3\0", gzip.compress(b"no tar at all", mtime=0)]
)
def test_other_files_are_none_of_ours(tmp_path: Path, content: bytes) -> None:
    other = tmp_path / "other.tar.gz"
    other.write_bytes(content)
    assert refusal(other).startswith("other.tar.gz is ")


def test_a_file_that_is_not_there_is_said(tmp_path: Path) -> None:
    assert refusal(tmp_path / "none.tar.gz").endswith("is not there, or is no file.")


def made_by_somebody(path: Path, *members: tuple[tarfile.TarInfo, bytes]) -> Path:
    with tarfile.open(path, "w:gz") as tar:
        for info, content in members:
            info.size = len(content)
            tar.addfile(info, io.BytesIO(content))
    return path


@pytest.mark.parametrize("name", ["../secret_key", "/etc/passwd", "files/../../x", "files//x", ".in-use", "files/.x"])
def test_names_that_lead_elsewhere_are_refused(tmp_path: Path, name: str) -> None:
    path = made_by_somebody(tmp_path / "evil.tar.gz", (tarfile.TarInfo(name), b"x"))
    assert refusal(path).endswith("it holds what none of ours holds.")


def test_links_are_refused(tmp_path: Path) -> None:
    link = tarfile.TarInfo("files/link")
    link.type, link.linkname = tarfile.SYMTYPE, "/etc/passwd"
    assert refusal(made_by_somebody(tmp_path / "evil.tar.gz", (link, b""))).endswith(
        "it holds what none of ours holds."
    )


@pytest.mark.parametrize("words", [b"", b"[]", b"{}", b'{"format": "commonward-backup-1"}', b"\xff"])
def test_a_manifest_that_is_none_is_refused(tmp_path: Path, words: bytes) -> None:
    path = made_by_somebody(tmp_path / "odd.tar.gz", (tarfile.TarInfo("manifest.json"), words))
    assert refusal(path).endswith("its manifest cannot be read.")


def test_a_later_form_is_left_to_the_version_that_made_it(tmp_path: Path) -> None:
    words = b'{"format": "commonward-backup-9", "about": {}, "members": []}'
    path = made_by_somebody(tmp_path / "later.tar.gz", (tarfile.TarInfo("manifest.json"), words))
    assert refusal(path).endswith("Use the version that made it.")


def test_what_the_manifest_does_not_name_is_refused(whole: Path, tmp_path: Path) -> None:
    members = []
    with tarfile.open(whole) as tar:
        for info in tar:
            content = tar.extractfile(info)
            assert content is not None
            members.append((info, content.read()))
    members.insert(1, (tarfile.TarInfo("files/media/82/2"), b"slipped in"))
    path = made_by_somebody(tmp_path / "more.tar.gz", *members)
    assert refusal(path) == "more.tar.gz is damaged: files/media/82/2 is not what it was when the backup was made."


def test_a_file_that_is_gone_when_we_come_to_it_is_left_out(tmp_path: Path) -> None:
    writer = archive.Writer(tmp_path / "less.tar.gz")
    writer.add("files/media/81/1", tmp_path / "withdrawn")
    writer.finish(ABOUT)
    assert archive.read_back(tmp_path / "less.tar.gz").members == ()
