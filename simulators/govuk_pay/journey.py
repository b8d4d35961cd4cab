"""How payments, refunds and agreements go on: by their payer, by their service, and by time."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any

from simulators.govuk_pay.books import Books, Turn
from simulators.govuk_pay.cards import Shown
from simulators.govuk_pay.clock import Clock, day_of
from simulators.govuk_pay.postman import Postman
from simulators.govuk_pay.records import (
    DAY,
    TIME_TO_CAPTURE,
    TIME_TO_PAY,
    Agreement,
    Dispute,
    Payment,
    Refund,
    new_id,
)
from simulators.trouble import Kind, Troubles

TROUBLES = (
    Kind(
        "decline_repeats",
        "Decline repeats",
        "Refuse payments by a card that was kept, for now or for ever.",
        {"can_retry": True},
    ),
    Kind("refund_fails", "Let refunds fail", "Take refunds on; let the bank refuse them later."),
    Kind("refund_stuck", "Leave refunds", "Take refunds on and never finish them."),
    Kind("psp_error", "Fail at the card company", "End payments with P0050 when a card is typed."),
)
REJECTED = ("P0010", "Payment method rejected")
EXPIRED = ("P0020", "Payment expired")
CANCELLED_BY_PAYER = ("P0030", "Payment was cancelled by the user")
CANCELLED_BY_SERVICE = ("P0040", "Payment was cancelled by the service")
PROVIDER_FAILED = ("P0050", "Payment provider returned an error")
DISPUTE_FEE = 2000
FEE_FIXED, FEE_PER_MILLE = 20, 15


@dataclass(frozen=True)
class Journey:
    """Every step there is."""

    books: Books
    clock: Clock
    postman: Postman
    troubles: Troubles
    pace: float
    """Seconds that the bank takes for a step."""
    settle_days: float

    # What a payer does

    def open(self, payment_id: str) -> Payment:
        """Begin to type a card."""
        return self._move_from({"created"}, payment_id, "card_payment_started", status="started")

    def submit(self, payment_id: str, card: Shown) -> Payment:
        """Hand in a card; what becomes of it is the card's."""
        fate, event = card.fate, ""
        if fate == "error" or self.troubles.take("psp_error", "submit") is not None:
            changes, event = _ended("error", PROVIDER_FAILED), "card_payment_failed"
        elif fate in {"declined", "not_accepted"}:
            changes, event = _ended("failed", REJECTED), "card_payment_failed"
        else:
            changes = {"status": "submitted"}
        return self._move_from({"started"}, payment_id, event, card=card.as_dict(), **changes)

    def confirm(self, payment_id: str) -> Payment:
        """Agree to pay."""
        with self.books.turn(self.clock.now()) as turn:
            payment = self._payment(turn, payment_id)
            return self._authorised(turn, payment) if payment.status == "submitted" else payment

    def give_up(self, payment_id: str) -> Payment:
        """Press Cancel."""
        return self._move_from(
            {"created", "started", "submitted"},
            payment_id,
            "card_payment_failed",
            **_ended("failed", CANCELLED_BY_PAYER),
        )

    # What a service does

    def begin(self, turn: Turn, payment: Payment) -> Payment:
        """Keep a new payment."""
        return self._keep(turn, payment)

    def cancel(self, turn: Turn, payment: Payment) -> Payment:
        """Cancel a payment for its service."""
        return self._keep(turn, replace(payment, **_ended("cancelled", CANCELLED_BY_SERVICE)))

    def capture(self, turn: Turn, payment: Payment) -> Payment:
        """Take what was reserved."""
        moved = replace(payment, status="success", capture_submitted_at=turn.at)
        return self._keep(turn, moved)

    def refund(self, turn: Turn, payment: Payment, amount: int) -> Refund:
        """Give money back."""
        refund = Refund(
            id=new_id(),
            account=payment.account,
            created_at=turn.at,
            payment_id=payment.id,
            amount=amount,
            due_at=turn.at + self.pace,
        )
        turn.put(refund)
        turn.put(replace(payment, refunded=payment.refunded + amount))
        return refund

    def authorise(self, turn: Turn, payment: Payment, card: Shown) -> Payment:
        """Take a card that a program sent."""
        if card.fate in {"declined", "not_accepted", "error"}:
            cause = PROVIDER_FAILED if card.fate == "error" else REJECTED
            failed = replace(payment, card=card.as_dict(), **_ended("failed", cause))
            return self._keep(turn, failed, "card_payment_failed")
        return self._authorised(turn, replace(payment, card=card.as_dict()))

    def dispute(self, payment_id: str, *, status: str, reason: str) -> Dispute | None:
        """Let a payer challenge a payment, or let the bank decide about it."""
        with self.books.turn(self.clock.now()) as turn:
            payment = turn.find(Payment, payment_id)
            if payment is None or payment.status != "success":
                return None
            return self._dispute(turn, payment, status=status, reason=reason)

    # What time brings

    def go_on(self) -> None:
        """Do all that is due."""
        steps: dict[str, Callable[[Turn, str], None]] = {
            "payment": self._payment_goes_on,
            "refund": self._refund_goes_on,
            "dispute": self._dispute_goes_on,
        }
        while due := self.books.due(self.clock.now()):
            for record_id in due:
                kind = self.books.kind_of(record_id)
                with self.books.turn(self.clock.now()) as turn:
                    if kind in steps:
                        steps[kind](turn, record_id)

    def _payment_goes_on(self, turn: Turn, payment_id: str) -> None:
        payment = self._payment(turn, payment_id)
        if payment.due_at is None or payment.due_at > turn.at:
            return
        if payment.status == "created" and payment.mode == "agreement":
            self._repeat(turn, payment)
        elif not payment.is_finished:
            self._keep(turn, replace(payment, **_ended("failed", EXPIRED)), "card_payment_expired")
        elif not payment.captured_on:
            self._captured(turn, payment)
        else:
            self._keep(turn, replace(payment, settled_on=day_of(turn.at).isoformat()))

    def _refund_goes_on(self, turn: Turn, refund_id: str) -> None:
        refund = turn.find(Refund, refund_id)
        if refund is None or refund.due_at is None:
            return
        if refund.status == "success":
            turn.put(replace(refund, settled_on=day_of(turn.at).isoformat(), due_at=None))
            return
        if self.troubles.take("refund_stuck", "refund") is not None:
            turn.put(replace(refund, due_at=None))
            return
        payment = self._payment(turn, refund.payment_id)
        if self.troubles.take("refund_fails", "refund") is not None:
            turn.put(replace(refund, status="error", due_at=None))
            turn.put(replace(payment, refunded=payment.refunded - refund.amount))
            return
        turn.put(replace(refund, status="success", due_at=turn.at + self.settle_days * DAY))
        self.postman.tell(turn, "card_payment_refunded", refund, payment)

    def _dispute_goes_on(self, turn: Turn, dispute_id: str) -> None:
        dispute = turn.find(Dispute, dispute_id)
        if dispute is not None:
            turn.put(replace(dispute, settled_on=day_of(turn.at).isoformat(), due_at=None))

    def _repeat(self, turn: Turn, payment: Payment) -> None:
        """Charge a card that was kept."""
        agreement = turn.find(Agreement, payment.agreement_id, account=payment.account)
        declined = self.troubles.take("decline_repeats", "repeat")
        if agreement is None or agreement.status != "active":
            can_retry = False
        elif declined is not None or agreement.card.get("fate") == "paid_once":
            can_retry = True if declined is None else bool(declined["can_retry"])
        else:
            self._authorised(turn, replace(payment, card=agreement.card))
            return
        changes = {**_ended("failed", REJECTED), "can_retry": can_retry}
        self._keep(turn, replace(payment, **changes), "card_payment_failed")
        if agreement is not None and agreement.status == "active" and not can_retry:
            turn.put(replace(agreement, status="inactive"))

    def _captured(self, turn: Turn, payment: Payment) -> None:
        fee = FEE_FIXED + payment.amount * FEE_PER_MILLE // 1000
        moved = replace(
            payment,
            captured_on=day_of(turn.at).isoformat(),
            fee=fee if payment.provider == "stripe" else None,
        )
        moved = self._keep(turn, moved, "card_payment_captured")
        fate = payment.card.get("fate", "")
        if fate.startswith("disputed_"):
            self._dispute(turn, moved, status=fate.removeprefix("disputed_"), reason="fraudulent")

    # What all share

    def _authorised(self, turn: Turn, payment: Payment) -> Payment:
        if payment.set_up_agreement:
            agreement = turn.find(Agreement, payment.set_up_agreement, account=payment.account)
            if agreement is not None:
                active = replace(agreement, status="active", cancelled_at=None)
                turn.put(replace(active, card=payment.card, card_kept_at=turn.at))
        if payment.delayed_capture:
            return self._keep(turn, replace(payment, status="capturable"), "card_payment_succeeded")
        moved = replace(payment, status="success", capture_submitted_at=turn.at)
        return self._keep(turn, moved, "card_payment_succeeded")

    def _dispute(self, turn: Turn, payment: Payment, *, status: str, reason: str) -> Dispute:
        found = turn.rows.execute(
            "SELECT id FROM records WHERE kind = 'dispute' AND account = ? "
            "AND json_extract(body, '$.payment_id') = ?",
            (payment.account, payment.id),
        ).fetchone()
        dispute = turn.find(Dispute, found["id"]) if found else None
        if dispute is None:
            dispute = Dispute(
                id=new_id(),
                account=payment.account,
                created_at=turn.at,
                payment_id=payment.id,
                amount=payment.amount,
                fee=DISPUTE_FEE,
                reason=reason,
            )
        due_at = turn.at + self.settle_days * DAY if status == "lost" else None
        dispute = replace(dispute, status=status, due_at=due_at)
        turn.put(dispute)
        turn.put(replace(payment, is_disputed=status != "won"))
        return dispute

    def _move_from(self, states: set[str], payment_id: str, event: str, **changes: Any) -> Payment:
        """Change a payment that is in one of these states; leave any other as it is."""
        with self.books.turn(self.clock.now()) as turn:
            payment = self._payment(turn, payment_id)
            if payment.status not in states:
                return payment
            return self._keep(turn, replace(payment, **changes), event)

    def _keep(self, turn: Turn, payment: Payment, event: str = "") -> Payment:
        """Keep a payment, with when it goes on by itself; note and tell what happened."""
        before = turn.find(Payment, payment.id)
        payment = replace(payment, due_at=self._due(payment, turn.at))
        turn.put(payment)
        if before is None or before.status != payment.status:
            turn.note_event(payment)
        if event:
            self.postman.tell(turn, event, payment, payment)
        return payment

    def _due(self, payment: Payment, now: float) -> float | None:
        if payment.status == "created" and payment.mode == "agreement":
            return now + self.pace
        if not payment.is_finished:
            patience = TIME_TO_CAPTURE if payment.status == "capturable" else TIME_TO_PAY
            return payment.created_at + patience
        if payment.status != "success" or payment.settled_on:
            return None
        if not payment.captured_on:
            return now + self.pace
        return (payment.capture_submitted_at or now) + self.settle_days * DAY

    def _payment(self, turn: Turn, payment_id: str) -> Payment:
        payment = turn.find(Payment, payment_id)
        if payment is None:
            raise LookupError(f"There is no payment {payment_id}.")
        return payment


def _ended(status: str, cause: tuple[str, str]) -> dict[str, Any]:
    """Say how a payment ended, and why."""
    code, message = cause
    return {"status": status, "code": code, "message": message}
