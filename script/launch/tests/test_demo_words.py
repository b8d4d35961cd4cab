"""The demonstration tells people where to go and programs what they need."""

import socket

import pytest

from script.launch import demo_words
from script.launch.console import LaunchError
from script.launch.demo_addresses import Addresses

DESCRIPTION = {
    "councils": [{"slug": "north", "name": "North", "url": "http://north.localhost:8000/"}],
    "accounts": [
        {
            "email": "alice@north.example",
            "password": "correct horse",
            "totp_secret": "ABC",
            "role": "officer",
            "councils": ["north"],
        }
    ],
    "residents": [{"email": "gwen@resident.example", "name": "Gwen", "about": "is helped"}],
}


def test_people_read_addresses_and_accounts():
    told = demo_words.for_people(DESCRIPTION, Addresses(8000))

    assert "North" in told
    assert "http://north.localhost:8000/" in told
    assert "http://127.0.0.1:8001/" in told
    assert "http://127.0.0.1:8007/" in told
    assert "alice@north.example  correct horse  officer  north" in told
    assert "gwen@resident.example  is helped" in told


def test_programs_read_the_same_and_more():
    told = demo_words.for_programs(
        DESCRIPTION, Addresses(8000), {"DATABASE_URL": "postgresql://x"}, {"web": 12}
    )

    assert told == {
        **DESCRIPTION,
        "port": 8000,
        "url": "http://127.0.0.1:8000/",
        "backoffice_url": "http://127.0.0.1:8001/",
        "mailbox_url": "http://127.0.0.1:8002/",
        "notify_url": "http://127.0.0.1:8004/",
        "ledger_url": "http://127.0.0.1:8005/",
        "gocardless_url": "http://127.0.0.1:8010/",
        "telephony_url": "http://127.0.0.1:8011/",
        "one_login_url": "http://127.0.0.1:8006/",
        "library_url": "http://127.0.0.1:8007/",
        "govuk_pay_url": "http://127.0.0.1:8008/",
        "pay360_url": "http://127.0.0.1:8009/",
        "smtp": {"host": "127.0.0.1", "port": 8003},
        "database_url": "postgresql://x",
        "database_app_url": "",
        "pids": {"web": 12},
    }


def test_a_port_that_another_program_has_is_named():
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        port = other.getsockname()[1]

        # Tests beside this one may listen on neighbouring ports, which are then named too.
        with pytest.raises(LaunchError, match=rf"on port .*\b{port}\b"):
            Addresses(port - 2).refuse_if_taken()
