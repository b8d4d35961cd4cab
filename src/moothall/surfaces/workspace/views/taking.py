"""Taking a payment from whoever is on the line: by a link, or by card at the gateway's own page."""

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from moothall.cases.channels import Channel
from moothall.councils.rows import CouncilRow
from moothall.eforms.queries import FormRow, forms_of
from moothall.kernel import clock
from moothall.kernel.access import staff
from moothall.kernel.errors import NotFound, Retry
from moothall.notifications.queries import can_reach_by, messages_about
from moothall.payments import actions, tasks
from moothall.payments.browser import fill_by_form
from moothall.payments.errors import (
    BasketEmpty,
    BasketPaid,
    CannotPay,
    LinesRefused,
    PaymentUnderWay,
    SomebodyElsePays,
    TooManyLinks,
)
from moothall.payments.finding import CallersBasket, callers_basket
from moothall.payments.models import PayLink
from moothall.payments.policies import TAKE
from moothall.payments.ports import CardEntry
from moothall.payments.queries import takes_cards
from moothall.payments.ways_to_fill import ways_to_fill
from moothall.people.queries import person_detail, persons_by_id
from moothall.people.rows import PersonRow
from moothall.people.sight import sighted
from moothall.surfaces.workspace.acting import (
    PARAMETER,
    Acting,
    StaffRequest,
    acting,
    acting_in,
    frame,
)
from moothall.surfaces.workspace.payment_forms import STATE_WORDS, SendLinkForm

_REFUSALS = (BasketEmpty, BasketPaid, CannotPay, LinesRefused, PaymentUnderWay, SomebodyElsePays)


@dataclass(frozen=True)
class Desk:
    """Whom a payment is taken from, for which council."""

    here: Acting
    council: CouncilRow
    basket: CallersBasket
    person: PersonRow | None

    @property
    def href(self) -> str:
        """Return the address of the page itself."""
        return self.here.address("workspace:take", self.basket.id)


@staff(TAKE)
def begin(request: StaffRequest) -> HttpResponse:
    """Open a basket for a caller, who may be known or not; ask for which council if need be."""
    person_id = _uuid(request.GET.get("person", ""))
    person = person_detail(person_id) if person_id else None
    here = acting_in(request, person.council_id, TAKE) if person else acting(request, TAKE)
    if request.method != "POST" or here.only is None:
        context = {
            **frame(request, here, switcher=True),
            "person": person,
            "for_councils": [(one.name, _begin_for(one, person_id)) for one in here.chosen],
        }
        return render(request, "workspace/take_begin.html", context)
    basket, _secret = actions.open_basket(
        actor=request.actor,
        council_id=here.only.id,
        language=person.language if person else here.only.languages[0],
        channel=Channel.PHONE.value,
        person_id=person.id if person else None,
        now=clock.now(),
    )
    return redirect(here.address("workspace:take", basket.pk))


def _begin_for(council: CouncilRow, person_id: UUID | None) -> str:
    asked = {PARAMETER: council.slug} | ({"person": str(person_id)} if person_id else {})
    return f"{reverse('workspace:take-begin')}?{urlencode(asked)}"


@staff(TAKE)
@sighted
def take(request: StaffRequest, basket_id: UUID) -> HttpResponse:
    """Show what the caller pays for, and the ways to pay."""
    return _page(request, _desk(request, basket_id))


@staff(TAKE)
@sighted
@require_safe
def standing(request: StaffRequest, basket_id: UUID) -> HttpResponse:
    """
    Show how the payment stands; the page asks again and again, and a worker asks the gateway.

    Once something has happened all of the page is shown anew, since other things can be done then.
    """
    desk = _desk(request, basket_id)
    context = _standing(desk)
    response = render(request, "workspace/parts/take_standing.html", context)
    if request.GET.get("was", context["stage"]) != context["stage"]:
        response["HX-Refresh"] = "true"
    return response


