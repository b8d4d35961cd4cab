"""The screen of how a form does, from journeys to bars and tables."""

import re

import pytest

from moothall.eforms.actions.tallying import gathered
from moothall.eforms.models import Tally
from moothall.eforms.tests.browser import Browser
from moothall.eforms.tests.factories import document, options, page, publish, question, text
from moothall.kernel import clock
from moothall.kernel.actors import system
from moothall.kernel.scope import acting_for
from moothall.kernel.tests import kit
from moothall.people.actions import give_role
from moothall.people.models import Role

pytestmark = pytest.mark.django_db

HOST = {"host": "northvale.test"}
FIGURES = "/workspace/form-settings/northvale/form/trial/figures/"
FORM = document(
    page("colour", question("colour", "radios", options=options("red", "blue"))),
    page("shade", question("shade", label=text("Which shade?")),
         show_when={"==": [{"var": "colour"}, "blue"]}),
    page("why", question("why")),
)  # fmt: skip
PHONE = "Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) Mobile/15E148"


@pytest.fixture(autouse=True)
def _nothing_counted_before():
    gathered._counts.clear()
    yield
    gathered._counts.clear()


@pytest.fixture
def supervisor(northvale, now, client):
    """Northvale's supervisor, who opens the screen."""
    user = kit.staff_user("alice", now)
    with acting_for(northvale.id):
        give_role(
            actor=system("tests"), user=user, role=Role.SUPERVISOR, council_id=northvale.id,
            partnership_id=None, now=now,
        )  # fmt: skip
    kit.sign_in(client, user)

    def look(query=""):
        gathered.write_down()
        return client.get(FIGURES + query, headers=HOST)

    return look


@pytest.fixture
def journeys(northvale, client):
    """One journey to the end with a mistake and a way back, one that stops on the second page."""
    publish(northvale, FORM, clock.now())
    browser = Browser(type(client)(headers={"user-agent": PHONE}))
    browser.start("trial")
    browser.post({"colour": ""})
    browser.post({"colour": "red", "since": str(int(clock.now().timestamp()) - 25)})
    browser.post({"why": "Because"})
    browser.get(f"/forms/trial/{browser.secret}/colour/?return=check")
    browser.post({"colour": "red", "return": "check"})
    browser.post()
    assert browser.page == "done"
    browser.get(browser.path)
    browser = Browser(type(client)())
    browser.start("trial")
    browser.post({"colour": "blue"})
    assert browser.page == "shade"


def table(html, name):
    """Return the cells of a table, row by row."""
    body = re.search(rf'data-testid="{name}">.*?<tbody[^>]*>(.*?)</tbody>', html, re.DOTALL)[1]
    rows = re.findall(r"<tr.*?</tr>", body, re.DOTALL)
    return [re.findall(r"<t[hd][^>]*>(.*?)</t[hd]>", row, re.DOTALL) for row in rows]


def test_the_funnel_says_how_far_people_came(journeys, supervisor):
    html = supervisor().content.decode()

    assert "2 started. 1 sent." in html
    pages = {row[0]: row[1:] for row in table(html, "pages")}
    assert pages["1. What is colour?"][:7] == ["2", "2", "0", "3", "1", "1", "0"]
    assert pages["1. What is colour?"][7] == "Up to 30 seconds"
    assert pages["2. Which shade?"][:3] == ["1", "0", "1"]
    assert pages["3. What is why?"][:3] == ["1", "1", "0"]
    assert pages["4. Check your answers"][:3] == ["1", "1", "0"]
    assert table(html, "mistakes") == [["What is colour?", "What is colour?", "1"]]


def test_the_drawing_says_what_the_table_says(journeys, supervisor):
    html = supervisor().content.decode()

    drawing = re.search(r"<svg.*?</svg>", html, re.DOTALL)[0]
    assert 'role="img" aria-labelledby="funnel-title funnel-words"' in drawing
    assert re.findall(r'width="(\d+)" height="22"', drawing) == [
        "600", "600", "300", "0", "300", "300", "300", "300",
    ]  # fmt: skip


def test_devices_languages_and_channels_are_told_apart(journeys, supervisor, client):
    html = supervisor().content.decode()

    assert table(html, "means-1") == [["Computer", "1", "0", "0%"], ["Phone", "1", "1", "100%"]]
    assert table(html, "means-2") == [["English", "2", "1", "50%"]]
    assert table(html, "means-3") == [["By themselves, online", "2", "1", "50%"]]


def test_versions_and_periods_are_chosen_without_scripts(journeys, supervisor, northvale):
    assert "2 started." in supervisor("?days=7&version=1").content.decode()
    assert "Nobody has used it" not in supervisor("?days=nonsense&version=99").content.decode()
    publish(northvale, {**FORM, "title": text("Another")}, clock.now())
    html = supervisor("?version=2").content.decode()

    assert "Nobody has used it in this time." in html
    assert 'value="2" selected' in html


def test_what_staff_fill_in_for_a_caller_is_told_apart(northvale, client, supervisor, now):
    publish(northvale, FORM, now)
    client.post(
        "/workspace/forms/northvale/trial/", {"channel": "phone", "language": "en"}, headers=HOST
    )

    assert table(supervisor().content.decode(), "means-3") == [["Phone", "1", "0", "0%"]]


def test_handing_in_twice_counts_once(journeys, supervisor, northvale, client):
    browser = Browser(client)
    browser.start("trial")
    for answers in ({"colour": "red"}, {"why": "Because"}, {}, {}):
        browser.post(answers)

    assert "2 sent." in supervisor().content.decode()


def test_nothing_counted_knows_a_person(journeys, northvale):
    gathered.write_down()

    with acting_for(northvale.id):
        assert Tally.objects.exists()
        names = {field.name for field in Tally._meta.get_fields()}
        assert names == {
            "id", "council", "version", "day", "page", "measure", "detail", "device", "language",
            "channel", "count",
        }  # fmt: skip
        said = Tally.objects.values_list("page", "detail")
        assert not any("Because" in part for row in said for part in row)


def test_counting_costs_a_page_no_statement(northvale, client, django_assert_num_queries, now):
    publish(northvale, FORM, now)
    browser = Browser(client)
    browser.start("trial")
    client.get(browser.path, headers=HOST)

    with django_assert_num_queries(3) as asked:
        client.get(browser.path, headers=HOST)

    assert not any("tally" in one["sql"] for one in asked.captured_queries)


def test_the_screen_costs_a_fixed_number_of_statements(
    journeys, supervisor, django_assert_max_num_queries
):
    supervisor()
    with django_assert_max_num_queries(14) as asked:
        supervisor()

    assert sum("eforms_tally" in one["sql"] for one in asked.captured_queries) == 2


def test_only_who_runs_the_councils_forms_sees_it(journeys, client, carys, mallory, bob):
    assert client.get(FIGURES, headers=HOST).status_code == 302
    for user in (carys, mallory, bob):
        kit.sign_in(client, user)
        assert client.get(FIGURES, headers=HOST).status_code in {403, 404}
        client.logout()


def test_another_councils_numbers_are_not_in_it(journeys, supervisor, southmere, client):
    publish(southmere, FORM, clock.now())
    Browser(type(client)(), host="southmere.test").start("trial")

    assert "2 started." in supervisor().content.decode()
    theirs = FIGURES.replace("northvale", "southmere")
    assert client.get(theirs, headers=HOST).status_code == 404
