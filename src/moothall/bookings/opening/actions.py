"""Setting hours: by staff on pages, who may undo it, and by a council's file beneath them."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db import transaction

from moothall.bookings import policies
from moothall.bookings.actions.closing import Shuttable, make_closure
from moothall.bookings.actions.setting_up import Values, set_day, set_hours
from moothall.bookings.claims import lock_diary
from moothall.bookings.models import (
    HoursRecord,
    OpeningException,
    OpeningRule,
    Resource,
    Site,
)
from moothall.bookings.models.keeping_order import HoursSource
from moothall.bookings.models.opening import RuleKind
from moothall.bookings.opening.errors import NeverOpen, TooManyStretches
from moothall.bookings.opening.judging import outside
from moothall.bookings.opening.queries import owned_by, said_hours
from moothall.bookings.opening.said import Rule, Said, said_of_json, said_of_rows
from moothall.kernel import audit
from moothall.kernel.actors import Actor
from moothall.kernel.errors import Conflict, NotFound
from moothall.kernel.insert_once import insert_once
from moothall.kernel.policies import require

#: So many stretches are shut at once at most; whoever needs more shuts the whole.
MOST_STRETCHES = 200
_UNIQUE = ("council", "site", "resource", "activity")


@dataclass(frozen=True, kw_only=True)
class Change:
    """A change of hours that somebody asks for: of what, as they saw it, and why times are shut."""

    owner: Shuttable
    version: int
    shut_because: Mapping[str, str] | None = None


@dataclass(frozen=True)
class _Next:
    said: Said
    source: str
    days_by_staff: Sequence[str]


@transaction.atomic
def write_hours(*, actor: Actor, change: Change, said: Said, now: datetime) -> int:
    """
    Let these be all the hours of an owner; return how many people are told that they are shut out.

    Nobody is told unless the change gives a reason: then the times of the bookings that it leaves
    outside are shut, as closures shut them.

    :raises Conflict: if somebody changed the hours meanwhile
    :raises NeverOpen: if nothing would say any more when it is open
    :raises TooManyStretches: if too many times would have to be shut
    """

    def decide(record: HoursRecord, before: Said) -> _Next:
        _require_open(change.owner, before, said)
        is_week = said.rules != before.rules
        days = {one.isoformat() for one in said.days_other_than(before)}
        return _Next(
            said,
            HoursSource.STAFF if is_week else record.source,
            sorted(days | set(record.days_by_staff)),
        )

    return _changed(actor, change, "opening.written", decide, now=now)


@transaction.atomic
def undo_hours(*, actor: Actor, change: Change, now: datetime) -> int:
    """
    Go back to the hours before the last change; to go back once more brings the change again.

    :raises NotFound: if there was no change
    :raises Conflict: if somebody changed the hours meanwhile
    :raises TooManyStretches: if too many times would have to be shut
    """

    def decide(record: HoursRecord, _before: Said) -> _Next:
        if record.before is None:
            raise NotFound("There is nothing to undo.")
        kept = record.before
        return _Next(said_of_json(kept["said"]), kept["source"], kept["days_by_staff"])

    return _changed(actor, change, "opening.undone", decide, now=now)


@transaction.atomic
def take_file_hours(*, actor: Actor, change: Change, now: datetime) -> int:
    """
    Go back to what the council's file says, which counts again from then on.

    :raises NotFound: if no file says anything of these hours
    :raises Conflict: if somebody changed the hours meanwhile
    :raises TooManyStretches: if too many times would have to be shut
    """

    def decide(record: HoursRecord, before: Said) -> _Next:
        if record.from_file is None:
            raise NotFound("No file says anything of these hours.")
        return _Next(as_file_says(record.from_file, before), HoursSource.FILE, ())

    return _changed(actor, change, "opening.file-taken", decide, now=now)


@transaction.atomic
def say_by_file(
    *,
    actor: Actor,
    owner: Shuttable,
    rules: Sequence[Values] | None,
    days: Mapping[date, Sequence[Values]],
    now: datetime,
) -> None:
    """
    Let a council's file say hours: `rules` in place of all there are, and other hours on `days`.

    What staff have set since holds; the file is noted, for whoever wants to go back to it. Told
    again, it changes nothing.
    """
    require(policies.can_set_up_diary(actor, owner.council_id))
    if rules is None and not days:
        return
    record, before = _record(owner, now), said_hours(owner)
    if rules is not None and record.source != HoursSource.STAFF:
        set_hours(actor=actor, owner=owner, rules=rules, now=now)
    for day, hours in days.items():
        if day.isoformat() not in record.days_by_staff:
            set_day(actor=actor, owner=owner, day=day, hours=hours, now=now)
    said = said_of_rows(
        [OpeningRule(**one) for one in rules or ()],
        [OpeningException(day_on=day, **one) for day, some in days.items() for one in some],
    ).as_json()
    record.from_file = {**said, "rules": said["rules"] if rules is not None else None}
    record.version += said_hours(owner) != before
    record.save(update_fields=["from_file", "version"])


def as_file_says(kept: Mapping[str, Any], now_said: Said) -> Said:
    """Return the file's hours, with the week as it is where the file says nothing of it."""
    said = said_of_json(kept)
    return said if kept.get("rules") is not None else Said(now_said.rules, said.days)


