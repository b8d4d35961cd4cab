"""Pages that lead to each other, walked as their own product would and as ours does."""

import json
from itertools import product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from moothall.eforms.compiling import compile_definition
from moothall.eforms.journey import relevant
from moothall.eforms.lint import Circumstances, mistakes
from moothall.eforms.sharing.bringing import bring

CHOICES = ("a", "b", "c")


def step(number, routes=(), **more):
    return {
        "id": f"s{number}",
        "data": {
            "question_text": f"Question {number}", "answer_type": "selection",
            "answer_settings": {
                "only_one_option": "true",
                "selection_options": [{"name": one, "value": one} for one in CHOICES],
            },
        },
        "routing_conditions": list(routes),
        **more,
    }  # fmt: skip


def brought(steps):
    """Return the definition that a form of these steps becomes, and what was lost."""
    for one, after in zip(steps, [*steps[1:], {"id": None}], strict=True):
        one.setdefault("next_step_id", after["id"])
    found = bring("form.json", json.dumps({"name": "Trial", "steps": steps}).encode())
    return compile_definition(found.document), found


def walked_there(steps, answers):
    """Return the steps that GOV.UK Forms asks of somebody with these answers, and how it ends."""
    by_id = {one["id"]: one for one in steps}
    here, asked = steps[0]["id"], []
    while here is not None:
        asked.append(f"question-{here[1:]}")
        one = by_id[here]
        here = one["next_step_id"]
        for route in one["routing_conditions"]:
            if route["answer_value"] in (None, answers[one["id"]]):
                if route.get("exit_page_markdown") is not None:
                    return [*asked, route["exit_page_heading"].lower()]
                here = route["goto_page_id"]
                break
    return asked


def walked_here(definition, answers):
    given = {f"question-{name[1:]}": value for name, value in answers.items()}
    keys = [step.key for step in relevant(definition, given).steps]
    return ["sorry" if key.startswith("sorry") else key for key in keys]


def everybody(steps):
    names = [one["id"] for one in steps]
    for values in product(CHOICES, repeat=len(names)):
        yield dict(zip(names, values, strict=True))


def to(answer, goto, **more):
    return {"answer_value": answer, "goto_page_id": goto, "skip_to_end": goto is None, **more}


EXIT = {"exit_page_heading": "Sorry", "exit_page_markdown": "Ask somebody else."}


@pytest.mark.parametrize(
    "steps",
    [
        [step(1, [to("a", "s3")]), step(2), step(3)],
        [step(1, [to("a", None)]), step(2), step(3)],
        [step(1, [to("a", None, **EXIT)]), step(2), step(3)],
        [step(1, [to("a", "s3")]), step(2, [to(None, "s4")]), step(3), step(4)],
        [step(1, [to("a", "s2"), to("b", "s3"), to("c", "s4")]),
         step(2, [to(None, "s4")]), step(3), step(4)],
        [step(1, [to("a", "s3")]), step(2, [to("b", "s4")]), step(3, [to("c", None)]), step(4)],
        [step(1, [to("b", "s3")]), step(2, [to("a", None, **EXIT)]),
         step(3, [to("a", None, **EXIT)])],
    ],
    ids=["skip", "end", "exit", "branch", "three-ways", "tangle", "two-exits"],
)  # fmt: skip
def test_everybody_is_asked_what_the_other_product_would_ask(steps):
    definition, found = brought(steps)

    for answers in everybody(steps):
        assert walked_here(definition, answers) == walked_there(steps, answers), answers
    assert found.losses == ()
    assert mistakes(found.document, Circumstances()) == []


def test_a_skipped_page_says_no_more_than_who_is_asked_and_where_ways_meet_nothing():
    _definition, found = brought(
        [step(1, [to("a", "s3")]), step(2, [to(None, "s4")]), step(3), step(4)]
    )

    assert [page.get("show_when") for page in found.document["pages"]] == [
        None,
        {"!=": [{"var": "question-1"}, "a"]},
        {"==": [{"var": "question-1"}, "a"]},
        None,
    ]


routes = st.lists(st.tuples(st.sampled_from(CHOICES), st.integers(1, 5), st.booleans()), max_size=2)


@pytest.mark.slow
@given(st.lists(routes, min_size=2, max_size=5))
@settings(max_examples=25, deadline=None)
def test_whatever_the_routes_everybody_is_asked_the_same(chosen):
    last = len(chosen)
    steps = []
    for number, rows in enumerate(chosen, start=1):
        made = []
        for answer, further, is_exit in rows:
            target = number + further
            goto = f"s{target}" if target <= last else None
            made.append(to(answer, None, **EXIT) if is_exit else to(answer, goto))
        steps.append(step(number, made))
    definition, _found = brought(steps)

    for answers in everybody(steps):
        assert walked_here(definition, answers) == walked_there(steps, answers), answers


def test_none_of_the_above_is_an_answer_that_may_lead_elsewhere():
    steps = [step(1, [to("none_of_the_above", "s3")]), step(2), step(3)]
    steps[0]["data"]["is_optional"] = True
    definition, found = brought(steps)

    assert found.losses == ()
    asked = definition.pages[0].questions[0]
    assert (asked.is_required, asked.options[-1].value) == (True, "none-of-the-above")
    journey = relevant(definition, {"question-1": "none-of-the-above"})
    assert [one.key for one in journey.steps] == ["question-1", "question-3"]


def test_what_no_route_leads_to_is_told_and_is_a_mistake_to_mend():
    steps = [step(1, [to(None, "s3")]), step(2), step(3)]
    _definition, found = brought(steps)

    assert [(one.place, one.what) for one in found.losses] == [
        ("step 2: Question 2", "when it is shown")
    ]
    assert [one.place for one in mistakes(found.document, Circumstances())] == ["pages/2/show_when"]


def test_routes_that_lead_back_or_nowhere_are_told_and_everything_is_asked():
    back = [step(1), step(2, [to("a", "s1")]), step(3)]
    nowhere = [step(1, [to("a", "s9") | {"skip_to_end": False}, to("z", "s3")]), step(2), step(3)]

    for steps, what in (
        (back, ["routes that lead back"]),
        (nowhere, ["a route to a step that is not in the file", "a route to another step"]),
    ):
        _definition, found = brought(steps)
        assert [one.what for one in found.losses] == what
        assert not any("show_when" in page for page in found.document["pages"])
