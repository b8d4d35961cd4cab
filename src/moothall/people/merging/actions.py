"""All writes that make two records of one person one, and take that back."""

from collections.abc import Mapping
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from django.db import IntegrityError, transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from moothall.kernel import audit
from moothall.kernel.actors import Actor
from moothall.kernel.errors import Conflict, NotFound
from moothall.kernel.policies import require
from moothall.people import policies
from moothall.people.actions.persons import note_change
from moothall.people.merging.disputes import GONE
from moothall.people.merging.moving import Back, move_all, move_back, rivals
from moothall.people.merging.ports import Rival, moved_tables, objections
from moothall.people.models import Detail, LikelyPair, Merge, MergePart, PairStanding, Person

#: For so long a merge can be taken back; then what that needs is forgotten.
CAN_BE_UNDONE = timedelta(days=365)
#: For so long things may still arrive under the id that is gone, from who began before.
STRAGGLERS = timedelta(days=2)

#: What an employee chooses between two records, and what follows the choice.
CHOSEN = ("name", "language", "born_on")
_FOLLOWS_NAME = ("normalised_name", "name_by_surname", "sounds_like")
_PROTECTION = ("is_protected", "hides_email", "hides_phone", "refuses_joining")
_KEPT_FIELDS = (*CHOSEN, *_FOLLOWS_NAME, *_PROTECTION)
_DETAILS = {"name": Detail.NAME, "language": Detail.LANGUAGE}


@transaction.atomic
def merge_persons(
    *, actor: Actor, kept_id: UUID, gone_id: UUID, chosen: Mapping[str, str], now: datetime
) -> Merge:
    """
    Make two records one: everything moves to `kept_id`, to which the other leads on for ever.

    `chosen` says of each difference whose it is, `kept` or `gone`; what is not named stays as the
    kept record has it. Ways to reach the person and consents are joined; where one record took
    back what the other agreed to, the refusal stands unless the other is chosen; of protection
    both marks hold.

    :raises NotFound: if the councils in force have not both
    :raises NotPermitted: if the actor may not merge, or not see somebody protected
    :raises Conflict: if they are of two councils, or something speaks against it, in words
    """
    kept, gone = _both_locked(kept_id, gone_id)
    require(policies.can_merge(actor, kept))
    require(policies.can_merge(actor, gone))
    against = what_is_against(kept, gone, now=now)
    if against:
        raise Conflict(" ".join(against))
    before = {"kept": _as_stored(kept), "gone": _as_stored(gone)}
    merge = Merge.objects.create(
        council_id=kept.council_id,
        kept=kept,
        gone=gone,
        before=before,
        merged_at=now,
        merged_by_identifier=actor.identifier,
        merged_by_name=actor.name,
    )
    try:
        with transaction.atomic():
            count = move_all(merge, chosen=chosen, now=now)
    except IntegrityError as error:
        raise Conflict(
            _("Something was written down for one of them at the same moment. Try again.")
        ) from error
    _take_over(actor, kept, gone, chosen, now)
    merge.before = {**before, "set": _as_stored(kept)}
    merge.save(update_fields=["before"])
    _decide_pairs(kept, gone, state=PairStanding.MERGED, actor=actor, now=now)
    detail = {"kept": str(kept.pk), "gone": str(gone.pk), "rows": count, "chosen": dict(chosen)}
    audit.record(actor=actor, verb="person.merged", subject=kept, now=now, detail=detail)
    audit.record(actor=actor, verb="person.merged-away", subject=gone, now=now, detail=detail)
    return merge


