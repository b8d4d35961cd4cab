"""How long answers are kept, as designers set it, residents are told, and staff see it."""

from datetime import timedelta

import pytest

from moothall.eforms.keeping import Because, Held, Keeping
from moothall.eforms.keeping_words import days_in_words, keeping_in_words
from moothall.eforms.models import Submission
from moothall.eforms.tests.browser import Browser
from moothall.eforms.tests.factories import document, page, publish, question
from moothall.eforms.tests.test_designing_screens import TRIAL, documented, get, save
from moothall.eforms.tests.test_designing_screens import designer as designer  # noqa: PLC0414
from moothall.eforms.tests.test_removing import close, night
from moothall.kernel import clock
from moothall.kernel.scope import acting_for
from moothall.kernel.tests import kit
from moothall.kernel.tests.kit import NOW

pytestmark = pytest.mark.django_db
HOST = {"host": "northvale.test"}
PEOPLE = document(page("name", question("name", "name", name="person.name")))


def fill_in(client):
    browser = Browser(client)
    browser.start("trial")
    browser.post({"name": "Ann Other"})
    assert browser.page == "check"
    return browser


def case_page(client, council, user):
    with acting_for(council.id):
        reference = Submission.objects.get().reference
    kit.sign_in(client, user)
    html = client.get(f"/workspace/cases/{reference}/", headers=HOST).content.decode()
    client.logout()
    return html


def test_a_designer_says_how_long_answers_are_kept(designer, northvale, now):
    publish(northvale, PEOPLE, now)
    html = get(designer, f"{TRIAL}checks/").content.decode()
    assert "does not say how long you keep the answers" in html
    assert f"{TRIAL}part/end/" in html

    saved = save(designer, f"{TRIAL}part/end/", keeping_days="180")

    assert saved.status_code == 302, saved.content.decode()
    assert documented(northvale)["keeping"] == {"days": 180}
    html = get(designer, f"{TRIAL}part/end/").content.decode()
    assert 'value="180"' in html
    html = get(designer, f"{TRIAL}checks/").content.decode()
    assert "how long you keep" not in html
    assert "how long answers are kept" in html
    assert "180 days (about 6 months)" in html
    save(designer, f"{TRIAL}part/end/", keeping_days="")
    assert "keeping" not in documented(northvale)


def test_a_number_of_days_that_cannot_be_is_told_beside_the_field(designer, northvale, now):
    publish(northvale, PEOPLE, now)

    refused = save(designer, f"{TRIAL}part/end/", keeping_days="0")

    html = refused.content.decode()
    assert refused.status_code in (200, 422)
    assert html.count("Enter a number of days from 1 to 3653") == 2
    assert 'value="0"' in html
    assert "keeping" not in documented(northvale)


def test_what_somebody_else_changed_meanwhile_is_not_overwritten(designer, northvale, now):
    publish(northvale, PEOPLE, now)
    seen = get(designer, f"{TRIAL}part/end/").content.decode().partition('name="seen" value="')[2]
    save(designer, f"{TRIAL}part/end/", keeping_days="30")

    save(designer, f"{TRIAL}part/end/", seen=seen.partition('"')[0], keeping_days="60")

    assert documented(northvale)["keeping"] == {"days": 30}


def test_the_check_page_says_it_and_says_nothing_where_nothing_is_promised(
    client, northvale, queue
):
    publish(northvale, PEOPLE, clock.now())
    assert 'data-testid="kept-for"' not in fill_in(client).html
    publish(northvale, {**PEOPLE, "keeping": {"days": 180}}, clock.now())

    html = fill_in(client).html

    assert "We keep your answers for 180 days (about 6 months) after the last thing" in html
    assert "We may keep your name and how to reach you for longer." in html


def test_staff_see_why_it_is_kept_until_when_and_that_it_is_gone(
    client, northvale, alice, queue, monkeypatch
):
    publish(northvale, {**PEOPLE, "keeping": {"days": 30}}, clock.now())
    fill_in(client).post()
    queue.run_all()
    html = case_page(client, northvale, alice)
    assert "They are kept while the case is open, then for 30 days." in html
    assert "The answers as they were sent (PDF)" in html

    end = clock.now()
    close(northvale, end)
    queue.run_all()
    html = case_page(client, northvale, alice)
    until = end + timedelta(days=30)
    assert f"They are kept until {until.day} {until:%B %Y}: 30 days after the last" in html

    then = end + timedelta(days=31)
    night(northvale, then, queue, monkeypatch)
    html = case_page(client, northvale, alice)
    assert f"The answers were removed on {then.day} {then:%B %Y}, as the form promised." in html
    assert "The answers as they were sent (PDF)" not in html
    assert "Ann Other" in html  # the person's own record is not the form's


def test_without_a_promise_the_case_says_nothing_of_it(client, northvale, alice, queue):
    publish(northvale, PEOPLE, clock.now())
    fill_in(client).post()
    queue.run_all()

    assert 'data-testid="kept"' not in case_page(client, northvale, alice)


@pytest.mark.parametrize(
    ("days", "words"),
    [
        (1, "1 day"), (30, "30 days"), (44, "44 days"), (60, "60 days (about 2 months)"),
        (180, "180 days (about 6 months)"), (365, "1 year"), (730, "2 years"),
        (3653, "3653 days (about 10 years)"),
    ],
)  # fmt: skip
def test_days_are_said_as_people_count_them(days, words):
    assert days_in_words(days) == words


VISIT = Held(what="A visit")


@pytest.mark.parametrize(
    ("because", "more", "words"),
    [
        (Because.UNDELIVERED, {}, "They are kept until everything is delivered, then for 2 days."),
        (Because.HELD, {"held": VISIT},
         "They are kept, because something else needs them: A visit."),
        (Because.TIME, {"held": VISIT, "until": NOW + timedelta(days=2)},
         "They are kept until 20 November 2026: 2 days after this: A visit, 18 November 2026."),
    ],
)  # fmt: skip
def test_every_reason_is_told_in_words(because, more, words):
    kept = Keeping(because=because, last_at=NOW, **more)

    assert keeping_in_words(kept, 2, time_zone="Europe/London") == words
