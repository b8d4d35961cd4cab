"""What keeps a case from being finished."""

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from moothall.cases.models import Case
from moothall.cases.work.errors import ClosingBlocked
from moothall.cases.work.queries.one_case import what_blocks_closing
from moothall.kernel.actors import Actor, ActorKind


def require_nothing_open(case: Case, actor: Actor) -> None:
    """
    Do nothing if an employee may finish this locked case; one query.

    What residents take back and what back offices and programs report is their word: it counts
    whatever we still had to do (docs/decisions/what-blocks-closing.md).

    :raises ClosingBlocked: if something of it is still to do
    """
    if actor.kind is not ActorKind.STAFF:
        return
    tasks, items, parts = what_blocks_closing(case)
    said = []
    if tasks:
        said.append(ngettext("%(n)s task is open", "%(n)s tasks are open", tasks) % {"n": tasks})
    if items:
        said.append(
            ngettext(
                "%(n)s item of the checklist is not ticked",
                "%(n)s items of the checklist are not ticked",
                items,
            )
            % {"n": items}
        )
    if parts:
        said.append(
            ngettext("%(n)s sub-case is open", "%(n)s sub-cases are open", parts) % {"n": parts}
        )
    if said:
        raise ClosingBlocked(
            _("You cannot close this case yet: %(what)s.") % {"what": "; ".join(said)}
        )
