"""What agents know: who finds it, who writes it, and what becomes of "this did not help"."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext

from moothall.content.knowledge import actions, queries
from moothall.content.knowledge.actions import Written
from moothall.content.knowledge.steps import THE_END, Step
from moothall.content.models import ArticleKind, DeskArticle, DeskFeedback
from moothall.content.tests.kit import make_site
from moothall.kernel.actors import Actor, ActorKind
from moothall.kernel.errors import Conflict, NotFound, NotPermitted
from moothall.kernel.scope import acting_for
from moothall.people.models import Role
from moothall.people.roles import PERMISSIONS


def staff(council, role=Role.SUPERVISOR, name="Eira Editor"):
    return Actor(
        kind=ActorKind.STAFF, identifier="7", name=name, permissions={council.id: PERMISSIONS[role]}
    )


@pytest.fixture
def site(northvale, tmp_path, now):
    make_site(northvale, tmp_path, now)


@pytest.fixture
def write(now):
    def write(council, *, actor=None, article_id=None, seen=0, **said):
        said = {"kind": ArticleKind.SCRIPT, "title": "Missed bin", **said}
        with acting_for(council.id):
            return actions.write_article(
                actor=actor or staff(council), council_id=council.id,
                article_id=article_id or uuid4(), seen=seen, written=Written(**said), now=now,
            )  # fmt: skip

    return write


def found(council, text, now, language="en"):
    with acting_for(council.id):
        rows = queries.search_knowledge([council.id], text, language=language, now=now)
    return [(one.kind, one.title) for one in rows]


def test_articles_and_pages_are_found_by_any_word_best_first(site, northvale, write, now):
    write(northvale, words="Ask for the colour of the lid.", service="missed-bin")

    assert found(northvale, "missed bins", now)[0] == ("script", "Missed bin")
    assert ("page", "Report a missed bin") in found(northvale, "missed bins", now)
    assert found(northvale, "colours of lids", now) == [("script", "Missed bin")]
    assert found(northvale, "zebra", now) == []


def test_what_is_spelled_wrongly_is_found(northvale, write, now):
    write(northvale, title="Council tax reduction")

    assert found(northvale, "counsil tacks reducton", now) == [("script", "Council tax reduction")]


def test_welsh_words_find_welsh_titles(southmere, write, now):
    write(southmere, title="Missed bin", title_cy="Bin na chafodd ei gasglu", words_cy="Gofynnwch")

    assert found(southmere, "gofynnwch", now, "cy") == [("script", "Bin na chafodd ei gasglu")]


def test_another_council_finds_nothing(northvale, southmere, write, now):
    article = write(northvale, words="The code of the gate is in the safe.", service="missed-bin")

    assert found(southmere, "gate", now) == []
    with acting_for(southmere.id):
        assert queries.search_knowledge([northvale.id], "gate", language="en", now=now) == []
        assert queries.articles_of([northvale.id, southmere.id]) == []
        assert queries.knowledge_beside(northvale.id, "missed-bin", language="en", now=now) == []
        with pytest.raises(NotFound):
            queries.article_row(article.pk)


def test_words_for_an_outage_end_by_themselves(northvale, write, now):
    write(northvale, kind=ArticleKind.OUTAGE, title="Payments are down",
          shown_until=now + timedelta(days=1))  # fmt: skip

    assert found(northvale, "payments", now) == [("outage", "Payments are down")]
    assert found(northvale, "payments", now + timedelta(days=2)) == []


def test_an_outage_without_an_end_is_refused_by_the_database(northvale, write):
    with pytest.raises(IntegrityError), transaction.atomic():
        write(northvale, kind=ArticleKind.OUTAGE, title="Payments are down")

    with acting_for(northvale.id):
        assert DeskArticle.objects.count() == 0


def test_beside_a_case_stand_outages_its_articles_and_its_page_in_one_query(
    site, northvale, write, now
):
    write(northvale, service="missed-bin")
    write(northvale, title="Potholes", service="pothole")
    write(northvale, kind=ArticleKind.OUTAGE, title="The bin system is down",
          shown_until=now + timedelta(days=1))  # fmt: skip

    with acting_for(northvale.id), CaptureQueriesContext(connection) as asked:
        beside = queries.knowledge_beside(northvale.id, "missed-bin", language="en", now=now)

    assert len(asked) == 1
    assert [(one.kind, one.title, one.path) for one in beside] == [
        ("outage", "The bin system is down", ""),
        ("script", "Missed bin", ""),
        ("page", "Report a missed bin", "/bins/missed-bin/"),
    ]


def test_search_costs_two_queries_at_most(site, northvale, write, now):
    for number in range(5):
        write(northvale, title=f"Bins {number}")

    with acting_for(northvale.id), CaptureQueriesContext(connection) as hit:
        queries.search_knowledge([northvale.id], "bins", language="en", now=now)
    with acting_for(northvale.id), CaptureQueriesContext(connection) as missed:
        queries.search_knowledge([northvale.id], "qqqq", language="en", now=now)

    assert (len(hit), len(missed)) == (1, 2)


def test_the_same_form_twice_writes_one_article(northvale, write):
    article_id = uuid4()
    write(northvale, article_id=article_id)

    with pytest.raises(Conflict):
        write(northvale, article_id=article_id)
    with acting_for(northvale.id):
        assert DeskArticle.objects.count() == 1


def test_whoever_was_overtaken_is_told(northvale, write):
    first = write(northvale)
    write(northvale, article_id=first.pk, seen=1, title="Missed bins")

    with pytest.raises(Conflict):
        write(northvale, article_id=first.pk, seen=1, title="Bin missed")
    with acting_for(northvale.id):
        assert queries.article_row(first.pk).title == "Missed bins"


def test_agents_and_editors_of_the_other_council_write_nothing(northvale, southmere, write):
    for actor in (staff(northvale, Role.AGENT), staff(southmere)):
        with pytest.raises(NotPermitted):
            write(northvale, actor=actor)
    with acting_for(northvale.id):
        assert DeskArticle.objects.count() == 0


def test_what_is_withdrawn_is_found_no_more_until_it_is_written_anew(northvale, write, now):
    article = write(northvale)
    with acting_for(northvale.id):
        for _ in range(2):
            actions.withdraw_article(actor=staff(northvale), article_id=article.pk, now=now)
    assert found(northvale, "missed", now) == []

    write(northvale, article_id=article.pk, seen=2)
    assert found(northvale, "missed", now) == [("script", "Missed bin")]


def test_steps_are_kept_in_both_languages(southmere, write):
    steps = (Step(1, "Over 65?", "Dros 65?", yes=2, no=THE_END), Step(2, "They can."))
    article = write(southmere, steps=steps)

    with acting_for(southmere.id):
        assert queries.article_row(article.pk).steps == steps


def test_what_did_not_help_waits_for_its_editor(northvale, southmere, write, now):
    article = write(northvale)
    agent = staff(northvale, Role.AGENT, "Ada Agent")
    with acting_for(northvale.id):
        given = actions.say_it_did_not_help(
            actor=agent, council_id=northvale.id, article_id=article.pk,
            comment="Card 4111 1111 1111 1111 is in the example.", now=now,
        )  # fmt: skip
        [line] = queries.open_feedback([northvale.id])
        assert (line.article_title, line.given_by_name) == ("Missed bin", "Ada Agent")
        assert "4111" not in line.comment
        with pytest.raises(NotPermitted):
            actions.answer_feedback(actor=agent, feedback_id=given.pk, answer="Mine", now=now)
        for answer in ("Taken out", "Again"):
            actions.answer_feedback(
                actor=staff(northvale), feedback_id=given.pk, answer=answer, now=now
            )
        assert queries.open_feedback([northvale.id]) == []
        [done] = queries.answered_feedback([northvale.id])
        assert (done.answer, done.answered_by_name) == ("Taken out", "Eira Editor")
    with acting_for(southmere.id):
        assert queries.answered_feedback([northvale.id]) == []
        with pytest.raises(NotFound):
            actions.say_it_did_not_help(
                actor=staff(southmere), council_id=southmere.id, article_id=article.pk,
                comment="Whose is this?", now=now,
            )  # fmt: skip
        assert DeskFeedback.objects.count() == 0
