"""The walk-in queue: a number once, a person once, in a fair order, and no names."""

from collections import Counter
from dataclasses import replace
from datetime import timedelta
from uuid import uuid4

import pytest

from moothall.bookings.models import QueueCounter, QueueService, QueueTicket
from moothall.bookings.queueing import queries, serving
from moothall.bookings.queueing.actions import close_queue, local_day, reopen_queue, take_ticket
from moothall.bookings.queueing.clearing import forget_queues_of_days_past
from moothall.bookings.queueing.errors import BookedOnly, CounterTaken, NoCounter, QueueClosed
from moothall.bookings.queueing.queries import screen, waiting_times
from moothall.bookings.queueing.serving import call_next
from moothall.bookings.tests.kit import VISITOR, Diary, activity, queue, staff_of
from moothall.bookings.tests.kit import service as kit_service
from moothall.bookings.tests.test_races import all_at_once
from moothall.kernel.errors import NotFound, NotPermitted, TransitionNotAllowed
from moothall.kernel.scope import acting_for

DAY = "2026-11-19"


MINUTE = timedelta(minutes=1)
SERVICES = (
    kit_service(minutes=20),
    kit_service("benefits", "B", minutes=10),
)


def queue_at(diary, *services):
    diary.open(activities=[activity()], queues=[queue(*services)])
    return QueueService.objects.order_by("position").first()


def take(service, now, **more):
    return take_ticket(service_id=service.pk, now=now, **more)


def adviser(diary, name):
    return replace(diary.staff, identifier=name, name=name.title())


def at_counter(diary, name, desk, now, *keys):
    actor = adviser(diary, name)
    serving.stand_at_counter(
        actor=actor, site_id=diary.site().pk, desk=desk, service_keys=keys, now=now
    )
    return actor


def next_of(actor, diary, now):
    ticket = serving.call_next(actor=actor, site_id=diary.site().pk, now=now)
    return ticket and ticket.label


def call(diary, now, desk="1", actor=None):
    ticket = call_next(actor=actor or diary.staff, site_id=diary.site().pk, desk=desk, now=now)
    return ticket and ticket.label


def test_booked_people_go_in_at_their_time_and_others_as_they_came(diary, southmere):
    service = queue_at(diary)
    booked = diary.book(DAY, "09:30").booking
    at = diary.at(DAY, "09:00")
    minute = MINUTE
    labels = [
        take(service, at).label,
        take(service, at + minute, booking_id=booked.pk).label,
        take(service, at + 2 * minute, booking_id=booked.pk).label,
        take(service, at + 31 * minute).label,
    ]
    assert labels == ["A1", "A2", "A2", "A3"]
    with pytest.raises(NotPermitted):
        call(diary, at, actor=staff_of(diary.council, "booking.view"))

    assert call(diary, at + 10 * minute) == "A1"
    assert call(diary, at + 20 * minute) is None
    assert [call(diary, at + 35 * minute, desk) for desk in "12"] == ["A2", "A3"]

    shown = screen(site_id=diary.site().pk, on=local_day(diary.council.id, at))
    assert ({one.label for one in shown.called}, shown.waiting) == ({"A2", "A3"}, 0)
    times = waiting_times(site_id=diary.site().pk, on=local_day(diary.council.id, at))
    assert (times.called, times.middle, times.longest) == (3, 5 * minute, 10 * minute)
    take(service, at + 40 * minute)
    assert close_queue(actor=diary.staff, site_id=diary.site().pk, now=at + 41 * minute) == 1
    with pytest.raises(QueueClosed):
        take(service, at + 42 * minute)
    with acting_for(southmere.id), pytest.raises(NotFound):
        take(service, at)


@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
def test_advisers_who_call_at_once_get_different_people(northvale, now):
    diary = Diary(northvale, now)
    with acting_for(northvale.id):
        service = queue_at(diary)
        site = diary.site().pk

    taken = all_at_once(
        diary, [lambda: take_ticket(service_id=service.pk, now=now).label for _ in range(12)]
    )
    called = all_at_once(
        diary,
        [
            lambda desk=desk: (
                call_next(actor=diary.staff, site_id=site, desk=str(desk), now=now).label
            )
            for desk in range(12)
        ],
    )

    assert len(set(taken)) == 12
    assert sorted(called) == sorted(taken)
    with acting_for(northvale.id):
        assert QueueTicket.objects.filter(state="called").count() == 12


