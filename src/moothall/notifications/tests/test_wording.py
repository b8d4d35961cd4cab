import pytest

from moothall.councils.setup import SetupContext, SetupError
from moothall.kernel import short_memory
from moothall.kernel.actors import system
from moothall.kernel.scope import acting_for
from moothall.notifications import actions, queries
from moothall.notifications.formatting import as_html
from moothall.notifications.models import Channel, Message, MessageTemplate
from moothall.notifications.setup import apply_messages
from moothall.notifications.tests.kit import ask_for
from moothall.notifications.wording import Wording, WordingMistake, filled, wording_for

KEY = "notifications.trial"


def test_gaps_are_filled_and_nothing_else():
    words = filled(
        Wording("((name)): ((reference))", "Dear ((name)),\n\n((note))\n\nBye."),
        {"name": "((reference))", "reference": "N\nBcc: x@y.z", "note": ""},
    )

    assert words == Wording("((reference)): N Bcc: x@y.z", "Dear ((reference)),\n\nBye.")


def test_a_gap_without_a_value_is_a_mistake():
    with pytest.raises(WordingMistake, match=r"\(\(name\)\)"):
        filled(Wording("", "Dear ((name))"), {})


def test_there_is_no_message_without_words(in_northvale, now):
    for key in ("cases.nonsense", "../../etc/passwd", "nothing"):
        with pytest.raises(WordingMistake):
            ask_for(in_northvale, now, template=key)


def test_a_language_without_words_falls_back_to_english(southmere):
    with acting_for(southmere.id):
        english = wording_for(southmere.id, KEY, Channel.TEXT, "en")
        assert english.body.startswith("Trial message")
        assert wording_for(southmere.id, KEY, Channel.EMAIL, "fr").subject.startswith("Trial")
        assert wording_for(southmere.id, KEY, Channel.EMAIL, "cy").subject.startswith("Neges")


def test_a_council_words_its_own_messages(northvale, southmere, now):
    with acting_for(northvale.id):
        for _ in range(2):
            actions.word_message(
                actor=system("t"),
                council_id=northvale.id,
                key=KEY,
                channel=Channel.EMAIL,
                language="en",
                subject="Stuck: ((reference))",
                body="See ((note))",
                now=now,
            )
        short_memory.forget_all()
        assert ask_for(northvale, now).subject == "Stuck: NOR-1"
        assert MessageTemplate.objects.count() == 1
    with acting_for(southmere.id):
        assert ask_for(southmere, now).subject.startswith("Trial message NOR-1")


@pytest.mark.parametrize(
    ("subject", "body"), [("((password))", "x"), ("", "x"), ("x", " "), ("x", "((nothing))")]
)
def test_words_that_cannot_work_are_refused(in_northvale, now, subject, body):
    with pytest.raises(WordingMistake):
        actions.word_message(
            actor=system("t"),
            council_id=in_northvale.id,
            key=KEY,
            channel=Channel.EMAIL,
            language="en",
            subject=subject,
            body=body,
            now=now,
        )
    assert not MessageTemplate.objects.exists()


def test_the_page_of_an_email_escapes_all_and_links_the_councils_own_site(northvale):
    message = Message(
        council_id=northvale.id,
        channel="email",
        language="en",
        body="<b>Hello</b>\n\nSee http://northvale.test/track/?a=1&b=2.\nNot http://evil.example/",
    )

    page = as_html(message, northvale)

    assert "&lt;b&gt;Hello&lt;/b&gt;" in page
    assert (
        '<a href="http://northvale.test/track/?a=1&amp;b=2">'
        "http://northvale.test/track/?a=1&amp;b=2</a>." in page
    )
    assert 'href="http://evil' not in page


def test_a_councils_file_chooses_carriers_and_words(in_northvale, now, tmp_path):
    section = {
        "carriers": {
            "text": {
                "carrier": "govuk_notify",
                "secret": "notify-key",
                "options": {"text_template": "1-2-3"},
            }
        },
        "wording": [
            {"message": KEY, "channel": "email", "language": "en", "subject": "S", "body": "B"}
        ],
    }

    for _ in range(2):
        apply_messages(SetupContext(in_northvale, tmp_path, now), section)

    assert queries.can_reach_by(in_northvale.id, "text")
    assert MessageTemplate.objects.get().body == "B"


@pytest.mark.parametrize(
    ("section", "says"),
    [
        ({"carriers": {"text": {"carrier": "pigeon"}}}, "pigeon"),
        ({"carriers": {"text": {"carrier": "smtp"}}}, "takes no messages"),
        ({"carriers": {"email": {"carrier": "smtp", "options": {"colour": "x"}}}}, "colour"),
        ({"carriers": {"fax": {"carrier": "smtp"}}}, "fax"),
        ({"wording": [{"message": "a.b", "channel": "email", "language": "en", "body": "x"}]}, "a"),
    ],
)
def test_a_mistake_in_the_section_is_named(in_northvale, now, tmp_path, section, says):
    with pytest.raises(SetupError, match=says):
        apply_messages(SetupContext(in_northvale, tmp_path, now), section)
