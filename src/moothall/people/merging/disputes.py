"""
What one record agreed to and the other took back: the employee says which stands.

Unless somebody says otherwise the refusal does: what was agreed to in the other record is ended. A
yes that is newer than the no is no dispute; whoever gave it had changed their mind.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import Q
from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext as _

from moothall.people.consents import consent_purposes
from moothall.people.models import Consent

#: Whose word stands.
KEPT, GONE = "kept", "gone"
#: How a consent ended that a refusal in the other record overrules.
BY_MERGE = "merged"


@dataclass(frozen=True, kw_only=True)
class Dispute:
    """
    One thing to which the records say yes and, later, no.

    `kept` and `gone` are what each says, in words; `refused` says which of them says no, which
    stands unless somebody chooses otherwise, and `agreed` are the rows that then end.
    """

    key: str
    label: str
    kept: str
    gone: str
    refused: str
    agreed: frozenset[Any]


@dataclass(frozen=True)
class Word:
    """A yes, or a no that took one back, of one record about one matter."""

    row_id: Any
    person_id: UUID
    matter: str
    given_at: datetime
    ended_at: datetime | None


Title = Callable[[str], str]


def disputes_among(
    words: Iterable[Word], kept_id: UUID, gone_id: UUID, *, prefix: str, title: Title
) -> list[Dispute]:
    """Return the matters about which two records contradict each other, in order."""
    by_matter: dict[str, dict[UUID, list[Word]]] = {}
    for one in words:
        by_matter.setdefault(one.matter, {}).setdefault(one.person_id, []).append(one)
    found = []
    for matter, said in sorted(by_matter.items()):
        for yes_id, no_id in ((kept_id, gone_id), (gone_id, kept_id)):
            yes = [one for one in said.get(yes_id, ()) if one.ended_at is None]
            no = _refusal(said.get(no_id, ()))
            if yes and no and no > max(one.given_at for one in yes):
                agreed = _("Agreed on %(day)s") % {"day": _day(yes[0].given_at)}
                refused = _("Took it back on %(day)s") % {"day": _day(no)}
                is_kept_no = no_id == kept_id
                found.append(
                    Dispute(
                        key=f"{prefix}:{matter}",
                        label=title(matter),
                        kept=refused if is_kept_no else agreed,
                        gone=agreed if is_kept_no else refused,
                        refused=KEPT if is_kept_no else GONE,
                        agreed=frozenset(one.row_id for one in yes),
                    )
                )
    return found


def overruled(dispute: Dispute, chosen: Mapping[str, str]) -> frozenset[Any]:
    """Return the rows that end: those agreed to, unless it was chosen that they stand."""
    stands = chosen.get(dispute.key, dispute.refused)
    return dispute.agreed if stands == dispute.refused else frozenset()


def about_consents(kept_id: UUID, gone_id: UUID) -> list[Dispute]:
    """Return the purposes to which one record agreed and the other, later, no more; one query."""
    rows = Consent.objects.filter(Q(person_id=kept_id) | Q(person_id=gone_id))
    words = [
        Word(row.pk, row.person_id, row.purpose, row.given_at, row.withdrawn_at) for row in rows
    ]
    return disputes_among(words, kept_id, gone_id, prefix="consent", title=_purpose)


def consent_over(now: datetime) -> dict[str, Any]:
    """Return what ends a consent that a refusal overrules."""
    return {"withdrawn_at": now, "withdrawn_how": BY_MERGE}


def _refusal(words: Sequence[Word]) -> datetime | None:
    """Return when a record last said no, if that is its last word."""
    if any(one.ended_at is None for one in words):
        return None
    return max((one.ended_at for one in words if one.ended_at is not None), default=None)


def _purpose(key: str) -> str:
    title = str(consent_purposes.get(key).title) if key in consent_purposes else key
    return _("Consent: %(what)s") % {"what": title}


def _day(moment: datetime) -> str:
    return str(date_format(localtime(moment), "j F Y"))