@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
def test_one_person_is_never_called_by_two_who_press_at_once(northvale, now):
    """More advisers than people, by counters; and one ticket that all call out of turn."""
    diary = Diary(northvale, now)
    with acting_for(northvale.id):
        service = queue_at(diary)
        actors = [at_counter(diary, f"adviser-{n}", str(n), now) for n in range(8)]
        tickets = [take(service, now) for _ in range(3)]

    called = all_at_once(diary, [lambda a=a: next_of(a, diary, now) for a in actors])

    assert Counter(called) == {"A1": 1, "A2": 1, "A3": 1, None: 5}
    with acting_for(northvale.id):
        serving.put_aside(actor=actors[0], ticket_id=tickets[0].pk, now=now)

    def call_it(actor):
        try:
            return serving.call_ticket(actor=actor, ticket_id=tickets[0].pk, now=now).called_by
        except TransitionNotAllowed:
            return ""

    got = [one for one in all_at_once(diary, [lambda a=a: call_it(a) for a in actors]) if one]
    assert len(got) == 1
    with acting_for(northvale.id):
        assert QueueTicket.objects.get(pk=tickets[0].pk).called_by == got[0]


@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
def test_a_button_pressed_twice_takes_one_ticket(northvale, now):
    diary = Diary(northvale, now)
    with acting_for(northvale.id):
        service = queue_at(diary)
    once = uuid4()

    labels = all_at_once(diary, [lambda: take(service, now, taken_key=once).label] * 10)

    assert labels == ["A1"] * 10
    with acting_for(northvale.id):
        assert QueueTicket.objects.count() == 1


def test_an_adviser_calls_again_puts_aside_hands_over_and_finishes(diary, now):
    service = queue_at(diary, *SERVICES)
    benefits = QueueService.objects.get(key="benefits")
    ann = at_counter(diary, "ann", "1", now, "housing")
    ben = at_counter(diary, "ben", "2", now, "benefits")
    first, second = take(service, now), take(service, now)
    other = take(benefits, now)

    assert next_of(ann, diary, now) == "A1"
    again = serving.call_again(actor=ann, ticket_id=first.pk, now=now + MINUTE)
    assert (again.calls, again.called_at, again.last_called_at) == (2, now, now + MINUTE)
    serving.put_aside(actor=ann, ticket_id=first.pk, now=now)
    assert next_of(ann, diary, now) == "A2"
    serving.hand_over(actor=ann, ticket_id=second.pk, service_id=benefits.pk, now=now)
    assert next_of(ann, diary, now) is None
    assert next_of(ben, diary, now + MINUTE) == "A2"
    serving.hand_over(actor=ben, ticket_id=second.pk, to_staff="ann", now=now)
    assert next_of(ben, diary, now) == other.label
    assert next_of(ann, diary, now) == "A2"
    serving.call_ticket(actor=ann, ticket_id=first.pk, now=now)
    serving.finish(actor=ann, ticket_id=first.pk, now=now)
    serving.mark_absent(actor=ben, ticket_id=other.pk, now=now)

    states = dict(QueueTicket.objects.values_list("label", "state"))
    assert states == {"A1": "served", "A2": "served", other.label: "absent"}
    with pytest.raises(TransitionNotAllowed):
        serving.put_aside(actor=ann, ticket_id=first.pk, now=now)
    serving.put_back(actor=ben, ticket_id=other.pk, now=now)
    assert next_of(ben, diary, now) == other.label


def test_a_counter_has_one_adviser_and_who_leaves_keeps_nobody(diary, now):
    service = queue_at(diary)
    ann = at_counter(diary, "ann", "1", now)
    take(service, now)
    with pytest.raises(NoCounter):
        next_of(adviser(diary, "ben"), diary, now)
    assert next_of(ann, diary, now) == "A1"
    with pytest.raises(CounterTaken):
        at_counter(diary, "ben", "1", now)
    second = take(service, now)
    ben = at_counter(diary, "ben", "2", now)
    next_of(ben, diary, now)
    serving.hand_over(actor=ben, ticket_id=second.pk, to_staff="ann", now=now)

    serving.leave_counter(actor=ann, site_id=diary.site().pk, now=now)

    assert list(QueueCounter.objects.values_list("staff_name", "desk")) == [("Ben", "2")]
    assert QueueTicket.objects.get(label="A1").state == "served"
    assert next_of(ben, diary, now) == "A2"


