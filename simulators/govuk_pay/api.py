"""GOV.UK Pay's public API: payments, refunds and agreements."""

import json
from collections.abc import Callable
from dataclasses import dataclass, replace
from http import HTTPStatus
from typing import Any

from flask import Blueprint, Response, jsonify, request

from simulators.govuk_pay import asking, cards, shown
from simulators.govuk_pay.books import Books, Turn
from simulators.govuk_pay.clock import Clock
from simulators.govuk_pay.firewall import Gate
from simulators.govuk_pay.journey import Journey
from simulators.govuk_pay.records import DAY, Agreement, Payment, Refund, new_id
from simulators.govuk_pay.refusals import RefusedError, invalid, missing, not_found
from simulators.govuk_pay.tokens import Tokens

#: How long a key of a repeated payment is remembered.
KEY_IS_KEPT = DAY
NO_CONTENT = ("", HTTPStatus.NO_CONTENT)
NO_SUCH_AGREEMENT = "Invalid attribute value: set_up_agreement. Agreement ID does not exist"
NOT_ACTIVE = "Invalid attribute value: agreement_id. Agreement must be active"
Answer = tuple[Response, int]


@dataclass(frozen=True)
class Api:
    """The API but for its searches."""

    books: Books
    clock: Clock
    journey: Journey
    tokens: Tokens
    gate: Gate

    def blueprint(self) -> Blueprint:
        """Lay out the addresses."""
        pages = Blueprint("api", __name__, url_prefix="/v1")
        for method, path, view in (
            ("POST", "/payments", self.create_payment),
            ("GET", "/payments/<payment_id>", self.show_payment),
            ("GET", "/payments/<payment_id>/events", self.show_events),
            ("POST", "/payments/<payment_id>/cancel", self.cancel),
            ("POST", "/payments/<payment_id>/capture", self.capture),
            ("POST", "/payments/<payment_id>/refunds", self.create_refund),
            ("GET", "/payments/<payment_id>/refunds/<refund_id>", self.show_refund),
            ("POST", "/agreements", self.create_agreement),
            ("GET", "/agreements/<agreement_id>", self.show_agreement),
            ("POST", "/agreements/<agreement_id>/cancel", self.end_agreement),
            ("POST", "/auth", self.authorise),
        ):
            pages.add_url_rule(path, view_func=view, methods=[method])
        pages.app_errorhandler(RefusedError)(_show_refusal)
        return pages

    def create_payment(self) -> Answer:
        """Begin a payment, or find the one that was begun with the same key."""
        account = self.gate.caller()
        asked = asking.read_json(request.get_data(), code="P0197")
        key = request.headers.get("Idempotency-Key", "")
        now = self.clock.now()
        wanted = asking.payment(asked, account, now=now, key=key)
        with self.books.turn(now) as turn:
            key, since = wanted.idempotency_key, now - KEY_IS_KEPT
            before = turn.find_by_key(account.slug, key, since=since) if key else None
            if before is not None:
                if before.asked != wanted.asked:
                    raise RefusedError(409, "P0191", asking.KEY_USED, header="Idempotency-Key")
                return self._with_links(before), HTTPStatus.OK
            _check_agreements(turn, wanted)
            payment = self.journey.begin(turn, wanted)
        return self._with_links(payment), HTTPStatus.CREATED

    def show_payment(self, payment_id: str) -> Response:
        """Show a payment as it is now."""
        account = self.gate.caller()
        payment = self.books.find(Payment, payment_id, account=account.slug)
        if payment is None:
            raise not_found("P0200")
        return self._with_links(payment)

    def show_events(self, payment_id: str) -> Response:
        """Show the states that a payment went through."""
        account = self.gate.caller()
        payment = self.books.find(Payment, payment_id, account=account.slug)
        if payment is None:
            raise not_found("P0300")
        here = f"{request.url_root}v1/payments/{payment_id}"
        link = {"href": here, "method": "GET"}
        events = [
            {
                "payment_id": payment_id,
                "state": shown.state(
                    replace(payment, can_retry=None, **{name: one[name] for name in _STATE})
                ),
                "updated": one["updated"],
                "_links": {"payment_url": link},
            }
            for one in self.books.events(payment_id)
        ]
        links = {"self": {"href": f"{here}/events", "method": "GET"}}
        return jsonify(payment_id=payment_id, events=events, _links=links)

    def cancel(self, payment_id: str) -> tuple[str, int]:
        """Cancel a payment that is under way."""

        def decide(turn: Turn, payment: Payment) -> None:
            if payment.is_finished or payment.mode == "agreement":
                raise RefusedError(400, "P0501", "Cancellation of payment failed")
            self.journey.cancel(turn, payment)

        return self._change(payment_id, decide, absent="P0500")

    def capture(self, payment_id: str) -> tuple[str, int]:
        """Take what is reserved."""

        def decide(turn: Turn, payment: Payment) -> None:
            if payment.status == "success":
                return
            if payment.status != "capturable":
                raise RefusedError(409, "P1003", "Payment cannot be captured")
            self.journey.capture(turn, payment)

        return self._change(payment_id, decide, absent="P1000")

    def create_refund(self, payment_id: str) -> Answer:
        """Give money back, if as much is left as the service thinks."""
        account = self.gate.caller()
        amount, left = asking.refund(asking.read_json(request.get_data(), code="P0697"))
        with self.books.turn(self.clock.now()) as turn:
            payment = turn.find(Payment, payment_id, account=account.slug)
            if payment is None:
                raise not_found("P0600")
            _check_refund(payment, amount, left)
            refund = self.journey.refund(turn, payment, amount)
        return jsonify(shown.refund(refund, request.url_root)), HTTPStatus.ACCEPTED

    def show_refund(self, payment_id: str, refund_id: str) -> Response:
        """Show a refund as it is now."""
        account = self.gate.caller()
        refund = self.books.find(Refund, refund_id, account=account.slug)
        if refund is None or refund.payment_id != payment_id:
            raise not_found("P0700")
        return jsonify(shown.refund(refund, request.url_root))

    def create_agreement(self) -> Answer:
        """Begin an agreement, which the first payment makes active."""
        account = self.gate.caller()
        asked = asking.read_json(request.get_data(), code="P2197")
        reference, description, user = asking.agreement(asked, account)
        now = self.clock.now()
        agreement = Agreement(
            id=new_id(),
            account=account.slug,
            created_at=now,
            reference=reference,
            description=description,
            user_identifier=user,
        )
        with self.books.turn(now) as turn:
            turn.put(agreement)
        return jsonify(shown.agreement(agreement)), HTTPStatus.CREATED

    def show_agreement(self, agreement_id: str) -> Response:
        """Show an agreement as it is now."""
        account = self.gate.caller()
        agreement = self.books.find(Agreement, agreement_id, account=account.slug)
        if agreement is None:
            raise not_found("P2200")
        return jsonify(shown.agreement(agreement))

    def end_agreement(self, agreement_id: str) -> tuple[str, int]:
        """End an agreement that is active."""
        account = self.gate.caller()
        with self.books.turn(self.clock.now()) as turn:
            agreement = turn.find(Agreement, agreement_id, account=account.slug)
            if agreement is None:
                raise not_found("P2500")
            if agreement.status != "active":
                raise RefusedError(400, "P2501", "Cancellation of agreement failed")
            turn.put(replace(agreement, status="cancelled", cancelled_at=turn.at))
        return NO_CONTENT

    def authorise(self) -> tuple[str, int]:
        """Take a card that a program sends; its number is forgotten with this request."""
        self.gate.caller()
        asked = asking.read_json(request.get_data(), code="P0197")
        for name in ("one_time_token", "card_number", "cvc", "expiry_date", "cardholder_name"):
            if not asked.get(name):
                raise missing(name)
        number, token = str(asked["card_number"]), str(asked["one_time_token"])
        if not cards.is_card_number(number):
            raise invalid("card_number", "Must be a valid card number")
        payment_id = self.tokens.payment_of("auth", token)
        if not payment_id:
            raise RefusedError(400, "P1211", "The one_time_token is not valid")
        if not self.tokens.use("auth", token):
            raise RefusedError(400, "P1212", "The one_time_token has already been used")
        kept = cards.keep(
            number, name=str(asked["cardholder_name"]), expiry=str(asked["expiry_date"])
        )
        with self.books.turn(self.clock.now()) as turn:
            payment = turn.find(Payment, payment_id)
            if payment is None or payment.status != "created":
                raise RefusedError(400, "P1212", "The one_time_token has already been used")
            payment = self.journey.authorise(turn, payment, kept)
        if payment.status not in {"success", "capturable"}:
            raise RefusedError(402, payment.code, "The payment was rejected")
        return NO_CONTENT

    def _change(
        self, payment_id: str, decide: Callable[[Turn, Payment], None], *, absent: str
    ) -> tuple[str, int]:
        account = self.gate.caller()
        with self.books.turn(self.clock.now()) as turn:
            payment = turn.find(Payment, payment_id, account=account.slug)
            if payment is None:
                raise not_found(absent)
            decide(turn, payment)
        return NO_CONTENT

    def _with_links(self, payment: Payment) -> Response:
        """Show a payment; each time it is shown its next page has a new address, good once."""
        next_url = token = ""
        if payment.mode == "web" and payment.status in {"created", "started", "submitted"}:
            next_url = f"{request.url_root}secure/{self.tokens.give('secure', payment.id)}"
        if payment.mode == "moto_api" and payment.status == "created":
            token = self.tokens.give("auth", payment.id)
        links = shown.payment_links(payment, request.url_root, next_url=next_url, token=token)
        told: dict[str, Any] = {**shown.payment(payment), "_links": links}
        return jsonify(told)


