"""Whoever works at the front desk alone: visits and hand-overs, and nothing beyond."""

import pytest

from moothall.bookings.queueing.actions import take_ticket
from moothall.bookings.queueing.serving import call_next, stand_at_counter
from moothall.cases.contact import actions as contacts
from moothall.cases.contact.models import AgentState
from moothall.cases.models import HandOver, Interaction, Visit
from moothall.cases.reception import actions
from moothall.cases.tests.factories import person_of
from moothall.kernel import clock
from moothall.kernel.actors import system
from moothall.kernel.errors import NotFound, NotPermitted
from moothall.kernel.scope import acting_for
from moothall.kernel.tests import kit
from moothall.people.actions import give_role
from moothall.people.models import Role, StaffUser
from moothall.surfaces.workspace.tests.conftest import Desk
from moothall.surfaces.workspace.tests.test_front_desk import FRONT, _at_hall, _service, hall

__all__ = ["hall"]


@pytest.fixture
def rita(northvale):
    """A receptionist of Northvale."""
    return receptionist(northvale, "rita@northvale.test")


def receptionist(council, email):
    with acting_for(council.id):
        user = StaffUser.objects.create_user(email, name="Rita Rowe")
        give_role(
            actor=system("tests"), user=user, role=Role.DESK, council_id=council.id,
            now=clock.now(),
        )  # fmt: skip
    return user


@pytest.fixture
def desk(rita):
    return Desk("northvale.test", rita)


@pytest.fixture
def visit(hall, rita, northvale, desk):
    """The visit that Rita has begun for a ticket at her counter."""
    with acting_for(northvale.id):
        ticket = take_ticket(service_id=_service().pk, now=clock.now())
        at = _at_hall(rita)
        stand_at_counter(**at, desk="7")
        call_next(**at)
    assert desk.get(FRONT).all("begin-visit") == ["Begin their visit"]
    began = desk.post(f"{FRONT}tickets/{ticket.pk}/visit/")
    assert began.status == 302
    return began.location


def test_a_receptionist_receives_a_visitor_and_hands_them_over(
    visit, desk, alice, desk_of_alice, northvale
):
    assert visit.startswith("/workspace/visits/")
    page = desk.get(visit)
    assert page.status == 200
    assert desk.get(FRONT).links("open-visit") == [visit]

    kept = desk.post(visit, act="keep", summary="Asks about the flat")
    form = desk.get(kept.location)
    asked = desk.post(
        kept.location, to=f"employee:{alice.pk}", said=form.value("said"), desk=form.value("desk")
    )

    assert form.value("said") == "Asks about the flat"
    assert form.value("desk") == "7"
    assert asked.location == visit
    assert desk.get(visit).all("answer") == ["No answer yet"]
    assert desk.get(FRONT).links("to-contact") == [visit]
    assert desk_of_alice.get("/workspace/my-work/").one("said") == "Asks about the flat"
    with acting_for(northvale.id):
        row = HandOver.objects.get()
        assert not AgentState.objects.filter(account__email="rita@northvale.test").exists()

    back = desk.post(f"/workspace/visitors/{row.pk}/take-back/")
    assert back.location == visit
    wrong = desk.post(visit, act="finish", summary="Told")
    assert wrong.status == 422
    assert "Choose what came of it" in wrong.text
    done = desk.post(visit, act="finish", summary="Told", outcome="answered", service="missed-bin")
    assert done.location == FRONT
    with acting_for(northvale.id):
        contact = Interaction.objects.get()
        assert (contact.channel, contact.summary, contact.outcome) == ("visit", "Told", "answered")
        assert contact.finished_at is not None
    assert desk.get(visit).location == FRONT


