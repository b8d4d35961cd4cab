"""
A user list as older sites write it: CSV of whatever delimiter, encoding and names of columns.

A file is read whole before anything of it is kept. Each line that cannot be used is told with its
number and why.
"""

import csv
import io
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from moothall.kernel.search_text import normalise
from moothall.people.contact import normalise_contact
from moothall.people.models import ContactKind

MOST_BYTES = 20 * 1024 * 1024
MOST_LINES = 250_000
LONGEST = {"email": 254, "name": 200, "external_id": 200, "site": 100}

#: What older sites call their columns, made comparable.
COLUMNS: Mapping[str, str] = {
    **dict.fromkeys(
        ("email", "e mail", "email address", "e mail address", "mail", "ebost"), "email"
    ),
    **dict.fromkeys(("name", "full name", "display name", "enw", "enw llawn"), "name"),
    **dict.fromkeys(("first name", "forename", "given name", "enw cyntaf"), "first"),
    **dict.fromkeys(("last name", "surname", "family name", "cyfenw"), "last"),
    **dict.fromkeys(
        ("id", "external id", "externalid", "user id", "userid", "account id", "member id"),
        "external_id",
    ),
    **dict.fromkeys(("site", "website", "system", "source", "safle", "gwefan"), "site"),
}  # fmt: skip
NEEDED: Mapping[str, str] = {
    "email": gettext_noop("There is no email address"),
    "external_id": gettext_noop("There is no id"),
    "site": gettext_noop("There is no site"),
}
DELIMITERS = ",;\t|"
_UTF_16 = (b"\xff\xfe", b"\xfe\xff")


class Unreadable(Exception):
    """A file that is no user list; the message says why."""


@dataclass(frozen=True)
class Mistake:
    """A line that cannot be used, and why."""

    line: int
    reason: str


@dataclass(frozen=True)
class Line:
    """A user as a line of the file has them, made comparable where two sites may differ."""

    number: int
    email: str
    name: str
    external_id: str
    site: str

    @property
    def site_key(self) -> str:
        """Return the site's name as it is compared."""
        return normalise(self.site)


@dataclass(frozen=True)
class Read:
    """What is in a file: its lines if all can be used, and otherwise what is wrong."""

    lines: tuple[Line, ...]
    mistakes: tuple[Mistake, ...]


def read(content: bytes, *, site: str = "") -> Read:
    """
    Return what is in a file; `site` is that of lines that name none.

    :raises Unreadable: if it is no list of users at all
    """
    text = _decoded(content)
    rows = _rows(text)
    first = next(rows, None)
    if first is None:
        raise Unreadable(_("The file is empty."))
    heading = first[1]
    columns = _columns(heading)
    if "site" not in columns and not site.strip():
        raise Unreadable(_("The file does not say of which site the users are. Enter its name."))
    return _checked(rows, columns, width=len(heading), site=site)


def _checked(
    rows: Iterator[tuple[int, list[str]]], columns: Mapping[str, int], *, width: int, site: str
) -> Read:
    lines: dict[tuple[str, str], Line] = {}
    mistakes: list[Mistake] = []
    for number, cells in rows:
        if not any(cell.strip() for cell in cells):
            continue
        if len(lines) + len(mistakes) >= MOST_LINES:
            raise Unreadable(_("The file has too many lines. Split it."))
        line = _line(number, cells, columns, site)
        reason = _what_is_wrong(line, len(cells), width)
        twin = lines.get((line.site_key, line.external_id))
        if not reason and twin and (twin.email, twin.name) != (line.email, line.name):
            reason = _("The same id stands on line %(line)s with other details") % {
                "line": twin.number
            }
        if reason:
            mistakes.append(Mistake(number, reason))
        elif not twin:
            lines[line.site_key, line.external_id] = line
    if not lines and not mistakes:
        raise Unreadable(_("There are no users in the file."))
    return Read(() if mistakes else tuple(lines.values()), tuple(mistakes))


def _decoded(content: bytes) -> str:
    """
    Return the text of a file in UTF-8, UTF-16 with its mark, or what Windows writes.

    :raises Unreadable: if it is no text
    """
    try:
        if content.startswith(_UTF_16):
            return content.decode("utf-16")
        try:
            text = content.decode("utf-8-sig")
        except UnicodeDecodeError:
            text = content.decode("cp1252")
    except UnicodeDecodeError:
        text = "\0"
    if "\0" in text:
        raise Unreadable(_("This is not a text file. Save the list as CSV."))
    return text


def _rows(text: str) -> Iterator[tuple[int, list[str]]]:
    """
    Give each row with the number of the line on which it begins.

    :raises Unreadable: if quotation marks do not fit together
    """
    first = text.lstrip().split("\n", 1)[0]
    delimiter = max(DELIMITERS, key=first.count)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    begins = 1
    while True:
        try:
            cells = next(reader)
        except StopIteration:
            return
        except csv.Error as error:
            raise Unreadable(
                _("Line %(line)s cannot be read: its quotation marks do not fit together.")
                % {"line": begins}
            ) from error
        if cells:
            yield begins, cells
        begins = reader.line_num + 1


def _columns(heading: Sequence[str]) -> dict[str, int]:
    """
    Return where each value stands.

    :raises Unreadable: if one that is needed is missing
    """
    found: dict[str, int] = {}
    for place, cell in enumerate(heading):
        name = COLUMNS.get(normalise(cell.replace("_", " ")))
        if name and name not in found:
            found[name] = place
    missing = [
        words
        for name, words in (("email", _("email")), ("external_id", _("id")))
        if name not in found
    ]
    if "name" not in found and not {"first", "last"} <= set(found):
        missing.append(_("name"))
    if missing:
        raise Unreadable(
            _("The first line must name the columns. These are missing: %(columns)s.")
            % {"columns": ", ".join(missing)}
        )
    return found


def _line(number: int, cells: Sequence[str], columns: Mapping[str, int], site: str) -> Line:
    def cell(name: str) -> str:
        place = columns.get(name, len(cells))
        return " ".join(cells[place].split()) if place < len(cells) else ""

    return Line(
        number=number,
        email=normalise_contact(ContactKind.EMAIL, cell("email")),
        name=cell("name") or f"{cell('first')} {cell('last')}".strip(),
        external_id=cell("external_id"),
        site=cell("site") or " ".join(site.split()),
    )


def _what_is_wrong(line: Line, cells: int, width: int) -> str:
    """Return why a line cannot be used, or nothing."""
    if cells > width:
        return _("There are more values than columns")
    for name, words in NEEDED.items():
        if not getattr(line, name):
            return _(words)
    if any(len(getattr(line, name)) > longest for name, longest in LONGEST.items()):
        return _("A value is too long")
    try:
        validate_email(line.email)
    except ValidationError:
        return _("The email address is not one")
    return ""
