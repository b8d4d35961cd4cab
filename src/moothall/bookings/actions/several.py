"""Finishing, keeping and calling off what was booked at once: each is one transaction for all."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import transaction

from moothall.bookings.actions.changing import cancel_booking
from moothall.bookings.actions.confirming import confirm_booking, fill_in_booking
from moothall.bookings.actions.freeing import lock_lists_of, release_hold
from moothall.bookings.actions.holding import FOR_CALLER, Held, Request, extend_hold, prolong
from moothall.bookings.actions.paying import put_fee_in_basket
from moothall.bookings.actions.together import SeriesHeld, book_dates, book_group
from moothall.bookings.details import Details
from moothall.bookings.errors import HoldEnded, NotOpen, SlotTaken, SomeTaken, TooLate
from moothall.bookings.fees import is_due
from moothall.bookings.models import Booking
from moothall.bookings.workflow import Status
from moothall.kernel.actors import Actor, ActorKind

#: By a booking's id: the secret by which this actor may change it, empty where they may anyway.
Keys = Mapping[UUID, str]


@dataclass(frozen=True)
class Cancelled:
    """What became of calling all off: those that were, and those that it is too late for."""

    cancelled: tuple[Booking, ...]
    too_late: tuple[UUID, ...]


@transaction.atomic
def fill_in_several(
    *, actor: Actor, keys: Keys, details: Mapping[UUID, Details], now: datetime
) -> None:
    """Write down whom each of several holds is for; raises as `fill_in_booking` does."""
    for booking_id in sorted(details):
        fill_in_booking(
            actor=actor,
            booking_id=booking_id,
            secret=keys[booking_id],
            details=details[booking_id],
            now=now,
        )


@transaction.atomic
def confirm_several(
    *, actor: Actor, keys: Keys, now: datetime, waive_fee: bool = False
) -> list[Booking]:
    """
    Promise several holds, all or none; told again, it changes nothing.

    :raises SomeTaken: naming those that others have by now, or that were shut or given back
    :raises PaymentDue: if their fees are to be paid first
    """
    promised, lost = [], []
    for booking_id in sorted(keys):
        try:
            with transaction.atomic():
                promised.append(
                    confirm_booking(
                        actor=actor,
                        booking_id=booking_id,
                        secret=keys[booking_id],
                        waive_fee=waive_fee,
                        now=now,
                    )
                )
        except (SlotTaken, NotOpen, HoldEnded):
            lost.append(booking_id)
    if lost:
        raise SomeTaken(lost)
    return promised


@transaction.atomic
def put_fees_in_basket(*, actor: Actor, keys: Keys, basket_id: UUID, now: datetime) -> None:
    """
    Put what several holds cost into one basket; each is promised once that is paid.

    Those that ran out are kept again where nobody else has their time.

    :raises SomeTaken: naming those that others have by now, or that are held no more
    """
    lost = []
    for booking_id in sorted(keys):
        try:
            with transaction.atomic():
                put_fee_in_basket(
                    actor=actor,
                    booking_id=booking_id,
                    secret=keys[booking_id],
                    basket_id=basket_id,
                    now=now,
                )
        except HoldEnded:
            lost.append(booking_id)
    if lost:
        raise SomeTaken(lost)


@transaction.atomic
def keep_several(*, actor: Actor, keys: Keys, now: datetime) -> None:
    """Keep several holds longer, all or none; raises as `extend_hold` does."""
    for booking_id in sorted(keys):
        extend_hold(actor=actor, booking_id=booking_id, secret=keys[booking_id], now=now)


@transaction.atomic
def release_several(*, actor: Actor, keys: Keys, now: datetime) -> None:
    """Give several holds back; those that have ended are left as they are."""
    lock_lists_of(keys)
    for booking_id in sorted(keys):
        release_hold(actor=actor, booking_id=booking_id, secret=keys[booking_id], now=now)


@transaction.atomic
def cancel_several(*, actor: Actor, keys: Keys, now: datetime, because: str = "") -> Cancelled:
    """
    Call off all of several that can be: what is past or ended stays, and what it is too late for.

    What each gives back is what it would alone.
    """
    lock_lists_of(keys)
    cancelled, too_late = [], []
    for booking_id in sorted(keys):
        try:
            with transaction.atomic():
                cancelled.append(
                    cancel_booking(
                        actor=actor,
                        booking_id=booking_id,
                        secret=keys[booking_id],
                        because=because,
                        now=now,
                    )
                )
        except TooLate:
            too_late.append(booking_id)
        except HoldEnded:
            continue
    return Cancelled(tuple(cancelled), tuple(too_late))


@transaction.atomic
def book_group_now(
    *,
    actor: Actor,
    activity_id: UUID,
    starts_at: datetime,
    details: Sequence[Details],
    now: datetime,
    in_a_row: bool = False,
    request: Request | None = None,
) -> list[Held]:
    """
    Hold times for several people and promise them in one step, as on the telephone.

    Those with a fee stay held until that is paid, for a caller long enough to pay by a link. Raises
    as `book_group` and `confirm_booking` do.
    """
    held = book_group(
        actor=actor,
        activity_id=activity_id,
        starts_at=starts_at,
        how_many=len(details),
        in_a_row=in_a_row,
        request=request,
        now=now,
    )
    _promise_at_once(actor, held, details, now=now)
    return held


@transaction.atomic
def book_dates_now(
    *,
    actor: Actor,
    activity_id: UUID,
    starts: Sequence[datetime],
    details: Details,
    now: datetime,
    every_weeks: int = 1,
    request: Request | None = None,
) -> SeriesHeld:
    """Book the dates of a series in one step, as on the telephone; as `book_group_now` does."""
    made = book_dates(
        actor=actor,
        activity_id=activity_id,
        starts=starts,
        every_weeks=every_weeks,
        request=request,
        now=now,
    )
    _promise_at_once(actor, made.held, [details] * len(made.held), now=now)
    return made


def _promise_at_once(
    actor: Actor, held: Sequence[Held], details: Sequence[Details], *, now: datetime
) -> None:
    """Write down whom holds are for, promise those that cost nothing, and keep the others."""
    keys = {one.booking.pk: one.secret for one in held}
    given = {one.booking.pk: said for one, said in zip(held, details, strict=True)}
    fill_in_several(actor=actor, keys=keys, details=given, now=now)
    waiting = [one.booking for one in held if one.booking.status == Status.HELD]
    free = {one.pk: keys[one.pk] for one in waiting if not is_due(one)}
    confirm_several(actor=actor, keys=free, now=now)
    if actor.kind is ActorKind.STAFF:
        for booking in waiting:
            if is_due(booking):
                prolong(booking, min(now + FOR_CALLER, booking.starts_at))
