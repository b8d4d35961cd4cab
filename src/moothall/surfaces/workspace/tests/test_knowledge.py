"""The pages of what agents know."""

from uuid import uuid4

import pytest

from moothall.cases.tests.factories import case_of
from moothall.content.knowledge.queries import article_row, articles_of, open_feedback
from moothall.content.tests.kit import make_site
from moothall.kernel import clock
from moothall.kernel.actors import system
from moothall.kernel.scope import acting_for
from moothall.people.actions import give_role
from moothall.people.models import Role
from moothall.surfaces.workspace.tests.conftest import Desk

KNOWLEDGE = "/workspace/knowledge/"
PAGE = "/bins/missed-bin/"
SERVICE = "missed-bin"


@pytest.fixture
def desk(northvale, southmere, bob):
    """The desk of somebody who writes what agents of both councils read."""
    for council in (northvale, southmere):
        with acting_for(council.id):
            give_role(
                actor=system("tests"), user=bob, role=Role.SUPERVISOR, council_id=council.id,
                partnership_id=None, now=clock.now(),
            )  # fmt: skip
    return Desk("northvale.test", bob)


def written(desk, council, **said):
    fields = {
        "key": uuid4(), "seen": "0", "kind": "script", "title": "Missed bin", "words": "Say sorry.",
        **said,
    }  # fmt: skip
    return desk.post(f"{KNOWLEDGE}new/?council={council.slug}", **fields)


def test_an_article_is_written_found_read_and_written_anew(northvale, desk, desk_of_alice):
    asked = desk.get(f"{KNOWLEDGE}new/")
    saved = written(
        desk, northvale, service=SERVICE,
        step_1_words="Was it out by 7?", step_1_yes="3", step_1_no="-1",
        step_3_words="We come back.",
    )  # fmt: skip
    read = desk_of_alice.get(saved.location)
    found = desk_of_alice.get(f"{KNOWLEDGE}?q=missed")
    again = desk.get(f"{saved.location.partition('?')[0]}edit/")

    assert asked.links("councils") == [
        f"{KNOWLEDGE}new/?council=northvale", f"{KNOWLEDGE}new/?council=southmere",
    ]  # fmt: skip
    assert saved.status == 302
    assert read.all("step") == ["Step 1 Was it out by 7? Yes No", "Step 2 We come back."]
    assert read.links("step") == ["#step-2", "#the-end"]
    assert found.all("knowledge-line") == ["Missed bin Northvale Script Say sorry."]
    assert (again.value("seen"), again.value("step_2_words")) == ("1", "We come back.")


def test_what_is_wrong_is_said_and_nothing_typed_is_lost(northvale, desk):
    page = written(
        desk, northvale, kind="outage", title="", words="Payments are down",
        page_path="bins", step_1_words="Try later?", step_1_yes="-1",
    )  # fmt: skip

    assert page.status == 422
    for words in (
        "Write a title", "Say how long agents should say this", "Begin the address with /",
        "Say where both answers lead: yes and no",
    ):  # fmt: skip
        assert words in page.text
    assert page.value("words") == "Payments are down"
    with acting_for(northvale.id):
        assert articles_of([northvale.id]) == []


@pytest.mark.parametrize("until", ["2020-01-01", "2099-01-01"])
def test_an_outage_ends_within_a_fortnight(northvale, desk, until):
    page = written(desk, northvale, kind="outage", shown_until=until)

    assert page.status == 422
    assert "Choose" in page.text


def test_whoever_was_overtaken_keeps_what_they_typed(northvale, desk):
    address = written(desk, northvale).location.partition("?")[0]
    fields = {"key": uuid4(), "kind": "script", "words": "Say sorry."}
    desk.post(f"{address}edit/", seen="1", title="First", **fields)
    page = desk.post(f"{address}edit/", seen="1", title="Second", **fields)

    assert page.status == 422
    assert "Somebody else has changed it meanwhile" in page.text
    assert page.value("title") == "Second"


def test_welsh_is_asked_for_where_the_council_speaks_it(southmere, desk):
    saved = written(desk, southmere, title_cy="Bin na chafodd ei gasglu", words_cy="Ymddiheurwch.")
    read = desk.get(saved.location, headers={"accept-language": "cy"})

    assert saved.status == 302
    with acting_for(southmere.id):
        [row] = articles_of([southmere.id])
    assert row.title_in("cy") == "Bin na chafodd ei gasglu"
    assert read.status == 200


def test_agents_read_and_do_not_write(northvale, desk, desk_of_alice):
    address = written(desk, northvale).location.partition("?")[0]

    assert desk_of_alice.get(address).status == 200
    assert desk_of_alice.get(f"{KNOWLEDGE}feedback/").status in {403, 404}
    for path in (f"{KNOWLEDGE}new/", f"{address}edit/", f"{address}withdraw/"):
        assert desk_of_alice.post(path).status in {403, 404}
    with acting_for(northvale.id):
        [row] = articles_of([northvale.id])
    assert (row.version, row.is_withdrawn) == (1, False)


def test_the_other_council_and_nobody_see_nothing(northvale, desk, desk_of_carys, client):
    address = written(desk, northvale).location.partition("?")[0]

    assert desk_of_carys.get(address).status == 404
    assert desk_of_carys.get(f"{KNOWLEDGE}?q=missed").all("knowledge-line") == []
    assert "Missed bin" not in desk_of_carys.get(KNOWLEDGE).text
    assert desk_of_carys.get(f"{KNOWLEDGE}?council=northvale").status == 404
    assert client.get(address, headers={"host": "northvale.test"}).status_code == 302


