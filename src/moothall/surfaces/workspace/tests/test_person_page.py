"""The page of a person: everything in one view, and nothing of what may not be seen."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from moothall.cases.actions import log_interaction
from moothall.cases.tests.factories import case_of
from moothall.kernel import clock
from moothall.kernel.actors import system
from moothall.kernel.scope import acting_for
from moothall.kernel.tests.kit import actor_of
from moothall.notifications.models import Message
from moothall.payments.models import Payment
from moothall.people.models import (
    Consent,
    Merge,
    Person,
    Residence,
    StaffRole,
    TieKind,
    WarningKind,
)
from moothall.people.models.staff import Role
from moothall.people.tests.test_persons import record
from moothall.people.ties.actions import note_tie
from moothall.people.warnings.actions import Said, warn_about_person
from moothall.places.models import Address

MOST_QUERIES = 20
UPRN = 10_000_001


def only(user, role):
    """Let somebody have this role alone."""
    StaffRole.objects.filter(user=user).update(role=role)
    return user


@pytest.fixture
def full(northvale, rhian, tomos, alice, now):
    """Rhian, with something of everything; Tomos shares her home and cares for her."""
    with acting_for(northvale.id):
        case_of(northvale, clock.now(), person_id=rhian.pk)
        Address.objects.create(
            uprn=UPRN, line="1 High Street, Northvale, QX1 1AA", is_offered=True,
            logical_status=1, custodian_code=9991, classification_code="RD04", postcode="QX1 1AA",
            street="High Street", easting=323100, northing=289050, latitude=52.4, longitude=-3.1,
        )  # fmt: skip
        for person in (rhian, tomos):
            Residence.objects.create(
                council_id=northvale.id, person=person, uprn=UPRN, given_by="staff",
                created_at=clock.now(),
            )  # fmt: skip
        Consent.objects.create(
            council_id=northvale.id, person=rhian, purpose="sharing", wording_version=1,
            given_at=now, given_how="phone",
        )  # fmt: skip
        Message.objects.create(
            council_id=northvale.id, person=rhian, template="x", channel="email", language="en",
            recipient="rhian@home.test", subject="Your request is closed", body="Done.",
            dedupe_key="k", about_type="people.person", about_id=rhian.pk, queued_at=now,
        )  # fmt: skip
        note_tie(
            actor=actor_of(alice), person_id=rhian.pk, kind=TieKind.CARER, other_id=tomos.pk,
            now=clock.now(),
        )  # fmt: skip
        warn_about_person(
            actor=actor_of(alice), person_id=rhian.pk, now=clock.now(),
            said=Said(
                kind=WarningKind.TIMES, reason="Works at night", advice="Ring after noon",
                expires_on=(clock.now() + timedelta(days=30)).date(),
            ),
        )  # fmt: skip
    return rhian


def page_of(desk, person):
    return desk.get(f"/workspace/people/{person.pk}/")


def test_one_page_shows_all_that_is_known(full, desk_of_alice):
    page = page_of(desk_of_alice, full)

    assert page.status == 200
    assert "Works at night" in page.one("warnings")
    assert "Ring after noon" in page.one("warnings")
    assert page.one("home") == "1 High Street, Northvale, QX1 1AA"
    assert page.all("household") == ["Tomos Ifans"] or len(page.all("household")) == 1
    assert page.one("ties").startswith("Carer: ")
    assert "sharing" in page.one("consents")
    assert "Your request is closed" in page.one("story")
    assert page.links("home") == [f"/workspace/places/{UPRN}/?council=northvale"]


def test_the_page_costs_twenty_queries_at_most_however_much_there_is(
    full, northvale, desk_of_alice
):
    def cost():
        page_of(desk_of_alice, full)  # what workers remember of councils is remembered
        with CaptureQueriesContext(connection) as statements:
            assert page_of(desk_of_alice, full).status == 200
        return len(statements)

    few = cost()
    with acting_for(northvale.id):
        for _ in range(5):
            case_of(northvale, clock.now(), person_id=full.pk)

    assert cost() == few
    assert few <= MOST_QUERIES


def test_without_the_rights_nothing_is_there_or_counted(full, northvale, alice, desk_of_alice):
    with acting_for(northvale.id):
        Payment.objects.filter(person_id=full.pk).delete()
    only(alice, Role.BOOKING_OFFICER)

    assert page_of(desk_of_alice, full).status == 404 or page_of(desk_of_alice, full).status == 403


def test_an_agent_may_neither_warn_nor_merge(full, desk_of_bob):
    page = page_of(desk_of_bob, full)

    assert "Works at night" in page.one("warnings")
    assert page.all("warn-person") == page.all("find-same") == page.all("review-warning") == []
    for path in (
        f"/workspace/people/{full.pk}/warning/", "/workspace/warnings/", "/workspace/people/twice/",
        f"/workspace/people/{full.pk}/alike/",
    ):  # fmt: skip
        assert desk_of_bob.get(path).status in {403, 404}, path


def test_whoever_serves_another_council_sees_nothing(full, desk_of_carys):
    for part in ("", "story/", "ties/", "warning/", "alike/"):
        assert desk_of_carys.get(f"/workspace/people/{full.pk}/{part}").status == 404


def test_a_protected_person_is_in_nobodys_household_or_family(
    full, northvale, tomos, desk_of_alice
):
    with acting_for(northvale.id):
        Person.objects.filter(pk=tomos.pk).update(is_protected=True)

    page = page_of(desk_of_alice, full)

    assert page.all("household") == page.all("ties") == []
    assert "Tomos" not in page.text


def test_of_a_protected_person_home_and_household_are_hidden(full, northvale, desk_of_alice):
    with acting_for(northvale.id):
        Person.objects.filter(pk=full.pk).update(is_protected=True)

    page = page_of(desk_of_alice, full)

    assert page.all("home") == page.all("household") == []
    assert "High Street" not in page.text
    assert "Your request is closed" not in page.text


def test_the_story_goes_back_a_page_at_a_time(full, northvale, desk_of_alice):
    with acting_for(northvale.id):
        for number in range(25):
            log_interaction(
                actor=system("tests"), council_id=northvale.id, channel="phone",
                summary=f"Call {number:02}", person_id=full.pk, case_id=None,
                now=clock.now(),
            )  # fmt: skip

    first = desk_of_alice.get(f"/workspace/people/{full.pk}/story/")
    second = desk_of_alice.get(first.links("older")[0])

    assert "Call 24" in first.one("story")
    assert "Call 00" not in first.one("story")
    assert "Call 00" in second.one("story")
    assert second.all("older") == []
    assert desk_of_alice.get(f"/workspace/people/{full.pk}/story/?before=x").status == 404


def test_a_warning_stands_on_the_call_and_the_case(full, northvale, desk_of_bob):
    call = desk_of_bob.get(f"/workspace/calls/log/?person={full.pk}")
    with acting_for(northvale.id):
        from moothall.cases.models import Case

        reference = Case.objects.get(person_id=full.pk).reference

    assert "Works at night" in call.one("warnings")
    assert "Works at night" in desk_of_bob.get(f"/workspace/cases/{reference}/").one("warnings")


def test_a_warning_is_put_reviewed_and_ended_on_pages(full, northvale, desk_of_alice):
    path = f"/workspace/people/{full.pk}/warning/"
    far = (clock.now() + timedelta(days=400)).date().isoformat()
    day = (clock.now() + timedelta(days=40)).date().isoformat()

    wrong = desk_of_alice.post(path, kind="unreasonable", reason="Rings daily", expires_on=far)
    right = desk_of_alice.post(
        path, kind="unreasonable", reason="Rings daily", expires_on=day,
        single_contact="J Hughes", allowed_channels="letter",
    )  # fmt: skip
    listed = desk_of_alice.get("/workspace/warnings/")

    assert wrong.status == 422
    assert "within 12 months" in wrong.one("error-summary")
    assert "Name the colleague" in wrong.one("error-summary")
    assert wrong.value("reason") == "Rings daily"
    assert right.status == 302
    page = page_of(desk_of_alice, full)
    assert "J Hughes" in page.one("warnings")
    assert len(listed.links("warnings-to-review")) == 1
    review = page.links("review-warning")[0]
    assert desk_of_alice.post(review, expires_on=day).status == 302
    for one in page.links("review-warning"):
        desk_of_alice.post(one, do="end")
    assert page_of(desk_of_alice, full).all("warnings") == []


def test_who_belongs_to_somebody_is_added_and_ended(full, desk_of_bob):
    path = f"/workspace/people/{full.pk}/ties/"

    nobody = desk_of_bob.post(path, kind="landlord", other_name="")
    added = desk_of_bob.post(path, kind="landlord", other_name="Acme Lettings")

    assert nobody.status == 422
    assert added.status == 302
    assert "Landlord: Acme Lettings" in page_of(desk_of_bob, full).one("ties")


def test_records_that_may_be_one_are_found_compared_merged_and_parted(
    northvale, desk_of_alice, desk_of_bob, now
):
    with acting_for(northvale.id):
        kept = record(northvale, now, name="Robert Price", phone="01632 960111")
        gone = record(northvale, now, name="Bob Price", phone="01632 960111", email="b@example.org")

    alike = desk_of_alice.get(f"/workspace/people/{kept.pk}/alike/")
    [merge] = alike.links("merge")
    side_by_side = desk_of_alice.get(merge)
    unsure = desk_of_alice.post(merge, d0="gone")
    done = desk_of_alice.post(merge, d0="gone", sure="on")

    assert merge == f"/workspace/people/{kept.pk}/merge/{gone.pk}/"
    assert "Ways to reach them: 1 (1 the same on both)" in side_by_side.one("moving")
    assert unsure.status == 422
    assert (done.status, done.location) == (302, f"/workspace/people/{kept.pk}/")
    page = page_of(desk_of_alice, kept)
    assert page.one("person-name") == "Bob Price"
    assert "Bob Price" in page.one("merged")
    assert page_of(desk_of_bob, kept).all("merged") == []
    with acting_for(northvale.id):
        made = Merge.objects.get()
    undo = f"/workspace/people/merges/{made.pk}/undo/"
    assert "Ways to reach them: 1" in desk_of_alice.get(undo).one("goes-back")
    assert desk_of_bob.post(undo, because="x").status == 403
    assert desk_of_alice.post(undo, because="").status == 422
    assert desk_of_alice.post(undo, because="Two brothers").status == 302
    with acting_for(northvale.id):
        assert sorted(Person.objects.values_list("name", flat=True)) == [
            "Bob Price", "Robert Price",
        ]  # fmt: skip


def test_what_cannot_be_decided_is_said_and_nothing_can_be_sent(
    northvale, rhian, tomos, desk_of_alice
):
    page = desk_of_alice.get(f"/workspace/people/{rhian.pk}/merge/{tomos.pk}/")
    desk_of_alice.post(f"/workspace/people/{rhian.pk}/merge/{tomos.pk}/", d0="kept", sure="on")

    assert "Both have an account" in page.one("against")
    assert page.all("merge-now") == []
    with acting_for(northvale.id):
        assert Person.objects.count() == 2


def test_a_pair_is_kept_apart_on_the_worklist(northvale, desk_of_alice, desk_of_bob, now):
    from moothall.people.duplicates import actions as duplicates

    with acting_for(northvale.id):
        record(northvale, now, name="Robert Price", phone="01632 960111")
        record(northvale, now, name="Bob Price", phone="01632 960111")
        duplicates.find_pairs(council_id=northvale.id, now=now)

    page = desk_of_alice.get("/workspace/people/twice/")
    [form] = page.tree.xpath("//*[@data-testid='pair']//form/@action")

    assert page.one("pair-count") == "1 pair"
    assert desk_of_bob.post(form, do="apart").status == 403
    assert desk_of_alice.post(form, do="apart").status == 302
    assert desk_of_alice.get("/workspace/people/twice/").one("pair-count") == "0 pairs"
    assert len(desk_of_alice.get("/workspace/people/twice/?state=apart").all("pair")) == 1


def test_whoever_is_typed_is_looked_for_without_a_page(
    northvale, desk_of_alice, desk_of_carys, now
):
    with acting_for(northvale.id):
        known = record(northvale, now, name="Robert Price", phone="01632 960111")
    typed = {"name": "Bob Price", "phone": "01632 960111", "email": "", "council": "northvale"}

    found = desk_of_alice.post("/workspace/people/new/alike/", **typed)

    assert found.links("choose-person") == [f"/workspace/people/{known.pk}/"]
    assert "A short form of the same name · Same phone number" in found.one("person-row")
    nobody = desk_of_carys.post("/workspace/people/new/alike/", **typed)
    assert nobody.response.content.strip() == b""
    short = desk_of_alice.post("/workspace/people/new/alike/", name="Bo", council="northvale")
    assert short.response.content.strip() == b""
