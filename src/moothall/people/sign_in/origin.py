"""Which council's site sent somebody to the sign-in host, so that pages and mails can name it."""

from urllib.parse import parse_qs, urlsplit

from django.conf import settings
from django.contrib.auth import REDIRECT_FIELD_NAME
from django.http import HttpRequest

from moothall.councils.queries import all_council_ids, council_by_id, council_by_slug
from moothall.councils.rows import CouncilRow
from moothall.kernel.errors import NotFound

_CAME_FROM = "came_from_council"
CLIENT_PREFIX = "council-"


def client_id_of(council: CouncilRow) -> str:
    """Return the name under which a council's site is a client of the sign-in host."""
    return f"{CLIENT_PREFIX}{council.slug}"


def issuer() -> str:
    """Return the address of the sign-in host, by which tokens name it."""
    return settings.SIGN_IN_URL


def remember(request: HttpRequest, client_id: str) -> None:
    """Keep in the session which council's site asked."""
    if client_id.startswith(CLIENT_PREFIX):
        try:
            council = council_by_slug(client_id.removeprefix(CLIENT_PREFIX))
        except NotFound:
            return
        request.session[_CAME_FROM] = council.id


def council_id(request: HttpRequest) -> int | None:
    """Return the council from whose site somebody came, if they came from one."""
    came_from = request.session.get(_CAME_FROM)
    return came_from if came_from in all_council_ids() else None


def council(request: HttpRequest) -> CouncilRow | None:
    """Return that council's row."""
    found = council_id(request)
    return council_by_id(found) if found is not None else None


def asked_by(request: HttpRequest) -> str:
    """Return the client whose request waits behind a page of signing in, or nothing."""
    waiting = request.GET.get(REDIRECT_FIELD_NAME, "") or request.POST.get(REDIRECT_FIELD_NAME, "")
    return (parse_qs(urlsplit(waiting).query).get("client_id") or [""])[0]
