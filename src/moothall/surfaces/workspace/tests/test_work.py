from uuid import UUID

import pytest

from moothall.cases.models import Case, CaseDraft, StaffNotice, SubCase, WorkQueue
from moothall.cases.particulars import CaseLocation
from moothall.cases.tests.factories import case_of, person_of
from moothall.cases.work import actions, ports
from moothall.cases.work.actions.setting_up import QueueSettings
from moothall.councils.models import Team
from moothall.kernel import clock
from moothall.kernel.actors import system
from moothall.kernel.scope import acting_for
from moothall.kernel.tests import kit
from moothall.people.actions import give_role
from moothall.people.models import Person, Role, StaffRole
from moothall.surfaces.workspace.tests.conftest import Desk

SYSTEM = system("tests")
MY_WORK, QUEUES, NEXT = "/workspace/my-work/", "/workspace/queues/", "/workspace/queues/next/"


def case_in(council, **changes):
    with acting_for(council.id):
        return case_of(council, clock.now(), **changes)


def queue_in(council, **settings):
    with acting_for(council.id):
        return actions.save_queue(
            actor=SYSTEM, council_id=council.id, now=clock.now(),
            settings=QueueSettings(**{"name": "All", **settings}),
        )  # fmt: skip


def page(case, part=""):
    return f"/workspace/cases/{case.reference}/{part}"


def holder(case):
    with acting_for(case.council_id):
        return Case.objects.get(pk=case.pk).holder_id


@pytest.fixture
def supervisor(alice, northvale):
    with acting_for(northvale.id):
        give_role(
            actor=SYSTEM, user=alice, role=Role.SUPERVISOR, council_id=northvale.id,
            partnership_id=None, now=clock.now(),
        )  # fmt: skip
    return alice


def test_the_next_one_of_a_queue_leads_to_its_case(northvale, alice, desk_of_alice):
    case, queue = case_in(northvale), queue_in(northvale)

    taken = desk_of_alice.post(NEXT, queue=str(queue.pk))

    assert taken.location == page(case)
    assert holder(case) == alice.pk
    nothing = desk_of_alice.post(NEXT, queue=str(queue.pk))
    assert nothing.location == f"{QUEUES}{queue.pk}/"
    assert "No case waits for you here." in desk_of_alice.get(nothing.location).text
    assert desk_of_alice.get(MY_WORK).all("case-reference") == [case.reference]


def test_an_agent_of_two_councils_sees_the_queues_of_both_marked(
    northvale, southmere, desk_of_bob, desk_of_alice
):
    ours, theirs = queue_in(northvale, name="Ours"), queue_in(southmere, name="Theirs")
    case_in(southmere)

    both = desk_of_bob.get(QUEUES)

    assert both.all("council-badge") == ["Northvale", "Southmere"]
    assert both.all("queue-count") == ["0", "1"]
    one = desk_of_bob.get(f"{QUEUES}{theirs.pk}/")
    assert one.one("acting-for") == f"Acting for {southmere.name}"
    assert len(desk_of_alice.get(QUEUES).all("queue")) == 1
    assert desk_of_alice.get(f"{QUEUES}{theirs.pk}/").status == 404
    assert desk_of_alice.get(f"{QUEUES}{ours.pk}/").status == 200


def test_a_queue_shows_who_works_on_what_and_nothing_that_protects_somebody(
    northvale, alice, desk_of_alice
):
    with acting_for(northvale.id):
        person = person_of(northvale, clock.now())
        Person.objects.filter(pk=person.pk).update(is_protected=True)
    case = case_in(
        northvale, person_id=person.pk, summary="The door of 1 High Street",
        location=CaseLocation(description="1 High Street, QX1 1AA"),
    )  # fmt: skip
    with acting_for(northvale.id):
        actions.take_case(actor=kit.actor_of(alice), case_id=case.pk, now=clock.now())
        actions.add_task(
            actor=SYSTEM, case_id=case.pk, title="Go to 1 High Street", holder_id=alice.pk,
            now=clock.now(),
        )  # fmt: skip
    queue = queue_in(northvale)

    shown = [desk_of_alice.get(one) for one in (f"{QUEUES}{queue.pk}/", MY_WORK, page(case))]

    assert shown[0].one("held-by") == "Alice works on it"
    assert all("High Street" not in one.text for one in shown)


