"""Linking cases, and parting them again."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.db.models import QuerySet

from moothall.cases import policies
from moothall.cases.actions.accounting import entry
from moothall.cases.events import CaseFollows
from moothall.cases.linking.models import CaseLink, LinkKind
from moothall.cases.models import Case, EntryKind, TimelineEntry
from moothall.councils.models import CaseKind
from moothall.kernel import audit, outbox
from moothall.kernel.actors import Actor
from moothall.kernel.errors import Conflict, NotFound
from moothall.kernel.policies import require


@transaction.atomic(savepoint=False)
def follow_case(*, actor: Actor, case_id: UUID, master_id: UUID, now: datetime) -> CaseLink:
    """
    Let a case follow another, its master, from now on; what followed the case follows that too.

    A case that follows already is taken from its master to the new one; the same again changes
    nothing. Both cases are locked, always in the order of their ids, and a master follows nobody:
    so no ring of cases can come about.

    :raises NotFound: if the council in force has not both cases
    :raises Conflict: if the other case follows one itself, or one of them is a complaint
    """
    case, master = locked_cases(case_id, master_id)
    require(policies.can_edit_case(actor, case.council_id))
    if case.pk == master.pk or CaseKind.COMPLAINT in (case.kind, master.kind):
        raise Conflict("This case cannot follow that one.")
    if _links(case.council_id).filter(case_id=master.pk).exists():
        raise Conflict("That case follows another itself: choose the other.")
    known = _links(case.council_id).filter(case_id=case.pk).first()
    if known is not None and known.other_id == master.pk:
        return known
    if known is not None:
        known.ended_at = now
        known.save(update_fields=["ended_at"])
    followers = list(_links(case.council_id).filter(other_id=case.pk).order_by("case_id"))
    _end(followers, now)
    made = [
        CaseLink(
            council_id=case.council_id,
            kind=LinkKind.FOLLOWS,
            case_id=follower_id,
            other_id=master.pk,
            linked_at=now,
        )
        for follower_id in (case.pk, *(one.case_id for one in followers))
    ]
    CaseLink.objects.bulk_create(made)
    _write_down(actor, [case], f"→ {master.reference}", now)
    _write_down(actor, [master], f"← {case.reference}", now)
    audit.record(
        actor=actor,
        verb="case.linked",
        subject=case,
        now=now,
        detail={"master": str(master.pk), "brought": len(followers)},
    )
    outbox.publish(
        *(
            CaseFollows(
                council_id=case.council_id,
                case_id=link.case_id,
                link_id=link.pk,
                occurred_at=now,
            )
            for link in made
        )
    )
    return made[0]


@transaction.atomic(savepoint=False)
def unfollow_case(*, actor: Actor, case_id: UUID, now: datetime) -> None:
    """
    Let a case go its own way again; its status stays as it is. Without a master nothing happens.

    :raises NotFound: if the councils in force have no such case
    """
    [case] = locked_cases(case_id)
    require(policies.can_edit_case(actor, case.council_id))
    link = _links(case.council_id).filter(case_id=case.pk).first()
    if link is None:
        return
    _end([link], now)
    _write_down(actor, [case], f"↛ {link.other.reference}", now)
    audit.record(
        actor=actor,
        verb="case.unlinked",
        subject=case,
        now=now,
        detail={"master": str(link.other_id)},
    )


@transaction.atomic(savepoint=False)
def relate_cases(*, actor: Actor, case_id: UUID, other_id: UUID, now: datetime) -> None:
    """
    Say that two cases have to do with each other; saying it again, either way, changes nothing.

    :raises NotFound: if the council in force has not both cases
    :raises Conflict: if they are the same
    """
    case, other = locked_cases(case_id, other_id)
    require(policies.can_edit_case(actor, case.council_id))
    if case.pk == other.pk:
        raise Conflict("A case has always to do with itself.")
    first, second = sorted((case.pk, other.pk))
    related = CaseLink.objects.filter(
        council_id=case.council_id, kind=LinkKind.RELATED, ended_at=None
    )
    if related.filter(case_id=first, other_id=second).exists():
        return
    CaseLink.objects.bulk_create(
        [
            CaseLink(
                council_id=case.council_id,
                kind=LinkKind.RELATED,
                case_id=first,
                other_id=second,
                linked_at=now,
            )
        ]
    )
    audit.record(
        actor=actor, verb="case.related", subject=case, now=now, detail={"other": str(other.pk)}
    )


@transaction.atomic(savepoint=False)
def part_cases(*, actor: Actor, case_id: UUID, other_id: UUID, now: datetime) -> None:
    """
    Say that two cases have nothing to do with each other after all.

    :raises NotFound: if the council in force has not both cases
    """
    case, other = locked_cases(case_id, other_id)
    require(policies.can_edit_case(actor, case.council_id))
    first, second = sorted((case.pk, other.pk))
    related = CaseLink.objects.filter(
        council_id=case.council_id, kind=LinkKind.RELATED, ended_at=None
    )
    if related.filter(case_id=first, other_id=second).update(ended_at=now):
        audit.record(
            actor=actor, verb="case.parted", subject=case, now=now, detail={"other": str(other.pk)}
        )


def locked_cases(*case_ids: UUID) -> list[Case]:
    """
    Return cases of one council that nobody else can change, locked in the order of their ids.

    :raises NotFound: if one of them is not there, or is another council's
    """
    wanted = sorted(set(case_ids))
    found = {
        case.pk: case
        for case in Case.objects.select_for_update().filter(pk__in=wanted).order_by("pk")
    }
    if len(found) < len(wanted) or len({case.council_id for case in found.values()}) > 1:
        raise NotFound("There is no such case.")
    return [found[case_id] for case_id in case_ids]


def _links(council_id: int) -> QuerySet[CaseLink]:
    return CaseLink.objects.filter(council_id=council_id, kind=LinkKind.FOLLOWS, ended_at=None)


def _end(links: Sequence[CaseLink], now: datetime) -> None:
    for link in links:
        link.ended_at = now
    CaseLink.objects.bulk_update(links, ["ended_at"])


def _write_down(actor: Actor, cases: Sequence[Case], text: str, now: datetime) -> None:
    TimelineEntry.objects.bulk_create(
        [entry(case, actor, EntryKind.NOTE, now, is_public=False, text=text) for case in cases]
    )
