"""
Agents of the twenty councils, and what they open: `python -m bench.inside.desk FILLED N [AGENTS]`.

Each agent serves one, two or three of the councils that are filled. What they type are texts of
every kind: whole, unfinished, misspelt, and such that nothing is found by.
"""

import json
import random
import sys
from collections.abc import Iterator
from http import HTTPStatus
from typing import Any

import django
from django.conf import settings
from django.db import connection
from django.test import Client

from bench.desk_land import CASES_OF_A_PERSON, slug

AGENTS = 12
EACH = 40


def main(filled: int, people: int, count: int = AGENTS) -> None:
    """This will print of each agent the cookie, the councils, and what they open and type."""
    agents = [_agent(number, filled, people) for number in range(count if filled > 1 else 1)]
    print(json.dumps({"agents": agents, "statements": _statements(agents[-1])}))


def _agent(number: int, filled: int, people: int) -> dict[str, Any]:
    from moothall.councils.queries import council_by_slug  # noqa: PLC0415 - Django is to be set up
    from moothall.kernel.scope import acting_for  # noqa: PLC0415
    from moothall.people.models import Role, StaffRole, StaffUser  # noqa: PLC0415

    count = 1 + number % 3 if filled > 1 else 1
    served = [(number + step) % filled for step in range(count)]
    councils = [council_by_slug(slug(one)) for one in served]
    email = f"agent-{number}@desk.example"
    user = StaffUser.objects.filter(email=email).first() or StaffUser.objects.create_user(
        email, name=f"Agent {number}"
    )
    for council in councils:
        StaffRole.objects.get_or_create(user=user, council_id=council.id, role=Role.OFFICER)
    client = Client()
    client.force_login(user, backend=settings.AUTHENTICATION_BACKENDS[0])
    dice = random.Random(number)
    with acting_for(*(council.id for council in councils)):
        drawn = list(_drawn(served, [council.id for council in councils], people, dice))
    return {
        "council": councils[0].slug,
        "cookie": f"{settings.SESSION_COOKIE_NAME}="
        f"{client.cookies[settings.SESSION_COOKIE_NAME].value}",
        "cases": [one["reference"] for one in drawn],
        "persons": [str(one["person"].pk) for one in drawn],
        "texts": [text for one in drawn for text in _texts(one, dice)],
    }


def _drawn(
    served: list[int], council_ids: list[int], people: int, dice: random.Random
) -> Iterator[dict[str, Any]]:
    """Give cases drawn by lot, each with its person and its place."""
    from moothall.cases.models import Case  # noqa: PLC0415
    from moothall.people.queries import contact_points_of  # noqa: PLC0415
    from moothall.places.queries import address  # noqa: PLC0415

    cases = int(people * CASES_OF_A_PERSON)
    found = 0
    while found < EACH:
        turn = dice.randrange(len(served))
        key = f"desk-{served[turn] * cases + dice.randrange(cases)}"
        case = (
            Case.objects.filter(council_id=council_ids[turn], submission_key=key)
            .select_related("person")
            .first()
        )
        if case is None or case.person is None or case.uprn is None:
            continue
        found += 1
        place = address(case.uprn)
        assert place is not None, "cases of the data set are at addresses of the gazetteer"
        points = {one.kind: one.value for one in contact_points_of(case.person.pk)}
        yield {
            "reference": case.reference,
            "person": case.person,
            "place": place,
            "points": points,
        }


def _texts(drawn: dict[str, Any], dice: random.Random) -> list[str]:
    """This will give what somebody may type who looks for this person, case or place."""
    from bench.places import misspelt  # noqa: PLC0415

    name, place = drawn["person"].name, drawn["place"]
    first, last = name.split(" ", 1)
    phone = drawn["points"].get("phone", "07700 900123")
    email = drawn["points"].get("email", "nobody.of.this.name@post.example")
    at = dice.randrange(len(place.postcode) - 1)
    swapped = (
        place.postcode[:at] + place.postcode[at + 1] + place.postcode[at] + place.postcode[at + 2 :]
    )
    return [
        name,
        last,
        name[: dice.randint(3, len(name))],
        f"{first[0]} {last}",
        misspelt(name, dice),
        misspelt(last, dice),
        phone,
        phone[:8],
        email,
        email[:9] + "@",
        place.postcode,
        f"{place.number} {place.postcode}",
        swapped,
        f"{place.number} {place.street}",
        f"{place.number} {misspelt(place.street, dice)}",
        drawn["reference"],
        drawn["reference"].replace("-", "").lower(),
        str(place.uprn),
        "QX21 OAK",
        "Zyxwvut Quxley",
    ]


def _statements(agent: dict[str, Any]) -> dict[str, int]:
    """This will count what each page asks the database, with councils' rows remembered."""
    from django.test.utils import CaptureQueriesContext  # noqa: PLC0415

    from moothall.kernel import short_memory  # noqa: PLC0415

    client = Client(headers={"host": f"{agent['council']}.localhost"})
    client.cookies.load(agent["cookie"])
    counted = {}
    for name, path in (
        ("queue", "/workspace/"),
        ("person", f"/workspace/people/{agent['persons'][0]}/"),
        ("case", f"/workspace/cases/{agent['cases'][0]}/"),
        ("search", f"/workspace/search/now/?q={agent['texts'][0]}"),
    ):
        short_memory.forget_all()
        client.get(path)
        with CaptureQueriesContext(connection) as asked:
            client.get(path)
        counted[name] = sum(_counts(one["sql"]) for one in asked)
    counted["wrap_up"] = _statements_of_wrap_up(client, agent["persons"][0])
    return counted


def _statements_of_wrap_up(client: Client, person: str) -> int:
    """This will count what the end of a contact asks: its page, or sending it if that is more."""
    from django.test.utils import CaptureQueriesContext  # noqa: PLC0415

    from bench.desk import CONTACT, CONTACT_PATH, WRAP_UP  # noqa: PLC0415
    from moothall.kernel import short_memory  # noqa: PLC0415

    path = client.post(CONTACT_PATH.format(person=person), CONTACT)["Location"]
    short_memory.forget_all()
    client.get(path)
    with CaptureQueriesContext(connection) as shown:
        client.get(path)
    with CaptureQueriesContext(connection) as sent:
        answer = client.post(path, WRAP_UP)
    assert answer.status_code == HTTPStatus.FOUND, "what is measured is what is accepted"
    return max(sum(_counts(one["sql"]) for one in asked) for asked in (shown, sent))


def _counts(statement: str) -> bool:
    """Tell whether it is a statement: all but beginnings, ends and the setting of the scope."""
    return not statement.startswith(("BEGIN", "COMMIT", "SELECT set_config"))


if __name__ == "__main__":
    django.setup()
    main(*(int(one) for one in sys.argv[1:]))
