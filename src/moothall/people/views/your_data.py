"""What a resident may do about what is held of them: see it, agree or not, and see who looked."""

from uuid import UUID

from django.conf import settings
from django.core.files.storage import default_storage
from django.http import FileResponse, HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_POST

from moothall.councils.requests import CouncilRequest
from moothall.kernel import clock
from moothall.kernel.access import resident
from moothall.kernel.errors import Conflict
from moothall.people import actions, rights_queries, scopes
from moothall.people.resident_standing import ResidentPerson, ResidentStanding
from moothall.people.sign_in.resident_mail import SIGN_IN_URLS
from moothall.people.views.saying import on_to, said

#: How a consent was given or taken back on these pages.
HOW = "account"


def own_person(request: CouncilRequest) -> ResidentPerson:
    """Return whom the signed-in resident is here; the door has made sure that they are somebody."""
    standing: ResidentStanding = request.resident  # type: ignore[attr-defined]
    assert standing.person is not None  # noqa: S101 - the door sends whoever has not joined away
    return standing.person


@resident(scopes.ACCOUNT)
def home(request: CouncilRequest) -> HttpResponseBase:
    """Show everything that somebody may ask for, and what of it is under way."""
    person = own_person(request)
    return render(
        request,
        "people/account/your_data.html",
        {
            "downloads": rights_queries.downloads_of(person.id),
            "erasure": rights_queries.erasure_of(person.id),
            "close_address": settings.SIGN_IN_URL + reverse("sign-in:close", urlconf=SIGN_IN_URLS),
            **said(request),
        },
    )


@resident(scopes.ACCOUNT, recent=True)
def download(request: CouncilRequest) -> HttpResponseBase:
    """Ask for a copy of everything, once who asks has just proven who they are."""
    person = own_person(request)
    if request.method == "POST":
        try:
            actions.ask_for_download(
                actor=request.actor,
                person_id=person.id,
                language=request.LANGUAGE_CODE,
                now=clock.now(),
            )
        except Conflict:
            return on_to("account:your-data", "copy-busy")
        return on_to("account:your-data", "copy-asked")
    return render(request, "people/account/download.html")


@resident(scopes.ACCOUNT, recent=True)
def file(request: CouncilRequest, download_id: UUID) -> HttpResponseBase:
    """Give a copy to the person it is about."""
    found = actions.fetch_download(actor=request.actor, download_id=download_id, now=clock.now())
    return FileResponse(
        default_storage.open(found.storage_key),
        as_attachment=True,
        filename=f"your-data-{request.council.slug}-{found.asked_at:%Y-%m-%d}.zip",
        content_type="application/zip",
        headers={"Cache-Control": "private, no-store", "X-Content-Type-Options": "nosniff"},
    )


@resident(scopes.ACCOUNT)
def consents(request: CouncilRequest) -> HttpResponseBase:
    """Show what somebody may agree to, what they have agreed to, and what they took back."""
    given = rights_queries.consents_of(own_person(request).id)
    return render(
        request,
        "people/account/consents.html",
        {
            "history": given,
            "questions": rights_queries.questions_of_consent(given),
            **said(request),
        },
    )


@resident(scopes.ACCOUNT)
@require_POST
def consent(request: CouncilRequest, purpose: str) -> HttpResponseBase:
    """Agree to a purpose, or take that back."""
    person = own_person(request)
    try:
        if request.POST.get("answer") == "yes":
            actions.give_consent(
                actor=request.actor,
                person_id=person.id,
                purpose=purpose,
                wording_version=_number(request.POST.get("version", "")),
                how=HOW,
                now=clock.now(),
            )
        else:
            actions.withdraw_consent(
                actor=request.actor, person_id=person.id, purpose=purpose, how=HOW, now=clock.now()
            )
    except LookupError:
        return on_to("account:consents", "no-purpose")
    except Conflict:
        return on_to("account:consents", "words-changed")
    return on_to("account:consents", "saved")


@resident(scopes.ACCOUNT)
def who_looked(request: CouncilRequest) -> HttpResponseBase:
    """Show who looked at somebody's record, when and why."""
    looks = rights_queries.who_looked_at(own_person(request).id, council_id=request.council.id)
    return render(
        request,
        "people/account/who_looked.html",
        {"looks": looks, "most": rights_queries.PAGE},
    )


def _number(text: str) -> int:
    return int(text) if text.isascii() and text.isdigit() else 0
