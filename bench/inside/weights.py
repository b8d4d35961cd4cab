"""
What a browser loads for a page of a form: `python -m bench.inside.weights COUNCIL`.

Publishes a form for every type of question, and two with a long list, opens each at its first page
as a new visitor would, and prints the bytes of that page, its styles and its scripts, compressed as
the nginx that is shipped does it. Fonts and images are not counted, nor are types with a map.
"""

import gzip
import json
import re
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import django
from django.conf import settings
from django.test import Client
from django.test.utils import setup_test_environment

if TYPE_CHECKING:
    from moothall.councils.rows import CouncilRow

#: `gzip_comp_level` of ops/nginx.
LEVEL = 5
#: A list of one's own that is as long as that of all countries.
OPTIONS = 250
WITH_A_MAP = frozenset({"map_location", "map_line", "map_area"})
#: Answered by nobody, so no page of its own.
_UNSEEN = frozenset({"calculated"})
_CHOSEN = frozenset({"radios", "checkboxes", "select"})
_STYLES = re.compile(r'<link rel="stylesheet" href="([^"]+)"')
_SCRIPTS = re.compile(r'<script[^>]* src="([^"]+)"')


def _text(words: str) -> dict[str, str]:
    return {"en": words}


def _options(number: int) -> list[dict[str, Any]]:
    return [{"value": f"place-{n}", "label": _text(f"Place {n}")} for n in range(1, number + 1)]


def questions() -> dict[str, dict[str, Any]]:
    """This will give the questions by what they are called in the note."""
    from moothall.eforms.fields import field_types  # noqa: PLC0415

    kinds = sorted({one.key for one in field_types} - WITH_A_MAP - _UNSEEN)
    asked = {
        kind: {"type": kind, **({"options": _options(3)} if kind in _CHOSEN else {})}
        for kind in kinds
    }
    long_list = {"type": "select", "options": _options(OPTIONS)}
    abroad = {"type": "address", "settings": {"abroad": True}}
    return {**asked, "long list": long_list, "address abroad": abroad}


def document(slug: str, asked: dict[str, Any]) -> dict[str, Any]:
    """This will give a form of one question, with a hint and a help."""
    question = {
        "key": "asked", "label": _text("What do you want to tell us?"), "hint": _text("A hint"),
        "help": {"title": _text("Why do we ask?"), "body": _text("So that we can help.")}, **asked,
    }  # fmt: skip
    return {
        "schema_version": 1, "slug": slug, "title": _text("A form to be weighed"),
        "pages": [{"key": "first", "questions": [question]}],
        "outcome": {"service_type": "general-enquiry", "summary": "Weighed"},
        "confirmation": {"title": _text("We have it"), "next_steps": _text("We read it.")},
    }  # fmt: skip


def weigh(council: "CouncilRow", slug: str, typed: dict[str, str]) -> dict[str, int]:
    """
    This will open a form's first page, type what leads further on it, and weigh what is there.

    :raises RuntimeError: if something that the page names is not there
    """
    client, host = Client(), {"host": f"{council.slug}.localhost"}
    page = client.post(f"/forms/{slug}/", headers=host, follow=True)
    if typed:
        here = page.redirect_chain[-1][0]
        page = client.post(here, {**typed, "action": "continue"}, headers=host, follow=True)
    html = page.content
    weights = {"html": _weight(html)}
    for kind, pattern in (("styles", _STYLES), ("scripts", _SCRIPTS)):
        named = set(pattern.findall(html.decode()))
        weights[kind] = sum(_weight(_fetched(client, one, host)) for one in named)
    return weights


def _fetched(client: Client, path: str, host: dict[str, str]) -> bytes:
    if path.startswith(settings.STATIC_URL):
        name = path.removeprefix(settings.STATIC_URL)
        return (Path(settings.STATIC_ROOT) / name).read_bytes()
    answer = client.get(path, headers=host)
    if answer.status_code != 200:
        raise RuntimeError(f"{path}: {answer.status_code}")
    return bytes(answer.content)


def _weight(content: bytes) -> int:
    return len(gzip.compress(content, compresslevel=LEVEL))


def main(slug: str) -> None:
    """This will publish the forms, weigh their pages, and print what was found."""
    from moothall.councils.queries import council_by_slug  # noqa: PLC0415
    from moothall.eforms.actions import publish_form  # noqa: PLC0415
    from moothall.kernel import clock  # noqa: PLC0415
    from moothall.kernel.actors import system  # noqa: PLC0415
    from moothall.kernel.scope import acting_for  # noqa: PLC0415

    council = council_by_slug(slug)
    found = {}
    for number, (name, asked) in enumerate(questions().items()):
        form = f"weighed-{number}"
        with acting_for(council.id):
            publish_form(
                actor=system("bench"), council_id=council.id, document=document(form, asked),
                now=clock.now(),
            )  # fmt: skip
        # All countries are listed once the address is said to be none of ours.
        typed = {"asked": "not-listed"} if name == "address abroad" else {}
        found[name] = weigh(council, form, typed)
    print(json.dumps(found))


if __name__ == "__main__":
    django.setup()
    setup_test_environment()
    main(sys.argv[1])
