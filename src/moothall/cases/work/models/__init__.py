"""The rows of the staff's work on cases; each file holds what belongs together."""

from moothall.cases.work.models.attention import (
    CaseDraft,
    CaseWatch,
    NoticeChoice,
    NoticeKind,
    NoticeMail,
    StaffNotice,
)
from moothall.cases.work.models.parts import CaseTask, ChecklistItem, ChecklistTick, SubCase
from moothall.cases.work.models.sharing_out import (
    Deadline,
    RoutingRule,
    WorkingStyle,
    WorkQueue,
)

__all__ = [
    "CaseDraft",
    "CaseTask",
    "CaseWatch",
    "ChecklistItem",
    "ChecklistTick",
    "Deadline",
    "NoticeChoice",
    "NoticeKind",
    "NoticeMail",
    "RoutingRule",
    "StaffNotice",
    "SubCase",
    "WorkQueue",
    "WorkingStyle",
]
