"""Forms that go to more than the back office: one delivery for each place, whatever happens."""

import pytest

from moothall.cases.models import Case
from moothall.connectors import actions
from moothall.connectors.handlers import on_message_failed_note_failure
from moothall.connectors.models import Delivery, DeliveryAttempt
from moothall.connectors.workflow import DeliveryState
from moothall.councils.queries import teams
from moothall.eforms.arrivals import Offices, destination_mistakes
from moothall.eforms.errors import FormNotPublishable
from moothall.eforms.models import Submission
from moothall.eforms.tests.browser import Browser
from moothall.eforms.tests.factories import document, options, page, publish, question
from moothall.kernel import clock
from moothall.kernel.actors import system
from moothall.kernel.scope import acting_for
from moothall.notifications.actions import ask_to_confirm, confirm_address, confirming
from moothall.notifications.events import MessageFailed
from moothall.notifications.models import Message, OfficeAddress
from moothall.people.actions import set_needs
from moothall.people.needs import Needs

US = system("tests")
IS_GAS = {"==": [{"var": "smell"}, "gas"]}


def team_of(council):
    return teams(council.id)[0]


def agree(council, address, monkeypatch):
    """Let the readers of an address agree, by the link that they were sent."""
    monkeypatch.setattr(confirming.secrets, "token_urlsafe", lambda _length: "the-link")
    with acting_for(council.id):
        ask_to_confirm(actor=US, council_id=council.id, address=address, now=clock.now())
        confirm_address(council_id=council.id, secret="the-link", now=clock.now())
    monkeypatch.undo()


def smell_form(*destinations):
    return document(
        page("smell", question("smell", "radios", options=options("gas", "drain"))),
        page("nhs", question("nhs", wipe_after_days=60, name="local.nhs", required=False)),
        page("name", question("name", "name", name="person.name", required=False)),
        slug="smell",
        outcome={
            "service_type": "general-enquiry",
            "summary": "A smell",
            "destinations": list(destinations),
        },
    )


def hand_in(client, smell="gas"):
    browser = Browser(client)
    browser.start("smell")
    browser.post({"smell": smell})
    browser.post({"nhs": "485 777 3456"})
    browser.post({"name": "Sian Secret"})
    browser.post()
    assert browser.page == "done"


@pytest.fixture
def to_the_team(db, northvale, monkeypatch):
    with acting_for(northvale.id):
        team = team_of(northvale)
    agree(northvale, team.email, monkeypatch)
    publish(
        northvale,
        smell_form({"key": "desk", "kind": "email", "team": team.slug, "when": IS_GAS}),
        clock.now(),
    )
    return team


def test_a_form_goes_to_no_address_that_nobody_confirmed(db, northvale):
    with acting_for(northvale.id):
        team = team_of(northvale)
    form = smell_form({"key": "desk", "kind": "email", "team": team.slug})

    with pytest.raises(FormNotPublishable) as refusal:
        publish(northvale, form, clock.now())

    (mistake,) = refusal.value.mistakes
    assert mistake.place == "outcome/destinations/0"
    assert f"unconfirmed destination: nobody at {team.email}" in str(mistake)


@pytest.mark.parametrize(
    ("destination", "said"),
    [
        ({"kind": "email", "team": "nobody"}, "has no team 'nobody'"),
        ({"kind": "email"}, "either a team or an address"),
        ({"kind": "email", "to": "x@y.example", "team": "streets"}, "either a team or an address"),
        ({"kind": "webhook", "system": "crm"}, "has no webhook 'crm'"),
        ({"kind": "webhook", "to": "x@y.example"}, "names its system"),
    ],
)
def test_a_destination_is_one_that_the_council_has(db, northvale, destination, said):
    with pytest.raises(FormNotPublishable) as refusal:
        publish(northvale, smell_form({"key": "desk", **destination}), clock.now())

    assert said in str(refusal.value.mistakes[0])


def test_a_webhook_is_told_once_of_each_form():
    twice = [{"key": key, "kind": "webhook", "system": "crm"} for key in ("one", "two")]
    offices = Offices(receivers={"crm": "Customers"})

    (mistake,) = destination_mistakes({"destinations": twice}, offices)

    assert str(mistake).endswith("another destination goes there too")


