"""Stopping and coming back later, by link, on another device, until the draft is forgotten."""

import re
from datetime import timedelta

import pytest

from moothall.documents.actions import ABANDONED_AFTER, delete_abandoned_files
from moothall.documents.models import StoredFile
from moothall.eforms import actions
from moothall.eforms.models import Draft, ReturnLink
from moothall.eforms.tests.browser import Browser
from moothall.eforms.tests.factories import document, page, publish, question
from moothall.kernel import clock
from moothall.kernel.actors import system
from moothall.kernel.scope import acting_for
from moothall.kernel.tests import kit
from moothall.notifications.actions import choose_carrier
from moothall.notifications.models import Channel, Message
from moothall.people.actions import set_needs
from moothall.people.needs import Needs


@pytest.fixture
def browser(db, client, northvale):
    form = document(
        page("name", question("name")),
        page("why", question("why")),
        slug="later",
        saving={"days": 20, "remind_days": 3},
    )
    publish(northvale, form, clock.now())
    browser = Browser(client)
    browser.start("later")
    browser.post({"name": "Ann"})
    return browser


def _ask_for_link(browser, email="ann@example.test"):
    browser.get(f"/forms/later/{browser.secret}/later/")
    return browser.post({"email": email})


def _messages(council):
    with acting_for(council.id):
        return list(Message.objects.order_by("queued_at", "pk"))


def _link(message):
    return re.search(r"https?://[^/]+(/forms/\S+)", message.body)[1]


def test_what_was_typed_is_kept_though_it_would_not_do(browser):
    browser.post({"why": "half a thou", "action": "later"})

    assert browser.page == "later"
    assert "Your answers are saved" in browser.html
    browser.get(f"/forms/later/{browser.secret}/")
    assert "half a thou" in browser.html


def test_the_link_leads_to_the_language_of_the_page(db, client, southmere):
    publish(southmere, document(page("why", question("why")), slug="later"), clock.now())
    browser = Browser(client, host="southmere.test", prefix="/cy")
    browser.start("later")
    browser.get(f"/cy/forms/later/{browser.secret}/later/")
    browser.post({"email": "ann@example.test"})

    (message,) = _messages(southmere)
    assert re.search(r"https?://[^/]+(/\S+)/forms/", message.body)[1] == "/cy"


def test_the_link_opens_the_draft_elsewhere_as_often_as_wanted(browser, northvale, client):
    _ask_for_link(browser)
    assert "We have sent you a link" in browser.html

    (message,) = _messages(northvale)
    assert message.recipient == "ann@example.test"
    assert browser.secret not in message.body
    for _ in range(2):
        elsewhere = Browser(type(client)())
        elsewhere.get(_link(message))
        assert elsewhere.page == "why"
    elsewhere.post({"why": "Because"})
    elsewhere.post()
    assert elsewhere.page == "done"
    browser.get(f"/forms/later/{browser.secret}/")
    assert browser.page == "done"


def test_a_new_link_does_not_break_the_one_before(browser, northvale):
    _ask_for_link(browser)
    _ask_for_link(browser, "ann@elsewhere.test")

    for message in _messages(northvale):
        browser.get(_link(message))
        assert browser.page == "why"


def test_a_link_is_worth_nothing_to_another_council_or_guessed(browser, northvale, client):
    _ask_for_link(browser)
    (message,) = _messages(northvale)
    foreign = Browser(client, host="southmere.test")

    foreign.get(_link(message))
    assert foreign.response.status_code == 404
    browser.get("/forms/later/aaaaaaaaaaaaaaaaaaaaaaaa/")
    assert browser.response.status_code == 404


def test_an_address_that_is_none_is_said_and_nothing_is_sent(browser, northvale):
    _ask_for_link(browser, "ann@")

    assert "Enter an email address in the correct format" in browser.html
    assert 'value="ann@"' in browser.html
    assert _messages(northvale) == []


def test_so_many_links_are_enough(browser, northvale):
    for _ in range(7):
        _ask_for_link(browser)

    assert "We sent you several links" in browser.html
    assert len(_messages(northvale)) == 5


def test_two_drafts_do_not_mix(browser, northvale, client):
    _ask_for_link(browser)
    other = Browser(client)
    other.start("later")
    other.post({"name": "Ben"})
    _ask_for_link(other, "ben@example.test")

    ann, ben = _messages(northvale)
    browser.get(_link(ann).rstrip("/") + "/name/")
    assert 'value="Ann"' in browser.html
    browser.get(_link(ben).rstrip("/") + "/name/")
    assert 'value="Ben"' in browser.html


