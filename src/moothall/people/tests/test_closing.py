from datetime import timedelta

import pytest
from allauth.account.models import EmailAddress
from allauth.usersessions.models import UserSession
from django.core import mail
from django.test import Client

from moothall.kernel.errors import NotFound
from moothall.kernel.models import AuditEntry
from moothall.kernel.scope import acting_for
from moothall.kernel.tests import kit
from moothall.people import actions
from moothall.people.models import Account, AccountClosing, Joining, Person, ResidentSession


def closing_of(account, now):
    return actions.ask_to_close(account_id=account.pk, now=now)


def test_an_account_is_closed_for_every_council_and_no_record_goes(
    northvale, southmere, now, queue
):
    here, there = (kit.resident("rhian", one, now) for one in (northvale, southmere))
    account = kit.resident_account("rhian")
    client = Client(headers={"host": "northvale.test"})
    kit.sign_in_resident(client, here)
    closing = closing_of(account, now)
    then = now + timedelta(days=14)

    assert not actions.carry_out_closing(closing_id=closing.pk, now=then - timedelta(seconds=1))
    assert client.get("/account/").status_code == 200
    assert actions.carry_out_closing(closing_id=closing.pk, now=then)
    assert not actions.carry_out_closing(closing_id=closing.pk, now=then)

    account = Account.objects.get(pk=account.pk)
    assert (account.email, account.name) == (f"closed-{account.pk}@account.invalid", "")
    assert not account.is_active
    assert not account.has_usable_password()
    assert EmailAddress.objects.filter(user=account).count() == 0
    assert UserSession.objects.filter(user=account).count() == 0
    assert client.get("/account/")["Location"].startswith("/account/sign-in/")
    for council, person in ((northvale, here), (southmere, there)):
        with acting_for(council.id):
            assert Joining.objects.get().ended_at == then
            assert not ResidentSession.objects.filter(ended_at=None).exists()
            assert Person.objects.get(pk=person.pk).name == "Rhian Evans"
            assert AuditEntry.objects.filter(verb="account.closed").count() == 1
    queue.run_all()
    assert [one.to for one in mail.outbox] == [["rhian@home.test"]] * 2
    assert mail.outbox[-1].subject == "Your account is closed"


def test_the_address_is_free_for_a_new_account(northvale, now):
    kit.resident("rhian", northvale, now)
    first = kit.resident_account("rhian")
    closing = closing_of(first, now)
    actions.carry_out_closing(closing_id=closing.pk, now=closing.due_at)

    again = kit.resident_account("rhian")

    assert again.pk != first.pk


def test_somebody_who_thinks_again_keeps_it(northvale, now):
    account = kit.resident_account("rhian")
    closing = closing_of(account, now)
    assert closing_of(account, now).pk == closing.pk

    actions.undo_closing(account_id=account.pk, now=now)

    assert not actions.carry_out_closing(closing_id=closing.pk, now=closing.due_at)
    assert Account.objects.get(pk=account.pk).email == "rhian@home.test"
    with pytest.raises(NotFound):
        actions.undo_closing(account_id=account.pk, now=now)


def test_an_employees_account_is_none_of_its_business(alice, now):
    with pytest.raises(NotFound):
        closing_of(alice, now)

    assert AccountClosing.objects.count() == 0


def test_a_lost_job_is_found_at_night(northvale, queue, now):
    closing = closing_of(kit.resident_account("rhian"), now)
    queue.run_all()

    assert actions.close_what_is_due(now=closing.due_at) == 1
    assert actions.close_what_is_due(now=closing.due_at) == 1

    assert len(queue.jobs("people.close_account")) == 2  # one waits for its day


@pytest.fixture
def at_sign_in_host(northvale, now, settings):
    """A browser in which Rhian has just signed in at the sign-in host."""
    import time

    account = kit.resident_account("rhian")
    client = Client(headers={"host": "id.test"})
    client.force_login(account)
    session = client.session
    session["account_authentication_methods"] = [
        {"method": "code", "email": account.email, "at": time.time()}
    ]
    session["account_authentication_methods_user"] = str(account.pk)
    session.save()
    return client


def test_somebody_closes_and_keeps_it_on_the_page(at_sign_in_host):
    path = "/sign-in/close/"

    page = at_sign_in_host.get(path).content.decode()
    careless = at_sign_in_host.post(path)
    asked = at_sign_in_host.post(path, {"confirmed": "yes"})
    waiting = at_sign_in_host.get(path).content.decode()
    kept = at_sign_in_host.post(path, {"answer": "keep"})
    again = at_sign_in_host.post(path, {"answer": "keep"})

    assert "You have 14 days to change your mind" in page
    assert careless.status_code == 422
    assert (asked.status_code, asked["Location"]) == (302, path)
    assert "Your account closes on" in waiting
    assert kept.status_code == again.status_code == 302
    assert AccountClosing.objects.get().undone_at is not None


def test_nobody_closes_it_without_having_just_signed_in(northvale, client, now):
    account = kit.resident_account("rhian")

    for call in (client.get, client.post):
        answer = call("/sign-in/close/", {"confirmed": "yes"}, headers={"host": "id.test"})
        assert answer["Location"].startswith("/sign-in/login/")
    client.force_login(account)
    late = client.post("/sign-in/close/", {"confirmed": "yes"}, headers={"host": "id.test"})

    assert late["Location"] == "/sign-in/login/?next=%2Fsign-in%2Fclose%2F"
    assert AccountClosing.objects.count() == 0
