"""The section `bookings` of a council's file: sites, resources, activities, hours and queues."""

import json
from collections.abc import Mapping, Sequence
from datetime import date, time
from pathlib import Path
from typing import Any

import yaml
from django.db import IntegrityError, transaction
from jsonschema import Draft202012Validator

from moothall.bookings.actions import (
    apply_activity,
    apply_resource,
    apply_site,
    choose_video,
)
from moothall.bookings.actions.setting_up import Owner
from moothall.bookings.models.opening import RuleKind
from moothall.bookings.models.resource import CHECK_IN_MINUTES
from moothall.bookings.opening.actions import say_by_file
from moothall.bookings.queueing.setup import apply_queue
from moothall.councils.calendar import WEEKDAYS
from moothall.councils.setup import SetupContext, SetupError
from moothall.kernel.actors import system
from moothall.kernel.errors import NotFound

SCHEMA = Path(__file__).with_name("bookings_section.schema.json")
_ACTOR = system("add_council")

#: How long a hold is kept where a council says nothing.
_HOLD_MINUTES = 15
_HORIZON_DAYS = 60


def apply_bookings(context: SetupContext, data: Any) -> None:
    """
    Write down where, with whom and what can be booked.

    :raises SetupError: naming what cannot be used
    """
    _check(data)
    if "file" in data:
        apply_bookings(context, _read(context.folder / data["file"]))
    try:
        with transaction.atomic():
            _video(context, data.get("video", {}))
            for position, site in enumerate(data.get("sites", []), start=1):
                _site(context, site, position)
            for position, resource in enumerate(data.get("resources", []), start=1):
                _resource(context, resource, position)
            for position, activity in enumerate(data.get("activities", []), start=1):
                _activity(context, activity, position)
            for queue in data.get("queues", []):
                apply_queue(context, queue)
    except (NotFound, IntegrityError, LookupError, ValueError) as error:
        raise SetupError(f"at bookings: {error}") from error


def _video(context: SetupContext, one: Mapping[str, str]) -> None:
    if one:
        options = {name: value for name, value in one.items() if name != "provider"}
        choose_video(
            actor=_ACTOR,
            council_id=context.council.id,
            provider=one["provider"],
            options=options,
            now=context.now,
        )


def _site(context: SetupContext, one: Mapping[str, Any], position: int) -> None:
    easting, northing = one.get("point", (None, None))
    site = apply_site(
        actor=_ACTOR,
        council_id=context.council.id,
        key=one["key"],
        values={
            "name": one["name"],
            "address": one.get("address", ""),
            "directions": one.get("directions", {}),
            "features": one.get("features", []),
            **_check_in_of(one.get("check_in", False)),
            "easting": easting,
            "northing": northing,
            "position": position,
        },
        now=context.now,
    )
    _hours(context, site, one)


def _check_in_of(asked: Any) -> dict[str, Any]:
    """Return whether people check in at a site, and from how many minutes before their time."""
    minutes = asked["minutes"] if isinstance(asked, Mapping) else CHECK_IN_MINUTES
    return {"expects_check_in": bool(asked), "check_in_minutes": minutes}


def _resource(context: SetupContext, one: Mapping[str, Any], position: int) -> None:
    resource = apply_resource(
        actor=_ACTOR,
        council_id=context.council.id,
        key=one["key"],
        site=one.get("site", ""),
        values={
            "kind": one["kind"],
            "name": one["name"],
            "skills": one.get("skills", []),
            "features": one.get("features", []),
            "fits": one.get("fits"),
            "staff_identifier": one.get("staff", ""),
            "active_from": _day(one.get("from")),
            "active_until": _day(one.get("until")),
            "position": position,
        },
        now=context.now,
    )
    _hours(context, resource, one)


def _activity(context: SetupContext, one: Mapping[str, Any], position: int) -> None:
    activity = apply_activity(
        actor=_ACTOR,
        council_id=context.council.id,
        key=one["key"],
        values={"position": position, **_rules_of(one), **_fee_of(one.get("fee", {}))},
        needs=[
            {
                "role": need["role"],
                "kind": need["kind"],
                "skills": need.get("skills", []),
                "resource_keys": need.get("only", []),
                "count": need.get("count", 1),
            }
            for need in one["needs"]
        ],
        now=context.now,
    )
    _hours(context, activity, one)


