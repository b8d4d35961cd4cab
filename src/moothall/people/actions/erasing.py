"""Erasing what a council holds about somebody at their wish (UK GDPR art 17)."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils import translation

from moothall.kernel import audit, clock
from moothall.kernel.actors import Actor, system
from moothall.kernel.errors import Conflict, NotFound
from moothall.kernel.policies import require
from moothall.kernel.tasks import task
from moothall.people import policies, tasks
from moothall.people.actions.closing import COOLING_OFF, close_if_nothing_is_joined
from moothall.people.actions.downloads import drop_downloads
from moothall.people.actions.persons import locked_person
from moothall.people.actions.residents import part
from moothall.people.keeping_reasons import ACCOUNTING, OPEN
from moothall.people.merging.leading_on import ids_leading_to
from moothall.people.models import (
    ContactPoint,
    ContactProof,
    DataDownload,
    Erasure,
    Joining,
    Person,
)
from moothall.people.personal_data import Fate, Whose, holders, whose

#: What must be kept is looked at again so soon at the latest.
A_DAY = timedelta(days=1)
#: Staff read names in English.
OFFICE_LANGUAGE = "en"
ERASED_NAME = "Erased person"
BATCH = 100

_ACTOR = system("people.erase")


@task(name="people.erase", queue="default")
def erase(*, council_id: int, erasure_id: UUID) -> None:
    """Carry one erasure out, or look again at what had to be kept."""
    carry_out_erasure(erasure_id=UUID(str(erasure_id)), now=clock.now())


def fates_of(person_id: UUID, *, council_id: int, now: datetime) -> list[Fate]:
    """Return what would become of everything that is held about somebody; nothing is changed."""
    held = whose(person_id, council_id=council_id)
    return [
        fate for holder in reversed(list(holders)) for fate in holder.foresee(held, now)
        if fate.count
    ]  # fmt: skip


@transaction.atomic
def ask_for_erasure(*, actor: Actor, person_id: UUID, language: str, now: datetime) -> Erasure:
    """
    Write down that somebody wants to be erased, and do so once they had time to think again.

    Asking again changes nothing.

    :raises NotFound: if the councils in force have no such person
    :raises NotPermitted: if the actor is anybody else
    """
    person = locked_person(person_id)
    require(policies.is_own_account(actor, person.pk, person.council_id))
    there = _live(person.pk).first()
    if there is not None:
        return there
    joining = Joining.objects.filter(person_id=person.pk, ended_at__isnull=True).first()
    erasure = Erasure.objects.create(
        council_id=person.council_id,
        person=person,
        account_id=joining.account_id if joining is not None else None,
        language=language,
        asked_at=now,
        due_at=now + COOLING_OFF,
    )
    audit.record(actor=actor, verb="erasure.asked", subject=erasure, now=now)
    erase.defer_with({"council_id": person.council_id, "erasure_id": erasure.pk}, at=erasure.due_at)
    _mail("erasure_asked", erasure, due_at=erasure.due_at.isoformat())
    return erasure


@transaction.atomic
def undo_erasure(*, actor: Actor, person_id: UUID, now: datetime) -> Erasure:
    """
    Let somebody think again.

    :raises NotFound: if the councils in force have no such person, or they did not ask for it
    :raises Conflict: if it is done already
    """
    person = locked_person(person_id)
    require(policies.is_own_account(actor, person.pk, person.council_id))
    erasure = _live(person.pk).select_for_update().first()
    if erasure is None:
        raise NotFound("Nothing is to be erased.")
    if erasure.erased_at is not None:
        raise Conflict("It is erased already.")
    erasure.undone_at = now
    erasure.save(update_fields=["undone_at"])
    audit.record(actor=actor, verb="erasure.undone", subject=erasure, now=now)
    return erasure


@transaction.atomic
def carry_out_erasure(*, erasure_id: UUID, now: datetime) -> bool:
    """
    Erase what need not be kept, and tell whether nothing is left.

    All in one transaction: a worker that dies half-way has done nothing, and the job is given to
    another. Done again it finds what has become free meanwhile; undone or finished, nothing. At
    the end the person's row is empty and the audit says how many of what went, and about nobody.
    """
    erasure = Erasure.objects.select_for_update().filter(pk=erasure_id).first()
    if erasure is None or erasure.undone_at is not None or erasure.finished_at is not None:
        return False
    if erasure.due_at > now:
        return False
    person = locked_person(erasure.person_id)
    is_first = erasure.erased_at is None
    if is_first:
        # Before the audit loses the name, which this writes once more.
        _leave(person, now)
    with translation.override(OFFICE_LANGUAGE):
        fates = _erased_by_all(whose(person.pk, council_id=person.council_id), now)
    kept = [one for one in fates if one.is_kept and one.reason != ACCOUNTING.key]
    if not any(one.reason == OPEN.key for one in kept):
        # Whoever waits for an answer must still be reached.
        ContactPoint.objects.filter(person_id__in=[person.pk, *ids_leading_to(person.pk)]).delete()
    drop_downloads(list(DataDownload.objects.filter(person_id=person.pk)))
    erasure.counts = _as_counts(fates)
    account_id, erasure.review_at = erasure.account_id, _review_at(kept, now)
    if is_first:
        erasure.erased_at = now
        _mail("erasure_done", erasure, kept=str(sum(one.count for one in kept)))
    if not kept:
        _finish(person, erasure, now)
    erasure.save()
    audit.record(
        actor=_ACTOR,
        verb="person.erased" if not kept else "person.erased-in-part",
        subject=person,
        now=now,
        detail={"counts": erasure.counts},
    )
    if is_first and account_id is not None:
        close_if_nothing_is_joined(account_id=account_id, now=now)
    return not kept


def review_erasures(*, now: datetime) -> int:
    """
    Leave to the workers what is due or may have become free, in the councils in force.

    An erasure whose job was lost is found here too.
    """
    due = Erasure.objects.filter(undone_at__isnull=True, finished_at__isnull=True).filter(
        Q(erased_at__isnull=True, due_at__lte=now) | Q(review_at__lte=now)
    )
    found = list(due.order_by("due_at")[:BATCH])
    for one in found:
        erase.defer_unless_waiting(
            {"council_id": one.council_id, "erasure_id": one.pk}, key=f"people.erase:{one.pk}"
        )
    return len(found)


def _live(person_id: UUID) -> QuerySet[Erasure]:
    return Erasure.objects.filter(
        person_id=person_id, undone_at__isnull=True, finished_at__isnull=True
    )


def _erased_by_all(held: Whose, now: datetime) -> list[Fate]:
    """Let every app erase, the highest first: what it holds refers to what is held below it."""
    return [
        fate for holder in reversed(list(holders)) for fate in holder.erase(held, now) if fate.count
    ]


def _leave(person: Person, now: datetime) -> None:
    for joining in Joining.objects.filter(person_id=person.pk, ended_at__isnull=True):
        part(joining, now=now)


def _finish(person: Person, erasure: Erasure, now: datetime) -> None:
    """Empty the person's row, which others may still name, and forget whose it was."""
    Joining.objects.filter(person_id=person.pk).delete()
    DataDownload.objects.filter(person_id=person.pk).delete()
    ContactProof.objects.filter(person_id=person.pk).delete()
    person.name, person.normalised_name, person.name_by_surname = ERASED_NAME, "", ""
    person.born_on, person.sounds_like = None, ""
    person.save(
        update_fields=["name", "normalised_name", "name_by_surname", "born_on", "sounds_like"]
    )
    erasure.account, erasure.finished_at, erasure.review_at = None, now, None


def _review_at(kept: Sequence[Fate], now: datetime) -> datetime:
    """Return when to look again: with the first that becomes free, or tomorrow."""
    known = [one.until for one in kept]
    if any(one is None for one in known):
        return now + A_DAY
    return max(now + A_DAY, min((one for one in known if one is not None), default=now))


def _as_counts(fates: Sequence[Fate]) -> list[dict[str, Any]]:
    return [
        {
            "what": one.what,
            "count": one.count,
            "kept": one.reason,
            "until": one.until.isoformat() if one.until is not None else "",
        }
        for one in fates
    ]


def _mail(name: str, erasure: Erasure, **values: str) -> None:
    """Write to the address that somebody signs in with; nothing of it is kept with the council."""
    if erasure.account is None:
        return
    tasks.send_sign_in_mail.defer(
        mail=name,
        email=erasure.account.email,
        language=erasure.language,
        from_council=erasure.council_id,
        values=values,
    )
