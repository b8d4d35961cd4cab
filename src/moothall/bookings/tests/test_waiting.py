"""The waiting list: first come, first served, one at a time, and nobody is passed over."""

from datetime import date, time, timedelta
from random import Random

import pytest
from django.core import mail

from moothall.bookings import actions
from moothall.bookings.actions.offering import offer_day
from moothall.bookings.details import Details
from moothall.bookings.models import Booking, WaitingEntry, WaitingOffer
from moothall.bookings.tests.kit import VISITOR, Diary, activity, room, words
from moothall.bookings.tests.test_races import all_at_once
from moothall.bookings.waiting.actions import (
    Wanted,
    accept_offer,
    decline_offer,
    join_waiting_list,
    lapse_offer,
    leave_waiting_list,
    offer_what_is_free,
)
from moothall.bookings.waiting.errors import NoWaitingList, OfferEnded
from moothall.bookings.waiting.links import entry_in, token_of
from moothall.bookings.waiting.queries import number_ahead, waiting_list, waiting_place
from moothall.bookings.waiting.telling import remind_of_offers
from moothall.kernel import clock
from moothall.kernel.errors import NotFound
from moothall.kernel.scope import acting_for
from moothall.notifications.models import Message
from moothall.payments.tests.desks import supervisor

DAY = "2026-11-19"
ON = date(2026, 11, 19)
ANY = {"first_on": ON, "last_on": ON}


def join(diary, name, minutes=0, key="birth", **wanted):
    return join_waiting_list(
        actor=VISITOR,
        activity_id=diary.activity(key).pk,
        wanted=Wanted(**{**ANY, **wanted}),
        details=Details(name=name, email=f"{name}@home.test"),
        now=diary.now + timedelta(minutes=minutes),
    )


def full_day(diary, **rest):
    """Open a hall for one hour of the day and book both its times."""
    hours = [{"days": ["thu"], "opens": "09:00", "closes": "10:00"}]
    diary.open(
        room("one"),
        activities=[activity(waiting_list={"offer_minutes": 60}, **rest)],
        sites=[{"key": "hall", "name": words("Town Hall"), "hours": hours}],
    )
    return [diary.book(DAY, clock) for clock in ("09:00", "09:30")]


def cancel(diary, held):
    actions.cancel_booking(
        actor=diary.staff, booking_id=held.booking.pk, now=diary.now, because="Tried"
    )


def typed_day(name, day):
    return {f"{name}-{part}": str(getattr(day, part)) for part in ("day", "month", "year")}


def offered(entry):
    return list(
        WaitingOffer.objects.filter(entry=entry).order_by("made_at").values_list("state", flat=True)
    )


def statuses():
    return dict(WaitingEntry.objects.values_list("name", "status"))


def test_a_freed_time_goes_to_the_first_whom_it_suits_and_then_to_the_next(
    diary, queue, monkeypatch
):
    monkeypatch.setattr(clock, "now", lambda: diary.now)
    booked = full_day(diary)
    late = join(diary, "late", 3, from_time=time(9, 30))
    other_day = join(diary, "friday", 0, days=(4,))
    first, second = join(diary, "first", 1), join(diary, "second", 2)
    assert [row.name for row in waiting_list()] == ["friday", "first", "second", "late"]
    assert number_ahead(second.pk) == 2

    cancel(diary, booked[0])
    queue.run_all()

    assert statuses() == {
        "first": "offered", "second": "waiting", "late": "waiting", "friday": "waiting",
    }  # fmt: skip
    assert diary.free(DAY) == []
    joined, letter = (one for one in mail.outbox if "first@home.test" in one.to)
    assert joined.subject == "You are on the waiting list: birth"
    assert f"/{token_of(first.pk)}/" in joined.body
    assert f"/{token_of(first.pk)}/" in letter.body

    decline_offer(entry_id=first.pk, now=diary.now)
    assert statuses()["second"] == "offered"
    offer = WaitingOffer.objects.get(entry=second)
    assert not lapse_offer(offer_id=offer.pk, now=diary.now)
    over = offer.answer_by
    assert lapse_offer(offer_id=offer.pk, now=over)
    assert not lapse_offer(offer_id=offer.pk, now=over)

    assert statuses() == {
        "first": "waiting", "second": "lapsed", "late": "waiting", "friday": "waiting",
    }  # fmt: skip
    assert diary.free(DAY) == ["09:00"]
    cancel(diary, booked[1])
    offer_what_is_free(activity_id=diary.activity().pk, now=diary.now)
    assert statuses() == {
        "first": "offered", "second": "lapsed", "late": "waiting", "friday": "waiting",
    }  # fmt: skip
    leave_waiting_list(entry_id=first.pk, now=diary.now)
    leave_waiting_list(entry_id=first.pk, now=diary.now)
    assert (statuses()["first"], statuses()["late"]) == ("left", "offered")
    assert waiting_place(late.pk).offered_at == diary.at(DAY, "09:30")
    assert offered(other_day) == []


