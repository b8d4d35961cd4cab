"""The website as visitors see it."""

from django.http import (
    Http404,
    HttpRequest,
    HttpResponse,
    HttpResponsePermanentRedirect,
    HttpResponseRedirect,
)
from django.shortcuts import render
from django.views.decorators.http import require_safe

from moothall.content import queries
from moothall.content.addresses import DEFAULT_LANGUAGE, home_path
from moothall.content.drawing import cacheable, draw, frame
from moothall.content.searching import LONGEST_QUERY
from moothall.content.searching import search as search_for
from moothall.councils.rows import CouncilRow
from moothall.kernel.access import public


def _where(request: HttpRequest) -> tuple[CouncilRow, str]:
    council: CouncilRow = request.council  # type: ignore[attr-defined]
    return council, str(request.LANGUAGE_CODE)


@public
@require_safe
def page(request: HttpRequest, path: str) -> HttpResponse:
    """
    Serve a live page, or lead on from an address that is gone.

    :raises Http404: if this council has neither
    """
    council, language = _where(request)
    found = queries.live_page_at(council, language, path)
    if found is not None:
        return draw(request, found.page, found.around)
    target = queries.redirect_for(request.path, request.GET)
    if target is None:
        raise Http404("This council has no such page.")
    address, is_permanent = target
    answer = HttpResponsePermanentRedirect if is_permanent else HttpResponseRedirect
    return cacheable(answer(address))


@public
@require_safe
def a_to_z(request: HttpRequest) -> HttpResponse:
    """List every service by its first letter."""
    council, language = _where(request)
    context = {
        "letters": queries.a_to_z(council, language),
        **_list_frame(council, language, "a-to-z/"),
    }
    return cacheable(render(request, "content/public/a_to_z.html", context))


@public
@require_safe
def search(request: HttpRequest) -> HttpResponse:
    """Search the council's pages and services; a GET, so that a result can be shared and kept."""
    council, language = _where(request)
    asked = request.GET.get("q", "").strip()[:LONGEST_QUERY].replace("\x00", "")
    results = search_for(council.id, language, asked)
    context = {"query": asked, "results": results, **_list_frame(council, language, "search/")}
    return cacheable(render(request, "content/public/search.html", context))


@public
@require_safe
def sitemap(request: HttpRequest) -> HttpResponse:
    """
    List the council's pages for search engines.

    :raises Http404: under a language's prefix, since one list has them all
    """
    council, language = _where(request)
    if language != DEFAULT_LANGUAGE:
        raise Http404("The sitemap stands at /sitemap.xml.")
    context = {"entries": queries.sitemap(council), "site": council.url}
    return cacheable(
        render(request, "content/public/sitemap.xml", context, content_type="application/xml")
    )


@public
@require_safe
def robots(request: HttpRequest) -> HttpResponse:
    """
    Tell robots what to leave alone, and where the sitemap is.

    :raises Http404: under a language's prefix, where no robot looks
    """
    council, language = _where(request)
    if language != DEFAULT_LANGUAGE:
        raise Http404("The rules for robots stand at /robots.txt.")
    lines = ["User-agent: *"]
    lines += [f"Disallow: {path}" for path in ("/cms/", "/workspace/", "/forms/", "/track/")]
    lines += [f"Disallow: {home_path(other)}search/" for other in council.languages]
    lines += ["", f"Sitemap: {council.url}/sitemap.xml", ""]
    return cacheable(HttpResponse("\n".join(lines), content_type="text/plain; charset=utf-8"))


def _list_frame(council: CouncilRow, language: str, path: str) -> dict[str, object]:
    """Return the frame of a page that every language of a council has."""
    translations = {other: home_path(other) + path for other in council.languages}
    return frame(council, language, translations)
