"""The tables of people's own records that take part when two are made one."""

from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import Q
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from moothall.people.grant_workflow import GrantState
from moothall.people.linking_words import LinkEnd
from moothall.people.merging.disputes import about_consents, consent_over
from moothall.people.merging.ports import (
    MovedTable,
    Objection,
    Rival,
    Staying,
    moved_tables,
    objections,
    staying_columns,
)
from moothall.people.models import (
    CommunicationNeeds,
    Consent,
    ContactPoint,
    ContactProof,
    DataDownload,
    DetailChange,
    Erasure,
    Grant,
    Help,
    Joining,
    LikelyPair,
    LinkedAccount,
    Membership,
    Merge,
    Organisation,
    Person,
    PersonWarning,
    PostedCode,
    ProtectedLook,
    ProvenFact,
    RecordAccess,
    Residence,
    Tie,
)
from moothall.people.needs import needs_of
from moothall.places.queries import address

_MERGED = "merged"


def _needs(row: CommunicationNeeds) -> str:
    said = needs_of(row.person_id)
    return ", ".join(said.in_words) or _("Nothing out of the ordinary")


def _home(row: Residence) -> str:
    found = address(row.uprn)
    return found.line if found is not None else str(row.uprn)


def _grant_over(now: datetime) -> dict[str, Any]:
    return {"state": GrantState.REVOKED, "ended_at": now, "reason": _MERGED}


def _moved_out(now: datetime) -> dict[str, Any]:
    return {"ended_at": now}


TABLES = (
    MovedTable(model=ContactPoint, words=gettext_lazy("Ways to reach them"), rival=Rival.LEAVE),
    MovedTable(model=Consent, words=gettext_lazy("Consents"), rival=Rival.SET_ASIDE,
               disputes=about_consents, overruled=consent_over),
    MovedTable(model=DetailChange, words=gettext_lazy("Changes of their details"), is_quiet=True),
    MovedTable(
        model=ContactProof,
        words=gettext_lazy("Codes to prove an address"),
        rival=Rival.SET_ASIDE,
        is_quiet=True,
    ),
    MovedTable(model=Membership, words=gettext_lazy("Organisations they act for"),
               rival=Rival.END, ended=_moved_out),
    MovedTable(model=Grant, words=gettext_lazy("Rights of others to act for them"),
               rival=Rival.END, ended=_grant_over),
    MovedTable(model=Grant, column="delegate", rival=Rival.END, ended=_grant_over,
               words=gettext_lazy("Rights to act for others")),
    MovedTable(model=Help, words=gettext_lazy("Times that staff helped them"), is_quiet=True),
    MovedTable(model=ProtectedLook, words=gettext_lazy("Looks at what is hidden"), is_quiet=True),
    MovedTable(model=ProvenFact, words=gettext_lazy("What was proven about them"),
               rival=Rival.SET_ASIDE),
    MovedTable(
        model=LinkedAccount,
        words=gettext_lazy("Linked accounts"),
        rival=Rival.END,
        ended=lambda now: {"ended_at": now, "ended_because": LinkEnd.UNLINKED},
    ),
    MovedTable(model=PostedCode, words=gettext_lazy("Codes by post"), is_quiet=True),
    MovedTable(
        model=CommunicationNeeds,
        words=gettext_lazy("How they want to be written to"),
        rival=Rival.CHOOSE,
        say=_needs,
    ),
    MovedTable(model=RecordAccess, words=gettext_lazy("Looks of staff at their record"),
               rival=Rival.SET_ASIDE, is_quiet=True),
    MovedTable(
        model=Residence, words=gettext_lazy("Where they live"), rival=Rival.CHOOSE, say=_home
    ),
    MovedTable(model=Joining, words=gettext_lazy("Their account")),
    MovedTable(model=DataDownload, words=gettext_lazy("Copies of their data"),
               rival=Rival.SET_ASIDE, is_quiet=True),
    MovedTable(model=Erasure, words=gettext_lazy("Wishes to be erased"), is_quiet=True),
    MovedTable(model=PersonWarning, words=gettext_lazy("Warnings"), permission="warning.view"),
    MovedTable(model=Tie, words=gettext_lazy("Relationships"), rival=Rival.END, ended=_moved_out),
    MovedTable(model=Tie, column="other", rival=Rival.END, ended=_moved_out,
               words=gettext_lazy("Relationships that others named")),
    MovedTable(model=Person, column="merged_into", is_quiet=True,
               words=gettext_lazy("Records merged before")),
)  # fmt: skip

STAYING = (
    Staying(Merge, "kept", "it says what was merged into what"),
    Staying(Merge, "gone", "it says what was merged into what"),
    Staying(LikelyPair, "first", "a decision about two records as they were"),
    Staying(LikelyPair, "second", "a decision about two records as they were"),
    Staying(Organisation, "person", "records of organisations are not merged"),
)


def _two_accounts(one: UUID, other: UUID, now: datetime) -> str:
    joined = Joining.objects.filter(person_id__in=(one, other), ended_at__isnull=True)
    if joined.count() < 2:  # noqa: PLR2004 - one account is no obstacle
        return ""
    return _(
        "Both have an account they sign in with. Ask the person which they use; the other must "
        "leave the council in its account first."
    )


def _erasing(one: UUID, other: UUID, now: datetime) -> str:
    going_on = Erasure.objects.filter(
        person_id__in=(one, other), undone_at__isnull=True, finished_at__isnull=True
    )
    if not going_on.exists():
        return ""
    return _("One of them has asked to be erased. That must be over first.")


def _organisation(one: UUID, other: UUID, now: datetime) -> str:
    if not Organisation.objects.filter(person_id__in=(one, other)).exists():
        return ""
    return _("One of them is the record of an organisation, not of a person.")


def _one_for_the_other(one: UUID, other: UUID, now: datetime) -> str:
    """Return words where one may act for the other: then they are two people."""
    both = (one, other)
    grants = Grant.objects.filter(person_id__in=both, delegate_id__in=both)
    ties = Tie.objects.filter(person_id__in=both, other_id__in=both)
    if not grants.exists() and not ties.exists():
        return ""
    return _("One of them is written down as acting for, or belonging to, the other.")


def _apart(one: UUID, other: UUID, now: datetime) -> str:
    pairs = LikelyPair.objects.filter(Q(first_id=one, second_id=other)
                                      | Q(first_id=other, second_id=one))  # fmt: skip
    if not pairs.filter(state="apart").exists():
        return ""
    return _("Somebody has decided that these are two people. Open the pair again first.")


OBJECTIONS = (
    Objection("people.two-accounts", _two_accounts),
    Objection("people.erasing", _erasing),
    Objection("people.organisation", _organisation),
    Objection("people.one-for-the-other", _one_for_the_other),
    Objection("people.apart", _apart),
)


def register() -> None:
    """Let people's own tables take part."""
    for table in TABLES:
        moved_tables.register(table)
    for column in STAYING:
        staying_columns.register(column)
    for objection in OBJECTIONS:
        objections.register(objection)
