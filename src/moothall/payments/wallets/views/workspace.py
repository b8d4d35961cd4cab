"""Wallets, cards and tills for staff."""

from collections.abc import Callable
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from moothall.councils.for_council import actor_of, for_council
from moothall.councils.queries import council_by_id
from moothall.councils.rows import CouncilRow
from moothall.kernel import clock
from moothall.kernel.access import staff
from moothall.kernel.actors import Actor
from moothall.kernel.errors import Conflict, MoothallError, NotFound
from moothall.payments.ledger.wallets import NotEnoughMoney
from moothall.payments.wallets import actions, queries
from moothall.payments.wallets.forms import TillForm
from moothall.payments.wallets.holders import wallet_holders
from moothall.payments.wallets.policies import MANAGE, VIEW, can_manage_wallets

LISTED = 100
_BLOCKED_BY_STAFF = "blocked by staff"

_SALES: dict[str, Callable[..., object]] = {
    "recover": actions.recover_missing,
    "write-off": actions.write_off,
    "settle": actions.settle_conflict,
}


@staff(VIEW)
def choose(request: HttpRequest) -> HttpResponse:
    """Lead to the council's page, or let somebody choose who serves several."""
    councils = [council_by_id(one) for one in actor_of(request).councils_where(VIEW)]
    if len(councils) == 1:
        return redirect("workspace:cashless-council", council=councils[0].slug)
    context = {"councils": councils}
    return render(request, "payments/wallets/workspace/choose.html", context)


@for_council(VIEW)
def overview(request: HttpRequest, council: CouncilRow) -> HttpResponse:
    """Show what waits for somebody, and the tills."""
    return _page(
        request,
        council,
        "overview",
        sales=queries.sales_to_settle(council.id, limit=LISTED),
        payouts=queries.payouts_to_decide(council.id, limit=LISTED),
        tills=queries.till_rows(council.id),
        may_manage=can_manage_wallets(actor_of(request), council.id),
    )


@for_council(MANAGE)
def till_new(request: HttpRequest, council: CouncilRow) -> HttpResponse:
    """Register a device; its key is shown this once."""
    form = TillForm(
        request.POST or None,
        council_id=council.id,
        language=request.LANGUAGE_CODE,
    )
    key = ""
    if request.method == "POST" and form.is_valid():
        key = _registered(actor_of(request), council, form)
    response = _page(request, council, "till", form=form, key=key)
    response["Cache-Control"] = "no-store"
    return response


def _registered(actor: Actor, council: CouncilRow, form: TillForm) -> str:
    given = form.cleaned_data
    kind, place_id = given["serves"]
    try:
        _till, key = actions.register_till(
            actor=actor,
            council_id=council.id,
            name=given["name"],
            scheme=given["scheme"],
            fund=given["fund"],
            holder_type=kind,
            place_id=place_id,
            offline_pence=given["offline"],
            now=clock.now(),
        )
    except Conflict:
        form.add_error("name", _("There is a till of this name already."))
        return ""
    return key


@for_council(MANAGE)
@require_POST
def till_end(request: HttpRequest, council: CouncilRow, till_id: UUID) -> HttpResponse:
    """Let a device sell nothing any more."""
    actions.end_till(actor=actor_of(request), till_id=till_id, now=clock.now())
    messages.success(request, _("This till cannot sell any more."))
    return redirect("workspace:cashless-council", council=council.slug)


@for_council(MANAGE)
@require_POST
def sale(request: HttpRequest, council: CouncilRow, sale_id: UUID, how: str) -> HttpResponse:
    """Settle a sale that was not paid for, or that a till tells in two ways."""
    if how not in _SALES:
        raise Http404
    try:
        _SALES[how](actor=actor_of(request), sale_id=sale_id, now=clock.now())
        messages.success(request, _("Done."))
    except NotEnoughMoney:
        messages.error(request, _("The wallet does not hold that much yet."))
    except MoothallError as error:
        messages.error(request, str(error))
    return redirect("workspace:cashless-council", council=council.slug)


