"""The customer record's rows; each file holds one aggregate."""

from moothall.cases.models.attachment import Attachment
from moothall.cases.models.case import Case
from moothall.cases.models.interaction import Interaction
from moothall.cases.models.status_guide import StatusGuide
from moothall.cases.models.talk import CaseQuestion, CaseRating
from moothall.cases.models.timeline import PRIVATE_TALK, EntryKind, Source, TimelineEntry

__all__ = [
    "PRIVATE_TALK",
    "Attachment",
    "Case",
    "CaseQuestion",
    "CaseRating",
    "EntryKind",
    "Interaction",
    "Source",
    "StatusGuide",
    "TimelineEntry",
]
