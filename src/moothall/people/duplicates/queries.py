"""Who may be the same as somebody: candidates by index, scored; and what staff decided."""

from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db import connection

from moothall.kernel.errors import NotFound
from moothall.kernel.search_text import normalise
from moothall.people.contact import normalise_contact
from moothall.people.duplicates.names import sounds_like
from moothall.people.duplicates.scoring import NAMESAKE, STRONG, WORDS, Described, Evidence, score
from moothall.people.models import (
    ContactKind,
    ContactPoint,
    LikelyPair,
    PairStanding,
    Person,
    Residence,
)
from moothall.people.queries import persons_by_id
from moothall.people.rows import PersonRow

PAGE = 20
MOST_OFFERED = 5
#: Of each kind of evidence so many candidates are looked at: a telephone of a care home is shared
#: by hundreds, and a common name by thousands.
MOST_CANDIDATES = 300

#: Each part is a range of one index under row security; no function is called for a row. What is
#: hidden of somebody finds nobody.
_CANDIDATES = """
    (SELECT id FROM people_person
     WHERE council_id = %(council)s AND sounds_like = %(sound)s AND sounds_like <> ''
       AND merged_into_id IS NULL
     ORDER BY (normalised_name = %(name)s) DESC LIMIT %(most)s)
    UNION
    (SELECT id FROM people_person
     WHERE council_id = %(council)s AND born_on = %(born)s AND merged_into_id IS NULL
     LIMIT %(most)s)
    UNION
    (SELECT point.person_id FROM people_contactpoint point
     JOIN people_person owner ON owner.council_id = point.council_id AND owner.id = point.person_id
     WHERE point.council_id = %(council)s AND point.kind = 'email'
       AND point.normalised = ANY(%(emails)s) AND NOT owner.hides_email
       AND owner.merged_into_id IS NULL
     LIMIT %(most)s)
    UNION
    (SELECT point.person_id FROM people_contactpoint point
     JOIN people_person owner ON owner.council_id = point.council_id AND owner.id = point.person_id
     WHERE point.council_id = %(council)s AND point.kind = 'phone'
       AND point.normalised = ANY(%(phones)s) AND NOT owner.hides_phone
       AND owner.merged_into_id IS NULL
     LIMIT %(most)s)
    UNION
    (SELECT home.person_id FROM people_residence home
     JOIN people_person owner ON owner.council_id = home.council_id AND owner.id = home.person_id
     WHERE home.council_id = %(council)s AND home.uprn = %(uprn)s AND home.ended_at IS NULL
       AND NOT owner.is_protected AND owner.merged_into_id IS NULL
     LIMIT %(most)s)
"""


@dataclass(frozen=True)
class Likely:
    """Somebody who may be the same, how sure that is, and why in words."""

    person: PersonRow
    score: int
    is_strong: bool
    reasons: tuple[str, ...]


@dataclass(frozen=True)
class PairRow:
    """Two records that may be one person's, with what was decided."""

    id: UUID
    council_id: int
    first: PersonRow
    second: PersonRow
    is_strong: bool
    reasons: tuple[str, ...]
    state: str
    decided_by: str
    position: str


def described(*, name: str, email: str = "", phone: str = "", uprn: int | None = None) -> Described:
    """Return what somebody typed of a person, made comparable."""
    emails = [normalise_contact(ContactKind.EMAIL, email)] if email.strip() else []
    phones = [normalise_contact(ContactKind.PHONE, phone)] if phone.strip() else []
    return Described(
        name=name, emails=list(filter(None, emails)), phones=list(filter(None, phones)), uprn=uprn
    )


def likely_same(
    council_id: int, one: Described, *, but: Collection[UUID] = (), limit: int = MOST_OFFERED
) -> list[Likely]:
    """
    Return who of a council may be this person, surest first; in five queries at most.

    Whoever writes somebody down also sees their namesakes, as far as nothing speaks against them.
    """
    ids = candidates(council_id, one) - set(but)
    scored = [
        (found, pk)
        for pk, other in describe(council_id, ids).items()
        for found in [score(one, other)]
        if found.points >= NAMESAKE
    ]
    scored.sort(key=lambda pair: (-pair[0].points, pair[1]))
    best = scored[:limit]
    rows = persons_by_id(pk for _, pk in best)
    return [
        Likely(rows[pk], found.points, found.is_strong_for_a_writer, said(found.evidence))
        for found, pk in best
        if pk in rows
    ]


