"""The money of bookings as residents see it, in browsers without scripts, and as staff do."""

import re

import pytest
from django.test import Client

from moothall.bookings.models import Booking
from moothall.bookings.tests.money_kit import DAY, DEPOSIT, FEE, FRIDAY, Box, at, given_back
from moothall.kernel import clock
from moothall.kernel.tests import kit
from moothall.payments.models import Basket, BasketLine, Payment
from moothall.payments.ports import Outcome
from moothall.payments.tests.desks import supervisor
from moothall.surfaces.workspace.tests.conftest import Desk

DIARY = "/workspace/diary/northvale/"
SIAN = {"name": "Sian Jones", "email": "sian@example.org", "phone": "", "note": ""}


@pytest.fixture(autouse=True)
def at_now(now, monkeypatch):
    """Let pages see the tests' own moment."""
    monkeypatch.setattr(clock, "now", lambda: now)


@pytest.fixture
def box(diary, queue):
    return Box(diary, queue, fee={**FEE, **DEPOSIT})


def browser_of(address="192.0.2.1"):
    return Client(
        HTTP_HOST="northvale.test", headers={"sec-fetch-site": "same-origin"}, REMOTE_ADDR=address
    )


@pytest.fixture
def browser(box):
    return browser_of()


@pytest.fixture
def desk(box, northvale, now):
    return supervisor("dewi", northvale, now)


def slot(box, clock_time, day=DAY):
    return f"{box.diary.at(day, clock_time):%Y%m%dT%H%M}Z.{box.diary.site().pk}"


def keep(box, browser, clock_time="09:30", day=DAY, at="/book/birth"):
    given = {"slot": slot(box, clock_time, day), "once": f"{day}{clock_time}"}
    return browser.post(f"{at}/{day}/", given)


def pay_in_browser(box, browser):
    """Pay the basket, and return the page to which the payer comes back."""
    browser.post("/basket/pay/", {"email": "sian@example.org"})
    payment = Payment.objects.latest("created_at")
    box.shop.gateway.become(payment.pk, Outcome.PAID)
    page = browser.get(box.shop.gateway.requests[str(payment.pk)].return_url).content.decode()
    box.queue.run_all()
    return page


def booked(box, browser, clock_time="09:30"):
    details = keep(box, browser, clock_time).headers["Location"]
    check = browser.post(details, SIAN).headers["Location"]
    said = browser.get(check).content.decode()
    browser.post(check)
    page = pay_in_browser(box, browser)
    return (
        said,
        page,
        re.search(r'data-testid="thing"', page)
        and re.search(r'href="(/booking/[^"]+/)"', page).group(1),
    )


def test_fee_and_deposit_are_said_paid_and_lead_back_to_the_booking(box, browser):
    offered = browser.get("/book/birth/").content.decode()
    said, _page, address = booked(box, browser)
    page = browser.get(address).content.decode()

    assert "deposit of £100" in offered
    assert "Changing the time later costs £5." in offered
    assert "To pay now: £146" in said
    assert "You get it back after your visit" in page
    assert "£146 in all" in page.replace("\n", " ")


def test_who_pays_for_another_by_a_link_is_not_given_the_key_to_the_booking(box, browser):
    booked(box, browser)
    payment = Payment.objects.get()

    page = browser_of().get(box.shop.gateway.requests[str(payment.pk)].return_url)

    assert "You have paid" in page.content.decode()
    assert "/booking/" not in page.content.decode()


