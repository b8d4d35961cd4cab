"""
Forms made to be measured: `python -m bench.inside.forms COUNCIL`.

Publishes a two-page form and tells how to fill it in, counts the statements of each of its pages,
and opens, edits and publishes a form of 300 questions in the designer, timing every response.
"""

import json
import re
import sys
import time
from functools import partial
from typing import TYPE_CHECKING, Any

import django
from django.conf import settings
from django.test import Client
from django.test.utils import setup_test_environment

from bench.inside.statements import counted

if TYPE_CHECKING:
    from moothall.councils.rows import CouncilRow

PAGES, QUESTIONS = 100, 3
_EDITS = 10
_SEEN = re.compile(r'name="(seen|revision)" value="([^"]*)"')


def _text(words: str) -> dict[str, str]:
    return {"en": words}


def _document(slug: str, pages: list[dict[str, Any]]) -> dict[str, Any]:
    return {
        "schema_version": 1, "slug": slug, "title": _text("A form to be measured"), "pages": pages,
        "outcome": {"service_type": "general-enquiry", "summary": "Measured"},
        "confirmation": {"title": _text("We have it"), "next_steps": _text("We read it.")},
    }  # fmt: skip


def two_pages() -> dict[str, Any]:
    """This will give the form that is walked."""
    about = {
        "key": "about", "type": "radios", "label": _text("What is it about?"),
        "options": [{"value": one, "label": _text(one)} for one in ("bins", "roads", "parks")],
    }  # fmt: skip
    more = {
        "key": "more", "type": "textarea", "label": _text("Tell us more"),
        "show_when": {"==": [{"var": "about"}, "roads"]},
    }  # fmt: skip
    name = {"key": "name", "type": "name", "name": "person.name", "label": _text("Your name")}
    email = {"key": "email", "type": "email", "name": "person.email", "label": _text("Email")}
    return _document(
        "measured",
        [
            {"key": "first", "title": _text("Your question"), "questions": [about, more]},
            {"key": "second", "title": _text("About you"), "questions": [name, email]},
        ],
    )


def large() -> dict[str, Any]:
    """This will give the form that is designed: 300 questions, 150 of them with a condition."""
    pages = []
    for page in range(PAGES):
        questions: list[dict[str, Any]] = []
        for number in range(QUESTIONS):
            key = f"q-{page}-{number}"
            question: dict[str, Any] = {"key": key, "type": "text", "label": _text(f"Ask {key}")}
            if page >= PAGES // 2:
                question["show_when"] = {"==": [{"var": f"q-{page - PAGES // 2}-0"}, "yes"]}
            questions.append(question)
        pages.append({"key": f"p-{page}", "title": _text(f"Page {page}"), "questions": questions})
    return _document("large", pages)


TYPED = [
    {"about": "roads", "more": "A hole by the lamp post.", "drawn": "more"},
    {"name": "Somebody", "email": "somebody@resident.example"},
]


def statements(council: "CouncilRow") -> dict[str, int]:
    """
    This will count what each page of the two-page form asks the database.

    :raises RuntimeError: if a page is not there
    """
    client, host = Client(), {"host": f"{council.slug}.localhost"}
    found = {}
    here = "/forms/measured/"
    found["start"] = counted(partial(client.get, here, headers=host))[0]
    resume = client.post(here, headers=host).url
    here = client.get(resume, headers=host).url
    for number, typed in enumerate(TYPED, 1):
        client.get(here, headers=host)
        found[f"page {number}"] = counted(partial(client.get, here, headers=host))[0]
        answer = client.post(here, {**typed, "action": "continue"}, headers=host)
        if answer.status_code != 303:
            raise RuntimeError(f"{here} was not kept.")
        here = answer.url
    found["check"] = counted(partial(client.get, here, headers=host))[0]
    return found


def designed(council: "CouncilRow") -> dict[str, Any]:
    """This will open, edit and publish the large form, and tell how long the answers took."""
    client = _signed_in()
    host = {"host": f"{council.slug}.localhost"}
    where = f"/workspace/form-design/{council.slug}/large/"
    took: dict[str, list[float]] = {}

    def ask(kind: str, path: str, data: dict[str, str] | None = None) -> str:
        begun = time.perf_counter()
        answer = client.get(path, headers=host) if data is None else client.post(
            path, data, headers=host
        )  # fmt: skip
        took.setdefault(kind, []).append((time.perf_counter() - begun) * 1000)
        if answer.status_code not in (200, 302):
            raise RuntimeError(f"{path}: {answer.status_code}")
        return str(answer.content.decode())

    for number in range(_EDITS):
        page = f"{where}page/p-{number}/"
        html = ask("open a page", page)
        given = {"seen": dict(_SEEN.findall(html))["seen"], "s-title_en": f"Renamed {number}"}
        ask("save a page", page, {**given, "s-body_en": ""})
        ask("open a question", f"{page}q-{number}-1/")
        ask("preview", f"{where}try/page/p-{number}/?frame=1")
        ask("add", f"{where}add/", {"label": f"More {number}", "type": "text"})
        ask("move", f"{where}move/", {"what": "page", "key": f"p-{number}", "way": "down"})
        ask("history", f"{where}history/")
        html = ask("checks", f"{where}checks/")
        given = {"revision": dict(_SEEN.findall(html))["revision"], "in_flight": "finish"}
        ask("publish", f"{where}publish/", given)
    times = sorted(one for each in took.values() for one in each)
    slowest = {kind: round(max(each)) for kind, each in took.items()}
    return {"p95": times[int(len(times) * 0.95)], "n": len(times), "slowest": slowest}


def _signed_in() -> Client:
    from moothall.people.models import StaffUser  # noqa: PLC0415

    client = Client()
    client.force_login(
        StaffUser.objects.get(email="supervisor@aldermoor.example"),
        backend=settings.AUTHENTICATION_BACKENDS[0],
    )
    return client


def main(slug: str) -> None:
    """This will make the forms, measure, and print what was found."""
    from moothall.councils.queries import council_by_slug  # noqa: PLC0415
    from moothall.eforms.actions import publish_form  # noqa: PLC0415
    from moothall.kernel import clock  # noqa: PLC0415
    from moothall.kernel.actors import system  # noqa: PLC0415
    from moothall.kernel.scope import acting_for  # noqa: PLC0415

    council = council_by_slug(slug)
    with acting_for(council.id):
        for form in (two_pages(), large()):
            publish_form(
                actor=system("bench"), council_id=council.id, document=form, now=clock.now()
            )
    found = {"statements": statements(council), "designer": designed(council)}
    print(json.dumps({**found, "start": "/forms/measured/", "typed": TYPED}))


if __name__ == "__main__":
    django.setup()
    setup_test_environment()
    main(sys.argv[1])