def test_queues_cost_the_same_however_many_cases_there_are(
    northvale, desk_of_alice, django_assert_max_num_queries
):
    queue = queue_in(northvale)
    for _ in range(4):
        case_in(northvale)
    for number in range(4):
        queue_in(northvale, name=str(number))

    for address in (QUEUES, f"{QUEUES}{queue.pk}/", MY_WORK):
        with django_assert_max_num_queries(20):
            assert desk_of_alice.get(address).status == 200


def test_a_case_is_taken_given_and_given_back(northvale, alice, bob, desk_of_alice, desk_of_bob):
    case = case_in(northvale)

    desk_of_alice.post(page(case, "take/"), seen_holder="")
    assert desk_of_alice.get(page(case)).one("holder") == "You work on this case."
    assert desk_of_bob.get(page(case)).one("holder") == "Alice works on this case."
    late = desk_of_bob.post(page(case, "take/"), seen_holder="")
    assert "Somebody was quicker" in desk_of_bob.get(late.location).text
    assert holder(case) == alice.pk

    assert "Bob" in desk_of_alice.get(page(case, "give/?q=bob")).text
    given = desk_of_alice.post(page(case, "give/"), employee=str(bob.pk), note="Yours")
    assert (given.location, holder(case)) == (page(case), bob.pk)
    assert desk_of_bob.get(MY_WORK).all("case-reference") == [case.reference]
    desk_of_bob.post(page(case, "give-back/"))
    assert holder(case) is None


def test_a_case_is_not_given_to_who_may_not_have_it(northvale, carys, desk_of_alice):
    case = case_in(northvale)

    refused = desk_of_alice.post(page(case, "give/"), employee=str(carys.pk), note="Long words")

    assert (refused.status, holder(case)) == (422, None)
    assert refused.value("note") == "Long words"


def test_a_case_goes_to_another_team_with_a_word(northvale, desk_of_alice):
    case = case_in(northvale)
    with acting_for(northvale.id):
        roads = Team.objects.create(
            council_id=northvale.id, slug="roads", name="Roads", email="roads@northvale.test"
        )

    desk_of_alice.post(page(case, "give/"), team=str(roads.pk), team_note="It is a road")

    shown = desk_of_alice.get(page(case))
    assert "It is a road" in shown.text
    with acting_for(northvale.id):
        assert Case.objects.get(pk=case.pk).team_id == roads.pk


def test_tasks_are_added_and_done_on_the_page_and_block_closing_with_words(
    northvale, desk_of_alice
):
    case = case_in(northvale)

    empty = desk_of_alice.post(page(case, "tasks/"), title="", hours="x", who="me")
    assert empty.status == 422
    assert "Say what is to be done" in empty.text
    desk_of_alice.post(
        page(case, "tasks/"), title="Ring the crew", hours="8", who="me", blocks_closing="on"
    )
    blocked = desk_of_alice.post(
        page(case, "change/"), status="resolved", public_note="It is done", internal_note=""
    )

    assert blocked.status == 422
    assert "You cannot close this case yet: 1 task is open." in blocked.text
    assert blocked.value("public_note") == "It is done"
    assert desk_of_alice.get(MY_WORK).all("task")[0].startswith(f"{case.reference} Ring the crew")
    tree = desk_of_alice.get(page(case)).tree
    [done] = tree.xpath("//form[.//*[@data-testid='task-done']]/@action")
    desk_of_alice.post(done, done="yes")
    closed = desk_of_alice.post(
        page(case, "change/"), status="resolved", public_note="It is done", internal_note=""
    )
    assert closed.status == 302


def test_a_part_for_another_team_is_opened_and_shown_on_both_pages(northvale, desk_of_alice):
    case = case_in(northvale)
    form = desk_of_alice.get(page(case, "part/"))
    fields = {"key": form.value("key"), "service": "street-fault", "summary": "Mend the kerb"}

    for _ in range(2):
        desk_of_alice.post(page(case, "part/"), **fields, is_mandatory="on")

    with acting_for(northvale.id):
        child = SubCase.objects.select_related("child").get().child
    assert child.reference in desk_of_alice.get(page(case)).one("part")
    assert case.reference in desk_of_alice.get(page(child)).one("parent")
    assert desk_of_alice.post(page(case, "part/"), key="x").status == 422


