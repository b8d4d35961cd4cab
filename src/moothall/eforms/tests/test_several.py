"""Pages that ask for several things, and forms in parts."""

import pytest

from moothall.cases.models import Case
from moothall.eforms import lint
from moothall.eforms.journey import relevant
from moothall.eforms.models import Submission
from moothall.eforms.tests.browser import Browser
from moothall.eforms.tests.factories import (
    definition,
    document,
    options,
    page,
    publish,
    question,
    text,
)
from moothall.kernel import clock
from moothall.kernel.scope import acting_for

HAS_VAN = {"some": [{"var": "vehicles"}, {"==": [{"var": "kind"}, "van"]}]}
IS_VAN = {"==": [{"var": "kind"}, "van"]}


def vehicles(**more):
    return page(
        "vehicles",
        question("kind", "radios", options=options("car", "van")),
        question("height", "number", show_when=IS_VAN, settings={"most": 3}),
        kind="repeat",
        title=text("Your vehicles"),
        repeat={"one": text("vehicle"), "summary": text("{kind} {height}"), "most": 3, **more},
    )


def _pages(**more):
    return [vehicles(**more), page("depot", question("depot"), show_when=HAS_VAN)]


def test_each_thing_has_its_own_rules_and_others_may_look_at_all():
    form = definition(*_pages())

    cars = relevant(form, {"vehicles": [{"kind": "car", "height": 2}]})
    van = relevant(form, {"vehicles": [{"kind": "car"}, {"kind": "van", "height": 2}]})

    assert dict(cars.answers) == {"vehicles": [{"kind": "car"}]}
    assert [step.key for step in cars.steps] == ["vehicles"]
    assert [step.key for step in van.steps] == ["vehicles", "depot"]


@pytest.mark.parametrize(
    ("items", "is_done"),
    [(None, False), ([], False), ([{"kind": "van"}], False), ([{"kind": "car"}], True)],
)
def test_enough_of_them_must_be_whole(items, is_done):
    given = {} if items is None else {"vehicles": items}

    assert relevant(definition(*_pages()), given).steps[0].is_done is is_done


def test_none_will_do_where_the_form_says_so():
    assert relevant(definition(*_pages(least=0)), {"vehicles": []}).is_complete


@pytest.fixture
def browser(db, client, northvale):
    publish(northvale, document(*_pages(), slug="fleet"), clock.now())
    browser = Browser(client)
    browser.start("fleet")
    return browser


def _add(browser, **answers):
    return browser.post(answers)


def test_several_are_added_changed_removed_and_sent(browser, northvale):
    assert browser.page == "vehicles_1"
    _add(browser, kind="car")
    assert browser.page == "vehicles"
    browser.post({"another": "yes"})
    _add(browser, kind="van", height="2")
    browser.post({"another": "yes"})
    _add(browser, kind="van", height="3")
    assert "You have added as many as this form takes" in browser.html

    browser.get(browser.path.replace("/vehicles/", "/vehicles_1/remove/"))
    assert "Car" in browser.html
    browser.post()
    assert browser.html.count("Remove<span") == 2
    browser.get(browser.path.replace("/vehicles/", "/vehicles_2/"))
    assert 'value="3"' in browser.html
    _add(browser, kind="van", height="1")
    browser.post({"another": "no"})
    assert browser.page == "depot"
    browser.post({"depot": "Mill Lane"})
    assert browser.page == "check"
    assert "Vehicle 2" in browser.html
    assert "2 in all" in browser.html
    assert "How many" in browser.html
    browser.post()

    with acting_for(northvale.id):
        assert Submission.objects.get().answers["vehicles"] == [
            {"kind": "van", "height": 2},
            {"kind": "van", "height": 1},
        ]
        details = {one["key"]: one["value"] for one in Case.objects.get().details}
    assert details["vehicles"] == "Van 2\nVan 1"


def test_what_is_wrong_with_one_keeps_the_person_there_and_loses_nothing(browser):
    _add(browser, kind="van", height="9")

    assert browser.page == "vehicles_1"
    assert "Enter 3 or less" in browser.html
    assert 'value="9"' in browser.html
    browser.get(browser.path)
    assert 'value="9"' in browser.html


