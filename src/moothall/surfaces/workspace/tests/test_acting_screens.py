from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from moothall.cases.actions import change_status
from moothall.cases.complaints.models import ComplaintStep
from moothall.cases.deeds.deed import Deed
from moothall.cases.due.models import DueRule
from moothall.cases.linking.models import CaseLink
from moothall.cases.macros.actions import save_macro
from moothall.cases.macros.models import Macro
from moothall.cases.models import Case
from moothall.cases.particulars import CaseLocation
from moothall.cases.tests.factories import case_of, person_of, staff_of
from moothall.kernel import clock, short_memory
from moothall.kernel.actors import system
from moothall.kernel.scope import acting_for
from moothall.people.actions import give_role
from moothall.people.models import Account, Role
from moothall.surfaces.workspace.tests.conftest import Desk


def a_case(council, **changes):
    with acting_for(council.id):
        return case_of(council, changes.pop("now", clock.now()), **changes)


def address(case, *parts):
    return "/".join([f"/workspace/cases/{case.reference}", *parts, ""])


def a_macro(council, **changes):
    with acting_for(council.id):
        return save_macro(
            actor=system("tests"), council_id=council.id, name="Mended",
            deed=Deed(status="resolved", words_en="Done"), now=clock.now(), **changes,
        )  # fmt: skip


def complaint(council, queue):
    with acting_for(council.id):
        person = person_of(council, clock.now())
    case = a_case(council, kind="complaint", person_id=person.pk)
    queue.run_all()
    return case


@pytest.fixture
def desk_of_supervisor(northvale, alice):
    with acting_for(northvale.id):
        give_role(
            actor=system("tests"), user=alice, role=Role.SUPERVISOR, council_id=northvale.id,
            now=clock.now(),
        )  # fmt: skip
    return Desk("northvale.test", alice)


def test_a_macro_is_looked_at_and_done_from_the_page_of_a_case(northvale, desk_of_alice):
    macro, case = a_macro(northvale), a_case(northvale)

    [link] = desk_of_alice.get(address(case)).links("macro")
    page = desk_of_alice.get(link)
    done = desk_of_alice.post(link, seen=page.value("seen"))
    again = desk_of_alice.post(link, seen=page.value("seen"))

    assert link == address(case, "macros", str(macro.pk))
    assert page.one("steps").startswith("Status: Received → Done")
    assert (done.location, again.location) == (address(case), link)
    with acting_for(northvale.id):
        assert Case.objects.get().status == "resolved"


def test_a_macro_of_another_team_or_council_is_not_there(
    northvale, southmere, desk_of_alice, desk_of_carys
):
    ours, theirs = a_macro(northvale), a_macro(southmere)
    case = a_case(northvale)

    assert desk_of_alice.get(address(case, "macros", str(theirs.pk))).status == 404
    assert desk_of_carys.get(address(case, "macros", str(ours.pk))).status == 404
    assert desk_of_alice.get("/workspace/macros/northvale/").status == 403


def test_a_supervisor_makes_and_changes_macros(northvale, southmere, desk_of_supervisor):
    form = {"name": "Ask again", "for_team": "", "status": "", "words_en": "", "note": "Call",
            "team": "", "priority": "high", "is_active": "on"}  # fmt: skip

    assert desk_of_supervisor.get("/workspace/macros/northvale/").status == 200
    assert desk_of_supervisor.get("/workspace/macros/southmere/").status == 404
    bad = desk_of_supervisor.post("/workspace/macros/northvale/new/", **{**form, "name": ""})
    assert (bad.status, bad.value("note")) == (422, "Call")
    assert desk_of_supervisor.post("/workspace/macros/northvale/new/", **form).status == 302
    with acting_for(northvale.id):
        macro = Macro.objects.get()
        assert macro.deed == {"note": "Call", "priority": "high"}
    changed = {**form, "note": "Ring", "is_active": ""}
    desk_of_supervisor.post(f"/workspace/macros/northvale/{macro.pk}/", **changed)
    with acting_for(northvale.id):
        macro.refresh_from_db()
        assert (macro.deed["note"], macro.is_active) == ("Ring", False)


