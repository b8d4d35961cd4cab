"""Making macros, and changing them."""

from datetime import datetime
from uuid import UUID

from django.db import transaction

from moothall.cases import policies
from moothall.cases.deeds.deed import Deed, unknown_placeholders
from moothall.cases.macros.models import Macro
from moothall.councils.queries import teams
from moothall.kernel import audit
from moothall.kernel.actors import Actor
from moothall.kernel.errors import Conflict, NotFound
from moothall.kernel.policies import require


@transaction.atomic
def save_macro(
    *,
    actor: Actor,
    council_id: int,
    name: str,
    deed: Deed,
    team_id: UUID | None = None,
    macro_id: UUID | None = None,
    is_active: bool = True,
    now: datetime,
) -> Macro:
    """
    Make a macro, or change the one that is named.

    :raises NotPermitted: if the actor may not make macros
    :raises NotFound: if the council has no such macro or team
    :raises Conflict: if it does nothing, its name is taken, or nobody knows what its words ask for
    """
    require(policies.can_edit_macros(actor, council_id))
    known = {one.id for one in teams(council_id)}
    if {team_id, deed.team_id} - {None} - known:
        raise NotFound("This council has no such team.")
    unknown = unknown_placeholders(f"{deed.words_en} {deed.words_cy}")
    same = Macro.objects.filter(council_id=council_id, name=name.strip())
    if macro_id is not None:
        same = same.exclude(pk=macro_id)
    if deed.is_empty or deed.master or unknown or same.exists():
        raise Conflict("This macro cannot be kept.")
    macro = Macro(council_id=council_id)
    if macro_id is not None:
        found = Macro.objects.select_for_update().filter(council_id=council_id, pk=macro_id).first()
        if found is None:
            raise NotFound("This council has no such macro.")
        macro = found
    macro.name, macro.team_id, macro.deed = name.strip(), team_id, deed.as_json()
    macro.is_active, macro.changed_at = is_active, now
    macro.save()
    audit.record(
        actor=actor,
        verb="macro.changed" if macro_id else "macro.made",
        subject=macro,
        now=now,
        detail={"parts": sorted(macro.deed), "active": is_active},
    )
    return macro
