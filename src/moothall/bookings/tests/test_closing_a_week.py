"""A venue shut for a week with three hundred bookings: everybody is told exactly once."""

from collections import Counter
from datetime import date, timedelta

import pytest
from django.core import mail
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from moothall.bookings import actions, telling_shut
from moothall.bookings.models import Booking
from moothall.bookings.staff_reads import shut_by
from moothall.bookings.tests.kit import VISITOR, Diary, activity, hours, room, words
from moothall.kernel import clock
from moothall.kernel.scope import acting_for
from moothall.kernel.tests import kit
from moothall.notifications.models import Message
from moothall.payments.tests.desks import supervisor

pytestmark = pytest.mark.slow

MONDAY = date(2026, 11, 23)
DAYS = [(MONDAY + timedelta(days=number)).isoformat() for number in range(5)]
REASON = {"en": "The boiler is broken.", "cy": "Mae'r boeler wedi torri."}
#: So many bookings of each sort make three hundred in the week, of so many people.
SINGLE, COURSE, SERIES, FAMILY, NOBODY = 180, 80, 10, 20, 10
ROOMS, OF_SINGLES = 12, 7
#: Of a request that shuts it, however many are booked; telling them is for workers.
STATEMENTS = 60


@pytest.fixture
def venue(diary, monkeypatch):
    """A hall with rooms, a course for eighty, and an annexe that stays open."""
    return opened(diary, monkeypatch)


@pytest.fixture
def bilingual(southmere, now, monkeypatch):
    """The same at a council of two languages."""
    with acting_for(southmere.id):
        yield opened(Diary(southmere, now), monkeypatch)


def opened(diary, monkeypatch):
    monkeypatch.setattr(clock, "now", lambda: diary.now)
    long_days = [hours("09:00", "17:00")]
    return diary.open(
        *[room(f"r{number}", skills=["desk"]) for number in range(ROOMS)],
        room("big", skills=["big"]), room("annexe-1", site="annexe", skills=["desk"]),
        sites=[
            {"key": "hall", "name": words("Town Hall"), "hours": long_days},
            {"key": "annexe", "name": words("Annexe"), "hours": long_days},
        ],
        activities=[
            activity(
                step=30, horizon=60, together=FAMILY, series=2,
                needs=[{"role": "room", "kind": "room", "skills": ["desk"]}],
            ),
            activity("course", capacity=100, horizon=60,
                     needs=[{"role": "room", "kind": "room", "skills": ["big"]}]),
        ],
    )  # fmt: skip


def promise(diary, held, number, **details):
    language = "cy" if number % 3 == 0 else "en"
    told = {"email": f"p{number}@home.test", "language": language, **details}
    diary.confirm(held, name=f"Person {number}", **told)
    return held


def week_of(diary):
    """Book the week full, as singles, a course, series, families and people without a contact."""
    hall = diary.site().pk
    times = [f"{hour:02}:{minute:02}" for hour in range(9, 17) for minute in (0, 30)]
    slots = iter([(day, at) for day in DAYS for at in times for _room in range(OF_SINGLES)])
    people = iter(range(1, 1000))

    def single(**details):
        day, at = next(slots)
        return promise(diary, diary.hold(day, at, site_id=hall), next(people), **details)

    for _one in range(SINGLE):
        single()
    for _one in range(COURSE):
        promise(diary, diary.hold(DAYS[1], "10:00", "course"), next(people))
    for _one in range(NOBODY):
        single(email="", phone="01632 960 123")
    family = next(people)
    for day in DAYS:
        for held in actions.book_group(
            actor=VISITOR, activity_id=diary.activity().pk, starts_at=diary.at(day, "16:00"),
            how_many=FAMILY // len(DAYS), now=diary.now, request=actions.Request(site_id=hall),
        ):  # fmt: skip
            promise(diary, held, family, email=f"family-{day}@home.test")
    for number in range(SERIES):
        series = actions.book_series(
            actor=VISITOR, activity_id=diary.activity().pk, times=2, now=diary.now,
            starts_at=diary.at(DAYS[3], times[number]), request=actions.Request(site_id=hall),
        )  # fmt: skip
        who = next(people)
        for held in series.held:
            promise(diary, held, who)


