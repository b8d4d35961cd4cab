"""
One timeline of a person over all channels: what they said, were told, paid, booked and asked for.

Each source is an index range of one person's rows, read newest first as far as a page goes; a
source that the employee may not see is not read at all.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import TypeVar

from django.urls import reverse
from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext as _

from moothall.bookings.policies import can_view_diary
from moothall.bookings.staff_words import STATUSES, said
from moothall.bookings.story import BookedRow, booked_by
from moothall.cases.queries.story import StoryRow, case_events_of, touches_of
from moothall.cases.touches.writing import interaction_id
from moothall.councils.rows import CouncilRow
from moothall.kernel.actors import Actor
from moothall.kernel.errors import NotFound
from moothall.kernel.money import pounds
from moothall.notifications.story import ToldRow, messages_to
from moothall.payments.policies import VIEW as SEE_PAYMENTS
from moothall.payments.story import PaidRow, paid_by
from moothall.people.rows import PersonRow
from moothall.surfaces.workspace.acting import Acting
from moothall.surfaces.workspace.payment_forms import STATE_WORDS

R = TypeVar("R")

PAGE = 20
FIRST = 10


@dataclass(frozen=True)
class Event:
    """One line of the timeline; `kind` says where it came from."""

    at: datetime
    kind: str
    title: str
    text: str = ""
    by: str = ""
    href: str = ""
    link: str = ""


@dataclass(frozen=True)
class Story:
    """A page of the timeline; `older` begins the next one, and is empty on the last."""

    events: tuple[Event, ...]
    older: str = ""


@dataclass(frozen=True)
class Gathered:
    """What each source told of one person, newest first."""

    touches: list[StoryRow]
    steps: list[StoryRow]
    told: list[ToldRow]
    paid: list[PaidRow]
    booked: list[BookedRow]


def gathered(
    actor: Actor, person: PersonRow, council_id: int, *, before: datetime, limit: int
) -> Gathered:
    """Return what each source tells that the employee may see; five queries at most."""
    may_see_cases = actor.may("case.view", council_id)
    may_see_bookings = can_view_diary(actor, council_id) and not person.is_withheld
    may_see_payments = actor.may(SEE_PAYMENTS, council_id)

    def ask(read: Callable[..., list[R]], *, may: bool = True) -> list[R]:
        return read(person.id, council_id=council_id, before=before, limit=limit) if may else []

    return Gathered(
        touches=ask(touches_of),
        steps=ask(case_events_of, may=may_see_cases),
        told=ask(messages_to),
        paid=ask(paid_by, may=may_see_payments),
        booked=ask(booked_by, may=may_see_bookings),
    )


def story_of(
    actor: Actor, person: PersonRow, here: Acting, *, now: datetime, before: str = ""
) -> Story:
    """
    Return a page of what happened, in five queries at most.

    :raises NotFound: if `before` is no moment
    """
    council = here.council(person.council_id)
    moment = _moment(before) if before else now
    found = gathered(actor, person, council.id, before=moment, limit=PAGE + 1)
    return story_from(found, actor, here, council, limit=PAGE)


def story_from(
    found: Gathered, actor: Actor, here: Acting, council: CouncilRow, *, limit: int
) -> Story:
    """Return the newest of what was gathered as one timeline; no query."""
    events = sorted(_events(found, actor, here, council), key=lambda one: one.at, reverse=True)
    page = tuple(events[:limit])
    is_more = len(events) > limit
    return Story(page, page[-1].at.isoformat() if is_more and page else "")


def _events(found: Gathered, actor: Actor, here: Acting, council: CouncilRow) -> Iterator[Event]:
    sent = {interaction_id(council.id, told.key): _fate(told) for told in found.told}
    for kind, rows in (("touch", found.touches), ("case", _without_words_told(found))):
        for row in rows:
            href, link = _case(actor, here, council, row.reference)
            by = ", ".join(filter(None, (row.by, sent.get(row.id, ""))))
            yield Event(row.at, kind, row.what, row.text, by, href, link)
    touches = {row.id for row in found.touches}
    for told in found.told:
        if interaction_id(council.id, told.key) not in touches:
            yield Event(told.at, "message", told.channel, told.subject, _fate(told))
    for paid in found.paid:
        yield Event(
            at=paid.at,
            kind="payment",
            title=_("Payment of %(amount)s") % {"amount": pounds(paid.pence)},
            text=paid.description,
            by=str(STATE_WORDS[paid.state][0]),  # type: ignore[index]
            href=here.address("workspace:payment", paid.id),
            link=paid.reference,
        )
    for one in found.booked:
        day = date_format(localtime(one.starts_at), "j F Y")
        yield Event(
            at=one.at,
            kind="booking",
            title=_("Booking for %(day)s") % {"day": day},
            by=str(STATUSES[one.status]),
            href=reverse("workspace:diary-booking", args=[council.slug, one.id]),
            link=said(one.what),
        )


def _fate(told: ToldRow) -> str:
    return f"{told.state}: {told.problem}" if told.problem else told.state


def _without_words_told(found: Gathered) -> Iterator[StoryRow]:
    """Return what happened to cases, without words that stand there as an interaction already."""
    said = {(row.at, row.reference, row.text) for row in found.touches}
    for row in found.steps:
        if not (row.is_words and (row.at, row.reference, row.text) in said):
            yield row


def _case(actor: Actor, here: Acting, council: CouncilRow, reference: str) -> tuple[str, str]:
    """Return the page of a case and its reference, for whoever may see cases."""
    if not reference or not actor.may("case.view", council.id):
        return "", ""
    return here.address("workspace:case", reference), reference


def _moment(text: str) -> datetime:
    try:
        found = datetime.fromisoformat(text)
    except ValueError as error:
        raise NotFound("There is no such page of this story.") from error
    if found.tzinfo is None:
        raise NotFound("There is no such page of this story.")
    return found
