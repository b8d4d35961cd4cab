"""An agent books for a family on the telephone, and sees and cancels what was booked at once."""

import pytest

from moothall.bookings.models import Booking
from moothall.bookings.tests.kit import activity, room
from moothall.kernel import clock
from moothall.payments.models import BasketLine
from moothall.payments.tests.desks import supervisor
from moothall.payments.tests.kit import Shop
from moothall.surfaces.workspace.tests.conftest import Desk

DAY = "2026-11-19"
DIARY = "/workspace/diary/northvale/"
BOOK = f"{DIARY}book/several/?activity=birth&on={DAY}&how_many=2&way="
NAMES = {"name_1": "Bryn Pugh", "name_2": "Nia Pugh", "phone": "01632 960 001", "language": "en"}


@pytest.fixture(autouse=True)
def at_now(now, monkeypatch):
    """Let pages see the tests' own moment."""
    monkeypatch.setattr(clock, "now", lambda: now)


@pytest.fixture
def desk(diary, northvale, now):
    diary.open(room("one"), room("two"))
    return supervisor("dewi", northvale, now)


def booked(desk, way="same", number=0):
    page = desk.get(f"{BOOK}{way}")
    key = page.tree.xpath("//input[@name='slot']/@value")[number]
    return desk.post(f"{BOOK}{way}", slot=key, **NAMES)


def test_two_are_booked_at_one_hour_though_residents_may_not(desk):
    page = booked(desk)

    rows = Booking.objects.order_by("number")
    assert [(row.name, row.status, f"{row.local_time:%H:%M}") for row in rows] == [
        ("Bryn Pugh", "confirmed", "09:00"), ("Nia Pugh", "confirmed", "09:00"),
    ]  # fmt: skip
    assert rows[0].channel == "phone"
    assert page.location == f"{DIARY}together/{rows[0].group_id}/"
    assert "Nia Pugh" in desk.get(page.location).one("together")
    assert page.location in desk.get(f"{DIARY}bookings/{rows[0].pk}/").response.text


def test_one_after_another_and_what_is_taken_says_why(desk, diary):
    page = desk.get(f"{BOOK}row")
    key = page.tree.xpath("//input[@name='slot']/@value")[0]
    diary.hold(DAY, "09:30")
    diary.hold(DAY, "09:30")

    refused = desk.post(f"{BOOK}row", slot=key, **NAMES)

    assert refused.response.status_code == 422
    assert "Bryn Pugh" in refused.response.text
    assert "taken" in refused.response.text
    assert Booking.objects.count() == 2
    booked(desk, "row")
    made = Booking.objects.filter(name__endswith="Pugh").order_by("starts_at")
    assert [f"{row.local_time:%H:%M}" for row in made] == ["10:00", "10:30"]


def test_a_name_that_is_missing_loses_nothing(desk):
    key = desk.get(f"{BOOK}same").tree.xpath("//input[@name='slot']/@value")[0]

    page = desk.post(f"{BOOK}same", slot=key, **{**NAMES, "name_2": ""})

    assert page.response.status_code == 422
    assert "Enter the name" in page.response.text
    assert 'value="Bryn Pugh"' in page.response.text
    assert desk.get(f"{BOOK}".replace("how_many=2", "how_many=x")).response.status_code == 422
    assert Booking.objects.count() == 0


def test_all_are_cancelled_and_it_says_how_many(desk):
    page = booked(desk).location

    assert "Nia Pugh" in desk.get(f"{page}cancel/").one("all")
    desk.post(f"{page}cancel/", because="The registrar is ill")

    assert set(Booking.objects.values_list("status", "ended_because")) == {
        ("cancelled", "The registrar is ill")
    }


def test_others_may_not(desk, southmere, now):
    page = booked(desk).location
    other = supervisor("elin", southmere, now)
    nobody = Desk("northvale.test")

    for address in (page, f"{page}cancel/", BOOK + "same"):
        assert other.get(address).response.status_code == 404
        assert nobody.get(address).response.status_code == 302
    assert other.post(f"{page}cancel/").response.status_code == 404
    assert set(Booking.objects.values_list("status", flat=True)) == {"confirmed"}


SERIES = f"{DIARY}book/series/?activity=birth&on={DAY}&every=1&times=3"
WHO = {"name": "Chess Club", "phone": "01632 960 001", "language": "en", "party_size": "1"}


def dates_of(page):
    """Return what is chosen for each date, by the name of its field."""
    return {
        one.get("name"): one.xpath("string(option[@selected]/@value)")
        for one in page.tree.xpath("//select[starts-with(@name, 'on-')]")
    }


def test_the_same_hour_again_and_again_with_another_where_it_is_taken(desk, diary):
    diary.hold("2026-11-26", "09:30")
    diary.hold("2026-11-26", "09:30")
    key = desk.get(SERIES).tree.xpath("//input[@name='slot']/@value")[1]

    chosen = dates_of(desk.get(f"{SERIES}&slot={key}"))
    assert [bool(one) for one in chosen.values()] == [True, False, True]
    page = desk.post(f"{SERIES}&slot={key}", **WHO, **chosen)

    rows = Booking.objects.filter(series__isnull=False).order_by("starts_at")
    assert [f"{row.local_on} {row.status}" for row in rows] == [
        "2026-11-19 confirmed", "2026-12-03 confirmed",
    ]  # fmt: skip
    assert page.location == f"{DIARY}together/{rows[0].series_id}/"


def test_a_series_that_is_taken_meanwhile_books_nothing_and_keeps_what_was_typed(desk, diary):
    key = desk.get(SERIES).tree.xpath("//input[@name='slot']/@value")[1]
    chosen = dates_of(desk.get(f"{SERIES}&slot={key}"))
    diary.hold("2026-12-03", "09:30")
    diary.hold("2026-12-03", "09:30")

    page = desk.post(f"{SERIES}&slot={key}", **WHO, **chosen)

    assert page.response.status_code == 422
    assert "Chess Club" in page.response.text
    assert not Booking.objects.filter(series__isnull=False).exists()


def test_a_caller_pays_for_all_at_once(diary, northvale, alice, now):
    desk = Desk(northvale.hostname, alice)
    Shop(northvale, now).open()
    fee = {"fund": "permits", "pence": 1000}
    diary.open(room("one"), room("two"), activities=[activity(fee=fee)])
    page = booked(desk)

    at = desk.get(page.location)
    assert "Take the payment of £20<" in at.response.text
    assert set(Booking.objects.values_list("held_until", flat=True)) == {diary.at(DAY, "09:00")}
    led = desk.post(f"{page.location}pay/")

    assert led.location.startswith("/workspace/take-payment/")
    assert [line.unit_pence for line in BasketLine.objects.all()] == [1000, 1000]
