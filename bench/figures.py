"""Figures: what was measured, what it is compared with, and how both are shown."""

import json
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol

ALMOST_WHOLE = 100


@dataclass(frozen=True)
class Target:
    """
    What the product promises of a figure.

    Promises in milliseconds or per second were made for one machine, of which `floor` was measured.
    A machine twice as slow has a floor twice as high: there the promise is the ratio to the floor.
    """

    bound: float
    is_upper: bool
    floor: float | None = None

    def verdict(self, value: float, floor: float | None) -> str:
        """This will say whether a value keeps the promise, and if only by the ratio, that."""
        if self._is_within(value, self.bound):
            return "kept"
        if self.floor and floor and self._is_within(value / floor, self.bound / self.floor):
            return f"kept for this floor ({self._word} {_number(self.bound / self.floor)} of it)"
        return "MISSED"

    def __str__(self) -> str:
        return f"{self._word} {_number(self.bound)}"

    @property
    def _word(self) -> str:
        return "at most" if self.is_upper else "at least"

    def _is_within(self, value: float, bound: float) -> bool:
        return value <= bound if self.is_upper else value >= bound


def at_most(bound: float, *, floor: float | None = None) -> Target:
    """This will describe a promise that a figure is not above a bound, on a machine of a floor."""
    return Target(bound, is_upper=True, floor=floor)


def at_least(bound: float, *, floor: float | None = None) -> Target:
    """This will describe a promise that a figure is not below a bound, on a machine of a floor."""
    return Target(bound, is_upper=False, floor=floor)


#: The machine for which promises were made: commits a second of 16 clients, and milliseconds of a
#: core for such a commit and for a view of Django that does nothing.
COMMITS_THERE, COMMIT_THERE, VIEW_THERE = 23_858, 0.067, 0.080


#: Every name there is, in the order in which they are measured and shown.
TARGETS = {
    "accept_request_sql": at_most(16),
    "accept_request_cpu_ms": at_most(5, floor=VIEW_THERE + COMMIT_THERE),
    "accept_request_per_second": at_least(200, floor=COMMITS_THERE),
    "page_uncached_sql": at_most(6),
    "page_uncached_cpu_ms": at_most(5, floor=VIEW_THERE),
    "page_cached_ratio_to_static": at_least(0.8),
    "logic_100_ms": at_most(2),
    "logic_300_ms": at_most(5),
    "form_page_sql": at_most(8),
    "form_page_kb": at_most(60),
    "designer_300_fields_p95_ms": at_most(300),
    "form_journey_per_second": at_least(25),
    "form_journey_p95_ms": at_most(100),
    "account_home_sql": at_most(15),
    "account_home_p95_ms": at_most(120),
    "payment_page_p95_ms": at_most(150),
    "parking_check_p95_ms": at_most(50),
    "free_slots_month_p95_ms": at_most(60),
    "booking_growth": at_most(1.2),
    "sign_ins_per_minute": at_least(1_000, floor=COMMITS_THERE),
    "worker_pss_mb": at_most(120),
    "submit_to_back_office_ms": at_most(500),
    "neighbour_p99_ratio": at_most(2),
    "case_list_growth": at_most(1.3),
    "case_page_growth": at_most(1.3),
    "desk_search_p95_ms": at_most(50),
    "queue_page_p95_ms": at_most(150),
    "person_page_p95_ms": at_most(150),
    "desk_case_page_p95_ms": at_most(150),
    "wrap_up_p95_ms": at_most(150),
    "desk_growth": at_most(1.3),
    "agents_hour_errors": at_most(0),
    "agents_hour_search_p95_ms": at_most(150),
    "agents_hour_queue_p95_ms": at_most(150),
    "agents_hour_person_p95_ms": at_most(150),
    "agents_hour_case_p95_ms": at_most(150),
    "agents_hour_wrap_up_p95_ms": at_most(150),
    "row_security_ratio": at_least(0.95),
    "ledger_post_ratio": at_least(0.6),
    "reconcile_100k_s": at_most(60),
    "load_addresses_per_second": at_least(3_334, floor=COMMITS_THERE),
    "address_typing_p95_ms": at_most(10),
    "demo_ready_seconds": at_most(180),
}


@dataclass(frozen=True, kw_only=True)
class Figure:
    """One measured number, with the floor of the same machine in the same run where it has one."""

    name: str
    value: float
    unit: str
    n: int
    floor: float | None = None
    note: str = ""

    @property
    def ratio(self) -> float | None:
        """The value over its floor."""
        return self.value / self.floor if self.floor else None

    @property
    def verdict(self) -> str:
        """Whether the figure is what was promised, in words."""
        target = TARGETS.get(self.name)
        return "" if target is None else target.verdict(self.value, self.floor)

    def as_json(self) -> dict[str, Any]:
        """This will give what the file of figures holds of it."""
        return {
            "value": _rounded(self.value),
            "unit": self.unit,
            "floor": _rounded(self.floor),
            "ratio": _rounded(self.ratio),
            "n": self.n,
        }


class Measure(Protocol):
    """A family's one function."""

    def __call__(self, ground: Any, /) -> Iterable[Figure]:
        """This will measure and give the figures, in any order."""


@dataclass(frozen=True)
class Family:
    """Figures that are measured together."""

    names: tuple[str, ...]
    load: Callable[[], Measure]
    #: Left out unless it is named.
    only_when_named: bool = False


def write_json(figures: Iterable[Figure], file: Path) -> None:
    """This will write the figures for programs to read."""
    described = {figure.name: figure.as_json() for figure in figures}
    file.write_text(json.dumps(described, indent=2) + "\n", encoding="utf-8")


def table(figures: Sequence[Figure]) -> str:
    """This will lay the figures out for people to read."""
    rows = [("figure", "value", "unit", "floor", "of floor", "n", "promised", "")]
    rows += [
        (
            figure.name,
            _number(figure.value),
            figure.unit,
            _number(figure.floor),
            _number(figure.ratio),
            str(figure.n),
            str(TARGETS.get(figure.name, "")),
            figure.verdict,
        )
        for figure in figures
    ]
    widths = [max(len(row[column]) for row in rows) for column in range(len(rows[0]))]
    numeric = {1, 3, 4, 5}
    lines = [
        "  ".join(
            cell.rjust(width) if column in numeric else cell.ljust(width)
            for column, (cell, width) in enumerate(zip(row, widths, strict=True))
        ).rstrip()
        for row in rows
    ]
    notes = [f"  {figure.name}: {figure.note}" for figure in figures if figure.note]
    return "\n".join([*lines, *(["", *notes] if notes else [])])


def percentile(values: Iterable[float], share: float) -> float:
    """This will give the value that this share of all values does not exceed."""
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, int(len(ordered) * share))]


def _rounded(value: float | None) -> float | None:
    return None if value is None else float(f"{value:.5g}")


def _number(value: float | None) -> str:
    if value is None:
        return "-"
    if value == int(value) or value >= ALMOST_WHOLE:
        return f"{value:,.0f}"
    return f"{value:.3g}"
