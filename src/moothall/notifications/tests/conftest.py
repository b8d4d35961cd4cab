"""Carriers with somebody at the other end: the simulators, over HTTP and SMTP on this machine."""

import re
from collections.abc import Callable
from dataclasses import dataclass

import pytest

from moothall.kernel.options import Options
from moothall.notifications.carriers.govuk_notify.options import NotifyOptions
from moothall.notifications.carriers.smtp.options import SmtpOptions
from moothall.notifications.ports import Account, Carrier, carriers
from simulators.tests.program import Program

NOTIFY_KEY = (
    "aldermoor_live-b99d31ea-41d6-4fa0-83b7-2a11d2087d68-797881de-6f95-4af9-b8a6-72e6122b7ec9"
)
TEXT_TEMPLATE = "ecd227f3-5255-4152-b6c7-49af3a14e7f9"
EMAIL_TEMPLATE = "273b39fc-be0d-463f-9830-27904efa28ca"
FILE_TEMPLATE = "0a2f6b0e-6f0e-4c0b-9d8f-6b1c6e6f5d11"


def _smtp_port(program: Program) -> int:
    return int(re.search(r"smtp://[^:]+:(\d+)", program.ready_line)[1])


@dataclass(frozen=True)
class Stage:
    """A carrier, an account with it, and what reached the other end."""

    carrier: Carrier
    account: Account
    taken: Callable[[], list[dict]]
    lose_answer: Callable[[], None]
    be_down: Callable[[], None]
    refuse: Callable[[], None]
    repeats_a_lost_answer: bool = False


@pytest.fixture(scope="session")
def running_mailbox(tmp_path_factory):
    program = Program("mailbox", tmp_path_factory.mktemp("mailbox"), ("--smtp-port", "0")).start()
    yield program
    program.end()


@pytest.fixture(scope="session")
def running_notify(tmp_path_factory):
    arguments = ("--pace", "0.05", "--retry-after", "0.1")
    program = Program("notify", tmp_path_factory.mktemp("notify"), arguments).start()
    yield program
    program.end()


@pytest.fixture
def mailbox(running_mailbox, settings):
    running_mailbox.control(calm=True, empty=True)
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", _smtp_port(running_mailbox)
    return running_mailbox


@pytest.fixture
def notify(running_notify, settings):
    running_notify.control(calm=True, empty=True)
    settings.SECRETS_DIR.mkdir(parents=True, exist_ok=True)
    (settings.SECRETS_DIR / "notify-key").write_text(NOTIFY_KEY)
    (settings.SECRETS_DIR / "notify-callback-token").write_text("a-token-that-is-long-enough")
    return running_notify


@pytest.fixture
def notify_options(notify) -> dict[str, str]:
    return {
        "base_url": notify.url,
        "text_template": TEXT_TEMPLATE,
        "email_template": EMAIL_TEMPLATE,
        "file_template": FILE_TEMPLATE,
        "callback_token_secret": "notify-callback-token",
    }


@pytest.fixture
def fake():
    carrier = carriers.get("fake")
    carrier.forget()
    yield carrier
    carrier.forget()


@pytest.fixture
def smtp_stage(mailbox):
    return Stage(
        carrier=carriers.get("smtp"),
        account=Account(options=SmtpOptions()),
        taken=lambda: mailbox.get("/_messages.json").json()["messages"],
        lose_answer=lambda: mailbox.control(lose_answer=1),
        be_down=lambda: mailbox.control(down=1),
        refuse=lambda: mailbox.control(refuse={"status": 550, "times": 1}),
        repeats_a_lost_answer=True,
    )


@pytest.fixture
def govuk_notify_stage(notify, notify_options):
    return Stage(
        carrier=carriers.get("govuk_notify"),
        account=Account(options=NotifyOptions(**notify_options), secret_name="notify-key"),
        taken=lambda: notify.get("/_messages.json").json()["messages"],
        lose_answer=lambda: notify.control(lose_answer=1),
        be_down=lambda: notify.control(fail={"status": 503, "times": 1}),
        refuse=lambda: notify.control(refuse={"status": 400, "times": 1}),
    )


@pytest.fixture
def fake_stage(fake):
    from moothall.kernel.errors import GiveUp, Retry
    from moothall.notifications.ports import LostAnswer

    return Stage(
        carrier=fake,
        account=Account(options=Options()),
        taken=lambda: list(fake.taken.values()),
        lose_answer=lambda: fake.troubles.append(LostAnswer("gone")),
        be_down=lambda: fake.troubles.append(Retry("down")),
        refuse=lambda: fake.troubles.append(GiveUp("no")),
    )


@pytest.fixture(params=["smtp", "govuk_notify", "fake"])
def stage(request) -> Stage:
    return request.getfixturevalue(f"{request.param}_stage")
