"""The nightly proof: that the ledger adds up, told by looking at all of it anew."""

from datetime import datetime

from django.db import connection, transaction
from django.urls import reverse

from moothall.councils.queries import council_by_id
from moothall.kernel.actors import system
from moothall.payments.models import LedgerProof
from moothall.payments.telling_finance import tell_finance

#: A proof names so many things that are wrong of each kind; more would not help anybody.
MOST_NAMED = 50
#: So many of them are named in a message.
MOST_TOLD = 20
FAILED = "payments.proof-failed"

#: What could be wrong only if the database's own rules had been switched off, or if something
#: happened to money and was not booked: payments, refunds, disputes, sales from wallets, and each
#: line under its fund. Each statement names what is wrong, for the council that is given.
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
    "refund_not_booked": """
        SELECT r.id FROM payments_refund r
        WHERE r.council_id = %(council)s AND r.state = 'done' AND NOT EXISTS (
            SELECT FROM payments_ledgertransaction t
            WHERE t.council_id = %(council)s AND t.key = 'refund:' || r.id::text
        )
        ORDER BY r.id LIMIT %(most)s
    """,
    "dispute_not_booked": """
        SELECT d.id FROM payments_dispute d
        WHERE d.council_id = %(council)s AND NOT EXISTS (
            SELECT FROM payments_ledgertransaction t
            WHERE t.council_id = %(council)s AND t.key = 'dispute:' || d.id::text
        )
        ORDER BY d.id LIMIT %(most)s
    """,
    "sale_not_booked": """
        SELECT s.id FROM payments_tillsale s
        WHERE s.council_id = %(council)s AND s.wallet_pence > 0 AND s.state <> 'refused'
            AND NOT EXISTS (
                SELECT FROM payments_ledgertransaction t
                WHERE t.council_id = %(council)s AND t.key = 'till_sale:' || s.id::text
            )
        ORDER BY s.id LIMIT %(most)s
    """,
    "fund": """
        SELECT p.id FROM payments_payment p
        JOIN payments_paymentline l ON l.council_id = %(council)s AND l.payment_id = p.id
        JOIN payments_ledgertransaction t ON t.council_id = %(council)s
            AND t.key = 'payment:' || p.id::text
        LEFT JOIN LATERAL (
            SELECT sum(e.amount_pence) AS total,
                bool_and(a.fund_code IN ('', l.fund_code)) AS is_its_fund
            FROM payments_ledgerentry e JOIN payments_ledgeraccount a
                ON a.council_id = %(council)s AND a.id = e.account_id
            WHERE e.council_id = %(council)s AND e.transaction_id = t.id AND e.line_id = l.id
        ) booked ON true
        WHERE p.council_id = %(council)s AND p.state = 'paid'
            AND (booked.total, booked.is_its_fund) IS DISTINCT FROM (l.amount_pence, true)
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
    if findings:
        _tell(proof, now=now)
    return proof


def _tell(proof: LedgerProof, *, now: datetime) -> None:
    """Tell the finance office, once for each proof that fails."""
    council = council_by_id(proof.council_id)
    tell_finance(
        actor=system("payments.proof"),
        council_id=proof.council_id,
        template=FAILED,
        context={
            "council": council.name,
            "count": str(len(proof.findings)),
            "findings": "\n".join(
                f"{one['what']} {one['id']}" for one in proof.findings[:MOST_TOLD]
            ),
            "link": council.url + reverse("workspace:books", args=[council.slug]),
        },
        dedupe_key=f"{FAILED}:{proof.pk}",
        about=(LedgerProof._meta.label_lower, proof.pk),
        now=now,
    )
