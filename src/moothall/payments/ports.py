"""
What a payment gateway must do: begin a payment, say what became of it, find one whose answer
was lost.

Gateways live in `gateways/<name>/`. They are given and return values only, and are called outside
of every transaction. What not every company offers (refunds, capture later, cards kept for another
time, settlements) is a protocol of its own, which a gateway also fulfils where it can.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import ClassVar, Protocol, runtime_checkable
from uuid import UUID

from moothall.kernel.errors import GiveUp, MoothallError, Retry
from moothall.kernel.options import Options
from moothall.kernel.registry import Registry


class LostAnswer(Retry):
    """The gateway may have done what it was asked, but its answer did not reach us."""


class HintRefused(MoothallError):
    """A message does not prove that it comes from the gateway, or cannot be read."""


class RefundChanged(GiveUp):
    """The gateway has another amount left to refund than we believed: look again, then decide."""


class CardEntry(StrEnum):
    """
    Who types the card: the payer at a page of the gateway, an employee whom they rang, or the payer
    by the keys of their telephone, at the gateway's own voice page.
    """

    ONLINE = "online"
    TELEPHONE = "telephone"
    VOICE = "voice"


@dataclass(frozen=True, kw_only=True)
class SaleLine:
    """
    One thing that is paid for, coded as it was when the payment began.

    `vat_rate` is in hundredths of a per cent: 2000 is 20%. The amount includes its VAT.
    """

    line_id: UUID
    description: str
    reference: str
    amount_pence: int
    fund_code: str
    gl_code: str = ""
    vat_code: str = ""
    vat_rate: int = 0
    vat_pence: int = 0
    account_name: str = ""
    narrative: str = ""


@dataclass(frozen=True, kw_only=True)
class StartPayment:
    """
    One payment, ready to be begun.

    The row of `payment_id` was committed before. `outcome_unknown` tells that an earlier attempt
    may have reached the gateway: one that can look looks before it begins again. `reference` is
    what payer, council and gateway all call it. `is_captured_later` asks the gateway to reserve
    the money only; `keeps_card` asks it to agree with the payer on payments to come.
    """

    payment_id: UUID
    reference: str
    description: str
    amount_pence: int
    lines: Sequence[SaleLine]
    language: str
    return_url: str
    entry: CardEntry
    email: str = ""
    outcome_unknown: bool = False
    is_captured_later: bool = False
    keeps_card: bool = False


@dataclass(frozen=True, kw_only=True)
class Started:
    """The gateway has begun a payment under this reference; the payer goes on at `next_url`."""

    gateway_reference: str
    next_url: str


class Outcome(StrEnum):
    """What a gateway says has become of a payment."""

    UNDER_WAY = "under_way"
    #: The money is reserved and waits to be captured.
    RESERVED = "reserved"
    PAID = "paid"
    #: The card or its bank refused, or the gateway failed; nothing was taken.
    FAILED = "failed"
    CANCELLED = "cancelled"
    EXPIRED = "expired"


@dataclass(frozen=True, kw_only=True)
class GatewayStatus:
    """
    A payment as the gateway has it now; it alone is the truth.

    `code` is the gateway's own word for why it failed. `refundable_pence` is what may still be
    refunded, or nothing where the gateway does not say. `fee_pence` is what it keeps for itself.
    `next_url` is where the payer goes on; nothing (not: empty) where the gateway told it once, when
    the payment began, so that the one told then still holds. Some say the amount once it is paid,
    and 0 until then.
    Of a card no more is told than its kind and its last four digits.
    """

    gateway_reference: str
    outcome: Outcome
    amount_pence: int
    code: str = ""
    next_url: str | None = ""
    refundable_pence: int | None = None
    fee_pence: int | None = None
    card_kind: str = ""
    card_ending: str = ""
    agreement_reference: str = ""
    captured_on: date | None = None
    settled_on: date | None = None


@dataclass(frozen=True)
class Hint:
    """Something has happened to one payment: look. What else a message says is not believed."""

    gateway_reference: str
    #: Whatever makes the message itself unique, so that a second copy is known.
    event_id: str = ""


class PaymentGateway(Protocol):
    """A company that takes card payments for a council."""

    key: ClassVar[str]
    label: ClassVar[str]
    options: ClassVar[type[Options]]
    entries: ClassVar[frozenset[CardEntry]]
    #: Whether it ever calls us; one that does not is asked more often.
    gives_hints: ClassVar[bool]

    def start(self, request: StartPayment, options: Options, /) -> Started:
        """
        Begin a payment, or find that it was begun.

        :raises Retry: if it was certainly not begun, for a passing reason
        :raises LostAnswer: if it may have been begun
        :raises GiveUp: if it will never be
        """

    def fetch(self, gateway_reference: str, options: Options, /) -> GatewayStatus:
        """
        Ask how a payment stands.

        :raises Retry: if the gateway does not answer
        :raises GiveUp: if it knows of no such payment
        """

    def find(self, payment_id: UUID, reference: str, options: Options, /) -> GatewayStatus | None:
        """
        Look for a payment of which no answer came; nothing may also mean: not yet to be found.

        :raises Retry: if the gateway does not answer
        """

    def cancel(self, gateway_reference: str, options: Options, /) -> GatewayStatus:
        """
        Stop a payment that is under way or reserved, and return how it stands then.

        Where it is too late the status says so: it is no error.

        :raises Retry: if the gateway does not answer
        """

    def read_hint(self, headers: Mapping[str, str], body: bytes, options: Options, /) -> Hint:
        """
        Read what the gateway told us unasked.

        :raises HintRefused: if it is not proved to come from the gateway, or not understood
        """


@runtime_checkable
class CapturesLater(Protocol):
    """A gateway that can reserve money first and take it later."""

    def capture(self, gateway_reference: str, options: Options, /) -> GatewayStatus:
        """
        Take the reserved money, and return how the payment stands then.

        :raises Retry: if the gateway does not answer
        :raises GiveUp: if there is nothing reserved any more
        """


@dataclass(frozen=True, kw_only=True)
class RefundRequest:
    """
    Money to be given back.

    `available_pence` is what we believe can still be refunded: where the gateway knows better it
    refuses. `outcome_unknown` tells that an earlier attempt may have succeeded: look first.
    """

    refund_id: UUID
    gateway_reference: str
    amount_pence: int
    available_pence: int
    outcome_unknown: bool = False


class RefundOutcome(StrEnum):
    """What a gateway says has become of a refund."""

    UNDER_WAY = "under_way"
    DONE = "done"
    FAILED = "failed"


@dataclass(frozen=True, kw_only=True)
class RefundStatus:
    """A refund as the gateway has it now."""

    refund_reference: str
    outcome: RefundOutcome
    amount_pence: int
    settled_on: date | None = None


@runtime_checkable
class Refunds(Protocol):
    """A gateway that gives money back when asked by a program."""

    def refund(self, request: RefundRequest, options: Options, /) -> RefundStatus:
        """
        Give money back, or find that it was.

        :raises RefundChanged: if another amount is left to refund than was believed
        :raises Retry: if it was certainly not asked for, for a passing reason
        :raises LostAnswer: if it may have been
        :raises GiveUp: if it will never be
        """

    def fetch_refund(
        self, gateway_reference: str, refund_reference: str, options: Options, /
    ) -> RefundStatus:
        """
        Ask how a refund stands.

        :raises Retry: if the gateway does not answer
        """


class AgreementOutcome(StrEnum):
    """Whether a card that was kept can be charged."""

    NOT_YET = "not_yet"
    ACTIVE = "active"
    ENDED = "ended"


@dataclass(frozen=True, kw_only=True)
class RepeatPayment:
    """A payment by a card that the payer let the gateway keep, without the payer."""

    payment_id: UUID
    agreement_reference: str
    reference: str
    description: str
    amount_pence: int
    lines: Sequence[SaleLine]
    outcome_unknown: bool = False


@runtime_checkable
class KeepsCards(Protocol):
    """A gateway that can charge a card again, where the payer has agreed to it."""

    def charge(self, request: RepeatPayment, options: Options, /) -> GatewayStatus:
        """
        Charge the card that was kept; asked twice for one payment it charges once.

        :raises Retry: if it was certainly not charged, for a passing reason
        :raises LostAnswer: if it may have been
        :raises GiveUp: if this card cannot be charged again
        """

    def agreement(self, agreement_reference: str, options: Options, /) -> AgreementOutcome:
        """
        Ask whether the card can be charged.

        :raises Retry: if the gateway does not answer
        """

    def end_agreement(self, agreement_reference: str, options: Options, /) -> None:
        """
        Let the gateway forget the card; done twice it is done.

        :raises Retry: if the gateway does not answer
        """


class SettledKind(StrEnum):
    """What a line of a gateway's report is."""

    PAYMENT = "payment"
    REFUND = "refund"
    DISPUTE = "dispute"


@dataclass(frozen=True, kw_only=True)
class Settled:
    """
    One payment, refund or dispute of which the gateway says that its money has moved.

    `pence` is what moved before fees: above nothing to the council, below nothing from it.
    """

    kind: SettledKind
    gateway_reference: str
    #: Of a refund or dispute: its own reference.
    own_reference: str
    reference: str
    pence: int
    fee_pence: int
    settled_on: date


@runtime_checkable
class Settles(Protocol):
    """A gateway that reports what it has paid out."""

    def settled(self, first: date, last: date, options: Options, /) -> Iterator[Settled]:
        """
        Return what was settled from one day to another, both included, in any order.

        :raises Retry: if the gateway does not answer
        """

    def begun(self, since: datetime, options: Options, /) -> Iterator[GatewayStatus]:
        """
        Return all payments that were begun since, whoever began them: some may be nobody's.

        :raises Retry: if the gateway does not answer
        """


gateways: Registry[PaymentGateway] = Registry("payment gateway")
