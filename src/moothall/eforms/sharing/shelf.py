"""The library as a council looks through it: topics, forms, and a digest of what each says."""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

from django.utils.translation import gettext as _

from moothall.eforms import library


@dataclass(frozen=True)
class ShelfRow:
    """One form of the library."""

    slug: str
    topic: str
    title: str
    introduction: str
    questions: int
    digest: str
    is_machine_welsh: bool


@cache
def shelf() -> tuple[ShelfRow, ...]:
    """Return every form of the library by topic and title; read once, as files never change."""
    rows = (_row(name, folder, library.form(name)) for name, folder in _folders().items())
    return tuple(sorted(rows, key=lambda row: (row.topic, row.title)))


def found(words: str, topic: str = "") -> tuple[ShelfRow, ...]:
    """Return the forms in which each word occurs, of one topic where one is named."""
    wanted = words.casefold().split()
    return tuple(
        row
        for row in shelf()
        if topic in ("", row.topic)
        and all(word in f"{row.title} {row.topic} {row.introduction}".casefold() for word in wanted)
    )


def topics_in_words() -> Mapping[str, str]:
    """Return what staff call each topic, in their language."""
    return {
        "care": _("Care"),
        "children": _("Children and families"),
        "contact": _("Getting in touch"),
        "council-tax": _("Council tax"),
        "democracy": _("Voting and democracy"),
        "environment": _("Environment"),
        "housing": _("Housing"),
        "jobs": _("Jobs"),
        "leisure": _("Leisure"),
        "licensing": _("Licensing"),
        "parking": _("Parking"),
        "planning-and-building": _("Planning and building"),
        "registration": _("Births, deaths and marriages"),
        "schools": _("Schools"),
        "streets": _("Streets"),
        "trading-standards": _("Trading standards"),
        "waste": _("Waste and recycling"),
    }


def digest_of(document: Mapping[str, Any]) -> str:
    """Return what tells two documents apart."""
    return hashlib.sha256(json.dumps(document, sort_keys=True).encode()).hexdigest()


def _folders() -> Mapping[str, str]:
    return {name: file.parent.name for name, file in library.files().items()}


def _row(name: str, folder: str, document: Mapping[str, Any]) -> ShelfRow:
    about = document.get("about", {})
    return ShelfRow(
        slug=name,
        topic=about.get("topic", folder),
        title=document["title"]["en"],
        introduction=document.get("start", {}).get("introduction", {}).get("en", ""),
        questions=sum(len(page.get("questions", ())) for page in document["pages"]),
        digest=digest_of(document),
        is_machine_welsh="cy" in about.get("drafted_by_machine", ()),
    )
