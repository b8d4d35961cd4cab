"""The page of an address: what the councils acted for know of it, and of nobody protected."""

from datetime import time, timedelta

import pytest

from moothall.cases.models import Case
from moothall.cases.tests.factories import case_of
from moothall.kernel import clock
from moothall.kernel.scope import acting_for
from moothall.people.models import Person, Residence
from moothall.places.models import Address
from moothall.verticals.waste.models import CollectionRound, PropertyRound

UPRN, NEXT_DOOR = 10_000_001, 10_000_002
PATH = f"/workspace/places/{UPRN}/"


@pytest.fixture
def home(northvale, rhian):
    """Number 1, where Rhian lives, and number 2 next door, each with a case."""
    with acting_for(northvale.id):
        for number, uprn in ((1, UPRN), (2, NEXT_DOOR)):
            Address.objects.create(
                uprn=uprn, usrn=5, line=f"{number} High Street, Northvale, QX1 1AA",
                number=str(number), house_number=number, is_offered=True, logical_status=1,
                custodian_code=9991, classification_code="RD04", postcode="QX1 1AA",
                street="High Street", easting=323100, northing=289050, latitude=52.4,
                longitude=-3.1,
            )  # fmt: skip
            case = case_of(northvale, clock.now(), person_id=rhian.pk if number == 1 else None)
            Case.objects.filter(pk=case.pk).update(uprn=uprn)
        Residence.objects.create(
            council_id=northvale.id, person=rhian, uprn=UPRN, given_by="staff",
            created_at=clock.now(),
        )  # fmt: skip
    return rhian


def test_an_address_shows_who_lives_there_and_what_was_asked_for(home, desk_of_bob):
    page = desk_of_bob.get(PATH)

    assert page.one("address") == "1 High Street, Northvale, QX1 1AA"
    assert page.links("living-here") == [f"/workspace/people/{home.pk}/"]
    assert len(page.tree.xpath("//*[@data-testid='cases-here']/li")) == 1
    assert len(page.tree.xpath("//*[@data-testid='cases-in-street']/li")) == 1
    assert page.links("neighbours") == [f"/workspace/places/{NEXT_DOOR}/"]


def test_a_protected_person_and_their_cases_are_not_there(home, northvale, desk_of_bob):
    with acting_for(northvale.id):
        Person.objects.filter(pk=home.pk).update(is_protected=True)

    page = desk_of_bob.get(PATH)
    next_door = desk_of_bob.get(f"/workspace/places/{NEXT_DOOR}/")

    assert page.all("living-here") == page.all("cases-here") == []
    assert home.name not in page.text
    assert next_door.all("cases-in-street") == []


def test_another_council_learns_nothing_of_it(home, desk_of_carys):
    page = desk_of_carys.get(PATH)

    assert page.all("living-here") == page.all("cases-here") == page.all("cases-in-street") == []
    assert home.name not in page.text


def test_nobody_without_the_right_or_where_there_is_no_address(home, desk_of_alice, mallory):
    from moothall.surfaces.workspace.tests.conftest import Desk

    assert desk_of_alice.get("/workspace/places/999/").status == 404
    assert Desk("northvale.test", mallory).get(PATH).status in {403, 404}
    assert Desk("northvale.test").get(PATH).status == 302


def test_its_bins_are_those_of_its_council(home, northvale, desk_of_bob):
    with acting_for(northvale.id):
        round_ = CollectionRound.objects.create(
            council_id=northvale.id, name="R1", container="refuse",
            anchor_on=clock.now().date(), every_weeks=1, slug="r1",
            ends_at=time(15),
        )  # fmt: skip
        PropertyRound.objects.create(council_id=northvale.id, uprn=UPRN, round=round_)

    assert desk_of_bob.get(PATH).one("bins").startswith("Rubbish: ")


def test_an_address_is_warned_about(home, desk_of_alice, desk_of_bob):

    day = (clock.now() + timedelta(days=40)).date().isoformat()

    put = desk_of_alice.post(
        f"{PATH}warning/?council=northvale", kind="danger", reason="Loose dog", expires_on=day
    )

    assert put.status == 302
    assert "Loose dog" in desk_of_bob.get(PATH).one("warnings")
    assert "Loose dog" in desk_of_bob.get(f"/workspace/people/{home.pk}/").one("warnings")
    assert desk_of_bob.get(f"{PATH}warning/").status == 403
