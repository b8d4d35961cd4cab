"""Conditions of other products' forms, walked with answers after they were brought over."""

import json
from pathlib import Path

import pytest

from moothall.eforms.compiling import compile_definition
from moothall.eforms.journey import relevant
from moothall.eforms.lint import Circumstances, mistakes
from moothall.eforms.sharing.bringing import bring
from moothall.eforms.sharing.packing import Unreadable


def asked(document, **answers):
    """Return what is asked, page by page, of somebody who gives these answers."""
    journey = relevant(compile_definition(document), answers)
    return {one.key: [question.key for question in one.questions] for one in journey.steps}


def yes_no(name, **more):
    return {"type": "YesNoField", "name": name, "title": f"{name}?", **more}


def text(name, **more):
    return {"type": "TextField", "name": name, "title": name, **more}


def one_of(name, listed, **more):
    return {"type": "RadiosField", "name": name, "title": name, "list": listed, **more}


def clause(name, operator, value, **more):
    return {
        "field": {"name": name, "type": "x", "display": name}, "operator": operator,
        "value": {"type": "Value", "value": value, "display": value}, **more,
    }  # fmt: skip


def condition(name, *clauses):
    return {"name": name, "displayName": name, "value": {"name": name, "conditions": clauses}}


def page(path, components, *ways, **more):
    ways = [{"path": to, **({"condition": when} if when else {})} for to, when in ways]
    return {"path": path, "title": path[1:], "components": components, "next": ways, **more}


STALL = {
    "name": "A stall at the market",
    "startPage": "/goods",
    "lists": [{"name": "goods", "items": [
        {"text": "Food", "value": "food"}, {"text": "Plants", "value": 2},
        {"text": "Animals", "value": "pets"},
    ]}],
    "pages": [
        page("/goods", [one_of("goods", "goods")],
             ("/size", None), ("/hygiene", "isFood"), ("/sorry", "isPets"), section="a"),
        page("/summary", [], controller="./pages/summary.js"),
        page("/size", [{"type": "NumberField", "name": "metres", "title": "Metres"}],
             ("/power", None), ("/big", "isBig")),
        page("/hygiene", [yes_no("rated"), text("rating")], ("/size", None)),
        page("/sorry", [{"type": "Para", "content": "<p>No animals.</p>"}]),
        page("/big", [text("why")], ("/power", None)),
        page("/power", [one_of("needs", "goods") | {"type": "CheckboxesField"}],
             ("/notes", "bothNeeds"), ("/summary", None)),
        page("/notes", [text("notes")], ("/summary", None)),
    ],
    "conditions": [
        condition("isFood", clause("a.goods", "is", "food")),
        {"name": "isPets", "displayName": "pets", "value": "a.goods == 'pets'"},
        condition("isBig", clause("metres", "is more than", "4"),
                  clause("metres", "is less than", "20", coordinator="and"),
                  clause("a.goods", "is", 2, coordinator="or")),
        {"name": "bothNeeds", "displayName": "both", "value":
            "'food' in needs and not ('pets' in needs) and (metres >= 2 or rated == true)"},
    ],
}  # fmt: skip


@pytest.mark.parametrize(
    ("answers", "pages"),
    [
        ({"goods": "food", "metres": 3, "needs": ["pets"]}, ["goods", "hygiene", "size", "power"]),
        ({"goods": "pets"}, ["goods", "sorry"]),
        ({"goods": "food", "metres": 9}, ["goods", "hygiene", "size", "big", "power"]),
        ({"goods": "food", "metres": 20}, ["goods", "hygiene", "size", "power"]),
        ({"goods": "x2", "metres": 1}, ["goods", "size", "big", "power"]),
        ({"goods": "food", "metres": 2, "needs": ["food"]},
         ["goods", "hygiene", "size", "power", "notes"]),
        ({"goods": "food", "metres": 1, "rated": False, "needs": ["food"]},
         ["goods", "hygiene", "size", "power"]),
    ],
)  # fmt: skip
def test_ways_through_pages_are_the_same(answers, pages):
    found = bring("form.json", json.dumps(STALL).encode())

    assert list(asked(found.document, **answers)) == pages
    assert found.losses == ()
    assert mistakes(found.document, Circumstances()) == []


def test_names_of_two_sections_may_be_the_same():
    form = {
        "pages": [
            page("/you", [yes_no("owner")], ("/them", None), section="one"),
            page("/them", [yes_no("owner")], ("/end", "theirs"), ("/more", None), section="two"),
            page("/more", [text("more")], ("/end", None)),
            page("/end", [text("last")]),
        ],
        "conditions": [condition("theirs", clause("two.owner", "is", "true"))],
    }

    found = bring("form.json", json.dumps(form).encode())

    assert list(asked(found.document, owner=True, **{"owner-2": False})) == [
        "you", "them", "more", "end",
    ]  # fmt: skip
    assert list(asked(found.document, owner=False, **{"owner-2": True})) == ["you", "them", "end"]


