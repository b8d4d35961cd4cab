"""Staff who help somebody: the check of the caller, the form that goes on, and the end of it."""

from datetime import timedelta

import pytest
from django.test import Client

from moothall.cases.models import Interaction
from moothall.eforms import actions as eforms
from moothall.eforms.helped import drafts_of_person
from moothall.eforms.models import Draft, HelpedDraft, Submission
from moothall.eforms.tests.factories import document, page, publish, question
from moothall.kernel import clock
from moothall.kernel.actors import anonymous_resident, system
from moothall.kernel.models import AuditEntry
from moothall.kernel.scope import acting_for
from moothall.kernel.tests import kit
from moothall.people import actions
from moothall.people.models import Help
from moothall.surfaces.workspace import caller_check

FORM = document(
    page("first", question("colour", "text")),
    page("second", question("animal", "text")),
)
RIGHT = {
    "channel": "phone", "reason": "Cannot use the website", "postcode": "qx1 1aa",
    "born_on": "27/3/1980", "email": "RHIAN@home.test",
}  # fmt: skip


@pytest.fixture
def half_done(northvale, caller):
    """The secret of a form that Rhian began on the website and sent herself a link to."""
    publish(northvale, FORM, clock.now())
    with acting_for(northvale.id):
        _, secret = eforms.start_draft(
            actor=anonymous_resident(), council_id=northvale.id, form="trial", language="en",
            now=clock.now(),
        )  # fmt: skip
        eforms.save_page(
            actor=anonymous_resident(), council_id=northvale.id, secret=secret, page="first",
            typed={"colour": ["teal"]}, revision="", language="en", now=clock.now(),
        )  # fmt: skip
        eforms.send_return_link(
            actor=anonymous_resident(), council_id=northvale.id, secret=secret, language="en",
            email="rhian@home.test", now=clock.now(),
        )  # fmt: skip
    return secret


def begin(desk, person, **changes):
    return desk.post(f"/workspace/people/{person.pk}/help/", **{**RIGHT, **changes})


def resume(desk):
    draft = Draft.objects.get()
    return desk.post(f"/workspace/help/forms/{draft.pk}/")


def test_staff_go_on_where_the_resident_stopped_and_the_resident_finds_it_again(
    northvale, half_done, caller, desk_of_bob, client
):
    assert begin(desk_of_bob, caller).location == "/workspace/help/"
    assert "A trial form" in desk_of_bob.get("/workspace/help/").one("drafts")
    assert "You are helping Rhian Evans" in desk_of_bob.get("/workspace/").one("helping")

    with acting_for(northvale.id):
        place = resume(desk_of_bob).location
    page = desk_of_bob.get(desk_of_bob.get(place).location)
    assert "What is animal?" in page.text  # the first page is done
    saved = desk_of_bob.post(f"{place}second/", animal="otter")

    assert saved.status == 303
    theirs = client.get(f"/forms/trial/{half_done}/check/", headers={"host": "northvale.test"})
    assert "teal" in theirs.content.decode()
    assert "otter" in theirs.content.decode()
    with acting_for(northvale.id):
        row = AuditEntry.objects.get(verb="draft.taken-up")
        bob = kit.staff_user("bob", clock.now())
        assert (row.actor_identifier, row.on_behalf_of) == (str(bob.pk), str(caller.pk))
        assert row.reason == "Cannot use the website"
        assert Draft.objects.get().actor_kind == "resident"


def test_what_staff_hand_in_says_who_did_it_and_for_whom(
    northvale, half_done, caller, desk_of_bob, client
):
    begin(desk_of_bob, caller)
    with acting_for(northvale.id):
        place = resume(desk_of_bob).location
    desk_of_bob.post(f"{place}second/", animal="otter")

    desk_of_bob.post(f"{place}check/")

    with acting_for(northvale.id):
        submission = Submission.objects.get()
        row = AuditEntry.objects.get(verb="submission.accepted")
    assert (submission.actor_kind, row.on_behalf_of) == ("staff", str(caller.pk))
    theirs = client.get(f"/forms/trial/{half_done}/done/", headers={"host": "northvale.test"})
    assert submission.reference in theirs.content.decode()


def test_after_the_end_of_the_help_everything_is_refused(
    northvale, half_done, caller, desk_of_bob, client
):
    begin(desk_of_bob, caller)
    with acting_for(northvale.id):
        place = resume(desk_of_bob).location

    desk_of_bob.post("/workspace/help/end/")

    assert desk_of_bob.get(place).status == 404
    assert desk_of_bob.post(f"{place}second/", animal="otter").status == 404
    assert desk_of_bob.get("/workspace/help/").status == 404
    with acting_for(northvale.id):
        assert resume(desk_of_bob).status == 404
        assert "otter" not in str(Draft.objects.get().answers)
    # Nor does the way in lead anywhere at the residents' door.
    public = place.replace("/workspace/forms/northvale/", "/forms/")
    assert client.get(public, headers={"host": "northvale.test"}).status_code == 404
    post = client.post(f"{public}second/", {"animal": "otter"}, headers={"host": "northvale.test"})
    assert post.status_code == 404


def test_a_quarter_of_an_hour_without_use_ends_it(northvale, half_done, caller, desk_of_bob):
    begin(desk_of_bob, caller)
    with acting_for(northvale.id):
        place = resume(desk_of_bob).location
        Help.objects.update(last_used_at=clock.now() - timedelta(minutes=15))

    assert desk_of_bob.get(place).status == 404
    assert desk_of_bob.get("/workspace/help/").status == 404
    with acting_for(northvale.id):
        Help.objects.update(last_used_at=clock.now())
    assert desk_of_bob.get("/workspace/help/").status == 404  # what is over stays over


