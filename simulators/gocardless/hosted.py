"""The company's own pages, at which a payer gives the bank account and agrees."""

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from flask import Blueprint, Response, abort, redirect, render_template, request
from werkzeug.wrappers import Response as AnyResponse

from simulators.gocardless.register import Register, next_charge_date

PAGE_POLICY = "default-src 'none'; style-src 'self'; base-uri 'none'; frame-ancestors 'none'"
"""Says nothing of where forms go: the last one leads back to the council's website."""
_ACCOUNT, _BRANCH = 8, 6


@dataclass(frozen=True)
class Hosted:
    """What stands for pay.gocardless.com."""

    register: Register

    def blueprint(self) -> Blueprint:
        """Lay out the address."""
        pages = Blueprint("hosted", __name__)
        pages.add_url_rule("/flow/<token>", view_func=self.flow, methods=["GET", "POST"])
        pages.after_request(_let_go_elsewhere)
        return pages

    def flow(self, token: str) -> str | AnyResponse:
        """Ask for the bank account; what is agreed goes back to where the payer came from."""
        found = self.register.everything("billing_request_flows")
        flow = next((one for one in found if one["token"] == token), None)
        if flow is None:
            abort(404)
        wanted = self.register.find("billing_requests", flow["links"]["billing_request"]) or {}
        typed = {name: request.form.get(name, "").strip() for name in ("name", "branch", "number")}
        digits = {name: typed[name].replace("-", "").replace(" ", "") for name in typed}
        is_right = (
            typed["name"]
            and digits["branch"].isdecimal() and len(digits["branch"]) == _BRANCH
            and digits["number"].isdecimal() and len(digits["number"]) == _ACCOUNT
        )  # fmt: skip
        if request.method == "POST" and is_right:
            if wanted["status"] == "pending":
                self._fulfil(wanted, typed["name"], digits["number"])
            return redirect(flow["redirect_uri"], 303)
        return render_template(
            "hosted.html", flow=flow, typed=typed, is_wrong=request.method == "POST"
        )

    def _fulfil(self, wanted: dict[str, Any], name: str, number: str) -> None:
        customer, _new = self.register.make("customers", {"family_name": name}, "")
        account, _new = self.register.make(
            "customer_bank_accounts",
            {
                "account_holder_name": name[:18].upper(),
                "account_number_ending": number[-2:],
                "bank_name": "THE SIMULATED BANK",
                "country_code": "GB",
                "links": {"customer": customer},
            },
            "",
        )
        today = datetime.now(UTC).date()
        mandate, _new = self.register.make(
            "mandates",
            {
                "reference": f"GC-{wanted['id'][-8:]}",
                "scheme": "bacs",
                "status": "pending_submission",
                "next_possible_charge_date": next_charge_date(today),
                "metadata": wanted["metadata"],
                "links": {"customer_bank_account": account},
            },
            "",
        )
        links = {
            **wanted["links"],
            "customer": customer,
            "customer_bank_account": account,
            "mandate_request_mandate": mandate,
        }
        self.register.change(
            "billing_requests", wanted["id"], {"status": "fulfilled", "links": links}
        )


def _let_go_elsewhere(response: Response) -> Response:
    """Let the form lead back to where the payer came from."""
    response.headers["Content-Security-Policy"] = PAGE_POLICY
    return response