@pytest.mark.parametrize(
    ("value", "why"),
    [
        ("length(name) > 3", "looks at “length”"),
        ("name == 3 +", "not understood"),
        ("name ==", "compared with nothing"),
        ("nobody == 1", "which no question asks for"),
        ("goods == 'coal'", "no option"),
        ("goods == name", "neither is a plain value"),
        ([clause("name", "is longer than", "3")], "can say “is longer than”"),
        ([{**clause("day", "is at least", "3"), "value": {"type": "RelativeDate"}}], "the day on"),
        ([{"conditionName": "itself"}], "no condition"),
        ([], "says nothing"),
    ],
)
def test_a_condition_that_no_rule_can_say_is_told_and_everybody_is_asked(value, why):
    value = value if isinstance(value, str) else {"name": "x", "conditions": value}
    form = {
        "lists": STALL["lists"],
        "pages": [
            page("/one", [text("name"), one_of("goods", "goods"),
                          {"type": "DatePartsField", "name": "day", "title": "Day"}],
                 ("/two", "itself"), ("/three", None)),
            page("/two", [text("two")], ("/three", None)),
            page("/three", [text("three")]),
        ],
        "conditions": [{"name": "itself", "displayName": "itself", "value": value}],
    }  # fmt: skip

    found = bring("form.json", json.dumps(form).encode())

    assert [(one.place, one.what) for one in found.losses] == [("one", "a condition of the way on")]
    assert why in found.losses[0].why
    assert list(asked(found.document)) == ["one", "two", "three"]


def item(component, operator, kind, value):
    return {"id": "i", "componentId": component, "operator": operator, "type": kind, "value": value}


SECOND = {
    "name": "Keep hens", "engine": "V2", "schema": 2,
    "lists": [{"id": "L", "items": [{"id": "i1", "text": "Hens", "value": "hens"},
                                    {"id": "i2", "text": "Ducks", "value": "ducks"}]}],
    "pages": [
        {"path": "/birds", "title": "Birds", "next": [], "components": [
            {"id": "c1", "type": "CheckboxesField", "name": "aa", "title": "Birds", "list": "L"},
            {"id": "c2", "type": "NumberField", "name": "bb", "title": "How many"},
            {"id": "c3", "type": "YesNoField", "name": "cc", "title": "Free"}]},
        {"path": "/ducks", "title": "Ducks", "condition": "d1",
         "components": [{"id": "c4", "type": "TextField", "name": "dd", "title": "Pond"}]},
        {"path": "/many", "title": "Too many", "condition": "d3", "components": [
            {"type": "Markdown", "content": "Ask us."}], "controller": "TerminalPageController"},
        {"path": "/since", "title": "Since", "components": [
            {"id": "c5", "type": "DatePartsField", "name": "ee", "title": "Since"}]},
        {"path": "/early", "title": "Early", "condition": "d4", "components": [
            {"type": "Markdown", "content": "You were early."}]},
        {"path": "/summary", "title": "", "controller": "SummaryPageController"},
    ],
    "conditions": [
        {"id": "d1", "displayName": "ducks", "items": [
            item("c1", "contains", "ListItemRef", {"listId": "L", "itemId": "i2"})]},
        {"id": "d2", "displayName": "many", "items": [
            item("c2", "is more than", "NumberValue", 9)]},
        {"id": "d3", "displayName": "both", "coordinator": "and", "items": [
            {"id": "r", "conditionId": "d2"}, item("c3", "is", "BooleanValue", False)]},
        {"id": "d4", "displayName": "early", "items": [
            item("c5", "is before", "DateValue", "2020-01-01")]},
    ],
}  # fmt: skip


@pytest.mark.parametrize(
    ("answers", "pages"),
    [
        ({"aa": ["hens"], "bb": 3, "cc": False, "ee": "2024-05-01"}, ["birds", "since"]),
        ({"aa": ["hens", "ducks"], "bb": 12, "cc": True}, ["birds", "ducks", "since"]),
        ({"aa": ["hens"], "bb": 12, "cc": False}, ["birds", "many"]),
        ({"aa": ["hens"], "bb": 1, "cc": False, "ee": "2019-12-31"}, ["birds", "since", "early"]),
    ],
)
def test_pages_of_the_second_engine_are_shown_under_their_conditions(answers, pages):
    found = bring("form.json", json.dumps(SECOND).encode())

    assert list(asked(found.document, **answers)) == pages
    assert found.losses == ()
    assert mistakes(found.document, Circumstances()) == []
    assert [one.get("kind") for one in found.document["pages"]] == [
        None, None, "exit", None, "information",
    ]  # fmt: skip


def test_what_is_asked_below_an_option_is_asked_once_that_is_chosen():
    listed = [{"name": "ways", "items": [
        {"text": "Post", "value": "post", "conditional": {"components": [text("street")]}},
        {"text": "None", "value": "none"}]}]  # fmt: skip
    form = {"lists": listed, "pages": [page("/how", [one_of("how", "ways")])]}

    found = bring("form.json", json.dumps(form).encode())

    assert asked(found.document, how="post") == {"how": ["how", "street"]}
    assert asked(found.document, how="none") == {"how": ["how"]}


