"""The desk's one search box: what it finds, for whom, and what nobody learns by it."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from moothall.cases.particulars import CaseLocation
from moothall.cases.tests.factories import case_of, person_of
from moothall.kernel import clock, short_memory
from moothall.kernel.actors import system
from moothall.kernel.scope import acting_for
from moothall.payments.tests.kit import Shop
from moothall.people import actions
from moothall.people.models import Residence
from moothall.places.models import Address, StreetName
from moothall.surfaces.workspace.tests.conftest import Desk
from moothall.verticals.parking.models import ParkingVehicle

pytestmark = pytest.mark.django_db

PAGE, NOW = "/workspace/search/", "/workspace/search/now/"
HOME = "12 High Street, Northvale, QX1 1AB"


def kinds(page, testid="hit"):
    """Return kind and title of everything found, in its order."""
    found = page.tree.xpath(f"//*[@data-testid='{testid}']")
    heads = [one.xpath(".//*[contains(@class, 'moothall-hit__title')]")[0] for one in found]
    return [" ".join(" ".join(head.itertext()).split()) for head in heads]


def an_address(uprn=100, custodian=9991, **changed):
    values = {
        "uprn": uprn, "usrn": 1, "custodian_code": custodian, "classification_code": "RD",
        "logical_status": 1, "is_offered": True, "line": HOME, "number": "12",
        "street": "High Street", "town": "Northvale", "postcode": "QX1 1AB",
        "postcode_key": "QX11AB", "house_number": 12, "number_key": "12",
        "search_key": "12 high st northvale", "words": "12 high st northvale", "easting": 1.0,
        "northing": 1.0, "latitude": 52.0, "longitude": -3.0,
    }  # fmt: skip
    return Address.objects.create(**{**values, **changed})


@pytest.fixture
def custodian(northvale):
    """The number that Northvale has in the gazetteer."""
    assert northvale.custodian_code is not None
    return northvale.custodian_code


@pytest.fixture
def known(northvale, custodian):
    """Dilys of 12 High Street, with a case, a payment and a car; by kind."""
    now = clock.now()
    an_address(custodian=custodian)
    StreetName.objects.create(custodian_code=custodian, search_key="high st", usrns=[1])
    with acting_for(northvale.id):
        person = person_of(northvale, now, phone="01632 960 123")
        Residence.objects.create(
            council_id=northvale.id, person=person, uprn=100, given_by="staff", created_at=now
        )
        place = CaseLocation(description=HOME, uprn=100)
        case = case_of(northvale, now, person_id=person.pk, location=place)
        ParkingVehicle.objects.create(
            council_id=northvale.id, person=person, vrm="QX21OAK", added_at=now
        )
        shop = Shop(northvale, now).open()
        payment = shop.begin(shop.basket(shop.item()))
    return {"person": person, "case": case, "payment": payment}


def test_every_kind_of_text_finds_what_it_means(known, desk_of_alice):
    person, place = "Person Dilys Pugh", f"Place {HOME}"
    case = f"Case {known['case'].reference} Missed bin"

    assert kinds(desk_of_alice.get(f"{PAGE}?q=dilys+pugh")) == [person, case]
    assert kinds(desk_of_alice.get(f"{PAGE}?q=Dilsy+Puhg")) == [person, case]
    assert kinds(desk_of_alice.get(f"{PAGE}?q=01632+960123")) == [person, case]
    assert kinds(desk_of_alice.get(f"{PAGE}?q=dilys@example")) == [person, case]
    assert kinds(desk_of_alice.get(f"{PAGE}?q=qx1+1ab")) == [place, person, case]
    assert kinds(desk_of_alice.get(f"{PAGE}?q=12+high+street")) == [place, person, case]
    assert kinds(desk_of_alice.get(f"{PAGE}?q=12+hihg+street")) == [place, person, case]
    assert kinds(desk_of_alice.get(f"{PAGE}?q={known['case'].reference.lower()}")) == [case]
    assert kinds(desk_of_alice.get(f"{PAGE}?q=QX21+0AK"))[:1] == [person]


def test_a_property_is_found_by_its_number(known, desk_of_alice, custodian):
    an_address(uprn=100_200_300, custodian=custodian, line="14 High Street, Northvale, QX1 1AB")

    page = desk_of_alice.get(f"{PAGE}?q=100200300")

    assert kinds(page) == ["Place 14 High Street, Northvale, QX1 1AB"]
    assert "UPRN 100200300" in page.text


def test_a_payment_is_found_by_its_reference_and_by_a_part_of_it(known, desk_of_alice):
    reference = known["payment"].reference

    whole = desk_of_alice.get(f"{PAGE}?q={reference.replace('-', ' ').lower()}")
    part = desk_of_alice.get(f"{PAGE}?q={reference[4:]}")

    assert [one.split()[:2] for one in kinds(whole)] == [["Payment", reference]]
    assert ["Payment", reference] in [one.split()[:2] for one in kinds(part)]


def test_a_swapped_character_of_a_postcode_is_offered_right(known, desk_of_alice):
    for typed in ("QX1+1BA", "XQ1+1AB", "Q1X1AB"):
        page = desk_of_alice.get(f"{PAGE}?q={typed}")
        assert page.links("meant") == [f"{PAGE}?q=QX1+1AB"], typed
    assert desk_of_alice.get(f"{PAGE}?q=ZZ9+9ZZ").all("meant") == []
    assert desk_of_alice.get(f"{PAGE}?q=QX1+1AB").all("meant") == []


def test_it_says_why_something_was_found(known, desk_of_alice):
    assert "Spelt like “puhg”" in desk_of_alice.get(f"{PAGE}?q=puhg").text
    assert "Lives there" in desk_of_alice.get(f"{PAGE}?q=QX1+1AB").text
    assert "Vehicle QX21 OAK" in desk_of_alice.get(f"{PAGE}?q=qx21oak").text


def test_what_is_typed_is_followed_by_options(known, desk_of_alice):
    page = desk_of_alice.get(f"{NOW}?q=pugh")

    assert kinds(page, "option")[0] == "Person Dilys Pugh"
    first = page.tree.xpath("//li[@role='option']")[0]
    assert first.get("data-href") == f"/workspace/people/{known['person'].pk}/"
    assert desk_of_alice.get(f"{NOW}?q=p").response.content.strip() != b""
    assert desk_of_alice.get(f"{NOW}?q=qqqqqqq").one("nothing") == "We found nothing like that."


def test_the_box_stands_on_every_page_and_searches_the_council_acted_for(desk_of_bob):
    for path in ("/workspace/", "/workspace/people/", "/workspace/account/", PAGE):
        assert desk_of_bob.get(path).tree.xpath("count(//input[@id='desk-search'])") == 1, path
    page = desk_of_bob.get("/workspace/?council=southmere")
    form = page.tree.xpath("//form[@data-desk-search]")[0]
    assert form.xpath("string(.//input[@name='council']/@value)") == "southmere"
    assert form.get("action") == PAGE


def test_councils_find_their_own_alone(known, southmere, desk_of_bob, desk_of_carys):
    with acting_for(southmere.id):
        theirs = person_of(southmere, clock.now())
    texts = (
        "pughh", "01632 960123", "QX1 1AB", known["case"].reference, known["payment"].reference,
        "QX21OAK", "12 high street",
    )  # fmt: skip

    for text in texts:
        found = desk_of_carys.get(PAGE, data={"q": text})
        assert str(known["person"].pk) not in found.response.content.decode(), text
        assert known["case"].reference not in " ".join(kinds(found)), text
        assert known["payment"].reference not in " ".join(kinds(found)), text
    both = desk_of_bob.get(f"{PAGE}?q=pugh")
    assert kinds(both).count("Person Dilys Pugh") == 2
    chosen = desk_of_bob.get(f"{PAGE}?q=pugh&council=southmere")
    assert kinds(chosen) == ["Person Dilys Pugh"]
    assert str(theirs.pk) in chosen.response.content.decode()
    assert desk_of_carys.get(f"{PAGE}?q=pugh&council=northvale").status == 404


def test_nobody_finds_what_they_may_not_see(known, northvale, mallory):
    stranger = Desk("northvale.test", mallory)

    for path in (PAGE, NOW):
        assert stranger.get(f"{path}?q=pugh").status in {302, 403, 404}
    assert Desk("northvale.test").get(f"{PAGE}?q=pugh").status == 302


def test_a_protected_person_is_found_by_name_and_reference_and_nothing_else(
    known, northvale, desk_of_alice
):
    with acting_for(northvale.id):
        actions.protect_person(
            actor=system("tests"), person_id=known["person"].pk, hides_email=True,
            hides_phone=True, refuses_joining=False, reason="In danger", now=clock.now(),
        )  # fmt: skip

    for text in ("01632 960123", "dilys@example.test", "QX1 1AB", "12 high street", "100"):
        page = desk_of_alice.get(PAGE, data={"q": text})
        assert "Dilys" not in page.text, text
        assert known["case"].reference not in page.text, text
    assert desk_of_alice.get(PAGE, data={"q": "QX21OAK"}).all("hit") == []
    by_name = desk_of_alice.get(PAGE, data={"q": "puhg"})
    assert kinds(by_name)[0] == "Person Dilys Pugh"
    assert "How to reach them is hidden." in by_name.text
    for secret in ("960", "dilys@", "High Street"):
        assert secret not in by_name.text


@pytest.mark.parametrize(
    "text", ["pugh", "Puhg", "12 high street", "QX1 1AB", "01632 960123", "dilys@example.test"]
)
def test_a_search_costs_the_same_however_much_there_is(
    known, northvale, southmere, desk_of_bob, text
):
    def cost():
        desk_of_bob.get(NOW, data={"q": text})
        short_memory.forget_all()
        with CaptureQueriesContext(connection) as asked:
            desk_of_bob.get(NOW, data={"q": text})
        return len(asked)

    with acting_for(southmere.id):
        case_of(southmere, clock.now(), person_id=person_of(southmere, clock.now()).pk)
    few = cost()
    for council in (northvale, southmere):
        with acting_for(council.id):
            for number in range(12):
                person = person_of(
                    council,
                    clock.now(),
                    name=f"Dilys Pugh{number}",
                    email=f"dilys@example.test{number}",
                )
                case_of(council, clock.now(), person_id=person.pk)
    many = cost()

    assert many <= few + 1
    assert many <= 32
