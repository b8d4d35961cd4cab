"""
What an identity provider must do: prove who somebody is, by sending their browser there and back.

Providers live in `identity_providers/<name>/`. They are given and return values only, and are
called outside of every transaction.
"""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, fields
from datetime import date, datetime
from enum import IntEnum, StrEnum
from typing import Any, ClassVar, Protocol, Self

from moothall.kernel.errors import MoothallError
from moothall.kernel.options import Options
from moothall.kernel.registry import Registry


class Strength(IntEnum):
    """How strongly somebody proved that the sign-in is theirs; as a resident's session keeps it."""

    ONE_FACTOR = 1
    TWO_FACTORS = 2


class IdentityLevel(StrEnum):
    """How sure it is who somebody is, as Good Practice Guide 45 of the government counts."""

    NONE = ""
    LOW = "P1"
    MEDIUM = "P2"
    HIGH = "P3"

    @property
    def rank(self) -> int:
        """Return its place from the lowest, since text does not compare so."""
        return list(IdentityLevel).index(self)


class Fact(StrEnum):
    """What may be asked of a proven identity beyond names and birth date, which always come."""

    ADDRESS = "address"
    #: Why an identity could not be proven, in the provider's codes.
    RETURN_CODES = "return_codes"


class RefusalReason(StrEnum):
    """Why nobody was signed in; each has a page of its own (`sign_in/refusals.py`)."""

    CANCELLED = "cancelled"
    TEMPORARILY_UNAVAILABLE = "temporarily_unavailable"
    LEVEL_TOO_LOW = "level_too_low"
    IDENTITY_NOT_PROVEN = "identity_not_proven"
    EMAIL_NOT_VERIFIED = "email_not_verified"
    EXPIRED = "expired"
    STATE_LOST = "state_lost"
    BAD_TOKEN = "bad_token"  # noqa: S105 - a reason's name
    MISCONFIGURED = "misconfigured"


class SignInRefused(MoothallError):
    """A provider did not prove who somebody is; `detail` is for the log and never for a page."""

    def __init__(
        self, reason: RefusalReason, detail: str = "", *, return_codes: tuple[str, ...] = ()
    ) -> None:
        super().__init__(f"{reason}: {detail}" if detail else str(reason))
        self.reason = reason
        self.detail = detail
        self.return_codes = return_codes


@dataclass(frozen=True, kw_only=True)
class StartSignIn:
    """
    What somebody is asked to prove, and the address the provider sends them back to.

    Who signed in longer ago than `longest_ago` seconds must do so again; nothing means they need
    not.
    """

    return_address: str
    now: datetime
    strength: Strength = Strength.ONE_FACTOR
    identity: IdentityLevel = IdentityLevel.NONE
    facts: frozenset[Fact] = frozenset()
    language: str = "en"
    longest_ago: int | None = None


@dataclass(frozen=True, kw_only=True)
class Pending:
    """
    A sign-in under way: what to keep in the session, away from the browser, until it ends.

    It is good for one answer: forget it before `finish` is called.
    """

    state: str
    nonce: str = field(repr=False)
    code_verifier: str = field(repr=False)
    return_address: str
    started_at: datetime
    strength: Strength
    identity: IdentityLevel
    facts: frozenset[Fact]
    longest_ago: int | None

    def as_json(self) -> dict[str, Any]:
        """Return what a session can keep."""
        return {
            **asdict(self),
            "started_at": self.started_at.isoformat(),
            "strength": int(self.strength),
            "identity": str(self.identity),
            "facts": sorted(self.facts),
        }

    @classmethod
    def from_json(cls, kept: object) -> Self:
        """
        Return what a session kept.

        :raises SignInRefused: if it kept nothing, or something of an older release
        """
        if not isinstance(kept, dict) or set(kept) != {one.name for one in fields(cls)}:
            raise SignInRefused(RefusalReason.STATE_LOST, "The session keeps no sign-in.")
        try:
            return cls(
                **{
                    **kept,
                    "started_at": datetime.fromisoformat(kept["started_at"]),
                    "strength": Strength(kept["strength"]),
                    "identity": IdentityLevel(kept["identity"]),
                    "facts": frozenset(Fact(fact) for fact in kept["facts"]),
                }
            )
        except (TypeError, ValueError) as error:
            raise SignInRefused(RefusalReason.STATE_LOST, f"Unreadable: {error}") from error


