"""
What visitors' pages are drawn from; every query is one statement, and its rows are frozen.

Nothing is remembered here, not for a second: a cache in front that has just been told to forget a
page asks for it at once, and would keep what was remembered for minutes.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.db import connection
from django.db.models import Q
from django.http import QueryDict
from wagtail.contrib.redirects.models import Redirect
from wagtail.models import Page

from moothall.content.addresses import DEFAULT_LANGUAGE, public_path, tree_path
from moothall.content.models import Alert, ServicePage
from moothall.content.models.pages import PAGE_TYPES, CouncilPage
from moothall.content.rows import AlertRow, Letter, PageLink, SitemapEntry, Surroundings
from moothall.councils.rows import CouncilRow
from moothall.kernel.search_text import normalise

_STEP = 4  # letters of a tree path for each level
_FIRST_SHOWN_DEPTH = 3  # the root, the council, its homes

_LINK_FIELDS = ("pk", "title", "url_path", *(f"{name}__summary" for name in (
    "servicelandingpage", "servicepage", "informationpage")))  # fmt: skip


@dataclass(frozen=True)
class Placed:
    """The live page at an address, of its own type, with what stands around it."""

    page: CouncilPage
    around: Surroundings


#: One statement by hand: through the ORM, putting it together costs more than asking it.
_AROUND = """
    SELECT p.id, p.content_type_id, p.title, p.url_path, p.alias_of_id, l.language_code
    FROM wagtailcore_page p JOIN wagtailcore_locale l ON l.id = p.locale_id
    WHERE p.live AND (
        (p.slug = ANY(%(slugs)s) AND p.url_path = ANY(%(places)s))
        OR p.translation_key = (
            SELECT h.translation_key FROM wagtailcore_page h
            WHERE h.slug = %(slug)s AND h.url_path = %(place)s
        )
    )
    ORDER BY p.url_path
"""


def live_page_at(council: CouncilRow, language: str, path: str) -> Placed | None:
    """
    Return the live page at a path (without the language's prefix) with its surroundings.

    Two statements. An alias shows another language's words under this one's address, so Welsh has
    none.
    """
    place = tree_path(council.slug, language, path)
    rows = _rows_around(place)
    here = next((row for row in rows if row[3] == place), None)
    if here is None or (language != DEFAULT_LANGUAGE and here[4] is not None):
        return None
    model = ContentType.objects.get_for_id(here[1]).model_class()
    if model is None or model not in PAGE_TYPES.values():
        return None
    page = next(iter(model._default_manager.raw(_select(model), [here[0]])), None)
    return Placed(page, _surroundings(place, rows)) if isinstance(page, CouncilPage) else None


def surroundings(page: CouncilPage) -> Surroundings:
    """Return the live pages above a page and its live translations, in one statement."""
    return _surroundings(page.url_path, _rows_around(page.url_path))


def _rows_around(place: str) -> list[tuple[Any, ...]]:
    parts = place.strip("/").split("/")
    places = ["/" + "/".join(parts[:end]) + "/" for end in range(2, len(parts) + 1)]
    with connection.cursor() as cursor:
        cursor.execute(
            _AROUND, {"slugs": parts[1:], "places": places, "slug": parts[-1], "place": place}
        )
        return list(cursor.fetchall())


def _surroundings(place: str, rows: Sequence[tuple[Any, ...]]) -> Surroundings:
    ancestors, translations = [], []
    for pk, _, title, url_path, alias_of, language in rows:
        if url_path == place:
            continue
        if place.startswith(url_path):
            ancestors.append(PageLink(pk, title, "", public_path(url_path), ""))
        elif alias_of is None:
            translations.append((language, public_path(url_path)))
    return Surroundings(tuple(ancestors), tuple(translations))


@cache
def _select(model: type[CouncilPage]) -> str:
    """Return the statement that reads one page of a type with all its columns."""
    columns = ", ".join(
        f"{field.model._meta.db_table}.{field.column}" for field in model._meta.concrete_fields
    )
    own = model._meta.db_table
    # Table and column names are the models' own.
    return (
        f"SELECT {columns} FROM wagtailcore_page JOIN {own} "  # noqa: S608
        f"ON {own}.page_ptr_id = wagtailcore_page.id WHERE wagtailcore_page.id = %s"
    )


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


def alerts(council_id: int, language: str, now: datetime) -> list[AlertRow]:
    """Return the alerts to show now, the most severe first."""
    order = {"emergency": 0, "warning": 1, "information": 2}
    current = Alert.objects.filter(
        Q(ends_at__isnull=True) | Q(ends_at__gt=now), council_id=council_id, starts_at__lte=now
    ).order_by("-starts_at")
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
