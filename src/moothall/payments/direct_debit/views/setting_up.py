"""What the pages of setting up share, whoever the payer is: in an account, or by a link."""

from collections.abc import Callable
from dataclasses import dataclass
from uuid import UUID

from django.http import Http404, HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.shortcuts import render
from django.utils.translation import gettext as _

from moothall.councils.requests import CouncilRequest
from moothall.kernel import clock
from moothall.kernel.actors import Actor
from moothall.kernel.errors import Conflict, GiveUp, NotFound, Retry
from moothall.kernel.money import pounds
from moothall.kernel.secrets import SecretMissing
from moothall.payments.direct_debit import actions, queries
from moothall.payments.direct_debit.forms import DetailsForm, HostedForm, day_of
from moothall.payments.direct_debit.notices import in_language
from moothall.payments.direct_debit.ports import BankDetails, Schedule
from moothall.payments.direct_debit.rows import MandateRow, ServiceRow


@dataclass(frozen=True, kw_only=True)
class SettingUp:
    """Who sets what up, and where the pages are."""

    actor: Actor
    owner: str
    account: str
    person_id: UUID | None
    link_id: UUID | None
    frame: str
    here: str
    back: str
    confirm: Callable[[UUID], str]


def ask_details(request: CouncilRequest, setting: SettingUp) -> HttpResponseBase:
    """
    Ask for the bank account, and keep it sealed until it is confirmed.

    :raises Http404: if there is nothing to set up
    """
    service, schedule = _what(request, setting)
    if service.is_hosted:
        return _ask_before_leaving(request, setting, service, schedule)
    days = () if schedule.days_are_fixed else tuple(service.days)
    typed = request.POST if request.method == "POST" else None
    form = DetailsForm(typed, days=days, asks_email=setting.person_id is None)
    if form.is_valid():
        answer = _drafted(request, setting, schedule, form, service)
        if answer is not None:
            return answer
    return page(
        request,
        "details",
        status=422 if form.is_bound else 200,
        base=setting.frame,
        form=form,
        here=setting.here,
        back=setting.back,
        what=in_language(schedule.description, request.LANGUAGE_CODE),
        account=schedule.account,
        service=service,
    )


def _ask_before_leaving(
    request: CouncilRequest, setting: SettingUp, service: ServiceRow, schedule: Schedule
) -> HttpResponseBase:
    """Say what the scheme wants, ask for what is ours, and lead to the collector's own pages."""
    days = () if schedule.days_are_fixed else tuple(service.days)
    typed = request.POST if request.method == "POST" else None
    form = HostedForm(typed, days=days, asks_email=setting.person_id is None)
    is_sent = request.method == "POST" and (form.is_valid() or not form.fields)
    problem = ""
    if is_sent:
        try:
            url = _lead_away(request, setting, schedule, form, service)
        except NotFound as error:
            raise Http404 from error
        except (Retry, GiveUp, SecretMissing):
            problem = _("%(name)s does not answer. Nothing was set up. Try again later.") % {
                "name": service.label
            }
        else:
            return page(request, "leaving", base=setting.frame, next_url=url, service=service)
    is_wrong = bool(problem) or (form.is_bound and bool(form.errors))
    return page(
        request,
        "hosted",
        status=422 if is_wrong else 200,
        base=setting.frame,
        form=form,
        problem=problem,
        here=setting.here,
        back=setting.back,
        what=in_language(schedule.description, request.LANGUAGE_CODE),
        account=schedule.account,
        service=service,
        guarantee=queries.guarantee_of(service, request.LANGUAGE_CODE),
    )


def come_back(
    request: CouncilRequest, setting: SettingUp, mandate: MandateRow, done: str
) -> HttpResponseBase:
    """Show what came of it at the collector's pages to whoever comes back from there."""
    service = queries.service_of(request.council.id)
    name = service.label if service else ""
    try:
        settled = actions.settle_hosted(mandate_id=mandate.id, now=clock.now())
    except NotFound as error:
        raise Http404 from error
    except Conflict:
        return page(request, "taken", status=409, base=setting.frame, back=setting.back)
    except (Retry, GiveUp, SecretMissing):
        return page(request, "waits", base=setting.frame, here=setting.here, name=name)
    if settled.is_live:
        return HttpResponseRedirect(done)
    return page(request, "waits", base=setting.frame, here=setting.here, name=name)


