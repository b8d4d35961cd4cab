"""
The `site` section of a council's file: brings a council's website to life.

    site:
      pages: [../content/shared.yaml, ../content/aldermoor.yaml]

Only what is missing is made. A page that editors have changed, moved or renamed is left as it is.
"""

from datetime import datetime
from typing import Any
from uuid import NAMESPACE_URL, UUID, uuid5

from django.conf import settings
from wagtail.models import Locale, Page, Site

from moothall.content import actions, tree, words
from moothall.content.fence import editors
from moothall.content.models import (
    HomePage,
    InformationPage,
    ServiceLandingPage,
    ServicePage,
)
from moothall.content.models.pages import PAGE_TYPES, ContentPage, CouncilPage
from moothall.content.site_file import PageSpec, SiteSpec, read_site
from moothall.councils.rows import CouncilRow
from moothall.councils.setup import SetupContext, SetupError

MODELS: dict[str, type[ContentPage]] = {
    "landing": ServiceLandingPage,
    "service": ServicePage,
    "information": InformationPage,
}
_PLAIN = ("title", "slug", "summary", "seo_title", "search_description", "task_text")
_COMMON = ("lgsl", "lgil", "service", "task_kind", "task_form", "task_link", "role")
_LINES = ("other_words", "a_to_z_titles")


def apply_site(context: SetupContext, data: Any) -> None:
    """
    Make a council's site, its editors' group and the pages that it lacks.

    :raises SetupError: if the section or a file it names cannot be used
    """
    if not isinstance(data, dict) or not isinstance(data.get("pages", []), list):
        raise SetupError("site: write `pages:` with a list of files.")
    spec = read_site(context.folder, data.get("pages", []), context.council)
    council = context.council
    trunk = tree.council_root(council)
    homes = {language: _home(council, trunk, spec, language) for language in council.languages}
    _site(council, next(iter(homes.values())))
    editors.ensure_group(council, trunk, tree.council_collection(council))
    for page in spec.pages.values():
        for language in council.languages:
            if language in page.words:
                _page(council, homes, page, language, context.now)
    live = Page.objects.live().filter(depth__gt=2).select_related("locale", *PAGE_TYPES)
    actions.rebuild_search(council=council, pages=[_specific(page) for page in live])
    actions.note_site_change(council_id=council.id, now=context.now)


def _specific(page: Page) -> CouncilPage:
    specific: CouncilPage = page.specific
    return specific


def key_of(council: CouncilRow, path: str) -> UUID:
    """Return the key that a default page keeps, in every language, wherever it is moved."""
    return uuid5(NAMESPACE_URL, f"moothall:{council.slug}:{path}")


def locale_of(language: str) -> Locale:
    """Return Wagtail's locale of a language, made if it is not there."""
    locale, _ = Locale.objects.get_or_create(language_code=language)
    return locale


def _home(council: CouncilRow, trunk: Page, spec: SiteSpec, language: str) -> HomePage:
    locale = locale_of(language)
    found = HomePage.objects.filter(locale=locale).child_of(trunk).first()
    if isinstance(found, HomePage):
        return found
    text = spec.home.get(language, {})
    home = HomePage(
        title=council.name_in(language),
        slug=language,
        locale=locale,
        translation_key=key_of(council, ""),
        welcome=text.get("welcome", ""),
        seo_title=text.get("seo_title", ""),
        search_description=text.get("search_description", ""),
        popular_tasks=words.links(text.get("popular_tasks", [])),
    )
    trunk.add_child(instance=home)
    return home


def _site(council: CouncilRow, home: HomePage) -> None:
    usual = "80" if settings.PUBLIC_SCHEME == "http" else "443"
    Site.objects.update_or_create(
        root_page__in=Page.objects.all(),
        defaults={
            "hostname": council.hostname,
            "port": int(settings.PUBLIC_PORT or usual),
            "site_name": council.name,
            "root_page": home,
        },
    )


def _page(
    council: CouncilRow, homes: dict[str, HomePage], spec: PageSpec, language: str, now: datetime
) -> None:
    key, locale = key_of(council, spec.path), locale_of(language)
    if Page.objects.filter(translation_key=key, locale=locale).exists():
        return
    above, _, last = spec.path.rpartition("/")
    parent: Page | None = homes[language]
    if above:
        parent = Page.objects.filter(translation_key=key_of(council, above), locale=locale).first()
    if parent is None:
        raise SetupError(f"site: page {spec.path} has no page above it in language {language!r}.")
    text = spec.words[language]
    slug = text.get("slug") or last
    if Page.objects.child_of(parent).filter(slug=slug).exists():
        return  # editors have made one of their own there
    page = MODELS[spec.type](
        locale=locale,
        translation_key=key,
        first_published_at=now,
        last_published_at=now,
        body=words.body(text.get("body", []), f"site: page {spec.path}"),
        **_values(spec, {**text, "slug": slug}),
    )
    if "top_tasks" in text and isinstance(page, ServiceLandingPage):
        page.top_tasks = words.links(text["top_tasks"])
    parent.add_child(instance=page)


def _values(spec: PageSpec, text: dict[str, Any]) -> dict[str, Any]:
    values = {name: text[name] for name in _PLAIN if name in text}
    values |= {name: spec.common[name] for name in _COMMON if name in spec.common}
    values |= {name: "\n".join(text[name]) for name in _LINES if name in text}
    unknown = set(text) - {*_PLAIN, *_LINES, "body", "top_tasks"} | set(spec.common) - set(_COMMON)
    if unknown:
        raise SetupError(f"site: page {spec.path} says {', '.join(sorted(unknown))}.")
    if "title" not in values:
        raise SetupError(f"site: page {spec.path} has no title.")
    return values
