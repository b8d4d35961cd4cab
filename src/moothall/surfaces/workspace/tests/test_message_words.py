"""The words of messages on their pages: written, looked at, published, restored."""

import pytest

from moothall.kernel import clock
from moothall.kernel.actors import system
from moothall.kernel.scope import acting_for
from moothall.notifications.models import MessageTemplate, WordingVersion
from moothall.people.actions import give_role
from moothall.people.models import Role
from moothall.surfaces.workspace.tests.conftest import Desk

WORDS = "/workspace/message-words/northvale/"
ONE = f"{WORDS}cases.received/email/"
BODY = "Look: ((track_url))\r\nYour reference: ((reference))"


@pytest.fixture
def desk(northvale, bob):
    with acting_for(northvale.id):
        give_role(
            actor=system("tests"), user=bob, role=Role.ADMINISTRATOR, council_id=northvale.id,
            now=clock.now(),
        )  # fmt: skip
    return Desk("northvale.test", bob)


def written(desk, address=ONE, *, seen="0.0", **said):
    return desk.post(
        address, seen=seen, **{"subject_en": "Got it: ((reference))", "body_en": BODY, **said}
    )


def test_words_are_drafted_published_and_restored(northvale, desk):
    first = desk.get(ONE)
    kept = written(desk)
    looked = desk.get(ONE)
    published = desk.post(f"{ONE}publish/", seen="0.1")
    after = desk.get(ONE)

    assert first.one("now-sent").startswith("English Our standard words")
    assert first.value("seen") == "0.0"
    assert kept.location == ONE
    assert looked.one("drafted") == (
        "English Your own words Got it: ABC-4F7-K2Q Look: https://www.example.gov.uk/a/7Kq2Xw "
        "Your reference: ABC-4F7-K2Q"
    )
    assert looked.one("draft-by").startswith("Bob wrote it")
    assert published.status == 302
    assert after.one("now-sent").startswith("English Your own words Got it")
    assert after.all("drafted") == []
    assert after.one("version").startswith("Version 1 · Bob")
    assert "Email : We have received your request Your own words" in desk.get(WORDS).all("kind")[0]

    desk.post(f"{ONE}restore/", seen="1.0", number="0")
    assert desk.get(ONE).one("drafted").startswith("English Our standard words")
    desk.post(f"{ONE}discard/", seen="1.1")
    assert desk.get(ONE).all("drafted") == []


def test_mistakes_are_said_beside_their_field_and_nothing_typed_is_lost(northvale, desk):
    page = written(desk, subject_en="((pin))", body_en="((reference)) ((link)")

    assert page.status == 422
    assert page.value("subject_en") == "((pin))"
    assert (
        page.tree.xpath("//*[@id='id_subject_en-error']")[0]
        .text_content()
        .strip()
        .endswith("This message does not know ((pin)). Use those of the list.")
    )
    beside = page.tree.xpath("//*[@id='id_body_en-error']")[0].text_content()
    assert "Put in ((track_url))" in beside
    assert "Look at “((link)”" in beside
    with acting_for(northvale.id):
        assert not WordingVersion.objects.exists()


def test_words_are_shown_as_text_never_as_markup(desk):
    written(desk, body_en=f"{BODY} <script>alert(1)</script>")

    page = desk.get(ONE)
    assert "<script>alert(1)" not in page.response.content.decode()
    assert "<script>alert(1)</script>" in page.one("drafted")


def test_an_empty_language_has_our_words(northvale, desk):
    assert written(desk, subject_en="", body_en="").status == 302
    with acting_for(northvale.id):
        assert WordingVersion.objects.get().words == {}


def test_whoever_was_overtaken_is_told(northvale, desk):
    written(desk)
    late = written(desk, subject_en="Mine ((reference))")
    desk.post(f"{ONE}publish/", seen="0.0")

    assert late.status == 422
    assert late.value("subject_en") == "Mine ((reference))"
    assert "Somebody else has changed these words" in late.text
    with acting_for(northvale.id):
        assert not MessageTemplate.objects.exists()


def test_words_that_are_fixed_say_why(northvale, desk):
    address = f"{WORDS}payments.debit-set-up/email/"
    page = desk.get(address)
    desk.post(address, seen="0.0", subject_en="x", body_en="x")

    assert "Direct Debit scheme" in page.one("lock")
    assert page.all("save") == []
    with acting_for(northvale.id):
        assert not WordingVersion.objects.exists()


def test_a_text_has_no_subject_and_says_how_long_it_is(desk):
    page = desk.get(f"{WORDS}cases.received/text/")

    assert page.tree.xpath("//*[@name='subject_en']") == []
    assert page.one("length").startswith("About 1 text") or "texts" in page.one("length")


def test_what_is_not_there_is_not_found(desk):
    for path in ("cases.nonsense/email/", "cases.received/fax/", "eforms.sign-request/text/"):
        assert desk.get(f"{WORDS}{path}").status == 404


def test_others_see_no_words(northvale, desk, desk_of_alice, desk_of_carys, client):
    written(desk)
    for path in (WORDS, ONE, "/workspace/set-up/"):
        assert desk_of_alice.get(path).status in {403, 404}
        assert client.get(path, headers={"host": "northvale.test"}).status_code == 302
    for path in (WORDS, ONE):
        assert desk_of_carys.get(path).status in {403, 404}
    for other in (desk_of_alice, desk_of_carys):
        assert other.post(f"{ONE}publish/", seen="0.1").status in {403, 404}
        assert written(other).status in {403, 404}
    with acting_for(northvale.id):
        assert not MessageTemplate.objects.exists()


def test_set_up_leads_to_words_and_roles(desk):
    page = desk.get("/workspace/set-up/")

    assert WORDS in page.links("set-up") or WORDS in page.tree.xpath("//main//a/@href")
    assert "/workspace/roles/northvale/" in page.tree.xpath("//main//a/@href")
