"""Where a letter goes once it is read."""

from datetime import timedelta

import pytest

from moothall.cases.mail.actions.answering import write_about_case
from moothall.cases.mail.actions.filing import FLOOD
from moothall.cases.mail.actions.reading import read_kept_letters
from moothall.cases.mail.addresses import signed_address
from moothall.cases.mail.models import KeptMail, Mail, OutgoingKind, OutgoingMail, Reading
from moothall.cases.mail.tests.conftest import BINS, SIAN
from moothall.cases.mail.tests.letters import filed, kept, letter
from moothall.cases.models import Interaction, TimelineEntry
from moothall.cases.tests.factories import case_of, person_of, staff_of
from moothall.kernel.scope import acting_for

CARD = "4111 1111 1111 1111"
WORKER = frozenset({"mail.work", "case.edit", "case.view"})


@pytest.fixture
def sian(in_northvale, now):
    return person_of(in_northvale, now, name="Siân Price", email=SIAN)


@pytest.fixture
def case(in_northvale, sian, now):
    return case_of(in_northvale, now, person_id=sian.pk)


def signed(case, address=BINS):
    return signed_address(address, council_id=case.council_id, reference=case.reference)


def entries(case):
    found = TimelineEntry.objects.filter(case=case, kind="message")
    return list(found.values_list("text", "is_public", "source"))


def test_the_signed_address_and_the_sender_lead_to_the_case(bins, case, sian, now):
    mail = filed(bins, letter("Still not emptied.", to=signed(case)), now)

    assert (mail.case_id, mail.fate, mail.is_verified) == (case.pk, "joined", True)
    assert entries(case) == [("My bin\n\nStill not emptied.", True, "resident")]
    case.refresh_from_db()
    assert case.resident_acted_at == now
    touch = Interaction.objects.get(pk=mail.interaction_id)
    assert (touch.channel, touch.case_id, touch.person_id) == ("email", case.pk, sian.pk)
    assert OutgoingMail.objects.count() == 0


def test_mail_servers_may_change_the_case_of_letters_in_an_address(bins, case, now):
    assert filed(bins, letter(to=signed(case).upper()), now).case_id == case.pk


def test_a_stranger_with_the_signed_address_is_held_from_the_resident(bins, case, now):
    mail = filed(bins, letter(sender="mallory@evil.test", to=signed(case)), now)

    assert (mail.case_id, mail.fate, mail.is_verified) == (case.pk, "waiting", False)
    assert [one[1:] for one in entries(case)] == [(False, "system")]


@pytest.mark.parametrize("sender", ["mallory@evil.test", SIAN])
def test_whoever_only_names_a_reference_is_not_let_in(bins, case, now, sender):
    mail = filed(bins, letter(sender=sender, subject=f"About {case.reference}"), now)

    assert (mail.case_id, mail.guessed_case_id, mail.fate) == (None, case.pk, "waiting")
    assert entries(case) == []


def test_a_forged_signature_leads_nowhere(bins, case, southmere, now):
    other_council = signed_address(BINS, council_id=southmere.id, reference=case.reference)

    assert filed(bins, letter(to=other_council), now).case_id is None


def test_an_answer_to_our_letter_counts_only_from_the_one_who_got_it(bins, case, northvale, now):
    ours = write_about_case(
        actor=staff_of(northvale, permissions=WORKER), case_id=case.pk, mailbox_id=bins.pk,
        seen=None, recipient=SIAN, title="Your bin", text="Which street?", language="en", now=now,
    )  # fmt: skip
    answer = {"In_Reply_To": f"<{ours.message_id}>"}

    theirs = filed(bins, letter("High Street", **answer), now)
    others = filed(bins, letter("Low Street", sender="mallory@evil.test", **answer), now)

    assert (theirs.case_id, theirs.is_verified) == (case.pk, True)
    assert (others.case_id, others.guessed_case_id) == (None, case.pk)


def test_the_sender_is_found_unless_several_have_the_address(bins, sian, northvale, now):
    assert filed(bins, letter(), now).person_id == sian.pk

    person_of(northvale, now, name="Huw Price", email=SIAN)

    assert filed(bins, letter("Another thing"), now).person_id is None


def test_a_stranger_becomes_a_person_only_where_the_mailbox_says_so(bins, now):
    assert filed(bins, letter(), now).person_id is None

    type(bins).objects.update(strangers_become="person")

    assert filed(bins, letter("Another thing"), now).person.name == "Siân Price"


