"""The wall, figures, cost and quality as supervisors see them, and as others do not."""

import pytest

from moothall.cases.models import DeskCost, Interaction, QualityReview
from moothall.cases.supervising.quality import QUESTIONS
from moothall.kernel import clock
from moothall.kernel.actors import system
from moothall.kernel.models import AuditEntry
from moothall.kernel.scope import acting_for
from moothall.people.actions import give_role
from moothall.people.models import Person, Role
from moothall.surfaces.workspace.tests.conftest import Desk

SUPERVISE = "/workspace/supervise/"
PAGES = (
    "figures/",
    "figures/?of=agent",
    "figures/behind/?of=channel&key=phone",
    "cost/",
    "quality/",
)


@pytest.fixture
def desk(northvale, southmere, bob):
    for council in (northvale, southmere):
        with acting_for(council.id):
            give_role(
                actor=system("tests"), user=bob, role=Role.SUPERVISOR, council_id=council.id,
                partnership_id=None, now=clock.now(),
            )  # fmt: skip
    return Desk("northvale.test", bob)


@pytest.fixture
def logged(northvale, alice, caller):
    now = clock.now()
    with acting_for(northvale.id):
        return Interaction.objects.create(
            council_id=northvale.id, channel="phone", direction="inbound", happened_at=now,
            logged_by_kind="staff", logged_by_identifier=str(alice.pk), logged_by_name="Alice Ash",
            outcome="answered", avoidable_reason="chasing", handling_seconds=90,
            wrap_up_seconds=30, began_at=now, finished_at=now, person_id=caller.pk,
            summary="When does the bin come?",
        )  # fmt: skip


def test_the_wall_names_each_council_and_renews_its_part(northvale, southmere, desk):
    page = desk.get(SUPERVISE)
    part = desk.get(SUPERVISE, headers={"HX-Request": "true", "HX-Target": "wall"})

    assert len(page.all("wall-council")) == 2
    assert "<html" not in part.response.content.decode()
    assert len(part.all("wall-council")) == 2


def test_a_figure_leads_to_the_contacts_behind_it(northvale, desk, logged):
    page = desk.get(f"{SUPERVISE}northvale/figures/?of=channel")
    [avoidable] = [link for link in page.links("figure") if "key=phone&which=avoidable" in link]
    behind = desk.get(avoidable)

    assert "Phone 1 1 (100%) – 0 2:00" in page.all("figure")
    assert "When does the bin come?" in behind.one("interactions")


def test_figures_by_name_are_written_down(northvale, desk, logged):
    page = desk.get(f"{SUPERVISE}northvale/figures/?of=agent")

    assert "Alice Ash" in page.one("figures")
    with acting_for(northvale.id):
        assert AuditEntry.objects.filter(verb="figures.names-seen").count() == 1


def test_figures_are_taken_away(northvale, desk, logged):
    answer = desk.get(f"{SUPERVISE}northvale/figures/?of=channel&as=csv").response

    assert answer["Content-Type"].startswith("text/csv")
    assert '"Phone","1","1","1","120","0","0","0"' in answer.content.decode()


def test_days_that_are_none_are_said_and_the_page_still_answers(northvale, desk):
    for asked in ("start=2026-02-30", "start=2026-03-02&end=2026-03-01", "start=2020-01-01"):
        assert desk.get(f"{SUPERVISE}northvale/figures/?{asked}").status == 422


def test_who_does_not_supervise_sees_nothing(northvale, desk_of_alice, desk_of_carys, client):
    for page in ("", *(f"northvale/{one}" for one in PAGES)):
        assert desk_of_alice.get(SUPERVISE + page).status in {403, 404}, page
        assert desk_of_carys.get(SUPERVISE + page).status in {403, 404}, page
        answer = client.get(SUPERVISE + page, headers={"host": "northvale.test"})
        assert answer.status_code == 302, page


def test_one_council_s_supervisor_sees_nothing_of_the_other_s(northvale, southmere, logged, carys):
    with acting_for(southmere.id):
        give_role(
            actor=system("tests"), user=carys, role=Role.SUPERVISOR, council_id=southmere.id,
            partnership_id=None, now=clock.now(),
        )  # fmt: skip
    desk = Desk("southmere.test", carys)

    for page in PAGES:
        assert desk.get(f"{SUPERVISE}northvale/{page}").status == 404
    assert len(desk.get(SUPERVISE).all("wall-council")) == 1
    assert "none" in desk.get(f"{SUPERVISE}southmere/figures/").response.content.decode()
    assert desk.get(f"{SUPERVISE}southmere/figures/?of=agent").all("figure") == []


def test_the_cost_of_an_hour_is_set_and_shown(northvale, desk, logged):
    wrong = desk.post(f"{SUPERVISE}northvale/cost/", pounds="much", from_on="2026-01-01")
    right = desk.post(f"{SUPERVISE}northvale/cost/", pounds="30.00", from_on="2026-01-01")
    page = desk.get(f"{SUPERVISE}northvale/cost/")

    assert (wrong.status, right.status) == (422, 302)
    assert wrong.value("pounds") == "much"
    assert "Phone 1 2:00 £1" in page.one("cost")
    with acting_for(northvale.id):
        assert DeskCost.objects.get().pence_per_hour == 3000


def test_a_contact_is_drawn_looked_at_and_read_by_whose_it_is(
    northvale, desk, desk_of_alice, desk_of_carys, logged
):
    assert desk.post(f"{SUPERVISE}northvale/quality/", each="9").status == 422
    desk.post(f"{SUPERVISE}northvale/quality/", each="1")
    [address] = desk.get(f"{SUPERVISE}northvale/quality/").links("waiting")
    shown = desk.get(address)
    partly = desk.post(address, kind="yes", comment="You listened.")
    whole = desk.post(address, comment="You listened.", **dict.fromkeys(QUESTIONS, "yes"))
    again = desk.post(address, comment="Once more.", **dict.fromkeys(QUESTIONS, "no"))

    assert "When does the bin come?" in shown.text
    assert (partly.status, whole.status, again.status) == (422, 302, 422)
    assert partly.value("comment") == "You listened."
    assert "You listened." in desk_of_alice.get("/workspace/my-quality/").one("my-review")
    assert desk_of_carys.get("/workspace/my-quality/").all("my-review") == []
    assert desk_of_alice.get(address).status in {403, 404}


def test_what_a_protected_person_said_is_hidden(northvale, desk, logged, caller):
    with acting_for(northvale.id):
        Person.objects.filter(pk=caller.pk).update(is_protected=True)
        QualityReview.objects.all().delete()
    desk.post(f"{SUPERVISE}northvale/quality/", each="1")
    [address] = desk.get(f"{SUPERVISE}northvale/quality/").links("waiting")

    for page in (address, f"{SUPERVISE}northvale/figures/behind/?of=channel&key=phone"):
        assert "When does the bin come?" not in desk.get(page).text
