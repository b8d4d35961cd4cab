"""What became of bookings, how long ahead they were made, and how long people waited at a desk."""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from enum import StrEnum
from typing import Any
from uuid import UUID

from django.db.models import Count, DurationField, ExpressionWrapper, F, Q, QuerySet, Sum
from django.db.models.functions import Greatest

from moothall.bookings.figures.periods import Days, day_of
from moothall.bookings.models import Booking, QueueTicket
from moothall.bookings.workflow import Status

_NOT_BOOKINGS = (Status.HELD, Status.RELEASED, Status.EXPIRED)
_ZERO = timedelta(0)


class Of(StrEnum):
    """Of what figures are."""

    ACTIVITY = "activity"
    SITE = "site"
    RESOURCE = "resource"


#: Where a booking's site, activity or resources are found; a session's resources are its own.
_PATHS: Mapping[Of, tuple[str, ...]] = {
    Of.ACTIVITY: ("activity_id",),
    Of.SITE: ("site_id",),
    Of.RESOURCE: ("claims__resource_id", "session__claims__resource_id"),
}

Key = tuple[date, UUID | None]


@dataclass(frozen=True, kw_only=True)
class Outcome:
    """Counts of bookings, with the sum of how long ahead they were made."""

    booked: int = 0
    came: int = 0
    missed: int = 0
    cancelled: int = 0
    ahead: timedelta = field(default=_ZERO)

    @property
    def days_ahead(self) -> float | None:
        """Return the mean of days between asking and coming."""
        return self.ahead / timedelta(days=1) / self.booked if self.booked else None

    def plus(self, other: "Outcome") -> "Outcome":
        """Return both together."""
        return replace(
            self,
            booked=self.booked + other.booked,
            came=self.came + other.came,
            missed=self.missed + other.missed,
            cancelled=self.cancelled + other.cancelled,
            ahead=self.ahead + other.ahead,
        )


def outcomes(days: Days, of: Of) -> dict[Key, Outcome]:
    """Return what became of bookings, by period and by what figures are of; one or two queries."""
    found: defaultdict[Key, Outcome] = defaultdict(Outcome)
    ahead = ExpressionWrapper(F("starts_at") - F("made_at"), output_field=DurationField())
    for path in _PATHS[of]:
        counted = (
            bookings_between(days)
            .filter(_served_by(path))
            .annotate(period=days.of_field("local_on"))
            .values("period", path)
            .annotate(
                booked=Count("pk", distinct=True),
                came=Count("pk", distinct=True, filter=Q(status=Status.ATTENDED)),
                missed=Count("pk", distinct=True, filter=Q(status=Status.MISSED)),
                cancelled=Count("pk", distinct=True, filter=Q(status=Status.CANCELLED)),
                ahead=Sum(ahead),
            )
            .order_by()
        )
        for one in counted:
            key = (day_of(one["period"]), one[path])
            found[key] = found[key].plus(_outcome(one))
    return dict(found)


def bookings_between(days: Days) -> QuerySet[Booking]:
    """Return the bookings of some days; holds that came to nothing are none."""
    rows = Booking.objects.filter(local_on__gte=days.first, local_on__lte=days.last)
    return rows.exclude(status__in=_NOT_BOOKINGS)


def of_one(rows: QuerySet[Booking], of: Of, owner_id: UUID | None) -> QuerySet[Booking]:
    """Return those of bookings that are of one site, activity or resource."""
    said = Q()
    for path in _PATHS[of]:
        said |= _served_by(path) & Q(**{path: owner_id})
    return rows.filter(said)


def minutes_waited(days: Days) -> dict[Key, float]:
    """Return by period and site how many minutes those called had waited on average; one query."""
    waited = ExpressionWrapper(
        F("called_at") - Greatest("taken_at", "due_at"), output_field=DurationField()
    )
    counted = (
        QueueTicket.objects.filter(
            called_at__isnull=False, day__on__gte=days.first, day__on__lte=days.last
        )
        .annotate(period=days.of_field("day__on"))
        .values("period", "day__site_id")
        .annotate(people=Count("pk"), waited=Sum(waited))
        .order_by()
    )
    return {
        (day_of(one["period"]), one["day__site_id"]): one["waited"]
        / timedelta(minutes=1)
        / one["people"]
        for one in counted
    }


def _served_by(path: str) -> Q:
    """
    Let a booking's own claims of resources count that stand, or stood when it was cancelled.

    What it had before it was moved does not.
    """
    claims = path.removesuffix("__resource_id")
    if claims == path:
        return Q()
    stood = Q(
        **{
            "status": Status.CANCELLED,
            f"{claims}__starts_at__lte": F("starts_at"),
            f"{claims}__ends_at__gte": F("ends_at"),
        }
    )
    return Q(**{f"{claims}__is_active": True}) | stood


def _outcome(one: Mapping[str, Any]) -> Outcome:
    return Outcome(
        booked=one["booked"],
        came=one["came"],
        missed=one["missed"],
        cancelled=one["cancelled"],
        ahead=one["ahead"] or _ZERO,
    )
