"""
No card number gets in by any front door.

A number that a scheme publishes for tests is sent to every address in every input that any page
has, as queries, as names of files and as JSON; then the whole database, the stored files and the
logs are searched for it.
"""

import importlib
import pkgutil
import re
from pathlib import Path

import pytest
from django import forms
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection, transaction
from django.test import Client

import moothall
from moothall.cases.tests.factories import case_of
from moothall.kernel.forms import Form
from moothall.kernel.scope import acting_for, crossing_councils
from moothall.kernel.tests import kit
from tests.architecture.planted_card import (
    CARD,
    PLANTED,
    TYPED,
    everything_in_files,
    everything_stored,
)
from tests.architecture.planted_card import log as log  # noqa: PLC0414 - a fixture
from tests.architecture.test_routes import routes

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


def addresses(known, other="x"):
    """Return every address there is, with what is known put in for its parts, else another."""
    for pattern, _view in routes():
        if pattern.startswith(("machine/", "^open311", "cms/")) or "(?P" in pattern:
            continue
        yield "/" + _PART.sub(
            lambda part: str(known.get(part[2], known.get(part[1], other))), pattern
        )


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


@pytest.fixture
def doors(northvale, alice, rhian):
    """A browser of nobody, of a resident and of an employee."""
    nobody, resident, staff = (
        Client(
            headers={
                "host": "northvale.test",
                "user-agent": TYPED,
                "referer": f"http://x/?q={CARD}",
            },
            raise_request_exception=False,
        )
        for _ in range(3)
    )
    kit.sign_in_resident(resident, rhian)
    kit.sign_in(staff, alice)
    return {"": nobody, "account/": resident, "workspace/": staff}


DOORS = ("account/", "workspace/", "")


def door_of(address):
    return next(door for door in DOORS if door in address)


@pytest.mark.slow
@pytest.mark.timeout(240)
@pytest.mark.parametrize("door", DOORS)
def test_no_card_number_gets_in_by_any_front_door(in_northvale, doors, door, rhian, now, log):
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
        for fields in (None, typed, {**typed, **uploads()}) if door_of(address) == door else ():
            response = sent(doors[door], address, fields)
            answered += response is not None and response.status_code in {200, 302, 303, 422}
    for address in addresses({}, other=CARD):
        if not door or door_of(address) == door:
            sent(doors[door], address, None)

    with acting_for(in_northvale.id), crossing_councils():
        assert everything_stored() == []
    assert everything_in_files() == []
    assert not PLANTED.search(log.getvalue())
    assert answered > 30, "The doors were shut, so that this tells nothing."


def test_the_search_finds_what_is_stored(in_northvale, rhian, client):
    type(rhian).objects.filter(pk=rhian.pk).update(name=TYPED)
    session = client.session
    session["typed"] = {"reason": TYPED}
    session.save()
    name = default_storage.save("planted.txt", ContentFile(TYPED.encode()))

    assert {"people_person.name", "django_session"} <= set(everything_stored())
    assert [file.name for file in everything_in_files()] == [Path(name).name]