@staff(TAKE)
@require_POST
def by_form(request: StaffRequest, basket_id: UUID) -> HttpResponse:
    """Go on to a form whose fee goes into this basket."""
    desk = _desk(request, basket_id)
    slug = request.POST.get("form", "")
    if slug not in {form.slug for form in _forms(request, desk)}:
        return redirect(desk.href)
    fill_by_form(request, desk.basket.id)
    address = reverse("workspace:form-start", args=[desk.council.slug, slug])
    return redirect(
        f"{address}?{urlencode({'person': str(desk.person.id)})}" if desk.person else address
    )


@staff(TAKE)
@require_POST
def out(request: StaffRequest, basket_id: UUID, line_id: UUID) -> HttpResponse:
    """Take a thing out."""
    desk = _desk(request, basket_id)
    try:
        actions.take_out(
            actor=request.actor, basket_id=desk.basket.id, line_id=line_id, now=clock.now()
        )
    except _REFUSALS as refusal:
        messages.warning(request, _why_not(refusal))
    return redirect(desk.href)


@staff(TAKE)
@sighted
@require_POST
def send_link(request: StaffRequest, basket_id: UUID) -> HttpResponse:
    """Send the caller a link to pay, while they wait."""
    desk = _desk(request, basket_id)
    form = _link_form(desk, request.POST)
    if not form.is_valid():
        return _page(request, desk, form=form, status=422)
    given = form.cleaned_data
    try:
        actions.send_pay_link(
            actor=request.actor,
            basket_id=desk.basket.id,
            to=given["to"],
            channel=given["channel"],
            language=desk.basket.language,
            now=clock.now(),
        )
    except TooManyLinks:
        form.add_error("to", _("Enough links were sent for this basket. The newest still works."))
        return _page(request, desk, form=form, status=422)
    except _REFUSALS as refusal:
        messages.warning(request, _why_not(refusal))
    else:
        messages.success(request, _("The link is sent. This page shows when they have paid."))
    return redirect(desk.href)


@staff(TAKE)
@require_POST
def end_links(request: StaffRequest, basket_id: UUID) -> HttpResponse:
    """Let the links that were sent work no more."""
    desk = _desk(request, basket_id)
    actions.end_pay_links(actor=request.actor, basket_id=desk.basket.id, now=clock.now())
    messages.success(request, _("The links do not work any more."))
    return redirect(desk.href)


@staff(TAKE)
@require_POST
def card(request: StaffRequest, basket_id: UUID) -> HttpResponse:
    """Lead on to the gateway's page for cards told on the telephone, in a window of its own."""
    desk = _desk(request, basket_id)
    email = desk.person.email if desk.person else ""
    try:
        payment = actions.begin_on_telephone(
            actor=request.actor,
            basket_id=desk.basket.id,
            email=email,
            language=desk.basket.language,
            now=clock.now(),
        )
    except _REFUSALS as refusal:
        return _window(request, desk, problem=_why_not(refusal))
    if payment is None:
        return _window(request, desk, problem=_("There is nothing to pay: it costs nothing."))
    if not payment.next_url:
        return _window(
            request, desk, problem=_("The payment service does not answer. Nothing was taken.")
        )
    return _window(request, desk, next_url=payment.next_url)


@staff(TAKE)
@require_POST
def stop(request: StaffRequest, basket_id: UUID) -> HttpResponse:
    """Stop the payment that is under way, so that another can begin."""
    desk = _desk(request, basket_id)
    under_way = desk.basket.under_way
    if under_way is not None:
        try:
            after = actions.cancel_payment(payment_id=under_way.id, now=clock.now())
        except Retry:
            messages.warning(
                request,
                _("The payment service does not answer. Nobody knows whether it is stopped."),
            )
        else:
            messages.success(request, _("It is: %(state)s") % {"state": _state(after.state)})
    return redirect(desk.href)


