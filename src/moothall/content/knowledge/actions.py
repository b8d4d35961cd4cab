"""Writing what agents read, and hearing from them what did not help."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.contrib.postgres.search import SearchVector
from django.db import transaction
from django.db.models import TextField, Value

from moothall.content.knowledge import policies
from moothall.content.knowledge.steps import Step
from moothall.content.models import ArticleKind, DeskArticle, DeskFeedback
from moothall.content.models.knowledge import LONGEST_COMMENT
from moothall.content.searching import services_by_slug
from moothall.kernel import audit
from moothall.kernel.actors import Actor
from moothall.kernel.card_numbers import without_card_numbers
from moothall.kernel.errors import Conflict, NotFound
from moothall.kernel.policies import require
from moothall.kernel.search_text import normalise


@dataclass(frozen=True, kw_only=True)
class Written:
    """What an article says."""

    kind: ArticleKind
    title: str
    title_cy: str = ""
    words: str = ""
    words_cy: str = ""
    steps: Sequence[Step] = ()
    service: str = ""
    page_path: str = ""
    shown_until: datetime | None = None


@transaction.atomic
def write_article(
    *,
    actor: Actor,
    council_id: int,
    article_id: UUID,
    seen: int,
    written: Written,
    now: datetime,
) -> DeskArticle:
    """
    Write an article, or write one anew; agents read it at once.

    `article_id` is the id that a new one gets, so that the same form sent twice writes one; `seen`
    is the version that the writer had before them, 0 of a new one.

    :raises Conflict: if somebody wrote it anew meanwhile
    """
    require(policies.can_edit_knowledge(actor, council_id))
    article = DeskArticle.objects.select_for_update().filter(pk=article_id).first()
    if article is None:
        article = DeskArticle(pk=article_id, council_id=council_id, created_at=now, version=0)
    elif article.council_id != council_id or article.version != seen:
        raise Conflict("Somebody wrote this article anew meanwhile.")
    for name in ("kind", "title", "title_cy", "words", "words_cy", "service", "page_path"):
        setattr(article, name, getattr(written, name))
    article.steps = [step.as_json() for step in written.steps]
    article.shown_until = written.shown_until
    article.is_withdrawn = False
    article.version += 1
    article.written_by_identifier, article.written_by_name = actor.identifier, actor.name
    article.updated_at = now
    article.plain_words = normalise(f"{written.title} {written.title_cy}")
    article.save(force_insert=article.version == 1)
    DeskArticle.objects.filter(pk=article.pk).update(vector=_vector(council_id, written))
    audit.record(
        actor=actor,
        verb="knowledge.written",
        subject=article,
        now=now,
        detail={"version": article.version},
    )
    return article


@transaction.atomic
def withdraw_article(*, actor: Actor, article_id: UUID, now: datetime) -> DeskArticle:
    """
    Let agents find an article no more; written anew, it is back.

    :raises NotFound: if the councils in force have none of this id
    """
    article = DeskArticle.objects.select_for_update().filter(pk=article_id).first()
    if article is None:
        raise NotFound("There is no such article.")
    require(policies.can_edit_knowledge(actor, article.council_id))
    if article.is_withdrawn:
        return article
    article.is_withdrawn = True
    article.version += 1
    article.updated_at = now
    article.save(update_fields=["is_withdrawn", "version", "updated_at"])
    audit.record(actor=actor, verb="knowledge.withdrawn", subject=article, now=now)
    return article


@transaction.atomic
def say_it_did_not_help(
    *,
    actor: Actor,
    council_id: int,
    article_id: UUID | None = None,
    page_path: str = "",
    comment: str,
    now: datetime,
) -> DeskFeedback:
    """
    Tell the editor what an article or a page of the website left out or got wrong.

    :raises NotFound: if the council has no such article
    """
    require(policies.can_read_knowledge(actor, council_id))
    if article_id is not None and not DeskArticle.objects.filter(
        pk=article_id, council_id=council_id
    ):
        raise NotFound("There is no such article.")
    given = DeskFeedback.objects.create(
        council_id=council_id,
        article_id=article_id,
        page_path=page_path[:500],
        comment=without_card_numbers(comment.strip())[:LONGEST_COMMENT],
        given_by_identifier=actor.identifier,
        given_by_name=actor.name,
        given_at=now,
    )
    audit.record(actor=actor, verb="knowledge.did-not-help", subject=given, now=now)
    return given


@transaction.atomic
def answer_feedback(*, actor: Actor, feedback_id: UUID, answer: str, now: datetime) -> DeskFeedback:
    """
    Say what was done about it; what is answered already keeps its first answer.

    :raises NotFound: if the councils in force have no such feedback
    """
    given = DeskFeedback.objects.select_for_update().filter(pk=feedback_id).first()
    if given is None:
        raise NotFound("There is no such feedback.")
    require(policies.can_edit_knowledge(actor, given.council_id))
    if given.answered_at is not None:
        return given
    given.answer = without_card_numbers(answer.strip())[:LONGEST_COMMENT]
    given.answered_by_name, given.answered_at = actor.name, now
    given.save(update_fields=["answer", "answered_by_name", "answered_at"])
    audit.record(actor=actor, verb="knowledge.answered", subject=given, now=now)
    return given


def _vector(council_id: int, written: Written) -> Any:
    """Return what search finds it by: its titles, its service's other words, all that it says."""
    service = services_by_slug(council_id).get(written.service)
    other = " ".join([service.name, *service.synonyms]) if service else ""
    parts = [
        (written.title, "english", "A"),
        (written.title_cy, "simple", "A"),
        (other, "english", "B"),
        (written.words, "english", "D"),
        (written.words_cy, "simple", "D"),
        (" ".join(step.words for step in written.steps), "english", "D"),
        (" ".join(step.words_cy for step in written.steps), "simple", "D"),
    ]
    vectors = [
        SearchVector(Value(normalise(text), output_field=TextField()), config=config, weight=weight)
        for text, config, weight in parts
    ]
    total: Any = vectors[0]
    for vector in vectors[1:]:
        total += vector
    return total
