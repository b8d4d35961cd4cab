from moothall.notifications.carriers.smtp.adapter import SmtpCarrier
from moothall.notifications.carriers.smtp.options import SmtpOptions
from moothall.notifications.ports import Account
from moothall.notifications.tests.test_carrier_contract import MESSAGE


def test_a_mail_is_text_and_page_from_the_council_and_answers_no_robot(mailbox):
    account = Account(options=SmtpOptions(reply_to="streets@northvale.test"))

    SmtpCarrier().send(MESSAGE, account)

    (mail,) = mailbox.get("/_messages.json").json()["messages"]
    assert mail["from"] == "hello@northvale.test"
    assert mail["to"] == ["sian@example.org"]
    assert mail["subject"] == MESSAGE.subject
    assert mail["message_id"].strip("<>") == f"{MESSAGE.message_id}@northvale.test"
    headers = {name.lower(): value for name, value in dict(mail["headers"]).items()}
    assert headers["auto-submitted"] == "auto-generated"
    assert headers["reply-to"] == "streets@northvale.test"
    assert headers["from"] == '"Northvale, Borough Council" <hello@northvale.test>'
    assert mail["text"].split() == MESSAGE.body.split()
    assert "<p>Diolch.</p>" in mail["html"]
