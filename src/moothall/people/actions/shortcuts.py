"""Whether an employee wants the single keys of the pages of staff."""

from datetime import datetime

from django.db import transaction

from moothall.kernel import audit
from moothall.kernel.actors import Actor, ActorKind
from moothall.kernel.policies import require
from moothall.people.models import StaffUser


@transaction.atomic
def choose_shortcuts(*, actor: Actor, wanted: bool, now: datetime) -> None:
    """
    Switch one's own single keys on or off, on whichever machine one signs in.

    :raises NotPermitted: to whoever is no employee
    """
    require(actor.kind is ActorKind.STAFF)
    user = StaffUser.objects.select_for_update().get(pk=int(actor.identifier))
    if user.uses_shortcuts == wanted:
        return
    user.uses_shortcuts = wanted
    user.save(update_fields=["uses_shortcuts"])
    for council_id in sorted(actor.permissions)[:1]:
        audit.record(
            actor=actor,
            verb="staff.shortcuts-chosen",
            subject=user,
            now=now,
            detail={"wanted": wanted},
            council_id=council_id,
        )
