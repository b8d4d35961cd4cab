"""Holding a time for somebody while they finish."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction

from moothall.bookings import policies
from moothall.bookings.actions.pressing import keys_of_press
from moothall.bookings.errors import HoldEnded, NotBookable, TooManyBookings
from moothall.bookings.events import PlaceFreed
from moothall.bookings.fees import fee_of
from moothall.bookings.limits import require_few_holds
from moothall.bookings.models import Activity, Booking, Claim
from moothall.bookings.models.activity import Video
from moothall.bookings.secrets_of_bookings import digest_of, secret_of
from moothall.bookings.slots import Wish
from moothall.bookings.taking import Taking
from moothall.bookings.workflow import Deposit, Payment, Status
from moothall.councils.queries import council_by_id
from moothall.kernel import audit
from moothall.kernel.actors import Actor, ActorKind
from moothall.kernel.errors import NotFound
from moothall.kernel.policies import require

#: However often a hold is prolonged, it never lasts longer than so many times its length.
LONGEST_TIMES = 4
#: While somebody is at the gateway's page; a payment there ends by itself after ninety minutes.
WHILE_PAYING = timedelta(hours=2)
#: What staff hold for a caller who pays by a link; never beyond its own beginning.
FOR_CALLER = timedelta(hours=24)


@dataclass(frozen=True, kw_only=True)
class Request:
    """What is to be booked, for whom in which way; the defaults are a visitor's on the web."""

    party_size: int = 1
    site_id: UUID | None = None
    features: frozenset[str] = field(default_factory=frozenset)
    near: tuple[float, float] | None = None
    person_id: UUID | None = None
    channel: str = "web"
    language: str = "en"
    #: Marks one press of a button: pressed again, since no answer came, it holds nothing more.
    once: str = ""

    def wish(self, actor: Actor) -> Wish:
        """Return what is looked for in the diary."""
        return Wish(
            party_size=self.party_size,
            site_id=self.site_id,
            features=self.features,
            near=self.near,
            is_staff=actor.kind in {ActorKind.STAFF, ActorKind.SYSTEM},
        )


@dataclass(frozen=True)
class Held:
    """A hold, with the secret by which it is finished, changed and cancelled."""

    booking: Booking
    secret: str


@transaction.atomic
def hold_slot(
    *,
    actor: Actor,
    activity_id: UUID,
    starts_at: datetime,
    now: datetime,
    request: Request | None = None,
) -> Held:
    """
    Hold a time for as long as its activity says; nobody else can have it meanwhile.

    Without a site in the request it is the nearest at which the time is free.

    :raises SlotTaken: if others have it, with the free times nearest to it
    :raises NotOpen: if it is not offered, with the same
    :raises NotBookable: if there is no such activity, or not for so many
    :raises TooManyBookings: if the person has as many ahead as the activity allows
    :raises TooManyHolds: if the person keeps as many at once as one may
    """
    return hold_several(
        actor=actor, activity_id=activity_id, starts=[starts_at], now=now, request=request
    )[0]


@transaction.atomic
def hold_several(
    *,
    actor: Actor,
    activity_id: UUID,
    starts: Sequence[datetime],
    now: datetime,
    request: Request | None = None,
    group_id: UUID | None = None,
    series_id: UUID | None = None,
) -> list[Held]:
    """
    Hold several times of one activity, all or none; raises as `hold_slot` does.

    What the same press has held before is handed back.
    """
    asked = request or Request()
    activity = activity_to_book(actor, activity_id, asked)
    keys, known = keys_of_press(asked.once, starts, asked.person_id)
    if known:
        return [Held(one, secret_of(one.pk, bytes(one.secret_digest))) for one in known]
    require_fewer_than_most(activity, asked.person_id, "", adding=len(starts), now=now)
    require_few_holds(actor, asked.person_id, now=now)
    bookings = [
        new_booking(actor, activity, key, starts_at, asked, now=now)
        for key, starts_at in zip(keys, starts, strict=True)
    ]
    for booking in bookings:
        booking.group_id, booking.series_id = group_id, series_id
    Taking(activity, bookings, asked.wish(actor), now).take()
    for booking in bookings:
        set_fee(booking, activity)
    Booking.objects.bulk_create(bookings)
    return [Held(booking, secret_of(booking.pk)) for booking in bookings]


