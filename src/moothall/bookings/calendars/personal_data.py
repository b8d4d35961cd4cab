"""What private calendars hold about people: that there is one, and since when."""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from typing import ClassVar
from uuid import UUID

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from moothall.bookings.models import PersonCalendar
from moothall.people.held_tables import SECRET, HeldTable
from moothall.people.personal_data import Fate, Section, Whose

CALENDAR = PersonCalendar._meta.label_lower

CALENDARS = HeldTable(
    key="bookings.calendars",
    model=PersonCalendar,
    title=gettext_lazy("Your private calendar"),
    explanation=gettext_lazy("The address at which your own calendar fetches your bookings."),
    columns={"made_at": gettext_lazy("Made")},
    left_out={"person_id": "it is the person themselves", "secret_digest": SECRET},
)


class PersonCalendars:
    """The holder of private calendars; nothing of one that is erased stays."""

    key: ClassVar[str] = "bookings.calendars"

    def things(self, person_id: UUID, /) -> Mapping[str, Collection[UUID]]:
        """Return the person's calendar, if they have one."""
        rows = PersonCalendar.objects.filter(person_id=person_id)
        return {CALENDAR: list(rows.values_list("pk", flat=True))}

    def collect(self, whose: Whose, /) -> Sequence[Section]:
        """Return it."""
        rows = PersonCalendar.objects.filter(pk__in=whose.ids(CALENDAR))
        return [CALENDARS.section(whose, rows.order_by("made_at"))]

    def foresee(self, whose: Whose, now: datetime, /) -> Sequence[Fate]:
        """Say that it goes."""
        return [Fate(what=_("Your private calendar"), count=len(whose.ids(CALENDAR)))]

    def erase(self, whose: Whose, now: datetime, /) -> Sequence[Fate]:
        """Let nobody fetch it any more."""
        found = self.foresee(whose, now)
        PersonCalendar.objects.filter(pk__in=whose.ids(CALENDAR)).delete()
        return found