def _rules_of(one: Mapping[str, Any]) -> dict[str, Any]:
    buffers, notice = one.get("buffers", {}), one.get("notice", {})
    waiting = one.get("waiting_list")
    return {
        "name": one["name"],
        "description": one.get("description", {}),
        "bring": one.get("bring", {}),
        "lgsl": one.get("lgsl"),
        "duration_minutes": one["duration"],
        "buffer_before_minutes": buffers.get("before", 0),
        "buffer_after_minutes": buffers.get("after", 0),
        "step_minutes": one.get("step", one["duration"]),
        "grid_from": time.fromisoformat(one.get("grid_from", "00:00")),
        "lead_minutes": one.get("lead", 0),
        "horizon_days": one.get("horizon", _HORIZON_DAYS),
        "capacity": one.get("capacity", 1),
        "party_most": one.get("party", 1),
        "together_most": one.get("together", 1),
        "series_most": one.get("series", 1),
        "audience": one.get("audience", "public"),
        "video": one.get("video", "no"),
        "form_key": one.get("form", ""),
        "hold_minutes": one.get("hold", _HOLD_MINUTES),
        "most_open": one.get("most_open"),
        "cancel_notice_hours": notice.get("cancel", 0),
        "change_notice_hours": notice.get("change", 0),
        "reminder_hours": one.get("reminders", []),
        "has_waiting_list": waiting is not None,
        "offer_minutes": (waiting or {}).get("offer_minutes", 0),
        "expects_check_in": one.get("check_in", False),
    }


def _fee_of(fee: Mapping[str, Any]) -> dict[str, Any]:
    return {
        "fee_pence": fee.get("pence", 0),
        "fee_is_each": fee.get("each", False),
        "fee_rules": fee.get("rules", []),
        "fee_fund": fee.get("fund", ""),
        "deposit_pence": fee.get("deposit_pence", 0),
        "deposit_fund": fee.get("deposit_fund", ""),
        "deposit_days": fee.get("deposit_days"),
        "change_fee_pence": fee.get("change_pence", 0),
        "refund_bands": fee.get("refunds", []),
    }


def _hours(context: SetupContext, owner: Owner, one: Mapping[str, Any]) -> None:
    days: dict[date, list[Mapping[str, Any]]] = {}
    for other in one.get("exceptions", []):
        days.setdefault(date.fromisoformat(str(other["day"])), []).append(other)
    say_by_file(
        actor=_ACTOR,
        owner=owner,
        rules=[_rule(rule) for rule in one["hours"]] if "hours" in one else None,
        days={day: [_otherwise(other) for other in others] for day, others in days.items()},
        now=context.now,
    )


def _rule(rule: Mapping[str, Any]) -> dict[str, Any]:
    return {
        "kind": RuleKind.BREAK if rule.get("break") else RuleKind.OPEN,
        "weekdays": sorted(WEEKDAYS.index(day) for day in rule["days"]),
        "opens": time.fromisoformat(rule["opens"]),
        "closes": time.fromisoformat(rule["closes"]),
        "valid_from": _day(rule.get("from")),
        "valid_until": _day(rule.get("until")),
        "on_bank_holidays": rule.get("bank_holidays", False),
    }


def _otherwise(other: Mapping[str, Any]) -> dict[str, Any]:
    return {
        "opens": time.fromisoformat(other["opens"]) if "opens" in other else None,
        "closes": time.fromisoformat(other["closes"]) if "closes" in other else None,
        "reason": other.get("reason", {}),
    }


def _day(value: Any) -> date | None:
    return date.fromisoformat(str(value)) if value else None


def _read(file: Path) -> Any:
    """Return what a file of its own says, which may be all that stands in the section."""
    try:
        read = yaml.safe_load(file.read_text(encoding="utf-8"))
        return json.loads(json.dumps(read, default=str))  # days as they are written
    except (OSError, yaml.YAMLError) as error:
        raise SetupError(f"at bookings/file: {error}") from error


def _check(data: Any) -> None:
    schema = json.loads(SCHEMA.read_text(encoding="utf-8"))
    mistakes: Sequence[Any] = list(Draft202012Validator(schema).iter_errors(data))
    for mistake in mistakes:
        place = "/".join(str(step) for step in mistake.path)
        raise SetupError(f"at bookings/{place}: {mistake.message}")
