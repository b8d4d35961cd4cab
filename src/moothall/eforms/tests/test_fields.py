from datetime import date

import pytest
from django.utils import translation

from moothall.councils.rows import Brand, Contact, CouncilRow
from moothall.eforms.compiling import compile_definition
from moothall.eforms.fields import AnswerProblem, Reading, field_types
from moothall.eforms.tests.factories import document, options, page, question

COUNCIL = CouncilRow(
    id=1, slug="northvale", name="Northvale", name_cy="", short_name="Northvale",
    gss_code="E07000991", custodian_code=9991, partnership_id=None, nation="england",
    languages=("en",), time_zone="Europe/London", reference_prefix="NOR",
    brand=Brand("#000000", "#ffffff", False, "x"), contact=Contact("", "", "", "", ""),
    hostname="", url="",
)  # fmt: skip
READING = Reading(council=COUNCIL, today=date(2026, 11, 18), language="en")


def asked(kind, **more):
    form = compile_definition(document(page("page", question("it", kind, **more))))
    return form.questions["it"]


def read(one, typed, reading=READING):
    field_type = field_types.get(one.type)
    answer = field_type.read(one, typed, reading)
    if answer is not None:
        field_type.judge(one, answer, reading)
    return answer


@pytest.mark.parametrize(
    ("kind", "more", "typed", "answer"),
    [
        ("text", {}, "  two   words ", "two words"),
        ("text", {}, "a\x00b", "ab"),
        ("text", {}, " ", None),
        ("textarea", {}, "a\r\n\r\nb ", "a\n\nb"),
        ("number", {}, "1,200", 1200),
        ("number", {"settings": {"decimals": 2}}, "2.50", 2.5),
        ("email", {}, "ann@example.test", "ann@example.test"),
        ("phone", {}, "07700 900 982", "07700 900 982"),
        ("phone", {}, "+44 (0)20 7946 0000", "+44 (0)20 7946 0000"),
        ("name", {}, "Ann O’Person", "Ann O’Person"),
        ("radios", {"options": options("red", "blue")}, "red", "red"),
        ("declaration", {}, "yes", True),
        ("declaration", {}, "no", None),
    ],
)
def test_what_is_typed_becomes_an_answer(kind, more, typed, answer):
    assert read(asked(kind, **more), {"it": [typed]}) == answer


@pytest.mark.parametrize(
    ("kind", "more", "typed", "words"),
    [
        ("text", {"settings": {"longest": 3}}, "four", "Use 3 characters or fewer"),
        ("text", {"settings": {"pattern": "[A-Z]{2}"}}, "x1", "Check that you typed"),
        ("number", {}, "about ten", "Enter a number"),
        ("number", {}, "1.5", "Enter a whole number"),
        ("number", {"settings": {"least": 2}}, "1", "Enter 2 or more"),
        ("number", {"settings": {"most": 2}}, "3", "Enter 2 or less"),
        ("email", {}, "ann@", "Enter an email address"),
        ("phone", {}, "123", "Enter a phone number"),
        ("phone", {}, "call me", "Enter a phone number"),
        ("radios", {"options": options("red")}, "green", "Choose one of the answers"),
    ],
)
def test_what_will_not_do_is_said_in_plain_words(kind, more, typed, words):
    with pytest.raises(AnswerProblem) as error:
        read(asked(kind, **more), {"it": [typed]})

    assert words in error.value.message


def date_typed(day, month, year):
    return {"it-day": [day], "it-month": [month], "it-year": [year]}


@pytest.mark.parametrize("month", ["2", "02", "Feb", "february", "feb."])
def test_a_date_may_be_written_with_the_months_name(month):
    assert read(asked("date"), date_typed("9", month, "2026")) == "2026-02-09"


def test_a_date_may_be_written_with_the_months_welsh_name():
    with translation.override("cy"):
        assert read(asked("date"), date_typed("9", "Mawrth", "2026")) == "2026-03-09"


@pytest.mark.parametrize(
    ("typed", "words", "parts"),
    [
        (("", "2", "2026"), "must include a day", ("day",)),
        (("", "", "2026"), "must include a day and month", ("day", "month")),
        (("31", "2", "2026"), "Enter a real date", ()),
        (("1", "ju", "2026"), "Enter a real date", ()),
        (("1", "2", "26"), "4 numbers", ("year",)),
    ],
)
def test_a_wrong_date_names_the_boxes(typed, words, parts):
    with pytest.raises(AnswerProblem) as error:
        read(asked("date"), date_typed(*typed))

    assert words in error.value.message
    assert error.value.parts == parts


def test_a_date_keeps_its_distance_from_today():
    one = asked("date", settings={"latest_days": 0, "earliest_days": -2})

    assert read(one, date_typed("16", "11", "2026")) == "2026-11-16"
    for day in ("15", "19"):
        with pytest.raises(AnswerProblem):
            read(one, date_typed(day, "11", "2026"))


def test_none_of_these_stands_alone():
    choices = [*options("cat", "dog"), {**options("none")[0], "alone": True}]
    one = asked("checkboxes", options=choices)

    assert read(one, {"it": ["dog", "cat"]}) == ["cat", "dog"]
    with pytest.raises(AnswerProblem) as error:
        read(one, {"it": ["cat", "none"]})
    assert "“None”" in error.value.message


@pytest.mark.parametrize(
    ("kind", "more", "answer"),
    [
        ("text", {}, "x"),
        ("textarea", {}, "x\ny"),
        ("number", {"settings": {"decimals": 1}}, 2.5),
        ("date", {}, "2026-02-09"),
        ("radios", {"options": options("red")}, "red"),
        ("checkboxes", {"options": options("red", "blue")}, ["red", "blue"]),
        ("declaration", {}, True),
    ],
)
def test_an_answer_shown_again_and_sent_again_is_the_same(kind, more, answer):
    one = asked(kind, **more)

    assert read(one, field_types.get(kind).typed(one, answer)) == answer


def test_answers_are_put_into_the_words_of_the_language():
    one = asked("radios", options=[{"value": "red", "label": {"en": "Red", "cy": "Coch"}}])

    assert field_types.get("radios").words(one, "red", "cy") == ("Coch",)
    assert field_types.get("date").words(asked("date"), "2026-03-09", "en") == ("9 March 2026",)
