"""Residents sign in with One Login at the sign-in host, against its simulator over real HTTP."""

import pytest
from allauth.account.models import EmailAddress
from allauth.usersessions.models import UserSession

from moothall.kernel.scope import acting_for
from moothall.kernel.tests import kit
from moothall.people.models import Account, ResidentSession
from moothall.people.tests import one_login_scenery as scenery
from moothall.people.tests.one_login_scenery import COUNCIL, HOST, MAIL, identities, residents

browser, one_login, running_one_login = (
    scenery.browser,
    scenery.one_login,
    scenery.running_one_login,
)
pytestmark = pytest.mark.slow


def council_session(council):
    with acting_for(council.id):
        return ResidentSession.objects.filter(ended_at__isnull=True).latest("began_at")


def test_without_a_provider_there_is_no_button_and_no_page(browser, northvale):
    browser.arrive()

    assert "One Login" not in browser.text
    for path in ("/sign-in/identity/start/", "/sign-in/identity/back"):
        assert browser.get(f"http://{HOST}{path}").status_code == 404
    assert browser.get(f"http://{HOST}/sign-in/identity/prove/").status_code == 404


def test_without_a_provider_the_account_does_not_lead_to_it(client, northvale, rhian):
    kit.sign_in_resident(client, rhian)

    page = client.get("/account/", headers={"host": COUNCIL}).content.decode()

    assert "Rhian Evans" in page
    assert "/account/proven/" not in page


def test_people_who_read_welsh_come_back_to_welsh(browser, one_login, northvale):
    browser.get(f"http://{HOST}/cy/sign-in/identity/start/", until=scenery.BACK)
    one_login.program.control(down=True)

    browser.get(browser.address)

    assert browser.status == 503
    assert '<html lang="cy"' in browser.text
    assert "Cymraeg" not in browser.text
    (asked,) = one_login.program.received("get_authorize")
    assert "ui_locales=cy" in str(asked)


def test_somebody_new_gets_an_account_with_the_verified_address(browser, one_login, northvale):
    browser.arrive()
    assert "Sign in with GOV.UK One Login" in browser.text

    browser.click("identity-start")

    assert browser.address == f"http://{COUNCIL}/account/join/?next=/account/"
    assert residents() == [MAIL]
    assert identities() == {MAIL: MAIL}
    assert EmailAddress.objects.get().verified is True
    account = Account.objects.get(email=MAIL)
    assert (account.name, account.has_usable_password()) == ("", False)
    session = council_session(northvale)
    assert (session.strength, session.identity, session.methods) == (1, "", ["fed"])


def test_somebody_who_comes_again_is_the_same(browser, one_login, northvale):
    browser.one_login()
    one_login.config(responseConfiguration={"email": "another@example.org"})
    second = scenery.Browser()

    second.one_login()

    assert second.path == "/account/join/"
    assert residents() == [MAIL]
    assert UserSession.objects.count() == 2


def test_the_address_alone_never_makes_somebody_known(browser, one_login, northvale, rhian, queue):
    Account.objects.filter(email="rhian@home.test").update(email=MAIL)
    EmailAddress.objects.filter(email="rhian@home.test").update(email=MAIL)

    browser.one_login()

    assert browser.path == "/sign-in/identity/connect/"
    assert "sign in to it first" in browser.text
    assert identities() == {}
    assert UserSession.objects.count() == 0


def test_the_owner_of_the_address_signs_in_first_and_connects(
    browser, one_login, northvale, rhian, queue
):
    Account.objects.filter(email="rhian@home.test").update(email=MAIL)
    EmailAddress.objects.filter(email="rhian@home.test").update(email=MAIL)
    browser.one_login()

    browser.click("sign-in-first")
    browser.by_code(queue)

    assert browser.path == "/sign-in/identity/connect/"
    assert "Connect GOV.UK One Login to your account" in browser.text
    assert identities() == {}

    browser.post("/sign-in/identity/connect/", choice="connect")

    assert browser.address == f"http://{COUNCIL}/account/"
    assert identities() == {MAIL: MAIL}
    queue.run_all()
    again = scenery.Browser()
    again.one_login()
    assert again.address == f"http://{COUNCIL}/account/"


def test_who_does_not_want_to_connect_goes_on_unconnected(
    browser, one_login, northvale, rhian, queue
):
    browser.arrive()
    browser.by_code(queue, "rhian@home.test")
    browser.get(f"http://{HOST}/sign-in/")
    browser.click("identity-connect")
    assert browser.path == "/sign-in/identity/connect/"

    browser.post("/sign-in/identity/connect/", choice="leave")

    assert browser.path == "/sign-in/"
    assert identities() == {}
    browser.get(f"http://{HOST}/sign-in/identity/connect/")
    assert browser.path == "/sign-in/"


