"""A form that waits for its fee: into the basket, and back out of it."""

from contextlib import suppress
from datetime import datetime
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from moothall.councils.requests import CouncilRequest
from moothall.eforms import actions
from moothall.eforms.appointments.baskets import basket_of, standing_of_drafts
from moothall.eforms.errors import FormClosed, NotReady
from moothall.eforms.fees import fee_due
from moothall.eforms.models import Draft, Waiting
from moothall.eforms.queries import is_signed, latest_signing
from moothall.eforms.views import screens
from moothall.eforms.views.doors import Door
from moothall.eforms.views.opening import Opened, here, place_of_problem, see
from moothall.kernel import clock
from moothall.kernel.errors import NotFound
from moothall.payments.browser import basket_of_call, basket_to_fill, remember_basket
from moothall.payments.errors import BasketPaid, CannotPay, PaymentUnderWay


def ask_for_fee(request: CouncilRequest, door: Door, secret: str) -> HttpResponse:
    """Put the fee of a form that is ready into the basket, and lead there."""
    now = clock.now()
    basket_id, basket_secret = _basket_to_fill(request, door, secret, now=now)
    try:
        actions.ask_for_fee(
            actor=door.actor, council_id=door.council.id, form=door.form, secret=secret,
            basket_id=basket_id, language=door.language, now=now,
        )  # fmt: skip
    except FormClosed:
        return see(door.url("form-resume", secret=secret))
    except NotReady as error:
        return see(place_of_problem(door, secret, error, now=now))
    except NotFound:
        return screens.gone_screen(request, door)
    except (CannotPay, PaymentUnderWay):
        return see(_where_it_waits(door, secret) + "?cannot-pay=1")
    answer = see(_callers(basket_id) if door.is_staffed else _basket(door))
    remember_basket(answer, basket_secret)
    return answer


@require_http_methods(["GET", "HEAD", "POST"])
def fee(request: HttpRequest, door: Door, secret: str) -> HttpResponse:
    """Show that a form waits for its fee, and the ways on: to pay, or to take it back."""
    try:
        opened = Opened(door, secret)
    except NotFound:
        return screens.gone_screen(request, door)
    if not opened.is_frozen or opened.draft.frozen_for != Waiting.PAYMENT:
        return redirect(here(door, secret, opened))
    standing = standing_of_drafts([opened.draft]).get(opened.draft.pk, "")
    if request.method == "POST" and request.POST.get("action") == "pay":
        return ask_for_fee(request, door, secret)  # type: ignore[arg-type]
    if request.method == "POST":
        try:
            actions.take_fee_back(
                actor=door.actor, council_id=door.council.id, secret=secret, now=clock.now()
            )
        except (BasketPaid, PaymentUnderWay):
            return see(door.url("form-fee", secret=secret))
        return see(door.url("form-check", secret=secret))
    due = fee_due(opened.definition, opened.journey)
    return screens.fee_screen(
        request, door, definition=opened.definition, pence=due.pence if due else 0,
        standing=standing, basket_href=_basket(door, opened.draft) if standing else "",
        signer=_who_signed(opened.draft), cannot_pay="cannot-pay" in request.GET,
    )  # fmt: skip


def _where_it_waits(door: Door, secret: str) -> str:
    """Return the page of a form whose fee cannot be put into the basket just now."""
    is_waiting = Opened(door, secret).is_frozen
    return door.url("form-fee" if is_waiting else "form-check", secret=secret)


def _who_signed(draft: Draft) -> str:
    signing = latest_signing(draft.pk) if is_signed(draft) else None
    return signing.signed_as if signing is not None else ""


def _basket_to_fill(
    request: HttpRequest, door: Door, secret: str, *, now: datetime
) -> tuple[UUID, str]:
    """Return the basket that the fee goes into, and its secret if the browser has to keep it."""
    if door.is_staffed:
        with suppress(NotFound):
            draft = Opened(door, secret).draft
            basket = basket_of_call(
                request, actor=door.actor, council_id=door.council.id,
                person_id=draft.subject_id or draft.helped_person, language=draft.language,
                channel=draft.channel, now=now,
            )  # fmt: skip
            return basket.pk, ""
    person_id = UUID(door.actor.subject) if door.namespace == "account" else None
    basket, basket_secret = basket_to_fill(
        request,  # type: ignore[arg-type] # at the doors of residents it has its council
        actor=door.actor,
        now=now,
        person_id=person_id,
    )
    return basket.pk, basket_secret


def _basket(door: Door, draft: Draft | None = None) -> str:
    if door.is_staffed:
        basket_id = basket_of(draft) if draft else None
        return _callers(basket_id) if basket_id else ""
    return reverse("account:basket" if door.namespace == "account" else "public:basket")


def _callers(basket_id: UUID) -> str:
    return reverse("workspace:take", args=[basket_id])