@transaction.atomic
def extend_hold(*, actor: Actor, booking_id: UUID, now: datetime, secret: str = "") -> Booking:
    """
    Keep a hold for its length from now on; one that ran out too, while nobody else has taken it.

    :raises HoldEnded: if it is no hold any more, or was prolonged often enough
    """
    booking = locked_booking(booking_id)
    require(policies.can_change_booking(actor, booking, secret))
    if booking.status != Status.HELD:
        raise HoldEnded("There is nothing held any more.")
    length = timedelta(minutes=Activity.objects.get(pk=booking.activity_id).hold_minutes)
    until = min(now + length, booking.made_at + LONGEST_TIMES * length)
    if until <= now:
        raise HoldEnded("It was held for long enough.")
    prolong(booking, max(until, booking.held_until or until))
    return booking


def activity_to_book(actor: Actor, activity_id: UUID, request: Request) -> Activity:
    """
    Return an activity that this actor may book so.

    :raises NotBookable: if there is none, or not for a party of this size
    """
    activity = Activity.objects.filter(pk=activity_id, withdrawn_at=None).first()
    if activity is None:
        raise NotBookable("There is nothing of this name to book.")
    require(policies.can_hold(actor, activity))
    if request.person_id is not None:
        require(policies.can_give_person(actor, request.person_id, activity.council_id))
    if not 1 <= request.party_size <= activity.party_most:
        raise NotBookable("It is not for so many people.")
    return activity


def require_fewer_than_most(
    activity: Activity,
    person_id: UUID | None,
    email: str,
    *,
    adding: int,
    now: datetime,
    without: UUID | None = None,
) -> None:
    """
    Do nothing if somebody may have so many more of an activity ahead.

    :raises TooManyBookings: otherwise
    """
    if activity.most_open is None or (person_id is None and not email):
        return
    ahead = Booking.objects.filter(
        activity_id=activity.pk, starts_at__gt=now, status__in=[Status.HELD, Status.CONFIRMED]
    ).exclude(status=Status.HELD, held_until__lte=now)
    ahead = ahead.filter(person_id=person_id) if person_id else ahead.filter(email__iexact=email)
    if without is not None:
        ahead = ahead.exclude(pk=without)
    if ahead.count() + adding > activity.most_open:
        raise TooManyBookings("They have as many of these ahead as one person may.")


def locked_booking(booking_id: UUID) -> Booking:
    """
    Return a booking that nobody else changes until the transaction ends.

    :raises NotFound: if there is none
    """
    booking = Booking.objects.select_for_update().filter(pk=booking_id).first()
    if booking is None:
        raise NotFound("There is no such booking.")
    return booking


def prolong(booking: Booking, until: datetime) -> None:
    """Keep a hold until a moment."""
    booking.held_until = until
    booking.save(update_fields=["held_until"])
    Claim.objects.filter(booking_id=booking.pk, is_active=True).update(lapses_at=until)


def set_fee(booking: Booking, activity: Activity) -> None:
    """Write down what a booking costs at its time, and its deposit; the booking is not saved."""
    booking.fee_pence = fee_of(
        activity,
        local_on=booking.local_on,
        local_time=booking.local_time,
        party_size=booking.party_size,
    )
    booking.payment = Payment.DUE if booking.fee_pence else Payment.FREE
    booking.deposit_pence = activity.deposit_pence
    booking.deposit = Deposit.DUE if booking.deposit_pence else Deposit.NONE


def freed(booking: Booking, *, now: datetime) -> PlaceFreed:
    """Return the event that tells that a booking's time is free again."""
    return PlaceFreed(
        council_id=booking.council_id,
        occurred_at=now,
        activity_id=booking.activity_id,
        site_id=booking.site_id,
        starts_at=booking.starts_at,
    )


def new_booking(
    actor: Actor,
    activity: Activity,
    booking_id: UUID,
    starts_at: datetime,
    request: Request,
    *,
    now: datetime,
) -> Booking:
    """Return a hold that is not saved, at no place yet."""
    council = council_by_id(activity.council_id)
    return Booking(
        pk=booking_id,
        council_id=council.id,
        reference_prefix=council.reference_prefix,
        activity=activity,
        status=Status.HELD,
        starts_at=starts_at,
        zone=council.time_zone,
        party_size=request.party_size,
        person_id=request.person_id,
        language=request.language,
        is_video=activity.video == Video.ALWAYS,
        channel=request.channel,
        made_by_kind=actor.kind.value,
        made_by_identifier=actor.identifier,
        made_by_name=actor.name,
        secret_digest=digest_of(secret_of(booking_id)),
        held_until=now + timedelta(minutes=activity.hold_minutes),
        made_at=now,
    )


def record(actor: Actor, verb: str, booking: Booking, *, now: datetime, **detail: object) -> None:
    """Write a line of the audit about a booking."""
    audit.record(actor=actor, verb=verb, subject=booking, now=now, detail=detail)
