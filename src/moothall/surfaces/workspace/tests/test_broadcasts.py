"""Staff write news to those who asked for them, look at them, and send them."""

import pytest

from moothall.kernel import clock
from moothall.kernel.actors import system
from moothall.kernel.scope import acting_for
from moothall.notifications.actions import choose_topics, replace_topics
from moothall.notifications.models import Broadcast, Message
from moothall.notifications.tests.test_topics import TOPICS
from moothall.people.actions import give_role
from moothall.people.models import Role
from moothall.surfaces.workspace.tests.conftest import Desk

NEWS = "/workspace/broadcasts/"
WORDS = {"title": "Bins on Monday", "text": "No bins on Monday.\r\nSorry."}
WELSH = {"title_cy": "Biniau ddydd Llun", "text_cy": "Dim biniau ddydd Llun."}


@pytest.fixture
def desk(northvale, southmere, bob):
    """The desk of somebody who writes for both councils, which both write about bins."""
    for council in (northvale, southmere):
        with acting_for(council.id):
            replace_topics(actor=system("tests"), council_id=council.id, topics=TOPICS)
            give_role(
                actor=system("tests"), user=bob, role=Role.SUPERVISOR, council_id=council.id,
                partnership_id=None, now=clock.now(),
            )  # fmt: skip
    return Desk("northvale.test", bob)


def subscribed(person):
    with acting_for(person.council_id):
        choose_topics(
            actor=system("tests"), person_id=person.pk, chosen={"waste": ["email"]},
            language="en", now=clock.now(),
        )  # fmt: skip


def written(desk, council, **words):
    """Write a draft as a browser does, and return its address."""
    page = desk.get(f"{NEWS}new/")
    saved = desk.post(
        f"{NEWS}new/", key=page.value("key"), seen="0", topic=f"{council.id}/waste", **words
    )
    assert saved.status == 302, saved.text
    return saved.location


@pytest.mark.slow
def test_news_are_written_looked_at_and_sent_by_a_worker(northvale, rhian, desk, queue):
    subscribed(rhian)
    address = written(desk, northvale, **WORDS)

    looked_at = desk.get(address)
    unread = desk.post(f"{address}send/", revision="1")
    for _ in range(2):
        sent = desk.post(f"{address}send/", revision="1", is_read="on")
    on_its_way = desk.get(address)
    with acting_for(northvale.id):
        assert not Message.objects.exists()
    queue.run_all()
    done = desk.get(address)

    assert "No bins on Monday. Sorry." in looked_at.all("look")[0]
    assert looked_at.one("reaches") == "Email 1"
    assert looked_at.one("broadcast-send") == "Send to 1 person"
    assert (unread.status, sent.status) == (422, 302)
    assert "Read it, then say that you have read it" in unread.text
    assert (on_its_way.one("state"), done.one("state")) == ("Being sent", "Sent")
    assert done.one("reaches") == "Email 1"
    assert done.all("broadcast-send") == []
    with acting_for(northvale.id):
        assert Message.objects.get().body.startswith("No bins on Monday.\nSorry.")
    [listed] = desk.get(NEWS).all("broadcast")
    assert "Sent" in listed
    assert "Email: 1" in listed


def test_a_council_with_two_languages_is_asked_for_both_and_shows_both(southmere, desk):
    page = desk.get(f"{NEWS}new/")
    alone = desk.post(
        f"{NEWS}new/", key=page.value("key"), seen="0", topic=f"{southmere.id}/waste", **WORDS
    )
    address = written(desk, southmere, **WORDS, **WELSH)

    assert alone.status == 422
    assert "Write the news in Welsh" in alone.text
    assert alone.value("title") == "Bins on Monday"
    looks = desk.get(address)
    assert [one.split()[0] for one in looks.all("look")] == [
        "Bins", "Southmere", "Biniau", "Cyngor",
    ]  # fmt: skip
    assert "Email in Welsh" in looks.text


def test_what_changed_meanwhile_must_be_read_again(northvale, rhian, desk, queue):
    subscribed(rhian)
    address = written(desk, northvale, **WORDS)
    page = desk.get(f"{address}change/")
    other = desk.post(
        f"{address}change/", key=page.value("key"), seen="1", topic=f"{northvale.id}/waste",
        title="Bins on Tuesday", text="No bins on Tuesday.",
    )  # fmt: skip
    mine = desk.post(
        f"{address}change/", key=page.value("key"), seen="1", topic=f"{northvale.id}/waste",
        title="Bins on Friday", text="No bins on Friday.",
    )  # fmt: skip
    sent = desk.post(f"{address}send/", revision="1", is_read="on")

    assert (other.status, mine.status, sent.status) == (302, 422, 422)
    assert mine.value("title") == "Bins on Friday"
    assert "It was changed meanwhile. Read it again." in sent.text
    assert sent.value("revision") == "2"
    assert queue.jobs("notifications.tell_page") == []
    with acting_for(northvale.id):
        assert Broadcast.objects.get().title == "Bins on Tuesday"


def test_nobody_to_reach_leaves_nothing_to_send_and_a_draft_is_thrown_away(northvale, desk):
    address = written(desk, northvale, **WORDS)

    page = desk.get(address)
    gone = desk.post(f"{address}discard/")

    assert page.all("broadcast-send") == []
    assert (gone.status, gone.location) == (302, NEWS)
    assert desk.get(address).status == 404


@pytest.mark.slow
def test_others_see_and_send_nothing(northvale, southmere, desk, alice, carys, mallory, queue):
    address = written(desk, northvale, **WORDS)
    with acting_for(southmere.id):
        give_role(
            actor=system("tests"), user=carys, role=Role.SUPERVISOR, council_id=southmere.id,
            partnership_id=None, now=clock.now(),
        )  # fmt: skip
    other = Desk("southmere.test", carys)

    for stranger in (other, Desk("northvale.test", alice), Desk("northvale.test", mallory),
                     Desk("northvale.test")):  # fmt: skip
        assert stranger.get(address).status in {302, 403, 404}
        assert stranger.get(f"{address}change/").status in {302, 403, 404}
        assert stranger.post(f"{address}send/", revision="1", is_read="on").status in {
            302, 403, 404,
        }  # fmt: skip
        assert stranger.post(f"{address}discard/").status in {302, 403, 404}
    foreign = other.get(f"{NEWS}new/")
    refused = other.post(
        f"{NEWS}new/", key=foreign.value("key"), seen="0", topic=f"{northvale.id}/waste", **WORDS
    )

    assert refused.status == 422
    assert other.get(NEWS).all("broadcast") == []
    assert queue.jobs("notifications.tell_page") == []
    with acting_for(northvale.id):
        assert Broadcast.objects.get().state == "draft"
