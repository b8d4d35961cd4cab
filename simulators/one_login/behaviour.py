"""What One Login was told to answer and to get wrong: ``/config``, as officially simulated."""

import json
from collections.abc import Mapping
from dataclasses import dataclass

from flask import Blueprint, Response, jsonify, request

from simulators.ledger import Ledger
from simulators.one_login.clients import Clients, UnknownFieldError
from simulators.one_login.keys import Keys

SCHEMA = """
CREATE TABLE IF NOT EXISTS behaviour (
    name TEXT PRIMARY KEY,
    value TEXT NOT NULL
);
"""
TABLES = ("behaviour",)

ERRORS: Mapping[str, tuple[str, ...]] = {
    "idTokenErrors": (
        "INVALID_ISS", "INVALID_AUD", "INVALID_ALG_HEADER", "INVALID_SIGNATURE", "TOKEN_EXPIRED",
        "TOKEN_NOT_VALID_YET", "NONCE_NOT_MATCHING", "INCORRECT_VOT",
    ),
    "coreIdentityErrors": (
        "INVALID_ALG_HEADER", "INVALID_SIGNATURE", "INCORRECT_SUB", "INVALID_ISS", "INVALID_AUD",
        "TOKEN_EXPIRED",
    ),
    "authoriseErrors": ("ACCESS_DENIED", "TEMPORARILY_UNAVAILABLE"),
}  # fmt: skip
ANSWERS = {
    "sub", "email", "emailVerified", "phoneNumber", "phoneNumberVerified", "maxLoCAchieved",
    "coreIdentityVerifiableCredentials", "passportDetails", "drivingPermitDetails",
    "postalAddressDetails", "returnCodes",
}  # fmt: skip
MODES: Mapping[str, object] = {"interactiveMode": True, "person": ""}
PARTS = {
    "clientConfiguration", "responseConfiguration", "errorConfiguration", "simulatorConfig",
    "publishNewIdTokenSigningKeys", "useNewIdTokenSigningKeys", "rotateIdentityKey",
}  # fmt: skip


@dataclass(frozen=True)
class Behaviour:
    """What is in force; the ledger knows it after a restart."""

    ledger: Ledger
    clients: Clients
    keys: Keys

    def blueprint(self) -> Blueprint:
        """Lay out the addresses."""
        pages = Blueprint("behaviour", __name__)
        pages.add_url_rule("/config", view_func=self.show)
        pages.add_url_rule("/config", view_func=self.change, methods=["POST"])
        return pages

    def answers(self) -> Mapping[str, object]:
        """Return what is answered instead of what the person's entry says."""
        return self._kept("responseConfiguration")

    def errors(self, kind: str) -> tuple[str, ...]:
        """Return the mistakes to make, of one kind."""
        found = self._kept("errorConfiguration").get(kind)
        return tuple(str(one) for one in found) if isinstance(found, list) else ()

    def mode(self, name: str) -> object:
        """Return how the program works: with a page to choose on, or as whom without one."""
        return {**MODES, **self._kept("simulatorConfig")}[name]

    def show(self) -> Response:
        """Show what is in force."""
        return jsonify(
            clientConfiguration={
                client_id: self.clients.registration(client_id)
                for client_id in self.clients.all_ids()
            },
            responseConfiguration=self.answers(),
            errorConfiguration={kind: list(self.errors(kind)) for kind in ERRORS},
            simulatorConfig={name: self.mode(name) for name in MODES},
        )

    def change(self) -> Response | tuple[Response, int]:
        """Change what is given, and nothing if any of it cannot be."""
        asked = request.get_json(silent=True)
        if not isinstance(asked, dict):
            return jsonify(error="Send a JSON object."), 400
        try:
            self._check(asked)
            if "clientConfiguration" in asked:
                self.clients.register(asked["clientConfiguration"])
        except UnknownFieldError as mistake:
            return jsonify(error=str(mistake)), 400
        for part in ("responseConfiguration", "errorConfiguration", "simulatorConfig"):
            if part in asked:
                self._keep(part, {**self._kept(part), **asked[part]})
        self._change_keys(asked)
        return self.show()

    def _change_keys(self, asked: Mapping[str, object]) -> None:
        if asked.get("publishNewIdTokenSigningKeys"):
            self.keys.publish_new()
        if asked.get("useNewIdTokenSigningKeys"):
            self.keys.use_new()
        if asked.get("rotateIdentityKey"):
            self.keys.rotate_identity()

    def _check(self, asked: Mapping[str, object]) -> None:
        if unknown := sorted(set(asked) - PARTS):
            raise UnknownFieldError(f"There is no part called {', '.join(unknown)}.")
        known = {
            "responseConfiguration": ANSWERS,
            "errorConfiguration": set(ERRORS),
            "simulatorConfig": set(MODES),
        }
        for part, names in known.items():
            given = asked.get(part, {})
            if not isinstance(given, dict) or not set(given) <= names:
                raise UnknownFieldError(f"{part} may have {', '.join(sorted(names))}.")
        _check_errors(asked.get("errorConfiguration", {}))

    def _kept(self, name: str) -> dict[str, object]:
        with self.ledger.reading() as rows:
            row = rows.execute("SELECT value FROM behaviour WHERE name = ?", (name,)).fetchone()
        kept: dict[str, object] = {} if row is None else json.loads(row["value"])
        return kept

    def _keep(self, name: str, value: Mapping[str, object]) -> None:
        with self.ledger.writing() as rows:
            rows.execute(
                "INSERT OR REPLACE INTO behaviour VALUES (?, ?)", (name, json.dumps(value))
            )


def _check_errors(given: object) -> None:
    if not isinstance(given, dict):
        return
    for kind, names in given.items():
        if not isinstance(names, list) or not set(names) <= set(ERRORS[kind]):
            raise UnknownFieldError(f"{kind} may have {', '.join(ERRORS[kind])}.")
