"""Where a payer comes back to: what became of a payment, as the gateway says and nobody else."""

from datetime import datetime
from uuid import UUID

from django.http import HttpResponseBase, HttpResponseRedirect
from django.shortcuts import render

from moothall.councils.requests import CouncilRequest
from moothall.kernel import clock
from moothall.kernel.errors import Retry
from moothall.payments import actions
from moothall.payments.browser import basket_of_browser
from moothall.payments.queries import payment_row
from moothall.payments.refunds.queries import refunds_for_payer
from moothall.payments.returning import payment_in
from moothall.payments.rows import PaymentRow
from moothall.payments.views.baskets import addresses_of

#: In seconds; how often the page looks again while the gateway has not decided.
LOOKS_AGAIN_AFTER = 5


def outcome(request: CouncilRequest, token: str, *, now: datetime) -> HttpResponseBase:
    """Ask the gateway, unless it is known, and show what became of the payment."""
    row = payment_row(payment_in(token))
    if not row.is_paid and not row.is_surplus:
        actions.check_payment(payment_id=row.id, now=now)
        row = payment_row(row.id)
    return show(request, row, token)


def cancel(request: CouncilRequest, token: str, *, now: datetime) -> HttpResponseBase:
    """Stop a payment that is under way, so that the basket can be changed."""
    row = payment_row(payment_in(token))
    try:
        actions.cancel_payment(payment_id=row.id, now=now)
    except Retry:
        return show(request, payment_row(row.id), token, problem="no_answer")
    return HttpResponseRedirect(request.path.removesuffix("cancel/"))


def show(
    request: CouncilRequest, row: PaymentRow, token: str, *, problem: str = ""
) -> HttpResponseBase:
    """Show a payment as it stands."""
    is_waiting = not (row.is_paid or row.is_surplus or row.has_ended)
    response = render(
        request,
        "payments/public/outcome.html",
        {
            "payment": row,
            "token": token,
            "is_waiting": is_waiting,
            "problem": problem,
            "refunds": refunds_for_payer(row.id),
            "addresses": _addresses(request, row),
            "looks_again_after": LOOKS_AGAIN_AFTER,
        },
        status=200,
    )
    response["Cache-Control"] = "no-store"
    response["Referrer-Policy"] = "no-referrer"
    return response


def _addresses(request: CouncilRequest, row: PaymentRow) -> dict[UUID, str]:
    """
    Return the pages of what was paid for, to whoever's basket it was.

    Somebody who paid for another, by a link, is shown none: an address may be the key to a thing.
    """
    basket = basket_of_browser(request, now=clock.now())
    is_theirs = basket is not None and basket.pk == row.basket_id
    if not is_theirs and not row.is_from_account:
        return {}
    return addresses_of(row.lines, request.LANGUAGE_CODE)
