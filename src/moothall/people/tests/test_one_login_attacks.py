"""Attempts to get into somebody else's account by way of One Login, and by way of their address."""

import pytest
from allauth.account.models import EmailAddress
from allauth.usersessions.models import UserSession
from django.core import mail

from moothall.people.models import Account, ExternalIdentity
from moothall.people.tests import one_login_scenery as scenery
from moothall.people.tests.one_login_scenery import COUNCIL, HOST, MAIL, identities, residents

browser, one_login, running_one_login = (
    scenery.browser,
    scenery.one_login,
    scenery.running_one_login,
)
pytestmark = pytest.mark.slow


def begin_account(browser, email):
    browser.get(f"http://{HOST}/sign-in/new/")
    return browser.post("/sign-in/new/", email=email)


def test_an_account_begun_with_anothers_address_is_nobodys(browser, one_login, northvale, queue):
    attacker = scenery.Browser()
    begin_account(attacker, MAIL)
    begun = Account.objects.get(email=MAIL)
    assert EmailAddress.objects.get().verified is False
    queue.run_all()
    code = mail.outbox[-1].subject.split()[-1]

    browser.one_login()

    assert browser.path == "/account/join/"
    assert residents() == [MAIL]
    assert Account.objects.get(email=MAIL).pk != begun.pk
    attacker.get(f"http://{HOST}/sign-in/")
    attacker.post("/sign-in/new/code/", code=code)
    attacker.get(f"http://{HOST}/sign-in/")
    assert attacker.path != "/sign-in/"
    assert "_auth_user_id" not in attacker.session
    assert UserSession.objects.count() == 1


def test_an_address_that_another_has_added_unproven_is_not_theirs(
    browser, one_login, northvale, rhian
):
    thief = Account.objects.get(email="rhian@home.test")
    EmailAddress.objects.create(user=thief, email=MAIL, verified=False)

    browser.one_login()

    assert browser.path == "/account/join/"
    assert identities() == {MAIL: MAIL}
    assert UserSession.objects.get().user_id != thief.pk


def test_an_account_with_something_in_it_is_never_forgotten(browser, one_login, northvale, rhian):
    Account.objects.filter(email="rhian@home.test").update(email=MAIL, last_login=None)
    EmailAddress.objects.all().delete()

    browser.one_login()

    assert browser.path == "/sign-in/identity/connect/"
    assert residents() == [MAIL]
    assert identities() == {}


def test_an_employees_address_opens_no_employees_account(browser, one_login, northvale, alice):
    one_login.config(responseConfiguration={"email": alice.email})

    browser.one_login()

    assert browser.path == "/account/join/"
    assert ExternalIdentity.objects.get().account_id != alice.pk
    browser.get(f"http://{COUNCIL}/workspace/")
    assert browser.path == "/workspace/sign-in/login/"


def test_the_attackers_answer_does_not_connect_to_the_victims_session(
    browser, one_login, northvale, rhian, queue
):
    browser.arrive()
    browser.by_code(queue, "rhian@home.test")
    attacker = scenery.Browser()
    one_login.be("tomos")
    attacker.arrive()
    attacker.click("identity-start", until=scenery.BACK)

    browser.get(attacker.address)

    assert browser.status == 400
    assert identities() == {}
    browser.get(f"http://{HOST}/sign-in/identity/connect/")
    assert browser.path == "/sign-in/"


def test_connecting_needs_the_form_of_the_page_itself(browser, one_login, northvale, rhian, queue):
    browser.arrive()
    browser.by_code(queue, "rhian@home.test")
    browser.get(f"http://{HOST}/sign-in/identity/start/")
    assert browser.path == "/sign-in/identity/connect/"

    forged = browser.at(HOST).post(
        "/sign-in/identity/connect/", {"choice": "connect"}, headers={"host": HOST}
    )

    assert forged.status_code == 403
    assert identities() == {}


def test_a_proven_identity_waits_half_an_hour_to_be_connected(
    browser, one_login, northvale, rhian, queue, monkeypatch
):
    from datetime import timedelta

    browser.arrive()
    browser.by_code(queue, "rhian@home.test")
    browser.get(f"http://{HOST}/sign-in/identity/start/")
    monkeypatch.setattr(
        "moothall.people.sign_in.identity_waiting.CONNECTED_WITHIN", timedelta(seconds=-1)
    )

    browser.post("/sign-in/identity/connect/", choice="connect")

    assert browser.path == "/sign-in/"
    assert identities() == {}


def test_signing_in_changes_the_sessions_key(browser, one_login, northvale):
    browser.arrive()
    browser.click("identity-start", until=scenery.BACK)
    before = browser.session.session_key

    browser.get(browser.address)

    assert before
    assert browser.session.session_key != before


def test_another_subject_with_the_same_address_is_somebody_else(browser, one_login, northvale):
    scenery.Browser().one_login()
    one_login.config(responseConfiguration={"sub": "urn:fdc:gov.uk:2022:another"})

    browser.one_login()

    assert browser.path == "/sign-in/identity/connect/"
    assert "sign in to it first" in browser.text
    assert UserSession.objects.count() == 1


def test_the_same_subject_of_another_issuer_is_somebody_else(browser, one_login, northvale):
    scenery.Browser().one_login()
    ExternalIdentity.objects.update(issuer="https://another.test/")

    browser.one_login()

    assert browser.path == "/sign-in/identity/connect/"
    assert UserSession.objects.count() == 1
