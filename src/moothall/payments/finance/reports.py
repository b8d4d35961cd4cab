"""Reports for finance: VAT over a time, and takings day by day; each figure is of the ledger."""

from dataclasses import dataclass
from datetime import date

from django.db import connection

_VAT = """
    SELECT a.vat_code, a.vat_rate,
        coalesce(sum(e.amount_pence) FILTER (WHERE a.kind = 'income'), 0)::bigint,
        coalesce(sum(e.amount_pence) FILTER (WHERE a.kind = 'vat'), 0)::bigint,
        count(DISTINCT t.id)
    FROM payments_ledgertransaction t
    JOIN payments_ledgerentry e ON e.council_id = %(council)s AND e.transaction_id = t.id
    JOIN payments_ledgeraccount a ON a.council_id = %(council)s AND a.id = e.account_id
        AND a.kind IN ('income', 'vat')
    WHERE t.council_id = %(council)s AND t.booked_on BETWEEN %(first)s AND %(last)s
    GROUP BY a.vat_code, a.vat_rate ORDER BY a.vat_rate DESC, a.vat_code
"""
_TAKINGS = """
    SELECT t.booked_on, a.fund_code, coalesce(b.channel, t.kind), sum(e.amount_pence)::bigint,
        count(DISTINCT t.id)
    FROM payments_ledgertransaction t
    JOIN payments_ledgerentry e ON e.council_id = %(council)s AND e.transaction_id = t.id
    JOIN payments_ledgeraccount a ON a.council_id = %(council)s AND a.id = e.account_id
        AND a.kind IN ('income', 'vat')
    LEFT JOIN payments_payment p ON p.council_id = %(council)s AND p.id = t.about_id
        AND t.about_type = 'payments.payment'
    LEFT JOIN payments_basket b ON b.council_id = %(council)s AND b.id = p.basket_id
    WHERE t.council_id = %(council)s AND t.booked_on BETWEEN %(first)s AND %(last)s
    GROUP BY 1, 2, 3 ORDER BY 1 DESC, 2, 3
"""


@dataclass(frozen=True)
class VatRow:
    """What was earned under one VAT code, less what was given back."""

    vat_code: str
    vat_rate: int
    net_pence: int
    vat_pence: int
    transactions: int


@dataclass(frozen=True)
class TakingsRow:
    """What one fund took on one day by one channel, VAT included, less what was given back."""

    day: date
    fund_code: str
    channel: str
    pence: int
    transactions: int


def vat_report(council_id: int, first: date, last: date) -> list[VatRow]:
    """Return net and VAT by code and rate, both days included."""
    with connection.cursor() as cursor:
        cursor.execute(_VAT, {"council": council_id, "first": first, "last": last})
        return [VatRow(*row) for row in cursor.fetchall()]


def takings(council_id: int, first: date, last: date) -> list[TakingsRow]:
    """Return what was taken, by day, fund and channel, both days included."""
    with connection.cursor() as cursor:
        cursor.execute(_TAKINGS, {"council": council_id, "first": first, "last": last})
        return [TakingsRow(*row) for row in cursor.fetchall()]
