"""
What is written down about one person besides their name, read at once for their page.

One query, whatever there is: their page also asks a dozen other apps. What must be hidden of a
protected person stays out, and so does whoever in a household or family is protected themselves.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import F, OuterRef, Q, QuerySet
from django.db.models.functions import JSONObject
from django.utils.timezone import localdate
from django.utils.translation import gettext as _

from moothall.kernel.actors import Actor
from moothall.people import policies, protection
from moothall.people.consents import consent_purposes
from moothall.people.linking_words import LinkedKind
from moothall.people.models import (
    OTHER_SIDE,
    CommunicationNeeds,
    Consent,
    Detail,
    DetailChange,
    LikelyPair,
    LinkedAccount,
    Merge,
    PairStanding,
    Person,
    PersonWarning,
    Residence,
    Tie,
    TieKind,
    WarningKind,
)
from moothall.people.needs import NO_NEEDS, Needs
from moothall.people.rights_queries import ChangeRow

MOST = 20


@dataclass(frozen=True)
class Known:
    """Somebody else who is named on a person's page."""

    id: UUID | None
    name: str
    title: str = ""
    note: str = ""
    tie_id: UUID | None = None


@dataclass(frozen=True)
class Heed:
    """A warning as the page of a person shows it."""

    id: UUID
    title: str
    reason: str
    advice: str
    single_contact: str
    allowed_channels: tuple[str, ...]
    expires_on: date
    given_by: str


@dataclass(frozen=True)
class Linked:
    """An account in another system, by its kind and reference."""

    id: UUID
    kind_label: str
    reference: str


@dataclass(frozen=True)
class Merged:
    """A record that was merged into this one."""

    id: UUID
    name: str
    on: date


@dataclass(frozen=True)
class Overview:
    """What the page of a person shows of the tables of people."""

    uprn: int | None = None
    moved_in_on: date | None = None
    household: Sequence[Known] = ()
    ties: Sequence[Known] = ()
    warnings: Sequence[Heed] = ()
    linked: Sequence[Linked] = ()
    consents: Sequence[str] = field(default=())
    merged: Sequence[Merged] = ()
    needs: Needs = NO_NEEDS
    changes: Sequence[ChangeRow] = ()
    likely_count: int = 0


def overview_of(
    actor: Actor, person_id: UUID, *, council_id: int, is_withheld: bool, now: datetime
) -> Overview:
    """Return it, as far as this employee may see it; one query."""
    today = localdate(now)
    row = (
        Person.objects.filter(council_id=council_id, pk=person_id)
        .annotate(
            home=_array(_homes(), uprn=F("uprn"), since=F("moved_in_on")),
            others=_array(_others(), id=F("person_id"), name=F("person__name")),
            ties=_array(
                _ties(),
                id=F("pk"),
                person=F("person_id"),
                person_name=F("person__name"),
                other=F("other_id"),
                other_record=F("other__name"),
                other_name=F("other_name"),
                kind=F("kind"),
                note=F("note"),
            ),
            heeds=_array(
                _warnings(council_id, today, is_withheld=is_withheld),
                id=F("pk"), kind=F("kind"), reason=F("reason"), advice=F("advice"),
                single_contact=F("single_contact"), allowed_channels=F("allowed_channels"),
                expires_on=F("expires_on"), given_by=F("given_by_name"),
            ),
            accounts=_array(_linked(), id=F("pk"), kind=F("kind"), reference=F("reference")),
            agreed=_array(_consents(), purpose=F("purpose")),
            earlier=_array(
                Merge.objects.filter(kept_id=OuterRef("pk"), undone_at__isnull=True).exclude(
                    before={}
                ),
                id=F("pk"), at=F("merged_at"), before=F("before"),
            ),
            wishes=_array(
                CommunicationNeeds.objects.filter(person_id=OuterRef("pk")),
                language=F("language"), formats=F("formats"), interpreter=F("interpreter"),
                interpreter_language=F("interpreter_language"),
            ),
            corrections=_array(
                _corrections(),
                detail=F("detail"), before=F("before"), after=F("after"), at=F("changed_at"),
                by_kind=F("actor_kind"), by=F("actor_name"),
            ),
            likely=_array(
                LikelyPair.objects.filter(
                    Q(first_id=OuterRef("pk")) | Q(second_id=OuterRef("pk")),
                    state=PairStanding.OPEN,
                ),
                id=F("pk"),
            ),
        )
        .first()
    )  # fmt: skip
    return Overview() if row is None else _overview(actor, row, council_id, is_withheld=is_withheld)


def _overview(actor: Actor, row: Any, council_id: int, *, is_withheld: bool) -> Overview:
    home: Mapping[str, Any] = row.home[0] if row.home and not is_withheld else {}
    may_heed = policies.can_see_warnings(actor, council_id)
    may_merge = actor.may(policies.MERGE, council_id)
    may_see_accounts = actor.may(policies.SEE_ACCOUNTS, council_id) and not is_withheld
    return Overview(
        uprn=home.get("uprn"),
        moved_in_on=_day(home.get("since")),
        household=[Known(UUID(one["id"]), one["name"]) for one in row.others] if home else (),
        ties=[_tie(one, row.pk) for one in row.ties if not is_withheld],
        warnings=[_heed(one, is_withheld=is_withheld) for one in row.heeds if may_heed],
        linked=[
            Linked(UUID(one["id"]), str(LinkedKind(one["kind"]).label), one["reference"])
            for one in row.accounts
            if may_see_accounts
        ],
        consents=[_purpose(one["purpose"]) for one in row.agreed],
        merged=[_merged(one, is_withheld=is_withheld) for one in row.earlier if may_merge],
        likely_count=len(row.likely) if may_merge else 0,
        needs=_needs(row.wishes[0]) if row.wishes else NO_NEEDS,
        changes=[_change(one, is_withheld=is_withheld) for one in row.corrections],
    )


