"""
Questions in a spreadsheet, one a row, with columns for its page, words, type and options.

The first row names the columns. Options stand in one cell, with a semicolon between them. `show if`
says of earlier questions when this one is asked (`sheet_rules.py`).
"""

import csv
import io
from typing import Any

import openpyxl
from django.utils.translation import gettext as _

from moothall.eforms.logic import names_in
from moothall.eforms.sharing.asked import Asked, Names, Unsayable
from moothall.eforms.sharing.building import Brought, Keys, Loss, form_of, options_of, text_of
from moothall.eforms.sharing.packing import MOST_BYTES, Unreadable, members
from moothall.eforms.sharing.sheet_rules import rule_of_sentence

#: Names of types as people write them, besides our own.
TYPES = {
    "": "text", "short text": "text", "long text": "textarea", "yes or no": "yes_no",
    "yes/no": "yes_no", "choose one": "radios", "choose many": "checkboxes", "list": "select",
    "dropdown": "select", "file": "upload", "telephone": "phone", "integer": "number",
}  # fmt: skip
OURS = frozenset(
    [
        "text",
        "textarea",
        "number",
        "money",
        "date",
        "time",
        "yes_no",
        "radios",
        "checkboxes",
        "select",
        "email",
        "phone",
        "name",
        "address",
        "map_location",
        "ni_number",
        "vehicle_registration",
        "bank_account",
        "upload",
    ]
)
CHOOSING = frozenset({"radios", "checkboxes", "select"})
COLUMNS = frozenset(
    {"page", "question", "type", "options", "required", "hint", "welsh", "show if", ""}
)
MOST_ROWS = 1_000
MOST_COLUMNS = 30
_NO = frozenset({"no", "n", "false", "optional", "0"})


def bring(name: str, content: bytes) -> Brought:
    """
    Return the form that a spreadsheet describes.

    :raises Unreadable: if it is none, or has no column `question`
    """
    table = _from_xlsx(content) if content.startswith(b"PK") else _from_csv(content)
    if not table:
        raise Unreadable(_("The spreadsheet is empty."))
    columns = [cell.casefold().strip() for cell in table[0]]
    if "question" not in columns:
        raise Unreadable(_("The first row of the spreadsheet must name a column “question”."))
    losses = [
        Loss(_("column %(name)s") % {"name": one}, one, _("it is no column of ours"))
        for one in columns
        if one not in COLUMNS
    ]
    pages: dict[str, dict[str, Any]] = {}
    page_keys, keys, names = Keys(), Keys(), Names()
    for number, cells in enumerate(table[1:], start=2):
        row = dict(zip(columns, cells, strict=False))
        if row.get("question"):
            question, values = _question(row, number, keys, losses)
            _show_when(question, row, number, names, losses)
            _remember(question, values, row["question"], names)
            called = row.get("page") or row["question"]
            page = pages.get(called)
            if page is None:
                page = pages[called] = {"key": page_keys.key_for(called), "questions": []}
                if row.get("page"):
                    page["title"] = text_of(called)
            page["questions"].append(question)
    if not pages:
        raise Unreadable(_("The spreadsheet holds no question."))
    placed = [_as_a_page(page) for page in pages.values()]
    return Brought(form_of(name.rsplit(".", 1)[0], placed), tuple(losses))


def _show_when(
    question: dict[str, Any], row: dict[str, str], number: int, names: Names, losses: list[Loss]
) -> None:
    """Say on a question when it is asked, as the row says."""
    if not row.get("show if", "").strip():
        return
    try:
        question["show_when"] = rule_of_sentence(row["show if"], names)
    except Unsayable as error:
        losses.append(
            Loss(
                _("row %(number)s") % {"number": number},
                _("when it is shown: %(rule)s") % {"rule": row["show if"][:80]},
                str(error),
            )
        )


def _remember(question: dict[str, Any], values: dict[str, str], words: str, names: Names) -> None:
    """Let sentences of later rows name a question."""
    plain = " ".join(words.split())
    names.add(Asked(question, values), plain, plain.rstrip("?.: "))


def _as_a_page(page: dict[str, Any]) -> dict[str, Any]:
    """Return a page whose questions are all asked under the same rule with that rule as its own."""
    questions = page["questions"]
    rules = [one.get("show_when") for one in questions]
    here = {one["key"] for one in questions}
    looks_here = any(name in here for name in names_in(rules[0]))
    if rules[0] is None or looks_here or any(rule != rules[0] for rule in rules):
        return page
    bare = [{name: one[name] for name in one if name != "show_when"} for one in questions]
    return {**page, "show_when": rules[0], "questions": bare}


def _question(
    row: dict[str, str], number: int, keys: Keys, losses: list[Loss]
) -> tuple[dict[str, Any], dict[str, str]]:
    written = row.get("type", "").casefold().strip()
    kind = TYPES.get(written, written.replace(" ", "_"))
    place = _("row %(number)s") % {"number": number}
    if kind not in OURS:
        losses.append(
            Loss(
                place,
                _("the type “%(type)s”") % {"type": written},
                _("there is no such type; it asks for text"),
            )
        )
        kind = "text"
    question: dict[str, Any] = {
        "key": keys.key_for(row["question"]),
        "type": kind,
        "label": text_of(row["question"], row.get("welsh", "")),
    }
    values: dict[str, str] = {}
    given = [one.strip() for one in row.get("options", "").split(";") if one.strip()]
    if kind in CHOOSING and not given:
        losses.append(Loss(place, _("its options"), _("none are given; it asks for text")))
        question["type"] = "text"
    elif kind in CHOOSING:
        question["options"], values = options_of((one, one) for one in given)
    if row.get("hint"):
        question["hint"] = text_of(row["hint"])
    if row.get("required", "").casefold().strip() in _NO:
        question["required"] = False
    return question, values


def _from_csv(content: bytes) -> list[list[str]]:
    if len(content) > MOST_BYTES:
        raise Unreadable(_("The file is too large."))
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        text = content.decode("cp1252", errors="replace")
    try:
        rows = csv.reader(io.StringIO(text.replace("\0", "")))
        return [row[:MOST_COLUMNS] for row, _number in zip(rows, range(MOST_ROWS), strict=False)]
    except csv.Error as error:
        raise Unreadable(_("The file is no sound CSV file.")) from error


def _from_xlsx(content: bytes) -> list[list[str]]:
    members(content)  # refuses what unpacks to too much
    try:
        book = openpyxl.load_workbook(io.BytesIO(content), read_only=True, data_only=True)
        sheet = book.worksheets[0]
        rows = sheet.iter_rows(max_row=MOST_ROWS, max_col=MOST_COLUMNS, values_only=True)
        return [["" if cell is None else _plain(cell) for cell in row] for row in rows]
    except Exception as error:  # whatever a damaged workbook makes the library raise
        raise Unreadable(_("The spreadsheet cannot be read.")) from error


def _plain(cell: Any) -> str:
    return str(cell).replace("\0", "").encode("utf-8", "ignore").decode()
