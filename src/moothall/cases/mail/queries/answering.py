"""What whoever answers is given: drafts, ready-made answers, the mailbox's signature."""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from django.db.models import Count, Q, QuerySet

from moothall.cases.mail.actions.answering import Subject
from moothall.cases.mail.models import (
    DoubtfulAddress,
    Mail,
    Mailbox,
    MailDraft,
    OutgoingMail,
    ReadyAnswer,
)
from moothall.cases.mail.rows import DraftRow, MailboxRow, ReadyAnswerRow
from moothall.kernel.actors import Actor
from moothall.people.contact import normalise_contact
from moothall.people.models import ContactKind

MOST_ANSWERS = 200
MOST_FOUND = 20


@dataclass(frozen=True)
class Placeholders:
    """What stands for the places in a ready-made answer."""

    name: str = ""
    reference: str = ""
    service: str = ""
    council: str = ""
    officer: str = ""

    def fill(self, text: str) -> str:
        """Return a text with its places filled; what is not known stays, for its writer to see."""
        for place, value in vars(self).items():
            if value:
                text = text.replace("{" + place + "}", value)
        return text


def drafts_of(actor: Actor, subject: Subject) -> list[DraftRow]:
    """Return the answers that were begun to something, one's own first; one query."""
    rows = MailDraft.objects.filter(subject_kind=subject.kind, subject_id=subject.id)
    found = [
        DraftRow(
            text=one.text,
            title=one.title,
            recipient=one.recipient,
            version=one.version,
            saved_at=one.saved_at,
            author=one.author_name,
            is_own=one.author_identifier == actor.identifier,
        )
        for one in rows.order_by("-saved_at")
    ]
    return sorted(found, key=lambda one: not one.is_own)


def ready_answers(
    council_id: int, *, filled: Placeholders, language: str = "en", asked: str = ""
) -> list[ReadyAnswerRow]:
    """Return ready-made answers with all of the words that are asked for; one query."""
    rows = ReadyAnswer.objects.filter(council_id=council_id).order_by("title")[:MOST_ANSWERS]
    words = asked.casefold().split()
    found = []
    for one in rows:
        text = (one.text_cy if language == "cy" else "") or one.text
        said = f"{one.title} {text}".casefold()
        if all(word in said for word in words):
            found.append(ReadyAnswerRow(one.pk, one.title, filled.fill(text)))
    return found[:MOST_FOUND]


def mailboxes_with_counts(council_id: int, ids: Sequence[UUID]) -> list[MailboxRow]:
    """Return mailboxes with how many letters wait and are in trouble; three queries."""
    waiting = _counts(Mail.objects.filter(fate="waiting"), ids)
    troubled = _counts(OutgoingMail.objects.filter(state__in=["bounced", "failed", "unknown"]), ids)
    rows = Mailbox.objects.filter(council_id=council_id, pk__in=list(ids)).select_related("team")
    return [
        MailboxRow(
            id=one.pk,
            slug=one.slug,
            name=one.name,
            address=one.address,
            team=one.team.name,
            is_active=one.is_active,
            problem=one.problem,
            problem_since=one.problem_since,
            fetched_at=one.fetched_at,
            waiting=waiting.get(one.pk, 0),
            in_trouble=troubled.get(one.pk, 0),
        )
        for one in rows.order_by("name")
    ]


def doubtful_among(council_id: int, addresses: Sequence[str]) -> frozenset[str]:
    """Return those of these addresses from which a letter of ours came back; one query."""
    asked = {normalise_contact(ContactKind.EMAIL, one): one for one in addresses if one}
    if not asked:
        return frozenset()
    found = DoubtfulAddress.objects.filter(Q(council_id=council_id, address__in=list(asked)))
    return frozenset(asked[one] for one in found.values_list("address", flat=True))


def quoted(text: str, *, said: str) -> str:
    """Return a letter as an answer quotes it."""
    lines = "\n".join(f"> {line}" for line in text.splitlines()[:_MOST_QUOTED])
    return f"{said}\n{lines}"


_MOST_QUOTED = 200


def _counts(rows: QuerySet[Mail] | QuerySet[OutgoingMail], ids: Sequence[UUID]) -> dict[UUID, int]:
    of_mailboxes = rows.filter(mailbox_id__in=list(ids)).values("mailbox_id")
    return {one["mailbox_id"]: one["number"] for one in of_mailboxes.annotate(number=Count("pk"))}
