"""Many people at once: never two in one slot, nobody left waiting, no deadlock."""

from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Barrier

import pytest
from django.db import connections

from moothall.bookings import actions
from moothall.bookings.errors import NotOpen, SlotTaken
from moothall.bookings.models import Booking, Claim, GroupSession, Series
from moothall.bookings.tests.kit import VISITOR, Diary, activity, hours, person, room, words
from moothall.kernel.models import OutboxEvent
from moothall.kernel.scope import acting_for

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.slow]

DAY = "2026-11-19"
AT_A_TIME = 25


@pytest.fixture
def diary(northvale, now):
    return Diary(northvale, now)


def all_at_once(diary, calls, at_a_time=AT_A_TIME):
    """Call everything from as many threads, begun together; return what each answered."""
    begin = Barrier(min(at_a_time, len(calls)))

    def one(pair):
        number, call = pair
        try:
            if number < begin.parties:
                begin.wait(10)
            with acting_for(diary.council.id):
                return call()
        except (SlotTaken, NotOpen) as refusal:
            return refusal
        finally:
            connections.close_all()

    with ThreadPoolExecutor(begin.parties) as pool:
        return list(pool.map(one, enumerate(calls)))


def kinds(answers):
    return Counter(type(answer).__name__ for answer in answers)


def test_two_hundred_want_one_slot(diary):
    with acting_for(diary.council.id):
        diary.open()

    answers = all_at_once(diary, [lambda: diary.hold(DAY, "09:30")] * 200)

    assert kinds(answers) == {"Held": 1, "SlotTaken": 199}
    best = {
        tuple(f"{slot.local_time:%H:%M}" for slot in answer.next_best)
        for answer in answers
        if isinstance(answer, SlotTaken)
    }
    assert best == {("09:00", "10:00", "10:30")}
    with acting_for(diary.council.id):
        assert Booking.objects.count() == Claim.objects.count() == 1


def test_one_button_pressed_many_times_holds_once(diary):
    with acting_for(diary.council.id):
        diary.open(room("one"), activities=[activity(), activity("course", capacity=50)])

    for key in ("birth", "course"):
        clock = {"birth": "09:30", "course": "10:30"}[key]
        answers = all_at_once(
            diary, [lambda key=key, clock=clock: diary.hold(DAY, clock, key, once="a-mark")] * 20
        )

        assert len({answer.secret for answer in answers}) == 1
    with acting_for(diary.council.id):
        assert Booking.objects.count() == 2
        assert GroupSession.objects.get().taken == 1


def test_a_session_of_fifty_takes_exactly_fifty(diary):
    with acting_for(diary.council.id):
        diary.open(activities=[activity(capacity=50)])

    answers = all_at_once(diary, [lambda: diary.hold(DAY, "09:30")] * 120)

    assert kinds(answers) == {"Held": 50, "SlotTaken": 70}
    with acting_for(diary.council.id):
        assert GroupSession.objects.get().taken == Booking.objects.count() == 50
        assert Claim.objects.count() == 1


def test_registrar_and_room_in_whatever_order(diary):
    """Two activities want the same two resources, one the other way round: no deadlock."""
    roles = [{"role": "a", "kind": "person"}, {"role": "b", "kind": "room"}]
    turned = [{"role": "a", "kind": "room"}, {"role": "b", "kind": "person"}]
    with acting_for(diary.council.id):
        diary.open(
            room("one"), room("two"),
            person("ann", hours=[hours()]), person("ben", hours=[hours()]),
            activities=[activity("wed", needs=roles), activity("meet", needs=turned)],
        )  # fmt: skip
    calls = [lambda key=key: diary.hold(DAY, "09:30", key) for key in ("wed", "meet")] * 30

    answers = all_at_once(diary, calls)

    assert kinds(answers) == {"Held": 2, "SlotTaken": 58}
    with acting_for(diary.council.id):
        assert Claim.objects.filter(is_active=True).count() == 4


def test_a_hold_that_ran_out_goes_to_one(diary):
    later = diary.now + timedelta(minutes=30)
    with acting_for(diary.council.id):
        diary.open()
        diary.hold(DAY, "09:30")

    answers = all_at_once(diary, [lambda: diary.hold(DAY, "09:30", now=later)] * 40)

    assert kinds(answers) == {"Held": 1, "SlotTaken": 39}


def test_two_who_swap_and_many_who_move_into_one_time(diary):
    with acting_for(diary.council.id):
        diary.open(room("one"), room("two"))
        booked = [
            diary.book(DAY, clock)
            for clock in ("09:00", "09:00", "09:30", "09:30", "10:00", "10:00")
        ]
    calls = [
        lambda held=held: actions.move_booking(
            actor=diary.staff, booking_id=held.booking.pk, starts_at=diary.at(DAY, "11:00"),
            now=diary.now,
        )
        for held in booked
    ]  # fmt: skip

    answers = all_at_once(diary, calls)

    assert kinds(answers) == {"Booking": 2, "SlotTaken": 4}
    with acting_for(diary.council.id):
        assert Claim.objects.filter(is_active=True).count() == 6


def test_nobody_books_into_a_closure_that_is_just_made(diary):
    with acting_for(diary.council.id):
        diary.open(*[room(f"r{number}") for number in range(20)])
        site = diary.site()

    def close():
        return actions.make_closure(
            actor=diary.staff, of=site, starts_at=diary.at(DAY, "00:00"),
            ends_at=diary.at("2026-11-20", "00:00"), reason=words("Flood"), now=diary.now,
        )  # fmt: skip

    answers = all_at_once(
        diary,
        [*[lambda: diary.book(DAY, "09:30")] * 10, close, *[lambda: diary.book(DAY, "09:30")] * 14],
    )

    with acting_for(diary.council.id):
        assert not Booking.objects.filter(closure__isnull=True).exists()
        promised = Booking.objects.filter(status="confirmed").count()
        told = OutboxEvent.objects.filter(name="bookings.booking-shut").count()
        assert told == promised == kinds(answers)["Held"]


def test_families_want_the_same_rooms_all_or_none(diary):
    with acting_for(diary.council.id):
        diary.open(*[room(f"r{number}") for number in range(10)],
                   activities=[activity(together=4)])  # fmt: skip
        activity_id = diary.activity().pk

    def book():
        return actions.book_group(
            actor=VISITOR, activity_id=activity_id, starts_at=diary.at(DAY, "09:30"), how_many=4,
            now=diary.now,
        )  # fmt: skip

    answers = all_at_once(diary, [book] * 30)

    assert kinds(answers) == {"list": 2, "SlotTaken": 28}
    with acting_for(diary.council.id):
        assert Booking.objects.count() == Claim.objects.count() == 8
        groups = Counter(Booking.objects.values_list("group_id", flat=True))
        assert sorted(groups.values()) == [4, 4]


def test_series_that_cross_are_had_whole_or_not_at_all(diary):
    with acting_for(diary.council.id):
        diary.open(activities=[activity(series=6, horizon=100)])
        activity_id = diary.activity().pk
    first = diary.at(DAY, "09:30")
    weeks = [first + timedelta(weeks=number) for number in range(6)]

    def book(starts):
        return actions.book_dates(
            actor=VISITOR, activity_id=activity_id, starts=starts, now=diary.now
        )

    calls = [lambda starts=starts: book(starts) for starts in (weeks, weeks[::-1], weeks[2:])] * 8

    answers = all_at_once(diary, calls)

    assert kinds(answers) == {"SeriesHeld": 1, "SlotTaken": 23}
    with acting_for(diary.council.id):
        assert Booking.objects.count() in {4, 6}
        assert Series.objects.count() == 1
