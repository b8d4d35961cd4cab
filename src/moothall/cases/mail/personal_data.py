"""What mail holds about people: letters that they wrote, and letters to them."""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from typing import Any, ClassVar
from uuid import UUID

from django.db.models import QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from moothall.cases.keeping import cases_kept
from moothall.cases.mail.actions.forgetting import erase_mail
from moothall.cases.mail.models import DoubtfulAddress, Mail, MailDraft, OutgoingMail
from moothall.cases.models import Case
from moothall.documents.personal_data import FILE
from moothall.people.held_tables import (
    DERIVED,
    MACHINERY,
    SHOWN_ELSEWHERE,
    HeldTable,
    who,
)
from moothall.people.keeping_reasons import CONTACT, lengths
from moothall.people.models import ContactKind, ContactPoint
from moothall.people.personal_data import Fate, Section, Whose

MAIL = Mail._meta.label_lower
SENT = OutgoingMail._meta.label_lower
_CASE = Case._meta.label_lower
_OF_STAFF = "who of the staff decided; says nothing about the person"


def _reference(row: Any, _whose: Whose) -> str:
    return str(row.case.reference) if row.case_id else ""


def _names(row: Any, _whose: Whose) -> str:
    return ", ".join(one["name"] for one in row.files)


LETTERS = HeldTable(
    key="cases.mail",
    model=Mail,
    title=gettext_lazy("E-mails you sent us"),
    explanation=gettext_lazy("What you wrote to our mailboxes, and what became of it."),
    columns={
        "came_at": gettext_lazy("Came"),
        "written_at": gettext_lazy("Written"),
        "sender_address": gettext_lazy("From"),
        "sender_name": gettext_lazy("Name"),
        "reply_address": gettext_lazy("Answers go to"),
        "subject": gettext_lazy("Subject"),
        "text": gettext_lazy("Text"),
        "files": gettext_lazy("Files"),
        "kind": gettext_lazy("Kind"),
        "fate": gettext_lazy("What became of it"),
        "case_id": gettext_lazy("Reference"),
        "is_verified": gettext_lazy("It came from your own address"),
    },
    left_out={
        "mailbox_id": MACHINERY,
        "message_id": MACHINERY,
        "references": MACHINERY,
        "problems": MACHINERY,
        "person_id": "it is you",
        "guessed_case_id": DERIVED,
        "interaction_id": SHOWN_ELSEWHERE,
        "fold_digest": MACHINERY,
        "alike": MACHINERY,
        "version": MACHINERY,
        "settled_at": _OF_STAFF,
        "settled_by_kind": _OF_STAFF,
        "settled_by_identifier": _OF_STAFF,
        "settled_by_name": _OF_STAFF,
    },
    shown={"case_id": _reference, "files": _names},
)
ANSWERS = HeldTable(
    key="cases.mail-sent",
    model=OutgoingMail,
    title=gettext_lazy("E-mails we sent you"),
    explanation=gettext_lazy("What our teams wrote to you from their mailboxes."),
    columns={
        "queued_at": gettext_lazy("Written"),
        "sent_at": gettext_lazy("Sent"),
        "recipient": gettext_lazy("To"),
        "subject": gettext_lazy("Subject"),
        "text": gettext_lazy("Text"),
        "kind": gettext_lazy("Kind"),
        "state": gettext_lazy("State"),
        "problem": gettext_lazy("What went wrong"),
        "case_id": gettext_lazy("Reference"),
        "written_by_name": gettext_lazy("Written by"),
    },
    left_out={
        "mailbox_id": MACHINERY,
        "mail_id": SHOWN_ELSEWHERE,
        "person_id": "it is you",
        "language": MACHINERY,
        "enclosed": SHOWN_ELSEWHERE,
        "message_id": MACHINERY,
        "in_reply_to": MACHINERY,
        "references": MACHINERY,
        "answer_to": MACHINERY,
        "attempts": MACHINERY,
        "lease_until": MACHINERY,
        "is_handed_over": MACHINERY,
        "written_by_kind": "the name says who",
        "written_by_identifier": "the name says who",
    },
    shown={"case_id": _reference, "written_by_name": who("written_by")},
)
DRAFTS = HeldTable(
    key="cases.mail-drafts",
    model=MailDraft,
    title=gettext_lazy("E-mails to you that are not finished"),
    explanation=gettext_lazy("What our teams have begun to write to you."),
    columns={
        "saved_at": gettext_lazy("Last changed"),
        "recipient": gettext_lazy("To"),
        "title": gettext_lazy("Subject"),
        "text": gettext_lazy("Text"),
    },
    left_out={
        "subject_kind": MACHINERY,
        "subject_id": SHOWN_ELSEWHERE,
        "author_identifier": _OF_STAFF,
        "author_name": _OF_STAFF,
        "version": MACHINERY,
    },
)


