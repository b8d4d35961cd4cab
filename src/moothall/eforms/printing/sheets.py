"""A sheet of answers, and the PDF that it becomes."""

from dataclasses import asdict, dataclass
from datetime import datetime
from pathlib import Path

from moothall.documents.typesetting import typeset

_TEMPLATE = Path(__file__).with_name("answers.typ")


@dataclass(frozen=True)
class SheetRow:
    """A name, and what stands under it, line by line."""

    name: str
    lines: tuple[str, ...]


@dataclass(frozen=True)
class SheetGroup:
    """Rows under a heading."""

    heading: str
    rows: tuple[SheetRow, ...]


@dataclass(frozen=True, kw_only=True)
class Sheet:
    """Everything that a sheet of answers says, in one language."""

    title: str
    council: str
    colour: str
    language: str
    reference: str
    sent_on: datetime
    facts: tuple[SheetRow, ...]
    groups: tuple[SheetGroup, ...]
    declaration_heading: str = ""
    declaration: tuple[str, ...] = ()
    #: Large print: the words at 18 points, and everything else as much larger.
    large: bool = False


def as_pdf(sheet: Sheet) -> bytes:
    """Return the sheet as a tagged PDF by the standard PDF/UA-1 (see `documents.typesetting`)."""
    data = {
        **asdict(sheet),
        "year": sheet.sent_on.year,
        "month": sheet.sent_on.month,
        "day": sheet.sent_on.day,
    }
    return typeset(_TEMPLATE, "sheet", data, moment=sheet.sent_on)