def test_adding_the_same_one_twice_by_a_double_click_adds_one(browser):
    path = browser.path
    _add(browser, kind="car")
    browser.post({"kind": "car"}, path=path)

    assert browser.html.count("Remove<span") == 1


def test_a_change_from_the_check_page_leads_back_to_it(browser):
    _add(browser, kind="car")
    browser.post({"another": "no"})
    assert browser.page == "check"

    browser.get(browser.path.replace("/check/", "/vehicles_1/?return=check"))
    _add(browser, kind="car", **{"return": "check"})
    assert browser.page == "vehicles"
    browser.post({"another": "no", "return": "check"})

    assert browser.page == "check"


@pytest.mark.parametrize("item", ["vehicles_3", "vehicles_0", "vehicles_x", "vehicles_9"])
def test_there_is_no_page_for_one_that_does_not_come_next(browser, item):
    _add(browser, kind="car")
    browser.get(browser.path.replace("/vehicles/", f"/{item}/"))

    assert browser.page in ("vehicles", "check")


def test_the_question_whether_there_is_more_must_be_answered(browser):
    _add(browser, kind="car")
    browser.post({})

    assert "Choose yes if you want to add another vehicle" in browser.html
    assert "govuk-error-summary" in browser.html


def _mistakes(*pages, **more):
    circumstances = lint.Circumstances(languages=("en", "cy"))
    return list(map(str, lint.mistakes(document(*pages, **more), circumstances)))


def test_what_several_cannot_do_is_refused():
    upload = vehicles(least=4)
    upload["questions"].append(question("photo", "upload"))
    upload["repeat"]["summary"] = text("{colour}")
    other = page("other", question("other", show_when={"var": "kind"}))

    assert sorted(_mistakes(upload, other)) == [
        "at pages/0/questions/2/type: files are asked for on a page of their own",
        "at pages/0/repeat/least: is more than the most",
        "at pages/0/repeat/summary: no question of the page is called 'colour'",
        "at pages/1/questions/0/show_when: looks at 'kind', which no earlier page asks for",
    ]


SECTIONS = [{"key": "you", "title": text("About you")}, {"key": "job", "title": text("The job")}]


def _parts():
    return [
        page("name", question("name"), section="you"),
        page("age", question("age", "number"), section="you"),
        page("why", question("why"), section="job"),
    ]


def test_a_form_in_parts_begins_with_their_list_and_comes_back_to_it(db, client, northvale):
    declaration = text("I declare that this is true.")
    form = document(*_parts(), slug="job", sections=SECTIONS, declaration=declaration)
    publish(northvale, form, clock.now())
    browser = Browser(client)

    browser.start("job")
    assert browser.page == "tasks"
    assert "completed 0 of 2 parts" in browser.html
    assert "Cannot start yet" in browser.html
    browser.get(browser.path.replace("/tasks/", "/name/"))
    browser.post({"name": "Ann"})
    browser.get(browser.path.replace("/age/", "/tasks/"))
    assert "In progress" in browser.html
    browser.get(browser.path.replace("/tasks/", "/age/"))
    browser.post({"age": "40"})
    assert browser.page == "tasks"
    assert "completed 1 of 2 parts" in browser.html
    browser.get(browser.path.replace("/tasks/", "/why/"))
    browser.post({"why": "I like it"})
    assert browser.page == "check"
    assert "About you" in browser.html
    assert "I declare that this is true." in browser.html
    assert "Accept and send" in browser.html


def test_a_page_of_a_part_that_is_not_there_is_refused():
    lost = page("name", question("name"), section="elsewhere")

    assert _mistakes(lost, sections=SECTIONS) == [
        "at pages/0/section: the form has no part 'elsewhere'"
    ]
    assert _mistakes(page("name", question("name")), sections=SECTIONS) == [
        "at pages/0/section: say to which part of the form this page belongs"
    ]
