"""Anyone's front door to forms: no account, no cookie; the draft is in the address."""

from collections.abc import Callable
from datetime import datetime, timedelta
from functools import wraps
from typing import Any
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect

from moothall.eforms import actions
from moothall.eforms.errors import PrefillGone
from moothall.eforms.models import Draft
from moothall.eforms.queries import definition_of, form_of
from moothall.eforms.views import (
    counting,
    journey,
    lookups,
    paying,
    receipts,
    several,
    signers,
    signing,
)
from moothall.eforms.views import later as returning
from moothall.eforms.views.doors import Door, language_of
from moothall.eforms.views.opening import see
from moothall.eforms.views.screens import busy_screen, not_open_screen
from moothall.eforms.views.start_screen import start_screen
from moothall.kernel import clock
from moothall.kernel.access import public
from moothall.kernel.actors import anonymous_resident
from moothall.kernel.rate_limits import allow
from moothall.kernel.visitors import address_of

#: A whole library behind one address stays below; a program that fills the table does not.
DRAFTS_PER_HOUR = 600

View = Callable[..., HttpResponseBase]


def _at_the_door(view: View) -> View:
    @wraps(view)
    def with_door(request: HttpRequest, form: str, **parts: Any) -> HttpResponseBase:
        door = Door(
            namespace="public",
            template="public/base.html",
            actor=anonymous_resident(),
            council=request.council,  # type: ignore[attr-defined]
            language=language_of(request),
            form=form,
        )
        return view(request, door, **parts)

    return with_door


@public
@_at_the_door
def start(request: HttpRequest, door: Door) -> HttpResponse:
    """Show what the form is for, or begin it."""
    row = form_of(door.council.id, door.form)
    if not row.is_open(clock.now()):
        return not_open_screen(request, door, definition_of(row.version_id))
    if request.method != "POST":
        definition = definition_of(row.version_id)
        response = start_screen(request, door, definition, given=request.GET)
        if "prefill" in request.GET:
            response["Cache-Control"] = "no-store"
        if not request.GET:
            response["Cache-Control"] = "public, max-age=60"
        return response
    moment = clock.now()
    key = f"draft:{address_of(request)}"
    if not allow(key, limit=DRAFTS_PER_HOUR, per=timedelta(hours=1), now=moment):
        return busy_screen(request, door)
    try:
        draft, secret = _begun(request, door, now=moment)
    except PrefillGone:
        return see(f"{door.url('form-start')}?{urlencode({'prefill': request.POST['prefill']})}")
    counting.begun(request, door, draft.version_id, draft.channel)
    return redirect(door.url("form-resume", secret=secret))


def _begun(request: HttpRequest, door: Door, *, now: datetime) -> tuple[Draft, str]:
    """
    Begin a draft, with what a partner filled in if the page was opened for that.

    :raises PrefillGone: if that was taken up already or ran out
    """
    who: dict[str, Any] = {"actor": door.actor, "council_id": door.council.id, "form": door.form}
    if token := request.POST.get("prefill"):
        return actions.start_prefilled_draft(**who, token=token, language=door.language, now=now)
    typed = {name: request.POST.getlist(name) for name in request.POST}
    return actions.start_draft(**who, language=door.language, typed_first=typed, now=now)


addresses = public(_at_the_door(lookups.addresses))
nearby = public(_at_the_door(lookups.nearby))
resume = public(_at_the_door(journey.resume))
page = public(_at_the_door(journey.page))
save = public(_at_the_door(journey.save))
reveal = public(_at_the_door(journey.reveal))
check = public(_at_the_door(journey.check))
done = public(_at_the_door(journey.done))
receipt = public(_at_the_door(receipts.receipt))
later = public(_at_the_door(returning.later))
signature = public(_at_the_door(signing.signature))
fee = public(_at_the_door(paying.fee))
sign = public(signers.sign)
tasks = public(_at_the_door(journey.tasks))
remove = public(_at_the_door(several.remove))
