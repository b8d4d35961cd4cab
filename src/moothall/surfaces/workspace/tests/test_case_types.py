"""Case types on their pages."""

import pytest

from moothall.cases.case_types.queries import silent_at
from moothall.cases.models import CaseType
from moothall.cases.tests.factories import case_of
from moothall.councils.models import ServiceType
from moothall.kernel import clock
from moothall.kernel.actors import system
from moothall.kernel.scope import acting_for
from moothall.kernel.short_memory import forget_all
from moothall.people.actions import give_role
from moothall.people.models import Role
from moothall.surfaces.workspace.tests.conftest import Desk

TYPES = "/workspace/case-types/northvale/"
BINS = f"{TYPES}missed-bin/"
MAY = 30


@pytest.fixture
def desk(northvale, alice):
    with acting_for(northvale.id):
        give_role(
            actor=system("tests"), user=alice, role=Role.SUPERVISOR, council_id=northvale.id,
            partnership_id=None, now=clock.now(),
        )  # fmt: skip
    return Desk("northvale.test", alice)


def kept(council):
    with acting_for(council.id):
        return CaseType.objects.values(
            "unused_statuses", "silent_statuses", "denied_acts", "priority", "keep_days"
        ).get()


def test_each_part_is_changed_by_itself_and_says_who_did(northvale, desk):
    overview = desk.get(TYPES)
    assert "Missed bin Something to be done" in overview.one("case-types")
    assert "Finished within" in overview.one("case-types")

    for section, said in (
        ("names", {"name": "Bin not emptied"}),
        ("states", {"used": ["scheduled"]}),
        ("standard", {"response_hours": "4", "resolution_hours": "16", "priority": "high"}),
        ("messages", {"told": ["received", "resolved"]}),
        ("residents", {"acts": ["write", "rate"]}),
        ("keeping", {"keep_days": "30"}),
    ):
        answer = desk.post(BINS, section=section, **said)
        assert (answer.status, answer.location) == (302, f"{BINS}#{section}")

    assert kept(northvale) == {
        "unused_statuses": ["awaiting_resident", "closed_no_action", "duplicate"],
        "silent_statuses": ["in_progress", "scheduled", "cancelled"],
        "denied_acts": ["add", "reopen", "withdraw"],
        "priority": "high",
        "keep_days": 30,
    }  # fmt: skip
    page = desk.get(BINS)
    assert "Bin not emptied" in page.text
    assert "Already reported Not used" in page.one("states")
    assert "28 days" not in page.one("acts")
    assert page.one("usual-days").startswith("Cases of this kind are usually kept for 730 days.")
    assert page.one("changes").count("(Alice)") == 7
    assert "how long it is kept" in page.one("changes")


def test_a_status_that_is_not_used_is_not_offered(northvale, desk):
    with acting_for(northvale.id):
        case = case_of(northvale, clock.now())
    address = f"/workspace/cases/{case.reference}/"
    assert "Already reported" in desk.get(address).text
    desk.post(BINS, section="states", used=["scheduled"])

    page = desk.get(address)

    offered = page.tree.xpath("//input[@name='status']/@value")
    assert {"scheduled", "resolved"} < set(offered)
    assert not {"duplicate", "closed_no_action", "awaiting_resident"} & set(offered)


def test_mistakes_are_said_beside_the_field_and_change_nothing(northvale, desk):
    for said, words in (
        ({"section": "names", "name": ""}, "Enter a name"),
        (
            {
                "section": "standard", "response_hours": "9", "resolution_hours": "8",
                "priority": "high",
            },
            "It is finished after the first answer",
        ),
        ({"section": "keeping", "keep_days": "soon"}, "Enter a number, like 20"),
    ):  # fmt: skip
        page = desk.post(BINS, **said)
        assert page.status == 422
        assert page.text.count(words) == 2

    with acting_for(northvale.id):
        assert CaseType.objects.count() == 0
        assert ServiceType.objects.filter(is_own=True).count() == 0
    assert desk.post(BINS, section="nothing").status == 404


def test_a_new_case_type_is_started_like_another(northvale, desk):
    with acting_for(northvale.id):
        like = ServiceType.objects.get(slug="missed-bin").pk
    said = {"name": "Garden waste", "kind": "service_request", "like": like}

    started = desk.post(f"{TYPES}new/", **said)
    again = desk.post(f"{TYPES}new/", **said)

    assert started.location == f"{TYPES}garden-waste/"
    assert "it was started" in desk.get(started.location).one("changes")
    assert again.status == 422
    assert "There is a case type of this name already" in again.text
    assert "Garden waste" in desk.get(TYPES).one("case-types")


def test_who_may_not_change_settings_and_another_council_are_refused(
    northvale, southmere, desk, desk_of_bob, desk_of_carys
):
    for page in (TYPES, BINS, f"{TYPES}new/"):
        assert desk_of_bob.get(page).status == 403
        assert desk_of_carys.get(page).status == 403
        assert desk.get(page.replace("northvale", "southmere")).status == 404
        assert Desk("northvale.test").get(page).status == 302
    assert desk_of_bob.post(BINS, section="names", name="Mine").status == 403
    with acting_for(northvale.id):
        assert ServiceType.objects.filter(name="Mine").count() == 0


def test_the_pages_ask_the_database_little(northvale, desk, django_assert_max_num_queries):
    for page in (TYPES, BINS):
        with django_assert_max_num_queries(MAY):
            assert desk.get(page).status == 200


def test_each_message_leads_to_its_words_and_they_say_where_it_is_off(northvale, desk):
    words = "/workspace/message-words/northvale/"
    desk.post(BINS, section="messages", told=["scheduled", "resolved"])

    page = desk.get(BINS)
    received = desk.get(f"{words}cases.received/text/")
    news = desk.get(f"{words}cases.status-changed/email/")

    assert page.links("sent") == [
        f"{words}cases.{one}/email/"
        for one in (
            "received", "status-changed", "status-changed", "resident-asked", "status-changed",
            "status-changed", "status-changed", "status-changed", "resident-written-to",
        )
    ]  # fmt: skip
    assert "Received We have received your request Switched off" in page.one("sent")
    assert "Done There is news about your request Sent by itself" in page.one("sent")
    assert "need something from you We need something from you Always sent" in page.one("sent")
    assert received.one("silent") == "Missed bin : Received"
    assert received.links("silent") == [f"{BINS}#messages"]
    assert news.one("silent") == (
        "Missed bin : Being looked into, Closed without work, Already reported, Cancelled"
    )
    assert desk.get(f"{words}cases.resident-asked/email/").all("silent") == []
    assert desk.get(words).all("silent") == ["Switched off at 1 case type."] * 2


def test_what_the_code_asks_for_is_never_called_off(northvale, desk):
    with acting_for(northvale.id):
        ServiceType.objects.filter(slug="missed-bin").update(case_kind="complaint")
    forget_all()
    desk.post(BINS, section="messages", told=[])

    page = desk.get(BINS)

    assert "Switched off" not in page.one("sent")
    assert "Your complaint takes longer" in page.one("sent")


def test_one_council_reads_nothing_of_what_another_switched_off(northvale, southmere, desk):
    desk.post(BINS, section="messages", told=[])

    with acting_for(northvale.id):
        assert [one.slug for one in silent_at(northvale.id, "cases.received")] == ["missed-bin"]
    with acting_for(southmere.id):
        assert silent_at(southmere.id, "cases.received") == []