def _lead_away(
    request: CouncilRequest,
    setting: SettingUp,
    schedule: Schedule,
    form: HostedForm,
    service: ServiceRow,
) -> str:
    typed = getattr(form, "cleaned_data", {})
    mandate = actions.draft_mandate(
        actor=setting.actor,
        council_id=request.council.id,
        person_id=setting.person_id,
        link_id=setting.link_id,
        owner=setting.owner,
        schedule=schedule,
        details=None,
        day=int(typed.get("day") or service.days[0]),
        email=typed.get("email", ""),
        language=request.LANGUAGE_CODE,
        now=clock.now(),
    )
    site = request.council.url
    return actions.begin_hosted(
        mandate_id=mandate.pk,
        return_url=site + setting.confirm(mandate.pk),
        exit_url=site + setting.here,
    )


def show_confirmation(
    request: CouncilRequest, setting: SettingUp, mandate: MandateRow
) -> HttpResponse:
    """
    Show what the scheme wants a payer to read before they agree.

    :raises Http404: if there is nothing to set up
    """
    service, schedule = _what(request, setting)
    return page(
        request,
        "confirm",
        base=setting.frame,
        mandate=mandate,
        here=setting.confirm(mandate.id),
        back=setting.here,
        planned=queries.foreseen(mandate.id, schedule, clock.now()),
        service=service,
        guarantee=queries.guarantee_of(service, request.LANGUAGE_CODE),
    )


def agree(
    request: CouncilRequest, setting: SettingUp, mandate: MandateRow, done: str
) -> HttpResponseBase:
    """
    Take the agreement.

    :raises Http404: if the details were forgotten, or the link has ended
    """
    try:
        actions.agree_mandate(
            actor=setting.actor, mandate_id=mandate.id, link_id=setting.link_id, now=clock.now()
        )
    except NotFound as error:
        raise Http404 from error
    except Conflict:
        return page(request, "taken", status=409, base=setting.frame, back=setting.back)
    return HttpResponseRedirect(done)


def page(
    request: CouncilRequest, template: str, *, status: int = 200, **context: object
) -> HttpResponse:
    """Return a page that nobody keeps."""
    response = render(
        request,
        f"payments/public/debit_{template}.html",
        {"pounds": pounds, **context},
        status=status,
    )
    response["Cache-Control"] = "no-store"
    # The address may hold a link's secret. With no referrer at all, forms would have no origin.
    response["Referrer-Policy"] = "same-origin"
    return response


def _what(request: CouncilRequest, setting: SettingUp) -> tuple[ServiceRow, Schedule]:
    service = queries.service_of(request.council.id)
    if service is None:
        raise Http404("This council collects no Direct Debits.")
    try:
        schedule = queries.schedule_for(request.council.id, setting.owner, setting.account)
    except (NotFound, Retry) as error:
        raise Http404 from error
    return service, schedule


def _drafted(
    request: CouncilRequest,
    setting: SettingUp,
    schedule: Schedule,
    form: DetailsForm,
    service: ServiceRow,
) -> HttpResponseBase | None:
    """Keep the details and go on, or add to the form why they cannot be used."""
    typed = form.cleaned_data
    try:
        mandate = actions.draft_mandate(
            actor=setting.actor,
            council_id=request.council.id,
            person_id=setting.person_id,
            link_id=setting.link_id,
            owner=setting.owner,
            schedule=schedule,
            details=BankDetails(
                name=typed["account_name"],
                sort_code=typed["sort_code"],
                account_number=typed["account_number"],
            ),
            day=day_of(form, service.days),
            email=typed.get("email", ""),
            language=request.LANGUAGE_CODE,
            now=clock.now(),
        )
    except actions.AccountRefused:
        words = _("Check the sort code and account number: they do not belong together")
        form.add_error("sort_code", words)
        return None
    except NotFound as error:
        raise Http404 from error
    return HttpResponseRedirect(setting.confirm(mandate.pk))
