"""Which times are offered."""

from datetime import UTC, date, datetime, time

import pytest

from moothall.bookings import slots
from moothall.bookings.errors import NoSuchTime
from moothall.bookings.models import Closure
from moothall.bookings.slots.local_time import moment_of
from moothall.bookings.tests.kit import (
    EVERY_DAY,
    LONDON,
    activity,
    hours,
    person,
    room,
    words,
)
from moothall.councils.models import BankHoliday

THURSDAY = "2026-11-19"


def test_hours_breaks_and_step_make_the_starts(diary):
    diary.open(
        activities=[activity(step=15)],
        sites=[
            {
                "key": "hall",
                "name": words("Hall"),
                "hours": [hours(), hours("10:00", "10:30", **{"break": True})],
            }
        ],
    )

    assert diary.free(THURSDAY) == [
        "09:00", "09:15", "09:30", "10:30", "10:45", "11:00", "11:15", "11:30",
    ]  # fmt: skip
    assert diary.free("2026-11-21") == []


def test_lead_and_horizon_bind_the_public_and_staff_have_no_lead(diary):
    diary.open(activities=[activity(lead=60, horizon=3)], sites=None)

    assert diary.free("2026-11-18") == []  # it is eleven: twelve is the end
    assert diary.free("2026-11-18", is_staff=True) == ["11:00", "11:30"]
    assert diary.free("2026-11-20") != []
    assert diary.free("2026-11-23") == []


def test_odd_days_bank_holidays_and_closures(diary, db):
    BankHoliday.objects.get_or_create(division="england-and-wales", day_on=date(2026, 11, 20))
    site = {"key": "hall", "name": words("Hall"), "hours": [hours()]}
    odd = [
        {"day": "2026-11-23"},
        {"day": "2026-11-24", "opens": "18:00", "closes": "19:00"},
    ]
    diary.open(sites=[site | {"exceptions": odd}], activities=[activity(horizon=30)])
    Closure.objects.create(
        council_id=diary.council.id,
        site=diary.site(),
        starts_at=diary.at("2026-11-25", "09:00"),
        ends_at=diary.at("2026-11-25", "11:10"),
        reason=words("Flood"),
        made_at=diary.now,
        made_by="",
    )

    assert diary.free("2026-11-20") == []
    assert diary.free("2026-11-23") == []
    assert diary.free("2026-11-24") == ["18:00", "18:30"]
    assert diary.free("2026-11-25") == ["11:30"]


def test_a_registrar_and_a_room_must_coincide(diary):
    needs = [
        {"role": "registrar", "kind": "person", "skills": ["births"]},
        {"role": "room", "kind": "room"},
    ]
    diary.open(
        room("one", hours=[hours("09:00", "11:00")]),
        person("rose", skills=["births"], hours=[hours("10:00", "12:00")]),
        person("john", skills=["deaths"], hours=[hours()]),
        activities=[activity(needs=needs)],
    )

    assert diary.free(THURSDAY) == ["10:00", "10:30"]


def test_one_resource_is_not_counted_in_two_roles(diary):
    needs = [
        {"role": "lead", "kind": "person", "skills": ["lead"]},
        {"role": "witness", "kind": "person"},
    ]
    both = person("ann", skills=["lead"], hours=[hours()])
    diary.open(both, activities=[activity(needs=needs)])
    assert diary.free(THURSDAY) == []

    diary.open(both, person("ben", hours=[hours("09:00", "10:00")]))
    diary.apply(activities=[activity(needs=needs)])
    assert diary.free(THURSDAY) == ["09:00", "09:30"]


def test_nearest_place_first_and_step_free_alone(diary):
    diary.open(
        room("far-room", "far"),
        room("near-room", "near"),
        sites=[
            {"key": "far", "name": words("Far"), "point": [400000, 300000], "hours": [hours()],
             "features": ["step-free"]},
            {"key": "near", "name": words("Near"), "point": [400100, 300000], "hours": [hours()]},
        ],
    )  # fmt: skip
    day = date(2026, 11, 19)

    near = slots.Wish(near=(400090.0, 300000.0))
    first, second, *_ = slots.free_slots(diary.activity(), day, near, now=diary.now)
    assert [one.site_name["en"] for one in (first, second)] == ["Near", "Far"]
    assert (first.distance, first.local_time) == (10.0, second.local_time)
    fit = slots.Wish(features=frozenset({"step-free"}))
    found = slots.free_slots(diary.activity(), day, fit, now=diary.now)
    assert {one.site_name["en"] for one in found} == {"Far"}


NIGHT = {"key": "hall", "name": words("Hall"), "hours": [hours("22:00", "04:00", EVERY_DAY)]}


@pytest.mark.parametrize(
    ("day", "free"),
    [
        # The hour from one to two does not exist.
        ("2026-03-29", ["00:00", "00:30", "02:00", "02:30", "03:00", "03:30", "22:00", "22:30",
                        "23:00", "23:30"]),
        # The hour from one to two exists twice.
        ("2026-10-25", ["00:00", "00:30", "02:00", "02:30", "03:00", "03:30", "22:00", "22:30",
                        "23:00", "23:30"]),
        ("2028-02-29", ["00:00", "00:30", "01:00", "01:30", "02:00", "02:30", "03:00", "03:30",
                        "22:00", "22:30", "23:00", "23:30"]),
    ],
)  # fmt: skip
def test_clock_changes_midnight_and_leap_day(diary, day, free):
    diary.open(sites=[NIGHT], activities=[activity()])
    now = datetime.combine(date.fromisoformat(day), time(0), tzinfo=UTC).replace(hour=0)
    before = now.replace(day=now.day - 1)

    assert diary.free(day, now=before) == free


def test_a_length_is_real_time_across_the_change(diary):
    diary.open(sites=[NIGHT], activities=[activity(duration=120)])
    now = datetime(2026, 3, 28, 9, tzinfo=UTC)
    found = slots.free_slots(diary.activity(), date(2026, 3, 29), slots.Wish(), now=now)

    # Two hours from midnight (GMT) end at three by the clock, which skipped one.
    assert [(f"{one.local_time:%H:%M}", one.ends_at - one.starts_at) for one in found][:1] == [
        ("00:00", found[0].ends_at - found[0].starts_at)
    ]
    assert found[0].ends_at.astimezone(LONDON).hour == 3
    assert (found[0].ends_at - found[0].starts_at).total_seconds() == 7200


@pytest.mark.parametrize("day", [date(2026, 3, 29), date(2026, 10, 25)])
def test_a_time_that_is_no_one_moment_is_refused(day):
    with pytest.raises(NoSuchTime):
        moment_of(day, time(1, 30), LONDON)


def test_a_month_costs_as_many_statements_as_a_day(diary, django_assert_max_num_queries):
    diary.open(*[room(f"r{number}") for number in range(12)])
    first, last, offered = date(2026, 11, 19), date(2026, 12, 19), diary.activity()
    diary.free(THURSDAY)

    with django_assert_max_num_queries(2):
        days = slots.first_free_per_day(offered, first, last, slots.Wish(), now=diary.now)
    assert days[first].local_time == time(9)
    assert days[date(2026, 11, 22)] is None
    assert len(days) == 31


def test_the_other_council_has_nothing_to_book(diary, southmere):
    from moothall.kernel.scope import acting_for

    diary.open()
    offered = diary.activity()

    with acting_for(southmere.id):
        found = slots.free_slots(offered, date(2026, 11, 19), slots.Wish(), now=diary.now)
    assert found == []
