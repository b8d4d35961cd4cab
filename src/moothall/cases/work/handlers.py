"""What happens after a case changed: it finds its team, and who is concerned is told."""

from datetime import datetime
from uuid import UUID

from moothall.cases.events import CaseNoteAdded, CaseOpened, CaseStatusChanged, ResidentActed
from moothall.cases.models import TimelineEntry
from moothall.cases.work.actions.routing import route_case
from moothall.cases.work.actions.telling import tell_of_news
from moothall.kernel.actors import Actor, ActorKind


def on_case_opened_route(event: CaseOpened) -> None:
    """Write down the ward, and give the case to the team that takes such cases."""
    route_case(case_id=event.case_id, now=event.occurred_at)


def on_case_status_changed_tell_concerned(event: CaseStatusChanged) -> None:
    """Tell who holds or watches the case."""
    _tell_concerned(event.case_id, event.timeline_entry_id, event.occurred_at)


def on_case_note_added_tell_concerned(event: CaseNoteAdded) -> None:
    """Tell who holds or watches the case."""
    _tell_concerned(event.case_id, event.timeline_entry_id, event.occurred_at)


def on_resident_acted_tell_concerned(event: ResidentActed) -> None:
    """Tell who holds or watches the case."""
    _tell_concerned(event.case_id, event.timeline_entry_id, event.occurred_at)


def _tell_concerned(case_id: UUID, entry_id: UUID, now: datetime) -> None:
    entry = TimelineEntry.objects.filter(pk=entry_id).first()
    if entry is None:
        return
    by = Actor(
        kind=ActorKind(entry.actor_kind),
        identifier=entry.actor_identifier,
        # A resident's name stands in the case, for those who may see it.
        name=entry.actor_name if entry.actor_kind == ActorKind.STAFF else "",
    )
    tell_of_news(case_id=case_id, source_key=str(entry.pk), by=by, now=now)
