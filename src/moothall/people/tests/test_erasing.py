from datetime import timedelta

import pytest
from django.core import mail
from django.test import Client

from moothall.cases.actions import change_status, log_interaction
from moothall.cases.models import Case, Interaction, TimelineEntry
from moothall.cases.tests.factories import case_of
from moothall.councils.setup import SetupContext, SetupError
from moothall.kernel.actors import system
from moothall.kernel.errors import Conflict, NotFound, NotPermitted
from moothall.kernel.models import AuditEntry
from moothall.kernel.scope import acting_for
from moothall.kernel.tests import kit
from moothall.people import actions, rights_queries
from moothall.people.keeping_reasons import COMPLAINT, SERVICE_REQUEST, days_of
from moothall.people.models import (
    Account,
    AccountChange,
    ContactPoint,
    Erasure,
    Joining,
    LinkedAccount,
    Person,
    RetentionRule,
)
from moothall.people.personal_data import holders
from moothall.people.setup import apply_keeping

COOLING_OFF = timedelta(days=14)
YEAR = timedelta(days=365)


def ask(person, now, *, actor=None):
    return actions.ask_for_erasure(
        actor=actor or kit.actor_of_resident_person(person),
        person_id=person.pk,
        language="en",
        now=now,
    )


def erase(erasure, at):
    return actions.carry_out_erasure(erasure_id=erasure.pk, now=at)


def closed_case(council, person, at):
    case = case_of(council, at, person_id=person.pk, summary="A private matter")
    change_status(
        actor=system("tests"), case_id=case.pk, status="resolved", public_note="Done", now=at
    )
    return case


def fates(person, now):
    return [
        (one.what, one.count, one.reason)
        for one in actions.fates_of(person.pk, council_id=person.council_id, now=now)
    ]


def test_nothing_happens_before_the_days_are_over_nor_after_thinking_again(
    in_northvale, rhian, now
):
    erasure = ask(rhian, now)
    assert ask(rhian, now).pk == erasure.pk
    assert not erase(erasure, erasure.due_at - timedelta(seconds=1))

    actions.undo_erasure(actor=kit.actor_of_resident_person(rhian), person_id=rhian.pk, now=now)

    assert not erase(erasure, erasure.due_at)
    assert Person.objects.get(pk=rhian.pk).name == "Rhian Evans"
    with pytest.raises(NotFound):
        actions.undo_erasure(actor=kit.actor_of_resident_person(rhian), person_id=rhian.pk, now=now)
    assert ask(rhian, now).pk != erasure.pk


def test_somebody_without_open_matters_is_erased_and_the_audit_tells_of_nobody(
    in_northvale, rhian, tomos, queue, now
):
    erasure = ask(rhian, now)

    assert erase(erasure, erasure.due_at)

    person = Person.objects.get(pk=rhian.pk)
    assert (person.name, person.normalised_name, person.name_by_surname) == (
        "Erased person",
        "",
        "",
    )
    assert not ContactPoint.objects.filter(person_id=rhian.pk).exists()
    assert not Joining.objects.filter(person_id=rhian.pk).exists()
    row = Erasure.objects.get(pk=erasure.pk)
    assert (row.account_id, row.finished_at, row.review_at) == (None, erasure.due_at, None)
    stone = AuditEntry.objects.get(verb="person.erased")
    assert (stone.subject_id, stone.actor_name) == (str(rhian.pk), "people.erase")
    told = str(list(AuditEntry.objects.values()))
    assert "Rhian" not in told
    assert "rhian@home.test" not in told
    assert "Tomos" in told
    assert Person.objects.get(pk=tomos.pk).name == "Tomos Price"
    assert not erase(erasure, erasure.due_at + YEAR)
    queue.run_all()
    subjects = [one.subject for one in mail.outbox if one.to == ["rhian@home.test"]]
    assert subjects == [
        "You asked us to erase what we hold about you",
        "We have erased what we hold about you",
    ]


