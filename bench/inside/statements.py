"""
How many statements a request sends: `python -m bench.inside.statements accept|page`.

Counted is all that the client sends but BEGIN, COMMIT and the setting of the scope, with nothing
remembered from earlier requests; savepoints count. Prints the count of each kind of request.
"""

import json
import sys
from collections.abc import Callable
from functools import partial

import django
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext, setup_test_environment

COUNCIL = "aldermoor"
HOST = f"{COUNCIL}.localhost"
_NOT_COUNTED = ("BEGIN", "COMMIT")
_SCOPE = "set_config('moothall.council_ids'"


def counted(ask: Callable[[], object]) -> tuple[int, int]:
    """This will count the statements of a request, and its transactions."""
    from moothall.kernel.short_memory import forget_all  # noqa: PLC0415

    forget_all()
    with CaptureQueriesContext(connection) as captured:
        ask()
    statements = [query["sql"] for query in captured]
    own = [one for one in statements if not one.startswith(_NOT_COUNTED) and _SCOPE not in one]
    return len(own), statements.count("COMMIT")


def accept() -> dict[str, list[int]]:
    """
    This will count, for each form, what the POST of its last page sends.

    :raises RuntimeError: if a form is not accepted
    """
    from bench.inside.drafts import finished  # noqa: PLC0415
    from moothall.councils.queries import council_by_slug  # noqa: PLC0415
    from moothall.kernel import clock  # noqa: PLC0415
    from moothall.kernel.scope import acting_for  # noqa: PLC0415

    client = Client()
    found: dict[str, list[int]] = {}
    for form, photo in (
        ("general-enquiry", False),
        ("street-fault", False),
        ("street-fault", True),
        ("missed-bin", False),
    ):
        council = council_by_slug(COUNCIL)
        with acting_for(council.id):
            secret = finished(council, form, photo=photo, now=clock.now())
        path = f"/forms/{form}/{secret}/check/"
        count, transactions = counted(partial(_submit, client, path))
        found[f"{form} with a photo" if photo else form] = [count, transactions]
    return found


def _submit(client: Client, path: str) -> None:
    if client.post(path, headers={"host": HOST}).status_code != 303:
        raise RuntimeError(f"{path} was not accepted.")


def page(path: str) -> dict[str, list[int]]:
    """
    This will count what a page's GET sends, in a process that remembers nothing.

    :raises RuntimeError: if there is no such page
    """
    client = Client()
    client.get(path, headers={"host": HOST})  # imports and templates, which ask nothing

    def ask() -> None:
        if client.get(path, headers={"host": HOST}).status_code != 200:
            raise RuntimeError(f"{path} is not there.")

    return {path: list(counted(ask))}


if __name__ == "__main__":
    django.setup()
    setup_test_environment()
    kind, *arguments = sys.argv[1:]
    print(json.dumps(accept() if kind == "accept" else page(*arguments)))
