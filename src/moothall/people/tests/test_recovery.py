"""The slow way back for whoever has lost their passkey or app; over HTTP."""

from datetime import timedelta

import pytest
from allauth.mfa.models import Authenticator
from django.core import mail

from moothall.kernel.errors import Conflict
from moothall.people.actions import ask_for_recovery, cancel_recovery
from moothall.people.models import Account, Recovery
from moothall.people.tasks import carry_out_due_recoveries
from moothall.people.tests.browser import COUNCIL, HOST, Browser, code_in, sign_in
from moothall.people.tests.passkey import add_passkey


@pytest.fixture
def lost(rhian_signed_in, queue):
    """Rhian at the second step, with a passkey that she does not have any more."""
    add_passkey(rhian_signed_in)
    rhian_signed_in.get(f"http://{HOST}/sign-in/addresses/")
    rhian_signed_in.post("/sign-in/addresses/", {"email": "new@home.test", "action_add": "1"})
    rhian_signed_in.post("/sign-in/new/code/", {"code": code_in(queue)})
    browser = Browser()
    sign_in(browser, queue)
    assert browser.path == "/sign-in/second-factor/authenticate/"
    assert "I have none of these any more" in browser.text
    mail.outbox.clear()
    return browser


def test_recovery_waits_three_days_tells_all_addresses_and_then_a_code_is_enough(
    lost, rhian_signed_in, queue, later
):
    lost.get(f"http://{HOST}/sign-in/recover/")
    lost.post("/sign-in/recover/")
    queue.run_all()
    assert "Come back in 3 days" in lost.text
    assert sorted(one.to[0] for one in mail.outbox) == ["new@home.test", "rhian@home.test"]
    later(hours=71)
    carry_out_due_recoveries()
    assert Authenticator.objects.count() == 2

    later(hours=2)
    carry_out_due_recoveries()
    carry_out_due_recoveries()

    assert Authenticator.objects.count() == 0
    again = Browser()
    sign_in(again, queue)
    assert again.address == f"http://{COUNCIL}/account/"
    subjects = [one.subject for one in mail.outbox]
    assert subjects.count("You can sign in with a code by email again") == 2
    assert not signed_in(rhian_signed_in)


def signed_in(browser):
    return browser.step("get", f"http://{COUNCIL}/account/")[0].status_code == 200


def test_any_sign_in_stops_a_recovery(lost, rhian_signed_in, queue, later):
    lost.get(f"http://{HOST}/sign-in/recover/")
    lost.post("/sign-in/recover/")
    rhian_signed_in.get(f"http://{HOST}/sign-in/second-factor/recovery-codes/")
    code = rhian_signed_in.text.split("<li><code>", 1)[1].split("</code>", 1)[0]

    lost.get(f"http://{HOST}/sign-in/second-factor/authenticate/")
    lost.post("/sign-in/second-factor/authenticate/", {"code": code})
    later(hours=80)
    carry_out_due_recoveries()
    queue.run_all()

    assert Authenticator.objects.count() == 2
    assert Recovery.objects.get().cancelled_at is not None
    assert "Your passkeys and your app stay as they are" in {one.subject for one in mail.outbox}


def test_a_password_alone_asks_for_no_recovery(rhian_signed_in, queue):
    add_passkey(rhian_signed_in)
    account = Account.objects.get()
    account.set_password("correct horse battery")
    account.save()
    thief = Browser()
    thief.get(f"http://{HOST}/sign-in/login/password/")
    thief.post(
        "/sign-in/login/password/",
        {"login": "rhian@home.test", "password": "correct horse battery"},
    )
    assert thief.path == "/sign-in/second-factor/authenticate/"

    thief.get(f"http://{HOST}/sign-in/recover/")
    thief.post("/sign-in/recover/")

    assert Recovery.objects.count() == 0
    assert "show us that you can read your email" in thief.text


def test_nobody_comes_to_the_recovery_without_the_first_step(northvale):
    stranger = Browser()
    stranger.get(f"http://{HOST}/sign-in/recover/")

    assert stranger.path == "/sign-in/login/"
    assert Recovery.objects.count() == 0


def test_recovery_is_asked_for_three_times_in_a_month_at_most(rhian, now):
    account = Account.objects.get(email="rhian@home.test")
    for _ in range(3):
        ask_for_recovery(account_id=account.pk, now=now)
        cancel_recovery(account_id=account.pk, now=now)

    with pytest.raises(Conflict):
        ask_for_recovery(account_id=account.pk, now=now)
    assert Recovery.objects.filter(cancelled_at__isnull=True).count() == 0


def test_asking_for_a_recovery_twice_begins_one(rhian, now):
    account = Account.objects.get(email="rhian@home.test")
    first = ask_for_recovery(account_id=account.pk, now=now)
    second = ask_for_recovery(account_id=account.pk, now=now + timedelta(hours=1))

    assert first.pk == second.pk
    assert second.due_at == now + timedelta(hours=72)
