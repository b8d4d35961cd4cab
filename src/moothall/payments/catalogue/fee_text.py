"""
Fee rules as a council types them: a line for each price, each group of people, each place.

    30 for reduction
    40 from number 2
    50 in centre from 2026-10-01 until 2027-03-31 if 10 or more
    60

and examples that must come out: `3 on 2026-05-01 for reduction in QX1 1AB costs 90`.
"""

import re
from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from django.utils.translation import gettext as _

from moothall.kernel.money import pence_of
from moothall.payments.catalogue.fees import (
    Concession,
    Example,
    FeeRules,
    PriceRow,
    PropertyGroup,
    Wanted,
)

_DAY = r"(\d{4}-\d{2}-\d{2})"
_KEY = r"([a-z0-9][a-z0-9-]*)"
_CONDITIONS: Mapping[str, re.Pattern[str]] = {
    "from_nth": re.compile(r"\bfrom number (\d{1,4})\b"),
    "from_quantity": re.compile(r"\bif (\d{1,4}) or more\b"),
    "from_on": re.compile(rf"\bfrom {_DAY}\b"),
    "until_on": re.compile(rf"\buntil {_DAY}\b"),
    "concession": re.compile(rf"\bfor {_KEY}\b"),
    "properties": re.compile(rf"\bin {_KEY}\b"),
}
_EXAMPLE = re.compile(
    rf"(?:(?P<quantity>\d{{1,4}}) )?on {_DAY}(?: for {_KEY})?(?: in (?P<postcode>[A-Za-z0-9 ]+?))?"
    r" costs (?P<costs>.+)"
)
_WARD = re.compile(r"[A-Z]\d{8}")
_UPRN = re.compile(r"\d{6,12}")
_PENCE_IN_A_POUND = 100
_LANGUAGES = ("en", "cy")


class LineWrong(ValueError):
    """A line that cannot be read, with a sentence that says which and why."""


def prices_in(text: str) -> Sequence[PriceRow]:
    """
    Return the prices that are typed one a line.

    :raises LineWrong: naming the line
    """
    return tuple(_price(line) for line in _lines(text))


def concessions_in(text: str) -> Sequence[Concession]:
    """Return the people who pay less, a line each: `key: English | Welsh`."""
    return tuple(
        Concession(key=key, name=_names(parts, line)) for key, parts, line in _named_lines(text)
    )


def properties_in(text: str) -> Sequence[PropertyGroup]:
    """Return the places, a line each: `key: English | Welsh | QX1 1, E05000001, 100023336956`."""
    return tuple(_place(key, parts, line) for key, parts, line in _named_lines(text))


def examples_in(text: str) -> Sequence[Example]:
    """Return the examples, a line each; raises as `prices_in` does."""
    return tuple(_example(line) for line in _lines(text))


def as_text(rules: FeeRules, examples: Sequence[Mapping[str, Any]]) -> dict[str, str]:
    """Return rules and their examples as they would be typed."""
    return {
        "prices": "\n".join(map(_price_line, rules.prices)),
        "concessions": "\n".join(
            f"{one.key}: {_joined_names(one.name)}" for one in rules.concessions
        ),
        "properties": "\n".join(map(_place_line, rules.properties)),
        "examples": "\n".join(map(_example_line, examples)),
    }


def _price(line: str) -> PriceRow:
    amount, _space, rest = line.partition(" ")
    given: dict[str, Any] = {}
    for name, pattern in _CONDITIONS.items():
        found = pattern.search(rest)
        if found:
            given[name] = _value(name, found[1], line)
            rest = rest[: found.start()] + rest[found.end() :]
    if rest.strip():
        raise LineWrong(
            _("“%(line)s”: we do not understand “%(rest)s”.") % {"line": line, "rest": rest.strip()}
        )
    return PriceRow(pence=_pence(amount, line), **given)


def _value(name: str, found: str, line: str) -> str | int | date:
    if name.endswith("_on"):
        return _day(found, line)
    return int(found) if name in {"from_nth", "from_quantity"} else found


