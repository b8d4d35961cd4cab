"""Anyone's front door to baskets and payments."""

from uuid import UUID

from django.http import HttpResponseBase
from django.views.decorators.http import require_POST

from moothall.councils.requests import CouncilRequest
from moothall.kernel import clock
from moothall.kernel.access import public
from moothall.kernel.actors import anonymous_resident
from moothall.payments.baskets import basket_of_link
from moothall.payments.queries import payment_row
from moothall.payments.returning import payment_in
from moothall.payments.views import baskets, choosing, outcomes, receipts
from moothall.payments.views.doors import LinkDoor, public_door


@public
def pay(request: CouncilRequest) -> HttpResponseBase:
    """List what can be paid for."""
    now = clock.now()
    return choosing.listed(request, public_door(request, now=now), now=now)


@public
def pay_form(request: CouncilRequest, key: str) -> HttpResponseBase:
    """Put one thing into the basket."""
    now = clock.now()
    return choosing.form(request, public_door(request, now=now), key, now=now)


@public
def basket(request: CouncilRequest) -> HttpResponseBase:
    """Show the basket of this browser."""
    return baskets.show(request, public_door(request, now=clock.now()))


@public
@require_POST
def basket_pay(request: CouncilRequest) -> HttpResponseBase:
    """Begin to pay it."""
    now = clock.now()
    return baskets.pay(request, public_door(request, now=now), now=now)


@public
@require_POST
def basket_remove(request: CouncilRequest, line: UUID) -> HttpResponseBase:
    """Take a thing out."""
    now = clock.now()
    return baskets.remove(request, public_door(request, now=now), line, now=now)


@public
def basket_share(request: CouncilRequest) -> HttpResponseBase:
    """Let somebody else pay."""
    now = clock.now()
    return baskets.share(request, public_door(request, now=now), now=now)


@public
def pay_for(request: CouncilRequest, secret: str) -> HttpResponseBase:
    """Show what somebody is asked to pay for another, and begin to pay."""
    now = clock.now()
    door = LinkDoor(
        namespace="public",
        template="public/base.html",
        actor=anonymous_resident(),
        basket=basket_of_link(request.council.id, secret, now=now),
        language=request.LANGUAGE_CODE,
        secret=secret,
    )
    if request.method == "POST":
        return baskets.pay(request, door, now=now)
    return baskets.show(request, door)


@public
def payment_outcome(request: CouncilRequest, token: str) -> HttpResponseBase:
    """Show what became of a payment, to whoever came back from it."""
    return outcomes.outcome(request, token, now=clock.now())


@public
@require_POST
def payment_cancel(request: CouncilRequest, token: str) -> HttpResponseBase:
    """Stop a payment."""
    return outcomes.cancel(request, token, now=clock.now())


@public
def payment_receipt(request: CouncilRequest, token: str) -> HttpResponseBase:
    """Hand the receipt of a payment to whoever came back from it, or has its address by e-mail."""
    return receipts.receipt(request, payment_row(payment_in(token)))
