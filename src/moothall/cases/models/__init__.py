"""The customer record's rows; each file holds one aggregate."""

from moothall.cases.models.attachment import Attachment
from moothall.cases.models.case import Case
from moothall.cases.models.interaction import Interaction
from moothall.cases.models.timeline import EntryKind, Source, TimelineEntry

__all__ = ["Attachment", "Case", "EntryKind", "Interaction", "Source", "TimelineEntry"]
