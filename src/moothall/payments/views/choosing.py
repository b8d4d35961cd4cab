"""The pages of what can be paid for: the list, and one thing in at most two steps."""

from datetime import datetime
from typing import Any
from uuid import UUID

from django.http import HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.shortcuts import render
from django.utils.timezone import localdate
from django.utils.translation import gettext as _

from moothall.councils.requests import CouncilRequest
from moothall.kernel.visitors import address_of
from moothall.payments import actions
from moothall.payments.browser import basket_to_fill, remember_basket
from moothall.payments.catalogue.fees import NotForSale
from moothall.payments.catalogue.items import Chosen, item_of
from moothall.payments.catalogue.price_words import price_lines
from moothall.payments.catalogue.queries import found_in, payable_row, payables_open
from moothall.payments.catalogue.rows import PayableRow
from moothall.payments.errors import PaymentUnderWay
from moothall.payments.looking_up import (
    AccountSaid,
    KeeperAway,
    NotFoundThere,
    TooManyLookUps,
    look_up_owed,
)
from moothall.payments.models import Basket, PriceKind
from moothall.payments.paying_forms import (
    ALL,
    FIRST_FORMS,
    NEXT,
    NOT_FOR_SALE,
    AccountForm,
    OwedForm,
)
from moothall.payments.queries import basket_count
from moothall.payments.subscriptions.queries import offered_plans
from moothall.payments.subscriptions.rows import PlanRow
from moothall.payments.views.doors import BasketDoor, StaffDoor

LIST, FORM = "payments/public/pay.html", "payments/public/pay_form.html"
#: Which button of the first page of an account was pressed, or that the second page comes back.
LOOK, TYPE, AMOUNT = "look", "type", "amount"
_LONGEST_SEARCH = 200


def listed(
    request: CouncilRequest, door: BasketDoor, *, now: datetime, **more: Any
) -> HttpResponseBase:
    """List what can be paid for, or what of it fits a search."""
    typed = request.GET.get("q", "")[:_LONGEST_SEARCH].strip()
    groups = payables_open(council_of(request, door), on=localdate(now), language=door.language)
    found = found_in(groups, typed) if typed else groups
    plans = [] if isinstance(door, StaffDoor) else _plans(request, door, typed, now=now)
    return _page(request, LIST, door, {"groups": found, "plans": plans, "typed": typed, **more})


def _plans(
    request: CouncilRequest, door: BasketDoor, typed: str, *, now: datetime
) -> list[PlanRow]:
    """Return the plans that fit a search; employees send the page to callers, who agree there."""
    plans = offered_plans(request.council.id, door.language, now=now)
    return [one for one in plans if typed.casefold() in one.name.casefold()]


def form(
    request: CouncilRequest,
    door: BasketDoor,
    key: str,
    *,
    now: datetime,
    known: dict[str, str] | None = None,
) -> HttpResponseBase:
    """Ask what must be known of one thing, and put it into the basket."""
    payable = payable_row(council_of(request, door), key, on=localdate(now), language=door.language)
    if payable.price_kind == PriceKind.OWED:
        return _owed(request, door, payable, known or {}, now=now)
    made = FIRST_FORMS[PriceKind(payable.price_kind)](
        request.POST if request.method == "POST" else None,
        payable=payable,
        language=door.language,
        initial=known,
    )
    if made.is_valid():
        try:
            return _put(request, door, payable, made.chosen(), now=now)
        except NotForSale:
            made.add_error(_first_asked(made), str(NOT_FOR_SALE))
    return _form_page(request, door, payable, made)


def _owed(
    request: CouncilRequest,
    door: BasketDoor,
    payable: PayableRow,
    known: dict[str, str],
    *,
    now: datetime,
) -> HttpResponseBase:
    """Ask for the account first, then how much of what is owed is paid."""
    step = request.POST.get("step", "")
    if step == AMOUNT:
        second = OwedForm(request.POST, payable=payable, language=door.language)
        if second.is_valid():
            return _put(request, door, payable, second.chosen(), now=now)
        return _form_page(request, door, payable, second, step=AMOUNT)
    first = AccountForm(
        request.POST if step else None,
        payable=payable,
        language=door.language,
        looks_up=step != TYPE,
        initial=known,
    )
    if not first.is_valid():
        return _form_page(request, door, payable, first, step=LOOK)
    if step == TYPE:
        return _amount_page(request, door, payable, first)
    return _looked_up(request, door, payable, first, now=now)


