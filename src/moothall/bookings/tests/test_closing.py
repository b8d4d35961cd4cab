"""A closure tells everybody affected once, and shuts the time."""

import pytest

from moothall.bookings import actions
from moothall.bookings.errors import NotOpen
from moothall.bookings.models import Booking
from moothall.bookings.tests.kit import VISITOR, room, staff_of, words
from moothall.kernel.errors import NotPermitted
from moothall.kernel.models import OutboxEvent

DAY, NEXT = "2026-11-19", "2026-11-20"


def told(name):
    return OutboxEvent.objects.filter(name=f"bookings.{name}").count()


def close(diary, of, days=(DAY, NEXT), actor=None):
    return actions.make_closure(
        actor=actor or diary.staff,
        of=of,
        starts_at=diary.at(days[0], "00:00"),
        ends_at=diary.at(days[1], "00:00"),
        reason=words("A burst pipe"),
        now=diary.now,
    )


def test_everybody_affected_is_told_once_and_offered_another_time(
    diary, django_assert_max_num_queries
):
    diary.open(room("one"), room("two"))
    day = [diary.book(DAY, clock) for clock in ("09:00", "09:00", "09:30", "10:00")]
    after = diary.book(NEXT, "09:00")
    held = diary.hold(DAY, "11:00")

    with pytest.raises(NotPermitted):
        close(diary, diary.site(), actor=staff_of(diary.council, "booking.book"))
    site = diary.site()
    with django_assert_max_num_queries(12):
        closure, count = close(diary, site)

    assert (count, told("booking-shut")) == (4, 4)
    assert diary.free(DAY) == []
    with pytest.raises(NotOpen):
        diary.confirm(held)
    _, again = close(diary, diary.resource("one"))
    assert (again, told("booking-shut")) == (0, 4)
    moved = actions.move_booking(
        actor=VISITOR,
        booking_id=day[0].booking.pk,
        secret=day[0].secret,
        starts_at=diary.at(NEXT, "10:00"),
        now=diary.now,
    )
    assert moved.closure_id is None
    assert Booking.objects.filter(closure=closure, status="confirmed").count() == 3
    after.booking.refresh_from_db()
    assert after.booking.closure_id is None


def test_what_is_lifted_takes_place_after_all_unless_another_closure_shuts_it(diary):
    diary.open(room("one"), room("two"))
    first, second = diary.book(DAY, "09:00").booking, diary.book(DAY, "09:00").booking
    closure, _ = close(diary, diary.site())
    room_of_first = first.claims.get().resource
    other, _ = close(diary, room_of_first)

    _, again = actions.lift_closure(actor=diary.staff, closure_id=closure.pk, now=diary.now)

    assert (again, told("closure-lifted")) == (1, 1)
    first.refresh_from_db()
    second.refresh_from_db()
    assert (first.closure_id, second.closure_id) == (other.pk, None)
    assert actions.lift_closure(actor=diary.staff, closure_id=closure.pk, now=diary.now)[1] == 0
    assert diary.free(DAY) != []
