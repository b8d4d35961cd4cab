"""The holders of this app and of the kernel, whose audit this app, above it, can ask about."""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from typing import ClassVar
from uuid import UUID

from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from moothall.kernel.actors import ActorKind
from moothall.kernel.models import AuditEntry
from moothall.people.holding import tables
from moothall.people.holding.sign_in import sections_of_sign_in
from moothall.people.keeping_reasons import ACCOUNTING, NEEDED
from moothall.people.linking_words import ChangeState
from moothall.people.models import (
    AccountChange,
    CommunicationNeeds,
    Consent,
    ContactPoint,
    ContactProof,
    DataDownload,
    DetailChange,
    Erasure,
    ImportedPair,
    ImportedUser,
    Joining,
    KeptWords,
    LinkedAccount,
    Person,
    PostedCode,
    ProvenFact,
    RecordAccess,
    Residence,
    ResidentSession,
)
from moothall.people.personal_data import PERSON, Fate, Section, Whose

#: Models of which the audit keeps lines.
_IN_THE_AUDIT = (
    CommunicationNeeds,
    Consent,
    DataDownload,
    Erasure,
    LinkedAccount,
    PostedCode,
    Residence,
)

#: Models whose rows are deleted at once: nothing else needs them.
_DELETED = (
    CommunicationNeeds,
    Consent,
    ContactProof,
    DetailChange,
    PostedCode,
    ProvenFact,
    RecordAccess,
    Residence,
)


class Audit:
    """The holder of the audit: lines that name the person, or a thing of theirs."""

    key: ClassVar[str] = "kernel"

    def things(self, person_id: UUID, /) -> Mapping[str, Collection[UUID]]:
        """Return nothing: a line is about a thing of another app."""
        return {}

    def collect(self, whose: Whose, /) -> Sequence[Section]:
        """Return the lines, oldest first; the council's table is read once."""
        return [tables.AUDIT.section(whose, entries_about(whose).order_by("occurred_at", "pk"))]

    def foresee(self, whose: Whose, now: datetime, /) -> Sequence[Fate]:
        """Return how many lines lose the person's name, and until when they stay without it."""
        about = entries_about(whose)
        named = _naming(about, whose).count()
        return [
            Fate(what=_("Your name in our record of who did what"), count=named),
            Fate(
                what=_("Lines in our record of who did what, without your name"),
                count=about.count(),
                reason=ACCOUNTING.key,
            ),
        ]

    def erase(self, whose: Whose, now: datetime, /) -> Sequence[Fate]:
        """Take the person's name out of the lines, and the reasons, which people typed."""
        fates = self.foresee(whose, now)
        about = entries_about(whose)
        _naming(about, whose).update(actor_name="")
        about.exclude(reason="").update(reason="")
        return fates


