"""All writes to the roles that councils make in their own words."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from moothall.kernel import audit
from moothall.kernel.actors import Actor
from moothall.kernel.errors import Conflict, NotFound
from moothall.kernel.policies import require
from moothall.people import policies
from moothall.people.actions.administering import keep_an_administrator, lock_staff_of
from moothall.people.models import Account, OwnRole, StaffRole
from moothall.people.permission_words import PERMISSION_WORDS, missing_beside


@dataclass(frozen=True, kw_only=True)
class RoleWords:
    """What a role is called and for whom it is, in both languages."""

    name: str
    name_cy: str = ""
    description: str = ""
    description_cy: str = ""


@transaction.atomic
def save_own_role(
    *,
    actor: Actor,
    council_id: int,
    words: RoleWords,
    permissions: Collection[str],
    copied_from: str = "",
    role_id: UUID | None = None,
    seen: int = 0,
    now: datetime,
) -> OwnRole:
    """
    Make a role, or change one that was `seen`; whoever holds it may do so much at once.

    :raises NotPermitted: if it brings, or brought, something that the actor may not do themselves
    :raises ValueError: if there is no such permission, or one is of no use without another
    :raises NotFound: if the role has ended or is another council's
    :raises Conflict: if the name is taken, somebody changed it meanwhile, or nobody could set up
        the council any more
    """
    wanted = frozenset(permissions)
    require(policies.can_give_permissions(actor, (council_id,), wanted))
    _check(wanted)
    lock_staff_of(council_id)
    role = _changed(actor, council_id, role_id, seen)
    before = frozenset(role.permissions)
    role.name, role.name_cy = words.name.strip(), words.name_cy.strip()
    role.description, role.description_cy = words.description.strip(), words.description_cy.strip()
    role.permissions = sorted(wanted)
    role.copied_from = role.copied_from or copied_from
    role.version += 1
    role.changed_by_name, role.changed_at = actor.name, now
    try:
        with transaction.atomic():
            role.save()
    except IntegrityError as problem:
        raise Conflict(_("Another role has this name. Choose another.")) from problem
    StaffRole.objects.filter(own_role_id=role.pk).update(permissions=role.permissions)
    keep_an_administrator(council_id, without=before - wanted)
    audit.record(
        actor=actor, verb="role.changed" if role_id else "role.made", subject=role, now=now,
        detail={"added": sorted(wanted - before), "taken": sorted(before - wanted)},
    )  # fmt: skip
    return role


@transaction.atomic
def end_own_role(*, actor: Actor, council_id: int, role_id: UUID, now: datetime) -> OwnRole:
    """
    End a role: from now on nobody holds it, and nobody can be given it.

    :raises NotFound: if it has ended or is another council's
    :raises Conflict: if nobody could set up the council any more
    """
    require(policies.can_manage_staff(actor, (council_id,)))
    lock_staff_of(council_id)
    role = own_role_in(council_id, role_id)
    held = list(StaffRole.objects.filter(own_role_id=role.pk).select_related("user"))
    for one in held:
        _record_held(actor, "staff.role-ended", one, now)
    StaffRole.objects.filter(own_role_id=role.pk).delete()
    role.ended_at = now
    role.save(update_fields=["ended_at"])
    keep_an_administrator(council_id, without=role.permissions)
    audit.record(
        actor=actor, verb="role.ended", subject=role, now=now, detail={"holders": len(held)}
    )
    return role


@transaction.atomic
def give_own_role(
    *, actor: Actor, council_id: int, user: Account, role_id: UUID, now: datetime
) -> StaffRole:
    """
    Let somebody act by a council's own role, in that council alone; twice changes nothing.

    :raises NotPermitted: if it brings something that the actor may not do themselves
    :raises NotFound: if it has ended or is another council's
    """
    require(policies.can_manage_staff(actor, (council_id,)))
    lock_staff_of(council_id)
    role = own_role_in(council_id, role_id)
    require(policies.can_give_permissions(actor, (council_id,), frozenset(role.permissions)))
    given, is_new = StaffRole.objects.get_or_create(
        user=user, council_id=council_id, role="", own_role_id=role.pk,
        defaults={"permissions": role.permissions, "given_at": now},
    )  # fmt: skip
    if is_new:
        _record_held(actor, "staff.role-given", given, now)
    return given


def own_role_in(council_id: int, role_id: UUID) -> OwnRole:
    """
    Return a council's own role, locked.

    :raises NotFound: if it has ended or is another council's
    """
    role = OwnRole.objects.select_for_update().filter(
        council_id=council_id, pk=role_id, ended_at__isnull=True
    )
    found = role.first()
    if found is None:
        raise NotFound("There is no such role.")
    return found


def _record_held(actor: Actor, verb: str, held: StaffRole, now: datetime) -> None:
    audit.record(
        actor=actor, verb=verb, subject=held.user, council_id=held.council_id, now=now,
        detail={"role": str(held.own_role_id)},
    )  # fmt: skip


def _changed(actor: Actor, council_id: int, role_id: UUID | None, seen: int) -> OwnRole:
    if role_id is None:
        return OwnRole(council_id=council_id, version=0)
    role = own_role_in(council_id, role_id)
    require(policies.can_give_permissions(actor, (council_id,), frozenset(role.permissions)))
    if role.version != seen:
        raise Conflict(_("Somebody else has changed this role meanwhile. Open it again."))
    return role


def _check(permissions: frozenset[str]) -> None:
    if unknown := sorted(permissions - PERMISSION_WORDS.keys()):
        raise ValueError(f"There is no permission {', '.join(unknown)}.")
    if not permissions:
        raise ValueError("A role brings something.")
    if lacking := missing_beside(permissions):
        raise ValueError(f"Of no use without another: {', '.join(lacking)}.")
