"""The pages that links in messages lead to."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from moothall.kernel import clock
from moothall.kernel.access import public
from moothall.kernel.errors import NotFound
from moothall.notifications import actions
from moothall.notifications.actions import confirm_address
from moothall.notifications.unsubscribing import ONE_CLICK, subscription_in

TEMPLATE = "notifications/public/confirm_address.html"
UNSUBSCRIBE = "notifications/public/unsubscribe.html"


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


@public
@require_http_methods(["GET", "HEAD", "POST"])
def unsubscribe(request: HttpRequest, token: str) -> HttpResponse:
    """
    End what a message was sent for, at a press of the button or of the mailbox's own (RFC 8058).

    Looking changes nothing: programs open links. A mailbox gets its answer here and now, without
    being sent elsewhere; it brings no cookies and needs none.
    """
    try:
        subscription_id = subscription_in(token)
        if request.method == "POST":
            council_id = request.council.id  # type: ignore[attr-defined]
            actions.unsubscribe(
                council_id=council_id, subscription_id=subscription_id, now=clock.now()
            )
    except NotFound as error:
        raise NotFound(_("This link does not work any more.")) from error
    if request.POST.dict() == ONE_CLICK:
        return HttpResponse("Unsubscribed.", content_type="text/plain")
    if request.method == "POST":
        return redirect(f"{request.path}?done=1")
    return render(request, UNSUBSCRIBE, {"is_done": "done" in request.GET})
