"""An identity provider that proves what a test tells it, and has whatever trouble it asks for."""

import secrets
from collections.abc import Mapping
from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import ClassVar
from urllib.parse import urlencode

from moothall.kernel.errors import MoothallError
from moothall.kernel.options import Options
from moothall.people.ports import (
    EndSession,
    FinishSignIn,
    IdentityLevel,
    IdentityProvider,
    LoggedOut,
    Pending,
    ProvenIdentity,
    ProvenName,
    RefusalReason,
    SignInRefused,
    Started,
    StartSignIn,
    Strength,
)

ISSUER = "https://identity.test/"
LONGEST_JOURNEY = timedelta(hours=2)
LOGOUT_TOKEN_LIFE = timedelta(minutes=2)


class FakeProvider:
    """Keeps who approved what, and gives it out once."""

    highest_identity: ClassVar[IdentityLevel] = IdentityLevel.MEDIUM

    def __init__(self) -> None:
        self.approved: dict[str, ProvenIdentity] = {}
        self.logouts: dict[str, str] = {}
        self.troubles: list[MoothallError] = []

    def forget(self) -> None:
        """Begin anew."""
        self.approved, self.logouts, self.troubles = {}, {}, []

    # What a test does in the place of a browser

    def approve(
        self,
        started: Started,
        *,
        subject: str = "rhian",
        email: str = "rhian@example.org",
        email_verified: bool = True,
        given: str = "Rhian",
        family: str = "Pritchard",
        birth_date: date = date(1984, 3, 9),
    ) -> Mapping[str, str]:
        """Return what the browser brings back when this person signed in."""
        pending, code = started.pending, secrets.token_urlsafe()
        person = ProvenIdentity(
            issuer=ISSUER,
            subject=subject,
            email=email,
            email_verified=email_verified,
            strength=pending.strength,
            identity=pending.identity,
            authenticated_at=pending.started_at,
            id_token=f"id-token-of-{subject}",
        )
        if pending.identity:
            names = (ProvenName(given=given, family=family),)
            person = replace(person, names=names, birth_dates=(birth_date,))
        self.approved[code] = person
        return {"code": code, "state": pending.state}

    def cancel(self, started: Started) -> Mapping[str, str]:
        """Return what the browser brings back when the person went away."""
        return {"error": "access_denied", "state": started.pending.state}

    def logout_token(self, subject: str) -> str:
        """Return word that somebody signed out."""
        token = secrets.token_urlsafe()
        self.logouts[token] = subject
        return token

    # What the product calls

    def start(self, request: StartSignIn, /) -> Started:
        """
        Make up a sign-in.

        :raises MoothallError: the next trouble there is, or a refusal of what cannot be proven
        """
        self._stumble()
        if request.identity.rank > self.highest_identity.rank:
            raise SignInRefused(RefusalReason.MISCONFIGURED, "That cannot be proven here.")
        pending = Pending(
            state=secrets.token_urlsafe(),
            nonce=secrets.token_urlsafe(),
            code_verifier=secrets.token_urlsafe(),
            return_address=request.return_address,
            started_at=request.now,
            strength=Strength.TWO_FACTORS if request.identity else request.strength,
            identity=request.identity,
            facts=request.facts,
            longest_ago=request.longest_ago,
        )
        query = urlencode({"state": pending.state, "redirect_uri": request.return_address})
        return Started(address=f"{ISSUER}authorize?{query}", pending=pending)

    def finish(self, request: FinishSignIn, /) -> ProvenIdentity:
        """
        Return whoever was approved, once.

        :raises MoothallError: the next trouble there is, or a refusal
        """
        self._stumble()
        pending = request.pending
        if pending is None or request.answer.get("state") != pending.state:
            raise SignInRefused(RefusalReason.STATE_LOST)
        if request.now - pending.started_at > LONGEST_JOURNEY:
            raise SignInRefused(RefusalReason.EXPIRED)
        if "error" in request.answer:
            raise SignInRefused(RefusalReason.CANCELLED)
        person = self.approved.pop(request.answer.get("code", ""), None)
        if person is None:
            raise SignInRefused(RefusalReason.EXPIRED)
        return person

    def end_session_address(self, request: EndSession, /) -> str:
        """Return where the session would end."""
        query = {"id_token_hint": request.id_token, "state": request.state}
        return f"{ISSUER}logout?{urlencode({**query, 'return': request.return_address})}"

    def read_logout_token(self, token: str, now: datetime, /) -> LoggedOut:
        """
        Return whom a test signed out.

        :raises SignInRefused: if the token is none that was made for it
        """
        self._stumble()
        if token not in self.logouts:
            raise SignInRefused(RefusalReason.BAD_TOKEN)
        return LoggedOut(
            issuer=ISSUER,
            subject=self.logouts[token],
            session="",
            token_id=token,
            expires_at=now + LOGOUT_TOKEN_LIFE,
        )

    def _stumble(self) -> None:
        if self.troubles:
            raise self.troubles.pop(0)


class FakeSupplier:
    """Hands out the one fake provider of a test."""

    key: ClassVar[str] = "fake"
    label: ClassVar[str] = "Proven for tests"
    options: ClassVar[type[Options]] = Options

    def __init__(self) -> None:
        self.provider = FakeProvider()

    def connect(self, options: Mapping[str, object], /) -> IdentityProvider:
        """
        Return the provider, whatever is approved with it.

        :raises ValueError: if there are options: there are none to give
        """
        Options.read(options)
        return self.provider
