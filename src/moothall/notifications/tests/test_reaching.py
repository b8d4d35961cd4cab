"""Each kind of message the product sends, to a person with each need, in the way they prefer."""

import re
from pathlib import Path

import pytest
from django.apps import apps
from django.core import mail

from moothall.kernel.actors import system
from moothall.kernel.scope import acting_for
from moothall.notifications import actions
from moothall.notifications.channels import Channel
from moothall.notifications.models import CarrierChoice, ContactMode, Message, State
from moothall.notifications.queries import messages_for_team
from moothall.notifications.reaching import way_to_reach
from moothall.notifications.subscriptions import OWN_REQUESTS
from moothall.notifications.tests.kit import ABOUT
from moothall.notifications.wording import gaps_known
from moothall.people.actions import add_contact_point, set_needs
from moothall.people.models import ContactKind
from moothall.people.needs import NO_NEEDS, Needs

OFFICE = system("tests")
#: Written to an office, about a person at most: they name the person's needs in their words.
TO_OFFICES = {
    "cases.case-due",
    "cases.notices",
    "connectors.delivery_gave_up",
    "connectors.form_handed_in",
    "notifications.confirm-address",
    "payments.dispute",
    "payments.proof-failed",
}
EACH_NEED = {
    "large_print": Needs(formats=("large_print",)),
    "braille": Needs(formats=("braille",)),
    "easy_read": Needs(formats=("easy_read",)),
    "audio": Needs(formats=("audio",)),
    "bsl": Needs(interpreter="bsl"),
    "interpreter": Needs(interpreter="other", interpreter_language="Polish"),
}
SENDING = (
    r"Message\.objects\.(bulk_)?create\(|(?<!def )send_mail\("
    r"|Email(?:Message|MultiAlternatives)\("
)
BY_A_TEAM = {"braille", "easy_read", "audio"}


def every_message() -> list[str]:
    """Return the key of each message that the product can send."""
    found = set()
    for app in apps.get_app_configs():
        folder = Path(app.path, "templates", app.label, "messages")
        for file in folder.glob("*.en.txt"):
            if file.read_text(encoding="utf-8").startswith("Subject:"):
                found.add(f"{app.label}.{file.name.removesuffix('.en.txt')}")
    return sorted(found)


def send(template, council, now, **changed):
    """Send a message of one kind to the address that Rhian gave."""
    return actions.send_message(
        **{
            "actor": OFFICE,
            "council_id": council.id,
            "template": template,
            "channel": "email",
            "to": "rhian@home.test",
            "language": "en",
            "context": dict.fromkeys(gaps_known(template), "x"),
            "dedupe_key": f"{template}:1",
            "about_type": "tests",
            "about_id": ABOUT,
            "now": now,
            **changed,
        }
    )


def needing(person, needs, now):
    set_needs(actor=OFFICE, person_id=person.pk, needs=needs, now=now)


def test_the_messages_of_every_app_are_among_those_tried():
    assert len(every_message()) == 74
    assert set(every_message()) >= TO_OFFICES


@pytest.mark.parametrize("code", EACH_NEED)
@pytest.mark.parametrize("template", every_message())
def test_every_kind_of_message_carries_every_need(in_northvale, rhian, now, template, code):
    needing(rhian, EACH_NEED[code], now)

    message = send(template, in_northvale, now)

    assert message.needs == [code]
    assert message.for_team == (code in BY_A_TEAM)
    waiting = [one.id for one in messages_for_team([in_northvale.id], limit=5)]
    assert waiting == ([message.pk] if code in BY_A_TEAM else [])


@pytest.mark.parametrize("template", sorted(set(every_message()) - TO_OFFICES))
def test_every_kind_of_email_is_in_large_print_for_those_who_need_it_alone(
    in_northvale, rhian, tomos, now, queue, template
):
    needing(rhian, EACH_NEED["large_print"], now)

    send(template, in_northvale, now)
    send(template, in_northvale, now, to="tomos@home.test", dedupe_key="2")
    queue.run_all()

    large, usual = (one.alternatives[0].content for one in mail.outbox)
    assert '<body style="font: 18pt/1.5 Arial, sans-serif">' in large
    assert "<body>" in usual


def test_the_needs_of_a_person_come_before_those_of_an_address(in_northvale, rhian, tomos, now):
    needing(rhian, EACH_NEED["braille"], now)

    of_tomos = send("notifications.trial", in_northvale, now, person_id=tomos.pk)
    to_office = send("notifications.trial", in_northvale, now, needs=NO_NEEDS, dedupe_key="2")

    assert (of_tomos.needs, to_office.needs) == ([], [])
    assert of_tomos.person_id == tomos.pk


def test_every_message_to_an_office_about_a_person_has_a_line_for_the_needs():
    assert "needs" in gaps_known("connectors.delivery_gave_up")
    assert "needs" in gaps_known("connectors.form_handed_in")


