"""What tests of the diary begin with: a small town hall, said as a council's file says it."""

from dataclasses import dataclass, field
from datetime import date, datetime, time
from pathlib import Path
from zoneinfo import ZoneInfo

from moothall.bookings import actions, slots
from moothall.bookings.details import Details
from moothall.bookings.models import Activity, Resource, Site
from moothall.bookings.setup import apply_bookings
from moothall.bookings.slots.local_time import moment_of
from moothall.councils.setup import SetupContext
from moothall.kernel.actors import Actor, ActorKind, anonymous_resident

LONDON = ZoneInfo("Europe/London")
VISITOR = anonymous_resident()
WORKDAYS = ["mon", "tue", "wed", "thu", "fri"]
EVERY_DAY = [*WORKDAYS, "sat", "sun"]


def hours(opens="09:00", closes="12:00", days=WORKDAYS, **rest):
    return {"days": list(days), "opens": opens, "closes": closes, **rest}


def words(text):
    return {"en": text, "cy": f"{text} (cy)"}


def room(key, site="hall", **rest):
    return {"key": key, "kind": "room", "name": words(key), "site": site, **rest}


def person(key, **rest):
    return {"key": key, "kind": "person", "name": words(key), **rest}


def activity(key="birth", duration=30, needs=None, **rest):
    needs = needs or [{"role": "room", "kind": "room"}]
    return {"key": key, "name": words(key), "duration": duration, "needs": needs, **rest}


def staff_of(council, *permissions):
    return Actor(
        kind=ActorKind.STAFF,
        identifier="staff",
        name="Staff",
        permissions={council.id: frozenset(permissions)},
    )


def queue(*services, site="hall"):
    """Return a queue as a council's file says it; without services one for housing."""
    services = services or (service(),)
    return {"site": site, "services": list(services)}


def service(key="housing", letter="A", **rest):
    return {"key": key, "letter": letter, "name": words(key), **rest}


@dataclass
class Diary:
    """A council's diary, and ways to look at it that read well in a test."""

    council: object
    now: datetime
    staff: Actor = field(init=False)

    def __post_init__(self):
        self.staff = staff_of(
            self.council, "booking.view", "booking.book", "booking.check-in", "booking.manage"
        )

    def apply(self, **sections):
        context = SetupContext(self.council, Path(), self.now)
        apply_bookings(context, sections)
        return self

    def open(self, *resources, activities=None, sites=None, **rest):
        return self.apply(
            sites=sites or [{"key": "hall", "name": words("Town Hall"), "hours": [hours()]}],
            resources=list(resources) or [room("one")],
            activities=activities or [activity()],
            **rest,
        )

    def activity(self, key="birth"):
        return Activity.objects.get(key=key)

    def site(self, key="hall"):
        return Site.objects.get(key=key)

    def resource(self, key="one"):
        return Resource.objects.get(key=key)

    def at(self, day, clock):
        """Return the moment of a local time, such as `at("2026-11-19", "09:30")`."""
        return moment_of(date.fromisoformat(day), time.fromisoformat(clock), LONDON)

    def free(self, day, key="birth", now=None, **wish):
        """Return the local times that are free on a day."""
        found = slots.free_slots(
            self.activity(key), date.fromisoformat(day), slots.Wish(**wish), now=now or self.now
        )
        return [f"{slot.local_time:%H:%M}" for slot in found]

    def hold(self, day, clock, key="birth", actor=VISITOR, now=None, **request):
        return actions.hold_slot(
            actor=actor,
            activity_id=self.activity(key).pk,
            starts_at=self.at(day, clock),
            now=now or self.now,
            request=actions.Request(**request),
        )

    def confirm(self, held, actor=VISITOR, now=None, name="Sian Jones", **details):
        return actions.confirm_booking(
            actor=actor,
            booking_id=held.booking.pk,
            secret=held.secret,
            details=Details(name=name, **details),
            now=now or self.now,
        )

    def book(self, day, clock, key="birth", **request):
        held = self.hold(day, clock, key, **request)
        return actions.Held(self.confirm(held), held.secret)
