"""Two versions of a form side by side, and an older one that is worked on again."""

import json

import pytest

from moothall.eforms import library
from moothall.eforms.designing import editing
from moothall.eforms.designing.parts import questions_of
from moothall.eforms.designing.side_by_side import is_same, side_by_side
from moothall.eforms.models import Form
from moothall.eforms.sharing.differences import Kind, changes
from moothall.eforms.tests.factories import document, options, page, publish, question, text
from moothall.eforms.tests.test_designing_screens import (
    HERE,
    HOST,
    TRIAL,
    documented,
    get,
    post,
    save,
    seen_in,
    staff,
)
from moothall.eforms.tests.test_designing_screens import (
    designer as designer,  # noqa: PLC0414 - a fixture
)
from moothall.kernel.scope import acting_for
from moothall.kernel.tests import kit
from moothall.people.models import Role


def words_of(pieces):
    return " ".join(one.words for one in pieces)


def sheets_that_differ(before, after):
    return [one for one in side_by_side(before, after) if not is_same(one)]


def test_a_changed_question_shows_both_wordings_and_what_is_new_of_each():
    before = document(page("a", question("a")), page("b", question("b")))
    after = editing.change_question(
        before, "b", {"type": "textarea", "label": text("What was b?"), "hint": text("Say more.")}
    )

    (sheet,) = sheets_that_differ(before, after)
    (thing,) = sheet.things
    rows = {one.label: (words_of(one.was), words_of(one.now), one.kind) for one in thing.rows}

    assert (sheet.kind, thing.kind) == (Kind.CHANGED, Kind.CHANGED)
    assert rows["Words"] == ("What is b?", "What was b?", Kind.CHANGED)
    assert rows["Kind of answer"] == ("A few words", "Several lines", Kind.CHANGED)
    assert rows["Hint"] == ("", "Say more.", Kind.ADDED)
    words = next(one for one in thing.rows if one.label == "Words")
    assert [one.words for one in words.now if one.is_other] == ["was"]


def test_what_went_stands_where_it_was_and_what_came_where_it_is():
    before = document(*(page(key, question(key)) for key in "abc"))
    after = editing.remove_page(before, "b")
    after, _key = editing.add_question(after, question_type="text", label="New", after="a")

    found = [(one.title, one.kind) for one in side_by_side(before, after)[1:5]]

    assert found == [
        ("What is a?", None), ("What is b?", Kind.REMOVED), ("New", Kind.ADDED),
        ("What is c?", None),
    ]  # fmt: skip


def test_a_question_on_another_page_is_shown_there_with_where_it_came_from():
    before = document(
        page("a", question("a"), question("x"), title=text("First")),
        page("b", question("b"), title=text("Second")),
    )
    after = editing.move_question(before, "x", page="b")

    (sheet,) = sheets_that_differ(before, after)

    assert (sheet.title, sheet.kind) == ("Second", Kind.CHANGED)
    assert [(one.title, one.kind, one.note) for one in sheet.things] == [
        ("What is x?", Kind.MOVED, "It stood on the page “First”.")
    ]


def test_a_moved_page_and_a_condition_are_said_in_words():
    kinds = question("kind", "radios", options=options("garden", "food"))
    before = document(page("kind", kinds), *(page(key, question(key)) for key in "bcd"))
    after = editing.move_page(before, "b")
    after["pages"][1]["show_when"] = {"==": [{"var": "kind"}, "garden"]}

    found = {one.title: one for one in sheets_that_differ(before, after)}

    assert {one.kind for one in found.values()} == {Kind.MOVED, Kind.CHANGED}
    row = found["What is c?"].things[0].rows[0]
    assert (row.label, words_of(row.now)) == ("Who sees it", "“What is kind?” is “Garden”")


@pytest.mark.parametrize("name", library.files())
def test_every_edit_of_a_library_form_shows_and_nothing_else_does(name):
    form = json.loads(json.dumps(library.form(name)))
    assert sheets_that_differ(form, form) == []
    for key in [one["key"] for _page, one in questions_of(form)][:8]:
        after = editing.remove_question(form, key)
        assert len(sheets_that_differ(form, after)) >= 1
    emptied = {**form, "outcome": {**form["outcome"], "service_type": "other"}}
    (sheet,) = sheets_that_differ(form, emptied)
    assert sheet.title == "What happens with the answers"


@pytest.mark.slow
def test_whatever_differs_is_shown():
    """Change every single value of a large form in turn: none may be passed over."""
    form = json.loads(json.dumps(library.form("fostering-adoption-pack")))
    passed_over = []
    for path in list(leaves(form)):
        if path[-1] in ("key", "schema_version"):
            continue
        other = json.loads(json.dumps(form))
        change_leaf(other, path)
        if changes(form, other) and not sheets_that_differ(form, other):
            passed_over.append(path)
    assert passed_over == []


def leaves(part, path=()):
    if isinstance(part, dict):
        for name, one in part.items():
            yield from leaves(one, (*path, name))
    elif isinstance(part, list):
        for number, one in enumerate(part):
            yield from leaves(one, (*path, number))
    else:
        yield path


