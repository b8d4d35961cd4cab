"""What staff see of roles: those a council made, the built-in ones, and who holds each."""

from collections import Counter
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import Count, Q, QuerySet
from django.utils.translation import get_language

from moothall.councils.queries import council_by_id
from moothall.kernel.errors import NotFound
from moothall.people.models import OwnRole, Role, StaffRole
from moothall.people.role_words import ROLE_DESCRIPTIONS, ROLE_NAMES
from moothall.people.roles import ALL_PERMISSIONS, PERMISSIONS

#: Of how many holders a page shows the names.
MOST_SHOWN = 200


@dataclass(frozen=True, kw_only=True)
class RoleRow:
    """A role as staff see it; a built-in one has a `built_in` word in place of an id."""

    id: UUID | None
    built_in: str
    name: str
    name_en: str
    name_cy: str
    description: str
    description_en: str
    description_cy: str
    permissions: frozenset[str]
    holders: int = 0
    version: int = 0
    changed_by: str = ""
    changed_at: datetime | None = None


@dataclass(frozen=True)
class HolderRow:
    """Who holds a role, since when if that is known, and whether in a whole partnership."""

    id: int
    user_id: int
    name: str
    email: str
    since: datetime | None
    is_shared: bool


def own_roles_of(council_id: int) -> list[RoleRow]:
    """Return the roles that a council made, by name, with how many hold each; two queries."""
    roles = list(OwnRole.objects.filter(council_id=council_id, ended_at__isnull=True))
    held = StaffRole.objects.filter(own_role_id__in=[one.pk for one in roles])
    counted = dict(held.values_list("own_role_id").annotate(count=Count("user_id")))
    rows = [_row(one, counted.get(one.pk, 0)) for one in roles]
    return sorted(rows, key=lambda row: row.name.casefold())


def own_role(council_id: int, role_id: UUID) -> RoleRow:
    """
    Return a role that a council made.

    :raises NotFound: if it has ended or is another council's
    """
    found = OwnRole.objects.filter(council_id=council_id, pk=role_id, ended_at__isnull=True).first()
    if found is None:
        raise NotFound("There is no such role.")
    return _row(found, 0)


def built_in_roles(council_id: int) -> list[RoleRow]:
    """Return the built-in roles with how many hold each in a council; one query."""
    counted = Counter(_in_council(council_id).exclude(role="").values_list("role", flat=True))
    return [_built_in(role, counted[role.value]) for role in Role]


def built_in_role(word: str) -> RoleRow:
    """
    Return a built-in role.

    :raises NotFound: if there is none of this word
    """
    if word not in Role:
        raise NotFound("There is no such role.")
    return _built_in(Role(word), 0)


def holders_of(council_id: int, role: RoleRow) -> list[HolderRow]:
    """Return who holds a role in a council, by name; one query."""
    held = _in_council(council_id).filter(role=role.built_in, own_role_id=role.id)
    rows = held.select_related("user").order_by("user__name", "user__email")[:MOST_SHOWN]
    return [
        HolderRow(
            id=one.pk,
            user_id=one.user_id,
            name=one.user.get_full_name(),
            email=one.user.email,
            since=one.given_at,
            is_shared=one.council_id is None,
        )
        for one in rows
    ]


def _in_council(council_id: int) -> QuerySet[StaffRole]:
    where = Q(council_id=council_id)
    partnership = council_by_id(council_id).partnership_id
    if partnership is not None:
        where |= Q(partnership_id=partnership)
    return StaffRole.objects.filter(where, user__is_active=True)


def _row(role: OwnRole, holders: int) -> RoleRow:
    welsh = get_language() == "cy"
    return RoleRow(
        id=role.pk,
        built_in="",
        name=(role.name_cy if welsh else "") or role.name,
        name_en=role.name,
        name_cy=role.name_cy,
        description=(role.description_cy if welsh else "") or role.description,
        description_en=role.description,
        description_cy=role.description_cy,
        permissions=ALL_PERMISSIONS & frozenset(role.permissions),
        holders=holders,
        version=role.version,
        changed_by=role.changed_by_name,
        changed_at=role.changed_at,
    )


def _built_in(role: Role, holders: int) -> RoleRow:
    name, description = str(ROLE_NAMES[role]), str(ROLE_DESCRIPTIONS[role])
    return RoleRow(
        id=None, built_in=role.value, name=name, name_en=name, name_cy="",
        description=description, description_en=description, description_cy="",
        permissions=PERMISSIONS[role], holders=holders,
    )  # fmt: skip