def test_what_is_withdrawn_is_gone_for_agents_and_stays_for_editors(northvale, desk, desk_of_alice):
    address = written(desk, northvale).location.partition("?")[0]
    desk.post(f"{address}withdraw/")

    assert desk_of_alice.get(address).status == 404
    assert desk.get(address).status == 200
    assert "Missed bin" in desk.get(KNOWLEDGE).one("group-over")


def test_a_page_of_the_website_is_read_with_what_staff_alone_know(
    northvale, desk, desk_of_alice, tmp_path, now
):
    make_site(northvale, tmp_path, now)
    written(desk, northvale, title="Gate code", words="Ask the crew.", page_path=PAGE)
    address = f"{KNOWLEDGE}page/?council=northvale&path=/bins/missed-bin/"
    page = desk_of_alice.get(address)

    assert "We collect from 7am" in page.one("page-body")
    assert f"{northvale.url.rstrip('/')}/bins/" in page.links("page-body")
    assert "Ask the crew." in page.one("notes")
    for path in ("/nothing/", "bins", "//elsewhere.example/", ""):
        assert desk_of_alice.get(f"{KNOWLEDGE}page/?council=northvale&path={path}").status == 404


def test_what_did_not_help_reaches_its_editor(northvale, desk, desk_of_alice):
    address = written(desk, northvale).location.partition("?")[0]
    empty = desk_of_alice.post(address, comment=" ")
    told = desk_of_alice.post(address, comment="It does not say which lid.")
    waiting = desk.get(f"{KNOWLEDGE}feedback/")
    with acting_for(northvale.id):
        [line] = open_feedback([northvale.id])
    unanswered = desk.post(f"{KNOWLEDGE}feedback/", feedback=line.id, answer="")
    answered = desk.post(f"{KNOWLEDGE}feedback/", feedback=line.id, answer="It does now.")

    assert (empty.status, told.status) == (422, 302)
    assert "It does not say which lid." in waiting.one("feedback-line")
    assert (unanswered.status, answered.status) == (422, 302)
    assert "It does now." in desk.get(f"{KNOWLEDGE}feedback/").one("answered")


def test_it_stands_beside_a_case_and_is_searched_from_there(northvale, desk, desk_of_alice):
    with acting_for(northvale.id):
        case = case_of(northvale, clock.now(), service_type=SERVICE)
    written(desk, northvale, service=SERVICE, title="About these")
    page = desk_of_alice.get(f"/workspace/cases/{case.reference}/")
    part = desk_of_alice.get(
        f"{KNOWLEDGE}?q=about&council=northvale",
        headers={"HX-Request": "true", "HX-Target": "knowledge-found"},
    )

    assert "About these" in page.one("knowledge")
    assert part.all("knowledge-line") == ["About these Northvale Script Say sorry."]
    assert "<html" not in part.response.content.decode()


def test_only_the_newest_version_is_kept_in_sight(northvale, desk):
    address = written(desk, northvale).location.partition("?")[0]
    key = address.strip("/").split("/")[-1]
    desk.post(f"{address}edit/", key=key, seen="1", kind="check", title="Can they?", words="Ask.")

    with acting_for(northvale.id):
        row = article_row(key)
    assert (row.version, row.kind, row.title) == (2, "check", "Can they?")


def test_it_stands_beside_a_contact_by_its_reason(northvale, desk, desk_of_alice, caller):
    written(desk, northvale, service=SERVICE)
    written(desk, northvale, title="Library hours", service="", words="Nine to five.")
    began = desk_of_alice.get(f"/workspace/calls/log/?person={caller.pk}")
    contact = desk_of_alice.post(
        f"/workspace/calls/log/?person={caller.pk}",
        opened=began.value("opened"), channel="phone", summary="Chases", outcome="answered",
    ).location.replace("wrap-up/", "")  # fmt: skip

    page = desk_of_alice.get(contact)

    assert "Missed bin" in page.one("knowledge-line")
    assert page.tree.xpath("//*[@data-testid='knowledge-line']/a/@target") == ["_blank"]
    own = contact.rstrip("/").split("/")[-1]
    found = desk_of_alice.get(
        f"{KNOWLEDGE}?council=northvale&q=library&contact={own}",
        headers={"hx-request": "true", "hx-target": "knowledge-found"},
    )
    assert "Library hours" in found.one("knowledge-line")
    [at] = page.tree.xpath("//*[@data-testid='knowledge']//form[@method='post']/@action")
    told = desk_of_alice.post(at, comment="Which crew?", contact=own)
    assert told.location == contact
    with acting_for(northvale.id):
        [row] = open_feedback([northvale.id])
    assert (row.comment, row.article_title) == ("Which crew?", "Missed bin")


def test_who_may_not_read_it_sees_nothing_beside_a_contact(northvale, rhian):
    from moothall.cases.tests.factories import staff_of
    from moothall.surfaces.workspace.contact_screen import Caller
    from moothall.surfaces.workspace.knowledge_beside import beside_contact

    class Asked:
        actor = staff_of(northvale)

    assert beside_contact(Asked(), None, Caller(None, northvale, (), ()), now=clock.now()) is None
