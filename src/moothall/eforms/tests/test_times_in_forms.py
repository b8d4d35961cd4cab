"""A time chosen within a form: free days and times, one hold, and a booking once it is sent."""

from datetime import timedelta

import pytest
from django.test import Client

from moothall.bookings.models import Booking
from moothall.cases.models import Case
from moothall.eforms import lint
from moothall.eforms.models import Submission
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

pytestmark = [pytest.mark.django_db]


@pytest.fixture
def town(northvale, now, clock_stands):
    return Town(northvale, now).publish()


@pytest.fixture
def ann(client, town):
    browser = town.somebody(client)
    browser.start("trial")
    return browser


def test_the_page_lists_days_and_then_the_times_of_one(ann, town):
    assert ann.page == "when"
    assert "Days with free times" in ann.html
    assert "Thursday 19 November 2026" in ann.html
    assert "First free time 9am" in words(ann)
    assert "The red book" in ann.html

    ann.get(f"{ann.path}?day={DAY}")

    assert ann.html.count('name="slot"') == 6
    assert f'value="{town.slot("09:30")}"' in ann.html
    assert "We keep it for you for 15 minutes" in ann.html
    assert town.bookings() == []


def test_a_chosen_time_is_held_for_the_form_and_the_pages_say_until_when(ann, town):
    choose(ann, town)

    (booking,) = town.bookings()
    assert ann.page == "you"
    assert (booking.status, booking.submission_key) == ("held", str(town.draft().pk))
    assert "We keep this time for you until 11:15am" in words(ann)
    assert 'data-module="moothall-hold-clock" data-seconds="900"' in ann.html
    assert WHEN in ann.html


def test_sent_it_is_booked_and_said_on_every_page_that_matters(ann, town):
    choose(ann, town)
    tell(ann)
    (booking,) = town.bookings()
    assert ann.page == "check"
    assert WHEN in ann.html
    assert f"Booking reference {booking.reference}" in words(ann)

    ann.post()

    (booking,) = town.bookings()
    assert ann.page == "done"
    assert (booking.status, booking.name, booking.email) == (
        "confirmed", "Ann Person", "ann@example.test",
    )  # fmt: skip
    assert WHEN in ann.html
    assert booking.reference in ann.html
    assert "The red book" in ann.html
    with acting_for(town.council.id):
        case, submission = Case.objects.get(), Submission.objects.get()
    detail = next(one for one in case.details if one["key"] == "slot")
    assert detail["value"] == f"{WHEN}\nTown Hall\nBooking reference {booking.reference}"
    assert submission.answers["slot"]["booking"] == str(booking.pk)


def test_the_last_page_leads_to_where_the_booking_is_changed(ann, town):
    choose(ann, town)
    tell(ann)
    ann.post()

    href = ann.html.partition('data-testid="change-booking"')[0].rpartition('href="')[2]
    ann.get(href.split('"')[0])

    assert "Your time is booked" in ann.html


def test_pressed_twice_and_sent_twice_it_is_one_booking(ann, town):
    path = ann.path
    choose(ann, town)
    ann.post({"slot": town.slot("09:30")}, path=path)
    assert ann.page == "you"
    tell(ann)
    check = ann.path
    ann.post()
    ann.post(path=check)

    assert ann.page == "done"
    assert town.statuses() == ["confirmed"]
    with acting_for(town.council.id):
        assert Submission.objects.count() == Case.objects.count() == 1


def test_without_a_time_nobody_goes_on(ann, town):
    ann.post({"action": "continue"})

    assert ann.page == "when"
    assert 'href="#slot">Choose a time</a>' in ann.html
    assert town.bookings() == []


def test_another_time_takes_the_place_of_the_first_which_is_free_again(ann, town):
    path = ann.path
    choose(ann, town)
    ann.get(path)
    assert "You have chosen" in ann.html

    choose(ann, town, "10:00")

    assert town.statuses() == ["released", "held"]
    with acting_for(town.council.id):
        assert "09:30" in town.diary.free(DAY)
        assert "10:00" not in town.diary.free(DAY)


def test_a_time_that_cannot_be_had_leaves_the_one_before(ann, town):
    path = ann.path
    choose(ann, town)
    with acting_for(town.council.id):
        town.diary.book(DAY, "10:00")
    ann.get(path)

    choose(ann, town, "10:00")

    assert "Somebody else has just taken Thursday 19 November 2026 at 10am" in words(ann)
    assert "The nearest free times" in ann.html
    assert town.statuses() == ["held", "confirmed"]


def test_while_somebody_is_at_it_the_time_is_kept_but_not_for_ever(ann, town, now, monkeypatch):
    choose(ann, town)

    def at(minutes):
        monkeypatch.setattr("moothall.kernel.clock.now", lambda: now + timedelta(minutes=minutes))

    at(10)
    ann.post({"who": "Ann Person", "mail": "ann@example.test"})
    assert town.bookings()[0].held_until == now + timedelta(minutes=25)
    save = ann.path.replace("/why/", "/why/save/")
    at(20)
    ann.client.post(save, {"why": "Be"}, headers={"host": ann.host})
    assert town.bookings()[0].held_until == now + timedelta(minutes=35)
    for minutes in (34, 48, 58):
        at(minutes)
        ann.client.post(save, {"why": "Bec"}, headers={"host": ann.host})

    assert town.bookings()[0].held_until == now + timedelta(minutes=60)


def test_a_button_keeps_it_longer_and_leads_back(ann, town, now, monkeypatch):
    choose(ann, town)
    monkeypatch.setattr("moothall.kernel.clock.now", lambda: now + timedelta(minutes=9))
    here = ann.path

    ann.post({"action": "keep-time", "here": "you"}, path=here.replace("/you/", "/when/"))

    assert ann.path == here
    assert town.bookings()[0].held_until == now + timedelta(minutes=24)


