"""
How sure it is that two records are one person's, from what agrees and what does not.

Each kind of evidence adds or takes points, roughly the doublings of the odds that it brings
(Fellegi and Sunter, 1969). The points and the two thresholds were set on a set of records with
known truth: docs/decisions/finding-duplicates.md.
"""

from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from rapidfuzz.distance import JaroWinkler

from moothall.people.duplicates.names import Name, canonical, name_of, sound

#: From here on two records are listed as likely one; from STRONG on they stand first and say so.
OFFER = 9
STRONG = 14
#: As much as the same name alone brings, or a short form of it: enough to be shown to whoever is
#: writing somebody down, and far too little for a list.
NAMESAKE = 7
ALIKE = 0.88
#: Two whole names, without their gaps, that share so much are one name with a slip.
WHOLE_ALIKE = 0.93
_INITIAL = 1


class Evidence(StrEnum):
    """What agrees or speaks against it; the words stand in WORDS."""

    SAME_NAME = "same-name"
    SHORT_NAME = "short-name"
    SIMILAR_NAME = "similar-name"
    TURNED_NAME = "turned-name"
    OTHER_FIRST_NAME = "other-first-name"
    OTHER_SURNAME = "other-surname"
    ANOTHER_NAME = "another-name"
    SAME_BIRTHDAY = "same-birthday"
    NEAR_BIRTHDAY = "near-birthday"
    OTHER_BIRTHDAY = "other-birthday"
    SAME_EMAIL = "same-email"
    SAME_PHONE = "same-phone"
    SAME_ADDRESS = "same-address"


WORDS: dict[Evidence, Promise] = {
    Evidence.SAME_NAME: _("Same name"),
    Evidence.SHORT_NAME: _("A short form of the same name"),
    Evidence.SIMILAR_NAME: _("Similar name"),
    Evidence.TURNED_NAME: _("First name and surname the other way round"),
    Evidence.OTHER_FIRST_NAME: _("Different first name"),
    Evidence.OTHER_SURNAME: _("Same first name, different surname"),
    Evidence.ANOTHER_NAME: _("Different name"),
    Evidence.SAME_BIRTHDAY: _("Same date of birth"),
    Evidence.NEAR_BIRTHDAY: _("Nearly the same date of birth"),
    Evidence.OTHER_BIRTHDAY: _("Different date of birth"),
    Evidence.SAME_EMAIL: _("Same email address"),
    Evidence.SAME_PHONE: _("Same phone number"),
    Evidence.SAME_ADDRESS: _("Same address"),
}

_POINTS = {
    Evidence.SAME_NAME: 8,
    Evidence.SHORT_NAME: 7,
    Evidence.SIMILAR_NAME: 6,
    Evidence.TURNED_NAME: 6,
    Evidence.SAME_BIRTHDAY: 6,
    Evidence.NEAR_BIRTHDAY: 2,
    Evidence.OTHER_BIRTHDAY: -7,
    Evidence.OTHER_FIRST_NAME: -9,
    Evidence.OTHER_SURNAME: 1,
    Evidence.ANOTHER_NAME: -12,
    Evidence.SAME_EMAIL: 4,
    Evidence.SAME_PHONE: 4,
    Evidence.SAME_ADDRESS: 2,
}


@dataclass(frozen=True, kw_only=True)
class Described:
    """Somebody as far as it matters who else they may be; contact points as they are compared."""

    name: str
    born_on: date | None = None
    emails: Collection[str] = ()
    phones: Collection[str] = ()
    uprn: int | None = None


@dataclass(frozen=True)
class Score:
    """How sure it is, and from what."""

    points: int
    evidence: tuple[Evidence, ...] = field(default=())

    @property
    def is_offered(self) -> bool:
        """Tell whether staff are shown it."""
        return self.points >= OFFER

    @property
    def is_strong(self) -> bool:
        """Tell whether it is hardly anybody else."""
        return self.points >= STRONG

    @property
    def is_strong_for_a_writer(self) -> bool:
        """
        Tell whether somebody who is being written down is hardly anybody else.

        A whole name and a telephone suffice then, which fathers and sons share: one can ask.
        """
        is_named = _is_same_name(self.evidence)
        return self.is_strong or (is_named and Evidence.SAME_PHONE in self.evidence)


