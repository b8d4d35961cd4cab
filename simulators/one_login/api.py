"""What a client asks without a browser: a token for a code, and facts for a token."""

import time
from base64 import urlsafe_b64encode
from collections.abc import Mapping
from dataclasses import dataclass
from hashlib import sha256
from hmac import compare_digest

from flask import Blueprint, Response, jsonify, request

from simulators.one_login import places, spoiling
from simulators.one_login.assertions import RefusedError, authenticate
from simulators.one_login.behaviour import Behaviour
from simulators.one_login.clients import Client, Clients
from simulators.one_login.keys import Keys
from simulators.one_login.people import Person
from simulators.one_login.register import ACCESS_TOKEN_LIFE, Grant, Register

VOCABULARY = "https://vocab.account.gov.uk/v1/"
ID_TOKEN_LIFE = 120
IDENTITY_LIFE = 30 * 60
HIGHEST = {"P0": 0, "P1": 1, "P2": 2, "P3": 3}


@dataclass(frozen=True)
class Api:
    """The token and userinfo endpoints."""

    register: Register
    clients: Clients
    people: Mapping[str, Person]
    behaviour: Behaviour
    keys: Keys

    def blueprint(self) -> Blueprint:
        """Lay out the addresses."""
        pages = Blueprint("api", __name__)
        pages.add_url_rule("/token", view_func=self.token, methods=["POST"])
        pages.add_url_rule("/userinfo", view_func=self.userinfo)
        pages.register_error_handler(RefusedError, _show_refusal)
        return pages

    def token(self) -> Response:
        """Exchange a code."""
        form = request.form
        if form.get("grant_type") != "authorization_code":
            raise RefusedError("unsupported_grant_type", "Unsupported grant type")
        for name in ("redirect_uri", "code"):
            if not form.get(name):
                raise RefusedError("invalid_request", f"Request is missing {name} parameter")
        client = authenticate(
            form,
            clients=self.clients,
            register=self.register,
            audience=f"{places.root()}/token",
        )
        grant = self.register.use_code(form["code"], at=time.time())
        if grant is None or not _fits(grant, client, form):
            raise RefusedError("invalid_grant", "Invalid grant")
        access_token = self.register.give_access(grant, at=time.time())
        answer = jsonify(
            access_token=access_token,
            token_type="Bearer",
            expires_in=ACCESS_TOKEN_LIFE,
            id_token=self._id_token(grant, client, access_token),
        )
        answer.headers["Cache-Control"] = "no-store"
        return answer

    def userinfo(self) -> Response:
        """Tell what was asked of the person for whom a token was made."""
        scheme, _, token = request.headers.get("Authorization", "").partition(" ")
        grant = self.register.access(token, at=time.time()) if scheme == "Bearer" else None
        client = self.clients.find(str(grant.asked["client_id"])) if grant else None
        if grant is None or client is None:
            refusal = Response(status=401)
            refusal.headers["WWW-Authenticate"] = 'Bearer error="invalid_token"'
            return refusal
        return jsonify(self._facts(grant, client))

    def subject(self, client: Client, person_id: str) -> str:
        """Return the name by which a client knows a person."""
        told = self.behaviour.answers().get("sub")
        return str(told) if told else self.people[person_id].subject_for(client.sector)

    def _id_token(self, grant: Grant, client: Client, access_token: str) -> str:
        now, subject = int(time.time()), self.subject(client, grant.person)
        digest = sha256(access_token.encode()).digest()
        claims: dict[str, object] = {
            "iss": places.issuer(),
            "sub": subject,
            "aud": client.id,
            "iat": now,
            "exp": now + ID_TOKEN_LIFE,
            "at_hash": _encoded(digest[: len(digest) // 2]),
            "sid": self.register.begin_session(client.id, grant.person, subject, at=now),
            "vot": grant.asked["trust"],
            "vtm": f"{places.root()}/trustmark",
            "nonce": grant.asked["nonce"],
        }
        if grant.asked["max_age"] is not None:
            claims["auth_time"] = int(grant.at)
        errors = self.behaviour.errors("idTokenErrors")
        spoilt = spoiling.spoil_claims(claims, errors, now=now)
        return spoiling.sign(self.keys.for_tokens(client.id_token_algorithm), spoilt, errors)

    def _facts(self, grant: Grant, client: Client) -> dict[str, object]:
        person, told = self.people[grant.person], self.behaviour.answers()
        facts: dict[str, object] = {"sub": self.subject(client, grant.person)}
        scopes, claims = _words(grant, "scopes"), _words(grant, "claims")
        if "email" in scopes:
            facts["email"] = told.get("email", person.email)
            facts["email_verified"] = told.get("emailVerified", True)
        if "phone" in scopes:
            facts["phone_number"] = told.get("phoneNumber", person.phone)
            facts["phone_number_verified"] = told.get("phoneNumberVerified", True)
        codes = told.get("returnCodes", [{"code": code} for code in person.return_codes])
        known = {
            "address": told.get("postalAddressDetails", list(person.addresses)),
            "passport": told.get("passportDetails"),
            "drivingPermit": told.get("drivingPermitDetails"),
            "returnCode": codes,
        }
        for name, value in known.items():
            if f"{VOCABULARY}{name}" in claims and value:
                facts[f"{VOCABULARY}{name}"] = value
        if f"{VOCABULARY}coreIdentityJWT" in claims and not codes:
            identity = self._core_identity(grant, client, person)
            if identity:
                facts[f"{VOCABULARY}coreIdentityJWT"] = identity
        return facts

    def _core_identity(self, grant: Grant, client: Client, person: Person) -> str:
        told, now = self.behaviour.answers(), int(time.time())
        credential = told.get("coreIdentityVerifiableCredentials", person.credential())
        if not credential:
            return ""
        key = self.keys.for_identities()
        claims: dict[str, object] = {
            "iss": places.issuer(),
            "sub": self.subject(client, grant.person),
            "aud": client.id,
            "iat": now,
            "nbf": now,
            "exp": now + IDENTITY_LIFE,
            "vot": told.get("maxLoCAchieved", _granted(str(grant.asked["level"]), person.level)),
            "vtm": f"{places.root()}/trustmark",
            "vc": credential,
        }
        errors = self.behaviour.errors("coreIdentityErrors")
        spoilt = spoiling.spoil_claims(claims, errors, now=now)
        return spoiling.sign(key, spoilt, errors, kid=f"{places.controller()}#{key.kid}")


def _granted(asked: str, reached: str) -> str:
    """Return the level that is granted: what was asked, or less if no more was reached."""
    return min(asked, reached, key=lambda level: HIGHEST[level])


def _words(grant: Grant, name: str) -> list[str]:
    found = grant.asked[name]
    return [str(one) for one in found] if isinstance(found, list) else []


def _fits(grant: Grant, client: Client, form: Mapping[str, str]) -> bool:
    """Tell whether a code was given to this client, for this address and this verifier."""
    asked = grant.asked
    if asked["client_id"] != client.id or asked["redirect_uri"] != form["redirect_uri"]:
        return False
    if not asked["challenge"]:
        return True
    digest = sha256(form.get("code_verifier", "").encode()).digest()
    return compare_digest(_encoded(digest), str(asked["challenge"]))


def _encoded(content: bytes) -> str:
    return urlsafe_b64encode(content).rstrip(b"=").decode()


def _show_refusal(refusal: Exception) -> tuple[Response, int]:
    if not isinstance(refusal, RefusedError):
        raise refusal
    shown = jsonify(error=refusal.error, error_description=refusal.description)
    return shown, refusal.status
