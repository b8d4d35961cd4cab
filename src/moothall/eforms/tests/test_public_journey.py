import re

import pytest

from moothall.eforms import actions
from moothall.eforms.models import Draft, Submission
from moothall.eforms.tests.browser import Browser
from moothall.eforms.tests.factories import (
    demonstration_form,
    document,
    options,
    page,
    publish,
    question,
)
from moothall.kernel.scope import acting_for
from moothall.kernel.short_memory import forget_all

pytestmark = pytest.mark.django_db

CONTACT = [
    question("name", "name", name="person.name"),
    question("email", "email", name="person.email", required=False),
]


def trial(**more):
    return document(
        page("colour", question("colour", "radios", options=options("red", "blue"))),
        page("shade", question("shade"), show_when={"==": [{"var": "colour"}, "blue"]}),
        page("contact", *CONTACT, title={"en": "About you", "cy": "Amdanoch chi"}),
        outcome={"service_type": "general-enquiry", "summary": "A {colour} thing"},
        **more,
    )


@pytest.fixture
def browser(client):
    return Browser(client)


@pytest.fixture
def in_trial(northvale, now, browser):
    publish(northvale, trial(), now)
    browser.start("trial")
    return browser


def test_start_page_can_be_cached_and_creates_nothing(northvale, now, browser):
    publish(northvale, trial(), now)

    response = browser.get("/forms/trial/")

    assert response.status_code == 200
    assert response["Cache-Control"] == "public, max-age=60"
    assert not response.cookies
    with acting_for(northvale.id):
        assert Draft.objects.count() == 0


def test_a_whole_journey_without_scripts_ends_with_a_reference(in_trial, northvale):
    assert in_trial.page == "colour"
    in_trial.post({"colour": "red"})
    assert in_trial.page == "contact"
    in_trial.post({"name": "Ann Person", "email": ""})
    assert in_trial.page == "check"
    assert "Red" in in_trial.html
    in_trial.post()

    assert in_trial.page == "done"
    reference = re.search(r'data-testid="reference">([^<]+)<', in_trial.html)[1]
    with acting_for(northvale.id):
        submission = Submission.objects.get()
    assert submission.reference == reference
    assert submission.answers == {"colour": "red", "name": "Ann Person", "email": None}
    assert not in_trial.client.cookies


def test_the_confirmation_promises_only_that_which_can_be_followed(in_trial):
    in_trial.post({"colour": "red"})
    in_trial.post({"name": "Ann Person", "email": ""})
    in_trial.post()
    assert 'data-testid="not-followed"' in in_trial.html
    assert 'data-testid="track"' not in in_trial.html

    in_trial.start("trial")
    in_trial.post({"colour": "red"})
    in_trial.post({"name": "Ann Person", "email": "ann@example.test"})
    in_trial.post()
    assert 'data-testid="track"' in in_trial.html
    assert 'data-testid="not-followed"' not in in_trial.html


def test_drafts_are_kept_out_of_every_cache(in_trial):
    assert in_trial.response["Cache-Control"] == "no-store"


def test_a_missing_answer_is_told_in_the_title_the_summary_and_beside_the_question(in_trial):
    in_trial.post({})

    assert in_trial.page == "colour"
    assert "<title>Error: What is colour?" in in_trial.html
    assert 'data-testid="error-summary"' in in_trial.html
    assert 'href="#colour"' in in_trial.html
    assert in_trial.html.count("Choose an answer") == 2


def test_what_was_typed_is_shown_again_after_a_mistake_and_after_coming_back(in_trial):
    in_trial.post({"colour": "red"})

    in_trial.post({"name": "", "email": "not an address"})

    assert 'value="not an address"' in in_trial.html
    assert "Enter an email address in the correct format" in in_trial.html
    in_trial.get(in_trial.path)
    assert 'value="not an address"' in in_trial.html
    assert 'data-testid="error-summary"' not in in_trial.html


def test_nobody_skips_ahead(in_trial):
    start = in_trial.path

    in_trial.get(start.replace("colour", "contact"))
    assert in_trial.page == "colour"
    in_trial.get(start.replace("colour", "check"))
    assert in_trial.page == "colour"
    in_trial.get(start.replace("colour", "shade"))
    assert in_trial.page == "colour"
    in_trial.get(start.replace("colour", "nowhere"))
    assert in_trial.page == "colour"


