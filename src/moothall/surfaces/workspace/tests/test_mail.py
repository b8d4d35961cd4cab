"""The mailbox screens: reading, deciding, answering, setting up."""

import pytest

from moothall.cases.mail.actions.setting_up import keep_ready_answer
from moothall.cases.mail.models import Mail, Mailbox, MailDraft, OutgoingMail, ReadyAnswer
from moothall.cases.mail.tests.conftest import SIAN, made
from moothall.cases.mail.tests.letters import filed, letter
from moothall.cases.models import Case
from moothall.cases.tests.factories import case_of, person_of
from moothall.kernel import clock
from moothall.kernel.actors import system
from moothall.kernel.scope import acting_for
from moothall.people.actions import give_role
from moothall.people.models import Person, Role
from moothall.surfaces.workspace.tests.conftest import Desk


@pytest.fixture
def arrived(northvale):
    """A letter that waits in a mailbox of Northvale."""
    with acting_for(northvale.id):
        bins = made(northvale, "bins", "bins@northvale.test", clock.now(), acknowledges=False)
        return filed(bins, letter(), clock.now())


@pytest.fixture
def here(northvale, arrived):
    return f"/workspace/mail/{arrived.pk}/"


def rows(model, council, **which):
    with acting_for(council.id):
        return list(model.objects.filter(**which))


@pytest.fixture
def supervisor(northvale, alice, now):
    with acting_for(northvale.id):
        give_role(
            actor=system("tests"), user=alice, role=Role.SUPERVISOR, council_id=northvale.id,
            partnership_id=None, now=now,
        )  # fmt: skip
    return Desk("northvale.test", alice)


def test_what_waits_is_listed_and_read(desk_of_alice, here):
    page = desk_of_alice.get("/workspace/mail/")

    assert page.links("letter") == [here]
    assert "Siân Price" in page.one("letter")
    shown = desk_of_alice.get(here)
    assert shown.one("letter-text") == "My bin was not emptied."
    assert "> My bin was not emptied." in shown.value("text")
    original = desk_of_alice.get(f"{here}original/")
    assert original.response["Content-Type"] == "text/plain; charset=utf-8"
    assert b"Message-ID:" in original.response.content


def test_nobody_else_sees_it(arrived, here, desk_of_carys, mallory, northvale):
    others = Desk("northvale.test", mallory)
    nobody = Desk("northvale.test")

    assert desk_of_carys.get(here).status == 404
    assert desk_of_carys.get("/workspace/mail/").all("letter") == []
    for path in (here, "/workspace/mail/", f"{here}original/"):
        assert others.get(path).status == 403
        assert nobody.get(path).status == 302
    for act in ("answer", "close", "join", "open", "send-on", "person"):
        assert desk_of_carys.post(f"{here}{act}/", seen="1", fate="spam").status == 404
    assert [one.fate for one in rows(Mail, northvale)] == ["waiting"]


def test_a_mailbox_of_few_is_hidden_from_the_rest(desk_of_alice, here, northvale, bob):
    with acting_for(northvale.id):
        Mailbox.objects.update(readers=[str(bob.pk)])

    assert desk_of_alice.get("/workspace/mail/").all("letter") == []
    assert desk_of_alice.get(here).status == 404
    assert Desk("northvale.test", bob).get(here).status == 200


def test_a_protected_person_is_hidden_here_too(desk_of_alice, here, northvale, arrived):
    with acting_for(northvale.id):
        sian = person_of(northvale, clock.now(), name="Siân Price", email=SIAN)
        Mail.objects.update(person=sian)
        Person.objects.filter(pk=sian.pk).update(is_protected=True, hides_email=True)

    for path in ("/workspace/mail/", here):
        text = desk_of_alice.get(path).text
        assert "not emptied" not in text
        assert SIAN not in text
        assert "My bin" not in text
    assert desk_of_alice.get(f"{here}original/").status == 404


