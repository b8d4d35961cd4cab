"""Which resident a browser's secret stands for, on the site of the council in force."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import sha256
from uuid import UUID

from allauth.usersessions.models import UserSession
from django.db.models import Exists, OuterRef, QuerySet

from moothall.kernel.actors import Actor, ActorKind
from moothall.kernel.errors import NotPermitted
from moothall.people import scopes
from moothall.people.acting import ActingFor, acting_now
from moothall.people.models import Joining, ResidentSession
from moothall.people.sign_in.assurance import RECENT_SECONDS

LONGEST_PAUSE = timedelta(minutes=30)
LONGEST_SESSION = timedelta(hours=12)

#: What somebody was typing when their session ran out is still taken in for so long.
TYPING_TAKEN_FOR = timedelta(hours=24)

#: The moment of the last request is written at most this often, since each writing costs a row.
WRITTEN_EVERY = timedelta(minutes=1)


@dataclass(frozen=True)
class ResidentPerson:
    """Whom a signed-in resident is at this council."""

    id: UUID
    name: str
    language: str


@dataclass(frozen=True)
class ResidentStanding:
    """A resident signed in on a council's site; `person` is nobody until they have joined."""

    session_id: UUID
    account_id: int
    email: str
    subject: str
    person: ResidentPerson | None
    strength: int
    identity: str
    methods: tuple[str, ...]
    authenticated_at: datetime
    last_seen_at: datetime
    is_recent: bool
    sign_in: int
    acting: ActingFor | None = None
    #: They had chosen to act for somebody and may not any more: nothing is done until they say so.
    has_lost_acting: bool = False

    @property
    def themselves(self) -> ResidentPerson:
        """
        Return who they are at this council, whomever they act for.

        :raises NotPermitted: if they have not joined it
        """
        if self.person is None:
            raise NotPermitted("You have not joined this council.")
        return self.person

    def is_to_be_noted(self, now: datetime) -> bool:
        """Tell whether it is time to write down that the session is in use."""
        return now - self.last_seen_at >= WRITTEN_EVERY


def digest_of(secret: str) -> bytes:
    """Return what the database keeps of a browser's secret."""
    return sha256(secret.encode()).digest()


def resident_standing(secret: str, *, now: datetime) -> ResidentStanding | None:
    """
    Return who the secret stands for; nobody if the session is over, was ended or rests too long.

    Two queries, and one or two more where they act for somebody else. A session ends with the stay
    at the sign-in host from which it came.
    """
    return _standing(
        ResidentSession.objects.filter(
            secret_digest=digest_of(secret),
            began_at__gt=now - LONGEST_SESSION,
            last_seen_at__gt=now - LONGEST_PAUSE,
        ),
        now,
    )


def lapsed_standing(secret: str, *, now: datetime) -> ResidentStanding | None:
    """
    Return whose session the secret was that ran out, without being ended, within the last day.

    It proves enough to take in what somebody was typing when it ran out, and to show nothing.
    """
    return _standing(
        ResidentSession.objects.filter(
            secret_digest=digest_of(secret), last_seen_at__gt=now - TYPING_TAKEN_FOR
        ),
        now,
    )


def _standing(sessions: QuerySet[ResidentSession], now: datetime) -> ResidentStanding | None:
    session = (
        sessions.filter(ended_at__isnull=True, account__is_active=True)
        .filter(Exists(UserSession.objects.filter(pk=OuterRef("sign_in"))))
        .select_related("account")
        .first()
    )
    if session is None:
        return None
    joining = (
        Joining.objects.filter(account_id=session.account_id, ended_at__isnull=True)
        .select_related("person")
        .first()
    )
    person = joining.person if joining is not None else None
    acting = acting_now(session, person.pk, now=now) if person is not None else None
    has_chosen = session.grant_id is not None or session.membership_id is not None
    return ResidentStanding(
        session_id=session.pk,
        account_id=session.account_id,
        email=session.account.email,
        subject=session.subject,
        person=ResidentPerson(person.pk, person.name, person.language) if person else None,
        strength=session.strength,
        identity=session.identity,
        methods=tuple(session.methods),
        authenticated_at=session.authenticated_at,
        last_seen_at=session.last_seen_at,
        is_recent=now - session.authenticated_at < timedelta(seconds=RECENT_SECONDS),
        sign_in=session.sign_in,
        acting=acting,
        has_lost_acting=has_chosen and person is not None and acting is None,
    )


def actor_of_resident(standing: ResidentStanding, *, council_id: int) -> Actor:
    """
    Return the actor that a signed-in resident is: for whom they act, with the scopes they have.

    Whoever has lost the right to act for somebody may do nothing, until they stop acting.
    """
    if standing.person is None or standing.has_lost_acting:
        return Actor(kind=ActorKind.RESIDENT)
    if standing.acting is None:
        return actor_as_themselves(standing.person, council_id=council_id)
    return Actor(
        kind=ActorKind.RESIDENT,
        identifier=str(standing.person.id),
        subject=str(standing.acting.person_id),
        name=standing.person.name,
        permissions={council_id: standing.acting.scopes},
    )


def actor_as_themselves(person: ResidentPerson, *, council_id: int) -> Actor:
    """Return the actor that a signed-in resident is in their own affairs, with every scope."""
    return Actor(
        kind=ActorKind.RESIDENT,
        identifier=str(person.id),
        subject=str(person.id),
        name=person.name,
        permissions={council_id: scopes.ALL},
    )