def _array(rows: "QuerySet[Any]", **columns: Any) -> ArraySubquery:
    return ArraySubquery(rows.values(row=JSONObject(**columns))[:MOST])


def _homes() -> "QuerySet[Residence]":
    return Residence.objects.filter(person_id=OuterRef("pk"), ended_at__isnull=True)


def _others() -> "QuerySet[Residence]":
    own = Residence.objects.filter(person_id=OuterRef(OuterRef("pk")), ended_at__isnull=True)
    return (
        Residence.objects.filter(
            council_id=OuterRef("council_id"),
            uprn__in=own.values("uprn"),
            ended_at__isnull=True,
            person__is_protected=False,
            person__merged_into__isnull=True,
        )
        .exclude(person_id=OuterRef("pk"))
        .order_by("person__name", "pk")
    )


def _ties() -> "QuerySet[Tie]":
    of_them = Q(person_id=OuterRef("pk"), other__isnull=True)
    of_them |= Q(person_id=OuterRef("pk"), other__is_protected=False)
    of_them |= Q(other_id=OuterRef("pk"), person__is_protected=False)
    return Tie.objects.filter(of_them, ended_at__isnull=True).order_by("noted_at", "pk")


def _warnings(council_id: int, today: date, *, is_withheld: bool) -> "QuerySet[PersonWarning]":
    about = Q(person_id=OuterRef("pk"))
    if not is_withheld:
        about |= Q(council_id=council_id, uprn__in=_homes_of_outer())
    return PersonWarning.objects.filter(
        about, ended_at__isnull=True, expires_on__gte=today
    ).order_by("given_at", "pk")


def _homes_of_outer() -> "QuerySet[Any, Any]":
    return Residence.objects.filter(
        person_id=OuterRef(OuterRef("pk")), ended_at__isnull=True
    ).values("uprn")


def _linked() -> "QuerySet[LinkedAccount]":
    rows = LinkedAccount.objects.filter(person_id=OuterRef("pk"), ended_at__isnull=True)
    return rows.order_by("linked_at", "pk")


def _corrections() -> "QuerySet[DetailChange]":
    rows = DetailChange.objects.filter(person_id=OuterRef("pk"))
    return rows.order_by("-changed_at", "-id")


def _consents() -> "QuerySet[Consent]":
    rows = Consent.objects.filter(person_id=OuterRef("pk"), withdrawn_at__isnull=True)
    return rows.order_by("given_at", "pk")


def _tie(one: Mapping[str, Any], person_id: UUID) -> Known:
    kind = TieKind(one["kind"])
    if one["person"] == str(person_id):
        other = UUID(one["other"]) if one["other"] else None
        name, title = one["other_record"] or one["other_name"], kind.label
    else:
        other, name = UUID(one["person"]), one["person_name"]
        title = OTHER_SIDE.get(kind, kind).label
    return Known(other, name, str(title), one["note"], UUID(one["id"]))


def _heed(one: Mapping[str, Any], *, is_withheld: bool) -> Heed:
    return Heed(
        id=UUID(one["id"]),
        title=str(WarningKind(one["kind"]).label),
        reason=str(protection.HIDDEN) if is_withheld else one["reason"],
        advice="" if is_withheld else one["advice"],
        single_contact=one["single_contact"],
        allowed_channels=tuple(one["allowed_channels"]),
        expires_on=date.fromisoformat(one["expires_on"]),
        given_by=one["given_by"],
    )


def _merged(one: Mapping[str, Any], *, is_withheld: bool) -> Merged:
    name = one["before"].get("gone", {}).get("name", "")
    shown = str(protection.HIDDEN) if is_withheld else name
    return Merged(UUID(one["id"]), shown or _("Another record"), _moment(one["at"]))


def _needs(one: Mapping[str, Any]) -> Needs:
    return Needs(
        language=one["language"],
        formats=tuple(one["formats"]),
        interpreter=one["interpreter"],
        interpreter_language=one["interpreter_language"],
    )


def _change(one: Mapping[str, Any], *, is_withheld: bool) -> ChangeRow:
    hidden = str(protection.HIDDEN)
    return ChangeRow(
        detail=one["detail"],
        label=str(Detail(one["detail"]).label),
        before=hidden if is_withheld else one["before"],
        after=hidden if is_withheld else one["after"],
        at=datetime.fromisoformat(one["at"]),
        by_kind=one["by_kind"],
        by=one["by"],
    )


def _purpose(key: str) -> str:
    return str(consent_purposes.get(key).title) if key in consent_purposes else key


def _day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None


def _moment(text: str) -> date:
    return localdate(datetime.fromisoformat(text))