def _looked_up(
    request: CouncilRequest,
    door: BasketDoor,
    payable: PayableRow,
    first: AccountForm,
    *,
    now: datetime,
) -> HttpResponseBase:
    said = AccountSaid(
        reference=first.cleaned_data["reference"],
        surname=first.cleaned_data["surname"],
        postcode=first.cleaned_data["postcode"],
    )
    try:
        owed = look_up_owed(
            payable, said, council_id=council_of(request, door),
            network_address=_asked_from(request, door), now=now,
        )  # fmt: skip
    except NotFoundThere:
        problem = _(
            "We cannot find this account. Check all three, or type the amount yourself instead."
        )
        return _form_page(request, door, payable, first, step=LOOK, problem=problem)
    except KeeperAway:
        notice = _("We cannot look it up just now. You can type the amount.")
        return _amount_page(request, door, payable, first, notice=notice)
    except TooManyLookUps:
        notice = _("You cannot look up more today. You can type the amount.")
        return _amount_page(request, door, payable, first, notice=notice)
    return _amount_page(
        request,
        door,
        payable,
        first,
        figures={ALL: owed.balance_pence, NEXT: owed.next_pence},
        owed=owed,
    )


def _amount_page(
    request: CouncilRequest,
    door: BasketDoor,
    payable: PayableRow,
    first: AccountForm,
    *,
    figures: dict[str, int | None] | None = None,
    **more: Any,
) -> HttpResponseBase:
    """Show the second step; an amount that may not be paid here is not offered."""
    offered = {
        key: pence
        for key, pence in (figures or {}).items()
        if pence is not None and payable.least_pence <= pence <= payable.most_pence
    }
    if offered.get(NEXT) == offered.get(ALL):
        offered.pop(NEXT, None)
    second = OwedForm(
        payable=payable,
        language=door.language,
        figures=offered,
        initial={"reference": first.cleaned_data.get("reference", "")},
    )
    return _form_page(request, door, payable, second, step=AMOUNT, **more)


def _put(
    request: CouncilRequest,
    door: BasketDoor,
    payable: PayableRow,
    chosen: Chosen,
    *,
    now: datetime,
) -> HttpResponse:
    """Put what was chosen into the basket and lead there."""
    item = item_of(payable, chosen, on=localdate(now))
    basket, secret = _to_fill(request, door, now=now)
    response = HttpResponseRedirect(door.url("basket"))
    try:
        actions.put_in_basket(actor=door.actor, basket_id=basket.pk, item=item, now=now)
    except PaymentUnderWay:  # begun in another window just now; the basket's page says so
        return response
    remember_basket(response, secret if door.namespace == "public" else "")
    return response


def council_of(request: CouncilRequest, door: BasketDoor) -> int:
    """Return whose catalogue it is: of the site, or of the council that an employee acts for."""
    return door.council.id if isinstance(door, StaffDoor) else request.council.id


def _to_fill(request: CouncilRequest, door: BasketDoor, *, now: datetime) -> tuple[Basket, str]:
    """Return the basket that a thing goes into, and its secret if it is new."""
    if isinstance(door, StaffDoor):
        return door.opened, ""
    return basket_to_fill(request, actor=door.actor, now=now, person_id=person_of(request, door))


def _asked_from(request: CouncilRequest, door: BasketDoor) -> str:
    """Return who looks something up: each employee counts alone, though all sit at one address."""
    if isinstance(door, StaffDoor):
        return f"staff:{door.actor.identifier}"
    return address_of(request)


def person_of(request: CouncilRequest, door: BasketDoor) -> UUID | None:
    """Return whose basket it becomes, or nothing where nobody has signed in."""
    return UUID(request.actor.subject) if door.namespace == "account" else None


def _first_asked(made: Any) -> str:
    asked = [name for name in ("postcode", "quantity", "concession") if name in made.fields]
    return asked[0] if asked else "__all__"


def _form_page(
    request: CouncilRequest,
    door: BasketDoor,
    payable: PayableRow,
    made: Any,
    *,
    step: str = "",
    problem: str = "",
    **more: Any,
) -> HttpResponse:
    is_wrong = bool(problem) or (made.is_bound and bool(made.errors))
    prices = price_lines(payable.fees, door.language) if payable.fees else ()
    return _page(
        request,
        FORM,
        door,
        {
            "payable": payable,
            "form": made,
            "step": step,
            "problem": problem,
            "prices": prices,
            "is_wrong": is_wrong,
            **more,
        },
        status=422 if is_wrong else 200,
    )


def _page(
    request: CouncilRequest,
    template: str,
    door: BasketDoor,
    values: dict[str, Any],
    *,
    status: int = 200,
) -> HttpResponse:
    """Return a page that only this browser keeps: it says how much is in its basket."""
    count = basket_count(door.basket.pk) if door.basket is not None else 0
    frame = {
        "base": door.template,
        "door": door,
        "basket_count": count,
        "acting_for": door.acting_for,
    }
    response = render(request, template, {**frame, **values}, status=status)
    response["Cache-Control"] = "private, no-cache"
    return response
