"""What Open Forms hides by its rules is asked here of the same people."""

from itertools import product

import pytest

from moothall.eforms.lint import Circumstances, mistakes
from moothall.eforms.sharing.bringing import bring
from moothall.eforms.tests.test_sharing_bringing import zipped
from moothall.eforms.tests.test_sharing_conditions import asked


def component(kind, key, **more):
    return {"type": kind, "key": key, "label": key, **more}


def choice(kind, key, *values, **more):
    rows = [{"value": one, "label": one.title()} for one in values]
    return component(kind, key, values=rows, **more)


def exported(steps, rules=(), **more):
    """Return an export of a form with these steps, each a list of components."""
    return bring(
        "form.zip",
        zipped(
            {
                "forms.json": [{"name": "Trial", "slug": "trial"}],
                "formSteps.json": [
                    {"uuid": f"u{n}", "order": n, "form_definition": f"https://x.test/d/{n}",
                     **more}
                    for n in range(len(steps))
                ],
                "formDefinitions.json": [
                    {"url": f"https://x.test/d/{n}", "name": f"Step {n}", "slug": f"step-{n}",
                     "configuration": {"components": components}}
                    for n, components in enumerate(steps)
                ],
                "formLogic.json": [
                    {"json_logic_trigger": trigger, "actions": list(actions), "description": "it"}
                    for trigger, *actions in rules
                ],
            }
        ),
    )  # fmt: skip


def hide(key, *, is_hidden=True):
    changed = {"type": "property", "property": {"value": "hidden", "type": "bool"}}
    return {"component": key, "action": {**changed, "state": is_hidden}}


def does(kind, step="", **more):
    return {"form_step_uuid": step, "action": {"type": kind}, **more}


def var(name):
    return {"var": name}


def sound(found):
    assert found.losses == ()
    assert mistakes(found.document, Circumstances()) == []
    return found.document


@pytest.mark.parametrize(
    ("trigger", "conditional", "shown", "hidden"),
    [
        (component("textfield", "t"), {"show": True, "when": "t", "eq": "x"}, "x", "y"),
        (component("textfield", "t"), {"show": "false", "when": "t", "eq": "x"}, "y", "x"),
        (component("checkbox", "t"), {"show": True, "when": "t", "eq": "true"}, True, False),
        (component("number", "t"), {"show": True, "when": "t", "eq": "3"}, 3, 4),
        (component("currency", "t"), {"show": True, "when": "t", "eq": 2.5}, 250, 2),
        (choice("radio", "t", "a", "b c"), {"show": True, "when": "t", "eq": "b c"}, "b-c", "a"),
        (choice("selectboxes", "t", "a", "b"), {"show": True, "when": "t", "eq": "b"},
         ["a", "b"], ["a"]),
        (component("textfield", "t"), {"show": False, "when": "t", "eq": ""}, "y", None),
    ],
)  # fmt: skip
def test_a_component_is_shown_by_its_own_condition(trigger, conditional, shown, hidden):
    found = exported([[trigger, component("textfield", "then", conditional=conditional)]])

    document = sound(found)
    assert asked(document, t=shown) == {"step-0": ["t", "then"]}
    assert asked(document, t=hidden) == {"step-0": ["t"]}


def test_what_stands_in_a_hidden_group_is_hidden_with_it():
    own = {"show": True, "when": "who", "eq": "firm"}
    group = component(
        "fieldset", "group", conditional=own,
        components=[component("textfield", "number"), component("columns", "c", columns=[
            {"components": [component("textfield", "vat", hidden=True)]}])],
    )  # fmt: skip
    rules = [({"==": [var("number"), "1"]}, hide("vat", is_hidden=False))]
    document = sound(exported([[choice("radio", "who", "firm", "person"), group]], rules))

    assert asked(document, who="person", number="1") == {"step-0": ["who"]}
    assert asked(document, who="firm") == {"step-0": ["who", "number"]}
    assert asked(document, who="firm", number="1") == {"step-0": ["who", "number", "vat"]}


