"""
A resident with much in their account: `python -m bench.inside.account COUNCIL REQUESTS LEDGER`.

Every fourth request is closed; of the others some wait for an answer, some have an unread message.
Fifty payments were made, and a basket waits. Five accounts in the ledger at the address LEDGER are
linked, whose figures load after the page.
Prints the cookie of a session, where the figures are, and how many statements the home sends in a
process that remembers nothing.
"""

import json
import sys
import urllib.request
from functools import partial
from pathlib import Path
from typing import Any
from uuid import uuid4

import django
from django.conf import settings
from django.test import Client
from django.test.utils import setup_test_environment

from bench.inside.statements import counted

PATH = "/account/"
CLOSED_OF, ASKED_OF, WRITTEN_OF = 4, 10, 7
PAYMENTS = 50
LINKED = ("council_tax", "benefits", "rent", "parking", "library")
KEY = "bench-civic-ledger"


def main(slug: str, requests: int, ledger: str) -> None:
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
        for number in range(PAYMENTS + 1):
            _payment(council.id, person.pk, is_paid=number < PAYMENTS)
        _keep_accounts(council.id, slug, ledger)
        figures = [_link(person, kind, slug, ledger) for kind in LINKED]
    client = Client(headers={"host": f"{slug}.localhost"})
    kit.sign_in_resident(client, person)  # type: ignore[no-untyped-call]
    _home(client)  # imports and templates, which ask nothing
    count, _transactions = counted(partial(_home, client))
    secret = client.cookies[settings.RESIDENT_COOKIE_NAME].value
    cookie = f"{settings.RESIDENT_COOKIE_NAME}={secret}"
    print(json.dumps({"cookie": cookie, "statements": count, "figures": figures}))


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


def _payment(council_id: int, person_id: object, *, is_paid: bool) -> None:
    """Fill a basket and have its gateway say that it is paid, or leave it open."""
    from moothall.kernel import clock  # noqa: PLC0415
    from moothall.kernel.actors import system  # noqa: PLC0415
    from moothall.payments import actions  # noqa: PLC0415
    from moothall.payments.items import Item  # noqa: PLC0415
    from moothall.payments.ports import CardEntry, GatewayStatus, Outcome  # noqa: PLC0415

    office, now = system("bench"), clock.now()
    basket, _secret = actions.open_basket(
        actor=office, council_id=council_id, language="en", channel="web",
        person_id=person_id, now=now,  # type: ignore[arg-type]
    )  # fmt: skip
    item = Item(
        fund="forms", description={"en": "A fee"}, unit_pence=1250, about_type="bench.thing",
        about_id=uuid4(),
    )  # fmt: skip
    actions.put_in_basket(actor=office, basket_id=basket.pk, item=item, now=now)
    if not is_paid:
        return
    payment = actions.prepare_payment(
        actor=office, basket_id=basket.pk, entry=CardEntry.ONLINE, email="", language="en", now=now
    )
    if payment is not None:
        paid = GatewayStatus(
            gateway_reference=uuid4().hex, outcome=Outcome.PAID, amount_pence=payment.amount_pence
        )
        actions.settle_payment(payment_id=payment.pk, status=paid, now=now)


def _keep_accounts(council_id: int, slug: str, ledger: str) -> None:
    """Let the council keep the accounts in the ledger that runs for the bench."""
    from moothall.kernel import clock  # noqa: PLC0415
    from moothall.kernel.actors import system  # noqa: PLC0415
    from moothall.people import actions  # noqa: PLC0415
    from moothall.people.linking_words import LinkedKind  # noqa: PLC0415
    from simulators.revenues.authorities import load_authorities  # noqa: PLC0415

    secrets = Path(settings.SECRETS_DIR)
    secrets.mkdir(parents=True, exist_ok=True)
    (secrets / KEY).write_text(load_authorities()[slug].key)
    for kind in LINKED:
        actions.choose_account_system(
            actor=system("bench"),
            council_id=council_id,
            kind=LinkedKind(kind),
            supplier="civic_ledger",
            options={"endpoint": f"{ledger}/v1", "key": KEY},
            details_suffice=True,
            now=clock.now(),
        )


def _link(person: Any, kind: str, slug: str, ledger: str) -> str:
    """Link the account of a kind that a person has in the books; return where its figures are."""
    from django.urls import reverse  # noqa: PLC0415

    from moothall.kernel import clock  # noqa: PLC0415
    from moothall.verticals.revenues.tests.people_who_link import link  # noqa: PLC0415

    with urllib.request.urlopen(f"{ledger}/_accounts.json?authority={slug}") as answer:
        rows = json.load(answer)["accounts"]
    row = next(
        one for one in rows if one["kind"] == kind and person.name in json.dumps(one["names"])
    )
    linked = link(person, row, clock.now())  # type: ignore[no-untyped-call]
    return reverse("account:linked-account-figures", args=[linked.pk])


def _home(client: Client) -> None:
    if client.get(PATH).status_code != 200:
        raise RuntimeError("The home of the account is not there.")


if __name__ == "__main__":
    django.setup()
    setup_test_environment()
    main(sys.argv[1], int(sys.argv[2]), sys.argv[3])
