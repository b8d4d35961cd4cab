"""
The comparison itself: statements that look at all rows at once.

Each statement finds one kind of difference and gives it a key of its own. They are gathered in a
temporary table; what is new there becomes a row, what is no longer there was put right elsewhere.
"""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from django.db import connection

#: Gateways pay out some days after the payment; for so long one may be missing in their report.
GRACE = timedelta(days=7)
#: So far before the settled days ours are looked at.
LOOK_BACK = timedelta(days=60)


@dataclass(frozen=True, kw_only=True)
class Compared:
    """How a comparison went, in numbers."""

    reported: int
    agreed: int
    found: int
    gone: int
    reported_pence: int


#: Ours: payments, refunds and lost disputes that this gateway moved, above nothing where it paid
#: us. Of a dispute that is won or not decided yet, it pays nothing out.
_OURS = """
    DROP TABLE IF EXISTS pg_temp.ours;
    CREATE TEMPORARY TABLE ours ON COMMIT DROP AS
    SELECT t.id, CASE t.kind WHEN 'dispute_lost' THEN 'dispute' ELSE t.kind END AS kind,
        t.external_reference AS reference, t.booked_on, t.about_id,
        -sum(e.amount_pence)::bigint AS pence
    FROM payments_ledgertransaction t
    JOIN payments_ledgerentry e ON e.council_id = %(council)s AND e.transaction_id = t.id
    JOIN payments_ledgeraccount a ON a.council_id = %(council)s AND a.id = e.account_id
    WHERE t.council_id = %(council)s AND t.kind IN ('payment', 'refund', 'dispute_lost')
        AND t.booked_on BETWEEN %(from)s AND %(last)s
        AND a.code = %(gateway)s::varchar AND a.kind = CASE t.kind WHEN 'refund' THEN 'refunds_due'
            WHEN 'dispute_lost' THEN 'disputes' ELSE 'gateway' END
        AND NOT EXISTS (
            SELECT FROM payments_ledgertransaction r
            WHERE r.council_id = %(council)s AND r.reverses_id = t.id
        )
    GROUP BY t.id, t.kind, t.external_reference, t.booked_on, t.about_id;
    ANALYZE ours
"""

_FOUND = """
    DROP TABLE IF EXISTS pg_temp.found;
    CREATE TEMPORARY TABLE found (
        key text, kind text, day date, reference text, payment_id uuid, transaction_id uuid,
        settled_item_id uuid, payout_id uuid, bank_line_id uuid, ours bigint, theirs bigint
    ) ON COMMIT DROP
"""

_ADD = "INSERT INTO found VALUES (%s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s)"

#: What the gateway has reported of these days, beside ours.
_BESIDE = """
    DROP TABLE IF EXISTS pg_temp.beside;
    CREATE TEMPORARY TABLE beside ON COMMIT DROP AS
    SELECT s.id, s.kind, s.match_reference, s.gateway_reference, s.reference, s.settled_on,
        s.pence AS theirs, ours.id AS transaction_id, ours.about_id, ours.pence AS ours
    FROM payments_settleditem s
    LEFT JOIN ours ON ours.reference = s.match_reference AND ours.kind = s.kind
    WHERE s.council_id = %(council)s AND s.gateway = %(gateway)s::varchar
        AND s.settled_on BETWEEN %(first)s AND %(last)s;
    ANALYZE beside
"""

