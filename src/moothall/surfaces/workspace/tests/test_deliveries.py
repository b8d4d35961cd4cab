from uuid import uuid4

from moothall.cases.tests.factories import case_of
from moothall.connectors.models import Delivery
from moothall.councils.actions import apply_teams
from moothall.councils.models import Team
from moothall.kernel import clock, short_memory
from moothall.kernel.scope import acting_for

PAGE = "/workspace/deliveries/"


def stuck(council, state="gave_up", team=None):
    with acting_for(council.id):
        case = case_of(council, clock.now())
        if team is not None:
            case.team_id = team
            case.save(update_fields=["team"])
        return Delivery.objects.create(
            council_id=council.id, case=case, state=state, problem="Nobody answered",
            created_at=clock.now(),
        )  # fmt: skip


def state_of(delivery, council):
    with acting_for(council.id):
        return Delivery.objects.get(pk=delivery.pk).state


def test_each_sees_what_is_stuck_in_the_councils_they_serve(
    northvale, southmere, desk_of_alice, desk_of_bob, desk_of_carys
):
    stuck(northvale)
    stuck(southmere, "unrouted")
    stuck(northvale, "delivered")

    assert desk_of_alice.get(PAGE).all("council-badge") == ["Northvale"]
    assert desk_of_carys.get(PAGE).all("council-badge") == ["Southmere"]
    assert desk_of_bob.get(PAGE).all("council-badge") == ["Northvale", "Southmere"]
    assert desk_of_bob.get(f"{PAGE}?council=southmere").all("council-badge") == ["Southmere"]


def test_the_list_can_be_a_teams_own(northvale, desk_of_alice):
    with acting_for(northvale.id):
        apply_teams(northvale.id, [{"slug": "parks", "name": "Parks", "email": "p@northvale.test"}])
        parks = Team.objects.get(slug="parks").pk
    short_memory.forget_all()
    stuck(northvale)
    stuck(northvale, team=parks)

    assert len(desk_of_alice.get(PAGE).all("delivery")) == 2
    [line] = desk_of_alice.get(f"{PAGE}?team={parks}").all("delivery")
    assert "Parks" in line


def test_an_empty_list_says_that_all_is_well(northvale, desk_of_alice):
    assert "Everything has been sent" in desk_of_alice.get(PAGE).one("no-deliveries")


def test_sending_again_leaves_one_job_and_returns_where_it_was_asked(
    northvale, desk_of_alice, queue
):
    delivery = stuck(northvale)
    before = len(queue.jobs("connectors.deliver"))

    from_list = desk_of_alice.post(f"{PAGE}{delivery.pk}/send-again/", back="list")
    twice = desk_of_alice.post(f"{PAGE}{delivery.pk}/send-again/", back="case")

    assert (from_list.status, from_list.location) == (302, PAGE)
    assert twice.location == f"/workspace/cases/{delivery.case.reference}/"
    assert state_of(delivery, northvale) == "queued"
    assert len(queue.jobs("connectors.deliver")) == before + 1
    flash = desk_of_alice.get(PAGE).all("flash")
    assert flash == ["It is being sent again now.", "It is being sent already, or has arrived."]


def test_who_may_not_send_again_changes_nothing(northvale, southmere, desk_of_bob, desk_of_carys):
    delivery = stuck(northvale)
    path = f"{PAGE}{delivery.pk}/send-again/"

    assert desk_of_bob.post(path, back="list").status == 403
    assert desk_of_carys.post(path, back="list").status == 404
    assert desk_of_carys.post(f"{PAGE}{uuid4()}/send-again/").status == 404
    assert desk_of_carys.get(path).status == 405
    assert state_of(delivery, northvale) == "gave_up"
