"""Civic Ledger's words into ours and back; an answer of another shape is refused whole."""

from collections.abc import Mapping
from datetime import date
from typing import Any, Protocol

from moothall.people.linking_ports import (
    Award,
    Bill,
    CancelDirectDebit,
    Change,
    ChangeContact,
    Claim,
    Contact,
    Debit,
    Instalment,
    LiableParty,
    Line,
    Proven,
    SetUpDirectDebit,
    Summary,
    SwitchEBilling,
)
from moothall.people.linking_words import Relationship

LONGEST_TEXT = 200
LONGEST_LIST = 1000
STATUSES = frozenset({"open", "closed", "exempt"})


class Unreadable(ValueError):
    """An answer that is not in the contract's shape, such as a page of HTML."""


class _Reader(Protocol):
    """What turns one entry of a list into one of ours."""

    def __call__(self, entry: "Answer", /) -> Any:
        """Return the entry."""


class Answer:
    """An object of an answer, read strictly."""

    def __init__(self, content: object) -> None:
        if not isinstance(content, dict):
            raise Unreadable("The answer holds something else where an object belongs.")
        self._content: Mapping[str, Any] = content

    def text(self, name: str) -> str:
        """
        Return a text that a page can show and a database keep.

        :raises Unreadable: if it is none
        """
        value = self._content.get(name)
        if not isinstance(value, str) or len(value) > LONGEST_TEXT:
            raise Unreadable(f"{name} is no text.")
        return value.replace("\0", "").encode(errors="replace").decode()

    def pence(self, name: str) -> int:
        """
        Return a whole number.

        :raises Unreadable: if it is none
        """
        value = self._content.get(name)
        if isinstance(value, bool) or not isinstance(value, int):
            raise Unreadable(f"{name} is no whole number.")
        return value

    def switch(self, name: str) -> bool:
        """
        Return yes or no.

        :raises Unreadable: if it is neither
        """
        value = self._content.get(name)
        if not isinstance(value, bool):
            raise Unreadable(f"{name} is neither true nor false.")
        return value

    def day(self, name: str) -> date:
        """
        Return a day.

        :raises Unreadable: if it is none
        """
        try:
            return date.fromisoformat(self.text(name))
        except ValueError as error:
            raise Unreadable(f"{name} is no day.") from error

    def inner(self, name: str) -> "Answer":
        """Return the object of this name."""
        return Answer(self._content.get(name))

    def is_null(self, name: str) -> bool:
        """Tell whether there is nothing of this name."""
        return self._content.get(name) is None

    def entries(self, name: str, read: _Reader) -> tuple[Any, ...]:
        """
        Return the entries of a list, each read.

        :raises Unreadable: if it is no list
        """
        value = self._content.get(name)
        if not isinstance(value, list) or len(value) > LONGEST_LIST:
            raise Unreadable(f"{name} is no list.")
        return tuple(read(Answer(entry)) for entry in value)

    def texts(self, name: str) -> tuple[str, ...]:
        """Return the texts of a list."""
        value = self._content.get(name)
        if not isinstance(value, list):
            raise Unreadable(f"{name} is no list.")
        return tuple(Answer({name: one}).text(name) for one in value)


def claim_as_json(claim: Claim) -> dict[str, object]:
    """Return a claim in the contract's words."""
    return {
        "kind": claim.kind,
        "reference": claim.reference,
        "surname": claim.surname,
        "postcode": claim.postcode,
        "given_name": claim.given_name,
    }


def to_proven(content: object) -> Proven:
    """Return as whom somebody is known."""
    proven = Answer(content).inner("proven")
    relationship = proven.text("relationship")
    if relationship not in set(Relationship):
        raise Unreadable("There is no such relationship.")
    return Proven(party=proven.text("party"), relationship=relationship)


def to_summary(content: object) -> Summary:
    """Return how an account stands."""
    answer = Answer(content)
    if answer.text("status") not in STATUSES:
        raise Unreadable("There is no such status.")
    address = answer.inner("address")
    return Summary(
        status=answer.text("status"),
        balance_pence=answer.pence("balance_pence"),
        charged_pence=answer.pence("charged_pence"),
        paid_pence=answer.pence("paid_pence"),
        lines=answer.entries("lines", _line),
        address=(*address.texts("lines"), address.text("postcode")),
        parties=answer.entries("parties", _party),
        contact=None if answer.is_null("contact") else _contact(answer.inner("contact")),
        instalments=answer.entries("instalments", _instalment),
        next_due=None if answer.is_null("next_due") else _instalment(answer.inner("next_due")),
        payment_method=answer.text("payment_method"),
        direct_debit=(
            None if answer.is_null("direct_debit") else _debit(answer.inner("direct_debit"))
        ),
        e_billing=answer.switch("e_billing"),
        award=None if answer.is_null("award") else _award(answer.inner("award")),
        ends_on=None if answer.is_null("ends_on") else answer.day("ends_on"),
    )


def to_bills(content: object) -> tuple[Bill, ...]:
    """Return the bills of an account."""
    bills: tuple[Bill, ...] = Answer(content).entries("bills", _bill)
    return bills


def change_as_json(change: Change) -> dict[str, object]:
    """Return a change in the contract's words."""
    match change:
        case SwitchEBilling():
            return {"change": "e_billing", "on": change.on}
        case ChangeContact():
            return {"change": "contact", "email": change.email, "phone": change.phone}
        case SetUpDirectDebit():
            return {
                "change": "direct_debit_set_up",
                "account_name": change.account_name,
                "sort_code": change.sort_code,
                "account_number": change.account_number,
                "day": change.day,
            }
        case CancelDirectDebit():
            return {"change": "direct_debit_cancel"}


def _line(entry: Answer) -> Line:
    return Line(on=entry.day("on"), text=entry.text("text"), pence=entry.pence("pence"))


def _party(entry: Answer) -> LiableParty:
    return LiableParty(
        name=entry.text("name"),
        relationship=entry.text("relationship"),
        is_you=entry.switch("you"),
    )


def _contact(entry: Answer) -> Contact:
    return Contact(email=entry.text("email"), phone=entry.text("phone"))


def _instalment(entry: Answer) -> Instalment:
    return Instalment(
        due_on=entry.day("due_on"), pence=entry.pence("pence"), paid_pence=entry.pence("paid_pence")
    )


def _debit(entry: Answer) -> Debit:
    return Debit(account_ending=entry.text("account_ending"), day=entry.pence("day"))


def _award(entry: Answer) -> Award:
    return Award(pence=entry.pence("pence"), on=entry.day("on"))


def _bill(entry: Answer) -> Bill:
    return Bill(
        id=entry.text("id"),
        issued_on=entry.day("issued_on"),
        pence=entry.pence("pence"),
        period=entry.text("period"),
    )