def _record(owner: Shuttable, now: datetime) -> HoursRecord:
    insert_once(
        HoursRecord(council_id=owner.council_id, set_at=now, **owned_by(owner)), unique=_UNIQUE
    )
    return HoursRecord.objects.select_for_update().get(**owned_by(owner))


def _changed(
    actor: Actor,
    change: Change,
    verb: str,
    decide: Callable[[HoursRecord, Said], _Next],
    *,
    now: datetime,
) -> int:
    """Lock, permit, change, account for it; return how many people are told."""
    owner = change.owner
    require(policies.can_manage_diary(actor, owner.council_id))
    lock_diary(owner.council_id, alone=True)
    record = _record(owner, now)
    if record.version != change.version:
        raise Conflict("Somebody else has changed these hours meanwhile.")
    before = said_hours(owner)
    wanted = decide(record, before)
    told = _shut(actor, change, wanted.said, before, now=now)
    _write(owner, wanted.said)
    record.before = {
        "said": before.as_json(),
        "source": record.source,
        "days_by_staff": record.days_by_staff,
    }
    record.source, record.days_by_staff = wanted.source, list(wanted.days_by_staff)
    record.set_at, record.set_by = now, actor.name
    record.version += 1
    record.save()
    audit.record(
        actor=actor, verb=verb, subject=owner, now=now,
        detail={"before": before.as_audited(), "after": wanted.said.as_audited(), "told": told},
    )  # fmt: skip
    return told


def _require_open(owner: Shuttable, before: Said, said: Said) -> None:
    """Refuse to take the last opening hours away where nothing else says when it is open."""
    if said.own.says_when_open or not before.own.says_when_open:
        return
    if isinstance(owner, Site) or (isinstance(owner, Resource) and owner.site_id is None):
        raise NeverOpen("Nothing would say any more when it is open.")


def _shut(actor: Actor, change: Change, said: Said, before: Said, *, now: datetime) -> int:
    """Shut the times of what is left outside, if a reason is given; return who is told of it."""
    owner, because = change.owner, change.shut_because
    if because is None:
        return 0
    stretches = outside(owner, said, now=now, before=before).stretches
    if len(stretches) > MOST_STRETCHES:
        raise TooManyStretches("More times than are shut at once.")
    return sum(
        make_closure(
            actor=actor, of=owner, starts_at=starts_at, ends_at=ends_at, reason=because, now=now
        )[1]
        for starts_at, ends_at in stretches
    )


def _write(owner: Shuttable, said: Said) -> None:
    """Put hours in place of those that were."""
    mine = owned_by(owner)
    OpeningRule.objects.filter(**mine).delete()
    OpeningRule.objects.bulk_create(
        OpeningRule(council_id=owner.council_id, **mine, **_rule_columns(one)) for one in said.rules
    )
    OpeningException.objects.filter(**mine).delete()
    OpeningException.objects.bulk_create(
        OpeningException(
            council_id=owner.council_id,
            day_on=one.day,
            opens=one.opens,
            closes=one.closes,
            reason=dict(one.reason),
            **mine,
        )
        for one in said.days
    )


def _rule_columns(one: Rule) -> dict[str, Any]:
    return {
        "kind": RuleKind.BREAK if one.is_break else RuleKind.OPEN,
        "weekdays": list(one.weekdays),
        "opens": one.opens,
        "closes": one.closes,
        "valid_from": one.valid_from,
        "valid_until": one.valid_until,
        "on_bank_holidays": one.on_bank_holidays,
    }
