"""Changes of linked accounts, over real HTTP to the ledger: asked, done, refused."""

import pytest

from moothall.kernel.errors import Conflict, Retry
from moothall.people import actions, linking
from moothall.people.linked_queries import (
    changes_of,
)
from moothall.people.linking_ports import (
    CancelDirectDebit,
    ChangeContact,
    SetUpDirectDebit,
    SwitchEBilling,
)
from moothall.people.models import AccountChange
from moothall.verticals.revenues.tests.people_who_link import link, person, resident


def ask_for_change(one, made, change, now):
    return actions.ask_for_change(
        actor=resident(one), linked_account_id=made.pk, change=change, now=now
    )


def test_a_change_is_asked_then_done_and_seen(rhian, named, now, ledger, queue, clock_stands):
    made = link(rhian, named(100), now)
    debit = SetUpDirectDebit(
        account_name="R Parry", sort_code="089999", account_number="66374958", day=15
    )

    asked = ask_for_change(rhian, made, debit, now)
    before = [one.state for one in changes_of(made.pk)]
    sealed = asked.sealed
    queue.run_all()

    asked.refresh_from_db()
    assert (before, asked.state, asked.sealed) == (["asked"], "done", "")
    assert "66374958" not in sealed
    assert "66374958" not in str(queue.jobs())
    summary = linking.summary_of(actor=resident(rhian), linked_account_id=made.pk, now=now)
    assert (summary.direct_debit.account_ending, summary.direct_debit.day) == ("4958", 15)


def test_a_change_is_made_once_though_its_answer_is_lost(rhian, named, now, ledger, clock_stands):
    made = link(rhian, named(100), now)
    asked = ask_for_change(rhian, made, SwitchEBilling(on=True), now)
    ledger.control(lose_answer=1)

    with pytest.raises(Retry):
        linking.carry_change(account_change_id=asked.pk)
    linking.carry_change(account_change_id=asked.pk)
    linking.carry_change(account_change_id=asked.pk)

    (change,) = ledger.get("/_changes.json").json()["changes"]
    assert change["times_received"] == 2
    asked.refresh_from_db()
    assert (asked.state, asked.attempts) == ("done", 2)


def test_a_change_that_the_system_refuses_is_seen_as_refused(
    northvale_keeps, named, now, queue, clock_stands
):
    ceri = person(northvale_keeps, "Ceri Pugh", now)
    made = link(ceri, named(101), now)

    asked = ask_for_change(ceri, made, CancelDirectDebit(), now)
    queue.run_all()

    asked.refresh_from_db()
    assert (asked.state, asked.problem) == ("refused", "Answered 409: closed.")


@pytest.mark.slow
def test_a_system_that_stays_dead_ends_in_a_refusal(rhian, named, now, ledger, clock_stands):
    made = link(rhian, named(100), now)
    asked = ask_for_change(rhian, made, SwitchEBilling(on=True), now)
    ledger.control(down=True)

    for _ in range(15):
        with pytest.raises(Retry):
            linking.carry_change(account_change_id=asked.pk)
    linking.carry_change(account_change_id=asked.pk)

    asked.refresh_from_db()
    assert (asked.state, asked.sealed) == ("refused", "")


def test_only_one_change_of_a_kind_waits(rhian, named, now):
    made = link(rhian, named(100), now)
    ask_for_change(rhian, made, ChangeContact(email="a@mail.example", phone=""), now)

    with pytest.raises(Conflict):
        ask_for_change(rhian, made, ChangeContact(email="b@mail.example", phone=""), now)

    assert AccountChange.objects.count() == 1
