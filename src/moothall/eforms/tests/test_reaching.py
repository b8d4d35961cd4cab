"""Pages and questions that nobody can come to are refused, and no others."""

import pytest

from moothall.eforms.lint import Circumstances, mistakes
from moothall.eforms.reaching import never_reached
from moothall.eforms.tests.factories import definition, document, options, page, question, text

KIND = question("kind", "radios", options=options("garden", "food"))
IS_GARDEN = {"==": [{"var": "kind"}, "garden"]}
IS_FOOD = {"==": [{"var": "kind"}, "food"]}


def exit_page(key, **more):
    return {"key": key, "kind": "exit", "title": text("The end"), **more}


def places(*pages):
    return [one.place for one in never_reached(definition(*pages))]


@pytest.mark.parametrize(
    "rule",
    [
        {"==": [{"var": "kind"}, "moon"]},
        {"and": [IS_GARDEN, IS_FOOD]},
        {"and": [{"var": "kind"}, {"==": [{"var": "kind"}, None]}]},
        {"and": [{">": [{"var": "bags"}, 5]}, {"<": [{"var": "bags"}, 3]}]},
        {"and": [{"==": [{"var": "yes"}, True]}, {"==": [{"var": "yes"}, False]}]},
    ],
)
def test_a_condition_that_no_answer_fits_is_found(rule):
    asks = page("first", KIND, question("bags", "number"), question("yes", "yes_no"))

    assert places(asks, page("b", question("b"), show_when=rule)) == ["pages/1/show_when"]


@pytest.mark.parametrize(
    "rule",
    [
        IS_GARDEN,
        {"or": [IS_GARDEN, {"==": [{"var": "kind"}, "moon"]}]},
        {"and": [{">": [{"var": "bags"}, 2]}, {"<": [{"var": "bags"}, 5]}]},
        {"==": [{"var": "kind"}, None]},
        {">": [{"var": "day"}, "2026-01-01"]},
        {"in": ["x", {"var": "several"}]},
    ],
)
def test_a_condition_that_some_answers_fit_is_left_alone(rule):
    several = question("several", "checkboxes", options=options("x", "y"))
    asks = page("first", KIND, question("bags", "number"), question("day", "date"), several)

    assert places(asks, page("b", question("b"), show_when=rule)) == []


def test_a_page_behind_a_hidden_one_is_found():
    middle = page("m", question("m", "yes_no"), show_when=IS_GARDEN)
    last = page("l", question("l"), show_when={"and": [IS_FOOD, {"var": "m"}]})

    assert places(page("first", KIND), middle, last) == ["pages/2/show_when"]


def test_pages_behind_an_end_for_all_are_found():
    assert places(page("a", question("a")), exit_page("x"), page("b", question("b"))) == ["pages/2"]
    ends = exit_page("x", show_when=IS_GARDEN)
    rest = page("b", question("b"), show_when=IS_GARDEN)
    assert places(page("first", KIND), ends, rest) == ["pages/2/show_when"]
    assert places(page("first", KIND), ends, page("b", question("b"))) == []


def test_a_question_that_nobody_is_asked_is_found():
    second = question("b", show_when={"and": [IS_GARDEN, IS_FOOD]})

    assert places(page("first", KIND, second)) == ["pages/0/questions/1/show_when"]


def test_publication_says_so():
    form = document(page("first", KIND), page("b", question("b"), show_when={"==": [1, 2]}))

    found = mistakes(form, Circumstances(languages=("en",)))

    assert [(one.place, one.message[:20]) for one in found] == [
        ("pages/1/show_when", "nobody can ever come")
    ]


def test_pages_that_a_figure_switches_off_are_no_mistake():
    """A council without a limit sets it to nothing, and the pages about it go."""
    has_limit = {">": [{"var": "figures.limit"}, 0]}
    earns = page("earns", question("earns", "yes_no"), show_when={"and": [IS_GARDEN, has_limit]})
    over = exit_page("over", show_when={"var": "earns"})
    limit = {"key": "limit", "label": text("Limit"), "as": "money", "value": 0}

    form = definition(page("first", KIND), earns, over, page("b", question("b")), figures=[limit])

    assert list(never_reached(form)) == []
