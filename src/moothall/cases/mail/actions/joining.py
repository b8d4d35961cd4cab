"""Letting a letter join a case."""

from datetime import datetime
from uuid import UUID

from moothall.cases.actions.accounting import entry, keep_sign, locked_case
from moothall.cases.actions.files import link_files
from moothall.cases.actions.replying import reopen_by_reply
from moothall.cases.channels import Channel
from moothall.cases.mail.models import Fate, Mail
from moothall.cases.models import Attachment, EntryKind, Interaction, Source, TimelineEntry
from moothall.kernel import audit
from moothall.kernel.actors import Actor, ActorKind
from moothall.people.queries import persons_by_id


def add_to_case(
    *, actor: Actor, mail: Mail, case_id: UUID, is_verified: bool, now: datetime
) -> None:
    """
    Put a letter on a case, within the transaction of whoever decides it.

    What is not from the case's own person stays out of their sight, and before the team until
    somebody has looked at it. A letter of theirs opens a case again that was closed, or a new one
    that names it.
    """
    writer = _writer(mail) if is_verified else actor
    is_told = False
    if is_verified:
        replied_to = reopen_by_reply(
            actor=writer, case_id=case_id, text=_text(mail), key=str(mail.pk),
            channel=Channel.EMAIL.value, now=now,
        )  # fmt: skip
        replies = TimelineEntry.objects.filter(source_key=f"reply:{mail.pk}")
        is_told = replied_to.pk != case_id or replies.filter(case_id=case_id).exists()
        case_id = replied_to.pk
    case = locked_case(case_id)
    keep_sign(case, writer if is_verified else _somebody(), now)
    case.updated_at = now
    case.save(update_fields=["resident_acted_at", "updated_at"])
    if not is_told:
        TimelineEntry.objects.bulk_create(
            [
                entry(
                    case, writer, EntryKind.MESSAGE, now,
                    is_public=is_verified, text=_text(mail),
                    source=Source.RESIDENT if is_verified else Source.SYSTEM,
                    source_key=f"mail:{mail.pk}",
                )
            ],
            ignore_conflicts=True,
        )  # fmt: skip
    file_ids = [UUID(one["file_id"]) for one in mail.files if one["file_id"]]
    has = set(Attachment.objects.filter(case_id=case.pk).values_list("file_id", flat=True))
    link_files(
        case, writer, [one for one in file_ids if one not in has], now, is_public=is_verified
    )
    if mail.interaction_id is not None:
        Interaction.objects.filter(pk=mail.interaction_id).update(
            case_id=case.pk, person_id=mail.person_id
        )
    mail.case_id, mail.is_verified = case.pk, is_verified
    mail.fate = Fate.JOINED if is_verified else Fate.WAITING
    mail.settled_at = now if is_verified else None
    mail.save(update_fields=["case", "is_verified", "fate", "settled_at"])
    audit.record(
        actor=actor, verb="mail.joined-case", subject=mail, now=now,
        detail={"case": str(case.pk), "verified": is_verified},
    )  # fmt: skip


def _writer(mail: Mail) -> Actor:
    """Return the person who wrote, as the timeline names them."""
    [person] = persons_by_id([mail.person_id]).values() if mail.person_id else [None]
    return Actor(
        kind=ActorKind.RESIDENT,
        identifier=str(mail.person_id or ""),
        name=person.name if person else "",
        subject=str(mail.person_id or ""),
    )


def _somebody() -> Actor:
    """Return whoever it was, so that the team is shown that there is news."""
    return Actor(kind=ActorKind.RESIDENT)


def _text(mail: Mail) -> str:
    return f"{mail.subject}\n\n{mail.text}".strip()