def test_reports_of_one_cause_are_found_ticked_and_let_go(northvale, desk_of_alice, queue):
    place = CaseLocation(description="A", easting=330000.0, northing=250000.0)
    master, other = a_case(northvale, location=place), a_case(northvale, location=place)

    page = desk_of_alice.get(address(master, "links"))
    assert str(other.reference) in page.one("fellows")
    sent = desk_of_alice.post(address(master, "links"), act="gather", case=str(other.pk))
    assert sent.location == address(master, "links")
    assert "1 case follows this one" in desk_of_alice.get(address(master)).one("followers")
    assert str(master.reference) in desk_of_alice.get(address(other)).one("follows")
    wrong = desk_of_alice.post(
        address(master, "links"), act="follow", reference=str(other.reference)
    )
    assert (wrong.status, wrong.value("reference")) == (422, str(other.reference))
    desk_of_alice.post(address(master, "links"), act="release", reference=str(other.reference))
    with acting_for(northvale.id):
        assert CaseLink.objects.filter(ended_at=None).count() == 0


def test_links_to_another_council_and_without_the_right_are_refused(
    northvale, southmere, desk_of_alice, desk_of_carys, mallory
):
    ours, theirs = a_case(northvale), a_case(southmere)

    page = desk_of_alice.post(address(ours, "links"), act="relate", reference=str(theirs.reference))
    assert "This council has no case of this reference" in page.text
    assert desk_of_carys.get(address(ours, "links")).status == 404
    assert Desk("northvale.test", mallory).get(address(ours, "links")).status in {302, 403}
    with acting_for(northvale.id):
        assert CaseLink.objects.count() == 0


def test_a_complaint_is_acknowledged_and_answered(northvale, desk_of_alice, queue):
    case = complaint(northvale, queue)

    assert "Stage 1" in desk_of_alice.get(address(case)).one("complaint-steps")
    statuses = desk_of_alice.get(address(case)).tree.xpath("//input[@name='status']/@value")
    assert "resolved" not in statuses
    page = desk_of_alice.post(address(case, "complaint"), act="answer", text="")
    assert (page.status, "Write the answer" in page.text) == (422, True)
    desk_of_alice.post(address(case, "complaint"), act="acknowledge", text="")
    sent = desk_of_alice.post(address(case, "complaint"), act="answer", text="Sorry")
    assert sent.location == address(case, "complaint")
    desk_of_alice.post(address(case, "complaint"), act="next", reason="")
    page = desk_of_alice.get(address(case, "complaint"))
    assert "You decided the stage before" in page.text
    refused = desk_of_alice.post(address(case, "complaint"), act="answer", text="Still sorry")
    assert (refused.status, refused.value("text")) == (422, "Still sorry") or refused.status == 422
    with acting_for(northvale.id):
        assert ComplaintStep.objects.filter(answered_at=None).count() == 1


def test_complaints_are_listed_for_ones_own_councils(
    northvale, southmere, desk_of_alice, desk_of_bob, desk_of_carys, queue
):
    ours, theirs = complaint(northvale, queue), complaint(southmere, queue)

    assert len(desk_of_bob.get("/workspace/complaints/").all("complaint")) == 2
    [line] = desk_of_alice.get("/workspace/complaints/").all("complaint")
    assert str(ours.reference) in line
    assert desk_of_alice.get(address(theirs, "complaint")).status == 404
    assert desk_of_bob.get(address(ours, "complaint")).status == 403