def test_a_receptionist_sees_no_records_and_no_other_contacts(visit, desk, northvale):
    contact = visit.rsplit("/", 2)[1]
    with acting_for(northvale.id):
        somebody = person_of(northvale, clock.now())
    refused = {
        path: desk.get(f"/workspace/{path}").status
        for path in (
            "", "people/", "people/new/", "calls/",
            "calls/new/", f"calls/log/?person={somebody.pk}", f"people/{somebody.pk}/", "letters/",
            "mail/", "visitors/", "my-work/", "queues/", "complaints/", "payments/", "my-figures/",
            f"contacts/{contact}/", f"contacts/{contact}/wrap-up/", f"contacts/{contact}/book/",
        )
    }  # fmt: skip

    assert set(refused.values()) <= {302, 403, 404}, refused
    for search in ("search/", "search/now/"):
        found = desk.get(f"/workspace/{search}?q=dilys@example.test")
        assert (found.status, "Pugh" in found.text) == (200, False)
    assert desk.get("/workspace/").location == "/workspace/front-desk/"
    assert desk.post(f"/workspace/contacts/{contact}/person/", person=somebody.pk).status == 403
    for page in (desk.get(visit), desk.get(FRONT)):
        links = [one.split("?")[0] for one in page.tree.xpath("//nav//a/@href")]
        assert not [one for one in links if "/people/" in one or "/calls/" in one]


def test_who_receives_visitors_writes_down_nothing_else(visit, rita, alice, northvale):
    actor, now = kit.actor_of(rita), clock.now()
    told = {"actor": actor, "now": now}
    with acting_for(northvale.id):
        visitor = Interaction.objects.get()
        somebody = person_of(northvale, clock.now())
        with pytest.raises(NotPermitted):
            contacts.begin_contact(**told, council_id=northvale.id, person_id=None, channel="phone")
        with pytest.raises(NotPermitted):
            contacts.keep_words(**told, contact_id=visitor.pk, summary="x", channel="phone")
        with pytest.raises(NotPermitted):
            contacts.wrap_up(
                **told, contact_id=visitor.pk, channel="phone", summary="", service="",
                outcome="answered", avoidable="not_avoidable",
            )  # fmt: skip
        with pytest.raises(NotFound):
            contacts.set_person(**told, contact_id=visitor.pk, person_id=somebody.pk)
        with pytest.raises(NotFound):
            contacts.note_check(**told, contact_id=visitor.pk, level=1, asked=[])
        row = actions.hand_over(
            actor=kit.actor_of(rita), contact_id=visitor.pk, employee_id=alice.pk, said="Flat",
            waits=actions.Waits(desk="7", arrived_at=now), now=now,
        )  # fmt: skip
        with pytest.raises(NotFound):
            actions.take_visitor(**told, hand_over_id=row.pk)
        visitor.refresh_from_db()
        assert (visitor.channel, visitor.person_id, visitor.verified_level) == ("visit", None, 0)


def test_nobody_asks_a_receptionist_to_come(visit, desk, northvale):
    receptionist(northvale, "rob@northvale.test")

    form = desk.get(f"/workspace/contacts/{visit.rsplit('/', 2)[1]}/hand-over/?q=rob")

    assert form.all("nobody") == ["Nobody of this name can be asked."]


def test_another_councils_receptionist_and_nobody_see_nothing(visit, southmere, desk_of_bob):
    other = Desk("southmere.test", receptionist(southmere, "sue@southmere.test"))

    assert other.get(visit).status == 404
    assert desk_of_bob.get(visit).status == 404  # an agent, but it is another's visit
    assert Desk("northvale.test").get(visit).status == 302
    with acting_for(southmere.id):
        assert Visit.objects.count() == 0


def test_who_writes_down_all_contacts_is_led_to_the_contact(hall, desk_of_bob):
    began = desk_of_bob.post(f"{FRONT}tickets/{hall.pk}/visit/")

    assert began.location.startswith("/workspace/contacts/")
    contact = began.location.rsplit("/", 2)[1]
    assert desk_of_bob.get(f"/workspace/visits/{contact}/").location == began.location
