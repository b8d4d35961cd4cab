"""What a resident may change about a linked account; each is asked for here and done by a job."""

from uuid import UUID

from django.core.exceptions import PermissionDenied
from django.forms import Form
from django.http import HttpResponseBase, HttpResponseRedirect, QueryDict
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from moothall.councils.requests import CouncilRequest
from moothall.kernel import clock
from moothall.kernel.access import resident
from moothall.kernel.errors import Conflict
from moothall.payments.direct_debit.queries import offers_to
from moothall.people import actions, scopes
from moothall.people.linked_queries import is_collected_here
from moothall.people.linking_ports import (
    CancelDirectDebit,
    Change,
    ChangeContact,
    SetUpDirectDebit,
    SwitchEBilling,
)
from moothall.people.linking_words import LinkedKind
from moothall.people.rows import LinkedAccountRow
from moothall.verticals.revenues.forms import ContactForm, DirectDebitForm, EBillingForm
from moothall.verticals.revenues.views.asking import account_or_404, page, person_id_of


@resident(scopes.MONEY)
@require_http_methods(["GET", "HEAD", "POST"])
def e_billing(request: CouncilRequest, linked_account_id: UUID) -> HttpResponseBase:
    """Ask how bills are to come."""
    row = _changeable(request, linked_account_id)
    form = EBillingForm(_typed(request))
    if form.is_valid():
        change = SwitchEBilling(on=form.cleaned_data["by"] == "email")
        return _asked(request, row, form, change, "e_billing")
    return _page(request, row, form, "e_billing")


@resident(scopes.MONEY, recent=True)
@require_http_methods(["GET", "HEAD", "POST"])
def contact(request: CouncilRequest, linked_account_id: UUID) -> HttpResponseBase:
    """Ask for new contact details; who signed in a while ago shows again who they are."""
    row = _changeable(request, linked_account_id)
    form = ContactForm(_typed(request))
    if form.is_valid():
        change = ChangeContact(email=form.cleaned_data["email"], phone=form.cleaned_data["phone"])
        return _asked(request, row, form, change, "contact")
    return _page(request, row, form, "contact")


@resident(scopes.MONEY, recent=True)
@require_http_methods(["GET", "HEAD", "POST"])
def direct_debit(request: CouncilRequest, linked_account_id: UUID) -> HttpResponseBase:
    """Ask for a bank account; who signed in a while ago shows again who they are."""
    row = _changeable(request, linked_account_id)
    if is_collected_here(request.council.id, LinkedKind(row.kind)):
        return HttpResponseRedirect(_own_debit(request, row))
    form = DirectDebitForm(_typed(request))
    if form.is_valid():
        typed = form.cleaned_data
        change = SetUpDirectDebit(
            account_name=typed["account_name"],
            sort_code=typed["sort_code"],
            account_number=typed["account_number"],
            day=typed["day"],
        )
        return _asked(request, row, form, change, "direct_debit")
    return _page(request, row, form, "direct_debit")


@resident(scopes.MONEY, recent=True)
@require_http_methods(["GET", "HEAD", "POST"])
def stop_direct_debit(request: CouncilRequest, linked_account_id: UUID) -> HttpResponseBase:
    """End a direct debit, once somebody has said so twice."""
    row = _changeable(request, linked_account_id)
    if is_collected_here(request.council.id, LinkedKind(row.kind)):
        return HttpResponseRedirect(reverse("account:debits"))
    form = Form(_typed(request))
    if form.is_valid():
        return _asked(request, row, form, CancelDirectDebit(), "stop_direct_debit")
    return _page(request, row, form, "stop_direct_debit")


def _own_debit(request: CouncilRequest, row: LinkedAccountRow) -> str:
    """Return where a Direct Debit that we collect is set up, or where it is if there is one."""
    offered = offers_to(request.council.id, person_id_of(request))
    if any((one.owner, one.account) == (row.kind, row.reference) for one in offered):
        return reverse("account:debit-set-up", args=[row.kind, row.reference])
    return reverse("account:debits")


def _changeable(request: CouncilRequest, linked_account_id: UUID) -> LinkedAccountRow:
    """
    Return the account, if enough was proven to change it.

    :raises PermissionDenied: if it may only be looked at
    """
    row = account_or_404(request, linked_account_id)
    if not row.may_be_changed:
        raise PermissionDenied("You may look at this account, but not change it.")
    return row


def _typed(request: CouncilRequest) -> QueryDict | None:
    return request.POST if request.method == "POST" else None


def _asked(
    request: CouncilRequest, row: LinkedAccountRow, form: Form, change: Change, template: str
) -> HttpResponseBase:
    """Leave the change to a job and go back to the account, where its state is seen."""
    try:
        actions.ask_for_change(
            actor=request.actor, linked_account_id=row.id, change=change, now=clock.now()
        )
    except Conflict:
        form.add_error(
            None, _("We are still dealing with your last change. Wait until it is done.")
        )
        return _page(request, row, form, template)
    where = reverse("account:linked-account", args=[row.id])
    return HttpResponseRedirect(f"{where}?done=change-asked")


def _page(
    request: CouncilRequest, row: LinkedAccountRow, form: Form, template: str
) -> HttpResponseBase:
    status = 422 if form.is_bound else 200
    return page(request, template, account=row, form=form, status=status)
