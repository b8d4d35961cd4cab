"""The pages of those who park with an account, and of those who run parking."""

import re

import pytest
from django.test import Client

from moothall.kernel.models import AuditEntry
from moothall.kernel.tests import kit
from moothall.payments.models import BasketLine
from moothall.payments.wallets.keeping import balance_of
from moothall.people import actions as people
from moothall.people.models import Role
from moothall.verticals.parking.models import ParkingClient, ParkingVehicle
from moothall.verticals.parking.tests.scenery import BOSS, STREET, sessions

STAY = {"code": "2001", "vehicle": "other", "vrm": "ab12 cde", "hours": "1", "minutes": ""}


def browser_of(person):
    client = Client(HTTP_HOST="northvale.test", headers={"sec-fetch-site": "same-origin"})
    kit.sign_in_resident(client, person)
    return client


@pytest.fixture
def rhians(kerb, rhian, clock_stands):
    return browser_of(rhian)


@pytest.fixture
def manager(kerb, alice, now):
    """Alice, who runs parking at Northvale and nothing else there."""
    people.give_role(
        actor=BOSS, user=alice, role=Role.PARKING_MANAGER, council_id=kerb.council.id,
        partnership_id=None, now=now,
    )  # fmt: skip
    client = Client(HTTP_HOST="northvale.test")
    kit.sign_in(client, alice)
    return client


def hidden(page, name):
    return re.search(rf'name="{name}" value="([^"]*)"', page)[1]


def test_a_price_is_shown_then_one_press_pays_and_two_pay_once(kerb, rhian, rhians):
    wallet = kerb.wallet(rhian)
    quote = rhians.post("/account/parking/start/", STAY).text
    assert "£1.20" in quote
    assert "12pm" in quote
    assert sessions() == []
    press = {**STAY, "key": hidden(quote, "key"), "pence": "120", "step": "wallet"}

    answers = [rhians.post("/account/parking/start/", press) for _ in range(2)]

    [session] = sessions()
    assert {one["Location"] for one in answers} == {
        f"/account/parking/sessions/{session.pk}/?done=started"
    }
    assert balance_of(wallet) == 880
    home = rhians.get("/account/parking/").text
    assert "until 12pm" in home
    assert "Left: £8.80" in home


def test_more_time_and_stopping_from_the_session_s_page(kerb, rhian, rhians):
    wallet = kerb.wallet(rhian)
    session = kerb.start(rhian, wallet, 60)
    at = f"/account/parking/sessions/{session.pk}/"
    assert "You can park until 12pm." in rhians.get(at).text
    assert rhians.post(f"{at}extend/", {"hours": ""}).status_code == 422
    quote = rhians.post(f"{at}extend/", {"hours": "1"}).text
    assert "1pm" in quote

    press = {"minutes": "60", "pence": hidden(quote, "pence"), "key": hidden(quote, "key")}
    rhians.post(f"{at}extend/", {**press, "step": "pay"})
    assert balance_of(wallet) == 760
    assert "You get £1.20 back" in rhians.get(f"{at}stop/").text
    assert rhians.post(f"{at}stop/")["Location"] == "/account/parking/?done=stopped"

    assert balance_of(wallet) == 880
    assert "VAT within it" in rhians.get(at).text
    assert "AB12 CDE" in rhians.get("/account/parking/history/").text


def test_a_price_that_changed_between_is_asked_about_again(kerb, rhian, rhians):
    wallet = kerb.wallet(rhian)

    page = rhians.post("/account/parking/start/", {**STAY, "pence": "60", "step": "wallet"}).text

    assert "The price has changed" in page
    assert "£1.20" in page
    assert balance_of(wallet) == 1_000


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"code": "77"}, "no place of this number"),
        ({"code": ""}, "Enter the number on the sign"),
        ({"vrm": ""}, "Enter a registration number"),
        ({"code": "1001", "hours": "3"}, "longest stay"),
    ],
)
def test_what_cannot_be_is_said_beside_the_field(kerb, rhian, rhians, changes, words):
    page = rhians.post("/account/parking/start/", {**STAY, **changes})

    assert page.status_code == 422
    assert page.text.count(words) >= 2
    assert 'value="ab12 cde"' in page.text or changes.get("vrm") == ""


