"""
What the keeper of accounts must be able to do, whoever made it: prove, show, change.

Adapters live with the trade whose accounts they are (`verticals/revenues/systems/`). They are given
values and give values back; they never see a model, a request or the database, and they are called
outside every transaction.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, ClassVar, Protocol

from moothall.kernel.errors import GiveUp
from moothall.kernel.registry import Registry


@dataclass(frozen=True, kw_only=True)
class Claim:
    """What somebody says of an account that they want to link; `given_name` tells two apart."""

    kind: str
    reference: str
    surname: str
    postcode: str
    given_name: str = ""


@dataclass(frozen=True, kw_only=True)
class Proof:
    """A claim, with the amount of the last bill from whoever knows it."""

    claim: Claim
    last_bill_pence: int | None = None


@dataclass(frozen=True, kw_only=True)
class Proven:
    """As whom somebody is known; `party` is empty where the system cannot tell which of several."""

    party: str
    relationship: str


@dataclass(frozen=True, kw_only=True)
class Held:
    """An account as one of those who answer for it holds it."""

    kind: str
    reference: str
    party: str


@dataclass(frozen=True, kw_only=True)
class Line:
    """A charge (above nothing) or a payment (below)."""

    on: date
    text: str
    pence: int


@dataclass(frozen=True, kw_only=True)
class Instalment:
    """A part of a bill, the day it is due and what came in for it."""

    due_on: date
    pence: int
    paid_pence: int


@dataclass(frozen=True, kw_only=True)
class LiableParty:
    """Somebody who answers for an account: their name alone, never how they are reached."""

    name: str
    relationship: str
    is_you: bool


@dataclass(frozen=True, kw_only=True)
class Contact:
    """How the system reaches the one who asks."""

    email: str
    phone: str


@dataclass(frozen=True, kw_only=True)
class Debit:
    """A direct debit: the end of its account's number and the day of the month."""

    account_ending: str
    day: int


@dataclass(frozen=True, kw_only=True)
class Award:
    """What the council pays, and when next."""

    pence: int
    on: date


@dataclass(frozen=True, kw_only=True)
class Summary:
    """An account as it stands now; a balance below nothing is in credit."""

    status: str
    balance_pence: int
    charged_pence: int
    paid_pence: int
    lines: Sequence[Line]
    address: Sequence[str]
    parties: Sequence[LiableParty]
    contact: Contact | None
    instalments: Sequence[Instalment]
    next_due: Instalment | None
    payment_method: str
    direct_debit: Debit | None
    e_billing: bool
    award: Award | None = None
    ends_on: date | None = None


@dataclass(frozen=True, kw_only=True)
class Bill:
    """What was asked for at once, on paper."""

    id: str
    issued_on: date
    pence: int
    period: str


@dataclass(frozen=True, kw_only=True)
class SwitchEBilling:
    """Bills by e-mail alone, or by post again."""

    on: bool


@dataclass(frozen=True, kw_only=True)
class ChangeContact:
    """New ways to reach the one who asks; an empty one is taken off."""

    email: str
    phone: str


@dataclass(frozen=True, kw_only=True)
class SetUpDirectDebit:
    """A new direct debit, in place of any other."""

    account_name: str
    sort_code: str
    account_number: str
    day: int


@dataclass(frozen=True, kw_only=True)
class CancelDirectDebit:
    """An end to the direct debit."""


Change = SwitchEBilling | ChangeContact | SetUpDirectDebit | CancelDirectDebit


@dataclass(frozen=True, kw_only=True)
class CodeLetter:
    """A letter with a code, to the address that the system itself has for the account."""

    claim: Claim
    code: str
    language: str


class NoLongerHeld(GiveUp):
    """Who asks does not answer for the account any more; nothing of it may be shown."""


class BackOfficeAccounts(Protocol):
    """The keeper of accounts of one kind or several, as one council has set it up."""

    def prove(self, proof: Proof, /) -> Proven | None:
        """
        Return as whom somebody is known, or nothing: for what is wrong and what is absent alike.

        :raises Retry: if the system cannot be asked now
        :raises GiveUp: if its answer cannot be used
        """

    def summary(self, held: Held, /) -> Summary:
        """
        Return how the account stands.

        :raises NoLongerHeld: if the party has left it
        :raises Retry: if the system cannot be asked now
        :raises GiveUp: if its answer cannot be used
        """

    def bills(self, held: Held, /) -> Sequence[Bill]:
        """Return the bills, newest first; raises as `summary` does."""

    def bill_pdf(self, held: Held, bill_id: str, /) -> bytes:
        """Return one bill as PDF; raises as `summary` does, and `GiveUp` if there is none."""

    def change(self, held: Held, change: Change, key: str, /) -> str:
        """
        Change the account and return the system's reference; the same key twice is one change.

        :raises Retry: if it is not known that the system refused it
        :raises GiveUp: if it did
        """

    def post_code(self, letter: CodeLetter, key: str, /) -> Proven | None:
        """
        Post a letter to the address of the account if the claim is right; the same key, one letter.

        Returns as whom the claimant is known, or nothing as `prove` does, and raises as it does.
        """


class AccountSupplier(Protocol):
    """A maker of such systems: its key, and how one of its systems is set up from options."""

    key: ClassVar[str]
    label: ClassVar[str]
    kinds: ClassVar[frozenset[str]]

    def connect(self, options: Mapping[str, Any], /) -> BackOfficeAccounts:
        """
        Return the system that these options describe.

        :raises ValueError: naming the option that cannot be used
        """


account_suppliers: Registry[AccountSupplier] = Registry("keeper of accounts")
