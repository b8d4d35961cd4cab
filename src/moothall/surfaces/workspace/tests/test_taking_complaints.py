"""A complaint that an employee takes: by residents' rules, in the contact, once, for whom it is."""

import re
from dataclasses import replace

import pytest

from moothall.cases import actions as cases
from moothall.cases.channels import Channel
from moothall.cases.complaints.actions import acknowledge_complaint
from moothall.cases.complaints.models import ComplaintStep
from moothall.cases.complaints.setting_up import procedure_for, set_procedure
from moothall.cases.complaints.taking import Complainant, Complaint, take_complaint
from moothall.cases.complaints.usual import ENGLAND
from moothall.cases.contact import actions
from moothall.cases.models import Case, EntryKind, Interaction, TimelineEntry
from moothall.cases.tests.factories import case_of
from moothall.councils.queries import service_type, service_types
from moothall.kernel import clock
from moothall.kernel.actors import system
from moothall.kernel.errors import Conflict, NotFound, NotPermitted, TransitionNotAllowed
from moothall.kernel.scope import acting_for
from moothall.kernel.tests import kit
from moothall.notifications.models import Message
from moothall.people.actions import protect_person
from moothall.people.models import ContactPoint, Person
from moothall.surfaces.workspace.tests.conftest import Desk

KEY = "a" * 32


def begun(council, user, person_id=None, channel=Channel.PHONE):
    with acting_for(council.id):
        return actions.begin_contact(
            actor=kit.actor_of(user), council_id=council.id, person_id=person_id,
            channel=channel.value, summary="The bins again", now=clock.now(),
        )  # fmt: skip


@pytest.fixture
def contact(northvale, bob, caller):
    return begun(northvale, bob, caller.pk)


@pytest.fixture
def nameless(northvale, bob):
    return begun(northvale, bob, channel=Channel.LETTER)


@pytest.fixture
def late(northvale, caller):
    """A case of the caller's of which they may complain."""
    with acting_for(northvale.id):
        case = case_of(northvale, clock.now(), person_id=caller.pk, summary="Bin not emptied")
        return cases.change_status(
            actor=system("test"), case_id=case.pk, status="in_progress", now=clock.now()
        )


def at(contact):
    return f"/workspace/contacts/{contact.pk}/complain/"


def typed(page, **more):
    return {
        "key": page.value("key"), "about": "service", "service": "missed-bin",
        "text": "Nobody came for three weeks", "wanted": "An apology", "wish": "",
        "language": "en", **more,
    }  # fmt: skip


def complaints(council):
    with acting_for(council.id):
        return list(Case.objects.filter(kind="complaint").order_by("created_at"))


def details(case):
    return {one.key: one.value for one in case.particulars}


def by_itself(council, user, contact, **changes):
    told = {"text": "Nobody came", "service": "missed-bin", **changes}
    with acting_for(council.id):
        return take_complaint(
            actor=kit.actor_of(user), contact_id=contact.pk, complaint=Complaint(**told), key=KEY,
            now=clock.now(),
        )  # fmt: skip


