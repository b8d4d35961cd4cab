"""The pages on which a payer types a card; its number is forgotten with the request."""

import re
from collections.abc import Mapping
from dataclasses import dataclass

from flask import Blueprint, Response, make_response, redirect, render_template, request, url_for
from werkzeug.wrappers import Response as AnyResponse

from simulators.govuk_pay import cards
from simulators.govuk_pay.accounts import Account
from simulators.govuk_pay.books import Books
from simulators.govuk_pay.clock import Clock, day_of
from simulators.govuk_pay.journey import Journey
from simulators.govuk_pay.records import Payment
from simulators.govuk_pay.tokens import Tokens
from simulators.govuk_pay.words import WORDS

COOKIE = "pay_session"
PAGE_POLICY = (
    "default-src 'none'; style-src 'self'; form-action 'self' http: https:; base-uri 'none'; "
    "frame-ancestors 'none'"
)
"""As for all pages, but that its forms end at the service: browsers check where they lead."""
ENDS = {"P0020": "expired", "P0030": "cancelled", "P0040": "cancelled", "P0050": "error"}
FEWEST_NAME_DIGITS = 12
ADDRESS = {
    "addressLine1": "bad_address",
    "addressCity": "bad_city",
    "addressPostcode": "bad_postcode",
}


@dataclass(frozen=True)
class Paying:
    """The payer's pages."""

    books: Books
    clock: Clock
    journey: Journey
    tokens: Tokens
    accounts: Mapping[str, Account]

    def blueprint(self) -> Blueprint:
        """Lay out the addresses."""
        pages = Blueprint("paying", __name__)
        pages.add_url_rule("/secure/<token>", view_func=self.enter)
        pages.add_url_rule("/secure", view_func=self.enter_by_form, methods=["POST"])
        pages.add_url_rule("/card_details/<payment_id>", view_func=self.ask)
        pages.add_url_rule("/card_details/<payment_id>", view_func=self.take, methods=["POST"])
        pages.add_url_rule("/card_details/<payment_id>/confirm", view_func=self.ask_to_confirm)
        pages.add_url_rule(
            "/card_details/<payment_id>/confirm", view_func=self.confirm, methods=["POST"]
        )
        pages.add_url_rule(
            "/card_details/<payment_id>/cancel", view_func=self.give_up, methods=["POST"]
        )
        return pages

    def enter(self, token: str) -> AnyResponse:
        """Let a payer in, once; a browser that is in may come again."""
        payment_id = self.tokens.payment_of("secure", token)
        if not payment_id:
            return self._closed(None)
        mine = self._is_theirs(payment_id)
        if not self.tokens.use("secure", token) and not mine:
            return self._closed(self.books.find(Payment, payment_id))
        self.journey.open(payment_id)
        response = redirect(url_for("paying.ask", payment_id=payment_id), 303)
        if not mine:
            session = self.tokens.give("session", payment_id)
            response.set_cookie(COOKIE, session, httponly=True, samesite="Lax")
        return response

    def enter_by_form(self) -> AnyResponse:
        """Let in who comes with the token in a form."""
        return self.enter(request.form.get("chargeTokenId", ""))

    def ask(self, payment_id: str) -> AnyResponse:
        """Ask for the card, or go to where the payment stands."""
        payment = self._theirs(payment_id)
        if payment is None:
            return self._closed(self.books.find(Payment, payment_id))
        if payment.status == "submitted":
            return redirect(url_for("paying.ask_to_confirm", payment_id=payment_id), 303)
        return self._show_card(payment, {}) if not payment.is_finished else self._show_end(payment)

    def take(self, payment_id: str) -> AnyResponse:
        """Take the card."""
        payment = self._theirs(payment_id)
        if payment is None:
            return self._closed(self.books.find(Payment, payment_id))
        if payment.status != "started":
            return redirect(url_for("paying.ask", payment_id=payment_id), 303)
        given = {name: value.strip() for name, value in request.form.items()}
        number = re.sub(r"[\s-]", "", given.get("cardNo", ""))
        mistakes = _mistakes(given, number, moto=payment.moto, today=self._this_month())
        if mistakes:
            return self._show_card(payment, mistakes, given)
        expiry = f"{int(given['expiryMonth']):02d}/{given['expiryYear'][-2:]}"
        kept = cards.keep(
            number,
            name=given["cardholderName"],
            expiry=expiry,
            line1=given.get("addressLine1", ""),
            city=given.get("addressCity", ""),
            postcode=given.get("addressPostcode", ""),
            country="GB" if given.get("addressLine1") else "",
        )
        payment = self.journey.submit(payment_id, kept)
        return self._show_end(payment) if payment.is_finished else self._to_confirm(payment_id)

    def ask_to_confirm(self, payment_id: str) -> AnyResponse:
        """Ask whether the payer means it."""
        payment = self._theirs(payment_id)
        if payment is None or payment.status != "submitted":
            return redirect(url_for("paying.ask", payment_id=payment_id), 303)
        return self._page("confirm.html", payment)

    def confirm(self, payment_id: str) -> AnyResponse:
        """Pay, and go back; or close the browser, and do not."""
        payment = self._theirs(payment_id)
        if payment is None:
            return self._closed(self.books.find(Payment, payment_id))
        if payment.status == "submitted":
            payment = self.journey.confirm(payment_id)
        if payment.status not in {"success", "capturable"}:
            return self._show_end(payment)
        if request.form.get("then") == "close":
            return self._page("end.html", payment, end="closed", back="")
        return redirect(payment.return_url, 303)

    def give_up(self, payment_id: str) -> AnyResponse:
        """Cancel for the payer."""
        payment = self._theirs(payment_id)
        if payment is None:
            return self._closed(self.books.find(Payment, payment_id))
        return self._show_end(self.journey.give_up(payment_id))

    def _to_confirm(self, payment_id: str) -> AnyResponse:
        return redirect(url_for("paying.ask_to_confirm", payment_id=payment_id), 303)

    def _show_card(
        self, payment: Payment, mistakes: Mapping[str, str], given: Mapping[str, str] | None = None
    ) -> AnyResponse:
        typed = {k: v for k, v in (given or {}).items() if k not in {"cardNo", "cvc"}}
        typed.setdefault("email", payment.email)
        typed.setdefault("cardholderName", str(payment.prefilled.get("cardholder_name", "")))
        return self._page("card.html", payment, mistakes=mistakes, typed=typed, test=cards.CARDS)

    def _show_end(self, payment: Payment) -> AnyResponse:
        if payment.status in {"success", "capturable"}:
            end = "success"
        else:
            end = ENDS.get(payment.code, "declined")
        return self._page("end.html", payment, end=end, back=payment.return_url)

    def _closed(self, payment: Payment | None) -> AnyResponse:
        """Show that nobody is let in any more."""
        return self._page("end.html", payment, end="session", back="", status=403)

    def _page(
        self, template: str, payment: Payment | None, *, status: int = 200, **inputs: object
    ) -> AnyResponse:
        language = payment.language if payment else "en"
        account = self.accounts.get(payment.account) if payment else None
        name = "" if account is None else account.name_cy if language == "cy" else account.name
        response: Response = make_response(
            render_template(
                template,
                payment=payment,
                words=WORDS[language],
                language=language,
                service=name,
                **inputs,
            ),
            status,
        )
        response.headers["Content-Security-Policy"] = PAGE_POLICY
        response.headers["Cache-Control"] = "no-store"
        return response

    def _is_theirs(self, payment_id: str) -> bool:
        session = request.cookies.get(COOKIE, "")
        return bool(session) and self.tokens.payment_of("session", session) == payment_id

    def _theirs(self, payment_id: str) -> Payment | None:
        return self.books.find(Payment, payment_id) if self._is_theirs(payment_id) else None

    def _this_month(self) -> tuple[int, int]:
        today = day_of(self.clock.now())
        return today.year, today.month


