"""Payments that nobody claims, worked through one by one."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from moothall.kernel import clock
from moothall.kernel.access import staff
from moothall.kernel.errors import GiveUp, Retry
from moothall.payments import actions
from moothall.payments.books_words import company
from moothall.payments.finding import UnclaimedRow, unclaimed_payment, unclaimed_payments
from moothall.payments.models.unclaimed import Settlement
from moothall.payments.policies import SETTLE
from moothall.surfaces.workspace.acting import Acting, StaffRequest, acting, acting_in, frame
from moothall.surfaces.workspace.payment_forms import UnclaimedForm
from moothall.surfaces.workspace.payment_words import doubt_in_words

MOST = 100
_MOST_SETTLED = 20


@staff(SETTLE)
def waiting(request: StaffRequest) -> HttpResponse:
    """List what waits, oldest first, and what was settled last."""
    here = acting(request, SETTLE)
    rows = unclaimed_payments(here.ids, limit=MOST)
    settled = unclaimed_payments(here.ids, limit=_MOST_SETTLED, settled=True)
    context = {
        **frame(request, here, switcher=True),
        "lines": [_line(here, row) for row in rows],
        "settled": [_line(here, row) for row in settled],
        "is_cut": len(rows) == MOST,
    }
    return render(request, "workspace/payments_unclaimed.html", context)


@staff(SETTLE)
def one(request: StaffRequest, unclaimed_id: UUID) -> HttpResponse:
    """Show one, and do what is said: ask again, note, or let it rest."""
    row = unclaimed_payment(unclaimed_id)
    here = acting_in(request, row.council_id, SETTLE)
    wish = request.POST.get("do", "")
    if request.method == "POST" and wish == "ask":
        return _ask(request, here, row)
    form = UnclaimedForm(
        request.POST if request.method == "POST" else None, initial={"note": row.note}
    )
    if request.method == "POST" and form.is_valid():
        note, now = form.cleaned_data["note"], clock.now()
        if wish == "dismiss":
            actions.dismiss_unclaimed(
                actor=request.actor, unclaimed_id=row.id, reason=note, now=now
            )
            messages.success(request, _("It is settled: nothing is to be done."))
            return redirect(here.address("workspace:payments-unclaimed"))
        actions.note_on_unclaimed(actor=request.actor, unclaimed_id=row.id, note=note, now=now)
        messages.success(request, _("Your note is kept."))
        return redirect(here.address("workspace:payment-unclaimed", row.id))
    context = {
        **frame(request, here),
        "line": _line(here, row),
        "form": form,
        "is_open": row.settlement == Settlement.OPEN,
    }
    status = 422 if form.is_bound else 200
    return render(request, "workspace/payment_unclaimed.html", context, status=status)


def _ask(request: StaffRequest, here: Acting, row: UnclaimedRow) -> HttpResponse:
    try:
        after = actions.ask_about_unclaimed(
            actor=request.actor, unclaimed_id=row.id, now=clock.now()
        )
    except (Retry, GiveUp):
        messages.warning(request, _("The payment service does not answer. Try again later."))
    else:
        if after.settlement == Settlement.OPEN:
            messages.warning(request, _("The payment service was asked. It is still not right."))
        else:
            messages.success(request, _("The payment service was asked. It is right now."))
    return redirect(here.address("workspace:payment-unclaimed", row.id))


def _line(here: Acting, row: UnclaimedRow) -> dict[str, object]:
    return {
        "row": row,
        "what": doubt_in_words(row.kind),
        "company": company(row.gateway),
        "council": here.council(row.council_id),
        "number": here.number(row.council_id),
    }
