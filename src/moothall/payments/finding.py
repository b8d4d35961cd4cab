"""
Payments as staff look for them and look at them.

What says something about a person who must not be found is left out, unless their affairs are open
(see `people.protection`): address of e-mail, what was paid for, and references.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from uuid import UUID

from django.db.models import Q, QuerySet

from moothall.kernel.errors import NotFound
from moothall.kernel.models import AuditEntry
from moothall.payments.baskets import living_lines
from moothall.payments.models import Basket, BasketLine, PayLink, Payment, PaymentLine
from moothall.payments.models.unclaimed import Settlement, UnclaimedPayment
from moothall.payments.parts_of_references import Part, payments_with
from moothall.payments.rows import LineRow
from moothall.payments.wording import words_in
from moothall.payments.workflow import FAILURES, LIVE
from moothall.people.protection import HIDDEN, withheld_among


@dataclass(frozen=True, kw_only=True)
class Wanted:
    """What staff look for; what is empty does not narrow."""

    text: str = ""
    amount_pence: int | None = None
    #: From the beginning of the first moment until before the second.
    between: tuple[datetime, datetime] | None = None
    state: str = ""
    #: Persons whom the text may name.
    person_ids: Collection[UUID] = ()


@dataclass(frozen=True, kw_only=True)
class FoundPayment:
    """A payment in a list of staff's."""

    id: UUID
    council_id: int
    basket_id: UUID
    person_id: UUID | None
    reference: str
    description: str
    state: str
    entry: str
    amount_pence: int
    refunded_pence: int
    is_surplus: bool
    email: str
    taken_by: str
    created_at: datetime
    paid_at: datetime | None
    is_withheld: bool


@dataclass(frozen=True, kw_only=True)
class HistoryLine:
    """One thing that was done, by whom."""

    at: datetime
    verb: str
    by: str


@dataclass(frozen=True, kw_only=True)
class PaymentStory:
    """All about one payment."""

    payment: FoundPayment
    lines: tuple[LineRow, ...]
    codes: tuple[tuple[str, str], ...]
    gateway: str
    gateway_reference: str
    card: str
    problem: str
    code: str
    #: Whether the gateway's answer is still awaited.
    is_live: bool
    has_failed: bool
    history: tuple[HistoryLine, ...]
    others: tuple[FoundPayment, ...] = field(default=())


@dataclass(frozen=True, kw_only=True)
class SentLink:
    """A link to pay that was sent."""

    id: UUID
    to: str
    made_at: datetime
    works: bool


@dataclass(frozen=True, kw_only=True)
class CallersBasket:
    """A basket that an employee fills and has paid for somebody."""

    id: UUID
    council_id: int
    person_id: UUID | None
    state: str
    email: str
    language: str
    lines: tuple[LineRow, ...]
    links: tuple[SentLink, ...]
    under_way: FoundPayment | None
    #: The newest attempt that came to its end.
    last: FoundPayment | None
    next_url: str = ""

    @property
    def unpaid(self) -> tuple[LineRow, ...]:
        """Return what is still to be paid for."""
        return tuple(line for line in self.lines if not line.is_paid)

    @property
    def total_pence(self) -> int:
        """Return what is to be paid."""
        return sum(line.amount_pence for line in self.unpaid)

    @property
    def is_paid(self) -> bool:
        """Tell whether all of it is paid for."""
        return bool(self.lines) and not self.unpaid


def payments_found(council_ids: Sequence[int], wanted: Wanted, *, limit: int) -> list[FoundPayment]:
    """Return the payments of councils that are looked for, the newest first; two queries."""
    rows = Payment.objects.filter(council_id__in=council_ids)
    if wanted.amount_pence is not None:
        rows = rows.filter(amount_pence=wanted.amount_pence)
    if wanted.between is not None:
        rows = rows.filter(created_at__gte=wanted.between[0], created_at__lt=wanted.between[1])
    if wanted.state:
        rows = rows.filter(state=wanted.state)
    if wanted.text:
        rows = _named(rows, council_ids, wanted, limit=limit)
    found = list(rows.order_by("-created_at", "-pk")[:limit])
    rows_found = _rows(found)
    if "@" in wanted.text:  # a hidden address must not lead to a name
        rows_found = [row for row in rows_found if not row.is_withheld]
    return rows_found


