"""A form that waits for its fee: into the basket, and back out of it."""

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from moothall.councils.requests import CouncilRequest
from moothall.eforms import actions
from moothall.eforms.errors import FormClosed, NotReady
from moothall.eforms.fees import ABOUT, fee_due
from moothall.eforms.models import Waiting
from moothall.eforms.views import screens
from moothall.eforms.views.doors import Door
from moothall.eforms.views.opening import Opened, here, problem_url, see
from moothall.kernel import clock
from moothall.kernel.errors import NotFound
from moothall.payments.browser import basket_to_fill, remember_basket
from moothall.payments.errors import BasketPaid, CannotPay, PaymentUnderWay
from moothall.payments.queries import standing_of


def ask_for_fee(request: CouncilRequest, door: Door, secret: str) -> HttpResponse:
    """Put the fee of a form that is ready into the basket, and lead there."""
    now = clock.now()
    person_id = UUID(door.actor.subject) if door.namespace == "account" else None
    basket, basket_secret = basket_to_fill(request, actor=door.actor, now=now, person_id=person_id)
    try:
        actions.ask_for_fee(
            actor=door.actor, council_id=door.council.id, form=door.form, secret=secret,
            basket_id=basket.pk, language=door.language, now=now,
        )  # fmt: skip
    except FormClosed:
        return see(door.url("form-resume", secret=secret))
    except NotReady as error:
        return see(problem_url(door, secret, error.page))
    except NotFound:
        return screens.gone_screen(request, door)
    except (CannotPay, PaymentUnderWay):
        return see(door.url("form-check", secret=secret) + "?cannot-pay=1")
    answer = see(door.url("form-fee", secret=secret) if door.is_staffed else _basket(door))
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
    standing = standing_of(ABOUT, [opened.draft.pk]).get(opened.draft.pk, "")
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
        standing=standing, basket_href="" if door.is_staffed else _basket(door),
    )  # fmt: skip


def _basket(door: Door) -> str:
    return reverse("account:basket" if door.namespace == "account" else "public:basket")
