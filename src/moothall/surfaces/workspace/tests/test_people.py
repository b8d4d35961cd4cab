import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from moothall.cases.tests.factories import case_of, person_of
from moothall.kernel import clock, short_memory
from moothall.kernel.scope import acting_for
from moothall.people.models import Person

PAGE = "/workspace/people/"


def a_person(council, **changes):
    with acting_for(council.id):
        return person_of(council, clock.now(), **changes)


def test_namesakes_in_two_councils_are_two_people(
    northvale, southmere, desk_of_alice, desk_of_bob, desk_of_carys
):
    ours, theirs = a_person(northvale), a_person(southmere)
    with acting_for(southmere.id):
        case = case_of(southmere, clock.now(), person_id=theirs.pk)

    assert desk_of_alice.get(f"{PAGE}?q=pugh").links("people") == [f"{PAGE}{ours.pk}/"]
    assert desk_of_carys.get(f"{PAGE}?q=pugh").links("people") == [f"{PAGE}{theirs.pk}/"]
    both = desk_of_bob.get(f"{PAGE}?q=pugh")
    assert set(both.links("people")) == {f"{PAGE}{ours.pk}/", f"{PAGE}{theirs.pk}/"}
    assert desk_of_bob.get(f"{PAGE}{ours.pk}/").all("case-reference") == []
    assert desk_of_bob.get(f"{PAGE}{theirs.pk}/").all("case-reference") == [case.reference]
    assert desk_of_alice.get(f"{PAGE}{theirs.pk}/").status == 404
    assert desk_of_alice.get(f"{PAGE}{theirs.pk}/edit/").status == 404
    assert desk_of_alice.post(f"{PAGE}{theirs.pk}/edit/", name="X").status == 404
    assert desk_of_alice.post(f"{PAGE}{theirs.pk}/contact/", kind="email").status == 404


def test_a_persons_page_acts_for_their_council_alone(northvale, southmere, desk_of_bob):
    person = a_person(southmere, phone="01632 960 123")

    page = desk_of_bob.get(f"{PAGE}{person.pk}/")

    assert page.one("acting-for") == f"Acting for {southmere.name}"
    assert page.one("person-council") == "Southmere"
    assert "dilys@example.test 01632 960 123" in page.one("contact-points")


def test_a_name_is_corrected_and_what_another_corrected_meanwhile_is_shown(
    northvale, desk_of_alice, desk_of_bob
):
    person = a_person(northvale)
    path = f"{PAGE}{person.pk}/edit/"
    seen = desk_of_bob.get(path).value("was")

    first = desk_of_alice.post(path, name="Dilys Parry", was=seen)
    late = desk_of_bob.post(path, name="Dilys Powell", was=seen)

    assert (first.status, first.location) == (302, f"{PAGE}{person.pk}/")
    assert late.status == 422
    assert "Somebody changed the name to “Dilys Parry” meanwhile" in late.one("error-summary")
    assert late.value("name") == "Dilys Powell"
    with acting_for(northvale.id):
        assert Person.objects.get().name == "Dilys Parry"
    assert desk_of_bob.post(path, name="Dilys Powell", was=late.value("was")).status == 302


def test_a_way_to_reach_them_is_added_once_it_makes_sense(northvale, desk_of_alice):
    person = a_person(northvale)
    path = f"{PAGE}{person.pk}/contact/"

    wrong = desk_of_alice.post(path, kind="phone", value="123")
    right = desk_of_alice.post(path, kind="phone", value="01632 960 456")

    assert wrong.status == 422
    assert "Enter a full phone number" in wrong.one("error-summary")
    assert wrong.value("value") == "123"
    assert right.status == 302
    assert "01632 960 456" in desk_of_alice.get(f"{PAGE}{person.pk}/").one("contact-points")


def test_a_new_person_is_added_only_after_those_like_them_were_shown(northvale, desk_of_alice):
    known = a_person(northvale)
    details = {"council": "northvale", "name": "Dilys Pugh", "email": "other@example.test"}

    shown = desk_of_alice.post(f"{PAGE}new/?then=call", **details, phone="")
    with acting_for(northvale.id):
        assert Person.objects.count() == 1
    added = desk_of_alice.post(f"{PAGE}new/?then=call", **details, phone="", confirmed="yes")

    assert f"/workspace/calls/log/?person={known.pk}" in shown.links("alike")
    assert shown.value("email") == "other@example.test"
    with acting_for(northvale.id):
        new = Person.objects.exclude(pk=known.pk).get()
    assert added.location == f"/workspace/calls/log/?person={new.pk}"


def test_a_new_person_belongs_to_the_council_that_was_chosen(
    northvale, southmere, desk_of_bob, desk_of_alice
):
    details = {"name": "Sam Oak", "email": "", "phone": "", "language": "cy"}

    unsaid = desk_of_bob.post(f"{PAGE}new/", **details)
    said = desk_of_bob.post(f"{PAGE}new/", **details, council="southmere")
    other = desk_of_alice.post(f"{PAGE}new/", **details, council="southmere")

    assert "Choose the council that it is about" in unsaid.one("error-summary")
    assert unsaid.value("name") == "Sam Oak"
    assert said.status == 302
    assert other.status == 422
    with acting_for(northvale.id, southmere.id):
        [person] = Person.objects.all()
        assert (person.council_id, person.language) == (southmere.id, "cy")


@pytest.mark.slow
def test_finding_people_costs_the_same_however_many_there_are(northvale, southmere, desk_of_bob):
    def cost():
        desk_of_bob.get(f"{PAGE}?q=pugh")
        short_memory.forget_all()
        with CaptureQueriesContext(connection) as statements:
            page = desk_of_bob.get(f"{PAGE}?q=pugh")
        return len(statements), len(page.all("person-row"))

    def more(count, start=0):
        for number in range(start, start + count):
            for council in (northvale, southmere):
                person = a_person(council, email=f"{number}@example.test")
                with acting_for(council.id):
                    case_of(council, clock.now(), person_id=person.pk)

    more(1)
    few = cost()
    more(24, start=1)
    many = cost()

    assert (few[1], many[1]) == (2, 20)
    # One less: with so many of the name nobody means another spelling.
    assert (few[0], many[0]) == (20, 19)
