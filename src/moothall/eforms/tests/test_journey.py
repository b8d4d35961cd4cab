import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from moothall.eforms.journey import relevant
from moothall.eforms.tests.factories import definition, options, page, question


def branching():
    return definition(
        page("kind", question("kind", "radios", options=options("dog", "cat", "fish"))),
        page("lead", question("lead"), show_when={"==": [{"var": "kind"}, "dog"]}),
        page(
            "details",
            question("name", required=False),
            question("claws", show_when={"==": [{"var": "kind"}, "cat"]}),
        ),
        {"key": "no-fish", "kind": "exit", "title": {"en": "Sorry"},
         "show_when": {"==": [{"var": "kind"}, "fish"]}},
        page("leather", question("leather"), show_when={"==": [{"var": "lead"}, "leather"]}),
        {"key": "thanks", "kind": "information", "title": {"en": "Thanks"}},
    )  # fmt: skip


def keys(journey):
    return [step.key for step in journey.steps]


def test_pages_that_are_not_shown_are_absent():
    journey = relevant(branching(), {"kind": "cat"})

    assert keys(journey) == ["kind", "details", "thanks"]
    assert [one.key for one in journey.step("details").questions] == ["name", "claws"]


def test_an_answer_to_a_hidden_question_takes_part_in_nothing_but_is_not_lost():
    given_before = {
        "kind": "cat",
        "lead": "leather",
        "leather": "brown",
        "name": None,
        "claws": "x",
    }

    journey = relevant(branching(), given_before)

    assert keys(journey) == ["kind", "details", "thanks"]
    assert dict(journey.answers) == {"kind": "cat", "name": None, "claws": "x"}
    assert keys(relevant(branching(), {**given_before, "kind": "dog"})) == [
        "kind", "lead", "details", "leather", "thanks",
    ]  # fmt: skip


def test_an_exit_page_ends_the_journey():
    journey = relevant(branching(), {"kind": "fish", "name": None})

    assert keys(journey) == ["kind", "details", "no-fish"]
    assert journey.exit.key == "no-fish"
    assert not journey.is_complete


def test_an_optional_question_is_done_once_it_was_left_blank():
    undone = relevant(branching(), {"kind": "dog", "lead": "rope"})
    done = relevant(branching(), {"kind": "dog", "lead": "rope", "name": None, "thanks": True})

    assert undone.first_undone.key == "details"
    assert done.is_complete


def test_a_required_question_is_not_done_by_being_left_blank():
    journey = relevant(branching(), {"kind": None})

    assert journey.first_undone.key == "kind"
    assert not journey.may_visit("details")


def test_one_goes_forwards_and_backwards_along_what_matters():
    journey = relevant(branching(), {"kind": "cat"})

    assert journey.after("kind").key == "details"
    assert journey.before("details").key == "kind"
    assert journey.before("kind") is None
    assert journey.after("thanks") is None
    assert journey.number_of("thanks") == 3


values = st.sampled_from([None, "dog", "cat", "fish", "leather", "", 3, ["dog"]])
answers = st.dictionaries(
    st.sampled_from(["kind", "lead", "name", "claws", "leather", "thanks", "strange"]), values
)


@pytest.mark.slow
@given(answers)
@settings(max_examples=300, deadline=None)
def test_what_is_hidden_never_changes_the_journey(given_answers):
    form = branching()
    journey = relevant(form, given_answers)
    pages = {"thanks": True} if "thanks" in given_answers else {}

    again = relevant(form, {**journey.answers, **pages})

    assert keys(again) == keys(journey)
    assert again.answers == journey.answers
    shown = {one.key for step in journey.steps for one in step.questions}
    assert set(journey.answers) <= shown


@pytest.mark.slow
@given(answers)
@settings(max_examples=300, deadline=None)
def test_a_complete_journey_has_every_required_answer(given_answers):
    journey = relevant(branching(), given_answers)

    if journey.is_complete:
        for step in journey.steps:
            for one in step.questions:
                assert one.key in journey.answers
                assert journey.answers[one.key] is not None or not one.is_required


@pytest.mark.slow
@given(answers)
@settings(max_examples=300, deadline=None)
def test_nobody_may_pass_a_page_that_is_undone(given_answers):
    journey = relevant(branching(), given_answers)

    undone_before = False
    for step in journey.steps:
        assert journey.may_visit(step.key) is not undone_before
        undone_before = undone_before or not step.is_done
