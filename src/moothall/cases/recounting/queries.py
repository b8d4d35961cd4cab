"""How far the promises of open cases have been worked out anew."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from django.db.models import Max

from moothall.cases.models import CalendarRecount
from moothall.councils.calendar import MEMORY_SECONDS
from moothall.councils.models import CalendarRevision

#: Until then a process may still open cases by the calendar before.
SETTLED_AFTER = timedelta(seconds=2 * MEMORY_SECONDS)


def recount_of(council_id: int) -> CalendarRecount | None:
    """Return how far the newest working out has come, if there has been any; one query."""
    return CalendarRecount.objects.filter(council_id=council_id).order_by("-number").first()


def councils_to_recount(council_ids: Sequence[int], *, now: datetime) -> list[int]:
    """Return the councils whose calendar has changed since their cases were worked out."""
    newest = dict(
        CalendarRevision.objects.filter(council_id__in=council_ids)
        .values("council_id")
        .annotate(number=Max("number"), made_at=Max("made_at"))
        .filter(made_at__lte=now - SETTLED_AFTER)
        .values_list("council_id", "number")
    )
    done = CalendarRecount.objects.filter(council_id__in=newest, done_at__isnull=False)
    known = set(done.values_list("council_id", "number"))
    return sorted(one for one, number in newest.items() if (one, number) not in known)