def test_an_answer_is_kept_as_typed_then_sent(desk_of_alice, here, northvale):
    kept = desk_of_alice.post(
        f"{here}answer/", do="save", version="0", seen="1", recipient=SIAN, title="My bin",
        text="We come",
    )  # fmt: skip
    assert kept.value("text") == "We come"
    assert kept.value("version") == "1"
    assert desk_of_alice.get(here).value("text") == "We come"

    sent = desk_of_alice.post(
        f"{here}answer/", do="send", version="1", seen="1", recipient=SIAN, title="My bin",
        text="We come tomorrow.",
    )  # fmt: skip

    assert sent.status == 302
    [letter_sent] = rows(OutgoingMail, northvale)
    assert (letter_sent.recipient, letter_sent.text) == (SIAN, "We come tomorrow.")
    assert rows(MailDraft, northvale) == []
    assert [one.fate for one in rows(Mail, northvale)] == ["answered"]


def test_two_screens_of_one_person_do_not_overwrite_each_other(desk_of_alice, here):
    typed = {"do": "save", "seen": "1", "recipient": SIAN, "title": "x"}
    desk_of_alice.post(f"{here}answer/", version="0", text="on the phone", **typed)

    other = desk_of_alice.post(f"{here}answer/", version="0", text="on the desk", **typed)

    assert other.status == 409
    assert "on the phone" in other.text
    assert other.value("text") == "on the desk"
    over = desk_of_alice.post(
        f"{here}answer/", version=other.value("version"), text="on the desk", **typed
    )
    assert over.status == 200


def test_whoever_is_overtaken_sends_nothing_and_loses_nothing(
    desk_of_alice, desk_of_bob, here, northvale
):
    desk_of_bob.get(here)
    assert "bob" in desk_of_alice.get(here).one("others").lower()
    first = {"do": "send", "version": "0", "seen": "1", "recipient": SIAN, "title": "x"}
    desk_of_bob.post(f"{here}answer/", text="From Bob", **first)

    late = desk_of_alice.post(f"{here}answer/", text="From Alice", **first)

    assert late.status == 409
    assert "From Bob" in late.one("overtaken")
    assert late.value("text") == "From Alice"
    assert [one.text for one in rows(OutgoingMail, northvale)] == ["From Bob"]
    assert [one.text for one in rows(MailDraft, northvale)] == ["From Alice"]


def test_what_is_missing_is_said_beside_the_field(desk_of_alice, here, northvale):
    page = desk_of_alice.post(
        f"{here}answer/", do="send", version="0", seen="1", recipient="nobody", title="", text="x"
    )

    assert page.status == 422
    assert "Enter a subject" in page.text
    assert rows(OutgoingMail, northvale) == []


def test_a_ready_made_answer_is_put_in_without_javascript(desk_of_alice, here, northvale, arrived):
    with acting_for(northvale.id):
        kept = keep_ready_answer(
            actor=system("tests"), council_id=northvale.id, answer_id=None, title="Missed bin",
            text="Dear {name}, we will come.", text_cy="", team_id=None, now=clock.now(),
        )  # fmt: skip

    found = desk_of_alice.get(here)
    assert "Dear Siân Price, we will come." in found.one("ready")
    put = desk_of_alice.post(
        f"{here}answer/", do=f"insert:{kept.pk}", version="0", seen="1", recipient=SIAN,
        title="x", text="typed", **{f"ready-{kept.pk}": "Dear Siân Price, we will come."},
    )  # fmt: skip

    assert put.value("text").split("\n") == ["Dear Siân Price, we will come.", "typed"]


def test_what_is_typed_is_kept_by_itself(desk_of_alice, here, northvale, arrived, desk_of_carys):
    path = f"/workspace/mail/draft/{northvale.id}/mail/{arrived.pk}/"

    said = desk_of_alice.post(path, version="0", text="half a sen", title="", recipient="")

    assert 'value="1"' in said.response.content.decode()
    assert [one.text for one in rows(MailDraft, northvale)] == ["half a sen"]
    assert desk_of_carys.post(path, version="0", text="x").status == 404


