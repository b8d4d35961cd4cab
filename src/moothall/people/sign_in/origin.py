"""Which site sent somebody to the sign-in host, so that pages can name it and lead back to it."""

from urllib.parse import parse_qs, urlsplit

from django.conf import settings
from django.contrib.auth import REDIRECT_FIELD_NAME
from django.http import HttpRequest

from moothall.councils.queries import all_council_ids, council_by_id, council_by_slug
from moothall.councils.rows import CouncilRow
from moothall.kernel.errors import NotFound
from moothall.people.models import SiteClient

_CAME_FROM = "came_from_council"
_LEADS_TO = "leads_on_to_clients"
_PAGE_LEADS_TO = "_page_leads_to"
CLIENT_PREFIX = "council-"

#: Somebody may sign in on several sites at once, in as many tabs.
MOST_CLIENTS = 4


def client_id_of(council: CouncilRow) -> str:
    """Return the name under which a council's site is a client of the sign-in host."""
    return f"{CLIENT_PREFIX}{council.slug}"


def issuer() -> str:
    """Return the address of the sign-in host, by which tokens name it."""
    return settings.SIGN_IN_URL


def remember(request: HttpRequest, client: SiteClient) -> None:
    """Keep in the session which site asked, and so which council's."""
    council_id = _council_of(client)
    if council_id is not None:
        request.session[_CAME_FROM] = council_id
    others = [one for one in request.session.get(_LEADS_TO, []) if one != client.pk]
    request.session[_LEADS_TO] = [*others, str(client.pk)][-MOST_CLIENTS:]


def sites_ahead(request: HttpRequest) -> list[str]:
    """Return the origins to which this page may lead on, those of recent sites among them."""
    own: list[str] = getattr(request, _PAGE_LEADS_TO, [])
    client_ids = request.session.get(_LEADS_TO, [])
    clients = SiteClient.objects.filter(pk__in=client_ids) if client_ids else ()
    return sorted({*own, *(origin for client in clients for origin in client.origins())})


def leads_to(request: HttpRequest, *origins: str) -> None:
    """Let the forms of this very page lead to these origins, too."""
    setattr(request, _PAGE_LEADS_TO, [*getattr(request, _PAGE_LEADS_TO, []), *origins])


def council_id(request: HttpRequest) -> int | None:
    """Return the council from whose site somebody came, if they came from one."""
    came_from = request.session.get(_CAME_FROM)
    return came_from if came_from in all_council_ids() else None


def council(request: HttpRequest) -> CouncilRow | None:
    """Return that council's row."""
    found = council_id(request)
    return council_by_id(found) if found is not None else None


def hint_of_address(request: HttpRequest) -> str:
    """Return the address that the site which waits thinks is the person's, or nothing."""
    return _asked(request, "login_hint")


def _asked(request: HttpRequest, name: str) -> str:
    waiting = request.GET.get(REDIRECT_FIELD_NAME, "") or request.POST.get(REDIRECT_FIELD_NAME, "")
    return (parse_qs(urlsplit(waiting).query).get(name) or [""])[0]


def _council_of(client: SiteClient) -> int | None:
    if not client.is_ours:
        return client.council_id
    try:
        return council_by_slug(str(client.pk).removeprefix(CLIENT_PREFIX)).id
    except NotFound:
        return None