def test_changing_an_answer_asks_what_it_makes_necessary_and_returns_to_the_check(in_trial):
    in_trial.post({"colour": "red"})
    in_trial.post({"name": "Ann"})
    check = in_trial.path

    in_trial.get(check.replace("check", "colour") + "?return=check")
    in_trial.post({"colour": "blue", "return": "check"})
    assert in_trial.page == "shade"
    in_trial.post({"shade": "navy", "return": "check"})

    assert in_trial.page == "check"
    assert "navy" in in_trial.html
    in_trial.get(check.replace("check", "colour") + "?return=check")
    in_trial.post({"colour": "red", "return": "check"})
    assert in_trial.page == "check"
    assert "navy" not in in_trial.html


def test_submitting_again_or_going_back_shows_the_same_confirmation(in_trial, northvale):
    in_trial.post({"colour": "red"})
    in_trial.post({"name": "Ann"})
    check = in_trial.path
    in_trial.post()
    first = in_trial.html

    in_trial.post(path=check)

    assert in_trial.page == "done"
    assert (
        re.search('reference">[^<]+', in_trial.html)[0] == re.search('reference">[^<]+', first)[0]
    )
    for page_key in ("colour", "contact", "check", "done"):
        in_trial.get(check.replace("check", page_key))
        assert in_trial.page == "done"
        in_trial.post({"colour": "blue"}, path=check.replace("check", page_key))
        assert in_trial.page == "done"
    with acting_for(northvale.id):
        assert Submission.objects.count() == 1


def test_a_double_click_on_continue_saves_once_and_goes_on(in_trial):
    page_path = in_trial.path
    in_trial.post({"colour": "red"})

    in_trial.post({"colour": "red", "revision": "0" * 16}, path=page_path)

    assert in_trial.page == "contact"


def test_two_windows_on_one_page_do_not_overwrite_each_other_silently(in_trial, northvale):
    page_path = in_trial.path
    in_trial.post({"colour": "red"})
    in_trial.get(page_path)
    seen_by_other = re.search(r'name="revision" value="(\w+)"', in_trial.html)[1]
    in_trial.post({"colour": "blue"})

    in_trial.post({"colour": "red", "revision": seen_by_other}, path=page_path)
    assert 'data-testid="clash"' in in_trial.html
    assert "Blue" in in_trial.html
    assert re.search(r'value="red" checked|value="red"\s+checked', in_trial.html)
    with acting_for(northvale.id):
        assert Draft.objects.get().answers["colour"] == "blue"
    in_trial.post({"colour": "red"}, path=page_path)

    with acting_for(northvale.id):
        assert Draft.objects.get().answers["colour"] == "red"


def test_two_windows_on_two_pages_keep_both_answers(in_trial, northvale):
    colour = in_trial.path
    in_trial.post({"colour": "red"})
    contact = in_trial.path
    in_trial.get(colour)

    in_trial.post({"name": "Ann", "revision": ""}, path=contact)
    in_trial.get(colour)
    in_trial.post({"colour": "blue"}, path=colour)

    with acting_for(northvale.id):
        answers = Draft.objects.get().answers
    assert answers == {"colour": "blue", "name": "Ann", "email": None}


def test_typing_is_kept_by_autosave_without_being_judged(in_trial):
    in_trial.post({"colour": "red"})
    contact = in_trial.path

    response = in_trial.client.post(
        f"{contact}save/", {"name": "Half a na", "email": "x@"}, headers={"host": "northvale.test"}
    )

    assert response.status_code == 204
    in_trial.get(contact)
    assert 'value="Half a na"' in in_trial.html
    assert 'value="x@"' in in_trial.html


def test_a_page_from_another_website_cannot_save(in_trial):
    response = in_trial.client.post(
        in_trial.path, {"colour": "red"},
        headers={"host": "northvale.test", "origin": "https://elsewhere.example"},
    )  # fmt: skip

    assert response.status_code == 403


def test_another_councils_site_does_not_open_the_draft(in_trial, southmere, now):
    publish(southmere, trial(), now)

    response = in_trial.client.get(in_trial.path, headers={"host": "southmere.test"})

    assert response.status_code == 404
    assert 'data-testid="gone"' in response.content.decode()


def test_another_forms_address_does_not_open_the_draft(in_trial, northvale, now):
    publish(northvale, trial(slug="other"), now)

    in_trial.get(in_trial.path.replace("/trial/", "/other/"))

    assert in_trial.response.status_code == 404


def test_a_guessed_address_tells_how_to_begin_again(northvale, now, browser):
    publish(northvale, trial(), now)

    browser.get("/forms/trial/0123456789abcdefghijklmn/")

    assert browser.response.status_code == 404
    assert "Nothing in this form was sent to us" in browser.html
    assert 'href="/forms/trial/"' in browser.html


