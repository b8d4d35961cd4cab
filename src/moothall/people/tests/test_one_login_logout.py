"""One Login says that somebody signed out there: it is over on every council's site at once."""

import pytest
from allauth.usersessions.models import UserSession
from django.test import Client

from moothall.people.models import HeardLogout
from moothall.people.tests import one_login_scenery as scenery
from moothall.people.tests.one_login_scenery import COUNCIL, HOST, LOGOUT, OTHER_COUNCIL

browser, one_login, running_one_login = (
    scenery.browser,
    scenery.one_login,
    scenery.running_one_login,
)
pytestmark = pytest.mark.slow


def tell(token):
    """Send a word of signing out as One Login does: no cookie, no browser."""
    client = Client(enforce_csrf_checks=True)
    return client.post(LOGOUT, {"logout_token": token}, headers={"host": HOST})


def test_it_ends_every_session_of_that_person(browser, one_login, northvale, southmere):
    other, stranger = scenery.Browser(), scenery.Browser()
    browser.one_login()
    browser.get(f"http://{OTHER_COUNCIL}/account/")
    other.one_login()
    one_login.be("tomos")
    stranger.one_login()

    answer = tell(one_login.logout_token())

    assert (answer.status_code, answer["Cache-Control"]) == (200, "no-store")
    for one, council in ((browser, COUNCIL), (browser, OTHER_COUNCIL), (other, COUNCIL)):
        one.get(f"http://{council}/account/")
        assert one.path == "/sign-in/login/"
    stranger.get(f"http://{COUNCIL}/account/")
    assert stranger.path == "/account/join/"
    assert UserSession.objects.count() == 1


def test_it_leaves_a_session_in_which_one_login_had_no_part(browser, one_login, northvale, queue):
    scenery.Browser().one_login()
    browser.arrive()
    browser.by_code(queue)

    answer = tell(one_login.logout_token())

    assert answer.status_code == 200
    browser.get(f"http://{COUNCIL}/account/")
    assert browser.path == "/account/join/"


def test_it_works_once(browser, one_login, northvale):
    browser.one_login()
    token = one_login.logout_token()
    assert tell(token).status_code == 200
    browser.one_login()
    assert browser.path == "/account/join/"

    again = tell(token)

    assert again.status_code == 400
    browser.get(f"http://{COUNCIL}/account/")
    assert browser.path == "/account/join/"
    assert HeardLogout.objects.count() == 1


def test_a_person_that_we_do_not_know_is_no_mistake(one_login, northvale):
    assert tell(one_login.logout_token()).status_code == 200


@pytest.mark.parametrize(
    "claims",
    [
        {"iss": "https://evil.test/"},
        {"aud": "somebody-else"},
        {"events": {}},
        {"nonce": "x"},
        {"exp": 1_600_000_000},
        {"jti": None},
        {"sub": None},
    ],
    ids=lambda claims: next(iter(claims)),
)
def test_a_word_that_is_not_right_ends_nothing(browser, one_login, northvale, claims):
    browser.one_login()

    answer = tell(one_login.logout_token(**claims))

    assert answer.status_code == 400
    assert UserSession.objects.count() == 1
    assert HeardLogout.objects.count() == 0


@pytest.mark.parametrize("token", ["", "x", "a.b.c", "\0"])
def test_junk_ends_nothing(one_login, northvale, token):
    assert tell(token).status_code == 400


def test_it_is_asked_to_come_again_when_its_keys_cannot_be_had(browser, one_login, northvale):
    from moothall.people.identity_providers.one_login import keys

    browser.one_login()
    token = one_login.logout_token()
    keys.forget_all()
    one_login.program.control(down=True)

    assert tell(token).status_code == 503
    assert UserSession.objects.count() == 1

    one_login.program.control(calm=True)
    assert tell(token).status_code == 200
    assert UserSession.objects.count() == 0


def test_it_is_told_by_post_alone_and_at_the_sign_in_host_alone(one_login, northvale):
    client = Client()

    assert client.get(LOGOUT, headers={"host": HOST}).status_code == 405
    assert client.get(f"{LOGOUT}/", headers={"host": COUNCIL}).status_code == 404


def test_old_words_are_forgotten(one_login, northvale, now):
    HeardLogout.objects.create(issuer="x", token_id="old", expires_at=now)

    tell(one_login.logout_token())

    assert [row.token_id == "old" for row in HeardLogout.objects.all()] == [False]
