"""Rules that all code keeps, read from the code itself."""

import ast
from pathlib import Path

import pytest
from django.apps import apps
from django.conf import settings
from django.db import models

SOURCES = Path(settings.CHECKOUT) / "src" / "moothall"
#: What opens a connection, and at which place a time may stand without its name.
OPENERS = {
    "httpx.Client": None, "httpx.request": None, "httpx.get": None, "httpx.post": None,
    "httpx.stream": None, "httpx.put": None, "smtplib.SMTP": None, "smtplib.SMTP_SSL": None,
    "IMAPClient": None, "imaplib.IMAP4": None, "socket.create_connection": 1,
    "http.client.HTTPConnection": None, "urllib.request.urlopen": 2, "requests.get": None,
    "requests.post": None,
}  # fmt: skip
#: What reads XML that others wrote, and whoever does so with a parser that reaches for nothing.
READERS = {"fromstring", "parse", "iterparse", "XML", "XMLParser"}


def modules():
    for file in sorted(SOURCES.rglob("*.py")):
        if not {"tests", "migrations"} & set(file.relative_to(SOURCES).parts):
            yield file, ast.parse(file.read_text(encoding="utf-8"))


def name_of(node):
    parts = []
    while isinstance(node, ast.Attribute):
        parts.append(node.attr)
        node = node.value
    return ".".join([*([node.id] if isinstance(node, ast.Name) else []), *reversed(parts)])


def calls(tree):
    return [one for one in ast.walk(tree) if isinstance(one, ast.Call)]


def where(file, node):
    return f"{file.relative_to(SOURCES)}:{node.lineno}"


def openings():
    return [
        (file, call, name)
        for file, tree in modules()
        for call in calls(tree)
        if (name := name_of(call.func)) in OPENERS
    ]


def test_no_connection_is_opened_without_a_time_limit():
    """What waits for ever holds a worker for ever."""
    found = openings()
    assert len(found) > 8, "the list of what opens connections fits the code no more"

    without = [
        where(file, call)
        for file, call, name in found
        if not any(one.arg == "timeout" for one in call.keywords)
        and not (OPENERS[name] is not None and len(call.args) > OPENERS[name])
    ]

    assert without == []


def test_no_client_of_an_outside_system_is_shared_by_councils():
    """A client that lives as long as the process carries one council's settings to the next."""
    shared = [
        where(file, statement)
        for file, tree in modules()
        for statement in tree.body
        if isinstance(statement, ast.Assign | ast.AnnAssign)
        for call in calls(statement)
        if name_of(call.func) in OPENERS
    ]

    assert shared == []


def test_xml_of_others_is_read_by_parsers_that_reach_for_nothing():
    """An entity may name a file of ours, or grow without end."""
    unsafe, readers = [], 0
    for file, tree in modules():
        text = file.read_text(encoding="utf-8")
        reads = [
            call
            for call in calls(tree)
            if (name := name_of(call.func)).rpartition(".")[2] in READERS
            and name.split(".")[0] in {"etree", "ET", "ElementTree", "fromstring"}
        ]
        readers += bool(reads)
        is_safe = (
            "defusedxml" in text or "resolve_entities=False" in text or "<!DOCTYPE" in text.upper()
        )
        unsafe += [where(file, call) for call in reads if not is_safe]

    assert readers > 4, "the list of what reads XML fits the code no more"
    assert unsafe == []


def test_no_page_is_asked_of_ourselves():
    """A worker that waits for another worker of the same pool may wait for itself."""
    asking = [
        where(file, call)
        for file, call, _name in openings()
        if any(
            isinstance(one, ast.Attribute) and one.attr in {"build_absolute_uri", "get_host"}
            for one in ast.walk(call)
        )
    ]

    assert asking == []


@pytest.mark.parametrize("model", ["payment", "basketline", "refund"])
def test_amounts_are_columns_of_their_own(model):
    """Two who change one document at once lose what one of them wrote."""
    fields = apps.get_model("payments", model)._meta.get_fields()

    assert any(
        isinstance(one, models.IntegerField) and one.name.endswith("_pence") for one in fields
    )
    kept_together = {one.name for one in fields if isinstance(one, models.JSONField)}
    assert kept_together <= {"description", "detail"}, "words, never amounts"
