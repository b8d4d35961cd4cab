"""Letters fetched from Dovecot and handed over to Postfix."""

from datetime import timedelta

import pytest

from moothall.cases.mail.actions.answering import answer_mail
from moothall.cases.mail.actions.fetching import fetch_mailbox
from moothall.cases.mail.actions.reading import read_kept_letters
from moothall.cases.mail.actions.sending import post_letter
from moothall.cases.mail.checking import check_mailbox
from moothall.cases.mail.models import (
    DoubtfulAddress,
    KeptMail,
    Mail,
    Mailbox,
    MailKind,
    OutgoingMail,
    Security,
    Sending,
)
from moothall.cases.mail.tests.conftest import BINS, SIAN
from moothall.cases.mail.tests.letters import letter
from moothall.cases.tests.factories import staff_of
from moothall.documents.queries import content_of

pytestmark = pytest.mark.slow
ALL = frozenset({"mail.work", "case.edit", "form.assist"})


def fetch_and_read(mailbox, now):
    new = fetch_mailbox(mailbox_id=mailbox.pk, now=now)
    read_kept_letters(mailbox_id=mailbox.pk, now=now)
    return new


def test_a_letter_is_kept_then_moved_then_read(real_bins, servers, now):
    servers.deliver(letter(), to=BINS)

    assert fetch_and_read(real_bins, now) == 1

    assert (servers.count(BINS), servers.count(BINS, "Handled")) == (0, 1)
    [mail] = Mail.objects.all()
    assert (mail.sender_address, mail.subject, mail.text) == (
        SIAN, "My bin", "My bin was not emptied.",
    )  # fmt: skip
    [kept] = KeptMail.objects.all()
    assert kept.moved_at == now
    with content_of(kept.file) as content:
        assert b"My bin was not emptied." in content.read()


def test_what_is_fetched_again_is_not_kept_twice(real_bins, servers, now):
    raw = letter(message_id="one")
    servers.deliver(raw, to=BINS, times=2)

    assert fetch_and_read(real_bins, now) == 1
    assert fetch_and_read(real_bins, now + timedelta(minutes=1)) == 0

    assert (KeptMail.objects.count(), Mail.objects.count()) == (1, 1)
    assert servers.count(BINS, "Handled") == 2


def test_an_answer_arrives_with_the_way_back_in_it(real_bins, servers, northvale, now):
    servers.deliver(letter(message_id="first"), to=BINS)
    fetch_and_read(real_bins, now)
    [acknowledgement] = OutgoingMail.objects.all()
    post_letter(mail_id=acknowledgement.pk, now=now)
    [told] = servers.wait_for(SIAN, 1)
    assert b"Auto-Submitted: auto-replied" in told
    assert b"In-Reply-To: <first@example.org>" in told

    mail = Mail.objects.get()
    answer = answer_mail(
        actor=staff_of(northvale, permissions=ALL), mail_id=mail.pk, seen=mail.version,
        seen_of_case=None, recipient=SIAN, title=mail.subject, text="We come tomorrow.",
        language="en", now=now,
    )  # fmt: skip
    post_letter(mail_id=answer.pk, now=now)

    received = servers.wait_for(SIAN, 2)[1].decode()
    assert "Subject: Re: My bin" in received
    assert f"Reply-To: {BINS}" in received
    assert "Auto-Submitted" not in received
    assert "We come tomorrow." in received
    assert OutgoingMail.objects.get(pk=answer.pk).state == Sending.SENT


def test_a_letter_to_nobody_comes_back_and_its_address_is_doubtful(
    real_bins, servers, northvale, now
):
    servers.deliver(letter(sender="gone@example.org"), to=BINS)
    fetch_and_read(real_bins, now)
    mail = Mail.objects.get()
    answer = answer_mail(
        actor=staff_of(northvale, permissions=ALL), mail_id=mail.pk, seen=mail.version,
        seen_of_case=None, recipient="gone@example.org", title="x", text="y",
        language="en", now=now,
    )  # fmt: skip
    post_letter(mail_id=answer.pk, now=now)
    servers.wait_for(BINS, 1)

    fetch_and_read(real_bins, now + timedelta(minutes=1))

    assert OutgoingMail.objects.get(pk=answer.pk).state == Sending.BOUNCED
    assert [one.address for one in DoubtfulAddress.objects.all()] == ["gone@example.org"]
    assert Mail.objects.filter(kind=MailKind.BOUNCE).count() == 1


def test_the_test_button_says_in_words_what_is_wrong(real_bins, servers, settings, monkeypatch):
    assert check_mailbox(real_bins) == []

    real_bins.imap_secret, real_bins.smtp_port = "not-given", 1
    assert check_mailbox(real_bins) == [
        "Incoming: The secret “not-given” was not given to this installation.",
        "Outgoing: Nothing answers at localhost, port 1.",
    ]

    (settings.SECRETS_DIR / "not-given").write_text("wrong")
    assert check_mailbox(real_bins)[0] == (
        "Incoming: localhost refused the user name or the password."
    )
    real_bins.imap_secret, real_bins.folder = "mail-password", "Nowhere"
    assert check_mailbox(real_bins)[0] == "Incoming: The mailbox has no folder “Nowhere”."

    real_bins.folder, real_bins.imap_port = "INBOX", servers.imaps
    real_bins.imap_security = Security.TLS
    assert check_mailbox(real_bins)[0] == (
        "Incoming: The certificate of localhost is not valid, so we did not sign in."
    )
    monkeypatch.setenv("SSL_CERT_FILE", str(servers.certificate))
    real_bins.smtp_port, real_bins.smtp_security = servers.smtp, Security.STARTTLS
    real_bins.smtp_user, real_bins.smtp_secret = BINS, "mail-password"
    assert check_mailbox(real_bins) == []

    settings.INSECURE_HTTP = False
    real_bins.imap_security = Security.NONE
    assert check_mailbox(real_bins) == [
        "Incoming: Choose TLS: without it, anybody on the way could read mail and password."
    ]


def test_a_server_that_is_away_is_told_of_and_tried_again(real_bins, now):
    Mailbox.objects.update(imap_port=1)

    assert fetch_mailbox(mailbox_id=real_bins.pk, now=now) == 0

    away = Mailbox.objects.get()
    assert away.problem == "Nothing answers at localhost, port 1."
    assert (away.problem_since, away.fetching_until) == (now, None)
