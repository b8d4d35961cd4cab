"""
Times of the diary that are chosen in a form: held, kept, let go, promised.

A draft names its bookings by its own id. It is locked whenever one of them changes: a press that
comes twice, another window, another device each find what the one before left.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from moothall.bookings import actions as diary_actions
from moothall.bookings import queries as diary
from moothall.bookings.details import Details
from moothall.bookings.errors import (
    HoldEnded,
    NotBookable,
    NotOpen,
    PaymentDue,
    SlotTaken,
    TooManyBookings,
    TooManyHolds,
)
from moothall.bookings.limits import too_many_holds
from moothall.bookings.paid_things import BOOKING
from moothall.bookings.rows import BookingRow
from moothall.bookings.workflow import Status
from moothall.eforms.appointments import chosen
from moothall.eforms.appointments.details import details_of
from moothall.eforms.appointments.looking import site_of, wish_for, wish_like
from moothall.eforms.definition import Definition, Question
from moothall.eforms.errors import TimeLost
from moothall.eforms.fields.booking import when_words
from moothall.eforms.journey import Journey, Step
from moothall.eforms.judging import Problem
from moothall.eforms.models import Draft
from moothall.eforms.queries import definition_of
from moothall.kernel.actors import Actor, ActorKind
from moothall.kernel.errors import NotFound, NotPermitted
from moothall.payments.rows import PaymentRow

#: What the diary says when a time cannot be promised any more.
_GONE = (SlotTaken, NotOpen, HoldEnded, PaymentDue)


@dataclass(frozen=True)
class Holding:
    """What came of holding the times of a page: its answers, or what stands in the way."""

    answers: dict[str, Any]
    problems: tuple[Problem, ...] = ()


def as_held_before(
    step: Step, answers: Mapping[str, Any], saved: Mapping[str, Any]
) -> dict[str, Any]:
    """Return a page's answers, with times that were chosen before as they were held then."""
    found = dict(answers)
    for question in step.questions:
        now, before = answers.get(question.key), saved.get(question.key)
        if question.type == chosen.BOOKING and now and before and _is_same(now, before):
            found[question.key] = before
    return found


def hold_chosen(
    draft: Draft,
    step: Step,
    answers: Mapping[str, Any],
    known: Mapping[str, Any],
    *,
    actor: Actor,
    now: datetime,
) -> Holding:
    """Hold the times that a page's answers choose, in place of those chosen before."""
    found, problems = dict(answers), []
    for question in step.questions:
        if question.type != chosen.BOOKING or question.key not in answers:
            continue
        answer, before = answers[question.key], draft.answers.get(question.key)
        if answer is None:
            _let_go(draft, before, now=now)
        elif not _is_held(draft, answer):
            problem = _held(draft, question, found, known, actor=actor, now=now)
            problems += [problem] if problem else []
    return Holding(found, tuple(problems))


def without_unasked(draft: Draft, journey: Journey, *, now: datetime) -> dict[str, Any]:
    """Return the answers of a draft without times that nobody asks for any more; these are free."""
    kept = dict(draft.answers)
    for question, answer in chosen.times_in(definition_of(draft.version_id), draft.answers):
        if question.key not in journey.answers:
            _let_go(draft, answer, now=now)
            del kept[question.key]
    return kept


def keep_held(draft: Draft, *, now: datetime) -> None:
    """Keep what a draft holds, as somebody is at it."""
    if found := chosen.bookings_in(draft.answers):
        diary_actions.keep_for_questions(joined_to=str(draft.pk), booking_ids=found, now=now)


def let_go_of_times(draft_id: UUID, answers: Mapping[str, Any], *, now: datetime) -> None:
    """Give back what is held for a draft that is not gone on with, or for answers it lost."""
    if found := chosen.bookings_in(answers):
        diary_actions.give_back_for_questions(joined_to=str(draft_id), booking_ids=found, now=now)


