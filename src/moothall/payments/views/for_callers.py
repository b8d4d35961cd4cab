"""The catalogue as an employee chooses from it for whoever is on the line."""

from uuid import UUID

from django.http import HttpRequest, HttpResponseBase

from moothall.councils.for_council import actor_of, for_council
from moothall.councils.rows import CouncilRow
from moothall.kernel import clock
from moothall.kernel.errors import NotFound
from moothall.payments.models import Basket
from moothall.payments.policies import TAKE
from moothall.payments.views import choosing
from moothall.payments.views.doors import StaffDoor


@for_council(TAKE)
def listed(request: HttpRequest, council: CouncilRow, basket_id: UUID) -> HttpResponseBase:
    """List what can be paid for."""
    door = _door(request, council, basket_id)
    return choosing.listed(request, door, now=clock.now())  # type: ignore[arg-type]


@for_council(TAKE)
def form(request: HttpRequest, council: CouncilRow, basket_id: UUID, key: str) -> HttpResponseBase:
    """Put one thing into the caller's basket."""
    door = _door(request, council, basket_id)
    return choosing.form(request, door, key, now=clock.now())  # type: ignore[arg-type]


def _door(request: HttpRequest, council: CouncilRow, basket_id: UUID) -> StaffDoor:
    """
    Return the way to a caller's basket.

    :raises NotFound: if the council has none of this id that lives still
    """
    basket = Basket.objects.filter(
        pk=basket_id, council_id=council.id, expires_at__gt=clock.now()
    ).first()
    if basket is None:
        raise NotFound("There is no such basket.")
    return StaffDoor(
        namespace="workspace",
        template="workspace/base.html",
        actor=actor_of(request),
        basket=basket,
        language=request.LANGUAGE_CODE,
        council=council,
    )
