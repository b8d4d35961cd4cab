import contextlib
import copy
import io
import json
import zipfile

import openpyxl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from moothall.eforms import lint
from moothall.eforms.sharing.bringing import bring
from moothall.eforms.sharing.packing import Unreadable

STEPS = {
    "name": "Borrow a projector",
    "submission_email": "desk@northvale.test",
    "steps": [
        {
            "id": "a1", "next_step_id": "b2",
            "data": {
                "question_text": "Which room is it for?", "answer_type": "selection",
                "answer_settings": {
                    "only_one_option": "true",
                    "selection_options": [{"name": "Hall"}, {"name": "Library"}],
                },
            },
            "routing_conditions": [{"answer_value": "Hall", "goto_page_id": "c3"}],
        },
        {"id": "b2", "data": {"question_text": "Why?", "answer_type": "text",
            "answer_settings": {"input_type": "long_text"}, "is_optional": True}},
        {"id": "c3", "data": {"question_text": "Your email", "answer_type": "email"}},
    ],
}  # fmt: skip
PAGES = {
    "name": "Lost dog",
    "lists": [{"name": "sizes", "items": [{"text": "Small", "value": "s"},
        {"text": "Large", "value": "l"}]}],
    "pages": [
        {"path": "/dog", "title": "The dog", "next": [{"path": "/you", "condition": "isBig"}],
         "components": [
            {"type": "Para", "content": "<p>Tell us.</p>"},
            {"type": "RadiosField", "name": "dogSize", "title": "How big is it?", "list": "sizes"},
            {"type": "TextField", "name": "name", "title": "Its name",
             "options": {"required": False}},
        ]},
        {"path": "/you", "title": "You", "components": [
            {"type": "EmailAddressField", "name": "email", "title": "Your email"},
            {"type": "HologramField", "name": "holo", "title": "A hologram"}]},
    ],
}  # fmt: skip
OPEN_FORMS = {
    "forms.json": [{"name": "Skip permit", "slug": "skip-permit"}],
    "formSteps.json": [{"order": 0, "form_definition": "https://x.test/definitions/1"}],
    "formDefinitions.json": [{
        "url": "https://x.test/definitions/1", "name": "The skip", "slug": "skip",
        "configuration": {"display": "form", "components": [
            {"type": "fieldset", "key": "set", "label": "Where", "components": [
                {"type": "textfield", "key": "street", "label": "Street",
                 "validate": {"required": False}}]},
            {"type": "radio", "key": "size", "label": "Size", "values": [
                {"value": "4", "label": "4 yards"}, {"value": "8", "label": "8 yards"}],
             "conditional": {"show": True, "when": "elsewhere", "eq": "x"}}]},
    }],
    "formLogic.json": [{"json_logic_trigger": {}, "description": "hide it"}],
    "formVariables.json": [{"key": "total", "source": "user_defined"}],
}  # fmt: skip
SHEET = [
    ["Page", "Question", "Type", "Options", "Required", "Hint", "Welsh", "Owner"],
    ["You", "Your name", "name", "", "yes", "", "Eich enw", "Sam"],
    ["You", "Your email", "email", "", "no", "We only answer", "", ""],
    ["", "Which day?", "choose one", "Monday; Friday", "", "", "", ""],
    ["", "Which smell?", "smell", "", "", "", "", ""],
]


def zipped(files):
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        for name, value in files.items():
            archive.writestr(name, json.dumps(value))
    return buffer.getvalue()


def sheet():
    book = openpyxl.Workbook()
    for row in SHEET:
        book.active.append(row)
    buffer = io.BytesIO()
    book.save(buffer)
    return buffer.getvalue()


def sound(brought):
    found = lint.mistakes(brought.document, lint.Circumstances(languages=("en",)))
    assert found == []
    return [
        (page["key"], [(one["key"], one["type"]) for one in page["questions"]])
        for page in brought.document["pages"]
    ]


def test_steps_become_pages_and_what_is_set_elsewhere_is_told():
    brought = bring("form.json", json.dumps(STEPS).encode())

    assert sound(brought) == [
        ("which-room-is-it-for", [("which-room-is-it-for", "radios")]),
        ("why", [("why", "textarea")]),
        ("your-email", [("your-email", "email")]),
    ]
    assert brought.document["pages"][1]["questions"][0]["required"] is False
    assert [one.what for one in brought.losses] == ["submission email"]


def test_pages_with_components_come_over_and_what_we_have_not_is_told():
    brought = bring("form.json", json.dumps(PAGES).encode())

    assert sound(brought) == [
        ("dog", [("dog-size", "radios"), ("name", "text")]),
        ("you", [("email", "email"), ("holo", "text")]),
    ]
    assert [one.what for one in brought.losses] == [
        "the type “HologramField”", "a condition of the way on",
    ]  # fmt: skip


