"""All writes to user lists: kept as a file, checked whole, brought in a batch at a time."""

import gzip
from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from django.db import connection, transaction

from moothall.kernel import audit
from moothall.kernel.actors import Actor
from moothall.kernel.errors import Conflict
from moothall.kernel.ids import new_id
from moothall.kernel.policies import require
from moothall.kernel.search_text import normalise
from moothall.people import policies, tasks
from moothall.people.models import (
    ImportedPair,
    ImportedState,
    ImportedUser,
    ListState,
    PairState,
    UserList,
)
from moothall.people.user_lists import likeness, reading

BATCH = 2_000
MOST_MISTAKES_KEPT = 200
_LONGEST_NAME = 200

_BRING_IN = """
    INSERT INTO people_importeduser AS there
        (id, council_id, site, site_key, external_id, email, name, normalised_name, state,
         imported_at)
    SELECT line.id, %s, line.site, line.site_key, line.external_id, line.email, line.name,
           line.normalised_name, 'waiting', %s
    FROM unnest(%s::uuid[], %s::text[], %s::text[], %s::text[], %s::text[], %s::text[], %s::text[])
         AS line (id, site, site_key, external_id, email, name, normalised_name)
    ON CONFLICT (council_id, site_key, external_id) DO UPDATE
    SET email = EXCLUDED.email, name = EXCLUDED.name, normalised_name = EXCLUDED.normalised_name
    WHERE (there.email, there.name) IS DISTINCT FROM (EXCLUDED.email, EXCLUDED.name)
    RETURNING (xmax = 0)
"""
#: One sort of them all: a join would be planned for the few rows that were there before the list.
_SHARE_AN_ADDRESS = """
    SELECT id, site_key, email, normalised_name FROM (
        SELECT id, site_key, email, normalised_name, count(*) OVER (PARTITION BY email) AS sharing
        FROM people_importeduser WHERE council_id = %s AND same_as_id IS NULL
    ) AS found
    WHERE sharing > 1
"""
_HOLD_BACK = """
    UPDATE people_importeduser SET state = 'duplicate'
    WHERE council_id = %s AND state = 'waiting' AND id IN (
        SELECT unnest(ARRAY[first_id, second_id]) FROM people_importedpair
        WHERE council_id = %s AND state = 'open'
    )
"""


@transaction.atomic
def keep_user_list(
    *, actor: Actor, council_id: int, file_name: str, site: str, content: bytes, now: datetime
) -> UserList:
    """
    Keep a file of an older site's users and leave reading it to a worker.

    :raises NotPermitted: if the actor may not
    :raises Conflict: if the file is too large
    """
    require(policies.can_bring_in_users(actor, council_id))
    if len(content) > reading.MOST_BYTES:
        raise Conflict("The file is too large.")
    kept = UserList.objects.create(
        council_id=council_id,
        file_name=file_name[:_LONGEST_NAME],
        site=site.strip()[: reading.LONGEST["site"]],
        content=gzip.compress(content),
        brought_by=actor.name[:_LONGEST_NAME],
        started_at=now,
    )
    audit.record(actor=actor, verb="user-list.kept", subject=kept, now=now)
    tasks.read_user_list.defer(council_id=council_id, user_list_id=str(kept.pk))
    return kept


def bring_in_user_list(*, user_list_id: UUID, now: datetime) -> None:
    """
    Check a kept file and bring its users in, if every line of it can be used.

    Each batch is a transaction that also keeps how far it has come: a worker that takes over goes
    on from there. What is there already stays as it is, so that the same file changes nothing.
    """
    kept = UserList.objects.get(pk=user_list_id)
    if kept.state not in {ListState.WAITING, ListState.RUNNING} or kept.content is None:
        return
    try:
        found = reading.read(gzip.decompress(kept.content), site=kept.site)
    except reading.Unreadable as error:
        _refuse(kept.pk, str(error), (), now)
        return
    if found.mistakes:
        _refuse(kept.pk, "", found.mistakes, now)
        return
    UserList.objects.filter(pk=kept.pk).update(state=ListState.RUNNING, lines=len(found.lines))
    for start in range(kept.lines_done, len(found.lines), BATCH):
        _bring_in_batch(kept.pk, start, found.lines[start : start + BATCH], now)
    _finish(kept.pk, now)


@transaction.atomic
def _bring_in_batch(
    user_list_id: UUID, start: int, lines: Sequence[reading.Line], now: datetime
) -> None:
    kept = UserList.objects.select_for_update().get(pk=user_list_id)
    if kept.lines_done != start:
        return  # another worker was faster
    # Ids follow the file; rows are written in one order, so that two lists at once do not wait
    # for each other in a circle.
    named = [(line.site_key, line.external_id, new_id(), line) for line in lines]
    named.sort(key=lambda one: one[:2])
    ordered = [line for *_, line in named]
    with connection.cursor() as cursor:
        cursor.execute(
            _BRING_IN,
            [
                kept.council_id,
                now,
                [row_id for _, _, row_id, _ in named],
                [line.site for line in ordered],
                [line.site_key for line in ordered],
                [line.external_id for line in ordered],
                [line.email for line in ordered],
                [line.name for line in ordered],
                [normalise(line.name)[:_LONGEST_NAME] for line in ordered],
            ],
        )
        written = [is_new for (is_new,) in cursor.fetchall()]
    kept.added += sum(written)
    kept.changed += len(written) - sum(written)
    kept.lines_done = start + len(lines)
    kept.save(update_fields=["added", "changed", "lines_done"])


