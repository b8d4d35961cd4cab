"""Posting one transaction into the ledger, and undoing one: a single statement each."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID
from zoneinfo import ZoneInfo

from django.db import connection

from moothall.councils.queries import council_by_id
from moothall.kernel.errors import Conflict, MoothallError
from moothall.kernel.ids import new_id
from moothall.payments.ledger.chart import AccountKind, AccountName, TransactionKind
from moothall.payments.models import LedgerAccount, LedgerEntry, LedgerTransaction

LEAST_ENTRIES = 2

_POST = "SELECT outcome, posted FROM payments_post(%s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s)"


class NotEnoughMoney(MoothallError):
    """An account, such as a wallet, holds less than was to be taken from it; nothing was."""


class BookedOtherwise(Conflict):
    """Something else was booked under this key before."""


@dataclass(frozen=True, kw_only=True)
class Entry:
    """What is added to one account: a credit above nothing, a debit below."""

    account: AccountName
    pence: int
    line_id: UUID | None = None


@dataclass(frozen=True, kw_only=True)
class Posting:
    """
    One transaction as it is to be booked; entries of nothing are left out.

    `about` is the row of ours it is about, such as ("payments.payment", id).
    """

    council_id: int
    key: str
    kind: TransactionKind
    occurred_at: datetime
    about: tuple[str, UUID | None]
    entries: Sequence[Entry]
    external_reference: str = ""
    reverses: UUID | None = None


@dataclass(frozen=True)
class Posted:
    """Where a transaction stands in the ledger, and whether it was there before."""

    transaction_id: UUID
    is_new: bool


def post(posting: Posting, *, now: datetime) -> Posted:
    """
    Book a transaction within the transaction of the caller; a second time under its key it stays.

    What would be wrong is refused before anything is written, so that the caller may go on. Who
    books several things at once does so in the same order everywhere.

    :raises NotEnoughMoney: if it would overspend an account
    :raises BookedOtherwise: if something else stands under the key
    :raises ValueError: if it does not balance
    """
    if not connection.in_atomic_block:
        raise RuntimeError("The ledger is written in the transaction of what it follows from.")
    entries = [entry for entry in posting.entries if entry.pence]
    if len(entries) < LEAST_ENTRIES or sum(entry.pence for entry in entries) != 0:
        raise ValueError(f"{posting.key} does not balance.")
    zone = ZoneInfo(council_by_id(posting.council_id).time_zone)
    about_type, about_id = posting.about
    with connection.cursor() as cursor:
        cursor.execute(
            _POST,
            [
                *(posting.council_id, new_id(), posting.key, posting.kind.value),
                *(posting.occurred_at, posting.occurred_at.astimezone(zone).date(), now),
                *(about_type, about_id, posting.external_reference, posting.reverses),
                json.dumps([_as_json(entry) for entry in entries]),
            ],
        )
        outcome, posted = cursor.fetchone()
    if outcome == "short":
        raise NotEnoughMoney("There is not enough money for this.")
    if outcome == "different":
        raise BookedOtherwise(f"Something else was booked as {posting.key}.")
    return Posted(transaction_id=posted, is_new=outcome == "posted")


def reverse(transaction_id: UUID, *, occurred_at: datetime, now: datetime) -> Posted:
    """
    Undo a transaction by its mirror image; a second time nothing happens.

    :raises LedgerTransaction.DoesNotExist: if the councils in force have none of this id
    :raises NotEnoughMoney: if what it had put into an account has been spent since
    :raises ValueError: if it is a reversal itself; book anew what was undone by mistake
    """
    undone = LedgerTransaction.objects.get(pk=transaction_id)
    if undone.reverses_id is not None:
        raise ValueError("A reversal is not reversed.")
    entries = (
        LedgerEntry.objects.filter(council_id=undone.council_id, transaction_id=undone.pk)
        .select_related("account")
        .order_by("position")
    )
    posting = Posting(
        council_id=undone.council_id,
        key=f"reversal:{undone.pk}",
        kind=TransactionKind.REVERSAL,
        occurred_at=occurred_at,
        about=(undone.about_type, undone.about_id),
        external_reference=undone.external_reference,
        reverses=undone.pk,
        entries=[
            Entry(
                account=_name_of(entry.account),
                pence=-entry.amount_pence,
                line_id=entry.line_id,
            )
            for entry in entries
        ],
    )
    return post(posting, now=now)


def _name_of(account: LedgerAccount) -> AccountName:
    return AccountName(
        kind=AccountKind(account.kind),
        code=account.code,
        fund_code=account.fund_code,
        gl_code=account.gl_code,
        vat_code=account.vat_code,
        vat_rate=account.vat_rate,
    )


def _as_json(entry: Entry) -> dict[str, str | int | None]:
    account = entry.account
    return {
        "id": str(new_id()),
        "kind": account.kind.value,
        "code": account.code,
        "fund": account.fund_code,
        "gl": account.gl_code,
        "vat": account.vat_code,
        "rate": account.vat_rate,
        "least": account.least_pence,
        "pence": entry.pence,
        "line": None if entry.line_id is None else str(entry.line_id),
    }
