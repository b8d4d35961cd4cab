"""A resident's linked accounts: the list, linking one, one and its figures, letting go of one."""

from typing import Any
from uuid import UUID

from django.http import Http404, HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.urls import reverse
from django.utils.timezone import localdate
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from moothall.councils.requests import CouncilRequest
from moothall.kernel import clock
from moothall.kernel.access import resident
from moothall.kernel.errors import NotFound
from moothall.kernel.visitors import address_of
from moothall.payments.catalogue.queries import payable_of_account
from moothall.people import actions, linking, scopes
from moothall.people.linked_queries import (
    changes_of,
    kinds_offered,
    linked_accounts_of,
    posted_codes_of,
)
from moothall.people.linking import NoMatch, Said, SystemAway
from moothall.people.linking_limits import TooManyTries, Trier
from moothall.people.linking_words import LinkedKind
from moothall.people.rows import OfferedKind
from moothall.verticals.revenues.forms import BY_POST, CodeForm, LinkForm
from moothall.verticals.revenues.owing import owed_by
from moothall.verticals.revenues.views.asking import account_or_404, page, person_id_of

DONE = frozenset({"linked", "code-asked", "removed", "change-asked"})


@resident(scopes.LINKED_ACCOUNTS)
@require_GET
def accounts(request: CouncilRequest) -> HttpResponseBase:
    """List what is linked; figures are asked for by the browser, each from its own address."""
    person_id = person_id_of(request)
    done = request.GET.get("done", "")
    return page(
        request,
        "accounts",
        accounts=linked_accounts_of(person_id),
        codes=posted_codes_of(person_id, now=clock.now()),
        done=done if done in DONE else "",
        may_see_money=bool(request.actor.councils_where(scopes.MONEY)),
    )


@resident(scopes.LINKED_ACCOUNTS)
@require_GET
def choose(request: CouncilRequest) -> HttpResponseBase:
    """Ask which kind of account is to be linked."""
    return page(request, "choose", kinds=kinds_offered(request.council.id))


@resident(scopes.LINKED_ACCOUNTS)
@require_http_methods(["GET", "HEAD", "POST"])
def link(request: CouncilRequest, kind: str) -> HttpResponseBase:
    """Ask what must be known of an account, and link it or have a letter sent."""
    offered = next((one for one in kinds_offered(request.council.id) if one.slug == kind), None)
    if offered is None:
        raise Http404
    form = LinkForm(
        request.POST if request.method == "POST" else None,
        details_suffice=offered.details_suffice,
    )
    if not form.is_valid():
        return _link_page(request, offered, form, status=422 if form.is_bound else 200)
    try:
        return _tried(request, offered, form.cleaned_data)
    except NoMatch:
        problem = _("What you told us does not match our records. Check all of it and try again.")
        return _link_page(request, offered, form, problem=problem, status=422)
    except SystemAway:
        problem = _("We cannot check this now. Nothing is lost: try again in a few minutes.")
        return _link_page(request, offered, form, problem=problem, status=503)
    except TooManyTries:
        return page(request, "too_many_tries", status=429)


def _tried(
    request: CouncilRequest, offered: OfferedKind, typed: dict[str, Any]
) -> HttpResponseBase:
    said = Said(
        kind=LinkedKind(offered.kind),
        reference=typed["reference"],
        surname=typed["surname"],
        postcode=typed["postcode"],
        last_bill_pence=typed["last_bill"],
    )
    standing = request.resident  # type: ignore[attr-defined]
    trier = Trier(account=str(standing.account_id), network_address=address_of(request))
    if typed["proof"] == BY_POST:
        linking.ask_for_code(
            actor=request.actor,
            person_id=person_id_of(request),
            council_id=request.council.id,
            said=said,
            language=request.LANGUAGE_CODE,
            trier=trier,
            now=clock.now(),
        )
        return _to_list("code-asked")
    linking.link_account(
        actor=request.actor,
        person_id=person_id_of(request),
        council_id=request.council.id,
        said=said,
        trier=trier,
        now=clock.now(),
    )
    return _to_list("linked")