def payment_story(payment_id: UUID) -> PaymentStory:
    """
    Return all about one payment.

    :raises NotFound: if the councils in force have none of this id
    """
    payment = Payment.objects.select_related("choice").filter(pk=payment_id).first()
    if payment is None:
        raise NotFound("There is no such payment.")
    [row] = _rows([payment])
    lines = list(PaymentLine.objects.filter(payment_id=payment.pk).order_by("position"))
    others = Payment.objects.filter(basket_id=payment.basket_id).exclude(pk=payment.pk)
    return PaymentStory(
        payment=row,
        lines=tuple(_hide(_paid_line(line), row.is_withheld) for line in lines),
        codes=tuple((line.fund_code, line.gl_code) for line in lines),
        gateway=payment.choice.gateway,
        gateway_reference=payment.gateway_reference,
        card=f"{payment.card_kind} …{payment.card_ending}" if payment.card_ending else "",
        problem=payment.problem,
        code=payment.code,
        is_live=payment.state in LIVE,
        has_failed=payment.state in FAILURES,
        history=_history(payment),
        others=tuple(_rows(list(others.order_by("created_at")))),
    )


def callers_basket(basket_id: UUID, language: str, *, now: datetime) -> CallersBasket:
    """
    Return a basket as the employee sees it who has it paid.

    :raises NotFound: if the councils in force have none of this id
    """
    basket = Basket.objects.filter(pk=basket_id).first()
    if basket is None:
        raise NotFound("There is no such basket.")
    payments = list(Payment.objects.filter(basket_id=basket_id).order_by("-created_at"))
    live = next((one for one in payments if one.state in LIVE), None)
    ended = next((one for one in payments if one.state not in LIVE), None)
    is_withheld = bool(withheld_among([basket.person_id]))
    links = PayLink.objects.filter(basket_id=basket_id).exclude(sent_to="").order_by("-made_at")
    return CallersBasket(
        id=basket.pk,
        council_id=basket.council_id,
        person_id=basket.person_id,
        state=basket.state,
        email="" if is_withheld else basket.email,
        language=basket.language,
        lines=tuple(_hide(_line(line, language), is_withheld) for line in living_lines(basket.pk)),
        links=tuple(
            SentLink(
                id=link.pk,
                to=str(HIDDEN) if is_withheld else link.sent_to,
                made_at=link.made_at,
                works=link.ended_at is None and link.expires_at > now,
            )
            for link in links
        ),
        under_way=_rows([live])[0] if live else None,
        last=_rows([ended])[0] if ended else None,
        next_url=live.next_url if live else "",
    )


def day_of(day: date, zone: object, /) -> tuple[datetime, datetime]:
    """Return when a day of a council begins and ends."""
    start = datetime(day.year, day.month, day.day, tzinfo=zone)  # type: ignore[arg-type]
    after = day + timedelta(days=1)
    return start, datetime(after.year, after.month, after.day, tzinfo=zone)  # type: ignore[arg-type]


def _named(
    rows: QuerySet[Payment], council_ids: Sequence[int], wanted: Wanted, *, limit: int
) -> QuerySet[Payment]:
    """Narrow to payments that a text means: by reference, whole or in part, payer or payee."""
    text = wanted.text.strip()
    means = Q(person_id__in=wanted.person_ids) if wanted.person_ids else Q(pk__in=())
    if "@" in text:
        return rows.filter(means | Q(email__iexact=text))
    part = Part(
        council_ids, text, most=limit, amount_pence=wanted.amount_pence, between=wanted.between,
        state=wanted.state,
    )  # fmt: skip
    if part.is_too_short:  # still the whole of a short one
        lines = PaymentLine.objects.filter(
            council_id__in=council_ids, reference__in={text, text.upper()}
        )
        return rows.filter(means | Q(pk__in=lines.values("payment_id")))
    return rows.filter(means | Q(pk__in=payments_with(part)))


def _rows(payments: Collection[Payment]) -> list[FoundPayment]:
    withheld = withheld_among(payment.person_id for payment in payments)
    return [_row(payment, is_withheld=payment.person_id in withheld) for payment in payments]


