"""
The port through which somebody above asks what an activity wants to know beyond a booking's fields.

Bookings know no forms: an activity names one by its key (`form:` in the council's file), a booking
keeps what the journey calls its own (`submission_key`), and whoever asks supplies this.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar, Protocol
from uuid import UUID

from moothall.kernel.actors import Actor
from moothall.kernel.registry import Registry


@dataclass(frozen=True, kw_only=True)
class QuestionsOf:
    """What asks for an activity: whether it takes a fee of its own, and where staff fill it in."""

    has_fee: bool
    staff_href: str


@dataclass(frozen=True, kw_only=True)
class BeginQuestions:
    """A time that is held, about which questions are to be asked of whoever holds it."""

    council_id: int
    form: str
    activity_key: str
    booking_id: UUID
    language: str
    person_id: UUID | None
    now: datetime


@dataclass(frozen=True)
class Begun:
    """Where the questions are asked, and what the booking is joined to them by."""

    joined_to: str
    href: str


@dataclass(frozen=True, kw_only=True)
class Answered:
    """What staff see of the answers on a booking's page; who may not read them gets no lines."""

    title: str
    reference: str = ""
    href: str = ""
    lines: Sequence[tuple[str, Sequence[str]]] = ()


class BookingQuestions(Protocol):
    """Something above that asks questions about a booking, and confirms it once they are in."""

    key: ClassVar[str]

    def questions_of(
        self, form: str, activity_key: str, /, *, council_id: int
    ) -> QuestionsOf | None:
        """Return what asks for an activity under this name, or nothing if nothing does."""

    def begin(self, wanted: BeginQuestions, /, *, actor: Actor) -> Begun:
        """Begin to ask, in the transaction that holds the time."""

    def addresses(self, joined: Collection[str], /, *, language: str) -> Mapping[str, str]:
        """Return where each is gone on with by whoever fills it in; a statement or two."""

    def answered(self, joined_to: str, /, *, actor: Actor) -> Answered | None:
        """Return what was answered, for an employee."""

    def fee_left_basket(self, joined_to: str, /, *, actor: Actor, now: datetime) -> bool:
        """
        Take back what waited for a booking's fee; tell whether the hold is kept for it.

        In the transaction that takes the fee out of the basket.
        """


booking_questions: Registry[BookingQuestions] = Registry("asker of questions about bookings")


def questions_of(form: str, activity_key: str, *, council_id: int) -> QuestionsOf | None:
    """Return what asks for an activity that names a form, or nothing."""
    if not form:
        return None
    found = (
        one.questions_of(form, activity_key, council_id=council_id) for one in booking_questions
    )
    return next((one for one in found if one is not None), None)


def address_of(joined_to: str, *, language: str) -> str:
    """Return where questions about a booking are gone on with, or nothing."""
    found = (one.addresses([joined_to], language=language) for one in booking_questions)
    return next((one[joined_to] for one in found if joined_to in one), "") if joined_to else ""


def answered(joined_to: str, *, actor: Actor) -> Answered | None:
    """Return what was answered about a booking, for an employee."""
    found = (one.answered(joined_to, actor=actor) for one in booking_questions)
    return next((one for one in found if one is not None), None) if joined_to else None