@for_council(MANAGE)
@require_POST
def payout(request: HttpRequest, council: CouncilRow, payout_id: UUID) -> HttpResponse:
    """Agree that money is paid back, or refuse."""
    try:
        actions.decide_payout(
            actor=actor_of(request),
            payout_id=payout_id,
            is_agreed=request.POST.get("decision") == "agree",
            now=clock.now(),
        )
        messages.success(request, _("Done."))
    except NotEnoughMoney:
        messages.error(request, _("The wallet does not hold that much any more."))
    return redirect("workspace:cashless-council", council=council.slug)


@for_council(VIEW)
def holder(request: HttpRequest, council: CouncilRow, kind: str, holder_id: UUID) -> HttpResponse:
    """Show the wallets and cards of one holder."""
    return _holder_page(request, council, kind, holder_id)


@for_council(MANAGE)
@require_POST
def card_issue(
    request: HttpRequest, council: CouncilRow, kind: str, holder_id: UUID
) -> HttpResponse:
    """Issue a card in place of the one that the holder had; its token is shown this once."""
    _name(kind, holder_id)
    _card, token = actions.issue_card(
        actor=actor_of(request),
        council_id=council.id,
        holder_type=kind,
        holder_id=holder_id,
        now=clock.now(),
    )
    response = _holder_page(request, council, kind, holder_id, token=token)
    response["Cache-Control"] = "no-store"
    return response


@for_council(VIEW)
def card_block(request: HttpRequest, council: CouncilRow, card_id: UUID) -> HttpResponse:
    """Kill a card for a caller, once they are asked: it is for good."""
    card = queries.card_by_id(card_id)
    if request.method != "POST":
        name = _name(card.holder_type, card.holder_id)
        return _page(request, council, "card_block", card=card, name=name)
    actions.block_card(
        actor=actor_of(request), card_id=card.pk, reason=_BLOCKED_BY_STAFF, now=clock.now()
    )
    messages.success(request, _("This card does not work any more."))
    return redirect(
        "workspace:wallet-holder",
        council=council.slug, kind=card.holder_type, holder_id=card.holder_id,
    )  # fmt: skip


@for_council(MANAGE)
@require_POST
def wallet_block(request: HttpRequest, council: CouncilRow, wallet_id: UUID) -> HttpResponse:
    """Block a wallet, or let it be used again."""
    wallet = queries.wallet_by_id(wallet_id)
    act = actions.unblock_wallet if wallet.blocked_at else actions.block_wallet
    act(actor=actor_of(request), wallet_id=wallet.pk, now=clock.now())
    messages.success(request, _("Done."))
    return redirect(
        "workspace:wallet-holder",
        council=council.slug, kind=wallet.holder_type, holder_id=wallet.holder_id,
    )  # fmt: skip


def _holder_page(
    request: HttpRequest, council: CouncilRow, kind: str, holder_id: UUID, *, token: str = ""
) -> HttpResponse:
    language: str = request.LANGUAGE_CODE
    return _page(
        request,
        council,
        "holder",
        kind=kind,
        holder_id=holder_id,
        name=_name(kind, holder_id),
        wallets=queries.wallets_held_by(kind, [holder_id], language),
        cards=queries.cards_held_by(kind, [holder_id]),
        token=token,
        may_manage=can_manage_wallets(actor_of(request), council.id),
    )


def _name(kind: str, holder_id: UUID) -> str:
    """
    Return what the holder is called.

    :raises NotFound: if the council knows no such holder
    """
    faces = wallet_holders.get(kind).faces([holder_id]) if kind in wallet_holders else {}
    if holder_id not in faces:
        raise NotFound("There is no such holder.")
    return faces[holder_id].name


def _page(
    request: HttpRequest, council: CouncilRow, template: str, **context: object
) -> HttpResponse:
    form = context.get("form")
    return render(
        request,
        f"payments/wallets/workspace/{template}.html",
        {
            "council": council,
            "acting_for": [{"name": council.short_name, "colour": council.brand.primary_colour}],
            **context,
        },
        status=422 if form is not None and getattr(form, "errors", None) else 200,
    )
