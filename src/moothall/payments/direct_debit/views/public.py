"""Setting up a Direct Debit by a link, without an account."""

from uuid import UUID

from django.http import Http404, HttpResponseBase, HttpResponseRedirect
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from moothall.councils.requests import CouncilRequest
from moothall.kernel import clock
from moothall.kernel.access import public
from moothall.kernel.actors import anonymous_resident
from moothall.kernel.errors import NotFound
from moothall.payments.direct_debit import queries
from moothall.payments.direct_debit.rows import LinkRow
from moothall.payments.direct_debit.views.setting_up import (
    SettingUp,
    agree,
    ask_details,
    come_back,
    page,
    show_confirmation,
)

FRAME = "payments/public/frame.html"


@public
@require_http_methods(["GET", "HEAD", "POST"])
def set_up(request: CouncilRequest, secret: str) -> HttpResponseBase:
    """Ask whoever holds the link for a bank account."""
    link = _link(secret)
    if link.is_used:
        return page(request, "done", base=FRAME, reference=link.reference)
    return ask_details(request, _setting(link, secret))


@public
@require_http_methods(["GET", "HEAD", "POST"])
def confirm(request: CouncilRequest, secret: str) -> HttpResponseBase:
    """Show the confirmation, and take the agreement."""
    link = _link(secret)
    here = reverse("public:debit-link", args=[secret])
    if link.is_used or link.mandate_id is None:
        return HttpResponseRedirect(here)
    mandate = queries.mandate_row(link.mandate_id, request.LANGUAGE_CODE, person_id=None)
    setting = _setting(link, secret)
    if mandate.is_hosted:
        return come_back(request, setting, mandate, here)
    if request.method == "POST":
        return agree(request, setting, mandate, here)
    return show_confirmation(request, setting, mandate)


def _link(secret: str) -> LinkRow:
    """
    Return what the link is for.

    :raises Http404: if there is none, or it has run out
    """
    try:
        return queries.link_row(secret, clock.now())
    except NotFound as error:
        raise Http404 from error


def _setting(link: LinkRow, secret: str) -> SettingUp:
    def confirmation(_mandate_id: UUID) -> str:
        return reverse("public:debit-link-confirm", args=[secret])

    return SettingUp(
        actor=anonymous_resident(),
        owner=link.owner,
        account=link.account,
        person_id=None,
        link_id=link.id,
        frame=FRAME,
        here=reverse("public:debit-link", args=[secret]),
        back="",
        confirm=confirmation,
    )