TRIGGERS = [
    {"==": [var("kind"), "tree"]},
    {"and": [{"!=": [var("kind"), "tree"]}, {">": [var("count"), 2]}]},
    {"in": [var("kind"), ["tree", "hedge"]]},
    {"==": [var("boxes.big"), True]},
    {"!": [var("boxes.big")]},
    {"or": [{">=": [{"date": var("day")}, {"date": "2026-03-01"}]}, {"==": [var("agreed"), True]}]},
    {"!!": [var("agreed")]},
    {"<": [1, {"+": [var("count"), 1]}, 4]},
    {"if": [var("agreed"), {"==": [var("count"), 1]}, {"==": [var("count"), 3]}]},
]
FIELDS = [
    choice("radio", "kind", "tree", "hedge"), component("number", "count"),
    choice("selectboxes", "boxes", "big", "old"), component("date", "day"),
    component("checkbox", "agreed"),
]  # fmt: skip


def holds(trigger, answers):
    """Tell whether a trigger holds, said in Python and not by our engine."""
    kind, count, boxes, day, agreed = (answers[one["key"]] for one in FIELDS)
    return [
        kind == "tree", kind != "tree" and count > 2, kind in ("tree", "hedge"), "big" in boxes,
        "big" not in boxes, day >= "2026-03-01" or agreed, agreed, 1 < count + 1 < 4,
        count == 1 if agreed else count == 3,
    ][TRIGGERS.index(trigger)]  # fmt: skip


def everybody():
    choices = (
        ["tree", "hedge"],
        [1, 3],
        [["big"], ["old"]],
        ["2026-02-28", "2026-03-01"],
        [True, False],
    )
    for values in product(*choices):
        yield dict(zip((one["key"] for one in FIELDS), values, strict=True))


@pytest.mark.parametrize("trigger", TRIGGERS)
def test_rules_hide_and_show_questions_and_steps_and_stop_people(trigger):
    last = [component("textfield", "seen"), component("textfield", "unseen", hidden=True)]
    actions = [hide("seen"), hide("unseen", is_hidden=False), does("step-not-applicable", "u2")]
    found = exported([FIELDS, last, [component("textfield", "extra")]], [(trigger, *actions)])
    document = sound(found)

    for answers in everybody():
        expected = {"step-0": [one["key"] for one in FIELDS], "step-1": ["unseen"]}
        if not holds(trigger, answers):
            expected |= {"step-1": ["seen"], "step-2": ["extra"]}
        assert asked(document, **answers) == expected, answers


def test_a_later_rule_wins_over_an_earlier_one():
    rules = [
        ({"==": [var("count"), 1]}, hide("then")),
        ({"==": [var("agreed"), True]}, hide("then", is_hidden=False)),
    ]
    then = component("textfield", "then")
    document = sound(
        exported([[component("number", "count"), component("checkbox", "agreed"), then]], rules)
    )

    for count, agreed in product((1, 2), (True, False)):
        shown = asked(document, count=count, agreed=agreed)["step-0"]
        assert ("then" in shown) == (agreed or count != 1)


def test_a_step_that_is_not_applicable_waits_for_the_rule_that_makes_it_so():
    rules = [({"==": [var("agreed"), True]}, does("step-applicable", "u1"))]
    files = exported([[component("checkbox", "agreed")], [component("textfield", "t")]], rules,
                     is_applicable=False)  # fmt: skip

    pages = files.document["pages"]
    assert pages[1]["show_when"] == {"==": [{"var": "agreed"}, True]}
    assert [one.place for one in mistakes(files.document, Circumstances())][:1] == [
        "pages/0/show_when"
    ]


@pytest.mark.parametrize("step", ["u0", ""])
def test_who_may_not_go_on_comes_to_a_page_that_ends_it(step):
    rules = [({"==": [var("agreed"), False]}, does("disable-next", step))]
    found = exported([[component("checkbox", "agreed")], [component("textfield", "t")]], rules)

    assert list(asked(found.document, agreed=False)) == ["step-0", "step-0-stop"]
    assert list(asked(found.document, agreed=True)) == ["step-0", "step-1"]
    assert mistakes(found.document, Circumstances()) == []
    assert [one.what for one in found.losses] == ["the reason of a rule it"]


