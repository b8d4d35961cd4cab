"""Files that go with e-mails, by each way there is, with the simulators at the other end."""

import hashlib
from dataclasses import replace

import pytest

from moothall.documents.actions import forget_written, store_written
from moothall.kernel.actors import system
from moothall.kernel.scope import acting_for
from moothall.notifications import actions
from moothall.notifications.carriers.govuk_notify.options import NotifyOptions
from moothall.notifications.carriers.smtp.options import SmtpOptions
from moothall.notifications.models import Channel, Message
from moothall.notifications.ports import Account, EnclosedFile, carriers
from moothall.notifications.tests.kit import ask_for
from moothall.notifications.tests.test_carrier_contract import MESSAGE

PAPER = b"%PDF-1.7 a paper"
FILE = EnclosedFile("Atebion – ŵ.pdf", "application/pdf", PAPER)


@pytest.fixture
def by_fake(in_northvale, fake):
    for channel in (Channel.EMAIL, Channel.TEXT):
        actions.choose_carrier(
            actor=system("t"), council_id=in_northvale.id, channel=channel, carrier="fake",
            options={},
        )  # fmt: skip
    return in_northvale


def paper(council, now):
    return store_written(
        council_id=council.id, content=PAPER, name=FILE.name, content_type="application/pdf",
        now=now,
    )  # fmt: skip


def test_a_stored_file_goes_with_an_email(by_fake, fake, now):
    message = ask_for(by_fake, now, enclosed=[paper(by_fake, now).pk])

    actions.deliver_message(message_id=message.pk, now=now)

    (taken,) = fake.taken.values()
    assert taken.files == (FILE,)


def test_a_text_message_carries_no_file(by_fake, fake, now):
    message = ask_for(
        by_fake, now, channel="text", to="07700900123", enclosed=[paper(by_fake, now).pk]
    )

    actions.deliver_message(message_id=message.pk, now=now)

    (taken,) = fake.taken.values()
    assert taken.files == ()
    assert Message.objects.get().enclosed == []


def test_a_file_that_was_deleted_meanwhile_does_not_keep_the_words_back(by_fake, fake, now):
    stored = paper(by_fake, now)
    message = ask_for(by_fake, now, enclosed=[stored.pk])
    forget_written(file_id=stored.pk)

    actions.deliver_message(message_id=message.pk, now=now)

    (taken,) = fake.taken.values()
    assert taken.body == message.body
    assert taken.files == ()


def test_another_councils_file_never_goes(by_fake, southmere, fake, now):
    with acting_for(southmere.id):
        theirs = paper(southmere, now)
    message = ask_for(by_fake, now, enclosed=[theirs.pk])

    actions.deliver_message(message_id=message.pk, now=now)

    (taken,) = fake.taken.values()
    assert taken.files == ()


def test_a_mail_holds_the_file_itself(mailbox):
    carriers.get("smtp").send(replace(MESSAGE, files=(FILE,)), Account(options=SmtpOptions()))

    (mail,) = mailbox.get("/_messages.json").json()["messages"]
    (file,) = mail["attachments"]
    assert file["name"] == FILE.name
    assert file["content_type"] == "application/pdf"
    assert file["bytes"] == len(PAPER)
    assert mail["text"].split() == MESSAGE.body.split()


def test_notify_keeps_the_file_and_sends_a_link(notify, notify_options):
    account = Account(options=NotifyOptions(**notify_options), secret_name="notify-key")

    carriers.get("govuk_notify").send(replace(MESSAGE, files=(FILE,)), account)

    (mail,) = notify.get("/_messages.json").json()["messages"]
    assert mail["body"].startswith(MESSAGE.body)
    assert hashlib.sha256(PAPER).hexdigest() in mail["body"]


@pytest.mark.parametrize(
    ("options", "file"),
    [({"file_template": ""}, FILE), ({}, replace(FILE, content=bytes(2 * 1024 * 1024 + 1)))],
    ids=["no template", "too large"],
)
def test_where_notify_can_carry_no_file_the_words_go_alone(notify, notify_options, options, file):
    account = Account(
        options=NotifyOptions(**{**notify_options, **options}), secret_name="notify-key"
    )

    carriers.get("govuk_notify").send(replace(MESSAGE, files=(file,)), account)

    (mail,) = notify.get("/_messages.json").json()["messages"]
    assert mail["body"] == MESSAGE.body
