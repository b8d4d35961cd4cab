"""Writing a payment down."""

from collections.abc import Sequence
from datetime import datetime
from pathlib import Path
from uuid import UUID
from zoneinfo import ZoneInfo

from django.db import transaction
from django.utils import formats, translation
from django.utils.translation import gettext as _

from moothall.councils.queries import council_by_id
from moothall.councils.rows import CouncilRow
from moothall.documents.actions import forget_written, keep_files, store_written
from moothall.documents.typesetting import typeset
from moothall.kernel.money import pounds
from moothall.payments.catalogue.queries import vat_number_of
from moothall.payments.models import Payment, PaymentReceipt
from moothall.payments.queries import payment_row
from moothall.payments.rows import LineRow, PaymentRow
from moothall.payments.workflow import PaymentState

_TEMPLATE = Path(__file__).with_name("receipt.typ")
_PER_CENT = 100


def make_receipt(*, payment_id: UUID, language: str, now: datetime) -> UUID | None:
    """
    Write the receipt of a payment down in a language, unless it is; return the stored PDF.

    There is none for a payment that was not made. No transaction is open while it is set.
    """
    payment = Payment.objects.get(pk=payment_id)
    if payment.state != PaymentState.PAID or payment.is_surplus:
        return None
    made = PaymentReceipt.objects.filter(
        payment_id=payment_id, language=language, refunded_pence=payment.refunded_pence
    ).first()
    if made is not None:
        return UUID(str(made.file_id))
    row = payment_row(payment_id)
    council = council_by_id(payment.council_id)
    with translation.override(language):
        content = as_pdf(row, council, language, vat_number=vat_number_of(council.id), now=now)
        name = _("Receipt %(reference)s") % {"reference": row.reference}
    stored = store_written(
        council_id=payment.council_id,
        content=content,
        name=f"{name}.pdf",
        content_type="application/pdf",
        now=now,
    )
    return _kept(row, council.id, language, stored.pk, now)


def as_pdf(
    row: PaymentRow, council: CouncilRow, language: str, *, vat_number: str, now: datetime
) -> bytes:
    """Return the receipt of a payment, in the language that is in force."""
    zone = ZoneInfo(council.time_zone)
    paid_at = (row.paid_at or now).astimezone(zone)
    made_at = now.astimezone(zone)
    is_all = row.refunded_pence >= row.amount_pence
    title = _("Receipt")
    notice = ""
    if row.refunded_pence:
        notice = (
            _("All of this payment was given back.")
            if is_all
            else _("Part of this payment was given back: %(amount)s.")
            % {"amount": pounds(row.refunded_pence)}
        )
    data = {
        "title": title,
        "council": council.name_in(language),
        "address": council.contact.address.splitlines(),
        "colour": council.brand.primary_colour,
        "language": language,
        "reference": row.reference,
        "notice": notice,
        "facts": _facts(row, vat_number, paid_at, made_at),
        "tables": [_lines(row.lines), *_vat(row.lines)],
        "year": paid_at.year,
        "month": paid_at.month,
        "day": paid_at.day,
    }
    return typeset(_TEMPLATE, "receipt", data, moment=made_at)


def _facts(
    row: PaymentRow, vat_number: str, paid_at: datetime, made_at: datetime
) -> list[tuple[str, str]]:
    facts = [
        (_("Reference"), row.reference),
        (_("Paid on"), formats.date_format(paid_at, "j F Y")),
        (_("Amount"), pounds(row.amount_pence)),
    ]
    if row.card_ending:
        facts.append((_("Card"), f"{row.card_kind} …{row.card_ending}"))
    if row.refunded_pence:
        facts.append((_("Given back"), pounds(row.refunded_pence)))
        facts.append((_("What is left"), pounds(row.amount_pence - row.refunded_pence)))
        facts.append((_("As it stood on"), formats.date_format(made_at, "j F Y")))
    if vat_number and row.vat_pence:
        facts.append((_("VAT number"), vat_number))
    return facts


def _lines(lines: Sequence[LineRow]) -> dict[str, object]:
    columns = [_("What"), _("VAT rate"), _("VAT"), _("Amount")]
    is_refunded = any(line.refunded_pence for line in lines)
    if is_refunded:
        columns.append(_("Given back"))
    rows = [
        [
            _named(line),
            rate_words(line.vat_rate),
            pounds(line.vat_pence),
            pounds(line.amount_pence),
            *([pounds(line.refunded_pence)] if is_refunded else []),
        ]
        for line in lines
    ]
    return {"heading": _("What you paid for"), "columns": columns, "rows": rows}


def _vat(lines: Sequence[LineRow]) -> list[dict[str, object]]:
    """Return the sums by rate of VAT, where there is VAT."""
    if not any(line.vat_pence for line in lines):
        return []
    rows = []
    for rate in sorted({line.vat_rate for line in lines}, reverse=True):
        of_rate = [line for line in lines if line.vat_rate == rate]
        gross = sum(line.amount_pence for line in of_rate)
        vat = sum(line.vat_pence for line in of_rate)
        rows.append([rate_words(rate), pounds(gross - vat), pounds(vat), pounds(gross)])
    columns = [_("VAT rate"), _("Without VAT"), _("VAT"), _("With VAT")]
    return [{"heading": _("VAT"), "columns": columns, "rows": rows}]


def rate_words(rate: int) -> str:
    """Return 2000 as 20% and 0 as no VAT."""
    if not rate:
        return _("no VAT")
    whole, rest = divmod(rate, _PER_CENT)
    return f"{whole}%" if not rest else f"{whole}.{rest:02}".rstrip("0") + "%"


def _named(line: LineRow) -> str:
    words = line.description
    if line.reference:
        words = f"{words} ({line.reference})"
    return f"{words} × {line.quantity}" if line.quantity > 1 else words


@transaction.atomic
def _kept(
    row: PaymentRow, council_id: int, language: str, file_id: UUID, now: datetime
) -> UUID | None:
    """Refer to the PDF, unless another worker was quicker or more was given back meanwhile."""
    payment = Payment.objects.select_for_update().get(pk=row.id)
    made = PaymentReceipt.objects.filter(
        payment_id=row.id, language=language, refunded_pence=row.refunded_pence
    ).first()
    if made is not None or payment.refunded_pence != row.refunded_pence:
        forget_written(file_id=file_id)
        return UUID(str(made.file_id)) if made is not None else None
    PaymentReceipt(
        council_id=council_id,
        payment_id=row.id,
        language=language,
        refunded_pence=row.refunded_pence,
        file_id=file_id,
        made_at=now,
    ).save(force_insert=True)
    keep_files(file_ids=[file_id], now=now)
    return file_id
