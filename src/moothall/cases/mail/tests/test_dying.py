"""
A worker that dies anywhere between a mailbox and a case: nothing is lost, nothing is doubled.

It dies by an error that nothing catches, which rolls back what a death would leave uncommitted.
"""

from datetime import timedelta

import pytest

from moothall.cases.mail.actions import fetching, reading, sending
from moothall.cases.mail.actions.answering import answer_mail
from moothall.cases.mail.actions.fetching import LEASE, fetch_mailbox
from moothall.cases.mail.actions.reading import read_kept_letters
from moothall.cases.mail.models import KeptMail, Mail, Mailbox, OutgoingMail, Sending
from moothall.cases.mail.servers import imap
from moothall.cases.mail.tests.conftest import BINS, SIAN
from moothall.cases.mail.tests.letters import filed, letter
from moothall.cases.models import Interaction
from moothall.cases.tests.factories import staff_of
from moothall.kernel.errors import Retry

pytestmark = pytest.mark.slow


class Death(BaseException):
    """The plug is pulled."""


def dies(*_arguments, **_options):
    raise Death


def after(function):
    def done_then_dies(*arguments, **options):
        function(*arguments, **options)
        raise Death

    return done_then_dies


POINTS = {
    "before it is kept": (fetching, "keep_letter", dies),
    "after its bytes are written": (fetching, "keep_files", dies),
    "after it is kept": (fetching, "keep_letter", after(fetching.keep_letter)),
    "before it is moved": (imap.Folder, "set_aside", dies),
    "after it is moved": (fetching, "note_moved", dies),
    "before it is filed": (reading, "file_letter", dies),
    "after it is filed": (reading, "file_letter", after(reading.file_letter)),
}


@pytest.mark.parametrize("point", POINTS)
def test_a_letter_survives_whoever_takes_it_in(real_bins, servers, now, monkeypatch, point):
    servers.deliver(letter(message_id="one"), to=BINS)
    where, name, death = POINTS[point]

    with monkeypatch.context() as patched, pytest.raises(Death):
        patched.setattr(where, name, death)
        fetch_mailbox(mailbox_id=real_bins.pk, now=now)
        read_kept_letters(mailbox_id=real_bins.pk, now=now)
    later = now + LEASE + timedelta(seconds=1)
    fetch_mailbox(mailbox_id=real_bins.pk, now=later)
    read_kept_letters(mailbox_id=real_bins.pk, now=later)

    assert (servers.count(BINS), servers.count(BINS, "Handled")) == (0, 1)
    assert (KeptMail.objects.count(), Mail.objects.count()) == (1, 1)
    assert (Interaction.objects.count(), OutgoingMail.objects.count()) == (1, 1)


def test_while_one_fetches_no_other_does(real_bins, servers, now):
    servers.deliver(letter(), to=BINS)
    Mailbox.objects.update(fetching_until=now + timedelta(minutes=1))

    assert fetch_mailbox(mailbox_id=real_bins.pk, now=now) == 0
    assert servers.count(BINS) == 1


@pytest.fixture
def answer(real_bins, northvale, now):
    mail = filed(real_bins, letter(), now)
    return answer_mail(
        actor=staff_of(northvale, permissions=frozenset({"mail.work"})), mail_id=mail.pk,
        seen=mail.version, seen_of_case=None, recipient=SIAN, title="x", text="We come.",
        language="en", now=now,
    )  # fmt: skip


def test_a_letter_of_ours_that_never_left_is_sent(answer, servers, now, monkeypatch):
    with monkeypatch.context() as patched, pytest.raises(Death):
        patched.setattr(sending, "_note_handing_over", dies)
        sending.post_letter(mail_id=answer.pk, now=now)

    with pytest.raises(Retry):
        sending.post_letter(mail_id=answer.pk, now=now)
    sending.post_letter(mail_id=answer.pk, now=now + sending.LEASE + timedelta(seconds=1))

    assert OutgoingMail.objects.get(pk=answer.pk).state == Sending.SENT
    assert len(servers.wait_for(SIAN, 1)) == 1


def test_one_that_may_have_left_is_not_sent_twice_by_itself(answer, servers, now, monkeypatch):
    with monkeypatch.context() as patched, pytest.raises(Death):
        patched.setattr(sending, "_end", dies)
        sending.post_letter(mail_id=answer.pk, now=now)
    later = now + sending.LEASE + timedelta(seconds=1)

    sending.post_letter(mail_id=answer.pk, now=later)
    sending.post_letter(mail_id=answer.pk, now=later)

    assert OutgoingMail.objects.get(pk=answer.pk).state == Sending.UNKNOWN
    assert len(servers.wait_for(SIAN, 1)) == 1


def test_a_server_that_is_away_is_tried_again_and_one_that_refuses_is_not(answer, servers, now):
    Mailbox.objects.update(smtp_port=1)
    with pytest.raises(Retry):
        sending.post_letter(mail_id=answer.pk, now=now)
    assert OutgoingMail.objects.get(pk=answer.pk).state == Sending.QUEUED

    Mailbox.objects.update(smtp_port=servers.smtp)
    OutgoingMail.objects.filter(pk=answer.pk).update(recipient="huw@elsewhere.invalid")
    sending.post_letter(mail_id=answer.pk, now=now)

    refused = OutgoingMail.objects.get(pk=answer.pk)
    assert refused.state == Sending.FAILED
    assert "refused" in refused.problem
