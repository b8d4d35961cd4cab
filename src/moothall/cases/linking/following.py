"""Bringing a follower to where its master is, and telling its resident: each thing once."""

from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.utils import translation
from django.utils.translation import gettext

from moothall.cases.actions.accounting import entry
from moothall.cases.actions.moving import move
from moothall.cases.case_types.queries import rules_for
from moothall.cases.deeds.telling import language_of, words_for
from moothall.cases.events import ResidentWrittenTo
from moothall.cases.linking.actions import locked_cases
from moothall.cases.linking.models import CaseLink, LinkKind
from moothall.cases.models import Case, EntryKind, Source, TimelineEntry
from moothall.cases.workflow import ALLOWED, CLOSED, Status
from moothall.kernel import outbox
from moothall.kernel.actors import system
from moothall.people import protection

_ACTOR = system("cases.linking")
#: What happens to a master for its own resident's sake happens to nobody else.
_ITS_OWN = frozenset({Status.AWAITING_RESIDENT, Status.CANCELLED, Status.DUPLICATE})
_PREFIX = "master:"
_BEGAN = "follows:"


@transaction.atomic
def follow_up(*, link_id: UUID, now: datetime) -> None:
    """
    Do to a follower what has happened to its master since they were linked, in that order.

    What was done already is known by the master's entry that it came from, so that it may be asked
    for any number of times. A case that has been parted from its master is left alone.
    """
    link = CaseLink.objects.filter(pk=link_id, kind=LinkKind.FOLLOWS, ended_at=None).first()
    if link is None:
        return
    case, master = locked_cases(link.case_id, link.other_id)
    link = CaseLink.objects.select_for_update().get(pk=link_id)
    if link.ended_at is not None:
        return
    done = set(
        TimelineEntry.objects.filter(case_id=case.pk)
        .exclude(source_key="")
        .values_list("source_key", flat=True)
    )
    if f"{_BEGAN}{link.pk}" not in done:
        _begin(case, master, link, now)
    for change in (
        TimelineEntry.objects.filter(case_id=master.pk, happened_at__gt=link.linked_at)
        .exclude(status_to="")
        .order_by("happened_at", "id")
    ):
        key = f"{_PREFIX}{change.pk}"
        if key not in done and change.status_to not in _ITS_OWN:
            _take_over(case, master, change, key, now)


def _begin(case: Case, master: Case, link: CaseLink, now: datetime) -> None:
    """Tell the resident that others said the same, and bring the case to where its master is."""
    with translation.override(language_of(case)):
        words = gettext(
            "Other people have told us about the same thing. We deal with all of it together, and "
            "will tell you what we do."
        )
    then = (
        TimelineEntry.objects.filter(case_id=master.pk, happened_at__lte=link.linked_at)
        .exclude(status_to="")
        .order_by("-happened_at", "-id")
        .values_list("status_to", flat=True)
        .first()
    )
    _change(case, Status(then or master.status), words, f"{_BEGAN}{link.pk}", now)


def _take_over(case: Case, master: Case, change: TimelineEntry, key: str, now: datetime) -> None:
    words = ""
    if not protection.withheld_among([master.person_id]):
        words = words_for(case, change.texts) if change.texts else _as_written(change)
    _change(case, Status(change.status_to), words, key, now)


def _as_written(change: TimelineEntry) -> str:
    """Return the words of staff; what a resident wrote is for nobody else."""
    is_told = change.source in (Source.STAFF, Source.BACK_OFFICE) and (
        change.kind == EntryKind.STATUS
    )
    return change.text if is_told else ""


def _change(case: Case, status: Status, words: str, key: str, now: datetime) -> None:
    """Give a case its master's status with the words; without the status, the words alone."""
    if _may_have(case, status):
        move(case, _ACTOR, status, now, text=words, source_key=key)
        return
    if case.status in CLOSED and not _was_closed_by_master(case):
        words = ""  # its own team has dealt with it and said so
    written = entry(
        case, _ACTOR, EntryKind.MESSAGE, now, is_public=bool(words), text=words, source_key=key
    )
    TimelineEntry.objects.bulk_create([written])
    if words:
        outbox.publish(
            ResidentWrittenTo(
                council_id=case.council_id,
                case_id=case.pk,
                timeline_entry_id=written.pk,
                occurred_at=now,
            )
        )


def _may_have(case: Case, status: Status) -> bool:
    """Tell whether a follower may go where its master is; what its own team closed stays closed."""
    if status in _ITS_OWN or status not in ALLOWED[Status(case.status)]:
        return False
    if not rules_for(case.council_id, case.service_type_id).uses(status):
        return False
    return case.status not in CLOSED or _was_closed_by_master(case)


def _was_closed_by_master(case: Case) -> bool:
    last = (
        TimelineEntry.objects.filter(case_id=case.pk)
        .exclude(status_to="")
        .order_by("-happened_at", "-id")
        .first()
    )
    return last is not None and last.source_key.startswith((_PREFIX, _BEGAN))