def test_naming_who_may_not_see_the_case_is_refused_with_words_and_loses_nothing(
    northvale, bob, carys, desk_of_alice, desk_of_bob
):
    case = case_in(northvale)
    step = {"status": "unchanged", "public_note": ""}

    refused = desk_of_alice.post(page(case, "change/"), **step, internal_note="Ask @carys now")

    assert refused.status == 422
    assert "Nobody called @carys may see this case" in refused.text
    assert refused.value("internal_note") == "Ask @carys now"
    with acting_for(northvale.id):
        assert StaffNotice.objects.count() == 0
    desk_of_alice.post(page(case, "change/"), **step, internal_note="Ask @bob now")
    assert desk_of_bob.get("/workspace/notices/count/").one("bell-count") == "1"
    told = desk_of_bob.get("/workspace/notices/")
    assert case.reference in told.one("notice")
    assert "Ask" not in told.one("notice")


def test_following_a_notice_takes_note_of_it_and_others_cannot(
    northvale, alice, bob, desk_of_alice, desk_of_bob
):
    case = case_in(northvale)
    with acting_for(northvale.id):
        actions.give_case(
            actor=kit.actor_of(alice), case_id=case.pk, employee_id=bob.pk, now=clock.now()
        )
        notice = StaffNotice.objects.get()
    address = f"/workspace/notices/{notice.pk}/"

    assert desk_of_alice.post(address).status == 404
    assert desk_of_bob.post(address).location == page(case)

    assert desk_of_bob.client.get("/workspace/notices/count/").content.strip() == b""
    assert desk_of_bob.get("/workspace/notices/").all("unread") == []


def test_whose_rights_have_ended_reads_of_it_no_more(northvale, southmere, alice, bob):
    case = case_in(northvale)
    with acting_for(northvale.id):
        actions.give_case(
            actor=kit.actor_of(alice), case_id=case.pk, employee_id=bob.pk, now=clock.now()
        )
    StaffRole.objects.filter(user=bob).update(partnership=None, council_id=southmere.id)

    desk = Desk("southmere.test", bob)
    for address in ("/workspace/notices/", MY_WORK):
        shown = desk.get(address)
        assert shown.status == 200
        assert case.reference not in shown.text
    assert desk.client.get("/workspace/notices/count/").content.strip() == b""


def test_what_is_typed_is_shown_again_until_it_is_saved_or_thrown_away(
    northvale, alice, desk_of_alice, desk_of_bob
):
    case = case_in(northvale)
    typed = {"status": "in_progress", "public_note": "", "internal_note": "The crew went"}

    assert desk_of_alice.post(page(case, "draft/"), **typed).status == 204
    again = desk_of_alice.get(page(case))

    assert again.value("internal_note") == "The crew went"
    assert again.one("draft").startswith("You began this on")
    [checked] = again.tree.xpath("//input[@name='status'][@checked]/@value")
    assert checked == "in_progress"
    assert desk_of_bob.get(page(case)).all("draft") == []
    desk_of_alice.post(page(case, "change/"), **typed)
    assert desk_of_alice.get(page(case)).all("draft") == []
    desk_of_alice.post(page(case, "draft/"), **typed)
    desk_of_alice.post(page(case, "draft/"), **typed, discard="yes")
    with acting_for(northvale.id):
        assert CaseDraft.objects.count() == 0


def test_a_council_one_does_not_serve_has_no_such_case(northvale, desk_of_carys, mallory):
    case = case_in(northvale)
    nobody = Desk("northvale.test", mallory)
    stranger = Desk("northvale.test")

    for part in ("take/", "give-back/", "watch/", "tasks/", "draft/"):
        assert desk_of_carys.post(page(case, part)).status == 404
        assert nobody.post(page(case, part)).status == 403
        assert "sign-in" in stranger.post(page(case, part)).location
    for address in (MY_WORK, QUEUES, "/workspace/notices/"):
        assert nobody.get(address).status == 403
        assert "sign-in" in stranger.get(address).location

    assert holder(case) is None