def test_a_move_is_paid_for_in_the_browser_or_dropped(box, browser):
    _said, _page, address = booked(box, browser)
    there = f"{address}move/{slot(box, '11:00')}/"
    price = browser.get(there).content.decode()
    assert "The change costs £19." in price
    assert "You keep the time that you have until you have paid" in price

    assert browser.post(there).headers["Location"] == "/basket/"
    waiting = browser.get(address).content.decode()
    assert "You are changing to Thursday 19 November 2026 at 11" in waiting
    kept = browser.post(f"{address}new-time/drop/").headers["Location"]
    assert "You keep the time that you have" in browser.get(kept).content.decode()
    assert browser.post(f"{address}new-time/pay/").headers["Location"] == address

    browser.post(there)
    assert browser.post(f"{address}new-time/pay/").headers["Location"] == "/basket/"
    back = pay_in_browser(box, browser)
    assert f'href="{address}"' in back
    assert at(Booking.objects.get(moves=None)) == f"{DAY} 11:00"
    assert "You are changing" not in browser.get(address).content.decode()


def test_the_refund_is_seen_before_and_after_it_is_done(box, browser):
    _said, _page, address = booked(box, browser)
    before = browser.get(f"{address}cancel/").content.decode()
    assert "We give you back £123 of the £146 that you paid." in before
    assert "The deposit of £100 is part of that." in before

    browser.post(f"{address}cancel/")
    assert "We give you back £123. You do not need" in browser.get(address).content.decode()
    box.queue.run_all()
    after = browser.get(address).content.decode()

    assert "£23 given back on" in after
    assert "£100 given back on" in after


def test_the_account_leads_back_to_its_own_page_and_nobody_else_sees_the_money(box, rhian, tomos):
    clients = []
    for person in (rhian, tomos):
        client = browser_of()
        kit.sign_in_resident(client, person)
        clients.append(client)
    hers, his = clients
    details = keep(box, hers, at="/account/book/birth").headers["Location"]
    check = hers.post(details, SIAN).headers["Location"]
    hers.post(check)
    hers.post("/account/basket/pay/", {"email": "rhian@home.test"})
    payment = Payment.objects.get()
    box.shop.gateway.become(payment.pk, Outcome.PAID)
    page = hers.get(box.shop.gateway.requests[str(payment.pk)].return_url).content.decode()
    box.queue.run_all()
    address = f"/account/bookings/{Booking.objects.get().pk}/"

    assert f'href="{address}"' in page
    assert "£146" in hers.get(address).content.decode()
    assert his.get(address).status_code == 404
    assert his.post(f"{address}new-time/pay/").status_code == 404
    assert his.post(f"{address}new-time/drop/").status_code == 404


def test_an_agent_books_and_is_led_on_to_the_payment(box, desk):
    form = {"slot": slot(box, "09:30"), "name": "Sian", "email": "s@example.org", "phone": "",
            "party_size": "1", "language": "en", "note": ""}  # fmt: skip
    book = f"{DIARY}book/?activity=birth&on={DAY}"
    assert "deposit of £100" in desk.get(book).response.content.decode()
    wrong = desk.post(book, **form, let_off="fee")
    assert wrong.status == 422

    answer = desk.post(book, **form)

    basket = Basket.objects.get()
    assert answer.location == f"/workspace/take-payment/{basket.pk}/"
    assert [line.unit_pence for line in BasketLine.objects.order_by("position")] == [4600, 10_000]
    page = desk.get(f"{DIARY}bookings/{Booking.objects.get().pk}/")
    assert "Take the payment of £146" in page.response.content.decode()
    again = desk.post(f"{DIARY}bookings/{Booking.objects.get().pk}/take-payment/")
    assert again.location.startswith("/workspace/take-payment/")
    box.pay(BasketLine.objects.filter(removed_at=None).first().basket)
    assert Booking.objects.get().status == "confirmed"


def test_staff_let_off_with_a_reason(box, desk):
    row = box.hold().booking
    page = f"{DIARY}bookings/{row.pk}/let-off/"
    assert desk.post(page, what=["fee", "deposit"], because="").status == 422

    assert desk.post(page, what=["fee", "deposit"], because="Charity").location.endswith(
        f"{row.pk}/"
    )

    assert Booking.objects.get().status == "confirmed"
    said = desk.get(f"{DIARY}bookings/{row.pk}/").one("booking")
    assert "Charity" in said
    assert said.startswith("State Booked ")


