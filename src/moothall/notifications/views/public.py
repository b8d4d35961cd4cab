"""The page that a link in a message to an office leads to."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from moothall.kernel import clock
from moothall.kernel.access import public
from moothall.kernel.errors import NotFound
from moothall.notifications.actions import confirm_address

TEMPLATE = "notifications/public/confirm_address.html"


@public
@require_http_methods(["GET", "HEAD", "POST"])
def confirm(request: HttpRequest, secret: str) -> HttpResponse:
    """
    Ask for a click, and take it: programs that look into mail open links, but press no buttons.

    What the page says gives nothing away about the link before it is pressed.
    """
    if request.method == "POST":
        council_id = request.council.id  # type: ignore[attr-defined]
        try:
            confirm_address(council_id=council_id, secret=secret, now=clock.now())
        except NotFound as error:
            raise NotFound(_("This link does not work any more.")) from error
        return redirect(f"{request.path}?done=1")
    return render(request, TEMPLATE, {"is_done": "done" in request.GET})
