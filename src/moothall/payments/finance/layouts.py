"""
A council's own layout of an export: which facts stand where, written how.

A layout is data. A column names a fact, or has a fixed text; header and trailer may also name the
facts of the whole file: how many rows, their total, and a sum of digits that finance checks.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _

from moothall.payments.finance.rows import ExportRow, summarised

_LINE_ENDS = {"crlf": "\r\n", "lf": "\n"}
_PENCE = 100


class LayoutRefused(ValueError):
    """A layout names something that there is not, or a value does not fit where it is to stand."""


@dataclass(frozen=True)
class MadeFile:
    """A file as it is handed over."""

    name: str
    content: bytes
    rows: int
    total_pence: int


@dataclass(frozen=True, kw_only=True)
class Batch:
    """What all files of one export have in common."""

    number: int
    made_at: datetime
    until: date


def make_files(
    layout: Mapping[str, Any], rows: Sequence[ExportRow], batch: Batch
) -> list[MadeFile]:
    """
    Return the files of an export: one, or one for each fund; none if there is nothing to say.

    :raises LayoutRefused: if a value does not fit
    """
    wanted = [row for row in rows if _is_wanted(layout, row)]
    if not layout.get("file_for_each_fund"):
        return [_file(layout, wanted, batch, "")] if wanted else []
    funds = sorted({row.fund_code for row in wanted})
    return [
        _file(layout, [row for row in wanted if row.fund_code == fund], batch, fund)
        for fund in funds
    ]


def _is_wanted(layout: Mapping[str, Any], row: ExportRow) -> bool:
    only = layout.get("only", "all")
    kinds = layout.get("kinds")
    if kinds and row.kind not in kinds:
        return False
    if only == "credits":
        return row.gross_pence > 0
    return row.gross_pence < 0 if only == "debits" else row.gross_pence != 0 or row.net_pence != 0


def _file(
    layout: Mapping[str, Any], items: Sequence[ExportRow], batch: Batch, fund: str
) -> MadeFile:
    rows = _rows(layout, items)
    whole: dict[str, Any] = {
        "number": batch.number,
        "made": batch.made_at,
        "until": batch.until,
        "fund_code": fund,
        "count": len(rows),
        "net_pence": sum(row.net_pence for row in rows),
        "vat_pence": sum(row.vat_pence for row in rows),
        "gross_pence": sum(row.gross_pence for row in rows),
        "hash_total": sum(_digits(getattr(row, layout.get("hash_of", "gl_code"))) for row in rows),
    }
    facts = [_facts(layout, row, line, whole) for line, row in enumerate(rows, 1)]
    lines = [
        *(_line(layout, layout["header"], whole) for _ in (1,) if "header" in layout),
        *(_line(layout, layout["columns"], one) for one in facts),
        *(_line(layout, layout["trailer"], whole) for _ in (1,) if "trailer" in layout),
    ]
    end = _LINE_ENDS[layout.get("line_end", "crlf")]
    text = "".join(line + end for line in lines)
    try:
        content = text.encode(layout.get("encoding", "ascii"))
    except UnicodeEncodeError as error:
        raise LayoutRefused(
            _("The letter %(letter)s cannot be written.") % {"letter": error.object[error.start]}
        ) from error
    name = _file_name(layout["file_name"], whole)
    return MadeFile(name=name, content=content, rows=len(rows), total_pence=whole["gross_pence"])


def _rows(layout: Mapping[str, Any], items: Sequence[ExportRow]) -> list[ExportRow]:
    """Sum rows up where the layout says so, by gateway too if each has its own offset."""
    if "sum_by" not in layout:
        return list(items)
    by = layout["sum_by"]
    return list(summarised(items, [*by, "gateway"] if "offsets" in layout else by))


def _file_name(pattern: str, whole: Mapping[str, Any]) -> str:
    """Fill in {number}, {fund} and {date:%Y%m%d}."""

    def value(found: re.Match[str]) -> str:
        fact, how = found["fact"], found["how"] or ""
        if fact == "date":
            return str(whole["made"].strftime(how or "%Y%m%d"))
        if fact == "until":
            return str(whole["until"].strftime(how or "%Y%m%d"))
        return format(whole["fund_code"] if fact == "fund" else whole["number"], how)

    name = re.sub(r"\{(?P<fact>date|until|number|fund)(?::(?P<how>[^}]*))?\}", value, pattern)
    return re.sub(r"[^\w.\-]", "_", name)


def _facts(
    layout: Mapping[str, Any], row: ExportRow, line: int, whole: Mapping[str, Any]
) -> dict[str, Any]:
    """Return all that a column may name of one row."""
    offset = layout.get("offsets", {}).get(row.gateway) or layout.get("offset", "")
    debit = row.gross_pence < 0
    parts = row.gl_code.split(layout.get("gl_separator", "-"))
    offset_parts = offset.split(layout.get("gl_separator", "-"))
    return {
        **{name: getattr(row, name) for name in _OF_ROW},
        **{f"gl_part_{number}": part for number, part in enumerate(parts, 1)},
        **{f"offset_part_{number}": part for number, part in enumerate(offset_parts, 1)},
        "offset": offset,
        "side": layout.get("debit_word", "D") if debit else layout.get("credit_word", "C"),
        "vat_code": layout.get("vat_codes", {}).get(row.vat_code, row.vat_code),
        "description": layout.get("descriptions", {}).get(row.fund_code, row.fund_code),
        "line": line,
        **{name: whole[name] for name in ("number", "made", "until")},
    }


_OF_ROW = (
    *("kind", "day", "gateway_reference", "reference", "fund_code", "gl_code", "vat_rate"),
    *("net_pence", "vat_pence", "gross_pence", "channel", "gateway", "count"),
)


def _line(
    layout: Mapping[str, Any], columns: Sequence[Mapping[str, Any]], facts: Mapping[str, Any]
) -> str:
    cells = [_cell(layout, column, facts) for column in columns]
    if layout["shape"] == "fixed":
        return "".join(_fixed(cell, column) for cell, column in zip(cells, columns, strict=True))
    return str(layout["delimiter"].join(_delimited(layout, cells)))


def _cell(layout: Mapping[str, Any], column: Mapping[str, Any], facts: Mapping[str, Any]) -> str:
    if "text" in column:
        return str(column["text"])
    fact = column["fact"]
    value = facts.get(fact, "")
    if fact.endswith("_pence"):
        return _amount(layout, column, int(value))
    if isinstance(value, date | datetime):
        return str(value.strftime(column.get("format", layout.get("dates", "%d/%m/%Y"))))
    written = format(value, column["format"]) if "format" in column else str(value)
    return f"{column.get('before', '')}{written}"


def _amount(layout: Mapping[str, Any], column: Mapping[str, Any], pence: int) -> str:
    sign = layout.get("sign", "credit_positive")
    if sign == "debit_positive":
        pence = -pence
    elif sign == "none":
        pence = abs(pence)
    if column.get("in_pence"):
        return str(pence)
    return f"{Decimal(pence) / _PENCE:.2f}"


def _fixed(cell: str, column: Mapping[str, Any]) -> str:
    width, pad = column["width"], column.get("pad", " ")
    if len(cell) > width:
        if not column.get("cut"):
            raise LayoutRefused(
                _("%(text)s is longer than %(number)s.") % {"text": cell, "number": width}
            )
        cell = cell[:width]
    return cell.rjust(width, pad) if column.get("align") == "right" else cell.ljust(width, pad)


def _delimited(layout: Mapping[str, Any], cells: Sequence[str]) -> Iterator[str]:
    """Quote cells where the layout says how, else refuse what would be read as two."""
    quote = layout.get("quote", "")
    for cell in cells:
        if quote:
            yield f"{quote}{cell.replace(quote, quote * 2)}{quote}"
        elif layout["delimiter"] in cell or "\n" in cell or "\r" in cell:
            raise LayoutRefused(_("%(text)s holds what parts columns.") % {"text": cell})
        else:
            yield cell


def _digits(value: Any) -> int:
    return int("".join(re.findall(r"\d", str(value))) or 0)
