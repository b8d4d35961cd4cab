"""Who else works for a council, and what they may do there: to hand them work and tell them."""

from collections.abc import Collection
from dataclasses import dataclass

from django.db.models import Q, QuerySet

from moothall.councils.queries import council_by_id
from moothall.people.models import Account, AccountKind
from moothall.people.roles import PERMISSIONS

FEW = 20


@dataclass(frozen=True)
class Colleague:
    """An employee as colleagues know them; `handle` is how one writes to them: @alice.ash."""

    id: int
    name: str
    email: str

    @property
    def handle(self) -> str:
        """Return the part of the email address before its @."""
        return self.email.partition("@")[0]


def colleagues(
    council_id: int, permission: str, *, text: str = "", limit: int = FEW
) -> list[Colleague]:
    """Return by name who has a permission in a council, found by name or address; one query."""
    found = _with_permission(council_id, permission)
    if text.strip():
        words = text.strip()
        found = found.filter(Q(name__icontains=words) | Q(email__istartswith=words))
    return [_row(one) for one in found.order_by("name", "email")[:limit]]


def colleague(council_id: int, permission: str, employee_id: int) -> Colleague | None:
    """Return an employee if they have a permission in a council; one query."""
    found = _with_permission(council_id, permission).filter(pk=employee_id).first()
    return None if found is None else _row(found)


def colleagues_by_handle(
    council_id: int, permission: str, handles: Collection[str]
) -> dict[str, list[Colleague]]:
    """
    Return who is meant by handles or whole addresses, in lower case; one query, none for nothing.

    Two people may have one handle, where their addresses differ behind the @.
    """
    if not handles:
        return {}
    wanted = Q()
    for handle in handles:
        wanted |= Q(email=handle) if "@" in handle else Q(email__startswith=f"{handle}@")
    rows = [_row(one) for one in _with_permission(council_id, permission).filter(wanted)]
    return {
        handle: [one for one in rows if handle in (one.handle, one.email)] for handle in handles
    }


def names_of_staff(employee_ids: Collection[int]) -> dict[int, str]:
    """Return what employees are called; one query, none for nobody."""
    if not employee_ids:
        return {}
    found = Account.objects.filter(pk__in=employee_ids, kind=AccountKind.STAFF)
    return {one.pk: one.get_full_name() for one in found}


def permission_holders(council_id: int, permission: str) -> frozenset[int]:
    """Return the ids of all who have a permission in a council; one query."""
    return frozenset(_with_permission(council_id, permission).values_list("pk", flat=True))


def _with_permission(council_id: int, permission: str) -> QuerySet[Account]:
    roles = [role for role, held in PERMISSIONS.items() if permission in held]
    where = Q(roles__council_id=council_id)
    partnership = council_by_id(council_id).partnership_id
    if partnership is not None:
        where |= Q(roles__partnership_id=partnership)
    brings = Q(roles__role__in=roles) | Q(roles__permissions__contains=[permission])
    return Account.objects.filter(where, brings, kind=AccountKind.STAFF, is_active=True).distinct()


def _row(account: Account) -> Colleague:
    return Colleague(id=account.pk, name=account.get_full_name(), email=account.email)
