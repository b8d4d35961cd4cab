"""Cards by GOV.UK Pay."""

import hmac
import json
from collections.abc import Iterator, Mapping
from datetime import UTC, date, datetime, timedelta
from hashlib import sha256
from typing import Any, ClassVar
from uuid import UUID

from moothall.kernel.errors import GiveUp, Retry
from moothall.kernel.options import Options
from moothall.kernel.secrets import SecretMissing, secret
from moothall.payments.by_telephone.ports import HandOver
from moothall.payments.disputes.ports import DisputeStatus
from moothall.payments.gateways.govuk_pay import mapping, refunding, voice_page
from moothall.payments.gateways.govuk_pay.options import GovukPayOptions
from moothall.payments.gateways.govuk_pay.wire import AFTER_A_PERSON, KeyRefused, Said, Wire
from moothall.payments.ports import (
    AgreementOutcome,
    CardEntry,
    GatewayStatus,
    Hint,
    HintRefused,
    LostAnswer,
    Outcome,
    RefundRequest,
    RefundStatus,
    RepeatPayment,
    Settled,
    SettledKind,
    Started,
    StartPayment,
)

_KEY_USED = "P0191"
#: What the whole service may not do for now; it says nothing about one card.
_OF_THE_SERVICE = frozenset({"P0199", "P0930", "P0940", "P0941", "P0942"})
#: Of several payments that were begun for one of ours, the one that counts.
_RANK = (Outcome.PAID, Outcome.RESERVED, Outcome.UNDER_WAY)
_SEARCHES: Mapping[SettledKind, str] = {
    SettledKind.PAYMENT: "/v1/payments",
    SettledKind.REFUND: "/v1/refunds",
    SettledKind.DISPUTE: "/v1/disputes",
}


