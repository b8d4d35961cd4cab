"""Stopping and coming back later: a link by email or text, or the address of the page itself."""

from datetime import timedelta

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from moothall.eforms import actions
from moothall.eforms.errors import FormClosed
from moothall.eforms.views import screens
from moothall.eforms.views.doors import Door
from moothall.eforms.views.later_screen import WayBack, later_screen
from moothall.eforms.views.opening import Opened, here, see
from moothall.kernel import clock
from moothall.kernel.errors import NotFound
from moothall.kernel.rate_limits import allow
from moothall.kernel.visitors import address_of
from moothall.notifications.queries import can_get_texts, can_reach_by

#: A library full of people stays below; a program that mails strangers does not.
_LINKS_PER_HOUR = 60


@require_http_methods(["GET", "HEAD", "POST"])
def later(request: HttpRequest, door: Door, secret: str) -> HttpResponse:
    """Say what is kept and until when, and send a link by email or text message."""
    try:
        opened = Opened(door, secret)
    except NotFound:
        return screens.gone_screen(request, door)
    if opened.is_elsewhere:
        return redirect(door.url("form-resume", secret=secret))
    may_text = can_reach_by(door.council.id, "text")
    typed = WayBack(
        by_text=may_text and request.POST.get("channel") == "text",
        email=request.POST.get("email", "").strip(),
        phone=request.POST.get("phone", "").strip(),
    )
    error = _problem(request, typed) if request.method == "POST" else ""
    if request.method == "POST" and not error:
        try:
            actions.send_return_link(
                actor=door.actor, council_id=door.council.id, secret=secret,
                language=door.language, now=clock.now(),
                email="" if typed.by_text else typed.email,
                phone=typed.phone if typed.by_text else "",
            )  # fmt: skip
        except FormClosed:
            error = _("We sent you several links. Use one of these, or copy this page’s address")
        else:
            return see(door.url("form-later", secret=secret) + "?sent=1")
    return later_screen(
        request, door, definition=opened.definition, draft=opened.draft, typed=typed, error=error,
        may_text=may_text, sent="sent" in request.GET and not error,
        back_href=here(door, secret, opened), secret=secret,
    )  # fmt: skip


def _problem(request: HttpRequest, typed: WayBack) -> str:
    if typed.by_text and not can_get_texts(typed.phone):
        return _("Enter a mobile phone number, like 07700 900 982")
    try:
        if not typed.by_text:
            validate_email(typed.email)
    except ValidationError:
        return _("Enter an email address in the correct format, like name@example.com")
    key = f"return-link:{address_of(request)}"
    if not allow(key, limit=_LINKS_PER_HOUR, per=timedelta(hours=1), now=clock.now()):
        return _("Too many links were asked for. Try again in an hour")
    return ""
