"""
What a copy says, as a document for programs (UK GDPR arts 15(3) and 20(1)).

Its shape is `docs/rights/your-data.schema.json`, which only ever grows.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from moothall.councils.rows import CouncilRow
from moothall.people.personal_data import HeldFile, Section, Whose, holders

SCHEMA_VERSION = 1
_NOT_IN_A_NAME = str.maketrans(dict.fromkeys('/\\:*?"<>|', "-"))


@dataclass(frozen=True, kw_only=True)
class PackedFile:
    """A file of the copy: where it lies in the zip, or why it is not there."""

    held: HeldFile
    path: str
    note: str = ""


@dataclass(frozen=True, kw_only=True)
class YourData:
    """Everything that goes into a copy, but for the bytes of the files."""

    council: CouncilRow
    person_id: str
    made_at: datetime
    language: str
    sections: tuple[Section, ...]
    files: tuple[PackedFile, ...]
    not_included: tuple[str, ...]


def gathered(whose: Whose, *, council: CouncilRow, now: datetime) -> YourData:
    """Return everything that is held, highest app first, in the language in force."""
    ordered = sorted(_sections(whose), key=lambda section: not section.key.startswith("people."))
    return YourData(
        council=council,
        person_id=str(whose.person_id),
        made_at=now,
        language=get_language() or "en",
        sections=tuple(ordered),
        files=tuple(_packed(file for section in ordered for file in section.files)),
        not_included=tuple(_left_out(whose)),
    )


def as_json(data: YourData) -> dict[str, Any]:
    """Return the document."""
    return {
        "schema_version": SCHEMA_VERSION,
        "made_at": data.made_at.isoformat(),
        "language": data.language,
        "council": {"slug": data.council.slug, "name": data.council.name},
        "person": {"id": data.person_id},
        "sections": [
            {
                "key": section.key,
                "title": section.title,
                "explanation": section.explanation,
                "columns": [{"key": key, "label": label} for key, label in section.columns.items()],
                "rows": list(section.rows),
            }
            for section in data.sections
        ],
        "files": [
            {
                "id": str(one.held.file_id),
                "name": one.held.name,
                "content_type": one.held.content_type,
                "size": one.held.size,
                "path": one.path,
                "note": one.note,
            }
            for one in data.files
        ],
        "not_included": list(data.not_included),
    }


def _sections(whose: Whose) -> list[Section]:
    return [
        section
        for holder in reversed(list(holders))
        for section in holder.collect(whose)
        if section.rows
    ]


def _packed(files: Iterable[HeldFile]) -> Iterator[PackedFile]:
    for number, file in enumerate(files, start=1):
        if file.is_held:
            note = _("Held back: it holds a virus, or was not checked for one yet.")
            yield PackedFile(held=file, path="", note=note)
        else:
            name = file.name.translate(_NOT_IN_A_NAME).lstrip(".") or "file"
            yield PackedFile(held=file, path=f"files/{number:03d}-{name}")


def _left_out(whose: Whose) -> Iterator[str]:
    """Say what is held and not shown, and what others hold (UK GDPR art 15(4))."""
    yield _("What other councils hold about you: ask each of them.")
    yield _("What is about somebody else, such as the address of whoever signed a form with you.")
    if not whose.names_of_staff:
        yield _("The names of our staff. You see when they did something, and their role.")
    yield _("Secrets by which links and sign-ins are checked. We keep only their fingerprints.")
    yield _(
        "What our other systems hold, such as those for council tax or social care. You can see "
        "here what was handed to them. To get the rest, ask us."
    )
    yield _("What the law says must not be shown, if there is any, such as about a crime.")