class GovukPay:
    """GOV.UK Pay: reserves, refunds, keeps cards, reports what it paid out, and tells unasked."""

    key: ClassVar[str] = "govuk_pay"
    label: ClassVar[str] = "GOV.UK Pay"
    options: ClassVar[type[Options]] = GovukPayOptions
    entries: ClassVar[frozenset[CardEntry]] = frozenset(CardEntry)
    gives_hints: ClassVar[bool] = True

    def start(self, request: StartPayment, options: Options, /) -> Started:
        """
        Begin a payment, after a look whether it was begun if that is not known.

        One that no search shows yet is begun again: nobody has the address of the first, so nobody
        can pay it, and it expires.

        :raises Retry: if it was certainly not begun, for a passing reason
        :raises LostAnswer: if it may have been begun
        :raises GiveUp: if Pay refuses it, or takes no key of ours
        """
        wire = _wire(options)
        if request.outcome_unknown:
            known = self.find(request.payment_id, request.reference, options)
            if known is not None:
                return Started(
                    gateway_reference=known.gateway_reference, next_url=known.next_url or ""
                )
        try:
            agreement = _new_agreement(wire, request) if request.keeps_card else ""
            said = wire.post("/v1/payments", mapping.payment_body(request, agreement))
        except KeyRefused as refusal:
            raise GiveUp(str(refusal)) from refusal
        begun = _begun(said, "payment")
        if not begun.next_url and request.entry is not CardEntry.VOICE:
            raise LostAnswer("GOV.UK Pay began a payment and did not say where it goes on.")
        return Started(gateway_reference=begun.gateway_reference, next_url=begun.next_url or "")

    def fetch(self, gateway_reference: str, options: Options, /) -> GatewayStatus:
        """
        Ask how a payment stands, where Pay answers with what is so now.

        :raises Retry: if Pay does not answer
        :raises GiveUp: if it knows of no such payment
        """
        return mapping.status(_payment(_wire(options), gateway_reference))

    def find(self, payment_id: UUID, reference: str, options: Options, /) -> GatewayStatus | None:
        """
        Look for a payment of which no answer came; searches see one a little later.

        :raises Retry: if Pay does not answer
        """
        parameters = {"reference": mapping.as_taken(reference)}
        found = [
            self.fetch(mapping.reference_of(one, "payment_id"), options)
            for one in _wire(options).search("/v1/payments", parameters)
            if mapping.is_of(one, payment_id)
        ]
        return min(found, key=_rank, default=None)

    def cancel(self, gateway_reference: str, options: Options, /) -> GatewayStatus:
        """
        Stop a payment; where it is too late its status says so.

        :raises Retry: if Pay does not answer
        :raises GiveUp: if it knows of no such payment
        """
        _wire(options).nudge(f"/v1/payments/{gateway_reference}/cancel")
        return self.fetch(gateway_reference, options)

    def read_hint(self, headers: Mapping[str, str], body: bytes, options: Options, /) -> Hint:
        """
        Read a webhook, of which nothing is believed but the name of the payment.

        :raises HintRefused: if its signature is another, or it names no payment
        """
        lower = {name.lower(): value for name, value in headers.items()}
        if not is_signed(lower.get("pay-signature", ""), body, _own(options)):
            raise HintRefused("The signature is wrong.")
        try:
            told = json.loads(body)
            resource = told["resource"] if isinstance(told["resource"], dict) else {}
            about = resource if "payment_id" in resource else {"payment_id": told["resource_id"]}
            reference = mapping.reference_of(about, "payment_id")
        except (RecursionError, ValueError, KeyError, TypeError, Retry) as error:
            raise HintRefused("This is no webhook about a payment.") from error
        # The documentation calls it by the second name, the messages by the first.
        return Hint(reference, str(told.get("webhook_message_id") or told.get("id") or "")[:80])

    # Takes cards by voice

    def hand_over(self, gateway_reference: str, language: str, options: Options, /) -> HandOver:
        """
        Return where a call goes on: at the voice page that the council's service sends cards by.

        :raises Retry: if Pay or the voice page does not answer
        :raises GiveUp: if no card can be sent for this payment any more, or there is no voice page
        """
        payment = _payment(_wire(options), gateway_reference)
        return voice_page.hand_over(payment, gateway_reference, language, _own(options))

    # Captures later

    def capture(self, gateway_reference: str, options: Options, /) -> GatewayStatus:
        """
        Take the reserved money.

        :raises Retry: if Pay does not answer, or cannot just now
        :raises GiveUp: if there is nothing reserved any more
        """
        said = _wire(options).nudge(f"/v1/payments/{gateway_reference}/capture")
        status = self.fetch(gateway_reference, options)
        if said.is_done or status.outcome is Outcome.PAID:
            return status
        if status.outcome is Outcome.RESERVED:
            raise Retry(f"GOV.UK Pay could not take the money just now ({said.code}).")
        raise GiveUp("The money is not reserved any more: GOV.UK Pay keeps it for five days.")

    # Refunds

    def refund(self, request: RefundRequest, options: Options, /) -> RefundStatus:
        """
        Give money back, or find that it was; see `refunding`.

        :raises RefundChanged: if another amount is left to refund than was believed
        :raises Retry: if it was certainly not asked for, for a passing reason
        :raises LostAnswer: if it may have been
        :raises GiveUp: if it will never be
        """
        return refunding.refund(_wire(options), request)

    def fetch_refund(
        self, gateway_reference: str, refund_reference: str, options: Options, /
    ) -> RefundStatus:
        """
        Ask how a refund stands.

        :raises Retry: if Pay does not answer
        :raises GiveUp: if it knows of no such refund
        """
        path = f"/v1/payments/{gateway_reference}/refunds/{refund_reference}"
        said = _wire(options).get(path)
        if not said.is_done:
            raise mapping.refusal("question about a refund", said.code, said.body)
        return mapping.refund_status(said.body)

    # Keeps cards

    def charge(self, request: RepeatPayment, options: Options, /) -> GatewayStatus:
        """
        Charge the card that was kept, under the payment's id as key, which Pay honours for a day.

        :raises Retry: if it was certainly not charged, for a passing reason
        :raises LostAnswer: if it may have been
        :raises GiveUp: if this card cannot be charged again
        """
        wire = _wire(options)
        if request.outcome_unknown:
            known = self.find(request.payment_id, request.reference, options)
            if known is not None:
                return known
        said = wire.post("/v1/payments", mapping.repeat_body(request), key=str(request.payment_id))
        if said.code == _KEY_USED:
            known = self.find(request.payment_id, request.reference, options)
            if known is None:
                raise LostAnswer("GOV.UK Pay has this payment, but its searches do not see it yet.")
            return known
        if said.code in _OF_THE_SERVICE:
            refusal = mapping.refusal("payment", said.code, said.body)
            raise Retry(str(refusal), after=AFTER_A_PERSON)
        return _begun(said, "payment")

    def agreement(self, agreement_reference: str, options: Options, /) -> AgreementOutcome:
        """
        Ask whether the card can be charged.

        :raises Retry: if Pay does not answer
        """
        said = _wire(options).get(f"/v1/agreements/{agreement_reference}")
        if said.is_absent:
            return AgreementOutcome.ENDED
        if not said.is_done:
            raise Retry(f"GOV.UK Pay does not say how an agreement stands ({said.code}).")
        return mapping.agreement_outcome(said.body)

    def end_agreement(self, agreement_reference: str, options: Options, /) -> None:
        """
        Let Pay forget the card. It refuses for one that it has not, which is as good.

        :raises Retry: if Pay does not answer, or goes on charging
        """
        said = _wire(options).nudge(f"/v1/agreements/{agreement_reference}/cancel")
        if said.is_done or said.is_absent:
            return
        if self.agreement(agreement_reference, options) is AgreementOutcome.ACTIVE:
            raise Retry(f"GOV.UK Pay did not end an agreement ({said.code}).")

    # Settles

    def settled(self, first: date, last: date, options: Options, /) -> Iterator[Settled]:
        """
        Return what was paid out, as searches see it: ask for the last days again.

        Pay's own last day is not among what it returns, or is: both are said of it.

        :raises Retry: if Pay does not answer
        """
        parameters = {
            "from_settled_date": first.isoformat(),
            "to_settled_date": (last + timedelta(days=1)).isoformat(),
        }
        for kind, path in _SEARCHES.items():
            for one in _wire(options).search(path, parameters):
                moved = mapping.settled(kind, one)
                if moved is not None and first <= moved.settled_on <= last:
                    yield moved

    def disputes(self, since: datetime, options: Options, /) -> Iterator[DisputeStatus]:
        """
        Return all disputes that were raised since; Pay answers with what is so now.

        :raises Retry: if Pay does not answer
        """
        for one in _wire(options).search("/v1/disputes", {"from_date": _moment(since)}):
            yield mapping.dispute(one)

    def begun(self, since: datetime, options: Options, /) -> Iterator[GatewayStatus]:
        """
        Return all payments that were begun since, as searches see them.

        :raises Retry: if Pay does not answer
        """
        for one in _wire(options).search("/v1/payments", {"from_date": _moment(since)}):
            yield mapping.status(one)


