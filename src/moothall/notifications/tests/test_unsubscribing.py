"""The link that ends what somebody gets: one click, no sign-in, and nothing that is necessary."""

from datetime import timedelta

import pytest
from django.core import mail
from django.test import Client

from moothall.kernel import clock
from moothall.kernel.models import AuditEntry
from moothall.kernel.scope import acting_for
from moothall.notifications.models import Message, Subscription
from moothall.notifications.tests.kit import ask_for
from moothall.notifications.tests.test_topics import choose, tell
from moothall.notifications.tests.test_topics import topics as topics  # noqa: PLC0414 - a fixture
from moothall.notifications.unsubscribing import LINK_LIVES, unsubscribe_link

pytestmark = pytest.mark.usefixtures("topics")


@pytest.fixture
def subscribed(northvale, rhian):
    """The link that ends what Rhian gets about bins."""
    with acting_for(northvale.id):
        choose(rhian, {"waste": ["email"]}, clock.now())
        row = Subscription.objects.get()
        return row, unsubscribe_link(northvale, row.pk, "en").removeprefix(northvale.url)


def is_live(row):
    return Subscription.all_councils.filter(pk=row.pk, ended_at__isnull=True).exists()


def live(northvale, row):
    with acting_for(northvale.id):
        return is_live(row)


def test_the_mail_offers_one_click_to_the_mailbox(northvale, subscribed, now, queue):
    row, _link = subscribed
    with acting_for(northvale.id):
        tell(northvale, now)
        queue.run_all()

    (sent,) = mail.outbox
    url = sent.extra_headers["List-Unsubscribe"].strip("<>")
    assert url.startswith(f"{northvale.url}/unsubscribe/")
    assert sent.extra_headers["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    Client(enforce_csrf_checks=True, headers={"host": "northvale.test"}).post(
        url.removeprefix(northvale.url), {"List-Unsubscribe": "One-Click"}
    )
    assert not live(northvale, row)


def test_what_is_necessary_offers_no_click(northvale, rhian, now, queue):
    with acting_for(northvale.id):
        ask_for(northvale, now)
        queue.run_all()

    assert "List-Unsubscribe" not in mail.outbox[0].extra_headers


def test_a_mailboxs_click_ends_it_without_cookies_and_is_answered_here(northvale, subscribed):
    row, link = subscribed
    client = Client(enforce_csrf_checks=True, headers={"host": "northvale.test"})

    answers = [client.post(link, {"List-Unsubscribe": "One-Click"}) for _ in range(2)]

    assert [one.status_code for one in answers] == [200, 200]
    assert not client.cookies
    assert not live(northvale, row)
    with acting_for(northvale.id):
        assert Subscription.objects.get().ended_by == "link"
        assert AuditEntry.objects.filter(verb="person.unsubscribed").count() == 1


def test_looking_changes_nothing_and_the_button_ends_it(northvale, subscribed):
    row, link = subscribed
    client = Client(headers={"host": "northvale.test"})

    page = client.get(link)
    assert "Stop these messages" in page.content.decode()
    assert live(northvale, row)

    done = client.post(link, follow=True)
    assert "You will not get these messages any more" in done.content.decode()
    assert not live(northvale, row)


def test_a_link_is_of_no_use_at_another_council_or_changed_or_old(
    northvale, southmere, subscribed, monkeypatch
):
    row, link = subscribed
    here, there = ({"host": host} for host in ("northvale.test", "southmere.test"))

    assert Client(headers=there).post(link).status_code == 404
    assert Client(headers=here).post(f"{link[:-2]}x/").status_code == 404
    year = clock.now() + LINK_LIVES + timedelta(days=1)
    monkeypatch.setattr("django.core.signing.time.time", year.timestamp)
    assert Client(headers=here).post(link).status_code == 404
    assert live(northvale, row)


def test_a_link_cannot_switch_off_what_is_necessary(northvale, rhian, now):
    with acting_for(northvale.id):
        choose(rhian, {"requests": ["text"]}, now)
        row = Subscription.objects.get()
    link = unsubscribe_link(northvale, row.pk, "en").removeprefix(northvale.url)

    assert Client(headers={"host": "northvale.test"}).post(link).status_code == 404
    assert live(northvale, row)


def test_news_that_waits_is_not_sent_to_who_has_unsubscribed_meanwhile(
    northvale, subscribed, now, queue
):
    _row, link = subscribed
    with acting_for(northvale.id):
        tell(northvale, now)
    Client(headers={"host": "northvale.test"}).post(link)
    with acting_for(northvale.id):
        queue.run_all()

        message = Message.objects.get()
    assert mail.outbox == []
    assert (message.state, message.problem) == (
        "failed", "The reader has unsubscribed meanwhile.",
    )  # fmt: skip
