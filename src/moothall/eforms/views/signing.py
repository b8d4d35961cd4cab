"""Waiting for somebody else to sign, as the person who asked for it sees it."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from moothall.eforms import actions
from moothall.eforms.errors import FormClosed, NotReady
from moothall.eforms.queries import waiting_signing
from moothall.eforms.signing import last_day
from moothall.eforms.views import counting, screens
from moothall.eforms.views.doors import Door
from moothall.eforms.views.opening import Opened, here, problem_url, see
from moothall.kernel import clock
from moothall.kernel.errors import NotFound
from moothall.notifications.queries import messages_about


def ask_to_sign(request: HttpRequest, door: Door, secret: str) -> HttpResponse:
    """Ask the one who must sign, and show that we wait for them."""
    now = clock.now()
    try:
        signing = actions.ask_for_signature(
            actor=door.actor, council_id=door.council.id, form=door.form, secret=secret,
            language=door.language, now=now,
        )  # fmt: skip
    except FormClosed:
        return see(door.url("form-resume", secret=secret))
    except NotReady as error:
        return see(problem_url(door, secret, error.page))
    except NotFound:
        return screens.gone_screen(request, door)
    if signing.asked_at == now:
        draft = Opened(door, secret).draft
        counting.sent(request, door, draft.version_id, draft.channel)
    return see(door.url("form-signature", secret=secret))


@require_http_methods(["GET", "HEAD", "POST"])
def signature(request: HttpRequest, door: Door, secret: str) -> HttpResponse:
    """Show for whom a form waits and until when, send the link again, or take the form back."""
    try:
        opened = Opened(door, secret)
    except NotFound:
        return screens.gone_screen(request, door)
    waiting = waiting_signing(opened.draft.pk) if opened.is_frozen else None
    if waiting is None:
        return redirect(here(door, secret, opened))
    error = ""
    if request.method == "POST" and request.POST.get("action") == "take-back":
        actions.take_back(
            actor=door.actor, council_id=door.council.id, secret=secret, now=clock.now()
        )
        return see(door.url("form-check", secret=secret))
    if request.method == "POST":
        try:
            actions.send_again(
                actor=door.actor, council_id=door.council.id, secret=secret, now=clock.now()
            )
        except FormClosed:
            error = _("We have just sent the link, or have sent it several times. Try again later")
        else:
            return see(door.url("form-signature", secret=secret) + "?sent=1")
    sent = messages_about("signing", waiting.pk)
    return screens.signature_screen(
        request, door, definition=opened.definition, signing=waiting, error=error,
        sent="sent" in request.GET, last_day=last_day(waiting.due_at, door.council.time_zone),
        failed=any(one.state == "failed" and one.recipient == waiting.email for one in sent),
    )  # fmt: skip