def _day(text: str, line: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise LineWrong(
            _("“%(line)s”: %(day)s is not a day.") % {"line": line, "day": text}
        ) from None


def _pence(text: str, line: str) -> int:
    try:
        return pence_of(text)
    except ValueError:
        raise LineWrong(
            _("“%(line)s”: %(amount)s is not an amount, like 12.50.")
            % {"line": line, "amount": text}
        ) from None


def _example(line: str) -> Example:
    found = _EXAMPLE.fullmatch(line)
    if not found:
        raise LineWrong(
            _("“%(line)s”: write it like “2 on 2026-05-01 costs 100”.") % {"line": line}
        )
    day, concession = found[2], found[3]
    costs = found["costs"].strip()
    return Example(
        wanted=Wanted(
            on=_day(day, line),
            quantity=int(found["quantity"] or 1),
            concession=concession or "",
            postcode=found["postcode"] or "",
        ),
        pence=None if costs == "nothing" else _pence(costs, line),
    )


def _place(key: str, parts: Sequence[str], line: str) -> PropertyGroup:
    *names, members = parts if len(parts) > 1 else [*parts, ""]
    listed = [one.strip().upper() for one in members.split(",") if one.strip()]
    if not listed:
        raise LineWrong(
            _("“%(line)s”: say which postcodes, wards or UPRNs are in it.") % {"line": line}
        )
    wards = [one for one in listed if _WARD.fullmatch(one)]
    uprns = [one for one in listed if _UPRN.fullmatch(one)]
    return PropertyGroup(
        key=key,
        name=_names(names, line),
        wards=tuple(wards),
        uprns=tuple(int(one) for one in uprns),
        postcodes=tuple(one for one in listed if one not in {*wards, *uprns}),
    )


def _named_lines(text: str) -> Sequence[tuple[str, Sequence[str], str]]:
    found = []
    for line in _lines(text):
        key, colon, rest = line.partition(":")
        if not colon or not re.fullmatch(_KEY, key.strip()):
            raise LineWrong(
                _("“%(line)s”: begin with a short name in small letters and a colon.")
                % {"line": line}
            )
        found.append((key.strip(), [part.strip() for part in rest.split("|")], line))
    return found


def _names(parts: Sequence[str], line: str) -> dict[str, str]:
    names = {language: part for language, part in zip(_LANGUAGES, parts, strict=False) if part}
    if "en" not in names:
        raise LineWrong(_("“%(line)s”: say what it is called.") % {"line": line})
    return names


def _lines(text: str) -> Sequence[str]:
    return [" ".join(line.split()) for line in text.splitlines() if line.strip()]


def _price_line(row: PriceRow) -> str:
    said = [
        _amount(row.pence),
        f"for {row.concession}" if row.concession else "",
        f"in {row.properties}" if row.properties else "",
        f"from number {row.from_nth}" if row.from_nth > 1 else "",
        f"if {row.from_quantity} or more" if row.from_quantity > 1 else "",
        f"from {row.from_on}" if row.from_on else "",
        f"until {row.until_on}" if row.until_on else "",
    ]
    return " ".join(one for one in said if one)


def _place_line(group: PropertyGroup) -> str:
    members = ", ".join([*group.postcodes, *group.wards, *map(str, group.uprns)])
    return f"{group.key}: {_joined_names(group.name)} | {members}"


def _example_line(one: Mapping[str, Any]) -> str:
    said = [
        str(one.get("quantity", 1)),
        f"on {one['day']}",
        f"for {one['concession']}" if one.get("concession") else "",
        f"in {one['postcode']}" if one.get("postcode") else "",
        f"costs {'nothing' if one['pence'] is None else _amount(one['pence'])}",
    ]
    return " ".join(part for part in said if part)


def _joined_names(name: Mapping[str, str]) -> str:
    return " | ".join(name[language] for language in _LANGUAGES if language in name)


def _amount(pence: int) -> str:
    whole, rest = divmod(pence, _PENCE_IN_A_POUND)
    return f"{whole}.{rest:02}" if rest else str(whole)