def forget_lost_times(draft: Draft, *, now: datetime, with_free: bool) -> bool:
    """
    Take times out of a locked draft's answers that cannot be had any more; tell if there were any.

    Each is put back among what was typed, so that its page says which one it was. With `with_free`
    also those are taken out whose hold ran out and that may still be free: they are asked for anew.
    """
    definition, lost = definition_of(draft.version_id), []
    rows = diary.bookings_by_id(chosen.bookings_in(draft.answers))
    for question, answer in chosen.times_in(definition, draft.answers):
        row = rows.get(UUID(answer["booking"])) if answer["booking"] else None
        if row is None or _is_lost(row, with_free=with_free, now=now):
            lost.append((question, answer))
    for question, answer in lost:
        _let_go(draft, answer, now=now)
        _take_out(draft, definition, question, answer)
    if lost:
        draft.save(update_fields=["answers", "typed"])
    return bool(lost)


@transaction.atomic(savepoint=False)
def confirm_times(
    draft: Draft,
    definition: Definition,
    journey: Journey,
    *,
    actor: Actor,
    language: str,
    payment: PaymentRow | None,
    must_be_taken: bool,
    now: datetime,
) -> dict[str, Any]:
    """
    Promise the times that a form's answers hold, and return the answers as they are promised.

    What is paid for is taken in whatever becomes of its time (`must_be_taken`): the answer then
    says that it could not be kept.

    :raises TimeLost: if a time cannot be had, naming its page
    """
    answers = dict(journey.answers)
    times = list(chosen.times_in(definition, answers))
    if not times:
        return answers
    details = details_of(draft, definition, answers, language)
    lines = payment.lines if payment is not None else ()
    paid = {one.about_id: one.id for one in lines if one.about_type == BOOKING}
    for question, answer in times:
        try:
            is_kept = _is_promised(draft, answer, details, paid, actor=actor, now=now)
        except TooManyBookings as error:
            if not must_be_taken:
                raise TimeLost(page_that_asks(definition, question), is_enough=True) from error
            is_kept = False
        if not is_kept and not must_be_taken:
            raise TimeLost(page_that_asks(definition, question))
        answers[question.key] = answer if is_kept else {**answer, "lost": True}
    return answers


def _is_promised(
    draft: Draft,
    answer: Mapping[str, Any],
    details: Details,
    paid: Mapping[UUID, UUID],
    *,
    actor: Actor,
    now: datetime,
) -> bool:
    """Promise one time, and tell whether that could be done."""
    if not answer["booking"]:
        return False
    try:
        promised = diary_actions.confirm_for_questions(
            actor=actor,
            joined_to=str(draft.pk),
            booking_ids=[UUID(answer["booking"])],
            details=details,
            paid_lines=paid,
            now=now,
        )
    except _GONE:
        return False
    return [one.status for one in promised] == [Status.CONFIRMED]


def fill_in_times(
    draft: Draft,
    definition: Definition,
    journey: Journey,
    *,
    actor: Actor,
    language: str,
    now: datetime,
) -> None:
    """
    Write down whom the times are for and keep them, as somebody goes to pay.

    :raises TimeLost: if a time cannot be had, naming its page
    """
    times = list(chosen.times_in(definition, journey.answers))
    if not times:
        return
    details = details_of(draft, definition, journey.answers, language)
    for question, answer in times:
        booking_id = UUID(answer["booking"])
        try:
            refused = diary_actions.keep_while_paying(booking_ids=[booking_id], now=now)
            diary_actions.fill_in_for_questions(
                actor=actor,
                joined_to=str(draft.pk),
                booking_ids=[booking_id],
                details=details,
                now=now,
            )
        except TooManyBookings as error:
            raise TimeLost(page_that_asks(definition, question), is_enough=True) from error
        except _GONE:
            refused = [booking_id]
        if refused:
            raise TimeLost(page_that_asks(definition, question))


def put_times_in_basket(
    draft: Draft, definition: Definition, *, actor: Actor, basket_id: UUID, now: datetime
) -> None:
    """
    Put what the times of a locked draft cost into a basket.

    :raises TimeLost: if one is not held any more, naming its page
    """
    for question, answer in chosen.times_in(definition, draft.answers):
        if not answer["fee"]:
            continue
        try:
            diary_actions.put_fee_for_questions(
                actor=actor,
                joined_to=str(draft.pk),
                booking_id=UUID(answer["booking"]),
                basket_id=basket_id,
                now=now,
            )
        except HoldEnded as error:
            raise TimeLost(page_that_asks(definition, question)) from error


