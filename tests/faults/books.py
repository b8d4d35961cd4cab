"""What must hold after every kill: charged once, booked once, handed over once, told once."""

from collections import Counter

from tests.faults.open_shop import FEE, TOP_UP
from tests.faults.payer import BILL, TOTAL
from tests.installation import wait_until

OWNERS = ("eforms.draft", "payments.payable", "payments.wallet")
PENCE = {FEE, BILL, TOP_UP}


def assert_books_and_back_offices_agree(running, payers, wallet_id, charged):
    """Wait for the end, then compare what was charged, booked, handed over and told."""
    baskets = [payer.basket_id for payer in payers]
    _wait_for_the_end(running, payers)
    payments = [payer.payment() for payer in payers]
    assert charged == Counter({payment["reference"]: TOTAL for payment in payments})
    assert {(one["state"], one["is_surplus"]) for one in payments} == {("paid", False)}
    _compare_lines(running, baskets)
    for payment in payments:
        _compare_ledger(running, payment["id"])
    assert unbalanced(running) == 0
    assert balance(running, wallet_id) == TOP_UP * len(payers)
    _compare_back_office(running, payers)
    _compare_messages(running, payers)


def _wait_for_the_end(running, payers):
    ids = [payer.payment()["id"] for payer in payers]
    wait_until(lambda: len(cases_of(running, payers)) >= len(payers), what="Every case")
    cases = [case for case, _ in cases_of(running, payers)]
    wait_until(
        lambda: running.count(
            "SELECT count(*) FROM connectors_delivery WHERE state = 'delivered' "
            "AND case_id = ANY(%s)", cases,
        ) >= len(payers),
        what="Every delivery",
    )  # fmt: skip
    wait_until(
        lambda: running.count(
            "SELECT count(*) FROM payments_paymentreceipt WHERE payment_id = ANY(%s)", ids
        ) >= len(payers),
        what="Every receipt",
    )  # fmt: skip
    wait_until(
        lambda: running.count(
            "SELECT count(*) FROM procrastinate_jobs WHERE status IN ('todo', 'doing') "
            "AND queue_name <> 'schedule' AND (scheduled_at IS NULL OR scheduled_at <= now())"
        ) == 0,
        what="The end of all work",
    )  # fmt: skip


def _compare_lines(running, baskets):
    """Each thing in each basket is paid for once, and its owner was told once."""
    with running.connect() as database:
        lines = database.execute(
            "SELECT l.id::text, l.about_type, count(p.id), sum(p.amount_pence)::int, b.state "
            "FROM payments_basketline l JOIN payments_basket b ON b.id = l.basket_id "
            "LEFT JOIN payments_paymentline p ON p.basket_line_id = l.id "
            "WHERE l.basket_id = ANY(%s) AND l.removed_at IS NULL AND l.paid_at IS NOT NULL "
            "GROUP BY 1, 2, 5",
            [baskets],
        ).fetchall()
        told = Counter(
            line_id
            for (line_id,) in database.execute(
                "SELECT payload ->> 'line_id' FROM kernel_outboxevent "
                "WHERE name = 'payments.line-paid'"
            )
        )
    assert Counter(owner for _, owner, *_ in lines) == Counter(dict.fromkeys(OWNERS, len(baskets)))
    assert {(times, state) for _, _, times, _, state in lines} == {(1, "paid")}
    assert {pence for *_, pence, _ in lines} == PENCE
    assert {told[line_id] for line_id, *_ in lines} == {1}


def _compare_ledger(running, payment_id):
    """One transaction, in which each line is credited once with what it cost."""
    with running.connect() as database:
        entries = database.execute(
            "SELECT t.key, e.line_id, e.amount_pence FROM payments_ledgertransaction t "
            "JOIN payments_ledgerentry e ON e.transaction_id = t.id WHERE e.line_id IN "
            "(SELECT id FROM payments_paymentline WHERE payment_id = %s) AND e.amount_pence > 0",
            [payment_id],
        ).fetchall()
    assert {key for key, *_ in entries} == {f"payment:{payment_id}"}
    by_line = Counter()
    for _, line_id, pence in entries:
        by_line[line_id] += pence
    assert sorted(by_line.values()) == sorted(PENCE)


def unbalanced(running):
    """Return how many transactions of the ledger do not add up to nothing."""
    return running.count(
        "SELECT count(*) FROM (SELECT FROM payments_ledgerentry GROUP BY transaction_id "
        "HAVING sum(amount_pence) <> 0) AS wrong"
    )


def balance(running, wallet_id):
    """Return what the ledger holds for a wallet, in pence, as its entries add up."""
    return running.count(
        "SELECT sum(e.amount_pence)::int FROM payments_ledgerentry e "
        "JOIN payments_ledgeraccount a ON a.id = e.account_id WHERE a.code = %s",
        wallet_id,
    )


def cases_of(running, payers):
    """Return the cases that were opened for the forms in these baskets, with their references."""
    with running.connect() as database:
        return database.execute(
            "SELECT c.id, c.reference FROM cases_case c JOIN eforms_submission s "
            "ON s.case_id = c.id WHERE s.draft_id IN (SELECT about_id FROM payments_basketline "
            "WHERE basket_id = ANY(%s) AND about_type = 'eforms.draft')",
            [[payer.basket_id for payer in payers]],
        ).fetchall()


def _compare_back_office(running, payers):
    references = {reference for _, reference in cases_of(running, payers)}
    assert len(references) == len(payers), "a form was handed in twice, or not"
    assert running.count("SELECT count(*) FROM cases_case") == running.count(
        "SELECT count(*) FROM eforms_submission"
    )
    jobs = running.simulators["backoffice"].get("/_jobs.json").json()["jobs"]
    held = Counter(one for job in jobs for one in references if one in str(job))
    assert held == Counter(references), "the back office has lost or doubled a job"


def _compare_messages(running, payers):
    """Each payer has one receipt; the form's own acknowledgement came once for each case."""
    mails = running.simulators["mailbox"].get("/_messages.json").json()["messages"]
    once = {mail["message_id"]: str(mail) for mail in mails}
    for payer in payers:
        mine = [text for text in once.values() if payer.email in text]
        assert len(mine) == 1, f"{len(mine)} receipts"
    for _, reference in cases_of(running, payers):
        told = [text for text in once.values() if reference in text and "received your" in text]
        assert len(told) == 1, f"{len(told)} acknowledgements of {reference}"