def close(diary, of=None, until=None):
    closure, count = actions.make_closure(
        actor=diary.staff, of=of or diary.site(), reason=REASON, now=diary.now,
        starts_at=diary.at(DAYS[0], "00:00"), ends_at=diary.at(until or "2026-11-30", "00:00"),
    )  # fmt: skip
    return closure, count


def work(queue):
    """Let the workers do all that waits, what died with one of them too."""
    with connection.cursor() as cursor:
        cursor.execute("UPDATE procrastinate_jobs SET status = 'todo' WHERE status = 'doing'")
    queue.run_all(at_most=5000)


def of_kind(template):
    return Message.objects.filter(template=f"bookings.{template}")


def test_a_week_with_three_hundred_bookings(bilingual, queue, northvale):
    week_of(bilingual)
    work(queue)
    mail.outbox.clear()
    big = bilingual.resource("big")

    with CaptureQueriesContext(connection) as asked:
        closure, count = close(bilingual)
    # A second closure of what the first shuts already; one that is lifted and made again.
    _other, again = close(bilingual, of=big)
    actions.lift_closure(actor=bilingual.staff, closure_id=_other.pk, now=bilingual.now)
    close(bilingual, of=big)
    work(queue)

    assert (count, again) == (SINGLE + COURSE + SERIES + FAMILY + NOBODY, 0) == (300, 0)
    assert len(asked) <= STATEMENTS
    told = Counter(message.to[0] for message in mail.outbox)
    assert set(told.values()) == {1}
    # A family has one letter for its four; a series one for what the week shuts of it.
    assert len(told) == SINGLE + COURSE + SERIES + len(DAYS)
    assert of_kind("shut").count() == len(told)
    assert set(of_kind("shut").values_list("language", flat=True)) == {"en", "cy"}
    family = next(one for one in mail.outbox if one.to == [f"family-{DAYS[0]}@home.test"])
    assert family.body.count("/booking/") >= FAMILY // len(DAYS)
    shut = shut_by(closure.pk, now=bilingual.now + timedelta(hours=1))
    assert (len(shut.rows), len(shut.to_telephone), shut.is_under_way) == (300, NOBODY, False)
    assert {row.phone for row in shut.to_telephone} == {"01632 960 123"}
    assert shut_by(closure.pk, now=bilingual.now).is_under_way
    with acting_for(northvale.id):
        assert not Booking.objects.exists()


def some(venue, count=4):
    return [
        promise(venue, venue.hold(DAYS[0], "09:00", site_id=venue.site().pk), number)
        for number in range(1, count + 1)
    ]


def test_a_link_in_the_message_moves_the_booking_with_one_press(venue, queue):
    held = some(venue, 1)[0]
    close(venue)
    work(queue)
    letter = of_kind("shut").get().body
    link = next(word for word in letter.split() if "/move/" in word)
    browser = Client(headers={"host": "northvale.test"})

    page = browser.get(link)
    assert page.status_code == 200
    assert "Check your new time" in page.content.decode()
    moved = browser.post(link)

    assert moved["Location"].endswith("?done=moved")
    booking = Booking.objects.get(pk=held.booking.pk)
    assert booking.closure_id is None
    assert booking.site.key == "annexe" or booking.starts_at > venue.at("2026-11-28", "00:00")
    work(queue)
    assert (of_kind("shut").count(), of_kind("moved").count()) == (1, 1)


def test_where_a_room_alone_is_shut_the_same_time_elsewhere_is_said_to_be_so(venue, queue):
    held = some(venue, 1)[0]
    close(venue, of=held.booking.claims.get().resource, until=DAYS[1])
    work(queue)

    same = [one for one in of_kind("shut").get().body.splitlines() if "the same time, in" in one]

    for line in same:
        page = Client(headers={"host": "northvale.test"}).get(line.split()[-1])
        assert 'data-testid="same"' in page.content.decode()
    assert all("9:00am" in line for line in same)


def test_not_everybody_is_sent_after_the_same_times(venue, queue):
    some(venue, 6)
    close(venue)
    work(queue)

    offers = [
        frozenset(word.split("/move/")[1] for word in one.body.split() if "/move/" in word)
        for one in of_kind("shut")
    ]

    assert {len(one) for one in offers} == {3}
    assert len(set(offers)) > 1


