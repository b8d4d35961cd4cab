"""
The diary of a busy council: `python -m bench.inside.diary COUNCIL prepare`, or `… measure TIMES`.

The first makes two hundred resources and prints ids; the second prints how long looking and holding
took, in milliseconds.
"""

import json
import sys
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import django

ACTIVITY = "bench-appointment"
SITES, ROOMS_A_SITE, PEOPLE = 10, 10, 100
#: A Monday, and a month with no change of the clock.
FIRST = datetime(2027, 2, 1, tzinfo=UTC)
DAYS = 31
WARM_UP = 3


def prepare(slug: str) -> dict[str, Any]:
    """This will write the council's sites, rooms and people down and give what fills the diary."""
    from moothall.bookings.models import Activity, Resource  # noqa: PLC0415 - Django comes first
    from moothall.bookings.setup import apply_bookings  # noqa: PLC0415
    from moothall.councils.queries import council_by_slug  # noqa: PLC0415
    from moothall.councils.setup import SetupContext  # noqa: PLC0415
    from moothall.kernel.scope import acting_for  # noqa: PLC0415

    council = council_by_slug(slug)
    with acting_for(council.id):
        apply_bookings(SetupContext(council, Path(), FIRST), _section())
        offered = Activity.objects.get(key=ACTIVITY)
        ids = Resource.objects.filter(key__startswith="bench-").order_by("key")
        return {
            "council": council.id,
            "activity": str(offered.pk),
            "resources": [str(pk) for pk in ids.values_list("pk", flat=True)],
        }


def _section() -> dict[str, Any]:
    week = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"]
    hours = [{"days": week, "opens": "09:00", "closes": "17:00"}]
    lunch = [
        {"days": week, "opens": "12:00", "closes": f"13:{n:02}", "break": True} for n in (0, 5)
    ]
    sites = [
        {"key": f"bench-{n}", "name": {"en": f"Site {n}"}, "hours": hours, "point": [n, n]}
        for n in range(SITES)
    ]
    rooms = [
        {"key": f"bench-room-{site}-{n}", "kind": "room", "name": {"en": f"Room {n}"},
         "site": f"bench-{site}", "skills": ["bench"]}
        for site in range(SITES) for n in range(ROOMS_A_SITE)
    ]  # fmt: skip
    people = [
        {"key": f"bench-person-{n}", "kind": "person", "name": {"en": f"Person {n}"},
         "skills": ["bench"], "hours": [*hours, lunch[n % 2]]}
        for n in range(PEOPLE)
    ]  # fmt: skip
    offered = {
        "key": ACTIVITY, "name": {"en": "Appointment"}, "duration": 30, "step": 30, "horizon": 400,
        "needs": [{"role": kind, "kind": kind, "skills": ["bench"]} for kind in ("person", "room")],
    }  # fmt: skip
    return {"sites": sites, "resources": rooms + people, "activities": [offered]}


def measure(slug: str, times: int) -> dict[str, list[float]]:
    """
    This will look at a month and at a day, and hold and release, over and over.

    :raises RuntimeError: if nothing is found
    """
    from moothall.bookings import actions, queries  # noqa: PLC0415 - Django comes first
    from moothall.bookings.slots import Wish  # noqa: PLC0415
    from moothall.councils.queries import council_by_slug  # noqa: PLC0415
    from moothall.kernel.actors import anonymous_resident  # noqa: PLC0415
    from moothall.kernel.scope import acting_for  # noqa: PLC0415

    council, visitor = council_by_slug(slug), anonymous_resident()
    now = FIRST - timedelta(days=3)
    with acting_for(council.id):
        offered = queries.activity_by_key(ACTIVITY)
        first = FIRST.date()

        def month() -> Any:
            last = first + timedelta(days=DAYS - 1)
            return queries.first_free_per_day(offered.id, first, last, Wish(), now=now)

        def day() -> Any:
            return queries.free_slots(offered.id, first + timedelta(days=7), Wish(), now=now)

        begins = day()[-1].starts_at

        def hold() -> Any:
            held = actions.hold_slot(
                actor=visitor, activity_id=offered.id, starts_at=begins, now=now
            )
            actions.release_hold(
                actor=visitor, booking_id=held.booking.pk, secret=held.secret, now=now
            )
            return held

        looks = {"month": month, "day": day, "hold": hold}
        return {name: _milliseconds(look, times) for name, look in looks.items()}


def _milliseconds(look: Callable[[], Any], times: int) -> list[float]:
    took = []
    for number in range(times + WARM_UP):
        began = time.perf_counter()
        if not look():
            raise RuntimeError("Nothing is free.")
        if number >= WARM_UP:
            took.append((time.perf_counter() - began) * 1000)
    return took


if __name__ == "__main__":
    django.setup()
    match sys.argv[1:]:
        case [council, "prepare"]:
            print(json.dumps(prepare(council)))
        case [council, "measure", times]:
            print(json.dumps(measure(council, int(times))))
