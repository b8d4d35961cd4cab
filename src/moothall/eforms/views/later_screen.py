"""What the page for coming back later is drawn from."""

from dataclasses import dataclass

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.urls import reverse

from moothall.eforms.definition import Definition
from moothall.eforms.models import Draft
from moothall.eforms.views.doors import Door
from moothall.eforms.views.screens import draw

ACCOUNT = "account"


@dataclass(frozen=True)
class WayBack:
    """How the person wants the link by which they come back."""

    by_text: bool = False
    email: str = ""
    phone: str = ""


def later_screen(
    request: HttpRequest,
    door: Door,
    *,
    definition: Definition,
    draft: Draft,
    typed: WayBack,
    error: str,
    may_text: bool,
    sent: bool,
    back_href: str,
    secret: str,
) -> HttpResponse:
    """Say what is kept and until when, and offer to send a link."""
    return draw(
        request,
        door,
        definition,
        "later",
        until=draft.expires_at,
        typed=typed,
        may_text=may_text,
        error=error,
        errors=[{"href": "#phone" if typed.by_text else "#email", "text": error}] if error else [],
        sent=sent,
        back_href=back_href,
        in_account=door.namespace == ACCOUNT,
        keep_href=_keep_href(door, secret),
    )


def _keep_href(door: Door, secret: str) -> str:
    """Return where a form begun without signing in is brought into an account."""
    if not (door.is_open_to_anyone and settings.SIGN_IN_HOST):
        return ""
    return reverse("account:form-keep", kwargs={"form": door.form, "secret": secret})