@resident(scopes.LINKED_ACCOUNTS)
@require_http_methods(["GET", "HEAD", "POST"])
def confirm(request: CouncilRequest, posted_code_id: UUID) -> HttpResponseBase:
    """Ask for the code that came by post, and link its account."""
    codes = posted_codes_of(person_id_of(request), now=clock.now())
    code = next((one for one in codes if one.id == posted_code_id), None)
    if code is None:
        raise Http404
    form = CodeForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        try:
            linking.confirm_posted_code(
                actor=request.actor,
                posted_code_id=posted_code_id,
                typed=form.cleaned_data["code"],
                now=clock.now(),
            )
            return _to_list("linked")
        except (actions.CodeNotRight, NoMatch, NotFound):
            form.add_error("code", _("This code is not right. Check it, or ask for a new letter."))
    status = 422 if form.is_bound else 200
    return page(request, "code", form=form, code=code, status=status)


@resident(scopes.MONEY)
@require_GET
def one_account(request: CouncilRequest, linked_account_id: UUID) -> HttpResponseBase:
    """Show one account with all its figures; what its system does not say now is named."""
    row = account_or_404(request, linked_account_id)
    try:
        whole = linking.whole_account(
            actor=request.actor, linked_account_id=linked_account_id, now=clock.now()
        )
    except NotFound as error:
        raise Http404 from error
    done = request.GET.get("done", "")
    return page(
        request,
        "account",
        account=row,
        summary=whole.summary,
        bills=whole.bills,
        changes=changes_of(linked_account_id),
        done=done if done in DONE else "",
        today=clock.now().date(),
        may_link=bool(request.actor.councils_where(scopes.LINKED_ACCOUNTS)),
        owed=owed_by(whole.summary) if whole.summary is not None else None,
        payable=payable_of_account(
            request.council.id,
            row.kind,
            on=localdate(clock.now()),
            language=request.LANGUAGE_CODE,
        ),
    )


@resident(scopes.MONEY)
@require_GET
def figures(request: CouncilRequest, linked_account_id: UUID) -> HttpResponseBase:
    """Return an account's balance and next payment, as a part of the list."""
    row = account_or_404(request, linked_account_id)
    try:
        summary = linking.summary_of(
            actor=request.actor, linked_account_id=linked_account_id, now=clock.now()
        )
    except NotFound as error:
        raise Http404 from error
    except SystemAway:
        summary = None
    return page(request, "figures", account=row, summary=summary)


@resident(scopes.MONEY)
@require_GET
def bill(request: CouncilRequest, linked_account_id: UUID, bill_id: str) -> HttpResponseBase:
    """Return one bill as PDF."""
    row = account_or_404(request, linked_account_id)
    try:
        content = linking.bill_pdf(
            actor=request.actor, linked_account_id=linked_account_id, bill_id=bill_id
        )
    except NotFound as error:
        raise Http404 from error
    except SystemAway:
        return page(request, "bill_away", account=row, status=503)
    response = HttpResponse(content, content_type="application/pdf")
    response["Content-Disposition"] = 'attachment; filename="bill.pdf"'
    response["Cache-Control"] = "no-store"
    return response


@resident(scopes.LINKED_ACCOUNTS)
@require_http_methods(["GET", "HEAD", "POST"])
def remove(request: CouncilRequest, linked_account_id: UUID) -> HttpResponseBase:
    """Let go of an account, once somebody has said so twice."""
    row = account_or_404(request, linked_account_id)
    if request.method != "POST":
        return page(request, "remove", account=row)
    actions.unlink_account(
        actor=request.actor, linked_account_id=linked_account_id, now=clock.now()
    )
    return _to_list("removed")


def _link_page(
    request: CouncilRequest,
    offered: OfferedKind,
    form: LinkForm,
    *,
    problem: str = "",
    status: int = 200,
) -> HttpResponse:
    return page(request, "link", kind=offered, form=form, problem=problem, status=status)


def _to_list(done: str) -> HttpResponseRedirect:
    return HttpResponseRedirect(f"{reverse('account:linked-accounts')}?done={done}")
