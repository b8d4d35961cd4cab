"""The pages on which a payer, or an employee whom one rang, types a card."""

import time
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime

from flask import Blueprint, make_response, redirect, render_template, request
from werkzeug.wrappers import Response as AnyResponse

from simulators.capita_scp.cards import BROKEN, REJECTED, Typed
from simulators.capita_scp.portals import Portal
from simulators.capita_scp.register import Register, Sale
from simulators.capita_scp.words import WORDS

CLOSE = "scp:close"
CARDS_ALLOWED = 3
PAGE_POLICY = (
    "default-src 'none'; style-src 'self'; form-action 'self' http: https:; base-uri 'none'; "
    "frame-ancestors 'none'"
)
"""As for all pages, but its form ends at the council: browsers check where it is sent on to."""
ENDS = {"cancel": "CANCELLED", "log_out": "LOGGED_OUT", "expire": "LOGGED_OUT"}
UNKNOWN, GONE = 404, 410


@dataclass(frozen=True)
class Payer:
    """The pages of one sale; who knows the address may pay."""

    register: Register
    portals: Mapping[int, Portal]

    def blueprint(self) -> Blueprint:
        """Lay out the addresses."""
        pages = Blueprint("payer", __name__)
        pages.add_url_rule("/scp/pay/<page_key>", view_func=self.show)
        pages.add_url_rule("/scp/pay/<page_key>", view_func=self.act, methods=["POST"])
        return pages

    def show(self, page_key: str) -> AnyResponse:
        """Ask for a card."""
        sale = self.register.by_page(page_key, now=time.time())
        if sale is None or sale.status:
            return self._ended(sale)
        self.register.open(page_key, at=time.time())
        return self._page("pay.html", sale)

    def act(self, page_key: str) -> AnyResponse:
        """Do what the payer chose."""
        now = time.time()
        sale = self.register.by_page(page_key, now=now)
        if sale is None or sale.status:
            return self._ended(sale)
        choice = request.form.get("do", "")
        if choice in ENDS:
            rejected = choice == "cancel" and sale.rejections > 0
            status = "CARD_DETAILS_REJECTED" if rejected else ENDS[choice]
            self.register.end(page_key, status, at=now)
            return self._back(sale, stays=choice == "expire", refused=True)
        if choice in {"pay", "pay_and_close"}:
            return self._pay(sale, now, stays=choice == "pay_and_close")
        return self._page("pay.html", sale)

    def _pay(self, sale: Sale, now: float, *, stays: bool) -> AnyResponse:
        typed = Typed(
            request.form.get("number", ""),
            request.form.get("month", ""),
            request.form.get("year", ""),
            request.form.get("code", ""),
        )
        mistakes = typed.mistakes(datetime.fromtimestamp(now, UTC).date())
        if mistakes:
            return self._page("pay.html", sale, mistakes=mistakes, status=422)
        if typed.fate == REJECTED:
            if self.register.reject(sale.page_key) < CARDS_ALLOWED:
                return self._page("pay.html", sale, rejected=True, status=422)
            self.register.end(sale.page_key, "CARD_DETAILS_REJECTED", at=now)
            return self._back(sale, stays=stays)
        if typed.fate == BROKEN:
            self.register.end(sale.page_key, "ERROR", at=now, error="The acquirer did not answer.")
            return self._back(sale, stays=stays)
        self.register.pay(sale.page_key, typed.shown(), at=now)
        return self._back(sale, stays=stays)

    def _back(self, sale: Sale, *, stays: bool, refused: bool = False) -> AnyResponse:
        """Send the browser back to the council, unless it was closed."""
        order = sale.order
        address = (refused and order.back_url) or order.return_url
        if stays or address == CLOSE:
            return self._page("closed.html", sale)
        return redirect(address, 303)

    def _ended(self, sale: Sale | None) -> AnyResponse:
        if sale is None:
            return make_response("There is no such payment.", UNKNOWN)
        return self._page("ended.html", sale, status=GONE)

    def _page(
        self,
        template: str,
        sale: Sale,
        *,
        mistakes: Mapping[str, str] | None = None,
        rejected: bool = False,
        status: int = 200,
    ) -> AnyResponse:
        language = "cy" if sale.order.language == "cy" else "en"
        response = make_response(
            render_template(
                template,
                sale=sale,
                portal=self.portals.get(sale.order.scp_id),
                language=language,
                words=WORDS[language],
                mistakes=mistakes or {},
                rejected=rejected,
            ),
            status,
        )
        response.headers["Content-Security-Policy"] = PAGE_POLICY
        response.headers["Cache-Control"] = "no-store"
        return response