def test_who_accepts_has_the_time_and_only_while_it_is_offered(diary):
    booked = full_day(diary)
    entry = join(diary, "first")
    with pytest.raises(OfferEnded):
        accept_offer(entry_id=entry.pk, now=diary.now)
    cancel(diary, booked[0])
    offer_day(activity_id=diary.activity().pk, day=ON, now=diary.now)
    with pytest.raises(OfferEnded):
        accept_offer(entry_id=entry.pk, now=diary.now + timedelta(minutes=61))

    held = accept_offer(entry_id=entry.pk, now=diary.now + timedelta(minutes=59))

    assert (held.booking.status, held.booking.name) == ("confirmed", "first")
    assert statuses() == {"first": "booked"}
    with pytest.raises(OfferEnded):
        accept_offer(entry_id=entry.pk, now=diary.now)
    actions.cancel_booking(
        actor=VISITOR, booking_id=held.booking.pk, secret=held.secret, now=diary.now
    )


def test_the_list_refuses_what_it_cannot_keep(diary):
    diary.open(activities=[activity(), activity("free")])
    with pytest.raises(NoWaitingList):
        join(diary, "anybody")
    full = diary.apply(activities=[activity(waiting_list={"offer_minutes": 60})])
    with pytest.raises(NoWaitingList):
        join(full, "anybody", last_on=ON - timedelta(days=1))
    again = [join(full, "anybody").pk, join(full, "anybody").pk]
    assert again[0] == again[1]
    assert entry_in(token_of(again[0])) == again[0]
    with pytest.raises(NotFound):
        entry_in(again[0].hex)


def test_another_council_sees_nobody_who_waits(diary, southmere):
    full_day(diary)
    entry = join(diary, "first")

    with acting_for(southmere.id):
        assert waiting_list() == []
        with pytest.raises(NotFound):
            waiting_place(entry.pk)
        with pytest.raises(NotFound):
            leave_waiting_list(entry_id=entry.pk, now=diary.now)


@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
def test_many_at_once_pass_nobody_over_and_offer_each_time_to_one(northvale, now):
    """Twelve wait for eight times that are given back all at once, by workers that overlap."""
    diary = Diary(northvale, now)
    with acting_for(northvale.id):
        diary.open(
            room("one"), room("two"),
            activities=[activity(waiting_list={"offer_minutes": 60})],
        )  # fmt: skip
        clocks = [f"{hour:02}:{minute:02}" for hour in (9, 10, 11) for minute in (0, 30)]
        booked = [diary.book(DAY, clock) for clock in clocks for _ in range(2)]
        entries = [join(diary, f"p{number:02}", number) for number in range(12)]
        activity_id = diary.activity().pk

    def give_back(held):
        cancel(diary, held)
        return offer_day(activity_id=activity_id, day=ON, now=now)

    freed = Random(6).sample(booked, 8)
    all_at_once(diary, [lambda held=held: give_back(held) for held in freed])

    with acting_for(northvale.id):
        assert [entry.name for entry in entries[:8]] == [
            name for name, status in sorted(statuses().items()) if status == "offered"
        ]
        offers = WaitingOffer.objects.filter(state="open")
        assert offers.values("booking_id").distinct().count() == 8
        assert Booking.objects.filter(status="held").count() == 8
        sitting = [entry.pk for entry in entries[:8]]

    answers = all_at_once(
        diary,
        [lambda pk=pk: decline_offer(entry_id=pk, now=now).pk for pk in sitting[:4]]
        + [lambda pk=pk: accept_offer(entry_id=pk, now=now).booking.pk for pk in sitting[4:]],
    )

    assert len(set(answers)) == 8
    with acting_for(northvale.id):
        assert [statuses()[f"p{number:02}"] for number in range(4, 8)] == ["booked"] * 4
        taken = Booking.objects.filter(status__in=["held", "confirmed"])
        assert taken.count() == 12


