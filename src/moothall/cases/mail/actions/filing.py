"""
Filing a letter that was read: to its case, before a person, or among what needs nobody.

Who merely names a reference is never let into a case: only the signed address leads there, or an
answer to a letter of ours by the one it was sent to. All else a person decides.
"""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import F

from moothall.cases.channels import Channel, Direction
from moothall.cases.mail.actions.acknowledging import acknowledge
from moothall.cases.mail.actions.bouncing import note_bounce, note_sound
from moothall.cases.mail.actions.joining import add_to_case
from moothall.cases.mail.models import (
    Fate,
    KeptMail,
    Mail,
    Mailbox,
    MailKind,
    Reading,
    StrangersBecome,
)
from moothall.cases.mail.queries.matching import Match, is_of_council, match_of
from moothall.cases.mail.reading.letter import Letter
from moothall.cases.mail.telling_apart import came_before, fold_digest, kind_of, written_at
from moothall.cases.models import Interaction
from moothall.cases.models.case import LONGEST_SUMMARY
from moothall.documents.actions import forget_written, keep_files
from moothall.kernel import audit
from moothall.kernel.actors import Actor, ActorKind
from moothall.kernel.card_numbers import was_refused, without_card_numbers
from moothall.people.actions import record_person

#: So long after the first, the same again is a letter of its own.
FOLDED_WITHIN = timedelta(hours=6)
#: Of one sender in so short a time, more than this is one flood.
FLOOD, FLOOD_WITHIN = 20, timedelta(minutes=10)
CARD = "card-number"


@transaction.atomic
def file_letter(
    *, actor: Actor, kept_id: UUID, letter: Letter, files: Sequence[dict[str, Any]], now: datetime
) -> Mail | None:
    """Write down what was read and what follows from it; a letter that is filed stays as it is."""
    kept = _locked(kept_id)
    if kept is None:
        return None
    # One letter of a mailbox at a time, or two of the same would both be the first.
    Mailbox.objects.select_for_update(no_key=True).get(pk=kept.mailbox_id)
    keep_files(file_ids=_ids(files), now=now)
    kind = MailKind.OWN if is_of_council(letter.sender_address) else kind_of(letter)
    match = match_of(kept.council_id, letter) if kind != MailKind.OWN else Match()
    if match.case is None and (first := _first_alike(kept, letter, now)) is not None:
        _fold(kept, first, files)
        return first
    mail = _mail(kept, letter, kind, match, now)
    mail.files = list(files)
    mail.save(update_fields=["files"])
    if kind == MailKind.BOUNCE and letter.report is not None:
        note_bounce(actor=actor, mail=mail, report=letter.report, now=now)
    elif kind == MailKind.LETTER:
        note_sound(council_id=kept.council_id, address=mail.sender_address)
    _let_follow(actor, mail, match, letter, now)
    _settle(kept, mail, Reading.READ)
    if CARD in mail.problems:
        _forget_raw(kept)
    audit.record(
        actor=actor, verb="mail.filed", subject=mail, now=now,
        detail={"kind": mail.kind, "fate": mail.fate},
    )  # fmt: skip
    return mail


@transaction.atomic
def file_unreadable(*, actor: Actor, kept_id: UUID, now: datetime) -> Mail | None:
    """Put a letter before a person that no program could read; it stays as it came."""
    kept = _locked(kept_id)
    if kept is None:
        return None
    mail = Mail.objects.create(
        council_id=kept.council_id,
        mailbox_id=kept.mailbox_id,
        kind=MailKind.UNREADABLE,
        problems=["too-large" if kept.is_cut else "unreadable"],
        message_id=kept.message_id,
        fold_digest=kept.content_digest,
        came_at=kept.kept_at,
    )
    _settle(kept, mail, Reading.UNREADABLE)
    audit.record(actor=actor, verb="mail.unreadable", subject=mail, now=now)
    return mail


def _let_follow(actor: Actor, mail: Mail, match: Match, letter: Letter, now: datetime) -> None:
    """Let a letter join its case, become an interaction, and be answered that it has arrived."""
    if mail.kind in {MailKind.OWN, MailKind.BOUNCE}:
        return
    if mail.kind == MailKind.AUTOMATIC and match.case is None:
        return
    _note_interaction(actor, mail, now)
    if match.case is not None:
        add_to_case(
            actor=actor, mail=mail, case_id=match.case.pk, is_verified=match.is_verified, now=now
        )
    if mail.fate == Fate.WAITING and match.case is None:
        acknowledge(mail=mail, letter=letter, now=now)


