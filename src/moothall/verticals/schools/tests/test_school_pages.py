"""The pages of a school's office and of those who pay for pupils."""

import re
from datetime import date

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from moothall.kernel.tests import kit
from moothall.payments.models import BasketLine
from moothall.payments.wallets.models import Till
from moothall.people import actions as people
from moothall.people.models import Role
from moothall.verticals.schools.models import Activity, Guardian, MealPrice, Pupil, School
from moothall.verticals.schools.tests.conftest import BOSS, HEAD


@pytest.fixture
def boss(office, alice, now):
    """Alice, who is an administrator of Northvale too."""
    people.give_role(
        actor=BOSS, user=alice, role=Role.ADMINISTRATOR, council_id=office.council.id,
        partnership_id=None, now=now,
    )  # fmt: skip
    client = Client(HTTP_HOST="northvale.test")
    kit.sign_in(client, alice)
    return client


@pytest.fixture
def rhians(office, rhian):
    client = Client(HTTP_HOST="northvale.test", headers={"sec-fetch-site": "same-origin"})
    kit.sign_in_resident(client, rhian)
    return client


def at(office, rest=""):
    return f"/workspace/schools/northvale/{office.school.pk}/{rest}"


def test_a_parent_asks_the_office_approves_and_the_parent_joins_a_trip(office, boss, rhians):
    trip = office.trip()
    asked = rhians.post(
        "/account/schools/claim/",
        {"school": str(office.school.pk), "number": "17", "born_on-day": "4",
         "born_on-month": "5", "born_on-year": "2018"},
    )  # fmt: skip
    assert asked.status_code == 302
    assert "has not decided about 1 child" in rhians.get("/account/schools/").text
    page = boss.get(at(office)).text
    assert "Rhian Evans for Mali Evans" in page

    claim = Guardian.objects.get()
    boss.post(f"/workspace/schools/northvale/guardians/{claim.pk}/decide/", {"decision": "approve"})
    child = f"/account/schools/children/{office.pupil().pk}/"
    page = rhians.get(child).text
    assert "Castle trip" in page
    assert "nuts, egg" in page
    rhians.post(f"{child}join/{trip.pk}/")
    assert "Mali Evans: School meals" in rhians.get("/account/wallets/").text

    assert BasketLine.objects.get().unit_pence == 2_500
    assert "Waits in your basket" in rhians.get(child).text


def test_a_claim_that_is_typed_wrongly_keeps_what_was_typed(office, rhians):
    page = rhians.post("/account/schools/claim/", {"number": "17", "born_on-day": "41"})

    assert page.status_code == 422
    assert 'value="17"' in page.text
    assert 'value="41"' in page.text
    assert Guardian.objects.count() == 0


def test_somebody_elses_child_is_not_there(office, rhians, tomos):
    office.guardian(tomos)

    page = rhians.get(f"/account/schools/children/{office.pupil().pk}/")

    assert page.status_code == 404


def test_an_invitation_is_accepted_on_its_page(office, rhians, boss):
    boss.post(f"/workspace/schools/northvale/pupils/{office.pupil().pk}/invite/",
              {"email": "r@example.org"})  # fmt: skip
    from moothall.notifications.models import Message

    address = re.search(r"/account/schools/invitation/[^/]+/", Message.objects.get().body)[0]
    assert "Yes, I look after this child" in rhians.get(address).text
    assert rhians.post(address).status_code == 302
    assert rhians.post(address).status_code == 404

    assert Guardian.objects.get().state == "approved"


def test_the_office_brings_in_pupils_prices_a_meal_and_offers_a_trip(office, boss):
    content = (HEAD + "30,Gwen,2016-02-30,2C,,\n31,Guto,2016-02-28,2C,,\n").encode()
    page = boss.post(at(office, "import/"), {"file": SimpleUploadedFile("p.csv", content)}).text
    assert "1 added, 0 changed, 1 not taken." in page
    assert "born_on is no date" in page
    days = {"begins_on-day": "1", "begins_on-month": "1", "begins_on-year": "2027",
            "ends_on-day": "31", "ends_on-month": "3", "ends_on-year": "2027"}  # fmt: skip
    boss.post(at(office, "price/"), {"name_en": "Hot meal", "price": "2.65", **days})
    assert MealPrice.objects.get().pence == 265
    boss.post(
        at(office, "activity/"),
        {"name_en": "Chess", "fund": "permits", "places": "9", "first": "10", "second": "5",
         "closes_on-day": "1", "closes_on-month": "3", "closes_on-year": "2027",
         "due_on-day": "1", "due_on-month": "4", "due_on-year": "2027"},
    )  # fmt: skip

    assert [part["pence"] for part in Activity.objects.get().instalments] == [1_000, 500]
    assert "Chess" in boss.get(at(office)).text


def test_a_manager_adds_a_school_its_workers_and_its_till(office, boss, bob, alice):
    boss.post(
        "/workspace/schools/northvale/new/",
        {"name": "Mill School", "number": "900002", "scheme": "meals", "free_meal": "2.60"},
    )
    school = School.objects.get(number="900002")
    workers = f"/workspace/schools/northvale/{school.pk}/workers/"
    assert "No officer" in boss.post(workers, {"email": bob.email}).text
    boss.post(workers, {"email": alice.email})
    assert "Alice" in boss.get(workers).text
    boss.post(
        "/workspace/cashless/northvale/tills/new/",
        {"name": "Mill hall", "serves": f"schools.pupil/{school.pk}", "scheme": "meals",
         "fund": "garden", "offline": "5"},
    )  # fmt: skip

    assert Till.objects.get().place_id == school.pk


def test_an_officer_sees_no_school_that_does_not_name_them(office, alice, carys):
    for user in (alice, carys):
        client = Client(HTTP_HOST="northvale.test")
        kit.sign_in(client, user)
        assert client.get(at(office)).status_code in {403, 404}
    pupil = office.pupil()
    client = Client(HTTP_HOST="northvale.test")
    kit.sign_in(client, alice)

    page = client.post(f"/workspace/schools/northvale/pupils/{pupil.pk}/", {"has_left": "on"})

    assert page.status_code == 404
    assert Pupil.objects.get(pk=pupil.pk).left_on is None
    assert date(2018, 5, 4) == pupil.born_on


def test_what_nobody_knows_is_not_there(office, boss, rhians, rhian):
    office.guardian(rhian)
    nobody = "00000000-0000-7000-8000-000000000000"
    child = f"/account/schools/children/{office.pupil().pk}"

    assert rhians.post(f"{child}/join/{nobody}/").status_code == 404
    assert rhians.post(f"{child}/parts/{nobody}/").status_code == 404
    for address in (
        f"schools/northvale/guardians/{nobody}/decide/",
        f"schools/northvale/guardians/{nobody}/end/",
        f"schools/northvale/workers/{nobody}/remove/",
        f"cashless/northvale/tills/{nobody}/end/",
        f"cashless/northvale/payouts/{nobody}/",
        f"cashless/northvale/wallets/{nobody}/block/",
        f"cashless/northvale/cards/{nobody}/block/",
    ):
        assert boss.post(f"/workspace/{address}").status_code == 404, address