def _mistakes(
    given: Mapping[str, str], number: str, *, moto: bool, today: tuple[int, int]
) -> dict[str, str]:
    """Name each field that cannot be right, with the word for why."""
    mistakes = {}
    if not cards.is_card_number(number):
        mistakes["cardNo"] = "bad_number"
    elif cards.card_of(number).fate == "not_accepted":
        mistakes["cardNo"] = "bad_kind"
    if not _is_in_future(given.get("expiryMonth", ""), given.get("expiryYear", ""), today):
        mistakes["expiryMonth"] = "bad_expiry"
    name = given.get("cardholderName", "")
    if not name or sum(letter.isdigit() for letter in name) >= FEWEST_NAME_DIGITS:
        mistakes["cardholderName"] = "bad_name"
    if not re.fullmatch(r"\d{3,4}", given.get("cvc", "")):
        mistakes["cvc"] = "bad_cvc"
    if moto:
        return mistakes
    mistakes |= {field: word for field, word in ADDRESS.items() if not given.get(field)}
    if "@" not in given.get("email", ""):
        mistakes["email"] = "bad_email"
    return mistakes


def _is_in_future(month: str, year: str, today: tuple[int, int]) -> bool:
    if not (month.isdecimal() and 1 <= int(month) <= 12 and re.fullmatch(r"(20)?\d\d", year)):
        return False
    return (2000 + int(year[-2:]), int(month)) >= today
