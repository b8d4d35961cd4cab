"""Comparing the books with gateway and bank, and working through what differs."""

import hashlib
from collections import Counter
from collections.abc import Sequence
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from moothall.kernel import audit
from moothall.kernel.actors import Actor
from moothall.kernel.insert_once import insert_once
from moothall.kernel.policies import require
from moothall.payments import books_policies as policies
from moothall.payments.books_settings import BANK, setting
from moothall.payments.ledger.booking import Moved, book_correction, book_refund_settled
from moothall.payments.models import (
    BankFile,
    BankLine,
    Difference,
    DifferenceState,
    LedgerTransaction,
    ReconciliationRun,
)
from moothall.payments.ports import Settled
from moothall.payments.reconciliation import banking, comparing
from moothall.payments.reconciliation.bank_files import read_bank_file
from moothall.payments.reconciliation.comparing import Span
from moothall.payments.reconciliation.read_lines import BankFileRefused
from moothall.payments.reconciliation.reporting import keep_report

GONE = "No longer there when it was compared again."
LONGEST_NAME = 200


@transaction.atomic
def reconcile(
    *,
    actor: Actor,
    council_id: int,
    gateway: str,
    first: date,
    last: date,
    report: Sequence[Settled],
    now: datetime,
) -> ReconciliationRun:
    """
    Compare ledger, gateway and bank over the days that the gateway settled.

    `report` is what the gateway says of these days; whoever calls has fetched it before. Done
    again it finds nothing twice and books nothing twice.

    :raises NotPermitted: if the actor may not
    """
    require(policies.can_reconcile(actor, council_id))
    span = Span(council_id=council_id, gateway=gateway, first=first, last=last)
    keep_report(span, report)
    comparing.find_differences(span, now=now)
    for refund_id, pence, _day in comparing.settled_refunds():
        book_refund_settled(
            Moved(
                council_id=council_id, event_id=refund_id, code=gateway, pence=pence,
                occurred_at=now, about_type="payments.refund",
            ),
            now=now,
        )  # fmt: skip
    comparing.add_found(banking.match_bank(span, _payer(council_id, gateway), now=now))
    compared = comparing.keep_differences(span, gone_words=GONE, now=now)
    run = ReconciliationRun(
        council_id=council_id,
        gateway=gateway,
        first=first,
        last=last,
        started_at=now,
        finished_at=now,
        actor_identifier=actor.identifier,
        reported=compared.reported,
        agreed=compared.agreed,
        found=compared.found,
        gone=compared.gone,
        reported_pence=compared.reported_pence,
        in_bank_pence=banking.in_bank(span),
    )
    run.save(force_insert=True)
    audit.record(
        actor=actor, verb="books.reconciled", subject=run, now=now, detail={"gateway": gateway}
    )
    return run


@transaction.atomic
def load_bank_file(
    *, actor: Actor, council_id: int, name: str, content: bytes, now: datetime
) -> BankFile:
    """
    Keep what gateways paid into the bank; a file that was read before is left as it is.

    :raises NotPermitted: if the actor may not
    :raises BankFileRefused: if it cannot be read, or nothing says how it is to be
    """
    require(policies.can_reconcile(actor, council_id))
    layout = setting(council_id, BANK)
    if layout is None:
        raise BankFileRefused(_("Nobody has said yet how the bank’s file looks."))
    lines = read_bank_file(content, layout)
    row = BankFile(
        council_id=council_id,
        name=name[:LONGEST_NAME],
        digest=hashlib.sha256(content).digest(),
        lines=len(lines),
        kept=0,
        loaded_at=now,
    )
    kept = list(_from_gateways(row, lines, layout["payers"]))
    row.kept = len(kept)
    if not insert_once(row, unique=("council", "digest")):
        return BankFile.objects.get(council_id=council_id, digest=row.digest)
    for line in kept:
        insert_once(line, unique=("council", "mark"))
    audit.record(actor=actor, verb="bank-file.read", subject=row, now=now)
    return row


@transaction.atomic
def settle_difference(
    *,
    actor: Actor,
    difference_id: UUID,
    state: DifferenceState,
    note: str,
    now: datetime,
) -> Difference:
    """
    Say what became of a difference.

    :raises NotPermitted: if the actor may not
    :raises Difference.DoesNotExist: if it is no difference of the councils in force
    """
    row = Difference.objects.select_for_update().get(pk=difference_id)
    require(policies.can_reconcile(actor, row.council_id))
    row.state, row.note = state, note
    row.changed_at, row.changed_by = now, actor.name
    row.save(update_fields=["state", "note", "changed_at", "changed_by"])
    audit.record(
        actor=actor, verb=f"difference.{state.value}", subject=row, now=now,
        detail={"kind": row.kind},
    )  # fmt: skip
    return row


@transaction.atomic
def correct_difference(
    *, actor: Actor, difference_id: UUID, note: str, now: datetime
) -> Difference:
    """
    Book a difference out of the card company's account, to be explained in the finance system.

    Done twice it is booked once.

    :raises NotPermitted: if the actor may not
    :raises Difference.DoesNotExist: if it is no difference of the councils in force
    """
    row = Difference.objects.select_for_update().get(pk=difference_id)
    require(policies.can_reconcile(actor, row.council_id))
    if row.correction_id is None:
        posted = book_correction(
            Moved(
                council_id=row.council_id, event_id=row.pk, code=row.gateway,
                pence=-row.difference_pence, occurred_at=now, about_type="payments.difference",
            ),
            now=now,
        )  # fmt: skip
        row.correction = LedgerTransaction.objects.get(pk=posted.transaction_id)
    row.state, row.note = DifferenceState.CORRECTED, note
    row.changed_at, row.changed_by = now, actor.name
    row.save(update_fields=["state", "note", "changed_at", "changed_by", "correction"])
    audit.record(actor=actor, verb="difference.corrected", subject=row, now=now)
    return row


def _payer(council_id: int, gateway: str) -> banking.Payer:
    payers = (setting(council_id, BANK) or {}).get("payers", {})
    said = payers.get(gateway, {})
    return banking.Payer(
        days=said.get("days", banking.USUAL_DAYS), keeps_fees=said.get("keeps_fees", True)
    )


def _from_gateways(row: BankFile, lines: Sequence[Any], payers: dict[str, Any]) -> Any:
    seen: Counter[str] = Counter()
    for line in lines:
        gateway = next(
            (key for key, one in payers.items() if one["contains"].upper() in line.text.upper()),
            None,
        )
        if gateway is None:
            continue
        said = f"{line.booked_on}|{line.pence}|{line.text}"
        seen[said] += 1
        yield BankLine(
            council_id=row.council_id,
            bank_file=row,
            gateway=gateway,
            booked_on=line.booked_on,
            pence=line.pence,
            text=line.text,
            mark=hashlib.sha256(f"{said}|{seen[said]}".encode()).digest(),
        )
