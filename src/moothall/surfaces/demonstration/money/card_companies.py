"""The simulated card companies, as their payers and their own staff use them."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from typing import Any, ClassVar

import httpx

from moothall.councils.rows import CouncilRow
from moothall.kernel.secrets import secret
from moothall.payments.models import Payment

#: Their test card that pays.
CARD = {"number": "4242424242424242", "month": "12", "year": "39", "code": "123"}
SECONDS = 20
#: What was paid by an older page with the same account, of which we know nothing.
UNKNOWN_PENCE = 3150
UNKNOWN_REFERENCE = "OLDSHOP20417"


class CardCompanies:
    """Both of them: GOV.UK Pay, whose clock can be put back, and Pay360."""

    GOVUK_PAY: ClassVar[str] = "govuk_pay"

    def __init__(self, council: CouncilRow, *, govuk_pay: str) -> None:
        """Speak to them as this council."""
        key = secret(f"{council.slug}-govuk-pay")
        headers = {"Authorization": f"Bearer {key}"}
        self._talk = httpx.Client(timeout=SECONDS, trust_env=False)
        self._pay = httpx.Client(
            base_url=govuk_pay, timeout=SECONDS, trust_env=False, headers=headers
        )
        self._at: datetime | None = None

    @contextmanager
    def in_the_past(self, since: datetime, *, now: datetime) -> Iterator[None]:
        """Let it be another day at GOV.UK Pay for a while."""
        self._at = now
        self.go_to(since)
        try:
            yield
        finally:
            self.go_to(now)

    def go_to(self, moment: datetime) -> None:
        """Set the clock; what falls due on the way forward is done."""
        if self._at is not None:
            self._ask("/_clock", advance_seconds=(moment - self._at).total_seconds())
            self._at = moment

    def pay(self, payment: Payment) -> None:
        """Type a card where the payment leads to."""
        if payment.choice.gateway == self.GOVUK_PAY:
            self._ask("/_payer", payment_id=payment.gateway_reference, do="pay")
            return
        self._talk.get(payment.next_url).raise_for_status()
        answer = self._talk.post(payment.next_url, data={"do": "pay_and_close", **CARD})
        answer.raise_for_status()

    def give_back_in_portal(self, payment: Payment, pence: int) -> None:
        """Give a part of a payment back at GOV.UK Pay itself, and tell nobody."""
        for seconds in (1, -1):  # in which the money is taken
            self._ask("/_clock", advance_seconds=seconds)
        left = {"amount": pence, "refund_amount_available": payment.amount_pence}
        self._ask(f"/v1/payments/{payment.gateway_reference}/refunds", **left)

    def take_for_an_older_page(self) -> None:
        """Take a payment with the same account that is none of ours."""
        begun = self._ask(
            "/v1/payments",
            amount=UNKNOWN_PENCE,
            reference=UNKNOWN_REFERENCE,
            description="Replacement bin, old shop",
            return_url="http://localhost/",
        )
        self._ask("/_payer", payment_id=begun["payment_id"], do="pay")

    def _ask(self, path: str, **what: Any) -> dict[str, Any]:
        answer = self._pay.post(path, json=what)
        answer.raise_for_status()
        said: dict[str, Any] = answer.json()
        return said
