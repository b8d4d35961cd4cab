"""Wallets and cards of somebody who has signed in, and of those they look after."""

from uuid import UUID

from django.http import HttpResponseBase, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from moothall.councils.requests import CouncilRequest
from moothall.kernel import clock
from moothall.kernel.access import resident
from moothall.kernel.errors import Conflict, NotFound
from moothall.payments.browser import basket_to_fill
from moothall.payments.ledger.wallets import NotEnoughMoney
from moothall.payments.wallets import actions, policies, queries
from moothall.payments.wallets.errors import TooMuchInWallet, WalletBlocked
from moothall.payments.wallets.forms import AmountForm
from moothall.payments.wallets.holders import PERSON
from moothall.payments.wallets.models import Wallet
from moothall.people import scopes

#: As many movements are shown.
LISTED = 100
LOST = "lost"


@resident(scopes.MONEY)
def wallets(request: CouncilRequest) -> HttpResponseBase:
    """List their own wallets and cards, and the wallets of whom they look after."""
    own = [UUID(request.actor.subject)]
    rows = queries.wallets_held_by(PERSON, own, request.LANGUAGE_CODE)
    has = {row.name for row in rows}
    offered = queries.schemes_for_people(request.council.id, request.LANGUAGE_CODE)
    return render(
        request,
        "payments/wallets/account/wallets.html",
        {
            "wallets": rows,
            "children": queries.wallets_looked_after(own[0], request.LANGUAGE_CODE),
            "cards": queries.cards_held_by(PERSON, own),
            "offered": [(key, name) for key, name in offered if name not in has],
        },
    )


@resident(scopes.MONEY)
@require_POST
def wallet_open(request: CouncilRequest, scheme: str) -> HttpResponseBase:
    """Open a wallet of their own."""
    wallet = actions.open_wallet(
        actor=request.actor,
        council_id=request.council.id,
        scheme=scheme,
        holder_type=PERSON,
        holder_id=UUID(request.actor.subject),
        now=clock.now(),
    )
    return HttpResponseRedirect(_address(wallet))


@resident(scopes.MONEY)
def wallet(request: CouncilRequest, wallet_id: UUID) -> HttpResponseBase:
    """Show what a wallet holds and what went in and out."""
    found = _theirs(request, wallet_id)
    return _page(request, found, form=AmountForm(most_pence=found.scheme.most_pence))


@resident(scopes.MONEY)
@require_POST
def wallet_top_up(request: CouncilRequest, wallet_id: UUID) -> HttpResponseBase:
    """Put money for a wallet into the basket."""
    found, now = _theirs(request, wallet_id), clock.now()
    form = AmountForm(request.POST, most_pence=found.scheme.most_pence)
    if not form.is_valid():
        return _page(request, found, form=form)
    person_id = UUID(request.actor.subject)
    basket, _secret = basket_to_fill(request, actor=request.actor, person_id=person_id, now=now)
    try:
        actions.ask_for_top_up(
            actor=request.actor,
            wallet_id=found.pk,
            pence=form.cleaned_data["amount"],
            basket_id=basket.pk,
            now=now,
        )
    except TooMuchInWallet:
        form.add_error("amount", _("That is more than we may keep for you here."))
        return _page(request, found, form=form)
    except WalletBlocked:
        form.add_error(None, _("Nothing can be paid in here at the moment. Ask us why."))
        return _page(request, found, form=form)
    return HttpResponseRedirect(reverse("account:basket"))


@resident(scopes.MONEY, recent=True)
@require_http_methods(["GET", "HEAD", "POST"])
def wallet_payout(request: CouncilRequest, wallet_id: UUID) -> HttpResponseBase:
    """Ask for money back; who signed in a while ago shows again who they are."""
    found = _theirs(request, wallet_id)
    [row] = queries.wallet_rows([found], request.LANGUAGE_CODE)
    form = AmountForm(
        request.POST if request.method == "POST" else None, most_pence=max(0, row.pence)
    )
    if form.is_valid():
        try:
            actions.ask_for_payout(
                actor=request.actor,
                wallet_id=found.pk,
                pence=form.cleaned_data["amount"],
                now=clock.now(),
            )
            return HttpResponseRedirect(f"{_address(found)}?done=asked")
        except NotEnoughMoney:
            form.add_error("amount", _("There is less than that left."))
        except Conflict:
            form.add_error(None, _("You have asked already. We will decide about that first."))
    status = 422 if form.is_bound else 200
    context = {"wallet": row, "form": form}
    return render(request, "payments/wallets/account/payout.html", context, status=status)


@resident(scopes.MONEY)
@require_http_methods(["GET", "HEAD", "POST"])
def card_block(request: CouncilRequest, card_id: UUID) -> HttpResponseBase:
    """Kill a lost card, once somebody has said so twice."""
    card = queries.card_by_id(card_id)
    if not policies.can_block_card(request.actor, card):
        raise NotFound("There is no such card.")
    if request.method == "POST":
        actions.block_card(actor=request.actor, card_id=card.pk, reason=LOST, now=clock.now())
        return HttpResponseRedirect(f"{reverse('account:wallets')}?done=card-blocked")
    return render(request, "payments/wallets/account/card_block.html", {"card": card})


def _theirs(request: CouncilRequest, wallet_id: UUID) -> Wallet:
    """
    Return a wallet that they may use.

    :raises NotFound: whether there is none or it is another's
    """
    found = queries.wallet_by_id(wallet_id)
    if not policies.can_use_wallet(request.actor, found):
        raise NotFound("There is no such wallet.")
    return found


def _page(request: CouncilRequest, wallet: Wallet, *, form: AmountForm) -> HttpResponseBase:
    [row] = queries.wallet_rows([wallet], request.LANGUAGE_CODE)
    return render(
        request,
        "payments/wallets/account/wallet.html",
        {
            "wallet": row,
            "movements": queries.statement(wallet, limit=LISTED),
            "cards": queries.cards_held_by(wallet.holder_type, [wallet.holder_id]),
            "form": form,
            "done": request.GET.get("done", ""),
        },
        status=422 if form.is_bound else 200,
    )


def _address(wallet: Wallet) -> str:
    return reverse("account:wallet", kwargs={"wallet_id": wallet.pk})
