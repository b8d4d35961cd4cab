"""Everything that One Login can get wrong leads to a page in plain words, and signs nobody in."""

import pytest
from allauth.usersessions.models import UserSession

from moothall.people.tests import one_login_scenery as scenery
from moothall.people.tests.one_login_scenery import HOST, MAIL, identities, residents

browser, one_login, running_one_login = (
    scenery.browser,
    scenery.one_login,
    scenery.running_one_login,
)
pytestmark = pytest.mark.slow

PROOF_PAGE = "/account/proven/"
TOO_LONG, UNSAFE = "Signing in took too long", "We could not sign you in safely"
WRONG_TOKENS = {
    "INVALID_ISS": (502, UNSAFE),
    "INVALID_AUD": (502, UNSAFE),
    "INVALID_ALG_HEADER": (502, UNSAFE),
    "INVALID_SIGNATURE": (502, UNSAFE),
    "TOKEN_EXPIRED": (400, TOO_LONG),
    "TOKEN_NOT_VALID_YET": (502, UNSAFE),
    "NONCE_NOT_MATCHING": (502, UNSAFE),
    "INCORRECT_VOT": (403, "We need a stronger sign-in"),
}
WRONG_IDENTITIES = {
    "INVALID_ALG_HEADER": (502, UNSAFE),
    "INVALID_SIGNATURE": (502, UNSAFE),
    "INCORRECT_SUB": (502, UNSAFE),
    "INVALID_ISS": (502, UNSAFE),
    "INVALID_AUD": (502, UNSAFE),
    "TOKEN_EXPIRED": (400, TOO_LONG),
}
ANSWERS = {
    "ACCESS_DENIED": (200, "You did not finish signing in"),
    "TEMPORARILY_UNAVAILABLE": (503, "GOV.UK One Login is not working at the moment"),
}


def refuses(browser, expected, *, may_try_again=True):
    status, title = expected
    assert (browser.status, title in browser.text) == (status, True), browser.text
    assert ('data-testid="try-again"' in browser.text) is may_try_again
    assert "no-store" in browser.page["Cache-Control"]


@pytest.mark.parametrize(("mistake", "expected"), WRONG_TOKENS.items(), ids=WRONG_TOKENS)
def test_a_wrong_id_token_signs_nobody_in(browser, one_login, northvale, mistake, expected):
    one_login.get_wrong(idTokenErrors=[mistake])

    browser.one_login()

    refuses(browser, expected)
    assert "You are not signed in. Nothing has been changed." in browser.text or expected[0] == 502
    assert 'data-testid="other-way"' in browser.text
    assert (residents(), identities(), UserSession.objects.count()) == ([], {}, 0)


@pytest.mark.parametrize(("mistake", "expected"), ANSWERS.items(), ids=ANSWERS)
def test_an_error_instead_of_a_code_signs_nobody_in(
    browser, one_login, northvale, mistake, expected
):
    one_login.get_wrong(authoriseErrors=[mistake])

    browser.one_login()

    refuses(browser, expected)
    assert (residents(), UserSession.objects.count()) == ([], 0)


@pytest.mark.parametrize(("mistake", "expected"), WRONG_IDENTITIES.items(), ids=WRONG_IDENTITIES)
def test_a_wrong_identity_proves_nothing(browser, one_login, northvale, mistake, expected):
    one_login.get_wrong(coreIdentityErrors=[mistake])

    browser.one_login(path=PROOF_PAGE)

    refuses(browser, expected)
    assert (residents(), UserSession.objects.count()) == ([], 0)


@pytest.mark.parametrize("person", ["george", "marta"])
def test_who_cannot_prove_who_they_are_is_told_of_other_ways(browser, one_login, northvale, person):
    one_login.be(person)

    browser.one_login(path=PROOF_PAGE)

    refuses(browser, (403, "You have not proved who you are"))
    assert "We can check who you are." in browser.text
    assert residents() == []


def test_somebody_signed_in_stays_so_when_the_proof_fails(browser, one_login, northvale):
    one_login.be("george")
    browser.one_login()
    browser.post("/account/join/", name="George Ellis", next="/account/")
    browser.arrive(path=PROOF_PAGE)
    assert browser.path == "/sign-in/identity/prove/"

    browser.click("identity-start")

    refuses(browser, (403, "You have not proved who you are"))
    assert 'data-testid="other-way"' not in browser.text
    browser.arrive()
    assert "George Ellis" in browser.text


def test_one_login_that_is_down_is_said_to_be(browser, one_login, northvale):
    browser.arrive()
    one_login.program.control(down=True)

    browser.click("identity-start")

    refuses(browser, (503, "GOV.UK One Login is not working at the moment"))


def test_one_login_that_goes_down_on_the_way_is_said_to_be(browser, one_login, northvale):
    browser.arrive()
    browser.click("identity-start", until=scenery.BACK)
    one_login.program.control(fail={"status": 500})

    browser.get(browser.address)

    refuses(browser, (503, "GOV.UK One Login is not working at the moment"))
    assert residents() == []


def test_a_registration_that_does_not_fit_offers_no_other_try(
    browser, one_login, northvale, caplog
):
    from moothall.people.identity_providers.one_login.tests.scenery import (
        CLIENT_ID,
        ec_key,
        public_pem,
    )

    one_login.config(clientConfiguration={"clientId": CLIENT_ID, "publicKey": public_pem(ec_key())})

    browser.one_login()

    refuses(browser, (502, "There is a problem with signing in"), may_try_again=False)
    assert any("misconfigured" in record.getMessage() for record in caplog.records)
    assert MAIL not in caplog.text


def test_an_answer_works_once(browser, one_login, northvale):
    browser.arrive()
    browser.click("identity-start", until=scenery.BACK)
    answer = browser.address
    browser.get(answer)
    assert browser.path == "/account/join/"

    browser.get(answer)

    refuses(browser, (400, "We lost track of your sign-in"))


def test_an_answer_works_only_in_the_browser_that_asked(browser, one_login, northvale):
    attacker = scenery.Browser()
    attacker.arrive()
    attacker.click("identity-start", until=scenery.BACK)

    browser.get(attacker.address)

    refuses(browser, (400, "We lost track of your sign-in"))
    assert (residents(), UserSession.objects.count()) == ([], 0)


def test_swapped_answers_sign_nobody_in(browser, one_login, northvale):
    other = scenery.Browser()
    for one in (browser, other):
        one.arrive()
        one.click("identity-start", until=scenery.BACK)
    mine, theirs = browser.address, other.address
    state_of, code_of = mine.partition("state=")[2], theirs.partition("code=")[2].split("&")[0]

    browser.get(theirs)
    refuses(browser, (400, "We lost track of your sign-in"))
    browser.get(f"{scenery.BACK}?code={code_of}&state={state_of}")

    refuses(browser, (400, TOO_LONG))
    assert (residents(), UserSession.objects.count()) == ([], 0)


def test_two_tabs_do_not_disturb_each_other(browser, one_login, northvale):
    browser.arrive()
    start = browser.text
    browser.click("identity-start", until=scenery.BACK)
    first = browser.address
    browser.arrive()
    assert start
    browser.click("identity-start", until=scenery.BACK)

    browser.get(first)

    assert browser.path == "/account/join/"


def test_junk_makes_no_session(browser, one_login, northvale):
    for query in ("", "?state=x", "?error=access_denied", "?code=x&state=%00", "?state=x&state=y"):
        browser.get(f"http://{HOST}/sign-in/identity/back{query}")
        refuses(browser, (400, "We lost track of your sign-in"))

    assert "session" not in {name.split("-")[-1] for name in browser.at(HOST).cookies}
