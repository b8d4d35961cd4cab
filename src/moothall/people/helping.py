"""Whom an employee helps in their own session, looked up anew with every request."""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from uuid import UUID

from moothall.kernel.actors import Actor
from moothall.people.models import Help

#: Where the employee's session says that there is a help to look up; it gives no right by itself.
IN_SESSION = "helping"

LONGEST_PAUSE = timedelta(minutes=15)
LONGEST_HELP = timedelta(hours=2)

#: The moment of the last request is written at most this often, since each writing costs a row.
WRITTEN_EVERY = timedelta(minutes=1)


@dataclass(frozen=True)
class HelpStanding:
    """A help that goes on: whom it is for, since when, and why."""

    help_id: UUID
    council_id: int
    person_id: UUID
    person_name: str
    level: int
    channel: str
    reason: str
    began_at: datetime
    last_used_at: datetime

    def is_to_be_noted(self, now: datetime) -> bool:
        """Tell whether it is time to write down that it is in use."""
        return now - self.last_used_at >= WRITTEN_EVERY

    def on_behalf(self, actor: Actor) -> Actor:
        """Return the employee as one who acts for the person they help, with their reason."""
        return replace(actor, subject=str(self.person_id), reason=self.reason)


def help_now(*, employee_id: int, session_digest: bytes, now: datetime) -> HelpStanding | None:
    """Return the help that goes on in this session, in the councils in force; one query."""
    found = (
        Help.objects.filter(
            employee_id=employee_id,
            session_digest=session_digest,
            ended_at__isnull=True,
            last_used_at__gt=now - LONGEST_PAUSE,
            began_at__gt=now - LONGEST_HELP,
        )
        .select_related("person")
        .order_by("-began_at")
        .first()
    )
    if found is None:
        return None
    return HelpStanding(
        help_id=found.pk,
        council_id=found.council_id,
        person_id=found.person.pk,
        person_name=found.person.name,
        level=found.level,
        channel=found.channel,
        reason=found.reason,
        began_at=found.began_at,
        last_used_at=found.last_used_at,
    )
