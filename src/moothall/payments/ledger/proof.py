"""The nightly proof: that the ledger adds up, told by looking at all of it anew."""

from datetime import datetime

from django.db import connection, transaction

from moothall.payments.models import LedgerProof

#: A proof names so many things that are wrong of each kind; more would not help anybody.
MOST_NAMED = 50

#: What could be wrong only if the database's own rules had been switched off; each statement
#: names what is, for the council that is given.
_CHECKS = {
    "unbalanced": """
        SELECT t.id FROM payments_ledgertransaction t LEFT JOIN (
            SELECT transaction_id, count(*) AS entries, sum(amount_pence) AS total,
                sum(greatest(amount_pence, 0)) AS credits
            FROM payments_ledgerentry WHERE council_id = %(council)s GROUP BY transaction_id
        ) e ON e.transaction_id = t.id
        WHERE t.council_id = %(council)s AND (e.entries IS DISTINCT FROM t.entry_count
            OR e.total <> 0 OR e.credits <> t.amount_pence)
        ORDER BY t.id LIMIT %(most)s
    """,
    "balance": """
        SELECT a.id FROM payments_ledgeraccount a LEFT JOIN (
            SELECT account_id, sum(amount_pence) AS total
            FROM payments_ledgerentry WHERE council_id = %(council)s GROUP BY account_id
        ) e ON e.account_id = a.id
        WHERE a.council_id = %(council)s AND a.balance_pence <> coalesce(e.total, 0)
        ORDER BY a.id LIMIT %(most)s
    """,
    "overspent": """
        SELECT id FROM payments_ledgeraccount
        WHERE council_id = %(council)s AND balance_pence < min_balance_pence
        ORDER BY id LIMIT %(most)s
    """,
    "without_transaction": """
        SELECT e.id FROM payments_ledgerentry e
        WHERE e.council_id = %(council)s AND NOT EXISTS (
            SELECT FROM payments_ledgertransaction t
            WHERE t.council_id = %(council)s AND t.id = e.transaction_id
        )
        ORDER BY e.id LIMIT %(most)s
    """,
    "not_booked": """
        SELECT p.id FROM payments_payment p
        WHERE p.council_id = %(council)s AND p.state = 'paid' AND NOT EXISTS (
            SELECT FROM payments_ledgertransaction t
            WHERE t.council_id = %(council)s AND t.key = 'payment:' || p.id::text
        )
        ORDER BY p.id LIMIT %(most)s
    """,
}


@transaction.atomic
def prove_ledger(*, council_id: int, now: datetime) -> LedgerProof:
    """Look through a council's ledger and keep what was found."""
    findings = []
    with connection.cursor() as cursor:
        for word, statement in _CHECKS.items():
            cursor.execute(statement, {"council": council_id, "most": MOST_NAMED})
            findings += [{"what": word, "id": str(found)} for (found,) in cursor.fetchall()]
        cursor.execute(
            "SELECT (SELECT count(*) FROM payments_ledgertransaction WHERE council_id = %(c)s), "
            "(SELECT count(*) FROM payments_ledgerentry WHERE council_id = %(c)s)",
            {"c": council_id},
        )
        transactions, entries = cursor.fetchone()
    proof = LedgerProof(
        council_id=council_id,
        made_at=now,
        transactions=transactions,
        entries=entries,
        is_sound=not findings,
        findings=findings,
    )
    proof.save(force_insert=True)
    return proof
