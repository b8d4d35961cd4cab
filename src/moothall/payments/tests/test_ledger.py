"""The database keeps the ledger: it only grows, it balances, nothing is booked twice."""

from datetime import UTC, datetime
from uuid import uuid4

import pytest
from django.db import IntegrityError, ProgrammingError, connection, transaction

from moothall.kernel.scope import acting_for
from moothall.notifications.models import Message
from moothall.payments.books_settings import OFFICE, write_setting
from moothall.payments.ledger import posting
from moothall.payments.ledger.balances import balance_of, balances
from moothall.payments.ledger.chart import AccountKind, AccountName, TransactionKind, wallet
from moothall.payments.ledger.posting import (
    BookedOtherwise,
    Entry,
    NotEnoughMoney,
    Posting,
    post,
    reverse,
)
from moothall.payments.ledger.proof import prove_ledger
from moothall.payments.ledger.wallets import allow_least, wallet_balance
from moothall.payments.models import LedgerAccount, LedgerEntry, LedgerProof, LedgerTransaction
from moothall.payments.tests.ledger_scenery import CASH, TAX, fund_wallet, line, pay, taken

GATEWAY = AccountName(kind=AccountKind.GATEWAY, code="fake")
TABLES = ("payments_ledgertransaction", "payments_ledgerentry", "payments_ledgeraccount")


def run(statement, parameters=()):
    with connection.cursor() as cursor:
        cursor.execute(statement, parameters)
        return cursor.rowcount


def a_posting(council, now, entries, **more):
    values = {
        "council_id": council.id,
        "key": "k",
        "kind": TransactionKind.CORRECTION,
        "occurred_at": now,
        "about": ("tests.thing", None),
        "entries": [Entry(account=account, pence=pence) for account, pence in entries],
    }
    return Posting(**{**values, **more})


def counts():
    return LedgerTransaction.objects.count(), LedgerEntry.objects.count()


@pytest.mark.parametrize("table", TABLES)
def test_nothing_is_deleted_and_no_entry_changed(in_northvale, now, table):
    pay(in_northvale, now)
    statements = [f"DELETE FROM {table}", f"DELETE FROM {table} WHERE false"]
    if table == "payments_ledgeraccount":
        statements += [f"UPDATE {table} SET fund_code = 'X'", f"UPDATE {table} SET code = code"]
    else:
        statements += [f"UPDATE {table} SET id = id", f"UPDATE {table} SET amount_pence = 5"]

    for statement in statements:
        with pytest.raises(ProgrammingError, match="append-only"), transaction.atomic():
            run(statement)

    assert counts() == (1, 2)


@pytest.mark.django_db(transaction=True)
@pytest.mark.slow
def test_the_owner_of_the_tables_is_bound_too(northvale, now):
    with acting_for(northvale.id), transaction.atomic():
        pay(northvale, now)
    with acting_for(northvale.id), connection.cursor() as cursor:
        cursor.execute("SET ROLE NONE")
        cursor.execute("SELECT current_user")
        owner = cursor.fetchone()[0]
        try:
            for table in TABLES:
                for statement in (f"DELETE FROM {table}", f"TRUNCATE {table} CASCADE"):
                    with pytest.raises(ProgrammingError, match="append-only"):
                        cursor.execute(statement)
            with pytest.raises(ProgrammingError, match="append-only"):
                cursor.execute("UPDATE payments_ledgerentry SET amount_pence = 1")
        finally:
            cursor.execute("SET ROLE moothall_app")

        assert owner != "moothall_app"
        assert counts() == (1, 2)


def test_a_balance_is_moved_by_entries_alone(in_northvale, now):
    kept = fund_wallet(in_northvale, now, 500)

    with pytest.raises(ProgrammingError, match="append-only"), transaction.atomic():
        run("UPDATE payments_ledgeraccount SET balance_pence = 900 WHERE balance_pence = 500")

    assert wallet_balance(in_northvale.id, kept) == 500


def raw_transaction(council, now, entry_count=2, amount=5, **more):
    return LedgerTransaction.objects.create(
        council_id=council.id, key=uuid4().hex, kind="correction", occurred_at=now,
        booked_on=now.date(), posted_at=now, about_type="x", amount_pence=amount,
        entry_count=entry_count, **more,
    )  # fmt: skip


def raw_entry(booked, position, pence, account=None):
    account = account or LedgerAccount.objects.filter(balance_pence=None).first()
    return LedgerEntry.objects.create(
        council_id=booked.council_id, transaction=booked, position=position,
        account=account, amount_pence=pence,
    )  # fmt: skip


def all_deferred_now():
    run("SET CONSTRAINTS ALL IMMEDIATE")


