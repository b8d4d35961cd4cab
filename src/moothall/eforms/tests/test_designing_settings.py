"""Every setting of every type of question can be set in words, and is kept as it was set."""

import json
import re
from pathlib import Path

import pytest

from moothall.bookings.tests.kit import Diary
from moothall.eforms import lint
from moothall.eforms.designing import editing
from moothall.eforms.designing.member_words import SETTING_WORDS
from moothall.eforms.designing.question_types import TYPE_WORDS
from moothall.eforms.lint import Circumstances, mistakes
from moothall.eforms.tests.factories import document, page, publish, question, text
from moothall.eforms.tests.test_designing_screens import (
    TRIAL,
    documented,
    get,
    save,
)
from moothall.eforms.tests.test_designing_screens import (
    designer as designer,  # noqa: PLC0414 - a fixture
)
from moothall.eforms.views.designing.question_form import QuestionForm
from moothall.eforms.views.designing.setting_fields import MESSAGES_OF, SETTINGS_OF
from moothall.kernel.scope import acting_for

QUESTION = json.loads(lint.SCHEMA.read_text())["$defs"]["question"]["properties"]
MANUAL = Path(__file__).resolve().parents[4] / "docs" / "eforms" / "README.md"

#: Settings that are no single field: lists with a fieldset of their own on the screen.
LISTS = {"upload": {"kinds"}}


def offered(question_type):
    """Return the settings that the designer's form of a question asks for."""
    part = question("q", question_type)
    if question_type in ("radios", "select", "checkboxes"):
        part["options"] = [{"value": "a", "label": text("A")}]
    fields = QuestionForm(part, ("en", "cy")).fields
    single = {name.removeprefix("set-").removesuffix("_cy") for name in fields
              if name.startswith("set-")}  # fmt: skip
    return single | ({"kinds"} if "more_kinds" in fields else set())


def documented_settings():
    """Return the settings of each type as the manual's table of questions has them."""
    found = {}
    known = set(QUESTION["settings"]["properties"])
    for line in MANUAL.read_text(encoding="utf-8").splitlines():
        cells = line.split("|")
        if line.startswith("| `") and len(cells) == 5:
            for question_type in re.findall(r"`(\w+)`", cells[1]):
                found[question_type] = set(re.findall(r"`(\w+)`", cells[3])) & known
    return found


def test_every_setting_of_the_schema_has_a_field():
    known = set(QUESTION["settings"]["properties"])
    asked = set().union(*(offered(one) for one in QUESTION["type"]["enum"]))

    assert known == asked
    assert set(SETTING_WORDS) - {"is_needed"} == known


@pytest.mark.parametrize("question_type", QUESTION["type"]["enum"])
def test_each_type_asks_for_what_the_manual_says_it_has(question_type):
    settings = documented_settings()

    assert offered(question_type) == settings.get(question_type, set())
    assert set(SETTINGS_OF.get(question_type, ())) | LISTS.get(question_type, set()) == offered(
        question_type
    )
    assert question_type in TYPE_WORDS


def test_every_message_of_the_schema_has_a_field_where_it_is_said():
    known = set(QUESTION["messages"]["properties"])

    assert known == {"missing", "wrong"} | {one for found in MESSAGES_OF.values() for one in found}


#: For each setting a value that a field shows and gives back.
SAMPLES = {
    "shortest": 2, "longest": 30, "pattern": "[a-z]+", "least": 1, "most": 2.5, "decimals": 2,
    "unit": text("metres"), "earliest_days": -28, "latest_days": 0, "earliest_working_days": 3,
    "on_working_days": True, "not_before": "first", "not_after": "first", "earliest_time": "09:00",
    "latest_time": "17:30", "not_listed": False, "anywhere": True, "abroad": True, "most_files": 3,
    "images_only": True, "archives": True, "postcodes": ["QX1", "QX2"], "with_roll_number": True,
    "as": "money", "is_shown": False, "activity": "visit", "people": 2, "people_from": "many",
    "place": "hall", "place_from": "where", "near_from": "home", "step_free": True,
    "step_free_from": "steps",
    "kinds": [{"value": "id", "label": text("Identity"), "is_needed": True},
              {"value": "other", "label": text("Other")}],
}  # fmt: skip


