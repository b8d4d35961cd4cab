"""What pages are given to read, in few statements, and nobody else's."""

from datetime import date

import pytest

from moothall.bookings import queries
from moothall.bookings.slots import Wish
from moothall.bookings.tests.kit import VISITOR, activity, room, words
from moothall.kernel.errors import NotFound
from moothall.kernel.scope import acting_for

DAY = "2026-11-19"


def test_bookings_are_found_by_id_secret_and_reference(diary, django_assert_num_queries):
    diary.open()
    held = diary.book(DAY, "09:30")
    held.booking.refresh_from_db()

    with django_assert_num_queries(2):
        row = queries.booking(held.booking.pk)
    assert [one.key for one in row.resources] == ["one"]
    assert (row.activity_key, row.site_name["en"], row.name) == ("birth", "Town Hall", "Sian Jones")
    assert queries.booking_by_secret(held.secret) == row
    said = held.booking.reference.lower().replace("-", " ")
    assert queries.booking_by_reference(said) == row
    for wrong in (said[:-1], said[:-1] + ("2" if said[-1] != "2" else "3"), ""):
        with pytest.raises(NotFound):
            queries.booking_by_reference(wrong)


def test_lists_cost_as_much_for_many_as_for_one(diary, django_assert_num_queries):
    diary.open(room("one"), room("two"), activities=[activity(), activity("cycling", capacity=9)])
    for clock in ("09:00", "09:00", "09:30"):
        diary.book(DAY, clock)
    diary.book(DAY, "10:00", "cycling")
    diary.hold(DAY, "11:00")
    ids = [diary.resource("one").pk, diary.resource("two").pk]

    with django_assert_num_queries(2):
        rows = queries.bookings_on(date(2026, 11, 19))
    assert [f"{row.local_time:%H:%M}" for row in rows] == ["09:00", "09:00", "09:30", "10:00"]
    assert all(row.resources for row in rows)
    with django_assert_num_queries(2):
        day = date(2026, 11, 19)
        entries = queries.diary_between(day, day, ids, now=diary.now)
    assert sorted(entry.kind for entry in entries) == ["booking"] * 4 + ["session"]
    assert {entry.capacity for entry in entries} == {1, 9}


def test_slots_by_key_and_sites_of_an_activity(diary):
    diary.open(
        room("one"),
        sites=[
            {"key": "hall", "name": words("Town Hall"), "point": [1, 1]},
            {"key": "empty", "name": words("Empty")},
        ],
    )
    diary.apply(sites=[{"key": "hall", "name": words("Town Hall"), "hours": [
        {"days": ["thu"], "opens": "09:00", "closes": "10:00"}]}])  # fmt: skip
    offered = queries.activity_by_key("birth")

    [first, _] = queries.free_slots(offered.id, date(2026, 11, 19), Wish(), now=diary.now)
    assert queries.slot_from_key(first.key) == (first.starts_at, first.site_id)
    with pytest.raises(ValueError, match="tomorrow"):
        queries.slot_from_key("tomorrow")
    assert [one.key for one in queries.sites_of_activity(offered.id, now=diary.now)] == ["hall"]


def test_the_other_council_reads_nothing(diary, southmere):
    diary.open()
    held = diary.book(DAY, "09:30")
    resource = diary.resource().pk

    with acting_for(southmere.id):
        assert queries.activities() == queries.sites() == queries.resources() == []
        assert queries.bookings_on(date(2026, 11, 19)) == []
        day = date(2026, 11, 19)
        assert queries.diary_between(day, day, [resource], now=diary.now) == []
        for ask in (
            lambda: queries.booking(held.booking.pk),
            lambda: queries.booking_by_secret(held.secret),
            lambda: queries.booking_by_reference(held.booking.reference),
            lambda: queries.activity_by_key("birth"),
        ):
            with pytest.raises(NotFound):
                ask()
        with pytest.raises(NotFound):
            queries.free_slots(held.booking.activity_id, day, Wish(), now=diary.now)


def test_a_persons_bookings_ahead_and_past(diary, rhian):
    diary.open()
    person_id = rhian.pk
    diary.hold(DAY, "09:00", actor=diary.staff, person_id=person_id)
    held = diary.hold(DAY, "09:30", actor=diary.staff, person_id=person_id)
    diary.confirm(held, actor=VISITOR)

    [ahead] = queries.bookings_of_person(person_id, now=diary.now)
    after = diary.at(DAY, "12:00")
    [past] = queries.bookings_of_person(person_id, now=after, is_past=True)

    assert ahead.id == past.id == held.booking.pk
    assert queries.bookings_of_person(person_id, now=diary.now, is_past=True) == []