def test_a_letter_becomes_a_case_once(desk_of_alice, here, northvale):
    for _ in range(2):
        desk_of_alice.post(f"{here}open/", seen="1", service="missed-bin", summary="Missed bin")

    [case] = rows(Case, northvale)
    assert (case.channel, case.summary) == ("email", "Missed bin")
    assert [one.case_id for one in rows(Mail, northvale)] == [case.pk]
    shown = desk_of_alice.get(f"/workspace/cases/{case.reference}/")
    assert "My bin" in shown.one("case-mail")


def test_a_letter_joins_a_case_by_its_reference(desk_of_alice, here, northvale):
    with acting_for(northvale.id):
        case = case_of(northvale, clock.now())

    wrong = desk_of_alice.post(f"{here}join/", seen="1", reference="NOR-XXX-XXX")
    assert wrong.status == 422
    desk_of_alice.post(f"{here}join/", seen="1", reference=case.reference)

    [mail] = rows(Mail, northvale)
    assert (mail.case_id, mail.fate, mail.is_verified) == (case.pk, "joined", False)


def test_spam_is_closed_and_may_wait_again(desk_of_alice, here, northvale):
    desk_of_alice.post(f"{here}close/", seen="1", fate="spam")
    assert [one.fate for one in rows(Mail, northvale)] == ["spam"]

    stale = desk_of_alice.post(f"{here}close/", seen="1", fate="waiting")
    assert stale.status == 409
    desk_of_alice.post(f"{here}close/", seen="2", fate="waiting")
    assert [one.fate for one in rows(Mail, northvale)] == ["waiting"]


def test_letters_are_sent_on_to_public_bodies_alone(desk_of_alice, here, northvale):
    page = desk_of_alice.post(f"{here}send-on/", seen="1", recipient="me@example.org")
    assert page.status == 422
    assert rows(OutgoingMail, northvale) == []

    desk_of_alice.post(f"{here}send-on/", seen="1", recipient="post@southmere.gov.uk")

    [on] = rows(OutgoingMail, northvale)
    assert (on.kind, on.recipient) == ("sent_on", "post@southmere.gov.uk")


def test_a_case_is_written_about_from_its_mailbox(desk_of_alice, arrived, northvale):
    with acting_for(northvale.id):
        sian = person_of(northvale, clock.now(), name="Siân Price", email=SIAN)
        case = case_of(northvale, clock.now(), person_id=sian.pk)
        box = Mailbox.objects.get()
    path = f"/workspace/cases/{case.reference}/mail/"
    form = desk_of_alice.get(path)
    assert form.value("recipient") == SIAN

    sent = desk_of_alice.post(
        path, do="send", version="0", seen="", recipient=SIAN, title="Your bin", text="Tomorrow.",
        mailbox=str(box.pk),
    )  # fmt: skip

    assert sent.status == 302
    [out] = rows(OutgoingMail, northvale)
    assert out.answer_to.startswith(f"bins+{case.reference.lower()}.")
    again = desk_of_alice.post(
        path, do="send", version="0", seen="", recipient=SIAN, title="x", text="Twice",
        mailbox=str(box.pk),
    )  # fmt: skip
    assert again.status == 409
    assert len(rows(OutgoingMail, northvale)) == 1


def test_the_list_costs_the_same_for_one_and_for_many(
    desk_of_alice, arrived, northvale, django_assert_max_num_queries
):
    with acting_for(northvale.id):
        for number in range(5):
            filed(Mailbox.objects.get(), letter(f"Number {number}", sender=f"a{number}@x.org"),
                  clock.now())  # fmt: skip
    desk_of_alice.get("/workspace/mail/")

    with django_assert_max_num_queries(14):
        desk_of_alice.get("/workspace/mail/")


SETTINGS = "/workspace/mail-settings/northvale/"


