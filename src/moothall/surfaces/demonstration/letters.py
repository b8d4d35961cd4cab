"""The demonstration's mailboxes, with letters that wait and ready-made answers."""

from datetime import datetime, timedelta

from django.conf import settings

from moothall.cases.mail.actions.fetching import keep_letter
from moothall.cases.mail.actions.reading import read_kept_letters
from moothall.cases.mail.actions.setting_up import keep_ready_answer, set_up_mailbox
from moothall.cases.mail.models import Mailbox, ReadyAnswer, Security
from moothall.cases.mail.servers.imap import Fetched
from moothall.councils.queries import teams
from moothall.councils.rows import CouncilRow
from moothall.kernel.actors import system

_ACTOR = system("demonstration")
#: What people wrote: from whom, about what, and how many hours ago.
_LETTERS = (
    ("Gwen Hartley <gwen.hartley@resident.example>", "Bin lid", "The lid of my bin is broken.", 30),
    ("Tom Barlow <tom.barlow@resident.example>", "Street light", ("The light outside number 9 "
     "has been out for a week. When will somebody come?"), 26),
    ("Priya Nair <priya.nair@resident.example>", "Which day?", ("Which day is garden waste "
     "collected in Mill Lane? I cannot find it."), 5),
    ("Nia Okafor <nia.okafor@resident.example>", "Ymholiad", ("A allwch chi ateb yn Gymraeg, os "
     "gwelwch yn dda?"), 3),
    ("Offers <win@prizes.example>", "You have won", "Press here to have your prize.", 1),
)  # fmt: skip
_ANSWERS = (
    (
        "It is with the team",
        (
            "Dear {name}\n\nThank you for your e-mail. The team has it and will answer you within "
            "five working days.\n\n{officer}"
        ),
        (
            "Annwyl {name}\n\nDiolch am eich e-bost. Mae gan y tîm eich neges; bydd yn ateb o "
            "fewn pum diwrnod gwaith.\n\n{officer}"
        ),
    ),
    (
        "Your case, and how to follow it",
        (
            "Dear {name}\n\nYour reference is {reference} ({service}). You can follow it on the "
            "website of {council}.\n\n{officer}"
        ),
        (
            "Annwyl {name}\n\nEich cyfeirnod yw {reference} ({service}). Gallwch ei ddilyn ar "
            "wefan {council}.\n\n{officer}"
        ),
    ),
)


def settle(council: CouncilRow, *, now: datetime) -> Mailbox:
    """Make a council's mailbox and what waits in it; once there, nothing is changed."""
    there = Mailbox.objects.filter(council_id=council.id, slug="help").first()
    if there is not None:
        return there
    mailbox = set_up_mailbox(
        actor=_ACTOR,
        council_id=council.id,
        slug="help",
        settings={
            "address": f"help@{council.hostname.partition(':')[0]}",
            "name": "Help desk",
            "name_cy": "Desg gymorth",
            "team_id": teams(council.id)[0].id,
            "smtp_host": settings.EMAIL_HOST or "",
            "smtp_port": settings.EMAIL_PORT,
            "smtp_security": Security.NONE,
            "acknowledges": False,
            "signature": f"The help desk\n{council.name}",
            "signature_cy": f"Y ddesg gymorth\n{council.name_in('cy')}",
        },
        now=now,
    )
    for title, text, text_cy in _ANSWERS:
        if not ReadyAnswer.objects.filter(council_id=council.id, title=title).exists():
            keep_ready_answer(
                actor=_ACTOR, council_id=council.id, answer_id=None, title=title, text=text,
                text_cy=text_cy if "cy" in council.languages else "", team_id=None, now=now,
            )  # fmt: skip
    for number, (sender, subject, text, hours) in enumerate(_LETTERS, start=1):
        _arrive(mailbox, number, sender, subject, text, now - timedelta(hours=hours))
    read_kept_letters(mailbox_id=mailbox.pk, now=now)
    return mailbox


def _arrive(  # noqa: PLR0917 - the parts of a letter
    mailbox: Mailbox, number: int, sender: str, subject: str, text: str, at: datetime
) -> None:
    raw = (
        f"From: {sender}\r\nTo: {mailbox.address}\r\nSubject: {subject}\r\n"
        f"Message-ID: <demonstration-{number}@resident.example>\r\n"
        f"Content-Type: text/plain; charset=utf-8\r\n\r\n{text}\r\n"
    ).encode()
    fetched = Fetched(number, raw, len(raw), at)
    keep_letter(mailbox_id=mailbox.pk, uid_validity=1, fetched=fetched, now=at)
