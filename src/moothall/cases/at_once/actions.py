"""Preparing a bulk act, starting it, and doing it case by case."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction

from moothall.cases import policies
from moothall.cases.at_once.models import BulkAct, BulkItem, BulkState, ItemState
from moothall.cases.at_once.tasks import do_at_once
from moothall.cases.deeds.deed import Deed
from moothall.cases.deeds.doing import do_deed
from moothall.cases.deeds.foreseeing import newest_entries
from moothall.cases.deeds.refusals import DeedRefused, Refusal
from moothall.cases.models import Case
from moothall.kernel import audit
from moothall.kernel.actors import Actor
from moothall.kernel.errors import Conflict, NotFound
from moothall.kernel.policies import require
from moothall.people.models import StaffUser
from moothall.people.queries import actor_for

MOST_CASES = 1000
#: So many cases are done by one job; the next waits its turn behind other work.
BATCH = 50
#: What nobody started is forgotten.
DRAFT_DAYS = 7


@transaction.atomic
def prepare_bulk_act(
    *, actor: Actor, council_id: int, deed: Deed, case_ids: Sequence[UUID], now: datetime
) -> BulkAct:
    """
    Keep a deed and the cases that it is meant for; nothing is done to them yet.

    Cases of other councils are left out.

    :raises NotPermitted: if the actor may not act on many cases at once
    :raises Conflict: if there is nothing to do, no case, or more than may be done at once
    """
    require(policies.can_act_at_once(actor, council_id))
    asked = list(dict.fromkeys(case_ids))
    own = set(Case.objects.filter(council_id=council_id, pk__in=asked).values_list("pk", flat=True))
    wanted = [case_id for case_id in asked if case_id in own]
    if deed.is_empty or not wanted or len(wanted) > MOST_CASES:
        raise Conflict("Choose something to do, and at most a thousand cases.")
    act = BulkAct.objects.create(
        council_id=council_id,
        deed=deed.as_json(),
        made_by_identifier=actor.identifier,
        made_by_name=actor.name,
        made_at=now,
    )
    newest = newest_entries(council_id, wanted)
    BulkItem.objects.bulk_create(
        [
            BulkItem(
                council_id=council_id,
                bulk_act=act,
                case_id=case_id,
                position=position,
                seen=newest.get(case_id),
            )
            for position, case_id in enumerate(wanted)
        ]
    )
    return act


@transaction.atomic
def look_again(*, actor: Actor, bulk_id: UUID, now: datetime) -> None:
    """
    Take over what has happened to the cases since they were chosen: whoever asks has read it.

    :raises NotFound: if it is not there, or somebody else's
    :raises Conflict: if it was started already
    """
    act = _locked(actor, bulk_id)
    if act.state != BulkState.DRAFTED:
        raise Conflict("This was started already.")
    items = list(BulkItem.objects.filter(bulk_act_id=bulk_id))
    newest = newest_entries(act.council_id, [item.case_id for item in items])
    for item in items:
        item.seen = newest.get(item.case_id)
    BulkItem.objects.bulk_update(items, ["seen"])


@transaction.atomic
def start_bulk_act(*, actor: Actor, bulk_id: UUID, now: datetime) -> BulkAct:
    """
    Leave a bulk act to the workers; starting it twice starts it once.

    :raises NotFound: if it is not there, or somebody else's
    :raises NotPermitted: if the actor may not act on many cases at once any more
    """
    act = _locked(actor, bulk_id)
    if act.state != BulkState.DRAFTED:
        return act
    act.state, act.begun_at = BulkState.QUEUED, now
    act.save(update_fields=["state", "begun_at"])
    audit.record(
        actor=actor,
        verb="bulk-act.started",
        subject=act,
        now=now,
        detail={"cases": BulkItem.objects.filter(bulk_act_id=bulk_id).count()},
    )
    do_at_once.defer(council_id=act.council_id, bulk_id=str(bulk_id))
    return act


def do_batch(*, bulk_id: UUID, now: datetime) -> bool:
    """
    Do the next cases of a bulk act, each in a transaction of its own, and tell whether any is left.

    What was done to a case and that it was done are kept together, so that a worker that is killed
    leaves no case half done and none is done twice. The actor's rights are looked up each time.
    """
    waiting = BulkItem.objects.filter(bulk_act_id=bulk_id, state=ItemState.WAITING)
    found = list(waiting.order_by("position").values_list("pk", flat=True)[:BATCH])
    for item_id in found:
        _do_item(item_id, now)
    if waiting.exists():
        return True
    BulkAct.objects.filter(pk=bulk_id, state=BulkState.QUEUED).update(
        state=BulkState.DONE, ended_at=now
    )
    return False


def forget_drafts(*, now: datetime) -> int:
    """Forget what was chosen and looked at but never started, after some days."""
    old = BulkAct.objects.filter(
        state=BulkState.DRAFTED, made_at__lt=now - timedelta(days=DRAFT_DAYS)
    )
    BulkItem.objects.filter(bulk_act__in=old).delete()
    return old.delete()[0]


def _do_item(item_id: UUID, now: datetime) -> None:
    try:
        with transaction.atomic():
            item = _waiting(item_id)
            if item is None:
                return
            do_deed(
                actor=_actor_of(item.bulk_act),
                case_id=item.case_id,
                deed=Deed.from_json(item.bulk_act.deed),
                seen=item.seen,
                now=now,
            )
            _note(item, ItemState.DONE, "", now)
    except DeedRefused as refused:
        with transaction.atomic():
            item = _waiting(item_id)
            if item is not None:
                _note(item, ItemState.REFUSED, refused.why.value, now)


def _waiting(item_id: UUID) -> BulkItem | None:
    """Return a case that is still to be done and that no other worker is at, locked."""
    return (
        BulkItem.objects.select_for_update(of=("self",), skip_locked=True)
        .select_related("bulk_act")
        .filter(pk=item_id, state=ItemState.WAITING)
        .first()
    )


def _note(item: BulkItem, state: ItemState, refusal: str, now: datetime) -> None:
    item.state, item.refusal, item.at = state, refusal, now
    item.save(update_fields=["state", "refusal", "at"])


def _actor_of(act: BulkAct) -> Actor:
    """
    Return whoever started it, with what they may do at this moment.

    :raises DeedRefused: if they do not work here any more, or may not act on many at once
    """
    user = StaffUser.objects.filter(pk=int(act.made_by_identifier), is_active=True).first()
    if user is None:
        raise DeedRefused(Refusal.NOT_PERMITTED)
    actor = actor_for(user)
    if not policies.can_act_at_once(actor, act.council_id):
        raise DeedRefused(Refusal.NOT_PERMITTED)
    return actor


def _locked(actor: Actor, bulk_id: UUID) -> BulkAct:
    act = BulkAct.objects.select_for_update().filter(pk=bulk_id).first()
    if act is None or act.made_by_identifier != actor.identifier:
        raise NotFound("There is no such bulk act.")
    require(policies.can_act_at_once(actor, act.council_id))
    return act
