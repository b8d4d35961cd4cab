import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from moothall.cases import actions
from moothall.cases.models import Case, TimelineEntry
from moothall.cases.particulars import CaseDetail, CaseLocation
from moothall.cases.tests.factories import case_of, person_of, staff_of
from moothall.connectors.models import Delivery, DeliveryAttempt
from moothall.councils.actions import apply_teams
from moothall.councils.models import Team
from moothall.kernel import clock, short_memory
from moothall.kernel.models import OutboxEvent
from moothall.kernel.scope import acting_for


def a_case(council, **changes):
    with acting_for(council.id):
        return case_of(council, clock.now(), **changes)


def address(case):
    return f"/workspace/cases/{case.reference}/"


def told(page):
    """Return the fields of the form of what happens next as a browser would send them."""
    return {
        "seen": page.value("seen"),
        "status": "unchanged",
        "public_note": "",
        "internal_note": "",
    }


def test_a_case_shows_all_that_belongs_to_it(northvale, desk_of_alice):
    with acting_for(northvale.id):
        person = person_of(northvale, clock.now(), phone="01632 960 123")
    other = a_case(northvale, person_id=person.pk)
    case = a_case(
        northvale,
        person_id=person.pk,
        details=[CaseDetail(key="bin", label="Which bin?", value="Blue")],
        location=CaseLocation(
            description="3 Mill Lane", latitude=52.1, longitude=-3.0, easting=331234.4,
            northing=252345.6, uprn=100200300,
        ),
    )  # fmt: skip

    page = desk_of_alice.get(address(case))

    assert page.status == 200
    assert page.one("reference") == case.reference
    assert page.one("acting-for") == f"Acting for {northvale.name}"
    assert page.one("status") == "Received"
    assert "Which bin? Blue" in page.one("facts")
    assert "Dilys Pugh dilys@example.test 01632 960 123" in page.one("person")
    assert other.reference in page.one("other-cases")
    assert "3 Mill Lane Grid reference 331234, 252346" in page.one("place")
    assert page.tree.xpath("//li[@data-latitude='52.1' and @data-longitude='-3.0']")
    assert page.one("deliveries") == "Sent to other systems This case was not sent anywhere."


def test_another_councils_case_is_not_there(northvale, southmere, desk_of_alice, desk_of_bob):
    theirs = a_case(southmere)
    form = {"status": "cancelled", "public_note": "", "internal_note": ""}

    assert desk_of_bob.get(address(theirs)).status == 200
    assert desk_of_alice.get(address(theirs)).status == 404
    assert desk_of_alice.post(f"{address(theirs)}change/", **form).status == 404
    assert desk_of_alice.post(f"{address(theirs)}team/", team="x").status == 404
    with acting_for(southmere.id):
        assert Case.objects.get().status == "received"


def test_a_role_that_may_not_see_cases_there_finds_none(northvale, southmere, alice, desk_of_alice):
    from moothall.kernel.actors import system
    from moothall.people.actions import give_role
    from moothall.people.models import Role

    with acting_for(southmere.id):
        give_role(
            actor=system("tests"), user=alice, role=Role.EDITOR, council_id=southmere.id,
            now=clock.now(),
        )  # fmt: skip
    theirs = a_case(southmere)

    assert desk_of_alice.get(address(theirs)).status == 404
    assert desk_of_alice.get("/workspace/?council=southmere").status == 404


def test_a_reference_mistyped_but_understood_leads_to_its_page(northvale, desk_of_alice):
    case = a_case(northvale)

    page = desk_of_alice.get(f"/workspace/cases/{case.reference.replace('-', '').lower()}/")

    assert (page.status, page.location) == (302, address(case))
    assert desk_of_alice.get("/workspace/cases/NOR-222-222/").status == 404


def test_only_statuses_that_may_follow_are_offered(northvale, desk_of_alice):
    case = a_case(northvale)
    with acting_for(northvale.id):
        actions.change_status(
            actor=staff_of(northvale), case_id=case.pk, status="resolved", now=clock.now()
        )

    page = desk_of_alice.get(address(case))

    assert page.tree.xpath("//input[@name='status']/@value") == ["unchanged", "in_progress"]