@pytest.mark.parametrize(
    ("entry_count", "entries"),
    [(2, []), (2, [5]), (2, [5, -4]), (3, [5, -5]), (2, [6, -6])],
    ids=["none", "one", "unbalanced", "one missing", "another amount"],
)
def test_a_transaction_that_does_not_balance_cannot_be_committed(
    in_northvale, now, entry_count, entries
):
    pay(in_northvale, now)

    with pytest.raises(IntegrityError, match="does not balance"), transaction.atomic():
        booked = raw_transaction(in_northvale, now, entry_count)
        for position, pence in enumerate(entries, 1):
            raw_entry(booked, position, pence)
        all_deferred_now()

    assert counts() == (1, 2)


def test_a_transaction_has_two_entries_at_least(in_northvale, now):
    with pytest.raises(IntegrityError, match="two_entries"), transaction.atomic():
        raw_transaction(in_northvale, now, entry_count=1, amount=0)


def test_nothing_is_added_to_a_transaction_later(in_northvale, now):
    pay(in_northvale, now)
    booked = LedgerTransaction.objects.get()

    for position in (1, 2):
        with pytest.raises(IntegrityError, match="ledger_entry_position"), transaction.atomic():
            raw_entry(booked, position, 5)
    with pytest.raises(IntegrityError, match="from the beginning"), transaction.atomic():
        raw_entry(booked, 3, 5)

    assert counts() == (1, 2)


def test_balance_is_checked_when_another_council_is_in_force(northvale, southmere, now):
    with transaction.atomic():
        with acting_for(northvale.id):
            pay(northvale, now)
        with acting_for(southmere.id):
            all_deferred_now()
        all_deferred_now()

        with connection.cursor() as cursor:
            cursor.execute("SELECT current_setting('moothall.council_ids', true)")
            assert cursor.fetchone() == ("",)


def test_an_event_is_booked_once_under_its_key(in_northvale, now):
    payment = taken(in_northvale, now, line(700), line(300))
    from moothall.payments.ledger.booking import book_payment

    first = book_payment(payment, now=now)
    again = book_payment(payment, now=now)

    assert (first.is_new, again.is_new) == (True, False)
    assert first.transaction_id == again.transaction_id
    assert counts() == (1, 3)


def test_another_event_under_the_same_key_is_refused(in_northvale, now):
    post(a_posting(in_northvale, now, [(GATEWAY, -5), (CASH, 5)]), now=now)

    for entries in ([(GATEWAY, -6), (CASH, 6)], [(GATEWAY, 5), (CASH, -5)]):
        with pytest.raises(BookedOtherwise):
            post(a_posting(in_northvale, now, entries), now=now)
    with pytest.raises(BookedOtherwise):
        post(
            a_posting(in_northvale, now, [(GATEWAY, -5), (CASH, 5)], kind=TransactionKind.FEE),
            now=now,
        )

    assert counts() == (1, 2)


@pytest.mark.parametrize("entries", [[], [(CASH, 5)], [(CASH, 5), (GATEWAY, -4)], [(CASH, 0)] * 2])
def test_what_does_not_balance_is_not_even_tried(in_northvale, now, entries):
    with pytest.raises(ValueError, match="balance"):
        post(a_posting(in_northvale, now, entries), now=now)

    assert counts() == (0, 0)


def test_a_wallet_cannot_be_overspent_and_the_caller_goes_on(in_northvale, now):
    kept = fund_wallet(in_northvale, now, 500)

    with pytest.raises(NotEnoughMoney):
        post(a_posting(in_northvale, now, [(wallet(kept), -501), (CASH, 501)]), now=now)
    posted = post(a_posting(in_northvale, now, [(wallet(kept), -500), (CASH, 500)]), now=now)

    assert posted.is_new
    assert wallet_balance(in_northvale.id, kept) == 0


def test_two_entries_of_one_wallet_count_together(in_northvale, now):
    kept = fund_wallet(in_northvale, now, 500)
    both = [(wallet(kept), -300), (wallet(kept), -300), (CASH, 600)]

    with pytest.raises(NotEnoughMoney):
        post(a_posting(in_northvale, now, both), now=now)

    assert wallet_balance(in_northvale.id, kept) == 500


def test_the_database_refuses_an_overspend_by_itself(in_northvale, now):
    kept = fund_wallet(in_northvale, now, 500)
    account = LedgerAccount.objects.get(code=str(kept))

    with pytest.raises(IntegrityError, match="not_overspent"), transaction.atomic():
        booked = raw_transaction(in_northvale, now, amount=501)
        raw_entry(booked, 1, -501, account)

    assert wallet_balance(in_northvale.id, kept) == 500


def test_a_replay_is_known_though_its_money_is_spent(in_northvale, now):
    kept = fund_wallet(in_northvale, now, 500)
    spend = a_posting(in_northvale, now, [(wallet(kept), -500), (CASH, 500)])

    assert [post(spend, now=now).is_new for _ in range(2)] == [True, False]
    assert wallet_balance(in_northvale.id, kept) == 0


