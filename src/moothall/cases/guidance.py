"""
What residents read about each status and may do then: a council's own rules over the usual ones.

A council says it for one service, for a kind of case, or for all; each thing that the narrowest
rule leaves open a wider one says, and what none says is the product's own.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from types import MappingProxyType
from uuid import UUID

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from moothall.cases.acts import Act, possible_acts
from moothall.cases.case_types.queries import rules_for, settings_of
from moothall.cases.workflow import CLOSED, Status
from moothall.councils.models import CaseKind
from moothall.kernel.short_memory import remembered

USUAL_REOPEN_DAYS = 28
#: Staff may for longer, and say why.
USUAL_STAFF_REOPEN_DAYS = 365

#: What stands in the account, where the resident can do something about it at once.
USUAL_TEXTS: Mapping[Status, str | Promise] = MappingProxyType(
    {
        Status.RECEIVED: _("We have it and will look at it next. You do not need to do anything."),
        Status.IN_PROGRESS: _("We are looking into it. You do not need to do anything."),
        Status.SCHEDULED: _("We have planned the work. You do not need to do anything."),
        Status.AWAITING_RESIDENT: _("We cannot go on until we hear from you."),
        Status.RESOLVED: _("We think this is finished. If it is not, tell us."),
        Status.CLOSED_NO_ACTION: _(
            "We have closed this without doing any work. If you do not agree, tell us."
        ),
        Status.DUPLICATE: _(
            "Somebody told us about this before you did. We are already dealing with it."
        ),
        Status.CANCELLED: _("This was cancelled, so we will not do any more work on it."),
    }
)

_WHILE_OPEN = frozenset({Act.ADD, Act.WRITE, Act.COMPLAIN, Act.WITHDRAW})
_AFTER = frozenset({Act.WRITE, Act.RATE, Act.REOPEN, Act.COMPLAIN})

USUAL_ACTS: Mapping[Status, frozenset[Act]] = MappingProxyType(
    {
        Status.RECEIVED: _WHILE_OPEN - {Act.COMPLAIN},
        Status.IN_PROGRESS: _WHILE_OPEN,
        Status.SCHEDULED: _WHILE_OPEN,
        Status.AWAITING_RESIDENT: _WHILE_OPEN | {Act.ANSWER},
        Status.RESOLVED: _AFTER,
        Status.CLOSED_NO_ACTION: _AFTER,
        Status.DUPLICATE: frozenset({Act.WRITE, Act.REOPEN, Act.COMPLAIN}),
        Status.CANCELLED: frozenset({Act.WRITE}),
    }
)

#: Those who do not agree with the answer to a complaint open it again.
_NEVER: Mapping[str, frozenset[Act]] = MappingProxyType(
    {CaseKind.COMPLAINT.value: frozenset({Act.COMPLAIN})}
)


@dataclass(frozen=True, kw_only=True)
class Guide:
    """What a council says about one status, for one service, one kind or all; none is left open."""

    id: UUID
    service_id: UUID | None
    kind: str
    status: Status
    label_en: str
    label_cy: str
    text_en: str
    text_cy: str
    acts: frozenset[Act] | None
    reopen_days: int | None
    staff_reopen_days: int | None


@dataclass(frozen=True, kw_only=True)
class Guidance:
    """What counts for a case with its status; an own text is empty where the council has none."""

    label: str
    text: str
    own_text: str
    acts: frozenset[Act]
    reopen_days: int
    staff_reopen_days: int

    def possible(
        self, status: Status, *, closed_at: datetime | None, now: datetime
    ) -> tuple[Act, ...]:
        """Return what the resident may do now, in the order of a page."""
        return possible_acts(
            self.acts,
            status=status,
            closed_at=closed_at,
            reopen_days=self.reopen_days,
            now=now,
        )

    def reopen_until(self, status: Status, closed_at: datetime | None) -> datetime | None:
        """Return until when a closed case may be opened again, if it may at all."""
        if status not in CLOSED or closed_at is None or Act.REOPEN not in self.acts:
            return None
        return closed_at + timedelta(days=self.reopen_days)


@remembered(seconds=2.0)
def guides_of(council_id: int) -> tuple[Guide, ...]:
    """Return all that a council says itself; remembered for two seconds."""
    return tuple(
        Guide(
            id=UUID(row["id"]),
            service_id=UUID(row["service"]) if row["service"] else None,
            kind=row["kind"],
            status=Status(row["status"]),
            label_en=row["label_en"],
            label_cy=row["label_cy"],
            text_en=row["text_en"],
            text_cy=row["text_cy"],
            acts=None if row["acts"] is None else frozenset(Act(act) for act in row["acts"]),
            reopen_days=row["reopen_days"],
            staff_reopen_days=row["staff_reopen_days"],
        )
        for row in settings_of(council_id).guides
    )


def guidance_for(
    council_id: int, *, service_id: UUID | None, kind: str, status: Status, language: str
) -> Guidance:
    """Return what counts for a case of this service and kind; one query, remembered."""
    own = _narrowest_first(guides_of(council_id), service_id, kind, status)
    words = [(guide.label_cy, guide.text_cy) for guide in own] if language == "cy" else []
    words += [(guide.label_en, guide.text_en) for guide in own]
    own_label = next((label for label, _text in words if label), "")
    own_text = next((text for _label, text in words if text), "")
    acts = next((guide.acts for guide in own if guide.acts is not None), USUAL_ACTS[status])
    days = (guide.reopen_days for guide in own if guide.reopen_days is not None)
    by_staff = (one.staff_reopen_days for one in own if one.staff_reopen_days is not None)
    return Guidance(
        label=own_label or str(status.label),
        text=own_text or str(USUAL_TEXTS[status]),
        own_text=own_text,
        acts=acts - _NEVER.get(kind, frozenset()) - rules_for(council_id, service_id).denied,
        reopen_days=next(days, USUAL_REOPEN_DAYS),
        staff_reopen_days=next(by_staff, USUAL_STAFF_REOPEN_DAYS),
    )


def _narrowest_first(
    guides: Iterable[Guide], service_id: UUID | None, kind: str, status: Status
) -> list[Guide]:
    fitting = [
        guide
        for guide in guides
        if guide.status is status
        and guide.service_id in (None, service_id)
        and guide.kind in ("", kind)
    ]
    return sorted(fitting, key=lambda guide: (guide.service_id is None, guide.kind == ""))


def own_guide(
    council_id: int, *, service_id: UUID | None, kind: str, status: Status
) -> Guide | None:
    """Return what a council says itself of exactly this; one query, remembered."""
    return next(
        (
            guide
            for guide in guides_of(council_id)
            if (guide.service_id, guide.kind, guide.status) == (service_id, kind, status)
        ),
        None,
    )