def test_who_waits_is_told_how_many_are_before_them_and_how_long(
    diary, now, django_assert_max_num_queries
):
    service = queue_at(diary, *SERVICES)
    benefits = QueueService.objects.get(key="benefits")
    take(benefits, now)
    take(service, now)
    last = take(service, now)

    row = queries.ticket(last.pk)
    assert (row.ahead, row.minutes, row.counters) == (2, None, 0)
    at_counter(diary, "ann", "1", now, "housing")
    assert (queries.ticket(last.pk).ahead, queries.ticket(last.pk).minutes) == (1, 20)
    assert replace(queries.ticket(last.pk), minutes=125).hours == 2
    at_counter(diary, "ben", "2", now)
    assert (queries.ticket(last.pk).ahead, queries.ticket(last.pk).minutes) == (2, 15)
    for _ in range(20):
        take(service, now)
    with django_assert_max_num_queries(5):
        queries.ticket(last.pk)
    site, today = diary.site().pk, local_day(diary.council.id, now)
    with django_assert_max_num_queries(6):
        hall = queries.hall(site_id=site, on=today, now=now)
    assert len(hall.line) == 23


def test_what_a_day_shows_counts_more_than_what_the_council_guessed(diary, now):
    service = queue_at(diary, *SERVICES)
    ann = at_counter(diary, "ann", "1", now)
    for number in range(3):
        take(service, now + number * 4 * MINUTE)
        next_of(ann, diary, now + number * 4 * MINUTE)
    serving.leave_counter(actor=ann, site_id=diary.site().pk, now=now + 12 * MINUTE)
    at_counter(diary, "ann", "1", now + 12 * MINUTE)
    take(service, now + 12 * MINUTE)
    last = take(service, now + 12 * MINUTE)

    assert queries.ticket(last.pk).minutes == 5


def test_tickets_are_given_out_while_the_site_is_open_and_by_staff_always(diary):
    service = queue_at(diary, *SERVICES, kit_service("weddings", "W", walk_in=False))
    early = diary.at(DAY, "08:30")
    with pytest.raises(QueueClosed):
        take(service, early)
    assert take(service, early, actor=diary.staff).label == "A1"
    weddings = QueueService.objects.get(key="weddings")
    with pytest.raises(BookedOnly):
        take(weddings, diary.at(DAY, "09:30"))
    close_queue(actor=diary.staff, site_id=diary.site().pk, now=diary.at(DAY, "09:30"))
    with pytest.raises(QueueClosed):
        take(service, diary.at(DAY, "09:31"), actor=diary.staff)
    reopen_queue(actor=diary.staff, site_id=diary.site().pk, now=diary.at(DAY, "09:32"))
    assert take(service, diary.at(DAY, "09:33")).label == "A2"


def test_nothing_leads_to_a_person_the_day_after_and_figures_stay(diary):
    service = queue_at(diary)
    booked = diary.book(DAY, "09:30").booking
    at = diary.at(DAY, "09:00")
    ann = at_counter(diary, "ann", "1", at)
    take(service, at)
    take(service, at, booking_id=booked.pk)
    next_of(ann, diary, at + 5 * MINUTE)

    assert forget_queues_of_days_past(now=at) == 0
    assert forget_queues_of_days_past(now=diary.at("2026-11-20", "03:20")) == 2

    assert not QueueCounter.objects.exists()
    assert not QueueTicket.objects.exclude(booking=None, called_by="").exists()
    day = diary.at(DAY, "09:00").date()
    [row] = queries.figures(site_id=diary.site().pk, first=day, last=day)
    assert (row.taken, row.booked, row.served, row.gone) == (2, 1, 1, 1)
    assert row.longest == 5 * MINUTE


def test_the_queue_is_each_councils_own(diary, southmere, now):
    service = queue_at(diary)
    ticket = take(service, now)
    site = diary.site().pk
    with acting_for(southmere.id):
        assert queries.queue_sites() == []
        with pytest.raises(NotFound):
            queries.ticket(ticket.pk)
        for act in serving.ON_TICKET.values():
            with pytest.raises(NotFound):
                act(actor=diary.staff, ticket_id=ticket.pk, now=now)
        with pytest.raises(NotFound):
            next_of_site(diary.staff, site, now)
    with pytest.raises(NotPermitted):
        serving.finish(actor=VISITOR, ticket_id=ticket.pk, now=now)
    with pytest.raises(NotPermitted):
        next_of_site(VISITOR, site, now)
    assert QueueTicket.objects.get().state == "waiting"


def next_of_site(actor, site_id, now):
    return serving.call_next(actor=actor, site_id=site_id, now=now)
