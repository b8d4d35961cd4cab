"""What is held of acting for others: grants, their letters, organisations, and help by staff."""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from typing import Any, ClassVar
from uuid import UUID

from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from moothall.people.actions.ending_grants import forget_grants_of
from moothall.people.held_tables import (
    MACHINERY,
    NUMBER_OF_ACTOR,
    SECRET,
    SHOWN_ELSEWHERE,
    HeldTable,
)
from moothall.people.models import (
    Grant,
    Help,
    Invitation,
    Membership,
    Organisation,
    ProtectedLook,
    ResidentSession,
)
from moothall.people.personal_data import Fate, Section, Whose
from moothall.people.scope_words import in_words

_OURSELVES = "it is the person themselves"
_OF_THE_OTHER = "of two people in one row, each is shown only that the other is there"
_NEVER_TOLD = "whoever reads the copy of a protected person, by force even, must not learn of it"


def _side(row: Grant, whose: Whose) -> str:
    is_theirs = row.person_id == whose.person_id
    return _("Somebody acts for you") if is_theirs else _("You act for somebody")


def _employee(row: Help, whose: Whose) -> str:
    return row.employee.name if whose.names_of_staff else _("A member of staff")


def _scopes(row: Any, whose: Whose) -> list[str]:
    return in_words(row.scopes)


GRANTS = HeldTable(
    key="people.grants",
    model=Grant,
    title=gettext_lazy("Acting for others"),
    explanation=gettext_lazy("Who may deal with whose affairs, so that nobody else does."),
    columns={
        "person_id": gettext_lazy("For whom"),
        "kind": gettext_lazy("By what right"),
        "scopes": gettext_lazy("What for"),
        "said_name": gettext_lazy("Name, as it was given to us"),
        "said_born_on": gettext_lazy("Date of birth, as it was given to us"),
        "said_where": gettext_lazy("Where they live, as it was given to us"),
        "state": gettext_lazy("What became of it"),
        "asked_at": gettext_lazy("Asked"),
        "starts_at": gettext_lazy("From"),
        "expires_at": gettext_lazy("Until"),
        "ended_at": gettext_lazy("Ended"),
        "use_told_on": gettext_lazy("Day on which its use was last told"),
    },
    left_out={
        "delegate_id": _OF_THE_OTHER,
        "organisation_id": SHOWN_ELSEWHERE,
        "evidence": MACHINERY,
        "asked_by": NUMBER_OF_ACTOR,
        "approved_by": NUMBER_OF_ACTOR,
        "revoked_by": NUMBER_OF_ACTOR,
        "reason": "staff or one of the two wrote it, often of the other, who may be in danger",
    },
    shown={
        "person_id": _side,
        "scopes": _scopes,
        "kind": lambda row, whose: row.get_kind_display(),
        "state": lambda row, whose: row.get_state_display(),
    },
)
INVITATIONS = HeldTable(
    key="people.invitations",
    model=Invitation,
    title=gettext_lazy("Letters that asked to agree to it"),
    explanation=gettext_lazy("So that nobody acts for another who has not agreed."),
    columns={
        "role": gettext_lazy("What for"),
        "sent_at": gettext_lazy("Sent"),
        "expires_at": gettext_lazy("Good until"),
        "answered_at": gettext_lazy("Answered"),
        "withdrawn_at": gettext_lazy("Taken back"),
    },
    left_out={
        "grant_id": SHOWN_ELSEWHERE,
        "organisation_id": SHOWN_ELSEWHERE,
        "email": "the other one's; one's own stands among the addresses to sign in with",
    },
    shown={"role": lambda row, whose: row.get_role_display()},
)
ORGANISATIONS = HeldTable(
    key="people.organisations",
    model=Organisation,
    title=gettext_lazy("The organisation that this record is about"),
    explanation=gettext_lazy("So that its members can deal with its affairs."),
    columns={
        "name": gettext_lazy("Name"),
        "number": gettext_lazy("Number"),
        "created_at": gettext_lazy("Known since"),
    },
    left_out={"person_id": _OURSELVES},
)
MEMBERSHIPS = HeldTable(
    key="people.memberships",
    model=Membership,
    title=gettext_lazy("Organisations you act for"),
    explanation=gettext_lazy("So that you can deal with their affairs."),
    columns={
        "organisation_id": gettext_lazy("Organisation"),
        "role": gettext_lazy("Role"),
        "joined_at": gettext_lazy("Joined"),
        "ended_at": gettext_lazy("Left"),
    },
    left_out={"person_id": _OURSELVES},
    shown={
        "organisation_id": lambda row, whose: row.organisation.name,
        "role": lambda row, whose: row.get_role_display(),
    },
)
HELPS = HeldTable(
    key="people.helps",
    model=Help,
    title=gettext_lazy("Times when our staff helped you"),
    explanation=gettext_lazy("So that it can be seen who dealt with your affairs, and why."),
    columns={
        "began_at": gettext_lazy("Began"),
        "last_used_at": gettext_lazy("Last used"),
        "ended_at": gettext_lazy("Ended"),
        "employee_id": gettext_lazy("Who"),
        "channel": gettext_lazy("How you spoke with us"),
        "level": gettext_lazy("Questions you answered"),
        "reason": gettext_lazy("Reason given"),
    },
    left_out={"person_id": _OURSELVES, "session_digest": SECRET},
    shown={"employee_id": _employee},
)
#: Never collected; said here so that a test sees that nothing of it is in a copy.
PROTECTED_LOOKS = HeldTable(
    key="people.protected-looks",
    model=ProtectedLook,
    title="",
    explanation="",
    columns={},
    left_out={
        "employee_id": _NEVER_TOLD,
        "session_digest": SECRET,
        "person_id": _OURSELVES,
        "reason": _NEVER_TOLD,
        "began_at": _NEVER_TOLD,
        "ends_at": _NEVER_TOLD,
    },
)


