"""The searches of the API: payments, refunds, agreements and disputes, a page at a time."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any, TypeVar
from urllib.parse import urlencode

from flask import Blueprint, Response, jsonify, request

from simulators.govuk_pay import shown
from simulators.govuk_pay.books import Books
from simulators.govuk_pay.clock import Clock
from simulators.govuk_pay.firewall import Gate
from simulators.govuk_pay.records import Agreement, Dispute, Payment, Record, Refund
from simulators.govuk_pay.refusals import RefusedError, not_found
from simulators.trouble import Kind, Troubles

R = TypeVar("R", bound=Record)

TROUBLES = (
    Kind(
        "lag", "Let searches lag", "Let searches see what was done so long ago.", {"seconds": 60.0}
    ),
)
LARGEST_PAGE = 500
PAYMENT_STATES = {"created", "started", "submitted", "capturable", "success", "failed",
                  "cancelled", "error"}  # fmt: skip
AGREEMENT_STATES = {"created", "active", "cancelled", "inactive"}
DISPUTE_STATES = {"needs_response", "under_review", "lost", "won"}
WRONG = "Invalid parameters: {}. See Public API documentation for the correct data formats"
_MOMENT = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)")
_DAY = re.compile(r"\d{4}-\d\d-\d\d")
_TEXTS = {
    "email": "json_extract(body, '$.email')",
    "card_brand": "json_extract(body, '$.card.brand')",
    "cardholder_name": "json_extract(body, '$.card.cardholder_name')",
    "first_digits_card_number": "json_extract(body, '$.card.first_digits')",
    "last_digits_card_number": "json_extract(body, '$.card.last_digits')",
    "agreement_id": "json_extract(body, '$.agreement_id')",
}


def _moment(text: str) -> float | None:
    """Read a moment, if it is one as Pay takes them."""
    try:
        return (
            datetime.fromisoformat(text).astimezone(UTC).timestamp()
            if _MOMENT.fullmatch(text)
            else None
        )
    except ValueError:
        return None


def _day(text: str) -> str | None:
    """Read a day, if it is one as Pay takes them."""
    try:
        return date.fromisoformat(text).isoformat() if _DAY.fullmatch(text) else None
    except ValueError:
        return None


_WHEN: Mapping[str, tuple[str, Callable[[str], object]]] = {
    "from_date": ("created_at >= ?", _moment),
    "to_date": ("created_at < ?", _moment),
    "from_settled_date": ("settled_on >= ?", _day),
    "to_settled_date": ("settled_on <> '' AND settled_on < ?", _day),
}


@dataclass(frozen=True)
class Asked:
    """One search, understood."""

    conditions: Mapping[str, object]
    page: int
    size: int


@dataclass(frozen=True)
class Searches:
    """The searches."""

    books: Books
    clock: Clock
    gate: Gate
    troubles: Troubles
    lag: float

    def blueprint(self) -> Blueprint:
        """Lay out the addresses."""
        pages = Blueprint("searches", __name__, url_prefix="/v1")
        pages.add_url_rule("/payments", view_func=self.payments)
        pages.add_url_rule("/payments/<payment_id>/refunds", view_func=self.refunds_of)
        pages.add_url_rule("/refunds", view_func=self.refunds)
        pages.add_url_rule("/agreements", view_func=self.agreements)
        pages.add_url_rule("/disputes", view_func=self.disputes)
        return pages

    def payments(self) -> Response:
        """Search payments."""
        asked = _read("P0401", states=PAYMENT_STATES, parameter="state", texts=True)
        return self._answer(Payment, asked, "P0402", self._payment)

    def refunds(self) -> Response:
        """Search refunds."""
        asked = _read("P1101")
        return self._answer(Refund, asked, "P1100", lambda one: shown.refund(one, request.url_root))

    def agreements(self) -> Response:
        """Search agreements."""
        asked = _read("P2401", states=AGREEMENT_STATES, parameter="status")
        return self._answer(Agreement, asked, "P2402", shown.agreement)

    def disputes(self) -> Response:
        """Search disputes, which are seen at once."""
        asked = _read("P0401", states=DISPUTE_STATES, parameter="status")
        return self._answer(
            Dispute, asked, "P0402", lambda one: shown.dispute(one, request.url_root)
        )

    def refunds_of(self, payment_id: str) -> Response:
        """List a payment's refunds, as searches see them."""
        account = self.gate.caller()
        if self.books.find(Payment, payment_id, account=account.slug) is None:
            raise not_found("P0800")
        self._catch_up()
        _, found = self.books.search(
            Refund, account.slug, {"payment_id = ?": payment_id}, limit=LARGEST_PAGE
        )
        here = f"{request.url_root}v1/payments/{payment_id}"
        return jsonify(
            payment_id=payment_id,
            _links={
                "self": {"href": f"{here}/refunds", "method": "GET"},
                "payment": {"href": here, "method": "GET"},
            },
            _embedded={"refunds": [shown.refund(one, request.url_root) for one in found]},
        )

    def _answer(
        self, kind: type[R], asked: Asked, absent: str, show: Callable[[R], dict[str, Any]]
    ) -> Response:
        account = self.gate.caller()
        self._catch_up()
        total, found = self.books.search(
            kind,
            account.slug,
            asked.conditions,
            limit=asked.size,
            offset=(asked.page - 1) * asked.size,
        )
        last = max(1, -(-total // asked.size))
        if asked.page > last:
            raise RefusedError(404, absent, "Page not found")
        return jsonify(
            total=total,
            count=len(found),
            page=asked.page,
            results=[show(one) for one in found],
            _links=_navigation(asked.page, last),
        )

    def _catch_up(self) -> None:
        told = self.troubles.take("lag", "search")
        lag = float(told["seconds"]) if told else self.lag
        self.books.catch_up(self.clock.now() - lag)

    def _payment(self, payment: Payment) -> dict[str, Any]:
        """Show a payment without the way to its next page, which no search tells."""
        links = shown.payment_links(payment, request.url_root, next_url="", token="")
        return {**shown.payment(payment), "_links": links}


def _read(
    code: str, *, states: set[str] | None = None, parameter: str = "", texts: bool = False
) -> Asked:
    """
    Understand what is searched for.

    :raises RefusedError: naming all that is not understood
    """
    given = {name: value for name, value in request.args.items() if value}
    page = _number(given.get("page", "1"))
    size = _number(given.get("display_size", str(LARGEST_PAGE)))
    wrong = [
        name for name, (_, read) in _WHEN.items() if name in given and read(given[name]) is None
    ]
    if states is not None and given.get(parameter, next(iter(states))) not in states:
        wrong.append(parameter)
    if not page:
        wrong.append("page")
    if not 1 <= size <= LARGEST_PAGE:
        wrong.append("display_size")
    if wrong:
        raise RefusedError(422, code, WRONG.format(", ".join(wrong)))
    conditions = {sql: read(given[name]) for name, (sql, read) in _WHEN.items() if name in given}
    known = dict(_TEXTS) if texts else {}
    if "reference" in given:
        conditions["reference = ?"] = given["reference"].lower()
    if states is not None:
        known[parameter] = "json_extract(body, '$.status')"
    conditions |= {
        f"lower({sql}) = ?": given[name].lower() for name, sql in known.items() if name in given
    }
    return Asked(conditions, page, size)


def _navigation(page: int, last: int) -> dict[str, dict[str, str]]:
    """Point to the pages of a search."""
    given = request.args.to_dict()
    pages = {"self": page, "first_page": 1, "last_page": last}
    if page > 1:
        pages["prev_page"] = page - 1
    if page < last:
        pages["next_page"] = page + 1
    return {
        name: {
            "href": f"{request.base_url}?{urlencode({**given, 'page': number})}",
            "method": "GET",
        }
        for name, number in pages.items()
    }


def _number(text: str) -> int:
    return int(text) if text.isdecimal() and len(text) < 10 else 0