def test_with_too_little_money_it_is_paid_by_card_or_more_is_paid_in(kerb, rhian, rhians):
    wallet = kerb.wallet(rhian, 50)

    page = rhians.post("/account/parking/start/", STAY).text
    assert "not enough" in page
    assert "from your parking money" not in page
    pressed = rhians.post("/account/parking/start/", {**STAY, "step": "wallet", "pence": "120"})
    assert pressed.status_code == 422
    card = rhians.post("/account/parking/start/", {**STAY, "step": "card"})

    assert card["Location"] == "/account/basket/"
    assert BasketLine.objects.get().amount_pence == 120
    assert balance_of(wallet) == 50


def test_a_wallet_is_set_up_and_vehicles_are_kept_and_removed(kerb, rhian, rhians):
    assert rhians.post("/account/parking/wallet/").status_code == 302
    for vrm in ("ab12 cde", "AB12CDE", "O0I1"):
        rhians.post("/account/parking/vehicles/", {"vrm": vrm, "name": "Blue van"})
    assert rhians.post("/account/parking/vehicles/", {"vrm": "!"}).status_code == 422

    page = rhians.get("/account/parking/start/").text
    assert 'value="AB12 CDE"' in page
    assert 'value="O0I1"' in page
    vehicle = ParkingVehicle.objects.get(vrm="O0I1")
    rhians.post(f"/account/parking/vehicles/{vehicle.pk}/remove/")

    assert ParkingVehicle.objects.count() == 1


def test_free_minutes_start_without_money(kerb, rhian, rhians):
    kerb.place("3001", "on_street", "permits", {**STREET, "free_minutes": 30})
    stay = {**STAY, "code": "3001", "hours": "", "minutes": "30"}
    assert "Start now" in rhians.post("/account/parking/start/", stay).text

    rhians.post("/account/parking/start/", {**stay, "step": "free", "key": "k"})

    assert [one.pence for one in sessions()] == [0]


def test_another_s_pages_are_not_there(kerb, rhian, tomos, clock_stands):
    session = kerb.start(rhian, kerb.wallet(rhian))
    client = browser_of(tomos)
    at = f"/account/parking/sessions/{session.pk}/"

    assert client.get(at).status_code == 404
    assert client.get(f"{at}stop/").status_code == 404
    assert client.post(f"{at}stop/").status_code == 404
    assert client.post(f"{at}extend/", {"hours": "1"}).status_code == 404
    nobody = Client(HTTP_HOST="northvale.test")
    assert "/account/sign-in/" in nobody.get(at)["Location"]


def test_a_manager_sees_takings_and_no_whole_number_until_it_is_looked_up(kerb, rhian, manager):
    kerb.start(rhian, kerb.wallet(rhian), 60)

    assert manager.get("/workspace/parking/")["Location"] == "/workspace/parking/northvale/"
    assert "£1.20" in manager.get("/workspace/parking/northvale/").text
    place = "/workspace/parking/northvale/places/2001/"
    listed = manager.get(place).text
    assert "•••CDE" in listed
    assert "AB12" not in listed.replace("AB12 CDE", "", 1)  # the example beside the field
    looked = manager.post(place, {"vrm": "AB12CDE"})

    assert "This vehicle’s times here" in looked.text
    assert AuditEntry.objects.filter(verb="parking.vehicle-looked-up").count() == 1


def test_a_key_is_shown_once_and_ended_by_staff(kerb, manager):
    programs = "/workspace/parking/northvale/programs/"
    given = {"name": "Handhelds", "code": "handhelds", "kind": "checks"}
    page = manager.post(programs, given).text
    key = re.search(r'data-testid="key">([^<]+)<', page)[1]

    assert key not in manager.get(programs).text
    assert manager.post(programs, given).status_code == 422
    manager.post(f"{programs}{ParkingClient.objects.get().pk}/end/")
    assert ParkingClient.objects.get().ended_at is not None


def test_staff_who_do_not_run_parking_see_nothing_of_it(kerb, alice, carys, southmere, now):
    for user, host in ((alice, "northvale.test"), (carys, "southmere.test")):
        client = Client(HTTP_HOST=host)
        kit.sign_in(client, user)
        assert client.get("/workspace/parking/northvale/").status_code in {403, 404}
    people.give_role(
        actor=BOSS, user=carys, role=Role.PARKING_MANAGER, council_id=southmere.id,
        partnership_id=None, now=now,
    )  # fmt: skip
    client = Client(HTTP_HOST="southmere.test")
    kit.sign_in(client, carys)

    assert client.get("/workspace/parking/northvale/").status_code == 404
    assert client.get("/workspace/parking/southmere/places/2001/").status_code == 404
