"""Paying what is owed on a linked account, from its page, in one click."""

from uuid import UUID

from django.http import Http404, HttpResponseBase, HttpResponseRedirect
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.timezone import localdate
from django.views.decorators.http import require_POST

from moothall.councils.requests import CouncilRequest
from moothall.kernel import clock
from moothall.kernel.access import resident
from moothall.kernel.errors import NotFound
from moothall.payments import actions
from moothall.payments.catalogue.items import Chosen, item_of
from moothall.payments.catalogue.queries import payable_of_account
from moothall.payments.errors import AmountRefused, PaymentUnderWay
from moothall.people import linking, scopes
from moothall.people.linking import SystemAway
from moothall.verticals.revenues.owing import owed_by
from moothall.verticals.revenues.views.asking import account_or_404, person_id_of

#: What the buttons say: all that is owed, or what is due next.
ALL, NEXT = "all", "next"


@resident(scopes.MONEY)
@require_POST
def pay(request: CouncilRequest, linked_account_id: UUID) -> HttpResponseBase:
    """Put what is owed into their basket: the amount that the account has now, not the page's."""
    now = clock.now()
    row = account_or_404(request, linked_account_id)
    payable = payable_of_account(
        request.council.id, row.kind, on=localdate(now), language=request.LANGUAGE_CODE
    )
    if payable is None:
        raise Http404
    try:
        owed = owed_by(
            linking.summary_of(actor=request.actor, linked_account_id=linked_account_id, now=now)
        )
        amount = owed.next_pence if request.POST.get("which") == NEXT else owed.balance_pence
        item = item_of(
            payable,
            Chosen(reference=row.reference, amount_pence=amount or 0),
            on=localdate(now),
        )
        actions.put_in_own_basket(
            actor=request.actor,
            council_id=request.council.id,
            person_id=person_id_of(request),
            item=item,
            language=request.LANGUAGE_CODE,
            now=now,
        )
    except NotFound as error:
        raise Http404 from error
    except (SystemAway, AmountRefused):
        where = reverse("account:pay-form", args=[payable.key])
        return HttpResponseRedirect(f"{where}?{urlencode({'reference': row.reference})}")
    except PaymentUnderWay:
        pass  # begun in another window just now; the basket's page says so
    return HttpResponseRedirect(reverse("account:basket"))