def test_an_option_with_a_condition_of_its_own_is_told():
    listed = [{"name": "ways", "items": [{"text": "Post", "value": "post", "condition": "x"}]}]
    form = {"lists": listed, "pages": [page("/how", [one_of("how", "ways")])]}

    found = bring("form.json", json.dumps(form).encode())

    assert [one.what for one in found.losses] == ["when some of its options are shown"]


SHEET = [
    ["Page", "Question", "Type", "Options", "Show if"],
    ["", "What is it?", "choose one", "Garden; Food; Glass or tins", ""],
    ["Garden", "How many bags?", "number", "", "What is it is Garden"],
    ["Garden", "Is it heavy?", "yes or no", "", "what is it? is “Garden”"],
    ["Food", "Since when?", "date", "", "What is it is Food or Glass or tins"],
    ["Food", "Is it off?", "yes or no", "", "What is it is Food"],
    [
        "",
        "Help",
        "choose many",
        "Lift; Carry",
        "How many bags is at least 3 and Is it heavy is yes",
    ],
    ["", "Who", "text", "", "Help does not include Lift or Is it off is answered"],
    ["", "Late", "text", "", "Since when is before 2026-01-31"],
]


def test_sentences_of_a_spreadsheet_say_when_questions_are_asked():
    content = "\n".join(",".join(f'"{cell}"' for cell in row) for row in SHEET).encode()

    found = bring("Waste.csv", content)

    assert found.losses == ()
    assert mistakes(found.document, Circumstances()) == []
    here = found.document
    assert here["pages"][1]["show_when"] == {"==": [{"var": "what-is-it"}, "garden"]}
    assert list(asked(here, **{"what-is-it": "garden", "how-many-bags": 2})) == [
        "what-is-it", "garden", "who",
    ]  # fmt: skip
    assert list(
        asked(
            here,
            **{"what-is-it": "garden", "how-many-bags": 3, "is-it-heavy": True, "help": ["lift"]},
        )
    ) == ["what-is-it", "garden", "help"]
    assert asked(here, **{"what-is-it": "glass-or-tins", "since-when": "2026-01-30"}) == {
        "what-is-it": ["what-is-it"], "food": ["since-when"], "who": ["who"], "late": ["late"],
    }  # fmt: skip


@pytest.mark.parametrize(
    ("sentence", "why"),
    [
        ("Colour is red", "names no question"),
        ("What is it is Coal", "no option"),
        ("What is it is", "compares with nothing"),
        ("What is it was Garden", "names no question"),
        ("What is it is Garden and Name is x or Name is y", "both “and” and “or”"),
        ("Name is x and Colour is red", "names no question"),
        ("Name is more than 3", "cannot be compared so"),
    ],
)
def test_a_sentence_that_is_not_understood_is_told_with_its_row(sentence, why):
    rows = ["question,type,options,show if", "What is it?,choose one,Garden; Food,", "Name,text,,",
            f'Last,text,,"{sentence}"']  # fmt: skip

    found = bring("x.csv", "\n".join(rows).encode())

    assert [(one.place, one.what) for one in found.losses] == [
        ("row 4", f"when it is shown: {sentence}")
    ]
    assert why in found.losses[0].why


def test_the_template_of_a_spreadsheet_comes_over_whole():
    content = Path("docs/eforms/questions-template.csv").read_bytes()

    found = bring("questions-template.csv", content)

    assert found.losses == ()
    assert mistakes(found.document, Circumstances(languages=("en",))) == []
    assert "which-park" in asked(found.document, **{"what-is-it-about": "a-park"})
    assert "which-park" not in asked(found.document, **{"what-is-it-about": "a-street"})


@pytest.mark.parametrize("coordinator", ["and", "or"])
def test_conditions_that_grow_without_end_are_told_and_cost_little(coordinator):
    grown = [
        condition(f"c{n}", *({"conditionName": f"c{n - 1}", "coordinator": coordinator},) * 50,
                  clause("name", "is", str(n), coordinator="or"),
                  {"conditionName": f"c{n - 1}", "coordinator": "and"},
                  clause("name", "is not", f"x{n}", coordinator="and"))
        for n in range(1, 10)
    ]  # fmt: skip
    form = {
        "pages": [page("/one", [text("name")], ("/two", "c9"), ("/three", None)),
                  page("/two", [text("two")], ("/three", None)), page("/three", [text("three")])],
        "conditions": [condition("c0", clause("name", "is", "0")), *grown],
    }  # fmt: skip

    found = bring("form.json", json.dumps(form).encode())

    assert len(json.dumps(found.document)) < 20_000


@pytest.mark.slow
def test_a_list_that_many_questions_share_is_not_copied_without_end():
    lists = [{"name": "l", "items": [{"text": f"{n}", "value": f"{n}"} for n in range(400)]}]
    asked_often = [one_of(f"q{n}", "l") for n in range(200)]

    with pytest.raises(Unreadable):
        bring("x.json", json.dumps({"lists": lists, "pages": [page("/x", asked_often)]}).encode())