def score(one: Described, other: Described) -> Score:
    """Return how sure it is that two are the same; no query."""
    found = [
        *_of_names(name_of(one.name), name_of(other.name)),
        *_of_birthdays(one.born_on, other.born_on),
        *([Evidence.SAME_EMAIL] if set(one.emails) & set(other.emails) else []),
        *([Evidence.SAME_PHONE] if set(one.phones) & set(other.phones) else []),
        *([Evidence.SAME_ADDRESS] if one.uprn is not None and one.uprn == other.uprn else []),
    ]
    points = sum(_POINTS[item] for item in found)
    if Evidence.SAME_EMAIL in found and _is_same_name(found):
        points = max(points, STRONG)
    return Score(points, tuple(found))


def _is_same_name(found: Collection[Evidence]) -> bool:
    """Tell whether the whole name agrees, and no birthday speaks against it."""
    return Evidence.SAME_NAME in found and Evidence.OTHER_BIRTHDAY not in found


def _of_names(one: Name, other: Name) -> list[Evidence]:
    if not one.last or not other.last:
        return []
    straight = _way_round(one, other)
    if _POINTS[straight] >= _POINTS[Evidence.SIMILAR_NAME]:
        return [straight]
    turned = _way_round(one, Name(other.last, other.first)) if other.first else straight
    if _POINTS[turned] >= _POINTS[Evidence.SIMILAR_NAME]:
        return [Evidence.TURNED_NAME]
    if JaroWinkler.similarity(one.first + one.last, other.first + other.last) >= WHOLE_ALIKE:
        return [Evidence.SIMILAR_NAME]
    return [straight]


def _way_round(one: Name, other: Name) -> Evidence:
    """Return what two names have in common as they stand."""
    first, last = _of_first_names(one, other), _of_surnames(one.last, other.last)
    if last is Evidence.OTHER_SURNAME:
        is_known = bool(one.first and other.first)
        is_same = is_known and first is not Evidence.OTHER_FIRST_NAME
        return Evidence.OTHER_SURNAME if is_same else Evidence.ANOTHER_NAME
    return min(first, last, key=lambda item: _POINTS[item])


def _of_first_names(one: Name, other: Name) -> Evidence:
    if not one.first or not other.first:
        return Evidence.SIMILAR_NAME
    if one.first == other.first:
        return Evidence.SAME_NAME
    if one.usual_first == other.usual_first:
        return Evidence.SHORT_NAME
    is_alike = (
        one.first in other.others
        or other.first in one.others
        or _may_be_initial(one.first, other.first)
        or _are_alike(one.usual_first, other.usual_first)
    )
    return Evidence.SIMILAR_NAME if is_alike else Evidence.OTHER_FIRST_NAME


def _may_be_initial(one: str, other: str) -> bool:
    return min(len(one), len(other)) == _INITIAL and one[0] == other[0]


def _of_surnames(one: str, other: str) -> Evidence:
    if one == other:
        return Evidence.SAME_NAME
    return Evidence.SIMILAR_NAME if _are_alike(one, other) else Evidence.OTHER_SURNAME


def _are_alike(one: str, other: str) -> bool:
    if JaroWinkler.similarity(one, other) >= ALIKE:
        return True
    return sound(canonical(one)) == sound(canonical(other)) and one[0] == other[0]


def _of_birthdays(one: date | None, other: date | None) -> list[Evidence]:
    if one is None or other is None:
        return []
    if one == other:
        return [Evidence.SAME_BIRTHDAY]
    parts = ((one.day, other.day), (one.month, other.month), (one.year, other.year))
    same = sum(mine == theirs for mine, theirs in parts)
    is_turned = (one.day, one.month, one.year) == (other.month, other.day, other.year)
    nearly = is_turned or same == len(parts) - 1
    return [Evidence.NEAR_BIRTHDAY if nearly else Evidence.OTHER_BIRTHDAY]