_STATE = ("status", "code", "message")


def _check_agreements(turn: Turn, wanted: Payment) -> None:
    """Refuse a payment by or for an agreement that is not there, or not active."""
    if wanted.set_up_agreement:
        found = turn.find(Agreement, wanted.set_up_agreement, account=wanted.account)
        if found is None:
            raise RefusedError(400, "P0103", NO_SUCH_AGREEMENT, field="set_up_agreement")
    if wanted.mode == "agreement":
        agreement = turn.find(Agreement, wanted.agreement_id, account=wanted.account)
        if agreement is None or agreement.status != "active":
            raise RefusedError(400, "P0102", NOT_ACTIVE, field="agreement_id")


def _check_refund(payment: Payment, amount: int, left: int | None) -> None:
    """Refuse a refund that cannot be made, or by one who believes in another rest."""
    if payment.is_disputed:
        raise RefusedError(400, "P0603", "The payment is disputed and cannot be refunded")
    status = payment.refund_status
    available = payment.amount - payment.refunded
    if status == "available" and left is not None and left != available:
        raise RefusedError(412, "P0604", "Refund amount available mismatch.")
    if status != "available" or amount > available:
        status = status if status != "available" else "amount_not_available"
        raise RefusedError(
            400,
            "P0603",
            f"The payment is not available for refund. Payment refund status: {status}",
        )


def _show_refusal(refusal: Exception) -> Response:
    """Write a refusal in Pay's shape; a stranger is told no more than that."""
    if not isinstance(refusal, RefusedError):
        raise refusal
    if refusal.status == HTTPStatus.UNAUTHORIZED:
        body = json.dumps("Credentials are required to access this resource.").encode()
        return Response(body, 401, {"WWW-Authenticate": 'Bearer realm="realm"'})
    return Response(refusal.body, refusal.status, content_type="application/json")
