"""Who may be in the lists twice: pairs that a member of staff decides about."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from difflib import SequenceMatcher
from uuid import UUID

from moothall.people.models import PairReason

#: Names that share so much of their letters are taken to be alike.
ALIKE = 0.85


@dataclass(frozen=True)
class Known:
    """A user of an older site, as far as it matters who may be the same."""

    id: UUID
    site_key: str
    email: str
    normalised_name: str


@dataclass(frozen=True)
class Pair:
    """Two users of one address, the one that was there first named first, and what is odd."""

    first: UUID
    second: UUID
    reason: PairReason


def pairs_of(known: Iterable[Known]) -> Iterator[Pair]:
    """
    Give the pairs that are odd; each user is held against the first of the same address.

    The same name at two sites is not odd: it is why lists are brought in at all. Everybody against
    everybody would be half a million pairs for an address that a thousand share.
    """
    of_address: defaultdict[str, list[Known]] = defaultdict(list)
    for one in sorted(known, key=lambda one: one.id):
        of_address[one.email].append(one)
    for users in of_address.values():
        yield from _pairs_of_one_address(users)


def _pairs_of_one_address(users: list[Known]) -> Iterator[Pair]:
    first_at: dict[str, Known] = {}
    for user in users:
        rival = first_at.get(user.site_key, users[0])
        first_at.setdefault(user.site_key, user)
        if user is not rival and (reason := _reason(rival, user)):
            yield Pair(rival.id, user.id, reason)


def _reason(one: Known, other: Known) -> PairReason | None:
    if one.normalised_name == other.normalised_name:
        return PairReason.TWICE_ON_SITE if one.site_key == other.site_key else None
    if are_alike(one.normalised_name, other.normalised_name):
        return PairReason.SIMILAR_NAMES
    return PairReason.OTHER_NAME


def are_alike(one: str, other: str) -> bool:
    """Tell whether two normalised names may be one person's: initials, parts, slips of the pen."""
    words, others = one.split(), other.split()
    if not words or not others:
        return True
    if set(words) <= set(others) or set(others) <= set(words):
        return True
    is_initial = min(len(words[0]), len(others[0])) == 1 and words[0][0] == others[0][0]
    if is_initial and words[-1] == others[-1]:
        return True
    return SequenceMatcher(None, one, other).ratio() >= ALIKE
