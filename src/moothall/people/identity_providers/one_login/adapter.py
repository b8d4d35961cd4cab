"""A client of GOV.UK One Login: OpenID Connect with a signed client and proven identities."""

import secrets
from base64 import urlsafe_b64encode
from collections.abc import Mapping
from datetime import datetime, timedelta
from hashlib import sha256
from hmac import compare_digest
from typing import Any, ClassVar
from urllib.parse import urlencode

from moothall.kernel.options import Options
from moothall.people.identity_providers.one_login import keys, mapping, tokens, wire
from moothall.people.identity_providers.one_login.options import OneLoginOptions
from moothall.people.ports import (
    EndSession,
    Fact,
    FinishSignIn,
    IdentityLevel,
    IdentityProvider,
    LoggedOut,
    Pending,
    ProvenIdentity,
    RefusalReason,
    SignInRefused,
    Started,
    StartSignIn,
    Strength,
)

#: Proving who one is takes a telephone, a document and a picture, so it may last.
LONGEST_JOURNEY = timedelta(hours=2)

ASSERTION_TYPE = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer"
LANGUAGES = frozenset({"en", "cy"})


class OneLogin:
    """One registered client of One Login; keeps nothing but public keys between calls."""

    def __init__(self, options: OneLoginOptions) -> None:
        self.options = options

    @property
    def highest_identity(self) -> IdentityLevel:
        """Return the highest level that the client is registered for."""
        return IdentityLevel(self.options.highest_identity)

    def start(self, request: StartSignIn, /) -> Started:
        """
        Make up the secrets of one sign-in and the address that begins it.

        :raises Retry: if the endpoints must be asked for and nobody answers
        :raises SignInRefused: if the client is not registered for what is asked
        """
        if request.identity.rank > self.highest_identity.rank:
            detail = f"Options allow no identity of {request.identity}."
            raise SignInRefused(RefusalReason.MISCONFIGURED, detail)
        pending = Pending(
            state=secrets.token_urlsafe(32),
            nonce=secrets.token_urlsafe(32),
            code_verifier=secrets.token_urlsafe(64),
            return_address=request.return_address,
            started_at=request.now,
            # One Login proves no identity of somebody with one factor.
            strength=Strength.TWO_FACTORS if request.identity else request.strength,
            identity=request.identity,
            facts=request.facts if request.identity else frozenset(),
            longest_ago=request.longest_ago,
        )
        endpoint = wire.endpoints_of(self.options).authorization_endpoint
        return Started(
            address=f"{endpoint}?{urlencode(self._asked(pending, request.language))}",
            pending=pending,
        )

    def finish(self, request: FinishSignIn, /) -> ProvenIdentity:
        """
        Exchange the code for tokens and check all of them against what was asked.

        :raises Retry: if One Login does not answer
        :raises SignInRefused: if anything is not as it was asked for
        """
        pending = _pending_of(request)
        answered = self._exchange(_code_in(request.answer, self.options), pending, request)
        access_token = answered.get("access_token")
        if not isinstance(access_token, str) or not _is_plain(access_token):
            raise tokens.bad_token("token: there is no access token.")
        claims = self._id_token(answered.get("id_token"), access_token, pending, request)
        subject = tokens.subject_in(claims, what="id token")
        facts = self._facts(access_token, subject)
        proof = self._core_identity(facts, subject, pending, request)
        return ProvenIdentity(
            issuer=self.options.issuer,
            subject=subject,
            email=mapping.identifier(facts.get("email")),
            email_verified=facts.get("email_verified") is True,
            strength=pending.strength,
            identity=mapping.identity_level(proof.get("vot")),
            authenticated_at=mapping.moment(claims.get("auth_time", claims["iat"])) or request.now,
            id_token=answered["id_token"],
            session=mapping.identifier(claims.get("sid")),
            names=mapping.names_in(proof),
            birth_dates=mapping.birth_dates_in(proof),
            addresses=mapping.addresses_in(facts) if Fact.ADDRESS in pending.facts else (),
            return_codes=mapping.return_codes_in(facts),
        )

    def end_session_address(self, request: EndSession, /) -> str:
        """
        Say where One Login ends its own session.

        :raises Retry: if the endpoints must be asked for and nobody answers
        """
        query = {"id_token_hint": request.id_token}
        if request.return_address:
            query["post_logout_redirect_uri"] = request.return_address
        if request.state:
            query["state"] = request.state
        return f"{wire.endpoints_of(self.options).end_session_endpoint}?{urlencode(query)}"

    def read_logout_token(self, token: str, now: datetime, /) -> LoggedOut:
        """
        Check a back-channel logout token (OpenID Connect Back-Channel Logout 1.0, 2.6).

        :raises Retry: if the keys cannot be had
        :raises SignInRefused: if it is not One Login's word that somebody signed out
        """
        what = "logout token"
        claims = tokens.read(
            token,
            self._token_keys(),
            what=what,
            algorithms=tokens.TOKEN_ALGORITHMS,
            issuer=self.options.issuer,
            audience=self.options.client_id,
            now=now,
            also=("jti",),
        )
        expires_at = mapping.moment(claims["exp"])
        token_id = mapping.identifier(claims["jti"])
        if not (tokens.names_logout(claims) and token_id and expires_at):
            raise tokens.bad_token(f"{what}: it does not say that somebody signed out.")
        session = mapping.identifier(claims.get("sid"))
        return LoggedOut(
            issuer=self.options.issuer,
            # One Login names the person; by the standard a session alone would do.
            subject=tokens.subject_in(claims, what=what) if "sub" in claims or not session else "",
            session=session,
            token_id=token_id,
            expires_at=expires_at,
        )

    # The parts of a sign-in

    def _asked(self, pending: Pending, language: str) -> dict[str, str]:
        """Return what the browser carries to One Login."""
        challenge = sha256(pending.code_verifier.encode()).digest()
        asked = {
            "response_type": "code",
            "scope": "openid email",
            "client_id": self.options.client_id,
            "redirect_uri": pending.return_address,
            "state": pending.state,
            "nonce": pending.nonce,
            "vtr": mapping.vector_of_trust(pending.strength, pending.identity),
            "ui_locales": language if language in LANGUAGES else "en",
            "code_challenge": urlsafe_b64encode(challenge).rstrip(b"=").decode(),
            "code_challenge_method": "S256",
        }
        if pending.identity:
            asked["claims"] = mapping.claims_asked(pending.facts)
        if pending.longest_ago is not None:
            asked["max_age"] = str(pending.longest_ago)
        return asked

    def _exchange(self, code: str, pending: Pending, request: FinishSignIn) -> Mapping[str, Any]:
        endpoint = wire.endpoints_of(self.options).token_endpoint
        status, body = wire.ask(
            "POST",
            endpoint,
            form={
                "grant_type": "authorization_code",
                "code": code,
                "redirect_uri": pending.return_address,
                "code_verifier": pending.code_verifier,
                "client_assertion_type": ASSERTION_TYPE,
                "client_assertion": tokens.client_assertion(
                    self.options, audience=endpoint, now=request.now
                ),
            },
        )
        if status != wire.OK:
            raise mapping.refusal_of_exchange(status, body)
        return body

    def _id_token(
        self, token: object, access_token: str, pending: Pending, request: FinishSignIn
    ) -> Mapping[str, Any]:
        """Return the claims of the id token, whose `vot` says how somebody signed in."""
        what = "id token"
        claims = tokens.read(
            token,
            self._token_keys(),
            what=what,
            algorithms=tokens.TOKEN_ALGORITHMS,
            issuer=self.options.issuer,
            audience=self.options.client_id,
            now=request.now,
            also=("sub", "nonce"),
        )
        tokens.check_same(claims, "nonce", pending.nonce, what=what)
        tokens.check_access_token(claims, access_token)
        expected = mapping.CREDENTIAL_TRUST[pending.strength]
        if claims.get("vot") != expected:
            detail = f"{what}: vot is {mapping.text(claims.get('vot'))!r}, not {expected!r}."
            raise SignInRefused(RefusalReason.LEVEL_TOO_LOW, detail)
        if pending.longest_ago is not None:
            signed_in = mapping.moment(claims.get("auth_time"))
            longest = timedelta(seconds=pending.longest_ago + tokens.CLOCK_TOLERANCE)
            if signed_in is None or request.now - signed_in > longest:
                raise SignInRefused(RefusalReason.LEVEL_TOO_LOW, f"{what}: auth_time is too old.")
        return claims

    def _facts(self, access_token: str, subject: str) -> Mapping[str, Any]:
        """Return what One Login tells of the person, if it is the one who signed in."""
        endpoint = wire.endpoints_of(self.options).userinfo_endpoint
        status, body = wire.ask("GET", endpoint, bearer=access_token)
        if status != wire.OK:
            raise tokens.bad_token(f"userinfo: answered {status}.")
        tokens.check_same(body, "sub", subject, what="userinfo")
        return body

    def _core_identity(
        self, facts: Mapping[str, Any], subject: str, pending: Pending, request: FinishSignIn
    ) -> Mapping[str, Any]:
        """Return the claims of the core identity, whose `vot` says how sure it is."""
        if not pending.identity:
            return {}
        return_codes = mapping.return_codes_in(facts)
        if mapping.CORE_IDENTITY not in facts:
            raise SignInRefused(
                RefusalReason.IDENTITY_NOT_PROVEN,
                f"userinfo: no core identity; codes {', '.join(return_codes) or 'none'}.",
                return_codes=return_codes,
            )
        what = "core identity"
        claims = tokens.read(
            facts[mapping.CORE_IDENTITY],
            self._identity_keys(),
            what=what,
            algorithms=tokens.IDENTITY_ALGORITHMS,
            issuer=self.options.identity_issuer,
            audience=self.options.client_id,
            now=request.now,
            also=("sub", "vot"),
        )
        tokens.check_same(claims, "sub", subject, what=what)
        if mapping.identity_level(claims["vot"]).rank < pending.identity.rank:
            raise SignInRefused(
                RefusalReason.IDENTITY_NOT_PROVEN,
                f"{what}: vot is {mapping.text(claims['vot'])!r}, not {pending.identity!r}.",
                return_codes=return_codes,
            )
        return claims

    def _token_keys(self) -> keys.KeyRing:
        address = wire.endpoints_of(self.options).jwks_uri
        return keys.ring_at("jwks", address, lambda: keys.keys_in_jwks(wire.document_at(address)))

    def _identity_keys(self) -> keys.KeyRing:
        address = self.options.did_document
        return keys.ring_at("did", address, lambda: keys.keys_in_did(wire.document_at(address)))


