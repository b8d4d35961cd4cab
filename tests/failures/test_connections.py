"""When we speak to others: never inside a transaction, and never to make a page of the desk."""

import socket

import pytest
from django.db import connection

from moothall.cases.mail.actions.fetching import fetch_mailbox
from moothall.cases.mail.actions.reading import read_kept_letters
from moothall.cases.mail.actions.sending import post_letter
from moothall.cases.mail.models import KeptMail, Mail, OutgoingMail
from moothall.cases.mail.tests.conftest import BINS, HELP, SIAN, made
from moothall.cases.mail.tests.letters import letter
from moothall.cases.tests.factories import case_of, person_of
from moothall.connectors import actions, delivering
from moothall.connectors.systems.fake.adapter import FakeSystem
from moothall.connectors.tests.scenes import a_case
from moothall.kernel import clock
from moothall.kernel.actors import system
from moothall.kernel.scope import acting_for
from moothall.surfaces.workspace.tests.conftest import Desk

pytestmark = pytest.mark.slow


@pytest.fixture
def opened(monkeypatch):
    """Whether a transaction was open, for each connection that Python opens."""
    seen, really = [], socket.socket.connect

    def connect(self, address):
        seen.append(connection.in_atomic_block)
        return really(self, address)

    monkeypatch.setattr(socket.socket, "connect", connect)
    return seen


@pytest.mark.django_db(transaction=True)
def test_mail_servers_are_spoken_to_outside_of_every_transaction(real_bins, servers, now, opened):
    servers.deliver(letter(message_id="one"), to=BINS)
    opened.clear()

    fetch_mailbox(mailbox_id=real_bins.pk, now=now)
    assert opened == [False]
    read_kept_letters(mailbox_id=real_bins.pk, now=now)
    opened.clear()
    post_letter(mail_id=OutgoingMail.objects.get().pk, now=now)

    assert opened == [False]
    assert len(servers.wait_for(SIAN, 1)) == 1


@pytest.mark.django_db(transaction=True)
def test_a_case_is_handed_over_outside_of_every_transaction(works, in_northvale, now, monkeypatch):
    seen, really = [], FakeSystem.send

    def send(self, case):
        seen.append(connection.in_atomic_block)
        return really(self, case)

    monkeypatch.setattr(FakeSystem, "send", send)
    case = a_case(in_northvale, now)
    (delivery,) = actions.route_case(actor=system("tests"), case_id=case.pk, now=now)

    delivering.attempt_delivery(delivery_id=delivery.pk)

    assert seen == [False]


@pytest.mark.django_db(transaction=True)
def test_a_mailbox_is_untouched_until_its_letter_is_kept(real_bins, servers, now, monkeypatch):
    """What cannot be kept stays where it is, unread and unmoved, and is kept by the next try."""
    servers.deliver(letter(message_id="one"), to=BINS)
    [before] = servers.letters(BINS)

    with monkeypatch.context() as patched, pytest.raises(ZeroDivisionError):
        patched.setattr(KeptMail, "save", lambda *_one, **_two: 1 / 0)
        fetch_mailbox(mailbox_id=real_bins.pk, now=now)

    assert servers.letters(BINS) == [before]
    assert servers.count(BINS, "Handled") == 0
    with servers.reading(BINS) as box:
        box.select("INBOX", readonly=True)
        assert box.search(None, "UNSEEN")[1] == [b"1"]


def test_one_letter_to_two_councils_is_kept_once_by_each(
    northvale, southmere, real_bins, servers, now
):
    """Once for a mailbox and the letter's own id, not once for all councils."""
    raw = letter(message_id="shared")
    with acting_for(southmere.id):
        help_desk = made(southmere, "help", HELP, now, servers)
    for address in (BINS, BINS, HELP):
        servers.deliver(raw, to=address)
    counts = {}
    for council, mailbox in ((northvale, real_bins), (southmere, help_desk)):
        with acting_for(council.id):
            fetch_mailbox(mailbox_id=mailbox.pk, now=now)
            read_kept_letters(mailbox_id=mailbox.pk, now=now)
            counts[council.slug] = Mail.objects.count()

    assert counts == {"northvale": 1, "southmere": 1}


def test_no_page_of_the_desk_asks_anybody_else_while_it_is_made(northvale, alice, monkeypatch):
    """Neither an outside system nor ourselves: a page waits for the database alone."""
    with acting_for(northvale.id):
        person = person_of(northvale, clock.now(), phone="01632 960123")
        case = case_of(northvale, clock.now(), person_id=person.pk)
    desk = Desk("northvale.test", alice)
    paths = (
        "", "search/now/?q=pugh", "calls/", "calls/desk/", "calls/new/?q=pugh", "my-work/",
        f"calls/log/?person={person.pk}", f"people/{person.pk}/", f"cases/{case.reference}/",
        "queues/", "mail/", "knowledge/", "deliveries/", "payments/",
    )  # fmt: skip

    def refused(self, address):
        raise AssertionError(f"A page asked {address}.")

    monkeypatch.setattr(socket.socket, "connect", refused)

    assert {path: desk.get(f"/workspace/{path}").status for path in paths} == dict.fromkeys(
        paths, 200
    )
