"""Why somebody probably rings: what is open, what was closed lately, what they booked or paid."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.utils.timezone import localdate
from django.utils.translation import gettext as _

from moothall.bookings.policies import can_view_diary
from moothall.bookings.queries import bookings_of_person
from moothall.bookings.staff_words import said
from moothall.cases.contact.suggesting import closed_lately
from moothall.cases.rows import CaseRow
from moothall.cases.sla import Promise
from moothall.cases.workflow import Status
from moothall.kernel.actors import Actor
from moothall.payments.failed_lately import failed_lately
from moothall.people.rows import PersonRow
from moothall.surfaces.workspace.acting import Acting
from moothall.surfaces.workspace.words import short_moment

MOST = 4
#: How far ahead a booking may be, and how long ago a payment may have failed, to be the reason.
SOON, JUST_NOW = timedelta(days=2), timedelta(hours=24)
_VIEW_PAYMENTS = "payment.view"


@dataclass(frozen=True)
class Reason:
    """One thing that somebody may ring about, in words, and where it stands."""

    kind: str
    words: str
    href: str = ""


def probable_reasons(
    actor: Actor, here: Acting, person: PersonRow, cases: list[CaseRow], *, now: datetime
) -> list[Reason]:
    """
    Return why a person probably rings, the likeliest first; at most three queries.

    Of a protected person only what the employee may see anyway: never where they will be.
    """
    found = _of_cases(here, cases, person.council_id, now=now)
    failed = (
        failed_lately(person.id, since=now - JUST_NOW)
        if actor.may(_VIEW_PAYMENTS, person.council_id)
        else None
    )
    if failed is not None:
        words = _("A payment failed %(moment)s: %(what)s") % {
            "moment": short_moment(failed.at, now=now),
            "what": failed.description,
        }
        found.insert(0, Reason("payment", words, here.address("workspace:payment", failed.id)))
    return [*found, *_of_bookings(actor, person, now=now)][:MOST]


def _of_cases(
    here: Acting, cases: list[CaseRow], council_id: int, *, now: datetime
) -> list[Reason]:
    """Return what is open, what waits for them first and what is late next, and closed lately."""
    ranked = sorted(cases, key=_rank)
    reasons = []
    for case in ranked:
        if case.is_open:
            words = _open_words(case)
        elif closed_lately(case, council_id=council_id, now=now):
            words = _("%(service)s was closed lately") % {"service": case.service_name}
        else:
            continue
        href = here.address("workspace:case", case.reference)
        reasons.append(Reason("case", f"{case.reference}: {words}", href))
    return reasons


def _rank(case: CaseRow) -> tuple[bool, bool, bool]:
    return (
        not case.is_open,
        case.status is not Status.AWAITING_RESIDENT,
        case.promise is not Promise.OVERDUE,
    )


def _open_words(case: CaseRow) -> str:
    told = {"service": case.service_name}
    if case.status is Status.AWAITING_RESIDENT:
        return _("%(service)s waits for their answer") % told
    if case.promise is Promise.OVERDUE:
        return _("%(service)s is late") % told
    return _("%(service)s is open") % told


def _of_bookings(actor: Actor, person: PersonRow, *, now: datetime) -> list[Reason]:
    if person.is_withheld or not can_view_diary(actor, person.council_id):
        return []
    ahead = bookings_of_person(person.id, now=now, limit=1)
    return [
        Reason(
            "booking",
            _("%(what)s is booked for %(moment)s")
            % {"what": said(row.activity_name), "moment": short_moment(row.starts_at, now=now)},
        )
        for row in ahead
        if localdate(row.starts_at) - localdate(now) <= SOON
    ]
