"""Scenery for tests of forms: documents, published forms, answers in one line."""

import copy
from pathlib import Path
from types import SimpleNamespace

import yaml

from moothall.eforms.actions import publish_form
from moothall.eforms.compiling import compile_definition
from moothall.kernel.actors import system
from moothall.kernel.scope import acting_for

DEMONSTRATION = Path(__file__).resolve().parents[4] / "demo" / "forms"


def text(en, cy=None):
    """Return a text in English and, as Southmere needs it, in Welsh."""
    return {"en": en, "cy": cy or f"{en} (cy)"}


def question(key, kind="text", **more):
    """Return a question's document."""
    return {"key": key, "type": kind, "label": text(f"What is {key}?"), **more}


def options(*values):
    """Return options' documents."""
    return [{"value": value, "label": text(value.capitalize())} for value in values]


def page(key, *questions, **more):
    """Return a page's document."""
    return {"key": key, "questions": list(questions), **more}


def document(*pages, slug="trial", **more):
    """Return a form's document, by default one page that asks for a colour."""
    return copy.deepcopy(
        {
            "schema_version": 1,
            "slug": slug,
            "title": text("A trial form", "Ffurflen brawf"),
            "pages": list(pages) or [page("colour", question("colour"))],
            "outcome": {"service_type": "general-enquiry", "summary": "A trial"},
            "confirmation": {"title": text("We have it"), "next_steps": text("We read it.")},
            **more,
        }
    )


def definition(*pages, **more):
    """Return a compiled definition."""
    return compile_definition(document(*pages, **more))


def publish(council, form, now):
    """Publish a document for a council."""
    with acting_for(council.id):
        return publish_form(actor=system("tests"), council_id=council.id, document=form, now=now)


def demonstration_form(name):
    """Return one of the demonstration's documents."""
    return yaml.safe_load((DEMONSTRATION / f"{name}.yaml").read_text(encoding="utf-8"))


def address_row(uprn, line, *, custodian=9991, **more):
    """Return what stands for a row of the gazetteer."""
    return SimpleNamespace(uprn=uprn, line=line, custodian_code=custodian, **more)
