"""What the schedule does about the waiting list."""

from moothall.bookings.waiting.actions import forget_old_places, lapse_offer, offer_what_is_free
from moothall.bookings.waiting.queries import activities_waited_for, offers_to_lapse
from moothall.bookings.waiting.telling import remind_of_offers
from moothall.councils.queries import all_councils
from moothall.kernel import clock
from moothall.kernel.scope import acting_for
from moothall.kernel.tasks import periodic


@periodic(cron="* * * * *", name="bookings.lapse_offers")
def lapse_offers() -> None:
    """Pass on what nobody answered in time, and remind those whose time is nearly over."""
    for council in all_councils():
        with acting_for(council.id):
            for offer_id in offers_to_lapse(now=clock.now()):
                lapse_offer(offer_id=offer_id, now=clock.now())
            remind_of_offers(now=clock.now())


@periodic(cron="*/10 * * * *", name="bookings.offer_what_is_free")
def offer_free_times() -> None:
    """Offer what came free without anybody giving it back, such as by longer hours."""
    for council in all_councils():
        with acting_for(council.id):
            for activity_id in activities_waited_for():
                offer_what_is_free(activity_id=activity_id, now=clock.now())


@periodic(cron="50 3 * * *", name="bookings.forget_old_places")
def forget_places() -> None:
    """Forget who waited once long enough ago."""
    for council in all_councils():
        with acting_for(council.id):
            while forget_old_places(now=clock.now()):
                continue