def _pending_of(request: FinishSignIn) -> Pending:
    """
    Return the sign-in that this browser began, if it is the one that the answer is to.

    :raises SignInRefused: if it is not, or began too long ago
    """
    said = request.answer.get("error", "")
    detail = f"The answer is to no sign-in of this browser ({mapping.text(said)})."
    state = request.answer.get("state", "")
    pending = request.pending
    if pending is None or not compare_digest(
        state.encode(errors="replace"), pending.state.encode()
    ):
        raise SignInRefused(RefusalReason.STATE_LOST, detail)
    if request.now - pending.started_at > LONGEST_JOURNEY:
        raise SignInRefused(RefusalReason.EXPIRED, "The sign-in began too long ago.")
    return pending


def _is_plain(words: str) -> bool:
    """Tell whether words can be sent as they are."""
    return bool(words) and words.isascii() and words.isprintable()


def _bytes(words: str) -> bytes:
    """Return what can be compared in constant time, whatever a browser sent."""
    return words.encode(errors="replace")


def _code_in(answer: Mapping[str, str], options: OneLoginOptions) -> str:
    """
    Return the code that the browser brought back.

    :raises SignInRefused: if it brought an error, nothing, or somebody else's answer (RFC 9207)
    """
    if answer.get("iss", options.issuer) != options.issuer:
        raise tokens.bad_token("authorize: the answer is another issuer's.")
    if error := answer.get("error", ""):
        raise mapping.refusal_of_answer(error, answer.get("error_description", ""))
    code = answer.get("code", "")
    if not _is_plain(code):
        raise SignInRefused(RefusalReason.STATE_LOST, "authorize: neither a code nor an error.")
    return code


class OneLoginSupplier:
    """Sets up clients of GOV.UK One Login."""

    key: ClassVar[str] = "one_login"
    label: ClassVar[str] = "GOV.UK One Login"
    options: ClassVar[type[Options]] = OneLoginOptions

    def connect(self, options: Mapping[str, object], /) -> IdentityProvider:
        """
        Return the client that these options describe.

        :raises ValueError: naming the option that cannot be used
        """
        return OneLogin(OneLoginOptions.read(options))
