"""Rules are used when what they wait for has happened."""

from moothall.cases.events import CaseOpened, CaseStatusChanged, ResidentActed
from moothall.cases.models import TimelineEntry
from moothall.cases.rules.actions import use_rules
from moothall.cases.rules.models import Trigger
from moothall.cases.workflow import CLOSED, Status


def on_case_opened_use_rules(event: CaseOpened) -> None:
    """Use the rules for new cases."""
    use_rules(
        council_id=event.council_id,
        case_id=event.case_id,
        trigger=Trigger.OPENED,
        now=event.occurred_at,
    )


def on_case_status_changed_use_rules(event: CaseStatusChanged) -> None:
    """Use the rules for cases that are done, or opened again."""
    entry = TimelineEntry.objects.filter(pk=event.timeline_entry_id).first()
    came_from = entry.status_from if entry else ""
    if event.status == Status.RESOLVED:
        trigger = Trigger.RESOLVED
    elif came_from in CLOSED and event.status not in CLOSED:
        trigger = Trigger.REOPENED
    else:
        return
    use_rules(
        council_id=event.council_id,
        case_id=event.case_id,
        trigger=trigger,
        now=event.occurred_at,
    )


def on_resident_acted_use_rules(event: ResidentActed) -> None:
    """Use the rules for what residents do."""
    use_rules(
        council_id=event.council_id,
        case_id=event.case_id,
        trigger=Trigger.RESIDENT_ACTED,
        now=event.occurred_at,
    )
