"""What residents and teams wrote to each other, and a new question to the council."""

from uuid import UUID

from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _

from moothall.cases import policies
from moothall.cases.actions import write_to_council
from moothall.cases.own_forms import EnquiryForm
from moothall.cases.queries import own_messages
from moothall.cases.views.own_acts import may_go_on
from moothall.cases.views.own_files import HandedIn, given_back, handed_in, keeps_own_files
from moothall.councils.models import CaseKind
from moothall.councils.queries import service_types
from moothall.councils.requests import CouncilRequest
from moothall.documents.late_files import forget_late_files
from moothall.documents.purposes import purposes
from moothall.kernel import clock
from moothall.kernel.access import resident
from moothall.kernel.errors import NotFound
from moothall.kernel.policies import require
from moothall.people import scopes
from moothall.people.keeping_words import WordsAtPage, forget_words_at, keeps_words, words_at


@resident(scopes.MESSAGES)
def messages(request: CouncilRequest) -> HttpResponseBase:
    """List what was written, by either side, newest first."""
    person_id, council_id = UUID(request.actor.subject), request.council.id
    require(policies.can_write_to_council(request.actor, person_id, council_id))
    after = request.GET.get("after", "")
    page = own_messages(
        person_id, council_id=council_id, after=after, language=request.LANGUAGE_CODE
    )
    here = reverse("account:messages")
    return render(
        request,
        "cases/account/messages.html",
        {
            "rows": page.rows,
            "may_ask": bool(_services(request)),
            "older_href": f"{here}?{urlencode({'after': page.next_after})}"
            if page.next_after
            else "",
            "newer_href": here if after else "",
        },
    )


@keeps_words
@keeps_own_files
@resident(scopes.MESSAGES)
def new(request: CouncilRequest) -> HttpResponseBase:
    """
    Ask the council something; it becomes a question that can be followed like any request.

    :raises NotFound: if the council answers no questions
    """
    services = _services(request)
    if not services:
        raise NotFound("This council answers no questions here.")
    if request.method != "POST":
        waiting = words_at(request)
        form = EnquiryForm(services=services, initial=waiting.words if waiting else {})
        return _page(request, form, files=given_back(request), waiting=waiting)
    form = EnquiryForm(request.POST, services=services)
    files = handed_in(request)
    if not form.is_valid() or files.problems:
        return _page(request, form, files=files, status=422)
    if not may_go_on(request):
        form.add_error(None, _("You have sent a lot in a short time. Try again in an hour."))
        return _page(request, form, files=files, status=429)
    enquiry = write_to_council(
        actor=request.actor,
        council_id=request.council.id,
        person_id=UUID(request.actor.subject),
        service_type=form.cleaned_data["service"] or services[0][0],
        text=form.cleaned_data["text"],
        file_ids=files.file_ids,
        key=form.cleaned_data["key"],
        language=request.LANGUAGE_CODE,
        now=clock.now(),
    )
    forget_words_at(request)
    forget_late_files(request)
    return redirect(f"{reverse('account:request', args=[enquiry.reference])}?done=write")


def _page(
    request: CouncilRequest,
    form: EnquiryForm,
    *,
    files: HandedIn | None = None,
    waiting: WordsAtPage | None = None,
    status: int = 200,
) -> HttpResponse:
    return render(
        request,
        "cases/account/message_new.html",
        {
            "form": form,
            "files": files or HandedIn(),
            "file_words": purposes.get("evidence").words,
            "waiting": waiting,
        },
        status=status,
    )


def _services(request: CouncilRequest) -> list[tuple[str, str]]:
    """Return the services of the council that answer questions."""
    return [
        (service.slug, service.name_in(request.LANGUAGE_CODE))
        for service in service_types(request.council.id)
        if service.case_kind == CaseKind.ENQUIRY and service.is_active
    ]
