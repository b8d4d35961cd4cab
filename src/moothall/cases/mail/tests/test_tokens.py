"""Mail fetched and handed over by tokens: real servers, and a provider that may refuse."""

import pytest

from moothall.cases.mail.actions.fetching import fetch_mailbox
from moothall.cases.mail.actions.reading import read_kept_letters
from moothall.cases.mail.actions.sending import post_letter
from moothall.cases.mail.checking import check_mailbox
from moothall.cases.mail.doors import imap_door, tokens_of
from moothall.cases.mail.models import KeptMail, Mailbox, OutgoingMail, SignIn
from moothall.cases.mail.servers import tokens
from moothall.cases.mail.servers.doors import ServerProblem
from moothall.cases.mail.tests.conftest import BINS, SIAN, made
from moothall.cases.mail.tests.letters import letter
from moothall.kernel.scope import acting_for
from simulators.tests.program import CLIENT, Program
from tests.mail_servers import mail_servers

pytestmark = pytest.mark.slow
SECRET, REFRESH = "kept-in-a-file", "refresh-me"


@pytest.fixture(scope="session")
def running(tmp_path_factory):
    arguments = ("--client", f"moothall={SECRET}={BINS}", "--refresh-token", REFRESH)
    program = Program("mail_tokens", tmp_path_factory.mktemp("tokens"), arguments).start()
    with mail_servers(BINS, SIAN, introspection=f"{program.url}/introspect") as servers:
        yield program, servers
    program.end()


@pytest.fixture
def provider(running):
    program, servers = running
    servers.empty()
    program.control(calm=True, empty=True)
    tokens._kept.clear()
    return program


@pytest.fixture
def mailbox(northvale, now, running, provider, settings):
    settings.SECRETS_DIR.mkdir(parents=True, exist_ok=True)
    (settings.SECRETS_DIR / "mail-client").write_text(SECRET)
    (settings.SECRETS_DIR / "mail-refresh").write_text(REFRESH)
    _program, servers = running
    with acting_for(northvale.id):
        yield made(
            northvale, "bins", BINS, now, servers,
            imap_secret="", smtp_user=BINS, sign_in=SignIn.APPLICATION,
            token_address=f"{provider.url}/token", client_id="moothall",
            client_secret="mail-client", token_scope="https://outlook.example/.default",
        )  # fmt: skip


def asked(provider):
    return len(provider.received("token"))


def revoke(provider):
    CLIENT.post(f"{provider.url}/_revoke")


def test_letters_come_and_go_with_one_token(mailbox, provider, running, now):
    _program, servers = running
    servers.deliver(letter(), to=BINS)

    assert fetch_mailbox(mailbox_id=mailbox.pk, now=now) == 1
    read_kept_letters(mailbox_id=mailbox.pk, now=now)
    [told] = OutgoingMail.objects.all()
    post_letter(mail_id=told.pk, now=now)

    assert len(servers.wait_for(SIAN, 1)) == 1
    assert asked(provider) == 1
    [request] = provider.received("token")
    assert "grant_type=client_credentials" in str(request["body"])
    assert "scope=https%3A%2F%2Foutlook.example%2F.default" in str(request["body"])


def test_a_refresh_token_of_whoever_agreed_does_it_too(mailbox, provider):
    mailbox.sign_in, mailbox.refresh_secret = SignIn.REFRESH, "mail-refresh"

    assert check_mailbox(mailbox) == []

    [request] = provider.received("token")
    assert "grant_type=refresh_token" in str(request["body"])


def test_a_token_that_is_not_taken_any_more_is_fetched_anew_once(mailbox, provider, running, now):
    assert check_mailbox(mailbox) == []
    revoke(provider)
    _program, servers = running
    servers.deliver(letter(), to=BINS)

    assert fetch_mailbox(mailbox_id=mailbox.pk, now=now) == 1

    assert asked(provider) == 2
    assert Mailbox.objects.get().problem == ""
    revoke(provider)
    assert check_mailbox(mailbox) == []
    assert asked(provider) == 3


