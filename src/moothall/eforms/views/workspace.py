"""The staff's door to the same forms: for a caller, in a council that is named in the address."""

from collections.abc import Callable
from contextlib import suppress
from functools import wraps
from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse

from moothall.cases.channels import Channel
from moothall.councils.for_council import council_named
from moothall.councils.queries import council_by_id
from moothall.eforms import actions
from moothall.eforms.designs import working_copies
from moothall.eforms.errors import Guarded, NotReady
from moothall.eforms.models import Draft
from moothall.eforms.policies import MANAGE, PERMISSION, can_design_forms
from moothall.eforms.queries import definition_of, form_of, forms_of
from moothall.eforms.views import counting, journey, lookups, paying, receipts, several, signing
from moothall.eforms.views import later as returning
from moothall.eforms.views.doors import Door, language_of
from moothall.eforms.views.opening import typed_in
from moothall.eforms.views.saying import said, said_in_blocks
from moothall.kernel import clock
from moothall.kernel.access import staff
from moothall.kernel.actors import Actor
from moothall.kernel.errors import NotFound
from moothall.kernel.scope import acting_for
from moothall.people.helping import HelpStanding
from moothall.people.queries import person_detail
from moothall.people.rows import PersonRow
from moothall.people.sight import sighted

View = Callable[..., HttpResponseBase]
BASE = "workspace/base.html"

#: How a caller may have come; the website is theirs alone.
CHANNELS = [channel for channel in Channel if channel is not Channel.WEB]
LANGUAGE_NAMES = {"en": "English", "cy": "Cymraeg"}


def _at_the_door(view: View) -> View:
    """Let the view act for the one council that the address names, and for no other."""

    @wraps(view)
    def with_door(request: HttpRequest, council: str, form: str, **parts: Any) -> HttpResponseBase:
        actor: Actor = request.actor  # type: ignore[attr-defined]
        row = council_named(actor, council, PERMISSION)
        helping: HelpStanding | None = getattr(request, "helping", None)
        if helping is not None and helping.council_id == row.id:
            actor = helping.on_behalf(actor)
        with acting_for(row.id):
            door = Door(
                namespace="workspace",
                template=BASE,
                actor=actor,
                council=row,
                language=language_of(request),
                form=form,
                place={"council": council},
                context={
                    "acting_for": [{"name": row.short_name, "colour": row.brand.primary_colour}],
                    "form_council": row,
                },
            )
            try:
                return view(request, door, **parts)
            except Guarded as refusal:
                _keep_what_was_typed(request, door, **parts)
                return _guarded(request, door, refusal.draft)

    return sighted(with_door)


def _keep_what_was_typed(
    request: HttpRequest, door: Door, *, secret: str = "", page: str = "", **_: Any
) -> None:
    """Keep what somebody sends whose time to see it ran out while they typed."""
    if request.method == "POST" and page:
        with suppress(NotFound, NotReady):
            actions.keep_typing(
                actor=door.actor, council_id=door.council.id, secret=secret, page=page,
                typed=typed_in(request), now=clock.now(),
            )  # fmt: skip


def _guarded(request: HttpRequest, door: Door, draft: Draft) -> HttpResponse:
    """Say that what is in a form is hidden, and where to say why one must see it."""
    person_id = draft.subject_id or draft.helped_person
    href = reverse("workspace:person", kwargs={"person_id": person_id}) if person_id else ""
    shown = {**door.context, "base": BASE, "person_href": href}
    response = render(request, "eforms/workspace/guarded.html", shown, status=403)
    response["Cache-Control"] = "no-store"
    return response


@staff(PERMISSION)
def forms(request: HttpRequest) -> HttpResponse:
    """List the forms of the councils the person may fill them in for."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    councils = []
    for council_id in actor.councils_where(PERMISSION):
        council = council_by_id(council_id)
        may_design = can_design_forms(actor, council_id)
        with acting_for(council_id):
            rows = forms_of(council_id)
            designs = working_copies(council_id) if may_design else ()
        councils.append(
            {
                "name": council.name,
                "slug": council.slug,
                "may_manage": actor.may(MANAGE, council_id),
                "may_design": may_design,
                "designs": designs,
                "forms": [
                    {
                        "slug": row.slug,
                        "title": row.title.within(language_of(request)),
                        "href": reverse(
                            "workspace:form-start",
                            kwargs={"council": council.slug, "form": row.slug},
                        ),
                    }
                    for row in rows
                ],
            }
        )
    return render(request, "eforms/workspace/forms.html", {"base": BASE, "councils": councils})


@staff(PERMISSION)
@_at_the_door
def start(request: HttpRequest, door: Door) -> HttpResponse:
    """
    Ask how the person came, or begin the form for them.

    `person` and `interaction` name whom it is for and the call that is being taken.
    """
    row = form_of(door.council.id, door.form)
    given = request.POST if request.method == "POST" else request.GET
    person = _person(door, given.get("person", ""))
    channel, interaction = given.get("channel", Channel.PHONE), _uuid(given.get("interaction", ""))
    language = given.get("language") or (person.language if person else door.language)
    if language not in door.council.languages:
        language = door.council.languages[0]
    if request.method == "POST" and channel in CHANNELS:
        draft, secret = actions.start_draft(
            actor=door.actor,
            council_id=door.council.id,
            form=door.form,
            language=language,
            channel=channel,
            subject_id=person.id if person else None,
            interaction_id=interaction,
            prefilled=_facts(person),
            now=clock.now(),
        )
        counting.begun(request, door, draft.version_id, channel)
        return redirect(door.url("form-resume", secret=secret))
    definition = definition_of(row.version_id)
    return render(
        request,
        "eforms/workspace/start.html",
        {
            **door.context,
            "base": BASE,
            "form_title": said(door, definition.title),
            "introduction": said_in_blocks(door, definition.start.introduction),
            "person": person,
            "interaction": interaction or "",
            "channel": channel,
            "channels": [(one.value, one.label) for one in CHANNELS],
            "languages": [(one, LANGUAGE_NAMES[one]) for one in door.council.languages],
            "chosen_language": language,
        },
    )


addresses = staff(PERMISSION)(_at_the_door(lookups.addresses))
nearby = staff(PERMISSION)(_at_the_door(lookups.nearby))
resume = staff(PERMISSION)(_at_the_door(journey.resume))
page = staff(PERMISSION)(_at_the_door(journey.page))
save = staff(PERMISSION)(_at_the_door(journey.save))
reveal = staff(PERMISSION)(_at_the_door(journey.reveal))
check = staff(PERMISSION)(_at_the_door(journey.check))
done = staff(PERMISSION)(_at_the_door(journey.done))
receipt = staff(PERMISSION)(_at_the_door(receipts.receipt))
later = staff(PERMISSION)(_at_the_door(returning.later))
signature = staff(PERMISSION)(_at_the_door(signing.signature))
fee = staff(PERMISSION)(_at_the_door(paying.fee))
tasks = staff(PERMISSION)(_at_the_door(journey.tasks))
remove = staff(PERMISSION)(_at_the_door(several.remove))


def _facts(person: PersonRow | None) -> dict[str, str]:
    if person is None:
        return {}
    return {
        "person.name": person.name,
        "person.email": person.email,
        "person.phone": person.phone,
    }


def _person(door: Door, text: str) -> PersonRow | None:
    """Return whom a form is for, if whoever fills it in may see who people are; else nobody."""
    person_id = _uuid(text)
    if person_id is None or not door.actor.may("person.view", door.council.id):
        return None
    return person_detail(person_id)


def _uuid(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None
