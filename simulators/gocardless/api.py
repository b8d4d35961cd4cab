"""The part of GoCardless's interface (version 2015-07-06) that collects Direct Debits."""

import hmac
import json
import re
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any

from flask import Blueprint, Response, jsonify, request

from simulators.gocardless.register import Register, StepRefusedError, next_charge_date
from simulators.trouble import Kind, Troubles

OPERATIONS = {
    "post_customers": "making a customer",
    "post_customer_bank_accounts": "making a bank account",
    "post_mandates": "making or cancelling a mandate",
    "post_payments": "making, cancelling or retrying a payment",
    "post_billing_requests": "beginning to set up on its own pages",
    "post_billing_request_flows": "leading to its own pages",
    "get_billing_requests": "asking about a setting up",
    "get_mandates": "asking about a mandate",
    "get_payments": "asking about a payment",
    "get_events": "asking for events",
}
TROUBLES = (
    Kind("rate_limit", "Say that it is too much", "Answer HTTP 429: too many in this minute."),
    Kind(
        "forget_keys",
        "Forget idempotency keys",
        "Make a thing again though its key is known, as after 30 days.",
        aim=("post",),
    ),
)
_PATH = re.compile(
    r"/(customers|customer_bank_accounts|mandates|payments|events|billing_requests"
    r"|billing_request_flows)(/.*)?"
)
_MOST_RETRIES = 3


class RefusedError(Exception):
    """A request that is refused, in GoCardless's own shape."""

    def __init__(
        self, status: int, kind: str, message: str, *, reason: str = "", field: str = "",
        conflicting: str = "",
    ) -> None:  # fmt: skip
        super().__init__(message)
        one: dict[str, Any] = {"message": message, "reason": reason or kind}
        if field:
            one |= {"field": field, "request_pointer": f"/{field}"}
        if conflicting:
            one["links"] = {"conflicting_resource_id": conflicting}
        self.status = status
        self.body = _error(status, kind, message, [one])


def operation_of(method: str, path: str) -> str | None:
    """Name what a request asks of the interface, if it asks anything."""
    found = _PATH.fullmatch(path)
    if found is None or method not in {"GET", "POST"}:
        return None
    name = f"{method.lower()}_{found[1]}"
    return name if name in OPERATIONS else None


def error_shape(path: str, status: int, message: str) -> tuple[str, bytes]:
    """Write an error as GoCardless does."""
    del path
    kind = "gocardless" if status >= 500 else "invalid_api_usage"
    return "application/json", json.dumps(_error(status, kind, message, [])).encode()


