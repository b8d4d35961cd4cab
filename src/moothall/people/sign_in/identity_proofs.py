"""
What an identity provider proved about whoever is signed in, kept with their stay.

It lies in the session of the sign-in host and nowhere else, and so ends with it. A council's site
may look at it while the session that hangs on that stay lives, and keeps of it what the person
wants it to keep.
"""

from dataclasses import asdict, dataclass, replace
from datetime import UTC, datetime
from importlib import import_module
from typing import Any

from allauth.account.internal.flows.login import record_authentication
from allauth.usersessions.models import UserSession
from django.conf import settings
from django.contrib.sessions.backends.base import SessionBase
from django.http import HttpRequest

from moothall.people.models import Account
from moothall.people.ports import IdentityLevel, ProvenIdentity
from moothall.people.resident_standing import ResidentStanding
from moothall.people.sign_in.assurance import forget_identity, note_identity

_PROOF = "identity_proof"


@dataclass(frozen=True)
class Proof:
    """What a provider said of somebody: who they are there, how sure that is, name, birth date."""

    provider: str
    issuer: str
    subject: str
    email: str
    email_verified: bool
    strength: int
    level: str
    authenticated_at: float
    proven_at: float
    id_token: str
    name: str = ""
    birth_date: str = ""

    @property
    def at(self) -> datetime:
        """Return the moment at which it was proven to us."""
        return datetime.fromtimestamp(self.proven_at, tz=UTC)

    @property
    def tells_who(self) -> bool:
        """Tell whether it proves a name."""
        return bool(self.level and self.name)

    def is_of(self, issuer: str, subject: str) -> bool:
        """Tell whether it is about this identity."""
        return (self.issuer, self.subject) == (issuer, subject)

    def says_more_than(self, other: "Proof") -> bool:
        """Tell whether this one is surer than the other of who the very same person is."""
        is_surer = IdentityLevel(self.level).rank > IdentityLevel(other.level).rank
        return is_surer and self.is_of(other.issuer, other.subject)

    def as_plain(self) -> dict[str, Any]:
        """Return what a session can keep."""
        return asdict(self)


def proof_from(identity: ProvenIdentity, *, provider: str, now: datetime) -> Proof:
    """Return what is kept of a proven identity; an older name or a second birth date is not."""
    name = identity.name_on(now.date())
    births = {day.isoformat() for day in identity.birth_dates}
    return Proof(
        provider=provider,
        issuer=identity.issuer,
        subject=identity.subject,
        email=identity.email.strip().lower(),
        email_verified=identity.email_verified,
        strength=int(identity.strength),
        level=str(identity.identity),
        authenticated_at=identity.authenticated_at.timestamp(),
        proven_at=now.timestamp(),
        id_token=identity.id_token,
        name=name.full if name is not None else "",
        birth_date=births.pop() if len(births) == 1 else "",
    )


def keep(request: HttpRequest, account: Account, proof: Proof) -> None:
    """
    Keep with the session what was proven about the owner of this account.

    A later proof that says less about who somebody is takes nothing away from an earlier one.
    """
    before = proof_of(request, account)
    if before is not None and before.says_more_than(proof):
        proof = replace(
            proof,
            level=before.level,
            name=before.name,
            birth_date=before.birth_date,
            proven_at=before.proven_at,
        )
    request.session[_PROOF] = {"account": account.pk, "proof": proof.as_plain()}
    note_identity(request, account, proof.level)


def note(request: HttpRequest, account: Account, proof: Proof) -> None:
    """Keep with the session how, how strongly and when somebody proved who they are."""
    keep(request, account, proof)
    record_authentication(
        request,
        account,
        method=proof.provider,
        strength=proof.strength,
        at=proof.authenticated_at,
    )


def proof_of(request: HttpRequest, account: Account) -> Proof | None:
    """Return what was proven about the owner of this account in this session."""
    return _proof_in(request.session, account.pk)


def forget(request: HttpRequest) -> None:
    """Forget what was proven; the session goes on."""
    request.session.pop(_PROOF, None)
    forget_identity(request)


def proof_in_stay(stay: int, *, account_id: int) -> Proof | None:
    """Return what was proven in somebody's stay at the sign-in host, while that lasts."""
    row = UserSession.objects.filter(pk=stay, user_id=account_id).first()
    return _proof_in(_session(row.session_key), account_id) if row is not None else None


def proof_for(standing: ResidentStanding) -> Proof | None:
    """Return what is proven of somebody in the stay that a council's session hangs on."""
    if not standing.identity:
        return None
    proof = proof_in_stay(standing.sign_in, account_id=standing.account_id)
    return proof if proof is not None and proof.tells_who else None


def stays_of(account_id: int, *, issuer: str, subject: str) -> list[UserSession]:
    """Return the stays of an account in which this identity had a part."""
    found = []
    for row in UserSession.objects.filter(user_id=account_id):
        proof = _proof_in(_session(row.session_key), account_id)
        if proof is not None and proof.is_of(issuer, subject):
            found.append(row)
    return found


def _session(key: str) -> SessionBase:
    store: SessionBase = import_module(settings.SESSION_ENGINE).SessionStore(key)
    return store


def _proof_in(session: SessionBase, account_id: int) -> Proof | None:
    kept = session.get(_PROOF)
    if not isinstance(kept, dict) or kept.get("account") != account_id:
        return None
    try:
        return Proof(**kept["proof"])
    except TypeError:
        return None  # of another release
