"""What people are told: once, in their language, with a file that others' programs can read."""

from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest
import vobject
from django.core import mail

from moothall.bookings import actions, events
from moothall.bookings import telling_handlers as handlers
from moothall.bookings.reminding import remind_due
from moothall.bookings.tests.kit import VISITOR, Diary, activity, hours, words
from moothall.documents.queries import content_of, stored_files
from moothall.kernel.models import OutboxEvent
from moothall.kernel.scope import acting_for
from moothall.notifications.models import Message

DAY = "2026-11-19"
BRING = {"bring": {"en": ["Your passport"], "cy": ["Eich pasbort"]}}
HALL = {
    "key": "hall",
    "name": words("Town Hall"),
    "address": "1 High Street, Northvale",
    "directions": {"en": "By the river.", "cy": "Wrth yr afon."},
    "hours": [hours()],
}


@pytest.fixture
def told(diary, queue):
    """A diary of which people hear, and what they heard last."""
    diary.open(sites=[HALL], activities=[activity(horizon=300, reminders=[24, 2], lead=0, **BRING)])
    return diary


def book(diary, day=DAY, clock="09:30", **details):
    held = diary.hold(day, clock, **details.pop("request", {}))
    diary.confirm(held, **{"email": "sian@example.org", **details})
    return held


def hear(event_type, handler, booking, **rest):
    """Run a handler twice, as a queue may, and return the one message there is of it."""
    before = Message.objects.count()
    event = event_type(council_id=booking.council_id, booking_id=booking.pk, **rest)
    handler(event)
    handler(event)
    assert Message.objects.count() == before + 1
    return Message.objects.order_by("-queued_at", "-pk")[0]


def confirmed(diary, held):
    return hear(
        events.BookingConfirmed, handlers.on_booking_confirmed_tell, held.booking,
        occurred_at=diary.now, activity_id=held.booking.activity_id, group_id=None, series_id=None,
    )  # fmt: skip


def calendar_in(message):
    """Return the enclosed calendar, as another program reads it, and its content type."""
    (stored,) = stored_files([UUID(one) for one in message.enclosed])
    with content_of(stored) as content:
        return vobject.readOne(content.read().decode()), stored.content_type


def test_a_promise_is_told_once_with_all_that_is_to_be_known(told, queue):
    held = book(told)

    message = confirmed(told, held)

    assert message.subject == "Your booking: birth, Thursday 19 November 2026 at 9:30am"
    for said in ("Town Hall", "1 High Street", "By the river.", "- Your passport",
                 held.booking.reference, f"/booking/{held.secret}/"):  # fmt: skip
        assert said in message.body
    assert "((" not in message.body
    assert "video" not in message.body.lower()
    calendar, kind = calendar_in(message)
    assert "method=PUBLISH" in kind
    event = calendar.vevent
    assert (calendar.method.value, event.uid.value) == ("PUBLISH", f"{held.booking.pk}@moothall")
    assert event.dtstart.value == datetime(2026, 11, 19, 9, 30, tzinfo=UTC)
    assert event.location.value == "Town Hall, 1 High Street, Northvale"
    queue.run_all()
    (sent,) = [one for one in mail.outbox if one.subject == message.subject]
    assert sent.attachments[0][0] == f"{held.booking.reference}.ics"


def test_it_is_told_in_welsh(southmere, now):
    with acting_for(southmere.id):
        welsh = Diary(southmere, now).open(sites=[HALL], activities=[activity(**BRING)])

        message = confirmed(welsh, book(welsh, language="cy"))

    assert message.language == "cy"
    assert "Rydych wedi archebu birth (cy)." in message.body
    assert "- Eich pasbort" in message.body
    assert "/cy/booking/" in message.body


@pytest.mark.parametrize(
    ("day", "moment"),
    [
        ("2026-10-23", "2026-10-23T08:30"),
        ("2026-10-26", "2026-10-26T09:30"),
        ("2027-03-26", "2027-03-26T09:30"),
        ("2027-03-29", "2027-03-29T08:30"),
    ],
)
def test_calendars_get_the_moment_on_both_sides_of_each_change_of_the_clock(
    told, monkeypatch, day, moment
):
    told.now = datetime.fromisoformat("2026-10-12T09:00+01:00")

    calendar, _kind = calendar_in(confirmed(told, book(told, day)))

    assert calendar.vevent.dtstart.value == datetime.fromisoformat(moment).replace(tzinfo=UTC)
    assert calendar.vevent.dtend.value - calendar.vevent.dtstart.value == timedelta(minutes=30)


