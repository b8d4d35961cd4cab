"""What is said of hours: rules by the week and odd days, as values that pages change."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, time
from typing import Any

from moothall.bookings.models import OpeningException, OpeningRule
from moothall.bookings.models.opening import RuleKind
from moothall.bookings.rows import Words
from moothall.bookings.slots.facts import Hours, Otherwise, OwnHours

Json = Mapping[str, Any]


@dataclass(frozen=True, kw_only=True)
class Rule:
    """Opening hours or a break, on some weekdays (Monday is nought), for a while or always."""

    is_break: bool
    weekdays: tuple[int, ...]
    opens: time
    closes: time
    valid_from: date | None = None
    valid_until: date | None = None
    on_bank_holidays: bool = False


@dataclass(frozen=True, kw_only=True)
class OddDay:
    """Hours on one day in place of all rules, or none, with the reason."""

    day: date
    opens: time | None = None
    closes: time | None = None
    reason: Words


@dataclass(frozen=True)
class Said:
    """All that is said of the hours of one site, resource or activity."""

    rules: tuple[Rule, ...] = ()
    days: tuple[OddDay, ...] = ()

    def with_rule(self, rule: Rule, number: int | None = None) -> "Said":
        """Return the same with a rule more, or with it in place of another."""
        kept = [one for at, one in enumerate(self.rules) if at != number]
        return replace(self, rules=_sorted_rules([*kept, rule]))

    def without_rule(self, number: int) -> "Said":
        """Return the same without a rule."""
        kept = tuple(one for at, one in enumerate(self.rules) if at != number)
        return replace(self, rules=kept)

    def with_days(self, days: tuple[OddDay, ...]) -> "Said":
        """Return the same with other hours on some days, in place of what they had."""
        named = {one.day for one in days}
        kept = [one for one in self.days if one.day not in named]
        return replace(self, days=_sorted_days([*kept, *days]))

    def without_days(self, between: tuple[date, date]) -> "Said":
        """Return the same with the usual hours from one day to another, both included."""
        first, last = between
        return replace(self, days=tuple(one for one in self.days if not first <= one.day <= last))

    @property
    def own(self) -> OwnHours:
        """Return it as a search of the diary knows it."""
        return OwnHours(
            tuple(
                Hours(
                    one.is_break,
                    one.weekdays,
                    one.opens,
                    one.closes,
                    one.valid_from,
                    one.valid_until,
                    one.on_bank_holidays,
                )
                for one in self.rules
            ),
            tuple(Otherwise(one.day, one.opens, one.closes) for one in self.days),
        )

    def days_other_than(self, other: "Said") -> set[date]:
        """Return the days of which one says something else than the other."""
        return {one.day for one in set_of(self.days) ^ set_of(other.days)}

    def as_json(self) -> dict[str, Any]:
        """Return it as it is kept."""
        return {
            "rules": [rule_values(one) for one in self.rules],
            "days": [{**day_values(one), "day": one.day.isoformat()} for one in self.days],
        }

    def as_audited(self) -> dict[str, Any]:
        """Return it without what people typed, since the audit outlives that."""
        days = [{**day_values(one), "reason": {}, "day": str(one.day)} for one in self.days]
        return {**self.as_json(), "days": days}


def set_of(days: tuple[OddDay, ...]) -> set["_Known"]:
    """Return days as they are compared: words by language make no key by themselves."""
    return {
        _Known(one.day, one.opens, one.closes, tuple(sorted(one.reason.items()))) for one in days
    }


@dataclass(frozen=True)
class _Known:
    day: date
    opens: time | None
    closes: time | None
    reason: tuple[tuple[str, str], ...]


def rule_values(one: Rule) -> dict[str, Any]:
    """Return a rule as it is kept as JSON."""
    return {
        "is_break": one.is_break,
        "weekdays": list(one.weekdays),
        "opens": _clock(one.opens),
        "closes": _clock(one.closes),
        "valid_from": one.valid_from.isoformat() if one.valid_from else None,
        "valid_until": one.valid_until.isoformat() if one.valid_until else None,
        "on_bank_holidays": one.on_bank_holidays,
    }


def day_values(one: OddDay) -> dict[str, Any]:
    """Return an odd day as it is kept as JSON, without the day."""
    return {
        "opens": _clock(one.opens) if one.opens is not None else None,
        "closes": _clock(one.closes) if one.closes is not None else None,
        "reason": dict(one.reason),
    }


def said_of_json(kept: Json) -> Said:
    """Return what was kept."""
    rules = [
        Rule(
            is_break=one["is_break"],
            weekdays=tuple(one["weekdays"]),
            opens=time.fromisoformat(one["opens"]),
            closes=time.fromisoformat(one["closes"]),
            valid_from=_day(one["valid_from"]),
            valid_until=_day(one["valid_until"]),
            on_bank_holidays=one["on_bank_holidays"],
        )
        for one in kept.get("rules") or []
    ]
    days = [
        OddDay(
            day=date.fromisoformat(one["day"]),
            opens=time.fromisoformat(one["opens"]) if one["opens"] else None,
            closes=time.fromisoformat(one["closes"]) if one["closes"] else None,
            reason=one["reason"],
        )
        for one in kept.get("days") or []
    ]
    return Said(_sorted_rules(rules), _sorted_days(days))


def said_of_rows(rules: list[OpeningRule], days: list[OpeningException]) -> Said:
    """Return what rows of the database say."""
    return Said(
        _sorted_rules(
            [
                Rule(
                    is_break=one.kind == RuleKind.BREAK,
                    weekdays=tuple(one.weekdays),
                    opens=one.opens,
                    closes=one.closes,
                    valid_from=one.valid_from,
                    valid_until=one.valid_until,
                    on_bank_holidays=one.on_bank_holidays,
                )
                for one in rules
            ]
        ),
        _sorted_days(
            [
                OddDay(day=one.day_on, opens=one.opens, closes=one.closes, reason=one.reason)
                for one in days
            ]
        ),
    )


def _sorted_rules(rules: list[Rule]) -> tuple[Rule, ...]:
    return tuple(
        sorted(
            rules,
            key=lambda one: (
                one.is_break,
                one.weekdays,
                one.opens,
                one.closes,
                one.valid_from or date.min,
                one.valid_until or date.max,
                one.on_bank_holidays,
            ),
        )
    )


def _sorted_days(days: list[OddDay]) -> tuple[OddDay, ...]:
    return tuple(sorted(days, key=lambda one: (one.day, one.opens or time.min)))


def _clock(value: time) -> str:
    return f"{value:%H:%M}"


def _day(value: str | None) -> date | None:
    return date.fromisoformat(value) if value else None
