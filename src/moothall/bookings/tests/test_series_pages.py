"""Every Tuesday: each date is shown before it is booked, all in one go, at the hour on the wall."""

import re
from datetime import date, time, timedelta
from urllib.parse import urlencode

import pytest
from django.test import Client

from moothall.bookings import actions, several_reads
from moothall.bookings.models import Booking, Claim, Series
from moothall.bookings.slots import Wish
from moothall.bookings.slots.recurring import Chance, days_of_series
from moothall.bookings.tests.kit import VISITOR, activity, words
from moothall.kernel.tests import kit
from moothall.payments.models import BasketLine
from moothall.payments.tests.kit import Shop

pytestmark = pytest.mark.usefixtures("queue", "clock_stands")

FIRST = "2026-11-24"  # a Tuesday
HERE = {"HTTP_HOST": "northvale.test", "headers": {"sec-fetch-site": "same-origin"}}
SIAN = {"name": "Sian Jones", "email": "sian@example.org", "phone": "", "note": ""}


@pytest.fixture
def browser(diary):
    return Client(**HERE)


@pytest.fixture
def tuesdays(diary):
    return diary.open(activities=[activity(series=12, horizon=300)])


def slot(diary, day=FIRST, clock="09:30"):
    return f"{diary.at(day, clock):%Y%m%dT%H%M}Z.{diary.site().pk}"


def address(diary, root="", clock="09:30", **said):
    asked = {"slot": slot(diary, clock=clock), "every": "1", "times": "4", "until": "", **said}
    return f"{root}/book/birth/series/{FIRST}/?{urlencode(asked)}"


def chosen_on(page):
    """Return what stands chosen for each date of a page."""
    found = re.findall(r'<select[^>]*name="(on-[\d-]+)".*?</select>', page, re.DOTALL)
    values = re.findall(r'<option value="([^"]*)" selected>', page)
    return dict(zip(found, values, strict=True))


def booked(diary, browser, **said):
    at = address(diary, **said)
    given = {**chosen_on(browser.get(at).text), "once": "one"}
    details = browser.post(at, given).headers["Location"]
    check = browser.post(details, SIAN).headers["Location"]
    return browser.post(check).headers["Location"]


def test_the_whole_way_of_a_series(tuesdays, browser):
    assert "Book the same time again and again" in browser.get("/book/birth/").text
    assert f"/book/birth/series/{FIRST}/" in browser.get("/book/birth/series/").text
    page = browser.get(f"/book/birth/series/{FIRST}/").text
    assert "Every 2 weeks" in page
    page = browser.get(address(tuesdays)).text
    assert "4 of 4 dates are free" in page
    assert list(chosen_on(page)) == [
        "on-2026-11-24", "on-2026-12-01", "on-2026-12-08", "on-2026-12-15",
    ]  # fmt: skip
    done = booked(tuesdays, browser)
    page = browser.get(done).text

    assert "4 times are booked" in page
    rows = Booking.objects.order_by("starts_at")
    assert {row.status for row in rows} == {"confirmed"}
    assert {row.name for row in rows} == {"Sian Jones"}
    assert Series.objects.get().every_weeks == 1
    assert all(row.reference in page for row in rows)


def test_taken_and_shut_dates_have_other_times_and_can_be_left_out(tuesdays, browser):
    tuesdays.book("2026-12-01", "09:30")
    actions.make_closure(
        actor=tuesdays.staff, of=tuesdays.site(), starts_at=tuesdays.at("2026-12-08", "00:00"),
        ends_at=tuesdays.at("2026-12-09", "00:00"), reason=words("Flood"), now=tuesdays.now,
    )  # fmt: skip

    page = browser.get(address(tuesdays)).text
    assert "2 of 4 dates are free" in page
    chosen = chosen_on(page)
    assert [bool(value) for value in chosen.values()] == [True, False, False, True]
    assert "Taken" in page
    assert "Shut" in page
    assert "Wednesday 9 December 2026 at 9:30am" in page
    given = {**chosen, "on-2026-12-01": slot(tuesdays, "2026-12-01", "10:00"), "once": "one"}
    browser.post(address(tuesdays), given)

    held = Booking.objects.filter(status="held").order_by("starts_at")
    assert [f"{row.local_on} {row.local_time:%H:%M}" for row in held] == [
        "2026-11-24 09:30", "2026-12-01 10:00", "2026-12-15 09:30",
    ]  # fmt: skip


