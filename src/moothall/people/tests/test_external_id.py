"""A website learns the id by which it knew somebody before, and no other website does."""

import pytest

from moothall.kernel import clock
from moothall.kernel.scope import acting_for
from moothall.kernel.tests import kit
from moothall.people import actions
from moothall.people.models import ImportedUser, SiteConsent
from moothall.people.tests.satellite import HOST, claims, told, website
from moothall.people.tests.test_claims import account_of, bring_in, themselves
from moothall.people.tests.test_provider import sign_in

SCOPE = "openid external_id"


@pytest.fixture
def browser(client, northvale, rhian, tomos):
    """Rhian's browser; Northvale's older sites knew her and Tomos."""
    bring_in(northvale, clock.now())
    sign_in(client, "rhian")
    return client


@pytest.fixture
def library(browser, northvale):
    return website(browser, northvale)


@pytest.fixture
def claimed(northvale, browser, rhian):
    """What Rhian was at the library, as she has said."""
    return answer(northvale, rhian, "17")


def answer(council, person, external_id, *, is_mine=True):
    with acting_for(council.id):
        found = ImportedUser.objects.get(external_id=external_id)
        actions.answer_for_imported_user(
            actor=themselves(person), account_id=account_of("rhian"), imported_id=found.pk,
            is_mine=is_mine, now=clock.now(),
        )  # fmt: skip
    return found


def learned(site, scope=SCOPE):
    return site.userinfo(site.tokens(scope=scope)["access_token"]).json()


def test_the_website_of_the_list_learns_it(library, claimed):
    tokens = library.tokens(scope=SCOPE)

    said = library.userinfo(tokens["access_token"]).json()

    assert {**said, "sub": ""} == {"sub": "", "external_id": "17"}
    assert "external_id" not in claims(tokens["id_token"])


def test_people_are_asked_in_words_before_it_is_told(library, claimed):
    library.code(scope="openid")

    asks = library.authorize(scope=SCOPE)
    page = library.client.get(asks["Location"], headers=HOST).content.decode()

    assert "your number in its own earlier list of users" in page
    assert [one.scopes for one in SiteConsent.objects.all()] == [["openid"]]


def test_it_is_told_in_its_scope_alone(library, claimed):
    assert "external_id" not in learned(library, "openid email profile council_name")


def test_a_website_to_which_the_council_did_not_give_the_scope_is_refused(
    browser, northvale, claimed
):
    narrow = website(browser, northvale, scopes=("openid", "email"))

    assert told(narrow.authorize(scope=SCOPE))["error"] == "invalid_scope"


def test_another_website_of_the_council_learns_its_own_or_nothing(
    browser, northvale, rhian, claimed
):
    leisure = website(browser, northvale, name="Northvale Leisure")
    planning = website(browser, northvale, name="Northvale Planning")
    assert "external_id" not in learned(leisure)

    answer(northvale, rhian, "r-4")

    assert learned(leisure)["external_id"] == "r-4"
    assert "external_id" not in learned(planning)


def test_a_website_of_another_council_learns_nothing_though_it_has_the_name(
    browser, southmere, claimed
):
    kit.resident("rhian", southmere, clock.now())
    theirs = website(browser, southmere)

    assert "council_name" in learned(theirs, f"{SCOPE} council_name")
    assert "external_id" not in learned(theirs)


def test_nothing_is_told_of_whoever_was_not_in_the_list_or_did_not_claim(
    library, northvale, rhian, claimed
):
    assert learned(library)["external_id"] == "17"

    sign_in(library.client, "tomos")

    assert "external_id" not in learned(library), "Tomos was in the list and has not answered"
    with acting_for(northvale.id):
        ImportedUser.objects.filter(external_id="18").delete()
    assert "external_id" not in learned(library)


def test_an_answer_that_is_no_or_taken_back_is_told_no_more(library, northvale, rhian):
    found = answer(northvale, rhian, "17", is_mine=False)
    assert "external_id" not in learned(library)
    taken_back(northvale, rhian, found)
    answer(northvale, rhian, "17")
    tokens = library.tokens(scope=SCOPE)
    assert library.userinfo(tokens["access_token"]).json()["external_id"] == "17"

    taken_back(northvale, rhian, found)

    assert "external_id" not in library.userinfo(tokens["access_token"]).json()


def taken_back(council, person, found):
    with acting_for(council.id):
        actions.take_back_answer(
            actor=themselves(person), account_id=account_of("rhian"), imported_id=found.pk,
            now=clock.now(),
        )  # fmt: skip


def test_whoever_left_the_council_is_known_to_none_of_its_websites(
    library, northvale, rhian, claimed
):
    with acting_for(northvale.id):
        actions.leave_council(account_id=account_of("rhian"), now=clock.now())

    assert set(learned(library, f"{SCOPE} council_name")) == {"sub"}
