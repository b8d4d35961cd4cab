"""An activity whose questions are a form: a time first, then the form, then the booking."""

import pytest

from moothall.bookings import actions as diary_actions
from moothall.bookings.events import BookingCancelled, BookingMoved
from moothall.bookings.queries import secret_for_holder
from moothall.bookings.tests.kit import activity
from moothall.cases.models import Case, TimelineEntry
from moothall.eforms.handlers import (
    on_booking_cancelled_tell_case,
    on_booking_moved_tell_case,
)
from moothall.eforms.models import Draft, Submission
from moothall.eforms.tests.times_kit import (
    DAY,
    WHEN,
    Town,
    choose,
    form,
    options,
    page,
    question,
    tell,
    words,
)
from moothall.kernel.scope import acting_for
from moothall.kernel.tests import kit

pytestmark = pytest.mark.django_db
KIND = page("kind", question("kind", "radios", options=options("birth", "death")))


@pytest.fixture
def town(northvale, now, clock_stands):
    town = Town(northvale, now, form="trial")
    document = form(before=[KIND])
    document["pages"][1]["show_when"] = {"==": [{"var": "kind"}, "birth"]}
    return town.publish(document)


@pytest.fixture
def ann(client, town):
    return town.somebody(client)


def hold(browser, town, prefix=""):
    browser.get(f"{prefix}/book/birth/{DAY}/")
    return browser.post({"slot": town.slot("09:30"), "once": "1"})


def test_a_time_leads_to_the_form_which_knows_what_it_is_for(ann, town):
    hold(ann, town)

    assert ann.page == "you"
    assert WHEN in ann.html
    draft = town.draft()
    assert draft.answers["kind"] == "birth"
    assert town.bookings()[0].submission_key == str(draft.pk)
    tell(ann)
    ann.post()

    assert ann.page == "done"
    (booking,) = town.bookings()
    assert (booking.status, booking.name) == ("confirmed", "Ann Person")
    with acting_for(town.council.id):
        assert Submission.objects.get().draft_id == draft.pk


def test_the_page_of_the_time_is_passed_over_but_can_be_gone_back_to(ann, town):
    hold(ann, town)
    ann.get(ann.path.replace("/you/", "/kind/"))

    ann.post({"kind": "birth"})

    assert ann.page == "you"
    ann.get(ann.path.replace("/you/", "/when/"))
    assert "Continue with this time" in ann.html


def test_pressed_twice_one_form_and_one_hold(ann, town):
    hold(ann, town)
    assert ann.path.endswith("/you/")
    hold(ann, town)

    assert ann.path.endswith("/you/")
    with acting_for(town.council.id):
        assert Draft.objects.count() == 1
    assert town.statuses() == ["held"]


def test_the_link_of_such_a_hold_leads_to_the_form_and_books_nothing_without_it(ann, town):
    hold(ann, town)
    (booking,) = town.bookings()
    with acting_for(town.council.id):
        secret = secret_for_holder(booking.pk)

    ann.get(f"/booking/{secret}/check/")
    assert ann.path.startswith("/forms/trial/")
    assert ann.page == "you"
    ann.post({}, path=f"/booking/{secret}/check/")

    assert town.statuses() == ["held"]


def test_an_activity_whose_form_asks_for_no_such_time_is_booked_as_ever(
    client, northvale, now, clock_stands
):
    town = Town(northvale, now, form="nothing-of-the-kind")
    ann = town.somebody(client)

    hold(ann, town)

    assert "/booking/" in ann.path
    assert "Your details" in ann.html


def test_in_an_account_the_form_is_in_the_account(client, town, rhian, now):
    kit.sign_in_resident(client, rhian)
    rhians = town.somebody(client, prefix="/account")

    hold(rhians, town, "/account")

    assert rhians.path.startswith("/account/forms/trial/")
    assert 'value="Rhian Evans"' in rhians.html
    (booking,) = town.bookings()
    assert booking.person_id == rhian.pk
    assert town.draft().is_in_account


