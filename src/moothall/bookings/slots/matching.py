"""Choosing who and what serves at one start, so that work is spread over those who are free."""

from collections.abc import Collection, Mapping, Sequence
from hashlib import blake2b
from uuid import UUID

from moothall.bookings.slots.facts import Need, ResourceFact

Chosen = list[tuple[Need, ResourceFact]]


def choose(
    needs: Sequence[Need],
    free: Collection[ResourceFact],
    *,
    load: Mapping[UUID, int],
    seed: str,
    must: UUID | None = None,
    first: Collection[UUID] = (),
) -> Chosen | None:
    """
    Return a resource for each thing that is needed, none twice; nothing if that cannot be.

    Those who serve already (`first`) are asked first, then whoever has least in their day. Of
    equals the seed decides, so that people who come at the same moment do not all reach for the
    same one. Whoever `must` serve is one of those returned.
    """
    wanted = [need for need in needs for _ in range(need.count)]
    order = sorted(
        free,
        key=lambda one: (one.id not in first, load.get(one.id, 0), _draw(seed, one.id)),
    )
    serving = _serving(wanted, order) if must is None else _serving_with(must, wanted, order)
    if serving is None:
        return None
    by_id = {one.id: one for one in order}
    return [
        (wanted[number], by_id[resource_id])
        for resource_id, number in sorted(serving.items(), key=lambda pair: pair[1])
    ]


def _serving(
    wanted: Sequence[Need], order: Sequence[ResourceFact], done: Collection[int] = ()
) -> dict[UUID, int] | None:
    """Return which need each serves, but for those that are done; nothing if that cannot be."""
    serving: dict[UUID, int] = {}
    for number in range(len(wanted)):
        if number not in done and not _find(number, wanted, order, serving, set()):
            return None
    return serving


def _serving_with(
    must: UUID, wanted: Sequence[Need], order: Sequence[ResourceFact]
) -> dict[UUID, int] | None:
    """Let one serve in the first role in which all others can be found for the rest."""
    chosen = next((one for one in order if one.id == must), None)
    others = [one for one in order if one.id != must]
    for number, need in enumerate(wanted):
        if chosen is not None and need.is_met_by(chosen):
            serving = _serving(wanted, others, {number})
            if serving is not None:
                return {**serving, must: number}
    return None


def _find(
    number: int,
    wanted: Sequence[Need],
    order: Sequence[ResourceFact],
    serving: dict[UUID, int],
    tried: set[UUID],
) -> bool:
    """Find a resource for one need, moving others on where that helps (Kuhn's algorithm)."""
    for one in order:
        if one.id in tried or not wanted[number].is_met_by(one):
            continue
        tried.add(one.id)
        if one.id not in serving or _find(serving[one.id], wanted, order, serving, tried):
            serving[one.id] = number
            return True
    return False


def _draw(seed: str, resource_id: UUID) -> bytes:
    return blake2b(resource_id.bytes, key=seed.encode()[:64], digest_size=8).digest()
