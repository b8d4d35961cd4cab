"""A program that books: its key, how it calls, and that every answer is as it is described."""

import re

import pytest
from jsonschema import Draft202012Validator

from moothall.bookings.policies import PROGRAM_SCOPES
from moothall.bookings.tests.kit import Diary, hours, words
from moothall.connectors.actions import issue_api_key
from moothall.connectors.diary.description import openapi
from moothall.connectors.tests.program import HERE
from moothall.kernel.actors import system
from moothall.kernel.scope import acting_for

DAY = "2026-11-19"
START = f"{DAY}T09:30:00+00:00"
SIAN = {"name": "Sian Jones", "email": "sian@example.org"}
STEP_FREE = [{"key": "hall", "name": words("Town Hall"), "hours": [hours()],
              "point": [327700, 291800], "features": ["step-free"]}]  # fmt: skip


@pytest.fixture
def diary(in_northvale, now):
    return Diary(in_northvale, now).open(sites=STEP_FREE)


def key_of(council, now, *scopes, name="The hospital"):
    with acting_for(council.id):
        return issue_api_key(
            actor=system("test"), council_id=council.id, name=name, now=now, diary_scopes=scopes
        )


@pytest.fixture
def key(northvale, now):
    return key_of(northvale, now, *PROGRAM_SCOPES)


@pytest.fixture
def call(client, key):
    """Call the interface as a program does; each answer has the shape that is described."""

    def send(method, path="", body=None, *, key=key, once=None, headers=HERE):
        given = {**headers, "authorization": f"Bearer {key}"}
        if once:
            given["idempotency-key"] = once
        more = {} if body is None else {"data": body, "content_type": "application/json"}
        answer = getattr(client, method)(f"/api/v1/bookings{path}", headers=given, **more)
        agrees_with_the_description(method, path, answer)
        return answer

    return send


def agrees_with_the_description(method, path, answer):
    """Fail unless the status is described for the address, and the body has its shape."""
    at = f"/api/v1/bookings{path}".split("?")[0]
    for template, operations in openapi()["paths"].items():
        if re.fullmatch(re.sub(r"\{\w+\}", r"(?!openapi)[^/]+", template), at) and (
            method in operations
        ):
            break
    else:
        assert answer.status_code in {404, 405}
        return
    described = operations[method]["responses"][str(answer.status_code)]["content"]
    [(kind, said)] = described.items()
    assert answer["Content-Type"] == kind
    schema = {**said["schema"], "components": openapi()["components"]}
    Draft202012Validator(schema).validate(answer.json())


def hold(call, once="one", **body):
    wanted = {"starts_at": START} if "local" not in body else {}
    return call("post", "", {"activity": "birth", **wanted, **body}, once=once)


def held(call, **body):
    answer = hold(call, **body)
    assert answer.status_code == 201, answer.json()
    return answer.json()["bookings"][0]


def booked(call, **body):
    one = held(call, **body)
    assert call("put", f"/{one['id']}/person", SIAN).status_code == 200
    answer = call("post", f"/{one['id']}/confirmation", {})
    assert answer.status_code == 200, answer.json()
    return answer.json()