def test_an_address_confirmed_by_one_council_is_not_by_another(
    db, northvale, southmere, monkeypatch
):
    agree(southmere, "forms@office.example", monkeypatch)

    with pytest.raises(FormNotPublishable):
        publish(
            northvale,
            smell_form({"key": "desk", "kind": "email", "to": "forms@office.example"}),
            clock.now(),
        )


def test_what_is_handed_in_goes_to_the_team_once(client, northvale, to_the_team, queue):
    hand_in(client)
    queue.run_all()

    with acting_for(northvale.id):
        submission, delivery = Submission.objects.get(), Delivery.objects.get()
        for _ in range(2):
            actions.queue_destinations(actor=US, submission_id=submission.pk, now=clock.now())
            actions.post_to_office(actor=US, delivery_id=delivery.pk, now=clock.now())
        queue.run_all()
        message = Message.objects.get(template="connectors.form_handed_in")
        assert Delivery.objects.count() == 1
        assert DeliveryAttempt.objects.count() == 1
        delivery.refresh_from_db()
        assert delivery.state == DeliveryState.MAILED
        assert delivery.label == f"Email to {to_the_team.name}"

    assert message.recipient == to_the_team.email
    assert message.subject == f"New form {submission.reference}: A trial form"
    assert "What is smell?: Gas" in message.body
    assert "Sian Secret" in message.body
    assert "485 777 3456" not in message.body
    assert f"/workspace/cases/{submission.reference}/" in message.body


def test_the_office_reads_how_the_person_is_to_be_written_to(client, northvale, to_the_team, queue):
    hand_in(client)
    with acting_for(northvale.id):
        needs = Needs(formats=("easy_read",), interpreter="bsl")
        person_id = Submission.objects.select_related("case").get().case.person_id
        set_needs(actor=US, person_id=person_id, needs=needs, now=clock.now())
    queue.run_all()

    with acting_for(northvale.id):
        message = Message.objects.get(template="connectors.form_handed_in")
    assert "Easy read, British Sign Language (BSL) interpreter" in message.body
    assert message.needs == []


def test_a_destination_whose_condition_does_not_hold_gets_nothing(
    client, northvale, to_the_team, queue
):
    hand_in(client, smell="drain")
    queue.run_all()

    with acting_for(northvale.id):
        assert Case.objects.count() == 1
        assert Delivery.objects.count() == 0


def test_a_message_that_comes_back_needs_a_person_who_can_send_it_again(
    client, northvale, to_the_team, queue
):
    hand_in(client)
    queue.run_all()
    with acting_for(northvale.id):
        message = Message.objects.get(template="connectors.form_handed_in")
        bounced = MessageFailed(
            council_id=northvale.id, occurred_at=clock.now(), message_id=message.pk,
            about_type=message.about_type, about_id=message.about_id, problem="No such mailbox.",
        )  # fmt: skip

        on_message_failed_note_failure(bounced)
        on_message_failed_note_failure(bounced)

        delivery = Delivery.objects.get()
        assert (delivery.state, delivery.problem) == (DeliveryState.GAVE_UP, "No such mailbox.")
        actions.replay_delivery(actor=US, delivery_id=delivery.pk, now=clock.now())
        queue.run_all()
        delivery.refresh_from_db()
        assert delivery.state == DeliveryState.MAILED
        assert Message.objects.filter(template="connectors.form_handed_in").count() == 2


def test_an_address_that_was_taken_back_gets_nothing(client, northvale, to_the_team, queue):
    with acting_for(northvale.id):
        OfficeAddress.objects.all().delete()

    hand_in(client)
    queue.run_all()

    with acting_for(northvale.id):
        delivery = Delivery.objects.get()
        assert delivery.state == DeliveryState.GAVE_UP
        assert "has agreed yet" in delivery.problem
        assert not Message.objects.filter(template="connectors.form_handed_in").exists()


def test_the_other_council_sees_none_of_it(client, northvale, southmere, to_the_team, queue):
    hand_in(client)
    queue.run_all()

    with acting_for(southmere.id):
        assert Delivery.objects.count() == 0
        assert OfficeAddress.objects.count() == 0
