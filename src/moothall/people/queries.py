"""What others ask about people; answers are frozen rows."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from uuid import UUID

from allauth.mfa.models import Authenticator
from django.db.models import Exists, OuterRef, Q, QuerySet

from moothall.councils.queries import feature_enabled
from moothall.kernel.actors import Actor, ActorKind
from moothall.kernel.errors import NotFound
from moothall.kernel.search_text import normalise
from moothall.people import protection
from moothall.people.contact import normalise_contact
from moothall.people.models import (
    Account,
    ContactKind,
    ContactPoint,
    ContactProof,
    Joining,
    Person,
    Residence,
    Role,
    StaffRole,
)
from moothall.people.roles import ALL_PERMISSIONS, PERMISSIONS
from moothall.people.rows import ContactPointRow, PersonRow, ResidenceRow

PAGE = 20

#: The feature switch of a council whose staff must have a second factor; silence means yes.
SECOND_FACTOR_SWITCH = "staff-second-factor-required"

#: What counts as a second factor; recovery codes only stand in for one.
SECOND_FACTORS = (Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN)

#: Sorts after every text in byte order: the end of the range "begins with".
_LAST = "\U0010ffff"
_FEWEST_DIGITS = 5
_SEPARATOR = "|"


@dataclass(frozen=True)
class StaffStanding:
    """What a request must know of a signed-in employee."""

    actor: Actor
    has_second_factor: bool


def actor_for(user: Account) -> Actor:
    """Return the actor that a staff user is, with every permission their roles bring; one query."""
    return staff_standing(user).actor


def staff_standing(user: Account) -> StaffStanding:
    """Return a staff user's actor and whether they have set up a second factor; one query."""
    permissions: defaultdict[int, frozenset[str]] = defaultdict(frozenset)
    has_second_factor = False
    factors = Authenticator.objects.filter(user_id=OuterRef("user_id"), type__in=SECOND_FACTORS)
    roles = (
        StaffRole.objects.filter(user_id=user.pk, user__is_active=True)
        .annotate(has_second_factor=Exists(factors))
        .values_list(
            "role", "permissions", "council_id", "partnership__councils__id", "has_second_factor"
        )
    )
    for role, own, own_council, shared_council, has_factor in roles:
        has_second_factor = has_factor
        council_id = own_council or shared_council
        if council_id is not None:
            brings = PERMISSIONS[Role(role)] if role else ALL_PERMISSIONS & frozenset(own)
            permissions[council_id] |= brings
    actor = Actor(
        kind=ActorKind.STAFF,
        identifier=str(user.pk),
        name=user.get_full_name(),
        permissions=dict(permissions),
    )
    return StaffStanding(actor, has_second_factor)


def second_factor_required(actor: Actor) -> bool:
    """
    Tell whether any council that the actor serves asks for a second factor: the strictest decides.

    The councils must be in force.
    """
    return any(feature_enabled(c, SECOND_FACTOR_SWITCH) for c in sorted(actor.permissions))


def person_detail(person_id: UUID) -> PersonRow:
    """
    Return a person with every way to reach them.

    :raises NotFound: if the councils in force have none of this id
    """
    person = Person.objects.filter(pk=person_id).first()
    if person is None:
        raise NotFound("There is no such person.")
    return _rows([("", person)])[0]


def person_row(person: Person) -> PersonRow:
    """Return a person who was read already, with every way to reach them; one query."""
    return _rows([("", person)])[0]


def persons_by_id(person_ids: Iterable[UUID]) -> dict[UUID, PersonRow]:
    """Return several persons at once, by id, in two queries."""
    persons = Person.objects.filter(pk__in=set(person_ids))
    return {row.id: row for row in _rows([("", person) for person in persons])}


def has_account(person_id: UUID) -> bool:
    """Tell whether somebody has joined an account of theirs to this person; one query."""
    return Joining.objects.filter(person_id=person_id, ended_at__isnull=True).exists()


def contact_points_of(person_id: UUID) -> list[ContactPointRow]:
    """
    Return the ways to reach one person, oldest first, hidden ones too.

    Only for what is sent to them: no page shows what this gives (see `protection`).
    """
    points = ContactPoint.objects.filter(person_id=person_id).order_by("created_at", "id")
    return [_contact_row(point) for point in points]


def people_who_proved(council_id: int, kind: ContactKind, normalised: str) -> list[UUID]:
    """
    Return who has proven with a code that an address or number is theirs; one query.

    One that somebody typed into a form, or an employee wrote down, is not proven: whoever only
    knows it must not be able to act by it.
    """
    proofs = ContactProof.objects.filter(
        person_id=OuterRef("person_id"), kind=kind, settled_at=OuterRef("created_at")
    )
    points = ContactPoint.objects.filter(
        council_id=council_id, kind=kind, normalised=normalised, person__merged_into__isnull=True
    ).filter(Exists(proofs))
    return list(points.order_by("created_at").values_list("person_id", flat=True))


