"""Paying by card: the time begins when it is paid, and a price holds for some minutes."""

from datetime import timedelta

import pytest
from django.test import Client

from moothall.kernel.actors import anonymous_resident
from moothall.payments.models import BasketLine, PaymentLine
from moothall.payments.ports import Outcome
from moothall.verticals.parking import actions
from moothall.verticals.parking.line_owner import SessionsByCard
from moothall.verticals.parking.models import ParkingMovement, ParkingSession
from moothall.verticals.parking.rules_of_stay import stay_from_now
from moothall.verticals.parking.tests.scenery import STREET, sessions, street

PAGE = "/parking/pay/2001/"
STAY = {"vrm": "ab12 cde", "hours": "1", "minutes": "30"}


def waiting(kerb, minutes=60, vrm="AB12CDE"):
    basket = kerb.canteen.shop.basket()
    stay = stay_from_now(street("2001"), vrm, minutes, now=kerb.now, looks_back=False)
    session = actions.put_session_in_basket(
        actor=anonymous_resident(), stay=stay, basket_id=basket.pk, language="en", now=kerb.now
    )
    return basket, session


@pytest.fixture
def anybody(kerb, clock_stands):
    return Client(HTTP_HOST="northvale.test", headers={"sec-fetch-site": "same-origin"})


def test_it_begins_at_the_moment_of_payment_and_once(kerb, queue):
    basket, session = waiting(kerb)
    shop = kerb.canteen.shop
    payment = shop.begin(basket)
    paid_at = kerb.later(7) + timedelta(seconds=30)
    shop.gateway.become(payment.pk, Outcome.PAID)
    shop.check(payment, now=paid_at)
    queue.run_all()

    for _ in range(2):
        actions.start_paid(actor=anonymous_resident(), session_id=session.pk, paid_at=paid_at)

    session.refresh_from_db()
    assert (session.state, session.started_at) == ("paid", kerb.later(7))
    assert session.ends_at == kerb.later(67)
    assert ParkingMovement.objects.get().pence == 120


def test_a_vehicle_that_has_time_gets_what_was_paid_after_it(kerb, rhian):
    kerb.start(rhian, kerb.wallet(rhian), 60)
    _, session = waiting(kerb)

    actions.start_paid(actor=anonymous_resident(), session_id=session.pk, paid_at=kerb.later(5))

    session.refresh_from_db()
    assert (session.started_at, session.ends_at) == (kerb.later(60), kerb.later(120))


def test_an_old_price_is_not_paid_and_what_leaves_the_basket_is_withdrawn(kerb):
    _, session = waiting(kerb)
    owner = SessionsByCard()

    assert owner.refusals([session.pk], language="en", now=kerb.later(10)) == {}
    assert session.pk in owner.refusals([session.pk], language="en", now=kerb.later(11))

    [page] = owner.for_staff([session.pk], council="northvale").values()
    assert page.href == "/workspace/parking/northvale/places/2001/"

    owner.left_basket(session.pk, actor=anonymous_resident(), now=kerb.now)
    session.refresh_from_db()
    assert session.state == "withdrawn"
    assert session.pk in owner.refusals([session.pk], language="en", now=kerb.now)


def test_anybody_sees_the_price_first_and_pays_in_the_basket(kerb, anybody):
    quote = anybody.post(PAGE, STAY)
    assert quote.status_code == 200
    assert "12:30pm" in quote.text
    assert "£2.40" in quote.text
    assert sessions() == []

    paid = anybody.post(PAGE, {**STAY, "step": "pay"})

    assert paid["Location"] == "/basket/"
    line = BasketLine.objects.get()
    assert (line.amount_pence, line.reference) == (240, "AB12 CDE")
    assert line.description == {"en": "Parking at Place 2001 (2001), 1 hour 30 minutes"}
    assert PaymentLine.objects.count() == 0


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ({"vrm": "", "hours": "1"}, "Enter a registration number"),
        ({"vrm": "AB 12 Ç!", "hours": "1"}, "letters A to Z"),
        ({"vrm": "AB12CDE"}, "Enter how long"),
        ({"vrm": "AB12CDE", "hours": "½"}, "whole number"),
        ({"vrm": "AB12CDE", "hours": "169"}, "7 days or less"),
    ],
)
def test_what_is_typed_wrong_is_said_beside_the_field_and_nothing_is_lost(
    kerb, anybody, typed, words
):
    page = anybody.post(PAGE, typed)

    assert page.status_code == 422
    assert page.text.count(words) >= 2  # in the summary and beside the field
    for value in filter(None, typed.values()):
        assert f'value="{value}"' in page.text


def test_a_stranger_is_not_told_where_a_vehicle_is(kerb, rhian, anybody):
    before = anybody.post(PAGE, STAY).text
    kerb.start(rhian, kerb.wallet(rhian), 60)

    after = anybody.post(PAGE, STAY).text

    assert [one.split("</dd>")[0] for one in before.split('value">')[1:]] == [
        one.split("</dd>")[0] for one in after.split('value">')[1:]
    ]


def test_free_minutes_need_no_card_and_no_account(kerb, anybody):
    kerb.place("3001", "on_street", "permits", {**STREET, "free_minutes": 30})
    stay = {"vrm": "AB12CDE", "minutes": "30"}
    assert "Start now" in anybody.post("/parking/pay/3001/", stay).text

    for _ in range(2):
        page = anybody.post("/parking/pay/3001/free/", {**stay, "key": "press"})
        assert "Your time has begun" in page.text
    refused = anybody.post("/parking/pay/3001/free/", {**stay, "key": "another"})

    assert refused.status_code == 422
    assert "until" not in refused.text.split("error-summary")[1][:400]
    assert ParkingSession.objects.count() == 1


def test_places_are_found_by_their_number(kerb, anybody):
    assert "Place 1001" in anybody.get("/parking/pay/").text
    assert anybody.get("/parking/pay/", {"code": " 1001"})["Location"] == "/parking/pay/1001/"
    assert anybody.get("/parking/pay/", {"code": "77"}).status_code == 422
    assert anybody.get("/parking/pay/77/").status_code == 404
    other = Client(HTTP_HOST="southmere.test")
    assert other.get("/parking/pay/1001/").status_code == 404