def test_signing_out_ends_it_for_every_later_session(
    northvale, half_done, caller, desk_of_bob, bob
):
    begin(desk_of_bob, caller)
    with acting_for(northvale.id):
        place = resume(desk_of_bob).location
    stolen = dict(desk_of_bob.client.cookies)

    desk_of_bob.client.post("/workspace/sign-in/logout/")

    replayed = Client(headers={"host": "northvale.test"})
    replayed.cookies.update(stolen)
    assert replayed.get(place).status_code in {302, 404}
    assert replayed.get("/workspace/help/").status_code in {302, 404}
    again = Client(headers={"host": "northvale.test"})
    kit.sign_in(again, bob)
    assert again.get(place).status_code == 404
    assert again.get("/workspace/help/").status_code == 404


def test_another_employee_does_not_get_in_by_the_address(
    northvale, half_done, caller, desk_of_bob, desk_of_alice
):
    begin(desk_of_bob, caller)
    with acting_for(northvale.id):
        place = resume(desk_of_bob).location

    assert desk_of_alice.get(place).status == 404

    begin(desk_of_alice, kit.resident("tomos", northvale, clock.now()), seen_papers="on",
          channel="visit")  # fmt: skip
    assert desk_of_alice.get(place).status == 404


def test_wrong_answers_are_written_down_and_never_which(northvale, caller, desk_of_bob):
    answer = begin(desk_of_bob, caller, postcode="QX9 9ZZ")

    assert answer.status == 422
    assert "The answers do not fit" in answer.one("error-summary")
    assert "QX1 1AA" not in answer.text
    with acting_for(northvale.id):
        assert Help.objects.count() == 0
        checks = Interaction.objects.filter(person_id=caller.pk, summary__startswith="Caller")
        assert [one.summary for one in checks] == ["Caller check failed (postcode, born_on, email)"]
    assert desk_of_bob.get("/workspace/help/").status == 404


def test_only_so_many_tries(northvale, caller, desk_of_bob, desk_of_alice):
    for _ in range(3):
        begin(desk_of_bob, caller, born_on="1/1/1970")

    right = begin(desk_of_alice, caller)

    assert right.status == 422
    assert "tried too often" in right.one("error-summary")
    with acting_for(northvale.id):
        assert Help.objects.count() == 0


def test_two_answers_are_too_few_for_forms(northvale, half_done, caller, desk_of_bob):
    begin(desk_of_bob, caller, email="")

    assert desk_of_bob.get("/workspace/help/").all("drafts") == []
    with acting_for(northvale.id):
        assert resume(desk_of_bob).status == 403
        assert HelpedDraft.objects.count() == 0


def test_the_reason_is_not_optional(northvale, caller, desk_of_bob):
    assert begin(desk_of_bob, caller, reason=" ").status == 422

    with acting_for(northvale.id):
        assert Help.objects.count() == 0


def test_papers_count_at_the_counter_alone(northvale, caller, desk_of_bob):
    blank = {"postcode": "", "born_on": "", "email": "", "seen_papers": "on"}

    assert begin(desk_of_bob, caller, **blank).status == 422
    assert begin(desk_of_bob, caller, **blank, channel="visit").status == 302


def test_somebody_elses_form_is_not_taken_up(northvale, half_done, caller, tomos, desk_of_bob):
    begin(desk_of_bob, tomos, channel="visit", seen_papers="on")

    with acting_for(northvale.id):
        assert drafts_of_person(tomos.pk, now=clock.now()) == []
        assert resume(desk_of_bob).status == 404
        assert HelpedDraft.objects.count() == 0


def test_strangers_and_other_councils_help_nobody(
    northvale, half_done, caller, desk_of_carys, mallory, client
):
    assert begin(desk_of_carys, caller).status == 404
    kit.sign_in(client, mallory)
    path = f"/workspace/people/{caller.pk}/help/"
    assert client.post(path, RIGHT, headers={"host": "northvale.test"}).status_code == 403
    nobody = Client(headers={"host": "northvale.test"}).post(path, RIGHT)
    assert nobody.status_code == 302

    with acting_for(northvale.id):
        assert Help.objects.count() == 0


def test_a_protected_person_is_helped_by_few(northvale, half_done, caller, desk_of_bob):
    with acting_for(northvale.id):
        actions.protect_person(
            actor=system("tests"), person_id=caller.pk, hides_email=True, hides_phone=True,
            refuses_joining=True, reason="MARAC", now=clock.now(),
        )  # fmt: skip

    refused = begin(desk_of_bob, caller)

    assert refused.status == 403
    with acting_for(northvale.id):
        assert Help.objects.count() == 0


def test_another_council_sees_no_drafts(northvale, southmere, half_done, caller):
    with acting_for(southmere.id):
        assert drafts_of_person(caller.pk, now=clock.now()) == []


def test_helping_costs_one_query_on_other_pages(northvale, caller, desk_of_bob):
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    desk_of_bob.get("/workspace/")
    with CaptureQueriesContext(connection) as before:
        desk_of_bob.get("/workspace/")
    begin(desk_of_bob, caller)
    desk_of_bob.get("/workspace/")

    with CaptureQueriesContext(connection) as after:
        desk_of_bob.get("/workspace/")

    assert len(after) == len(before) + 1


@pytest.mark.parametrize(
    ("right", "wrong", "level"), [(1, 0, 0), (2, 0, 1), (3, 0, 2), (5, 0, 2), (4, 1, 0), (0, 0, 0)]
)
def test_the_level_that_answers_give(right, wrong, level):
    assert caller_check.level_of(right, wrong) == level