@pytest.mark.parametrize(
    ("trigger", "action", "why"),
    [
        ({"==": [var("today"), 1]}, hide("t"), "looks at “today”"),
        ({">": [{"date": {"+": [var("day"), {"rdelta": [1]}]}}, "2026-01-01"]}, hide("t"),
         "works out a date"),
        ({"some": [var("t"), {"==": [var("x"), 1]}]}, hide("t"), "each of several"),
        ({"log": [var("t")]}, hide("t"), "no operator 'log'"),
        ({"==": [var("kind"), "coal"]}, hide("t"), "no option"),
        ({">": [{"+": [var("fee"), 1]}, 3]}, hide("t"), "pence"),
        (True, hide("t"), "does not look at any answer"),
        ({"==": [var("t"), "x"]}, hide("nowhere"), "no question is called"),
        ({"==": [var("t"), "x"]}, does("step-not-applicable", "u9"), "the step is not in the file"),
        ({"==": [var("t"), "x"]}, does("variable", variable="v"), "works out a value"),
        ({"==": [var("t"), "x"]}, does("fetch-from-service"), "another system"),
        ({"==": [var("t"), "x"]}, does("dance"), "does “dance”"),
        ({"==": [var("t"), "x"]}, {"component": "t", "action": {
            "type": "property", "property": {"value": "validate.required"}, "state": True}},
         "changes “validate.required”"),
    ],
)  # fmt: skip
def test_a_rule_that_cannot_come_over_is_told_and_everybody_is_asked(trigger, action, why):
    fields = [component("textfield", "t"), choice("radio", "kind", "tree"),
              component("date", "day"), component("currency", "fee")]  # fmt: skip

    found = exported([fields], [(trigger, action)])

    assert [one.what for one in found.losses] == ["a rule it"]
    assert why in found.losses[0].why
    assert asked(found.document) == {"step-0": ["t", "kind", "day", "fee"]}


def test_what_is_hidden_for_good_or_looks_ahead_is_listed_as_a_mistake():
    rules = [({"==": [var("late"), "x"]}, hide("early"))]
    found = exported(
        [[component("textfield", "early"), component("textfield", "never", hidden=True)],
         [component("textfield", "late")]], rules,
    )  # fmt: skip

    assert [one.what for one in found.losses] == ["that it is hidden"]
    assert [str(one) for one in mistakes(found.document, Circumstances())] == [
        "at pages/0/questions/0/show_when: looks at 'late', which no earlier page asks for"
    ]


def test_a_program_in_a_component_is_told():
    found = exported([[component("textfield", "t", customConditional="show = 1")]])

    assert [(one.place, one.what) for one in found.losses] == [("Step 0: t", "when it is shown")]


def test_questions_that_wait_for_each_other_are_always_shown_and_that_is_told():
    one = component("textfield", "a", conditional={"show": True, "when": "b", "eq": "x"})
    other = component("textfield", "b", conditional={"show": True, "when": "a", "eq": "x"})
    itself = component("textfield", "c", conditional={"show": True, "when": "c", "eq": "x"})

    found = exported([[one, other, itself]])

    assert sorted(loss.place for loss in found.losses) == ["a", "b", "c"]
    assert asked(found.document) == {"step-0": ["a", "b", "c"]}


def test_rules_without_end_on_one_question_are_told_and_it_is_always_shown():
    rules = [({"==": [var("count"), n]}, hide("then", is_hidden=bool(n % 2))) for n in range(100)]

    found = exported([[component("number", "count"), component("textfield", "then")]], rules)

    assert [loss.place for loss in found.losses] == ["then"]
    assert asked(found.document, count=3) == {"step-0": ["count", "then"]}