def _desk(request: StaffRequest, basket_id: UUID) -> Desk:
    basket = callers_basket(basket_id, get_language() or "en", now=clock.now())
    here = acting_in(request, basket.council_id, TAKE)
    people = persons_by_id([basket.person_id]) if basket.person_id else {}
    return Desk(here, here.chosen[0], basket, people.get(basket.person_id))  # type: ignore[arg-type]


def _page(
    request: StaffRequest, desk: Desk, *, form: SendLinkForm | None = None, status: int = 200
) -> HttpResponse:
    context = {
        **frame(request, desk.here),
        **_standing(desk),
        "desk": desk,
        "link_form": form or _link_form(desk),
        "links": [(link, _became(link.id)) for link in desk.basket.links],
        "may_type_cards": takes_cards(desk.council.id, CardEntry.TELEPHONE),
        "may_send_links": takes_cards(desk.council.id, CardEntry.ONLINE),
        "forms": [(one.slug, one.title.within("en")) for one in _forms(request, desk)],
        "ways": [
            (way.label(), way.address(desk.council.slug, desk.basket.id)) for way in ways_to_fill
        ],
    }
    return render(request, "workspace/take.html", context, status=status)


def _standing(desk: Desk) -> dict[str, Any]:
    """Return how the payment stands, and have the gateway asked while nobody knows."""
    under_way = desk.basket.under_way
    if under_way is not None:
        tasks.check_soon(council_id=desk.council.id, payment_id=under_way.id)
    last = desk.basket.last
    return {
        "desk": desk,
        "basket": desk.basket,
        "waits": bool(desk.basket.unpaid),
        "stage": "-".join(
            [
                "paid" if desk.basket.is_paid else "unpaid",
                f"{under_way.id}" if under_way else "",
                f"{last.id}.{last.state}" if last else "",
            ]
        ),
        "by_telephone": under_way is not None and under_way.entry == CardEntry.TELEPHONE,
        "last_state": _state(last.state) if last else "",
    }


def _window(
    request: StaffRequest, desk: Desk, *, next_url: str = "", problem: str = ""
) -> HttpResponse:
    context = {"desk": desk, "next_url": next_url, "problem": problem, **frame(request, desk.here)}
    response = render(
        request, "workspace/take_window.html", context, status=409 if problem else 200
    )
    response["Referrer-Policy"] = "no-referrer"
    return response


def _link_form(desk: Desk, data: Any = None) -> SendLinkForm:
    may_text = can_reach_by(desk.council.id, "text")
    phone = desk.person.phone if desk.person else ""
    email = desk.person.email if desk.person else ""
    by_text = may_text and bool(phone or not email)
    return SendLinkForm(
        data,
        may_text=may_text,
        initial={"channel": "text" if by_text else "email", "to": phone if by_text else email},
    )


def _forms(request: StaffRequest, desk: Desk) -> tuple[FormRow, ...]:
    may_fill = request.actor.may("form.assist", desk.council.id)
    return tuple(forms_of(desk.council.id)) if may_fill else ()


def _became(link_id: UUID) -> str:
    """Return what became of the message with a link, in a word."""
    sent = messages_about(PayLink._meta.label_lower, link_id)
    return str(sent[-1].state_label) if sent else ""


def _state(state: str) -> str:
    return str(STATE_WORDS[state][0])  # type: ignore[index]


def _why_not(refusal: Exception) -> str:
    match refusal:
        case BasketEmpty():
            return _("There is nothing to pay for yet.")
        case BasketPaid():
            return _("This is paid for.")
        case LinesRefused():
            return str(refusal)
        case CannotPay():
            return _("The council takes no cards in this way just now.")
        case _:
            return _("They have begun to pay by the link. Stop that payment first.")


def _uuid(text: str) -> UUID | None:
    try:
        return UUID(text) if text else None
    except ValueError as error:
        raise NotFound("There is no such person.") from error
