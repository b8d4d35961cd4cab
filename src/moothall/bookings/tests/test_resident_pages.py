"""A resident books, sees, changes and cancels: without scripts, by link and from an account."""

import re
from datetime import timedelta

import pytest
from django.test import Client

from moothall.bookings import actions
from moothall.bookings.handlers import on_line_paid_confirm_booking
from moothall.bookings.models import Booking
from moothall.bookings.tests.kit import VISITOR, Diary, activity, hours, words
from moothall.kernel.scope import acting_for
from moothall.kernel.tests import kit
from moothall.payments.events import LinePaid
from moothall.payments.models import BasketLine
from moothall.payments.tests.kit import Shop

pytestmark = pytest.mark.usefixtures("queue", "clock_stands")

DAY = "2026-11-19"
SLOT = "20261119T0930Z."
SIAN = {"name": "Sian Jones", "email": "sian@example.org", "phone": "", "note": "A wheelchair"}


@pytest.fixture
def browser(diary):
    return Client(HTTP_HOST="northvale.test", headers={"sec-fetch-site": "same-origin"})


@pytest.fixture
def rhians(diary, rhian):
    client = Client(HTTP_HOST="northvale.test", headers={"sec-fetch-site": "same-origin"})
    kit.sign_in_resident(client, rhian)
    return client


def slot(diary, clock="09:30"):
    return f"{diary.at(DAY, clock):%Y%m%dT%H%M}Z.{diary.site().pk}"


def keep(diary, browser, clock="09:30", once="one", at=f"/book/birth/{DAY}/"):
    return browser.post(at, {"slot": slot(diary, clock), "once": once})


def booked(diary, browser, clock="09:30"):
    """Return the address of a booking's page, booked as somebody does."""
    details = keep(diary, browser, clock, once=clock).headers["Location"]
    check = browser.post(details, SIAN).headers["Location"]
    return browser.post(check).headers["Location"]


def test_the_whole_way_without_an_account(diary, browser):
    diary.open(activities=[activity(bring={"en": ["Your passport"]}, description=words("Tell us"))])

    assert "birth" in browser.get("/book/").text
    page = browser.get("/book/birth/").text
    assert "Your passport" in page
    assert "It costs nothing." in page
    assert "Thursday 19 November 2026" in page
    assert f'value="{slot(diary)}"' in browser.get(f"/book/birth/{DAY}/").text
    details = keep(diary, browser).headers["Location"]
    page = browser.get(details)
    assert "We keep this time for you until Wednesday" in page.text
    assert page["Cache-Control"] == "no-store"
    wrong = browser.post(details, SIAN | {"email": ""})
    assert wrong.status_code == 422
    assert "A wheelchair" in wrong.text
    assert "Enter an email address or a phone number" in wrong.text
    check = browser.post(details, SIAN).headers["Location"]
    assert "sian@example.org" in browser.get(check).text
    done = browser.post(check).headers["Location"]
    page = browser.get(done).text
    row = Booking.objects.get()
    assert (row.status, row.name, row.note) == ("confirmed", "Sian Jones", "A wheelchair")
    assert row.reference in page
    assert "Your passport" in page
    # Going back and sending again changes nothing.
    assert browser.post(check).headers["Location"] == done
    assert browser.get(details).headers["Location"] == done
    assert Booking.objects.count() == 1


def test_a_second_press_leads_to_the_same_hold(diary, browser):
    diary.open()

    first, second = keep(diary, browser), keep(diary, browser)

    assert first.headers["Location"] == second.headers["Location"]
    assert Booking.objects.count() == 1


def test_who_comes_second_is_told_at_once_with_the_next_best(diary, browser):
    diary.open()
    diary.hold(DAY, "09:30")

    page = keep(diary, browser)

    assert page.status_code == 409
    assert "Somebody else has just taken Thursday 19 November 2026 at 9:30am" in page.text
    assert re.search(r'next-best.*?value="[^"]+"', page.text, re.DOTALL)
    assert Booking.objects.count() == 1


def test_a_hold_that_ran_out_loses_nothing(diary, browser, monkeypatch):
    diary.open()
    details = keep(diary, browser).headers["Location"]
    check = browser.post(details, SIAN).headers["Location"]
    late = diary.now + timedelta(minutes=20)
    monkeypatch.setattr("moothall.kernel.clock.now", lambda: late)
    actions.expire_holds(actor=VISITOR, now=late)
    assert "nothing you typed is lost" in browser.get(check).text
    diary.hold(DAY, "09:30", now=late)

    gone = browser.post(check)
    assert gone.status_code == 409
    assert "You have not paid anything for it" in gone.text
    again = re.search(r'action="([^"]+again/)"', gone.text).group(1)
    chosen = re.search(r'name="slot" value="([^"]+)"', gone.text).group(1)
    check = browser.post(again, {"slot": chosen}).headers["Location"]
    done = browser.post(check).headers["Location"]

    assert "Sian Jones" in browser.get(done).text
    assert Booking.objects.get(status="confirmed").email == "sian@example.org"


