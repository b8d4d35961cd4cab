"""A freed time is the waiting list's before it is anybody's, however many click at that moment."""

from datetime import timedelta

import pytest
from django.core.exceptions import ObjectDoesNotExist
from django.db import connection

from moothall.bookings import actions
from moothall.bookings.errors import SlotTaken
from moothall.bookings.models import Booking, WaitingEntry, WaitingOffer
from moothall.bookings.tests.kit import Diary, activity, room, staff_of, words
from moothall.bookings.tests.test_races import all_at_once, kinds
from moothall.bookings.tests.test_waiting import DAY, cancel, full_day, join, statuses
from moothall.bookings.waiting.actions import lapse_offer, leave_waiting_list
from moothall.kernel.actors import system
from moothall.kernel.models import OutboxEvent
from moothall.kernel.scope import acting_for
from moothall.notifications.models import Message

CLOCKS = ("09:00", "09:30")


@pytest.fixture
def shared(northvale, now):
    """A diary that threads see."""
    return Diary(northvale, now)


def click(diary, now=None):
    return [lambda c=clock: diary.hold(DAY, c, now=now) for clock in CLOCKS] * 12


@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
def test_two_places_freed_three_waiting_and_the_public_clicking(shared):
    with acting_for(shared.council.id):
        booked = full_day(shared)
        for number in range(3):
            join(shared, f"w{number}", number)
    freeing = [lambda held=held: cancel(shared, held) for held in booked]

    answers = all_at_once(shared, [*click(shared)[:8], *freeing, *click(shared)])

    assert kinds(answers) == {"SlotTaken": 32, "NoneType": 2}
    with acting_for(shared.council.id):
        assert statuses() == {"w0": "offered", "w1": "offered", "w2": "waiting"}
        offers = list(WaitingOffer.objects.values_list("pk", "answer_by"))
        assert Message.objects.filter(template="bookings.waiting-offer").count() == 2
    over = max(answer_by for _pk, answer_by in offers)
    lapsing = [lambda pk=pk: lapse_offer(offer_id=pk, now=over) for pk, _by in offers] * 2

    answers = all_at_once(shared, [*click(shared, over)[:8], *lapsing, *click(shared, over)])

    # One time goes on to the third in line; nobody waits for the other, which is anybody's then.
    answers += all_at_once(shared, click(shared, over))
    assert kinds(answers) == {"SlotTaken": 55, "Held": 1, "bool": 4}
    assert [one for one in answers if isinstance(one, bool)].count(True) == 2
    with acting_for(shared.council.id):
        assert statuses() == {"w0": "lapsed", "w1": "lapsed", "w2": "offered"}
        assert Booking.objects.filter(status="held").count() == 2


@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
def test_closures_cancellations_and_offers_at_once_do_not_deadlock(shared):
    with acting_for(shared.council.id):
        shared.open(
            *[room(f"r{number}") for number in range(4)],
            activities=[
                activity(key, waiting_list={"offer_minutes": 60}) for key in ("birth", "death")
            ],
        )  # fmt: skip
        booked = [shared.book(DAY, "09:30", key) for key in ("birth", "death") for _ in range(2)]
        waiting = [
            join(shared, f"{key}{n}", n, key) for key in ("birth", "death") for n in range(6)
        ]
        site = shared.site()
    span = {"starts_at": shared.at(DAY, "00:00"), "ends_at": shared.at("2026-11-20", "00:00")}

    def close_and_lift():
        closure, _many = actions.make_closure(
            actor=shared.staff, of=site, **span, reason=words("Flood"), now=shared.now
        )
        actions.lift_closure(actor=shared.staff, closure_id=closure.pk, now=shared.now)

    answers = all_at_once(
        shared,
        [
            *[lambda held=held: cancel(shared, held) for held in booked],
            *[close_and_lift] * 3,
            *[lambda one=one: leave_waiting_list(entry_id=one.pk, now=shared.now)
              for one in waiting[::2]],
            *[lambda key=key: shared.book(DAY, "10:00", key) for key in ("birth", "death")] * 6,
        ],
    )  # fmt: skip

    assert not [one for one in answers if isinstance(one, ObjectDoesNotExist)]
    with acting_for(shared.council.id):
        open_offers = WaitingOffer.objects.filter(state="open")
        assert set(open_offers.values_list("entry__status", flat=True)) <= {"offered"}
        held = Booking.objects.filter(status="held", pk__in=open_offers.values("booking_id"))
        assert held.count() == open_offers.count()


def test_who_frees_a_time_offers_it_in_the_same_breath(diary):
    booked = full_day(diary)
    join(diary, "first")
    before = OutboxEvent.objects.count()

    cancel(diary, booked[0])

    assert statuses() == {"first": "offered"}
    assert OutboxEvent.objects.count() > before
    with pytest.raises(SlotTaken):
        diary.hold(DAY, "09:00")
    assert Message.objects.filter(template="bookings.waiting-offer").count() == 1


def test_a_hold_that_runs_out_is_the_lists_before_it_is_anybodys(diary):
    booked = full_day(diary)
    cancel(diary, booked[0])
    held = diary.hold(DAY, "09:00")
    join(diary, "first")
    over = held.booking.held_until

    assert diary.free(DAY, now=over) == []
    with pytest.raises(SlotTaken):
        diary.hold(DAY, "09:00", now=over)
    assert actions.expire_holds(actor=system("bookings"), now=over) == 1

    assert statuses() == {"first": "offered"}
    with pytest.raises(SlotTaken):
        diary.hold(DAY, "09:00", now=over + timedelta(minutes=5))


def test_a_time_that_a_moved_booking_leaves_is_offered(diary):
    booked = full_day(diary)
    cancel(diary, booked[1])
    join(diary, "first", until_time=diary.at(DAY, "09:15").time())

    actions.move_booking(
        actor=staff_of(diary.council, "booking.book", "booking.manage"),
        booking_id=booked[0].booking.pk, starts_at=diary.at(DAY, "09:30"), now=diary.now,
    )  # fmt: skip

    assert statuses() == {"first": "offered"}
    assert diary.free(DAY) == []


def test_what_one_activity_gives_back_another_list_is_offered(diary):
    diary.open(
        room("one"),
        activities=[activity(), activity("death", waiting_list={"offer_minutes": 60})],
        sites=[{"key": "hall", "name": words("Hall"), "hours": [
            {"days": ["thu"], "opens": "09:00", "closes": "09:30"}]}],
    )  # fmt: skip
    held = diary.book(DAY, "09:00")
    join(diary, "first", key="death")

    cancel(diary, held)

    assert statuses() == {"first": "offered"}
    assert Booking.objects.get(status="held").activity.key == "death"


def test_a_council_where_nobody_waits_pays_one_question_for_it(
    diary, django_assert_max_num_queries
):
    diary.open()
    held = diary.book(DAY, "09:00")
    WaitingEntry.objects.all().delete()

    with django_assert_max_num_queries(16) as captured:
        cancel(diary, held)

    assert sum("bookings_waitingentry" in one["sql"] for one in captured) == 1
    assert connection.in_atomic_block