def test_a_contact_leads_to_a_complaint_about_their_case_and_back(
    contact, late, caller, desk_of_bob, northvale, queue
):
    here = f"/workspace/contacts/{contact.pk}/"
    asked = desk_of_bob.post(here, channel="phone", summary="The bins", outcome="complaint")
    assert asked.location == at(contact)
    page = desk_of_bob.get(at(contact))
    assert page.value("text") == "The bins"

    done = desk_of_bob.post(at(contact), **typed(page, about=str(late.pk), service=""))

    assert done.location == here
    [made] = complaints(northvale)
    assert (made.person_id, made.about_case_id, made.channel) == (caller.pk, late.pk, "phone")
    assert (made.opened_by_kind, made.language) == ("staff", "en")
    assert details(made) == {
        "complaint.text": "Nobody came for three weeks", "complaint.wanted": "An apology",
    }  # fmt: skip
    assert f"The reference is {made.reference}." in desk_of_bob.get(here).one("flash")
    with acting_for(northvale.id):
        queue.run_all()
        kept = Interaction.objects.get(pk=contact.pk)
        [said] = TimelineEntry.objects.filter(case_id=late.pk, kind=EntryKind.COMPLAINT)
        late.refresh_from_db()
        [step] = ComplaintStep.objects.select_related("stage")
        told = Message.objects.get(about_id=made.pk)
        assert Interaction.objects.get(case_id=made.pk, direction="inbound").pk == contact.pk
    assert (kept.case_id, [one["deed"] for one in kept.done]) == (made.pk, ["complaint"])
    assert (said.text, late.resident_acted_at is not None) == (made.reference, True)
    assert (step.case_id, step.stage.name_en, step.asked_by_kind) == (made.pk, "Stage 1", "system")
    assert made.reference in told.body
    wrapping = desk_of_bob.get(f"{here}wrap-up/")
    for name, value in (("outcome", "complaint"), ("avoidable", "not_avoidable")):
        assert wrapping.tree.xpath(f"//input[@name='{name}'][@checked]/@value") == [value]
    assert wrapping.tree.xpath("//select[@name='service']/option[@selected]/@value") == [
        "missed-bin"
    ]


def test_a_complaint_that_is_sent_twice_is_taken_once(contact, desk_of_bob, northvale):
    given = typed(desk_of_bob.get(at(contact)))

    first, second = (desk_of_bob.post(at(contact), **given) for _ in range(2))

    assert first.location == second.location == f"/workspace/contacts/{contact.pk}/"
    assert len(complaints(northvale)) == 1
    with acting_for(northvale.id):
        assert len(Interaction.objects.get(pk=contact.pk).done) == 1


def test_somebody_without_a_record_gives_a_name_and_a_way(nameless, desk_of_bob, northvale, queue):
    page = desk_of_bob.get(at(nameless))
    desk_of_bob.post(
        at(nameless),
        **typed(page, who="named", name="Ada Brook", email="", phone="", address="1 Low Road",
                wish="letter"),
    )  # fmt: skip

    [made] = complaints(northvale)
    with acting_for(northvale.id):
        queue.run_all()
        person = Person.objects.get(pk=made.person_id)
        [point] = ContactPoint.objects.filter(person_id=person.pk)
        told = Message.objects.get(template="cases.received")
        kept = Interaction.objects.get(pk=nameless.pk)
    assert (person.name, point.kind, point.value) == ("Ada Brook", "post", "1 Low Road")
    assert (kept.person_id, made.channel) == (person.pk, "letter")
    assert (told.channel, made.about_case_id) == ("post", None)
    assert details(made)["complaint.answer-by"] == "By letter"
    assert details(made)["complaint.service"] == "Missed bin"


def test_somebody_may_complain_without_a_name(nameless, desk_of_bob, northvale, queue):
    page = desk_of_bob.get(at(nameless))
    desk_of_bob.post(at(nameless), **typed(page, who="nameless", wish="email"))

    [made] = complaints(northvale)
    with acting_for(northvale.id):
        queue.run_all()
        assert not Message.objects.exists()
        assert ComplaintStep.objects.get().case_id == made.pk
    assert (made.person_id, "complaint.answer-by" in details(made)) == (None, False)


def test_the_wish_of_a_complaint_goes_before_what_is_usual(contact, bob, northvale, queue):
    made = by_itself(northvale, bob, contact, wish="letter")
    with acting_for(northvale.id):
        queue.run_all()
        acknowledge_complaint(
            actor=kit.actor_with(northvale.id, "complaint.answer"), case_id=made.pk,
            now=clock.now(),
        )  # fmt: skip
        queue.run_all()
        told = sorted(Message.objects.filter(about_id=made.pk).values_list("template", "channel"))

    assert told == [("cases.complaint-acknowledged", "post"), ("cases.received", "post")]


@pytest.mark.parametrize("wish", ["", "call"])
def test_who_cannot_be_told_as_they_wish_is_told_as_usual(wish, contact, bob, northvale, queue):
    made = by_itself(northvale, bob, contact, wish=wish)
    with acting_for(northvale.id):
        queue.run_all()
        told = Message.objects.get(about_id=made.pk)

    assert told.channel == "email"


