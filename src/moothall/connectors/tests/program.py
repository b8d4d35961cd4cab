"""Somebody else's program: its keys to our Open311 endpoint, what it posts, and how it asks."""

import pytest

from moothall.connectors.actions import issue_api_key
from moothall.kernel.actors import system
from moothall.kernel.scope import acting_for

HERE = {"host": "northvale.test"}
THERE = {"host": "southmere.test"}
REPORT = {
    "service_code": "street-fault",
    "description": "A deep hole\nnear the school",
    "lat": "52.42",
    "long": "-3.05",
    "first_name": "Siân",
    "last_name": "Llewelyn",
    "email": "sian@resident.example",
    "attribute[external_id]": "FMS-77",
}


@pytest.fixture
def keys(northvale, southmere, now):
    found = {}
    for council in (northvale, southmere):
        with acting_for(council.id):
            found[council.slug] = issue_api_key(
                actor=system("test"), council_id=council.id, name="FixMyStreet", now=now
            )
    return found


@pytest.fixture
def post(client, keys):
    def send(headers=HERE, key="northvale", path="requests.json", **changes):
        data = {**REPORT, "api_key": keys.get(key, key), **changes}
        data = {name: value for name, value in data.items() if value is not None}
        return client.post(f"/open311/v2/{path}", data, headers=headers)

    return send


def get(client, path, headers=HERE, **query):
    return client.get(f"/open311/v2/{path}", query, headers=headers)
