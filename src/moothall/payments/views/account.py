"""The front door of residents who have signed in: their basket and their payments."""

from uuid import UUID

from django.http import HttpResponseBase
from django.shortcuts import render
from django.views.decorators.http import require_POST

from moothall.councils.requests import CouncilRequest
from moothall.kernel import clock
from moothall.kernel.access import resident
from moothall.payments.queries import payments_of
from moothall.payments.returning import token_of
from moothall.payments.views import baskets, outcomes
from moothall.payments.views.doors import account_door
from moothall.people import scopes

#: As many payments are listed.
LISTED = 200


@resident(scopes.MONEY)
def basket(request: CouncilRequest) -> HttpResponseBase:
    """Show their basket."""
    return baskets.show(request, account_door(request, now=clock.now()))


@resident(scopes.MONEY)
@require_POST
def basket_pay(request: CouncilRequest) -> HttpResponseBase:
    """Begin to pay it."""
    now = clock.now()
    return baskets.pay(request, account_door(request, now=now), now=now)


@resident(scopes.MONEY)
@require_POST
def basket_remove(request: CouncilRequest, line: UUID) -> HttpResponseBase:
    """Take a thing out."""
    now = clock.now()
    return baskets.remove(request, account_door(request, now=now), line, now=now)


@resident(scopes.MONEY)
def basket_share(request: CouncilRequest) -> HttpResponseBase:
    """Let somebody else pay."""
    now = clock.now()
    return baskets.share(request, account_door(request, now=now), now=now)


@resident(scopes.MONEY)
def payment_outcome(request: CouncilRequest, token: str) -> HttpResponseBase:
    """Show what became of a payment of theirs."""
    return outcomes.outcome(request, token, now=clock.now())


@resident(scopes.MONEY)
def payments(request: CouncilRequest) -> HttpResponseBase:
    """List what they have paid, each with its receipt."""
    rows = payments_of(UUID(request.actor.subject), limit=LISTED)
    tokens = {row.id: token_of(row.id) for row in rows}
    return render(request, "payments/account/payments.html", {"payments": rows, "tokens": tokens})