def test_staff_move_for_money_or_for_nothing_with_a_reason(box, desk):
    held = box.booked()
    page = f"{DIARY}bookings/{held.booking.pk}/move/?on={DAY}"
    asked = desk.post(page, slot=slot(box, "11:00"))
    assert "Moving it there costs £19." in asked.response.content.decode()
    no_reason = desk.post(page, slot=slot(box, "11:00"), charge="none", because="")
    assert "Say why it is not charged" in no_reason.response.content.decode()

    to_pay = desk.post(page, slot=slot(box, "11:00"), charge="take")
    assert to_pay.location.startswith("/workspace/take-payment/")
    hold = Booking.objects.get(moves__isnull=False)
    seen = desk.get(f"{DIARY}bookings/{hold.pk}/")
    assert seen.location == f"{DIARY}bookings/{held.booking.pk}/"
    desk.post(page, slot=slot(box, "11:00"), charge="none", because="Our mistake")

    assert at(box.row(held)) == f"{DAY} 11:00"
    hold.refresh_from_db()
    assert hold.status == "released"


def test_staff_see_refunds_and_decide_on_deposits(box, desk, monkeypatch):
    held = box.booked()
    after = box.diary.at(FRIDAY, "09:00")
    monkeypatch.setattr(clock, "now", lambda: after)
    listed = desk.get(f"{DIARY}deposits/")
    assert "£100" in listed.one("deposits")
    page = f"{DIARY}bookings/{held.booking.pk}/deposit/"
    assert desk.post(page, what="part", amount="200", because="Broken").status == 422
    assert desk.post(page, what="part", amount="40", because="").status == 422

    desk.post(page, what="part", amount="40", because="Broken pane")
    box.queue.run_all()

    assert given_back() == [(6000, "deposit", "done")]
    seen = desk.get(f"{DIARY}bookings/{held.booking.pk}/")
    assert "£60" in seen.one("refunds")
    assert "Broken pane" in seen.one("booking")


def test_who_may_not_is_refused_the_money(box, northvale, southmere, now):
    held = box.hold()
    address = f"{DIARY}bookings/{held.booking.pk}/"
    mallory = Desk(northvale.hostname, kit.staff_user("mallory", now))
    carys = Desk(southmere.hostname, kit.staff_user("carys", now))

    for who in (mallory, carys):
        for part in ("take-payment/", "let-off/", "deposit/"):
            assert who.post(f"{address}{part}", what="fee", because="x").status in {403, 404}
        assert who.get(f"{DIARY}deposits/").status in {403, 404}
    assert box.row(held).payment == "due"
    assert not Basket.objects.exists()


def test_one_address_or_account_cannot_empty_a_diary(box, browser, monkeypatch, rhian):
    monkeypatch.setattr("moothall.bookings.limits.HOLDS_AT_ADDRESS", 2)
    monkeypatch.setattr("moothall.bookings.limits.MOST_AT_ONCE", 1)
    assert keep(box, browser, "09:00").status_code == 302
    assert (
        browser_of()
        .post(f"/book/birth/{DAY}/", {"slot": slot(box, "09:00"), "once": "other"})
        .status_code
        == 409
    )  # what cannot be had is not counted
    assert keep(box, browser, "09:30").status_code == 302

    refused = keep(box, browser, "10:00")

    assert refused.status_code == 429
    assert "You have kept many times in a short while" in refused.content.decode()
    assert keep(box, browser_of("192.0.2.2"), "10:00").status_code == 302
    hers = browser_of("192.0.2.3")
    kit.sign_in_resident(hers, rhian)
    assert keep(box, hers, "10:30", at="/account/book/birth").status_code == 302
    assert keep(box, hers, "11:00", at="/account/book/birth").status_code == 429
    assert Booking.objects.filter(status="held").count() == 4
