"""The outermost middleware: which council is this host, and whose rows may the request see."""

from collections.abc import Callable

from django.conf import settings
from django.core.exceptions import DisallowedHost
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.utils import translation

from moothall.councils.queries import council_for_host
from moothall.kernel.scope import acting_for

Next = Callable[[HttpRequest], HttpResponseBase]

#: Probes come by address, not by name, and are told nothing of any council.
PATHS_WITHOUT_COUNCIL = frozenset({"/healthz", "/readyz"})

#: Says nothing of what runs here or for whom.
NOBODY_HERE = (
    '<!doctype html><html lang="en"><head><meta charset="utf-8">'
    "<title>Page not found</title></head>"
    "<body><h1>Page not found</h1><p>Check that the web address is right.</p></body></html>"
)


class CouncilFromHost:
    """Finds the council by the host's name, puts it in force, and empties the scope after."""

    def __init__(self, get_response: Next) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """
        Answer 404 for a host that is nobody's; else serve in the scope of its council.

        The host at which residents sign in is of no council and is served in the scope of none.
        """
        request.council = None  # type: ignore[attr-defined]
        if request.path in PATHS_WITHOUT_COUNCIL:
            return self.get_response(request)
        try:
            host = request.get_host().rsplit(":", 1)[0].rstrip(".").lower()
        except DisallowedHost:
            return _nobody_here()
        council = council_for_host(host)
        if council is None:
            if host != settings.SIGN_IN_HOST:
                return _nobody_here()
            with acting_for():
                return self.get_response(request)
        request.council = council  # type: ignore[attr-defined]
        with acting_for(council.id):
            return self.get_response(request)


class LanguageFromPath:
    """Takes the language from the path alone, so that a cache need not ask for a cookie."""

    def __init__(self, get_response: Next) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """
        Speak Welsh under /cy/ where the council does, its first language elsewhere.

        The sign-in host, which is of no council, speaks every language.
        """
        council = getattr(request, "council", None)
        languages = council.languages if council else tuple(dict(settings.LANGUAGES))
        in_path = translation.get_language_from_path(request.path_info)
        language: str = in_path if in_path and in_path in languages else languages[0]
        with translation.override(language):
            request.LANGUAGE_CODE = language
            response = self.get_response(request)
        response.setdefault("Content-Language", language)
        return response


def _nobody_here() -> HttpResponse:
    return HttpResponse(NOBODY_HERE, status=404, headers={"Cache-Control": "no-store"})
