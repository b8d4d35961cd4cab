"""Erasing a case empties what its team and its resident said to each other."""

from moothall.cases import actions
from moothall.cases.actions.erasing import erase_cases
from moothall.cases.models import Case, CaseQuestion, CaseRating, TimelineEntry
from moothall.cases.tests.factories import case_of, staff_of
from moothall.kernel.tests import kit


def test_questions_answers_messages_and_ratings_lose_their_words(in_northvale, rhian, now):
    alice, me = staff_of(in_northvale), kit.actor_of_resident_person(rhian)
    case = case_of(in_northvale, now, person_id=rhian.pk)
    question = actions.ask_resident(actor=alice, case_id=case.pk, text="Which?", now=now)
    on = {"actor": me, "case_id": case.pk, "now": now}
    actions.answer_question(**on, question_id=question.pk, text="Mine")
    actions.write_to_team(**on, text="Private")
    actions.change_status(actor=alice, case_id=case.pk, status="resolved", now=now)
    actions.say_how_it_went(**on, score=4, words="Fine")

    for _ in range(2):
        erase_cases(case_ids=[case.pk], now=now)

    question.refresh_from_db()
    assert (question.text, question.answer, question.asked_by_name) == ("", "", "")
    rating = CaseRating.objects.get()
    assert (rating.score, rating.words) == (4, "")
    assert set(TimelineEntry.objects.values_list("text", flat=True)) == {""}
    erased = Case.objects.get()
    assert (erased.person_id, erased.resident_acted_at, erased.resident_seen_at) == (
        None, None, None,
    )  # fmt: skip
    assert CaseQuestion.objects.count() == 1