def test_a_booking_is_moved_and_cancelled_by_its_link(diary, browser):
    diary.open()
    page = booked(diary, browser)
    taken = slot(diary, "10:00")
    other = diary.hold(DAY, "10:00")
    assert f"{page}change/{DAY}/" in browser.get(f"{page}change/?month=2026-11").text
    assert "10:30am" in browser.get(f"{page}change/{DAY}/").text

    refused = browser.post(f"{page}move/{taken}/")
    assert refused.status_code == 409
    assert "You still have Thursday 19 November 2026 at 9:30am" in refused.text
    assert "New time" in browser.get(f"{page}move/{slot(diary, '10:30')}/").text
    moved = browser.post(f"{page}move/{slot(diary, '10:30')}/")
    assert "Your new time is booked" in browser.get(moved.headers["Location"]).text
    assert "nothing is given back" in browser.get(f"{page}cancel/").text
    browser.post(f"{page}cancel/")

    assert "This booking is cancelled" in browser.get(page).text
    row = Booking.objects.exclude(pk=other.booking.pk).get()
    assert row.status == "cancelled"
    assert browser.post(f"{page}move/{taken}/").headers["Location"] == page


def test_it_is_too_late_to_change_or_cancel(diary, browser, monkeypatch):
    diary.open(activities=[activity(notice={"cancel": 24, "change": 24})])
    page = booked(diary, browser)
    late = diary.at(DAY, "08:00")
    monkeypatch.setattr("moothall.kernel.clock.now", lambda: late)

    assert "It is too late to change or cancel here" in browser.get(page).text
    for path in ("cancel/", f"move/{slot(diary, '11:00')}/"):
        answer = browser.post(f"{page}{path}")
        assert answer.status_code == 409
        assert "Call us." in answer.text
    assert Booking.objects.get().status == "confirmed"


def test_a_fee_goes_into_the_basket_and_is_given_back_by_the_rule(diary, browser):
    Shop(diary.council, diary.now).open()
    fee = {"fund": "permits", "pence": 4600, "refunds": [{"hours": 1, "percent": 50}]}
    diary.open(activities=[activity(fee=fee)])
    assert "It costs £46." in browser.get("/book/birth/").text

    assert booked(diary, browser) == "/basket/"
    assert "£46" in browser.get("/basket/").text
    line, row = BasketLine.objects.get(), Booking.objects.get()
    assert row.status == "held"
    on_line_paid_confirm_booking(
        LinePaid(
            council_id=diary.council.id, occurred_at=diary.now, line_id=line.pk,
            payment_id=line.pk, about_type=line.about_type, about_id=line.about_id,
        )
    )  # fmt: skip
    row.refresh_from_db()
    assert row.status == "confirmed"
    held = diary.hold(DAY, "11:00")
    digest = held.booking.secret_digest  # the paid one is reached by a link that is known here
    Booking.objects.filter(pk=held.booking.pk).update(secret_digest=b"y" * 32)
    Booking.objects.filter(pk=row.pk).update(secret_digest=digest)
    page = f"/booking/{held.secret}/"
    assert "£23 of the £46" in browser.get(f"{page}cancel/").text
    browser.post(f"{page}cancel/")

    assert "We give you back £23." in browser.get(page).text


def test_from_an_account_and_nobody_elses(diary, rhians, tomos, browser):
    diary.open()
    details = keep(diary, rhians, at=f"/account/book/birth/{DAY}/").headers["Location"]
    assert 'value="Rhian' in rhians.get(details).text
    check = rhians.post(details, SIAN).headers["Location"]
    page = rhians.post(check).headers["Location"]
    assert "birth" in rhians.get("/account/bookings/").text
    assert Booking.objects.get().reference in rhians.get(page).text

    others = Client(HTTP_HOST="northvale.test", headers={"sec-fetch-site": "same-origin"})
    kit.sign_in_resident(others, tomos)
    assert others.get(page).status_code == 404
    assert others.post(f"{page}cancel/").status_code == 404
    assert "You have nothing booked" in others.get("/account/bookings/").text
    assert browser.get(page).status_code == 302
    assert Booking.objects.get().status == "confirmed"


def test_what_is_for_accounts_asks_to_sign_in_and_what_is_for_staff_is_not_there(diary, browser):
    diary.open(
        activities=[
            activity("court", audience="account"),
            activity("desk", audience="staff"),
            activity(),
        ]
    )

    assert "You need an account" in browser.get("/book/court/").text
    assert keep(diary, browser, at=f"/book/court/{DAY}/").status_code == 200
    assert browser.get("/book/desk/").status_code == 404
    assert "desk" not in browser.get("/book/").text
    assert Booking.objects.count() == 0


