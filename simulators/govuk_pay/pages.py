"""The page that shows payments, and what tests may ask and do."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from flask import Blueprint, Response, jsonify, redirect, render_template, request, url_for
from werkzeug.wrappers import Response as AnyResponse

from simulators.govuk_pay import cards, shown
from simulators.govuk_pay.accounts import Account
from simulators.govuk_pay.books import Books
from simulators.govuk_pay.clock import Clock, write_moment
from simulators.govuk_pay.journey import Journey
from simulators.govuk_pay.postman import Postman
from simulators.govuk_pay.records import DAY, Agreement, Payment, Refund

SHOWN = 50
LISTED = 1000
#: So much the clock goes on at least, so that it passes what is due just now.
A_MOMENT = 1.0
PAYER = {"name": "A. Payer", "expiry": "12/49"}
GOOD_CARD = "4242424242424242"
DISPUTE_STATES = ("needs_response", "under_review", "won", "lost")
Json = Response | tuple[Response, int]


@dataclass(frozen=True)
class Pages:
    """Our own pages, which the real Pay has not."""

    books: Books
    clock: Clock
    journey: Journey
    postman: Postman
    accounts: Mapping[str, Account]

    def blueprint(self) -> Blueprint:
        """Lay out the addresses."""
        pages = Blueprint(
            "pages",
            __name__,
            template_folder="templates",
            static_folder="static",
            static_url_path="/static",
        )
        pages.add_app_template_filter(write_moment, "moment")
        pages.add_app_template_filter(_in_pounds, "pounds")
        pages.add_url_rule("/", view_func=self.home)
        pages.add_url_rule("/", view_func=self.act, methods=["POST"])
        pages.add_url_rule("/_payments.json", view_func=self.payments)
        pages.add_url_rule("/_payer", view_func=self.play_payer, methods=["POST"])
        pages.add_url_rule("/_disputes", view_func=self.play_bank, methods=["POST"])
        pages.add_url_rule("/_clock", view_func=self.advance, methods=["POST"])
        pages.add_url_rule("/_webhooks", view_func=self.webhooks)
        pages.add_url_rule("/_webhooks", view_func=self.listen, methods=["POST"])
        return pages

    def home(self) -> str:
        """Show the newest payments."""
        return render_template(
            "payments.html",
            payments=self.books.newest(Payment, limit=SHOWN),
            accounts=self.accounts,
            now=self.clock.now(),
            messages=self.postman.messages(limit=SHOWN),
        )

    def act(self) -> AnyResponse:
        """Put the clock forward, or let a bank dispute a payment, from the page."""
        if request.form.get("days"):
            self._go_forward(request.form.get("days", 0.0, type=float) * DAY)
        elif request.form.get("dispute"):
            status = request.form.get("status", "")
            if status in DISPUTE_STATES:
                self.journey.dispute(request.form["dispute"], status=status, reason="general")
        return redirect(url_for("pages.home"), 303)

    def payments(self) -> Response:
        """Show payments as they are now, the newest first, for tests."""
        wanted = request.args.get("reference", "")
        found = self.books.newest(Payment, limit=LISTED)
        chosen = [
            {"account": one.account, **shown.payment(one)}
            for one in found
            if wanted in {"", one.reference}
        ]
        agreements = [shown.agreement(one) for one in self.books.newest(Agreement, limit=LISTED)]
        refunds = [shown.refund(one, "/") for one in self.books.newest(Refund, limit=LISTED)]
        return jsonify(count=len(chosen), payments=chosen, refunds=refunds, agreements=agreements)

    def play_payer(self) -> Json:
        """Do what a payer does at the pages, without them."""
        wanted = _asked()
        payment_id, deed = str(wanted.get("payment_id")), str(wanted.get("do", "pay"))
        number = str(wanted.get("card", GOOD_CARD))
        deeds: Mapping[str, Callable[[], Payment]] = {
            "open": lambda: self.journey.open(payment_id),
            "submit": lambda: self._submit(payment_id, number),
            "pay": lambda: self._pay(payment_id, number),
            "cancel": lambda: self.journey.give_up(payment_id),
        }
        if deed not in deeds or self.books.find(Payment, payment_id) is None:
            return jsonify(error=f"Send a payment_id, and do: {', '.join(deeds)}."), 400
        return jsonify(shown.payment(deeds[deed]()))

    def play_bank(self) -> Json:
        """Do what a bank does with a disputed payment."""
        wanted = _asked()
        status = str(wanted.get("status", DISPUTE_STATES[0]))
        reason = str(wanted.get("reason", "general"))
        dispute = None
        if status in DISPUTE_STATES:
            dispute = self.journey.dispute(
                str(wanted.get("payment_id")), status=status, reason=reason
            )
        if dispute is None:
            return jsonify(error=f"Send a paid payment_id, and status: {DISPUTE_STATES}."), 400
        return jsonify(shown.dispute(dispute, request.url_root))

    def advance(self) -> Json:
        """Put the clock forward, and do all that falls due; or back, to fill in a past."""
        seconds = _asked().get("advance_seconds")
        if isinstance(seconds, bool) or not isinstance(seconds, int | float):
            return jsonify(error="Send advance_seconds, a number."), 400
        return jsonify(now=write_moment(self._go_forward(seconds)))

    def webhooks(self) -> Response:
        """Show how telling the services went."""
        return jsonify(
            messages=self.postman.messages(payment_id=request.args.get("payment_id", ""))
        )

    def listen(self) -> Json:
        """Set where a service wants to be told, as one does in Pay's admin tool."""
        wanted = _asked()
        account, url = wanted.get("account"), wanted.get("callback_url")
        if account not in self.accounts or not isinstance(url, str):
            return jsonify(error="Send a known account and a callback_url."), 400
        self.postman.listen(str(account), url)
        return jsonify(account=account, callback_url=url)

    def _go_forward(self, seconds: float) -> float:
        """Go step by step, since one thing that falls due makes another fall due later."""
        self.journey.go_on()
        if seconds < 0:
            self.clock.advance(seconds)
        while seconds > 0:
            due = self.books.next_due()
            step = seconds if due is None else min(seconds, max(due - self.clock.now(), A_MOMENT))
            self.clock.advance(step)
            self.journey.go_on()
            seconds -= step
        return self.clock.now()

    def _submit(self, payment_id: str, number: str) -> Payment:
        self.journey.open(payment_id)
        return self.journey.submit(payment_id, cards.keep(number, **PAYER))

    def _pay(self, payment_id: str, number: str) -> Payment:
        self._submit(payment_id, number)
        return self.journey.confirm(payment_id)


def _asked() -> dict[str, Any]:
    asked = request.get_json(silent=True)
    return asked if isinstance(asked, dict) else {}


def _in_pounds(pence: int) -> str:
    return f"£{pence // 100:,}.{pence % 100:02d}"