def test_a_mailbox_is_set_up_without_its_password(supervisor, northvale):
    with acting_for(northvale.id):
        from moothall.councils.models import Team

        team = Team.objects.first()
    given = {
        "address": "trees@northvale.test", "name": "Trees", "team": str(team.pk),
        "imap_host": "imap.northvale.test", "imap_port": "993", "imap_security": "tls",
        "imap_user": "trees", "imap_secret": "Not A Name!", "folder": "INBOX",
        "handled_folder": "Handled", "smtp_host": "", "smtp_port": "587",
        "smtp_security": "starttls", "strangers_become": "nobody", "acknowledge_hours": "24",
        "is_active": "on",
    }  # fmt: skip

    assert supervisor.post(f"{SETTINGS}mailboxes/new/", **given).status == 422
    for of_others in ("southmere-mail", "card-company", "northvale"):
        refused = supervisor.post(
            f"{SETTINGS}mailboxes/new/", **{**given, "imap_secret": of_others}
        )
        assert refused.status == 422
        assert "it begins with northvale-" in refused.text
    assert rows(Mailbox, northvale) == []
    saved = supervisor.post(
        f"{SETTINGS}mailboxes/new/", **{**given, "imap_secret": "northvale-trees"}
    )

    assert saved.location == f"{SETTINGS}mailboxes/trees/"
    assert supervisor.get(saved.location).value("imap_secret") == "northvale-trees"
    assert "trees@northvale.test" in supervisor.get(SETTINGS).one("mailboxes")


def test_signing_in_by_oauth_2_asks_for_all_that_it_needs(supervisor, northvale):
    with acting_for(northvale.id):
        from moothall.councils.models import Team

        team = Team.objects.first()
    given = {
        "address": "trees@northvale.test", "name": "Trees", "team": str(team.pk),
        "imap_host": "outlook.office365.com", "imap_port": "993", "imap_security": "tls",
        "imap_user": "trees@northvale.test", "folder": "INBOX", "handled_folder": "Handled",
        "smtp_port": "587", "smtp_security": "starttls", "strangers_become": "nobody",
        "acknowledge_hours": "24", "sign_in": "application",
    }  # fmt: skip
    whole = {
        "token_address": "https://login.microsoftonline.com/a-tenant/oauth2/v2.0/token",
        "token_scope": "https://outlook.office365.com/.default",
        "client_id": "an-app", "client_secret": "northvale-client",
    }  # fmt: skip
    new = f"{SETTINGS}mailboxes/new/"

    page = supervisor.post(new, **given)
    assert page.status == 422
    for words in ("Enter the address for tokens", "Enter the client ID", "the client’s secret"):
        assert words in page.text
    assert "Enter the name of the secret that holds the refresh token" not in page.text
    open_address = {**whole, "token_address": "http://login.example.org/token"}
    page = supervisor.post(new, **given, **open_address)
    assert "The address for tokens must begin with https://" in page.text
    assert supervisor.post(new, **{**given, **whole, "sign_in": "refresh"}).status == 422
    assert rows(Mailbox, northvale) == []

    assert supervisor.post(new, **given, **whole).status == 302
    [kept] = rows(Mailbox, northvale)
    assert (kept.sign_in, kept.client_secret) == ("application", "northvale-client")


def test_ready_made_answers_are_kept_by_officers(desk_of_alice, desk_of_bob, northvale):
    path = f"{SETTINGS}answers/"
    assert desk_of_bob.get(path).status == 403
    desk_of_alice.post(f"{path}new/", title="Missed bin", text="Dear {name}", team="")
    [kept] = rows(ReadyAnswer, northvale)

    assert desk_of_alice.post(f"{path}new/", title="Missed bin", text="x", team="").status == 422
    desk_of_alice.post(f"{path}{kept.pk}/", delete="yes")
    assert rows(ReadyAnswer, northvale) == []


def test_who_may_not_change_settings_sets_up_no_mailbox(desk_of_alice, desk_of_carys):
    for desk in (desk_of_alice, desk_of_carys):
        assert desk.get(SETTINGS).status == 403