def test_a_change_is_made_with_words_for_the_resident_and_for_staff(northvale, desk_of_alice):
    case = a_case(northvale)
    page = desk_of_alice.get(address(case))

    answer = desk_of_alice.post(
        f"{address(case)}change/",
        **{**told(page), "status": "in_progress", "public_note": "We come today",
           "internal_note": "Van 3"},
    )  # fmt: skip

    assert (answer.status, answer.location) == (302, address(case))
    after = desk_of_alice.get(address(case))
    assert after.one("flash") == "Saved."
    assert after.one("status") == "Being looked into"
    assert "We come today" in after.one("timeline")
    assert "Note Staff only" in after.one("timeline")
    with acting_for(northvale.id):
        entry = TimelineEntry.objects.get(kind="status")
        assert (entry.actor_name, entry.is_public) == ("Alice", True)
        assert OutboxEvent.objects.filter(name="cases.case-status-changed").count() == 1


def test_a_note_alone_leaves_the_status_alone(northvale, desk_of_alice):
    case = a_case(northvale)
    page = desk_of_alice.get(address(case))

    desk_of_alice.post(f"{address(case)}change/", **{**told(page), "internal_note": "Van 3"})

    with acting_for(northvale.id):
        assert Case.objects.get().status == "received"
        note = TimelineEntry.objects.get(kind="note")
        assert (note.text, note.is_public) == ("Van 3", False)


@pytest.mark.parametrize(
    ("typed", "field", "message"),
    [
        ({}, "id_status", "Choose a new status, or write a message or a note"),
        ({"status": ""}, "id_status", "Choose a status"),
        (
            {"status": "awaiting_resident", "internal_note": "Kept"},
            "id_public_note",
            "Tell the resident why, or what we need",
        ),
    ],
)
def test_mistakes_are_said_beside_the_field_and_at_the_top(
    northvale, desk_of_alice, typed, field, message
):
    case = a_case(northvale)
    page = desk_of_alice.get(address(case))

    answer = desk_of_alice.post(f"{address(case)}change/", **{**told(page), **typed})

    assert answer.status == 422
    assert f"There is a problem {message}" == answer.one("error-summary")
    assert answer.tree.xpath("//*[@data-testid='error-summary']//a/@href") == [f"#{field}"]
    assert answer.tree.xpath(f"//*[@id='{field}']")
    assert message in answer.tree.xpath(f"string(//*[@id='{field}-error'])")
    assert answer.value("internal_note") == typed.get("internal_note", "")
    with acting_for(northvale.id):
        assert TimelineEntry.objects.count() == 1


def test_the_second_of_two_agents_sees_what_changed_and_loses_nothing(
    northvale, desk_of_alice, desk_of_bob
):
    case = a_case(northvale)
    seen_by_alice, seen_by_bob = (desk.get(address(case)) for desk in (desk_of_alice, desk_of_bob))
    desk_of_bob.post(
        f"{address(case)}change/",
        **{**told(seen_by_bob), "status": "scheduled", "public_note": "On Friday"},
    )

    late = desk_of_alice.post(
        f"{address(case)}change/",
        **{**told(seen_by_alice), "status": "resolved", "public_note": "Emptied just now",
           "internal_note": "By Sam"},
    )  # fmt: skip

    assert late.status == 409
    assert "Somebody changed this case while you were writing" in late.one("error-summary")
    assert "Work is planned" in late.one("news-timeline")
    assert "Bob On Friday" in late.one("news-timeline")
    assert late.value("public_note") == "Emptied just now"
    assert late.value("internal_note") == "By Sam"
    assert late.tree.xpath("//input[@name='status'][@checked]/@value") == ["resolved"]
    with acting_for(northvale.id):
        assert Case.objects.get().status == "scheduled"

    again = desk_of_alice.post(
        f"{address(case)}change/",
        **{**told(late), "status": "resolved", "public_note": late.value("public_note")},
    )
    assert again.status == 302
    with acting_for(northvale.id):
        assert Case.objects.get().status == "resolved"


