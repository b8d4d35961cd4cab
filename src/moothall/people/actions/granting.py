"""What every verb about grants does: find it locked, bound its time, account for it, tell both."""

from datetime import date, datetime, timedelta
from uuid import UUID

from django.utils.translation import gettext as _

from moothall.councils.queries import council_by_id
from moothall.kernel import audit
from moothall.kernel.actors import Actor
from moothall.kernel.errors import Conflict, NotFound
from moothall.people.ages import moment_of_age
from moothall.people.grant_letters import send_grant_notice
from moothall.people.models import Grant, GrantKind

LONGEST_GRANT = timedelta(days=5 * 366)


def until_of_age(
    kind: GrantKind, born_on: date | None, council_id: int, now: datetime
) -> datetime | None:
    """
    Return when a parent's right ends; nothing for other kinds.

    :raises Conflict: if the child is of age, or its birth date is not known
    """
    if kind is not GrantKind.PARENT:
        return None
    if born_on is None:
        raise Conflict(_("Enter the child’s date of birth."))
    of_age = moment_of_age(born_on, time_zone=council_by_id(council_id).time_zone)
    if of_age <= now:
        raise Conflict(_("They are 18 or older. They can ask somebody to help them."))
    return of_age


def bounded(expires_at: datetime | None, now: datetime) -> datetime | None:
    """
    Return when a grant ends, which is never far away.

    :raises Conflict: if that is over already
    """
    if expires_at is None:
        return None
    if expires_at <= now:
        raise Conflict(_("The last day must be in the future."))
    return min(expires_at, now + LONGEST_GRANT)


def locked(grant_id: UUID) -> Grant:
    """
    Return a grant that nobody else changes until the transaction ends.

    :raises NotFound: if the councils in force have none of this id
    """
    grant = Grant.objects.select_for_update().filter(pk=grant_id).first()
    if grant is None:
        raise NotFound("There is no such grant.")
    return grant


def who(actor: Actor) -> str:
    """Return an actor as a grant names whoever decided."""
    return f"{actor.kind.value}:{actor.identifier}"


def note(actor: Actor, verb: str, grant: Grant, now: datetime) -> None:
    """Account for a change of a grant."""
    detail = {"kind": grant.kind, "state": grant.state, "scopes": grant.scopes}
    audit.record(actor=actor, verb=verb, subject=grant, now=now, detail=detail)


def tell(grant: Grant, change: str) -> None:
    """Leave it to a worker to write to both sides what has changed."""
    send_grant_notice.defer(council_id=grant.council_id, grant_id=str(grant.pk), change=change)
