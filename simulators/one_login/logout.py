"""Signing out: by the browser, and word of it to other clients without one."""

import threading
import time
import urllib.error
import urllib.parse
import urllib.request
import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import urlencode

import jwt
from flask import Blueprint, Response, jsonify, redirect, request
from werkzeug.wrappers import Response as AnyResponse

from simulators.one_login import places
from simulators.one_login.api import Api
from simulators.one_login.clients import Client, Clients
from simulators.one_login.keys import Keys
from simulators.one_login.people import Person
from simulators.one_login.register import Register, Session

EVENT = "http://schemas.openid.net/event/backchannel-logout"
TOKEN_LIFE = 120
PATIENCE = 5.0
HTTP_PORT = 80


@dataclass(frozen=True)
class Logout:
    """Ends sessions and tells those who ought to know."""

    register: Register
    clients: Clients
    people: Mapping[str, Person]
    api: Api
    keys: Keys

    def blueprint(self) -> Blueprint:
        """Lay out the addresses."""
        pages = Blueprint("logout", __name__)
        pages.add_url_rule("/logout", view_func=self.by_browser)
        pages.add_url_rule("/signed-out", view_func=self.signed_out)
        pages.add_url_rule("/_logout", view_func=self.by_word, methods=["POST"])
        pages.add_url_rule("/_logout_token", view_func=self.token_to_try, methods=["POST"])
        pages.add_url_rule("/_logouts.json", view_func=self.show)
        return pages

    def by_browser(self) -> AnyResponse:
        """End the session that an id token belongs to, and go where the client wishes."""
        hint, state = request.args.get("id_token_hint", ""), request.args.get("state", "")
        if not hint:
            return _to_own_page(state)
        claims = self._claims_in(hint)
        if claims is None:
            return _to_own_page(state, "invalid_request", "unable to validate id_token_hint")
        client = self.clients.find(str(claims["aud"]))
        if client is None:
            return _to_own_page(state, "unauthorized_client", "client not found")
        self._tell_in_background(self.register.end_sessions(sid=str(claims["sid"])), but=client)
        back = request.args.get("post_logout_redirect_uri", "")
        if not back:
            return _to_own_page(state)
        if back not in client.post_logout_redirect_urls:
            return _to_own_page(
                state,
                "invalid_request",
                "client registry does not contain post_logout_redirect_uri",
            )
        return redirect(f"{back}?{urlencode({'state': state})}" if state else back, 302)

    def signed_out(self) -> str:
        """Show One Login's own page after signing out."""
        return "You have signed out of One Login."

    def by_word(self) -> Response | tuple[Response, int]:
        """End a person's sessions and tell every client, as when they sign out elsewhere."""
        asked = request.get_json(silent=True)
        person = asked.get("person") if isinstance(asked, dict) else None
        if person not in self.people:
            return jsonify(error="Name a person."), 400
        told = [
            self._tell(session, self._token(session, places.issuer()))
            for session in self.register.end_sessions(person=str(person))
        ]
        return jsonify(told=told)

    def token_to_try(self) -> Response | tuple[Response, int]:
        """
        Return a logout token that is not sent, with claims changed or left out, for tests.

        ``claims`` are put over the right ones, those that are null are left out.
        """
        asked = request.get_json(silent=True)
        wanted = asked if isinstance(asked, dict) else {}
        client = self.clients.find(str(wanted.get("client_id")))
        if client is None or wanted.get("person") not in self.people:
            return jsonify(error="Name a client_id and a person."), 400
        subject = self.api.subject(client, str(wanted["person"]))
        claims = _claims(client.id, subject, places.issuer()) | dict(wanted.get("claims", {}))
        kept = {name: value for name, value in claims.items() if value is not None}
        key = self.keys.for_tokens(client.id_token_algorithm)
        return jsonify(logout_token=key.sign(kept, typ="logout+jwt"))

    def show(self) -> Response:
        """Show how telling the clients went."""
        return jsonify(logouts=self.register.logouts(), sessions=self.register.sessions())

    def _claims_in(self, hint: str) -> Mapping[str, object] | None:
        """Return the claims of an id token of ours, however old."""
        for key in self.keys.published_for_tokens():
            public = jwt.PyJWK(key.public()).key
            try:
                claims: dict[str, object] = jwt.decode(
                    hint,
                    public,
                    algorithms=[key.algorithm],
                    options={"verify_aud": False, "verify_exp": False, "require": ["sid", "aud"]},
                )
            except jwt.InvalidTokenError:
                continue
            return claims
        return None

    def _token(self, session: Session, issuer: str) -> str:
        client = self.clients.find(session.client_id)
        algorithm = client.id_token_algorithm if client else "ES256"
        claims = _claims(session.client_id, session.subject, issuer)
        return self.keys.for_tokens(algorithm).sign(claims, typ="logout+jwt")

    def _tell_in_background(self, sessions: list[Session], *, but: Client) -> None:
        """Tell the other clients while the browser goes on."""
        tokens = [
            (session, self._token(session, places.issuer()))
            for session in sessions
            if session.client_id != but.id
        ]
        for session, token in tokens:
            threading.Thread(target=self._tell, args=(session, token), daemon=True).start()

    def _tell(self, session: Session, token: str) -> dict[str, str]:
        client = self.clients.find(session.client_id)
        url = client.back_channel_logout_url if client else ""
        outcome = _post(url, token) if url else "nowhere to call"
        self.register.note_logout(session.client_id, url, token, outcome)
        return {"client_id": session.client_id, "outcome": outcome}


def _claims(client_id: str, subject: str, issuer: str) -> dict[str, object]:
    """Write word of a sign-out; One Login names the person and no session."""
    now = int(time.time())
    return {
        "iss": issuer,
        "sub": subject,
        "aud": client_id,
        "iat": now,
        "exp": now + TOKEN_LIFE,
        "jti": str(uuid.uuid4()),
        "events": {EVENT: {}},
    }


def _to_own_page(state: str, error: str = "", description: str = "") -> AnyResponse:
    values = {"error_code": error, "error_description": description, "state": state}
    query = urlencode({name: value for name, value in values.items() if value})
    return redirect(f"{places.root()}/signed-out" + (f"?{query}" if query else ""), 302)


def _post(url: str, token: str) -> str:
    if not url.startswith(("http://", "https://")):
        return "nowhere to call"
    body = urllib.parse.urlencode({"logout_token": token}).encode()
    opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
    try:
        with opener.open(_request(url, body), timeout=PATIENCE) as answer:
            return str(answer.status)
    except urllib.error.HTTPError as refusal:
        return str(refusal.code)
    except OSError as failure:
        return type(failure).__name__


def _request(url: str, body: bytes) -> urllib.request.Request:
    """Ask this machine for what ends in localhost, as browsers do (RFC 6761); few resolvers do."""
    parts = urllib.parse.urlsplit(url)
    if not (parts.hostname or "").endswith(".localhost"):
        return urllib.request.Request(url, data=body)
    here = parts._replace(netloc=f"127.0.0.1:{parts.port or HTTP_PORT}").geturl()
    return urllib.request.Request(here, data=body, headers={"Host": parts.netloc})
