"""The customer record's rows; each file holds one aggregate."""

from moothall.cases.at_once.models import BulkAct, BulkItem
from moothall.cases.case_types.models import CaseType
from moothall.cases.complaints.models import (
    ComplaintProcedure,
    ComplaintStage,
    ComplaintStep,
)
from moothall.cases.contact.models import (
    AccountInvitation,
    AgentState,
    Call,
    TelephoneEvent,
    TelephoneExtension,
    TelephoneLine,
)
from moothall.cases.due.models import DueRule, DueTelling
from moothall.cases.linking.models import CaseLink
from moothall.cases.macros.models import Macro
from moothall.cases.mail.models import (
    DoubtfulAddress,
    KeptMail,
    Mail,
    Mailbox,
    MailDraft,
    OutgoingMail,
    ReadyAnswer,
)
from moothall.cases.models.attachment import Attachment
from moothall.cases.models.case import Case
from moothall.cases.models.interaction import Interaction
from moothall.cases.models.status_guide import StatusGuide
from moothall.cases.models.talk import CaseQuestion, CaseRating
from moothall.cases.models.timeline import PRIVATE_TALK, EntryKind, Source, TimelineEntry
from moothall.cases.presence.models import Presence
from moothall.cases.reception.models import HandOver, Visit
from moothall.cases.recounting.models import CalendarRecount
from moothall.cases.rules.models import BusinessRule, RuleUse
from moothall.cases.supervising.models import DeskCost, QualityReview
from moothall.cases.work.models import (
    CaseDraft,
    CaseTask,
    CaseWatch,
    ChecklistItem,
    ChecklistTick,
    NoticeChoice,
    RoutingRule,
    StaffNotice,
    SubCase,
    WorkingStyle,
    WorkQueue,
)

__all__ = [
    "PRIVATE_TALK",
    "AccountInvitation",
    "AgentState",
    "Attachment",
    "BulkAct",
    "BulkItem",
    "BusinessRule",
    "CalendarRecount",
    "Call",
    "Case",
    "CaseDraft",
    "CaseLink",
    "CaseQuestion",
    "CaseRating",
    "CaseTask",
    "CaseType",
    "CaseWatch",
    "ChecklistItem",
    "ChecklistTick",
    "ComplaintProcedure",
    "ComplaintStage",
    "ComplaintStep",
    "DeskCost",
    "DoubtfulAddress",
    "DueRule",
    "DueTelling",
    "EntryKind",
    "HandOver",
    "Interaction",
    "KeptMail",
    "Macro",
    "Mail",
    "MailDraft",
    "Mailbox",
    "NoticeChoice",
    "OutgoingMail",
    "Presence",
    "QualityReview",
    "ReadyAnswer",
    "RoutingRule",
    "RuleUse",
    "Source",
    "StaffNotice",
    "StatusGuide",
    "SubCase",
    "TelephoneEvent",
    "TelephoneExtension",
    "TelephoneLine",
    "TimelineEntry",
    "Visit",
    "WorkQueue",
    "WorkingStyle",
]
