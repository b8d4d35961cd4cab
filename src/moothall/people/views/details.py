"""A resident's own details: name, language, and how they are reached."""

from uuid import UUID

from django.http import HttpResponseBase, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from moothall.councils.requests import CouncilRequest
from moothall.kernel import clock
from moothall.kernel.access import resident
from moothall.kernel.errors import Conflict, NotFound
from moothall.people import actions, rights_queries, scopes
from moothall.people.actions.details import TooManyCodes, WrongCode
from moothall.people.details_forms import CodeForm, ContactForm, OwnDetailsForm
from moothall.people.models import ContactKind
from moothall.people.queries import person_detail
from moothall.people.rows import PersonRow
from moothall.people.views.saying import on_to, said

KINDS = {"email": ContactKind.EMAIL, "phone": ContactKind.PHONE}


def subject_of(request: CouncilRequest) -> UUID:
    """Return the person whose affairs these are: one's own, or somebody's who let one in."""
    return UUID(request.actor.subject)


@resident(scopes.DETAILS)
def details(request: CouncilRequest) -> HttpResponseBase:
    """Show the details, how to change them, and how they were changed."""
    person = person_detail(subject_of(request))
    return render(
        request,
        "people/account/details.html",
        {
            "person": person,
            "changes": rights_queries.changes_of(person.id),
            "can_text": actions.can_prove(person.council_id, ContactKind.PHONE),
            **said(request),
        },
    )


@resident(scopes.DETAILS, recent=True)
def name(request: CouncilRequest) -> HttpResponseBase:
    """Change the name and the language."""
    person = person_detail(subject_of(request))
    languages = request.council.languages
    form = OwnDetailsForm(
        request.POST or None,
        languages=languages,
        initial={"name": person.name, "language": person.language},
    )
    if form.is_valid() and _is_renamed(request, person, form):
        return on_to("account:details", "saved")
    return render(
        request,
        "people/account/details_name.html",
        {"form": form},
        status=422 if form.is_bound and form.errors else 200,
    )


@resident(scopes.DETAILS, recent=True)
def contact(request: CouncilRequest, kind: str) -> HttpResponseBase:
    """Give a new address or number, to which a code goes; `replaces` names the old one."""
    person = person_detail(subject_of(request))
    wanted = _kind(kind)
    form = ContactForm(
        request.POST or None, kind=wanted, initial={"replaces": request.GET.get("replaces", "")}
    )
    if form.is_valid() and _is_asked(request, person, wanted, form):
        return HttpResponseRedirect(reverse("account:details-code", args=[kind]))
    return render(
        request,
        "people/account/details_contact.html",
        {"form": form, "kind": kind},
        status=422 if form.is_bound and form.errors else 200,
    )


@resident(scopes.DETAILS, recent=True)
def code(request: CouncilRequest, kind: str) -> HttpResponseBase:
    """Take the code that went to a new address or number."""
    person_id, wanted = subject_of(request), _kind(kind)
    form = CodeForm(request.POST or None)
    if form.is_valid():
        try:
            actions.prove(
                actor=request.actor,
                person_id=person_id,
                kind=wanted,
                code=form.cleaned_data["code"],
                now=clock.now(),
            )
        except WrongCode as wrong:
            form.add_error(
                "code",
                _("This code does not work any more. Go back and ask for a new one.")
                if wrong.is_over
                else _("This is not the code that we sent. Check it and try again."),
            )
        else:
            return on_to("account:details", "saved")
    return render(
        request,
        "people/account/details_code.html",
        {"form": form, "kind": kind},
        status=422 if form.is_bound and form.errors else 200,
    )


@resident(scopes.DETAILS, recent=True)
@require_POST
def remove(request: CouncilRequest, kind: str) -> HttpResponseBase:
    """Take an address or number away."""
    try:
        actions.remove_contact_point(
            actor=request.actor,
            person_id=subject_of(request),
            kind=_kind(kind),
            value=request.POST.get("value", ""),
            now=clock.now(),
        )
    except Conflict:
        return on_to("account:details", "last-way")
    return on_to("account:details", "removed")


def _is_renamed(request: CouncilRequest, person: PersonRow, form: OwnDetailsForm) -> bool:
    try:
        actions.update_person(
            actor=request.actor,
            person_id=person.id,
            name=form.cleaned_data["name"],
            language=form.cleaned_data.get("language") or person.language,
            now=clock.now(),
        )
    except Conflict:
        form.add_error(
            "name", _("Somebody of this name has the same contact details. Contact us to sort it.")
        )
        return False
    return True


def _is_asked(
    request: CouncilRequest, person: PersonRow, kind: ContactKind, form: ContactForm
) -> bool:
    try:
        actions.ask_to_prove(
            actor=request.actor,
            person_id=person.id,
            kind=kind,
            value=form.cleaned_data["value"],
            replaces=form.cleaned_data["replaces"],
            now=clock.now(),
        )
    except TooManyCodes:
        form.add_error("value", _("We have sent many codes. Wait an hour, then try again."))
    except Conflict:
        form.add_error("value", _("We have this already, or cannot send a code there."))
    else:
        return True
    return False


def _kind(kind: str) -> ContactKind:
    if kind not in KINDS:
        raise NotFound("There is no such kind of contact.")
    return KINDS[kind]