def test_a_draft_is_kept_as_long_as_its_form_says_and_its_links_go_with_it(browser, northvale):
    _ask_for_link(browser)
    with acting_for(northvale.id):
        draft = Draft.objects.get()
        assert draft.expires_at - draft.saved_at == timedelta(days=20)

        assert actions.delete_expired_drafts(now=draft.expires_at) == 0
        assert actions.delete_expired_drafts(now=draft.expires_at + timedelta(seconds=1)) == 1
        assert (Draft.objects.count(), ReturnLink.objects.count()) == (0, 0)


def test_a_reminder_goes_once_before_the_end_to_who_asked_for_a_link(browser, northvale, client):
    _ask_for_link(browser)
    silent = Browser(client)
    silent.start("later")
    with acting_for(northvale.id):
        end = Draft.objects.order_by("started_at").first().expires_at

        assert actions.remind_of_drafts(now=end - timedelta(days=4)) == 0
        assert actions.remind_of_drafts(now=end - timedelta(days=3)) == 1
        assert actions.remind_of_drafts(now=end - timedelta(days=2)) == 0

    _, reminder = _messages(northvale)
    assert "We will delete your form on" in reminder.subject
    browser.get(_link(reminder))
    assert browser.page == "why"


def test_files_of_a_living_draft_are_not_abandoned(db, client, northvale):
    form = document(page("photo", question("photo", "upload")), slug="photo")
    publish(northvale, form, clock.now())
    browser = Browser(client)
    browser.start("photo")
    from django.core.files.uploadedfile import SimpleUploadedFile

    picture = SimpleUploadedFile("note.txt", b"words", content_type="text/plain")
    browser.post({"photo": picture, "action": "upload"})

    with acting_for(northvale.id):
        stored = StoredFile.objects.count()
        assert delete_abandoned_files(now=clock.now() + ABANDONED_AFTER * 2) == 0
        assert StoredFile.objects.count() == stored == 1


def _by_text(council):
    with acting_for(council.id):
        choose_carrier(
            actor=system("tests"), council_id=council.id, channel=Channel.TEXT, carrier="fake",
            options={},
        )  # fmt: skip


def test_the_link_goes_by_text_message_where_that_is_preferred(browser, northvale, client):
    _by_text(northvale)
    browser.get(f"/forms/later/{browser.secret}/later/")
    assert "By text message" in browser.html
    browser.post({"channel": "text", "phone": "07700 900 982", "email": ""})

    (message,) = _messages(northvale)
    assert (message.channel, message.recipient) == ("text", "+447700900982")
    elsewhere = Browser(type(client)())
    elsewhere.get(_link(message))
    assert elsewhere.page == "why"
    with acting_for(northvale.id):
        assert ReturnLink.objects.get().email == ""


def test_the_reminder_comes_the_way_the_link_did(browser, northvale):
    _by_text(northvale)
    browser.get(f"/forms/later/{browser.secret}/later/")
    browser.post({"channel": "text", "phone": "07700 900 982", "email": ""})

    with acting_for(northvale.id):
        assert actions.remind_of_drafts(now=clock.now() + timedelta(days=18)) == 1

    assert [message.channel for message in _messages(northvale)] == ["text", "text"]


@pytest.mark.parametrize("phone", ["", "ann@example.test", "12"])
def test_a_number_that_gets_no_texts_is_refused_in_plain_words(browser, northvale, phone):
    _by_text(northvale)
    browser.get(f"/forms/later/{browser.secret}/later/")
    browser.post({"channel": "text", "phone": phone, "email": "ann@example.test"})

    assert 'href="#phone">Enter a mobile phone number' in browser.html
    assert not _messages(northvale)


def test_where_the_council_sends_no_texts_only_email_is_offered(browser, northvale):
    browser.get(f"/forms/later/{browser.secret}/later/")
    assert "By text message" not in browser.html
    browser.post({"channel": "text", "phone": "07700 900 982", "email": "ann@example.test"})

    (message,) = _messages(northvale)
    assert message.channel == "email"


def test_the_link_is_as_whoever_has_the_address_needs_it(db, client, southmere):
    publish(southmere, document(page("why", question("why")), slug="later"), clock.now())
    dilys = kit.resident("dilys", southmere, clock.now())
    with acting_for(southmere.id):
        needs = Needs(language="cy", formats=("large_print",))
        set_needs(actor=system("tests"), person_id=dilys.pk, needs=needs, now=clock.now())
    browser = Browser(client, host="southmere.test")
    browser.start("later")
    browser.get(f"/forms/later/{browser.secret}/later/")
    browser.post({"email": "dilys@home.test"})

    (message,) = _messages(southmere)
    assert (message.language, message.needs) == ("cy", ["large_print"])
    assert re.search(r"https?://[^/]+(/\S+)/forms/", message.body)[1] == "/cy"