class People:
    """The holder of persons with everything that hangs on them here, and of their sign-in."""

    key: ClassVar[str] = "people"

    def things(self, person_id: UUID, /) -> Mapping[str, Collection[UUID]]:
        """Return those of the rows that the audit may be about."""
        return {
            PERSON: [person_id],
            **{
                model._meta.label_lower: list(
                    model.objects.filter(person_id=person_id).values_list("pk", flat=True)
                )
                for model in _IN_THE_AUDIT
            },
            ImportedUser._meta.label_lower: list(
                ImportedUser.objects.filter(
                    account_id__in=Joining.objects.filter(person_id=person_id).values("account_id")
                ).values_list("pk", flat=True)
            ),
            AccountChange._meta.label_lower: list(_changes(person_id).values_list("pk", flat=True)),
        }

    def collect(self, whose: Whose, /) -> Sequence[Section]:
        """Return the person's own record, and their sign-in where they are joined to one."""
        person_id = whose.person_id
        accounts = Joining.objects.filter(person_id=person_id).values("account_id")
        sections = [
            tables.PERSON.section(whose, Person.objects.filter(pk=person_id)),
            *(
                table.section(whose, rows.order_by(*order))
                for table, rows, order in (
                    (tables.CONTACT_POINTS, _of(ContactPoint, whose), ("created_at", "pk")),
                    (tables.DETAIL_CHANGES, _of(DetailChange, whose), ("changed_at", "pk")),
                    (tables.CONTACT_PROOFS, _of(ContactProof, whose), ("asked_at", "pk")),
                    (tables.JOININGS, _of(Joining, whose), ("joined_at", "pk")),
                    (
                        tables.SESSIONS,
                        ResidentSession.objects.filter(account_id__in=accounts),
                        ("began_at", "pk"),
                    ),
                    (
                        tables.KEPT_WORDS,
                        KeptWords.objects.filter(account_id__in=accounts),
                        ("kept_at", "pk"),
                    ),
                    (
                        tables.IMPORTED_USERS,
                        ImportedUser.objects.filter(account_id__in=accounts),
                        ("imported_at", "pk"),
                    ),
                    (tables.CONSENTS, _of(Consent, whose), ("given_at", "pk")),
                    (
                        tables.ACCESSES,
                        _of(RecordAccess, whose).filter(is_covert=False),
                        ("hour", "pk"),
                    ),
                    (tables.PROVEN_FACTS, _of(ProvenFact, whose), ("kept_at", "pk")),
                    (tables.NEEDS, _of(CommunicationNeeds, whose), ("changed_at", "pk")),
                    (tables.RESIDENCES, _of(Residence, whose), ("created_at", "pk")),
                    (tables.LINKED_ACCOUNTS, _of(LinkedAccount, whose), ("linked_at", "pk")),
                    (tables.POSTED_CODES, _of(PostedCode, whose), ("asked_at", "pk")),
                    (
                        tables.ACCOUNT_CHANGES,
                        _changes(person_id).select_related("linked_account"),
                        ("asked_at", "pk"),
                    ),
                    (tables.DOWNLOADS, _of(DataDownload, whose), ("asked_at", "pk")),
                    (tables.ERASURES, _of(Erasure, whose), ("asked_at", "pk")),
                )
            ),
        ]
        if whose.account_id is not None:
            sections += sections_of_sign_in(whose.account_id)
        return sections

    def foresee(self, whose: Whose, now: datetime, /) -> Sequence[Fate]:
        """Return what goes of the record itself; the name goes last, with what needs it."""
        waiting = AccountChange.objects.filter(pk__in=_waiting(whose.person_id)).count()
        going = [
            Fate(what=what, count=rows.count())
            for what, rows in (
                (_("Accounts you linked"), _linked(whose)),
                (_("Addresses where you live or lived"), _of(Residence, whose)),
                (_("How you want to be written to"), _of(CommunicationNeeds, whose)),
                (_("What was proven about you"), _of(ProvenFact, whose)),
                (_("Changes of your details"), _of(DetailChange, whose)),
                (_("Your consents"), _of(Consent, whose)),
                (_("Looks of staff at your record"), _of(RecordAccess, whose)),
                (_("Times you were signed in"), _sessions(whose)),
                (_("What you wrote and have not sent"), _unsent(whose)),
                (_("Your accounts at older websites"), _imported(whose)),
            )
        ]
        words = _("Changes you asked for on linked accounts")
        return [*going, *([Fate(what=words, count=waiting, reason=NEEDED.key)] if waiting else [])]

    def erase(self, whose: Whose, now: datetime, /) -> Sequence[Fate]:
        """Delete what hangs on the person; the person, joining and erasure are left to the end."""
        fates = self.foresee(whose, now)
        _sessions(whose).delete()
        _unsent(whose).delete()
        imported = list(_imported(whose).values_list("pk", flat=True))
        ImportedPair.objects.filter(Q(first_id__in=imported) | Q(second_id__in=imported)).delete()
        ImportedUser.objects.filter(same_as_id__in=imported).update(same_as_id=None)
        ImportedUser.objects.filter(pk__in=imported).delete()
        linked = list(_linked(whose).values_list("pk", flat=True))
        AccountChange.objects.filter(linked_account_id__in=linked).delete()
        LinkedAccount.objects.filter(pk__in=linked).delete()
        for model in _DELETED:
            _of(model, whose).delete()
        return fates


def entries_about(whose: Whose) -> QuerySet[AuditEntry]:
    """Return the lines of the audit that name a person, as subject or as actor, or their things."""
    own = _own_ids(whose)
    about = Q(on_behalf_of__in=own) | Q(
        actor_kind=ActorKind.RESIDENT.value, actor_identifier__in=own, on_behalf_of=""
    )
    for label, ids in whose.things.items():
        about |= Q(subject_type=label, subject_id__in=[str(one) for one in ids])
    return AuditEntry.objects.filter(about)


def _own_ids(whose: Whose) -> list[str]:
    """Return by which ids the audit knows somebody: their own, and those merged into it."""
    return [str(one) for one in {whose.person_id, *whose.ids(PERSON)}]


def _naming(about: QuerySet[AuditEntry], whose: Whose) -> QuerySet[AuditEntry]:
    own = Q(actor_identifier__in=_own_ids(whose)) | Q(actor_identifier="")
    return about.filter(own, actor_kind=ActorKind.RESIDENT.value).exclude(actor_name="")


def _changes(person_id: UUID) -> QuerySet[AccountChange]:
    return AccountChange.objects.filter(linked_account__person_id=person_id)


def _waiting(person_id: UUID) -> QuerySet[AccountChange]:
    """Return the changes that the other system has not heard of yet."""
    return _changes(person_id).filter(state=ChangeState.ASKED)


def _linked(whose: Whose) -> QuerySet[LinkedAccount]:
    """Return the linked accounts on which nothing waits to be changed."""
    waiting = _waiting(whose.person_id).values("linked_account_id")
    return LinkedAccount.objects.filter(person_id=whose.person_id).exclude(pk__in=waiting)


def _sessions(whose: Whose) -> QuerySet[ResidentSession]:
    accounts = Joining.objects.filter(person_id=whose.person_id).values("account_id")
    return ResidentSession.objects.filter(account_id__in=accounts)


def _unsent(whose: Whose) -> QuerySet[KeptWords]:
    accounts = Joining.objects.filter(person_id=whose.person_id).values("account_id")
    return KeptWords.objects.filter(account_id__in=accounts)


def _imported(whose: Whose) -> QuerySet[ImportedUser]:
    accounts = Joining.objects.filter(person_id=whose.person_id).values("account_id")
    return ImportedUser.objects.filter(account_id__in=accounts)


def _of(model: type, whose: Whose) -> QuerySet:  # type: ignore[type-arg]
    rows: QuerySet = model.objects.filter(person_id=whose.person_id)  # type: ignore[type-arg, attr-defined]
    return rows
