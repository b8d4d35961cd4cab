import copy

from moothall.eforms.sharing.differences import Change, Kind, changes
from moothall.eforms.sharing.telling import rows
from moothall.eforms.tests.factories import document, options, page, question

BASE = document(
    page("one", question("colour", "radios", options=options("red", "blue"))),
    page("two", question("words", "textarea"), question("email", "email")),
    page("three", question("name", "name")),
)


def changed(alter):
    after = copy.deepcopy(BASE)
    alter(after)
    return changes(BASE, after)


def test_the_same_document_has_no_changes():
    assert changes(BASE, copy.deepcopy(BASE)) == ()


def test_words_that_changed_are_told_by_keys():
    def alter(after):
        after["pages"][1]["questions"][1]["label"]["en"] = "Your email"

    path = ("pages", "#two", "questions", "#email", "label", "en")
    assert changed(alter) == (Change(Kind.CHANGED, path, "What is email?", "Your email"),)


def test_a_page_that_moved_is_not_removed_and_added():
    def alter(after):
        after["pages"].insert(0, after["pages"].pop())

    assert [(one.kind, one.path, one.was, one.now) for one in changed(alter)] == [
        (Kind.MOVED, ("pages", "#three"), 3, 1)
    ]


def test_a_question_that_went_to_another_page_moved_and_its_words_are_compared():
    def alter(after):
        email = after["pages"][1]["questions"].pop()
        after["pages"][2]["questions"].append({**email, "required": False})

    there = ("pages", "#three", "questions", "#email")
    assert [(one.kind, one.path) for one in changed(alter)] == [
        (Kind.MOVED, there),
        (Kind.ADDED, (*there, "required")),
    ]


def test_an_option_added_and_one_removed():
    def alter(after):
        after["pages"][0]["questions"][0]["options"] = options("red", "green")

    path = ("pages", "#one", "questions", "#colour", "options")
    assert [(one.kind, one.path) for one in changed(alter)] == [
        (Kind.ADDED, (*path, "#green")),
        (Kind.REMOVED, (*path, "#blue")),
    ]


def test_a_rule_is_one_change_and_shown_as_text():
    before = copy.deepcopy(BASE)
    before["pages"][1]["show_when"] = {"==": [{"var": "colour"}, "red"]}
    after = copy.deepcopy(before)
    after["pages"][1]["show_when"] = {"==": [{"var": "colour"}, "blue"]}

    (row,) = rows(changes(before, after), before, after)

    assert row.kind == "Changed"
    assert row.place == "page “two”, when it is shown"
    assert row.now == '{"==": [{"var": "colour"}, "blue"]}'


def test_true_is_not_one():
    assert len(changes({"value": True}, {"value": 1})) == 1