@pytest.mark.parametrize("question_type", [*SETTINGS_OF])
def test_what_is_saved_unchanged_is_the_same(question_type):
    settings = {name: SAMPLES[name] for name in offered(question_type)}
    messages = {name: text(f"Said of {name}") for name in MESSAGES_OF.get(question_type, ())}
    part = question("q", question_type, settings=settings)
    if messages:
        part["messages"] = messages
    shown = QuestionForm(part, ("en", "cy"), dates=[("first", "First day")])
    data = {
        f"s-{name}": "on" if value is True else value
        for name, value in shown.initial.items()
        if value is not None and value is not False
    }

    typed = QuestionForm(part, ("en", "cy"), data, [("first", "First day")])

    assert typed.is_valid(), typed.errors
    assert editing.without_empty({"key": "q", **typed.changed_question()}) == part


@pytest.mark.django_db
def test_what_is_booked_and_where_is_chosen_from_the_councils_diary(designer, northvale, now):
    with acting_for(northvale.id):
        Diary(northvale, now).open()
    publish(
        northvale,
        document(
            page("many", question("many", "number")),
            page(
                "you",
                question("who", "name", name="person.name"),
                question("mail", "email", name="person.email"),
                title=text("You"),
            ),
            page("when", question("when", "booking", settings={"activity": "birth"})),
        ),
        now,
    )
    where = f"{TRIAL}page/when/when/"

    shown = get(designer, where).content.decode()
    assert '<option value="birth" selected>birth</option>' in shown
    assert '<option value="hall">Town Hall</option>' in shown
    assert '<option value="many">What is many?</option>' in shown
    save(
        designer, where,
        **{"set-activity": "birth", "set-people_from": "many", "set-place": "hall"},
    )  # fmt: skip

    assert settings_of(northvale) == {
        "activity": "birth", "people_from": "many", "place": "hall",
    }  # fmt: skip


@pytest.mark.django_db
def test_kinds_of_files_are_added_renamed_needed_and_removed(designer, northvale, now):
    publish(northvale, document(page("papers", question("papers", "upload"))), now)
    where = f"{TRIAL}page/papers/papers/"

    save(designer, where, more_kinds="Proof of address\n  Proof of  identity \nProof of address")
    kinds = settings_of(northvale)["kinds"]
    assert [one["value"] for one in kinds] == ["proof-of-address", "proof-of-identity"]
    save(designer, where, **{"kind-proof-of-address_en": "", "needed-proof-of-identity": "on",
                             "kind-proof-of-identity_en": "Identity", "set-archives": "on",
                             "set-most_files": "3"})  # fmt: skip

    assert settings_of(northvale) == {
        "archives": True, "most_files": 3,
        "kinds": [
            {"value": "proof-of-identity", "label": {"en": "Identity"}, "is_needed": True}
        ],
    }  # fmt: skip
    wrong = save(designer, where, **{"set-most_files": "99", "more_kinds": "Letter"})
    assert wrong.status_code == 422
    html = wrong.content.decode()
    assert 'value="99"' in html
    assert ">Letter</textarea>" in html
    save(designer, where, **{"kind-proof-of-identity_en": "", "needed-proof-of-identity": None})
    assert "kinds" not in settings_of(northvale)


def settings_of(council):
    return documented(council)["pages"][-1]["questions"][0].get("settings", {})


@pytest.mark.django_db
def test_a_date_is_held_against_another_that_is_asked_before(designer, northvale, now):
    pages = [page(key, question(key, "date")) for key in ("begins", "ends", "later")]
    publish(northvale, document(*pages[:2]), now)
    where = f"{TRIAL}page/ends/ends/"

    html = get(designer, where).content.decode()
    offers = re.search(r'name="s-set-not_before".*?</select>', html, re.DOTALL)[0]
    assert re.findall(r'value="([^"]*)"', offers) == ["", "begins"]
    save(designer, where, **{"set-not_before": "begins"})
    assert settings_of(northvale) == {"not_before": "begins"}
    assert save(designer, where, **{"set-not_before": "later"}).status_code == 422

    gone = editing.remove_question(documented(northvale), "begins")
    assert "not_before" not in gone["pages"][0]["questions"][0].get("settings", {})
    moved = editing.move_page(documented(northvale), "begins", editing.Way.DOWN)
    found = mistakes(moved, Circumstances())
    assert [one.place for one in found] == ["pages/0/questions/0/settings/not_before"]
