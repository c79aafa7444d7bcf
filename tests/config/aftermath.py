"""What lies in an installation's database after something was killed, read by a process of its own."""

import json
from dataclasses import dataclass
from pathlib import Path

from config.installed import SRC, Installation

TESTS = Path(__file__).parents[1]
ADDRESS, PASSWORD = "nadia@example.org", "a long enough phrase 81"

_PEOPLE = f"""
from commonward.community.actions import faces
from commonward.kernel.actor import Role, System
from commonward.people import actions
from commonward.people.models import Seat
from commonward.people.queries import person_of
system = System("tests")
account = actions.open_account(system, email={ADDRESS!r}, password={PASSWORD!r})
actions.grant_seat(system, account, Role.PATIENT)
seat = Seat.objects.select_related("organisation").get(account=account)
faces.show_face(person_of(seat), seat, faces.Face(display_name="Nadia Okafor", handle="nadia"))
"""
_COUNTS = """
import json
from commonward.community.models import Draft, Post, Version
from commonward.kernel import verification
from commonward.kernel.models import Entry, Work
from commonward.oversight.models import Media, Review, Screening
from django.conf import settings
from pathlib import Path
print(json.dumps({
    "posts": sorted(Post.objects.values_list("state", flat=True)),
    "versions": sorted(Version.objects.values_list("state", flat=True)),
    "screenings": Screening.objects.filter(subject_kind="version").count(),
    "acts": list(Entry.objects.filter(subject_kind="post").order_by("sequence").values_list("action", flat=True)),
    "reviews": Review.objects.count(),
    "drafts": list(Draft.objects.values_list("text", flat=True)),
    "media": sorted(Media.objects.values_list("state", flat=True)),
    "looked": list(Entry.objects.filter(subject_kind="media").order_by("sequence").values_list("action", flat=True)),
    "work": sorted(Work.objects.values_list("state", flat=True)),
    "quarantine": len(
        {path.name for path in Path(settings.QUARANTINE_DIR).iterdir() if path.is_file()}
        # Whose authors have their day to decide what is covered.
        - {str(pk) for pk in Media.objects.filter(open_until__isnull=False).values_list("pk", flat=True)}
    ),
    "half": len(list(Path(settings.MEDIA_ROOT).rglob(".new-*"))),
    "holds": verification.verify().holds,
}))
"""


@dataclass(frozen=True, slots=True)
class Aftermath:
    """Counts and states; of words only those of drafts, which the tests made up."""

    posts: list[str]
    versions: list[str]
    screenings: int
    acts: list[str]
    reviews: int
    drafts: list[str]
    media: list[str]
    looked: list[str]
    work: list[str]
    quarantine: int
    half: int
    holds: bool

    @classmethod
    def of(cls, installation: Installation) -> "Aftermath":
        """What lies there now."""
        answer = installation.python(_COUNTS)
        assert answer.returncode == 0, answer.stderr
        return cls(**json.loads(answer.stdout))


def populate(installation: Installation) -> None:
    """Let Nadia move in: an account with a password, a seat, a face."""
    answer = installation.python(_PEOPLE)
    assert answer.returncode == 0, answer.stderr


def told(*folders: Path) -> dict[str, str]:
    """The environment in which an installation's processes find these folders' modules."""
    return {"PYTHONPATH": ":".join(map(str, (*folders, SRC)))}
