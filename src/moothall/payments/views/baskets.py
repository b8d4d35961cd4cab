"""The pages of a basket, whoever stands before it."""

from collections.abc import Sequence
from contextlib import suppress
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.http import HttpResponseBase, HttpResponseRedirect
from django.shortcuts import render
from django.utils.translation import gettext as _

from moothall.councils.requests import CouncilRequest
from moothall.kernel.errors import NotFound
from moothall.kernel.rate_limits import allow
from moothall.kernel.visitors import address_of
from moothall.payments import actions
from moothall.payments.errors import (
    BasketEmpty,
    BasketPaid,
    CannotPay,
    LinesRefused,
    PaymentUnderWay,
    TooManyLinks,
)
from moothall.payments.forms import PayLinkForm, ReceiptForm
from moothall.payments.models import Payment
from moothall.payments.owners import line_owners
from moothall.payments.ports import CardEntry
from moothall.payments.queries import basket_row, payment_row
from moothall.payments.returning import return_address, token_of
from moothall.payments.rows import BasketRow, LineRow
from moothall.payments.views.doors import BasketDoor
from moothall.payments.workflow import PaymentState

PAGE = "payments/public/basket.html"
LEAVING = "payments/public/leaving.html"
#: A whole library behind one address stays below.
LINKS_PER_HOUR = 30


def show(request: CouncilRequest, door: BasketDoor, **more: Any) -> HttpResponseBase:
    """Show what is in a basket."""
    row = basket_row(door.basket, door.language) if door.basket is not None else None
    form = more.pop("form", None) or ReceiptForm(initial={"email": row.email if row else ""})
    return render(
        request,
        PAGE,
        {
            "base": door.template,
            "door": door,
            "basket": row,
            "form": form,
            "addresses": addresses_of(row.lines, door.language) if row and door.may_change else {},
            "outcome_href": _outcome(row, door),
            "reasons": {},
            **more,
        },
    )


def pay(request: CouncilRequest, door: BasketDoor, *, now: datetime) -> HttpResponseBase:
    """Begin to pay, and lead to the gateway; whatever stops it is said on the basket's page."""
    form = ReceiptForm(request.POST)
    if not form.is_valid():
        return show(request, door, form=form)
    try:
        payment = actions.begin_payment(
            actor=door.actor,
            basket_id=door.opened.pk,
            entry=CardEntry.ONLINE,
            email=form.cleaned_data["email"],
            language=door.language,
            now=now,
            may_keep_card=door.may_change,
        )
    except LinesRefused as refused:
        return show(request, door, form=form, reasons=refused.reasons)
    except CannotPay:
        return show(request, door, form=form, problem="closed")
    except (BasketEmpty, BasketPaid):
        payment = None
    return _lead_on(request, door, form, payment)


def _lead_on(
    request: CouncilRequest, door: BasketDoor, form: ReceiptForm, payment: Payment | None
) -> HttpResponseBase:
    """Lead to the gateway, or to what became of the payment instead."""
    if payment is None:
        return HttpResponseRedirect(door.url("basket"))
    if payment.next_url:
        return _leave(request, payment.next_url)
    if payment.state == PaymentState.CREATED:
        return show(request, door, form=form, problem="no_answer")
    return HttpResponseRedirect(return_address(request.council, payment.pk, door.language))


def remove(
    request: CouncilRequest, door: BasketDoor, line: UUID, *, now: datetime
) -> HttpResponseBase:
    """Take a thing out; what is gone, paid or being paid is shown as it stands."""
    with suppress(NotFound, BasketPaid, PaymentUnderWay):
        actions.take_out(actor=door.actor, basket_id=door.opened.pk, line_id=line, now=now)
    return HttpResponseRedirect(door.url("basket"))


def share(request: CouncilRequest, door: BasketDoor, *, now: datetime) -> HttpResponseBase:
    """Make a link by which somebody else pays, and send it where the payer says."""
    basket = door.opened
    form = PayLinkForm(request.POST or None)
    sent_to = ""
    if form.is_valid() and not _may_send(request, now=now):
        form.add_error("email", _("Enough links were sent. Ask us to help you."))
    if form.is_valid():
        sent_to = form.cleaned_data["email"]
        try:
            actions.send_pay_link(
                actor=door.actor, basket_id=basket.pk, to=sent_to, language=door.language,
                now=now,
            )  # fmt: skip
        except (BasketEmpty, BasketPaid):
            return HttpResponseRedirect(door.url("basket"))
        except TooManyLinks:
            sent_to = ""
            form.add_error("email", _("Enough links were sent. Ask us to help you."))
    row = basket_row(basket, door.language)
    return render(
        request,
        "payments/public/share.html",
        {"base": door.template, "door": door, "basket": row, "form": form, "sent_to": sent_to},
    )


def _may_send(request: CouncilRequest, *, now: datetime) -> bool:
    """Count a link that is to be sent: they go to whom somebody names, whatever the basket."""
    key = f"pay-link:{request.council.id}:{address_of(request)}"
    return allow(key, limit=LINKS_PER_HOUR, per=timedelta(hours=1), now=now)


def _leave(request: CouncilRequest, next_url: str) -> HttpResponseBase:
    """
    Lead to the gateway by a page of ours that moves on by itself.

    A browser holds a page's `form-action` against every redirect that follows a form, at the
    gateway and at the payer's bank too; a page that moves on is not held to it.
    """
    response = render(request, LEAVING, {"next_url": next_url})
    response["Cache-Control"] = "no-store"
    return response


def addresses_of(lines: Sequence[LineRow], language: str) -> dict[UUID, str]:
    """
    Return the pages of the things themselves, by line.

    They are for whoever filled the basket: an address may be the key to a thing, which somebody
    who pays for another by a link is not given.
    """
    found: dict[UUID, str] = {}
    for kind in {line.about_type for line in lines}:
        if kind in line_owners:
            ids = [line.about_id for line in lines if line.about_type == kind]
            pages = line_owners.get(kind).addresses(ids, language=language)
            found |= {line.id: pages[line.about_id] for line in lines if line.about_id in pages}
    return found


def _outcome(row: BasketRow | None, door: BasketDoor) -> str:
    if row is None or row.payment_id is None:
        return ""
    payment_row(row.payment_id)  # only what the councils in force have
    return door.url("payment-outcome", token=token_of(row.payment_id))