@dataclass(frozen=True)
class Api:
    """The interface: it reads requests, changes the register and writes answers."""

    register: Register
    troubles: Troubles
    token: str

    def blueprint(self) -> Blueprint:
        """Lay out the addresses."""
        pages = Blueprint("api", __name__)
        kinds = (
            "<any(customers, customer_bank_accounts, mandates, payments, billing_requests,"
            " billing_request_flows):kind>"
        )
        pages.add_url_rule(f"/{kinds}", view_func=self.make, methods=["POST"])
        pages.add_url_rule(f"/{kinds}/<identifier>", view_func=self.show)
        pages.add_url_rule(
            "/<any(mandates, payments):kind>/<identifier>/actions/<any(cancel, retry):action>",
            view_func=self.act,
            methods=["POST"],
        )
        pages.add_url_rule("/events", view_func=self.show_events)
        pages.register_error_handler(RefusedError, _show_refusal)
        return pages

    def make(self, kind: str) -> tuple[Response, int]:
        """Make a thing, once for each key."""
        self._check_caller()
        asked = self._asked(kind)
        body = getattr(self, f"_{kind}")(asked)
        key = request.headers.get("Idempotency-Key", "")
        if self.troubles.take("forget_keys", f"post_{kind}") is not None:
            key = ""
        identifier, is_new = self.register.make(kind, body, key)
        if not is_new:
            raise RefusedError(
                409,
                "invalid_state",
                "A resource has already been created with this idempotency key",
                reason="idempotent_creation_conflict",
                conflicting=identifier,
            )
        return jsonify({kind: self.register.find(kind, identifier)}), 201

    def show(self, kind: str, identifier: str) -> Response:
        """Show one thing."""
        self._check_caller()
        return jsonify({kind: self._found(kind, identifier)})

    def act(self, kind: str, identifier: str, action: str) -> Response:
        """Cancel a mandate or payment, or present a payment again."""
        self._check_caller()
        found = self._found(kind, identifier)
        step = "cancelled" if action == "cancel" else "resubmission_requested"
        changes: dict[str, Any] = {}
        if action == "retry":
            if found.get("retries", 0) >= _MOST_RETRIES:
                raise RefusedError(422, "invalid_state", "Too many retries", reason="retry_failed")
            asked = (request.get_json(silent=True) or {}).get("data") or {}
            changes = {
                "charge_date": asked.get("charge_date") or next_charge_date(_today()),
                "retries": found.get("retries", 0) + 1,
            }
        try:
            shown = self.register.step(kind, identifier, step, changes=changes)
        except StepRefusedError as refusal:
            reason = "cancellation_failed" if action == "cancel" else "retry_failed"
            raise RefusedError(422, "invalid_state", str(refusal), reason=reason) from refusal
        return jsonify({kind: shown})

    def show_events(self) -> Response:
        """Show events, newest first."""
        self._check_caller()
        about = request.args.get("mandate") or request.args.get("payment") or ""
        found = self.register.events(
            about=about,
            action=request.args.get("action", ""),
            limit=request.args.get("limit", 50, type=int),
        )
        cursors = {"before": None, "after": None}
        return jsonify(events=found, meta={"cursors": cursors, "limit": len(found)})

    def _customers(self, asked: Mapping[str, Any]) -> dict[str, Any]:
        for field in ("given_name", "family_name"):
            if not asked.get(field):
                raise _invalid(field, "can't be blank")
        return {**asked}

    def _customer_bank_accounts(self, asked: Mapping[str, Any]) -> dict[str, Any]:
        """Keep no more of an account than its last two figures, as GoCardless shows it."""
        number, branch = str(asked.get("account_number", "")), str(asked.get("branch_code", ""))
        if not re.fullmatch(r"[0-9]{8}", number):
            raise _invalid("account_number", "is the wrong length (should be 8 characters)")
        if not re.fullmatch(r"[0-9]{6}", branch):
            raise _invalid("branch_code", "is invalid")
        return {
            "account_holder_name": str(asked.get("account_holder_name", ""))[:18].upper(),
            "account_number_ending": number[-2:],
            "bank_name": "THE SIMULATED BANK",
            "country_code": "GB",
            "currency": "GBP",
            "enabled": True,
            "links": asked.get("links", {}),
        }

    def _mandates(self, asked: Mapping[str, Any]) -> dict[str, Any]:
        account = asked.get("links", {}).get("customer_bank_account", "")
        if self.register.find("customer_bank_accounts", account) is None:
            raise _invalid("customer_bank_account", "not found")
        return {
            "reference": asked.get("reference", ""),
            "scheme": asked.get("scheme", "bacs"),
            "status": "pending_submission",
            "next_possible_charge_date": next_charge_date(_today()),
            "metadata": asked.get("metadata", {}),
            "links": asked.get("links", {}),
        }

    def _payments(self, asked: Mapping[str, Any]) -> dict[str, Any]:
        mandate = self.register.find("mandates", asked.get("links", {}).get("mandate", ""))
        if mandate is None:
            raise _invalid("mandate", "not found")
        if mandate["status"] in {"failed", "cancelled", "expired"}:
            raise RefusedError(
                422, "invalid_state", "Mandate is not active", reason="mandate_is_inactive"
            )
        amount = asked.get("amount")
        if not isinstance(amount, int) or amount < 1:
            raise _invalid("amount", "must be greater than 0")
        charge_date = asked.get("charge_date") or next_charge_date(_today())
        if date.fromisoformat(charge_date) < _today():
            raise _invalid("charge_date", "must be on or after mandate's next_possible_charge_date")
        return {
            "amount": amount,
            "currency": asked.get("currency", "GBP"),
            "charge_date": charge_date,
            "status": "pending_submission",
            "retry_if_possible": bool(asked.get("retry_if_possible")),
            "metadata": asked.get("metadata", {}),
            "links": asked.get("links", {}),
        }

    def _billing_requests(self, asked: Mapping[str, Any]) -> dict[str, Any]:
        wanted = asked.get("mandate_request")
        if not isinstance(wanted, dict) or wanted.get("scheme") != "bacs":
            raise _invalid("mandate_request", "is invalid")
        return {
            "status": "pending",
            "mandate_request": wanted,
            "metadata": asked.get("metadata", {}),
            "links": asked.get("links", {}),
        }

    def _billing_request_flows(self, asked: Mapping[str, Any]) -> dict[str, Any]:
        wanted = asked.get("links", {}).get("billing_request", "")
        if self.register.find("billing_requests", wanted) is None:
            raise _invalid("billing_request", "not found")
        token = secrets.token_urlsafe(12)
        return {
            "authorisation_url": f"{request.url_root}flow/{token}",
            "redirect_uri": asked.get("redirect_uri"),
            "exit_uri": asked.get("exit_uri"),
            "links": {"billing_request": wanted},
            "token": token,
        }

    def _found(self, kind: str, identifier: str) -> dict[str, Any]:
        found = self.register.find(kind, identifier)
        if found is None:
            raise RefusedError(
                404, "invalid_api_usage", "Resource not found", reason="resource_not_found"
            )
        return found

    def _asked(self, kind: str) -> Mapping[str, Any]:
        asked = (request.get_json(force=True, silent=True) or {}).get(kind)
        if not isinstance(asked, dict):
            raise RefusedError(400, "invalid_api_usage", "Missing top-level key")
        return asked

    def _check_caller(self) -> None:
        """Refuse who does not know the token, does not say the version, or asks too much."""
        given = request.headers.get("Authorization", "")
        if not hmac.compare_digest(given.encode(), f"Bearer {self.token}".encode()):
            raise RefusedError(401, "invalid_api_usage", "Access token not found")
        if not request.headers.get("GoCardless-Version"):
            raise RefusedError(400, "invalid_api_usage", "Missing GoCardless-Version header")
        operation = operation_of(request.method, request.path) or ""
        if self.troubles.take("rate_limit", operation) is not None:
            raise RefusedError(
                429, "invalid_api_usage", "Rate limit exceeded", reason="rate_limit_exceeded"
            )


def _invalid(field: str, message: str) -> RefusedError:
    return RefusedError(422, "validation_failed", message, field=field)


def _show_refusal(refusal: Exception) -> Response:
    if not isinstance(refusal, RefusedError):
        raise refusal
    return Response(json.dumps(refusal.body), refusal.status, content_type="application/json")


def _error(status: int, kind: str, message: str, errors: list[dict[str, Any]]) -> dict[str, Any]:
    return {
        "error": {
            "message": message,
            "errors": errors,
            "documentation_url": "https://developer.gocardless.com/api-reference/",
            "type": kind,
            "request_id": "00000000-0000-0000-0000-000000000000",
            "code": status,
        }
    }


def _today() -> date:
    return datetime.now(UTC).date()
