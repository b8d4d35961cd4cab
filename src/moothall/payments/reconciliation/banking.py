"""Which line of the bank belongs to which day of a gateway; there are few, so they are walked."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID, uuid5

from moothall.payments.ledger.booking import Moved, book_fee, book_payout
from moothall.payments.models import BankLine, Payout
from moothall.payments.reconciliation.comparing import Span

#: A payout that is not in the bank after this many days is a difference.
USUAL_DAYS = 5
PAYOUT = "payments.payout"


@dataclass(frozen=True)
class Payer:
    """How a gateway pays out: in how many days at most, and whether it keeps its fees first."""

    days: int = USUAL_DAYS
    keeps_fees: bool = True


def match_bank(span: Span, payer: Payer, *, now: datetime) -> list[tuple[Any, ...]]:
    """
    Join payouts and bank lines, book what has come in, and return what does not agree.

    A line is the payout's whose amount it has, of those that are near enough the oldest.
    """
    longest = timedelta(days=payer.days)
    payouts = list(
        Payout.objects.filter(
            council_id=span.council_id, gateway=span.gateway,
            settled_on__range=(span.first - longest, span.last),
        ).order_by("settled_on").select_for_update()
    )  # fmt: skip
    lines = _free_lines(span, longest)
    wrong = []
    for payout in payouts:
        _book_fees(span, payout, payer, now=now)
        if payout.bank_line_id is None:
            _join(payout, lines, payer)
            if payout.bank_line is not None:
                _book(span, payout, payout.bank_line, now=now)
        if payout.bank_line is None:
            wrong += _missing(span, payout, lines, payer)
        elif payout.bank_line.pence != _due(payout, payer):
            line = payout.bank_line
            wrong.append(_found("bank_amount", payout, line, _due(payout, payer), line.pence))
    for line in lines:
        wrong.append(_found("bank_only", None, line, 0, line.pence))
    return wrong


def in_bank(span: Span) -> int:
    """Return what has come into the bank of the days that were compared."""
    rows = Payout.objects.filter(
        council_id=span.council_id, gateway=span.gateway,
        settled_on__range=(span.first, span.last), bank_line__isnull=False,
    ).select_related("bank_line")  # fmt: skip
    return sum(row.bank_line.pence for row in rows if row.bank_line is not None)


def _free_lines(span: Span, longest: timedelta) -> list[BankLine]:
    taken = Payout.objects.filter(council_id=span.council_id, bank_line__isnull=False)
    return list(
        BankLine.objects.filter(
            council_id=span.council_id, gateway=span.gateway,
            booked_on__range=(span.first - longest, span.last + longest),
        ).exclude(pk__in=taken.values("bank_line_id")).order_by("booked_on", "id")
    )  # fmt: skip


def _due(payout: Payout, payer: Payer) -> int:
    return payout.pence - (payout.fee_pence if payer.keeps_fees else 0)


def _near(payout: Payout, line: BankLine, payer: Payer) -> bool:
    return timedelta(0) <= line.booked_on - payout.settled_on <= timedelta(days=payer.days)


def _join(payout: Payout, lines: list[BankLine], payer: Payer) -> None:
    due = _due(payout, payer)
    for line in lines:
        if line.pence == due and _near(payout, line, payer):
            lines.remove(line)
            payout.bank_line = line
            payout.save(update_fields=["bank_line"])
            return


def _missing(
    span: Span, payout: Payout, lines: list[BankLine], payer: Payer
) -> list[tuple[Any, ...]]:
    """Say what is wrong with a payout that no line is the same as."""
    due = _due(payout, payer)
    near = [line for line in lines if _near(payout, line, payer)]
    if len(near) == 1 and near[0].booked_on == payout.settled_on + timedelta(days=1):
        lines.remove(near[0])
        return [_found("bank_amount", payout, near[0], due, near[0].pence)]
    if due and payout.settled_on + timedelta(days=payer.days) <= span.last:
        return [_found("not_in_bank", payout, None, due, 0)]
    return []


def _found(
    kind: str, payout: Payout | None, line: BankLine | None, ours: int, theirs: int
) -> tuple[Any, ...]:
    subject = payout or line
    assert subject is not None  # noqa: S101 - one of the two is given
    day = payout.settled_on if payout else subject.booked_on  # type: ignore[union-attr]
    text = line.text[:120] if line else ""
    return (
        *(f"{kind}:{subject.pk}", kind, day, text, None, None, None),
        *(payout.pk if payout else None, line.pk if line else None, ours, theirs),
    )


def _book(span: Span, payout: Payout, line: BankLine, *, now: datetime) -> None:
    moved = _moved(span, payout, payout.pk, line.pence, now)
    book_payout(moved, now=now)


def _book_fees(span: Span, payout: Payout, payer: Payer, *, now: datetime) -> None:
    """Book what fees a report tells that were not in an earlier one."""
    more = payout.fee_pence - payout.fee_booked_pence
    if not more or not payer.keeps_fees:
        return
    event = uuid5(payout.pk, str(payout.fee_pence))
    book_fee(_moved(span, payout, event, more, now), now=now)
    payout.fee_booked_pence = payout.fee_pence
    payout.save(update_fields=["fee_booked_pence"])


def _moved(span: Span, payout: Payout, event: UUID, pence: int, now: datetime) -> Moved:
    return Moved(
        council_id=span.council_id, event_id=event, code=span.gateway, pence=pence,
        occurred_at=now, about_type=PAYOUT, reference=f"{span.gateway} {payout.settled_on}",
    )  # fmt: skip
