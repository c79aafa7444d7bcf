"""What oversight keeps. Things are named by kind and identifier: oversight must not know what a post is."""

from commonward.oversight.models.credit import LibraryPicture, PictureBand, PictureMark
from commonward.oversight.models.ethics import EthicsQuery
from commonward.oversight.models.incidents import Incident, IncidentStep
from commonward.oversight.models.keeping import Hold, RetentionDay
from commonward.oversight.models.lessons import Lesson
from commonward.oversight.models.personal import Correction, Erasure, Export
from commonward.oversight.models.references import CareWord, Fingerprint, ReferenceText
from commonward.oversight.models.reviews import Report, Review, ReviewQuerySet
from commonward.oversight.models.screenings import (
    Curation,
    HelpCount,
    HelpSaid,
    Licence,
    Media,
    Objection,
    Pack,
    PackQuerySet,
    Screening,
    Verdict,
)
from commonward.oversight.models.sources import Article, LookingUp

__all__ = [
    "Article",
    "CareWord",
    "Correction",
    "Curation",
    "Erasure",
    "EthicsQuery",
    "Export",
    "Fingerprint",
    "HelpCount",
    "HelpSaid",
    "Hold",
    "Incident",
    "IncidentStep",
    "Lesson",
    "LibraryPicture",
    "Licence",
    "LookingUp",
    "Media",
    "Objection",
    "Pack",
    "PackQuerySet",
    "PictureBand",
    "PictureMark",
    "ReferenceText",
    "Report",
    "RetentionDay",
    "Review",
    "ReviewQuerySet",
    "Screening",
    "Verdict",
]