def test_a_token_that_runs_out_by_the_clock_is_not_used(mailbox, provider, monkeypatch):
    assert check_mailbox(mailbox) == []
    later = tokens.time.monotonic() + 3600 - 59

    monkeypatch.setattr(tokens.time, "monotonic", lambda: later)
    assert check_mailbox(mailbox) == []

    assert asked(provider) == 2


def test_a_server_that_takes_no_token_is_asked_twice_and_no_more(mailbox, provider, now):
    Mailbox.objects.update(imap_user=SIAN)

    assert fetch_mailbox(mailbox_id=mailbox.pk, now=now) == 0

    assert Mailbox.objects.get().problem == (
        f"Signing in was refused: localhost does not take our token for {SIAN}."
    )
    assert asked(provider) == 1
    assert fetch_mailbox(mailbox_id=mailbox.pk, now=now) == 0
    assert asked(provider) == 2
    assert KeptMail.objects.count() == 0


def test_a_refusal_is_said_in_the_providers_words(mailbox, provider, settings, now):
    (settings.SECRETS_DIR / "mail-client").write_text("another")

    fetch_mailbox(mailbox_id=mailbox.pk, now=now)

    kept = Mailbox.objects.get()
    assert kept.problem == "Signing in was refused: Invalid client secret provided."
    assert kept.problem_since == now
    assert check_mailbox(mailbox) == [
        "Incoming: Signing in was refused: Invalid client secret provided.",
        "Outgoing: Signing in was refused: Invalid client secret provided.",
    ]


def test_a_refresh_token_that_was_revoked_is_said(mailbox, settings):
    mailbox.sign_in, mailbox.refresh_secret = SignIn.REFRESH, "mail-refresh"
    (settings.SECRETS_DIR / "mail-refresh").write_text("old")

    assert check_mailbox(mailbox)[0] == (
        "Incoming: Signing in was refused: Token has been expired or revoked."
    )


@pytest.mark.parametrize(
    ("trouble", "said"),
    [
        ({"html": True}, "127.0.0.1 gave us no token."),
        ({"fail": {"status": 503}}, "127.0.0.1 cannot sign us in now (it answered 503)."),
        ({"no_token": True}, "127.0.0.1 gave us no token."),
        ({"down": True}, "127.0.0.1 did not answer."),
        ({"slow": {"seconds": 2}}, "127.0.0.1 did not answer in time."),
    ],
)
def test_a_provider_in_trouble_is_told_of_in_words(mailbox, provider, monkeypatch, trouble, said):
    monkeypatch.setattr(tokens, "STEP_TIMEOUT", 0.5)
    provider.control(**trouble)

    with pytest.raises(ServerProblem, match="^" + said.replace("(", r"\(").replace(")", r"\)")):
        tokens.sign_in_by_token(tokens_of(mailbox), lambda _token: True)

    provider.control(calm=True)
    assert check_mailbox(mailbox) == []


def test_a_secret_that_was_not_given_is_named_and_nobody_is_asked(mailbox, provider):
    mailbox.client_secret = "not-given"

    assert check_mailbox(mailbox)[0] == (
        "Incoming: The secret “not-given” was not given to this installation."
    )
    assert asked(provider) == 0


def test_tokens_are_asked_for_over_https_alone(mailbox, settings):
    settings.INSECURE_HTTP = False

    with pytest.raises(ServerProblem, match="must be https"):
        tokens.sign_in_by_token(imap_door(mailbox).tokens, lambda _token: True)


def test_no_token_reaches_the_database(mailbox, provider):
    assert check_mailbox(mailbox) == []
    [kept] = tokens._kept.values()

    stored = [str(one) for one in Mailbox.objects.values()]

    assert not any(kept.value in one or SECRET in one for one in stored)