@transaction.atomic
def undo_merge(*, actor: Actor, merge_id: UUID, because: str, now: datetime) -> Back:
    """
    Take a merge back: exactly what it moved moves back, and what came since stays where it is.

    :raises NotFound: if the councils in force have no such merge
    :raises NotPermitted: if the actor may not merge
    :raises Conflict: if it was taken back, is too long ago, no reason is given, or the kept record
        was itself merged since
    """
    merge = Merge.objects.select_for_update().filter(pk=merge_id).first()
    if merge is None:
        raise NotFound("There is no such merge.")
    ids = sorted((merge.kept_id, merge.gone_id))
    both = {one.pk: one for one in _locked(ids)}
    kept, gone = both[merge.kept_id], both[merge.gone_id]
    require(policies.can_merge(actor, kept))
    if reason := why_not_undone(merge, kept, now=now):
        raise Conflict(reason)
    if not because.strip():
        raise Conflict(_("Say why."))
    back = move_back(merge)
    _give_back(kept, gone, merge)
    merge.undone_at, merge.undone_by_name = now, actor.name
    merge.undone_because = because.strip()[: Merge._meta.get_field("undone_because").max_length]
    merge.before = {}
    merge.save(update_fields=["undone_at", "undone_by_name", "undone_because", "before"])
    MergePart.objects.filter(merge_id=merge.pk).delete()
    _decide_pairs(kept, gone, state=PairStanding.APART, actor=actor, now=now)
    detail = {"kept": str(kept.pk), "gone": str(gone.pk), "rows": sum(back.moved.values())}
    audit.record(actor=actor, verb="person.unmerged", subject=kept, now=now, detail=detail)
    audit.record(actor=actor, verb="person.unmerged", subject=gone, now=now, detail=detail)
    return back


def what_is_against(kept: Person, gone: Person, *, now: datetime) -> list[str]:
    """Return in words why two records cannot be made one; nothing where they can."""
    if kept.pk == gone.pk:
        return [_("These are the same record.")]
    if kept.council_id != gone.council_id:
        return [_("They belong to two councils. Records are never merged across councils.")]
    found = [one.find(kept.pk, gone.pk, now) for one in objections]
    found += [
        _("Both have: %(what)s. Only one can stay, and it cannot be decided here.")
        % {"what": str(table.words)}
        for table in moved_tables
        if table.rival is Rival.REFUSE and rivals(table, kept_id=kept.pk, gone_id=gone.pk)
    ]
    return list(dict.fromkeys(filter(None, found)))


def why_not_undone(merge: Merge, kept: Person, *, now: datetime) -> str:
    """Return in words why a merge cannot be taken back; nothing where it can."""
    if merge.undone_at is not None:
        return _("It has been taken back already.")
    if not merge.before or now > merge.merged_at + CAN_BE_UNDONE:
        return _("It is too long ago to be taken back.")
    if kept.merged_into_id is not None:
        return _("The record was itself merged since. Take that back first.")
    return ""


@transaction.atomic
def bring_stragglers(*, now: datetime) -> int:
    """Move what arrived under an id after it was merged away, in the councils in force."""
    moved = 0
    recent = Merge.objects.filter(undone_at__isnull=True, merged_at__gt=now - STRAGGLERS)
    for merge in recent.select_for_update(skip_locked=True):
        moved += move_all(merge, chosen={}, now=now)
    return moved


@transaction.atomic
def forget_old_merges(*, now: datetime) -> int:
    """Forget what taking back a merge needs, once that cannot be done; the id leads on still."""
    old = Merge.objects.filter(merged_at__lt=now - CAN_BE_UNDONE).exclude(before={})
    ids = list(old.values_list("pk", flat=True))
    MergePart.objects.filter(merge_id__in=ids).delete()
    return Merge.objects.filter(pk__in=ids).update(before={})


@transaction.atomic
def forget_merges_of(*, person_id: UUID) -> int:
    """Forget, at the wish of a person, what records of theirs once said."""
    ids = list(
        Merge.objects.filter(Q(kept_id=person_id) | Q(gone_id=person_id)).values_list(
            "pk", flat=True
        )
    )
    MergePart.objects.filter(merge_id__in=ids).delete()
    Merge.objects.filter(pk__in=ids).update(before={}, undone_because="")
    LikelyPair.objects.filter(Q(first_id=person_id) | Q(second_id=person_id)).delete()
    return len(ids)