def test_a_move_and_a_cancellation_replace_what_the_calendar_has(told):
    held = book(told)
    first, _kind = calendar_in(confirmed(told, held))
    given = {"actor": VISITOR, "booking_id": held.booking.pk, "secret": held.secret}
    later = told.now + timedelta(minutes=1)
    moved = actions.move_booking(**given, starts_at=told.at(DAY, "11:00"), now=later)
    move = OutboxEvent.objects.get(name="bookings.booking-moved")

    changed = hear(
        events.BookingMoved, handlers.on_booking_moved_tell, moved, occurred_at=later,
        activity_id=moved.activity_id, version=move.payload["version"],
        from_starts_at=held.booking.starts_at, from_site_id=None,
    )  # fmt: skip
    actions.cancel_booking(**given, now=later + timedelta(minutes=1))
    gone = hear(
        events.BookingCancelled, handlers.on_booking_cancelled_tell, moved,
        occurred_at=later + timedelta(minutes=1), activity_id=moved.activity_id, refund_pence=500,
        by_council=False,
    )  # fmt: skip

    assert "11:00am" in changed.subject
    second, _kind = calendar_in(changed)
    third, kind = calendar_in(gone)
    uids = {one.vevent.uid.value for one in (first, second, third)}
    numbers = [int(one.vevent.sequence.value) for one in (first, second, third)]
    assert len(uids) == 1
    assert numbers == sorted(set(numbers))
    assert (third.method.value, third.vevent.status.value) == ("CANCEL", "CANCELLED")
    assert "method=CANCEL" in kind
    assert "We will give you back £5." in gone.body
    assert "Why:" not in gone.body
    assert "/book/birth/" in gone.body


def test_a_closure_tells_everybody_once_with_the_way_to_another_time(told, queue):
    some = [book(told, clock=clock) for clock in ("09:00", "09:30", "10:00")]
    queue.run_all()
    Message.objects.all().delete()
    shut = {
        "actor": told.staff, "starts_at": told.at(DAY, "09:00"), "ends_at": told.at(DAY, "12:00"),
        "reason": {"en": "The boiler is broken."}, "now": told.now,
    }  # fmt: skip
    closure, _many = actions.make_closure(of=told.site(), **shut)
    actions.make_closure(of=told.activity(), **shut)
    queue.run_all()

    messages = list(Message.objects.order_by("pk"))
    assert {one.template for one in messages} == {"bookings.shut"}
    assert len(messages) == 3
    for held in some:
        (own,) = [one for one in messages if one.about_id == held.booking.pk]
        assert "The boiler is broken." in own.body
        assert f"/booking/{held.secret}/" in own.body
    assert closure.pk


def test_reminders_come_once_for_each_time_and_never_for_what_is_gone(told, queue):
    told.now = told.at("2026-11-16", "09:00")
    stays, moves, goes = (book(told, clock=clock) for clock in ("09:30", "10:00", "10:30"))
    council_id, due = told.council.id, told.at("2026-11-18", "11:00")
    for held, act in ((moves, actions.move_booking), (goes, actions.cancel_booking)):
        more = {"starts_at": told.at("2026-11-20", "09:30")} if held is moves else {}
        act(actor=VISITOR, booking_id=held.booking.pk, secret=held.secret, now=told.now, **more)

    def remind(at):
        return remind_due(council_id=council_id, now=at)

    assert remind(told.at("2026-11-18", "09:29")) == 0
    assert [remind(due), remind(due)] == [1, 0]
    assert remind(told.at(DAY, "07:31")) == 1
    assert remind(told.at("2026-11-19", "09:31")) == 1
    assert remind(told.at("2026-11-20", "09:31")) == 0
    reminded = Message.objects.filter(template="bookings.reminder")
    assert [one.about_id for one in reminded.order_by("queued_at")] == [
        stays.booking.pk, stays.booking.pk, moves.booking.pk,
    ]  # fmt: skip


def test_who_booked_after_the_moment_of_a_reminder_gets_none(told):
    told.now = told.at("2026-11-18", "10:30")
    book(told, clock="09:30")

    assert remind_due(council_id=told.council.id, now=told.now + timedelta(minutes=5)) == 0


def test_who_left_no_address_is_told_nothing_and_nothing_breaks(told, southmere):
    held = book(told, email="")
    handlers.on_booking_confirmed_tell(
        events.BookingConfirmed(
            council_id=told.council.id, occurred_at=told.now, booking_id=held.booking.pk,
            activity_id=held.booking.activity_id, group_id=None, series_id=None,
        )
    )  # fmt: skip

    assert not Message.objects.exists()
    with acting_for(southmere.id):
        assert remind_due(council_id=southmere.id, now=told.now) == 0