def test_somebody_joins_takes_an_answer_and_leaves_on_the_web(
    client, diary, southmere, monkeypatch
):
    monkeypatch.setattr(clock, "now", lambda: diary.now)
    booked = full_day(diary)
    page = "/waiting-list/birth/join/"
    typed = {**typed_day("first_on", ON), **typed_day("last_on", ON - timedelta(days=1)),
             "name": "Sian Jones"}  # fmt: skip

    refused = client.post(page, typed, HTTP_HOST="northvale.test")
    assert refused.status_code == 422
    assert "Sian Jones" in refused.content.decode()
    assert "not before the first" in refused.content.decode()
    typed |= {**typed_day("last_on", ON), "days": ["3"], "email": "sian@home.test"}
    joined = client.post(page, typed, HTTP_HOST="northvale.test")
    place = joined["Location"]

    assert "first in line" in client.get(place, HTTP_HOST="northvale.test").content.decode()
    assert client.get(place, HTTP_HOST="southmere.test").status_code == 404
    made_up = f"/waiting-list/place/{WaitingEntry.objects.get().pk.hex}:made-up/"
    assert client.get(made_up, HTTP_HOST="northvale.test").status_code == 404
    cancel(diary, booked[0])
    offer_day(activity_id=diary.activity().pk, day=ON, now=diary.now)
    assert "Take this time" in client.get(place, HTTP_HOST="northvale.test").content.decode()
    client.post(place, {"act": "accept"}, HTTP_HOST="northvale.test")
    assert statuses() == {"Sian Jones": "booked"}
    late = client.post(place, {"act": "accept"}, HTTP_HOST="northvale.test")
    assert late.status_code == 409


def test_nobody_sees_who_waits_without_signing_in(client, diary):
    answer = client.get("/workspace/waiting-list/northvale/", HTTP_HOST="northvale.test")

    assert answer.status_code == 302
    assert "waiting" not in answer.content.decode()


def test_a_full_day_a_full_month_and_a_taken_time_lead_onto_the_list(client, diary, monkeypatch):
    monkeypatch.setattr(clock, "now", lambda: diary.now)
    full_day(diary, horizon=5)
    browser = {"HTTP_HOST": "northvale.test"}
    link = "/waiting-list/birth/join/?{}"

    day = client.get(f"/book/birth/{DAY}/", **browser).content.decode()
    assert link.format(f"day={DAY}") in day
    assert link.format("month=2026-11") in client.get("/book/birth/", **browser).content.decode()
    slot = f"{diary.at(DAY, '09:00'):%Y%m%dT%H%M}Z.{diary.site().pk}"
    taken = client.post(f"/book/birth/{DAY}/", {"slot": slot, "once": "x"}, **browser)
    assert taken.status_code == 409
    assert link.format(f"day={DAY}") in taken.content.decode()
    form = client.get(link.format(f"day={DAY}"), **browser).content.decode()
    assert 'name="first_on-day"' in form
    assert 'value="19"' in form
    assert client.get(link.format("month=nonsense"), **browser).status_code == 200