def _mail(
    kept: KeptMail,
    letter: Letter,
    kind: MailKind,
    match: Match,
    now: datetime,
) -> Mail:
    said = (letter.subject, letter.text, letter.sender_name)
    has_card = any(was_refused(one) for one in said)
    subject, text, name = (without_card_numbers(one) for one in said)
    mail = Mail(
        council_id=kept.council_id,
        mailbox_id=kept.mailbox_id,
        kind=kind,
        fate=Fate.WAITING if kind == MailKind.LETTER else Fate.NOTED,
        sender_address=letter.sender_address,
        sender_name=name[:200],
        reply_address=letter.reply_address or letter.sender_address,
        subject=subject[:500],
        text=text,
        message_id=letter.message_id[:300],
        references=" ".join(f"<{one}>" for one in reversed(letter.references)),
        problems=[*letter.problems, *([CARD] if has_card else [])],
        person_id=match.person_id,
        guessed_case=match.guess,
        is_verified=match.is_verified,
        fold_digest=fold_digest(letter),
        came_at=kept.kept_at,
        written_at=written_at(letter, now),
    )
    if kind == MailKind.LETTER and match.person_id is None and match.is_unknown:
        mail.person_id = _stranger(kept, letter, now)
    mail.save(force_insert=True)
    return mail


def _stranger(kept: KeptMail, letter: Letter, now: datetime) -> UUID | None:
    """Return the new person that a stranger becomes, where the mailbox wants that."""
    if kept.mailbox.strangers_become != StrangersBecome.PERSON or not letter.sender_name.strip():
        return None
    from moothall.cases.mail.actions.reading import POSTROOM  # noqa: PLC0415 - it calls us

    return record_person(
        actor=POSTROOM,
        council_id=kept.council_id,
        name=without_card_numbers(letter.sender_name),
        email=letter.sender_address,
        now=now,
    ).pk


def _note_interaction(actor: Actor, mail: Mail, now: datetime) -> None:
    interaction = Interaction(
        council_id=mail.council_id,
        channel=Channel.EMAIL,
        direction=Direction.INBOUND,
        person_id=mail.person_id,
        summary=(mail.subject or mail.text)[:LONGEST_SUMMARY],
        happened_at=mail.came_at,
        logged_by_kind=actor.kind.value,
        logged_by_identifier=actor.identifier,
        # No employee wrote it down: the name of our own work says nothing to whoever reads it.
        logged_by_name=actor.name if actor.kind is ActorKind.STAFF else "",
    )
    interaction.save(force_insert=True)
    mail.interaction = interaction
    mail.save(update_fields=["interaction"])


def _first_alike(kept: KeptMail, letter: Letter, now: datetime) -> Mail | None:
    """Return the letter that this one repeats: the same words, or one of a flood by its sender."""
    waiting = Mail.objects.filter(mailbox_id=kept.mailbox_id)
    alike = waiting.filter(
        fold_digest=fold_digest(letter), came_at__gt=kept.kept_at - FOLDED_WITHIN
    )
    first = alike.order_by("came_at", "pk").first()
    if first is not None or not came_before(kept, within=FLOOD_WITHIN, at_least=FLOOD):
        return first
    of_sender = waiting.filter(
        sender_address=letter.sender_address, fate=Fate.WAITING, came_at__gt=now - FOLDED_WITHIN
    )
    return of_sender.order_by("came_at", "pk").first()


def _fold(kept: KeptMail, first: Mail, files: Sequence[dict[str, Any]]) -> None:
    Mail.objects.filter(pk=first.pk).update(alike=F("alike") + 1)
    if files:
        known = {one["name"] for one in first.files}
        first.files = [*first.files, *(one for one in files if one["name"] not in known)]
        first.save(update_fields=["files"])
    _settle(kept, first, Reading.READ)


def _settle(kept: KeptMail, mail: Mail, reading: Reading) -> None:
    kept.mail, kept.reading = mail, reading
    kept.save(update_fields=["mail", "reading"])


def _forget_raw(kept: KeptMail) -> None:
    """Let go of the letter as it came: no card's number is ever kept."""
    file_id, kept.file = kept.file_id, None
    kept.save(update_fields=["file"])
    if file_id is not None:
        forget_written(file_id=file_id)


def _locked(kept_id: UUID) -> KeptMail | None:
    """Return a letter that still waits for its reading, for this worker alone."""
    rows = KeptMail.objects.select_for_update(of=("self",)).select_related("mailbox")
    return rows.filter(pk=kept_id, reading=Reading.WAITING).first()


def _ids(files: Sequence[dict[str, Any]]) -> list[UUID]:
    return [UUID(one["file_id"]) for one in files if one["file_id"]]
