"""A gateway that keeps what it is given, and has whatever trouble a test asks for."""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import date, datetime
from typing import ClassVar
from uuid import UUID

from moothall.kernel.errors import GiveUp, MoothallError
from moothall.kernel.options import Options
from moothall.payments.disputes.ports import DisputeStatus
from moothall.payments.ports import (
    AgreementOutcome,
    CardEntry,
    GatewayStatus,
    Hint,
    HintRefused,
    LostAnswer,
    Outcome,
    RefundChanged,
    RefundOutcome,
    RefundRequest,
    RefundStatus,
    RepeatPayment,
    Settled,
    Started,
    StartPayment,
)

_FINAL = frozenset({Outcome.PAID, Outcome.FAILED, Outcome.CANCELLED, Outcome.EXPIRED})


class FakeGateway:
    """Begins every payment, once each, and does with it what a test says."""

    key: ClassVar[str] = "fake"
    label: ClassVar[str] = "Kept for tests"
    options: ClassVar[type[Options]] = Options
    entries: ClassVar[frozenset[CardEntry]] = frozenset(CardEntry)
    gives_hints: ClassVar[bool] = True

    def __init__(self) -> None:
        self.forget()

    def forget(self) -> None:
        """Begin anew."""
        self.begun_at: dict[str, datetime] = {}
        self.requests: dict[str, StartPayment] = {}
        self.payments: dict[str, GatewayStatus] = {}
        self.refunds: dict[str, RefundStatus] = {}
        self.settlements: list[Settled] = []
        self.disputed: list[DisputeStatus] = []
        #: Cards that are kept, by name, and what becomes of the next charge of one.
        self.agreements: dict[str, AgreementOutcome] = {}
        self.repeats: dict[str, RepeatPayment] = {}
        self.charged: Outcome = Outcome.PAID
        self.calls: list[str] = []
        self.troubles: list[MoothallError] = []

    def become(self, payment_id: UUID, outcome: Outcome, *, code: str = "") -> GatewayStatus:
        """Do what a payer does: pay, give up, be refused."""
        status = self.payments[str(payment_id)]
        request = self.requests.get(str(payment_id))
        if outcome is Outcome.PAID and request is not None and request.is_captured_later:
            outcome = Outcome.RESERVED
        left = status.amount_pence if outcome is Outcome.PAID else None
        agreement = ""
        if request is not None and request.keeps_card:
            agreement = f"card-of-{payment_id}"
            if outcome is Outcome.PAID:
                self.agreements[agreement] = AgreementOutcome.ACTIVE
        new = replace(
            status,
            outcome=outcome,
            code=code,
            refundable_pence=left,
            agreement_reference=agreement,
            card_kind="Visa",
            card_ending="4242",
            next_url="",
        )
        self.payments[str(payment_id)] = new
        return new

    def start(self, request: StartPayment, _options: Options, /) -> Started:
        """
        Begin a payment.

        :raises MoothallError: the next trouble there is; a lost answer is lost after the work
        """
        trouble = self._called("start")
        key = str(request.payment_id)
        self.requests.setdefault(key, request)
        self.payments.setdefault(
            key,
            GatewayStatus(
                gateway_reference=key,
                outcome=Outcome.UNDER_WAY,
                amount_pence=request.amount_pence,
                next_url=f"https://gateway.test/{key}",
                agreement_reference=f"card-of-{key}" if request.keeps_card else "",
            ),
        )
        if request.keeps_card:
            self.agreements.setdefault(f"card-of-{key}", AgreementOutcome.NOT_YET)
        if trouble is not None:
            raise trouble
        return Started(gateway_reference=key, next_url=f"https://gateway.test/{key}")

    def fetch(self, gateway_reference: str, _options: Options, /) -> GatewayStatus:
        """
        Say how a payment stands.

        :raises GiveUp: if it was never begun
        """
        trouble = self._called("fetch")
        if trouble is not None:
            raise trouble
        if gateway_reference not in self.payments:
            raise GiveUp("There is no such payment.")
        return self.payments[gateway_reference]

    def find(self, payment_id: UUID, _reference: str, _options: Options, /) -> GatewayStatus | None:
        """Look for a payment."""
        trouble = self._called("find")
        if trouble is not None:
            raise trouble
        return self.payments.get(str(payment_id))

    def cancel(self, gateway_reference: str, _options: Options, /) -> GatewayStatus:
        """Stop a payment unless it is at its end."""
        trouble = self._called("cancel")
        status = self.payments[gateway_reference]
        if status.outcome not in _FINAL:
            status = replace(status, outcome=Outcome.CANCELLED, next_url="")
            self.payments[gateway_reference] = status
        if trouble is not None:
            raise trouble
        return status

    def capture(self, gateway_reference: str, _options: Options, /) -> GatewayStatus:
        """
        Take reserved money.

        :raises GiveUp: if none is
        """
        trouble = self._called("capture")
        status = self.payments[gateway_reference]
        if status.outcome not in {Outcome.RESERVED, Outcome.PAID}:
            raise GiveUp("Nothing is reserved.")
        status = replace(status, outcome=Outcome.PAID, refundable_pence=status.amount_pence)
        self.payments[gateway_reference] = status
        if trouble is not None:
            raise trouble
        return status

    def refund(self, request: RefundRequest, _options: Options, /) -> RefundStatus:
        """
        Give money back.

        :raises RefundChanged: if another amount is left than was believed
        """
        trouble = self._called("refund")
        key = str(request.refund_id)
        if key not in self.refunds:
            payment = self.payments[request.gateway_reference]
            left = payment.refundable_pence or 0
            if left != request.available_pence or request.amount_pence > left:
                raise RefundChanged(f"{left} pence are left.")
            self.payments[request.gateway_reference] = replace(
                payment, refundable_pence=left - request.amount_pence
            )
            self.refunds[key] = RefundStatus(
                refund_reference=key,
                outcome=RefundOutcome.DONE,
                amount_pence=request.amount_pence,
            )
        if trouble is not None:
            raise trouble
        return self.refunds[key]

    def fetch_refund(
        self, _gateway_reference: str, refund_reference: str, _options: Options, /
    ) -> RefundStatus:
        """Say how a refund stands."""
        trouble = self._called("fetch_refund")
        if trouble is not None:
            raise trouble
        return self.refunds[refund_reference]

    def charge(self, request: RepeatPayment, _options: Options, /) -> GatewayStatus:
        """
        Charge a card that is kept, once each payment, with what `charged` says as its outcome.

        :raises GiveUp: if no such card is kept any more
        """
        trouble = self._called("charge")
        key = str(request.payment_id)
        if key not in self.payments:
            if self.agreements.get(request.agreement_reference) is not AgreementOutcome.ACTIVE:
                raise GiveUp("This card is not kept.")
            self.repeats[key] = request
            is_paid = self.charged is Outcome.PAID
            self.payments[key] = GatewayStatus(
                gateway_reference=key,
                outcome=self.charged,
                amount_pence=request.amount_pence,
                refundable_pence=request.amount_pence if is_paid else None,
            )
        if trouble is not None:
            raise trouble
        return self.payments[key]

    def agreement(self, agreement_reference: str, _options: Options, /) -> AgreementOutcome:
        """Say whether a card is kept."""
        trouble = self._called("agreement")
        if trouble is not None:
            raise trouble
        return self.agreements.get(agreement_reference, AgreementOutcome.ENDED)

    def end_agreement(self, agreement_reference: str, _options: Options, /) -> None:
        """Forget a card."""
        trouble = self._called("end_agreement")
        self.agreements[agreement_reference] = AgreementOutcome.ENDED
        if trouble is not None:
            raise trouble

    def settled(self, first: date, last: date, _options: Options, /) -> Iterator[Settled]:
        """Return what a test put into `settlements`."""
        return (one for one in self.settlements if first <= one.settled_on <= last)

    def disputes(self, since: datetime, options: Options, /) -> Iterator[DisputeStatus]:
        """Return what a test says was challenged."""
        self._called("disputes")
        return iter([one for one in self.disputed if one.raised_at >= since])

    def begun(self, _since: datetime, _options: Options, /) -> Iterator[GatewayStatus]:
        """Return all payments."""
        return iter(list(self.payments.values()))

    def read_hint(self, _headers: Mapping[str, str], body: bytes, _options: Options, /) -> Hint:
        """
        Take the body for the reference of a payment.

        :raises HintRefused: if it is none
        """
        try:
            return Hint(str(UUID(body.decode())))
        except ValueError as error:
            raise HintRefused("This is no message of ours.") from error

    def _called(self, name: str) -> MoothallError | None:
        """Write the call down; return a trouble for after the work, raise one for before it."""
        self.calls.append(name)
        trouble = self.troubles.pop(0) if self.troubles else None
        if trouble is not None and not isinstance(trouble, LostAnswer):
            raise trouble
        return trouble