def test_we_say_that_it_arrived_once_a_day_and_never_to_a_machine(bins, now):
    filed(bins, letter("one"), now)
    filed(bins, letter("two"), now + timedelta(hours=1))
    for header in (
        {"Auto_Submitted": "auto-generated"}, {"Precedence": "bulk"}, {"List_Id": "<x.y>"},
        {"X_Auto_Response_Suppress": "All"}, {"Return_Path": "<>"},
    ):  # fmt: skip
        filed(bins, letter(str(header), sender="robot@example.org", **header), now)
    filed(bins, letter("x", sender="no-reply@example.org"), now)
    filed(bins, letter("x", sender="MAILER-DAEMON@example.org"), now)
    filed(bins, letter("x", sender=BINS), now)

    [told] = OutgoingMail.objects.all()
    assert (told.kind, told.recipient) == (OutgoingKind.ACKNOWLEDGEMENT, SIAN)

    filed(bins, letter("three"), now + timedelta(hours=25))
    assert OutgoingMail.objects.count() == 2


def test_automatic_answers_and_our_own_mail_wait_for_nobody(bins, now):
    away = filed(bins, letter("I am away", Auto_Submitted="auto-replied"), now)
    own = filed(bins, letter("x", sender=BINS), now)

    assert (away.kind, away.fate) == ("automatic", "noted")
    assert (own.kind, own.fate) == ("own", "noted")
    assert Interaction.objects.count() == 0


def test_a_list_or_a_shop_still_waits_for_a_person(bins, now):
    mail = filed(bins, letter("Your order", sender="no-reply@example.org", List_Id="<x>"), now)

    assert (mail.kind, mail.fate) == ("letter", "waiting")


def test_a_storm_is_folded_and_others_are_read_first(bins, now):
    for number in range(60):
        kept(bins, letter("Same words", message_id=f"storm-{number}"), now)
    kept(bins, letter("Help", sender="huw@example.org"), now + timedelta(seconds=1))

    read_kept_letters(mailbox_id=bins.pk, now=now, at_most=2)

    assert sorted(Mail.objects.values_list("sender_address", flat=True)) == [
        "huw@example.org", SIAN,
    ]  # fmt: skip
    read_kept_letters(mailbox_id=bins.pk, now=now)
    storm = Mail.objects.get(sender_address=SIAN)
    assert storm.alike == 59
    assert KeptMail.objects.filter(mail=storm, reading=Reading.READ).count() == 60
    assert OutgoingMail.objects.filter(recipient=SIAN).count() == 1


def test_a_flood_of_different_letters_by_one_is_one_item(bins, now):
    for number in range(FLOOD + 10):
        kept(bins, letter(f"Words {number}"), now)

    read_kept_letters(mailbox_id=bins.pk, now=now)

    assert Mail.objects.count() < FLOOD + 10
    assert KeptMail.objects.filter(mail=None).count() == 0
    assert sum(one.alike + 1 for one in Mail.objects.all()) == FLOOD + 10


def test_a_card_number_is_taken_out_and_the_letter_as_it_came_let_go(bins, now):
    mail = filed(bins, letter(f"My card is {CARD}."), now)

    assert CARD not in mail.text
    assert "card-number" in mail.problems
    assert KeptMail.objects.get().file_id is None


def test_what_cannot_be_read_is_put_before_a_person(bins, now, monkeypatch):
    kept(bins, letter(), now)

    read_kept_letters(mailbox_id=bins.pk, now=now, patience=0.0)

    [mail] = Mail.objects.all()
    assert (mail.kind, mail.fate) == ("unreadable", "waiting")
    assert KeptMail.objects.get().file_id is not None


def test_the_same_id_with_other_words_is_another_letter(bins, now):
    assert kept(bins, letter("one", message_id="same"), now)
    assert kept(bins, letter("two", message_id="same"), now)
    assert not kept(bins, letter("two", message_id="same"), now)
    assert kept(bins, letter("no id", Message_ID=None), now)

    read_kept_letters(mailbox_id=bins.pk, now=now)

    assert sorted(Mail.objects.values_list("text", flat=True)) == ["no id", "one", "two"]


def test_files_are_stored_like_any_other_and_the_rest_is_told(bins, now):
    raw = letter(
        "--b\r\nContent-Type: text/plain\r\n\r\nhi\r\n"
        "--b\r\nContent-Disposition: attachment; filename=list.txt\r\n\r\nbins\r\n"
        "--b\r\nContent-Disposition: attachment; filename=run.exe\r\n"
        "Content-Transfer-Encoding: base64\r\n\r\nTVqQAAMAAAA=\r\n--b--",
        Content_Type="multipart/mixed; boundary=b",
    )

    mail = filed(bins, raw, now)

    assert [(one["name"], bool(one["file_id"]), bool(one["problem"])) for one in mail.files] == [
        ("list.txt", True, False), ("run.exe", False, True),
    ]  # fmt: skip


def test_another_council_has_none_of_it(bins, northvale, southmere, now):
    filed(bins, letter(), now)

    with acting_for(southmere.id):
        assert (Mail.objects.count(), KeptMail.objects.count()) == (0, 0)
