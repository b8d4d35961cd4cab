"""What becomes of grants, and of the papers that showed them, when one of their two sides goes."""

from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction
from django.db.models import Q, QuerySet

from moothall.kernel.actors import Actor, system
from moothall.people import letters
from moothall.people.actions.granting import locked, note
from moothall.people.actions.inviting import withdraw_invitations
from moothall.people.grant_letters import helpers_of
from moothall.people.grant_workflow import GrantState
from moothall.people.keeping_reasons import GRANT_PAPERS, days_of
from moothall.people.letters import Notice
from moothall.people.models import Grant, GrantKind
from moothall.people.models.grant import NEEDS_EVIDENCE
from moothall.people.papers import forget_papers

FOR_THE_PERSON = "people.grant-over-for-me"
FOR_THE_HELPER = "people.grant-over-as-helper"


def forget_grants_of(*, person_id: UUID, now: datetime) -> None:
    """
    Prepare that every grant of somebody who is erased goes: account for it, and tell the others.

    Within the transaction of whoever erases. The papers go at once: nobody could say any more
    whose they were.
    """
    grants = list(_of(person_id).select_for_update().order_by("asked_at"))
    for grant in grants:
        note(system("people.erase"), "grant.erased", grant, now)
        if grant.is_live_at(now):
            _tell_the_other(grant, leaving=person_id, now=now)
    forget_papers([grant.evidence for grant in grants])


@transaction.atomic
def end_grants_with_sign_in(*, actor: Actor, person_id: UUID, now: datetime) -> int:
    """
    End what rests on a sign-in that is closed, and tell the other side; return how many it was.

    Whoever has no sign-in acts for nobody. Who is helped by their own word could not see or end
    it any more; what papers show, such as a power of attorney, goes on.
    """
    asked = [kind for kind in GrantKind if kind not in NEEDS_EVIDENCE]
    ending = Grant.objects.filter(
        Q(delegate_id=person_id) | Q(person_id=person_id, kind__in=asked), state=GrantState.LIVE
    )
    ids = list(ending.order_by("asked_at").values_list("pk", flat=True))
    for grant_id in ids:
        grant = locked(grant_id)
        was_live = grant.is_live_at(now)
        grant.end(GrantState.REVOKED, by=actor.identifier, reason="", at=now)
        grant.save(update_fields=["state", "revoked_by", "ended_at", "reason"])
        withdraw_invitations(grant_id=grant.pk, now=now)
        note(actor, "grant.revoked", grant, now)
        if was_live:
            _tell_the_other(grant, leaving=person_id, now=now)
    return len(ids)


def forget_grant_papers(*, council_id: int, now: datetime, limit: int = 500) -> int:
    """
    Delete the papers of grants that ended so long ago as a council keeps them; return how many.

    The council must be in force.
    """
    longest = timedelta(days=days_of(GRANT_PAPERS) or 0)
    over = Grant.objects.filter(council_id=council_id, ended_at__lte=now - longest).exclude(
        evidence=""
    )
    ids = list(over.order_by("ended_at").values_list("pk", flat=True)[:limit])
    return sum(_forget_papers_of(grant_id, now=now) for grant_id in ids)


@transaction.atomic
def _forget_papers_of(grant_id: UUID, *, now: datetime) -> bool:
    grant = locked(grant_id)
    if not grant.evidence:
        return False
    forget_papers([grant.evidence])
    grant.evidence = ""
    grant.save(update_fields=["evidence"])
    note(system("people.forget_grant_papers"), "grant.papers-removed", grant, now)
    return True


def _of(person_id: UUID) -> QuerySet[Grant]:
    return Grant.objects.filter(Q(person_id=person_id) | Q(delegate_id=person_id))


def _tell_the_other(grant: Grant, *, leaving: UUID, now: datetime) -> None:
    """Tell the side that stays, by name of the side that goes; never why."""
    person, helpers = grant.person, helpers_of(grant)
    if person is None:
        return
    if person.pk == leaving:
        told = [(helper.pk, FOR_THE_HELPER, person.name) for helper in helpers]
    else:
        told = [(person.pk, FOR_THE_PERSON, ", ".join(one.name for one in helpers))]
    for person_id, template, other in told:
        letters.tell(
            Notice(
                council_id=grant.council_id,
                template=template,
                person_id=person_id,
                context={"other": other},
                dedupe_key=f"grant-over:{grant.pk}:{person_id}",
                now=now,
            )
        )