@pytest.mark.slow
def test_every_place_that_sends_says_for_whom_or_writes_to_an_address():
    """The needs of an address are found by send_message itself; here nothing sends around it."""
    source = Path(apps.get_app_config("notifications").path).parent
    around = [
        file.relative_to(source).as_posix()
        for file in source.rglob("*.py")
        if "tests" not in file.parts and re.search(SENDING, file.read_text(encoding="utf-8"))
    ]

    assert sorted(around) == [
        "cases/mail/actions/sending.py",  # what an officer writes, to the address they chose
        "notifications/carriers/smtp/adapter.py",  # which send_message comes to
        "people/posting.py",  # whose callers look up the needs of the address
        "people/sign_in/again.py",  # through the adapter to resident_mail, which looks them up
        "people/sign_in/mail.py",  # to employees, about their own sign-in
    ]


@pytest.fixture
def reachable(in_northvale, rhian, now):
    """Rhian, who can be written to in every way."""
    actions.choose_carrier(
        actor=OFFICE, council_id=in_northvale.id, channel=Channel.TEXT, carrier="fake", options={}
    )
    for kind, value in ((ContactKind.PHONE, "07700 900123"), (ContactKind.POST, "1 High St\nQX1")):
        add_contact_point(actor=OFFICE, person_id=rhian.pk, kind=kind, value=value, now=now)
    actions.replace_topics(
        actor=OFFICE,
        council_id=in_northvale.id,
        topics=[
            {
                "key": OWN_REQUESTS,
                "name": "Requests",
                "necessary": True,
                "channels": ["email", "text", "post"],
            }
        ],
    )
    return rhian


def prefer(person, channels, now):
    actions.choose_topics(
        actor=OFFICE, person_id=person.pk, chosen={OWN_REQUESTS: channels}, language="en", now=now
    )


def way(council, person):
    found = way_to_reach(council.id, person.pk)
    return (found.channel, found.to)


def test_somebody_is_reached_by_email_unless_they_choose_otherwise(in_northvale, reachable, now):
    assert way(in_northvale, reachable) == ("email", "rhian@home.test")

    prefer(reachable, ["text"], now)
    assert way(in_northvale, reachable) == ("text", "07700 900123")

    prefer(reachable, ["post"], now)
    assert way(in_northvale, reachable) == ("post", "Rhian Evans\n1 High St\nQX1")

    prefer(reachable, [], now)
    assert way(in_northvale, reachable) == ("email", "rhian@home.test")


def test_by_post_or_digitally_is_chosen_once_for_everything(in_northvale, reachable, now):
    def choose(mode):
        actions.choose_contact_mode(actor=OFFICE, person_id=reachable.pk, mode=mode, now=now)

    choose(ContactMode.POST)
    assert way(in_northvale, reachable)[0] == "post"

    prefer(reachable, ["text"], now)
    assert way(in_northvale, reachable)[0] == "text"  # what was said of this topic comes first

    choose(ContactMode.DIGITAL)
    prefer(reachable, [], now)
    assert way(in_northvale, reachable)[0] == "email"


def test_a_preference_never_silences_what_must_be_told(in_northvale, reachable, now):
    prefer(reachable, ["text"], now)
    CarrierChoice.objects.all().delete()

    assert way(in_northvale, reachable) == ("email", "rhian@home.test")


def test_the_other_council_reaches_nobody_of_ours(northvale, southmere, rhian):
    with acting_for(southmere.id):
        assert way_to_reach(southmere.id, rhian.pk) is None


def test_a_letter_waits_for_the_team_until_they_say_it_is_posted(
    in_northvale, reachable, now, queue
):
    message = send(
        "notifications.trial", in_northvale, now, channel="post",
        to="Rhian Evans\n\n 1 High St ", person_id=reachable.pk,
    )  # fmt: skip

    assert (message.state, message.recipient) == (State.TO_POST, "Rhian Evans\n1 High St")
    assert message.subject.startswith("Trial message")
    assert queue.jobs("notifications.send") == []

    for _ in range(2):
        actions.finish_by_hand(actor=OFFICE, message_id=message.pk, now=now)

    message.refresh_from_db()
    assert (message.state, message.sent_at, message.team_done_at) == (State.SENT, now, now)
    assert messages_for_team([in_northvale.id], limit=5) == []


def test_a_letter_goes_by_a_carrier_where_a_council_has_one(in_northvale, now, queue):
    actions.choose_carrier(
        actor=OFFICE, council_id=in_northvale.id, channel=Channel.POST, carrier="fake", options={}
    )

    message = send("notifications.trial", in_northvale, now, channel="post", to="1 High St")

    assert (message.state, message.for_team) == (State.QUEUED, False)
    assert len(queue.jobs("notifications.send")) == 1


def test_a_letter_without_an_address_has_failed(in_northvale, now):
    message = send("notifications.trial", in_northvale, now, channel="post", to=" \n ")

    assert (message.state, message.for_team) == (State.FAILED, False)
    assert message.problem == "There is no postal address."


def test_what_is_forgotten_says_nothing_of_anybodys_health(in_northvale, rhian, now):
    needing(rhian, EACH_NEED["braille"], now)
    message = send("notifications.trial", in_northvale, now, person_id=rhian.pk)

    actions.forget_words(actor=OFFICE, about_type="tests", about_ids=[ABOUT])

    kept = Message.objects.get(pk=message.pk)
    assert (kept.needs, kept.person_id, kept.for_team, kept.body) == ([], None, False, "")