@pytest.mark.slow
def test_an_open_case_is_kept_with_whom_to_answer_and_goes_when_its_time_is_over(
    in_northvale, rhian, now
):
    case = case_of(in_northvale, now, person_id=rhian.pk, summary="A private matter")
    erasure = ask(rhian, now)
    first = erasure.due_at

    assert not erase(erasure, first)

    assert ContactPoint.objects.filter(person_id=rhian.pk).exists()
    assert Case.objects.get().summary == "A private matter"
    assert not Joining.objects.filter(ended_at=None).exists()
    assert Erasure.objects.get().review_at == first + timedelta(days=1)

    closed_at = first + timedelta(days=3)
    change_status(
        actor=system("tests"), case_id=case.pk, status="resolved", public_note="Ok", now=closed_at
    )
    assert not erase(erasure, closed_at + timedelta(days=1))
    assert not ContactPoint.objects.filter(person_id=rhian.pk).exists()
    assert Person.objects.get(pk=rhian.pk).name == "Rhian Evans"
    assert Erasure.objects.get().review_at == closed_at + 2 * YEAR

    assert erase(erasure, closed_at + 2 * YEAR)

    row = Case.objects.get()
    assert (row.person_id, row.summary, row.outcome, row.opened_by_name) == (
        None,
        "Missed bin",
        "",
        "",
    )
    assert row.reference == case.reference
    assert not TimelineEntry.objects.exclude(text="").exists()
    assert Interaction.objects.get().summary == ""
    assert Person.objects.get(pk=rhian.pk).name == "Erased person"
    assert Erasure.objects.get().finished_at == closed_at + 2 * YEAR


def test_what_goes_and_what_stays_is_shown_before(in_northvale, rhian, alice, now):
    closed_case(in_northvale, rhian, now - 3 * YEAR)
    closed_case(in_northvale, rhian, now - YEAR)
    case_of(in_northvale, now, person_id=rhian.pk)
    log_interaction(
        actor=kit.actor_of(alice),
        council_id=in_northvale.id,
        person_id=rhian.pk,
        channel="phone",
        summary="Called",
        now=now,
    )

    shown = fates(rhian, now)

    assert ("Requests", 1, "") in shown
    assert ("Requests", 1, "open") in shown
    assert ("Requests", 1, "service_request") in shown
    assert ("Times you were in touch", 1, "contact") in shown
    assert Case.objects.filter(person_id=rhian.pk).count() == 3


@pytest.mark.slow
def test_killed_half_way_nothing_is_erased_and_the_next_try_does_it_all(
    in_northvale, rhian, now, monkeypatch
):
    closed_case(in_northvale, rhian, now - 3 * YEAR)
    erasure = ask(rhian, now)
    lowest = next(iter(holders))

    def killed(*_):
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr(type(lowest), "erase", killed)
        with pytest.raises(KeyboardInterrupt):
            erase(erasure, erasure.due_at)
    assert Case.objects.get().summary == "A private matter"
    assert Person.objects.get(pk=rhian.pk).name == "Rhian Evans"
    assert Joining.objects.filter(ended_at=None, person_id=rhian.pk).exists()

    assert erase(erasure, erasure.due_at)
    assert Case.objects.get().summary == "Missed bin"


def test_a_lost_job_is_found_at_night(in_northvale, southmere, rhian, queue, now):
    erasure = ask(rhian, now)
    queue.run_all()

    assert actions.review_erasures(now=erasure.due_at - timedelta(seconds=1)) == 0
    with acting_for(southmere.id):
        assert actions.review_erasures(now=erasure.due_at) == 0
    assert actions.review_erasures(now=erasure.due_at) == 1


@pytest.mark.slow
def test_the_account_closes_when_no_other_council_has_it(northvale, southmere, now):
    here, there = (kit.resident("rhian", one, now) for one in (northvale, southmere))
    account = kit.resident_account("rhian")
    with acting_for(northvale.id):
        erasure = ask(here, now)
        erase(erasure, erasure.due_at)

    assert Account.objects.get(pk=account.pk).is_active
    with acting_for(southmere.id):
        assert Person.objects.get(pk=there.pk).name == "Rhian Evans"
        assert Joining.objects.get().ended_at is None
        erasure = ask(there, now)
        erase(erasure, erasure.due_at)
    assert Account.objects.get(pk=account.pk).email == f"closed-{account.pk}@account.invalid"


def test_nobody_asks_or_undoes_for_somebody_else(in_northvale, southmere, rhian, tomos, alice, now):
    strangers = (
        kit.actor_of_resident_person(tomos),
        kit.as_delegate(tomos, rhian),
        kit.actor_of(alice),
    )
    for stranger in strangers:
        with pytest.raises(NotPermitted):
            ask(rhian, now, actor=stranger)
    with acting_for(southmere.id), pytest.raises(NotFound):
        ask(rhian, now)
    assert Erasure.objects.count() == 0

    ask(rhian, now)
    for stranger in strangers:
        with pytest.raises(NotPermitted):
            actions.undo_erasure(actor=stranger, person_id=rhian.pk, now=now)
    assert Erasure.objects.get().undone_at is None