def change_leaf(document, path):
    *way, last = path
    for step in way:
        document = document[step]
    value = document[last]
    if last == "type":
        document[last] = "textarea" if value != "textarea" else "text"
    elif isinstance(value, bool):
        document[last] = not value
    else:
        document[last] = value + 1 if isinstance(value, int) else f"{value} more"


@pytest.mark.django_db
def test_the_screen_compares_what_is_worked_on_with_what_is_published(designer, northvale, now):
    publish(northvale, document(page("a", question("a")), page("b", question("b"))), now)
    alone = get(designer, f"{TRIAL}compare/").content.decode()
    save(designer, f"{TRIAL}page/b/b/", label_en="What was b?")

    html = get(designer, f"{TRIAL}compare/").content.decode()

    assert "There is only one version yet" in alone
    assert "They differ in 1 place" in html
    assert "<del>is</del>" in html
    assert "<ins>was</ins>" in html
    assert "Changed" in html
    assert html.count('data-testid="sheet"') == 1
    same = get(designer, f"{TRIAL}compare/?before=1&after=1").content.decode()
    assert "The two versions are the same." in same


def test_a_service_and_a_team_are_called_what_the_council_calls_them():
    before = document()
    after = document()
    after["outcome"] |= {
        "service_type": "street-fault",
        "destinations": [{"key": "a", "kind": "email", "team": "streets"}],
    }
    names = {"service_type:street-fault": "Street fault", "team:streets": "Streets"}

    (sheet,) = [one for one in side_by_side(before, after, "en", names) if not is_same(one)]

    assert {one.label: words_of(one.now) for one in sheet.things[0].rows} == {
        "Service": "Street fault",
        "Who else is told, “a”: Kind": "Email",
        "Who else is told, “a”: Team": "Streets",
    }


@pytest.mark.django_db
def test_an_older_version_is_worked_on_again_and_that_is_taken_back(designer, northvale, now):
    publish(northvale, document(page("a", question("a")), page("b", question("b"))), now)
    publish(northvale, document(page("a", question("a"))), now)
    save(designer, f"{TRIAL}page/a/a/", label_en="Mine")

    html = get(designer, f"{TRIAL}compare/?before=1&after=copy").content.decode()
    assert 'data-testid="restore-1"' in html
    assert 'data-testid="restore-copy"' not in html
    shown = get(designer, f"{TRIAL}compare/1/").content.decode()
    stale = post(designer, f"{TRIAL}compare/1/", seen="stale")
    assert stale.status_code == 422
    assert [one["key"] for one in documented(northvale)["pages"]] == ["a"]
    post(designer, f"{TRIAL}compare/1/", seen=seen_in(shown))

    assert [one["key"] for one in documented(northvale)["pages"]] == ["a", "b"]
    with acting_for(northvale.id):
        form = northvale_form()
        assert form.current.number == 2
    history = get(designer, f"{TRIAL}history/").content.decode()
    assert "Brought an older version back: “Version 1”" in history
    back = history.split('href="')
    step = next(one for one in back if "/history/" in one and one.split('"')[0].endswith("/")
                and one.split('"')[0] != f"{TRIAL}history/")  # fmt: skip
    post(designer, step.split('"')[0])
    assert documented(northvale)["pages"][0]["questions"][0]["label"]["en"] == "Mine"


def northvale_form():
    return Form.objects.select_related("current").get()


@pytest.mark.django_db
@pytest.mark.parametrize("asked", ["?before=1&after=9", "?before=x&after=1", "?after=copy"])
def test_versions_that_are_not_there_are_not_found(designer, northvale, now, asked):
    publish(northvale, document(), now)
    publish(northvale, document(title=text("Newer")), now)

    assert get(designer, f"{TRIAL}compare/{asked}").status_code == 404
    assert get(designer, f"{TRIAL}compare/9/").status_code == 404
    assert get(designer, f"{TRIAL}compare/{'9' * 12}/").status_code == 404


@pytest.mark.django_db
def test_nobody_else_compares_or_restores(northvale, southmere, now, client):
    publish(northvale, document(), now)
    publish(southmere, document(slug="theirs"), now)
    kit.sign_in(client, kit.staff_user("bob", now))
    assert get(client, f"{TRIAL}compare/").status_code in (403, 404)
    client.logout()
    staff(northvale, client, now, Role.FORM_AUTHOR, "mallory")

    assert get(client, f"{TRIAL}compare/").status_code == 200
    assert get(client, f"{HERE}theirs/compare/").status_code == 404
    there = "/workspace/form-design/southmere/theirs/compare/1/"
    assert client.post(there, {"seen": ""}, headers=HOST).status_code == 404
    client.logout()
    assert get(client, f"{TRIAL}compare/1/").status_code == 302


@pytest.mark.django_db
def test_comparing_large_versions_asks_the_database_little(
    designer, northvale, now, django_assert_max_num_queries
):
    pages = [page(f"p-{n}", *(question(f"q-{n}-{m}") for m in range(3)), title=text(f"P{n}"))
             for n in range(30)]  # fmt: skip
    publish(northvale, document(*pages), now)
    publish(northvale, document(*pages[5:]), now)
    get(designer, f"{TRIAL}compare/")

    with django_assert_max_num_queries(16):
        get(designer, f"{TRIAL}compare/?before=1&after=2")
