"""The front door of residents who have signed in: their basket and their payments."""

from uuid import UUID

from django.http import HttpResponseBase
from django.shortcuts import render
from django.views.decorators.http import require_POST

from moothall.councils.requests import CouncilRequest
from moothall.kernel import clock
from moothall.kernel.access import resident
from moothall.payments.queries import payment_of, payments_of
from moothall.payments.returning import token_of
from moothall.payments.views import baskets, choosing, outcomes, receipts
from moothall.payments.views.doors import account_door
from moothall.people import scopes
from moothall.people.linked_queries import linked_accounts_of

#: As many payments are listed.
LISTED = 200


@resident(scopes.MONEY)
def pay(request: CouncilRequest) -> HttpResponseBase:
    """List what can be paid for, the accounts that they have linked first."""
    now = clock.now()
    accounts = linked_accounts_of(UUID(request.actor.subject))
    return choosing.listed(request, account_door(request, now=now), now=now, accounts=accounts)


@resident(scopes.MONEY)
def pay_form(request: CouncilRequest, key: str) -> HttpResponseBase:
    """Put one thing into the basket; what is known of them stands in the form."""
    now = clock.now()
    return choosing.form(
        request, account_door(request, now=now), key, now=now, known=_known(request)
    )


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


@resident(scopes.MONEY)
def receipt(request: CouncilRequest, payment_id: UUID) -> HttpResponseBase:
    """Hand them the receipt of a payment of theirs; anybody else's is not there for them."""
    row = payment_of(payment_id, person_id=UUID(request.actor.subject))
    return receipts.receipt(request, row)


def _known(request: CouncilRequest) -> dict[str, str]:
    """Return what the form begins with: their name, and a reference that a page of ours gave."""
    standing = request.resident  # type: ignore[attr-defined]
    name = "" if standing.acting else standing.person.name
    return {
        "reference": request.GET.get("reference", "")[:60],
        "account_name": name,
        "surname": name.rpartition(" ")[2],
    }
