"""Who acts for another sees no link that leads to a refusal, whatever was granted."""

import pytest
from django.test import Client
from lxml import html

from moothall.kernel import clock
from moothall.kernel.tests import kit
from moothall.people import scopes
from moothall.people.tests.granting import live_grant
from moothall.surfaces.tests.planting import Planted

pytestmark = pytest.mark.slow

IN_NAVIGATION = {
    scopes.BOOKINGS: {"/account/bookings/"},
    scopes.REQUESTS: {"/account/requests/"},
    scopes.DRAFTS: {"/account/drafts/"},
    scopes.DOCUMENTS: {"/account/documents/"},
    scopes.MESSAGES: {"/account/messages/"},
    scopes.LINKED_ACCOUNTS: {"/account/linked-accounts/"},
    scopes.MONEY: {
        "/account/direct-debits/",
        "/account/parking/",
        "/account/payments/",
        "/account/schools/",
        "/account/subscriptions/",
        "/account/wallets/",
    },
    scopes.DETAILS: {"/account/area/", "/account/details/"},
    scopes.PREFERENCES: {"/account/preferences/"},
}
#: Home, and what is about those who act themselves.
ALWAYS = {"/account/", "/account/acting/"}
THEIRS_ALONE = {"/account/your-data/", "/account/helpers/", "/account/earlier-accounts/"}


@pytest.fixture
def affairs(in_northvale, rhian, alice):
    """Everything that the council may hold for Rhian."""
    return Planted(in_northvale, rhian, clock.now())


def browser_of(person):
    client = Client(headers={"host": "northvale.test"})
    kit.sign_in_resident(client, person)
    return client


def links_of(response, within=""):
    tree = html.fromstring(response.content.decode() or "<html/>")
    return {
        address.partition("#")[0]
        for address in tree.xpath(f"{within}//a/@href")
        if address.startswith("/account/")
    }


def navigation_of(client):
    return links_of(client.get("/account/"), "//nav[contains(@class, 'account')]")


def followed(client):
    """Return the answer of every page to which links lead from the account's home."""
    answers, waiting = {}, {"/account/"}
    while waiting:
        address = waiting.pop()
        response = client.get(address)
        answers[address] = response.status_code
        if response.status_code == 200 and "html" in response["Content-Type"]:
            waiting |= links_of(response) - answers.keys()
    return answers


@pytest.mark.parametrize("scope", sorted(scopes.GRANTABLE))
def test_each_grant_shows_its_own_links_and_none_that_is_refused(scope, affairs, rhian, tomos):
    grant = live_grant(rhian, tomos, clock.now(), scopes_=[scope])
    helper = browser_of(tomos)
    helper.post("/account/acting/", {"for": f"grant:{grant.pk}"})

    answers = followed(helper)

    assert navigation_of(helper) == ALWAYS | IN_NAVIGATION.get(scope, set())
    assert {where: status for where, status in answers.items() if status >= 400} == {}


def test_a_grant_of_everything_still_leaves_out_what_is_theirs_alone(affairs, rhian, tomos):
    grant = live_grant(rhian, tomos, clock.now(), scopes_=sorted(scopes.GRANTABLE))
    helper = browser_of(tomos)
    helper.post("/account/acting/", {"for": f"grant:{grant.pk}"})

    answers = followed(helper)

    assert navigation_of(helper) == ALWAYS.union(*IN_NAVIGATION.values())
    assert {where: status for where, status in answers.items() if status >= 400} == {}


def test_whoever_acts_for_themselves_sees_every_link(affairs, rhian):
    own = browser_of(rhian)

    answers = followed(own)

    assert navigation_of(own) >= ALWAYS.union(THEIRS_ALONE, *IN_NAVIGATION.values())
    assert {where: status for where, status in answers.items() if status >= 400} == {}


def test_a_narrowed_grant_takes_the_link_away_at_once(affairs, rhian, tomos):
    grant = live_grant(rhian, tomos, clock.now(), scopes_=[scopes.DOCUMENTS, scopes.REQUESTS])
    helper = browser_of(tomos)
    helper.post("/account/acting/", {"for": f"grant:{grant.pk}"})
    assert "/account/documents/" in navigation_of(helper)

    type(grant).objects.update(scopes=[scopes.REQUESTS])

    assert navigation_of(helper) == ALWAYS | IN_NAVIGATION[scopes.REQUESTS]