def test_somebody_signed_in_connects_and_disconnects(browser, one_login, northvale, rhian, queue):
    browser.arrive()
    browser.by_code(queue, "rhian@home.test")
    browser.get(f"http://{HOST}/sign-in/")
    browser.click("identity-connect")
    browser.post("/sign-in/identity/connect/", choice="connect")
    assert identities() == {MAIL: "rhian@home.test"}
    assert f"Connected: {MAIL}" in browser.text
    browser.arrive()
    assert 'href="/account/proven/"' in browser.text
    browser.get(f"http://{HOST}/sign-in/")
    elsewhere = scenery.Browser()
    elsewhere.one_login()
    assert elsewhere.address == f"http://{COUNCIL}/account/"

    browser.click("identity-disconnect")
    browser.post("/sign-in/identity/disconnect/")

    assert identities() == {}
    assert browser.path == "/sign-in/"
    assert browser.get(f"http://{COUNCIL}/account/").status_code == 200
    assert browser.address == f"http://{COUNCIL}/account/"
    elsewhere.get(f"http://{COUNCIL}/account/")
    assert elsewhere.path == "/sign-in/login/"


def test_the_only_way_in_is_not_disconnected(browser, one_login, northvale):
    browser.one_login()
    EmailAddress.objects.update(verified=False)
    browser.get(f"http://{HOST}/sign-in/identity/disconnect/")

    browser.post("/sign-in/identity/disconnect/")

    assert browser.status == 409
    assert "only way into your account" in browser.text
    assert identities() == {MAIL: MAIL}


def test_an_identity_is_of_one_account_alone(browser, one_login, northvale, rhian, queue):
    scenery.Browser().one_login()
    browser.arrive()
    browser.by_code(queue, "rhian@home.test")
    browser.get(f"http://{HOST}/sign-in/")

    browser.click("identity-connect")

    assert browser.status == 409
    assert "We cannot connect these two" in browser.text
    assert identities() == {MAIL: MAIL}


def test_an_account_has_one_identity_alone(browser, one_login, northvale):
    browser.one_login()
    one_login.be("tomos")

    browser.get(f"http://{HOST}/sign-in/identity/start/")
    browser.post("/sign-in/identity/connect/", choice="connect")

    assert browser.status == 409
    assert identities() == {MAIL: MAIL}


def test_an_unverified_address_is_refused(browser, one_login, northvale):
    one_login.config(responseConfiguration={"emailVerified": False})

    browser.one_login()

    assert browser.status == 403
    assert "Confirm your email address first" in browser.text
    assert residents() == []


def test_a_closed_account_stays_closed(browser, one_login, northvale):
    scenery.Browser().one_login()
    Account.objects.filter(email=MAIL).update(is_active=False)
    UserSession.objects.all().delete()

    browser.one_login()

    assert browser.path == "/sign-in/closed/"
    assert UserSession.objects.count() == 0


def test_a_second_factor_of_ours_is_still_asked_for(browser, one_login, northvale):
    from allauth.mfa.totp.internal.auth import TOTP

    from moothall.kernel.tests.kit import TOTP_SECRET
    from moothall.people.doors import RESIDENT, door_of

    scenery.Browser().one_login()
    with door_of(RESIDENT):
        TOTP.activate(Account.objects.get(email=MAIL), TOTP_SECRET)

    browser.one_login()

    assert browser.path == "/sign-in/second-factor/authenticate/"
    assert UserSession.objects.count() == 1


def test_signing_out_leads_through_one_login_and_back(browser, one_login, northvale):
    browser.one_login()
    browser.get(f"http://{COUNCIL}/account/sign-out/")

    browser.post(f"http://{COUNCIL}/account/sign-out/")

    assert "We also sign you out of GOV.UK One Login." in browser.text
    assert "_auth_user_id" not in browser.session
    browser.click("farewell")
    assert browser.address == f"http://{COUNCIL}/account/signed-out/"
    there = one_login.program.get("/_logouts.json").json()["sessions"]
    assert [one["ended"] for one in there] == [1]


def test_who_signed_out_at_one_login_may_not_be_led_elsewhere(browser, one_login, northvale):
    browser.get(f"{scenery.SIGNED_OUT}?state=https://evil.test/")

    assert browser.status == 200
    assert "You are signed out" in browser.text
    assert 'href="https://evil' not in browser.text


def test_signing_in_often_is_limited(browser, one_login, northvale, clock_stands, monkeypatch):
    monkeypatch.setattr("moothall.people.views.identity.MOST_STARTS", 1)
    browser.get(f"http://{HOST}/sign-in/identity/start/", until=one_login.program.url)

    browser.get(f"http://{HOST}/sign-in/identity/start/")

    assert browser.status == 429


def test_where_to_go_on_to_must_be_here(browser, one_login, northvale):
    browser.get(f"http://{HOST}/sign-in/identity/start/?next=https://evil.test/")

    assert browser.address == f"http://{HOST}/sign-in/"
