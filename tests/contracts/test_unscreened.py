"""Nothing unscreened can be stored as visible: three locks, each tried by itself (decision 3)."""

import subprocess
import sys
from pathlib import Path

import pytest
from django.db import IntegrityError, transaction
from django.db.utils import DatabaseError

from cast import Member
from commonward.community.models import Post, Profile, Version
from commonward.oversight.models import Screening
from commonward.oversight.screening import Checked, Screened, Verdict

ROOT = Path(__file__).parents[2]


def _screening(member: Member, verdict: str) -> Screening:
    return Screening.objects.create(
        seat=member.seat,
        subject_kind="version",
        subject_id=1,
        context="public_post",
        verdict=verdict,
        policy="x",
        digest="",
    )


def _version(member: Member, *, verdict: str, state: str) -> Version:
    post = Post.objects.create(author=member.profile)
    return Version.objects.create(
        post=post, number=1, text="Pt Anna", state=state, verdict=verdict, screening=_screening(member, verdict)
    )


def test_nobody_else_makes_a_screened(nadia: Member) -> None:
    checked = Checked(findings=(), verdict=Verdict.ALLOW, effects=frozenset(), policy="x")
    with pytest.raises(TypeError, match=r"Only oversight\.screening\.screen"):
        Screened(text="Pt Anna", alts=(), context="public_post", checked=checked, person=nadia.person)


def test_the_import_contract_refuses_a_second_door(tmp_path: Path) -> None:
    config = (ROOT / ".importlinter").read_text(encoding="utf-8")
    copy = tmp_path / "src"
    subprocess.run(["cp", "-r", str(ROOT / "src"), str(copy)], check=True)
    queries = copy / "commonward" / "community" / "queries.py"
    queries.write_text(queries.read_text(encoding="utf-8") + "\nfrom commonward.guard import Guard\n", encoding="utf-8")
    (tmp_path / ".importlinter").write_text(config, encoding="utf-8")
    program = (
        f"import sys; sys.path.insert(0, {str(copy)!r});"
        "from importlinter.cli import lint_imports; sys.exit(lint_imports(no_cache=True))"
    )
    ran = subprocess.run([sys.executable, "-c", program], cwd=tmp_path, capture_output=True, text=True, check=False)
    assert ran.returncode == 1, ran.stdout
    assert "The guard has one door" in ran.stdout


@pytest.mark.parametrize("verdict", ["hold", "block", "unavailable"])
def test_the_database_refuses_a_passed_version_without_a_verdict_that_lets_it(nadia: Member, verdict: str) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        _version(nadia, verdict=verdict, state="passed")


def test_the_database_refuses_a_live_post_without_a_version(nadia: Member) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        Post.objects.create(author=nadia.profile, state="live")


@pytest.mark.parametrize("state", ["waiting", "held", "returned", "refused"])
def test_the_database_refuses_to_point_at_a_version_that_has_not_passed(nadia: Member, state: str) -> None:
    version = _version(nadia, verdict="hold", state=state)
    with pytest.raises(DatabaseError), transaction.atomic():
        Post.objects.filter(pk=version.post_id).update(live=version, state="live")


def test_the_database_refuses_a_version_of_another_post(nadia: Member) -> None:
    passed = _version(nadia, verdict="allow", state="passed")
    other = _version(nadia, verdict="hold", state="held")
    with pytest.raises(DatabaseError), transaction.atomic():
        Post.objects.filter(pk=other.post_id).update(live=passed, state="live")


def test_the_database_refuses_other_words_than_were_screened(nadia: Member) -> None:
    version = _version(nadia, verdict="allow", state="passed")
    with pytest.raises(DatabaseError), transaction.atomic():
        Version.objects.filter(pk=version.pk).update(text="Pt Anna Sample, MRN 00482913")


def test_the_database_refuses_to_take_the_pass_from_under_a_live_post(nadia: Member) -> None:
    post = nadia.posts("A quiet walk does wonders after a long shift.")
    with pytest.raises(DatabaseError), transaction.atomic():
        Version.objects.filter(pk=post.live_id).update(state="held")


def test_the_database_refuses_a_face_without_a_verdict_that_lets_it(nadia: Member) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        Profile.objects.filter(pk=nadia.profile.pk).update(verdict="hold")