def test_staff_put_somebody_on_the_list_answer_for_them_and_take_them_off(
    diary, northvale, southmere, monkeypatch
):
    monkeypatch.setattr(clock, "now", lambda: diary.now)
    booked = full_day(diary)
    desk = supervisor("dewi", northvale, diary.now)
    listed = "/workspace/waiting-list/northvale/"
    typed = {**typed_day("first_on", ON), **typed_day("last_on", ON), "name": "Sian Jones",
             "phone": "01632 960 001", "language": "cy"}  # fmt: skip

    assert desk.post(f"{listed}add/birth/", **{**typed, "name": ""}).status == 422
    place = desk.post(f"{listed}add/birth/", **typed).location
    assert "Sian Jones" in desk.get(f"{listed}?activity=birth").one("waiting")
    desk.post(place, act="accept")
    assert statuses() == {"Sian Jones": "waiting"}
    cancel(diary, booked[0])
    assert "Answer by" in desk.get(place).one("offer")
    desk.post(place, act="decline")
    assert statuses() == {"Sian Jones": "waiting"}
    cancel(diary, booked[1])
    desk.post(place, act="accept")
    assert statuses() == {"Sian Jones": "booked"}
    other = join(diary, "other")
    desk.post(f"{listed}{other.pk}/", act="leave")
    assert statuses()["other"] == "left"
    there = supervisor("huw", southmere, diary.now)
    assert there.get(f"{listed}{other.pk}/").status in {403, 404}


def test_who_can_get_no_message_is_told_so_and_keeps_what_they_typed(client, diary, monkeypatch):
    monkeypatch.setattr(clock, "now", lambda: diary.now)
    full_day(diary)
    typed = {**typed_day("first_on", ON), **typed_day("last_on", ON), "name": "Sian Jones",
             "phone": "01632 960 001"}  # fmt: skip

    answer = client.post("/waiting-list/birth/join/", typed, HTTP_HOST="northvale.test")

    assert answer.status_code == 422
    assert "We cannot send a text to this number" in answer.content.decode()
    assert "01632 960 001" in answer.content.decode()
    assert not WaitingEntry.objects.exists()


def test_who_has_not_answered_is_reminded_once_before_the_time_is_over(diary):
    booked = full_day(diary)
    join(diary, "first")
    cancel(diary, booked[0])
    offer = WaitingOffer.objects.get()

    for minutes in (1, 44, 46, 50, 61):
        remind_of_offers(now=diary.now + timedelta(minutes=minutes))

    (reminder,) = Message.objects.filter(template="bookings.waiting-ending")
    assert reminder.about_id == offer.pk
    assert reminder.queued_at == diary.now + timedelta(minutes=46)


def test_a_lifted_closure_offers_what_it_shut(diary, queue, monkeypatch):
    monkeypatch.setattr(clock, "now", lambda: diary.now)
    booked = full_day(diary)
    cancel(diary, booked[0])
    closure, _count = actions.make_closure(
        actor=diary.staff, of=diary.site(), starts_at=diary.at(DAY, "00:00"),
        ends_at=diary.at("2026-11-20", "00:00"), reason={"en": "x"}, now=diary.now,
    )  # fmt: skip
    join(diary, "first")
    queue.run_all()
    assert statuses() == {"first": "waiting"}

    actions.lift_closure(actor=diary.staff, closure_id=closure.pk, now=diary.now)
    queue.run_all()

    assert statuses() == {"first": "offered"}


def test_who_has_as_many_as_they_may_is_told_so_and_keeps_the_offer(client, diary, monkeypatch):
    monkeypatch.setattr(clock, "now", lambda: diary.now)
    booked = full_day(diary, most_open=1)
    diary.confirm(diary.hold("2026-11-26", "09:00"), email="first@home.test")
    entry = join(diary, "first")
    cancel(diary, booked[0])
    place = f"/waiting-list/place/{token_of(entry.pk)}/"

    answer = client.post(place, {"act": "accept"}, HTTP_HOST="northvale.test")

    assert answer.status_code == 409
    assert "as many of these ahead as one person may" in answer.content.decode()
    assert statuses() == {"first": "offered"}
