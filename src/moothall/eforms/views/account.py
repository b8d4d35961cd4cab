"""The door of residents who have signed in: the forms in their account."""

from collections.abc import Callable
from functools import wraps
from typing import Any
from uuid import UUID

from django.conf import settings
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from moothall.councils.requests import CouncilRequest
from moothall.eforms import actions
from moothall.eforms.account_drafts import account_secret, drafts_of_person
from moothall.eforms.errors import FormClosed, NotReady
from moothall.eforms.queries import definition_of, form_of
from moothall.eforms.views import counting, journey, lookups, paying, receipts, several, signing
from moothall.eforms.views import later as returning
from moothall.eforms.views.doors import Door, language_of
from moothall.eforms.views.opening import typed_in
from moothall.eforms.views.screens import not_open_screen
from moothall.eforms.views.start_screen import start_screen
from moothall.kernel import clock
from moothall.kernel.access import access_of, resident
from moothall.kernel.actors import Actor
from moothall.kernel.errors import NotFound
from moothall.people import scopes
from moothall.people.identities import proven_facts_of
from moothall.people.queries import person_detail
from moothall.people.resident_standing import actor_of_resident, lapsed_standing

View = Callable[..., HttpResponseBase]
BASE = "surfaces/account/base.html"


def _at_the_door(view: View) -> View:
    @wraps(view)
    def with_door(request: CouncilRequest, form: str, **parts: Any) -> HttpResponseBase:
        return view(request, _door(request, request.actor, form), **parts)

    return resident(scopes.DRAFTS)(with_door)


def _keeping_words(view: View) -> View:
    """Take in what was typed when the session ran out meanwhile, and then ask to sign in."""

    @wraps(view)
    def kept(request: CouncilRequest, **parts: Any) -> HttpResponseBase:
        is_lapsed = request.resident is None  # type: ignore[attr-defined]
        if request.method == "POST" and is_lapsed:
            _keep_words(request, **parts)
        return view(request, **parts)

    kept.access = access_of(view)  # type: ignore[attr-defined]
    return kept


def _keep_words(request: CouncilRequest, form: str, secret: str, page: str) -> None:
    now = clock.now()
    standing = lapsed_standing(request.COOKIES.get(settings.RESIDENT_COOKIE_NAME, ""), now=now)
    if standing is None:
        return
    try:
        actions.keep_typing(
            actor=actor_of_resident(standing, council_id=request.council.id),
            council_id=request.council.id,
            secret=secret,
            page=page,
            typed=typed_in(request),
            now=now,
        )
    except (NotFound, NotReady):
        return


def _door(request: CouncilRequest, actor: Actor, form: str) -> Door:
    return Door(
        namespace="account",
        template=BASE,
        actor=actor,
        council=request.council,
        language=language_of(request),
        form=form,
    )


@resident(scopes.DRAFTS)
def drafts(request: CouncilRequest) -> HttpResponseBase:
    """List the forms that somebody has begun and not handed in."""
    return render(
        request,
        "eforms/account/drafts.html",
        {
            "drafts": drafts_of_person(
                request.council.id, UUID(request.actor.subject), now=clock.now()
            ),
            "dropped": "dropped" in request.GET,
        },
    )


@resident(scopes.DRAFTS)
def drop(request: CouncilRequest, draft: UUID) -> HttpResponseBase:
    """Ask, and throw one away."""
    person_id, now = UUID(request.actor.subject), clock.now()
    mine = {row.id: row for row in drafts_of_person(request.council.id, person_id, now=now)}
    if draft not in mine:
        raise NotFound(_("This form is not here any more."))
    refused = bool(mine[draft].waits_for)
    if request.method == "POST" and not refused:
        try:
            actions.drop_draft(
                actor=request.actor, council_id=request.council.id, draft_id=draft, now=now
            )
        except FormClosed:
            refused = True
        else:
            return redirect(f"{reverse('account:drafts')}?dropped=1")
    return render(request, "eforms/account/drop.html", {"draft": mine[draft], "refused": refused})


@_at_the_door
def start(request: CouncilRequest, door: Door) -> HttpResponse:
    """Show what the form is for and what is begun of it already, or begin it."""
    row = form_of(door.council.id, door.form)
    definition = definition_of(row.version_id)
    if not row.is_open(clock.now()):
        return not_open_screen(request, door, definition)
    person_id = UUID(door.actor.subject)
    if request.method != "POST":
        begun = [
            one
            for one in drafts_of_person(door.council.id, person_id, now=clock.now())
            if one.form == door.form
        ]
        return start_screen(request, door, definition, given=request.GET, begun=begun)
    person = person_detail(person_id)
    acts_for_oneself = door.actor.on_behalf_of == ""
    proven = _proven(request, person_id) if acts_for_oneself else {}
    draft, secret = actions.start_draft_in_account(
        actor=door.actor,
        council_id=door.council.id,
        form=door.form,
        person_id=person_id,
        facts={
            "person.name": person.name,
            "person.email": person.email,
            "person.phone": person.phone,
        },
        proven=proven,
        language=door.language,
        now=clock.now(),
    )
    counting.begun(request, door, draft.version_id, draft.channel)
    return redirect(door.url("form-resume", secret=secret))


def _proven(request: CouncilRequest, person_id: UUID) -> dict[str, str]:
    """Return what is proven of whoever is signed in: their address, and what they let us keep."""
    kept = {row.fact: row.value for row in proven_facts_of(person_id)}
    return {**kept, "person.email": request.resident.email}  # type: ignore[attr-defined]


@_at_the_door
def keep(request: CouncilRequest, door: Door, secret: str) -> HttpResponseBase:
    """Ask, and bring a form that was begun without signing in into the account."""
    if request.method != "POST":
        return render(request, "eforms/account/keep.html", {"base": BASE})
    draft = actions.keep_draft_in_account(
        actor=door.actor,
        council_id=door.council.id,
        form=door.form,
        secret=secret,
        person_id=UUID(door.actor.subject),
        now=clock.now(),
    )
    return redirect(door.url("form-resume", secret=account_secret(draft.pk)))


addresses = _at_the_door(lookups.addresses)
nearby = _at_the_door(lookups.nearby)
resume = _at_the_door(journey.resume)
page = _keeping_words(_at_the_door(journey.page))
save = _keeping_words(_at_the_door(journey.save))
reveal = _at_the_door(journey.reveal)
check = _at_the_door(journey.check)
done = _at_the_door(journey.done)
receipt = _at_the_door(receipts.receipt)
later = _at_the_door(returning.later)
signature = _at_the_door(signing.signature)
fee = _at_the_door(paying.fee)
tasks = _at_the_door(journey.tasks)
remove = _at_the_door(several.remove)
