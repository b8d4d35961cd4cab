"""Types of question beyond the plain ones: what they take, refuse, say and hide."""

from datetime import date, timedelta

import pytest
from django.utils import translation
from hypothesis import given, settings
from hypothesis import strategies as st

from moothall.eforms.fields import AnswerProblem, Reading, field_types
from moothall.eforms.tests.factories import options
from moothall.eforms.tests.test_fields import COUNCIL, READING, asked, read

MORE = {
    "radios": {"options": options("red", "blue")},
    "select": {"options": options("red", "blue")},
    "checkboxes": {"options": options("red", "blue")},
    "calculated": {"calculate": 1},
}
#: These ask the gazetteer or the boundaries, which have tests of their own.
WITHOUT_DATABASE = sorted({one.key for one in field_types} - {"address", "map_location"})


@pytest.mark.parametrize(
    ("kind", "typed", "answer", "words"),
    [
        ("money", "45", 4500, "£45"),
        ("money", "£1,234.5", 123450, "£1,234.50"),
        ("money", ".99", 99, "£0.99"),
        ("time", "9am", "09:00", "9am"),
        ("time", "2.30 pm", "14:30", "2:30pm"),
        ("time", "14:30", "14:30", "2:30pm"),
        ("time", "12am", "00:00", "12am"),
        ("time", "noon", "12:00", "12pm"),
        ("yes_no", "yes", True, "Yes"),
        ("yes_no", "no", False, "No"),
        ("ni_number", "ab 12 34 56 c", "AB123456C", "AB 12 34 56 C"),
        ("vehicle_registration", "ab12cde", "AB12CDE", "AB12 CDE"),
        ("vehicle_registration", "A1", "A1", "A1"),
        ("vehicle_registration", "tiz 1234", "TIZ1234", "TIZ1234"),
        ("postcode_area", "qx1 1ab", "QX11AB", "QX1 1AB"),
    ],
)
def test_people_may_write_it_as_they_do(kind, typed, answer, words):
    one = asked(kind, settings={"postcodes": ["QX1"]} if kind == "postcode_area" else {})

    given = read(one, {"it": [typed]})

    assert given == answer
    assert field_types.get(kind).words(one, given, "en") == (words,)
    assert read(one, field_types.get(kind).typed(one, given)) == answer


@pytest.mark.parametrize(
    ("kind", "more", "typed", "words"),
    [
        ("money", {}, "lots", "Enter an amount"),
        ("money", {}, "1.234", "Enter an amount"),
        ("money", {}, "-5", "Enter £0 or more"),
        ("money", {"settings": {"most": 20}}, "20.01", "Enter £20 or less"),
        ("time", {}, "25:00", "Enter a time"),
        ("time", {}, "13pm", "Enter a time"),
        ("time", {}, "9", "Enter a time"),
        ("time", {"settings": {"earliest_time": "08:00"}}, "7:59am", "must be 8am or later"),
        ("time", {"settings": {"latest_time": "17:30"}}, "6pm", "must be 5:30pm or earlier"),
        ("yes_no", {}, "maybe", "Choose yes or no"),
        ("ni_number", {}, "QQ123456C", "Enter a National Insurance number"),
        ("ni_number", {}, "AB123456E", "Enter a National Insurance number"),
        ("vehicle_registration", {}, "hello there", "Enter a vehicle registration"),
        ("postcode_area", {}, "QX1", "Enter a full UK postcode"),
        ("postcode_area", {"settings": {"postcodes": ["QX1"]}}, "QX11 1AB", "QX11 1AB is not in"),
        ("postcode_area", {"settings": {"postcodes": ["Q"]}}, "QX1 1AB", "is not in the area"),
    ],
)
def test_what_is_wrong_is_said_in_plain_words(kind, more, typed, words):
    with pytest.raises(AnswerProblem) as error:
        read(asked(kind, **more), {"it": [typed]})

    assert words in error.value.message


def test_a_form_says_it_in_its_own_words_and_in_welsh():
    messages = {"too_big": {"en": "That is more than a grant", "cy": "Mae hynny’n fwy na grant"}}
    one = asked("money", settings={"most": 5}, messages=messages)
    welsh = Reading(council=COUNCIL, today=date(2026, 11, 18), language="cy")

    with pytest.raises(AnswerProblem, match="more than a grant"):
        read(one, {"it": ["6"]})
    with translation.override("cy"), pytest.raises(AnswerProblem, match="fwy na grant"):
        read(one, {"it": ["6"]}, welsh)


def test_a_date_may_not_come_before_another():
    one = asked("date", settings={"not_before": "moved"})
    reading = Reading(
        council=COUNCIL, today=date(2026, 11, 18), language="en", answers={"moved": "2026-11-10"}
    )
    day = {"it-day": ["9"], "it-month": ["11"], "it-year": ["2026"]}

    with pytest.raises(AnswerProblem, match="must be 10 November 2026 or later"):
        read(one, day, reading)
    assert read(one, {**day, "it-day": ["10"]}, reading) == "2026-11-10"


