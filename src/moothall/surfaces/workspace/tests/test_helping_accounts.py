"""Staff link an account for a caller: by the caller's proof, under their own name, audited."""

import pytest

from moothall.kernel import clock
from moothall.kernel.models import AuditEntry
from moothall.kernel.scope import acting_for
from moothall.kernel.tests import kit
from moothall.people.linked_queries import linked_accounts_of, posted_codes_of
from moothall.people.models import LinkedAccount, Person
from moothall.surfaces.workspace.tests.test_helping import begin

ACCOUNTS = "/workspace/help/accounts/"
TAX = f"{ACCOUNTS}council-tax/"


@pytest.fixture
def row(northvale, southmere, keep_accounts, named):
    """What is right of an account of Rhian's; both councils keep accounts."""
    keep_accounts(northvale)
    keep_accounts(southmere)
    return named(100)


def said(row, **changed):
    typed = {
        "reference": row["reference"], "surname": row["surname"], "postcode": row["postcode"],
        "proof": "bill", "last_bill": f"{row['last_bill_pence'] / 100:.2f}",
    }  # fmt: skip
    return {**typed, **changed}


def test_staff_link_what_the_caller_proves_and_the_audit_names_both(
    northvale,
    caller,
    row,
    desk_of_bob,
    bob,
):
    begin(desk_of_bob, caller)
    page = desk_of_bob.get(ACCOUNTS)
    done = desk_of_bob.post(TAX, **said(row))

    assert "Council Tax" in page.one("kinds")
    assert (done.status, done.location) == (302, ACCOUNTS)
    listed = desk_of_bob.get(ACCOUNTS)
    assert row["reference"] in listed.one("linked")
    assert row["postcode"] not in listed.text
    with acting_for(northvale.id):
        [link] = linked_accounts_of(caller.pk)
        entry = AuditEntry.objects.get(verb="account.linked")
    assert link.strength == "bill"
    assert (entry.actor_kind, entry.actor_identifier) == ("staff", str(bob.pk))
    assert (entry.on_behalf_of, entry.reason) == (str(caller.pk), "Cannot use the website")


@pytest.mark.parametrize(
    "wrong",
    [
        {"surname": "Wrong"},
        {"last_bill": "0.01"},
        {"reference": "700000000"},
    ],
)
def test_wrong_and_absent_get_the_same_answer(northvale, caller, row, desk_of_bob, wrong):
    begin(desk_of_bob, caller)

    answer = desk_of_bob.post(TAX, **said(row, **wrong))

    assert answer.status == 422
    assert answer.one("error-summary") == (
        "There is a problem What they told you does not match our records. "
        "Check all of it and try again."
    )
    assert answer.value("postcode") == row["postcode"]
    with acting_for(northvale.id):
        assert not LinkedAccount.objects.exists()
        failed = AuditEntry.objects.get(verb="account.link-failed")
        assert failed.on_behalf_of == str(caller.pk)


@pytest.mark.slow
def test_only_so_many_wrong_tries_and_they_count_for_the_caller_too(
    northvale,
    caller,
    row,
    desk_of_bob,
    desk_of_alice,
):
    begin(desk_of_bob, caller)
    answers = [desk_of_bob.post(TAX, **said(row, surname="Wrong")).status for _ in range(6)]
    begin(desk_of_alice, caller)
    others = desk_of_alice.post(TAX, **said(row))

    assert answers == [422] * 5 + [429]
    assert others.status == 429
    with acting_for(northvale.id):
        assert not LinkedAccount.objects.exists()


def test_a_letter_is_asked_for_and_its_code_taken(northvale, caller, row, desk_of_bob, queue):
    begin(desk_of_bob, caller)
    right = desk_of_bob.post(TAX, **said(row, proof="post"))
    wrong = desk_of_bob.post(TAX, **said(row, proof="post", reference="700000000"))
    with acting_for(northvale.id):
        codes = posted_codes_of(caller.pk, now=clock.now())
    page = desk_of_bob.post(f"{ACCOUNTS}code/{codes[0].id}/", code="7KMB-2XQ4")

    assert (right.status, right.location) == (wrong.status, wrong.location) == (302, ACCOUNTS)
    assert len(codes) == 2
    assert page.status == 422
    assert "This code is not right." in page.text
    with acting_for(northvale.id):
        assert not LinkedAccount.objects.exists()


def test_who_answered_too_little_or_is_not_helped_links_nothing(
    northvale,
    caller,
    row,
    desk_of_bob,
    desk_of_alice,
    desk_of_carys,
    mallory,
):
    begin(desk_of_bob, caller, email="")  # two right answers: enough to talk, not for this
    begin(desk_of_alice, kit.resident("tomos", northvale, clock.now()), seen_papers="on",
          channel="visit")  # fmt: skip

    assert desk_of_bob.get(ACCOUNTS).status == 403
    assert desk_of_bob.post(TAX, **said(row)).status == 403
    assert desk_of_carys.get(ACCOUNTS).status == 404
    assert desk_of_carys.post(TAX, **said(row)).status == 404
    with acting_for(northvale.id):
        assert not LinkedAccount.objects.exists()
    # Whoever helps Tomos cannot link what is Rhian's alone.
    assert desk_of_alice.post(TAX, **said(row, surname="Nobody")).status == 422
    desk_of_bob.post("/workspace/help/end/")
    begin(desk_of_bob, caller)
    desk_of_bob.post("/workspace/help/end/")
    assert desk_of_bob.post(TAX, **said(row)).status == 404
    with acting_for(northvale.id):
        assert not LinkedAccount.objects.exists()


@pytest.mark.slow
def test_a_system_that_is_down_says_so_and_costs_no_try(
    northvale, caller, row, desk_of_bob, ledger
):
    begin(desk_of_bob, caller)
    ledger.control(down=True)
    answers = [desk_of_bob.post(TAX, **said(row)) for _ in range(6)]
    ledger.control(calm=True)

    assert {one.status for one in answers} == {503}
    assert answers[0].value("reference") == row["reference"]
    assert desk_of_bob.post(TAX, **said(row)).status == 302


def test_a_record_that_refuses_joining_looks_as_if_nothing_matched(
    northvale,
    caller,
    row,
    desk_of_bob,
):
    with acting_for(northvale.id):
        Person.objects.filter(pk=caller.pk).update(refuses_joining=True)
    begin(desk_of_bob, caller)

    answer = desk_of_bob.post(TAX, **said(row))

    assert answer.status == 422
    assert "does not match our records" in answer.one("error-summary")
    with acting_for(northvale.id):
        assert not LinkedAccount.objects.exists()
