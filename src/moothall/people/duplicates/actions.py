"""All writes about likely pairs: finding them at night, and what staff decide."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from django.db import transaction

from moothall.kernel import audit
from moothall.kernel.actors import Actor
from moothall.kernel.errors import Conflict, NotFound
from moothall.kernel.ids import new_id
from moothall.kernel.policies import require
from moothall.people import policies
from moothall.people.duplicates.names import sounds_like
from moothall.people.duplicates.queries import candidates, describe
from moothall.people.duplicates.scoring import Described, Score, score
from moothall.people.models import LikelyPair, PairStanding, Person

BATCH = 500
#: A common name with nothing else known makes pairs without end; so many of a person are enough.
MOST_OF_ONE = 10
NOBODY = UUID(int=0)


@transaction.atomic
def fill_sounds(*, council_id: int, limit: int = BATCH) -> int:
    """Make the sounds of names that have none yet and return how many were made."""
    rows = Person.objects.filter(council_id=council_id, sounds_like__isnull=True)
    found = list(rows.only("id", "name", "council_id").order_by("id")[:limit])
    for one in found:
        one.sounds_like = sounds_like(one.name)
    Person.objects.bulk_update(found, ["sounds_like"])
    return len(found)


@transaction.atomic
def find_pairs(
    *, council_id: int, after: UUID = NOBODY, limit: int = BATCH, now: datetime
) -> UUID | None:
    """
    Look through so many persons of a council, and note who may be there twice.

    Return the last person looked at, or nothing at the end. A pair that staff decided about stays
    as they decided; one that is open is scored again.
    """
    page = Person.objects.filter(council_id=council_id, pk__gt=after).order_by("pk")
    ids = list(page.values_list("pk", flat=True)[:limit])
    if not ids:
        return None
    for pk, one in describe(council_id, ids).items():
        _note(council_id, pk, _alike(council_id, pk, one), now)
    return ids[-1]


@transaction.atomic
def find_pairs_of(*, council_id: int, person_id: UUID, now: datetime) -> int:
    """Look for records that may be the same as one, and return how many there are."""
    one = describe(council_id, [person_id]).get(person_id)
    if one is None:
        return 0
    found = _alike(council_id, person_id, one)
    _note(council_id, person_id, found, now)
    return len(found)


@transaction.atomic
def keep_apart(*, actor: Actor, pair_id: UUID, now: datetime) -> LikelyPair:
    """
    Say that a pair is two people, who are then not offered again.

    :raises NotFound: if the councils in force have no such pair
    :raises Conflict: if it was merged meanwhile
    """
    return _decide(actor, pair_id, PairStanding.OPEN, PairStanding.APART, now)


@transaction.atomic
def reopen(*, actor: Actor, pair_id: UUID, now: datetime) -> LikelyPair:
    """
    Say that a pair may be one person after all.

    :raises NotFound: if the councils in force have no such pair
    :raises Conflict: if it was merged meanwhile
    """
    return _decide(actor, pair_id, PairStanding.APART, PairStanding.OPEN, now)


def _decide(
    actor: Actor, pair_id: UUID, before: PairStanding, after: PairStanding, now: datetime
) -> LikelyPair:
    pair = LikelyPair.objects.select_for_update().filter(pk=pair_id).first()
    if pair is None:
        raise NotFound("There is no such pair.")
    require(actor.may(policies.MERGE, pair.council_id))
    if pair.state == after:
        return pair
    if pair.state != before:
        raise Conflict("Somebody has decided about this pair already.")
    pair.state, pair.decided_at, pair.decided_by_name = after, now, actor.name
    pair.save(update_fields=["state", "decided_at", "decided_by_name"])
    audit.record(actor=actor, verb=f"pair.{after.value}", subject=pair, now=now)
    return pair


def _alike(council_id: int, pk: UUID, one: Described) -> list[tuple[UUID, Score]]:
    others = describe(council_id, candidates(council_id, one) - {pk})
    scored = [(other, score(one, facts)) for other, facts in others.items()]
    found = [(other, points) for other, points in scored if points.is_offered]
    found.sort(key=lambda pair: (-pair[1].points, pair[0]))
    return found[:MOST_OF_ONE]


def _note(council_id: int, pk: UUID, found: Sequence[tuple[UUID, Score]], now: datetime) -> None:
    rows = [
        LikelyPair(
            id=new_id(),
            council_id=council_id,
            first_id=min(pk, other),
            second_id=max(pk, other),
            score=points.points,
            evidence=[one.value for one in points.evidence],
            found_at=now,
        )
        for other, points in found
    ]
    LikelyPair.objects.bulk_create(rows, ignore_conflicts=True)
    LikelyPair.objects.filter(first_id=pk, state=PairStanding.OPEN).exclude(
        second_id__in=[other for other, _ in found]
    ).update(state=PairStanding.GONE)
    LikelyPair.objects.filter(
        first_id=pk, state=PairStanding.GONE, second_id__in=[other for other, _ in found]
    ).update(state=PairStanding.OPEN)