def test_a_date_may_not_come_after_another():
    one = asked("date", settings={"not_after": "ends"}, messages={"too_late": {"en": "Too late."}})
    reading = Reading(
        council=COUNCIL, today=date(2026, 11, 18), language="en", answers={"ends": "2026-11-10"}
    )
    day = {"it-day": ["11"], "it-month": ["11"], "it-year": ["2026"]}

    with pytest.raises(AnswerProblem, match="Too late"):
        read(one, day, reading)
    assert read(one, {**day, "it-day": ["10"]}, reading) == "2026-11-10"


def test_a_date_may_have_to_be_a_working_day_and_leave_time(db, northvale):
    council = Reading(council=northvale, today=date(2026, 11, 18), language="en")
    one = asked("date", settings={"on_working_days": True, "earliest_working_days": 3})

    def day(number):
        return {"it-day": [str(number)], "it-month": ["11"], "it-year": ["2026"]}

    with pytest.raises(AnswerProblem, match="must be a working day"):
        read(one, day(28), council)
    with pytest.raises(AnswerProblem, match="23 November 2026 or later"):
        read(one, day(20), council)
    assert read(one, day(23), council) == "2026-11-23"


ACCOUNT = {
    "it-name": ["Ann Other"], "it-sort-code": ["30-94-30"], "it-account-number": ["1234567"],
}  # fmt: skip


def test_an_account_is_tidied_and_mostly_hidden_when_shown():
    one = asked("bank_account")

    account = read(one, ACCOUNT)

    assert account == {
        "name": "Ann Other", "sort_code": "309430", "account_number": "01234567",
        "roll_number": "",
    }  # fmt: skip
    assert field_types.get("bank_account").words(one, account, "en") == (
        "Ann Other", "Account ending 4567",
    )  # fmt: skip


@pytest.mark.parametrize(
    ("part", "typed", "words", "parts"),
    [
        ("name", "", "Enter the name on the account", ("name",)),
        ("sort-code", "12345", "Enter a sort code", ("sort-code",)),
        ("account-number", "12345", "between 6 and 8 numbers", ("account-number",)),
        ("account-number", "1234567x", "between 6 and 8 numbers", ("account-number",)),
    ],
)
def test_a_wrong_account_names_the_box(part, typed, words, parts):
    with pytest.raises(AnswerProblem) as error:
        read(asked("bank_account"), {**ACCOUNT, f"it-{part}": [typed]})

    assert words in error.value.message
    assert error.value.parts == parts


SQUARE = "52.0,-1.0;52.0,-0.99;52.01,-0.99;52.01,-1.0"


def test_a_line_and_an_area_are_measured(db):
    line, area = asked("map_line"), asked("map_area")
    drawn = {"it_description": [" Mill  Lane "], "it_points": [SQUARE]}

    length, site = read(line, drawn), read(area, drawn)

    assert length["description"] == "Mill Lane"
    assert length["metres"] == pytest.approx(2484, abs=10)
    assert site["metres"] == pytest.approx(763_000, rel=0.01)
    assert field_types.get("map_area").words(area, site, "en") == (
        "Mill Lane", "Area on the map, 76.36 hectares",
    )  # fmt: skip


def test_words_do_without_a_map_and_too_few_points_are_said():
    assert read(asked("map_line"), {"it_description": ["Mill Lane"]})["points"] == []
    with pytest.raises(AnswerProblem, match="at least 3 points"):
        read(asked("map_area"), {"it_points": ["52,-1;52.1,-1"]})


def test_an_outline_that_crosses_itself_is_no_area(db):
    bow = {"it_points": ["52.0,-1.0;52.01,-0.99;52.0,-0.99;52.01,-1.0"]}

    with pytest.raises(AnswerProblem, match="crosses itself"):
        read(asked("map_area"), bow)


def _asked_plainly(kind):
    return asked(kind, **MORE.get(kind, {}))


@pytest.mark.slow
@pytest.mark.parametrize("kind", [k for k in WITHOUT_DATABASE if k not in ("upload", "calculated")])
@settings(max_examples=60, deadline=timedelta(seconds=2))
@given(data=st.data())
def test_whatever_is_typed_is_an_answer_or_a_problem_and_reads_the_same_again(kind, data):
    one, field_type = _asked_plainly(kind), field_types.get(kind)
    texts = st.text(max_size=30) | st.sampled_from(["yes", "red", "12", "2026", "9am", "AB1 2CD"])
    typed = {name: data.draw(st.lists(texts, max_size=2)) for name in field_type.inputs(one)}

    try:
        answer = field_type.read(one, typed, READING)
    except AnswerProblem:
        return

    if answer is None:
        return
    again = field_type.typed(one, answer)
    assert set(again) <= set(field_type.inputs(one))
    assert field_type.read(one, again, READING) == answer
    assert all(field_type.words(one, answer, "en")) or not any(field_type.words(one, answer, "en"))


@pytest.mark.parametrize("kind", sorted({one.key for one in field_types} - {"calculated"}))
def test_nothing_typed_is_no_answer(kind):
    one = _asked_plainly(kind)

    for blank in ({}, {name: [" "] for name in field_types.get(kind).inputs(one)}):
        assert field_types.get(kind).read(one, blank, READING) is None
