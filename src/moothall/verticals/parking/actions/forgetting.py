"""Forgetting which vehicle was where, after the council's days."""

from datetime import datetime

from django.db import transaction

from moothall.people.keeping_reasons import lengths
from moothall.verticals.parking.keeping import PARKING
from moothall.verticals.parking.models import ParkingCheck, ParkingSession, ParkingText
from moothall.verticals.parking.models.session import SessionState

#: As many are forgotten in one transaction.
BATCH = 5_000


@transaction.atomic
def forget_old_parking(*, now: datetime) -> int:
    """
    Forget vehicles and people of sessions that ended before the council's days, and old checks.

    What was paid stays in the movements and the books, which know no vehicle. Return how many rows
    were dealt with in this batch.
    """
    before = now - lengths()(PARKING)
    old = ParkingSession.objects.filter(ends_at__lt=before).exclude(state=SessionState.FORGOTTEN)
    ids = list(old.order_by("ends_at").values_list("pk", flat=True)[:BATCH])
    ParkingSession.objects.filter(pk__in=ids).update(
        vrm="", person=None, state=SessionState.FORGOTTEN
    )
    checks = ParkingCheck.objects.filter(checked_at__lt=before).values_list("pk", flat=True)
    gone, _ = ParkingCheck.objects.filter(pk__in=list(checks[:BATCH])).delete()
    texts = ParkingText.objects.filter(received_at__lt=before).values_list("pk", flat=True)
    dropped, _ = ParkingText.objects.filter(pk__in=list(texts[:BATCH])).delete()
    return len(ids) + gone + dropped
