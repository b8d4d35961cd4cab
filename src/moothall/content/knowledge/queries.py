"""Finding what an agent needs to know: one statement each, under the agent's councils alone."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import connection

from moothall.content.addresses import public_path
from moothall.content.knowledge.rows import ArticleRow, FeedbackRow, KnowledgeFound
from moothall.content.knowledge.steps import steps_from
from moothall.content.models import ArticleKind, DeskArticle, DeskFeedback
from moothall.content.searching import ALIKE, LONGEST_QUERY
from moothall.kernel.errors import NotFound
from moothall.kernel.search_text import normalise

MOST_FOUND = 20
MOST_LISTED = 200
_MOST_BESIDE = 6
_BEGINNING = 200

_SHOWN = "NOT a.is_withdrawn AND (a.shown_until IS NULL OR a.shown_until > %(now)s)"
_ARTICLE = f"""
    SELECT a.council_id, a.kind, a.title, a.title_cy, left(a.words, {_BEGINNING}),
           left(a.words_cy, {_BEGINNING}), a.id, '' AS path, {{rank}} AS rank
    FROM content_deskarticle a {{asked}}
    WHERE a.council_id = ANY(%(councils)s) AND {_SHOWN} AND {{matches}}
"""  # noqa: S608 - names of our own
_PAGE = """
    SELECT e.council_id, e.kind, e.title, e.title, e.summary, e.summary, NULL::uuid, e.path,
           {rank} AS rank
    FROM content_searchentry e {asked}
    WHERE e.council_id = ANY(%(councils)s) AND e.language = %(language)s AND {matches}
"""
_ORDERED = "{articles} UNION ALL {pages} ORDER BY rank DESC, title LIMIT %(limit)s"

#: Any word counts, every word counts more; PostgreSQL has no dictionary of Welsh.
_ASKED = """,
    LATERAL (
        SELECT replace(plainto_tsquery('english', %(text)s)::text, ' & ', ' | ')::tsquery
            || replace(plainto_tsquery('simple', %(text)s)::text, ' & ', ' | ')::tsquery
            AS any_word,
        plainto_tsquery('english', %(text)s) || plainto_tsquery('simple', %(text)s) AS every_word
    ) asked
"""
_RANK = "({it}.vector @@ every_word)::int + ts_rank({it}.vector, any_word, 1)"
_BY_WORDS = _ORDERED.format(
    articles=_ARTICLE.format(
        rank=_RANK.format(it="a"), asked=_ASKED, matches="a.vector @@ any_word"
    ),
    pages=_PAGE.format(rank=_RANK.format(it="e"), asked=_ASKED, matches="e.vector @@ any_word"),
)
_ALIKE = "word_similarity(%(text)s, {it}.plain_words)"
_BY_LIKENESS = _ORDERED.format(
    articles=_ARTICLE.format(
        rank=_ALIKE.format(it="a"), asked="", matches=f"{_ALIKE.format(it='a')} >= %(alike)s"
    ),
    pages=_PAGE.format(
        rank=_ALIKE.format(it="e"), asked="", matches=f"{_ALIKE.format(it='e')} >= %(alike)s"
    ),
)

#: What stands beside a case or call: what is down, what is written of its service, its page.
_BESIDE = f"""
    SELECT a.council_id, a.kind, a.title, a.title_cy, left(a.words, {_BEGINNING}),
           left(a.words_cy, {_BEGINNING}), a.id, '' AS path,
           CASE a.kind WHEN 'outage' THEN 2 ELSE 1 END AS rank
    FROM content_deskarticle a
    WHERE a.council_id = %(council)s AND {_SHOWN}
      AND (a.service = %(service)s OR (a.kind = 'outage' AND a.service = ''))
    UNION ALL
    SELECT %(council)s, 'page', p.title, p.title, sp.summary, sp.summary, NULL::uuid, p.url_path, 0
    FROM content_servicepage sp
    JOIN wagtailcore_page p ON p.id = sp.page_ptr_id
    JOIN wagtailcore_locale l ON l.id = p.locale_id
    WHERE p.council_id = %(council)s AND p.live AND sp.service = %(service)s
      AND sp.service <> '' AND l.language_code = %(language)s
    ORDER BY rank DESC, title LIMIT {_MOST_BESIDE}