def test_stages_and_rules_are_set_by_supervisors_alone(
    northvale, southmere, desk_of_supervisor, desk_of_bob, queue
):
    complaint(northvale, queue)
    page = desk_of_supervisor.get("/workspace/complaint-stages/northvale/")
    [first, _second] = page.links("stages")[:2]
    form = {"name_en": "First look", "name_cy": "", "acknowledge_days": "3", "answer_days": "8",
            "extension_days": "5", "next_within_days": "20"}  # fmt: skip
    assert desk_of_supervisor.post(first, **form).status == 302
    assert "First look" in desk_of_supervisor.get("/workspace/complaint-stages/northvale/").text
    assert desk_of_bob.get("/workspace/complaint-stages/northvale/").status == 403

    rules = "/workspace/due-rules/northvale/"
    bad = desk_of_supervisor.post(rules, service="", when="near", number="", tells="team")
    assert "Enter a number from 1 to 99" in bad.text
    desk_of_supervisor.post(rules, service="", when="near", number="80", tells="team")
    assert "when 80% of the time is over. Its team" in desk_of_supervisor.get(rules).one("rules")
    assert desk_of_bob.get(rules).status == 403
    with acting_for(northvale.id):
        rule = DueRule.objects.get()
    desk_of_supervisor.post(rules, drop=str(rule.pk))
    with acting_for(northvale.id):
        assert DueRule.objects.count() == 0


def test_what_was_closed_too_long_ago_is_opened_as_a_new_case(northvale, desk_of_alice):
    long_ago = clock.now() - timedelta(days=400)
    case = a_case(northvale, now=long_ago)
    with acting_for(northvale.id):
        change_status(actor=staff_of(northvale), case_id=case.pk, status="resolved", now=long_ago)

    page = desk_of_alice.get(address(case))
    assert page.tree.xpath("//input[@name='status']/@value") == ["unchanged"]
    assert "closed too long ago" in page.one("too-late")
    form = desk_of_alice.get(address(case, "follow-up"))
    sent = desk_of_alice.post(
        address(case, "follow-up"), key=form.value("key"), text="Full again", channel="phone"
    )

    assert str(case.reference) in desk_of_alice.get(sent.location).one("facts")


def test_it_is_opened_again_with_a_reason(northvale, desk_of_alice):
    case = a_case(northvale)
    with acting_for(northvale.id):
        change_status(
            actor=staff_of(northvale), case_id=case.pk, status="resolved", now=clock.now()
        )
    page = desk_of_alice.get(address(case))
    form = {"seen": page.value("seen"), "status": "in_progress", "public_note": "",
            "internal_note": ""}  # fmt: skip

    refused = desk_of_alice.post(address(case, "change"), **form)

    assert (refused.status, "Say why it is opened again" in refused.text) == (422, True)
    assert desk_of_alice.post(
        address(case, "change"), **{**form, "internal_note": "Not done"}
    ).status == 302  # fmt: skip


def test_keys_are_shown_and_switched_off_for_oneself(northvale, alice, desk_of_alice):
    assert desk_of_alice.get("/workspace/").tree.xpath("//body/@data-shortcuts") == [
        "/workspace/keys/"
    ]
    assert "g c" in desk_of_alice.get("/workspace/keys/").one("keys")

    desk_of_alice.post("/workspace/keys/", wanted="no")

    assert Account.objects.get(pk=alice.pk).uses_shortcuts is False
    assert desk_of_alice.get("/workspace/").tree.xpath("//body/@data-shortcuts") == []
    assert "They are off." in desk_of_alice.get("/workspace/account/").text


def test_the_panels_of_a_case_cost_two_queries_at_most(northvale, desk_of_alice, monkeypatch):
    from moothall.surfaces.workspace import acting_panels, panels_shown

    a_macro(northvale)
    case = a_case(northvale)
    own = (
        acting_panels.complaint_panel,
        acting_panels.macros_panel,
        acting_panels.links_panel,
    )

    def cost(panels):
        monkeypatch.setattr(panels_shown, "CASE_PANELS", panels)
        short_memory.forget_all()
        with CaptureQueriesContext(connection) as asked:
            assert desk_of_alice.get(address(case)).status == 200
        return len(asked)

    cost(own)
    assert cost(own) - cost(()) == 2
