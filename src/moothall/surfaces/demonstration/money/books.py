"""The finance officer's side: what the bank says, what does not agree, refunds, an export."""

import csv
import io
from collections.abc import Iterable
from datetime import date, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

from django.conf import settings

from moothall.councils.rows import CouncilRow
from moothall.kernel.money import pounds
from moothall.payments.actions import compare_with_gateway
from moothall.payments.actions.exporting import export_books
from moothall.payments.actions.reconciling import load_bank_file
from moothall.payments.ledger.proof import prove_ledger
from moothall.payments.models import GatewayChoice, Payment, PaymentLine, Payout
from moothall.payments.reconciliation.fetching import fetch_and_reconcile, gateways_that_report
from moothall.payments.refunds.actions import request_refund
from moothall.payments.refunds.workflow import RefundReason
from moothall.people.models import Role, StaffRole
from moothall.people.queries import actor_for
from moothall.surfaces.demonstration.money.paying import ITSELF

DAYS_COMPARED = timedelta(days=14)
ONE_DAY = timedelta(days=1)
#: What the bank calls GOV.UK Pay, and a sum that came from another account with it.
PAYER, OTHER_PENCE, OTHER_DAYS_AGO = "GOV PAY", 6400, 3
#: The newest line is in a file that nobody has read yet.
KEPT_BACK = 1
#: What is given back: by one person alone, and more than that.
SMALL_PENCE = 1000
EXPORTED_UNTIL_DAYS_AGO = 4


def keep(council: CouncilRow, *, now: datetime) -> None:
    """Compare with gateway and bank, give money back, hand over; the council is in force."""
    for gateway in gateways_that_report(council.id):
        _reconcile(council, gateway, now)
        _read_bank(council, now)
        _reconcile(council, gateway, now)
    for choice in GatewayChoice.objects.filter(council_id=council.id, replaced_at=None):
        compare_with_gateway(choice_id=choice.pk, now=now)
    _give_back(council, now)
    until = _today(council, now) - timedelta(days=EXPORTED_UNTIL_DAYS_AGO)
    for layout in ("ledger-income", "ledger-refunds"):
        export_books(actor=ITSELF, council_id=council.id, layout=layout, until=until, now=now)
    prove_ledger(council_id=council.id, now=now)


def bank_file_of(slug: str) -> Path:
    """Return where the bank's newest file lies, for somebody to send in."""
    return Path(settings.VAR) / f"demo-bank-{slug}.csv"


def _reconcile(council: CouncilRow, gateway: str, now: datetime) -> None:
    fetch_and_reconcile(
        actor=ITSELF, council_id=council.id, gateway=gateway,
        first=now.date() - DAYS_COMPARED, last=now.date(), now=now,
    )  # fmt: skip


def _read_bank(council: CouncilRow, now: datetime) -> None:
    """Let the bank's file tell of what came in, and leave its newest line to be read."""
    today = _today(council, now)
    paid_out = Payout.objects.filter(council_id=council.id, settled_on__lt=today)
    lines = [
        (one.settled_on + ONE_DAY, one.pence - one.fee_pence, f"{PAYER} {one.settled_on:%d%m%y}")
        for one in paid_out.order_by("settled_on")
    ]
    read, left = lines[:-KEPT_BACK], lines[-KEPT_BACK:]
    other_day = today - timedelta(days=OTHER_DAYS_AGO)
    read.append((other_day, OTHER_PENCE, f"{PAYER} LICENSING"))
    load_bank_file(
        actor=ITSELF, council_id=council.id, name=f"bank-{today - ONE_DAY}.csv",
        content=_written(read), now=now,
    )  # fmt: skip
    file = bank_file_of(council.slug)
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_bytes(_written(left))


def _written(lines: Iterable[tuple[date, int, str]]) -> bytes:
    file = io.StringIO(newline="")
    rows = csv.writer(file)
    rows.writerow(["Date", "Narrative", "Paid out", "Paid in"])
    for day, pence, text in lines:
        rows.writerow([f"{day:%d/%m/%Y}", text, "", pounds(pence).lstrip("£").replace(",", "")])
    return file.getvalue().encode()


def _give_back(council: CouncilRow, now: datetime) -> None:
    """Give a little back, which one person does alone, and ask for more, which waits."""
    asks = StaffRole.objects.filter(council_id=council.id, role=Role.OFFICER)
    actor = actor_for(asks.select_related("user").get().user)
    for reference, pence, reason, note in (
        ("HR204977", SMALL_PENCE, RefundReason.OVERCHARGED, "One hour less was worked."),
        ("TR310558", None, RefundReason.NOT_PROVIDED, "The bins were not emptied for a month."),
    ):
        line = PaymentLine.objects.get(council_id=council.id, reference=reference)
        payment = Payment.objects.get(pk=line.payment_id)
        request_refund(
            actor=actor,
            payment_id=payment.pk,
            parts={line.pk: pence or line.amount_pence},
            reason=reason,
            note=note,
            now=now,
        )


def _today(council: CouncilRow, now: datetime) -> date:
    return now.astimezone(ZoneInfo(council.time_zone)).date()