def test_what_a_wallet_may_fall_to_can_be_changed_but_not_above_what_it_holds(in_northvale, now):
    kept = fund_wallet(in_northvale, now, 500)
    allow_least(in_northvale.id, kept, -200)

    post(a_posting(in_northvale, now, [(wallet(kept), -700), (CASH, 700)]), now=now)
    with pytest.raises(NotEnoughMoney):
        allow_least(in_northvale.id, kept, 0)

    assert wallet_balance(in_northvale.id, kept) == -200


def test_a_reversal_undoes_every_entry_once(in_northvale, now):
    booked = pay(in_northvale, now, line(700), line(300))

    first = reverse(booked.transaction_id, occurred_at=now, now=now)
    again = reverse(booked.transaction_id, occurred_at=now, now=now)

    assert (first.is_new, again.is_new) == (True, False)
    assert counts() == (2, 6)
    assert {one.pence for one in balances(in_northvale.id)} == {0}
    with pytest.raises(ValueError, match="not reversed"):
        reverse(first.transaction_id, occurred_at=now, now=now)


def test_a_reversal_that_is_not_the_mirror_image_cannot_be_committed(in_northvale, now):
    booked = pay(in_northvale, now, line(5))
    undone = LedgerTransaction.objects.get(pk=booked.transaction_id)

    with pytest.raises(IntegrityError, match="does not undo"), transaction.atomic():
        wrong = raw_transaction(in_northvale, now, reverses=undone)
        raw_entry(wrong, 1, 5)
        raw_entry(wrong, 2, -5)
        all_deferred_now()

    assert counts() == (1, 2)


def test_days_are_those_of_the_councils_clock(in_northvale):
    late = datetime(2026, 6, 30, 23, 30, tzinfo=UTC)

    pay(in_northvale, late)

    assert str(LedgerTransaction.objects.get().booked_on) == "2026-07-01"


def test_one_councils_money_is_not_seen_or_booked_by_another(northvale, southmere, now):
    with acting_for(northvale.id):
        booked = pay(northvale, now)
    with acting_for(southmere.id):
        assert balance_of(northvale.id, GATEWAY) == 0
        assert balances(northvale.id) == []
        with pytest.raises(LedgerTransaction.DoesNotExist):
            reverse(booked.transaction_id, occurred_at=now, now=now)
        with pytest.raises(ProgrammingError, match="row-level security"), transaction.atomic():
            pay(northvale, now)
        pay(southmere, now)

    with acting_for(northvale.id):
        assert counts() == (1, 2)


def test_the_ledger_is_not_written_outside_a_transaction(northvale, now, monkeypatch):
    monkeypatch.setattr(posting, "connection", type("Closed", (), {"in_atomic_block": False}))

    with pytest.raises(RuntimeError, match="in the transaction"):
        pay(northvale, now)


def test_a_sound_ledger_is_proved_and_what_is_paid_but_not_booked_is_found(in_northvale, now):
    pay(in_northvale, now, line(700, TAX))
    fund_wallet(in_northvale, now, 500)

    proof = prove_ledger(council_id=in_northvale.id, now=now)

    assert (proof.is_sound, proof.transactions, proof.entries) == (True, 2, 4)
    assert LedgerProof.objects.get() == proof


@pytest.mark.django_db(transaction=True)
@pytest.mark.slow
def test_what_was_forged_with_the_triggers_off_is_found(northvale, now):
    with acting_for(northvale.id), transaction.atomic():
        booked = pay(northvale, now)
        kept = fund_wallet(northvale, now, 500)
        office = {"email": "finance@north.test"}
        write_setting(council_id=northvale.id, key=OFFICE, document=office, now=now)
    with acting_for(northvale.id), connection.cursor() as cursor:
        cursor.execute("SET ROLE NONE")
        for table in TABLES:
            cursor.execute(f"ALTER TABLE {table} DISABLE TRIGGER USER")
        cursor.execute("UPDATE payments_ledgerentry SET amount_pence = 9 WHERE amount_pence = 1000")
        cursor.execute("UPDATE payments_ledgeraccount SET balance_pence = 9 WHERE kind = 'wallet'")
        cursor.execute("SET ROLE moothall_app")
        account = LedgerAccount.objects.get(code=str(kept))

        proof = prove_ledger(council_id=northvale.id, now=now)

    with acting_for(northvale.id):
        told = Message.objects.get(template="payments.proof-failed")
    assert told.recipient == "finance@north.test"
    assert not proof.is_sound
    assert {(one["what"], one["id"]) for one in proof.findings} == {
        ("unbalanced", str(booked.transaction_id)),
        ("balance", str(account.pk)),
    }


def test_every_councils_ledger_is_proved_every_night(northvale, southmere, queue):
    from moothall.payments.tasks import prove_every_ledger

    prove_every_ledger()
    queue.run_all()

    for council in (northvale, southmere):
        with acting_for(council.id):
            assert LedgerProof.objects.count() == 1
