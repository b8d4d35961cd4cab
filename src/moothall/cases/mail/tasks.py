"""What workers do about mail."""

from uuid import UUID

from moothall.kernel import clock
from moothall.kernel.scope import crossing_councils
from moothall.kernel.tasks import periodic, task


@periodic(cron="* * * * *", name="cases.mail.fetch_all")
def fetch_all() -> None:
    """Have every mailbox looked into once a minute, each by a job of its own."""
    from moothall.cases.mail.models import Mailbox  # noqa: PLC0415 - actions defer us

    with crossing_councils():
        for mailbox in Mailbox.objects.filter(is_active=True).exclude(imap_host=""):
            fetch.defer_unless_waiting(
                {"council_id": mailbox.council_id, "mailbox_id": mailbox.pk},
                key=f"cases.mail.fetch:{mailbox.pk}",
            )


@task(name="cases.mail.fetch", queue="deliveries", attempts=1)
def fetch(*, council_id: int, mailbox_id: UUID) -> None:
    """Fetch what has come into one mailbox; if that fails, the next minute brings another try."""
    from moothall.cases.mail.actions import fetching  # noqa: PLC0415

    fetching.fetch_mailbox(mailbox_id=UUID(str(mailbox_id)), now=clock.now())


@task(name="cases.mail.read", queue="deliveries")
def read(*, council_id: int, mailbox_id: UUID) -> None:
    """Read what was kept, everybody's in turn."""
    from moothall.cases.mail.actions import reading  # noqa: PLC0415

    mailbox = UUID(str(mailbox_id))
    if reading.read_kept_letters(mailbox_id=mailbox, now=clock.now()):
        read.defer_unless_waiting(
            {"council_id": council_id, "mailbox_id": mailbox}, key=f"cases.mail.read:{mailbox}"
        )


@task(name="cases.mail.send", queue="deliveries", attempts=30)
def send(*, council_id: int, mail_id: UUID) -> None:
    """Hand one letter over to the mailbox's server."""
    from moothall.cases.mail.actions import sending  # noqa: PLC0415

    sending.post_letter(mail_id=UUID(str(mail_id)), now=clock.now())


@periodic(cron="47 3 * * *", name="cases.mail.forget_old")
def forget_old() -> None:
    """Delete, at night, drafts that nobody goes on with and spam that nobody asked for."""
    from moothall.cases.mail.actions import forgetting  # noqa: PLC0415

    with crossing_councils():
        forgetting.forget_old(now=clock.now())
