"""The audit of how people sign in: each council that somebody has joined is told of a change."""

from datetime import datetime

from django.db.models import Q

from moothall.kernel import audit
from moothall.kernel.actors import Actor, ActorKind
from moothall.kernel.models import AuditEntry
from moothall.kernel.scope import acting_for, crossing_councils
from moothall.kernel.tasks import task
from moothall.people.models import Joining, Person

CONNECTED, DISCONNECTED = "sign-in.connected", "sign-in.disconnected"


@task(name="people.note_way_in", queue="default")
def note_way_in(*, account_id: int, verb: str, provider: str, at: str) -> None:
    """Write one change of how somebody signs in into the audit of every council they joined."""
    record_way_in(
        account_id=account_id, verb=verb, provider=provider, at=datetime.fromisoformat(at)
    )


def leave_to_audit(*, account_id: int, verb: str, provider: str, now: datetime) -> None:
    """
    Have a change accounted for, by a job of the caller's transaction.

    The account is one for the installation while the audit is each council's own, and no request
    looks into several councils.
    """
    note_way_in.defer(account_id=account_id, verb=verb, provider=provider, at=now.isoformat())


def record_way_in(*, account_id: int, verb: str, provider: str, at: datetime) -> int:
    """
    Account for a change in each council that the account was joined to then; return in how many.

    Actor and subject are the person whom the account is joined to there. Done again it finds its
    own line.
    """
    with crossing_councils():
        joined = Joining.objects.filter(account_id=account_id, joined_at__lte=at)
        rows = list(
            joined.filter(Q(ended_at__isnull=True) | Q(ended_at__gt=at)).select_related("person")
        )
    written = 0
    for row in rows:
        with acting_for(row.council_id):
            written += _record_once(row.person, verb, provider, at)
    return written


def _record_once(person: Person, verb: str, provider: str, at: datetime) -> bool:
    there = AuditEntry.objects.filter(
        council_id=person.council_id,
        verb=verb,
        subject_type=Person._meta.label_lower,
        subject_id=str(person.pk),
        occurred_at=at,
        detail__provider=provider,
    )
    if there.exists():
        return False
    themselves = Actor(
        kind=ActorKind.RESIDENT,
        identifier=str(person.pk),
        subject=str(person.pk),
        name=person.name,
    )
    audit.record(actor=themselves, verb=verb, subject=person, now=at, detail={"provider": provider})
    return True
