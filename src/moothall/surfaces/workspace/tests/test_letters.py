"""What staff see of people's needs, and what they make by hand."""

import pytest

from moothall.cases.handlers import on_case_opened_acknowledge
from moothall.cases.tests.factories import case_of, person_of
from moothall.cases.tests.test_handlers import opened
from moothall.kernel import clock
from moothall.kernel.actors import system
from moothall.kernel.ids import new_id
from moothall.kernel.scope import acting_for
from moothall.notifications.actions import choose_contact_mode
from moothall.notifications.models import ContactMode, Message, State
from moothall.people.actions import add_contact_point, set_needs
from moothall.people.models import ContactKind
from moothall.people.needs import NO_NEEDS, Needs, needs_of
from moothall.surfaces.workspace.tests.conftest import Desk

PEOPLE, LETTERS = "/workspace/people/", "/workspace/letters/"
OFFICE = system("tests")


@pytest.fixture
def dilys(northvale):
    with acting_for(northvale.id):
        return person_of(northvale, clock.now())


@pytest.fixture
def case(northvale, dilys):
    """A case of somebody who needs braille and letters, which was acknowledged."""
    now = clock.now()
    with acting_for(northvale.id):
        needs = Needs(formats=("large_print", "braille"), interpreter="bsl")
        set_needs(actor=OFFICE, person_id=dilys.pk, needs=needs, now=now)
        add_contact_point(
            actor=OFFICE, person_id=dilys.pk, kind=ContactKind.POST, value="1 High St", now=now
        )
        choose_contact_mode(actor=OFFICE, person_id=dilys.pk, mode=ContactMode.POST, now=now)
        made = case_of(northvale, now, person_id=dilys.pk)
        on_case_opened_acknowledge(opened(made, now))
        return made


def test_staff_write_down_what_somebody_needs_and_everybody_sees_it(
    northvale, dilys, desk_of_alice
):
    path = f"{PEOPLE}{dilys.pk}/needs/"

    asked = desk_of_alice.post(path, interpreter="other")
    saved = desk_of_alice.post(path, formats=["audio"], interpreter="bsl")

    assert asked.status == 422
    assert (saved.status, saved.location) == (302, f"{PEOPLE}{dilys.pk}/")
    page = desk_of_alice.get(f"{PEOPLE}{dilys.pk}/")
    assert page.one("needs") == "They need: Audio British Sign Language (BSL) interpreter"
    assert "Which formats do they need?" in desk_of_alice.get(path).text


def test_the_case_shows_the_team_what_they_must_honour(case, desk_of_alice):
    page = desk_of_alice.get(f"/workspace/cases/{case.reference}/")

    assert page.one("needs").startswith("They need: Large print Braille British Sign")
    assert page.all("message-need")[:2] == ["Large print", "Braille"]
    assert "It waits under “Letters”." in page.one("messages")
    assert "Dilys Pugh is told by post." in page.text


def test_a_letter_is_printed_in_large_type_and_said_to_be_posted(northvale, case, desk_of_alice):
    with acting_for(northvale.id):
        message = Message.objects.get()
    listed = desk_of_alice.get(LETTERS)
    printed = desk_of_alice.get(f"{LETTERS}{message.pk}/")
    done = desk_of_alice.post(f"{LETTERS}{message.pk}/done/")

    assert "Braille" in listed.one("letter")
    assert printed.one("envelope") == "Dilys Pugh 1 High St"
    assert "moothall-letter--large" in printed.response.content.decode()
    assert (done.status, done.location) == (302, LETTERS)
    assert desk_of_alice.get(LETTERS).all("letter") == []
    with acting_for(northvale.id):
        assert Message.objects.get().state == State.SENT


def test_the_list_costs_the_same_however_long_it_is(
    northvale, case, desk_of_alice, django_assert_max_num_queries
):
    with acting_for(northvale.id):
        (first,) = Message.objects.all()
        for number in range(20):
            first.pk, first.dedupe_key, first._state.adding = new_id(), f"more {number}", True
            first.save()
    desk_of_alice.get(LETTERS)

    with django_assert_max_num_queries(12):
        assert len(desk_of_alice.get(LETTERS).all("letter")) == 21


def test_the_other_council_and_who_may_not_see_and_change_nothing(
    northvale, case, dilys, desk_of_carys, mallory
):
    with acting_for(northvale.id):
        message = Message.objects.get()
    stranger = Desk("northvale.test", mallory)
    for desk in (desk_of_carys, stranger, Desk("northvale.test")):
        assert desk.get(f"{LETTERS}{message.pk}/").status in {302, 403, 404}
        assert desk.post(f"{LETTERS}{message.pk}/done/").status in {302, 403, 404}
        assert desk.post(f"{PEOPLE}{dilys.pk}/needs/", interpreter="none").status in {302, 403, 404}
    assert desk_of_carys.get(LETTERS).all("letter") == []

    with acting_for(northvale.id):
        assert Message.objects.get().team_done_at is None
        assert needs_of(dilys.pk) != NO_NEEDS