@transaction.atomic
def _finish(user_list_id: UUID, now: datetime) -> None:
    """Look who may be there twice, hold those back until staff decide, and forget the file."""
    kept = UserList.objects.select_for_update().get(pk=user_list_id)
    if kept.state != ListState.RUNNING:
        return
    with connection.cursor() as cursor:
        cursor.execute(_SHARE_AN_ADDRESS, [kept.council_id])
        known = [likeness.Known(*row) for row in cursor.fetchall()]
    ImportedPair.objects.bulk_create(
        [
            ImportedPair(
                council_id=kept.council_id,
                first_id=pair.first,
                second_id=pair.second,
                reason=pair.reason,
                state=PairState.OPEN,
                found_at=now,
            )
            for pair in likeness.pairs_of(known)
        ],
        batch_size=BATCH,
        ignore_conflicts=True,
    )
    with connection.cursor() as cursor:
        cursor.execute(_HOLD_BACK, [kept.council_id, kept.council_id])
    kept.state, kept.finished_at, kept.content = ListState.DONE, now, None
    kept.save(update_fields=["state", "finished_at", "content"])


@transaction.atomic
def _refuse(
    user_list_id: UUID, why: str, mistakes: Sequence[reading.Mistake], now: datetime
) -> None:
    UserList.objects.filter(pk=user_list_id).update(
        state=ListState.REFUSED,
        refusal=why[:300],
        mistakes=[[one.line, one.reason] for one in mistakes[:MOST_MISTAKES_KEPT]],
        mistake_count=len(mistakes),
        finished_at=now,
        content=None,
    )


@transaction.atomic
def decide_pair(*, actor: Actor, pair_id: UUID, kept: UUID | None, now: datetime) -> ImportedPair:
    """
    Keep two users apart, or take them as one person by naming the one that is `kept`.

    Of two on one site the other is set aside; on two sites both stay, each with its own id. Who
    waits for no other decision can be claimed again.

    :raises NotPermitted: if the actor may not
    :raises Conflict: if the one to set aside was claimed already, or neither of them is `kept`
    """
    pair = _locked(pair_id)
    require(policies.can_bring_in_users(actor, pair.council_id))
    users = _users(pair)
    pair.state = PairState.APART if kept is None else PairState.SAME
    if kept is not None:
        if kept not in users:
            raise Conflict("This is not one of the two.")
        other = next(user for key, user in users.items() if key != kept)
        if other.site_key == users[kept].site_key:
            _set_aside(other, users[kept])
    _save_decision(pair, actor, now)
    for user in users.values():
        _release(user)
    audit.record(
        actor=actor,
        verb=f"imported-pair.{pair.state}",
        subject=pair,
        now=now,
        detail={"kept": str(kept or "")},
    )
    return pair


@transaction.atomic
def reopen_pair(*, actor: Actor, pair_id: UUID, now: datetime) -> ImportedPair:
    """
    Undo a decision about two users; whoever was claimed meanwhile stays claimed.

    :raises NotPermitted: if the actor may not
    """
    pair = _locked(pair_id)
    require(policies.can_bring_in_users(actor, pair.council_id))
    users = _users(pair)
    for user in users.values():
        if user.same_as_id in users or user.state == ImportedState.WAITING:
            user.same_as_id = None
            user.state = ImportedState.DUPLICATE
            user.save(update_fields=["same_as", "state"])
    pair.state = PairState.OPEN
    _save_decision(pair, actor, now)
    audit.record(actor=actor, verb="imported-pair.reopened", subject=pair, now=now)
    return pair


def _locked(pair_id: UUID) -> ImportedPair:
    return ImportedPair.objects.select_for_update().get(pk=pair_id)


def _users(pair: ImportedPair) -> dict[UUID, ImportedUser]:
    """Return both, locked in one order."""
    users = ImportedUser.objects.select_for_update().filter(pk__in=(pair.first_id, pair.second_id))
    return {user.pk: user for user in users.order_by("id")}


def _set_aside(user: ImportedUser, kept: ImportedUser) -> None:
    if user.state == ImportedState.CLAIMED:
        raise Conflict("Somebody has said that this account is theirs. Keep this one instead.")
    user.state, user.same_as_id = ImportedState.SET_ASIDE, kept.pk
    user.save(update_fields=["state", "same_as"])


def _release(user: ImportedUser) -> None:
    """Let a user be claimed who waits for no decision any more."""
    if user.state != ImportedState.DUPLICATE:
        return
    still = ImportedPair.objects.filter(state=PairState.OPEN)
    if not (still.filter(first_id=user.pk) | still.filter(second_id=user.pk)).exists():
        user.state = ImportedState.WAITING
        user.save(update_fields=["state"])


def _save_decision(pair: ImportedPair, actor: Actor, now: datetime) -> None:
    pair.decided_at, pair.decided_by = now, actor.name[:_LONGEST_NAME]
    pair.save(update_fields=["state", "decided_at", "decided_by"])
