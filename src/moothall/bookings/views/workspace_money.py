"""The money of bookings, for staff: taken from a caller, let off, and deposits after the visit."""

from collections.abc import Callable
from datetime import datetime
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from moothall.bookings import actions, queries
from moothall.bookings.errors import HoldEnded, NotOpen, SlotTaken, SomeTaken
from moothall.bookings.money_forms import DepositForm, LetOffForm
from moothall.bookings.money_reads import deposits_to_decide, is_to_decide
from moothall.bookings.policies import BOOK, MANAGE
from moothall.bookings.rows import BookingRow
from moothall.bookings.several_reads import bookings_of_set
from moothall.bookings.staff_words import REFUSALS, refusal
from moothall.bookings.views.screens import screen
from moothall.bookings.workflow import Status
from moothall.councils.for_council import actor_of, for_council
from moothall.councils.rows import CouncilRow
from moothall.kernel import clock
from moothall.kernel.actors import Actor
from moothall.kernel.card_numbers import CardNumberRefused
from moothall.kernel.money import pounds
from moothall.payments.actions import open_basket
from moothall.payments.errors import BasketPaid, CannotPay, PaymentUnderWay
from moothall.payments.policies import TAKE


@require_POST
@for_council(BOOK)
def take(request: HttpRequest, council: CouncilRow, booking_id: UUID) -> HttpResponseBase:
    """Put what is due into a basket for the caller, and lead on to taking the payment."""
    if not actor_of(request).may(TAKE, council.id):
        messages.warning(request, _("You may not take payments. Ask somebody who may."))
        return redirect("workspace:diary-booking", council.slug, booking_id)
    return to_payment(request, council, queries.booking(booking_id))


@for_council(MANAGE)
def let_off(request: HttpRequest, council: CouncilRow, booking_id: UUID) -> HttpResponseBase:
    """Let somebody off what is due, and say why."""
    row = queries.booking(booking_id)
    form = LetOffForm(request.POST if request.method == "POST" else None, row=row)
    if form.is_valid() and _let_off(request, row, form):
        return redirect("workspace:diary-booking", council.slug, booking_id)
    return screen(
        request,
        council,
        "let_off",
        booking=row,
        form=form,
        status=422 if form.errors else 200,
    )


@for_council(BOOK)
def deposit(request: HttpRequest, council: CouncilRow, booking_id: UUID) -> HttpResponseBase:
    """Give a deposit back, or keep of it, after the visit."""
    row = queries.booking(booking_id)
    may_keep = actor_of(request).may(MANAGE, council.id)
    data = request.POST if request.method == "POST" else None
    form = DepositForm(data, deposit_pence=row.deposit_pence, may_keep=may_keep)
    if form.is_valid() and _decided(request, row, form):
        return redirect("workspace:diary-booking", council.slug, booking_id)
    return screen(
        request,
        council,
        "deposit",
        booking=row,
        form=form,
        may_keep=may_keep,
        may_decide=is_to_decide(row, now=clock.now()),
        status=422 if form.errors else 200,
    )


@for_council(BOOK)
def deposits(request: HttpRequest, council: CouncilRow) -> HttpResponse:
    """List the deposits of visits that are over, on which somebody has to decide."""
    return screen(request, council, "deposits", deposits=deposits_to_decide(now=clock.now()))


@require_POST
@for_council(BOOK)
def take_all(request: HttpRequest, council: CouncilRow, set_id: UUID) -> HttpResponseBase:
    """Put what is due for all that was booked at once into one basket, and lead on to paying it."""
    due = [row for row in bookings_of_set(set_id) if row.status == Status.HELD and row.due_pence]
    if not due or not actor_of(request).may(TAKE, council.id):
        messages.warning(request, _("There is nothing to pay, or you may not take payments."))
        return redirect("workspace:diary-together", council.slug, set_id)

    def put(basket_id: UUID, actor: Actor, now: datetime) -> None:
        keys = dict.fromkeys((row.id for row in due), "")
        actions.put_fees_in_basket(actor=actor, keys=keys, basket_id=basket_id, now=now)

    back = redirect("workspace:diary-together", council.slug, set_id)
    return _to_basket(request, council, due[0], put, back)


def to_payment(request: HttpRequest, council: CouncilRow, row: BookingRow) -> HttpResponseBase:
    """Open a basket for whoever is on the line, put in what is due, and lead to its payment."""

    def put(basket_id: UUID, actor: Actor, now: datetime) -> None:
        is_move = row.status == Status.CONFIRMED
        act = actions.put_move_in_basket if is_move else actions.put_fee_in_basket
        act(actor=actor, booking_id=row.id, basket_id=basket_id, now=now)

    back = redirect("workspace:diary-booking", council.slug, row.id)
    return _to_basket(request, council, row, put, back)


def _to_basket(
    request: HttpRequest,
    council: CouncilRow,
    row: BookingRow,
    put: Callable[[UUID, Actor, datetime], None],
    back: HttpResponseBase,
) -> HttpResponseBase:
    """Open a basket in the language of a booking and fill it, or say why not and go back."""
    actor, now = actor_of(request), clock.now()
    basket, _secret = open_basket(
        actor=actor,
        council_id=council.id,
        language=row.language,
        channel="phone",
        person_id=row.person_id,
        now=now,
    )
    try:
        put(basket.pk, actor, now)
    except (HoldEnded, SomeTaken):
        messages.warning(request, _("There is nothing to pay, or the time is held no more."))
    except BasketPaid:
        messages.warning(request, _("This is paid for."))
    except PaymentUnderWay:
        messages.warning(request, _("Somebody is just paying for it. Look again in a minute."))
    except CannotPay:
        messages.warning(request, _("The council takes no payments for this just now."))
    else:
        return redirect("workspace:take", basket.pk)
    return back


def _let_off(request: HttpRequest, row: BookingRow, form: LetOffForm) -> bool:
    try:
        done = actions.let_off_booking(
            actor=actor_of(request),
            booking_id=row.id,
            fee="fee" in form.cleaned_data["what"],
            deposit="deposit" in form.cleaned_data["what"],
            because=form.cleaned_data["because"],
            now=clock.now(),
        )
    except (HoldEnded, SlotTaken, NotOpen) as error:
        form.add_error("what", refusal(error))
        return False
    except CardNumberRefused:
        form.add_error("because", _("Take the card number out. Never write one down."))
        return False
    is_booked = done.status == Status.CONFIRMED
    messages.success(request, _("It is booked.") if is_booked else _("The rest is still due."))
    return True


def _decided(request: HttpRequest, row: BookingRow, form: DepositForm) -> bool:
    try:
        done = actions.decide_deposit(
            actor=actor_of(request),
            booking_id=row.id,
            kept_pence=form.kept_pence,
            because=form.cleaned_data["because"],
            now=clock.now(),
        )
    except REFUSALS as error:
        form.add_error("what", refusal(error))
        return False
    except CardNumberRefused:
        form.add_error("because", _("Take the card number out. Never write one down."))
        return False
    back = done.deposit_pence - done.deposit_kept_pence
    said = (
        _("%(amount)s of the deposit goes back. They are told.") % {"amount": pounds(back)}
        if back
        else _("All of the deposit is kept. They are told.")
    )
    messages.success(request, said)
    return True