def test_what_is_done_cannot_be_undone(in_northvale, rhian, now):
    case_of(in_northvale, now, person_id=rhian.pk)
    erasure = ask(rhian, now)
    erase(erasure, erasure.due_at)

    with pytest.raises(Conflict):
        actions.undo_erasure(actor=kit.actor_of_resident_person(rhian), person_id=rhian.pk, now=now)


def test_whoever_comes_back_meanwhile_is_not_erased_any_further(in_northvale, rhian, now):
    case_of(in_northvale, now, person_id=rhian.pk, summary="A private matter")
    account = kit.resident_account("rhian")
    kit.resident("rhian", kit.southmere(now), now)  # keeps the sign-in alive
    erasure = ask(rhian, now)
    erase(erasure, erasure.due_at)

    again = actions.join_council(
        account_id=account.pk, name="Rhian Evans", email="rhian@home.test", now=now
    )

    assert again.pk == rhian.pk
    assert rights_queries.erasure_of(rhian.pk) is None
    assert not erase(erasure, erasure.due_at + 10 * YEAR)
    assert ask(rhian, now).pk != erasure.pk


def test_a_council_sets_its_own_days(in_northvale, southmere, now, tmp_path):
    context = SetupContext(council=in_northvale, folder=tmp_path, now=now)

    apply_keeping(context, {"complaint": 3650})
    apply_keeping(context, {"complaint": 3650})
    for wrong in ({"nothing": 1}, {"open": 1}, {"complaint": -1}, {"complaint": True}, []):
        with pytest.raises(SetupError):
            apply_keeping(context, wrong)

    assert days_of(COMPLAINT) == 3650
    assert days_of(SERVICE_REQUEST) == 730
    assert RetentionRule.objects.count() == 1
    assert AuditEntry.objects.filter(verb="keeping.set").count() == 1
    with acting_for(southmere.id):
        assert days_of(COMPLAINT) == 2190


@pytest.fixture
def signed_in(northvale, rhian):
    client = Client(headers={"host": "northvale.test"})
    kit.sign_in_resident(client, rhian)
    return client


@pytest.mark.slow
def test_somebody_asks_and_thinks_again_on_the_pages(signed_in, northvale, rhian, now):
    with acting_for(northvale.id):
        case_of(northvale, now, person_id=rhian.pk)
    path = "/account/your-data/erase/"

    page = signed_in.get(path).content.decode()
    careless = signed_in.post(path)
    asked = signed_in.post(path, {"confirmed": "yes"})
    home = signed_in.get("/account/your-data/").content.decode()
    kept = signed_in.post(f"{path}undo/")
    again = signed_in.post(f"{path}undo/")

    assert "Somebody is still working on it." in page
    assert "UK GDPR art 17(3)(b)" in page
    assert careless.status_code == 422
    assert asked["Location"] == "/account/your-data/"
    assert "Do not erase" in home
    assert kept["Location"] == "/account/your-data/?said=kept"
    assert again["Location"] == "/account/your-data/?said=nothing-asked"
    with acting_for(northvale.id):
        assert Erasure.objects.get().undone_at is not None


@pytest.mark.parametrize("path", ["/account/your-data/erase/", "/account/your-data/erase/undo/"])
def test_nobody_asks_without_signing_in(northvale, rhian, client, path):
    answer = client.post(path, {"confirmed": "yes"}, headers={"host": "northvale.test"})

    assert answer["Location"].startswith("/account/sign-in/")
    with acting_for(northvale.id):
        assert Erasure.objects.count() == 0


def linked(person, now, *, state):
    account = LinkedAccount.objects.create(
        council_id=person.council_id,
        person=person,
        kind="council_tax",
        supplier="fake",
        reference=f"ACC-{state}",
        relationship="liable",
        strength="bill",
        linked_at=now,
    )
    AccountChange.objects.create(
        council_id=person.council_id,
        linked_account=account,
        kind="contact",
        state=state,
        sealed="sealed",
        asked_at=now,
    )
    return account


def test_linked_accounts_go_once_the_other_system_has_heard_what_was_asked(
    in_northvale, rhian, now
):
    linked(rhian, now, state="done")
    waiting = linked(rhian, now, state="asked")
    erasure = ask(rhian, now)

    assert not erase(erasure, erasure.due_at)
    assert LinkedAccount.objects.get().pk == waiting.pk
    assert ("Changes you asked for on linked accounts", 1, "needed") in fates(rhian, now)

    AccountChange.objects.update(state="refused", sealed="")
    assert erase(erasure, erasure.due_at + timedelta(days=1))
    assert not LinkedAccount.objects.exists()