_KINDS = {
    "amount": """
        SELECT 'amount:' || id, 'amount', settled_on, reference,
            CASE kind WHEN 'payment' THEN about_id END, transaction_id, id, NULL::uuid, NULL::uuid,
            ours, theirs
        FROM beside WHERE transaction_id IS NOT NULL AND ours <> theirs
    """,
    "unknown": """
        SELECT 'unknown:' || b.id,
            CASE WHEN p.id IS NULL OR p.state = 'paid' THEN 'unknown_here' ELSE 'not_paid_here' END,
            b.settled_on, b.reference, p.id, NULL::uuid, b.id, NULL::uuid, NULL::uuid, 0, b.theirs
        FROM beside b LEFT JOIN payments_payment p ON p.council_id = %(council)s
            AND b.kind = 'payment' AND p.gateway_reference = b.gateway_reference
        WHERE b.transaction_id IS NULL
            AND NOT EXISTS (
                SELECT FROM payments_ledgertransaction t WHERE t.council_id = %(council)s
                AND t.external_reference = b.match_reference
                AND t.kind = CASE b.kind WHEN 'dispute' THEN 'dispute_lost' ELSE b.kind END
                AND t.external_reference <> ''
            )
    """,
    "not_settled": """
        SELECT 'not_settled:' || ours.id, 'not_settled', ours.booked_on,
            coalesce(p.reference, ours.reference), p.id, ours.id, NULL::uuid, NULL::uuid,
            NULL::uuid, ours.pence, 0
        FROM ours LEFT JOIN payments_payment p ON p.council_id = %(council)s
            AND ours.kind = 'payment' AND p.id = ours.about_id
        WHERE ours.booked_on <= %(due)s AND NOT EXISTS (
            SELECT FROM payments_settleditem s WHERE s.council_id = %(council)s
                AND s.gateway = %(gateway)s::varchar AND s.kind = ours.kind
                AND s.match_reference = ours.reference
        )
    """,
    "not_booked": """
        SELECT 'not_booked:' || p.id, 'not_booked', p.paid_at::date, p.reference, p.id, NULL::uuid,
            NULL::uuid, NULL::uuid, NULL::uuid, 0, p.amount_pence
        FROM payments_payment p JOIN payments_gatewaychoice c
            ON c.council_id = %(council)s AND c.id = p.choice_id
            AND c.gateway = %(gateway)s::varchar
        WHERE p.council_id = %(council)s AND p.state = 'paid'
            AND p.paid_at::date BETWEEN %(from)s AND %(last)s AND NOT EXISTS (
                SELECT FROM payments_ledgertransaction t WHERE t.council_id = %(council)s
                AND t.key = 'payment:' || p.id
            )
    """,
}

_KEEP = """
    INSERT INTO payments_difference (
        id, council_id, key, gateway, kind, day, reference, payment_id, transaction_id,
        settled_item_id, payout_id, bank_line_id, ours_pence, theirs_pence, state, note, found_at,
        changed_by
    )
    SELECT gen_random_uuid(), %(council)s, key, %(gateway)s::varchar, kind, day,
        coalesce(reference, ''), payment_id, transaction_id, settled_item_id,
        payout_id, bank_line_id, ours, theirs, 'open', '', %(now)s, ''
    FROM found ORDER BY key ON CONFLICT (council_id, key) DO NOTHING
"""

#: Nobody needs to look any more at what is no longer there.
_GONE = """
    UPDATE payments_difference d SET state = 'corrected', changed_at = %(now)s, note = %(gone)s
    WHERE d.council_id = %(council)s AND d.gateway = %(gateway)s::varchar AND d.state = 'open'
        AND d.day BETWEEN %(from)s AND %(last)s
        AND NOT EXISTS (SELECT FROM found WHERE found.key = d.key)
"""


@dataclass(frozen=True, kw_only=True)
class Span:
    """Whose settled days are compared."""

    council_id: int
    gateway: str
    first: date
    last: date

    def as_values(self, now: datetime) -> dict[str, Any]:
        """Return what the statements are given."""
        return {
            "council": self.council_id,
            "gateway": self.gateway,
            "first": self.first,
            "last": self.last,
            "from": self.first - LOOK_BACK,
            "due": self.last - GRACE,
            "now": now,
        }


def find_differences(span: Span, *, now: datetime) -> None:
    """Gather all differences between ledger and gateway; within a transaction."""
    values = span.as_values(now)
    with connection.cursor() as cursor:
        for statement in (_OURS, _BESIDE, _FOUND):
            for part in statement.split(";"):
                cursor.execute(part, values)
        for statement in _KINDS.values():
            cursor.execute(f"INSERT INTO found {statement}", values)


def add_found(rows: list[tuple[Any, ...]]) -> None:
    """Gather more differences, which were found otherwise."""
    with connection.cursor() as cursor:
        cursor.executemany(_ADD, rows)


def keep_differences(span: Span, *, gone_words: str, now: datetime) -> Compared:
    """Keep what is new of what was gathered, and close what is no longer there."""
    values = {**span.as_values(now), "gone": gone_words}
    with connection.cursor() as cursor:
        cursor.execute(_GONE, values)
        gone = cursor.rowcount
        cursor.execute(_KEEP, values)
        found = cursor.rowcount
        cursor.execute(
            "SELECT count(*), count(*) FILTER (WHERE ours = theirs), coalesce(sum(theirs), 0) "
            "FROM beside"
        )
        reported, agreed, pence = cursor.fetchone()
    return Compared(
        reported=reported, agreed=agreed, found=found, gone=gone, reported_pence=int(pence)
    )


def settled_refunds() -> list[tuple[UUID, int, date]]:
    """Return our refunds that the gateway says it has paid: their ids, amounts and days."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT about_id, -ours, settled_on FROM beside "
            "WHERE kind = 'refund' AND ours = theirs AND about_id IS NOT NULL"
        )
        return list(cursor.fetchall())