def candidates(council_id: int, one: Described) -> set[UUID]:
    """Return whom it is worth comparing somebody with; one query of index ranges."""
    values: dict[str, Any] = {
        "council": council_id,
        "sound": sounds_like(one.name),
        "name": normalise(one.name),
        "born": one.born_on,
        "emails": list(one.emails),
        "phones": list(one.phones),
        "uprn": one.uprn,
        "most": MOST_CANDIDATES,
    }
    with connection.cursor() as cursor:
        cursor.execute(_CANDIDATES, values)
        return {row[0] for row in cursor.fetchall()}


def describe(council_id: int, ids: Collection[UUID]) -> dict[UUID, Described]:
    """
    Return persons as they are compared, in three queries; what is hidden of them stays out.

    Nobody may learn by a match that a protected person lives at an address or has a number.
    """
    if not ids:
        return {}
    points: defaultdict[tuple[UUID, str], list[str]] = defaultdict(list)
    found = ContactPoint.objects.filter(council_id=council_id, person_id__in=ids)
    for person_id, kind, value in found.values_list("person_id", "kind", "normalised"):
        points[person_id, kind].append(value)
    homes = dict(
        Residence.objects.filter(
            council_id=council_id, person_id__in=ids, ended_at__isnull=True
        ).values_list("person_id", "uprn")
    )
    persons = Person.objects.filter(council_id=council_id, pk__in=ids)
    return {
        one.pk: Described(
            name=one.name,
            born_on=one.born_on,
            emails=() if one.hides_email else points[one.pk, ContactKind.EMAIL],
            phones=() if one.hides_phone else points[one.pk, ContactKind.PHONE],
            uprn=None if one.is_protected else homes.get(one.pk),
        )
        for one in persons
    }


def said(evidence: Iterable[Evidence | str]) -> tuple[str, ...]:
    """Return in words what agrees and what does not."""
    known = {one.value for one in Evidence}
    return tuple(str(WORDS[Evidence(one)]) for one in evidence if str(one) in known)


def open_pairs(council_id: int, *, after: str = "", limit: int = PAGE) -> list[PairRow]:
    """Return the pairs of a council that wait for a decision, surest first; three queries."""
    return _pairs(council_id, PairStanding.OPEN, after, limit)


def decided_pairs(council_id: int, *, after: str = "", limit: int = PAGE) -> list[PairRow]:
    """Return the pairs that staff said are two people; three queries."""
    return _pairs(council_id, PairStanding.APART, after, limit)


def open_pair_count(council_id: int) -> int:
    """Return how many likely pairs wait; one query of an index."""
    return LikelyPair.objects.filter(council_id=council_id, state=PairStanding.OPEN).count()


def pair_by_id(pair_id: UUID) -> PairRow:
    """
    Return one pair; three queries.

    :raises NotFound: if the councils in force have none of this id, or one of the two is gone
    """
    found = _rows(list(LikelyPair.objects.filter(pk=pair_id)))
    if not found:
        raise NotFound("There is no such pair.")
    return found[0]


def pairs_of(person_id: UUID) -> list[PairRow]:
    """Return the pairs of one person that wait; four queries."""
    return _rows(
        [
            *LikelyPair.objects.filter(first_id=person_id, state=PairStanding.OPEN),
            *LikelyPair.objects.filter(second_id=person_id, state=PairStanding.OPEN),
        ]
    )


def _pairs(council_id: int, state: PairStanding, after: str, limit: int) -> list[PairRow]:
    rows = LikelyPair.objects.filter(council_id=council_id, state=state)
    offset = int(after) if after.isdecimal() else 0
    found = list(rows.order_by("-score", "id")[offset : offset + limit])
    return _rows(found, offset)


def _rows(found: list[LikelyPair], offset: int = 0) -> list[PairRow]:
    persons = persons_by_id(pk for one in found for pk in (one.first_id, one.second_id))
    return [
        PairRow(
            id=one.pk,
            council_id=one.council_id,
            first=persons[one.first_id],
            second=persons[one.second_id],
            is_strong=one.score >= STRONG,
            reasons=said(one.evidence),
            state=one.state,
            decided_by=one.decided_by_name,
            position=str(offset + number),
        )
        for number, one in enumerate(found, 1)
        if one.first_id in persons and one.second_id in persons
    ]