def test_a_status_that_is_gone_meanwhile_is_asked_for_again(northvale, desk_of_alice, desk_of_bob):
    case = a_case(northvale)
    first = desk_of_alice.get(address(case))
    desk_of_bob.post(
        f"{address(case)}change/", **{**told(desk_of_bob.get(address(case))), "status": "cancelled"}
    )

    late = desk_of_alice.post(
        f"{address(case)}change/", **{**told(first), "status": "scheduled", "public_note": "Friday"}
    )

    assert late.status == 409
    assert "The case cannot have this status now" in late.one("error-summary")
    assert late.value("public_note") == "Friday"


def test_a_case_is_given_to_another_team_of_its_council_alone(northvale, southmere, desk_of_alice):
    case = a_case(northvale)
    parks = {"slug": "parks", "name": "Parks", "email": "parks@northvale.test"}
    with acting_for(northvale.id):
        apply_teams(northvale.id, [parks])
        ours = Team.objects.get(slug="parks").pk
    with acting_for(southmere.id):
        theirs = Team.objects.get().pk
    short_memory.forget_all()

    refused = desk_of_alice.post(f"{address(case)}team/", team=theirs)
    taken = desk_of_alice.post(f"{address(case)}team/", team=ours)

    assert refused.status == 422
    assert "Choose a team of this council" in refused.one("error-summary")
    assert taken.status == 302
    page = desk_of_alice.get(address(case))
    assert page.one("team").startswith("Who deals with it Parks")
    assert "Given to another team" in page.one("timeline")


def test_deliveries_show_every_try_word_for_word(northvale, desk_of_alice, desk_of_bob):
    case = a_case(northvale)
    with acting_for(northvale.id):
        delivery = Delivery.objects.create(
            council_id=northvale.id, case=case, state="gave_up", problem="<b>503</b>", attempts=1,
            created_at=clock.now(),
        )  # fmt: skip
        DeliveryAttempt.objects.create(
            council_id=northvale.id, delivery=delivery, number=1, started_at=clock.now(),
            ended_at=clock.now(), request="POST /requests", answer="<h1>Busy</h1>", problem="Busy",
        )  # fmt: skip

    page = desk_of_alice.get(address(case))

    assert page.one("delivery-state") == "Gave up, needs a person"
    assert page.one("delivery-problem") == "<b>503</b>"
    assert "POST /requests They answered <h1>Busy</h1>" in page.one("attempts")
    assert len(page.all("send-again")) == 1
    assert desk_of_bob.get(address(case)).all("send-again") == []  # an agent may not


def test_a_case_with_a_long_story_costs_no_more_than_a_short_one(northvale, desk_of_alice):
    with acting_for(northvale.id):
        person = person_of(northvale, clock.now())
    case = a_case(northvale, person_id=person.pk)

    def cost():
        desk_of_alice.get(address(case))
        short_memory.forget_all()
        with CaptureQueriesContext(connection) as statements:
            desk_of_alice.get(address(case))
        return len(statements)

    def more(count):
        with acting_for(northvale.id):
            for number in range(count):
                actions.add_note(
                    actor=staff_of(northvale), case_id=case.pk, text=f"{number}", is_public=False,
                    now=clock.now(),
                )  # fmt: skip
                actions.log_interaction(
                    actor=staff_of(northvale), council_id=northvale.id, person_id=person.pk,
                    case_id=case.pk, channel="phone", summary="Again", now=clock.now(),
                )  # fmt: skip
                case_of(northvale, clock.now(), person_id=person.pk)
                Delivery.objects.create(
                    council_id=northvale.id, case=case, state="gave_up", created_at=clock.now()
                )

    more(2)
    few = cost()
    more(20)

    assert few == cost() <= 36
