"""
A resident with much in their account: `python -m bench.inside.account COUNCIL REQUESTS`.

Every fourth request is closed; of the others some wait for an answer, some have an unread message.
Five accounts are linked, whose figures load after the page.
Prints the cookie of a session, and how many statements the home sends in a process that remembers
nothing.
"""

import json
import sys
from functools import partial
from uuid import uuid4

import django
from django.conf import settings
from django.test import Client
from django.test.utils import setup_test_environment

from bench.inside.statements import counted

PATH = "/account/"
CLOSED_OF, ASKED_OF, WRITTEN_OF = 4, 10, 7
LINKED = 5


def main(slug: str, requests: int) -> None:
    """This will make the resident with all they have, sign them in, and count."""
    from moothall.councils.queries import council_by_slug  # noqa: PLC0415 - Django comes first
    from moothall.kernel import clock  # noqa: PLC0415
    from moothall.kernel.scope import acting_for  # noqa: PLC0415
    from moothall.kernel.tests import kit  # noqa: PLC0415

    council = council_by_slug(slug)
    person = kit.resident("rhian", council, clock.now())  # type: ignore[no-untyped-call]
    with acting_for(council.id):
        for number in range(requests):
            _request(council.id, person.pk, number)
        for number in range(LINKED):
            _link(council.id, person.pk, number)
    client = Client(headers={"host": f"{slug}.localhost"})
    kit.sign_in_resident(client, person)  # type: ignore[no-untyped-call]
    _home(client)  # imports and templates, which ask nothing
    count, _transactions = counted(partial(_home, client))
    secret = client.cookies[settings.RESIDENT_COOKIE_NAME].value
    print(json.dumps({"cookie": f"{settings.RESIDENT_COOKIE_NAME}={secret}", "statements": count}))


def _request(council_id: int, person_id: object, number: int) -> None:
    from moothall.cases import actions  # noqa: PLC0415
    from moothall.councils.queries import service_types  # noqa: PLC0415
    from moothall.kernel import clock  # noqa: PLC0415
    from moothall.kernel.actors import anonymous_resident, system  # noqa: PLC0415

    services = service_types(council_id)
    now, office = clock.now(), system("bench")
    case = actions.open_case(
        actor=anonymous_resident(),
        council_id=council_id,
        service_type=services[number % len(services)].slug,
        person_id=person_id,  # type: ignore[arg-type]
        channel="web",
        summary="Something to be done",
        submission_key=uuid4().hex,
        now=now,
    )
    if number % CLOSED_OF == 0:
        actions.change_status(actor=office, case_id=case.pk, status="resolved", now=now)
    elif number % ASKED_OF == 1:
        actions.ask_resident(actor=office, case_id=case.pk, text="Which side?", now=now)
    elif number % WRITTEN_OF == 1:
        actions.write_to_resident(actor=office, case_id=case.pk, text="Tomorrow", now=now)


def _link(council_id: int, person_id: object, number: int) -> None:
    from moothall.kernel import clock  # noqa: PLC0415
    from moothall.people.models import LinkedAccount  # noqa: PLC0415

    LinkedAccount.objects.create(
        council_id=council_id,
        person_id=person_id,
        kind="council_tax",
        supplier="civic-ledger",
        reference=f"{number:08}",
        relationship="liable",
        strength="bill",
        linked_at=clock.now(),
    )


def _home(client: Client) -> None:
    if client.get(PATH).status_code != 200:
        raise RuntimeError("The home of the account is not there.")


if __name__ == "__main__":
    django.setup()
    setup_test_environment()
    main(sys.argv[1], int(sys.argv[2]))
