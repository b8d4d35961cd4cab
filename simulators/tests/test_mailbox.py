"""The mailbox, given mail over SMTP and read over HTTP."""

import re
import signal
import smtplib
import time
from email.message import EmailMessage

import pytest

from simulators.tests.program import CLIENT, Program


def letter(*, to="resident@example.org", subject="Your report", text="Thank you.", html=""):
    message = EmailMessage()
    message["From"] = "council@example.org"
    message["To"] = to
    message["Subject"] = subject
    message.set_content(text)
    if html:
        message.add_alternative(html, subtype="html")
    return message


def hand_over(program, message, *, to=None, timeout=5.0):
    port = int(re.search(r"smtp://127\.0\.0\.1:(\d+)", program.ready_line)[1])
    with smtplib.SMTP("127.0.0.1", port, timeout=timeout) as smtp:
        smtp.send_message(message, to_addrs=to)


def mail(program, **parameters):
    return program.get("/_messages.json", **parameters).json()


def test_keeps_mail_with_all_letters_and_files(mailbox):
    message = letter(subject="Diolch – tŷ", text="Diolch yn fawr, ŵyl!", html="<p>Diolch</p>")
    message.add_attachment(b"a,b", maintype="text", subtype="csv", filename="list.csv")

    hand_over(mailbox, message)

    (kept,) = mail(mailbox)["messages"]
    assert kept["subject"] == "Diolch – tŷ"
    assert kept["text"].strip() == "Diolch yn fawr, ŵyl!"
    assert kept["html"].strip() == "<p>Diolch</p>"
    assert kept["to"] == ["resident@example.org"]
    assert kept["attachments"] == [{"name": "list.csv", "content_type": "text/csv", "bytes": 3}]
    file = mailbox.get(f"/messages/{kept['id']}/files/0")
    assert file.content == b"a,b"
    assert file.headers["Content-Disposition"] == "attachment; filename=list.csv"


def test_mail_is_found_by_its_recipient(mailbox):
    hand_over(mailbox, letter(to="one@example.org", subject="First"))
    hand_over(mailbox, letter(to="two@example.org", subject="Second"))
    hand_over(mailbox, letter(subject="Both"), to=["ONE@example.org", "two@example.org"])

    assert [one["subject"] for one in mail(mailbox, to="one@example.org")["messages"]] == [
        "Both",
        "First",
    ]
    assert mail(mailbox)["count"] == 3
    page = mailbox.get("/", to="two@example.org").text
    assert "Second" in page
    assert "First" not in page


def test_stranger_html_can_run_and_fetch_nothing(mailbox):
    hand_over(
        mailbox,
        letter(
            subject="<script>alert(1)</script>",
            text="See https://council.example/track",
            html="<script>alert(1)</script><p>Hello</p>",
        ),
    )
    number = mail(mailbox)["messages"][0]["id"]

    page = mailbox.get(f"/messages/{number}").text
    framed = mailbox.get(f"/messages/{number}/html")

    assert "<script>" not in page
    assert '<a href="https://council.example/track" rel="noopener noreferrer">' in page
    assert 'sandbox="allow-top-navigation-by-user-activation"' in page
    assert framed.headers["Content-Security-Policy"].startswith("sandbox allow-top")
    assert "default-src 'none'" in framed.headers["Content-Security-Policy"]
    assert "script" not in framed.headers["Content-Security-Policy"]


@pytest.mark.parametrize("status", [451, 550])
def test_refuses_a_mail_with_the_status_told(mailbox, status):
    mailbox.control(refuse={"status": status, "times": 1})

    with pytest.raises(smtplib.SMTPDataError) as refusal:
        hand_over(mailbox, letter())
    hand_over(mailbox, letter())

    assert refusal.value.smtp_code == status
    assert mail(mailbox)["count"] == 1


def test_refuses_a_recipient(mailbox):
    mailbox.control(refuse={"status": 550, "only": "recipient"})

    with pytest.raises(smtplib.SMTPRecipientsRefused):
        hand_over(mailbox, letter())

    assert mail(mailbox)["count"] == 0


def test_lost_answer_keeps_the_mail(mailbox):
    mailbox.control(lose_answer=1)

    with pytest.raises(smtplib.SMTPServerDisconnected):
        hand_over(mailbox, letter())

    assert mail(mailbox)["count"] == 1


def test_down_keeps_nothing(mailbox):
    mailbox.control(down=True)

    with pytest.raises((smtplib.SMTPServerDisconnected, ConnectionResetError)):
        hand_over(mailbox, letter())

    assert mail(mailbox)["count"] == 0


def test_slow_makes_a_sender_wait(mailbox):
    mailbox.control(slow={"seconds": 0.5, "times": 1})

    with pytest.raises(smtplib.SMTPServerDisconnected, match="timed out"):
        hand_over(mailbox, letter(), timeout=0.2)


def test_unreadable_mail_is_kept_word_for_word(mailbox):
    message = letter()
    message.replace_header("Content-Type", 'text/plain; charset="no-such-charset"')

    hand_over(mailbox, message)

    (kept,) = mail(mailbox)["messages"]
    assert kept["text"].strip() == "Thank you."
    assert "no-such-charset" in mailbox.get(f"/messages/{kept['id']}/source").text


def test_mail_is_thrown_away_when_asked(mailbox):
    hand_over(mailbox, letter())

    CLIENT.post(f"{mailbox.url}/forget")

    assert 'data-testid="mail-count">0 mails' in mailbox.get("/").text


@pytest.mark.slow
def test_mail_survives_kill_nine_and_the_end_is_quick(tmp_path):
    program = Program("mailbox", tmp_path, ("--smtp-port", "0")).start()
    hand_over(program, letter())

    program.end(signal.SIGKILL)
    program.start()

    assert mail(program)["count"] == 1
    began = time.monotonic()
    assert program.end() == 0
    assert time.monotonic() - began < 1
