"""
No card number gets in by any front door.

A number that a scheme publishes for tests is sent to every address in every input that any page
has, as queries, as names of files and as JSON; then the whole database, the stored files and the
logs are searched for it.
"""

import importlib
import io
import logging
import pkgutil
import re
from pathlib import Path

import pytest
from django import forms
from django.conf import settings
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection, transaction
from django.test import Client

import moothall
from moothall.cases.tests.factories import case_of
from moothall.kernel.card_numbers_in_logs import MaskedFormatter
from moothall.kernel.forms import Form
from moothall.kernel.scope import acting_for, crossing_councils
from moothall.kernel.tests import kit
from tests.architecture.test_routes import routes

CARD = "4242424242424242"
#: As somebody would write it, in the middle of other words.
TYPED = "Take it from 4242 4242-4242 4242 please"
PLANTED = re.compile(r"4242\D{0,3}4242\D{0,3}4242\D{0,3}4242")
_READ_BY_HAND = re.compile(r"POST(?:\.get|\.getlist)?[\[(]\"([a-z_0-9-]+)\"")
_PART = re.compile(r"<(?:(\w+):)?(\w+)>")


def modules():
    for found in pkgutil.walk_packages(moothall.__path__, "moothall."):
        if ".tests" not in found.name and ".migrations" not in found.name:
            yield importlib.import_module(found.name)


def house_forms():
    list(modules())
    waiting, found = [forms.Form], set()
    while waiting:
        for one in waiting.pop().__subclasses__():
            waiting.append(one)
            if one.__module__.startswith("moothall.") and ".tests" not in one.__module__:
                found.add(one)
    return found - {Form}


def test_every_form_refuses_card_numbers():
    others = {one.__qualname__ for one in house_forms() if not issubclass(one, Form)}

    assert others == set(), "Inherit moothall.kernel.forms.Form."


def inputs():
    """Return the name of every input that some form or view reads."""
    names = {name for one in house_forms() for name in getattr(one, "base_fields", {})}
    for file in Path(moothall.__path__[0]).rglob("*.py"):
        names |= set(_READ_BY_HAND.findall(file.read_text(encoding="utf-8")))
    return {name for name in names if "password" not in name} - {"action", "do", "decision"}


def addresses(known):
    """Return every address there is, with what is known put in for its parts."""
    for pattern, _view in routes():
        if pattern.startswith(("machine/", "^open311", "cms/")) or "(?P" in pattern:
            continue
        yield "/" + _PART.sub(
            lambda part: str(known.get(part[2], known.get(part[1], "x"))), pattern
        )


def everything_stored():
    """Return each text and JSON column of every table that holds the number."""
    found = []
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT c.table_schema, c.table_name, c.column_name FROM information_schema.columns c "
            "JOIN information_schema.tables t USING (table_schema, table_name) "
            "WHERE t.table_type = 'BASE TABLE' AND c.table_schema = 'public' AND (c.data_type IN "
            "('text', 'character varying', 'json', 'jsonb', 'ARRAY') OR c.udt_name = 'citext')"
        )
        for schema, table, column in cursor.fetchall():
            cursor.execute(
                f'SELECT count(*) FROM "{schema}"."{table}" '
                f"WHERE \"{column}\"::text ~ '4242[^0-9]{{0,3}}4242[^0-9]{{0,3}}4242'"
            )
            if cursor.fetchone()[0]:
                found.append(f"{table}.{column}")
    return found


class Broken(Exception):
    """A view left the test's transaction unusable."""


def sent(client, address, fields):
    """Return the answer, or nothing where the request broke the transaction of the test."""
    try:
        with transaction.atomic():
            if fields is None:
                response = client.get(address, {"q": TYPED, "query": TYPED, "prefill": TYPED})
            else:
                response = client.post(address, fields)
            if connection.needs_rollback:
                raise Broken
    except Broken:
        return None
    return response


def uploads():
    return {
        name: SimpleUploadedFile(f"{CARD}.txt", b"x", "text/plain")
        for name in ("file", "files", "upload")
    }


def everything_in_files():
    root = Path(default_storage.location)
    return [file for file in root.rglob("*") if PLANTED.search(str(file))] if root.exists() else []


@pytest.fixture
def log():
    """The lines that the installation's own handler would write."""
    assert settings.LOGGING["formatters"]["line"]["()"].endswith(".MaskedFormatter")
    stream = io.StringIO()
    handler = logging.StreamHandler(stream)
    handler.setFormatter(MaskedFormatter())
    logging.getLogger().addHandler(handler)
    yield stream
    logging.getLogger().removeHandler(handler)


@pytest.fixture
def doors(northvale, alice, rhian):
    """A browser of nobody, of a resident and of an employee."""
    nobody, resident, staff = (
        Client(headers={"host": "northvale.test"}, raise_request_exception=False) for _ in range(3)
    )
    kit.sign_in_resident(resident, rhian)
    kit.sign_in(staff, alice)
    return {"": nobody, "account/": resident, "workspace/": staff}


@pytest.mark.slow
def test_no_card_number_gets_in_by_any_front_door(in_northvale, doors, rhian, now, log):
    case = case_of(in_northvale, now)
    known = {
        "case": case.pk,
        "reference": case.reference,
        "case_id": case.pk,
        "person_id": rhian.pk,
        "person": rhian.pk,
        "council": in_northvale.slug,
        "uuid": case.pk,
        "int": 1,
    }
    typed = dict.fromkeys(inputs(), TYPED)
    answered = 0

    for address in addresses(known):
        client = next(doors[door] for door in ("account/", "workspace/", "") if door in address)
        for fields in (None, typed, {**typed, **uploads()}):
            response = sent(client, address, fields)
            answered += response is not None and response.status_code in {200, 302, 303, 422}

    with acting_for(in_northvale.id), crossing_councils():
        assert everything_stored() == []
    assert everything_in_files() == []
    assert not PLANTED.search(log.getvalue())
    assert answered > 100, "The doors were shut, so that this tells nothing."


def test_the_search_finds_what_is_stored(in_northvale, rhian):
    type(rhian).objects.filter(pk=rhian.pk).update(name=TYPED)

    assert "people_person.name" in everything_stored()
