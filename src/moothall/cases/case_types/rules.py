"""What a case's type asks of whoever deals with it."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from moothall.cases.acts import Act
from moothall.cases.workflow import Priority, Status
from moothall.councils.models import CaseKind

#: A case cannot do without these: it comes in, is worked on, ends, and may be taken back.
ALWAYS_USED = frozenset({Status.RECEIVED, Status.IN_PROGRESS, Status.RESOLVED, Status.CANCELLED})
#: In these the resident is written to by the question or the words themselves.
ALWAYS_TOLD = frozenset({Status.AWAITING_RESIDENT})
#: Residents may always answer what they were asked, and complain.
DENIABLE = frozenset({Act.ADD, Act.WRITE, Act.RATE, Act.REOPEN, Act.WITHDRAW})
#: The law, or the ombudsman's code, asks that these are acknowledged and answered in writing.
TOLD_BY_LAW = frozenset({CaseKind.COMPLAINT.value, CaseKind.FOI.value})


#: What a resident is sent of a status; of all others that there is news.
_MESSAGES = {
    Status.RECEIVED: "cases.received",
    Status.AWAITING_RESIDENT: "cases.resident-asked",
}
NEWS, WRITTEN = "cases.status-changed", "cases.resident-written-to"


def message_of(status: Status) -> str:
    """Return which message tells a resident of a status."""
    return _MESSAGES.get(status, NEWS)


@dataclass(frozen=True, kw_only=True)
class CaseTypeRules:
    """What a council decided of the cases of a service; what it left open is as usual."""

    unused: frozenset[Status] = frozenset()
    silent: frozenset[Status] = frozenset()
    denied: frozenset[Act] = frozenset()
    priority: Priority = Priority.NORMAL
    keep_days: int | None = None

    def uses(self, status: Status) -> bool:
        """Tell whether cases of this type are given this status."""
        return status not in self.unused

    def tells(self, status: Status, *, kind: str, is_by_law: bool) -> bool:
        """Tell whether the resident hears of this status without anybody having written to them."""
        return is_by_law or kind in TOLD_BY_LAW or status not in self.silent


USUAL = CaseTypeRules()


def rules_from(stored: Mapping[str, Any]) -> CaseTypeRules:
    """Return the rules that a row of `CaseType` holds."""
    return CaseTypeRules(
        unused=frozenset(Status(one) for one in stored["unused_statuses"]) - ALWAYS_USED,
        silent=frozenset(Status(one) for one in stored["silent_statuses"]) - ALWAYS_TOLD,
        denied=frozenset(Act(one) for one in stored["denied_acts"]) & DENIABLE,
        priority=Priority(stored["priority"]),
        keep_days=stored["keep_days"],
    )


def rules_in(rules: Mapping[UUID, CaseTypeRules], service_id: UUID | None) -> CaseTypeRules:
    """Return the rules of one service among those of a council."""
    return USUAL if service_id is None else rules.get(service_id, USUAL)
