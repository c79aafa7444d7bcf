"""What oversight tells the layers above. Handlers run in the same transaction."""

from dataclasses import dataclass

from commonward.kernel.ref import Ref


@dataclass(frozen=True, slots=True)
class ReviewReleased:
    """A second person let it out as it is."""

    review: int
    subject: Ref


@dataclass(frozen=True, slots=True)
class ReviewReturned:
    """A second person asks the author for a change."""

    review: int
    subject: Ref


@dataclass(frozen=True, slots=True)
class ReviewRefused:
    """A second person decided that it is not published."""

    review: int
    subject: Ref


@dataclass(frozen=True, slots=True)
class MediaInspected:
    """A picture left quarantine: clean, held or refused."""

    media: int


@dataclass(frozen=True, slots=True)
class ReportAnswered:
    """A reader's report was read and answered."""

    report: int