def is_signed(signature: str, body: bytes, options: GovukPayOptions) -> bool:
    """Tell whether a message was signed with the council's secret."""
    if not options.webhook_secret_secret or not signature:
        return False
    try:
        key = secret(options.webhook_secret_secret)
    except SecretMissing:
        return False
    expected = hmac.new(key.encode(), body, sha256).hexdigest()
    return hmac.compare_digest(signature.encode(), expected.encode())


def _moment(at: datetime) -> str:
    return at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def _new_agreement(wire: Wire, request: StartPayment) -> str:
    """Begin the agreement that the payment will make active; one too many keeps no card."""
    said = wire.post("/v1/agreements", mapping.agreement_body(request), is_harmless=True)
    if not said.is_done:
        raise mapping.refusal("agreement", said.code, said.body)
    return mapping.reference_of(said.body, "agreement_id")


def _begun(said: Said, what: str) -> GatewayStatus:
    """Return what Pay has begun; where it has and does not say so legibly it may be found later."""
    if not said.is_done:
        raise mapping.refusal(what, said.code, said.body)
    try:
        return mapping.status(said.body)
    except Retry as error:
        raise LostAnswer(str(error)) from error


def _payment(wire: Wire, gateway_reference: str) -> Mapping[str, Any]:
    said = wire.get(f"/v1/payments/{gateway_reference}")
    if said.is_absent:
        raise GiveUp("GOV.UK Pay knows of no such payment in this service.")
    if not said.is_done:
        raise Retry(f"GOV.UK Pay does not say how a payment stands ({said.code or said.status}).")
    return said.body


def _rank(status: GatewayStatus) -> int:
    return _RANK.index(status.outcome) if status.outcome in _RANK else len(_RANK)


def _wire(options: Options) -> Wire:
    return Wire(_own(options))


def _own(options: Options) -> GovukPayOptions:
    if not isinstance(options, GovukPayOptions):
        raise TypeError("These are another gateway's options.")
    return options
