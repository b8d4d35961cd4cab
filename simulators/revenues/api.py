"""The interface that `openapi.yaml` describes: proofs, accounts, bills, changes and letters."""

import hmac
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date

from flask import Blueprint, Response, jsonify, request

from simulators.revenues.accounts import Account, Library
from simulators.revenues.asked import Asked, RefusedError, change_of, error_body, kind_of, no_match
from simulators.revenues.authorities import Authority
from simulators.revenues.changes import ChangeBook
from simulators.revenues.paper import bill_as_pdf
from simulators.revenues.shown import bills_as_json, summary_as_json
from simulators.trouble import Kind as Trouble
from simulators.trouble import Troubles

OPERATIONS = {
    "post_proof": "proving whose an account is",
    "post_letter": "printing a letter with a code",
    "post_change": "changing an account",
    "get_summary": "asking for an account’s figures",
    "get_bills": "asking for a list of bills",
    "get_bill": "asking for one bill as PDF",
}
TROUBLES = (
    Trouble("garble", "Garble", "Answer HTTP 200 with JSON of another shape.", aim=("get", "post")),
)
_ACCOUNT = r"/v1/accounts/[a-z_]+/[^/]+"
_PATHS = (
    ("POST", r"/v1/proofs", "post_proof"),
    ("POST", r"/v1/letters", "post_letter"),
    ("POST", _ACCOUNT + "/changes", "post_change"),
    ("GET", _ACCOUNT, "get_summary"),
    ("GET", _ACCOUNT + "/bills", "get_bills"),
    ("GET", _ACCOUNT + r"/bills/[^/]+\.pdf", "get_bill"),
)


def operation_of(method: str, path: str) -> str | None:
    """Name what a request asks of the interface, if it asks anything."""
    return next(
        (name for verb, form, name in _PATHS if verb == method and re.fullmatch(form, path)), None
    )


def error_shape(path: str, status: int, message: str) -> tuple[str, bytes]:
    """Write an error as the contract has it."""
    del path
    return "application/json", error_body("refused" if status < 500 else "unavailable", message)


@dataclass(frozen=True)
class Api:
    """The interface: it reads requests, looks into the books and writes answers."""

    authorities: Mapping[str, Authority]
    book: ChangeBook
    troubles: Troubles
    today: Callable[[], date]

    def blueprint(self) -> Blueprint:
        """Lay out the addresses."""
        pages = Blueprint("api", __name__, url_prefix="/v1")
        account = "/accounts/<kind>/<reference>"
        pages.add_url_rule("/proofs", view_func=self.prove, methods=["POST"])
        pages.add_url_rule("/letters", view_func=self.post_letter, methods=["POST"])
        pages.add_url_rule(account, view_func=self.summary)
        pages.add_url_rule(f"{account}/bills", view_func=self.bills)
        pages.add_url_rule(f"{account}/bills/<bill_id>.pdf", view_func=self.bill)
        pages.add_url_rule(f"{account}/changes", view_func=self.change, methods=["POST"])
        pages.register_error_handler(RefusedError, _show_refusal)
        pages.before_request(self._garbled)
        return pages

    def prove(self) -> Response:
        """Say who somebody is on an account, if all that they said of it is right."""
        asked = Asked.read(request.get_json(silent=True))
        account = self._proven(asked)
        last_bill = asked.number("last_bill_pence")
        if last_bill is not None:
            bills = account.books.bills
            if not bills or bills[0].pence != last_bill:
                raise no_match()
        strength = "details" if last_bill is None else "bill"
        return jsonify(proven={**_who(account, asked), "strength": strength})

    def post_letter(self) -> tuple[Response, int]:
        """Print a letter with a code to the address of the account, if what was said is right."""
        key = _key()
        asked = Asked.read(request.get_json(silent=True))
        code, language = asked.text("code"), asked.text("language", default="en")
        account = self._proven(asked)
        who = _who(account, asked)
        addressee = str(who["name"]) or "The account holder"
        self.book.print_letter(account, key=key, addressee=addressee, code=code, language=language)
        return jsonify(proven={**who, "strength": "details"}), 202

    def summary(self, kind: str, reference: str) -> Response:
        """Show an account's figures to one of those who answer for it."""
        account, party = self._opened(kind, reference)
        return jsonify(summary_as_json(account, party, self.book.standing(account, party)))

    def bills(self, kind: str, reference: str) -> Response:
        """List an account's bills, newest first."""
        account, _ = self._opened(kind, reference)
        return jsonify(bills=bills_as_json(account))

    def bill(self, kind: str, reference: str, bill_id: str) -> Response:
        """
        Show one bill as PDF.

        :raises RefusedError: if there is none of this name
        """
        account, _ = self._opened(kind, reference)
        for bill in account.books.bills:
            if bill.id == bill_id:
                return Response(bill_as_pdf(account, bill), content_type="application/pdf")
        raise RefusedError(404, "no_bill", "There is no such bill.")

    def change(self, kind: str, reference: str) -> tuple[Response, int]:
        """
        Change an account; the same key twice is one change.

        :raises RefusedError: if the account does not allow it
        """
        key = _key()
        account, party = self._opened(kind, reference)
        what, content = change_of(Asked.read(request.get_json(silent=True)))
        if account.status == "closed":
            raise RefusedError(409, "closed", "This account is closed.")
        if what == "contact" and not party:
            raise RefusedError(409, "not_known", "We do not know which of you this is.")
        number = self.book.keep(account, key=key, party=party, what=what, content=content)
        return jsonify(reference=number), 201

    def _opened(self, kind: str, reference: str) -> tuple[Account, str]:
        """Return an account and who looks at it; who has left it is told so."""
        account = self._books().find(kind_of(kind), reference)
        party = request.args.get("party", "")
        known = account.party(party) if account else None
        if account is None or account.is_protected or (party and known is None):
            raise no_match()
        if known and known.ended_on:
            raise RefusedError(410, "ended", known.ended_on.isoformat())
        return account, party

    def _proven(self, asked: Asked) -> Account:
        account = self._books().prove(
            asked.kind(),
            asked.text("reference"),
            surname=asked.text("surname"),
            postcode=asked.text("postcode"),
        )
        if account is None or account.is_protected:
            raise no_match()
        return account

    def _books(self) -> Library:
        """Return the books of the authority whose key was sent."""
        scheme, _, key = request.headers.get("Authorization", "").partition(" ")
        for authority in self.authorities.values():
            same = hmac.compare_digest(authority.key.encode(), key.encode())
            if scheme.lower() == "bearer" and same:
                return Library(authority, self.today())
        raise RefusedError(401, "unauthorised", "Send your key as a bearer token.")

    def _garbled(self) -> Response | None:
        operation = operation_of(request.method, request.path) or ""
        garbled = operation and self.troubles.take("garble", operation) is not None
        return jsonify(["nothing", {"that": "was asked"}]) if garbled else None


def _who(account: Account, asked: Asked) -> dict[str, str]:
    """
    Say as whom somebody is known on an account.

    :raises RefusedError: if they no longer answer for it
    """
    person = account.matching(asked.text("surname"), asked.text("given_name", default=""))
    if person is None or person.ended_on:
        raise no_match()
    return {"party": person.key, "name": str(person.name), "relationship": person.relationship}


def _key() -> str:
    key = request.headers.get("Idempotency-Key", "")
    if not key:
        raise RefusedError(400, "no_key", "Send an Idempotency-Key.")
    return key


def _show_refusal(refusal: RefusedError) -> Response:
    return Response(refusal.body, refusal.status, content_type="application/json")