def test_a_supervisor_sets_up_a_queue_changes_it_and_takes_it_away(
    northvale, supervisor, desk_of_alice
):
    new = "/workspace/work/northvale/queues/new/"

    assert desk_of_alice.post(new, name="").status == 422
    desk_of_alice.post(
        new, name="Late", deadline="overdue", skills="Planning, ", postcodes="qx1, QX2 1AA",
        is_active="on", capacity="5",
    )  # fmt: skip

    with acting_for(northvale.id):
        queue = WorkQueue.objects.get()
    assert (queue.skills, queue.postcodes, queue.capacity) == (["planning"], ["QX1", "QX21AA"], 5)
    address = f"/workspace/work/northvale/queues/{queue.pk}/"
    assert desk_of_alice.get(address).value("skills") == "planning"
    same = desk_of_alice.post(new, name="Late", is_active="on")
    assert "Another queue has this name" in same.text
    desk_of_alice.post(address, name="Too late", is_active="on")
    with acting_for(northvale.id):
        assert WorkQueue.objects.get().name == "Too late"
    desk_of_alice.post(address, drop="yes")
    with acting_for(northvale.id):
        assert WorkQueue.objects.count() == 0


def test_a_supervisor_says_what_staff_can_do_and_what_is_ticked_and_routed(
    northvale, supervisor, bob, desk_of_alice
):
    base = "/workspace/work/northvale/"
    desk_of_alice.post(f"{base}staff/{bob.pk}/", skills="planning", languages="cy", capacity="7")
    desk_of_alice.post(f"{base}checklists/", service="missed-bin", text="Crew told")
    with acting_for(northvale.id):
        team = Team.objects.get()
    nothing = desk_of_alice.post(f"{base}routes/", team=str(team.pk))
    desk_of_alice.post(f"{base}routes/", team=str(team.pk), language="cy")

    assert nothing.status == 422
    assert "planning" in desk_of_alice.get(f"{base}staff/").one("staff")
    item = desk_of_alice.get(f"{base}checklists/")
    assert item.one("item").startswith("Crew told")
    [item_id] = item.tree.xpath("//button[@name='retire']/@value")
    assert desk_of_alice.get(f"{base}routes/").all("route")[0].startswith("cy → Streets")
    assert desk_of_alice.post(f"{base}checklists/", retire=str(UUID(item_id))).status == 302
    assert desk_of_alice.get(f"{base}checklists/").all("item") == []
    assert desk_of_alice.post(f"{base}routes/", drop="x").status == 404


def test_only_supervisors_of_the_council_set_up_its_work(
    northvale, southmere, supervisor, carys, desk_of_alice, desk_of_bob, desk_of_carys
):
    for part in ("", "queues/new/", "staff/", f"staff/{carys.pk}/", "checklists/", "routes/"):
        assert desk_of_bob.get(f"/workspace/work/northvale/{part}").status == 403
        assert desk_of_alice.get(f"/workspace/work/southmere/{part}").status == 404
    assert desk_of_alice.get(f"/workspace/work/northvale/staff/{carys.pk}/").status == 404


class Both:
    key = "tests"

    def __init__(self):
        self.noted = []

    def note(self, *, actor, council_id, case_id, now, is_writing):
        self.noted.append((actor.name, case_id))
        return sorted({name for name, case in self.noted if case == case_id} - {actor.name})


def test_two_who_have_a_case_open_see_each_other(
    northvale, desk_of_alice, desk_of_bob, desk_of_carys, monkeypatch
):
    monkeypatch.setattr(ports, "company", [Both()])
    case = case_in(northvale)

    first = desk_of_alice.get(page(case))
    second = desk_of_bob.get(page(case))

    assert first.all("others") == []
    assert second.one("others") == "Open here too: Alice"
    [asks] = first.tree.xpath("//*[@data-testid='company']/@data-company")
    assert desk_of_alice.get(asks).one("others") == "Open here too: Bob"
    old = page(case, "here/?since=2020-01-01T00:00:00%2B00:00")
    assert desk_of_alice.get(old).status == 286
    assert desk_of_carys.get(old).status == 404


def test_colleagues_are_offered_who_may_see_the_case(
    northvale, alice, bob, carys, desk_of_alice, desk_of_carys
):
    case = case_in(northvale)

    def offered(text):
        answer = desk_of_alice.client.get(page(case, f"colleagues/?q={text}")).json()
        return [one["handle"] for one in answer["colleagues"]]

    assert offered("b") == ["bob"]
    assert offered("car") == offered("") == []
    assert desk_of_carys.get(page(case, "colleagues/?q=a")).status == 404
