"""What visitors' pages are drawn from; every query is one statement, and its rows are frozen."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import datetime

from django.db.models import Q
from django.http import QueryDict
from wagtail.contrib.redirects.models import Redirect
from wagtail.models import Page

from moothall.content.addresses import DEFAULT_LANGUAGE, public_path, tree_path
from moothall.content.models import Alert, HomePage, ServiceLandingPage, ServicePage
from moothall.content.models.pages import PAGE_TYPES, CouncilPage
from moothall.content.rows import AlertRow, Letter, PageLink, SitemapEntry, Surroundings
from moothall.councils.rows import CouncilRow
from moothall.kernel.search_text import normalise
from moothall.kernel.short_memory import remembered

MEMORY = 2.0
_STEP = 4  # letters of a tree path for each level
_FIRST_SHOWN_DEPTH = 3  # the root, the council, its homes

_LINK_FIELDS = ("pk", "title", "url_path", *(f"{name}__summary" for name in (
    "servicelandingpage", "servicepage", "informationpage")))  # fmt: skip


def live_page_at(council: CouncilRow, language: str, path: str) -> CouncilPage | None:
    """
    Return the live page at a path (without the language's prefix) as what it is, in one statement.

    An alias shows another language's words under this one's address, so Welsh has none.
    """
    place = tree_path(council.slug, language, path)
    slug = place.rstrip("/").rpartition("/")[2]
    pages = Page.objects.live().filter(slug=slug, url_path=place)
    if language != DEFAULT_LANGUAGE:
        pages = pages.filter(alias_of__isnull=True)
    return _specific(pages.select_related(*PAGE_TYPES).first())


def _specific(page: Page | None) -> CouncilPage | None:
    for name in PAGE_TYPES if page is not None else ():
        found = getattr(page, name, None)
        if isinstance(found, CouncilPage):
            return found
    return None


def surroundings(page: CouncilPage) -> Surroundings:
    """Return the live pages above a page and its live translations, in one statement."""
    above = [page.path[:end] for end in range(_STEP * _FIRST_SHOWN_DEPTH, len(page.path), _STEP)]
    rows = (
        Page.objects.live()
        .filter(Q(path__in=above) | Q(translation_key=page.translation_key, alias_of__isnull=True))
        .exclude(pk=page.pk)
        .order_by("path")
        .values_list("path", "pk", "title", "url_path", "translation_key", "locale__language_code")
    )
    ancestors, translations = [], []
    for tree, pk, title, url_path, key, language in rows:
        if tree in above:
            ancestors.append(PageLink(pk, title, "", public_path(url_path), ""))
        elif key == page.translation_key:
            translations.append((language, public_path(url_path)))
    return Surroundings(tuple(ancestors), tuple(translations))


def links_to(page_ids: Iterable[int], language: str) -> dict[int, PageLink]:
    """Return live pages by id, each in the language asked for where it has been translated."""
    wanted = set(page_ids)
    if not wanted:
        return {}
    keys = Page.objects.filter(pk__in=wanted).values("translation_key")
    rows = (
        Page.objects.live()
        .filter(translation_key__in=keys)
        .values_list("pk", "translation_key", "title", "url_path", "locale__language_code")
    )
    by_key: defaultdict[object, dict[str, PageLink]] = defaultdict(dict)
    key_of = {}
    for pk, key, title, url_path, spoken in rows:
        key_of[pk] = (key, spoken)
        by_key[key][spoken] = PageLink(pk, title, "", public_path(url_path), "")
    found = {}
    for pk in wanted & key_of.keys():
        key, spoken = key_of[pk]
        found[pk] = by_key[key].get(language) or by_key[key][spoken]
    return found


@remembered(seconds=MEMORY)
def children_of(tree: str) -> tuple[PageLink, ...]:
    """Return the live pages right below a page, in the order editors gave them."""
    rows = (
        Page.objects.live()
        .filter(path__startswith=tree, depth=len(tree) // _STEP + 1)
        .order_by("path")
        .values_list(*_LINK_FIELDS, "content_type__model")
    )
    return tuple(
        PageLink(pk, title, next(filter(None, summaries), ""), public_path(url), kind)
        for pk, title, url, *summaries, kind in rows
    )


@remembered(seconds=MEMORY)
def alerts_since_forever(council_id: int) -> tuple[Alert, ...]:
    """Return a council's alerts that have not ended long ago, newest first."""
    return tuple(Alert.objects.filter(council_id=council_id).order_by("-starts_at")[:50])


def alerts(council_id: int, language: str, now: datetime) -> list[AlertRow]:
    """Return the alerts to show now, the most severe first."""
    order = {"emergency": 0, "warning": 1, "information": 2}
    current = [
        alert
        for alert in alerts_since_forever(council_id)
        if alert.starts_at <= now and (alert.ends_at is None or alert.ends_at > now)
    ]
    welsh = language == "cy"
    return [
        AlertRow(
            severity=alert.severity,
            title=(alert.title_cy if welsh else "") or alert.title,
            text=(alert.text_cy if welsh else "") or alert.text,
            link=alert.link,
        )
        for alert in sorted(current, key=lambda alert: order[alert.severity])
    ]


@remembered(seconds=MEMORY)
def a_to_z(council: CouncilRow, language: str) -> tuple[Letter, ...]:
    """Return every live service page of a language by first letter, under each of its titles."""
    rows = (
        ServicePage.objects.live()
        .filter(url_path__startswith=f"/{council.slug}/{language}/", alias_of__isnull=True)
        .values_list("title", "a_to_z_titles", "url_path")
    )
    by_letter: defaultdict[str, set[tuple[str, str]]] = defaultdict(set)
    for title, others, url_path in rows:
        for name in [title, *others.splitlines()]:
            plain = normalise(name)
            if plain:
                by_letter[plain[0].upper()].add((name.strip(), public_path(url_path)))
    return tuple(
        Letter(letter, tuple(sorted(entries, key=lambda entry: normalise(entry[0]))))
        for letter, entries in sorted(by_letter.items())
    )


def sitemap(council: CouncilRow) -> list[SitemapEntry]:
    """Return every live page of a council with its translations, for search engines."""
    rows = list(
        Page.objects.live()
        .filter(url_path__startswith=f"/{council.slug}/", depth__gte=_FIRST_SHOWN_DEPTH)
        .filter(alias_of__isnull=True)
        .order_by("path")
        .values_list("url_path", "last_published_at", "translation_key", "locale__language_code")
    )
    together: defaultdict[object, list[tuple[str, str]]] = defaultdict(list)
    for url_path, _, key, language in rows:
        together[key].append((language, public_path(url_path)))
    return [
        SitemapEntry(public_path(url_path), changed, tuple(sorted(together[key])))
        for url_path, changed, key, _ in rows
    ]


def redirect_for(path: str, query: QueryDict) -> tuple[str, bool] | None:
    """Return where an address that is gone now leads, and whether for good."""
    bare = path.rstrip("/") or "/"
    spelled = {bare.lower(), f"{bare}/".lower()}
    if query:
        text = query.urlencode()
        spelled = {f"{one}?{text}" for one in spelled} | spelled
    match = Q()
    for one in spelled:
        match |= Q(old_path__iexact=one)
    rows = list(Redirect.objects.filter(match).select_related("redirect_page"))
    rows.sort(key=lambda row: "?" not in row.old_path)
    for row in rows:
        if row.redirect_page is not None:
            if row.redirect_page.live:
                return public_path(row.redirect_page.url_path), row.is_permanent
        elif row.redirect_link:
            return row.redirect_link, row.is_permanent
    return None


def home_pages(council: CouncilRow) -> Sequence[HomePage]:
    """Return a council's home pages, in the order of its languages."""
    pages = HomePage.objects.filter(url_path__startswith=f"/{council.slug}/").select_related(
        "locale"
    )
    return sorted(pages, key=lambda page: council.languages.index(page.locale.language_code))


def landing_pages(council: CouncilRow, language: str) -> tuple[PageLink, ...]:
    """Return the top groups of services, as the home page shows them."""
    home = tree_path(council.slug, language, "")
    rows = (
        ServiceLandingPage.objects.live()
        .filter(url_path__startswith=home, depth=_FIRST_SHOWN_DEPTH + 1)
        .order_by("path")
        .values_list("pk", "title", "summary", "url_path")
    )
    return tuple(
        PageLink(pk, title, summary, public_path(url), "servicelandingpage")
        for pk, title, summary, url in rows
    )