def test_what_is_taken_meanwhile_is_said_and_nothing_is_booked(tuesdays, browser):
    chosen = chosen_on(browser.get(address(tuesdays)).text)
    tuesdays.book("2026-12-08", "09:30")

    page = browser.post(address(tuesdays), {**chosen, "once": "one", "on-2026-12-15": ""})

    assert page.status_code == 409
    assert "Nothing is booked yet" in page.text
    assert "The time that you chose was taken meanwhile." in page.text
    assert 'href="#on-2026-12-08"' in page.text
    again = chosen_on(page.text)
    assert [bool(value) for value in again.values()] == [True, True, False, False]
    assert Booking.objects.count() == 1
    assert Claim.objects.count() == 1


def test_nothing_chosen_and_the_same_twice_are_refused(tuesdays, browser):
    none = browser.post(address(tuesdays), {"once": "one"})
    assert none.status_code == 409
    assert "Choose at least one date" in none.text
    assert Booking.objects.count() == Series.objects.count() == 0


@pytest.mark.parametrize(
    ("said", "why"),
    [
        ({"times": ""}, "Enter how many times, or a last date, but not both"),
        ({"until": "2026-12-31"}, "Enter how many times, or a last date, but not both"),
        ({"times": "13"}, "You can book at most 12 times at once."),
        ({"times": "1"}, "A series has 2 times or more"),
        ({"times": "", "until": "2026-11-25"}, "A series has 2 times or more"),
        ({"times": "", "until": "2027-11-25"}, "You can book at most 12 times at once."),
        ({"every": "9"}, "every"),
        ({"slot": ""}, "Choose the first time"),
    ],
)
def test_what_is_wrong_is_said_beside_the_field(tuesdays, browser, said, why):
    page = browser.get(address(tuesdays, **said))

    assert page.status_code == 422
    assert why in page.text
    assert browser.post(address(tuesdays, **said), {"once": "one"}).status_code == 422
    assert Booking.objects.count() == 0


def test_until_a_date_and_every_two_weeks(tuesdays, browser):
    page = browser.get(address(tuesdays, times="", until="2026-12-22", every="2")).text

    assert list(chosen_on(page)) == ["on-2026-11-24", "on-2026-12-08", "on-2026-12-22"]


def test_it_keeps_the_hour_on_the_wall_through_both_changes(tuesdays, browser):
    day, zone_hours = date(2027, 3, 16), set()
    booked_days = days_of_series(day, 1, 4)
    found = several_reads.planned(
        tuesdays.activity().pk, booked_days, time(9, 30), Wish(), now=tuesdays.now
    )
    zone_hours = [one.starts_at.hour for one in found]

    assert [one.chance for one in found] == [Chance.FREE] * 4
    assert zone_hours == [9, 9, 8, 8]
    tuesdays.apply(activities=[activity(series=12, horizon=500)])
    autumn = several_reads.planned(
        tuesdays.activity().pk, days_of_series(date(2027, 10, 19), 1, 3), time(9, 30), Wish(),
        now=tuesdays.now,
    )  # fmt: skip
    assert [one.starts_at.hour for one in autumn] == [8, 8, 9]


def test_an_hour_that_does_not_exist_or_exists_twice_is_said(diary):
    diary.open(
        sites=[{"key": "hall", "name": words("Hall"), "hours": [
            {"days": ["sun"], "opens": "00:00", "closes": "06:00"}]}],
        activities=[activity(series=40, horizon=500)],
    )  # fmt: skip

    def chances(first, times):
        found = several_reads.planned(
            diary.activity().pk, days_of_series(first, 1, times), time(1, 30), Wish(), now=diary.now
        )
        return [(one.chance.value, bool(one.offered)) for one in found]

    assert chances(date(2027, 3, 21), 3) == [
        ("free", True), ("no-such-time", True), ("free", True),
    ]  # fmt: skip
    assert chances(date(2027, 10, 24), 3) == [
        ("free", True), ("no-such-time", True), ("free", True),
    ]  # fmt: skip


