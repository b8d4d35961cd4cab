"""Working through what differs, and reading the bank's file."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from moothall.councils.for_council import actor_of, for_council
from moothall.councils.rows import CouncilRow
from moothall.kernel import clock
from moothall.payments import books_reads
from moothall.payments.actions.reconciling import (
    correct_difference,
    load_bank_file,
    settle_difference,
)
from moothall.payments.books_forms import BankFileForm, DifferenceForm, NarrowForm
from moothall.payments.books_policies import RECONCILE
from moothall.payments.books_words import usually
from moothall.payments.models import Difference, DifferenceState
from moothall.payments.reconciliation.fetching import gateways_that_report
from moothall.payments.reconciliation.read_lines import BankFileRefused
from moothall.payments.tasks import reconcile
from moothall.payments.views.books import screen


@for_council(RECONCILE)
def differences(request: HttpRequest, council: CouncilRow) -> HttpResponse:
    """List what differs; what is still to be looked at, unless told otherwise."""
    form = NarrowForm(request.GET or {"state": "open"})
    form.is_valid()
    chosen = form.cleaned_data
    found = books_reads.differences(
        council.id, state=chosen.get("state", ""), kind=chosen.get("kind", ""),
        half=chosen.get("reference", "").strip(),
    )  # fmt: skip
    return screen(
        request, council, "differences", form=form, count=found.count(),
        rows=list(found[: books_reads.LIST]), most=books_reads.LIST,
    )  # fmt: skip


@for_council(RECONCILE)
def difference(request: HttpRequest, council: CouncilRow, difference_id: UUID) -> HttpResponse:
    """Show both sides of a difference, and say what became of it."""
    rows = Difference.objects.select_related("settled_item", "bank_line", "payout", "transaction")
    row = get_object_or_404(rows, pk=difference_id, council_id=council.id)
    said = {"note": row.note, "outcome": "" if row.state == "open" else row.state}
    form = DifferenceForm(request.POST or None, initial=said)
    if request.method == "POST" and form.is_valid():
        _settle(request, row.pk, form)
        messages.success(request, _("Saved."))
        return redirect("workspace:books-differences", council=council.slug)
    return screen(
        request, council, "difference", row=row, form=form,
        usually=usually(row.kind),
        payment_id=row.payment_id or books_reads.payment_of(row.settled_item),
    )  # fmt: skip


@for_council(RECONCILE)
def bank_file(request: HttpRequest, council: CouncilRow) -> HttpResponse:
    """Read a file of the bank, then compare again."""
    form = BankFileForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        file = form.cleaned_data["file"]
        try:
            row = load_bank_file(
                actor=actor_of(request), council_id=council.id, name=file.name,
                content=file.read(), now=clock.now(),
            )  # fmt: skip
        except BankFileRefused as error:
            form.add_error("file", str(error))
        else:
            compare_soon(council.id)
            messages.success(
                request,
                ngettext(
                    "%(num)s line of the card companies was kept. We are comparing now.",
                    "%(num)s lines of the card companies were kept. We are comparing now.",
                    row.kept,
                )
                % {"num": row.kept},
            )
            return redirect("workspace:books", council=council.slug)
    return screen(request, council, "bank_file", form=form)


def compare_soon(council_id: int) -> None:
    """Leave a comparison with each gateway to the workers."""
    for gateway in gateways_that_report(council_id):
        reconcile.defer_unless_waiting(
            {"council_id": council_id, "gateway": gateway}, key=f"reconcile:{council_id}:{gateway}"
        )


def _settle(request: HttpRequest, difference_id: UUID, form: DifferenceForm) -> None:
    outcome, note = form.cleaned_data["outcome"], form.cleaned_data["note"]
    actor, now = actor_of(request), clock.now()
    if outcome == DifferenceState.CORRECTED:
        correct_difference(actor=actor, difference_id=difference_id, note=note, now=now)
    else:
        settle_difference(
            actor=actor, difference_id=difference_id, state=DifferenceState(outcome), note=note,
            now=now,
        )  # fmt: skip
