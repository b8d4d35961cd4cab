"""What the night and the minutes do: who did not come, and what need not be kept."""

from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction
from django.db.models import Q

from moothall.bookings.models import Booking, QueueCounter, QueueDay, QueueTicket
from moothall.bookings.models.queueing import TicketState
from moothall.bookings.queueing.actions import local_day
from moothall.bookings.workflow import Status
from moothall.kernel.scope import current_council_id

#: Only what was over so lately is settled: a council that begins to ask for check-in, or whose
#: worker stood still for a while, does not turn old bookings into missed ones.
_LOOKS_BACK = timedelta(days=3)
#: For so long days are kept for the figures, without anything that leads to a person.
_FIGURES_KEPT = timedelta(days=800)
_AT_A_TIME = 500


def bookings_to_settle(*, now: datetime) -> list[UUID]:
    """Return bookings whose time is over and of which nobody wrote down who came; one query."""
    expected = Q(site__expects_check_in=True) | Q(activity__expects_check_in=True)
    rows = Booking.objects.filter(
        Q(checked_in_at__isnull=False) | (expected & Q(is_video=False)),
        status=Status.CONFIRMED,
        starts_at__gte=now - _LOOKS_BACK,
        starts_at__lt=now,
        ends_at__lte=now,
    )
    return list(rows.order_by("starts_at", "pk").values_list("pk", flat=True)[:_AT_A_TIME])


@transaction.atomic
def forget_queues_of_days_past(*, now: datetime) -> int:
    """
    Take off tickets of days past all that leads to a person, and delete the very old days.

    What is left says when somebody took a number and when it was called. Return how many changed.
    """
    today = local_day(current_council_id(), now)
    QueueDay.objects.filter(on__lt=today - _FIGURES_KEPT).delete()
    QueueCounter.objects.filter(day__on__lt=today).delete()
    past = QueueTicket.objects.filter(day__on__lt=today)
    past.filter(state__in=[TicketState.WAITING, TicketState.PARKED]).update(
        state=TicketState.GONE, ended_at=now
    )
    past.filter(state=TicketState.CALLED).update(state=TicketState.SERVED, ended_at=now)
    leading = past.filter(
        Q(booking__isnull=False) | ~Q(called_by="") | ~Q(for_staff="") | Q(taken_key__isnull=False)
    )
    return leading.update(booking=None, called_by="", for_staff="", taken_key=None)