def test_what_is_missing_is_said_and_what_was_typed_stays(nameless, desk_of_bob, northvale):
    page = desk_of_bob.get(at(nameless))
    again = desk_of_bob.post(
        at(nameless), **typed(page, service="", who="named", name="", email="", phone="12")
    )

    assert again.status == 422
    assert again.value("text") == "Nobody came for three weeks"
    assert again.value("wanted") == "An apology"
    for words in (
        "Choose the service that it is about", "Enter their name",
        "Enter a full phone number, like 01632 960 001",
    ):  # fmt: skip
        assert words in again.text
    unsaid = desk_of_bob.post(at(nameless), **typed(page, who="named", name="Ada", text=""))
    assert "Enter one way to reach them" in unsaid.text
    assert "Write down what happened" in unsaid.text
    assert complaints(northvale) == []
    with acting_for(northvale.id):
        assert not Person.objects.filter(name="Ada").exists()


def test_a_contact_that_was_finished_meanwhile_takes_none_but_keeps_the_words(
    contact, desk_of_bob, northvale, bob
):
    page = desk_of_bob.get(at(contact))
    with acting_for(northvale.id):
        actions.wrap_up(
            actor=kit.actor_of(bob), contact_id=contact.pk, channel="phone", summary="",
            service="", outcome="answered", avoidable="not_avoidable", now=clock.now(),
        )  # fmt: skip

    late = desk_of_bob.post(at(contact), **typed(page))

    assert (late.status, late.value("text")) == (422, "Nobody came for three weeks")
    assert "This contact is finished." in late.text
    assert complaints(northvale) == []
    assert desk_of_bob.get(at(contact)).location == "/workspace/calls/"
    with pytest.raises(TransitionNotAllowed):
        by_itself(northvale, bob, contact)


def test_a_case_that_takes_no_complaint_yet_offers_its_service(
    contact, caller, desk_of_bob, northvale, bob
):
    with acting_for(northvale.id):
        new = case_of(northvale, clock.now(), person_id=caller.pk)

    page = desk_of_bob.get(f"{at(contact)}?case={new.reference}")

    assert "about the service" in page.one("too-early")
    assert not page.tree.xpath("//input[@type='radio'][@name='about']")
    assert page.tree.xpath("//select[@name='service']/option[@selected]/@value") == ["missed-bin"]
    with pytest.raises(Conflict):
        by_itself(northvale, bob, contact, about_case_id=new.pk)
    assert complaints(northvale) == []


def test_nobody_complains_of_anothers_case(contact, bob, northvale):
    with acting_for(northvale.id):
        other = case_of(northvale, clock.now())
        cases.change_status(
            actor=system("test"), case_id=other.pk, status="in_progress", now=clock.now()
        )

    with pytest.raises(NotFound):
        by_itself(northvale, bob, contact, about_case_id=other.pk)
    assert complaints(northvale) == []


def test_the_ombudsman_is_that_of_the_service_which_is_named(northvale, bob, contact, queue):
    with acting_for(northvale.id):
        service = service_type(northvale.id, "missed-bin")
        set_procedure(
            actor=system("test"), council_id=northvale.id, service_id=service.id,
            procedure=replace(ENGLAND, ombudsman_en="Bin Ombudsman"), now=clock.now(),
        )  # fmt: skip
    by_itself(northvale, bob, contact)

    with acting_for(northvale.id):
        queue.run_all()
        [step] = ComplaintStep.objects.all()
        assert step.stage.procedure == procedure_for(northvale.id, service.id)


def test_a_welsh_council_has_its_own_stages_and_writes_in_their_language(
    southmere, carys, desk_of_carys, queue
):
    nobody = begun(southmere, carys)
    page = desk_of_carys.get(at(nobody))
    assert page.tree.xpath("//input[@name='language']/@value") == ["en", "cy"]
    with acting_for(southmere.id):
        [service, *_others] = service_types(southmere.id)

    desk_of_carys.post(
        at(nobody),
        **typed(page, service=service.slug, who="named", name="Nia", email="nia@example.cymru",
                phone="", address="", language="cy"),
    )  # fmt: skip

    [made] = complaints(southmere)
    with acting_for(southmere.id):
        queue.run_all()
        step = ComplaintStep.objects.select_related("stage").get(case_id=made.pk)
        told = Message.objects.get(about_id=made.pk)
    assert (step.stage.name_cy, made.language) == ("Datrys yn anffurfiol", "cy")
    assert (told.language, told.channel) == ("cy", "email")


