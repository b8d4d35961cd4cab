"""Starting a session from an account: where, which vehicle, how long; what it costs; paid how."""

from datetime import datetime
from uuid import UUID

from django.http import HttpResponseBase, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse

from moothall.councils.requests import CouncilRequest
from moothall.kernel.ids import new_id
from moothall.payments.browser import basket_to_fill
from moothall.payments.wallets.models import Wallet
from moothall.payments.wallets.queries import wallet_rows
from moothall.verticals.parking import actions, queries
from moothall.verticals.parking.errors import NoSuchPlace, PriceChanged
from moothall.verticals.parking.forms import OwnStayForm
from moothall.verticals.parking.models import ParkingSession
from moothall.verticals.parking.refusing import REFUSALS, refused
from moothall.verticals.parking.rules_of_stay import Stay, open_place, stay_from_now
from moothall.verticals.parking.vrm import spaced
from moothall.verticals.parking.wording import end_words, length_words, name_in

WALLET, CARD, FREE = "wallet", "card", "free"
_LONGEST_KEY = 60


def start(request: CouncilRequest, person_id: UUID, *, now: datetime) -> HttpResponseBase:
    """Show the form, then the price, then start; a press that comes twice starts once."""
    vehicles = [vrm for _id, vrm, _name in queries.vehicles_of(person_id)]
    form = OwnStayForm(
        request.POST if request.method == "POST" else None,
        vehicles=vehicles,
        initial={"code": request.GET.get("code", ""), "vehicle": vehicles[0] if vehicles else ""},
    )
    if not form.is_valid():
        return _form_page(request, form)
    step = request.POST.get("step", "")
    wallet = queries.parking_wallet_of(request.council.id, person_id)
    try:
        if step in {WALLET, FREE}:
            session = _started(
                request, form, person_id, wallet if step == WALLET else None, now=now
            )
            address = reverse("account:parking-session", kwargs={"session_id": session.pk})
            return HttpResponseRedirect(f"{address}?done=started")
        stay = _stay(request, form, looks_back=step != CARD, now=now)
    except PriceChanged:
        stay = _stay(request, form, looks_back=True, now=now)
    except REFUSALS as problem:
        field = "code" if isinstance(problem, NoSuchPlace) else "hours"
        form.add_error(field, refused(problem, now=now))
        return _form_page(request, form)
    if step == CARD and stay.pence:
        basket, _secret = basket_to_fill(request, actor=request.actor, person_id=person_id, now=now)
        actions.put_session_in_basket(
            actor=request.actor, stay=stay, basket_id=basket.pk, language=request.LANGUAGE_CODE,
            person_id=person_id, now=now,
        )  # fmt: skip
        return HttpResponseRedirect(reverse("account:basket"))
    return _quote_page(request, form, stay, wallet, now=now)


def asked(request: CouncilRequest, *, now: datetime, key: str = "") -> actions.Asked:
    """Return who asks on a page; the key is theirs alone, whatever a form brings."""
    given = key or request.POST.get("key", "")[:_LONGEST_KEY] or new_key()
    return actions.Asked(
        actor=request.actor,
        key=f"{request.actor.subject}:{given}",
        channel="web",
        language=request.LANGUAGE_CODE,
        now=now,
    )


def new_key() -> str:
    """Return a key under which a press counts once."""
    return str(new_id())


def shown_pence(request: CouncilRequest) -> int | None:
    """Return the price that the page had shown, or nothing where it cannot be read."""
    shown = request.POST.get("pence", "")
    return int(shown) if shown.isascii() and shown.isdigit() else None


def _stay(request: CouncilRequest, form: OwnStayForm, *, looks_back: bool, now: datetime) -> Stay:
    given = form.cleaned_data
    return stay_from_now(
        open_place(request.council.id, given["code"]), given["chosen"], given["length"], now=now,
        looks_back=looks_back,
    )  # fmt: skip


def _started(
    request: CouncilRequest, form: OwnStayForm, person_id: UUID, wallet: Wallet | None, *,
    now: datetime,
) -> ParkingSession:  # fmt: skip
    given = form.cleaned_data
    what = {
        "asked": asked(request, now=now),
        "council_id": request.council.id,
        "place": given["code"],
        "vrm": given["chosen"],
        "minutes": given["length"],
    }
    if wallet is None:
        return actions.start_without_paying(**what, person_id=person_id)
    return actions.start_from_wallet(**what, wallet_id=wallet.pk, shown_pence=shown_pence(request))


def _form_page(request: CouncilRequest, form: OwnStayForm) -> HttpResponseBase:
    status = 422 if form.is_bound else 200
    return render(request, "parking/account/start.html", {"form": form}, status=status)


def _quote_page(
    request: CouncilRequest, form: OwnStayForm, stay: Stay, wallet: Wallet | None, *, now: datetime
) -> HttpResponseBase:
    language = request.LANGUAGE_CODE
    row = wallet_rows([wallet], language)[0] if wallet is not None else None
    return render(
        request,
        "parking/account/quote.html",
        {
            "stay": stay,
            "vehicle": spaced(stay.vrm),
            "place": name_in(stay.place.name, language),
            "length": length_words(stay.minutes),
            "ends": end_words(stay.ends, now=now),
            "wallet": row,
            "has_enough": row is not None and not row.is_blocked and row.pence >= stay.pence,
            "key": new_key(),
            "changed": request.POST.get("step") in {WALLET, FREE},
        },
    )
