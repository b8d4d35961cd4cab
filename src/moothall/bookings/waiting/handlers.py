"""What the waiting list does when a time is free again."""

from zoneinfo import ZoneInfo

from moothall.bookings.actions.offering import offer_day
from moothall.bookings.events import BookingConfirmed, PlaceFreed, TimeReopened
from moothall.bookings.models import WaitingEntry
from moothall.bookings.models.waiting import WaitingStatus
from moothall.bookings.slots.local_time import local_of
from moothall.bookings.waiting.actions import note_paid_offer, offer_what_is_free
from moothall.bookings.waiting.queries import activities_waited_for
from moothall.councils.queries import council_by_id
from moothall.kernel import clock


def on_place_freed_offer_it(event: PlaceFreed) -> None:
    """
    Offer the day's free times to all lists: what one activity gives back, another may want.

    Who frees a time has offered it already; this finds those who joined in that moment, and what
    is free since a longer booking ended. Told again, nothing is offered twice.
    """
    zone = ZoneInfo(council_by_id(event.council_id).time_zone)
    day, _clock = local_of(event.starts_at, zone)
    lists = WaitingEntry.objects.filter(
        status=WaitingStatus.WAITING, first_on__lte=day, last_on__gte=day
    )
    for activity_id in sorted(set(lists.values_list("activity_id", flat=True))):
        offer_day(activity_id=activity_id, day=day, now=clock.now())


def on_booking_confirmed_note_paid_offer(event: BookingConfirmed) -> None:
    """Take somebody off the list who has paid for what they were offered."""
    note_paid_offer(booking_id=event.booking_id, now=event.occurred_at)


def on_time_reopened_offer_it(event: TimeReopened) -> None:
    """Offer what a lifted closure shut, to all lists; told again, nothing is offered twice."""
    for activity_id in activities_waited_for():
        offer_what_is_free(activity_id=activity_id, now=clock.now())