def kinds_of_ways(person_ids: Collection[UUID]) -> set[tuple[UUID, str]]:
    """Return by which kinds of address and number persons can be reached; one query, no values."""
    points = ContactPoint.objects.filter(person_id__in=person_ids)
    return set(points.values_list("person_id", "kind").distinct())


def uprns_for_letters(person_ids: Collection[UUID]) -> dict[UUID, int]:
    """
    Return where persons say that they live now, hidden or not; one query.

    Only to count to whom a letter can be written: no page shows what this gives.
    """
    rows = Residence.objects.filter(person_id__in=person_ids, ended_at__isnull=True)
    return dict(rows.values_list("person_id", "uprn"))


def residence_of(person_id: UUID) -> ResidenceRow | None:
    """
    Return where a person says that they live now, if they said so; one query.

    Nothing of a protected person who is not in the open (see `protection`).
    """
    lived_in = Residence.objects.filter(person_id=person_id, ended_at__isnull=True)
    row = lived_in.select_related("person").first()
    if row is None or protection.is_withheld(person_id, is_protected=row.person.is_protected):
        return None
    return ResidenceRow(uprn=row.uprn, moved_in_on=row.moved_in_on)


def search_people(
    council_ids: Sequence[int], text: str, *, after: str = "", limit: int = PAGE
) -> list[PersonRow]:
    """
    Return the persons found by the beginning of a name or surname, or by a contact point.

    A text with an @ is looked for among addresses, one of many digits among telephone numbers.
    Pass the last row's `position` as `after` for the next page.
    """
    found = [
        pair
        for council_id in council_ids
        for column, persons in _sources(council_id, text)
        for pair in _page_of(column, persons, after, limit)
    ]
    found.sort(key=_place)
    return _rows(found[:limit])


def _sources(council_id: int, text: str) -> list[tuple[str, QuerySet[Person]]]:
    """Return the queries that answer, each with the column it is read in the order of."""
    persons = Person.objects.filter(council_id=council_id)
    if "@" in text:
        return [("normalised_name", _by_contact(persons, council_id, ContactKind.EMAIL, text))]
    if sum(character.isdecimal() for character in text) >= _FEWEST_DIGITS:
        return [("normalised_name", _by_contact(persons, council_id, ContactKind.PHONE, text))]
    start = normalise(text)
    if not start:
        return []
    by_name = Q(normalised_name__gte=start, normalised_name__lt=start + _LAST)
    by_surname = Q(name_by_surname__gte=start, name_by_surname__lt=start + _LAST)
    return [
        ("normalised_name", persons.filter(by_name)),
        ("name_by_surname", persons.filter(by_surname).exclude(by_name)),
    ]


def _by_contact(
    persons: QuerySet[Person], council_id: int, kind: ContactKind, text: str
) -> QuerySet[Person]:
    start = normalise_contact(kind, text)
    points = ContactPoint.objects.filter(
        council_id=council_id, kind=kind, normalised__gte=start, normalised__lt=start + _LAST
    )
    hides = {ContactKind.EMAIL: "hides_email", ContactKind.PHONE: "hides_phone"}[kind]
    # Whoever types a hidden number may not learn whose it is.
    return persons.filter(pk__in=points.values("person_id"), **{hides: False})


def _page_of(
    column: str, persons: QuerySet[Person], after: str, limit: int
) -> list[tuple[str, Person]]:
    if after:
        value, _, last_id = after.rpartition(_SEPARATOR)
        persons = persons.filter(
            Q(**{f"{column}__gt": value}) | Q(**{column: value, "id__gt": _id_in(last_id)})
        )
    return [(getattr(person, column), person) for person in persons.order_by(column, "id")[:limit]]


def _id_in(text: str) -> UUID:
    try:
        return UUID(text)
    except ValueError as error:
        raise NotFound("There is no such page of this list.") from error


def _place(pair: tuple[str, Person]) -> tuple[str, UUID]:
    value, person = pair
    return value, person.pk


def _rows(found: Sequence[tuple[str, Person]]) -> list[PersonRow]:
    points: defaultdict[UUID, list[ContactPointRow]] = defaultdict(list)
    hidden = {person.pk: protection.withheld_kinds(person) for _, person in found}
    if found:
        rows = ContactPoint.objects.filter(person_id__in=[person.pk for _, person in found])
        for point in rows.order_by("created_at", "id"):
            if point.kind not in hidden[point.person_id]:
                points[point.person_id].append(_contact_row(point))
    return [
        PersonRow(
            id=person.pk,
            council_id=person.council_id,
            name=person.name,
            language=person.language,
            created_at=person.created_at,
            contact_points=tuple(points[person.pk]),
            position=f"{value}{_SEPARATOR}{person.pk}",
            is_protected=person.is_protected,
            is_withheld=bool(hidden[person.pk]),
            born_on=person.born_on,
        )
        for value, person in found
    ]


def _contact_row(point: ContactPoint) -> ContactPointRow:
    return ContactPointRow(
        kind=point.kind, value=point.value, normalised=point.normalised, given_by=point.given_by
    )
