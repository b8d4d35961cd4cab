"""What somebody at the authority sees: the accounts known by name, and the letters printed."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from zoneinfo import ZoneInfo

from flask import Blueprint, Response, jsonify, render_template, request

from simulators.revenues.accounts import Library
from simulators.revenues.authorities import Authority
from simulators.revenues.changes import ChangeBook
from simulators.revenues.characters import CHARACTERS, FORTY
from simulators.revenues.references import Kind

LOCAL = ZoneInfo("Europe/London")
LANDLORDS_SHOWN = 2


@dataclass(frozen=True)
class Screen:
    """The pages of Civic Ledger."""

    authorities: Mapping[str, Authority]
    book: ChangeBook
    today: Callable[[], date]

    def blueprint(self) -> Blueprint:
        """Lay out the addresses."""
        pages = Blueprint(
            "screen",
            __name__,
            template_folder="templates",
            static_folder="static",
            static_url_path="/static",
        )
        pages.add_app_template_filter(_in_words, "moment")
        pages.add_url_rule("/", view_func=self.accounts_page)
        pages.add_url_rule("/letters", view_func=self.letters_page)
        pages.add_url_rule("/_accounts.json", view_func=self.accounts)
        pages.add_url_rule("/_letters.json", view_func=self.letters)
        pages.add_url_rule("/_changes.json", view_func=self.changes)
        return pages

    def accounts_page(self) -> str:
        """Show what must be known to open the accounts that have names."""
        found = {one.name: self._named(one) for one in self.authorities.values()}
        return render_template("accounts.html", authorities=found)

    def letters_page(self) -> str:
        """Show the newest letters."""
        return render_template("letters.html", letters=self.book.letters())

    def accounts(self) -> Response:
        """Show the same to tests: with `kind` and `number` any other account too."""
        authority = self.authorities[request.args["authority"]]
        if "number" not in request.args:
            return jsonify(accounts=self._named(authority))
        kind = Kind(request.args.get("kind", Kind.COUNCIL_TAX))
        return jsonify(accounts=[self._row(authority, kind, int(request.args["number"]))])

    def letters(self) -> Response:
        """Show letters, newest first, for tests."""
        return jsonify(letters=self.book.letters(request.args.get("authority", "")))

    def changes(self) -> Response:
        """Show changes, newest first, for tests."""
        return jsonify(changes=self.book.changes())

    def _named(self, authority: Authority) -> list[dict[str, object]]:
        return [
            self._row(authority, kind, number)
            for kind, number in CHARACTERS
            if kind is not Kind.COUNCIL_TAX or not LANDLORDS_SHOWN <= number < FORTY
        ]

    def _row(self, authority: Authority, kind: Kind, number: int) -> dict[str, object]:
        account = Library(authority, self.today()).account(kind, number)
        bills = account.books.bills
        return {
            "kind": kind,
            "number": number,
            "reference": account.reference,
            "names": [str(party.name) for party in account.parties],
            "surname": account.parties[0].name.surname,
            "postcode": account.postcode,
            "last_bill_pence": bills[0].pence if bills else None,
            "status": account.status,
            "balance_pence": account.books.balance,
            "protected": account.is_protected,
        }


def _in_words(seconds: float) -> str:
    """Write a moment for a reader."""
    return datetime.fromtimestamp(seconds, LOCAL).strftime("%-d %B %Y, %H:%M:%S")