def test_a_draft_stays_with_the_version_it_began_with(in_trial, northvale, now):
    changed = trial()
    changed["pages"].insert(1, page("taste", question("taste")))
    publish(northvale, changed, now)

    in_trial.post({"colour": "red"})

    assert in_trial.page == "contact"
    in_trial.post({"name": "Ann"})
    in_trial.post()
    with acting_for(northvale.id):
        assert Submission.objects.get().version.number == 1
    forget_all()
    in_trial.start("trial")
    in_trial.post({"colour": "red"})
    assert in_trial.page == "taste"


def test_a_draft_goes_on_in_the_other_language(southmere, now, client):
    publish(southmere, trial(), now)
    english = Browser(client, "southmere.test")
    english.start("trial")
    english.post({"colour": "red"})

    welsh = Browser(client, "southmere.test", prefix="/cy")
    welsh.get("/cy" + english.path)

    assert welsh.page == "contact"
    assert "Amdanoch chi" in welsh.html
    assert 'lang="cy"' in welsh.html
    welsh.post({"name": "Ann"})
    welsh.post()
    with acting_for(southmere.id):
        assert Submission.objects.get().language == "cy"


def test_an_exit_page_ends_it_kindly(northvale, now, browser):
    publish(
        northvale,
        document(
            page("age", question("age", "number")),
            {"key": "too-young", "kind": "exit", "title": {"en": "You cannot use this service"},
             "body": {"en": "Ask [your school](https://school.example)."},
             "show_when": {"<": [{"var": "age"}, 18]}},
            page("more", question("more")),
        ),
        now,
    )  # fmt: skip
    browser.start("trial")

    browser.post({"age": "17"})

    assert browser.page == "too-young"
    assert 'href="https://school.example"' in browser.html
    assert 'data-testid="continue"' not in browser.html
    browser.get(browser.path.replace("too-young", "check"))
    assert browser.page == "too-young"


def test_expired_drafts_are_deleted_but_never_what_was_handed_in(in_trial, northvale, now):
    from datetime import timedelta

    in_trial.post({"colour": "red"})
    in_trial.post({"name": "Ann"})
    in_trial.post()
    in_trial.start("trial")
    with acting_for(northvale.id):
        later = Draft.objects.latest("started_at").expires_at + timedelta(seconds=1)
        assert actions.delete_expired_drafts(now=later - timedelta(days=2)) == 0

        assert actions.delete_expired_drafts(now=later) == 1

        assert Draft.objects.count() == 1
    in_trial.get(in_trial.path)
    assert 'data-testid="gone"' in in_trial.html


def test_what_was_handed_in_is_forgotten_by_the_draft_but_stays_confirmed(in_trial, northvale):
    from datetime import timedelta

    in_trial.post({"colour": "red"})
    in_trial.post({"name": "Ann"})
    in_trial.post()
    with acting_for(northvale.id):
        moment = Draft.objects.get().submitted_at
        assert actions.empty_submitted_drafts(now=moment + timedelta(days=6)) == 0

        assert actions.empty_submitted_drafts(now=moment + timedelta(days=8)) == 1

        assert Draft.objects.get().answers == {}
        assert Submission.objects.get().answers["name"] == "Ann"
    in_trial.get(in_trial.path)
    assert 'data-testid="reference"' in in_trial.html


def test_what_no_database_can_hold_is_left_out(in_trial, northvale):
    in_trial.post({"colour": "red"})

    in_trial.post({"name": "An\0n", "email": "a\0@"})

    assert 'value="Ann"' in in_trial.html


@pytest.mark.parametrize("name", ["missed-bin", "street-fault", "general-enquiry"])
def test_the_demonstrations_forms_can_be_published_by_both_councils(
    name, northvale, southmere, now
):
    for council in (northvale, southmere):
        version = publish(council, demonstration_form(name), now)

        assert version.number == 1


def test_a_card_number_is_refused_beside_its_question_and_never_kept(in_trial, northvale):
    in_trial.post({"colour": "blue"})

    in_trial.post({"shade": "Charge 4242 4242 4242 4242"})

    assert "Take out what looks like a bank card number" in in_trial.html
    assert "4242" not in in_trial.html
    with acting_for(northvale.id):
        kept = Draft.objects.get()
        assert "4242" not in str((kept.answers, kept.typed))
        assert "shade" not in kept.answers