def test_what_lies_too_far_ahead_is_said(diary, browser):
    diary.open(activities=[activity(series=12, horizon=14)])

    page = browser.get(address(diary)).text

    assert page.count("Too far ahead") == 2
    assert "2 of 4 dates are free" in page


def test_one_is_cancelled_or_the_rest(tuesdays, browser, monkeypatch):
    page = booked(tuesdays, browser)
    first = re.findall(r'href="(/booking/[^"]+)"', browser.get(page).text)[1]
    browser.post(f"{first}cancel/")
    assert "3 times are booked" in browser.get(page).text
    later = tuesdays.at("2026-11-30", "12:00")
    monkeypatch.setattr("moothall.kernel.clock.now", lambda: later)

    assert browser.get(f"{page}cancel/").text.count("Sian Jones") == 2
    browser.post(f"{page}cancel/")

    states = Booking.objects.order_by("starts_at").values_list("status", flat=True)
    assert list(states) == ["confirmed", "cancelled", "cancelled", "cancelled"]


def test_those_it_is_too_late_for_stay(diary, browser, monkeypatch):
    diary.open(activities=[activity(series=12, horizon=300, notice={"cancel": 48})])
    page = booked(diary, browser)
    late = diary.at("2026-11-23", "12:00")
    monkeypatch.setattr("moothall.kernel.clock.now", lambda: late)

    browser.post(f"{page}cancel/")

    states = Booking.objects.order_by("starts_at").values_list("status", flat=True)
    assert list(states) == ["confirmed", "cancelled", "cancelled", "cancelled"]


def test_fees_of_all_lie_in_one_basket(diary, browser):
    Shop(diary.council, diary.now).open()
    diary.open(activities=[activity(series=12, horizon=300, fee={"fund": "permits", "pence": 600})])

    assert booked(diary, browser) == "/basket/"

    assert BasketLine.objects.count() == 4
    assert len(set(BasketLine.objects.values_list("basket", flat=True))) == 1


def test_from_an_account_and_nobody_elses(tuesdays, rhian, tomos):
    rhians, others = Client(**HERE), Client(**HERE)
    kit.sign_in_resident(rhians, rhian)
    kit.sign_in_resident(others, tomos)
    page = booked(tuesdays, rhians, root="/account")

    assert "4 times are booked" in rhians.get(page).text
    assert others.get(page).status_code == 404
    assert others.post(f"{page}cancel/").status_code == 404
    assert set(Booking.objects.values_list("status", flat=True)) == {"confirmed"}


def test_what_allows_no_series_is_not_there(diary, browser):
    diary.open()

    assert "again and again" not in browser.get("/book/birth/").text
    assert browser.get("/book/birth/series/").status_code == 404
    assert browser.get(address(diary)).status_code == 404
    assert browser.post(address(diary), {"once": "x"}).status_code == 404
    assert Booking.objects.count() == 0


def test_a_long_series_costs_no_more_to_look_at(tuesdays, browser, django_assert_max_num_queries):
    browser.get(address(tuesdays))
    with django_assert_max_num_queries(26) as few:
        browser.get(address(tuesdays))
    with django_assert_max_num_queries(len(few)):
        browser.get(address(tuesdays, times="12"))


def test_dates_are_the_councils_own(tuesdays, browser, southmere):
    other = Client(HTTP_HOST="southmere.test", headers={"sec-fetch-site": "same-origin"})
    page = booked(tuesdays, browser)

    assert other.get(page).status_code == 404
    assert other.get(address(tuesdays)).status_code == 404


def test_a_residents_series_has_as_many_as_is_allowed(tuesdays):
    starts = [tuesdays.at(FIRST, "09:30") + timedelta(weeks=n) for n in range(13)]

    with pytest.raises(actions_error()):
        actions.book_dates(
            actor=VISITOR, activity_id=tuesdays.activity().pk, starts=starts, now=tuesdays.now
        )
    assert Booking.objects.count() == Series.objects.count() == 0


def actions_error():
    from moothall.bookings.errors import TooManyBookings

    return TooManyBookings
