"""
Times that are held for questions asked above: held, kept, given back and promised by their key.

The journey above is the one that lets its people in. It names its key, which each of its bookings
bears; no booking of another is touched, whatever ids are given. It holds its own lock meanwhile,
so that a time is changed by one press at once.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction

from moothall.bookings import claims
from moothall.bookings.actions.confirming import confirm_booking, fill_in_booking
from moothall.bookings.actions.freeing import lock_lists_of, release_hold
from moothall.bookings.actions.holding import (
    LONGEST_TIMES,
    Held,
    Request,
    hold_slot,
    prolong,
)
from moothall.bookings.actions.paying import mark_paid, put_fee_in_basket
from moothall.bookings.details import Details
from moothall.bookings.errors import NotBookable
from moothall.bookings.models import Activity, Booking
from moothall.bookings.questions import BeginQuestions, address_of, booking_questions
from moothall.bookings.secrets_of_bookings import secret_of
from moothall.bookings.workflow import Payment, Status
from moothall.kernel.actors import Actor, system

#: A hold is written anew once so much of it is gone, and not with each letter that is typed.
_WORTH_WRITING = timedelta(minutes=1)


@dataclass(frozen=True)
class Asked:
    """A hold, and where the questions about it are asked."""

    held: Held
    href: str


@transaction.atomic
def hold_and_ask(
    *,
    actor: Actor,
    activity_id: UUID,
    starts_at: datetime,
    now: datetime,
    request: Request | None = None,
) -> Asked:
    """
    Hold a time of an activity that names a form, and begin to ask; both or neither.

    Where the same press has held it before, its questions are gone on with.

    Raises as `hold_slot` does, and whatever keeps the questions from being begun.
    """
    asked = request or Request()
    held = hold_slot(
        actor=actor, activity_id=activity_id, starts_at=starts_at, now=now, request=asked
    )
    if held.booking.submission_key:
        href = address_of(held.booking.submission_key, language=asked.language)
        return Asked(held, href)
    activity = Activity.objects.get(pk=activity_id)
    asker = next(
        (
            one
            for one in booking_questions
            if one.questions_of(activity.form_key, activity.key, council_id=activity.council_id)
        ),
        None,
    )
    if asker is None:
        raise NotBookable("Nobody asks the questions of this activity.")
    begun = asker.begin(
        BeginQuestions(
            council_id=activity.council_id,
            form=activity.form_key,
            activity_key=activity.key,
            booking_id=held.booking.pk,
            language=asked.language,
            person_id=asked.person_id,
            now=now,
        ),
        actor=actor,
    )
    _join(held.booking, begun.joined_to)
    return Asked(held, begun.href)


@transaction.atomic
def hold_for_questions(
    *,
    actor: Actor,
    joined_to: str,
    activity_id: UUID,
    starts_at: datetime,
    request: Request,
    now: datetime,
    instead_of: UUID | None = None,
) -> Booking:
    """
    Hold a time for somebody who answers questions, in place of the one that they had chosen.

    If it cannot be had, what they had stays. Raises as `hold_slot` does.
    """
    if instead_of is not None:
        # As all who change the diary: it first, then bookings, lest a closure wait for us.
        claims.lock_diary(_council_of(activity_id))
        _give_back(joined_to, [instead_of], now=now)
    held: Held = hold_slot(
        actor=actor, activity_id=activity_id, starts_at=starts_at, now=now, request=request
    )
    _join(held.booking, joined_to)
    return held.booking


@transaction.atomic
def keep_for_questions(*, joined_to: str, booking_ids: Collection[UUID], now: datetime) -> None:
    """
    Keep what is held for somebody who is at it, for its length from now.

    Never longer than a hold may last; one that ran out is kept while nobody else has taken it.
    """
    for booking in _locked(joined_to, booking_ids):
        length = timedelta(minutes=booking.activity.hold_minutes)
        until = min(now + length, booking.made_at + LONGEST_TIMES * length)
        if until - (booking.held_until or now) >= _WORTH_WRITING:
            prolong(booking, until)


@transaction.atomic
def give_back_for_questions(
    *, joined_to: str, booking_ids: Collection[UUID], now: datetime
) -> None:
    """Give back what is held for questions that nobody answers any more; what has ended stays."""
    _give_back(joined_to, booking_ids, now=now)


@transaction.atomic
def fill_in_for_questions(
    *,
    actor: Actor,
    joined_to: str,
    booking_ids: Collection[UUID],
    details: Details,
    now: datetime,
) -> list[Booking]:
    """
    Write down whom held times are for, as their fee is about to be paid.

    Raises as `fill_in_booking` does.
    """
    return [
        fill_in_booking(
            actor=actor,
            booking_id=one.pk,
            secret=_secret(one),
            details=replace(details, submission_key=joined_to, is_video=one.is_video),
            now=now,
        )
        for one in _of(joined_to, booking_ids)
    ]


@transaction.atomic
def put_fee_for_questions(
    *, actor: Actor, joined_to: str, booking_id: UUID, basket_id: UUID, now: datetime
) -> None:
    """Put what a time costs into a basket; raises as `put_fee_in_basket` does."""
    for one in _of(joined_to, [booking_id]):
        put_fee_in_basket(
            actor=actor, booking_id=one.pk, basket_id=basket_id, secret=_secret(one), now=now
        )


@transaction.atomic
def confirm_for_questions(
    *,
    actor: Actor,
    joined_to: str,
    booking_ids: Collection[UUID],
    details: Details,
    now: datetime,
    paid_lines: Mapping[UUID, UUID],
) -> list[Booking]:
    """
    Promise the times whose questions are answered; told again, it changes nothing.

    What is paid for already (`paid_lines`, by booking) is promised as far as it can be: where
    somebody else has it by now the booking says so and the money goes back. What costs nothing, or
    was let off, raises as `confirm_booking` does.
    """
    confirmed = []
    for one in _of(joined_to, booking_ids):
        if one.payment in {Payment.DUE, Payment.PAID} and one.pk in paid_lines:
            confirmed.append(mark_paid(booking_id=one.pk, line_id=paid_lines[one.pk], now=now))
            continue
        confirmed.append(
            confirm_booking(
                actor=actor,
                booking_id=one.pk,
                secret=_secret(one),
                details=replace(details, submission_key=joined_to, is_video=one.is_video),
                now=now,
            )
        )
    return confirmed


def _join(booking: Booking, joined_to: str) -> None:
    booking.submission_key = joined_to
    booking.save(update_fields=["submission_key"])


def _council_of(activity_id: UUID) -> int:
    found: int = Activity.objects.values_list("council_id", flat=True).get(pk=activity_id)
    return found


def _of(joined_to: str, booking_ids: Collection[UUID]) -> list[Booking]:
    rows = Booking.objects.filter(pk__in=booking_ids, submission_key=joined_to)
    return list(rows.order_by("pk"))


def _locked(joined_to: str, booking_ids: Collection[UUID]) -> list[Booking]:
    """Return holds that nobody else changes until the transaction ends, in their order."""
    rows = Booking.objects.select_for_update(of=("self",)).select_related("activity")
    held = rows.filter(pk__in=booking_ids, submission_key=joined_to, status=Status.HELD)
    return list(held.order_by("pk"))


def _give_back(joined_to: str, booking_ids: Collection[UUID], *, now: datetime) -> None:
    lock_lists_of(booking_ids)
    for one in _of(joined_to, booking_ids):
        release_hold(actor=system("bookings"), booking_id=one.pk, now=now, secret=_secret(one))


def _secret(booking: Booking) -> str:
    return secret_of(booking.pk, bytes(booking.secret_digest))
