"""How long a booking keeps the name of who booked."""

from datetime import timedelta

from moothall.bookings import actions
from moothall.bookings.models import Booking
from moothall.bookings.personal_data import Bookings
from moothall.bookings.tests.kit import VISITOR
from moothall.people.personal_data import whose

DAY = "2026-11-19"


def names():
    return sorted(Booking.objects.values_list("status", "name"))


def test_names_go_a_year_after_and_of_vain_holds_at_once(diary):
    diary.open()
    diary.book(DAY, "09:00")
    held = diary.hold(DAY, "10:00")
    diary.confirm(held)
    released = diary.hold(DAY, "09:30")
    Booking.objects.filter(pk=released.booking.pk).update(name="Sian Jones")
    actions.release_hold(
        actor=VISITOR, booking_id=released.booking.pk, secret=released.secret, now=diary.now
    )

    assert actions.forget_old_bookings(now=diary.now + timedelta(days=200)) == 1
    assert names() == [("confirmed", "Sian Jones")] * 2 + [("released", "")]
    assert actions.forget_old_bookings(now=diary.now + timedelta(days=400)) == 2
    assert actions.forget_old_bookings(now=diary.now + timedelta(days=400)) == 0


def test_erasing_keeps_what_is_ahead_and_takes_the_rest(diary, rhian):
    diary.open()
    given = {"actor": diary.staff, "person_id": rhian.pk}
    diary.confirm(diary.hold(DAY, "09:00", **given))
    diary.hold(DAY, "09:30", **given)
    mine = whose(rhian.pk, council_id=diary.council.id, with_account=False)
    section = Bookings().collect(mine)[0]

    assert [row["local_time"] for row in section.rows] == ["09:00", "09:30"]
    kept = Bookings().erase(mine, diary.now)
    assert sorted((fate.reason, fate.count) for fate in kept) == [("", 1), ("needed", 1)]
    assert Booking.objects.filter(person_id=rhian.pk).count() == 1
    after = diary.now + timedelta(days=500)
    again = whose(rhian.pk, council_id=diary.council.id, with_account=False)
    assert [fate.reason for fate in Bookings().erase(again, after)] == [""]
    assert not Booking.objects.exclude(name="").exists()
