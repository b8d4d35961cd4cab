"""The site's own search: whole words first, then what is spelled much like them."""

from typing import Any

from django.contrib.postgres.search import SearchVector
from django.db import connection
from django.db.models import TextField, Value

from moothall.content.addresses import public_path
from moothall.content.body import plain_text
from moothall.content.models import SearchEntry
from moothall.content.models.pages import ContentPage, CouncilPage, ServicePage
from moothall.content.rows import Found
from moothall.councils.queries import service_types
from moothall.councils.rows import ServiceTypeRow
from moothall.kernel.scope import current_council_id
from moothall.kernel.search_text import normalise

MOST_RESULTS = 30
LONGEST_QUERY = 200
#: Below this share of common three-letter pieces a word is another word, not a misspelling.
ALIKE = 0.45

_BY_WORDS = """
    WITH asked AS (SELECT plainto_tsquery(%(config)s::regconfig, %(text)s) AS every_word)
    SELECT title, summary, path, kind
    FROM content_searchentry, asked,
         LATERAL (SELECT replace(every_word::text, ' & ', ' | ')::tsquery AS any_word) AS loose
    WHERE council_id = %(council_id)s AND language = %(language)s AND vector @@ any_word
    ORDER BY (vector @@ every_word) DESC, ts_rank(vector, any_word, 1) DESC, title
    LIMIT %(limit)s
"""
_BY_LIKENESS = """
    SELECT title, summary, path, kind
    FROM content_searchentry
    WHERE council_id = %(council_id)s AND language = %(language)s
      AND word_similarity(%(text)s, plain_words) >= %(alike)s
    ORDER BY word_similarity(%(text)s, plain_words) DESC, title
    LIMIT %(limit)s
"""


def search(council_id: int, language: str, text: str) -> list[Found]:
    """Return what a council's site has on these words: one statement, or two if none matches."""
    plain = normalise(text[:LONGEST_QUERY])
    if not plain:
        return []
    values: dict[str, Any] = {
        "council_id": council_id,
        "language": language,
        "text": plain,
        "config": _config(language),
        "limit": MOST_RESULTS,
        "alike": ALIKE,
    }
    with connection.cursor() as cursor:
        for statement in (_BY_WORDS, _BY_LIKENESS):
            cursor.execute(statement, values)
            if rows := cursor.fetchall():
                return [Found(*row) for row in rows]
    return []


def _config(language: str) -> str:
    """Return PostgreSQL's dictionary of a language; it has none for Welsh."""
    return "english" if language == "en" else "simple"


def enter_page(page: CouncilPage, services: dict[str, ServiceTypeRow]) -> None:
    """Let search find a live page by its title, its body and other words for it."""
    language = page.locale.language_code
    body, other, summary = "", "", ""
    if isinstance(page, ContentPage):
        body = plain_text(page.body.get_prep_value())
        other = f"{page.other_words} {page.a_to_z_titles}"
        summary = page.summary
    if isinstance(page, ServicePage) and page.service in services:
        service = services[page.service]
        other += " " + " ".join([service.name_in(language), *service.synonyms])
    _enter(
        kind=SearchEntry.Kind.PAGE,
        source=str(page.pk),
        language=language,
        title=page.title,
        summary=summary or page.search_description,
        path=public_path(page.url_path),
        texts=(page.title, other, summary, body),
    )


def enter_service(service: ServiceTypeRow, language: str, path: str) -> None:
    """Let search find a service that has no page of its own, by its form."""
    name, summary = service.name_in(language), service.summary_in(language)
    _enter(
        kind=SearchEntry.Kind.SERVICE,
        source=service.slug,
        language=language,
        title=name,
        summary=summary,
        path=path,
        texts=(name, " ".join(service.synonyms), summary, ""),
    )


def forget_page(page_id: int) -> None:
    """Let search find a page no more."""
    SearchEntry.objects.filter(kind=SearchEntry.Kind.PAGE, source=str(page_id)).delete()


def services_by_slug(council_id: int) -> dict[str, ServiceTypeRow]:
    """Return a council's catalogue by slug; its scope must be in force."""
    return {service.slug: service for service in service_types(council_id)}


def _enter(
    *,
    kind: str,
    source: str,
    language: str,
    title: str,
    summary: str,
    path: str,
    texts: tuple[str, str, str, str],
) -> None:
    plain = [normalise(text) for text in texts]
    vector: Any = None
    for weight, words in zip("ABCD", plain, strict=True):
        part = SearchVector(
            Value(words, output_field=TextField()), config=_config(language), weight=weight
        )
        vector = part if vector is None else vector + part
    entry, _ = SearchEntry.objects.update_or_create(
        council_id=current_council_id(),
        kind=kind,
        source=source,
        language=language,
        defaults={
            "title": title[:255],
            "summary": summary[:300],
            "path": path,
            "plain_words": f"{plain[0]} {plain[1]}".strip(),
        },
    )
    SearchEntry.objects.filter(pk=entry.pk).update(vector=vector)
