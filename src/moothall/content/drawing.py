"""How a page becomes HTML: its type's template, and what stands around it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.cache import patch_cache_control

from moothall.content import queries
from moothall.content.addresses import home_path, in_language, public_path
from moothall.content.media import texts_of
from moothall.content.models import HomePage, InformationPage, ServiceLandingPage, ServicePage
from moothall.content.models.pages import ContentPage, CouncilPage
from moothall.content.rows import PageLink, Surroundings
from moothall.councils.rows import CouncilRow
from moothall.kernel.clock import now

TEMPLATES: dict[type[CouncilPage], str] = {
    HomePage: "content/public/home.html",
    ServiceLandingPage: "content/public/landing.html",
    ServicePage: "content/public/service.html",
    InformationPage: "content/public/information.html",
}

#: A cache in front keeps a page for five minutes unless it is told of a change, and a day longer
#: if the application is down. Browsers ask each time: they cannot be told.
FOR_CACHES = {
    "public": True,
    "max_age": 0,
    "s_maxage": 300,
    "stale_while_revalidate": 30,
    "stale_if_error": 24 * 60 * 60,
}


@dataclass(frozen=True)
class OtherLanguage:
    """The council's other language, and the page's translation or that language's home."""

    language: str
    path: str
    is_translated: bool


def draw(
    request: HttpRequest, page: CouncilPage, around: Surroundings | None = None
) -> HttpResponse:
    """
    Return a page of the council in force as visitors see it.

    :raises Http404: for the trunk of the tree, which is never shown
    """
    if type(page) not in TEMPLATES:
        raise Http404("This page is not shown.")
    council: CouncilRow = request.council  # type: ignore[attr-defined]
    language = str(request.LANGUAGE_CODE)
    around = around or queries.surroundings(page)
    context = {
        "page": page,
        "page_path": public_path(page.url_path),
        "page_description": page.search_description or getattr(page, "summary", ""),
        "breadcrumb_items": _breadcrumbs(page, around.ancestors),
        **frame(council, language, dict(around.translations)),
        **_content(page, language),
    }
    return cacheable(render(request, TEMPLATES[type(page)], context))


def frame(council: CouncilRow, language: str, translations: dict[str, str]) -> dict[str, Any]:
    """Return what every page of the site shows around its content."""
    others = [
        OtherLanguage(
            other, translations.get(other) or home_path(other), is_translated=other in translations
        )
        for other in council.languages
        if other != language
    ]
    return {
        "alerts": queries.alerts(council.id, language, moment()),
        "other_languages": others,
        "alternate_url": next((other.path for other in others if other.is_translated), ""),
        "home": home_path(language),
    }


def cacheable(response: HttpResponse) -> HttpResponse:
    """Let caches keep a page that is the same for everyone."""
    patch_cache_control(response, **FOR_CACHES)
    return response


def moment() -> datetime:
    """Return the time at which alerts are shown or not."""
    return now()


def _breadcrumbs(page: CouncilPage, ancestors: Sequence[PageLink]) -> list[dict[str, str]]:
    if isinstance(page, HomePage):
        return []
    return [{"href": link.path, "text": link.title} for link in ancestors]


def _content(page: CouncilPage, language: str) -> dict[str, Any]:
    if isinstance(page, HomePage):
        tasks = page.popular_tasks.get_prep_value()
        texts = texts_of(language, tasks)
        return {
            "tasks": texts.ways_on(tasks),
            "groups": queries.children_of(page.path),
            "texts": texts,
        }
    if not isinstance(page, ContentPage):
        return {}
    body = page.body.get_prep_value()
    context: dict[str, Any] = {"body": body}
    if isinstance(page, ServiceLandingPage):
        tasks = page.top_tasks.get_prep_value()
        texts = texts_of(language, body, tasks)
        context["tasks"] = texts.ways_on(tasks)
        context["children"] = queries.children_of(page.path)
    else:
        texts = texts_of(language, body)
    if isinstance(page, ServicePage):
        context["task_href"] = in_language(page.task_address, language)
    return {**context, "texts": texts}