"""  # noqa: S608 - names of our own


def search_knowledge(
    council_ids: Sequence[int], text: str, *, language: str, now: datetime
) -> list[KnowledgeFound]:
    """
    Return what agents and the websites of these councils know of these words, best first.

    One statement, or two where no word matches and what is spelled alike is looked for.
    """
    plain = normalise(text[:LONGEST_QUERY])
    if not plain or not council_ids:
        return []
    values: dict[str, Any] = {
        "councils": list(council_ids),
        "language": language,
        "text": plain,
        "alike": ALIKE,
        "limit": MOST_FOUND,
        "now": now,
    }
    return _found(_BY_WORDS, values) or _found(_BY_LIKENESS, values)


def knowledge_beside(
    council_id: int, service: str, *, language: str, now: datetime
) -> list[KnowledgeFound]:
    """Return what an agent should see beside something of this service; one statement."""
    values = {"council": council_id, "service": service, "language": language, "now": now}
    return _found(_BESIDE, values)


def article_row(article_id: UUID) -> ArticleRow:
    """
    Return one article, withdrawn or not.

    :raises NotFound: if the councils in force have none of this id
    """
    article = DeskArticle.objects.filter(pk=article_id).first()
    if article is None:
        raise NotFound("There is no such article.")
    return _row(article)


def articles_of(council_ids: Sequence[int]) -> list[ArticleRow]:
    """Return all that agents of these councils can read or could, by kind and title; one query."""
    articles = DeskArticle.objects.filter(council_id__in=council_ids).defer("vector")
    return [_row(one) for one in articles.order_by("title", "id")[:MOST_LISTED]]


def notes_on_page(council_id: int, path: str, *, now: datetime) -> list[ArticleRow]:
    """Return what staff alone read beside a page of the website; one query."""
    articles = DeskArticle.objects.filter(
        council_id=council_id, page_path=path, is_withdrawn=False
    ).defer("vector")
    return [
        _row(one)
        for one in articles.order_by("title", "id")
        if one.shown_until is None or one.shown_until > now
    ]


def open_feedback(council_ids: Sequence[int]) -> list[FeedbackRow]:
    """Return what agents said did not help and no editor has answered, oldest first; one query."""
    return _feedback(council_ids, is_open=True)


def answered_feedback(council_ids: Sequence[int]) -> list[FeedbackRow]:
    """Return what editors have answered, oldest first; one query."""
    return _feedback(council_ids, is_open=False)


def _feedback(council_ids: Sequence[int], *, is_open: bool) -> list[FeedbackRow]:
    given = DeskFeedback.objects.filter(council_id__in=council_ids, answered_at__isnull=is_open)
    return [
        FeedbackRow(
            id=one.pk,
            council_id=one.council_id,
            article_id=one.article_id,
            article_title=one.article.title if one.article else "",
            page_path=one.page_path,
            comment=one.comment,
            given_by_name=one.given_by_name,
            given_at=one.given_at,
            answer=one.answer,
            answered_by_name=one.answered_by_name,
            answered_at=one.answered_at,
        )
        for one in given.select_related("article").order_by("given_at", "id")[:MOST_LISTED]
    ]


def _found(statement: str, values: dict[str, Any]) -> list[KnowledgeFound]:
    is_welsh = values["language"] == "cy"
    with connection.cursor() as cursor:
        cursor.execute(statement, values)
        rows = cursor.fetchall()
    return [
        KnowledgeFound(
            council_id=council_id,
            kind=kind,
            title=title_cy if is_welsh and title_cy else title,
            summary=summary_cy if is_welsh and summary_cy else summary,
            article_id=article_id,
            path=_path(path),
        )
        for council_id, kind, title, title_cy, summary, summary_cy, article_id, path, _rank in rows
    ]


def _path(path: str) -> str:
    """Return the public path of a page that was found by its place in the tree, or as it is."""
    is_place = path.count("/") > 2 and path.split("/")[2] in {"en", "cy"}  # noqa: PLR2004 - /council/language/
    return public_path(path) if is_place else path


def _row(article: DeskArticle) -> ArticleRow:
    return ArticleRow(
        id=article.pk,
        council_id=article.council_id,
        kind=ArticleKind(article.kind),
        title=article.title,
        title_cy=article.title_cy,
        words=article.words,
        words_cy=article.words_cy,
        steps=steps_from(article.steps),
        service=article.service,
        page_path=article.page_path,
        shown_until=article.shown_until,
        is_withdrawn=article.is_withdrawn,
        version=article.version,
        written_by_name=article.written_by_name,
        updated_at=article.updated_at,
    )