def _row(payment: Payment, *, is_withheld: bool) -> FoundPayment:
    return FoundPayment(
        id=payment.pk,
        council_id=payment.council_id,
        basket_id=payment.basket_id,
        person_id=payment.person_id,
        reference=payment.reference,
        description=str(HIDDEN) if is_withheld else payment.description,
        state=payment.state,
        entry=payment.entry,
        amount_pence=payment.amount_pence,
        refunded_pence=payment.refunded_pence,
        is_surplus=payment.is_surplus,
        email="" if is_withheld else payment.email,
        taken_by=payment.actor_name if payment.actor_kind == "staff" else "",
        created_at=payment.created_at,
        paid_at=payment.paid_at,
        is_withheld=is_withheld,
    )


def _hide(line: LineRow, is_withheld: bool) -> LineRow:  # noqa: FBT001 - private
    if not is_withheld:
        return line
    return replace(line, description=str(HIDDEN), reference="", account_name="")


def _line(line: BasketLine, language: str) -> LineRow:
    return LineRow(
        id=line.pk,
        description=words_in(line.description, language),
        reference=line.reference,
        account_name=line.account_name,
        quantity=line.quantity,
        amount_pence=line.amount_pence,
        about_type=line.about_type,
        about_id=line.about_id,
        is_paid=line.paid_at is not None,
    )


def _paid_line(line: PaymentLine) -> LineRow:
    return LineRow(
        id=line.pk,
        description=line.description,
        reference=line.reference,
        account_name=line.account_name,
        quantity=line.quantity,
        amount_pence=line.amount_pence,
        about_type=line.about_type,
        about_id=line.about_id,
        is_paid=True,
        vat_pence=line.vat_pence,
        vat_rate=line.vat_rate,
        refunded_pence=line.refunded_pence,
    )


def _history(payment: Payment) -> tuple[HistoryLine, ...]:
    about_payment = Q(subject_type=Payment._meta.label_lower, subject_id=str(payment.pk))
    about_basket = Q(subject_type=Basket._meta.label_lower, subject_id=str(payment.basket_id))
    entries = AuditEntry.objects.filter(about_payment | about_basket, council_id=payment.council_id)
    return tuple(
        HistoryLine(
            at=entry.occurred_at,
            verb=entry.verb,
            by=entry.actor_name if entry.actor_kind == "staff" else entry.actor_kind,
        )
        for entry in entries.order_by("occurred_at", "pk")
    )


@dataclass(frozen=True, kw_only=True)
class UnclaimedRow:
    """A payment that nobody claims, as staff see it."""

    id: UUID
    council_id: int
    kind: str
    gateway: str
    gateway_reference: str
    gateway_outcome: str
    gateway_pence: int | None
    found_at: datetime
    settlement: str
    settled_at: datetime | None
    settled_by: str
    note: str
    payment: FoundPayment | None


def unclaimed_payments(
    council_ids: Sequence[int], *, limit: int, settled: bool = False
) -> list[UnclaimedRow]:
    """Return what waits, oldest first, or what was settled, newest first; three queries."""
    rows = UnclaimedPayment.objects.select_related("choice", "payment").filter(
        council_id__in=council_ids
    )
    if settled:
        rows = rows.exclude(settlement=Settlement.OPEN).order_by("-settled_at")
    else:
        rows = rows.filter(settlement=Settlement.OPEN).order_by("found_at", "pk")
    return _unclaimed(list(rows[:limit]))


def unclaimed_payment(unclaimed_id: UUID) -> UnclaimedRow:
    """
    Return one of them.

    :raises NotFound: if the councils in force have none of this id
    """
    rows = UnclaimedPayment.objects.select_related("choice", "payment").filter(pk=unclaimed_id)
    found = _unclaimed(list(rows))
    if not found:
        raise NotFound("There is no such payment.")
    return found[0]


def _unclaimed(rows: Collection[UnclaimedPayment]) -> list[UnclaimedRow]:
    payments = {row.id: row for row in _rows([one.payment for one in rows if one.payment])}
    return [
        UnclaimedRow(
            id=row.pk,
            council_id=row.council_id,
            kind=row.kind,
            gateway=row.choice.gateway,
            gateway_reference=row.payment.gateway_reference if row.payment else row.key,
            gateway_outcome=row.gateway_outcome,
            gateway_pence=row.gateway_pence,
            found_at=row.found_at,
            settlement=row.settlement,
            settled_at=row.settled_at,
            settled_by=row.settled_by,
            note=row.note,
            payment=payments.get(row.payment_id) if row.payment_id else None,
        )
        for row in rows
    ]