def test_two_windows_hold_one_time(ann, town, client):
    path = ann.path
    other = town.somebody(client)
    other.get(f"{path}?day={DAY}")
    choose(ann, town)

    other.post({"slot": town.slot("10:30")}, path=path)

    assert "You changed these answers in another window" in other.html
    assert town.statuses() == ["held"]
    other.post({"slot": town.slot("10:30")}, path=path)
    assert other.page == "you"
    assert town.statuses() == ["released", "held"]


def test_a_draft_goes_on_with_its_time_on_another_device(ann, town):
    choose(ann, town)
    resumed = town.somebody(Client())

    resumed.get(f"/forms/trial/{ann.secret}/")

    assert resumed.page == "you"
    assert WHEN in resumed.html
    tell(resumed)
    resumed.post()
    assert town.statuses() == ["confirmed"]


@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
def test_the_answers_before_say_for_how_many_and_where(client, northvale, now, clock_stands):
    town = Town(northvale, now, party=4).publish(
        form(
            before=[
                page(
                    "how",
                    question("many", "number"),
                    question("hall", "radios", options=options("hall", "annexe")),
                    title={"en": "How", "cy": "Sut"},
                )
            ],
            settings={"people_from": "many", "place_from": "hall"},
        )
    )
    ann = town.somebody(client)
    ann.start("trial")
    ann.post({"many": "3", "hall": "hall"})
    choose(ann, town)
    assert town.bookings()[0].party_size == 3
    tell(ann)

    ann.get(ann.path.replace("/check/", "/how/") + "?return=check")
    ann.post({"many": "4", "hall": "hall", "return": "check"})
    ann.post()

    assert ann.page == "when"
    assert "You have changed an answer on which the time depends" in ann.html
    choose(ann, town)
    assert [one.party_size for one in town.bookings()] == [3, 4]
    assert town.statuses() == ["released", "held"]


def test_a_time_that_is_not_asked_for_any_more_is_given_back(client, northvale, now, clock_stands):
    kind = page("kind", question("kind", "radios", options=options("birth", "death")))
    other = page(
        "other-when",
        question("other", "booking", settings={"activity": "death"}),
        show_when={"==": [{"var": "kind"}, "death"]},
    )
    document = form(before=[kind], more=[other])
    document["pages"][1]["show_when"] = {"==": [{"var": "kind"}, "birth"]}
    town = Town(northvale, now).publish(document)
    ann = town.somebody(client)
    ann.start("trial")
    ann.post({"kind": "birth"})
    choose(ann, town)

    ann.get(ann.path.replace("/you/", "/kind/"))
    ann.post({"kind": "death"})

    assert town.statuses() == ["released"]
    assert "slot" not in town.draft().answers


def test_what_may_be_left_out_can_be(client, northvale, now, clock_stands):
    document = form()
    document["pages"][0]["questions"][0]["required"] = False
    town = Town(northvale, now).publish(document)
    ann = town.somebody(client)
    ann.start("trial")

    ann.post({"action": "continue"})

    assert ann.page == "you"
    tell(ann)
    ann.post()
    assert ann.page == "done"
    assert town.bookings() == []


def test_another_council_and_another_draft_hold_nothing_of_it(ann, town, southmere, client):
    choose(ann, town)

    with acting_for(southmere.id):
        assert Booking.objects.count() == 0
    stranger = town.somebody(Client())
    stranger.start("trial")
    assert WHEN not in stranger.html
    choose(stranger, town)
    assert "Somebody else has just taken" in words(stranger)
    assert town.statuses() == ["held"]


def test_what_an_account_may_book_alone_nobody_else_does(client, northvale, now, clock_stands):
    town = Town(northvale, now, audience="account").publish()
    ann = town.somebody(client)
    ann.start("trial")

    assert 'data-testid="not-bookable"' in ann.html
    ann.post({"slot": town.slot("09:30")})

    assert "You cannot book this here" in ann.html
    assert town.bookings() == []


def test_a_page_of_a_form_without_times_asks_the_diary_nothing(
    ann, town, django_assert_max_num_queries
):
    choose(ann, town)

    with django_assert_max_num_queries(12):
        ann.get(ann.path)


def test_days_and_times_cost_the_same_however_many_are_free(ann, town, django_assert_num_queries):
    with django_assert_num_queries(11):
        ann.get(ann.path)


def mistakes(document, activities=("birth",)):
    circumstances = lint.Circumstances(languages=("en", "cy"), activities=activities)
    return [str(one) for one in lint.mistakes(document, circumstances)]


def test_what_a_form_may_say_of_times():
    assert mistakes(form()) == []
    crowded = form()
    crowded["pages"][0]["questions"].append(question("more"))
    unnamed = form()
    del unnamed["pages"][1]["questions"][1]["name"]
    signed = form(
        needs={
            "signature": {"name": "who", "email": "theirs", "statement": {"en": "I", "cy": "I"}}
        },
        before=[page("theirs", question("theirs", "email"))],
    )

    (unknown,) = mistakes(form(), activities=())
    assert unknown.endswith("nothing called 'birth' can be booked with the council")
    assert mistakes(crowded) == [
        "at pages/0: a time is chosen on a page of its own, without other questions"
    ]
    (early,) = mistakes(form(settings={"people_from": "who"}))
    assert "'who' is no question asked before this" in early
    assert "bookings are told there" in " ".join(mistakes(unnamed))
    assert "somebody else has signed" in " ".join(mistakes(signed))