def test_a_worker_that_dies_in_the_middle_tells_nobody_twice_and_forgets_nobody(
    venue, queue, monkeypatch
):
    some(venue, 6)
    close(venue)
    real, calls = telling_shut.tell, []

    def dies_at_times(*args, **kwargs):
        calls.append(1)
        if len(calls) in {2, 4}:
            raise RuntimeError("Killed before the message was written.")
        result = real(*args, **kwargs)
        if len(calls) in {3, 5}:
            raise RuntimeError("Killed after the message was written.")
        return result

    monkeypatch.setattr(telling_shut, "tell", dies_at_times)
    for _attempt in range(6):
        try:
            work(queue)
        except RuntimeError:
            continue

    addresses = Counter(of_kind("shut").values_list("recipient", flat=True))
    assert addresses == {f"p{number}@home.test": 1 for number in range(1, 7)}


def test_lifted_before_anybody_was_told_nobody_hears_of_it(venue, queue):
    some(venue)
    work(queue)
    closure, _count = close(venue)
    actions.lift_closure(actor=venue.staff, closure_id=closure.pk, now=venue.now)
    work(queue)
    assert (of_kind("shut").count(), of_kind("lifted").count()) == (0, 0)

    closure, _count = close(venue)
    work(queue)
    actions.lift_closure(actor=venue.staff, closure_id=closure.pk, now=venue.now)
    work(queue)
    assert (of_kind("shut").count(), of_kind("lifted").count()) == (4, 4)

    close(venue)
    work(queue)
    assert (of_kind("shut").count(), of_kind("lifted").count()) == (8, 4)


def test_made_lifted_and_made_again_at_once_is_told_once(venue, queue):
    some(venue)
    work(queue)
    closure, _count = close(venue)
    actions.lift_closure(actor=venue.staff, closure_id=closure.pk, now=venue.now)
    close(venue)

    work(queue)

    assert (of_kind("shut").count(), of_kind("lifted").count()) == (4, 0)


def test_another_closure_that_takes_over_is_told_to_those_alone_who_know_of_none(venue, queue):
    some(venue)
    work(queue)
    first, _count = close(venue)
    _second, count = close(venue, of=venue.activity())
    assert count == 0
    actions.lift_closure(actor=venue.staff, closure_id=first.pk, now=venue.now)
    work(queue)
    assert (of_kind("shut").count(), of_kind("lifted").count()) == (4, 0)

    third, _count = close(venue)
    actions.lift_closure(actor=venue.staff, closure_id=_second.pk, now=venue.now)
    work(queue)
    assert Booking.objects.filter(closure=third).count() == 4
    assert (of_kind("shut").count(), of_kind("lifted").count()) == (4, 0)


def test_staff_see_whom_to_telephone_and_nobody_else_does(
    venue, queue, mallory, carys, monkeypatch
):
    promise(venue, venue.hold(DAYS[0], "09:00"), 1)
    promise(venue, venue.hold(DAYS[0], "09:30"), 2, email="", phone="01632 960 777")
    desk = supervisor("dewi", venue.council, venue.now)
    form = {"what": f"site.{venue.site().pk}", "first_on": DAYS[0], "from_at": "00:00",
            "last_on": DAYS[4], "until_at": "23:59", "reason_en": "A burst pipe",
            "confirmed": "yes"}  # fmt: skip
    path = desk.post("/workspace/diary/northvale/closures/new/", **form).location
    early = desk.get(path)
    assert "Messages are being sent" in early.one("under-way")
    assert "01632 960 777" in early.one("telephone")
    assert "Person 1" not in early.one("telephone")
    work(queue)
    monkeypatch.setattr(clock, "now", lambda: venue.now + timedelta(hours=1))

    page = desk.get(path)

    assert "01632 960 777" in page.one("telephone")
    assert "Person 1" not in page.one("telephone")
    assert page.all("under-way") == []
    stranger = Client(headers={"host": "northvale.test"})
    assert stranger.get(path).status_code == 302
    for somebody in (mallory, carys):
        kit.sign_in(stranger, somebody)
        assert stranger.get(path).status_code in {403, 404}