def test_pages_of_people_and_cases_lead_to_a_complaint(late, caller, desk_of_bob, northvale, bob):
    [from_person] = desk_of_bob.get(f"/workspace/people/{caller.pk}/").links("complain")
    [from_case] = desk_of_bob.get(f"/workspace/cases/{late.reference}/").links("complain")

    first = desk_of_bob.get(from_person).location
    assert (first.split("?")[0], "do=complaint" in first) == ("/workspace/calls/log/", True)
    chosen = desk_of_bob.get(first).tree.xpath("//input[@name='outcome'][@checked]/@value")
    assert chosen == ["complaint"]
    about = desk_of_bob.get(from_case).location
    on = desk_of_bob.post(about, channel="visit", summary="", outcome="complaint").location
    assert re.fullmatch(rf"/workspace/contacts/[0-9a-f-]+/complain/\?case={late.reference}", on)
    page = desk_of_bob.get(on)
    assert page.tree.xpath("//input[@name='about'][@checked]/@value") == [str(late.pk)]
    # The contact is open now: the links lead straight into it.
    assert desk_of_bob.get(from_case).location == on
    assert desk_of_bob.get(from_person).location == on.split("?")[0]


def test_a_complaint_is_not_complained_of(northvale, bob, contact, desk_of_bob):
    made = by_itself(northvale, bob, contact)

    assert desk_of_bob.get(f"/workspace/cases/{made.reference}/").links("complain") == []


def test_a_protected_person_stays_protected(northvale, bob, caller, late, contact, desk_of_bob):
    with acting_for(northvale.id):
        protect_person(
            actor=system("test"), person_id=caller.pk, hides_email=True, hides_phone=True,
            refuses_joining=False, reason="Threatened", now=clock.now(),
        )  # fmt: skip
        hidden = [one.value for one in ContactPoint.objects.filter(person_id=caller.pk)]

    page = desk_of_bob.get(at(contact))

    assert page.one("withheld")
    assert hidden
    assert not any(value in page.text for value in [*hidden, "Bin not emptied"])
    desk_of_bob.post(at(contact), **typed(page, about=str(late.pk)))
    assert len(complaints(northvale)) == 1


def test_other_councils_and_whoever_may_not_are_refused(
    contact, caller, late, northvale, southmere, desk_of_alice, desk_of_carys, bob, carys
):
    for desk in (desk_of_alice, desk_of_carys):
        assert desk.get(at(contact)).status == 404
        assert desk.post(at(contact), key=KEY, about="service", text="x").status == 404
    for asked in (f"person={caller.pk}", f"case={late.reference}", "person=", "case=NOR-1"):
        assert desk_of_carys.get(f"/workspace/complain/?{asked}").status == 404
    for address in (at(contact), "/workspace/complain/"):
        assert Desk("northvale.test").get(address).location.startswith("/workspace/sign-in/")
    with pytest.raises(NotFound):
        by_itself(southmere, carys, contact)
    able = kit.actor_with(northvale.id, "interaction.log")
    own = replace(kit.actor_of(bob), permissions=able.permissions)
    with acting_for(northvale.id), pytest.raises(NotPermitted):
        take_complaint(
            actor=own, contact_id=contact.pk, key=KEY, now=clock.now(),
            complaint=Complaint(text="x", service="missed-bin"),
        )  # fmt: skip
    assert complaints(northvale) == []


def test_whoever_says_who_they_are_can_be_reached(nameless, bob, northvale):
    for them in (Complainant(name="Ada"), Complainant(name=" ", email="ada@example.com")):
        with pytest.raises(Conflict):
            by_itself(northvale, bob, nameless, complainant=them)
    assert complaints(northvale) == []
