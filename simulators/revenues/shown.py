"""Accounts as the interface shows them."""

from datetime import timedelta

from simulators.revenues.accounts import Account
from simulators.revenues.changes import Standing
from simulators.revenues.ledgers import Instalment

Shown = dict[str, object]


def summary_as_json(account: Account, party: str, standing: Standing) -> Shown:
    """Show an account's figures; of those who answer for it only the asker's contact details."""
    books = account.books
    return {
        "kind": account.kind,
        "reference": account.reference,
        "status": account.status,
        "balance_pence": books.balance,
        "charged_pence": books.charged,
        "paid_pence": books.paid,
        "lines": [
            {"on": line.on.isoformat(), "text": line.text, "pence": line.pence}
            for line in books.lines
        ],
        "address": {"lines": list(account.address), "postcode": account.postcode},
        "parties": [
            {"name": str(one.name), "relationship": one.relationship, "you": one.key == party}
            for one in account.parties
            if not one.ended_on
        ],
        "contact": {"email": standing.email, "phone": standing.phone} if party else None,
        "instalments": [_instalment(one, standing) for one in books.instalments],
        "next_due": _instalment(books.next_due, standing) if books.next_due else None,
        "payment_method": standing.method,
        "direct_debit": standing.debit,
        "e_billing": standing.e_billing,
        "award": (
            {"pence": books.award_pence, "on": books.award_on.isoformat()}
            if books.award_on
            else None
        ),
        "ends_on": books.ends_on.isoformat() if books.ends_on else None,
    }


def bills_as_json(account: Account) -> list[Shown]:
    """Show the bills, newest first."""
    return [
        {
            "id": bill.id,
            "issued_on": bill.issued_on.isoformat(),
            "pence": bill.pence,
            "period": bill.period,
        }
        for bill in account.books.bills
    ]


def _instalment(one: Instalment, standing: Standing) -> Shown:
    """Show an instalment; a later one falls on the day of a direct debit."""
    due_on = one.due_on
    if standing.debit and one.paid_pence < one.pence and due_on.day == 1:
        due_on += timedelta(days=int(standing.debit["day"]) - 1)
    return {"due_on": due_on.isoformat(), "pence": one.pence, "paid_pence": one.paid_pence}
