"""Running simulators for the tests: one of each for all tests, emptied and calmed before each."""

from pathlib import Path

import pytest

from simulators.tests.program import Program


@pytest.fixture(scope="session")
def running_backoffice(tmp_path_factory):
    program = Program("backoffice", tmp_path_factory.mktemp("backoffice")).start()
    yield program
    program.end()


@pytest.fixture
def backoffice(running_backoffice):
    running_backoffice.control(calm=True, empty=True)
    return running_backoffice


@pytest.fixture(scope="session")
def running_govuk_pay(tmp_path_factory):
    # Nothing happens but by its own clock, which the tests put forward.
    arguments = ("--pace", "30", "--lag", "20", "--most-a-second", "0")
    program = Program("govuk_pay", tmp_path_factory.mktemp("govuk_pay"), arguments).start()
    yield program
    program.end()


@pytest.fixture
def govuk_pay(running_govuk_pay):
    running_govuk_pay.control(calm=True, empty=True)
    return running_govuk_pay


@pytest.fixture(scope="session")
def running_mailbox(tmp_path_factory):
    program = Program("mailbox", tmp_path_factory.mktemp("mailbox"), ("--smtp-port", "0")).start()
    yield program
    program.end()


@pytest.fixture
def mailbox(running_mailbox):
    running_mailbox.control(calm=True, empty=True)
    return running_mailbox


@pytest.fixture(scope="session")
def running_notify(tmp_path_factory):
    arguments = ("--pace", "0.05", "--retry-after", "0.1")
    program = Program("notify", tmp_path_factory.mktemp("notify"), arguments).start()
    yield program
    program.end()


@pytest.fixture
def notify(running_notify):
    running_notify.control(calm=True, empty=True)
    return running_notify


@pytest.fixture(scope="session")
def running_one_login(tmp_path_factory):
    program = Program("one_login", tmp_path_factory.mktemp("one_login")).start()
    yield program
    program.end()


@pytest.fixture
def one_login(running_one_login):
    running_one_login.control(calm=True, empty=True)
    return running_one_login


@pytest.fixture(scope="session")
def running_revenues(tmp_path_factory):
    arguments = ("--today", "2026-11-18")
    program = Program("revenues", tmp_path_factory.mktemp("revenues"), arguments).start()
    yield program
    program.end()


@pytest.fixture
def revenues(running_revenues):
    running_revenues.control(calm=True, empty=True)
    return running_revenues


@pytest.fixture(scope="session")
def running_capita_scp(tmp_path_factory):
    arguments = ("--portals", str(Path(__file__).with_name("capita_scp_portals.yaml")))
    program = Program("capita_scp", tmp_path_factory.mktemp("capita_scp"), arguments).start()
    yield program
    program.end()


@pytest.fixture
def capita_scp(running_capita_scp):
    running_capita_scp.control(calm=True, empty=True)
    return running_capita_scp
