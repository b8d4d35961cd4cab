"""Staff who look at papers: the list of claims, deciding one, ending what should not be."""

from moothall.kernel import clock
from moothall.kernel.scope import acting_for
from moothall.kernel.tests import kit
from moothall.people.models import Grant, Person
from moothall.people.tests.granting import claimed_grant, live_grant

PAGE = "/workspace/grants/"


def a_claim(council, person):
    with acting_for(council.id):
        return claimed_grant(person, clock.now())


def test_staff_approve_a_claim_for_the_record_they_found(northvale, rhian, tomos, desk_of_alice):
    grant = a_claim(northvale, tomos)
    assert desk_of_alice.get(PAGE).links("grants") == [f"{PAGE}{grant.pk}/"]
    assert "Rhian Evans" in desk_of_alice.get(f"{PAGE}{grant.pk}/").text

    nobody = desk_of_alice.post(f"{PAGE}{grant.pk}/", decision="approve", reason="Seen")
    done = desk_of_alice.post(
        f"{PAGE}{grant.pk}/", decision="approve", reason="Seen", person=str(rhian.pk)
    )

    assert (nobody.status, done.status) == (422, 302)
    with acting_for(northvale.id):
        grant.refresh_from_db()
    assert (grant.state, grant.person_id) == ("live", rhian.pk)
    assert desk_of_alice.get(PAGE).links("grants") == []


def test_a_refusal_needs_a_reason(northvale, tomos, desk_of_alice):
    grant = a_claim(northvale, tomos)

    assert desk_of_alice.post(f"{PAGE}{grant.pk}/", decision="refuse", reason=" ").status == 422
    assert desk_of_alice.post(f"{PAGE}{grant.pk}/", decision="refuse", reason="No").status == 302

    with acting_for(northvale.id):
        assert Grant.objects.get().state == "refused"


def test_a_new_record_is_made_where_there_is_none(northvale, tomos, desk_of_alice):
    grant = a_claim(northvale, tomos)

    desk_of_alice.post(f"{PAGE}{grant.pk}/", decision="approve", reason="Seen", person="new")

    with acting_for(northvale.id):
        assert Person.objects.filter(name="Rhian Evans").count() == 1


def test_agents_strangers_and_another_council_decide_nothing(
    northvale, rhian, tomos, desk_of_bob, desk_of_carys, client
):
    grant = a_claim(northvale, tomos)
    decision = {"decision": "approve", "reason": "Seen", "person": str(rhian.pk)}

    assert desk_of_bob.get(PAGE).status == 403
    assert desk_of_bob.post(f"{PAGE}{grant.pk}/", **decision).status == 403
    assert desk_of_carys.get(PAGE).links("grants") == []
    assert desk_of_carys.post(f"{PAGE}{grant.pk}/", **decision).status == 404
    nobody = client.post(f"{PAGE}{grant.pk}/", decision, headers={"host": "northvale.test"})
    assert nobody.status_code == 302

    with acting_for(northvale.id):
        assert Grant.objects.get().state == "waiting_for_approval"


def test_staff_end_a_grant_with_a_reason(northvale, rhian, tomos, desk_of_alice, desk_of_carys):
    with acting_for(northvale.id):
        grant = live_grant(rhian, tomos, clock.now())
    assert "Tomos Price" in desk_of_alice.get(f"/workspace/people/{rhian.pk}/grants/").text
    assert desk_of_carys.get(f"/workspace/people/{rhian.pk}/grants/").status == 404

    desk_of_carys.post(f"{PAGE}{grant.pk}/end/", reason="x")
    desk_of_alice.post(f"{PAGE}{grant.pk}/end/", reason="")
    with acting_for(northvale.id):
        assert Grant.objects.get().state == "live"
    desk_of_alice.post(f"{PAGE}{grant.pk}/end/", reason="She asked us to")

    with acting_for(northvale.id):
        ended = Grant.objects.get()
    assert (ended.state, ended.reason) == ("revoked", "She asked us to")
    assert ended.revoked_by == f"staff:{kit.staff_user('alice', clock.now()).pk}"


def test_the_list_costs_the_same_for_more(
    northvale, rhian, tomos, desk_of_alice, django_assert_num_queries
):
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    a_claim(northvale, tomos)
    desk_of_alice.get(PAGE)
    with CaptureQueriesContext(connection) as one:
        desk_of_alice.get(PAGE)
    a_claim(northvale, rhian)

    with django_assert_num_queries(len(one)):
        assert len(desk_of_alice.get(PAGE).links("grants")) == 2