def _both_locked(kept_id: UUID, gone_id: UUID) -> tuple[Person, Person]:
    both = {one.pk: one for one in _locked(sorted((kept_id, gone_id)))}
    if any(one not in both or both[one].merged_into_id for one in (kept_id, gone_id)):
        raise NotFound("There is no such person.")
    return both[kept_id], both[gone_id]


def _locked(ids: list[UUID]) -> list[Person]:
    """Lock persons, those merged away too, always in one order."""
    rows = Person.all_councils.filter(pk__in=ids)
    return list(rows.select_for_update().order_by("pk"))


def _take_over(
    actor: Actor, kept: Person, gone: Person, chosen: Mapping[str, str], now: datetime
) -> None:
    """Give the kept record what was chosen of the other, and leave of that nothing but its id."""
    for name in CHOSEN:
        theirs = getattr(gone, name)
        if chosen.get(name) == GONE or (name == "born_on" and kept.born_on is None):
            if name in _DETAILS:
                note_change(actor, kept, _DETAILS[name], before=getattr(kept, name), after=theirs,
                            now=now)  # fmt: skip
            setattr(kept, name, theirs)
            for derived in _FOLLOWS_NAME if name == "name" else ():
                setattr(kept, derived, getattr(gone, derived))
    for mark in _PROTECTION:
        setattr(kept, mark, getattr(kept, mark) or getattr(gone, mark))
    kept.save(update_fields=list(_KEPT_FIELDS))
    gone.name = gone.normalised_name = gone.name_by_surname = gone.sounds_like = ""
    gone.born_on, gone.merged_into = None, kept
    gone.save(update_fields=[*CHOSEN, *_FOLLOWS_NAME, "merged_into"])


def _give_back(kept: Person, gone: Person, merge: Merge) -> None:
    """Restore both as they were; what was corrected since stays corrected."""
    was, given = merge.before["kept"], merge.before["set"]
    now_stored = _as_stored(kept)
    for name in _KEPT_FIELDS:
        if now_stored[name] == given[name]:
            setattr(kept, name, _from_stored(name, was[name]))
    kept.save(update_fields=list(_KEPT_FIELDS))
    for name in _KEPT_FIELDS:
        setattr(gone, name, _from_stored(name, merge.before["gone"][name]))
    gone.merged_into = None
    gone.save(update_fields=[*_KEPT_FIELDS, "merged_into"])


def _as_stored(person: Person) -> dict[str, Any]:
    values = {name: getattr(person, name) for name in _KEPT_FIELDS}
    born = values["born_on"]
    return {**values, "born_on": born.isoformat() if born is not None else None}


def _from_stored(name: str, value: Any) -> Any:
    if name == "born_on" and value is not None:
        return date.fromisoformat(value)
    return value


def _decide_pairs(
    kept: Person, gone: Person, *, state: PairStanding, actor: Actor, now: datetime
) -> None:
    """Write the decision down where the two were listed, and drop what is no pair any more."""
    decided = {"state": state, "decided_at": now, "decided_by_name": actor.name}
    this = Q(first=kept, second=gone) | Q(first=gone, second=kept)
    pairs = LikelyPair.objects.filter(this)
    if not pairs.update(**decided) and state is PairStanding.APART:
        first, second = sorted((kept, gone), key=lambda one: one.pk)
        LikelyPair.objects.create(
            council_id=kept.council_id, first=first, second=second, score=0, found_at=now,
            **decided,
        )  # fmt: skip
    if state is PairStanding.MERGED:
        others = LikelyPair.objects.filter(Q(first=gone) | Q(second=gone), state=PairStanding.OPEN)
        others.exclude(this).update(state=PairStanding.GONE)