@dataclass(frozen=True, kw_only=True)
class Started:
    """Where to send the browser, and what to keep until it comes back."""

    address: str
    pending: Pending


@dataclass(frozen=True, kw_only=True)
class FinishSignIn:
    """What the browser brought back in its address, and what was kept meanwhile."""

    answer: Mapping[str, str]
    pending: Pending | None
    now: datetime


@dataclass(frozen=True, kw_only=True)
class ProvenName:
    """A name that somebody has or had."""

    given: str
    family: str
    valid_from: date | None = None
    valid_until: date | None = None

    @property
    def full(self) -> str:
        """Return it as it is written."""
        return f"{self.given} {self.family}".strip()


@dataclass(frozen=True, kw_only=True)
class ProvenAddress:
    """Where somebody lives or lived."""

    lines: tuple[str, ...]
    postcode: str
    uprn: str = ""
    country: str = ""
    valid_from: date | None = None
    valid_until: date | None = None


@dataclass(frozen=True, kw_only=True)
class ProvenIdentity:
    """
    Who signed in, and how sure that is.

    Somebody is known again by `issuer` and `subject` together, never by e-mail or name: both may
    change. `id_token` is for signing out, `session` is the provider's name of the session.
    """

    issuer: str
    subject: str
    email: str = field(repr=False)
    email_verified: bool
    strength: Strength
    identity: IdentityLevel
    authenticated_at: datetime
    id_token: str = field(repr=False)
    session: str = field(default="", repr=False)
    names: tuple[ProvenName, ...] = field(default=(), repr=False)
    birth_dates: tuple[date, ...] = field(default=(), repr=False)
    addresses: tuple[ProvenAddress, ...] = field(default=(), repr=False)
    return_codes: tuple[str, ...] = field(default=(), repr=False)

    def name_on(self, day: date) -> ProvenName | None:
        """Return the name that is valid on a day, the newest where several are."""
        valid = [
            name
            for name in self.names
            if (name.valid_from or date.min) <= day <= (name.valid_until or date.max)
        ]
        return max(valid, key=lambda name: name.valid_from or date.min, default=None)


@dataclass(frozen=True, kw_only=True)
class EndSession:
    """Whom to sign out at the provider, and where they go afterwards."""

    id_token: str = field(repr=False)
    return_address: str = ""
    state: str = ""


@dataclass(frozen=True, kw_only=True)
class LoggedOut:
    """
    Word from the provider that somebody signed out there; all their sessions where none is named.

    The same `token_id` again, until `expires_at`, is a replay: the caller remembers it.
    """

    issuer: str
    subject: str
    session: str
    token_id: str
    expires_at: datetime


class IdentityProvider(Protocol):
    """Whoever proves identities, as an installation or a council has set it up."""

    @property
    def highest_identity(self) -> IdentityLevel:
        """Return how sure it can be who somebody is; more may not be asked."""

    def start(self, request: StartSignIn, /) -> Started:
        """
        Say where to send the browser.

        :raises Retry: if the provider does not answer
        :raises SignInRefused: if it is not set up, or not for what is asked
        """

    def finish(self, request: FinishSignIn, /) -> ProvenIdentity:
        """
        Turn what the browser brought back into a proven identity.

        :raises Retry: if the provider does not answer; the person has to start again
        :raises SignInRefused: if anything is not as it was asked for
        """

    def end_session_address(self, request: EndSession, /) -> str:
        """
        Say where to send the browser of somebody who signs out.

        :raises Retry: if the provider does not answer
        """

    def read_logout_token(self, token: str, now: datetime, /) -> LoggedOut:
        """
        Read the provider's word, sent without a browser, that somebody signed out there.

        :raises Retry: if the provider's keys cannot be had
        :raises SignInRefused: if it is not proved to come from the provider
        """


class IdentitySupplier(Protocol):
    """A maker of identity providers: its key, and how one is set up from options."""

    key: ClassVar[str]
    label: ClassVar[str]
    options: ClassVar[type[Options]]

    def connect(self, options: Mapping[str, object], /) -> IdentityProvider:
        """
        Return the provider that these options describe; calls nobody.

        :raises ValueError: naming the option that cannot be used
        """


identity_suppliers: Registry[IdentitySupplier] = Registry("supplier of identities")
