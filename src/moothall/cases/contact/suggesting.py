"""What the wrap-up of a contact proposes, from what was done in it."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.utils.functional import Promise
from django.utils.timezone import localtime
from django.utils.translation import gettext_lazy as _

from moothall.cases.contact.words import Avoidable, Deed, Outcome
from moothall.cases.rows import CaseRow
from moothall.councils.calendar import WorkingCalendar

#: Whoever asks about something that we closed so few working days ago was not helped by it.
CLOSED_LATELY_DAYS = 10

_OUTCOMES = (
    (Deed.PAYMENT, Outcome.PAID),
    (Deed.BOOKING, Outcome.BOOKED),
    (Deed.COMPLAINT, Outcome.COMPLAINT),
    (Deed.FORM, Outcome.REQUEST),
    (Deed.CASE_ASKED, Outcome.PROGRESS),
    (Deed.CLOSED_ASKED, Outcome.PROGRESS),
)


@dataclass(frozen=True)
class DeedRow:
    """Something that was done in a contact: what, about which case or service."""

    deed: Deed
    case_id: UUID | None = None
    service: str = ""


@dataclass(frozen=True)
class Suggestion:
    """What a wrap-up begins with, and in words why it is thought avoidable."""

    outcome: Outcome
    service: str
    avoidable: Avoidable
    why: str | Promise = ""
    reference: str = ""


def suggest(
    deeds: Sequence[DeedRow],
    *,
    cases: Sequence[CaseRow],
    council_id: int,
    line_service: str = "",
    opened_id: UUID | None = None,
    now: datetime,
) -> Suggestion:
    """
    Return what the wrap-up of a contact begins with.

    `cases` are those of the person, `opened_id` one that the contact itself opened. An employee
    decides; this only spares them to look.
    """
    done = {one.deed for one in deeds}
    outcome = next((came for deed, came in _OUTCOMES if deed in done), Outcome.ANSWERED)
    by_id = {case.id: case for case in cases}
    asked = [
        by_id[one.case_id]
        for one in deeds
        if one.case_id in by_id and one.deed is not Deed.COMPLAINT
    ]
    service = (
        next((one.service for one in reversed(deeds) if one.service), "")
        or (asked[-1].service_slug if asked else "")
        or line_service
    )
    avoidable, why, reference = _avoidable(
        asked, cases, service, council_id, begun=Deed.FORM in done, opened_id=opened_id, now=now
    )
    return Suggestion(outcome, service, avoidable, why, reference)


def closed_lately(case: CaseRow, *, council_id: int, now: datetime) -> bool:
    """Tell whether a case was closed within the last ten working days of its council."""
    if case.closed_at is None:
        return False
    closed_on = localtime(case.closed_at).date()
    last = WorkingCalendar.for_council(council_id).add_working_days(closed_on, CLOSED_LATELY_DAYS)
    return localtime(now).date() <= last


def _avoidable(
    asked: Collection[CaseRow],
    cases: Collection[CaseRow],
    service: str,
    council_id: int,
    *,
    begun: bool,
    opened_id: UUID | None,
    now: datetime,
) -> tuple[Avoidable, str | Promise, str]:
    for case in asked:
        if closed_lately(case, council_id=council_id, now=now):
            return Avoidable.CLOSURE, _("it was closed only lately"), case.reference
    for case in cases:
        if begun and case.is_open and case.service_slug == service and case.id != opened_id:
            return Avoidable.REPEAT, _("the same is with us already"), case.reference
    for case in asked:
        if case.is_open:
            return Avoidable.CHASING, _("they asked how it stands"), case.reference
    return Avoidable.NO, "", ""
