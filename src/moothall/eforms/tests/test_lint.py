import json
from pathlib import Path

import pytest

from moothall.eforms.fields import field_types
from moothall.eforms.lint import SCHEMA, Circumstances, mistakes
from moothall.eforms.tests.factories import document, options, page, question, text

ENGLISH = Circumstances()
DOCUMENTS = Path(__file__).resolve().parents[4] / "docs" / "eforms"


def found(form, circumstances=ENGLISH):
    return [str(mistake) for mistake in mistakes(form, circumstances)]


def test_a_sound_document_has_no_mistakes():
    assert found(document()) == []


def test_the_published_schema_is_the_one_that_is_used():
    assert (DOCUMENTS / SCHEMA.name).read_text() == SCHEMA.read_text()


def test_the_schema_names_every_type_of_question():
    schema = json.loads(SCHEMA.read_text())

    assert set(schema["$defs"]["question"]["properties"]["type"]["enum"]) == {
        one.key for one in field_types
    }


@pytest.mark.parametrize(
    ("form", "place"),
    [
        ({}, "the top"),
        (document(schema_version=2), "schema_version"),
        (document(page("a", question("b", "riddle"))), "pages/0/questions/0/type"),
        (document({"key": "a", "kind": "exit"}), "pages/0"),
        (document(page("a", question("b", "radios"))), "pages/0/questions/0"),
        (document(page("a", question("b"), question("b"))), "pages/0/questions/0/key"),
        (document(page("a", question("b")), page("a", question("c"))), "pages/0/key"),
        (document(page("check", question("b"))), "pages/0/key"),
        (document(page("a", question("b", "date"), question("b-day"))), "pages/0"),
        (document(page("a", question("b"), show_when={"jump": 1})), "pages/0/show_when"),
        (document(page("a", question("b"), show_when={"var": "c"}), page("d", question("c"))),
         "pages/0/show_when"),
        (document(page("a", question("b"), show_when={"var": "b"})), "pages/0/show_when"),
        (document(page("a", question("b", name="person.email"))), "pages/0/questions/0/name"),
        (document(page("a", question("b", name="person.shoes"))), "pages/0/questions/0/name"),
        (document(page("a", question("b", "radios", options=options("x", "x")))),
         "pages/0/questions/0/options"),
        (document(page("a", question("b", settings={"pattern": "("}))),
         "pages/0/questions/0/settings/pattern"),
        (document(page("a", question("b", "date", settings={"not_after": "c"}), question("c"))),
         "pages/0/questions/0/settings/not_after"),
        (document(page("a", question("b"), checks=[{"check": "waste.nothing"}])),
         "pages/0/checks/0/check"),
        (document(outcome={"service_type": "x", "summary": "{nothing}"}), "outcome/summary"),
        (document(outcome={"service_type": "x", "summary": "x", "details": ["no"]}),
         "outcome/details/0"),
        (document(outcome={"service_type": "x", "summary": "x", "location": "colour"}),
         "outcome/location"),
        (document(page("a", question("b"), body=text("[here](javascript:alert(1))"))),
         "pages/0/body/en"),
    ],
)  # fmt: skip
def test_a_mistake_is_named_with_its_place(form, place):
    assert f"at {place}: " in "\n".join(found(form))


def test_a_bilingual_council_needs_every_text_in_both_languages():
    form = document(page("a", {**question("b"), "label": {"en": "Only English"}}))

    assert found(form) == []
    assert found(form, Circumstances(languages=("en", "cy"))) == [
        "at pages/0/questions/0/label: has no text in 'cy'"
    ]


def test_a_form_names_a_service_of_the_council():
    assert found(document(), Circumstances(services={"missed-bin"})) == [
        "at outcome/service_type: the council has no service 'general-enquiry'"
    ]


@pytest.mark.parametrize(
    ("change", "place"),
    [
        ({"name": "colour"}, None),
        ({"name": "mail"}, "needs/signature/name"),
        ({"email": "colour"}, "needs/signature/email"),
        ({"email": "own"}, "needs/signature/email"),
        ({"email": "optional"}, "needs/signature/email"),
        ({"email": "nobody"}, "needs/signature/email"),
    ],
)
def test_who_signs_must_be_asked_for(change, place):
    signature = {"name": "colour", "email": "mail", "statement": text("I agree"), **change}
    asked = page(
        "all",
        question("colour"),
        question("mail", "email"),
        question("own", "email", name="person.email"),
        question("optional", "email", required=False),
        title=text("All"),
    )

    places = [
        one.place for one in mistakes(document(asked, needs={"signature": signature}), ENGLISH)
    ]

    assert places == ([place] if place else [])


def test_whoever_waits_for_a_signature_can_be_told():
    signature = {"name": "colour", "email": "mail", "statement": text("I agree")}
    asked = page("all", question("colour"), question("mail", "email"), title=text("All"))

    places = [
        one.place for one in mistakes(document(asked, needs={"signature": signature}), ENGLISH)
    ]

    assert places == ["needs/signature"]


@pytest.mark.parametrize("kind", ["upload", "declaration", "bank_account", "map_line"])
def test_partners_cannot_fill_in_what_only_the_person_can_give(kind):
    asked = page("all", question("thing", kind), question("colour"), title=text("All"))

    places = [one.place for one in mistakes(document(asked, prefill={"token": ["thing"]}), ENGLISH)]

    assert places == ["prefill/token/0"]


def test_the_pages_of_a_part_follow_each_other():
    sections = [{"key": one, "title": text(one)} for one in ("you", "it")]
    pages = [
        page(f"{part}-{number}", question(f"q{number}"), section=part)
        for number, part in enumerate(("you", "it", "you"))
    ]

    places = [one.place for one in mistakes(document(*pages, sections=sections), ENGLISH)]

    assert places == ["pages/2/section"]