class Acting:
    """The holder of grants, organisations and help, of which each side is shown its own."""

    key: ClassVar[str] = "acting"

    def things(self, person_id: UUID, /) -> Mapping[str, Collection[UUID]]:
        """Return the grants over the person: lines about those to them are about somebody else."""
        over = Grant.objects.filter(person_id=person_id)
        return {Grant._meta.label_lower: list(over.values_list("pk", flat=True))}

    def collect(self, whose: Whose, /) -> Sequence[Section]:
        """Return who acts for the person and for whom they act, without the other one's data."""
        memberships = _memberships(whose).select_related("organisation")
        helps = Help.objects.filter(person_id=whose.person_id).select_related("employee")
        return [
            GRANTS.section(whose, _grants(whose).order_by("asked_at", "pk")),
            INVITATIONS.section(whose, _invitations(whose).order_by("sent_at", "pk")),
            ORGANISATIONS.section(whose, _organisations(whose).order_by("created_at", "pk")),
            MEMBERSHIPS.section(whose, memberships.order_by("joined_at", "pk")),
            HELPS.section(whose, helps.order_by("began_at", "pk")),
        ]

    def foresee(self, whose: Whose, now: datetime, /) -> Sequence[Fate]:
        """Return how many go; a look at a protected person goes without being told of."""
        helps = Help.objects.filter(person_id=whose.person_id)
        return [
            Fate(what=_("Rights to act for others"), count=_grants(whose).count()),
            Fate(what=_("Organisations you act for"), count=_memberships(whose).count()),
            Fate(what=_("Times when our staff helped you"), count=helps.count()),
        ]

    def erase(self, whose: Whose, now: datetime, /) -> Sequence[Fate]:
        """Delete them, and tell the other side of those in force that they are over."""
        fates = self.foresee(whose, now)
        forget_grants_of(person_id=whose.person_id, now=now)
        grants = list(_grants(whose).values_list("pk", flat=True))
        memberships = list(_memberships(whose).values_list("pk", flat=True))
        ResidentSession.objects.filter(grant_id__in=grants).update(grant=None)
        ResidentSession.objects.filter(membership_id__in=memberships).update(membership=None)
        _invitations(whose).delete()
        Grant.objects.filter(pk__in=grants).delete()
        Membership.objects.filter(pk__in=memberships).delete()
        _organisations(whose).update(name="", number="")
        Help.objects.filter(person_id=whose.person_id).delete()
        ProtectedLook.objects.filter(person_id=whose.person_id).delete()
        return fates


def _grants(whose: Whose) -> QuerySet[Grant]:
    return Grant.objects.filter(Q(person_id=whose.person_id) | Q(delegate_id=whose.person_id))


def _invitations(whose: Whose) -> QuerySet[Invitation]:
    return Invitation.objects.filter(
        Q(grant_id__in=_grants(whose).values("pk"))
        | Q(organisation_id__in=_organisations(whose).values("pk"))
    )


def _organisations(whose: Whose) -> QuerySet[Organisation]:
    return Organisation.objects.filter(person_id=whose.person_id)


def _memberships(whose: Whose) -> QuerySet[Membership]:
    return Membership.objects.filter(person_id=whose.person_id)