def page_that_asks(definition: Definition, question: Question) -> str:
    """Return the key of the page on which a question is asked."""
    return next(page.key for page in definition.pages if question in page.questions)


def _held(
    draft: Draft,
    question: Question,
    answers: dict[str, Any],
    known: Mapping[str, Any],
    *,
    actor: Actor,
    now: datetime,
) -> Problem | None:
    """Hold one time and write it into the answers, or return why it cannot be."""
    answer, before = answers[question.key], draft.answers.get(question.key)
    wanted = chosen.wanted_of(question, {**known, **answers})
    try:
        starts_at, site_id = diary.slot_from_key(answer["slot"])
        activity, site = diary.activity_by_key(wanted.activity), site_of(wanted)
        wish = wish_for(wanted, site, is_staff=actor.kind is ActorKind.STAFF)
        booking = diary_actions.hold_for_questions(
            actor=actor,
            joined_to=str(draft.pk),
            activity_id=activity.id,
            starts_at=starts_at,
            request=diary_actions.Request(
                party_size=wanted.people,
                site_id=wish.site_id or site_id,
                features=wish.features,
                near=wish.near,
                person_id=draft.subject_id,
                channel=draft.channel,
                language=draft.language,
            ),
            instead_of=UUID(before["booking"]) if before and before.get("booking") else None,
            now=now,
        )
    except (SlotTaken, NotOpen):
        when = when_words(answer["on"], answer["at"])
        words = _("Somebody else has just taken %(moment)s. Choose another time.")
        return Problem(question.key, words % {"moment": when})
    except (NotFound, NotBookable, TooManyBookings, TooManyHolds, NotPermitted) as error:
        return Problem(question.key, _refusal(error))
    answers[question.key] = chosen.held(wanted, diary.booking(booking.pk))
    return None


def _refusal(error: Exception) -> str:
    match error:
        case TooManyBookings():
            return _("You have as many of these ahead as one person may. Cancel one first.")
        case TooManyHolds():
            return too_many_holds()
        case NotPermitted():
            return _("You cannot book this here. Call us.")
        case NotBookable():
            return _("It is not for so many people.")
        case _:
            return _("This cannot be booked just now. Call us.")


def _is_same(one: Mapping[str, Any], other: Mapping[str, Any]) -> bool:
    return all(one[name] == other[name] for name in ("slot", "activity", "asked"))


def _is_held(draft: Draft, answer: Mapping[str, Any]) -> bool:
    """Tell whether an answer's own hold still stands, run out or not."""
    if not answer["booking"]:
        return False
    row = diary.bookings_by_id([UUID(answer["booking"])]).get(UUID(answer["booking"]))
    return row is not None and row.status == Status.HELD and row.submission_key == str(draft.pk)


def _is_lost(row: BookingRow, *, with_free: bool, now: datetime) -> bool:
    """Tell whether a time is not held any more, or counts as such since its hold ran out."""
    if row.status not in {Status.HELD, Status.EXPIRED}:
        return True
    if row.status == Status.HELD and row.held_until is not None and row.held_until > now:
        return False
    return with_free or not _is_free(row, now=now)


def _is_free(row: BookingRow, *, now: datetime) -> bool:
    """Tell whether a time whose hold ran out could be had again, as far as a look can tell."""
    if row.status == Status.HELD:
        return True
    free = diary.free_slots(row.activity_id, row.local_on, wish_like(row), now=now)
    return any(one.starts_at == row.starts_at for one in free)


def _let_go(draft: Draft, answer: Mapping[str, Any] | None, *, now: datetime) -> None:
    if answer and answer.get("booking"):
        diary_actions.give_back_for_questions(
            joined_to=str(draft.pk), booking_ids=[UUID(answer["booking"])], now=now
        )


def _take_out(
    draft: Draft, definition: Definition, question: Question, answer: Mapping[str, Any]
) -> None:
    page = page_that_asks(definition, question)
    draft.answers = {key: one for key, one in draft.answers.items() if key != question.key}
    draft.typed = {
        **draft.typed,
        page: {**draft.typed.get(page, {}), question.key: [answer["slot"]]},
    }
