"""The rows of an export: what each transaction earned under each coding, or the sum of many."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from django.db import connection

from moothall.payments.ledger.chart import TransactionKind

#: One row a transaction and coding that is not handed over yet by this layout.
_ITEMS = """
    SELECT t.id, t.kind, t.booked_on, t.external_reference, p.reference, a.fund_code, a.gl_code,
        max(a.vat_code), max(a.vat_rate),
        coalesce(sum(e.amount_pence) FILTER (WHERE a.kind <> 'vat'), 0)::bigint,
        coalesce(sum(e.amount_pence) FILTER (WHERE a.kind = 'vat'), 0)::bigint,
        coalesce(b.channel, ''), coalesce(min(held.code), '')
    FROM payments_ledgertransaction t
    JOIN payments_ledgerentry e ON e.council_id = %(council)s AND e.transaction_id = t.id
    JOIN payments_ledgeraccount a ON a.council_id = %(council)s AND a.id = e.account_id
        AND (a.kind IN ('income', 'vat') OR a.kind = 'dispute_losses' AND %(losses)s)
    LEFT JOIN LATERAL (
        SELECT ha.code FROM payments_ledgerentry he
        JOIN payments_ledgeraccount ha ON ha.council_id = %(council)s AND ha.id = he.account_id
        WHERE he.council_id = %(council)s AND he.transaction_id = t.id
            AND ha.kind IN ('gateway', 'refunds_due', 'direct_debit', 'disputes') LIMIT 1
    ) held ON true
    LEFT JOIN payments_payment p ON p.council_id = %(council)s AND p.id = t.about_id
        AND t.about_type = 'payments.payment'
    LEFT JOIN payments_basket b ON b.council_id = %(council)s AND b.id = p.basket_id
    WHERE t.council_id = %(council)s AND t.booked_on <= %(until)s
        AND NOT EXISTS (
            SELECT FROM payments_exportedtransaction x WHERE x.council_id = %(council)s
                AND x.layout = %(layout)s AND x.transaction_id = t.id
        )
    GROUP BY t.id, p.reference, b.channel, a.fund_code, a.gl_code, a.vat_code, a.vat_rate
    ORDER BY t.booked_on, t.id, a.fund_code, a.gl_code, a.vat_code, a.vat_rate
"""


@dataclass(frozen=True, kw_only=True)
class ExportRow:
    """What one transaction, or many, brought under one coding; a refund is below nothing."""

    transaction_ids: tuple[Any, ...]
    kind: str
    day: date
    gateway_reference: str
    reference: str
    fund_code: str
    gl_code: str
    vat_code: str
    vat_rate: int
    net_pence: int
    vat_pence: int
    channel: str
    gateway: str
    count: int = 1

    @property
    def gross_pence(self) -> int:
        """Return the amount with its VAT."""
        return self.net_pence + self.vat_pence


def rows_to_export(
    council_id: int, layout: str, until: date, losses: Mapping[str, str] | None = None
) -> list[ExportRow]:
    """
    Return what is booked up to a day and not handed over yet by this layout, item by item.

    What was lost in disputes is of no fund: `losses` says by which codes it is handed over, else it
    waits.
    """
    values: dict[str, Any] = {
        "council": council_id, "layout": layout, "until": until, "losses": losses is not None
    }  # fmt: skip
    with connection.cursor() as cursor:
        cursor.execute(_ITEMS, values)
        rows = [
            ExportRow(
                transaction_ids=(row[0],), kind=row[1], day=row[2], gateway_reference=row[3],
                reference=row[4] or "", fund_code=row[5], gl_code=row[6], vat_code=row[7],
                vat_rate=row[8], net_pence=row[9], vat_pence=row[10], channel=row[11],
                gateway=row[12],
            )
            for row in cursor.fetchall()
        ]  # fmt: skip
    codes: dict[str, Any] = dict(losses or {})
    return [
        replace(row, **codes) if row.kind == TransactionKind.DISPUTE_LOST else row for row in rows
    ]


def summarised(rows: Sequence[ExportRow], by: Sequence[str]) -> Iterator[ExportRow]:
    """Return the sums of rows that have these facts in common; credits and debits stay apart."""
    groups: dict[tuple[Any, ...], list[ExportRow]] = {}
    for row in rows:
        same = (*(getattr(row, fact) for fact in by), row.gross_pence < 0)
        groups.setdefault(same, []).append(row)
    for group in groups.values():
        first = group[0]
        said: Mapping[str, Any] = {fact: getattr(first, fact) for fact in by}
        yield ExportRow(
            **{
                **dict.fromkeys(_WORDS, ""),
                "transaction_ids": tuple(one for row in group for one in row.transaction_ids),
                "day": max(row.day for row in group),
                "vat_rate": first.vat_rate,
                **said,
                "net_pence": sum(row.net_pence for row in group),
                "vat_pence": sum(row.vat_pence for row in group),
                "count": len(group),
            }
        )


_WORDS = (
    *("kind", "gateway_reference", "reference", "fund_code", "gl_code", "vat_code"),
    *("channel", "gateway"),
)