def test_an_export_of_open_forms_comes_over():
    brought = bring("form.zip", zipped(OPEN_FORMS))

    assert sound(brought) == [("skip", [("street", "text"), ("size", "radios")])]
    assert [one["value"] for one in brought.document["pages"][0]["questions"][1]["options"]] == [
        "x4", "x8",
    ]  # fmt: skip
    assert [one.what for one in brought.losses] == [
        "a rule hide it", "when it is shown", "a variable of its own total",
    ]  # fmt: skip


@pytest.mark.parametrize("kind", ["xlsx", "csv"])
def test_a_spreadsheet_of_questions_comes_over(kind):
    text = "\n".join(",".join(row) for row in SHEET).encode()
    brought = bring(f"Visit.{kind}", sheet() if kind == "xlsx" else text)

    assert sound(brought) == [
        ("you", [("your-name", "name"), ("your-email", "email")]),
        ("which-day", [("which-day", "radios")]),
        ("which-smell", [("which-smell", "text")]),
    ]
    assert brought.document["pages"][0]["questions"][0]["label"]["cy"] == "Eich enw"
    assert [one.what for one in brought.losses] == ["owner", "the type “smell”"]


NAMES = st.sampled_from(
    [
        "pages",
        "components",
        "type",
        "title",
        "name",
        "list",
        "lists",
        "items",
        "next",
        "steps",
        "data",
        "answer_type",
        "options",
        "values",
        "answer_settings",
        "selection_options",
        "configuration",
        "question_text",
        "path",
        "value",
        "label",
        "url",
        "condition",
        "conditions",
        "conditional",
        "id",
        "key",
        "operator",
        "routing_conditions",
        "answer_value",
        "goto_page_id",
        "json_logic_trigger",
        "actions",
        "action",
        "show",
        "when",
        "eq",
        "var",
        "==",
        "and",
    ]
)
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=8)
    | st.sampled_from(["RadiosField", "selection", "radio", "text"]),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(NAMES, inner, max_size=6),
    max_leaves=25,
)  # fmt: skip
TEXT = {"type": "textfield", "key": "t", "name": "t", "label": "T"}


@pytest.mark.slow
@settings(max_examples=80, deadline=None)
@given(JSON)
def test_any_json_is_read_or_refused_by_name(value):
    for files in (
        json.dumps(value).encode(),
        json.dumps({"steps": [{"data": value}, value]}).encode(),
        json.dumps(
            {
                "pages": [{"path": "/x", "components": [value, TEXT], "next": value}, value],
                "lists": value,
                "conditions": [value, {"name": "x", "value": value}],
            }
        ).encode(),
        json.dumps(
            {
                "steps": [
                    {"id": 1, "data": {"answer_type": "text"}, "routing_conditions": value},
                    value,
                ]
            }
        ).encode(),
        zipped(
            {
                "forms.json": value,
                "formSteps.json": value,
                "formDefinitions.json": [value, {"configuration": {"components": [value, TEXT]}}],
                "formLogic.json": [
                    value,
                    {"json_logic_trigger": value, "actions": value},
                    {
                        "json_logic_trigger": {"==": [{"var": "t"}, value]},
                        "actions": [value, {"component": "t", "action": value}],
                    },
                ],
            }
        ),
    ):
        with contextlib.suppress(Unreadable):
            bring("x", files)


@pytest.mark.slow
@settings(max_examples=40, deadline=None)
@given(st.integers(0, 6000), st.integers(0, 255))
def test_a_damaged_workbook_is_read_or_refused_by_name(place, byte):
    content = bytearray(sheet())
    content[place % len(content)] = byte
    for broken in (bytes(content), bytes(content[: place % len(content)])):
        with contextlib.suppress(Unreadable):
            bring("x.xlsx", broken)


@pytest.mark.slow
@settings(max_examples=100, deadline=None)
@given(st.binary(max_size=200) | st.text(max_size=100).map(str.encode))
def test_any_csv_is_read_or_refused_by_name(content):
    with contextlib.suppress(Unreadable):
        bring("x.csv", b"question,type,options\n" + content)


def test_what_a_page_says_comes_over_in_paragraphs_points_and_links():
    content = (
        '<p class="a">Read <a href="https://rules.example/a?b=1">the rules</a> &amp; bring:</p>'
        '<ul><li>a photo</li><li>a <b>bill</b></li></ul><a href="javascript:x()">no</a>'
    )
    form = copy.deepcopy(PAGES)
    form["pages"][0]["components"] = [
        {"type": "Html", "content": content},
        {"type": "Details", "title": "Help", "content": "Ask us."},
        *(one for one in form["pages"][0]["components"] if "content" not in one),
    ]

    brought = bring("form.json", json.dumps(form).encode())

    assert brought.document["pages"][0]["body"]["en"] == (
        "Read [the rules](https://rules.example/a?b=1) & bring:\n\n"
        "- a photo\n- a bill\n\nno\n\nHelp\n\nAsk us."
    )
    assert not any(one.what.startswith("words") for one in brought.losses)
    sound(brought)