def test_staff_read_the_answers_from_the_booking(ann, town, client, now):
    hold(ann, town)
    (booking,) = town.bookings()
    kit.sign_in(client, kit.staff_user("alice", now))
    staffs = town.somebody(client)
    staffs.get(f"/workspace/diary/northvale/bookings/{booking.pk}/")
    assert "The form is not sent yet" in staffs.html

    other = town.somebody(type(client)())
    other.get(ann.path)
    tell(other)
    other.post()
    staffs.get(staffs.path)

    with acting_for(town.council.id):
        case = Case.objects.get()
    assert "Because" in words(staffs).partition("A trial form")[2]
    assert f"/workspace/cases/{case.reference}/" in staffs.html


def booked(ann, town):
    hold(ann, town)
    tell(ann)
    ann.post()
    return town.bookings()[0]


def test_moved_the_answers_stay_and_the_case_hears_it_once(ann, town, now):
    booking = booked(ann, town)
    with acting_for(town.council.id):
        before = Submission.objects.get().answers
        diary_actions.move_booking(
            actor=town.diary.staff, booking_id=booking.pk,
            starts_at=town.diary.at(DAY, "11:00"), now=now,
        )  # fmt: skip
        event = _moved(booking, now)
        on_booking_moved_tell_case(event)
        on_booking_moved_tell_case(event)
        notes = TimelineEntry.objects.filter(source_key__startswith="booking-moved:")
        (note,) = notes
        assert note.is_public
        assert note.text == (
            f"The booking {booking.reference} was moved. It is now on "
            "Thursday 19 November 2026 at 11am, Town Hall."
        )
        assert Submission.objects.get().answers == before
    ann.get(ann.path)
    assert "Thursday 19 November 2026 at 11am" in ann.html


def test_cancelled_the_case_hears_it_once(ann, town, now):
    booking = booked(ann, town)
    with acting_for(town.council.id):
        diary_actions.cancel_booking(actor=town.diary.staff, booking_id=booking.pk, now=now)
        event = _cancelled(booking, now)
        on_booking_cancelled_tell_case(event)
        on_booking_cancelled_tell_case(event)
        notes = TimelineEntry.objects.filter(source_key__startswith="booking-cancelled:")
        assert [one.text for one in notes] == [
            f"The booking {booking.reference} for {WHEN}, Town Hall was cancelled."
        ]
    ann.get(ann.path)
    assert "This booking is cancelled" in ann.html


def test_a_booking_that_no_form_asked_about_tells_no_case(town, now):
    with acting_for(town.council.id):
        held = town.diary.book(DAY, "11:00", "death")

        on_booking_cancelled_tell_case(_cancelled(held.booking, now))

        assert TimelineEntry.objects.count() == 0


def _moved(booking, now):
    return BookingMoved(
        council_id=booking.council_id, occurred_at=now, booking_id=booking.pk,
        activity_id=booking.activity_id, version=3, from_starts_at=booking.starts_at,
        from_site_id=booking.site_id,
    )  # fmt: skip


def _cancelled(booking, now):
    return BookingCancelled(
        council_id=booking.council_id, occurred_at=now, booking_id=booking.pk,
        activity_id=booking.activity_id, refund_pence=0, by_council=True,
    )  # fmt: skip


def test_an_agent_fills_in_the_same_form_for_a_caller(client, town, now):
    kit.sign_in(client, kit.staff_user("bob", now))
    agent = town.somebody(client)
    agent.get("/workspace/diary/northvale/book/?activity=birth")
    assert "/workspace/forms/northvale/trial/" in agent.html
    start = "/workspace/forms/northvale/trial/"
    agent.get(start)
    agent.post({"channel": "phone", "interaction": "", "language": "en", "person": ""})
    agent.post({"kind": "birth"})
    choose(agent, town)
    tell(agent)
    agent.post()

    assert agent.page == "done"
    (booking,) = town.bookings()
    assert (booking.status, booking.channel, booking.made_by_kind) == (
        "confirmed", "phone", "staff",
    )  # fmt: skip
    assert f"/workspace/diary/northvale/bookings/{booking.pk}/" in agent.html


def test_what_an_activity_asks_is_named_in_the_councils_file(town):
    with acting_for(town.council.id):
        assert town.diary.activity().form_key == "trial"
        town.diary.apply(activities=[activity("birth")])
        assert town.diary.activity().form_key == ""
