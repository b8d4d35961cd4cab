"""What keeps a council from being left without anybody who may set it up; ending of roles held."""

from collections.abc import Collection
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from moothall.councils.models import Council
from moothall.kernel import audit
from moothall.kernel.actors import Actor
from moothall.kernel.errors import Conflict, NotFound
from moothall.kernel.policies import require
from moothall.people import policies
from moothall.people.colleagues import permission_holders
from moothall.people.models import Role, StaffRole
from moothall.people.roles import PERMISSIONS


def lock_staff_of(council_id: int) -> None:
    """Let roles of one council be changed one after another, so that each change sees the last."""
    Council.objects.select_for_update(no_key=True).get(pk=council_id)


def keep_an_administrator(council_id: int, *, without: Collection[str]) -> None:
    """
    Do nothing while somebody may set up the council, or where nobody lost that `without` these.

    :raises Conflict: if nobody may any more, so that the change is taken back
    """
    lost = policies.SETTINGS in without
    if lost and not permission_holders(council_id, policies.SETTINGS):
        raise Conflict(
            _("Nobody could set up this council any more. Give somebody else the right first.")
        )


@transaction.atomic
def end_role_held(*, actor: Actor, council_id: int, held_id: int, now: datetime) -> None:
    """
    Take from somebody a role that they hold in this council; it counts from their next click.

    :raises NotFound: if nobody holds it, or it counts in other councils too
    :raises Conflict: if nobody could set up the council any more
    """
    require(policies.can_manage_staff(actor, (council_id,)))
    lock_staff_of(council_id)
    held = (
        StaffRole.objects.select_related("user").filter(pk=held_id, council_id=council_id).first()
    )
    if held is None:
        raise NotFound("Nobody holds this role here.")
    user, role = held.user, held.role or str(held.own_role_id)
    brought = PERMISSIONS[Role(held.role)] if held.role else held.permissions
    held.delete()
    keep_an_administrator(council_id, without=brought)
    audit.record(
        actor=actor, verb="staff.role-ended", subject=user, council_id=council_id, now=now,
        detail={"role": role},
    )  # fmt: skip