class HeldMail:
    """The holder of letters, drafts and doubtful addresses."""

    key: ClassVar[str] = "cases.mail"

    def things(self, person_id: UUID, /) -> Mapping[str, Collection[UUID]]:
        """Return the person's letters, in and out, and the files that came with them."""
        letters = Mail.objects.filter(person_id=person_id)
        files = [
            UUID(one["file_id"])
            for files in letters.values_list("files", flat=True)
            for one in files
            if one["file_id"]
        ]
        sent = OutgoingMail.objects.filter(person_id=person_id)
        return {
            MAIL: list(letters.values_list("pk", flat=True)),
            SENT: list(sent.values_list("pk", flat=True)),
            FILE: files,
        }

    def collect(self, whose: Whose, /) -> Sequence[Section]:
        """Return every letter in and out, and drafts of answers."""
        letters = Mail.objects.filter(pk__in=whose.ids(MAIL)).select_related("case")
        sent = OutgoingMail.objects.filter(pk__in=whose.ids(SENT)).select_related("case")
        return [
            LETTERS.section(whose, letters.order_by("came_at", "pk")),
            ANSWERS.section(whose, sent.order_by("queued_at", "pk")),
            DRAFTS.section(whose, _drafts(whose).order_by("saved_at", "pk")),
        ]

    def foresee(self, whose: Whose, now: datetime, /) -> Sequence[Fate]:
        """Return how many letters go, and which stay and until when."""
        going, staying = _parted(whose, now)
        fates = [Fate(what=_("E-mails"), count=len(going))]
        if staying:
            last = max(staying.values())
            fates.append(
                Fate(
                    what=_("E-mails"),
                    count=len(staying),
                    reason=CONTACT.key,
                    until=last + lengths()(CONTACT),
                )
            )
        return fates

    def erase(self, whose: Whose, now: datetime, /) -> Sequence[Fate]:
        """Erase the letters that nobody needs any more."""
        fates = self.foresee(whose, now)
        going, _staying = _parted(whose, now)
        _drafts(whose).delete()
        _doubts(whose).delete()
        erase_mail(mail_ids=list(going & set(whose.ids(MAIL))))
        OutgoingMail.objects.filter(pk__in=list(going & set(whose.ids(SENT)))).delete()
        return fates


def _parted(whose: Whose, now: datetime) -> tuple[set[UUID], dict[UUID, datetime]]:
    """Return the letters that go, and when those came that stay: with their case, or too young."""
    kept = set(cases_kept(whose.ids(_CASE), now=now))
    going: set[UUID] = set()
    staying: dict[UUID, datetime] = {}
    came = Mail.objects.filter(pk__in=whose.ids(MAIL)).values_list("pk", "case_id", "came_at")
    sent = OutgoingMail.objects.filter(pk__in=whose.ids(SENT))
    for pk, case_id, at in [*came, *sent.values_list("pk", "case_id", "queued_at")]:
        own_case = case_id in set(whose.ids(_CASE))
        stays = case_id in kept if own_case else at > now - lengths()(CONTACT)
        if stays:
            staying[pk] = at
        else:
            going.add(pk)
    return going, staying


def _drafts(whose: Whose) -> QuerySet[MailDraft]:
    about = [whose.person_id, *whose.ids(MAIL), *whose.ids(_CASE)]
    return MailDraft.objects.filter(subject_id__in=about)


def _doubts(whose: Whose) -> QuerySet[DoubtfulAddress]:
    points = ContactPoint.objects.filter(person_id=whose.person_id, kind=ContactKind.EMAIL)
    return DoubtfulAddress.objects.filter(address__in=points.values("normalised"))
