"""What the waiting list holds about people: what they wait for, and how to tell them."""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from typing import Any, ClassVar
from uuid import UUID

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from moothall.bookings.models import WaitingEntry
from moothall.bookings.waiting.actions import forget_places
from moothall.people.held_tables import HeldTable
from moothall.people.personal_data import Fate, Section, Whose

ENTRY = WaitingEntry._meta.label_lower


def _activity(row: Any, _whose: Whose) -> Any:
    return row.activity.name.get("en", row.activity.key)


def _earliest(row: Any, _whose: Whose) -> str:
    return row.from_time.isoformat("minutes") if row.from_time else ""


def _latest(row: Any, _whose: Whose) -> str:
    return row.until_time.isoformat("minutes") if row.until_time else ""


PLACES = HeldTable(
    key="bookings.waiting",
    model=WaitingEntry,
    title=gettext_lazy("Waiting lists"),
    explanation=gettext_lazy("The times that you wait for."),
    columns={
        "activity_id": gettext_lazy("What for"),
        "status": gettext_lazy("How it stands"),
        "first_on": gettext_lazy("First day that suits you"),
        "last_on": gettext_lazy("Last day that suits you"),
        "from_time": gettext_lazy("Earliest time"),
        "until_time": gettext_lazy("Latest time"),
        "party_size": gettext_lazy("How many people"),
        "name": gettext_lazy("Name"),
        "email": gettext_lazy("Email address"),
        "phone": gettext_lazy("Telephone number"),
        "language": gettext_lazy("Language"),
        "joined_at": gettext_lazy("Joined"),
        "ended_at": gettext_lazy("Ended"),
    },
    left_out={
        "site_id": "the council's own, the same for everybody",
        "days": "days of the week alone, which say nothing of the person",
        "person_id": "it is the person themselves",
    },
    shown={"activity_id": _activity, "from_time": _earliest, "until_time": _latest},
)


class WaitingPlaces:
    """The holder of places on waiting lists; an erased one goes with its offers."""

    key: ClassVar[str] = "bookings.waiting"

    def things(self, person_id: UUID, /) -> Mapping[str, Collection[UUID]]:
        """Return the person's places."""
        mine = WaitingEntry.objects.filter(person_id=person_id)
        return {ENTRY: list(mine.values_list("pk", flat=True))}

    def collect(self, whose: Whose, /) -> Sequence[Section]:
        """Return them all, the newest last."""
        rows = WaitingEntry.objects.filter(pk__in=whose.ids(ENTRY)).select_related("activity")
        return [PLACES.section(whose, rows.order_by("joined_at", "pk"))]

    def foresee(self, whose: Whose, now: datetime, /) -> Sequence[Fate]:
        """Say that all of them go."""
        count = WaitingEntry.objects.filter(pk__in=whose.ids(ENTRY)).count()
        return [Fate(what=_("Waiting lists"), count=count)] if count else []

    def erase(self, whose: Whose, now: datetime, /) -> Sequence[Fate]:
        """Take the person off every list, and give what they were offered to the next."""
        fates = self.foresee(whose, now)
        forget_places(entry_ids=whose.ids(ENTRY), now=now)
        return fates
