"""Colleagues named in a note for staff: who is meant, and telling them."""

import re
from collections.abc import Collection
from datetime import datetime

from moothall.cases.models import Case
from moothall.cases.work import policies
from moothall.cases.work.errors import CannotBeMentioned, MeansSeveral
from moothall.cases.work.models import NoticeKind, StaffNotice
from moothall.kernel.actors import Actor, ActorKind
from moothall.people.colleagues import colleagues_by_handle

#: An @ with a name, at the beginning of a word: never the middle of an email address.
_MENTION = re.compile(r"(?<![\w.@+-])@([\w+-]+(?:\.[\w+-]+)*(?:@[\w-]+(?:\.[\w-]+)+)?)")


def tell(
    employee_ids: Collection[int],
    *,
    kind: NoticeKind,
    case: Case,
    by_name: str,
    source_key: str,
    now: datetime,
) -> None:
    """Write that employees should look at a case; the same from the same source is told once."""
    StaffNotice.objects.bulk_create(
        [
            StaffNotice(
                council_id=case.council_id,
                employee_id=employee_id,
                kind=kind,
                case_id=case.pk,
                by_name=by_name,
                source_key=source_key,
                made_at=now,
            )
            for employee_id in sorted(employee_ids)
        ],
        ignore_conflicts=True,
    )


def mentioned_in(council_id: int, text: str) -> frozenset[int]:
    """
    Return whom a note mentions; one query where it mentions anybody.

    It does not say whether somebody exists who may not see the case: that is not the writer's to
    know.

    :raises CannotBeMentioned: if it names somebody who may not see the council's cases
    :raises MeansSeveral: if a name can be that of more than one
    """
    handles = list(dict.fromkeys(found.lower() for found in _MENTION.findall(text)))
    found = colleagues_by_handle(council_id, policies.VIEW, handles)
    unknown = [handle for handle in handles if not found[handle]]
    if unknown:
        raise CannotBeMentioned(unknown)
    for handle in handles:
        if len(found[handle]) > 1:
            raise MeansSeveral(handle, sorted(one.email for one in found[handle]))
    return frozenset(found[handle][0].id for handle in handles)


def tell_mentioned(*, actor: Actor, case: Case, text: str, source_key: str, now: datetime) -> None:
    """
    Tell whom an employee's note for staff mentions, within the transaction that writes it.

    :raises CannotBeMentioned: if one of them may not see the case
    """
    if actor.kind is not ActorKind.STAFF:
        return
    who = mentioned_in(case.council_id, text) - {int(actor.identifier)}
    if who:
        tell(
            who,
            kind=NoticeKind.MENTION,
            case=case,
            by_name=actor.name,
            source_key=source_key,
            now=now,
        )
