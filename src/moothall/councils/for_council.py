"""Views that act for the one council that their address names."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.http import HttpRequest, HttpResponseBase
from django.utils.translation import gettext as _

from moothall.councils.queries import council_by_id
from moothall.councils.rows import CouncilRow
from moothall.kernel.access import staff
from moothall.kernel.actors import Actor
from moothall.kernel.errors import NotFound
from moothall.kernel.scope import acting_for

View = Callable[..., HttpResponseBase]


def for_council(permission: str) -> Callable[[View], View]:
    """Let the view act for the council that the address names, if the person may do this there."""

    def decorate(view: View) -> View:
        @wraps(view)
        def with_council(request: HttpRequest, council: str, **parts: Any) -> HttpResponseBase:
            row = council_named(actor_of(request), council, permission)
            request.acted_for = row  # type: ignore[attr-defined]
            with acting_for(row.id):
                return view(request, row, **parts)

        return staff(permission)(with_council)

    return decorate


def council_named(actor: Actor, slug: str, permission: str) -> CouncilRow:
    """
    Return the council of this name, if the person may do this there.

    :raises NotFound: whether it is another's or nobody's, since which exist is not theirs to know
    """
    for council_id in actor.councils_where(permission):
        row = council_by_id(council_id)
        if row.slug == slug:
            return row
    raise NotFound(_("There is no such council."))


def actor_of(request: HttpRequest) -> Actor:
    """Return who asks."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    return actor
