"""
Making sure who is on the line: questions that the council can answer from what it holds.

The answers are compared here and never shown, nor which of them was wrong: an employee who is
being talked into it learns nothing that they could pass on.
"""

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID

from django.utils.crypto import constant_time_compare
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from moothall.cases.particulars import postcode_in
from moothall.cases.queries import cases_of_person
from moothall.kernel.rate_limits import allow
from moothall.people.models import ContactKind
from moothall.people.protection import opened
from moothall.people.queries import contact_points_of, person_detail

#: How many right answers each level takes.
ANSWERS_OF_LEVEL: Mapping[int, int] = {1: 2, 2: 3}
HIGHEST = max(ANSWERS_OF_LEVEL)

#: From this level on an employee may see and go on with somebody's forms.
LEVEL_FOR_FORMS = 2

TRIES, PER = 3, timedelta(minutes=30)
TRIES_OF_EMPLOYEE, PER_EMPLOYEE = 40, timedelta(hours=1)
_LAST_DIGITS = 4
_MOST_CASES = 1


@dataclass(frozen=True)
class Facts:
    """What the council holds of a person that they can be asked; sets of what is right."""

    right: Mapping[str, frozenset[str]]

    @property
    def asked(self) -> tuple[str, ...]:
        """Return the questions that can be asked, in their order."""
        return tuple(key for key in QUESTIONS if self.right.get(key))

    def count_right(self, given: Mapping[str, str]) -> tuple[int, int]:
        """Return how many answers are right and how many wrong; blank ones are neither."""
        right = wrong = 0
        for key in self.asked:
            said = NORMALISED[key](given.get(key, ""))
            if not said:
                continue
            if any(constant_time_compare(said, one) for one in self.right[key]):
                right += 1
            else:
                wrong += 1
        return right, wrong


QUESTIONS: Mapping[str, str | Promise] = {
    "postcode": _("What is your postcode?"),
    "born_on": _("What is your date of birth?"),
    "phone": _("What are the last 4 digits of your phone number?"),
    "email": _("What is your email address?"),
    "last_request": _("What was the last thing you asked us for?"),
}

_DATE = re.compile(r"(\d{1,2})\D+(\d{1,2})\D+(\d{4})")


def _day(text: str) -> str:
    found = _DATE.search(text)
    if found is None:
        return text.strip()
    day, month, year = (int(part) for part in found.groups())
    try:
        return date(year, month, day).isoformat()
    except ValueError:
        return text.strip()


def _digits(text: str) -> str:
    return "".join(one for one in text if one.isdecimal())[-_LAST_DIGITS:]


def _plain(text: str) -> str:
    return text.strip().lower()


NORMALISED: Mapping[str, Callable[[str], str]] = {
    "postcode": lambda text: postcode_in(text) or _plain(text),
    "born_on": _day,
    "phone": _digits,
    "email": _plain,
    "last_request": _plain,
}


def facts_of(person_id: UUID, *, council_id: int, now: datetime) -> Facts:
    """Return what a person can be asked; of a protected one too, since none of it is shown."""
    points = contact_points_of(person_id)
    with opened(person_id):
        person = person_detail(person_id)
        cases = cases_of_person(person_id, council_id=council_id, limit=_MOST_CASES, now=now)
    values = {kind: [one for one in points if one.kind == kind] for kind in ContactKind}
    return Facts(
        {
            "postcode": _set(postcode_in(one.value) for one in values[ContactKind.POST]),
            "born_on": _set([person.born_on.isoformat() if person.born_on else ""]),
            "phone": _set(_digits(one.normalised) for one in values[ContactKind.PHONE]),
            "email": _set(one.normalised for one in values[ContactKind.EMAIL]),
            "last_request": _set(one.service_slug for one in cases),
        }
    )


def level_of(right: int, wrong: int) -> int:
    """Return how sure the answers make us; one wrong answer among them and it is nobody."""
    if wrong:
        return 0
    return max((level for level, needed in ANSWERS_OF_LEVEL.items() if right >= needed), default=0)


def may_try(*, person_id: UUID, employee: str, now: datetime) -> bool:
    """Count a try and tell whether it is allowed: few about one person, and few by one employee."""
    about = allow(f"caller check of {person_id}", limit=TRIES, per=PER, now=now)
    by = allow(f"caller checks by {employee}", limit=TRIES_OF_EMPLOYEE, per=PER_EMPLOYEE, now=now)
    return about and by


def _set(texts: Iterable[str]) -> frozenset[str]:
    return frozenset(text for text in texts if text)