def test_the_other_councils_site_knows_nothing_of_it(diary, browser, southmere):
    diary.open()
    page = booked(diary, browser)
    other = Client(HTTP_HOST="southmere.test", headers={"sec-fetch-site": "same-origin"})

    assert other.get(page).status_code == 404
    assert other.post(f"{page}cancel/").status_code == 404
    assert other.get("/book/birth/").status_code == 404
    assert "There is nothing to book here" in other.get("/book/").text
    assert Booking.objects.get().status == "confirmed"


@pytest.mark.parametrize(
    "address",
    [
        "/book/nothing/",
        "/book/birth/tomorrow/",
        "/booking/no-such-secret/",
        "/book/birth/2026-02-30/",
    ],
)
def test_addresses_that_lead_nowhere(diary, browser, address):
    diary.open()

    assert browser.get(address).status_code == 404


def test_the_search_says_what_is_wrong_beside_the_field(diary, browser):
    diary.open(activities=[activity(party=3, capacity=9)])

    page = browser.get("/book/birth/", {"party": "7", "postcode": "QX9 9ZZ", "month": "nonsense"})

    assert page.status_code == 422
    assert "at most 3 people" in page.text
    assert 'value="QX9 9ZZ"' in page.text
    assert "We do not know this postcode" in page.text


def test_at_the_end_of_a_month_the_next_is_shown_too(diary, browser, monkeypatch):
    diary.open()
    late = diary.at("2026-11-27", "08:00")
    monkeypatch.setattr("moothall.kernel.clock.now", lambda: late)

    page = browser.get("/book/birth/").text
    assert "Friday 27 November 2026" in page
    assert "Thursday 31 December 2026" in page
    assert "Tuesday 1 December 2026" not in browser.get("/book/birth/?month=2026-11").text


def test_a_month_in_which_all_is_taken_gives_way_to_the_next(diary, browser):
    diary.open()
    actions.make_closure(
        actor=diary.staff, of=diary.site(), starts_at=diary.at("2026-11-18", "00:00"),
        ends_at=diary.at("2026-12-01", "00:00"), reason=words("Flood"), now=diary.now,
    )  # fmt: skip

    assert "Tuesday 1 December 2026" in browser.get("/book/birth/").text


def test_only_places_without_steps(diary, browser):
    diary.open(
        sites=[
            {"key": "hall", "name": words("Hall"), "hours": [hours()], "features": ["step-free"]},
            {"key": "tower", "name": words("Tower"), "hours": [hours("07:00", "08:00")]},
        ],
    )
    diary.apply(resources=[{"key": "two", "kind": "room", "name": words("two"), "site": "tower"}])

    assert "7:00am" in browser.get(f"/book/birth/{DAY}/").text
    page = browser.get(f"/book/birth/{DAY}/", {"step_free": "on"}).text
    assert "7:00am" not in page
    assert "9:00am" in page


def test_pages_cost_as_much_for_many_as_for_one(
    diary, browser, rhians, rhian, django_assert_max_num_queries
):
    diary.open()
    for clock in ("09:00", "09:30", "10:00", "10:30"):
        held = diary.hold(DAY, clock, actor=diary.staff, person_id=rhian.pk)
        diary.confirm(held, actor=VISITOR)

    with django_assert_max_num_queries(26):
        browser.get("/book/birth/")
    with django_assert_max_num_queries(26):
        browser.get(f"/book/birth/{DAY}/")
    with django_assert_max_num_queries(16):
        page = rhians.get("/account/bookings/").text
    assert page.count("account/bookings/0") + page.count("account/bookings/1") >= 4


def test_pages_in_welsh(southmere, now):
    with acting_for(southmere.id):
        diary = Diary(southmere, now).open()
        held = diary.hold(DAY, "09:30")
    browser = Client(HTTP_HOST="southmere.test", headers={"sec-fetch-site": "same-origin"})

    assert "birth (cy)" in browser.get("/cy/book/").text
    assert "Town Hall (cy)" in browser.get(f"/cy/book/birth/{DAY}/").text
    page = browser.get(f"/cy/booking/{held.secret}/details/").text
    assert "19 Tachwedd 2026" in page
    browser.post(f"/cy/booking/{held.secret}/details/", SIAN)
    with acting_for(southmere.id):
        assert Booking.objects.get().language == "cy"


def test_whose_clock_it_is_stands_where_a_call_comes_from_anywhere(diary, browser):
    diary.open(activities=[activity(), activity("advice", video="may")])

    told = [
        browser.get(f"/book/{key}/2026-11-19/").text.split('data-testid="zone"')[1][:40]
        for key in ("birth", "advice")
    ]

    assert ["hidden" in one for one in told] == [True, False]
